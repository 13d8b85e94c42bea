"""Servers that get listWebhookEndpoints and getWebhookEndpoint wrong."""

from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.webhooks_servers import anyones, back_from_the_dead, counted_pages, page_of_26
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    remembering,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_CREATE, _GET, _LIST = "createWebhookEndpoint", "getWebhookEndpoint", "listWebhookEndpoints"
_LISTS, _GETS = "list-webhook-endpoints", "get-webhook-endpoint"
_SAMPLE = {
    "id": "018f0000-7c1a-4b2d-9e3f-0a1b2c3d4e5f", "organizationId": "6f1c2b7e-3f0a-4c57-9a5b-0d9f3f6a2e11",
    "projectId": None, "url": "https://partner.example/hooks", "description": None, "status": "active",
    "events": ["job.completed"], "apiVersion": "v1", "createdAt": "2026-04-24T12:00:00.000Z",
    "updatedAt": "2026-04-24T12:00:00.000Z", "lastSuccessAt": None, "lastFailureAt": None, "consecutiveFailureCount": 0,
}  # fmt: skip


def _items(edit: Any, when: Any = None) -> Any:
    return answers(_LIST, lambda body: body | {"items": edit(body["items"])}, when=when)


def _by_update(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: item["updatedAt"], reverse=True)


def _without(asked: Asked, name: str) -> Request:
    """The same request without one of its query's fields."""
    url, _, query = asked.request.url.partition("?")
    kept = "&".join(part for part in query.split("&") if not part.startswith(f"{name}="))
    return asked.request._replace(url=f"{url}?{kept}")


def _filter_lost(name: str) -> Any:
    return when_asked(_LIST, lambda asked: _without(asked, name), when=lambda asked: name in asked.query)


def _filter_lost_behind_a_cursor(name: str) -> Any:
    return when_asked(
        _LIST, lambda asked: _without(asked, name), when=lambda asked: name in asked.query and "cursor" in asked.query
    )  # fmt: skip


def _with_org_wide(came: Came, ask: Ask) -> Response:
    """Endpoints of the whole organisation come along."""
    if "projectId" not in came.asked.query or came.status != 200:
        return came.response
    everything = json_of(ask(_without(came.asked, "projectId")))
    more = [item for item in everything["items"] if item["projectId"] is None]
    return with_json(came.response, came.body | {"items": came.body["items"] + more})


def _not_found_where_empty(came: Came, _ask: Ask) -> Response:
    if "projectId" not in came.asked.query or came.body.get("items") != []:
        return came.response
    error = {"code": "NOT_FOUND", "message": "Project not found.", "requestId": "req_01HY0AB3C5D7E9F1G3H5J7K9M1"}
    return with_json(came.response, {"error": error}, 404)


def _foreign_project_shows(came: Came, ask: Ask) -> Response:
    if "projectId" not in came.asked.query or came.asked.key == "other" or came.body.get("items") != []:
        return came.response
    return ask(came.asked.with_key("other"))


def _paused_means_either(came: Came, ask: Ask) -> Response:
    """Who asks for paused ones is given those that failures paused as well."""
    if came.asked.query.get("status") != ["paused"]:
        return came.response
    more = json_of(ask(came.asked.with_url("status=paused", "status=auto_paused")))
    return with_json(came.response, came.body | {"items": came.body["items"] + more["items"]})


def _others_too(came: Came, ask: Ask) -> Response:
    """Without a filter the endpoints of all organisations are listed."""
    if came.asked.query.keys() - {"limit"} or came.asked.key == "other":
        return came.response
    more = json_of(ask(came.asked.with_key("other")))
    return with_json(came.response, came.body | {"items": came.body["items"] + more["items"]})


def _by_key() -> Server:
    """An endpoint is listed for the key that made it alone."""
    makers: dict[str, str | None] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == _CREATE and came.status == 201:
            makers[body["endpoint"]["id"]] = asked.key
        if asked.operation == _LIST and came.status == 200:
            items = [item for item in body["items"] if makers.get(item["id"], asked.key) == asked.key]
            return with_json(came, body | {"items": items})
        return came

    return server


def _stale() -> Server:
    """Reads are answered from what creation told, until time passes and a day longer."""
    made: dict[str, Any] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == _CREATE and came.status == 201:
            made[body["endpoint"]["id"]] = body["endpoint"]
        if asked.operation == _GET and came.status == 200 and body["id"] in made:
            return with_json(came, made[body["id"]])
        return came

    return server


def _lower_case_alone(came: Came, _ask: Ask) -> Response:
    """An id in capital letters is not known."""
    if came.status != 200 or came.asked.path[0] == came.asked.path[0].lower():
        return came.response
    error = {"code": "NOT_FOUND", "message": "No.", "requestId": "req_01HY0AB3C5D7E9F1G3H5J7K9M1"}
    return with_json(came.response, {"error": error}, 404)


def _tested(asked: Asked, body: Any, notes: list[Any]) -> Any:
    """A test makes the endpoint active again."""
    return body | {"status": "active"} if asked.operation == _GET and body["id"] in notes else None


MUTANTS = (
    Mutant(f"{_LISTS}.items", "Items leave out the events.", _items(
        lambda items: [{name: value for name, value in item.items() if name != "events"} for item in items])),
    Mutant(f"{_LISTS}.items", "Items tell the time of creation as that of the last change.", _items(
        lambda items: [item | {"updatedAt": item["createdAt"]} for item in items])),
    Mutant(f"{_LISTS}.items", "Paused ones are listed as active.", _items(
        lambda items: [item | {"status": "active"} if item["status"] == "paused" else item for item in items])),
    Mutant(f"{_LISTS}.newest-first", "Endpoints are listed oldest first.", _items(lambda items: items[::-1])),
    Mutant(f"{_LISTS}.newest-first", "What was changed last comes first.", _items(_by_update)),
    Mutant(f"{_LISTS}.newest-first", "Without a filter, what was changed last comes first.", _items(
        _by_update, when=lambda asked: "projectId" not in asked.query)),
    Mutant(f"{_LISTS}.project-filter", "The project is not looked at.", _filter_lost("projectId")),
    Mutant(f"{_LISTS}.project-filter", "Endpoints of the whole organisation come along.", replies(_LIST, _with_org_wide)),
    Mutant(f"{_LISTS}.project-filter", "The project is forgotten behind the first page.", _filter_lost_behind_a_cursor("projectId")),
    Mutant(f"{_LISTS}.project-filter", "Paused ones of a project are left out.", _items(
        lambda items: [item for item in items if item["status"] == "active"], when=lambda asked: "projectId" in asked.query)),
    Mutant(f"{_LISTS}.unknown-project", "A project without endpoints is 404.", replies(_LIST, _not_found_where_empty)),
    Mutant(f"{_LISTS}.unknown-project", "Another organisation's project shows its endpoints.", replies(_LIST, _foreign_project_shows)),
    Mutant(f"{_LISTS}.status-filter", "The status is not looked at.", _filter_lost("status")),
    Mutant(f"{_LISTS}.status-filter", "The status is forgotten behind the first page.", _filter_lost_behind_a_cursor("status")),
    Mutant(f"{_LISTS}.status-filter", "paused stands for auto_paused too.", replies(_LIST, _paused_means_either)),
    Mutant(f"{_LISTS}.own", "Everybody's endpoints are listed.", replies(_LIST, _others_too)),
    Mutant(f"{_LISTS}.own", "A key sees what it made alone.", _by_key),
    Mutant(f"{_LISTS}.pages", "A page has 26.", replies(_LIST, page_of_26)),
    Mutant(f"{_LISTS}.pages", "Endpoints made meanwhile move all others.", counted_pages(_LIST, "webhook_endpoints", lambda asked: f"/v1/webhook-endpoints?projectId={asked.query['projectId'][0]}&")),
    Mutant(f"{_LISTS}.pages", "The last of a full page is lost.", _items(
        lambda items: items[:-1], when=lambda asked: asked.query.get("limit") == ["26"])),
    Mutant(f"{_GETS}.reads", "Reads tell what creation told.", _stale),
    Mutant(f"{_GETS}.reads", "An id in capital letters is not known.", replies(_GET, _lower_case_alone)),
    Mutant(f"{_GETS}.reads", "Another key of the organisation sees no description.", answers(
        _GET, lambda body: body | {"description": None}, when=lambda asked: asked.key == "second")),
    Mutant(f"{_GETS}.reads", "A test makes an endpoint active.", remembering(
        "testWebhookEndpoint", lambda asked, _: asked.path[0], _tested)),
    Mutant(f"{_GETS}.not-found", "Another organisation's can be read.", replies(_GET, anyones)),
    Mutant(f"{_GETS}.not-found", "A deleted one can be read.", back_from_the_dead(_GET, lambda asked: _SAMPLE | {"id": asked.path[0]})),
    Mutant(f"{_GETS}.not-found", "Another organisation's is 403.", turns(
        _GET, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"),
        when=lambda came: came.asked.path[0] == came.asked.memory.ids["foreign-webhook-endpoint"])),
)  # fmt: skip
