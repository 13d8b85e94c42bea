"""The inbox: the receiver of webhooks that every world has, and what came to it."""

from typing import Annotated, Literal

from pydantic import Field

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.control.models import Model, Nothing, named
from layers_mock.http.control.names import refuse_unknown
from layers_mock.http.control.routes import Answered, ControlRequest, Route
from layers_mock.http.control.shown import message, readable
from layers_mock.http.redaction import redact
from layers_mock.webhooks import EVENT_HEADER
from layers_mock.world.clock import iso
from layers_mock.world.inbox import CAPACITY, Arrival

__all__ = ["ROUTES"]


class ArrivalQuery(Model):
    """Which of what came. ``after`` is the number of the last one already known; then the oldest come first."""

    type: Annotated[str, Field(json_schema_extra=named("events"))] | None = None
    after: Annotated[int, Field(ge=0, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class InboxOrder(Model):
    """What the inbox answers: ``status`` to the next ``times`` requests, or to all where that is left out; then 200 again."""

    status: Annotated[int, Field(ge=200, le=599)]
    times: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class SignatureFault(Model):
    """Which part of a signature is wrong, in a word and in a sentence."""

    part: Literal["header", "timestamp", "secret or body"]
    reason: str


class ArrivalState(Model):
    """One request that came, ``at`` the world's time. ``type`` and ``payload`` are its body's; what is no JSON is a text.

    ``fault`` is what is wrong with its signature, null where it holds. Delivery, endpoint and attempt are null for a request
    that did not come from this server.
    """

    number: int
    at: str
    eventId: str | None  # noqa: N815 - names on the wire are in camel case, as the vendor's are
    type: str | None
    payload: object
    headers: dict[str, str]
    deliveryId: str | None  # noqa: N815
    endpointId: str | None  # noqa: N815
    attempt: int | None
    answered: int
    fault: SignatureFault | None


class ArrivalDetail(ArrivalState):
    """One request with the text of its body as it came, which its signature was made over."""

    text: str


class SubscriptionState(Model):
    """An endpoint that has this inbox as its URL."""

    endpointId: str  # noqa: N815
    events: list[str]
    status: Literal["active", "paused", "auto_paused"]
    failures: int


class InboxState(Model):
    """What came; ``recorded`` counts all there ever was, ``capacity`` is how many are kept.

    ``url`` is for endpoints to have, ``answers`` what it answers from now on. With another ``incarnation`` than before the
    world was reset, restored or made anew, and what came is counted from 1 again.
    """

    url: str
    answers: InboxOrder
    endpoints: list[SubscriptionState]
    items: list[ArrivalState]
    recorded: int
    capacity: int
    incarnation: int


def _receive(request: ControlRequest) -> Answered:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[str(name)] = f"{headers[name]}, {value}" if name in headers else value
    return Answered(request.worlds.inboxes.receive(request.world, headers, request.body), {})


def _list(request: ControlRequest) -> JsonObject:
    world, query = request.world, request.query
    refuse_unknown("type", query.type, "events", request.worlds)
    arrivals = world.inbox.newest_first() if query.after is None else world.inbox.after(query.after)
    items: list[JsonObject] = []
    for arrival in arrivals:
        if len(items) == query.limit:
            break
        state = _state(arrival)
        if query.type in {None, state["type"]}:
            items.append(state)
    counts = {"recorded": world.inbox.recorded, "capacity": CAPACITY, "incarnation": world.incarnation}
    return {"url": world.inbox.url, "answers": _order(request), "endpoints": _endpoints(request), "items": items, **counts}


def _endpoints(request: ControlRequest) -> list[JsonObject]:
    found = request.worlds.inboxes.endpoints(request.world)
    return [{"endpointId": e.id, "events": list(e.events), "status": e.status, "failures": e.failures} for e in found]


def _read(request: ControlRequest) -> JsonObject:
    text = request.argument
    number = int(text) if text.isdecimal() and len(text) < 19 else 0
    arrival = request.world.inbox.get(number)
    if arrival is None:
        raise ControlError(404, f"Nothing in the inbox has the number {text[:100]!r}; it keeps the last {CAPACITY}.")
    return {**_state(arrival), "text": redact(arrival.body.decode(errors="replace"))}


def _change(request: ControlRequest) -> JsonObject:
    request.world.inbox.order(request.body.status, request.body.times)
    return _order(request)


def _clear(request: ControlRequest) -> JsonObject:
    request.world.inbox.clear()
    return {}


def _order(request: ControlRequest) -> JsonObject:
    return {"status": request.world.inbox.status, "times": request.world.inbox.times}


def _state(arrival: Arrival) -> JsonObject:
    shown, sent = message(arrival.headers, arrival.body), arrival.sent
    payload = shown["body"]
    kind = payload.get("type") if isinstance(payload, dict) else None
    return {
        "number": arrival.number,
        "at": iso(arrival.at),
        "eventId": next(
            (readable(text) for name, text in arrival.headers.items() if name.lower() == EVENT_HEADER.lower()), None
        ),
        "type": kind if isinstance(kind, str) else None,
        "payload": payload,
        "headers": shown["headers"],
        "deliveryId": None if sent is None else sent.delivery,
        "endpointId": None if sent is None else sent.endpoint,
        "attempt": None if sent is None else sent.attempt,
        "answered": arrival.answered,
        "fault": None if arrival.fault is None else dict(zip(("part", "reason"), arrival.fault, strict=True)),
    }


ROUTES = (
    Route("POST", "webhooks/inbox", "Receive a webhook.", Nothing, _receive, is_receiver=True),
    Route(
        "GET", "webhooks/inbox", "Tell the inbox's URL and what came.", InboxState, _list, query=ArrivalQuery, problems=(422,)
    ),
    Route("PUT", "webhooks/inbox", "Say what the inbox answers.", InboxOrder, _change, InboxOrder),
    Route("DELETE", "webhooks/inbox", "Forget what came.", Nothing, _clear),
    Route("GET", "webhooks/inbox/{number}", "Read what came, with its body.", ArrivalDetail, _read, problems=(404,)),
)
