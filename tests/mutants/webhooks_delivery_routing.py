"""Servers that tell the wrong endpoint, too often, or in the wrong order."""

from types import SimpleNamespace
from typing import Any

from layers_mock.kit.exchange import Response
from layers_mock.webhooks import Parcel
from tests.mutants.inside import inside
from tests.mutants.webhooks_delivery_servers import SCHEDULE, sends, wants
from tests.mutants.wrong import Ask, Asked, Mutant, Server, json_of, with_json

__all__ = ["MUTANTS"]

_TAKE = "layers_mock.world.outbox:Outbox.take"


def _schedules(rule: str, wrong: str, change: Any) -> Mutant:
    """Events are put on their way otherwise: ``change(right, world, organization, endpoint, type, data, at, event)``."""

    def by(right: Any) -> Any:
        def schedule(world: Any, organization: Any, endpoint: Any, type_: str, data: Any, at: int, *, event: Any) -> Any:
            return change(right, world, organization, endpoint, type_, data, at, event)

        return schedule

    return inside(rule, wrong, SCHEDULE, by=by)


def _everybody(right: Any, world: Any, organization: Any, endpoint: Any, type_: str, data: Any, at: int, event: Any) -> Any:
    """Endpoints of other organisations are told as well."""
    made = right(world, organization, endpoint, type_, data, at, event=event)
    for other in world.organizations.values():
        for _, theirs in other.webhook_endpoints.newest_first(other.key):
            if other.key != organization.key and type_ in theirs.events:
                right(world, other, theirs, type_, data, at, event=made.event)
    return made


def _first_organization(*given: Any) -> Any:
    """The first organisation of all is told of what happens in the others."""
    right, world, organization, endpoint, type_, data, at, event = given
    first = next(iter(world.organizations.values()))
    made = right(world, organization, endpoint, type_, data, at, event=event)
    if organization.key != first.key:
        for _, theirs in first.webhook_endpoints.newest_first(first.key):
            right(world, first, theirs, type_, data, at, event=made.event)
    return made


def _of_their_own(right: Any, world: Any, organization: Any, endpoint: Any, type_: str, data: Any, at: int, _event: Any) -> Any:
    """Each endpoint is told under an id of its own."""
    return right(world, organization, endpoint, type_, data, at, event=None)


def _all_alike(*given: Any) -> Any:
    """Events of a type share an id."""
    right, world, organization, endpoint, type_, data, at, _ = given
    return right(world, organization, endpoint, type_, data, at, event=world.ids.derived(f"event/{type_}", world.base.start))


def _several_alone(*given: Any) -> Any:
    """An endpoint for several types is told under ids of its own."""
    right, world, organization, endpoint, type_, data, at, event = given
    made = right(world, organization, endpoint, type_, data, at, event=None if len(endpoint.events) > 1 else event)
    return made if event is None else SimpleNamespace(event=event)


def _again(every: int) -> Any:
    """Every so many parcels one is sent twice."""

    def make() -> Any:
        count = [0]

        async def send(one: Any, parcel: Parcel) -> Any:
            count[0] += 1
            if count[0] % every == 0:
                await one(parcel)
            return await one(parcel)

        return send

    return make


def _lost(number: int) -> Any:
    """Of the events at one URL that one is never sent, and taken for delivered."""

    def make() -> Any:
        counts: dict[str, int] = {}

        async def send(one: Any, parcel: Parcel) -> Any:
            is_test = b'"test.ping"' in parcel.body
            counts[parcel.url] = counts.get(parcel.url, 0) + (not is_test)
            if counts[parcel.url] == number and not is_test:
                return SimpleNamespace(status=200, is_success=True, reason=None, took=0, headers=(), body=b"")
            return await one(parcel)

        return send

    return make


def _taken(order: Any) -> Any:
    """What is due at once is taken in another order: ``order(world, attempt)``, the smallest first."""

    def by(right: Any) -> Any:
        held: list[Any] = []

        def take(self: Any, world: Any, now: int) -> Any:
            while (attempt := right(self, world, now)) is not None:
                held.append(attempt)
            if not held:
                return None
            return held.pop(min(range(len(held)), key=lambda place: order(world, held[place])))

        return take

    return by


def _type_of(world: Any, attempt: Any) -> Any:
    delivery = world.organizations[attempt.organization].webhook_deliveries.get(attempt.delivery)
    return None if delivery is None else delivery.event_type


def _stale(operation: str, field: str, new: str, old: str, *lost: str) -> Any:
    """The first read of a thing in its new state still tells the old one."""

    def make() -> Server:
        seen: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation != operation or came.status != 200 or body.get(field) != new or asked.path[0] in seen:
                return came
            seen.add(asked.path[0])
            stale = {name: value for name, value in body.items() if name not in lost} | {field: old}
            return with_json(came, stale)

        return server

    return make


MUTANTS: tuple[Mutant, ...] = (
    wants("webhooks.project-filter", "endpoints of a project are told of all", lambda right, endpoint, event, project: (
        right(endpoint._replace(project=None), event, project)
    )),
    wants("webhooks.project-filter", "endpoints of the organisation are not told of projects", lambda right, endpoint, event, project: (
        endpoint.project is not None and right(endpoint, event, project)
    )),
    wants("webhooks.project-filter", "endpoints of a project are told of nothing", lambda right, endpoint, event, project: (
        endpoint.project is None and right(endpoint, event, project)
    )),
    _schedules("webhooks.own-organization", "all organisations are told", _everybody),
    _schedules("webhooks.own-organization", "one organisation is told of what happens in the others", _first_organization),
    sends("webhooks.once", "everything is sent twice", _again(1)),
    sends("webhooks.once", "every seventh delivery is sent twice", _again(7)),
    sends("webhooks.once", "one delivery is lost", _lost(5)),
    _schedules("webhooks.same-id-for-all", "each endpoint is told under an id of its own", _of_their_own),
    _schedules("webhooks.same-id-for-all", "events of a type share an id", _all_alike),
    _schedules("webhooks.same-id-for-all", "an endpoint for several types is told under ids of its own", _several_alone),
    inside("webhooks.order", "the newest comes first", _TAKE, by=_taken(lambda _world, attempt: -attempt.number)),
    inside("webhooks.order", "what is due at once comes type by type", _TAKE, by=_taken(
        lambda world, attempt: (_type_of(world, attempt), attempt.number)
    )),
    Mutant(
        "webhooks.state-visible", "a job still runs when its event is there",
        _stale("getJob", "status", "completed", "running", "result", "finishedAt"),
    ),
    Mutant(
        "webhooks.state-visible", "a canceled post is still queued when its event is there",
        _stale("getScheduledPost", "status", "canceled", "queued"),
    ),
    Mutant(
        "webhooks.state-visible", "content is still being generated when its event is there",
        _stale("getContent", "status", "completed", "generating"),
    ),
)  # fmt: skip
