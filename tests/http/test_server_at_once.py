"""The server on the wire: many clients at once, and faults of its own."""

import asyncio
import logging
from collections import Counter
from typing import NoReturn

import orjson
import pytest

from layers_mock.operations import HANDLERS
from tests.http.live import Got, Live, Wire, head, run
from tests.http.serving import count

rule = pytest.mark.rule
PROJECTS = "/v1/projects"
PROJECT = {"name": "Harbor Two", "timezone": "UTC"}


async def at_once(live: Live, target: str, json: object, headers: dict[str, str], times: int = 50) -> list[Got]:
    """The answers to equal requests of which none is whole before all have begun."""
    body = orjson.dumps(json)
    data = head("POST", target, body, {"X-Api-Key": live.api.key(), **headers}) + body
    wires = [Wire(*await asyncio.open_connection("127.0.0.1", live.port)) for _ in range(times)]
    for wire in wires:
        await wire.send(data[:-1])
    await asyncio.gather(*[wire.send(data[-1:]) for wire in wires])
    answers = await asyncio.gather(*[wire.answer() for wire in wires])
    for wire in wires:
        wire.vanish()
    return answers


# --- many at once -----------------------------------------------------------------------------------------------------


@rule("idempotency.in-flight")
def test_equal_requests_in_flight_at_once_make_one_thing_and_get_the_same_answer() -> None:
    async def story(live: Live) -> None:
        answers = await at_once(live, PROJECTS, PROJECT, {"Idempotency-Key": "k"})
        assert {got.status for got in answers} == {201}
        assert len({got.body for got in answers}) == 1
        assert len({got.headers["x-request-id"] for got in answers}) == len(answers)
        assert await count(live) == 1

    run(story)


@rule("idempotency.in-flight")
def test_equal_jobs_in_flight_at_once_are_one_job_and_paid_for_once() -> None:
    async def story(live: Live) -> None:
        before = (await live.call("GET", "/v1/credits")).json["balance"]
        body = {"projectId": live.api.id("harbor-tea"), "sourcePlatformPostId": live.api.id("kettle-asmr")}
        target = "/v1/content/7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a77/clone-from-post"
        answers = await at_once(live, target, body, {"Idempotency-Key": "k"})
        assert {got.status for got in answers} == {202}
        assert len({got.body for got in answers}) == 1
        after = (await live.call("GET", "/v1/credits")).json["balance"]
        assert before - after == 120

    run(story)


def test_of_equal_clones_under_one_id_of_the_clients_own_exactly_one_is_made() -> None:
    async def story(live: Live) -> None:
        body = {"name": "Ava", "newInfluencerId": "0b9f6a4e-52e5-4a6e-9e0b-2c1f5d7a9e10"}
        answers = await at_once(live, f"/v1/influencers/{live.api.id('ava')}/clone", body, {})
        assert Counter(got.status for got in answers) == {202: 1, 409: 49}

    run(story)


def test_no_two_of_many_answers_share_an_id() -> None:
    async def story(live: Live) -> None:
        answers = await at_once(live, PROJECTS, PROJECT, {})
        assert len({got.json["id"] for got in answers}) == len({got.headers["x-request-id"] for got in answers}) == 50

    run(story)


def fail(*_: object) -> NoReturn:
    raise ZeroDivisionError("a planted fault")


# --- faults of our own ------------------------------------------------------------------------------------------------


@rule("errors.internal")
def test_a_fault_of_the_service_is_answered_in_the_envelope_and_logged_and_the_server_lives_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(head("GET", "/v1/whoami?secret=x", None, {"X-Api-Key": live.api.key()}))
            got = await wire.answer()
            assert (got.status, got.code) == (500, "INTERNAL")
            assert b"planted" not in got.body
            await wire.send(head("GET", PROJECTS, None, {"X-Api-Key": live.api.key()}))
            assert (await wire.answer()).status == 200

    monkeypatch.setitem(HANDLERS, "getWhoami", fail)
    [logged] = run(story, may_fail=True)
    assert logged.levelno == logging.ERROR
    assert "GET /v1/whoami" in logged.getMessage()
    assert logged.exc_info is not None
    assert logged.exc_info[0] is ZeroDivisionError


@rule("errors.internal")
def test_a_fault_in_an_idempotent_call_leaves_its_key_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(live: Live) -> None:
        with monkeypatch.context() as patched:
            patched.setitem(HANDLERS, "createProject", fail)
            first = await live.call("POST", PROJECTS, PROJECT, headers={"Idempotency-Key": "k"})
        second = await live.call("POST", PROJECTS, PROJECT, headers={"Idempotency-Key": "k"})
        assert (first.status, second.status) == (500, 201)

    run(story, may_fail=True)


def test_the_log_of_a_fault_holds_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets: list[str] = []

    async def story(live: Live) -> None:
        secrets.append(live.api.key())
        assert (await live.call("GET", "/v1/whoami")).status == 500

    monkeypatch.setitem(HANDLERS, "getWhoami", fail)
    [logged] = run(story, may_fail=True)
    assert secrets[0] not in logging.Formatter().format(logged)
