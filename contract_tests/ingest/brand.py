"""How ingests change what a project tells of itself."""

from datetime import timedelta
from itertools import permutations
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..forms import instant
from ..making import canceled, completed, failed, new_project, project_now
from .making import FIELDS, SOURCES, ask, done, entry, made, started

__all__: list[str] = []


@check("ingest.runs")
def a_source_runs_from_the_202_on(api: Api) -> None:
    """Its entry tells `running`, the job and no end, the others stay null, and brandContext is as it was."""
    for operation, source in SOURCES.items():
        project = new_project(api)
        job = started(api, operation, project)
        now = project_now(api, project)
        if api.made("getJob", job["jobId"])["status"] != "running":
            raise UnprovidedError("the job was over before it could be read")
        told = {"status": "running", "jobId": job["jobId"], "completedAt": None}
        _tells(now["ingestState"][source], told, f"ingestState.{source}")
        others = {name: now["ingestState"][name] for name in SOURCES.values() if name != source}
        equal(others, dict.fromkeys(others), "ingestState of the other sources")
        equal(now["brandContext"], None, "brandContext while the job runs")


def _tells(came: Any, promised: dict[str, object], what: str) -> None:
    holds(isinstance(came, dict), f"{what} is {came!r}")
    equal({name: came.get(name) for name in promised}, promised, what)


@check("get-project.ingest-entry")
def a_source_that_ran_tells_when(api: Api) -> None:
    """Its entry tells `completed`, the job, and an instant in UTC with Z that is the end of the job."""
    for operation in SOURCES:
        project = new_project(api)
        job = done(api, operation, project)
        told = entry(api, operation, project)
        _tells(told, {"status": "completed", "jobId": job["jobId"]}, f"the entry of {operation}")
        text = told.get("completedAt")
        holds(isinstance(text, str) and text.endswith("Z"), f"completedAt is {text!r}")
        apart = abs(instant(text) - instant(job["finishedAt"]))
        holds(apart < timedelta(seconds=5), f"completedAt {text}, and the job ended at {job['finishedAt']}")
        equal(entry(api, operation, project), told, f"the entry of {operation}, read again")


@check("ingest.merges")
def nothing_is_lost_by_a_further_ingest(api: Api) -> None:
    """Whatever the order of the sources, a field that was told is told behind each of them."""
    for order in permutations(SOURCES):
        project, told = new_project(api), set[str]()
        for operation in order:
            done(api, operation, project)
            context = project_now(api, project)["brandContext"] or {}
            lost = sorted(name for name in told if not context.get(name))
            holds(not lost, f"{', '.join(lost)} empty behind {operation}, told before")
            told |= {name for name in FIELDS if context.get(name)}


@check("ingest.adds-keywords")
def keywords_are_added(api: Api) -> None:
    """Every keyword that an ingest found is there behind the next one, once."""
    project, known = new_project(api), list[str]()
    for operation in ("ingestAppStore", "ingestWebsite", "ingestGithub"):
        done(api, operation, project)
        keywords = project_now(api, project)["brandContext"]["keywords"]
        equal([word for word in known if word not in keywords], [], f"keywords that are gone behind {operation}")
        equal(len(set(keywords)), len(keywords), f"different keywords behind {operation}")
        known = keywords


@check("ingest.one-entry-per-source")
def each_source_keeps_its_entry(api: Api) -> None:
    """The entry of a source stays when another one is ingested."""
    project = made(api, "ingestWebsite")
    before = entry(api, "ingestWebsite", project)
    done(api, "ingestAppStore", project)
    equal(entry(api, "ingestWebsite", project), before, "the website's entry behind the app's ingest")
    job = done(api, "ingestGithub", project)
    equal(entry(api, "ingestWebsite", project), before, "the website's entry behind the repository's ingest")
    equal(entry(api, "ingestGithub", project)["jobId"], job["jobId"], "job in the repository's entry")


@check("ingest.one-entry-per-source")
def the_latest_ingest_of_a_source_stands(api: Api) -> None:
    """Of two ingests of a source the later one's job is in the entry, while both run and once they are over."""
    for operation in SOURCES:
        project = new_project(api)
        first, second = (ask(api, operation, project).succeeded(202) for _ in range(2))
        equal(entry(api, operation, project)["jobId"], second["jobId"], "job in the entry while both run")
        completed(api, first)
        completed(api, second)
        equal(entry(api, operation, project)["jobId"], second["jobId"], "job in the entry once both are over")


@check("ingest.result")
def the_result_tells_what_the_project_has(api: Api) -> None:
    """ProjectId and source are those of the call, and brandContext is the project's, also behind a second source."""
    project = new_project(api)
    for operation, source in SOURCES.items():
        result = done(api, operation, project)["result"]
        context = project_now(api, project)["brandContext"]
        told = {"projectId": project, "source": source, "brandContext": context}
        equal({name: result.get(name) for name in told}, told, f"result of {operation}")


@check("ingest.failed")
def a_failed_ingest_leaves_the_brand(api: Api) -> None:
    """Its entry tells `failed` and no end, and brandContext is as before: null, or what an earlier ingest found."""
    api.needs_failing_jobs()
    _ends(api, "failed")


@check("ingest.canceled")
def a_canceled_ingest_leaves_the_brand(api: Api) -> None:
    """Its entry tells `canceled` and no end, and brandContext is as before: null, or what an earlier ingest found."""
    _ends(api, "canceled")


def _ends(api: Api, status: str) -> None:
    for operation in SOURCES:
        for project in (new_project(api), made(api, "ingestWebsite")):
            before = project_now(api, project)["brandContext"]
            job = started(api, operation, project)
            (failed if status == "failed" else canceled)(api, job)
            equal(project_now(api, project)["brandContext"], before, f"brandContext behind the {status} job of {operation}")
            told = {"status": status, "jobId": job["jobId"], "completedAt": None}
            _tells(entry(api, operation, project), told, f"the entry of {operation}")


@check("ingest.seeds-influencer")
def the_first_ingest_makes_the_first_influencer(api: Api) -> None:
    """No influencer before, one when the job is completed, which is ready in the end."""
    for operation in SOURCES:
        project = new_project(api)
        job = started(api, operation, project)
        completed(api, job)
        items = api.call("listInfluencers", project).succeeded(200)["items"]
        equal(len(items), 1, f"influencers behind {operation}")
        holds(items[0]["name"], "an influencer without a name")
        holds(items[0]["status"] in {"pending", "training", "ready"}, f"an influencer that is {items[0]['status']}")
        _becomes_ready(api, items[0]["influencerId"])


def _becomes_ready(api: Api, influencer: str) -> None:
    try:
        api.advance(600)
    except UnprovidedError:
        return
    equal(api.made("getInfluencer", influencer)["status"], "ready", "status of the influencer in the end")


@check("ingest.seeds-influencer")
def the_influencer_comes_with_the_end_of_the_ingest(api: Api) -> None:
    """None while the job runs; `pending` right behind its end; none behind a canceled one."""
    project = new_project(api)
    job = started(api, "ingestGithub", project)
    if api.made("getJob", job["jobId"])["status"] == "running":
        equal(api.made("listInfluencers", project)["items"], [], "influencers while the ingest runs")
    canceled(api, job)
    equal(api.made("listInfluencers", project)["items"], [], "influencers behind a canceled ingest")
    job = started(api, "ingestGithub", project)
    for _ in range(400):
        api.advance(1)
        if api.made("getJob", job["jobId"])["status"] != "running":
            break
    items = api.call("listInfluencers", project).succeeded(200)["items"]
    equal([item["status"] for item in items], ["pending"], "influencers right behind the ingest")


@check("ingest.seeds-once")
def a_project_with_an_influencer_gets_none(api: Api) -> None:
    """A second ingest makes none, and neither does a first one where somebody made an influencer."""
    project = new_project(api)
    body = {"name": api.text("Mine")}
    api.made("createInfluencer", project, body=body)
    done(api, "ingestWebsite", project)
    names = [item["name"] for item in api.call("listInfluencers", project).succeeded(200)["items"]]
    equal(names, [body["name"]], "influencers of a project that had one")
    project = made(api, "ingestWebsite")
    before = [item["influencerId"] for item in api.made("listInfluencers", project)["items"]]
    for operation in SOURCES:
        done(api, operation, project)
        after = [item["influencerId"] for item in api.call("listInfluencers", project).succeeded(200)["items"]]
        equal(after, before, f"influencers behind a further {operation}")
