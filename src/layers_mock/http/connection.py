"""One connection: most requests are answered the moment their last byte is there.

aiohttp makes a request object, a writer, a future and a task for every request, which together cost more than the pipeline.
A small request that came whole, on a connection where nothing else waits, needs none of them: it is answered
in the call that brought its bytes. Everything else goes aiohttp's way: a body under way, requests sent
ahead, the last request of a connection, a client that does not read, the control API and media.
"""

from http import HTTPStatus
from typing import Any, Protocol, cast

from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import LineTooLong
from aiohttp.web_protocol import RequestHandler

from layers_mock.contract import Refusal
from layers_mock.http.answers import Answer

__all__ = ["Connection", "Desk", "answer_on_connection"]

_USED_OF_AIOHTTP = {
    "_keepalive_timeout",
    "_messages",
    "_next_keepalive_close_time",
    "_parser",
    "_request_in_progress",
    "_waiter",
}
"""What aiohttp does not promise. A version without it answers all requests its own way."""
_IS_ABLE = all(hasattr(RequestHandler, name) for name in _USED_OF_AIOHTTP)
_LONGEST_LINE = 32_768
"""Bytes of a request's first line: the longest `returnUrl` that the document lets pass fits, however it is escaped."""
_LONGEST_FIELD = 8190
_NOTHING: tuple[tuple[()], bool, bytes] = ((), False, b"")
"""What a parser gives where no request is complete."""


class Desk(Protocol):
    """Who answers the requests of a connection."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse | Answer:
        """Answer any request."""

    def is_call(self, method: str, target: str, size: int) -> bool:
        """Whether a request with a body of so many bytes can be answered as soon as it is there as a whole."""

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        """Answer such a request."""

    def failure(self, refusal: Refusal) -> Answer:
        """A refusal that no world is known for."""


class Connection(RequestHandler):
    """A connection of a desk. What aiohttp cannot even parse is refused in the vendor's envelope too."""

    __slots__ = ("desk", "goes_on", "held")

    def __init__(self, server: web.Server, desk: Desk, **options: Any) -> None:
        super().__init__(server, max_line_size=_LONGEST_LINE, max_field_size=_LONGEST_FIELD, **options)
        self.desk = desk
        self.held: Answer | None = None
        """An answer that is made and takes its time to be given."""
        self.goes_on = True
        """Whether the last request that went aiohttp's way left nothing behind: neither a rest of its body nor an end."""
        if _IS_ABLE:
            self._parser = cast("Any", _Parser(self._parser, self))

    def answer_at_once(self, message: RawRequestMessage, payload: Any) -> bool:
        """Answer the one request that just came; whether that was possible."""
        transport = self.transport
        if (
            transport is None or transport.is_closing() or self.writing_paused or not self._is_idle()
            or message.should_close or message.upgrade or message.compression or not payload.is_eof()
            or not self.desk.is_call(message.method, message.path, payload.total_bytes)
            or (payload.total_bytes and "Expect" in message.headers)
        ):  # fmt: skip
            return False
        body = payload.read_nowait() if payload.total_bytes else b""
        answer = self.desk.answer(message.method, message.path, message.headers, body)
        if answer.delay or answer.breaks:
            self.held = answer
            return False
        transport.write(answer.whole(message.method, message.version, keep_alive=True))
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        return True

    def _is_idle(self) -> bool:
        """Whether aiohttp waits for the next request, or will as soon as it comes to that."""
        if self._messages or self._request_in_progress:
            return False
        return self.goes_on if self._waiter is None else not self._waiter.done()

    def handle_error(  # type: ignore[override]  # an Answer is all that aiohttp asks of a response
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse | Answer:
        """A request that is no HTTP, or a fault of aiohttp's own; closes the connection, as aiohttp does."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return super().handle_error(request, status, exc, message)
        text = " ".join((message or "The request is not HTTP.").split())[:200]
        if isinstance(exc, LineTooLong):
            text = f"The request line or a header is longer than {exc.args[1]} bytes."
        refusal = Refusal("VALIDATION", text, rule="routing.malformed-request", status=status)
        answer = self.desk.failure(refusal)
        answer.keep_alive = False
        return answer

    def log_exception(self, *args: Any, **details: Any) -> None:
        """A body that broke off has been answered; that aiohttp meets it once more while it reads the rest is no fault."""
        if not isinstance(details.get("exc_info"), web.RequestPayloadError):
            super().log_exception(*args, **details)


async def answer_on_connection(request: web.BaseRequest) -> web.StreamResponse | Answer:
    """Answer a request that goes aiohttp's way, with what its connection holds for it already, else by the desk."""
    connection = cast("Connection", request.protocol)
    held, connection.held, connection.goes_on = connection.held, None, False
    answer = await connection.desk.handle(request) if held is None else held
    connection.goes_on = request.keep_alive and answer.keep_alive is not False and request.content.is_eof()
    return answer


class _Parser:
    """aiohttp's parser, from which a connection takes the requests that it answers at once."""

    __slots__ = ("_answer", "_consumed", "_feed", "_parser")

    def __init__(self, parser: Any, connection: Connection) -> None:
        self._parser = parser
        self._feed = parser.feed_data
        self._answer = connection.answer_at_once
        self._consumed = getattr(parser, "message_consumed", None)

    def feed_data(self, data: bytes) -> Any:
        parsed = self._feed(data)
        messages, is_upgraded, _ = parsed
        if len(messages) != 1 or is_upgraded or not self._answer(*messages[0]):
            return parsed
        if self._consumed is not None:
            self._consumed()
        return _NOTHING

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)
