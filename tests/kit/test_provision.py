"""How targets are brought into states: worlds of their own, and what a target file gives or says how to make."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from layers_mock.kit import Answer, Api, UnprovidedError
from layers_mock.kit.attempt import run_check
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.transport import TransportError
from layers_mock.kit.world_provider import WorldProvider
from tests.kit.fake import fake
from tests.kit.subjects import BASE, KEY, Scripted, a_check, a_run, an_api, given, json_answer, refused

WORLD = {
    "world": "w-1",
    "keys": {"full": KEY, "other": "lp_other_1234"},
    "ids": {"project": "prj_1", "failed-influencer": "inf_2"},
}
TOKEN = "tok_123456"


class Time:
    """Real time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def pause(self, seconds: float) -> None:
        self.waits.append(round(seconds, 2))
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    passing = Time()
    monkeypatch.setattr("layers_mock.kit.given_provider.pause", passing.pause)
    monkeypatch.setattr("layers_mock.kit.given_provider.stopwatch", lambda: passing.now)
    return passing


# --- worlds of their own


def controlled(request: Request) -> Response:
    if request.url.endswith("/__mock/worlds"):
        return json_answer(WORLD, 201)
    return json_answer(None, 204) if request.method == "DELETE" else json_answer({})


def worlds(transport: Scripted, **options: Any) -> WorldProvider:
    return WorldProvider(BASE, transport, seed=7, **options)


def test_each_check_has_a_world_with_a_manual_clock_that_is_dropped_after_it() -> None:
    transport = Scripted(controlled)
    with worlds(transport).provision("a") as provision:
        assert (provision.secret("full"), provision.secrets) == (KEY, (KEY, "lp_other_1234"))
    assert transport.told == ["POST /__mock/worlds", "DELETE /__mock/worlds/w-1"]
    wanted = orjson.loads(transport.asked[0].content)
    assert re.fullmatch(r"check-[0-9a-f]{24}", wanted.pop("name"))
    assert wanted == {"fixture": "check", "seed": 7, "clock": {"mode": "manual"}}


def test_a_worlds_name_follows_from_seed_check_and_turn_so_that_its_ids_come_again() -> None:
    def names() -> list[str]:
        transport = Scripted(controlled)
        provider = worlds(transport)
        for check in ("a", "a", "b"):
            with provider.provision(check):
                pass
        return [orjson.loads(asked.content)["name"] for asked in transport.asked if asked.method == "POST"]

    assert len(set(names())) == 3
    assert names() == names()


def test_where_another_run_has_that_world_the_server_names_one() -> None:
    def taken(request: Request) -> Response:
        is_named = request.url.endswith("/__mock/worlds") and "name" in orjson.loads(request.content)
        return json_answer({"error": {"message": "taken"}}, 409) if is_named else controlled(request)

    transport = Scripted(taken)
    with worlds(transport).provision("a"):
        pass
    assert transport.told == ["POST /__mock/worlds", "POST /__mock/worlds", "DELETE /__mock/worlds/w-1"]


def test_it_is_dropped_where_the_check_crashes_and_where_the_target_is_gone() -> None:
    transport = Scripted(controlled)
    with pytest.raises(ZeroDivisionError), worlds(transport).provision("a"):
        raise ZeroDivisionError
    assert transport.told[-1] == "DELETE /__mock/worlds/w-1"

    def dying(request: Request) -> Response:
        if request.method == "DELETE":
            raise TransportError("gone")
        return controlled(request)

    with worlds(Scripted(dying)).provision("a"):
        pass


def test_the_control_token_is_sent_and_is_a_secret() -> None:
    transport = Scripted(controlled)
    with worlds(transport, token=TOKEN).provision("a") as provision:
        assert provision.secrets[-1] == TOKEN
    assert all(("X-Layers-Mock-Token", TOKEN) in one.headers for one in transport.asked)


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"null", b"[]", b"7", b"{}", b'{"world": "w"}', b'{"world": "w", "keys": {}}', b'"\x1b[31m"']
)
@pytest.mark.parametrize("status", [200, 201, 302, 404, 500])
def test_a_control_api_that_makes_no_world_skips_the_check(body: bytes, status: int) -> None:
    transport = Scripted(lambda _: Response(status, (), body))
    outcome = run_check(a_run([], transport, provider=worlds(transport)), a_check(lambda _: None))
    assert outcome.verdicts[0].status == "skipped"
    assert str(outcome.verdicts[0].reason).startswith("/__mock/worlds ")
    assert outcome.findings == ()


def test_states_are_the_fixtures_by_their_labels_and_what_it_has_not_is_made_or_skipped() -> None:
    made = {"createProject": {"id": "prj_new"}}

    def answer(request: Request) -> Response:
        return json_answer(made["createProject"], 201) if request.url.endswith("/v1/projects") else controlled(request)

    transport = Scripted(answer)
    with an_api(transport, provider=worlds(transport)) as api:
        assert [api.state(name) for name in ("project", "failed_influencer", "empty_project")] == ["prj_1", "inf_2", "prj_new"]
        with pytest.raises(UnprovidedError, match="the world's fixture has no state post"):
            api.state("post")
        with pytest.raises(UnprovidedError, match="the world's fixture has no key broke"):
            api.secret("broke")


def test_time_passes_by_the_clock_and_jobs_are_told_to_fail() -> None:
    transport = Scripted(controlled)
    with an_api(transport, provider=worlds(transport)) as api:
        api.advance(90)
        api.fail({"jobId": "job_1"})
    assert transport.told[1:3] == ["POST /__mock/worlds/w-1/clock/advance", "POST /__mock/worlds/w-1/jobs/job_1/fail"]
    assert orjson.loads(transport.asked[1].content) == {"seconds": 90}


def test_a_job_is_over_after_an_hour_of_the_targets_time_or_never() -> None:
    statuses = iter(["running", "completed", "running", "running"])

    def answer(request: Request) -> Response:
        return json_answer({"jobId": "job_1", "status": next(statuses)}) if "/v1/jobs/" in request.url else controlled(request)

    transport = Scripted(answer)
    with an_api(transport, provider=worlds(transport)) as api:
        assert api.finish("job_1")["status"] == "completed"
        assert orjson.loads(transport.asked[2].content) == {"seconds": 3600}
        with pytest.raises(UnprovidedError, match="job job_1 is not over after 3600 seconds of the target's time"):
            api.finish("job_1")


def test_the_fakes_worlds_hold_every_state_there_is_and_leave_nothing_behind() -> None:
    from layers_mock.kit.target import ROLES, STATES

    def names() -> list[str]:
        listed: list[str] = orjson.loads(fake().send(Request("GET", f"{fake().url}/__mock/worlds")).content)["items"]
        return listed

    before = names()
    with an_api(fake(), provider=WorldProvider(fake().url, fake(), seed=1)) as api:
        assert all(api.state(name) for name in STATES)
        assert all(api.secret(role) for role in ROLES)
        assert len(names()) == len(before) + 1
    assert names() == before


# --- states of a target file


def answering(**bodies: Any) -> Callable[[Request], Response]:
    """Answers by the last step of the path."""

    def answer(request: Request) -> Response:
        return json_answer(bodies.get(request.url.partition("?")[0].rpartition("/")[2], {}), 201)

    return answer


def test_a_state_given_by_its_id_costs_no_call() -> None:
    transport = Scripted(answering())
    with an_api(transport, provider=given(states={"project": "prj_1"})) as api:
        assert api.state("project") == "prj_1"
    assert transport.asked == []
    assert api.states == {"project"}


def test_a_state_given_by_a_call_is_made_once_for_each_check() -> None:
    transport = Scripted(answering(projects={"id": "prj_9", "slug": "s"}))
    made = {"project": {"call": "createProject", "body": {"name": "x"}, "take": "slug", "key": "second"}}
    with an_api(transport, provider=given(states=made)) as api:
        assert [api.state("project"), api.state("project")] == ["s", "s"]
    assert transport.told == ["POST /v1/projects"]
    assert transport.asked[0].content == b'{"name":"x"}'
    assert ("X-Api-Key", "lp_live_second_90417bd3") in transport.asked[0].headers


def test_references_to_states_are_filled_in_wherever_they_stand() -> None:
    states = {
        "project": "prj_1",
        "layer": "lay_1",
        "container": {
            "call": "generateContent", "path": ["{project}"], "query": {"layer": "{layer}", "plain": "x"},
            "body": {"format": "x", "layers": ["{layer}", {"deep": "{project}"}], "not": "{project} x"}, "take": "containerId",
        },
    }  # fmt: skip
    transport = Scripted(answering(content={"containerId": "con_1"}))
    with an_api(transport, provider=given(states=states)) as api:
        assert api.state("container") == "con_1"
    assert transport.told == ["POST /v1/projects/prj_1/content?layer=lay_1&plain=x"]
    assert orjson.loads(transport.asked[0].content) == {
        "format": "x",
        "layers": ["lay_1", {"deep": "prj_1"}],
        "not": "{project} x",
    }


def test_a_state_that_needs_itself_skips_the_check_and_says_so() -> None:
    def creation(of: str) -> dict[str, Any]:
        return {"call": "createInfluencer", "path": [f"{{{of}}}"]}

    states = {"project": creation("influencer"), "influencer": creation("container"), "container": creation("project")}
    with an_api(Scripted(answering()), provider=given(states=states)) as api:
        with pytest.raises(
            UnprovidedError, match=r"states\.project needs itself: project -> influencer -> container -> project"
        ):
            api.state("project")
        with pytest.raises(UnprovidedError, match=r"states\.influencer needs itself"):
            api.state("influencer")


def test_where_the_answer_is_a_jobs_the_check_waits_for_it(time: Time) -> None:
    statuses = iter(["queued", "running", "completed"])

    def answer(request: Request) -> Response:
        if "/v1/jobs/" in request.url:
            return json_answer({"jobId": "job_1", "status": next(statuses)})
        return json_answer({"jobId": "job_1", "influencerId": "inf_1"}, 202)

    states = {"influencer": {"call": "createInfluencer", "path": ["prj_1"], "take": "influencerId"}}
    transport = Scripted(answer)
    with an_api(transport, provider=given(states=states, poll_seconds=2.0)) as api:
        assert api.state("influencer") == "inf_1"
    assert transport.told == ["POST /v1/projects/prj_1/influencers", *["GET /v1/jobs/job_1"] * 3]


@pytest.mark.parametrize("body", [{}, {"id": 7}, {"id": None}, [], "x", 7, None, {"jobId": 7}, {"jobId": {}}])
def test_an_answer_without_the_id_skips_the_check_and_is_no_finding(body: Any) -> None:
    transport = Scripted(lambda _: Response(200, (("X-Request-Id", "r"),), orjson.dumps(body)))
    for provider in (given(states={"project": {"call": "createProject"}}), given()):
        outcome = run_check(a_run([], transport, provider=provider), a_check(lambda api: bool(api.state("project"))))  # type: ignore[arg-type]
        assert [one.status for one in outcome.verdicts] == ["skipped"]
        assert [one for one in outcome.findings if one.rule.id == "get-whoami.fields"] == []


def test_what_the_file_leaves_out_is_made_by_calls_where_calls_can() -> None:
    transport = Scripted(answering(projects={"id": "prj_2"}))
    with an_api(transport, provider=given()) as api:
        assert [api.state("project"), api.state("empty_project")] == ["prj_2", "prj_2"]
        with pytest.raises(UnprovidedError) as caught:
            api.state("post")
    assert str(caught.value) == (
        "the target file has no state post (the id that Layers gave a tracked post of the organisation), and no call makes it"
    )
    assert [orjson.loads(one.content)["name"] for one in transport.asked] != [
        orjson.loads(transport.asked[0].content)["name"]
    ] * 2


@pytest.mark.parametrize("status", ["completed", "failed"])
def test_a_project_is_ingested_by_an_ingest_that_is_completed(status: str) -> None:
    bodies = {"projects": {"id": "prj_3"}, "website": {"jobId": "job_1"}, "job_1": {"jobId": "job_1", "status": status}}
    transport = Scripted(answering(**bodies))
    with an_api(transport, provider=given(states={"website": "https://tea.example"})) as api:
        if status == "completed":
            assert api.state("ingested_project") == "prj_3"
        else:
            with pytest.raises(UnprovidedError, match="the ingest of the website that the state gives ended as failed"):
                api.state("ingested_project")
    assert transport.told == ["POST /v1/projects", "POST /v1/projects/prj_3/ingest/website", "GET /v1/jobs/job_1"]
    assert orjson.loads(transport.asked[1].content) == {"url": "https://tea.example"}


def test_making_costs_credits_only_where_the_file_does_not_give_it() -> None:
    assert given().credits_for(["container", "slideshow", "project"]) == 170
    assert given(states={"container": "con_1"}).credits_for(["container", "slideshow", "project"]) == 50


def test_a_key_that_is_missing_skips_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOBODY_SETS_THIS", raising=False)
    with an_api(Scripted(answering()), provider=given(keys={"full": {"env": "NOBODY_SETS_THIS"}})) as api:
        with pytest.raises(UnprovidedError, match=r"keys\.full: the environment variable NOBODY_SETS_THIS is not set"):
            api.call("getWhoami")
        with pytest.raises(UnprovidedError, match="the target file has no key other"):
            api.call("getWhoami", key="other")


def test_scope_lists_are_those_of_the_file() -> None:
    with an_api(Scripted(answering()), provider=given(keys={"full": KEY, "limited": {"value": "abc", "scopes": ["a"]}})) as api:
        assert [api.scopes(role) for role in ("full", "limited", "writer")] == [None, ["a"], None]


def test_neither_its_clock_moves_nor_do_its_jobs_fail_on_demand() -> None:
    with an_api(Scripted(answering()), provider=given()) as api:
        with pytest.raises(UnprovidedError, match="the target's clock cannot be moved by 90 seconds"):
            api.advance(90)
        with pytest.raises(UnprovidedError, match="the target cannot be told to let a job fail"):
            api.fail("job_1")


# --- polling


def job_of(statuses: Iterator[str]) -> Scripted:
    return Scripted(lambda _: json_answer({"jobId": "job_1", "status": next(statuses)}))


def endless() -> Iterator[str]:
    while True:
        yield "running"


def test_a_job_is_polled_from_every_two_seconds_on_and_slower_up_to_ten(time: Time) -> None:
    with an_api(job_of(iter(["queued"] * 12 + ["completed"])), provider=given()) as api:
        assert api.finish({"jobId": "job_1"})["status"] == "completed"
    assert time.waits == [2.0, 2.6, 3.38, 4.39, 5.71, 7.43, 9.65, 10.0, 10.0, 10.0, 10.0, 10.0]


@pytest.mark.parametrize("status", ["completed", "failed", "canceled"])
def test_every_end_of_a_job_is_one(time: Time, status: str) -> None:
    with an_api(job_of(iter([status])), provider=given()) as api:
        assert api.finish("job_1")["status"] == status
    assert time.waits == []


def test_a_job_that_does_not_end_is_given_up_at_the_deadline(time: Time) -> None:
    over = pytest.raises(UnprovidedError, match="job job_1 was not over after 60 seconds")
    with an_api(job_of(endless()), provider=given(patience={"job": 60.0})) as api, over:
        api.finish("job_1")
    assert 50 < sum(time.waits) <= 60


def test_the_first_wait_is_that_of_the_file_and_a_slow_one_stays(time: Time) -> None:
    with an_api(job_of(iter(["running"] * 3 + ["completed"])), provider=given(poll_seconds=30.0)) as api:
        api.finish("job_1")
    assert time.waits == [30.0, 30.0, 30.0]


@pytest.mark.parametrize("body", [[], {}, 7, None, "running", {"status": None}, {"status": ["completed"]}])
def test_a_job_without_a_status_skips_the_check(time: Time, body: Any) -> None:
    transport = Scripted(lambda _: Response(200, (), orjson.dumps(body)))
    outcome = run_check(a_run([], transport), a_check(lambda api: bool(api.finish("job_1"))))  # type: ignore[arg-type]
    assert outcome.verdicts[0] == ("get-whoami.fields", "skipped", "job job_1 was answered without a status")


# --- 429


def busy(*retry_after: str | None) -> Callable[[Request], Response]:
    """Refuses once for each text, with that Retry-After."""
    left = list(retry_after)

    def answer(_: Request) -> Response:
        if not left:
            return json_answer({})
        text = left.pop(0)
        return refused(429, "RATE_LIMITED", **({"Retry_After": text} if text is not None else {}))

    return answer


def call(transport: Scripted, role: str = "full", **fields: Any) -> Answer:
    with an_api(transport, provider=given(**fields)) as api:
        return api.call("getWhoami", key=role)


def test_a_429_is_obeyed_and_the_call_is_made_again(time: Time) -> None:
    transport = Scripted(busy("7", "0"))
    assert call(transport).status == 200
    assert (time.waits, len(transport.asked)) == ([7.0, 0.0], 3)
    assert len(set(transport.asked)) == 1


def test_after_three_waits_the_refusal_is_what_came(time: Time) -> None:
    transport = Scripted(busy(*["5"] * 9))
    assert call(transport).status == 429
    assert (time.waits, len(transport.asked)) == ([5.0] * 3, 4)


@pytest.mark.parametrize(
    "text", [None, "", "-1", "1.5", "soon", "121", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 5000, "0x1", "²"]
)
def test_no_retry_after_no_number_and_more_than_two_minutes_are_not_waited_for(time: Time, text: str | None) -> None:
    transport = Scripted(busy(text))
    assert call(transport).status == 429
    assert (time.waits, len(transport.asked)) == ([], 1)


def test_a_key_that_checks_exhaust_sees_the_refusal(time: Time) -> None:
    assert call(Scripted(busy("5")), "throttled").status == 429
    assert time.waits == []


def test_a_wait_is_not_asked_of_a_world_of_ones_own(time: Time) -> None:
    def answer(request: Request) -> Response:
        return controlled(request) if "/__mock/" in request.url else refused(429, "RATE_LIMITED", Retry_After="5")

    transport = Scripted(answer)
    with an_api(transport, provider=worlds(transport)) as api:
        assert api.call("getWhoami").status == 429
    assert time.waits == []


# --- clean-up


def make_things(api: Api) -> None:
    api.made("createProject", body={"name": "x"})
    api.made("createInfluencer", "prj_1", body={"name": "x"}, key="second")
    api.made("cloneInfluencer", "inf_1", body={"name": "x"})


def making(request: Request) -> Response:
    last = request.url.rpartition("/")[2]
    made = {"projects": {"id": "prj_1"}, "influencers": {"influencerId": "inf_1"}, "clone": {"influencerId": "inf_2"}}
    return json_answer(made.get(last, {}), 201)


REMOVED = ["DELETE /v1/influencers/inf_2", "DELETE /v1/influencers/inf_1", "DELETE /v1/projects/prj_1"]


def test_what_a_check_made_on_a_shared_account_is_taken_away_last_first_with_the_key_that_made_it() -> None:
    transport = Scripted(making)
    run_check(a_run([], transport), a_check(make_things))
    assert transport.told[3:] == REMOVED
    assert ("X-Api-Key", "lp_live_second_90417bd3") in transport.asked[4].headers


def test_it_is_taken_away_where_the_check_fails_crashes_or_is_skipped() -> None:
    def ends(error: Exception) -> Callable[[Api], None]:
        def look(api: Api) -> None:
            make_things(api)
            raise error

        return look

    for error in (RuntimeError(), UnprovidedError("no"), KeyError("x")):
        transport = Scripted(making)
        run_check(a_run([], transport), a_check(ends(error)))
        assert transport.told[3:] == REMOVED


def test_what_was_refused_was_not_made_and_what_is_no_object_is_not_known() -> None:
    for answer in (
        lambda _: refused(422, "VALIDATION"),
        lambda _: json_answer([]),
        lambda _: Response(201, (), b"<"),
        lambda _: json_answer({"id": 7}),
    ):
        transport = Scripted(answer)
        run_check(a_run([], transport), a_check(lambda api: bool(api.call("createProject", body={}))))  # type: ignore[arg-type]
        assert transport.told == ["POST /v1/projects"]


def test_a_refusal_to_take_it_away_is_no_matter_and_a_target_that_is_gone_is_not_asked_on() -> None:
    def refusing(request: Request) -> Response:
        return refused(500, "INTERNAL") if request.method == "DELETE" else making(request)

    transport = Scripted(refusing)
    assert run_check(a_run([], transport), a_check(make_things)).verdicts[0].status == "passed"
    assert transport.told[3:] == REMOVED

    def gone(request: Request) -> Response:
        if request.method == "DELETE":
            raise TransportError("gone")
        return making(request)

    transport = Scripted(gone)
    assert run_check(a_run([], transport), a_check(make_things)).verdicts[0].status == "passed"
    assert transport.told[3:] == REMOVED[:1]


def test_cases_of_a_search_are_cleaned_up_with_their_check_and_make_up_other_names() -> None:
    named: list[str] = []

    def search(api: Api) -> None:
        for _ in range(2):
            with api.anew() as again:
                named.append(again.text())
                again.made("createProject", body={"name": named[-1]})

    transport = Scripted(making)
    outcome = run_check(a_run([], transport), a_check(search))
    assert transport.told == ["POST /v1/projects"] * 2 + ["DELETE /v1/projects/prj_1"] * 2
    assert outcome.done.operations == {"createProject": 2}
    assert len(set(named)) == 2


def test_made_up_names_repeat_in_a_world_and_differ_between_runs_on_an_account() -> None:
    def texts(provider: Any) -> list[str]:
        with an_api(Scripted(controlled), provider=provider) as api:
            return [api.text(), api.uuid(), api.text("name")]

    assert texts(worlds(Scripted(controlled))) == texts(worlds(Scripted(controlled)))
    assert not set(texts(given())) & set(texts(given()))
