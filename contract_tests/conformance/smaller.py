"""A request that breaks a rule, made smaller for the person who has to look at it."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from layers_mock.kit import BrokenRuleError

from .source import Made

__all__ = ["smallest"]

_MOST_TRIES = 60


def smallest(made: Made, error: BrokenRuleError, ask: Callable[[Made], object]) -> BrokenRuleError:
    """The same rule broken by as small a request as few tries find; that request is the last one that ``ask`` asked."""
    tries = 0
    smaller = _without_parts(made)
    while tries < _MOST_TRIES and (candidate := next(smaller, None)) is not None:
        tries += 1
        if (found := _broken(candidate, error, ask)) is not None:
            made, error, smaller = candidate, found, _without_parts(candidate)
    return _broken(made, error, ask) or error


def _broken(made: Made, error: BrokenRuleError, ask: Callable[[Made], object]) -> BrokenRuleError | None:
    try:
        ask(made)
    except BrokenRuleError as found:
        return found if _kind(found) == _kind(error) else None
    return None


def _kind(error: BrokenRuleError) -> tuple[str | None, str]:
    """What is the same for a smaller request that shows the same: the rule, and what was promised but for its details."""
    return error.rule, (error.promised or "").partition(",")[0]


def _without_parts(made: Made) -> Iterator[Made]:
    """The request without each of its parts, the largest first."""
    yield from (
        made._replace(headers={key: text for key, text in made.headers.items() if key != name})
        for name in made.headers
        if name.lower() != "content-type"
    )
    pairs = parse_qsl(made.query, keep_blank_values=True)
    yield from (made._replace(query=urlencode(pairs[:index] + pairs[index + 1 :])) for index in range(len(pairs)))
    body = made.body
    if isinstance(body, dict):
        yield from (made._replace(content=json.dumps(less).encode()) for less in _less(body))


def _less(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name in value:
            yield {key: inner for key, inner in value.items() if key != name}
        for name, inner in value.items():
            yield from ({**value, name: less} for less in _less(inner))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield value[:index] + value[index + 1 :]
            yield from ([*value[:index], less, *value[index + 1 :]] for less in _less(inner))
    elif isinstance(value, str) and len(value) > 1:
        yield from (value[: len(value) // 2], value[len(value) // 2 :])
