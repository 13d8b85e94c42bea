"""The page about handling webhooks: its handlers get real deliveries of a running server, good ones and bad ones."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from layers_mock.webhooks import SIGNATURE_HEADER, signature
from layers_mock.world.clock import wall_seconds
from tests.docs.commands import environment
from tests.docs.pages import SNIPPETS, check_page, snippet
from tests.servers import Server
from tests.webhooks.receivers import Got, Receiver, receiver, with_status

LANGUAGES = ["python", "typescript"]
PLACEHOLDER = "http://localhost:9/"
_STRIPS_TYPES = (22, 18)
_STRIP = """
import { readFileSync, writeFileSync } from "node:fs";
import { transformWithOxc } from "vite";
const [from, to] = process.argv.slice(1);
writeFileSync(to, (await transformWithOxc(readFileSync(from, "utf8"), from)).code);
"""


@dataclass
class Handler:
    """A running handler: where it listens, and what it says that it handled."""

    url: str
    process: subprocess.Popen[str]

    def handled(self) -> list[str]:
        """The next event that it handled: its type and id."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()


def command_of(language: str, folder: Path) -> list[str]:
    """How a handler is run; skipped where there is no Node, unless this machine has promised to have it."""
    source = SNIPPETS / "webhooks" / ("handler.py" if language == "python" else "handler.ts")
    if language == "python":
        return [sys.executable, str(source)]
    vite = SNIPPETS / "vitest"
    if shutil.which("node") is None or not (vite / "node_modules").is_dir():
        if os.environ.get("LAYERS_MOCK_REQUIRE_NODE") == "1":
            pytest.fail("LAYERS_MOCK_REQUIRE_NODE is set; run npm ci in docs/snippets/vitest.")
        pytest.skip("needs Node: run npm ci in docs/snippets/vitest")
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if tuple(int(part) for part in told.strip("v\n").split(".")[:2]) >= _STRIPS_TYPES:
        return ["node", str(source)]
    stripped = folder / "handler.mjs"
    command = ["node", "--input-type=module", "-e", _STRIP, str(source), str(stripped)]
    subprocess.run(command, cwd=vite, check=True, capture_output=True, timeout=60)
    return ["node", str(stripped)]


@contextmanager
def running(language: str, folder: Path, *secrets: str) -> Iterator[Handler]:
    """A handler that knows these secrets, ended by its handle; nothing may have gone wrong in it."""
    folder.mkdir(exist_ok=True)
    command = command_of(language, folder)
    given = {**environment(), "LAYERS_WEBHOOK_SECRETS": " ".join(secrets), "PORT": "0", "INBOX": str(folder / "inbox.sqlite")}
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url.startswith("http://localhost:"), process.communicate(timeout=20)
            yield Handler(url, process)
        finally:
            process.terminate()
            assert process.stderr is not None
            assert process.stderr.read() == ""


class Endpoint:
    """An endpoint of the server's, and what was delivered to it."""

    def __init__(self, server: Server, client: httpx.Client) -> None:
        self._server, self._client = server, client
        made = client.post("/v1/webhook-endpoints", json={"url": PLACEHOLDER, "events": ["post.published"]}).json()
        self.id, self.secret = made["endpoint"]["id"], made["signingSecret"]

    def points_to(self, url: str) -> None:
        """Deliver there from now on."""
        self._client.patch(f"/v1/webhook-endpoints/{self.id}", json={"url": url}).raise_for_status()

    def ping(self) -> str:
        """Let a test event be delivered; its id."""
        sent: str = self._client.post(f"/v1/webhook-endpoints/{self.id}/test", json={}).json()["eventId"]
        self._server.advance(0)
        return sent

    def status_of(self, event: str) -> tuple[str, int | None]:
        """How a delivery stands, and what the handler answered last."""
        items: list[Any] = self._client.get(f"/v1/webhook-endpoints/{self.id}/deliveries?limit=100").json()["items"]
        (found,) = [item for item in items if item["eventId"] == event]
        return found["status"], found["lastResponseStatus"]

    def rotate(self) -> str:
        """The new secret."""
        rotated: str = self._client.post(f"/v1/webhook-endpoints/{self.id}/rotate-secret", json={}).json()["signingSecret"]
        return rotated


@pytest.fixture
def endpoint(server: Server) -> Iterator[Endpoint]:
    with server.client() as client:
        yield Endpoint(server, client)


@pytest.fixture
def relay() -> Iterator[Receiver]:
    """Stands between the server and a handler."""
    with receiver() as it:
        yield it


def passing_on(
    relay: Receiver, url: str, change: Callable[[Got], tuple[str, bytes]], answer: int | None = None
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Pass a delivery on with the header and the body that ``change`` gives, and answer as the handler does, or otherwise."""

    def passed(handler: BaseHTTPRequestHandler) -> None:
        header, body = change(relay.got[-1])
        status = httpx.post(url, content=body, headers={SIGNATURE_HEADER: header}, trust_env=False).status_code
        with_status(answer or status)(handler)

    return passed


def unchanged(got: Got) -> tuple[str, bytes]:
    return got.headers[SIGNATURE_HEADER], got.body


def test_the_page_shows_its_snippets() -> None:
    tries = ["webhooks/try-1-send.sh", "webhooks/try-2-listen.sh", "webhooks/try-3-verify.sh"]
    check_page("handle-webhooks", ["webhooks/handler.py", "webhooks/handler.ts", *tries])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_happens_is_delivered_and_handled_in_order(language: str, server: Server, tmp_path: Path) -> None:
    with server.client() as client:
        body = {"url": PLACEHOLDER, "events": ["job.completed", "content.generated"]}
        made = client.post("/v1/webhook-endpoints", json=body).json()
        path = f"/v1/webhook-endpoints/{made['endpoint']['id']}"
        with running(language, tmp_path, made["signingSecret"]) as handler:
            client.patch(path, json={"url": handler.url})
            client.post(f"/v1/influencers/{server.ids['ava']}/clone", json={"name": "Ava Chen (EU)"})
            server.advance(3600)
            items = client.get(f"{path}/deliveries?limit=100").json()["items"]
            assert {(item["status"], item["attempts"], item["lastResponseStatus"]) for item in items} == {("delivered", 1, 204)}
            expected = [[item["eventType"], item["eventId"]] for item in reversed(items)]
            assert {event for event, _ in expected} == {"job.completed", "content.generated"}
            assert [handler.handled() for _ in expected] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_whose_answer_was_lost_comes_again_and_is_handled_once(
    language: str, server: Server, endpoint: Endpoint, relay: Receiver, tmp_path: Path
) -> None:
    with running(language, tmp_path, endpoint.secret) as handler:
        endpoint.points_to(relay.url)
        relay.answer = passing_on(relay, handler.url, unchanged, answer=502)
        event = endpoint.ping()
        assert endpoint.status_of(event) == ("pending", 502)
        relay.answer = passing_on(relay, handler.url, unchanged)
        server.advance(30)
        assert endpoint.status_of(event) == ("delivered", 204)
        assert len(relay.got) == 2
        other = endpoint.ping()
        assert [handler.handled(), handler.handled()] == [["test.ping", event], ["test.ping", other]]


def rewritten(got: Got) -> tuple[str, bytes]:
    return got.headers[SIGNATURE_HEADER], json.dumps(json.loads(got.body)).encode()


def restamped(got: Got) -> tuple[str, bytes]:
    return re.sub(r"t=\d+", f"t={wall_seconds() - 1}", got.headers[SIGNATURE_HEADER]), got.body


TAMPERED: dict[str, Callable[[Got], tuple[str, bytes]]] = {
    "another event": lambda got: (got.headers[SIGNATURE_HEADER], got.body.replace(b"test.ping", b"job.failed")),
    "a space more": lambda got: (got.headers[SIGNATURE_HEADER], got.body + b" "),
    "cut off": lambda got: (got.headers[SIGNATURE_HEADER], got.body[:-1]),
    "written again": rewritten,
    "another timestamp": restamped,
    "no signature": lambda got: ("", got.body),
    "no mac": lambda got: (got.headers[SIGNATURE_HEADER].split(",")[0], got.body),
    "half a mac": lambda got: (got.headers[SIGNATURE_HEADER][:-32], got.body),
    "no timestamp": lambda got: (got.headers[SIGNATURE_HEADER].split(",")[1], got.body),
    "a timestamp of words": lambda got: (got.headers[SIGNATURE_HEADER].replace("t=", "t=x"), got.body),
    "a timestamp without end": lambda got: (got.headers[SIGNATURE_HEADER].replace("t=", "t=" + "9" * 6000), got.body),
    "two timestamps": lambda got: (f"t={wall_seconds()},{got.headers[SIGNATURE_HEADER]}", got.body),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_delivery_that_was_tampered_with_is_refused_and_the_genuine_one_is_taken_afterwards(
    language: str, server: Server, endpoint: Endpoint, relay: Receiver, tmp_path: Path
) -> None:
    with running(language, tmp_path, endpoint.secret) as handler:
        endpoint.points_to(relay.url)
        for name, change in TAMPERED.items():
            relay.answer = passing_on(relay, handler.url, change)
            event = endpoint.ping()
            assert endpoint.status_of(event) == ("pending", 400), name
            relay.answer = passing_on(relay, handler.url, unchanged)
            server.advance(30)
            assert endpoint.status_of(event) == ("delivered", 204), name
            assert handler.handled() == ["test.ping", event], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_delivery_may_be_five_minutes_off_and_no_more(language: str, endpoint: Endpoint, tmp_path: Path) -> None:
    body = b'{"id":"evt_1","type":"test.ping","data":{}}'
    with running(language, tmp_path, endpoint.secret) as handler:

        def posted(off: int) -> int:
            headers = {SIGNATURE_HEADER: signature([endpoint.secret], wall_seconds() + off, body)}
            return httpx.post(handler.url, content=body, headers=headers, trust_env=False).status_code

        assert [posted(off) for off in (-310, -290, 290, 310)] == [400, 204, 204, 400]
        assert httpx.post(handler.url, content=b"x" * 1_000_001, trust_env=False).status_code == 413
        assert httpx.get(handler.url, trust_env=False).status_code >= 400
        assert posted(0) == 204


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_a_secret_is_rotated_both_are_taken_and_afterwards_the_new_one_alone(
    language: str, server: Server, endpoint: Endpoint, tmp_path: Path
) -> None:
    old, new = endpoint.secret, endpoint.rotate()
    with ExitStack() as stack:
        known = {"old": [old], "new": [new], "both": [old, new]}
        handlers = {name: stack.enter_context(running(language, tmp_path / name, *secrets)) for name, secrets in known.items()}

        def answers() -> dict[str, int | None]:
            told = {}
            for name, handler in handlers.items():
                endpoint.points_to(handler.url)
                told[name] = endpoint.status_of(endpoint.ping())[1]
            return told

        assert answers() == {"old": 204, "new": 204, "both": 204}
        server.advance(86_399)
        assert answers() == {"old": 204, "new": 204, "both": 204}
        server.advance(1)
        assert answers() == {"old": 400, "new": 204, "both": 204}


# --- the commands -----------------------------------------------------------------------------------------------------


def run(script: str, folder: Path, *server: str) -> str:
    command = [*server, "bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done
    return done.stdout


def test_sending_shows_what_the_handler_takes_and_what_it_refuses(tmp_path: Path) -> None:
    with running("python", tmp_path, "whsec_from-your-environment") as handler:
        told = run(snippet("webhooks/try-1-send.sh").replace("http://localhost:3000/", handler.url), tmp_path)
    said = re.sub(r"evt_\w+  [0-9.]+ ms", "…", told).splitlines()
    assert said == [
        "204  job.completed  …",
        "400  job.completed  …",
        "refused: too old",
        "400  job.completed  …",
        "refused: not signed by Layers",
    ]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_listening_shows_the_retry_behind_what_followed(tmp_path: Path) -> None:
    server = ("layers-mock", "exec", "--clock", "manual", "--")
    told = run(snippet("webhooks/try-2-listen.sh"), tmp_path, *server).splitlines()
    shown = re.findall(r"```text\n(12:.*?)```", (SNIPPETS.parent / "how-to/handle-webhooks.md").read_text(), re.DOTALL)[0]
    assert [line[8:] for line in told] == [line[8:] for line in shown.splitlines()]


def test_verifying_says_what_changed_the_body(tmp_path: Path) -> None:
    body = b'{"id":"evt_1","type":"x","data":{}}'
    (tmp_path / "body.bin").write_bytes(json.dumps(json.loads(body)).encode())
    (tmp_path / "signature.txt").write_text(signature(["whsec_from-your-environment"], wall_seconds(), body))
    told = run(snippet("webhooks/try-3-verify.sh"), tmp_path)
    assert told in (SNIPPETS.parent / "how-to/handle-webhooks.md").read_text()
