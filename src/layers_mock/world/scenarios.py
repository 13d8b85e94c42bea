"""Scenarios: what shall happen to matching calls, and to matching attempts to deliver webhooks.

A scenario is data: ``when`` says which calls or attempts match, ``then`` what happens to them. The first scenario that matches
applies. Chance is the world's: equal seeds choose equal calls.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from layers_mock.contract import JsonObject, Operation
from layers_mock.contract.behaviours import statuses_of
from layers_mock.world.ids import IdSource, parse

__all__ = ["JobBend", "Mishap", "Scenario", "Scenarios", "Then", "When", "pointed_at"]

_MISSING = object()
_CHANCES = 1 << 32
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")


class JobBend(NamedTuple):
    """How a job that a call starts shall run. ``slow`` multiplies the duration of every stage."""

    kind: Literal["fail", "hang", "slow", "complete"]
    stage: str | None = None
    error: JsonObject | None = None
    factor: float = 1.0


class Mishap(NamedTuple):
    """What goes wrong with an attempt to deliver a webhook; operational/webhooks asks receivers to expect all of it.

    ``drop``: it is never sent. ``duplicate``: it is sent twice. ``reorder``: it waits until the next delivery to its endpoint
    has been sent. ``delay``: it is due so many ``milliseconds`` of the world's time later. ``corrupt_signature``: a hex digit
    of every signature is another one. ``stale``: its timestamp is so many ``milliseconds`` old. ``truncate``: half of the body
    is sent, under the signature of all of it. ``previous_secret``: the secret before the one in use signs it, and no other.
    """

    kind: Literal["drop", "duplicate", "reorder", "delay", "corrupt_signature", "stale", "truncate", "previous_secret"]
    milliseconds: int = 0


class Then(NamedTuple):
    """What happens to a call, or with a ``webhook`` to a delivery.

    ``wait`` holds the answer back for so many real seconds. ``drop`` closes the connection before the work, or in the middle
    of the answer after it; ``lose`` does the work and then closes without an answer; ``truncate`` cuts the answer in half.
    """

    code: str | None = None
    status: int | None = None
    message: str | None = None
    details: JsonObject | None = None
    wait: float = 0.0
    drop: Literal["before", "during"] | None = None
    lose: bool = False
    truncate: bool = False
    job: JobBend | None = None
    wallet: Literal["empty"] | None = None
    key: Literal["killed"] | None = None
    webhook: Mishap | None = None

    def is_possible(self, operation: Operation) -> bool:
        """Whether the operation documents the refusal, and starts the job that shall run otherwise."""
        if self.job is not None and operation.job_kind is None:
            return False
        if self.code is None:
            return True
        return self.code in operation.error_codes if self.status is None else self.status in statuses_of(operation, self.code)


class When(NamedTuple):
    """Which calls match. What is left out matches everything; counts count the calls that match the rest."""

    operation: str | None = None
    key: str | None = None
    path: Mapping[str, str] = {}
    body: Mapping[str, object] = {}
    """Values by JSON pointer."""
    nth: int | None = None
    every: int | None = None
    first: int | None = None
    probability: float | None = None
    after: int | None = None
    before: int | None = None
    """The window of the world's time, milliseconds since 1970."""
    event: str | None = None
    """Of attempts to deliver webhooks: their event type, or a pattern of such."""
    endpoint: str | None = None
    """Of attempts to deliver webhooks: the URL they go to, ``*`` standing for anything."""


@dataclass(slots=True)
class Scenario:
    """A scenario with its counts. ``times`` and ``expires_at`` end it."""

    name: str
    when: When
    then: Then
    times: int | None = None
    expires_at: int | None = None
    is_prepared: bool = False
    """Prepared scenarios wait to be switched on."""
    matched: int = 0
    applied: int = 0


@dataclass(slots=True)
class Scenarios:
    """The scenarios of one world, in the order in which they are asked."""

    _ids: IdSource
    _scenarios: dict[str, Scenario] = field(default_factory=dict)

    def add(self, scenario: Scenario) -> None:
        """A new scenario, or another one in place of that of its name."""
        self._scenarios.pop(scenario.name, None)
        self._scenarios[scenario.name] = scenario

    def get(self, name: str) -> Scenario | None:
        """The scenario of that name."""
        return self._scenarios.get(name)

    def remove(self, name: str) -> bool:
        """Take a scenario out; whether there was one."""
        return self._scenarios.pop(name, None) is not None

    def clear(self) -> None:
        """Take all out."""
        self._scenarios.clear()

    def all(self) -> list[Scenario]:
        """Every scenario, in order."""
        return list(self._scenarios.values())

    def __bool__(self) -> bool:
        return bool(self._scenarios)

    def decide(self, operation: Operation, key: str, path: Mapping[str, str], body: object, now: int) -> Scenario | None:
        """The scenario that applies to a call, counted; ``None`` where none does.

        One that names no operation matches those alone that can do what it says: a refusal is documented, a job is started.
        """
        return self._first(
            now,
            lambda scenario: (
                scenario.then.webhook is None
                and _matches(scenario.when, operation.id, key, path, body)
                and scenario.then.is_possible(operation)
            ),
        )

    def decide_attempt(self, event_type: str, url: str, now: int, *, is_one_held: bool) -> Scenario | None:
        """The scenario that applies to an attempt to deliver an event to a URL, counted; ``None`` where none does.

        ``is_one_held``: whether another delivery to that endpoint waits for this one to be sent, so that it cannot wait too.
        """

        def is_match(scenario: Scenario) -> bool:
            when, mishap = scenario.when, scenario.then.webhook
            if mishap is None or (is_one_held and mishap.kind == "reorder"):
                return False
            return _is_like(when.event, event_type) and _is_like(when.endpoint, url)

        return self._first(now, is_match)

    def _first(self, now: int, is_match: Callable[[Scenario], bool]) -> Scenario | None:
        """The first scenario that is live, matches and is chosen by its counts."""
        for scenario in self._scenarios.values():
            if self._is_live(scenario, now) and is_match(scenario):
                scenario.matched += 1
                if self._is_chosen(scenario):
                    scenario.applied += 1
                    return scenario
        return None

    @staticmethod
    def _is_live(scenario: Scenario, now: int) -> bool:
        when = scenario.when
        if scenario.is_prepared or (scenario.expires_at is not None and now >= scenario.expires_at):
            return False
        if (when.after is not None and now < when.after) or (when.before is not None and now >= when.before):
            return False
        return scenario.times is None or scenario.applied < scenario.times

    def _is_chosen(self, scenario: Scenario) -> bool:
        when, number = scenario.when, scenario.matched
        if when.nth is not None and number != when.nth:
            return False
        if when.every is not None and number % when.every:
            return False
        if when.first is not None and number > when.first:
            return False
        if when.probability is None:
            return True
        drawn = int.from_bytes(self._ids.digest(f"scenario/{scenario.name}/{number}")[:4])
        return drawn < when.probability * _CHANCES


def _is_like(pattern: str | None, text: str) -> bool:
    """Whether a text is as a pattern says, in which ``*`` stands for anything and all else for itself; nothing said is all."""
    return pattern is None or fnmatchcase(text, pattern.replace("[", "[[]").replace("?", "[?]"))


def _matches(when: When, operation: str, key: str, path: Mapping[str, str], body: object) -> bool:
    if when.operation is not None and when.operation != operation:
        return False
    if when.key is not None and when.key != key:
        return False
    if not all(name in path and _is_same_id(wanted, path[name]) for name, wanted in when.path.items()):
        return False
    return all(_is_same(wanted, pointed_at(body, pointer)) for pointer, wanted in when.body.items())


def _is_same_id(wanted: str, given: str) -> bool:
    if wanted == given:
        return True
    key = parse(wanted)
    return key is not None and key == parse(given)


def _is_same(wanted: object, given: object) -> bool:
    """Whether two JSON values are equal: 1 is 1.0 and never true, and an id is itself in each of its forms."""
    if isinstance(wanted, str) and isinstance(given, str):
        return _is_same_id(wanted, given)
    if isinstance(wanted, dict) and isinstance(given, dict):
        return wanted.keys() == given.keys() and all(_is_same(value, given[name]) for name, value in wanted.items())
    if isinstance(wanted, list | tuple) and isinstance(given, list):
        return len(wanted) == len(given) and all(map(_is_same, wanted, given))
    return wanted == given and isinstance(wanted, bool) == isinstance(given, bool)


def pointed_at(document: object, pointer: str) -> object:
    """What a JSON pointer (RFC 6901) leads to; something equal to nothing where it leads nowhere."""
    node = document
    for raw in pointer.split("/")[1:]:
        step = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and step in node:
            node = node[step]
        elif isinstance(node, list) and _INDEX.match(step) and int(step) < len(node):
            node = node[int(step)]
        else:
            return _MISSING
    return node
