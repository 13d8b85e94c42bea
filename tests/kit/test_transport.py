"""Requests over real sockets: what is sent is what arrives, and whatever comes back ends in an answer or a reason."""

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from layers_mock.errors import UsageError
from layers_mock.kit import transport
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.fuse import Fuse
from layers_mock.kit.transport import HttpTransport, TransportError
from tests.kit.subjects import BASE, KEY, Scripted, listening

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def received(connection: socket.socket) -> bytes:
    """A request, its body as long as its head says; what came of it where the client went before."""
    came = b""
    while not _is_whole(came):
        chunk = connection.recv(65536)
        if not chunk:
            break
        came += chunk
    return came


def _is_whole(came: bytes) -> bool:
    head, end, body = came.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


def says(*parts: bytes) -> Callable[[socket.socket], None]:
    def speak(connection: socket.socket) -> None:
        received(connection)
        for part in parts:
            connection.sendall(part)

    return speak


def asked(speak: Callable[[socket.socket], None], patience: float = 5.0, **parts: object) -> Response:
    with listening(speak) as url:
        return HttpTransport(patience=patience).send(Request("GET", f"{url}/v1/whoami", **parts))  # type: ignore[arg-type]


def complaint(speak: Callable[[socket.socket], None], patience: float = 5.0) -> str:
    with pytest.raises(TransportError) as caught:
        asked(speak, patience)
    said = str(caught.value)
    assert said.startswith("GET http://127.0.0.1:")
    return said.partition("/v1/whoami ")[2]


# --- what is sent


def test_what_is_sent_is_what_arrives() -> None:
    heard: list[bytes] = []

    def speak(connection: socket.socket) -> None:
        heard.append(received(connection))
        connection.sendall(OK)

    headers = (("X-Api-Key", "k"), ("X-Odd", "a"), ("X-Odd", "b"), ("Content-Type", "application/json"))
    with listening(speak) as url:
        HttpTransport().send(Request("PATCH", f"{url}/v1/projects/a%2Fb?x=%20&y=1", headers, b'{"a":1}'))
    head, _, body = heard[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "PATCH /v1/projects/a%2Fb?x=%20&y=1 HTTP/1.1"
    assert {"User-Agent: layers-mock-check", "X-Api-Key: k", "Content-Type: application/json", "Content-Length: 7"} <= set(
        lines
    )
    # Fields of one name are one field, or two in their order.
    assert "X-Odd: a, b" in lines or (lines.index("X-Odd: a") < lines.index("X-Odd: b"))
    assert body == b'{"a":1}'


def test_head_and_body_are_sent_in_one_piece() -> None:
    heard: list[bytes] = []

    def speak(connection: socket.socket) -> None:
        heard.append(connection.recv(65536))
        connection.sendall(OK)

    with listening(speak) as url:
        HttpTransport().send(Request("POST", f"{url}/v1/projects", (("Content-Type", "application/json"),), b'{"a":1}'))
    assert heard[0].startswith(b"POST /v1/projects HTTP/1.1\r\n")
    assert heard[0].endswith(b'\r\n\r\n{"a":1}')


def test_a_header_that_http_cannot_carry_is_not_sent_and_not_shown() -> None:
    for text in (f"{KEY}\n", f"{KEY}\r\nX-Evil: 1", f"{KEY}→"):
        with pytest.raises(TransportError, match="cannot be sent: HTTP takes no such URL or header") as caught:
            asked(says(OK), headers=(("X-Api-Key", text),))
        assert KEY not in str(caught.value)


def test_a_target_is_brought_into_the_form_of_a_url() -> None:
    heard: list[bytes] = []

    def speak(connection: socket.socket) -> None:
        heard.append(received(connection))
        connection.sendall(OK)

    with listening(speak) as url:
        HttpTransport().send(Request("GET", f"{url}/v1/é/../b c/./{{d}}?x=%C3%A9&y=\u20ac#part"))
    assert heard[0].startswith(b"GET /v1/b%20c/%7Bd%7D?x=%C3%A9&y=%E2%82%AC HTTP/1.1\r\n")


@pytest.mark.parametrize("url", ["http://[::1", "http://host:99999999/", "http://"])
def test_what_is_no_url_is_told(url: str) -> None:
    with pytest.raises((UsageError, TransportError)):
        HttpTransport(patience=1).send(Request("GET", url))


# --- what comes back


def test_an_answer_is_given_as_it_came() -> None:
    came = asked(says(b"HTTP/1.1 418 I'm a teapot\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 3\r\n\r\n\x00\xff<"))
    assert came == Response(418, (("X-A", "1"), ("X-A", "2"), ("Content-Length", "3")), b"\x00\xff<")


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    came = asked(says(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"))
    assert (came.status, dict(came.headers)["Location"]) == (302, "/elsewhere")


def test_what_is_said_before_an_answer_is_none() -> None:
    before = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    assert asked(says(before + OK)) == Response(200, (("Content-Length", "2"),), b"{}")


def test_the_answer_to_head_has_no_body_whatever_it_says() -> None:
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
    with listening(says(said)) as url:
        assert HttpTransport(patience=5).send(Request("HEAD", url)).content == b""


def test_a_connection_that_was_closed_meanwhile_is_not_used_again() -> None:
    closed = threading.Event()

    def speak(connection: socket.socket) -> None:
        received(connection)
        connection.sendall(OK)
        connection.close()
        closed.set()

    with listening(speak) as url:
        http = HttpTransport(patience=5)
        for _ in range(3):
            assert http.send(Request("POST", url)).content == b"{}"
            assert closed.wait(5)
            closed.clear()
        del http


def test_bodies_in_chunks_until_the_end_and_packed_ones_are_read() -> None:
    packed = gzip.compress(b"{}" * 1000)
    head = b"HTTP/1.1 200 OK\r\n"
    assert asked(says(head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")).content == b"{}"
    assert asked(says(head + b"\r\n", b"{", b"}")).content == b"{}"
    sized = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    assert asked(says(head + sized, packed[:9], packed[9:])).content == b"{}" * 1000


def test_connections_are_kept_and_many_threads_may_send() -> None:
    connections: list[int] = []

    def speak(connection: socket.socket) -> None:
        connections.append(1)
        while received(connection):
            connection.sendall(OK)

    with listening(speak) as url:
        http = HttpTransport()
        for _ in range(5):
            assert http.send(Request("GET", url)).content == b"{}"
        assert len(connections) == 1
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(http.send, [Request("GET", url)] * 40))
        assert [one.content for one in answers] == [b"{}"] * 40
        del http


def test_bytes_behind_an_answer_are_not_the_next_one() -> None:
    def speak(connection: socket.socket) -> None:
        while received(connection):
            connection.sendall(OK + b"HTTP/1.1 500 No\r\n\r\n")

    with listening(speak) as url:
        http = HttpTransport(patience=5)
        assert [http.send(Request("GET", url)).status for _ in range(3)] == [200] * 3
        del http


# --- what does not come back


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], "got no answer: the connection was closed"),
        ([b"\x00\x01\x02\r\n\r\n"], "got no answer: "),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], "got no answer: SSH-2.0-OpenSSH_9.2"),
        ([b"HTTP/1.1 abc OK\r\n\r\n"], "got no answer: HTTP/1.1 abc OK"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}"], "got no answer: "),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"], "got no answer: "),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"], "got no answer: "),
        ([b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"], "got no answer: "),
        ([b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n"], "got no answer: "),
        ([b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 70_000 + b"\r\n\r\n"], "got no answer: "),
    ],
)
def test_what_is_no_whole_answer_is_none_and_the_reason_is_short(parts: list[bytes], said: str) -> None:
    told = complaint(says(*parts))
    assert told.startswith(said)
    assert len(told) < 200


def test_a_connection_that_is_reset_or_refused_is_told() -> None:
    def reset(connection: socket.socket) -> None:
        received(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    assert complaint(reset) == "got no answer: Connection reset by peer"
    with listening(says(OK)) as url:
        pass
    with pytest.raises(TransportError, match="got no answer: Connection refused"):
        HttpTransport(patience=5).send(Request("GET", url))


def silent(over: threading.Event, *first: bytes) -> Callable[[socket.socket], None]:
    def speak(connection: socket.socket) -> None:
        says(*first)(connection)
        over.wait(10)

    return speak


@pytest.mark.parametrize("first", [[], [b"HTTP/1.1 200 OK\r\n"], [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]])
def test_a_target_that_hangs_is_given_up(first: list[bytes]) -> None:
    over = threading.Event()
    with listening(silent(over, *first)) as url:
        with pytest.raises(TransportError, match=r"got no answer: .*timed out|got no answer: Read timed out"):
            HttpTransport(patience=0.2).send(Request("GET", url))
        over.set()


def test_a_body_that_drips_for_ever_is_given_up() -> None:
    over = threading.Event()

    def drips(connection: socket.socket) -> None:
        received(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not over.wait(0.02):
            connection.sendall(b" ")

    begun = time.perf_counter()
    with listening(drips) as url:
        with pytest.raises(TransportError, match=r"got no answer: a body that did not end in 0\.3 seconds"):
            HttpTransport(patience=0.3).send(Request("GET", url))
        over.set()
    assert time.perf_counter() - begun < 5


def test_a_body_without_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_BYTES", 1 << 20)

    def floods(connection: socket.socket) -> None:
        received(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    assert complaint(floods) == "got no answer: a body of more than 1048576 bytes"
    assert complaint(says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * (4 << 20)))) == (
        "got no answer: a body of more than 1048576 bytes"
    )


def test_after_an_answer_that_broke_off_the_next_one_is_whole() -> None:
    turns = iter([b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", OK])

    def speak(connection: socket.socket) -> None:
        received(connection)
        connection.sendall(next(turns))

    with listening(speak) as url:
        http = HttpTransport(patience=5)
        with pytest.raises(TransportError):
            http.send(Request("GET", url))
        assert http.send(Request("GET", url)).content == b"{}"


# --- bytes that need not be HTTP


def test_bytes_reach_the_host_as_they_are_and_all_that_comes_is_given() -> None:
    heard: list[bytes] = []

    def speak(connection: socket.socket) -> None:
        heard.append(received(connection))
        connection.sendall(b"HTTP/1.1 400 No\r\n")
        connection.sendall(b"\r\n{}")

    with listening(speak) as url:
        assert HttpTransport().wire(f"{url}/v1", b"\x00 no HTTP\r\n\r\n") == b"HTTP/1.1 400 No\r\n\r\n{}"
    assert heard == [b"\x00 no HTTP\r\n\r\n"]


def test_a_host_that_says_nothing_and_one_that_is_not_there_are_told() -> None:
    over = threading.Event()
    with listening(silent(over)) as url:
        with pytest.raises(TransportError, match="got no answer: timed out"):
            HttpTransport(patience=0.2).wire(url, b"x\r\n\r\n")
        over.set()
    with pytest.raises(TransportError, match=r"got no answer: .*refused"):
        HttpTransport(patience=5).wire(url, b"x\r\n\r\n")


def test_what_it_says_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_WIRE_BYTES", 1 << 16)

    def floods(connection: socket.socket) -> None:
        received(connection)
        while True:
            connection.sendall(b"x" * 65536)

    with listening(floods) as url:
        assert len(HttpTransport(patience=5).wire(url, b"\r\n\r\n")) < 1 << 18


# --- a target that has stopped answering


class Moody:
    """Answers where it is told to."""

    def __init__(self) -> None:
        self.is_well = False
        self.asked = 0

    def send(self, request: Request) -> Response:
        self.asked += 1
        if not self.is_well:
            raise TransportError("timed out")
        return Response(200)

    def wire(self, url: str, data: bytes) -> bytes:
        return b"spoken"


def fail(fuse: Fuse, times: int) -> None:
    for _ in range(times):
        with pytest.raises(TransportError, match="timed out"):
            fuse.send(Request("GET", BASE))


def test_after_enough_calls_without_an_answer_no_more_are_made() -> None:
    target = Moody()
    fuse = Fuse(target, most=3)
    fail(fuse, 3)
    target.is_well = True
    for _ in range(5):
        with pytest.raises(TransportError, match="the target has stopped answering: 3 calls in a row got no answer"):
            fuse.send(Request("GET", BASE))
    assert target.asked == 3
    assert fuse.wire(BASE, b"") == b"spoken"


def test_an_answer_in_between_begins_the_count_again() -> None:
    target = Moody()
    fuse = Fuse(target, most=3)
    for _ in range(4):
        target.is_well = False
        fail(fuse, 2)
        target.is_well = True
        assert fuse.send(Request("GET", BASE)).status == 200


def test_a_refusal_is_an_answer() -> None:
    fuse = Fuse(Scripted(lambda _: Response(500)), most=1)
    assert [fuse.send(Request("GET", BASE)).status for _ in range(3)] == [500] * 3
