"""The server on the wire: connections that are kept, stall or are read slowly, and clients that go away."""

import asyncio

import orjson
import pytest

from tests.http.live import Live, Wire, head, run
from tests.http.serving import assert_alive, count

PROJECTS = "/v1/projects"
PROJECT = {"name": "Harbor Two", "timezone": "UTC"}
BODY = orjson.dumps(PROJECT)
GET = b"GET /v1/whoami HTTP/1.1\r\nHost: h\r\n"


# --- connections ------------------------------------------------------------------------------------------------------


def test_a_connection_serves_one_request_after_the_other() -> None:
    async def story(live: Live) -> None:
        request = head("GET", "/v1/whoami", None, {"X-Api-Key": live.api.key()})
        async with live.wire() as wire:
            for _ in range(100):
                await wire.send(request)
                assert (await wire.answer()).status == 200

    run(story)


def test_requests_sent_ahead_are_answered_in_their_order() -> None:
    async def story(live: Live) -> None:
        data = b"".join(b"GET /n%d HTTP/1.1\r\nHost: h\r\n\r\n" % number for number in range(50))
        data += b"".join(head("POST", PROJECTS, BODY, {"X-Api-Key": live.api.key()}) + BODY for _ in range(3))
        async with live.wire() as wire:
            await wire.send(data)
            answers = [await wire.answer() for _ in range(53)]
        assert [got.json["error"]["message"] for got in answers[:50]] == [f"No route for /n{number}." for number in range(50)]
        assert [got.status for got in answers[50:]] == [201, 201, 201]
        assert len({got.json["id"] for got in answers[50:]}) == 3

    run(story)


@pytest.mark.parametrize(
    ("version", "connection", "is_kept"),
    [("1.1", None, True), ("1.1", "close", False), ("1.0", None, False), ("1.0", "keep-alive", True), ("1.1", "Close", False)],
)
def test_a_connection_is_kept_as_its_client_asks(version: str, connection: str | None, is_kept: bool) -> None:
    async def story(live: Live) -> None:
        line = "" if connection is None else f"Connection: {connection}\r\n"
        data = f"GET /v1/whoami HTTP/{version}\r\nHost: h\r\n{line}X-Api-Key: {live.api.key()}\r\n\r\n".encode()
        async with live.wire() as wire:
            await wire.send(data)
            assert (await wire.answer()).status == 200
            if is_kept:
                await wire.send(data)
                assert (await wire.answer()).status == 200
            else:
                assert await wire.is_closed()

    run(story)


def test_a_request_that_comes_byte_by_byte_is_answered() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            for byte in head("POST", PROJECTS, BODY, {"X-Api-Key": live.api.key()}) + BODY:
                await wire.send(bytes([byte]))
            assert (await wire.answer()).status == 201

    run(story)


def test_clients_that_stall_hold_up_nobody() -> None:
    async def story(live: Live) -> None:
        whole = head("POST", PROJECTS, BODY, {"X-Api-Key": live.api.key()}) + BODY
        wires = [Wire(*await asyncio.open_connection("127.0.0.1", live.port)) for _ in range(100)]
        for number, wire in enumerate(wires):
            await wire.send(whole[: number * len(whole) // len(wires)])
        await assert_alive(live)
        assert await count(live) == 0
        for number, wire in enumerate(wires):
            await wire.send(whole[number * len(whole) // len(wires) :])
            assert (await wire.answer()).status == 201
        assert await count(live) == len(wires)
        for wire in wires:
            wire.vanish()

    run(story)


def test_a_client_that_asks_and_does_not_read_is_waited_for_and_gets_everything_in_the_end() -> None:
    async def story(live: Live) -> None:
        for _ in range(120):
            live.api.post(PROJECTS, PROJECT)
        data = head("GET", f"{PROJECTS}?limit=200", None, {"X-Api-Key": live.api.key()})
        async with live.wire() as slow, live.wire() as quick:
            await quick.send(data)
            whole = await quick.answer()
            assert len(whole.body) > 30_000
            await slow.send(data * 500)
            for _ in range(300):
                await quick.send(GET + b"\r\n")
                assert (await quick.answer()).status == 401
            kept = [c.transport.get_write_buffer_size() for c in live.server.connections if c.transport is not None]
            assert sum(kept) < 500_000
            assert {(await slow.answer()).body for _ in range(500)} == {whole.body}

    run(story)


# --- clients that go away ---------------------------------------------------------------------------------------------


def test_a_client_that_vanishes_before_its_request_is_whole_leaves_nothing() -> None:
    async def story(live: Live) -> None:
        whole = head("POST", PROJECTS, BODY, {"X-Api-Key": live.api.key()}) + BODY
        chunks = head(
            "POST",
            PROJECTS,
            None,
            {"X-Api-Key": live.api.key(), "Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        )
        for data in (whole[:10], whole[:-1], whole[: -len(BODY)], chunks + b"%x\r\n" % len(BODY) + BODY, chunks + b"5\r\n{"):
            for is_polite in (True, False):
                async with live.wire() as wire:
                    await wire.send(data)
                    await assert_alive(live)
                    if is_polite:
                        wire.writer.write_eof()
                        assert await wire.is_closed()
                    else:
                        wire.vanish()
        await assert_alive(live)
        assert await count(live) == 0

    run(story)


def test_a_client_that_vanishes_before_its_answer_can_ask_again_without_a_second_thing() -> None:
    async def story(live: Live) -> None:
        headers = {"X-Api-Key": live.api.key(), "Idempotency-Key": "once"}
        for _ in range(20):
            async with live.wire() as wire:
                await wire.send(head("POST", PROJECTS, BODY, headers) + BODY)
                wire.vanish()
        got = await live.call("POST", PROJECTS, PROJECT, headers={"Idempotency-Key": "once"})
        assert got.status == 201
        assert await count(live) == 1

    run(story)
