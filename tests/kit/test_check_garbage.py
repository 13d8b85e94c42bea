"""``layers-mock check`` of targets that answer garbage."""

import re
import socket
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import orjson
import pytest
from click.testing import Result

from tests.kit.checked import check
from tests.kit.subjects import KEY, listening

WHOAMI = ("--operation", "getWhoami", "--profile", "quick")
FORMATS = ("junit", "html", "json", "sarif")
_EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e</failure>]]>\x00\ufffe"


def http(body: bytes, status: bytes = b"200 OK", more: bytes = b"") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


_NOT_OURS = http(b"{}", b"404 Not Found")
_GARBAGE = {
    "a web page": http(b"<!doctype html><h1>Welcome</h1>"),
    "nothing": http(b""),
    "a list": http(b"[]"),
    "a number": http(b"7"),
    "deep": http(b"[" * 100_000),
    "wrong fields": http(b'{"items": 7, "organizationId": [], "error": "x", "scopes": {}, "jobId": null}'),
    "terminal codes": http(_EVIL.encode(), b"500 Oops"),
    "codes in json": http(
        orjson.dumps({"error": {"code": _EVIL, "message": _EVIL, "requestId": _EVIL}}),
        b"403 No",
        b"X-Request-Id: \x1b[31m\x9b\r\n",
    ),
    "redirects": http(b"", b"302 Found", b"Location: /elsewhere\r\n"),
    "redirects to itself": http(b"", b"307 Again", b"Location: /v1/whoami\r\n"),
    "not modified": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "a long body": http(b"x" * 3_000_000),
    "too short": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
    "too long": http(b"{}") + b"HTTP/1.1 200 OK\r\n\r\n",
    "no HTTP": b"220 mail ready\r\n",
    "binary": bytes(range(256)),
    "closed": b"",
    "wait for ever": http(b"", b"429 Slow", b"Retry-After: 999999\r\n"),
    "odd status": http(b"{}", b"999 ???"),
}
_SOME = ("getWhoami", "listProjects", "createProject", "generateContent", "getJob")


@pytest.mark.parametrize("kind", sorted(_GARBAGE))
def test_a_target_that_answers_garbage_to_every_call_ends_in_findings_or_skips(tmp_path: Path, kind: str) -> None:
    numbers = count()

    def speak(connection: socket.socket) -> None:
        came = b""
        while b"\r\n\r\n" not in came:
            came += connection.recv(1 << 20)
        connection.sendall(_NOT_OURS if next(numbers) == 0 else _GARBAGE[kind])

    with listening(speak) as url:
        done, files = checked(tmp_path, url)
    told = orjson.loads(files["json"].read_bytes())
    assert told["isComplete"]
    assert told["failures"] or told["unanswered"]
    assert "the check itself failed" not in done.stdout
    text = "".join([done.stdout, *(path.read_text(encoding="utf-8") for name, path in files.items() if name != "json")])
    assert set(re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)) == set()
    ET.parse(files["junit"])  # noqa: S314 - we wrote it
    assert KEY not in text + files["json"].read_text(encoding="utf-8")


def checked(directory: Path, url: str, **fields: Any) -> tuple[Result, dict[str, Path]]:
    """What comes of checking some operations of a target there: always 1, or it is told what is wrong."""
    path = directory / "target.yaml"
    ids = dict.fromkeys(("project", "container", "influencer", "post"), "prj_1")
    content = {
        "base_url": url,
        "disposable": True,
        "keys": {"full": KEY, "second": f"{KEY}2"},
        "states": ids,
        "poll_seconds": 0.01,
    }
    path.write_bytes(orjson.dumps({**content, "patience": {"answer": 0.5, "job": 0.1}, **fields}))
    files = {name: directory / f"report.{name}" for name in FORMATS}
    flags = [flag for name, file in files.items() for flag in (f"--{name}", file)]
    operations = [flag for name in _SOME for flag in ("--operation", name)]
    return check("--target", path, "--profile", "quick", *operations, *flags, code=1), files


def test_a_target_that_hangs_on_every_call_is_given_up_in_time(tmp_path: Path) -> None:
    numbers = count()

    def speak(connection: socket.socket) -> None:
        connection.recv(1 << 20)
        if next(numbers) == 0:
            connection.sendall(_NOT_OURS)
        else:
            connection.recv(1)

    with listening(speak) as url:
        done, files = checked(tmp_path, url, patience={"answer": 0.1})
    assert next(numbers) < 60
    assert "the target has stopped answering: 20 calls in a row got no answer" in done.stdout
    assert "Nothing is shown: every rule was skipped." in done.stdout
    assert orjson.loads(files["json"].read_bytes())["unanswered"] > 0


def test_a_control_api_that_answers_garbage_skips_everything_and_is_1() -> None:
    info = orjson.dumps({"name": "layers-mock", "version": _EVIL, "edition": "2026-04", "editions": ["2026-04"]})
    numbers = count()

    def speak(connection: socket.socket) -> None:
        connection.recv(1 << 20)
        connection.sendall(http(info) if next(numbers) == 0 else http(b"<html>\x1b[2J"))

    with listening(speak) as url:
        done = check(url, *WHOAMI, code=1)
    assert "/__mock/worlds answered 200 <html>\\x1b[2J" in done.stdout
