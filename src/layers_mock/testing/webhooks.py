"""The webhooks of a world, as a test meets them: subscribed to, waited for with the clock moving, refused on demand."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event as Pause
from typing import Any, NamedTuple

from layers_mock.errors import UsageError, WebhookError
from layers_mock.testing.calls import call_api

__all__ = ["SignatureFault", "WebhookEvent", "WebhookSubscription", "Webhooks", "last_lines", "read_inbox"]

Call = Callable[..., Any]
_A_DAY = 86_400.0
_REAL_PATIENCE_SECONDS = 10.0
_REAL_PAUSE_SECONDS = 0.02
_PAGE = 1000
_MOST_TOLD = 10
_MOST_TEXT = 200
_PROJECT_ID = re.compile(r"(prj_|proj_)?([0-9A-HJKMNP-TV-Z]{26}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")
"""An id of a project in any form that the API takes."""


class SignatureFault(NamedTuple):
    """Why a signature does not hold: ``part`` is header, timestamp, or secret or body."""

    part: str
    reason: str


class WebhookSubscription(NamedTuple):
    """An endpoint on the world's inbox, with the secret that its deliveries are signed with."""

    id: str
    url: str
    secret: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One delivery that came, ``at`` the world's time; each attempt of a delivery is one of its own.

    ``type`` is ``None`` and ``data`` empty where the body was damaged on the way. ``fault`` is ``None`` where the signature
    holds. ``answered`` is the status that the inbox gave.
    """

    number: int
    at: datetime
    id: str | None
    type: str | None
    data: Mapping[str, Any]
    payload: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    endpoint_id: str | None
    delivery_id: str | None
    attempt: int | None
    answered: int
    fault: SignatureFault | None
    _read: Callable[[int], Mapping[str, Any]] = field(repr=False, compare=False)

    @property
    def replay_of(self) -> str | None:
        """The id of the delivery that this one carries again."""
        return self.payload.get("replayOf") if isinstance(self.payload, dict) else None

    @property
    def body(self) -> bytes:
        """The body as it came, to be given to a handler together with :attr:`headers`.

        Asks the server, and raises :class:`ControlError` where the inbox no longer keeps it.
        """
        return str(self._read(self.number)["text"]).encode()


class Webhooks:
    """The inbox of one world and what leads to it."""

    def __init__(self, url: str, call: Call, key: Callable[[], str], base_url: str, ids: Mapping[str, str]) -> None:
        self.url = url
        """The URL of the world's inbox, for an endpoint to have."""
        self._call = call
        self._key = key
        self._base_url = base_url
        self._ids = ids
        self._subscribed = 0
        self._given: set[tuple[int, int]] = set()
        self._incarnation = 0

    def __repr__(self) -> str:
        return f"<webhooks at {self.url}>"

    @property
    def events(self) -> list[WebhookEvent]:
        """All that came and is kept, oldest first."""
        return read_inbox(self._call)[1]

    def subscribe(self, *event_types: str, project: str | None = None) -> WebhookSubscription:
        """Make an endpoint on the inbox for events of these types, of all where none is named, with the world's key.

        ``project`` is an id or a label of the fixture. It is a call of the API like any other: it is in the journal. Raises
        :class:`UsageError` with the API's reason where it is refused.
        """
        __tracebackhide__ = True
        body: dict[str, Any] = {"url": self.url, "events": list(event_types) or _all_types()}
        if project is not None:
            body["projectId"] = self._project(project)
        self._subscribed += 1
        name = f"layers-webhooks-subscribe-{self._subscribed}"
        made = call_api(self._base_url, self._key(), "POST", "/v1/webhook-endpoints", body, idempotency_key=name)
        endpoint = made["endpoint"]
        return WebhookSubscription(endpoint["id"], endpoint["url"], made["signingSecret"], tuple(endpoint["events"]))

    def _project(self, project: str) -> str:
        found = self._ids.get(project, project)
        if not _PROJECT_ID.fullmatch(found):
            __tracebackhide__ = True
            near = difflib.get_close_matches(project, self._ids, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(f"project: {project!r} is no id of a project and no label of this world's fixture.{meant}")
        return found

    def wait_for(self, type: str | None = None, /, *, within: float | timedelta | None = None, **match: object) -> WebhookEvent:  # noqa: A002 - the vendor's word
        """The first event of that type, with these values in its data, that no earlier call of this gave.

        It may have come already; if not, the clock is moved from one event to the next, up to ``within`` seconds of the world's
        time: a day unless said otherwise. A clock that runs by itself is waited for instead, ten real seconds unless said
        otherwise. Raises :class:`WebhookError` that says what did come.
        """
        __tracebackhide__ = True
        self._check(type)
        state = self._call("GET", "clock")
        begun, deadline = _instant(state["now"]), _deadline(state, within, _A_DAY, _REAL_PATIENCE_SECONDS)
        while True:
            event = self._first(type, match)
            if event is not None:
                return event
            if not self._goes_on(deadline):
                break
        wanted = _described(type, match)
        raise WebhookError(f"No {wanted} came within {_span(begun, deadline)}.\n{self._told(type, match)}")

    def nothing_came(self, type: str | None = None, /, *, within: float | timedelta = 0) -> None:  # noqa: A002 - as above
        """Make sure that nothing (of that type) came but what :meth:`wait_for` gave, now and ``within`` seconds from now.

        The clock is moved so far, and what is due by then is delivered. Raises :class:`WebhookError` that says what came.
        """
        __tracebackhide__ = True
        self._check(type)
        state = self._call("GET", "clock")
        begun, deadline = _instant(state["now"]), _deadline(state, within, 0, 0)
        came = self._left(type, {})
        while not came and self._goes_on(deadline, at_once=True):
            came = self._left(type, {})
        came = came or self._left(type, {})
        if came:
            lines = "\n".join(f"  {line_of(event)}" for event in came[:_MOST_TOLD])
            many = f"{len(came)} came" if len(came) <= _MOST_TOLD else f"{len(came)} came, the first {_MOST_TOLD} of them"
            raise WebhookError(f"No {_described(type, {})} should come within {_span(begun, deadline)}; {many}:\n{lines}")

    def answer_with(self, status: int, times: int | None = None) -> None:
        """Answer with ``status``, to the next ``times`` deliveries or, where that is left out, to all from now on.

        Raises :class:`ControlError` for a status that is none.
        """
        __tracebackhide__ = True
        self._call("PUT", "webhooks/inbox", {"status": status} if times is None else {"status": status, "times": times})

    def clear(self) -> None:
        """Forget what came."""
        self._call("DELETE", "webhooks/inbox")

    def _check(self, type_: str | None) -> None:
        """Raises :class:`ControlError` for a type that no event has: misspelt, it would be waited for in vain."""
        __tracebackhide__ = True
        if type_ is not None:
            self._call("GET", f"webhooks/inbox?type={_quoted(type_)}&limit=1")

    def _first(self, type_: str | None, match: Mapping[str, object]) -> WebhookEvent | None:
        found = self._left(type_, match)
        if not found:
            return None
        self._given.add((self._incarnation, found[0].number))
        return found[0]

    def _left(self, type_: str | None, match: Mapping[str, object]) -> list[WebhookEvent]:
        """What came of that kind and was not given yet, oldest first."""
        state, events = read_inbox(self._call)
        self._incarnation = state["incarnation"]
        return [
            event
            for event in events
            if (self._incarnation, event.number) not in self._given and type_ in {None, event.type} and fits(match, event.data)
        ]

    def _goes_on(self, deadline: datetime, *, at_once: bool = False) -> bool:
        """Let time pass, until something was delivered or the deadline is reached; whether any passed."""
        __tracebackhide__ = True
        state = self._call("GET", "clock")
        if state["mode"] == "real":
            left = (deadline - _instant(state["now"])).total_seconds() / float(state["speed"])
            if left > 0:
                Pause().wait(min(left, _REAL_PAUSE_SECONDS))
            return left > 0
        return self._moves(state, deadline, at_once=at_once)

    def _moves(self, state: Mapping[str, Any], deadline: datetime, *, at_once: bool) -> bool:
        moved = False
        while True:
            now, due = _instant(state["now"]), None if state["nextDue"] is None else _instant(state["nextDue"])
            if now > deadline or ((due is None or due > deadline) and now == deadline):
                return moved
            target = deadline if at_once or due is None or due > deadline else max(due, now)
            state = self._call("POST", "clock/advance", {"seconds": (target - now).total_seconds()})
            moved = True
            if any(event["event"].startswith("webhook.") for event in state["happened"]):
                return True

    def _told(self, type_: str | None, match: Mapping[str, object]) -> str:
        """What came instead, and why what was waited for may not have."""
        state, events = read_inbox(self._call)
        hints = _hints(state["endpoints"], type_)
        lines = [f"  {self._line(event, type_, match)}" for event in events[-_MOST_TOLD:]]
        if len(events) > _MOST_TOLD:
            lines.insert(0, f"  ({len(events) - _MOST_TOLD} earlier ones)")
        return "\n".join([*hints, *(["What came:", *lines] if lines else ["Nothing came."])])

    def _line(self, event: WebhookEvent, type_: str | None, match: Mapping[str, object]) -> str:
        line = line_of(event)
        if (self._incarnation, event.number) in self._given:
            return f"{line} (wait_for gave it before)"
        if type_ in {None, event.type}:
            others = [
                f"{name} is {_short(event.data.get(name))}" for name in match if not fits({name: match[name]}, event.data)
            ]
            return f"{line}: {', '.join(others)}" if others else line
        return line


def last_lines(call: Call, most: int) -> list[str]:
    """The last webhooks that came to a world's inbox in a few words each, below a heading; nothing where none came."""
    page = call("GET", f"webhooks/inbox?limit={most}")
    lines = [line_of(_event(item, _unread)) for item in reversed(page["items"])]
    return ["Webhooks that came:", *(f"  {line}" for line in lines)] if lines else []


def read_inbox(call: Call) -> tuple[Mapping[str, Any], list[WebhookEvent]]:
    """The state of a world's inbox, and what it keeps, oldest first; ``call`` asks the world's control API."""

    def read(number: int) -> Mapping[str, Any]:
        detail: Mapping[str, Any] = call("GET", f"webhooks/inbox/{number}")
        return detail

    state = call("GET", f"webhooks/inbox?after=0&limit={_PAGE}")
    return state, [_event(item, read) for item in state["items"]]


def line_of(event: WebhookEvent) -> str:
    """An event in a few words: what, when, which attempt it is, how it was answered, and whether it is genuine."""
    what = event.type or "something unreadable"
    attempt = "" if event.attempt is None else f" attempt {event.attempt}"
    genuine = "" if event.fault is None else f" (signature: {event.fault.reason})"
    return f"{_printed(event.at)} {what} {event.id or 'without an event id'}{attempt} -> {event.answered}{genuine}"


def fits(wanted: object, given: object) -> bool:
    """Whether a value is the wanted one; of objects, those fields that are wanted."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(name in given and fits(value, given[name]) for name, value in wanted.items())
    return wanted == given


def _event(item: Mapping[str, Any], read: Callable[[int], Mapping[str, Any]]) -> WebhookEvent:
    payload, fault = item["payload"], item["fault"]
    data = payload.get("data") if isinstance(payload, dict) else None
    return WebhookEvent(
        number=item["number"], at=_instant(item["at"]), id=item["eventId"], type=item["type"],
        data=data if isinstance(data, dict) else {}, payload=payload, headers=item["headers"], endpoint_id=item["endpointId"],
        delivery_id=item["deliveryId"], attempt=item["attempt"], answered=item["answered"],
        fault=None if fault is None else SignatureFault(**fault), _read=read,
    )  # fmt: skip


def _unread(number: int) -> Mapping[str, Any]:
    return {}


def _hints(endpoints: list[Mapping[str, Any]], type_: str | None) -> list[str]:
    """Why nothing may have come: no endpoint leads here, wants it, or is active."""
    if not endpoints:
        return [f"No endpoint has the inbox as its URL: layers.webhooks.subscribe({repr(type_) if type_ else ''}) makes one."]
    able = [endpoint for endpoint in endpoints if type_ in {None, "test.ping", *endpoint["events"]}]
    if not able:
        wanted = sorted({event for endpoint in endpoints for event in endpoint["events"]})
        return [f"No endpoint on the inbox wants {type_}; what they want is {', '.join(wanted)}."]
    idle = [endpoint for endpoint in able if endpoint["status"] != "active"]
    return [f"The endpoint {one['endpointId']} is {one['status']}{_because(one['failures'])}." for one in idle]


def _because(failures: int) -> str:
    return f" after {failures} failures in a row" if failures else ""


def _deadline(state: Mapping[str, Any], within: float | timedelta | None, usual: float, usual_real: float) -> datetime:
    if within is None:
        within = usual if state["mode"] == "manual" else usual_real * state["speed"]
    return _instant(state["now"]) + (within if isinstance(within, timedelta) else timedelta(seconds=within))


def _described(type_: str | None, match: Mapping[str, object]) -> str:
    values = " and ".join(f"{name} {_short(value)}" for name, value in match.items())
    return f"{type_ or 'webhook'}{' with ' if values else ''}{values}"


def _span(begun: datetime, deadline: datetime) -> str:
    return f"{(deadline - begun).total_seconds():g} s of the world's time, from {_printed(begun)} to {_printed(deadline)}"


def _printed(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}…"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def _all_types() -> list[str]:
    from typing import get_args

    from layers_mock.world.webhooks import TEST_EVENT, EventType

    return [name for name in get_args(EventType) if name != TEST_EVENT]
