"""Asking a running server: every way in which that can go wrong ends with a message that says what to do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from layers_mock.cli.remote import Remote
from layers_mock.errors import UsageError
from tests.cli.running import invoke
from tests.servers import Server, serve

READERS = [("requests",), ("requests", "show", "1"), ("clock",), ("clock", "show"), ("clock", "advance", "1"), ("clock", "set", "--speed", "2"), ("coverage",),
           ("worlds", "list"), ("worlds", "create"), ("worlds", "drop", "x"), ("worlds", "reset"), ("scenarios", "list"), ("scenarios", "fire", "x"),
           ("scenarios", "remove", "x"), ("scenarios", "clear")]  # fmt: skip


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Something that takes one connection, answers so and closes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def once() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            thread.join(10)


def free_url() -> str:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_where_nothing_listens_every_command_says_how_to_start_a_server(command: tuple[str, ...]) -> None:
    url = free_url()
    done = invoke(*command, env={"LAYERS_MOCK_URL": url})
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"Nothing answers at {url}" in done.stderr
    assert "layers-mock serve" in done.stderr


@pytest.mark.parametrize(
    "url",
    ["", "localhost:4747", "127.0.0.1", "ftp://x", "http://", "http://x:port", "http://[::1", "http://x?y=1", "http://x#y"],
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is no URL of a server"):
        Remote(url)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 404 Not Found\r\nServer: other\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nServer: layers-mock\r\nContent-Length: 4\r\n\r\n<ht>",
        b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ],
)
def test_what_is_no_layers_mock_is_recognised(answer: bytes) -> None:
    with answering(answer) as url, pytest.raises(UsageError, match=r"no layers-mock|Cannot reach|does not speak HTTP"):
        Remote(url).call("GET", "clock")


def test_a_host_that_there_is_not_is_said() -> None:
    with pytest.raises(UsageError, match=r"Cannot reach http://nobody\.invalid"):
        Remote("http://nobody.invalid").call("GET", "clock")


def test_a_refusal_is_the_servers_own_sentence(server: Server) -> None:
    with pytest.raises(UsageError, match=r"^No world 'nobody'\.$"):
        Remote(server.url, "nobody").call("GET", "clock")
    with pytest.raises(UsageError, match="Did you mean clock"):
        Remote(server.url).call("GET", "clok")


def test_odd_names_stay_one_step_of_the_path(server: Server) -> None:
    for name in ("a/b", "../health", "a?b", "a b", "ä", "%2e%2e"):
        with pytest.raises(UsageError, match="No world"):
            Remote(server.url, name).call("GET", "clock")


@pytest.mark.parametrize("suffix", ["", "/", "/__mock", "/__mock/", "/v1", "/v1/"])
def test_the_url_may_be_that_of_the_control_api_or_of_the_api(server: Server, suffix: str) -> None:
    assert Remote(server.url + suffix).call("GET", "health") == {"status": "ok"}


def test_what_is_none_is_left_out_of_the_query_and_the_rest_is_quoted(server: Server) -> None:
    query = {"limit": 1, "operation": None, "since": "2026-04-24T14:00:00+02:00"}
    assert Remote(server.url).call("GET", "requests", query=query)["items"] == []


def test_a_token_opens_a_guarded_server() -> None:
    with serve("--control-token", "hush") as guarded:
        assert "Send the control token" in invoke("clock", "--url", guarded.url).stderr
        assert invoke("clock", "--url", guarded.url, "--control-token", "hush").exit_code == 0
        assert (
            invoke("worlds", "list", env={"LAYERS_MOCK_URL": guarded.url, "LAYERS_MOCK_CONTROL_TOKEN": "hush"}).exit_code == 0
        )
        wrong = invoke("clock", "--url", guarded.url, "--control-token", "wrong")
        assert (wrong.exit_code, "hush" in wrong.stderr) == (2, False)
        odd = invoke("clock", "--url", guarded.url, "--control-token", "a\nb")
        assert (odd.exit_code, "Cannot ask" in odd.stderr) == (2, True)
