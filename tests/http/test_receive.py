"""Bodies as they arrive: in pieces, compressed, too large, broken, or never."""

import gzip
import socket
import zlib
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_mock.http import receive
from tests.harness import contract
from tests.http.live import Got, Live, head, run
from tests.servers import Server

rule = pytest.mark.rule
PROJECTS = "/v1/projects"
BODY = orjson.dumps({"name": "Harbor Two", "timezone": "UTC"})
LIMIT = contract().most_body_bytes
JSON = {"Content-Type": "application/json"}


def start(live: Live, body: bytes | None, **headers: str) -> bytes:
    """The head of a POST of JSON; ``None`` for a body announces no length."""
    sent = {**JSON, "X-Api-Key": live.api.key(), **{name.replace("_", "-"): text for name, text in headers.items()}}
    return head("POST", PROJECTS, body, sent)


def chunks(body: bytes, size: int = 65_536) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


async def post(live: Live, body: bytes, **headers: str) -> Got:
    return await live.exchange(start(live, body, **headers) + body)


async def post_in_chunks(live: Live, body: bytes, **headers: str) -> Got:
    return await live.exchange(start(live, None, Transfer_Encoding="chunked", **headers) + chunks(body))


async def count(live: Live) -> int:
    items = (await live.call("GET", f"{PROJECTS}?limit=200")).json["items"]
    return [item["name"] for item in items].count("Harbor Two")


def padded(size: int) -> bytes:
    """Valid JSON of so many bytes."""
    return BODY + b" " * (size - len(BODY))


# --- as much as is read -----------------------------------------------------------------------------------------------


@rule("body.too-large")
@pytest.mark.parametrize("form", ["whole", "chunks", "gzip"])
@pytest.mark.parametrize(("size", "status"), [(LIMIT, 201), (LIMIT + 1, 413), (5 * LIMIT, 413)])
def test_a_body_is_read_up_to_the_limit_however_it_comes(form: str, size: int, status: int) -> None:
    async def story(live: Live) -> None:
        body = padded(size)
        if form == "gzip":
            got = await post(live, gzip.compress(body), Content_Encoding="gzip")
        else:
            got = await (post if form == "whole" else post_in_chunks)(live, body)
        assert got.status == status
        if status == 413:
            assert (got.code, got.rule) == ("VALIDATION", "body.too-large")
        assert await count(live) == (status == 201)

    run(story)


@rule("body.too-large")
@pytest.mark.parametrize("expects", [False, True])
def test_a_body_that_says_it_is_too_large_is_refused_before_any_of_it_is_sent(expects: bool) -> None:
    async def story(live: Live) -> None:
        more = {"Expect": "100-continue"} if expects else {}
        data = start(live, None, Content_Length=str(50 * 2**20), **more)
        async with live.wire() as wire:
            await wire.send(data)
            got = await wire.answer()
            assert (got.status, got.code, got.rule) == (413, "VALIDATION", "body.too-large")

    run(story)


@rule("body.too-large")
def test_a_connection_stays_in_step_after_a_body_that_was_too_large() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            body = padded(3 * LIMIT)
            await wire.send(start(live, body) + body)
            assert (await wire.answer()).status == 413
            await wire.send(start(live, BODY) + BODY)
            assert (await wire.answer()).status == 201

    run(story)


def test_a_key_and_a_scope_are_looked_at_before_a_body_that_is_too_large() -> None:
    async def story(live: Live) -> None:
        body = padded(2 * LIMIT)
        assert (await post(live, body, X_Api_Key="nope")).status == 401
        assert (await post(live, body, X_Api_Key=live.api.key("limited"))).status == 403

    run(story)


def most_memory(server: Server) -> int:
    """The most memory the server's process has ever held, in bytes."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    return next(1024 * int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


@rule("body.too-large")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell what a process holds")
@pytest.mark.parametrize("form", ["whole", "chunks", "gzip"])
def test_a_huge_body_costs_the_server_next_to_nothing(server: Server, form: str) -> None:
    huge = 50 * 2**20
    lines = [
        f"POST {PROJECTS} HTTP/1.1", "Host: localhost", f"X-Api-Key: {server.keys['full']}", "Content-Type: application/json",
    ]  # fmt: skip
    if form == "gzip":
        body = gzip.compress(bytes(2 * huge), compresslevel=1)
        lines += ["Content-Encoding: gzip", f"Content-Length: {len(body)}"]
    elif form == "whole":
        body = bytes(huge)
        lines += [f"Content-Length: {huge}"]
    else:
        body = chunks(bytes(huge))
        lines += ["Transfer-Encoding: chunked"]
    host, _, port = server.url.removeprefix("http://").partition(":")
    before = most_memory(server)
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        assert connection.recv(12) == b"HTTP/1.1 413"
    with server.client() as client:
        assert client.get("/v1/whoami").status_code == 200
    assert most_memory(server) - before < 16 * 2**20


# --- in whatever form -------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, len(BODY)), max_size=10), st.booleans(), st.booleans())
def test_a_body_is_the_same_however_it_is_cut(cuts: list[int], in_chunks: bool, at_once: bool) -> None:
    async def story(live: Live) -> None:
        edges = sorted({0, len(BODY), *cuts})
        parts = [BODY[begin:end] for begin, end in pairwise(edges)]
        if in_chunks:
            head_, wired = (
                start(live, None, Transfer_Encoding="chunked"),
                [chunks(part)[:-5] for part in parts] + [b"0\r\n\r\n"],
            )
        else:
            head_, wired = start(live, BODY), parts
        async with live.wire() as wire:
            for part in [b"".join([head_, *wired])] if at_once else [head_, *wired]:
                await wire.send(part)
            assert (await wire.answer()).json["name"] == "Harbor Two"

    run(story)


def test_chunks_may_have_extensions_and_trailers() -> None:
    async def story(live: Live) -> None:
        data = start(live, None, Transfer_Encoding="chunked") + b'%X;a="b"\r\n%b\r\n00\r\nX-Checksum: 1\r\n\r\n' % (
            len(BODY),
            BODY,
        )
        assert (await live.exchange(data)).status == 201

    run(story)


@pytest.mark.parametrize(("coding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("GZIP", gzip.compress)])
def test_a_compressed_body_is_read(coding: str, compress: object) -> None:
    async def story(live: Live) -> None:
        body = gzip.compress(BODY) if compress is gzip.compress else zlib.compress(BODY)
        assert (await post(live, body, Content_Encoding=coding)).status == 201
        assert (await post_in_chunks(live, body, Content_Encoding=coding)).status == 201

    run(story)


@rule("body.malformed-json")
@pytest.mark.parametrize(
    "body",
    [BODY, gzip.compress(BODY, mtime=0)[:-12], gzip.compress(BODY, mtime=0)[:20] + bytes(20)],
    ids=["not at all", "cut off", "wrong from the middle on"],
)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_a_body_that_is_not_compressed_as_it_says_is_refused(body: bytes, in_chunks: bool) -> None:
    async def story(live: Live) -> None:
        got = await (post_in_chunks if in_chunks else post)(live, body, Content_Encoding="gzip")
        assert (got.status, got.code) == (400, "VALIDATION")
        assert got.rule in {"body.malformed-json", "routing.malformed-request"}
        assert "\n" not in got.json["error"]["message"]
        assert await count(live) == 0

    run(story)


@pytest.mark.parametrize("coding", ["identity", "nonsense", "", "gzip, gzip", "compress"])
def test_an_odd_coding_is_no_fault_of_the_service(coding: str) -> None:
    async def story(live: Live) -> None:
        assert (await post(live, BODY, Content_Encoding=coding)).status in {201, 400, 415}

    run(story)


# --- waiting for it ---------------------------------------------------------------------------------------------------


def test_a_client_that_waits_to_be_told_is_told_to_go_on() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(start(live, None, Expect="100-continue", Content_Length=str(len(BODY))))
            interim = await wire.answer()
            assert (interim.status, interim.headers, interim.body) == (100, {}, b"")
            await wire.send(BODY)
            assert (await wire.answer()).status == 201

    run(story)


def test_a_client_of_http_1_0_is_not_told_to_go_on() -> None:
    async def story(live: Live) -> None:
        data = start(live, BODY, Expect="100-continue").replace(b"HTTP/1.1", b"HTTP/1.0") + BODY
        assert (await live.exchange(data)).status == 201

    run(story)


def test_a_body_that_stalls_is_refused_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(live: Live) -> None:
        for data in (start(live, BODY) + BODY[:5], start(live, None, Transfer_Encoding="chunked") + b"5\r\n" + BODY[:5]):
            got = await live.exchange(data)
            assert (got.status, got.code, got.rule) == (400, "VALIDATION", "body.malformed-json")
        assert await count(live) == 0

    monkeypatch.setattr(receive, "_PATIENCE_SECONDS", 0.01)
    run(story)


def test_a_control_request_is_received_with_the_same_care() -> None:
    async def story(live: Live) -> None:
        reset = head("POST", "/__mock/reset", None, {"Content-Length": str(50 * 2**20)})
        assert (await live.exchange(reset)).status == 413
        body = padded(2 * LIMIT)
        assert (await live.exchange(head("POST", "/__mock/reset", body, {}) + body)).status == 413
        broken = head("POST", "/__mock/reset", BODY, {"Content-Encoding": "gzip"}) + BODY
        assert set((await live.exchange(broken)).json["error"]) == {"message"}

    run(story)
