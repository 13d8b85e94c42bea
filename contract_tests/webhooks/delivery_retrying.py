"""What becomes of deliveries that are not taken."""

from functools import partial
from typing import Any

from layers_mock.kit import Api, Arrival, check, equal, holds

from ..publishing.making import scheduled
from .own import deliveries, delivery, instant, row
from .receiving import EVENT_ID, Hook, arrivals, came, hook, of, ping, ponged, quiet, settled

__all__: list[str] = []

_LADDER = (30, 60, 300, 900, 3600, 21_600, 86_400)
"""Seconds from a failure to the next attempt."""
_SLACK = 1.0
_MOST_FAILURES = 20
_FAILURES = (400, 401, 404, 410, 422, 429, 500, 502, 503)
_NOBODY = "http://localhost:1/nobody"
_TAKEN = (200, 201, 202, 204, 299)


def _about(to: Hook, test: Any) -> list[Any]:
    """The attempts of a test that came so far."""
    return [one for one in to.box.arrivals if one.field("id") == test["eventId"]]


@check("webhooks.retries")
def a_delivery_is_tried_eight_times(api: Api) -> None:
    """At once, each attempt when its wait is over and not before, none behind the eighth; then the delivery failed."""
    to = quiet(api)
    to.box.answer(then=503)
    test = ping(api, to)
    api.advance(_SLACK)
    equal(len(_about(to, test)), 1, "attempts at once")
    for count, wait in enumerate(_LADDER, 2):
        item = delivery(api, to.id, test["deliveryId"])
        equal((item["status"], item["attempts"]), ("pending", count - 1), "status and attempts between two attempts")
        api.advance(wait - 2 * _SLACK)
        equal(len(_about(to, test)), count - 1, f"attempts {wait - _SLACK:g} seconds behind a failure")
        api.advance(2 * _SLACK)
        equal(len(_about(to, test)), count, f"attempts {wait + _SLACK:g} seconds behind a failure")
    api.advance(3 * _LADDER[-1])
    equal(len(_about(to, test)), len(_LADDER) + 1, "attempts in all")
    item = delivery(api, to.id, test["deliveryId"])
    told = (item["status"], item["attempts"], item["nextRetryAt"], item["lastResponseStatus"])
    equal(told, ("failed", len(_LADDER) + 1, None, 503), "the delivery behind its last attempt")


@check("webhooks.failures")
def anything_but_a_2xx_is_a_failure(api: Api) -> None:
    """4xx and 5xx alike are tried again, and the delivery is not over before one was taken."""
    to = quiet(api)
    for status in _FAILURES:
        to.box.answer(then=status)
        test = ping(api, to)
        ponged(api, to, test)
        item = settled(api, to, test)
        equal((item["status"], item["lastResponseStatus"]), ("pending", status), f"a delivery that was answered {status}")
        to.box.answer(then=200)
        api.let_pass(_LADDER[0] + _SLACK)
        api.arrived(to.box, partial(_is_taken, test))
        holds(len(_about(to, test)) > 1, f"a delivery that was answered {status} is not tried again")
        equal(settled(api, to, test, attempts=2)["status"], "delivered", "its status when it was taken")


def _is_taken(test: Any, found: list[Arrival]) -> bool:
    return any(one.field("id") == test["eventId"] and one.status == 200 for one in found)


@check("webhooks.success")
def a_2xx_ends_a_delivery(api: Api) -> None:
    """Whichever it is: the delivery is delivered, and nothing comes again."""
    to = quiet(api)
    for status in _TAKEN:
        to.box.answer(status)
        test = ping(api, to)
        ponged(api, to, test)
        api.let_pass(2 * _LADDER[0])
        arrivals(api, to)
        equal(len(_about(to, test)), 1, f"attempts of a delivery that was answered {status}")
        item = settled(api, to, test)
        told = (item["status"], item["attempts"], item["lastResponseStatus"])
        equal(told, ("delivered", 1, status), f"a delivery that was answered {status}")


@check("webhooks.redirects")
def a_redirect_is_a_failure(api: Api) -> None:
    """Each kind leads nowhere: nothing comes to where it points, and the delivery is tried again where it was."""
    to, elsewhere = quiet(api), api.mailbox()
    for status in (301, 302, 303, 307, 308):
        to.box.answer(then=status, headers=(("Location", elsewhere.url),))
        test = ping(api, to)
        ponged(api, to, test)
        equal(elsewhere.arrivals, [], f"what came to where a {status} points")
        item = settled(api, to, test)
        equal((item["status"], item["lastResponseStatus"]), ("pending", status), f"a delivery that was answered {status}")


@check("webhooks.event-id-stable")
def an_event_keeps_its_id(api: Api) -> None:
    """Three attempts of an event and of a test: the same id in header and body, the same type and data."""
    to = hook(api, "post.scheduled")
    to.box.answer(500, 500, 503, 503)
    (post,) = scheduled(api)
    test = ping(api, to, body={"payload": {"number": 1}})
    ponged(api, to, test)
    for wait in _LADDER[:2]:
        api.advance(wait + _SLACK)
    found = to.box.arrivals
    for mine in (of(found, "post.scheduled", scheduledPostId=post), of(found, "test.ping")):
        equal(len(mine), 3, "attempts")
        equal(len({(one.field("id"), one.header(EVENT_ID)) for one in mine}), 1, "ids of one event")
        equal([(one.type, one.field("data")) for one in mine], [(mine[0].type, mine[0].field("data"))] * 3, "type and data")


@check("webhooks.last-response")
def an_attempt_without_an_answer_leaves_the_last_one(api: Api) -> None:
    """Answered 503, then tried where nobody listens: status and moment are still those of the 503, and tell nothing newer."""
    to = quiet(api)
    to.box.answer(then=503)
    test = ping(api, to)
    ponged(api, to, test)
    before = settled(api, to, test)
    api.made("patchWebhookEndpoint", to.id, body={"url": _NOBODY})
    api.advance(_LADDER[0] + _SLACK)
    after = settled(api, to, test, attempts=2)
    holds(after["lastErrorMessage"], "an attempt that reached nobody has no lastErrorMessage")
    for name in ("lastResponseStatus", "lastResponseAt"):
        equal(after[name], before[name], f"{name} behind an attempt without an answer")
    equal(after["lastResponseStatus"], 503, "the last answer")


@check("webhooks.current-url")
def an_attempt_goes_where_the_endpoint_is(api: Api) -> None:
    """One that failed is tried again at the URL that its endpoint has been given since, and not at the old one."""
    to, moved = quiet(api), api.mailbox()
    to.box.answer(then=500)
    test = ping(api, to)
    ponged(api, to, test)
    api.made("patchWebhookEndpoint", to.id, body={"url": moved.url})
    api.let_pass(_LADDER[0] + _SLACK)
    api.arrived(moved, lambda found: len(found) > 0)
    equal((len(to.box.arrivals), [one.field("id") for one in moved.arrivals]), (1, [test["eventId"]]), "attempts old and new")


@check("webhooks.auto-pause", alone=True)
def twenty_failures_pause_an_endpoint(api: Api) -> None:
    """19 in a row leave it active and a success begins the count anew; the 20th of tests and events makes it auto_paused."""
    to = hook(api, "post.scheduled")
    to.box.answer(then=500)
    _sent(api, to, _MOST_FAILURES - 1)
    equal(_state(api, to), ("active", _MOST_FAILURES - 1), "status and failures in a row")
    to.box.answer(200, then=500)
    _sent(api, to, 1)
    equal(_state(api, to), ("active", 0), "status and failures in a row behind a success")
    _sent(api, to, _MOST_FAILURES - 2)
    scheduled(api)
    _sent(api, to, 1)
    equal(_state(api, to), ("auto_paused", _MOST_FAILURES), "status and failures in a row")
    before = len(of(to.box.arrivals, "post.scheduled"))
    scheduled(api)
    equal(len(of(came(api, to), "post.scheduled")), before, "events that came to an endpoint that is auto_paused")


def _sent(api: Api, to: Hook, count: int) -> None:
    """Send so many tests at once, before the first of them may be tried again, until what came of the last is noted."""
    tests = [ping(api, to) for _ in range(count)]
    ponged(api, to, *tests)
    settled(api, to, tests[-1])


def _state(api: Api, to: Hook) -> tuple[Any, Any]:
    now = row(api, to.id)
    return now["status"], now["consecutiveFailureCount"]


@check("webhooks.recorded")
def attempts_are_recorded(api: Api) -> None:
    """What each attempt was answered shows in the delivery and in its endpoint: counts, statuses, moments."""
    to = quiet(api)
    equal(_past(api, to), (0, None, None), "failures and moments of a new endpoint")
    to.box.answer(500)
    test = ping(api, to)
    ponged(api, to, test)
    item = settled(api, to, test)
    equal((item["attempts"], item["lastResponseStatus"], item["deliveredAt"]), (1, 500, None), "a delivery that failed once")
    wait = instant(item["nextRetryAt"]) - instant(item["lastResponseAt"])
    equal(round(wait), _LADDER[0], "seconds from the answer to nextRetryAt")
    equal(_past(api, to), (1, None, item["lastResponseAt"]), "failures and moments of an endpoint that failed")
    api.let_pass(_LADDER[0] + _SLACK)
    api.arrived(to.box, lambda found: len(found) > 1)
    after = settled(api, to, test, attempts=2)
    told = (after["status"], after["attempts"], after["lastResponseStatus"], after["deliveredAt"])
    equal(told, ("delivered", 2, 200, after["lastResponseAt"]), "a delivery that was taken")
    equal(_past(api, to), (0, after["deliveredAt"], item["lastResponseAt"]), "failures and moments of an endpoint that took it")
    equal(len(deliveries(api, to.id)), 1, "deliveries for two attempts")
    holds(instant(after["deliveredAt"]) > instant(item["lastResponseAt"]), "a success that is not later than the failure")


def _past(api: Api, to: Hook) -> tuple[Any, Any, Any]:
    now = row(api, to.id)
    return now["consecutiveFailureCount"], now["lastSuccessAt"], now["lastFailureAt"]


@check("delete-webhook-endpoint.pending-never-sent")
def what_is_pending_when_an_endpoint_goes_is_never_sent(api: Api) -> None:
    """One that was not tried yet, and one that failed once."""
    to, waits, left = quiet(api), hook(api, "post.scheduled"), quiet(api)
    to.box.answer(then=500)
    ponged(api, to, ping(api, to))
    api.made("patchWebhookEndpoint", waits.id, body={"status": "paused"})
    ponged(api, waits, ping(api, waits))
    before = [len(gone.box.arrivals) for gone in (to, waits)]
    scheduled(api)
    for gone in (to, waits):
        api.made("deleteWebhookEndpoint", gone.id)
    api.let_pass(2 * _LADDER[0])
    ponged(api, left, ping(api, left))
    api.let_pass(_LADDER[-1])
    equal([len(gone.box.arrivals) for gone in (to, waits)], before, "what came to endpoints that were deleted")


@check("delete-webhook-endpoint.hears-nothing")
def a_deleted_endpoint_hears_nothing(api: Api) -> None:
    """Of what happens behind its deletion, while another endpoint is told."""
    gone, left = hook(api, "post.scheduled"), hook(api, "post.scheduled")
    (first,) = scheduled(api)
    equal(len(of(came(api, gone), scheduledPostId=first)), 1, "events before the deletion")
    before = len(gone.box.arrivals)
    api.made("deleteWebhookEndpoint", gone.id)
    (second,) = scheduled(api)
    equal(len(of(came(api, left), scheduledPostId=second)), 1, "events that came to the endpoint that is left")
    equal(len(gone.box.arrivals), before, "what came to the deleted endpoint")
