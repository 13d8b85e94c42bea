"""Which requests are answered in the call that brings their bytes, and which go aiohttp's way; clients cannot tell."""

import asyncio

import orjson
import pytest

from layers_mock.http import connection
from tests.http.live import Live, Wire, head, run

WHOAMI = "/v1/whoami"
PROJECT = orjson.dumps({"name": "Harbor Two", "timezone": "UTC"})


def whoami(live: Live, **headers: str) -> bytes:
    return head("GET", WHOAMI, None, {"X-Api-Key": live.api.key(), **headers})


def create(live: Live, **headers: str) -> bytes:
    return head("POST", "/v1/projects", PROJECT, {"X-Api-Key": live.api.key(), **headers}) + PROJECT


def handled(live: Live) -> int:
    """How many requests went aiohttp's way."""
    return live.server.requests_count


async def statuses(wire: Wire, count: int) -> list[int]:
    return [(await wire.answer()).status for _ in range(count)]


def test_calls_that_come_whole_are_answered_at_once_one_after_the_other() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            for data, status in ((whoami(live), 200), (create(live), 201), (head("GET", WHOAMI, None, {}), 401)) * 20:
                await wire.send(data)
                assert (await wire.answer()).status == status
        assert handled(live) == 0

    run(story)


class _Transport(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is open."""


def test_the_answer_is_written_before_the_call_that_brings_the_bytes_returns() -> None:
    async def story(live: Live) -> None:
        transport, one = _Transport(), live.server()
        one.connection_made(transport)
        for number in (1, 2):
            one.data_received(whoami(live))
            assert transport.written.count(b"HTTP/1.1 200 OK") == number
        await live.call("GET", WHOAMI)
        one.connection_lost(None)

    run(story)


def test_requests_sent_ahead_after_many_others_are_all_answered() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            for _ in range(40):
                await wire.send(whoami(live))
                await wire.answer()
            await wire.send(whoami(live) * 3)
            assert await statuses(wire, 3) == [200] * 3

    run(story)


def test_a_client_that_asks_again_and_again_and_does_not_read_is_waited_for() -> None:
    async def story(live: Live) -> None:
        for number in range(120):
            live.api.post("/v1/projects", {"name": f"Harbor {number}", "timezone": "UTC"})
        data = head("GET", "/v1/projects?limit=200", None, {"X-Api-Key": live.api.key()})
        async with live.wire() as slow, live.wire() as quick:
            for _ in range(400):
                await slow.send(data)
                await quick.send(whoami(live))
                await quick.answer()
            kept = [c.transport.get_write_buffer_size() for c in live.server.connections if c.transport is not None]
            assert sum(kept) < 500_000
            assert await statuses(slow, 400) == [200] * 400

    run(story)


def test_a_connection_answers_at_once_again_after_a_request_that_went_the_other_way() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            for _ in range(5):
                await wire.send(head("GET", "/__mock/health", None, {}))
                assert (await wire.answer()).status == 200
                await wire.send(whoami(live))
                assert (await wire.answer()).status == 200
        assert handled(live) == 5

    run(story)


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("GET", WHOAMI, {"Connection": "close"}),
        ("GET", "http://localhost/v1/whoami", {}),
        ("GET", "/__mock/health", {}),
        ("POST", "/v1/projects", {"Expect": "100-continue"}),
    ],
)
def test_what_takes_more_than_an_answer_goes_the_other_way(method: str, target: str, headers: dict[str, str]) -> None:
    async def story(live: Live) -> None:
        body = PROJECT if method == "POST" else None
        data = head(method, target, body, {"X-Api-Key": live.api.key(), **headers}) + (body or b"")
        async with live.wire() as wire:
            await wire.send(data)
            if "Expect" in headers:
                assert (await wire.answer()).status == 100
            assert (await wire.answer()).status in {200, 201}
        assert handled(live) == 1

    run(story)


def test_a_body_under_way_goes_the_other_way_and_makes_one_thing() -> None:
    async def story(live: Live) -> None:
        data = create(live)
        async with live.wire() as wire:
            await wire.send(data[:-5])
            await wire.send(data[-5:])
            assert (await wire.answer()).status == 201
        assert handled(live) == 1
        items = live.api.get("/v1/projects?limit=200").body["items"]
        assert [item["name"] for item in items].count("Harbor Two") == 1

    run(story)


def test_requests_sent_ahead_are_answered_in_their_order() -> None:
    async def story(live: Live) -> None:
        bad = head("GET", "/v1/nowhere", None, {})
        async with live.wire() as wire:
            await wire.send((whoami(live) + bad) * 10)
            assert await statuses(wire, 20) == [200, 404] * 10

    run(story)


def test_an_answer_held_back_is_made_once_and_what_comes_meanwhile_waits_for_it() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(create(live, Prefer="wait=0.01"))
            await wire.send(whoami(live))
            assert await statuses(wire, 2) == [201, 200]
            assert live.api.world.journal.recorded == 2
        assert handled(live) == 2

    run(story)


def test_a_call_that_is_dropped_closes_the_connection_unanswered() -> None:
    async def story(live: Live) -> None:
        scenario = {"name": "lost", "when": {"operation": "createProject"}, "then": {"lose": True}}
        live.api.control("POST", "scenarios", scenario)
        async with live.wire() as wire:
            await wire.send(create(live))
            assert await wire.is_closed()
        assert (await live.call("GET", WHOAMI)).status == 200

    run(story)


def test_an_aiohttp_that_has_other_insides_answers_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_IS_ABLE", False)

    async def story(live: Live) -> None:
        async with live.wire() as wire:
            for data in (whoami(live), create(live)):
                await wire.send(data)
                assert (await wire.answer()).status in {200, 201}
        assert handled(live) == 2

    run(story)


def test_a_stopped_server_answers_no_more() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(whoami(live))
            assert (await wire.answer()).status == 200
            live.server.pre_shutdown()
            await live.server.shutdown(0.1)
            assert await wire.is_closed()

    run(story)
