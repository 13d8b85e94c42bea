"""Talking to a running server: the control API over plain HTTP, and the options that say which server and world."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from layers_mock.cli.options import flag
from layers_mock.errors import UsageError

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

__all__ = ["DEFAULT_URL", "Remote", "remote_options", "server_option"]

DEFAULT_URL = "http://127.0.0.1:4747"
_PATIENCE_SECONDS = 60.0
_OURS = "/__mock"
_TOKEN_HEADER = "X-Layers-Mock-Token"  # noqa: S105 - the name of the header, no secret
F = TypeVar("F", bound=Callable[..., Any])


class Remote:
    """The control API of a server at ``url``, of its default world or the one named.

    ``token`` is the control token of a server that is not on loopback. Raises :class:`UsageError` for a text that is no URL.
    """

    def __init__(self, url: str, world: str | None = None, token: str | None = None) -> None:
        text = url.rstrip("/").removesuffix(_OURS).removesuffix("/v1")
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise _no_url(url) from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise _no_url(url)
        self.url = text
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, port
        self._root = parts.path + _OURS + (f"/worlds/{quote(world, safe='')}" if world else "")
        self._token = token

    def call(self, method: str, path: str, json: object = None, query: Mapping[str, object] | None = None) -> Any:
        """The answer to one call; ``path`` is what follows ``/__mock/``, and a query field that is ``None`` is left out.

        Raises :class:`UsageError` where nothing answers, something else answers, or the server refuses.
        """
        import orjson

        wanted = {name: value for name, value in (query or {}).items() if value is not None}
        target = f"{self._root}/{path}" + (f"?{urlencode(wanted)}" if wanted else "")
        status, server, raw = self._exchange(method, target, b"" if json is None else orjson.dumps(json))
        try:
            answer = orjson.loads(raw)
        except orjson.JSONDecodeError:
            answer = None
        if server != "layers-mock" or answer is None:
            raise UsageError(f"What answers at {self.url} is no layers-mock (HTTP {status} for {method} {target[:200]}).")
        if status >= 400:
            raise UsageError(_message_of(answer) or f"{self.url} answered HTTP {status}.")
        return answer

    def _exchange(self, method: str, target: str, body: bytes) -> tuple[int, str | None, bytes]:
        """One request on a connection of its own: status, Server header and body of the answer."""
        from http.client import HTTPException

        headers = {"Content-Type": "application/json"} if body else {}
        if self._token:
            headers[_TOKEN_HEADER] = self._token
        connection = self._connection()
        try:
            connection.request(method, target, body or None, headers)
            answer: HTTPResponse = connection.getresponse()
            return answer.status, answer.getheader("Server"), answer.read()
        except (TimeoutError, ConnectionRefusedError) as error:
            raise UsageError(
                f"Nothing answers at {self.url} ({error.strerror or error}). "
                "Start a server with layers-mock serve, or name it with --url or LAYERS_MOCK_URL."
            ) from None
        except OSError as error:
            raise UsageError(f"Cannot reach {self.url}: {error.strerror or error}.") from None
        except HTTPException:
            raise UsageError(f"What answers at {self.url} is no layers-mock: it does not speak HTTP.") from None
        except ValueError as error:
            raise UsageError(f"Cannot ask {self.url}: {error}.") from None
        finally:
            connection.close()

    def _connection(self) -> "HTTPConnection":
        from http.client import HTTPConnection, HTTPSConnection

        kind = HTTPSConnection if self._is_secure else HTTPConnection
        return kind(self._host, self._port, timeout=_PATIENCE_SECONDS)


def remote_options(function: F) -> F:
    """``--url``, ``--world`` and ``--control-token``: which server and which of its worlds."""
    function = flag("--control-token", metavar="TOKEN", help="Control token of a server that is not on loopback.")(function)
    function = flag("--world", metavar="NAME", help="World to ask; the default one if none is named.")(function)
    return server_option(function)


def server_option(function: F) -> F:
    """``--url``: which server."""
    return flag("--url", default=DEFAULT_URL, show_default=True, metavar="URL", help="Server to ask.")(function)


def _no_url(text: str) -> UsageError:
    return UsageError(f"{text[:100]!r} is no URL of a server; give it as in {DEFAULT_URL}.")


def _message_of(answer: object) -> str | None:
    error = answer.get("error") if isinstance(answer, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else None
