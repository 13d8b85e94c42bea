"""Webhooks, as far as no client sees them: what is planned to be sent, what it says, and what its attempts lead to."""

from typing import Any, get_args

import pytest

from layers_mock.errors import FixtureError
from layers_mock.fixtures import Fixture, compile_fixture
from layers_mock.http.worlds import DEFAULT
from layers_mock.world import World, deliveries
from layers_mock.world.ids import Key, parse
from layers_mock.world.organization import Organization
from layers_mock.world.outbox import Attempt
from layers_mock.world.snapshots import save
from layers_mock.world.webhooks import EventType, WebhookEndpoint, live_secrets
from tests.harness import Answer, Api, contract

rule = pytest.mark.rule
ENDPOINTS = "/v1/webhook-endpoints"
HOUR = 3600


def subscribe(api: Api, **fields: object) -> Any:
    """What the creation of an endpoint answers."""
    body = {"url": "https://partner.example/hooks", "events": ["job.completed"], **fields}
    answer = api.post(ENDPOINTS, body)
    assert answer.status == 201
    return answer.body


def endpoint(api: Api, **fields: object) -> str:
    return str(subscribe(api, **fields)["endpoint"]["id"])


def ping(api: Api, endpoint_id: str, payload: object = None) -> Any:
    return api.post(f"{ENDPOINTS}/{endpoint_id}/test", None if payload is None else {"payload": payload}).body


def listed(api: Api, endpoint_id: str) -> list[Any]:
    items: list[Any] = api.get(f"{ENDPOINTS}/{endpoint_id}/deliveries").body["items"]
    return items


def organization(api: Api) -> Organization:
    return api.world.organizations[api.world.keys[api.key()].organization]


def row(api: Api, endpoint_id: str) -> WebhookEndpoint:
    found = organization(api).webhook_endpoints.get(key_of(endpoint_id))
    assert found is not None
    return found


def key_of(text: str) -> Key:
    key = parse(text)
    assert key is not None
    return key


def take(world: World) -> Attempt:
    attempt = world.outbox.take(world, world.clock.now())
    assert attempt is not None
    return attempt


def fail(api: Api) -> None:
    """One attempt that is due fails."""
    _, delivery = deliveries.begin(api.world, take(api.world))
    deliveries.failed(api.world, organization(api), delivery, "503", api.world.clock.now(), response_status=503)


def succeed(api: Api) -> None:
    _, delivery = deliveries.begin(api.world, take(api.world))
    deliveries.succeeded(organization(api), delivery, 200, api.world.clock.now())


def sent(api: Api) -> Any:
    """What the next attempt carries."""
    return deliveries.payload(api.world.links, deliveries.begin(api.world, take(api.world))[1])


def test_the_event_types_are_those_of_the_document() -> None:
    schemas: Any = contract().document["components"]["schemas"]  # type: ignore[index]  # a document is an object
    assert tuple(schemas["WebhookEventType"]["enum"]) == get_args(EventType)


# What a delivery carries


@rule("test-webhook-endpoint.payload")
def test_a_test_carries_a_message_and_whose_it_is_or_what_was_asked_for() -> None:
    api = Api()
    id_ = endpoint(api)
    answer = ping(api, id_)
    whose = api.get("/v1/whoami").body["organizationId"]
    carried = sent(api)
    assert (carried["id"], carried["type"]) == (answer["eventId"], "test.ping")
    assert set(carried) == {"id", "type", "data"}
    assert (carried["data"]["endpointId"], carried["data"]["organizationId"]) == (id_, whose)
    assert carried["data"]["message"]
    for payload in ({}, {"a": [1, None]}):
        ping(api, id_, payload)
        assert sent(api)["data"] == payload


@rule("replay-webhook-delivery.same-data")
def test_a_replay_carries_the_same_data_and_names_the_original_on_top() -> None:
    api = Api()
    first = ping(api, endpoint(api), {"a": 1})
    once = api.post(f"/v1/webhook-deliveries/{first['deliveryId']}/replay").body
    twice = api.post(f"/v1/webhook-deliveries/{once['replayDeliveryId']}/replay").body
    told = [sent(api) for _ in range(3)]
    assert [one["data"] for one in told] == [{"a": 1}] * 3
    assert [one.get("replayOf") for one in told] == [None, first["deliveryId"], once["replayDeliveryId"]]
    assert len({one["id"] for one in told}) == 3
    assert twice["originalDeliveryId"] == once["replayDeliveryId"]


# The outbox


def test_attempts_are_due_in_the_order_in_which_their_deliveries_were_made() -> None:
    api = Api()
    ids = [endpoint(api), endpoint(api)]
    made = [ping(api, ids[number % 2])["deliveryId"] for number in range(9)]
    api.advance(1)
    made.append(ping(api, ids[0])["deliveryId"])
    assert api.world.outbox.next_due(api.world) == api.world.base.start
    assert [attempt.delivery for attempt in api.world.outbox.waiting(api.world)] == [key_of(id_) for id_ in made]
    taken = [take(api.world).delivery for _ in made]
    assert taken == [key_of(id_) for id_ in made]
    assert api.world.outbox.take(api.world, api.world.clock.now()) is None
    assert api.world.outbox.next_due(api.world) is None


def test_an_attempt_is_not_taken_before_it_is_due() -> None:
    api = Api()
    ping(api, endpoint(api))
    assert api.world.outbox.take(api.world, api.world.clock.now() - 1) is None
    assert take(api.world).due == api.world.clock.now()


@rule("delete-webhook-endpoint.pending-never-sent")
def test_what_is_pending_for_a_deleted_endpoint_is_never_sent() -> None:
    api = Api()
    gone, kept = endpoint(api), endpoint(api)
    _, left, _ = [key_of(ping(api, id_)["deliveryId"]) for id_ in (gone, kept, gone)]
    api.delete(f"{ENDPOINTS}/{gone}")
    assert [attempt.delivery for attempt in api.world.outbox.waiting(api.world)] == [left]
    assert take(api.world).delivery == left
    assert api.world.outbox.next_due(api.world) is None


@rule("webhooks.paused-waits")
def test_while_an_endpoint_is_paused_only_what_was_asked_for_is_sent() -> None:
    api = Api("check")
    id_ = api.id("webhook-endpoint")
    (event,) = api.world.outbox.waiting(api.world)
    api.patch(f"{ENDPOINTS}/{id_}", {"status": "paused"})
    assert api.world.outbox.waiting(api.world) == []
    ping(api, id_)
    api.post(f"/v1/webhook-deliveries/{api.id('failed-delivery')}/replay")
    api.advance(HOUR)
    assert [deliveries.begin(api.world, take(api.world))[1].number for _ in range(2)] == [event.number + 1, event.number + 2]
    assert api.world.outbox.take(api.world, api.world.clock.now()) is None
    api.patch(f"{ENDPOINTS}/{id_}", {"status": "active"})
    assert take(api.world) == event
    assert api.world.outbox.take(api.world, api.world.clock.now()) is None


def test_what_is_under_way_when_its_endpoint_is_resumed_is_not_sent_twice() -> None:
    api = Api("check")
    id_ = api.id("webhook-endpoint")
    deliveries.begin(api.world, take(api.world))
    ping(api, id_)
    for status in ("paused", "active"):
        api.patch(f"{ENDPOINTS}/{id_}", {"status": status})
    deliveries.begin(api.world, take(api.world))
    assert api.world.outbox.take(api.world, api.world.clock.now()) is None


# What attempts lead to


@rule("webhooks.retries")
def test_a_delivery_is_tried_8_times_and_then_failed() -> None:
    api = Api("empty")
    id_ = endpoint(api)
    ping(api, id_)
    for attempts, wait in enumerate((30, 60, 300, 900, HOUR, 6 * HOUR, 24 * HOUR), 1):
        fail(api)
        (item,) = listed(api, id_)
        assert (item["status"], item["attempts"], item["lastResponseStatus"]) == ("pending", attempts, 503)
        due = api.world.outbox.next_due(api.world)
        assert due == api.world.clock.now() + wait * 1000
        api.advance(wait - 0.001)
        assert api.world.outbox.take(api.world, api.world.clock.now()) is None
        api.advance(0.001)
    fail(api)
    (item,) = listed(api, id_)
    assert (item["status"], item["attempts"], item["nextRetryAt"]) == ("failed", 8, None)
    assert item["abandonedAt"] == item["lastResponseAt"]
    assert api.world.outbox.next_due(api.world) is None


def test_a_delivery_that_is_taken_at_last_is_delivered() -> None:
    api = Api()
    id_ = endpoint(api)
    ping(api, id_)
    fail(api)
    api.advance(30)
    succeed(api)
    (item,) = listed(api, id_)
    assert (item["status"], item["attempts"], item["lastErrorMessage"]) == ("delivered", 2, None)
    told = api.get(f"{ENDPOINTS}/{id_}").body
    assert (told["lastSuccessAt"], told["consecutiveFailureCount"]) == (item["deliveredAt"], 0)
    assert told["lastFailureAt"] is not None


def test_an_attempt_without_an_answer_tells_no_response() -> None:
    api = Api()
    id_ = endpoint(api)
    ping(api, id_)
    _, delivery = deliveries.begin(api.world, take(api.world))
    (item,) = listed(api, id_)
    assert (item["status"], item["attempts"], item["nextRetryAt"]) == ("delivering", 1, None)
    deliveries.failed(api.world, organization(api), delivery, "No connection.", api.world.clock.now())
    (item,) = listed(api, id_)
    assert (item["lastResponseStatus"], item["lastResponseAt"]) == (None, None)
    assert item["lastErrorMessage"] == "No connection."


@rule("webhooks.auto-pause")
def test_20_failures_in_a_row_pause_an_endpoint_and_a_success_counts_anew() -> None:
    api = Api()
    id_ = endpoint(api)
    for _ in range(19):
        ping(api, id_)
        fail(api)
    ping(api, id_)
    succeed(api)
    assert api.get(f"{ENDPOINTS}/{id_}").body["consecutiveFailureCount"] == 0
    for number in range(20):
        assert api.get(f"{ENDPOINTS}/{id_}").body["status"] == "active", number
        ping(api, id_)
        fail(api)
    told = api.get(f"{ENDPOINTS}/{id_}").body
    assert (told["status"], told["consecutiveFailureCount"]) == ("auto_paused", 20)
    told = api.patch(f"{ENDPOINTS}/{id_}", {"status": "active"}).body
    assert (told["status"], told["consecutiveFailureCount"]) == ("active", 0)


def test_a_paused_endpoint_that_fails_stays_paused() -> None:
    api = Api()
    id_ = endpoint(api)
    api.patch(f"{ENDPOINTS}/{id_}", {"status": "paused"})
    for _ in range(21):
        ping(api, id_)
        fail(api)
    assert api.get(f"{ENDPOINTS}/{id_}").body["status"] == "paused"


# Secrets


@rule("rotate-webhook-secret.both-sign")
def test_a_replaced_secret_signs_for_24_hours_beside_the_new_one() -> None:
    api = Api()
    made = subscribe(api)
    id_ = made["endpoint"]["id"]
    secrets = [made["signingSecret"]]

    def live() -> list[str]:
        return live_secrets(api.world.ids, row(api, id_), api.world.clock.now())

    assert live() == secrets
    for _ in range(2):
        secrets.insert(0, api.post(f"{ENDPOINTS}/{id_}/rotate-secret").body["signingSecret"])
        assert live() == secrets
        api.advance(HOUR)
    api.advance(22 * HOUR - 0.001)
    assert live() == secrets
    api.advance(0.001)
    assert live() == secrets[:2]
    api.advance(HOUR)
    assert live() == secrets[:1]
    api.post(f"{ENDPOINTS}/{id_}/rotate-secret")
    assert len(row(api, id_).retiring) == 1


def test_secrets_depend_on_world_and_seed() -> None:
    def secret(seed: int) -> str:
        return str(subscribe(Api(seed=seed))["signingSecret"])

    assert secret(1) == secret(1)
    assert secret(1) != secret(2)


def test_no_row_no_snapshot_and_no_journal_holds_a_secret() -> None:
    api = Api()
    made = subscribe(api)
    secrets = [made["signingSecret"], api.post(f"{ENDPOINTS}/{made['endpoint']['id']}/rotate-secret").body["signingSecret"]]
    shown = [str(save(api.world))]
    entries = api.control("GET", "requests").body["items"]
    shown += [api.control("GET", f"requests/{entry['number']}").raw.decode() for entry in entries]
    assert len(shown) == 3
    assert any("whsec_… (redacted)" in text for text in shown)
    assert [secret for secret in secrets for text in shown if secret in text] == []


# Snapshots, scale and fixtures


def restored(api: Api) -> Api:
    copy = Api(api.world.base.fixture)
    copy.worlds.restore(save(api.world), DEFAULT)
    return copy


def test_a_restored_world_has_the_same_attempts_to_make() -> None:
    api = Api("check")
    ids = [endpoint(api), endpoint(api)]
    for number in range(5):
        ping(api, ids[number % 2])
    api.delete(f"{ENDPOINTS}/{ids[1]}")
    fail(api)
    assert restored(api).world.outbox.waiting(api.world) == api.world.outbox.waiting(api.world) != []


def progress(world: World, attempt: Attempt) -> tuple[str, int]:
    _, delivery = deliveries.rows_of(world, attempt)
    return delivery.status, delivery.attempts


def test_what_was_under_way_when_a_world_was_saved_is_made_again() -> None:
    api = Api()
    ping(api, endpoint(api))
    attempt = take(api.world)
    deliveries.begin(api.world, attempt)
    copy = restored(api)
    assert take(copy.world) == attempt
    assert progress(copy.world, attempt) == ("pending", 0)
    _, delivery = deliveries.begin(copy.world, attempt)
    assert delivery.attempts == 1


def test_page_900_of_a_list_costs_what_page_1_does() -> None:
    api = Api()
    id_ = endpoint(api)
    for _ in range(300):
        ping(api, id_)
    items, query = [], "?limit=1"
    for _ in range(300):
        page: Answer = api.get(f"{ENDPOINTS}/{id_}/deliveries{query}")
        items += page.body["items"]
        query = f"?limit=1&cursor={page.body['nextCursor']}"
    assert page.body["nextCursor"] is None
    assert len({item["id"] for item in items}) == 300


def compiled(**webhook: object) -> Any:
    written: dict[str, Any] = {"label": "w", "url": "https://partner.example", "events": ("job.completed",), "age": "5d"}
    organization: dict[str, Any] = {"label": "o", "name": "O", "webhooks": ({**written, **webhook},)}
    fixture = {"fixture": "tiny", "about": "x", "starts": "2026-04-24T12:00:00Z", "organizations": (organization,)}
    return compile_fixture(Fixture.model_validate(fixture), contract())


@pytest.mark.parametrize(
    ("webhook", "words"),
    [
        ({"url": "http://partner.example"}, "createWebhookEndpoint would not take it"),
        ({"project": "nowhere"}, "no project 'nowhere'"),
        ({"deliveries": ({"event": "job.failed", "age": "1d", "status": "failed"},)}, "its 8 attempts are over"),
        ({"deliveries": ({"event": "job.failed", "age": "6d"},)}, "younger than its endpoint"),
        ({"deliveries": ({"event": "job.failed", "age": "0s", "attempts": 0},)}, "delivered was attempted"),
        ({"deliveries": ({"event": "job.failed", "age": "3d", "status": "pending", "attempts": 8},)}, "attempt left"),
    ],
)
def test_a_fixture_that_cannot_be_is_refused(webhook: dict[str, object], words: str) -> None:
    with pytest.raises(FixtureError, match=words):
        compiled(**webhook)


def test_a_fixture_tells_what_came_of_its_deliveries() -> None:
    api = Api("check")
    told = api.get(f"{ENDPOINTS}/{api.id('webhook-endpoint')}").body
    assert (told["lastSuccessAt"], told["consecutiveFailureCount"]) == ("2026-04-18T12:00:00.000Z", 3)
    assert [item["status"] for item in listed(api, api.id("webhook-endpoint"))] == [
        "pending", "delivered", "abandoned", "failed", "delivered", "delivered",
    ]  # fmt: skip
