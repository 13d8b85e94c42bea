"""An answer as a check looks at it, and what a check expects of it."""

from functools import cached_property
from typing import Any

import orjson

from layers_mock.kit.exchange import Exchange, header
from layers_mock.kit.outcome import BrokenRuleError

__all__ = ["Answer", "equal", "holds"]

_LONGEST = 600


class Answer:
    """What came back to one request."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.status = exchange.response.status
        self.content = exchange.response.content

    def __repr__(self) -> str:
        return f"<{self.told}>"

    def header(self, name: str) -> str | None:
        """A header's text."""
        return header(self.exchange.response.headers, name)

    @cached_property
    def json(self) -> Any:
        """The body as JSON. Raises :class:`BrokenRuleError` where it is none."""
        try:
            return orjson.loads(self.content)
        except orjson.JSONDecodeError:
            raise BrokenRuleError(f"a body that is no JSON: {self.told}") from None

    @property
    def error(self) -> dict[str, Any]:
        """The ``error`` of the envelope; empty where there is none."""
        try:
            body = orjson.loads(self.content)
        except orjson.JSONDecodeError:
            return {}
        error = body.get("error") if isinstance(body, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def code(self) -> str | None:
        """The vendor's error code."""
        code = self.error.get("code")
        return code if isinstance(code, str) else None

    @property
    def details(self) -> dict[str, Any]:
        """The error's ``details``; empty where there are none."""
        details = self.error.get("details")
        return details if isinstance(details, dict) else {}

    @property
    def issue_paths(self) -> list[str]:
        """The paths that ``details.issues`` names."""
        issues = self.details.get("issues")
        return [str(issue.get("path")) for issue in issues if isinstance(issue, dict)] if isinstance(issues, list) else []

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def told(self) -> str:
        """Status and body in a line."""
        text = self.content.decode(errors="replace")
        text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        return f"{self.status} {text}".strip()

    @property
    def brief(self) -> str:
        """Status, code and message where it is the vendor's envelope, the same for each request; else status and body."""
        message = self.error.get("message")
        return f"{self.status} {self.code}: {message}" if self.code and isinstance(message, str) else self.told

    def succeeded(self, *statuses: int, rule: str | None = None) -> Any:
        """The JSON of a success, with one of the statuses where they are given; else the rule is broken."""
        if not self.is_success or (statuses and self.status not in statuses):
            wanted = " or ".join(map(str, statuses)) or "a success"
            raise BrokenRuleError(self.told, promised=f"{wanted} for {self._asked}", rule=rule)
        return self.json if self.content else None

    def refused(self, status: int, code: str | None = None, *, path: str | None = None, rule: str | None = None) -> "Answer":
        """The answer itself where it is that refusal (``path``: one that ``details.issues`` names); else the rule is broken."""
        fits = self.status == status and (code is None or self.code == code) and (path is None or path in self.issue_paths)
        if not fits:
            wanted = " ".join([str(status), *([code] if code else []), *([f"naming {path}"] if path else [])])
            raise BrokenRuleError(self.told, promised=f"{wanted} for {self._asked}", rule=rule)
        return self

    @property
    def _asked(self) -> str:
        request = self.exchange.request
        return self.exchange.operation or f"{request.method} {request.url}"


def equal(came: object, promised: object, what: str, *, rule: str | None = None) -> None:
    """Break the rule unless both are equal; ``what`` names the value."""
    if came != promised or isinstance(came, bool) != isinstance(promised, bool):
        came, promised = _differing(came, promised)
        raise BrokenRuleError(f"{what}: {_shown(came)}", promised=f"{what}: {_shown(promised)}", rule=rule)


def holds(condition: object, came: str, *, rule: str | None = None) -> None:
    """Break the rule unless the condition holds; ``came`` says what is the case instead."""
    if not condition:
        raise BrokenRuleError(came, rule=rule)


def _differing(came: object, promised: object) -> tuple[object, object]:
    """Of two objects with many fields those that differ; anything else as it is."""
    if not (isinstance(came, dict) and isinstance(promised, dict)):
        return came, promised
    missing = object()
    names = [name for name in {**promised, **came} if came.get(name, missing) != promised.get(name, missing)]
    first, second = ({name: one[name] for name in names if name in one} for one in (came, promised))
    return first, second


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
