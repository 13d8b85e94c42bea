"""A server in a thread: it answers, it stops, and it leaves the process as it was."""

import gc
import json
import signal
import socket
import threading
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from layers_mock.errors import FixtureError, UsageError
from layers_mock.http.embedded import EmbeddedServer
from layers_mock.http.serving import Settings


def settings(*, port: int = 0, fixture: str = "acme") -> Settings:
    return Settings(host="127.0.0.1", port=port, edition="2026-04", fixture=fixture, seed=1, speed=20.0, clock="manual")


def connection(url: str) -> HTTPConnection:
    return HTTPConnection(urlsplit(url).netloc, timeout=10)


def health(url: str) -> object:
    client = connection(url)
    try:
        client.request("GET", "/__mock/health")
        return json.loads(client.getresponse().read())
    finally:
        client.close()


def is_open(url: str) -> bool:
    with socket.socket() as client:
        return client.connect_ex((urlsplit(url).hostname, urlsplit(url).port)) == 0


def test_it_answers_while_it_runs_and_no_longer() -> None:
    with EmbeddedServer(settings()) as url:
        assert health(url) == {"status": "ok"}
    assert not is_open(url)


def test_servers_stand_side_by_side() -> None:
    with EmbeddedServer(settings()) as one, EmbeddedServer(settings(fixture="empty")) as other:
        assert one != other
        assert health(one) == health(other) == {"status": "ok"}


def test_it_leaves_no_thread_and_the_process_as_it_was() -> None:
    before = (threading.active_count(), gc.get_threshold(), gc.isenabled(), gc.get_freeze_count())
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with EmbeddedServer(settings()) as url:
        health(url)
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
    assert (threading.active_count(), gc.get_threshold(), gc.isenabled(), gc.get_freeze_count()) == before


def test_a_client_that_keeps_its_connection_does_not_hold_it_up() -> None:
    server = EmbeddedServer(settings())
    client = connection(server.start())
    client.request("GET", "/__mock/health")
    client.getresponse().read()
    server.stop()
    client.sock.settimeout(10)
    assert client.sock.recv(1) == b""
    client.close()


def test_stopping_twice_or_what_never_ran_does_nothing() -> None:
    server = EmbeddedServer(settings())
    server.stop()
    server.start()
    server.stop()
    server.stop()


def test_it_starts_once() -> None:
    server = EmbeddedServer(settings())
    with pytest.raises(RuntimeError, match="not started"):
        assert server.opened
    with server, pytest.raises(RuntimeError, match="started already"):
        server.start()


def test_what_keeps_it_from_starting_is_raised_to_whom_starts_it() -> None:
    with pytest.raises(FixtureError, match="Did you mean acme"):
        EmbeddedServer(settings(fixture="acmee")).start()
    with EmbeddedServer(settings()) as url, pytest.raises(UsageError, match="Address already in use"):
        EmbeddedServer(settings(port=urlsplit(url).port or 0)).start()


def test_what_goes_wrong_in_the_thread_is_raised_to_whom_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    server = EmbeddedServer(settings())
    server.start()

    def break_down(*_: object) -> None:
        raise OSError("broken")

    monkeypatch.setattr("layers_mock.http.server.web.Server.pre_shutdown", break_down)
    with pytest.raises(OSError, match="broken"):
        server.stop()
