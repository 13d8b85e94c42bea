"""What the document says of a request that was sent, and whether the answer fits that."""

import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import orjson

from layers_mock.contract import Contract, Issue, Operation
from layers_mock.kit import Answer, BrokenRuleError, holds
from layers_mock.kit.exchange import Request, header

from ..forms import instant

__all__ = ["Asked", "asked_of", "judge"]

_GENERAL = "validation.request"
_REFUSED_AS_INVALID = frozenset({400, 413, 415, 422})
_NUMERIC = re.compile(r"\s*[+-]?[0-9]+(\.0*)?([eE]\+?[0-9]+)?\s*")
_BETWEEN = frozenset({"cursor", "since", "until"})
"""What is good or bad beside something else: the list that gave a cursor, the other end of a window."""
_PLAIN = re.compile(r"0|-?[1-9][0-9]{0,17}")


class Asked(NamedTuple):
    """A request as the document sees it: ``issues`` what it breaks, ``is_open`` whether servers may differ about it."""

    operation: Operation
    issues: tuple[Issue, ...]
    is_open: bool = False


def judge(contract: Contract, base_url: str, answer: Answer) -> None:
    """Break a rule where what fits the document was refused as invalid, or what does not was taken.

    Other refusals (404, 409, 402, 403, 429) say nothing of the data, and faults of the service are the observer's.
    """
    asked = asked_of(contract, base_url, answer)
    if asked is None:
        return
    if asked.issues and answer.status < 400:
        worst = next((issue for issue in asked.issues if contract.rule(issue.rule).basis == "documented"), asked.issues[0])
        told = "; ".join(f"{issue.path}: {issue.message}" for issue in asked.issues[:3])
        raise BrokenRuleError(answer.told, promised=f"a refusal of {asked.operation.id}, for {told}", rule=worst.rule)
    if asked.issues and answer.status == 422:
        _names_each(asked, answer)
    if not asked.issues and not asked.is_open and answer.status in _REFUSED_AS_INVALID:
        promised = f"{asked.operation.id} takes what fits its schemas"
        raise BrokenRuleError(answer.told, promised=promised, rule=_GENERAL)


def _names_each(asked: Asked, answer: Answer) -> None:
    """Each field of a body that is wrong is named, with a message, where nothing but the body is wrong."""
    properties = (asked.operation.body_schema or {}).get("properties")
    known = properties if isinstance(properties, dict) else {}
    wrong = {issue.path.partition(".")[0] for issue in asked.issues}
    if not wrong or not wrong <= set(known) or any(issue.keyword == "anyOf" for issue in asked.issues):
        return
    named = {path.partition(".")[0] for path in answer.issue_paths}
    came = f"details.issues leaves out {', '.join(sorted(wrong - named))} of {asked.operation.id}: {answer.told}"
    holds(wrong <= named, came, rule=_GENERAL)
    messages = [issue.get("message") for issue in answer.details["issues"] if isinstance(issue, dict)]
    holds(all(isinstance(text, str) and text for text in messages), f"an issue without a message: {answer.told}", rule=_GENERAL)


def asked_of(contract: Contract, base_url: str, answer: Answer) -> Asked | None:
    """What the document says of the request behind an answer; ``None`` where nothing can be said."""
    request = answer.exchange.request
    parts = urlsplit(request.url.removeprefix(base_url))
    match = contract.router.find(request.method, parts.path)
    if match is None or match.operation is None or len(request.content) > contract.most_body_bytes:
        return None
    operation = match.operation
    is_sent = operation.body_schema is not None and bool(request.content)
    if is_sent and _is_unclear(request):
        return None
    if is_sent and (fault := _unreadable(request)) is not None:
        return Asked(operation, (fault,))
    body = orjson.loads(request.content) if is_sent else None
    headers = {name: text for name, text in request.headers if name in {p.name for p in operation.parameters}}
    validator = contract.request_validator(operation)
    issues = validator.validate(match.parameters, parts.query, headers, body, is_sent=is_sent).issues
    query = parse_qs(parts.query, keep_blank_values=True)
    counting = tuple(issue for issue in issues if not _is_matter_of_taste(operation, issue, query))
    is_open = (
        len(counting) < len(issues) or not _BETWEEN.isdisjoint(query) or _has_odd_number(operation, body) or _is_turned(query)
    )
    return Asked(operation, counting, is_open)


def _media_type(request: Request) -> tuple[str, str]:
    """The type of a body in lower case, and its parameters."""
    name, _, parameters = (header(request.headers, "Content-Type") or "").partition(";")
    return name.strip().lower(), parameters


def _is_unclear(request: Request) -> bool:
    """Whether a body is JSON to some readers and none to others: odd parameters, halves of surrogate pairs, NaN."""
    name, parameters = _media_type(request)
    if name != "application/json" or parameters:
        return bool(parameters)
    return not _reads(orjson.loads, request.content) and _reads(json.loads, request.content)


def _unreadable(request: Request) -> Issue | None:
    """What is wrong with a body before anybody looks at its fields."""
    name, _ = _media_type(request)
    if name != "application/json":
        return Issue("", f"The content type is {name}.", "contentType", "body.content-type")
    if not _reads(orjson.loads, request.content):
        return Issue("", "It is not JSON.", "json", "body.malformed-json")
    return None


def _reads(reader: Callable[[bytes], object], content: bytes) -> bool:
    try:
        reader(content)
    except (ValueError, RecursionError):
        return False
    return True


def _is_matter_of_taste(operation: Operation, issue: Issue, query: Mapping[str, list[str]]) -> bool:
    """Whether servers that keep the document may take it all the same.

    That is another way to write a number, an empty value, a value that comes twice, and a cursor, whose form is
    everybody's own.
    """
    name = issue.path.partition(".")[0]
    if name == "cursor":
        return True
    if name not in query or not any(p.name == name and p.location == "query" for p in operation.parameters):
        return False
    texts = query[name]
    schema = next(p.schema for p in operation.parameters if p.name == name)
    is_odd_number = schema.get("type") == "integer" and _NUMERIC.fullmatch(texts[0]) and not _PLAIN.fullmatch(texts[0])
    return "" in texts or (len(texts) > 1 and schema.get("type") != "array") or bool(is_odd_number)


def _is_turned(query: Mapping[str, list[str]]) -> bool:
    """Whether a window does not end behind its beginning: no schema says what two parameters are to each other."""
    since, until = query.get("since"), query.get("until")
    if since is None or until is None:
        return False
    try:
        return instant(until[0]) <= instant(since[0])
    except ValueError:
        return True


def _has_odd_number(operation: Operation, body: object) -> bool:
    """Whether an integer of the body is written as a fraction, which not everybody takes for one."""
    properties = (operation.body_schema or {}).get("properties")
    if not isinstance(properties, dict) or not isinstance(body, dict):
        return False
    integers = [name for name, schema in properties.items() if schema.get("type") == "integer"]
    return any(isinstance(body.get(name), float) for name in integers)
