"""How targets are brought into states: what a target file gives or says how to make."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from layers_mock.kit import UnprovidedError
from layers_mock.kit.attempt import run_check
from layers_mock.kit.exchange import Request, Response
from tests.kit.provided import Time
from tests.kit.subjects import KEY, Scripted, a_check, a_run, an_api, given, json_answer


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
