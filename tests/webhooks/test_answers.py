"""Answers that are no HTTP, or hardly: what is told of them is a line that JSON can hold."""

from http.server import BaseHTTPRequestHandler

import pytest

from tests.webhooks.mock import Mock
from tests.webhooks.receivers import Receiver, reset, with_status

NO_ANSWERS = [
    b"\xff\xfe garbage\r\n\r\n",
    b"\x16\x03\x01\x02\x00\r\n\r\n",
    b"HTTP/2 200\r\n\r\n",
    b"HTTP/1.1 99999 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX-\xff: a\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nA: " + b"\xff" * 100_000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\xff\r\n",
]


def answer_raw(mock: Mock, hooks: Receiver, raw: bytes) -> str:
    """Where an event went to a receiver that answers with these bytes: what moving the clock tells of it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    hooks.answer = answer
    mock.ping(mock.subscribe(hooks.url))
    (told,) = mock.advance()
    assert len(hooks.got) == 1
    return f"{told['event']} {told.get('message', '')}".strip()


@pytest.mark.parametrize("raw", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_what_is_no_answer_is_a_failure_told_on_one_short_line(mock: Mock, hooks: Receiver, raw: bytes) -> None:
    told = answer_raw(mock, hooks, raw)
    assert told.startswith("webhook.retrying The connection to the endpoint broke: ")
    assert told.isprintable()
    assert len(told) < 300
    assert "url=" not in told, "a client's own words for what it was doing"
    (attempt,) = mock.attempts()
    assert (attempt["status"], f"webhook.retrying {attempt['error']}") == (None, told)
    assert mock.call("GET", f"/__mock/webhooks/attempts/{attempt['number']}")["answer"] is None


def test_an_answer_in_no_known_encoding_has_taken_the_event_and_can_be_shown(mock: Mock, hooks: Receiver) -> None:
    raw = b"HTTP/1.1 200 \xff\xfe\r\nX-A: \xff\xfe\r\nSet-Cookie: \xff=1\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\xff\xfe"
    assert answer_raw(mock, hooks, raw) == "webhook.delivered"
    (attempt,) = mock.attempts()
    answer = mock.call("GET", f"/__mock/webhooks/attempts/{attempt['number']}")["answer"]
    assert answer["headers"] == {
        "X-A": "\ufffd\ufffd",
        "Set-Cookie": "(redacted)",
        "Content-Encoding": "gzip",
        "Content-Length": "2",
    }
    assert answer["body"] == "\ufffd\ufffd"


def test_a_password_in_the_url_of_an_endpoint_is_in_no_journal_and_on_no_page(mock: Mock) -> None:
    for url in ("https://me:password@hooks.example:99999/x", "https://me:password@hooks.example/x"):
        mock.ping(mock.subscribe(url))
    assert [one["event"] for one in mock.advance()] == ["webhook.abandoned"] * 2
    for path in ("webhooks/attempts", "webhooks/attempts/1", "overview"):
        told = str(mock.call("GET", f"/__mock/{path}"))
        assert "hooks.example" in told, path
        assert "me:pass" not in told
        assert "password" not in told


def test_the_last_response_is_told_with_its_own_time_though_an_attempt_without_one_follows(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(503)
    endpoint = mock.subscribe(hooks.url)
    mock.ping(endpoint)
    mock.advance()
    (answered,) = mock.deliveries(endpoint)
    hooks.answer = reset
    mock.advance(30)
    (item,) = mock.deliveries(endpoint)
    assert (item["attempts"], item["lastErrorMessage"].split(":")[0]) == (2, "The connection to the endpoint broke")
    assert (item["lastResponseStatus"], item["lastResponseAt"]) == (503, answered["lastResponseAt"])
