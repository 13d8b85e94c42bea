"""The fake as a target of the kit, without sockets: requests go straight to pipeline and control API.

What needs the server runs in its thread, on the same worlds: what media links lead to, and clocks, since webhooks are
delivered as they move.
"""

from functools import cache
from threading import RLock
from urllib.parse import urlsplit

from multidict import CIMultiDict, CIMultiDictProxy

from layers_mock.contract import Contract
from layers_mock.http.control import Control
from layers_mock.http.embedded import EmbeddedServer
from layers_mock.http.pipeline import Pipeline, Received
from layers_mock.http.serving import Settings
from layers_mock.kit.check import Check
from layers_mock.kit.engine import Run
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.gate import Gate
from layers_mock.kit.loading import load_checks
from layers_mock.kit.transport import HttpTransport, Transport
from layers_mock.kit.world_provider import WorldProvider
from tests.harness import contract, done

__all__ = ["Fake", "checks", "fake", "run_of"]


class Fake:
    """A server of its own, called in process."""

    def __init__(self) -> None:
        settings = Settings(
            host="127.0.0.1", port=0, edition="2026-04", fixture="check", seed=1, speed=1.0, clock="manual", journal_capacity=0
        )
        self._server = EmbeddedServer(settings)
        self.url = self._server.start()
        worlds = self._server.opened.worlds
        self._pipeline = Pipeline(worlds.contract, worlds)
        self._control = Control(worlds)
        self._http = HttpTransport()
        self._lock = RLock()

    @property
    def contract(self) -> Contract:
        """The contract it serves."""
        return self._server.opened.worlds.contract

    def send(self, request: Request) -> Response:
        """Answer one request, one at a time."""
        if not request.url.startswith(self.url):
            return self._http.send(request)
        parts = urlsplit(request.url[len(self.url) :])
        if parts.path.startswith("/__mock/media") or "/clock" in parts.path or _is_large(request):
            return self._http.send(request)
        with self._lock:
            if parts.path.startswith("/__mock/"):
                control = done(self._control.answer(request.method, parts.path, request.content, parts.query))
                return Response(control.status, (), control.body if isinstance(control.body, bytes) else b"")
            headers = CIMultiDictProxy(CIMultiDict(request.headers))
            answer = self._pipeline.answer(Received(request.method, parts.path, parts.query, headers, request.content, None))
        content = b"" if request.method == "HEAD" else answer.body
        return Response(answer.status, tuple(answer.headers.items()), content)

    def wire(self, url: str, data: bytes) -> bytes:
        """Bytes on a connection of their own."""
        return self._http.wire(url, data)


def _is_large(request: Request) -> bool:
    return len(request.content) > contract().most_body_bytes


@cache
def fake() -> Fake:
    """The process's fake."""
    return Fake()


@cache
def checks() -> tuple[Check, ...]:
    """Every check of the suites."""
    return load_checks(contract())


def run_of(chosen: tuple[Check, ...], *, transport: Transport | None = None, seed: int = 1, concurrency: int = 1) -> Run:
    """A run of checks against the fake, each in a world of its own; ``transport`` may stand before it."""
    subject = transport or fake()
    provider = WorldProvider(fake().url, subject, seed=seed)
    gate = Gate(contract(), is_disposable=True)
    return Run(contract(), chosen, subject, provider, gate, fake().url, "the fake in process", seed, concurrency)
