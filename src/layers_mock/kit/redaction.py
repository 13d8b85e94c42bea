"""Keys of a run never leave it: wherever a target repeats one in an answer, a placeholder stands in its place."""

import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote

from layers_mock.kit.exchange import Exchange, Request, Response
from layers_mock.kit.outcome import Finding, Outcome

__all__ = ["Redaction"]

_HIDDEN = "[key]"
_SHORTEST = 6
"""Keys that are shorter guard nothing, and would be found in every other word."""


class Redaction:
    """Takes these secrets out of texts: as they are, in other case, as URLs write them, and where a text was cut within one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        written = {form for secret in secrets for form in (secret, quote(secret, safe="")) if len(secret) >= _SHORTEST}
        self._secrets = sorted(written, key=len, reverse=True)

    @cached_property
    def _heads(self) -> re.Pattern[str] | None:
        """What gives a secret away; compiled when there is a text to read, for most checks leave none."""
        heads = [re.escape(secret[: _head(secret)]) for secret in self._secrets]
        return re.compile("|".join(heads), re.IGNORECASE) if heads else None

    def text(self, text: str) -> str:
        """The text without secrets."""
        if self._heads is None:
            return text
        parts, place = [], 0
        while match := self._heads.search(text, place):
            parts += [text[place : match.start()], _HIDDEN]
            place = max(self._end(text, match.start()), match.end())
        return "".join(parts) + text[place:]

    def outcome(self, outcome: Outcome) -> Outcome:
        """The outcome without secrets, its evidence included."""
        verdicts = tuple(one._replace(reason=one.reason and self.text(one.reason)) for one in outcome.verdicts)
        return outcome._replace(verdicts=verdicts, findings=tuple(map(self._finding, outcome.findings)))

    def _end(self, text: str, start: int) -> int:
        """Where the longest piece of a secret ends that begins here."""
        return max(start + _shared(text[start : start + len(secret)], secret) for secret in self._secrets)

    def _finding(self, finding: Finding) -> Finding:
        exchanges = tuple(map(self._exchange, finding.exchanges))
        return finding._replace(promised=self.text(finding.promised), came=self.text(finding.came), exchanges=exchanges)

    def _exchange(self, exchange: Exchange) -> Exchange:
        asked, came = exchange.request, exchange.response
        request = Request(asked.method, self.text(asked.url), self._headers(asked.headers), self._bytes(asked.content))
        response = Response(came.status, self._headers(came.headers), self._bytes(came.content))
        return exchange._replace(request=request, response=response)

    def _headers(self, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.text(text)) for name, text in headers)

    def _bytes(self, content: bytes) -> bytes:
        """Bytes that are no UTF-8 keep their places."""
        if self._heads is None:
            return content
        return self.text(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _head(secret: str) -> int:
    """How much of a secret gives it away."""
    return max(_SHORTEST, len(secret) // 2)


def _shared(text: str, secret: str) -> int:
    """How many characters both have in common from their beginning, whatever their case."""
    same = 0
    for one, other in zip(text.lower(), secret.lower(), strict=False):
        if one != other:
            break
        same += 1
    return same
