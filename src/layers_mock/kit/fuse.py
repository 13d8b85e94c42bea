"""A target that has stopped answering is not asked for ever."""

from threading import Lock

from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.transport import Transport, TransportError

__all__ = ["Fuse"]


class Fuse:
    """A transport that gives up: after ``most`` requests in a row without an answer, every further one fails at once.

    So a run against a target that hangs ends in minutes, and not after each of its calls was waited for.
    """

    def __init__(self, transport: Transport, *, most: int = 20) -> None:
        self._transport = transport
        self._most = most
        self._lock = Lock()
        self._failed = 0

    def send(self, request: Request) -> Response:
        """The answer to one request."""
        if self._failed >= self._most:
            raise TransportError(f"the target has stopped answering: {self._most} calls in a row got no answer")
        try:
            answer = self._transport.send(request)
        except TransportError:
            with self._lock:
                self._failed += 1
            raise
        with self._lock:
            # Once it is blown it stays so, whatever comes late.
            self._failed = 0 if self._failed < self._most else self._failed
        return answer

    def wire(self, url: str, data: bytes) -> bytes:
        """Bytes that need not be HTTP may well get no answer; they tell nothing."""
        return self._transport.wire(url, data)
