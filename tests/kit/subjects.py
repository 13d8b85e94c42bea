"""Targets to try the kit on: answers by a function, worlds of the fake behind a proxy, and sockets that speak what they like."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from layers_mock.kit.api import Api
from layers_mock.kit.check import Check
from layers_mock.kit.engine import Run
from layers_mock.kit.exchange import Exchange, Request, Response
from layers_mock.kit.gate import Gate
from layers_mock.kit.given_provider import GivenProvider
from layers_mock.kit.plan import Plan
from layers_mock.kit.provision import Provider
from layers_mock.kit.target import ROLES, STATES, Target
from layers_mock.kit.transport import TransportError
from layers_mock.kit.world_provider import SCOPES, WORLD_LABELS, WORLD_STATES
from tests.harness import contract
from tests.kit.fake import fake

__all__ = [
    "BASE", "KEY", "NAMED", "Proxy", "Scripted", "a_check", "a_run", "an_api", "exchange", "given", "json_answer",
    "listening", "proxied", "refused", "world_target",
]  # fmt: skip

BASE = "http://target.test"
KEY = "lp_live_5f2dd1c09b7e4a6680c3"
NAMED = {"full": KEY, "second": "lp_live_second_90417bd3", "throttled": "lp_live_throttled_77ab"}
_numbers = count(1)


def json_answer(body: object, status: int = 200, **headers: str) -> Response:
    """An answer as a good target gives it, with a request id that no other has."""
    named = [(name.replace("_", "-"), text) for name, text in headers.items()]
    return Response(
        status, (("X-Request-Id", f"req_{next(_numbers):026d}"), *named), b"" if body is None else orjson.dumps(body)
    )


def refused(status: int, code: str, **headers: str) -> Response:
    """A refusal in the envelope."""
    request_id = f"req_{next(_numbers):026d}"
    named = [(name.replace("_", "-"), text) for name, text in headers.items()]
    body = {"error": {"code": code, "message": "No.", "requestId": request_id}}
    return Response(status, (("X-Request-Id", request_id), *named), orjson.dumps(body))


class Scripted:
    """A transport whose answers a function gives; it remembers what was asked."""

    def __init__(self, answer: Callable[[Request], Response], spoken: bytes | None = None) -> None:
        self._answer = answer
        self._spoken = spoken
        self.asked: list[Request] = []

    def send(self, request: Request) -> Response:
        self.asked.append(request)
        return self._answer(request)

    def wire(self, url: str, data: bytes) -> bytes:
        if self._spoken is None:
            raise TransportError(f"{url} got no answer: nobody there")
        return self._spoken

    @property
    def told(self) -> list[str]:
        """Method and path of each request."""
        return [f"{one.method} {one.url.removeprefix(BASE)}" for one in self.asked]


def given(**fields: Any) -> GivenProvider:
    """A provider of a target file with these fields."""
    return GivenProvider(Target.model_validate({"keys": NAMED, "disposable": True, **fields}), BASE)


def a_check(run: Callable[[Api], None], *rules: str, name: str = "tiny.check", **flags: Any) -> Check:
    """A check of one's own."""
    return Check(name, rules or ("get-whoami.fields",), run, **flags)


def a_run(
    checks: list[Check], transport: Any, *, provider: Provider | None = None, gate: Gate | None = None, concurrency: int = 1,
    plan: Plan | None = None,
) -> Run:  # fmt: skip
    """A run of checks against a transport."""
    chosen = gate or Gate(contract(), is_disposable=True)
    return Run(contract(), checks, transport, provider or given(), chosen, BASE, "a toy", 1, concurrency, plan or Plan({}))


@contextmanager
def an_api(transport: Any, *, provider: Provider | None = None, gate: Gate | None = None) -> Iterator[Api]:
    """The target as one check sees it."""
    source = provider or given()
    with (gate or Gate(contract(), is_disposable=True)).purse(_nothing()) as purse, source.provision("tiny.check") as provision:
        yield Api(contract(), transport, provision, purse, seed="1/tiny.check", provider=source)


def _nothing() -> Any:
    from layers_mock.kit.plan import PlannedCheck

    return PlannedCheck()


def exchange(
    operation: str | None = "getWhoami", *, status: int = 200, body: bytes = b"{}", headers: Mapping[str, str] | None = None,
    request: Request | None = None, key: str | None = "full",
) -> Exchange:  # fmt: skip
    """A request and what came back."""
    asked = request or Request("GET", f"{BASE}/v1/whoami", (("X-Api-Key", KEY),))
    return Exchange(operation, key, asked, Response(status, tuple((headers or {}).items()), body))


def world_target(world: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A target file for a world of the fake, as somebody would write it who does not know that it is one."""
    ids = world["ids"]
    states = {name: WORLD_STATES.get(name) or ids.get(WORLD_LABELS.get(name) or name.replace("_", "-")) for name in STATES}
    known = {role: key for role, key in world["keys"].items() if role in ROLES}
    keys = {role: {"value": key, "scopes": SCOPES[role]} if role in SCOPES else key for role, key in known.items()}
    return {"keys": keys, "states": {name: id_ for name, id_ in states.items() if id_}, **fields}


@dataclass
class Proxy:
    """A server before a world of the fake that does not show what stands behind it."""

    url: str
    keys: Mapping[str, str]
    target: Path
    asked: list[Request] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        """Method and path of each request."""
        return [f"{one.method} {one.url.removeprefix(self.url)}" for one in self.asked]


Edit = Callable[[Request, Response], Response]


@contextmanager
def proxied(
    directory: Path, edit: Edit | None = None, *, refuses: Callable[[Request], bool] = lambda _: False, **fields: Any
) -> Iterator[Proxy]:
    """Serve a new world of the fake on loopback, with a target file for it. ``edit`` changes its answers."""
    content = orjson.dumps({"fixture": "check", "seed": 1, "clock": {"mode": "real", "speed": 1000.0}})
    world = orjson.loads(fake().send(Request("POST", f"{fake().url}/__mock/worlds", (), content)).content)
    path = directory / "target.yaml"
    proxy = Proxy("", {role: key for role, key in world["keys"].items() if role in ROLES}, path)

    def answer(request: Request) -> Response:
        proxy.asked.append(request)
        if "/__mock/" in request.url:
            return refused(404, "NOT_FOUND")
        if refuses(request):
            return refused(403, "FORBIDDEN_SCOPE")
        came = fake().send(request._replace(url=fake().url + request.url.removeprefix(proxy.url)))
        return edit(request, came) if edit else came

    with _served(answer) as url:
        proxy.url = url
        path.write_bytes(orjson.dumps(world_target(world, base_url=url, **{"poll_seconds": 0.02, **fields})))
        try:
            yield proxy
        finally:
            fake().send(Request("DELETE", f"{fake().url}/__mock/worlds/{world['world']}"))


@contextmanager
def _served(answer: Callable[[Request], Response]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave together.
        wbufsize = -1

        def _do(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            came = answer(Request(self.command, url + self.path, tuple(self.headers.items()), content))
            self.send_response_only(came.status)
            for name, text in came.headers:
                if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                    self.send_header(name, text)
            self.send_header("Content-Length", str(len(came.content)))
            self.end_headers()
            self.wfile.write(came.content)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            pass

    for method in ("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler._do)  # noqa: SLF001 - the class is ours; the server finds methods by such names

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that has gone is no matter."""

    server = Server(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def listening(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A port of loopback where each connection is given to ``speak``, which says what it likes. Gives the URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            speak(connection)

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=one, args=(connection,), daemon=True)
            connections.append(connection)
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
