"""Who may steer: no page of another origin, no name that was rebound to this machine, nobody without the token."""

import pytest
from multidict import CIMultiDict

from layers_mock.errors import ControlError
from layers_mock.http.guard import Guard, is_host, is_origin
from layers_mock.webhooks.addresses import is_loopback
from tests.http.live import Live, head, run

HOST = {"Host": "127.0.0.1:4747"}
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a test is about
WORD = "s3cret-token"


def refusal(guard: Guard, headers: dict[str, str]) -> str | None:
    """Why a control request is refused; ``None`` where it is let pass."""
    try:
        guard.check(CIMultiDict(headers))
    except ControlError as error:
        return str(error) if error.status == 403 else f"status {error.status}"
    return None


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "::1", "[::1]", "0:0:0:0:0:0:0:1"])
def test_names_and_addresses_of_this_machine_are_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "example.com",
        "localhost.example.com",
        "127.0.0.1.nip.io",
        EVERYWHERE,
        "10.0.0.1",
        "::",
        "[fe80::1]",
        "127.1",
        "2130706433",
    ],
)
def test_nothing_else_is_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_a_host_is_a_name_or_an_address_and_nothing_more() -> None:
    assert all(map(is_host, ["localhost", "dev.example", "10.0.0.1", "[::1]", "a_b", "x"]))
    assert not any(map(is_host, ["", "a:1", "http://a", "a/b", "a b", "a@b", "::1", "[::1]:1", "é", "*", "a\n"]))


def test_an_origin_is_scheme_host_and_port_and_nothing_more() -> None:
    assert all(map(is_origin, ["http://a", "https://a.example:1", "http://[::1]:80", "null", "chrome-extension://abc"]))
    assert not any(
        map(
            is_origin,
            ["", "a", "http://", "http://a/", "http://a/b", "http://u@a", "http://a?x", "http://a b", "*", "//a", "http://é"],
        )
    )


# --- Host -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:4747", "LocalHost:1", "127.0.0.1", "127.0.0.1:4747", "[::1]", "[::1]:4747", "127.0.0.2:80"]
)
def test_this_machines_own_names_are_let_pass_whatever_the_port(host: str) -> None:
    assert refusal(Guard(), {"Host": host}) is None


REBOUND = [
    "evil.example",
    "evil.example:4747",
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "0.0.0.0:4747",
    "10.0.0.7",
    "[::]",
    "[fe80::1]:80",
]


@pytest.mark.parametrize("host", REBOUND)
def test_a_name_that_was_rebound_to_this_machine_is_refused_with_the_way_out(host: str) -> None:
    message = refusal(Guard(), {"Host": host}) or ""
    assert host in message
    assert "--allow-host" in message


JUNK = [
    "",
    " ",
    "evil@localhost",
    "localhost@evil.example",
    "user:pw@127.0.0.1",
    "localhost/evil",
    "localhost?x",
    "localhost#x",
    "local host",
    "localhost:",
    "localhost:port",
    "localhost:999999",
    "localhost:80:80",
    "http://localhost",
    "[::1",
    "::1",
    "[::1]x",
    "[localhost]",
    "localhost,evil.example",
    "\udcff",
    "localhost\udcff",
    "ⓛocalhost",
    "127.0.0.1\x00",
    "localhost\n",
]


@pytest.mark.parametrize("host", JUNK)
def test_what_is_no_host_is_refused(host: str) -> None:
    message = refusal(Guard(), {"Host": host})
    assert message is not None
    assert message.encode()


def test_a_request_without_a_host_is_refused() -> None:
    assert refusal(Guard(), {}) is not None


def test_a_host_can_be_allowed_by_name() -> None:
    guard = Guard(hosts=frozenset({"dev.example", "fe80::1"}))
    for host in ("dev.example", "DEV.example:8080", "[fe80::1]:4747", "localhost"):
        assert refusal(guard, {"Host": host}) is None
    for host in ("evil.example", "dev.example.evil", "xdev.example", "fe80::1"):
        assert refusal(guard, {"Host": host}) is not None


# --- Origin -----------------------------------------------------------------------------------------------------------


def test_a_page_of_this_server_may_steer_it() -> None:
    for host in ("127.0.0.1:4747", "localhost:4747", "[::1]:4747", "LOCALHOST:4747"):
        assert refusal(Guard(), {"Host": host, "Origin": f"http://{host.lower()}"}) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://localhost:3000",
        "http://127.0.0.1",
        "null",
        "",
        "http://127.0.0.1:4747/",
        "127.0.0.1:4747",
        "http://127.0.0.1:4747@evil.example",
        "http://evil.example#127.0.0.1:4747",
        "http://\udcff",
        "file://",
        "http://localhost:4747",
    ],
)
def test_a_page_of_another_origin_may_not(origin: str) -> None:
    message = refusal(Guard(), {**HOST, "Origin": origin})
    assert message is not None
    assert message.encode()
    assert ("--cors" in message) == is_origin(origin)


def test_a_page_of_an_allowed_origin_may() -> None:
    guard = Guard(origins=frozenset({"http://localhost:3000"}))
    for origin in ("http://localhost:3000", "HTTP://LOCALHOST:3000"):
        assert refusal(guard, {**HOST, "Origin": origin}) is None
    for origin in ("http://localhost:3001", "https://localhost:3000", "http://localhost:30000", "null"):
        assert refusal(guard, {**HOST, "Origin": origin}) is not None


def test_the_asterisk_allows_every_origin_and_no_other_host() -> None:
    guard = Guard(origins=frozenset({"*"}))
    for origin in ("http://evil.example", "null", "https://a:1"):
        assert refusal(guard, {**HOST, "Origin": origin}) is None
        assert refusal(guard, {"Host": "evil.example", "Origin": origin}) is not None
    assert refusal(guard, {**HOST, "Origin": "nonsense with spaces"}) is not None


# --- the token --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"X-Layers-Mock-Token": WORD}, {"Authorization": f"Bearer {WORD}"}, {"authorization": f"bearer  {WORD} "}],
)
def test_the_token_travels_in_either_header(headers: dict[str, str]) -> None:
    assert refusal(Guard(token=WORD), {**HOST, **headers}) is None


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Layers-Mock-Token": ""}, {"X-Layers-Mock-Token": WORD[:-1]}, {"X-Layers-Mock-Token": WORD.upper()},
     {"X-Layers-Mock-Token": "\udcff"}, {"Authorization": WORD}, {"Authorization": f"Basic {WORD}"},
     {"X-Layers-Mock-Token": "wrong", "Authorization": f"Bearer {WORD}"}],
)  # fmt: skip
def test_without_the_token_nobody_steers(headers: dict[str, str]) -> None:
    message = refusal(Guard(token=WORD), {**HOST, **headers}) or ""
    assert "X-Layers-Mock-Token" in message
    assert WORD not in message


def test_a_token_beside_ascii_is_compared_and_breaks_nothing() -> None:
    word = "schlüssel"
    assert refusal(Guard(token=word), {**HOST, "X-Layers-Mock-Token": word}) is None
    assert refusal(Guard(token=word), {**HOST, "X-Layers-Mock-Token": "schl\udcff"}) is not None


def test_the_token_does_not_stand_in_for_the_host() -> None:
    assert refusal(Guard(token=WORD), {"Host": "evil.example", "X-Layers-Mock-Token": WORD}) is not None


# --- reading across origins -------------------------------------------------------------------------------------------


def test_without_cors_no_page_may_read_anything() -> None:
    assert Guard().cors_headers({"Origin": "http://a"}) == {}
    assert Guard().preflight_headers({"Origin": "http://a", "Access-Control-Request-Method": "POST"}) is None


@pytest.mark.parametrize("allowed", ["http://a", "*"])
def test_an_allowed_page_may_read_and_asks_first(allowed: str) -> None:
    guard = Guard(origins=frozenset({allowed}))
    assert guard.cors_headers({"Origin": "http://a"}) == {
        "Access-Control-Allow-Origin": "http://a", "Access-Control-Expose-Headers": "*", "Vary": "Origin",
    }  # fmt: skip
    wanted = {"Origin": "http://a", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"}
    preflight = guard.preflight_headers(wanted) or {}
    assert preflight["Access-Control-Allow-Headers"] == "x-api-key"
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(preflight["Access-Control-Allow-Methods"].split(", "))
    assert guard.preflight_headers({"Origin": "http://a"}) is None
    assert guard.cors_headers({}) == {}


def test_nothing_that_is_no_header_is_echoed() -> None:
    guard = Guard(origins=frozenset({"*"}))
    assert guard.cors_headers({"Origin": "http://\udcff"}) == {}
    wanted = {"Origin": "http://a", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "\udcff\x01"}
    assert (guard.preflight_headers(wanted) or {})["Access-Control-Allow-Headers"] == "*"


# --- on the wire ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "evil@localhost", "localhost/x", ""])
def test_the_api_answers_whatever_the_host_and_steering_does_not(host: str) -> None:
    async def story(live: Live) -> None:
        headers = {"Host": host, "X-Api-Key": live.api.key()}
        assert (await live.exchange(head("GET", "/v1/whoami", None, headers))).status == 200
        got = await live.exchange(head("POST", "/__mock/reset", b"", headers))
        assert (got.status, set(got.json["error"])) == (403, {"message"})

    run(story)


def test_bytes_in_host_or_origin_are_refused_without_a_fault() -> None:
    async def story(live: Live) -> None:
        for lines in (b"Host: \xff", b"Host: localhost\r\nOrigin: http://\xff", b"Host: localhost\r\nOrigin: \xff"):
            got = await live.exchange(b"POST /__mock/reset HTTP/1.1\r\n" + lines + b"\r\nContent-Length: 0\r\n\r\n")
            assert (got.status, set(got.json["error"])) == (403, {"message"})

    run(story)


def test_a_refused_request_changes_nothing() -> None:
    async def story(live: Live) -> None:
        before = live.api.world.clock.now()
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            body = b'{"seconds": 60}'
            data = head("POST", "/__mock/clock/advance", body, headers) + body
            assert (await live.exchange(data)).status == 403
        assert live.api.world.clock.now() == before

    run(story)


@pytest.mark.parametrize("target", ["/v1/projects", "/__mock/clock", "/nowhere"])
def test_a_preflight_of_an_allowed_page_is_answered_on_every_path(target: str) -> None:
    async def story(live: Live) -> None:
        wanted = {"Origin": "http://a", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"}
        got = await live.exchange(head("OPTIONS", target, None, wanted))
        assert (got.status, got.body, got.headers["access-control-allow-origin"]) == (204, b"", "http://a")
        refused = await live.exchange(head("OPTIONS", target, None, {**wanted, "Origin": "http://b"}))
        assert refused.status in {403, 404, 405}
        assert "access-control-allow-origin" not in refused.headers

    run(story, guard=Guard(origins=frozenset({"http://a"})))


def test_every_answer_to_an_allowed_page_can_be_read_by_it_refusals_too() -> None:
    async def story(live: Live) -> None:
        for target in ("/v1/whoami", "/nowhere", "/__mock/health", "/__mock/nowhere"):
            for origin in ("http://a", "http://b"):
                got = await live.call("GET", target, headers={"Origin": origin})
                assert got.headers.get("access-control-allow-origin") == ("http://a" if origin == "http://a" else None)

    run(story, guard=Guard(origins=frozenset({"http://a"})))


def test_no_page_reads_anything_where_none_was_allowed() -> None:
    async def story(live: Live) -> None:
        for target in ("/v1/whoami", "/__mock/health"):
            got = await live.call("GET", target, headers={"Origin": "http://a"})
            assert not [name for name in got.headers if name.startswith("access-control")]

    run(story)
