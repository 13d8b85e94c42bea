"""deleteWebhookEndpoint."""

from layers_mock.kit import Api, check, equal, holds
from layers_mock.kit.id_forms import is_same_id

from .own import deliveries, delivery, endpoint, endpoints, is_among, new_project, row, test

__all__: list[str] = []


@check("delete-webhook-endpoint.answer")
def a_deletion_tells_what_was_deleted(api: Api) -> None:
    """The id and deleted true, of an active one and of a paused one that has deliveries."""
    plain, paused = endpoint(api), endpoint(api, projectId=api.state("project"))
    test(api, paused)
    api.made("patchWebhookEndpoint", paused, body={"status": "paused"})
    for id_ in (plain, paused):
        gone = api.call("deleteWebhookEndpoint", id_).succeeded(200)
        holds(is_same_id(gone.get("id"), id_), f"id {gone.get('id')!r} for the deletion of {id_}")
        equal(gone.get("deleted"), True, "deleted")


@check("delete-webhook-endpoint.gone")
def what_was_deleted_is_gone(api: Api) -> None:
    """404 for every call, with and without a test behind it, and in no list, while an endpoint beside it stays."""
    project = new_project(api)
    kept = endpoint(api, projectId=project)
    for number in range(2):
        id_ = endpoint(api, projectId=project)
        for _ in range(number):
            test(api, id_)
        holds(is_among(endpoints(api, projectId=project), id_), "an endpoint that is not listed before its deletion")
        api.call("deleteWebhookEndpoint", id_).succeeded(200)
        api.call("getWebhookEndpoint", id_).refused(404, "NOT_FOUND")
        api.call("patchWebhookEndpoint", id_, body={"status": "active"}).refused(404, "NOT_FOUND")
        api.call("rotateWebhookSecret", id_).refused(404, "NOT_FOUND")
        api.call("testWebhookEndpoint", id_).refused(404, "NOT_FOUND")
        api.call("listWebhookDeliveries", id_).refused(404, "NOT_FOUND")
        api.call("deleteWebhookEndpoint", id_).refused(404, "NOT_FOUND")
        for status in ("active", "paused", "auto_paused"):
            holds(not is_among(endpoints(api, status=status), id_), f"a deleted endpoint among those {status}")
        left = endpoints(api, projectId=project)
        holds(len(left) == 1 and is_among(left, kept), f"{len(left)} endpoints are left of the project, of 1")
    api.call("testWebhookEndpoint", kept).succeeded(200)


@check("delete-webhook-endpoint.history-gone")
def deliveries_go_with_their_endpoint(api: Api) -> None:
    """What could be listed and replayed before cannot be behind the deletion, a replay neither; another endpoint's can."""
    id_, other = endpoint(api), endpoint(api)
    first, beside = test(api, id_)["deliveryId"], test(api, other)["deliveryId"]
    again = api.made("replayWebhookDelivery", first)["replayDeliveryId"]
    for each in (first, again):
        holds(delivery(api, id_, each) is not None, "a delivery that is not listed before the deletion")
    api.made("deleteWebhookEndpoint", id_)
    for each in (first, again):
        api.call("replayWebhookDelivery", each).refused(404, "NOT_FOUND")
    api.call("listWebhookDeliveries", id_).refused(404, "NOT_FOUND")
    api.call("replayWebhookDelivery", beside).succeeded(200)
    equal(len(deliveries(api, other)), 2, "deliveries to the other endpoint")


@check("delete-webhook-endpoint.not-found")
def deleting_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, a deleted one and another organisation's, which stays."""
    foreign, gone = api.state("foreign_webhook_endpoint"), endpoint(api)
    before = row(api, foreign, key="other")["url"]
    api.call("deleteWebhookEndpoint", gone).succeeded(200)
    for id_ in (api.uuid(), foreign, gone):
        api.call("deleteWebhookEndpoint", id_).refused(404, "NOT_FOUND")
    after = api.call("getWebhookEndpoint", foreign, key="other").succeeded(200)
    equal(after["url"], before, "the url of the endpoint of another organisation")


@check("delete-webhook-endpoint.repeat")
def a_repeat_is_answered_as_the_first_time(api: Api) -> None:
    """200 with the same body under the same Idempotency-Key, and 404 without it or under another one."""
    id_ = endpoint(api)
    call = api.prepared("deleteWebhookEndpoint", id_, headers={"Idempotency-Key": api.text("key")})
    first = api.send(call)
    first.succeeded(200)
    for _ in range(2):
        again = api.send(call)
        equal((again.status, again.json), (first.status, first.json), "the repeat")
    api.call("deleteWebhookEndpoint", id_).refused(404, "NOT_FOUND")
    api.call("deleteWebhookEndpoint", id_, headers={"Idempotency-Key": api.text("key")}).refused(404, "NOT_FOUND")
