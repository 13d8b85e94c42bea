"""How targets are brought into states: worlds of their own."""

import re

import orjson
import pytest

from layers_mock.kit import UnprovidedError
from layers_mock.kit.attempt import run_check
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.transport import TransportError
from layers_mock.kit.world_provider import WorldProvider
from tests.kit.fake import fake
from tests.kit.provided import controlled, worlds
from tests.kit.subjects import KEY, Scripted, a_check, a_run, an_api, json_answer

TOKEN = "tok_123456"


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
