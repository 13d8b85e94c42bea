"""patchWebhookEndpoint."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import is_same_id

from ..making import later
from .own import EVENTS, auto_paused, endpoint, instant, made, new_project, row, subscription

__all__: list[str] = []

_PAST = ("consecutiveFailureCount", "lastSuccessAt", "lastFailureAt")


def _but(came: Any, *names: str) -> dict[str, Any]:
    return {name: value for name, value in came.items() if name not in names}


def _bodies(api: Api) -> list[dict[str, Any]]:
    """Each field alone, and several at once."""
    return [
        {"url": subscription(api)["url"]},
        {"events": ["post.published", "post.failed"]},
        {"description": "Changed ✿"},
        {"status": "paused"},
        {"status": "active"},
        {"description": "", "events": list(EVENTS), "url": "https://checked.example/changed", "status": "paused"},
    ]


@check("patch-webhook-endpoint.partial")
def what_is_sent_changes_and_the_rest_stays(api: Api) -> None:
    """Of an endpoint of the organisation and of one of a project; unknown fields beside others change nothing."""
    for fields in ({"description": "Before"}, {"projectId": api.state("project"), "description": "Before"}):
        before = made(api, **fields)["endpoint"]
        for body in _bodies(api):
            api.call("patchWebhookEndpoint", before["id"], body={**body, "apiVersion": "v2"}).succeeded(200)
            after = api.call("getWebhookEndpoint", before["id"]).succeeded(200)
            equal(_but(after, "updatedAt"), _but({**before, **body}, "updatedAt"), f"the endpoint after {sorted(body)}")
            before = after


@check("patch-webhook-endpoint.answers-the-endpoint")
def a_change_answers_the_endpoint(api: Api) -> None:
    """Every field as the next read tells it, the change among them."""
    id_ = endpoint(api)
    for body in _bodies(api):
        answer = api.call("patchWebhookEndpoint", id_, body=body).succeeded(200)
        equal({name: answer[name] for name in body}, body, "the change in the answer")
        equal(answer, row(api, id_), f"the answer to a change of {sorted(body)}")


@check("patch-webhook-endpoint.events-replace")
def events_are_replaced(api: Api) -> None:
    """Fewer, more and other ones: the list is what was sent last, in the order in which it was sent."""
    id_ = endpoint(api, events=["job.completed", "job.failed", "post.failed"])
    for events in (["job.failed"], ["content.generated", "job.completed"], list(EVENTS[::-1]), ["job.completed"]):
        answer = api.call("patchWebhookEndpoint", id_, body={"events": events}).succeeded(200)
        equal(answer["events"], events, "events in the answer")
        equal(api.call("getWebhookEndpoint", id_).succeeded(200)["events"], events, "events when read")


@check("patch-webhook-endpoint.events")
def a_list_of_1_to_50_names_is_taken(api: Api) -> None:
    """One, two and 50 names are taken; none, 51, null and an unknown name are refused, and the list stays."""
    id_ = endpoint(api)
    many = [EVENTS[number % len(EVENTS)] for number in range(51)]
    for count in (1, 2, 50, 3):
        api.call("patchWebhookEndpoint", id_, body={"events": many[:count]}).succeeded(200)
    wrong: tuple[Any, ...] = ([], many, None, ["job.failed", "job.running"], ["*"])
    for events in wrong:
        for body in ({"events": events}, {"events": events, "status": "paused"}):
            api.call("patchWebhookEndpoint", id_, body=body).refused(422, "VALIDATION")
    came = api.call("getWebhookEndpoint", id_).succeeded(200)
    equal((came["events"], came["status"]), (many[:3], "active"), "events and status behind the refusals")


@check("patch-webhook-endpoint.null-clears")
def null_clears_the_description(api: Api) -> None:
    """Alone and beside another field; a text sets it again, and one that has none may be cleared too."""
    id_ = endpoint(api, description="Before")
    bodies: list[dict[str, Any]] = [
        {"description": None}, {"description": "Again"}, {"description": None, "status": "paused"}, {"description": None},
    ]  # fmt: skip
    for body in bodies:
        answer = api.call("patchWebhookEndpoint", id_, body=body).succeeded(200)
        read = api.call("getWebhookEndpoint", id_).succeeded(200)
        for came in (answer, read):
            equal(came["description"], body["description"], "the description")


@check("patch-webhook-endpoint.url")
def a_new_url_keeps_the_rules(api: Api) -> None:
    """One of https is taken, one of http elsewhere than on localhost refused, alone and beside a field; the old one stays."""
    id_ = endpoint(api)
    before = row(api, id_)
    for url in ("http://checked.example/hooks", "http://localhost.checked.example", "ftp://checked.example", "checked.example"):
        for body in ({"url": url}, {"url": url, "description": "Changed"}):
            api.call("patchWebhookEndpoint", id_, body=body).refused(422, "VALIDATION")
    equal(api.call("getWebhookEndpoint", id_).succeeded(200), before, "the endpoint behind the refusals")
    api.call("patchWebhookEndpoint", id_, body={"url": "https://checked.example:8443/other?a=1"}).succeeded(200)


@check("patch-webhook-endpoint.status")
def a_status_can_be_active_and_paused(api: Api) -> None:
    """Either from either; auto_paused is refused, of an active and of a paused one and of one that is auto_paused."""
    id_ = endpoint(api)
    for status in ("paused", "paused", "active", "active", "paused"):
        answer = api.call("patchWebhookEndpoint", id_, body={"status": status}).succeeded(200)
        equal(answer["status"], status, "status in the answer")
        api.call("patchWebhookEndpoint", id_, body={"status": "auto_paused"}).refused(422, "VALIDATION")
        body = {"status": "auto_paused", "description": "Changed"}
        api.call("patchWebhookEndpoint", id_, body=body).refused(422, "VALIDATION")
        came = api.call("getWebhookEndpoint", id_).succeeded(200)
        equal((came["status"], came["description"]), (status, None), "status and description behind a refusal")


@check("patch-webhook-endpoint.resume", alone=True)
def resuming_begins_anew(api: Api) -> None:
    """An auto_paused endpoint that is set active is active and has no failures in a row; what failed last is still told."""
    id_ = auto_paused(api)
    before = row(api, id_)
    if not before["consecutiveFailureCount"]:
        raise UnprovidedError("the state auto_paused_endpoint has no failures in a row")
    api.call("patchWebhookEndpoint", id_, body={"description": before["description"]}).succeeded(200)
    equal(row(api, id_)["status"], "auto_paused", "status behind a change of something else")
    answer = api.call("patchWebhookEndpoint", id_, body={"status": "active"}).succeeded(200)
    for came in (answer, api.call("getWebhookEndpoint", id_).succeeded(200)):
        told = (came["status"], came["consecutiveFailureCount"], came["lastFailureAt"])
        equal(told, ("active", 0, before["lastFailureAt"]), "status, failures in a row and lastFailureAt")


@check("patch-webhook-endpoint.keeps-failures", alone=True)
def other_changes_keep_the_past(api: Api) -> None:
    """Of an endpoint with failures in a row: a description, a pause, its end, and active once more leave them as they are."""
    id_ = api.state("webhook_endpoint")
    before = row(api, id_)
    if before["status"] != "active" or not before["consecutiveFailureCount"]:
        raise UnprovidedError("the state webhook_endpoint is not active with failures in a row")
    past = {name: before[name] for name in _PAST}
    description = before["description"]
    for body in (
        {"description": "Changed"},
        {"status": "active"},
        {"status": "paused"},
        {"status": "active"},
        {"description": description},
    ):
        answer = api.call("patchWebhookEndpoint", id_, body=body).succeeded(200)
        for came in (answer, api.call("getWebhookEndpoint", id_).succeeded(200)):
            equal({name: came[name] for name in _PAST}, past, f"the past behind {body}")


@check("patch-webhook-endpoint.project-stays")
def an_endpoint_never_moves(api: Api) -> None:
    """A project beside another field moves neither one of a project nor one of the organisation, and null frees none."""
    one, other = new_project(api), new_project(api)
    of_project, of_all = endpoint(api, projectId=one), endpoint(api)
    for number, project in enumerate((other, None, one)):
        body = {"description": f"Change {number}", "projectId": project}
        came = api.call("patchWebhookEndpoint", of_project, body=body).succeeded(200)
        equal(came["description"], body["description"], "the description")
        read = row(api, of_project)
        for told in (came, read):
            holds(is_same_id(told["projectId"], one), f"projectId {told['projectId']!r} behind a change to {project}")
        came = api.call("patchWebhookEndpoint", of_all, body=body).succeeded(200)
        equal((came["projectId"], row(api, of_all)["projectId"]), (None, None), "projectId of an endpoint of the organisation")


@check("patch-webhook-endpoint.updated-at")
def a_change_moves_updated_at(api: Api) -> None:
    """Forward with each change, in the answer and when read; a refusal leaves it, and createdAt never moves."""
    first = made(api)["endpoint"]
    before = first
    for body in ({"description": "Changed"}, {"status": "paused"}, {"events": ["job.failed"]}):
        later(api)
        after = api.call("patchWebhookEndpoint", first["id"], body=body).succeeded(200)
        holds(
            instant(after["updatedAt"]) > instant(before["updatedAt"]), f"updatedAt {after['updatedAt']} behind {sorted(body)}"
        )
        equal(after["createdAt"], first["createdAt"], "createdAt")
        later(api)
        api.call("patchWebhookEndpoint", first["id"], body={"status": "auto_paused"}).refused(422)
        equal(row(api, first["id"]), after, "the endpoint when read")
        before = after


@check("patch-webhook-endpoint.not-found")
def changing_what_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, another organisation's and deleted ones; the foreign one stays as it is."""
    foreign, deleted = api.state("foreign_webhook_endpoint"), endpoint(api)
    before = row(api, foreign, key="other")
    api.call("patchWebhookEndpoint", deleted, body={"description": "Changed"}).succeeded(200)
    api.made("deleteWebhookEndpoint", deleted)
    for id_ in (api.uuid(), foreign, deleted):
        for body in ({"description": "Changed"}, {"status": "active"}, {"url": "https://checked.example/changed"}):
            api.call("patchWebhookEndpoint", id_, body=body).refused(404, "NOT_FOUND")
    after = row(api, foreign, key="other")
    equal((after["url"], after["description"]), (before["url"], before["description"]), "the endpoint of another organisation")


@check("patch-webhook-endpoint.idempotency")
def a_repeat_changes_nothing_again(api: Api) -> None:
    """Answered as the first time, also behind another change, which stays."""
    id_ = endpoint(api)
    call = api.prepared(
        "patchWebhookEndpoint", id_, body={"description": "First"}, headers={"Idempotency-Key": api.text("key")}
    )  # fmt: skip
    first = api.send(call)
    first.succeeded(200)
    later(api)
    again = api.send(call)
    equal((again.status, again.json), (first.status, first.json), "the repeat")
    second = api.made("patchWebhookEndpoint", id_, body={"description": "Second", "status": "paused"})
    again = api.send(call)
    equal((again.status, again.json), (first.status, first.json), "the repeat behind another change")
    equal(api.call("getWebhookEndpoint", id_).succeeded(200), second, "the endpoint behind the repeat")
