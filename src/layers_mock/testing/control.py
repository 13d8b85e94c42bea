"""The control API over one connection that is kept alive."""

import json as json_
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from layers_mock.errors import ControlError, UsageError

if TYPE_CHECKING:
    from http.client import HTTPConnection

__all__ = ["Control", "connection_to"]

_PATIENCE_SECONDS = 60.0
_REFUSED = 400
_PREFIX = "/__mock"
_TOKEN_HEADER = "X-Layers-Mock-Token"  # noqa: S105 - the name of the header, no secret


class Control:
    """The control API of the server at ``url``; safe to use from several threads.

    ``token`` is the control token of a server that is not on loopback. Raises :class:`UsageError` for a text that is no URL.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/").removesuffix(_PREFIX)
        self._connection = connection_to(self.url)
        self._path = urlsplit(self.url).path + _PREFIX
        self._headers = {_TOKEN_HEADER: token} if token else {}
        self._lock = Lock()

    def call(self, method: str, path: str, json: object = None) -> Any:
        """The answer to one call; ``path`` is what follows ``/__mock/``.

        Raises :class:`ControlError` where the server refuses, and :class:`UsageError` where nothing answers, or something else.
        """
        __tracebackhide__ = True
        with self._lock:
            status, server, raw = self._reached(method, f"{self._path}/{path}", json)
        try:
            answer = json_.loads(raw)
        except ValueError:
            answer = None
        if server != "layers-mock" or not isinstance(answer, dict):
            raise UsageError(f"What answers at {self.url} is no layers-mock (HTTP {status} for {method} {self._path}/{path}).")
        if status >= _REFUSED:
            raise ControlError(status, _message_of(answer) or f"HTTP {status} for {method} {path}.")
        return answer

    def close(self) -> None:
        """Close the connection; the next call opens another one."""
        with self._lock:
            self._connection.close()

    def _reached(self, method: str, target: str, json: object) -> tuple[int, str | None, bytes]:
        from http.client import HTTPException

        try:
            return self._sent(method, target, json)
        except OSError as error:
            self._connection.close()
            raise UsageError(f"Nothing answers at {self.url}: {error.strerror or error}.") from None
        except HTTPException:
            self._connection.close()
            raise UsageError(f"What answers at {self.url} is no layers-mock: it does not speak HTTP.") from None
        except BaseException:
            # A call that was interrupted leaves half an answer behind.
            self._connection.close()
            raise

    def _sent(self, method: str, target: str, json: object) -> tuple[int, str | None, bytes]:
        """One exchange; once more where the server had closed the connection since the last one."""
        was_open = self._connection.sock is not None
        try:
            return self._exchange(method, target, json)
        except ConnectionError:
            if not was_open:
                raise
            self._connection.close()
            return self._exchange(method, target, json)

    def _exchange(self, method: str, target: str, json: object) -> tuple[int, str | None, bytes]:
        body = None if json is None else json_.dumps(json).encode()
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        self._connection.request(method, target, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.getheader("Server"), answer.read()


def connection_to(url: str) -> "HTTPConnection":
    """A connection to a server, not opened yet. Raises :class:`UsageError` for a text that is no URL of one."""
    from http.client import HTTPConnection, HTTPSConnection

    fault = UsageError(f"{url[:100]!r} is no URL of a server; give it without /v1, as in http://127.0.0.1:4747.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise fault from None
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment or parts.path.endswith("/v1"):
        raise fault
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(host, port, timeout=_PATIENCE_SECONDS)


def _message_of(answer: dict[str, Any]) -> str | None:
    error = answer.get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else None
