"""Calls of the API that the plugin makes for a test."""

import json
from typing import Any
from urllib.parse import urlsplit

from layers_mock.errors import UsageError
from layers_mock.testing.control import connection_to

__all__ = ["call_api"]

_REFUSED = 400


def call_api(url: str, key: str, method: str, path: str, body: object, *, idempotency_key: str) -> Any:
    """The JSON of an answer. Raises :class:`UsageError` with the API's code and reason where it refuses."""
    __tracebackhide__ = True
    headers = {"X-Api-Key": key, "Content-Type": "application/json", "Idempotency-Key": idempotency_key}
    connection = connection_to(url)
    try:
        connection.request(method, urlsplit(url).path + path, json.dumps(body).encode(), headers)
        answer = connection.getresponse()
        status, raw = answer.status, answer.read()
    except OSError as error:
        raise UsageError(f"Nothing answers at {url}: {error.strerror or error}.") from None
    finally:
        connection.close()
    found = json.loads(raw)
    if status >= _REFUSED:
        raise UsageError(f"{method} {path} was refused with {status} {_reason(found['error'])}")
    return found


def _reason(error: dict[str, Any]) -> str:
    issues = error.get("details", {}).get("issues", [])
    return " ".join([f"{error['code']}: {error['message']}", *(f"{issue['path']}: {issue['message']}" for issue in issues)])
