"""The aiohttp server: one low-level handler in front of pipeline, control API and media.

aiohttp's application layer (resolver, middlewares, access log) costs more than everything the pipeline does, and the
document already routes; so the server is :class:`aiohttp.web.Server` around our own router.
"""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from layers_mock.contract import Refusal
from layers_mock.errors import ControlError
from layers_mock.http.answers import Answer, refusal_answer
from layers_mock.http.connection import Connection, answer_on_connection
from layers_mock.http.guard import Guard
from layers_mock.http.pipeline import Pipeline, Received
from layers_mock.http.receive import BodyBrokenError, BodyTooLargeError, receive_body
from layers_mock.http.worlds import Worlds
from layers_mock.world.media_links import MEDIA_PREFIX

__all__ = ["Front", "make_server"]

_OURS = "/__mock"
_MOST_SNAPSHOT_BYTES = 1 << 30
_SCHEME_AND_HOST = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_log = logging.getLogger("layers_mock")


class Front:
    """Receives requests, hands them to whom they concern, answers in the vendor's envelope whatever happens."""

    def __init__(self, worlds: Worlds, guard: Guard, *, is_lenient: bool = False) -> None:
        self._worlds = worlds
        self._guard = guard
        self._pipeline = Pipeline(worlds.contract, worlds, is_lenient=is_lenient)
        self._limit = worlds.contract.most_body_bytes

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse | Answer:
        """Answer one request."""
        try:
            response = await self._dispatch(request)
        except Exception:  # noqa: BLE001 - the last resort: logged, and answered in the envelope
            response = self._broken(request.method, request.raw_path)
        if "Origin" in request.headers:
            response.headers.update(self._guard.cors_headers(request.headers))
        return response

    def failure(self, refusal: Refusal) -> Answer:
        """A refusal that no world is known for."""
        nowhere = self._worlds.nowhere
        now = nowhere.clock.now()
        request_id = nowhere.request_ids.request_id(now)
        error = self._worlds.contract.errors[refusal.code]
        return refusal_answer(refusal, error, request_id, now, {"X-Request-Id": request_id})

    async def _dispatch(self, request: web.BaseRequest) -> web.StreamResponse | Answer:
        target = request.raw_path if request.raw_path.startswith("/") else _origin_form(request.raw_path)
        path, _, query = target.partition("?")
        if request.method == "OPTIONS":
            preflight = self._guard.preflight_headers(request.headers)
            if preflight is not None:
                return web.Response(status=HTTPStatus.NO_CONTENT, headers=preflight)
        if path == _OURS or path.startswith(f"{_OURS}/"):
            return await self._ours(request, path, query)
        body, fault = b"", None
        if request.can_read_body:
            body, fault = await self._receive(request)
        return self._pipeline.answer(Received(request.method, path, query, request.headers, body, fault))

    def is_call(self, method: str, target: str, size: int) -> bool:
        """Whether a request is a call of the API, with a body that is not too large, and nothing else."""
        return size <= self._limit and target.startswith("/") and not target.startswith(_OURS) and method != "OPTIONS"

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a call of the API that came as a whole."""
        path, _, query = target.partition("?")
        try:
            answer = self._pipeline.answer(Received(method, path, query, headers, body, None))
        except Exception:  # noqa: BLE001 - the last resort: logged, and answered in the envelope
            answer = self._broken(method, target)
        if "Origin" in headers:
            answer.headers.update(self._guard.cors_headers(headers))
        return answer

    def _broken(self, method: str, target: str) -> Answer:
        _log.exception("%s %s failed", method, target[:200])
        return self.failure(Refusal("INTERNAL", rule="errors.internal"))

    async def _receive(self, request: web.BaseRequest) -> tuple[bytes, Refusal | None]:
        try:
            return await receive_body(request, self._limit), None
        except BodyTooLargeError:
            message = f"The body is larger than {self._limit} bytes."
            return b"", Refusal("VALIDATION", message, rule="body.too-large", status=413)
        except BodyBrokenError as error:
            message = f"The body could not be read: {error}"
            return b"", Refusal("VALIDATION", message, rule="body.malformed-json", status=400)

    async def _ours(self, request: web.BaseRequest, path: str, query: str) -> web.StreamResponse:
        """Media, the live page and control, imported when first asked for: a client of the API alone does not wait for them."""
        if path.startswith(MEDIA_PREFIX):
            from layers_mock.http.media import serve_media

            return await serve_media(request, self._worlds)
        from layers_mock.http.control import Control, control_error
        from layers_mock.http.page import is_of_page, serve_page

        try:
            if is_of_page(path):
                return serve_page(request.method, path, query, request.headers, self._guard)
            self._guard.check(request.headers)
            limit = _MOST_SNAPSHOT_BYTES if path.endswith("/snapshot") else self._limit
            body = await receive_body(request, limit)
        except ControlError as error:
            return control_error(error)
        except BodyTooLargeError:
            return control_error(ControlError(413, f"The body is larger than {limit} bytes."))
        except BodyBrokenError as error:
            return control_error(ControlError(400, f"The body could not be read: {error}"))
        return await Control(self._worlds).answer(request.method, path, body, query, request.headers)


def _origin_form(target: str) -> str:
    """A request's target without scheme and host, which a request through a proxy begins with (RFC 9112, 3.2.2)."""
    match = _SCHEME_AND_HOST.match(target)
    rest = target[match.end() :] if match is not None else target
    return f"/{rest}" if match is not None and not rest.startswith("/") else rest


class _Server(web.Server):
    """Makes our connections."""

    def __init__(self, front: Front) -> None:
        super().__init__(answer_on_connection)  # type: ignore[arg-type]  # an Answer is all that aiohttp asks of a response
        self._front = front

    def __call__(self) -> RequestHandler:
        return Connection(
            self, self._front, loop=self._loop, access_log=None
        )  # None switches the log off, as aiohttp documents


def make_server(front: Front) -> web.Server:
    """The aiohttp server of a front; needs a running loop."""
    return _Server(front)
