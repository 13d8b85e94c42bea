"""The server on the wire: what is no HTTP, and what is odd HTTP."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.http.live import Live, head, run
from tests.http.serving import assert_alive, count

rule = pytest.mark.rule
PROJECT = {"name": "Harbor Two", "timezone": "UTC"}
BODY = orjson.dumps(PROJECT)
GET = b"GET /v1/whoami HTTP/1.1\r\nHost: h\r\n"
POST = b"POST /v1/projects HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
MALFORMED = {
    "text": b"hello\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "zeros": bytes(100),
    "an HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an unknown method": b"BREW /v1/whoami HTTP/1.1\r\nHost: h\r\n\r\n",
    "a target without a host": b"GET http:///v1/whoami HTTP/1.1\r\nHost: h\r\n\r\n",
    "a target that is no path": b"GET * HTTP/1.1\r\nHost: h\r\n\r\n",
    "an unknown version": b"GET /v1/whoami HTTP/7.3\r\nHost: h\r\n\r\n",
    "a space in the path": b"GET /v1/who ami HTTP/1.1\r\nHost: h\r\n\r\n",
    "bytes in the path": b"GET /v1/jobs/\xff\xfe HTTP/1.1\r\nHost: h\r\n\r\n",
    "bytes in the query": b"GET /v1/projects?cursor=\xff HTTP/1.1\r\nHost: h\r\n\r\n",
    "a control character in the path": b"GET /v1/\x07 HTTP/1.1\r\nHost: h\r\n\r\n",
    "a path of 100 kB": b"GET /v1/" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n",
    "a header of 100 kB": GET + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n",
    "a header name of 100 kB": GET + b"a" * 100_000 + b": x\r\n\r\n",
    "5,000 headers": GET + b"".join(b"X-%d: 1\r\n" % number for number in range(5000)) + b"\r\n",
    "a header without a colon": GET + b"nonsense\r\n\r\n",
    "a header with a zero byte": GET + b"X-A: a\x00b\r\n\r\n",
    "a folded header": GET + b"X-A: a\r\n b\r\n\r\n",
    "a space before the colon": GET + b"X-A : a\r\n\r\n",
    "no Host": b"GET /v1/whoami HTTP/1.1\r\n\r\n",
    "two Hosts": GET + b"Host: other\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "a length in words": POST + b"Content-Length: ten\r\n\r\n",
    "a length with a sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "an endless length": POST + b"Content-Length: 99999999999999999999999999\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length and chunks": CHUNKED + b"Content-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "an unknown transfer coding": POST + b"Transfer-Encoding: nonsense\r\n\r\n{}",
    "chunks coded twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a chunk size that is no number": CHUNKED + b"\r\nzz\r\n{}\r\n0\r\n\r\n",
    "an endless chunk size": CHUNKED + b"\r\nffffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a negative chunk size": CHUNKED + b"\r\n-2\r\n{}\r\n0\r\n\r\n",
    "a chunk longer than it says": CHUNKED + b"\r\n1\r\n{}\r\n0\r\n\r\n",
    "a later chunk that is broken": CHUNKED + b"\r\n2\r\n{}\r\nzz\r\n\r\n",
    "a body coded in a way nobody reads": POST + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
}


# --- what is no HTTP --------------------------------------------------------------------------------------------------


@rule("routing.malformed-request")
@pytest.mark.parametrize(
    ("too_long", "bound"),
    [(b"GET /v1/whoami?a=%s HTTP/1.1\r\n", 32_768), (GET + b"X-A: %s\r\n", 8190)],
    ids=["target", "header"],
)
def test_what_is_too_long_says_how_long_it_may_be(too_long: bytes, bound: int) -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(too_long % (b"a" * 40_000) + b"Host: h\r\n\r\n")
            got = await wire.answer()
            assert (got.status, got.rule) == (400, "routing.malformed-request")
            assert b"The request line or a header is longer than %d bytes." % bound in got.body
        await assert_alive(live)

    run(story)


def test_a_query_may_be_long() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            key = live.api.key().encode()
            await wire.send(b"GET /v1/whoami?a=%s HTTP/1.1\r\nHost: h\r\nX-Api-Key: %s\r\n\r\n" % (b"a" * 30_000, key))
            assert (await wire.answer()).status == 200

    run(story)


@rule("routing.malformed-request")
@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_http_is_refused_in_the_envelope_and_the_connection_closed(data: bytes) -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(data)
            got = await wire.answer()
            assert (got.status, got.code, got.rule) == (400, "VALIDATION", "routing.malformed-request")
            assert got.headers["connection"] == "close"
            assert len(got.body) < 1000
            assert await wire.is_closed()
        await assert_alive(live)
        assert await count(live) == 0

    run(story)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.binary(max_size=200) | st.sampled_from([b"\r\n", b"GET / HTTP/1.1", b"Content-Length: 9", b"0\r\n\r\n"]), max_size=8
    )
)
def test_no_bytes_bring_the_server_down(parts: list[bytes]) -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            with suppress(ConnectionError):
                for part in [*parts, b"\r\n\r\n"]:
                    await wire.send(part)
            await assert_alive(live)

    run(story)


def test_a_broken_request_takes_nothing_from_those_before_it_on_its_connection() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(GET + b"\r\n")
            assert (await wire.answer()).status == 401
            await wire.send(b"nonsense\r\n\r\n")
            assert (await wire.answer()).rule == "routing.malformed-request"
            assert await wire.is_closed()

    run(story)


# --- odd HTTP ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND"])
def test_a_method_that_a_path_does_not_have_is_answered_and_the_connection_stays_in_step(method: str) -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(head(method, "/v1/whoami", None, {}))
            got = await wire.answer(has_body=method != "HEAD")
            assert (got.status, got.headers["allow"], got.rule) == (405, "GET", "routing.unknown-method")
            if method != "CONNECT":
                await wire.send(GET + b"\r\n")
                assert (await wire.answer()).code == "UNAUTHENTICATED"

    run(story)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://api.layers.com/v1/whoami", 200),
        ("HTTPS://x:1/v1/whoami?a=b", 200),
        ("http://u:p@x/v1/whoami", 200),
        ("http://[::1]:80/v1/whoami", 200),
        ("http://x", 404),
        ("http://x?limit=1", 404),
        ("http://x/", 404),
        ("ftp://x/v1/whoami", 404),
        ("http://x//v1/whoami", 404),
        ("http://x/http://x/v1/whoami", 404),
    ],
)
def test_a_target_with_scheme_and_host_is_routed_by_its_path(target: str, status: int) -> None:
    async def story(live: Live) -> None:
        got = await live.call("GET", target)
        assert got.status == status
        if status == 404:
            assert got.rule == "routing.unknown-path"

    run(story)


def test_a_target_with_scheme_and_host_reaches_the_control_api_too() -> None:
    async def story(live: Live) -> None:
        assert (await live.call("GET", "http://localhost/__mock/health", key=None)).json == {"status": "ok"}

    run(story)


def test_connect_to_a_host_is_no_route() -> None:
    async def story(live: Live) -> None:
        got = await live.exchange(b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n")
        assert (got.status, got.code) == (404, "NOT_FOUND")
        await assert_alive(live)

    run(story)


ODD_PATHS = [
    "//v1/whoami",
    "/v1//whoami",
    "/v1/whoami/",
    "/v1%2Fwhoami",
    "/v1/whoami%00",
    "/v1/whoami#part",
    "/v1/../v1/whoami",
    "/v1/./whoami",
    "/v1/whoami;x=1",
    "/V1/whoami",
    "/" + "a/" * 3000,
    "/" + "a" * 7500,
    "/%",
    "/%zz",
    "/v1/whoami%",
    "/__mockery",
    "/__mock%2Fhealth",
    "/v1/%E2%82%AC",
    "/" + "%ff" * 500,
]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_an_odd_path_is_an_unknown_one(path: str) -> None:
    async def story(live: Live) -> None:
        got = await live.call("GET", path)
        assert (got.status, got.code, got.rule) == (404, "NOT_FOUND", "routing.unknown-path")

    run(story)


@pytest.mark.parametrize(
    "text", ["%00", "%ff", "%2F", "..%2f..%2fetc%2fpasswd", "%F0%9F%92%A9", "%", "%zz", "'%20or%201=1", "a" * 7000, "{}"]
)
def test_an_odd_id_is_a_malformed_one(text: str) -> None:
    async def story(live: Live) -> None:
        got = await live.call("GET", f"/v1/jobs/{text}")
        assert (got.status, got.code, got.rule) == (422, "VALIDATION", "validation.path-id")

    run(story)


def test_of_two_keys_the_first_one_counts() -> None:
    async def story(live: Live) -> None:
        key = live.api.key().encode()
        for first, second, status in ((key, b"nope", 200), (b"nope", key, 401), (key, key, 200)):
            data = GET + b"X-Api-Key: " + first + b"\r\nx-api-key: " + second + b"\r\n\r\n"
            assert (await live.exchange(data)).status == status

    run(story)


@pytest.mark.parametrize(
    "line",
    [
        b"X-Api-Key: \xff",
        b"X-Api-Key:",
        b"Authorization: Bearer \xff\xfe",
        b"Authorization: Bearer",
        b"Authorization:",
        b"Cookie: \xff",
        b"Accept: \xc3\x28",
        b"Origin: \xff",
        b"If-None-Match: \xff",
        b"Prefer: \xff",
        b"Upgrade: websocket\r\nConnection: Upgrade",
        b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA",
        b"Range: bytes=0-",
        b"TE: trailers",
    ],
)
def test_odd_headers_are_answered_like_any_other(line: bytes) -> None:
    async def story(live: Live) -> None:
        assert (await live.exchange(GET + line + b"\r\n\r\n")).status == 401
        await assert_alive(live)

    run(story)


def test_odd_headers_of_a_body_are_refused_without_a_fault() -> None:
    async def story(live: Live) -> None:
        key = b"X-Api-Key: " + live.api.key().encode() + b"\r\n"
        length = b"Content-Length: %d\r\n\r\n" % len(BODY)
        start = b"POST /v1/projects HTTP/1.1\r\nHost: h\r\n" + key
        json = b"Content-Type: application/json\r\n"
        assert (await live.exchange(start + b"Content-Type: \xff\r\n" + length + BODY)).status == 415
        assert (await live.exchange(start + json + b"Idempotency-Key: \xff\r\n" + length + BODY)).status == 422
        twice = await live.exchange(start + json + b"Idempotency-Key: a\r\nIdempotency-Key: b\r\n" + length + BODY)
        assert twice.status in {201, 422}
        again = await live.exchange(start + json + b"Content-Type: text/plain\r\n" + length + BODY)
        assert again.status in {201, 400, 415}

    run(story)
