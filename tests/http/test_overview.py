"""The overview that the live page asks for: what it tells, in which words, and what it costs."""

from collections.abc import Iterator

import pytest

from layers_mock.http.control.overview import MOST_PROJECTS, Overview
from layers_mock.world.ids import Key
from layers_mock.world.jobs import Job
from layers_mock.world.table import Table
from tests.acme import organization
from tests.harness import Answer, Api

HOSTILE = "<img src=x onerror=alert(1)>"


def overview(api: Api, path: str = "overview") -> Overview:
    """The overview of a world, which has to be as its model says."""
    answer = api.control("GET", path)
    assert answer.status == 200
    return Overview.model_validate_json(answer.raw)


def clone(api: Api, name: str = "Ava (EU)", **headers: str) -> Answer:
    answer = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": name}, headers=headers)
    assert answer.status == 202
    return answer


def generate(api: Api, **fields: object) -> Answer:
    prefer = {"Prefer": str(fields.pop("prefer"))} if "prefer" in fields else {}
    body = {"format": "slideshow_remix", "brief": {"topic": "storms"}, **fields}
    answer = api.post(f"/v1/projects/{api.id('harbor-tea')}/content", body, headers=prefer)
    assert answer.status == 202
    return answer


@pytest.mark.parametrize("fixture", ["acme", "empty", "launch-week"])
def test_every_world_has_an_overview(fixture: str) -> None:
    api = Api(fixture)
    found = overview(api)
    assert (found.world, found.fixture, found.recorded) == ("default", fixture, 0)
    assert [row.name for row in found.organizations] == [own.name for own in api.world.organizations.values()]


def test_an_overview_tells_of_wallets_and_counts(api: Api) -> None:
    own = overview(api).organizations[0]
    assert own.wallet.model_dump() == {
        "balance": 23080, "includedRemaining": 18080, "includedThisPeriod": 20000, "prepaid": 5000,
        "periodEnd": "2026-05-15T12:00:00.000Z",
    }  # fmt: skip
    assert own.counts.model_dump() == {"projects": 5, "influencers": 9, "content": 126, "jobs": 2}


def test_a_running_job_tells_how_far_it_is_and_what_it_works_on(api: Api) -> None:
    accepted = clone(api, HOSTILE)
    api.advance(20)
    job = overview(api).jobs[0]
    assert job.model_dump() == {
        "jobId": accepted.body["jobId"], "kind": "influencer_create", "status": "running", "stage": "generating_visuals",
        "stageNumber": 2, "stages": ["queued", "generating_visuals", "finalizing"], "progress": 0.33, "pace": 1.0,
        "isCancelRequested": False, "organization": "Acme Studio", "project": "Harbor Tea",
        "subject": {"id": accepted.body["influencerId"], "type": "influencer", "name": HOSTILE, "others": 0},
        "startedAt": "2026-04-24T12:00:00.000Z", "finishedAt": None, "etaSeconds": 40, "error": None,
        "pictures": [], "pictureCount": 0,
    }  # fmt: skip


def test_a_completed_influencer_shows_the_pictures_that_its_job_made(api: Api) -> None:
    first = clone(api)
    api.finish(first, 60)
    job = overview(api).jobs[0]
    assert (job.status, job.finishedAt, job.etaSeconds, job.pictureCount) == ("completed", "2026-04-24T12:01:00.000Z", None, 4)
    shown = api.get(f"/v1/influencers/{first.body['influencerId']}").body["referenceImages"]
    assert [picture.url for picture in job.pictures] == [image["url"].removeprefix(api.worlds.base_url) for image in shown]
    assert all(picture.url.startswith("/__mock/media/default/") for picture in job.pictures)


def test_completed_content_shows_its_files_and_no_more_than_fit(api: Api) -> None:
    done = generate(api, variantCount=4)
    asked = api.finish(done, 200)
    job = overview(api).jobs[0]
    assert (job.pictureCount, len(job.pictures)) == (12, 8)
    urls = [asset["url"].removeprefix(api.worlds.base_url) for asset in asked["result"]["assets"]]
    assert [picture.url for picture in job.pictures] == urls[:8]
    assert job.subject is not None
    assert job.subject.others == 3


def test_a_clip_has_a_still_for_a_thumbnail(api: Api) -> None:
    api.finish(generate(api, format="video_remix"), 200)
    (picture,) = overview(api).jobs[0].pictures
    assert (picture.kind, picture.url[-4:], picture.thumbnailUrl[-4:]) == ("video", ".mp4", ".jpg")


def test_content_without_a_caption_is_called_by_its_topic(api: Api) -> None:
    generate(api)
    generate(api, brief={})
    newest, older = (job.subject for job in overview(api).jobs[:2])
    assert older is not None
    assert newest is not None
    assert (older.name, newest.name) == ("storms", None)


def test_a_failed_job_tells_why(api: Api) -> None:
    accepted = clone(api)
    api.control("POST", f"jobs/{accepted.body['jobId']}/fail", {"code": "OUCH", "message": HOSTILE})
    job = overview(api).jobs[0]
    assert (job.status, job.error) == ("failed", {"code": "OUCH", "message": HOSTILE})


def test_a_slow_job_tells_its_pace_and_a_hanging_one_no_end(api: Api) -> None:
    generate(api, prefer="job=slow")
    generate(api, prefer="job=hang")
    hanging, slow = overview(api).jobs[:2]
    assert (hanging.pace, hanging.etaSeconds, hanging.status) == (None, None, "running")
    assert (slow.pace, slow.etaSeconds) == (3.0, 600)


def test_a_job_that_is_asked_to_stop_says_so(api: Api) -> None:
    api.post(f"/v1/jobs/{clone(api).body['jobId']}/cancel")
    assert overview(api).jobs[0].isCancelRequested


def test_jobs_come_newest_first_from_every_project_and_organisation(api: Api) -> None:
    api.advance(1)
    clone(api)
    api.advance(1)
    api.post(f"/v1/influencers/{api.id('sunniva')}/clone", {"name": "S"}, key="other")
    assert [job.project for job in overview(api).jobs] == ["Polar Maps", "Harbor Tea", "Northwind Fit", "Northwind Fit"]


def test_as_many_jobs_come_as_are_wanted(api: Api) -> None:
    for number in range(25):
        clone(api, f"Ava {number}")
    assert len(overview(api).jobs) == 20
    assert [len(overview(api, f"overview?limit={limit}").jobs) for limit in (0, 3, 100)] == [0, 3, 27]


@pytest.mark.parametrize("query", ["limit=101", "limit=-1", "limit=many", "limits=3"])
def test_a_wrong_query_is_refused(api: Api, query: str) -> None:
    assert api.control("GET", f"overview?{query}").status == 422


def test_a_world_of_its_own_has_an_overview_of_its_own(api: Api) -> None:
    api.control("POST", "worlds", {"name": "mine", "fixture": "launch-week"})
    clone(api)
    mine = overview(api, "worlds/mine/overview")
    assert (mine.world, mine.fixture, mine.recorded) == ("mine", "launch-week", 0)
    assert overview(api).recorded == 1
    assert overview(api, "worlds/nowhere/overview").organizations == []
    assert api.control("GET", "worlds/yours/overview").status == 404


def test_an_overview_changes_nothing_and_is_not_in_the_journal(api: Api) -> None:
    before = api.control("GET", "overview").body
    assert api.control("GET", "overview").body == before
    assert api.control("GET", "requests").body["recorded"] == 0


def test_scenarios_are_told_in_words(api: Api) -> None:
    api.control("POST", "scenarios", {
        "name": "all", "when": {"operation": "cloneInfluencer", "key": "full", "body": {"/name": "Zoë"}, "first": 2},
        "then": {"wait": "2s", "job": {"fails": "queued"}}, "prepared": True,
    })  # fmt: skip
    (scenario,) = overview(api).scenarios
    when, _, then = scenario.summary.partition(": ")
    assert when == 'cloneInfluencer, key full, /name is "Zoë", the first 2'
    assert then == "the job fails in queued with PLATFORM_ERROR, the answer waits 2 s"


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ({"error": "NOT_FOUND"}, "answers NOT_FOUND"),
        ({"error": "NOT_FOUND", "status": 410}, "answers NOT_FOUND with status 410"),
        ({"lose": True}, "the work is done and the answer lost"),
        ({"truncate": True}, "the answer is cut in half"),
        ({"drop": "before"}, "the connection breaks before the work"),
        ({"drop": "during"}, "the connection breaks in the middle of the answer"),
        ({"wallet": "empty"}, "the wallet is emptied"),
        ({"key": "killed"}, "the key is killed"),
        ({"job": {"hangs": "queued"}}, "the job hangs in queued"),
        ({"job": {"slow": 2.5}}, "the job takes 2.5 times as long"),
        ({"job": {"completes": True}}, "the job is completed at once"),
    ],
)
def test_everything_that_can_happen_has_words(api: Api, then: dict[str, object], said: str) -> None:
    answer = api.control("POST", "scenarios", {"name": "one", "then": then})
    assert answer.body["summary"] == f"any call: {said}"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"path": {"jobId": "job_1"}}, 'jobId is "job_1"'),
        ({"body": {"": {"a": 1}}}, 'the body is {"a": 1}'),
        ({"nth": 3}, "number 3 of them"),
        ({"every": 4}, "one in 4"),
        ({"probability": 0.25}, "chance 0.25"),
        ({"after": "1h"}, "from 2026-04-24T13:00:00.000Z"),
        ({"before": "2026-04-25T00:00:00Z"}, "until 2026-04-25T00:00:00.000Z"),
    ],
)
def test_every_condition_has_words(api: Api, when: dict[str, object], said: str) -> None:
    answer = api.control("POST", "scenarios", {"name": "one", "when": when, "then": {"lose": True}})
    assert answer.body["summary"] == f"any call, {said}: the work is done and the answer lost"


# --- its cost ---------------------------------------------------------------------------------------------------------


def many_jobs(api: Api, count: int) -> None:
    """Jobs straight into the table, faster than calls make them."""
    own, clock = organization(api), api.world.clock.now()
    project = next(row for _, row in own.projects.newest_first(own.key))
    kind = api.contract.job_kinds["influencer_create"]
    for number in range(count):
        key = Key(clock << 80 | number)
        ends = tuple(clock + offset for offset in kind.offsets)
        own.jobs.add(Job(key, f"job_{number}", kind.name, own.key, project.key, key, clock, kind.stages, ends))


def test_an_overview_looks_at_no_more_jobs_than_it_shows(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    many_jobs(api, 100_000)
    seen = 0
    plain = Table.newest_first

    def counted(table: Table[Job], group: Key, below: int | None = None) -> Iterator[tuple[int, Job]]:
        nonlocal seen
        for row in plain(table, group, below):
            seen += 1
            yield row

    monkeypatch.setattr(Table, "newest_first", counted)
    assert len(overview(api).jobs) == 20
    projects = sum(len(own.projects) for own in api.world.organizations.values())
    assert seen <= 20 + 2 * projects
    assert overview(api).organizations[0].counts.jobs == 100_002


def test_an_overview_looks_at_a_bounded_number_of_projects(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    own = organization(api)
    row = next(row for _, row in own.projects.newest_first(own.key))
    for number in range(MOST_PROJECTS + 5):
        own.projects.add(row._replace(key=Key(number)))
    asked: list[Key] = []
    plain = Table.newest_first

    def noted(table: Table[Job], group: Key, below: int | None = None) -> Iterator[tuple[int, Job]]:
        if table is own.jobs:
            asked.append(group)
        return plain(table, group, below)

    monkeypatch.setattr(Table, "newest_first", noted)
    assert overview(api).jobs == []
    assert len(asked) == MOST_PROJECTS
