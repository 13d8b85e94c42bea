"""Servers that get it wrong what becomes of deliveries that are not taken."""

from typing import Any

from layers_mock.webhooks import EVENT_HEADER, Parcel
from layers_mock.world.deliveries import RETRY_DELAYS
from tests.mutants.inside import inside
from tests.mutants.webhooks_delivery_servers import sends, stands, value, wants
from tests.mutants.wrong import Mutant

__all__ = ["MUTANTS"]

_DELAYS = "layers_mock.world.deliveries:RETRY_DELAYS"
_FAILED = "layers_mock.world.deliveries:failed"
_SUCCESS = "layers_mock.webhooks.sending:Outcome.is_success"
_NOTED_SUCCESS, _NOTED_FAILURE = "layers_mock.world.deliveries:noted_success", "layers_mock.world.deliveries:noted_failure"
_MOST = "layers_mock.world.webhooks:MOST_FAILURES"
_BEGIN = "layers_mock.world.deliveries:begin"
_PAYLOAD = "layers_mock.world.deliveries:payload"


def _ladder(wrong: str, *delays: int) -> Mutant:
    """Attempts come after these milliseconds."""
    return value("webhooks.retries", wrong, _DELAYS, delays)


def _succeeds(rule: str, wrong: str, is_success: Any) -> Mutant:
    """Other statuses count as success."""
    return inside(
        rule, wrong, _SUCCESS, by=lambda _right: property(lambda self: self.status is not None and is_success(self.status))
    )


def _given_up(rule: str, wrong: str, is_final: Any) -> Mutant:
    """A delivery that is answered with such a status is never tried again."""

    def by(right: Any) -> Any:
        def failed(world: Any, organization: Any, delivery: Any, message: str, now: int, **more: Any) -> Any:
            status = more.get("response_status")
            if status is not None and is_final(status):
                delivery = delivery._replace(attempts=len(RETRY_DELAYS))
            return right(world, organization, delivery, message, now, **more)

        return failed

    return inside(rule, wrong, _FAILED, by=by)


def _following(statuses: Any) -> Any:
    """Redirects of these statuses are followed."""

    async def send(one: Any, parcel: Parcel) -> Any:
        outcome = await one(parcel)
        target = next((text for name, text in outcome.headers if name.lower() == "location"), None)
        return await one(parcel._replace(url=target)) if outcome.status in statuses and target else outcome

    return lambda: send


def _after(wrong: str, change: Any) -> Mutant:
    """What an attempt leaves behind in the delivery is changed: ``change(row)``."""

    def by(right: Any) -> Any:
        def failed(world: Any, organization: Any, *given: Any, **more: Any) -> Any:
            told = change(right(world, organization, *given, **more))
            organization.webhook_deliveries.replace(told)
            return told

        return failed

    return inside("webhooks.recorded", wrong, _FAILED, by=by)


def _unanswered(wrong: str, change: Any) -> Mutant:
    """What an attempt without an answer leaves behind in the delivery is changed: ``change(row, now)``."""

    def by(right: Any) -> Any:
        def failed(world: Any, organization: Any, delivery: Any, message: str, now: int, **more: Any) -> Any:
            told = right(world, organization, delivery, message, now, **more)
            if more.get("response_status") is None:
                told = change(told, now)
                organization.webhook_deliveries.replace(told)
            return told

        return failed

    return inside("webhooks.last-response", wrong, _FAILED, by=by)


def _noted(rule: str, wrong: str, place: str, change: Any) -> Mutant:
    """What an attempt leaves behind in the endpoint is changed: ``change(before, after)``."""
    return inside(rule, wrong, place, by=lambda right: lambda endpoint, now: change(endpoint, right(endpoint, now)))


def _new_event(right: Any) -> Any:
    """Each retry is a new event."""

    def begin(world: Any, attempt: Any) -> Any:
        endpoint, delivery = right(world, attempt)
        if delivery.attempts > 1:
            delivery = delivery._replace(event=world.ids.fresh(world.clock.now()))
            world.organizations[attempt.organization].webhook_deliveries.replace(delivery)
        return endpoint, delivery

    return begin


def _new_header() -> Any:
    """From the third attempt on the header names another event than the body."""
    seen: dict[str, int] = {}

    async def send(one: Any, parcel: Parcel) -> Any:
        named = parcel.headers[EVENT_HEADER]
        seen[named] = seen.get(named, 0) + 1
        if seen[named] > 2:
            parcel = parcel._replace(headers={**parcel.headers, EVENT_HEADER: f"{named[:-1]}{seen[named]}"})
        return await one(parcel)

    return send


def _counting(right: Any) -> Any:
    """The data of an event tells the attempt."""
    return lambda links, delivery: {
        **right(links, delivery), "data": {**right(links, delivery)["data"], "attempt": delivery.attempts}
    }  # fmt: skip


def _first_url(right: Any) -> Any:
    """Each attempt goes where the first one went."""
    urls: dict[Any, str] = {}

    def begin(world: Any, attempt: Any) -> Any:
        endpoint, delivery = right(world, attempt)
        return endpoint._replace(url=urls.setdefault(delivery.key, endpoint.url)), delivery

    return begin


def _both_urls() -> Any:
    """An attempt goes to every URL at which its event was tried before."""
    tried: dict[str, list[str]] = {}

    async def send(one: Any, parcel: Parcel) -> Any:
        before = tried.setdefault(parcel.headers[EVENT_HEADER], [])
        for url in before:
            if url != parcel.url:
                await one(parcel._replace(url=url))
        before.append(parcel.url)
        return await one(parcel)

    return send


def _deaf(rule: str, wrong: str, *, types: tuple[str, ...] = ()) -> Mutant:
    """Endpoints that are deleted are told of what happens, of these types or of all."""

    def by(wants_: Any, _stands: Any) -> Any:
        def wanting(endpoint: Any, event: str, project: Any) -> Any:
            there = endpoint._replace(deleted_at=None) if not types or event in types else endpoint
            return wants_(there, event, project)

        def standing(world: Any, attempt: Any) -> bool:
            delivery = world.organizations[attempt.organization].webhook_deliveries.get(attempt.delivery)
            return delivery is not None and delivery.next_attempt_at == attempt.due

        return wanting, staticmethod(standing)

    return inside(rule, wrong, "layers_mock.world.announcements:_wants", "layers_mock.world.outbox:Outbox.stands", by=by)


_GONE = "delete-webhook-endpoint.pending-never-sent"

MUTANTS: tuple[Mutant, ...] = (
    _unanswered("An attempt without an answer takes the last status away.",
        lambda row, now: row._replace(last_response_status=None)),
    _unanswered("An attempt without an answer moves the moment of the last one.",
        lambda row, now: row._replace(last_response_at=now)),
    _unanswered("An attempt without an answer is told as answered 0.",
        lambda row, now: row._replace(last_response_status=0)),
    _ladder("the step of five minutes is skipped", *(delay for delay in RETRY_DELAYS if delay != 300_000)),
    _ladder("the last step is skipped", *RETRY_DELAYS[:-1]),
    _ladder("a ninth attempt is made", *RETRY_DELAYS, 86_400_000),
    _ladder("the first retry comes five seconds late", 0, 35_000, *RETRY_DELAYS[2:]),
    _ladder("two steps are swapped", *RETRY_DELAYS[:3], RETRY_DELAYS[4], RETRY_DELAYS[3], *RETRY_DELAYS[5:]),
    _ladder("retries come every half minute", 0, *(30_000,) * 7),
    _given_up("webhooks.failures", "a 4xx is final", lambda status: 400 <= status < 500),
    _given_up("webhooks.failures", "a 410 is final", lambda status: status == 410),
    _given_up("webhooks.failures", "a 429 is final", lambda status: status == 429),
    _succeeds("webhooks.failures", "a 404 counts as taken", lambda status: status in {200, 404}),
    _succeeds("webhooks.success", "a 200 alone is a success", lambda status: status == 200),
    _succeeds("webhooks.success", "a 299 is no success", lambda status: 200 <= status < 299),
    _succeeds("webhooks.success", "a 204 is no success", lambda status: 200 <= status < 300 and status != 204),
    sends("webhooks.redirects", "redirects are followed", _following({301, 302, 303, 307, 308})),
    sends("webhooks.redirects", "a 307 is followed", _following({307})),
    _succeeds("webhooks.redirects", "a redirect counts as taken", lambda status: 200 <= status < 400),
    inside("webhooks.event-id-stable", "each retry is a new event", _BEGIN, by=_new_event),
    sends("webhooks.event-id-stable", "the header of the third attempt names another event", _new_header),
    inside("webhooks.event-id-stable", "the data tells the attempt", _PAYLOAD, by=_counting),
    inside("webhooks.current-url", "a retry goes where the first attempt went", _BEGIN, by=_first_url),
    sends("webhooks.current-url", "a retry goes to the old URL as well", _both_urls),
    value("webhooks.auto-pause", "19 failures pause an endpoint", _MOST, 19),
    value("webhooks.auto-pause", "21 failures pause an endpoint", _MOST, 21),
    _noted("webhooks.auto-pause", "a success leaves the count as it is", _NOTED_SUCCESS, lambda before, after: (
        after._replace(failures=before.failures)
    )),
    _noted("webhooks.auto-pause", "failures pause and do not say so", _NOTED_FAILURE, lambda _before, after: (
        after._replace(status="paused") if after.status == "auto_paused" else after
    )),
    stands("webhooks.auto-pause", "an endpoint that is auto_paused gets events", lambda endpoint, one: (
        endpoint.deleted_at is None and (endpoint.status != "paused" or one.is_asked_for)
    )),
    _after("a failure does not show its status", lambda row: row._replace(last_response_status=None)),
    _after("nextRetryAt counts from the event", lambda row: (
        row if row.next_attempt_at is None else row._replace(next_attempt_at=row.next_attempt_at - 5_000)
    )),
    _noted("webhooks.recorded", "a failure does not move lastFailureAt", _NOTED_FAILURE, lambda before, after: (
        after._replace(last_failure_at=before.last_failure_at)
    )),
    _noted("webhooks.recorded", "a success forgets the last failure", _NOTED_SUCCESS, lambda _before, after: (
        after._replace(last_failure_at=None)
    )),
    stands(_GONE, "what is pending is sent all the same", lambda endpoint, one: endpoint.deleted_at or (
        endpoint.status == "active" or one.is_asked_for
    )),
    stands(_GONE, "what failed before is sent all the same", lambda endpoint, one: (
        one.attempts > 0 or (endpoint.deleted_at is None and (endpoint.status == "active" or one.is_asked_for))
    )),
    _deaf("delete-webhook-endpoint.hears-nothing", "a deleted endpoint is told of everything"),
    _deaf("delete-webhook-endpoint.hears-nothing", "a deleted endpoint is told of posts", types=("post.scheduled",)),
    wants("webhooks.events-filter", "an endpoint is told of everything", lambda right, endpoint, event, project: (
        right(endpoint._replace(events=(event,)), event, project)
    )),
    wants("webhooks.events-filter", "an endpoint for one event of a kind is told of the kind", lambda right, endpoint, event, project: (
        right(endpoint, event, project)
        or (any(event.partition(".")[0] == name.partition(".")[0] for name in endpoint.events)
            and right(endpoint._replace(events=(event,)), event, project))
    )),
)  # fmt: skip
