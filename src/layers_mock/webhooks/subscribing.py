"""An endpoint for as long as it is needed: made by a call of the API, at this server or any other, and deleted again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp
import orjson

from layers_mock.errors import UsageError

__all__ = ["Subscription", "subscribed"]

_PATH = "/v1/webhook-endpoints"
_PATIENCE = aiohttp.ClientTimeout(total=30)
_GONE = frozenset({404})
_DESCRIPTION = "layers-mock webhook listen"


class Subscription(NamedTuple):
    """An endpoint that was made: its id, and the secret that signs what is sent to it."""

    id: str
    secret: str


@asynccontextmanager
async def subscribed(base_url: str, key: str, url: str, events: Sequence[str]) -> AsyncIterator[Subscription]:
    """While this lasts, the API at ``base_url`` (without ``/v1``) tells ``url`` of these events.

    Raises :class:`UsageError` where it refuses to, and where it cannot be told to stop: then the endpoint is still there.
    """
    wanted = {"url": url, "events": list(events), "description": _DESCRIPTION}
    made = await _call("POST", base_url, _PATH, key, wanted)
    try:
        subscription = Subscription(str(made["endpoint"]["id"]), str(made["signingSecret"]))
    except (KeyError, TypeError):
        raise UsageError(f"What answers at {base_url} is no Layers API: it made no endpoint with a secret.") from None
    try:
        yield subscription
    finally:
        try:
            await _call("DELETE", base_url, f"{_PATH}/{subscription.id}", key, also=_GONE)
        except UsageError as error:
            raise UsageError(f"The endpoint {subscription.id} is still there: {error}") from None


async def _call(
    method: str, base_url: str, path: str, key: str, body: object = None, *, also: frozenset[int] = frozenset()
) -> Any:
    """The JSON of an answer. Raises :class:`UsageError` for anything but a 2xx or what is fine ``also``."""
    headers = {"X-Api-Key": key}
    if body is not None:
        headers["Content-Type"] = "application/json"
    content = None if body is None else orjson.dumps(body)
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.request(
                method, base_url.rstrip("/") + path, data=content, headers=headers, allow_redirects=False
            ) as answer,
        ):
            status, raw = answer.status, await answer.read()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise UsageError(f"Cannot reach {base_url}: {error or type(error).__name__}.") from None
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError:
        told = None
    if not isinstance(told, dict) or (status >= 300 and status not in also):
        raise UsageError(f"{method} {path} at {base_url} was answered {status}{_said(told)}")
    return told


def _said(told: object) -> str:
    error = told.get("error") if isinstance(told, dict) else None
    if not isinstance(error, dict):
        return "."
    details = error.get("details")
    issues = details.get("issues") if isinstance(details, dict) else None
    more = f" {orjson.dumps(issues).decode()}" if issues else ""
    return f" {error.get('code')}: {error.get('message')}{more}"
