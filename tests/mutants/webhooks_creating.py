"""Servers that get createWebhookEndpoint wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.webhooks_servers import also, forgets, further, reads
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refuses,
    remembering,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

_CREATE, _GET, _LIST, _PATCH = "createWebhookEndpoint", "getWebhookEndpoint", "listWebhookEndpoints", "patchWebhookEndpoint"
_RULE = "create-webhook-endpoint"


def _url(asked: Asked) -> str:
    url = (asked.body or {}).get("url")
    return url if isinstance(url, str) else ""


def _takes_url(taken: Any) -> Any:
    """URLs that are wrong are taken as if they were right ones."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == _CREATE and taken(_url(asked)):
            return ask(asked.with_body({**asked.body, "url": "https://checked.example/taken"}))
        return ask(asked.request)

    return lambda: server


def _one_secret_per_url() -> Server:
    secrets: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _CREATE or came.status != 201:
            return came
        body = json_of(came)
        body["signingSecret"] = secrets.setdefault(body["endpoint"]["url"], body["signingSecret"])
        return with_json(came, body)

    return server


def _shows_secret(operation: str, field: str) -> Any:
    """What creation told is told again by another operation."""

    def use(asked: Asked, body: Any, notes: list[Any]) -> Any:
        if asked.operation != operation or not notes:
            return None
        row = body["items"][0] if body.get("items") else body
        row[field] = notes[0]
        return body

    return remembering(_CREATE, lambda _, body: body["signingSecret"], use)


def _hints_rotated() -> Server:
    """The list hints at the secret of the last rotation."""
    hints: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == "rotateWebhookSecret" and came.status == 200:
            hints.append(body["signingSecret"])
        if asked.operation == _LIST and hints and came.status == 200:
            for item in body["items"]:
                item["signingKey"] = hints[-1]
            return with_json(came, body)
        return came

    return server


def _made_all_the_same(asked: Asked, _body: Any) -> Any:
    body = {name: value for name, value in asked.body.items() if name != "projectId"}
    return further(asked, "POST", "/v1/webhook-endpoints", body)


def _for_all(came: Came, ask: Ask) -> Response:
    """An unknown project is left out."""
    if came.status != 404:
        return came.response
    return ask(came.asked.with_body({name: value for name, value in came.asked.body.items() if name != "projectId"}))


def _foreign_projects(came: Came, ask: Ask) -> Response:
    """Projects of any organisation are taken."""
    return ask(came.asked.with_key("other")) if came.status == 404 else came.response


def _new_secret_on_replay() -> Server:
    """A replay makes the endpoint no second time, and gives another secret."""
    seen: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if asked.operation != _CREATE or key is None or came.status != 201:
            return came
        body = json_of(came)
        if key in seen:
            body["signingSecret"] = body["signingSecret"][:-4] + "aaaa"
            return with_json(came, body)
        seen.add(key)
        return came

    return server


def _has_second_event(asked: Asked) -> bool:
    events = (asked.body or {}).get("events")
    return isinstance(events, list) and len(events) > 1


def _sorted_events(body: Any) -> None:
    if isinstance(body.get("events"), list) and all(isinstance(name, str) for name in body["events"]):
        body["events"] = sorted(body["events"])


def _knows_another(body: Any) -> None:
    if isinstance(body.get("events"), list):
        body["events"] = ["job.completed" if name == "approval.approved" else name for name in body["events"]]


def _only_the_first_counts(body: Any) -> None:
    if isinstance(body.get("events"), list):
        body["events"] = body["events"][:1]


def _without_query(body: Any) -> None:
    if isinstance(body.get("url"), str) and body["url"].startswith("https://"):
        body["url"] = body["url"].partition("?")[0]


def _without_port(row: Any) -> None:
    if row["url"].startswith("http://localhost:"):
        row["url"] = "http://localhost"


MUTANTS = (
    Mutant(f"{_RULE}.answer", "A new endpoint is 200.", answers(_CREATE, lambda body: body, status=200)),
    Mutant(f"{_RULE}.answer", "The endpoint stands on top of the answer.", answers(
        _CREATE, lambda body: {**body["endpoint"], "signingSecret": body["signingSecret"]})),
    Mutant(f"{_RULE}.answer", "The secret of an endpoint of a project is left out.", answers(
        _CREATE, lambda body: {"endpoint": body["endpoint"]}, when=lambda asked: (asked.body or {}).get("projectId"))),
    Mutant(f"{_RULE}.answer", "The answer tells another id than the endpoint gets.", answers(
        _CREATE, lambda body: body | {"endpoint": body["endpoint"] | {"id": "018f0000-7c1a-4b2d-9e3f-0a1b2c3d4e5f"}})),
    Mutant(f"{_RULE}.fields", "Events are kept in alphabetical order.", asks(_CREATE, _sorted_events)),
    Mutant(f"{_RULE}.fields", "The query of a URL is lost.", asks(_CREATE, _without_query)),
    Mutant(f"{_RULE}.fields", "An empty description is none.", reads(
        lambda row: row.update(description=row["description"] or None))),
    Mutant(f"{_RULE}.fields", "The project is told at creation and forgotten.", answers(
        _GET, lambda body: body | {"projectId": None})),
    Mutant(f"{_RULE}.fields", "Long descriptions are cut.", reads(
        lambda row: row.update(description=row["description"] and row["description"][:255]))),
    Mutant(f"{_RULE}.begins-active", "A new endpoint is paused.", answers(
        _CREATE, lambda body: body | {"endpoint": body["endpoint"] | {"status": "paused"}})),
    Mutant(f"{_RULE}.begins-active", "The creation counts as a success.", reads(
        lambda row: row.update(lastSuccessAt=row["lastSuccessAt"] or row["createdAt"]))),
    Mutant(f"{_RULE}.begins-active", "Endpoints of a project are of v2.", reads(
        lambda row: row.update(apiVersion="v2" if row["projectId"] else "v1"))),
    Mutant(f"{_RULE}.secret", "All endpoints share a secret.", answers(
        _CREATE, lambda body: body | {"signingSecret": "whsec_c2hhcmVkLWJ5LWFsbC1vZi10aGVt"})),
    Mutant(f"{_RULE}.secret", "Endpoints of one URL share a secret.", _one_secret_per_url),
    Mutant(f"{_RULE}.secret", "The secret has no prefix.", answers(
        _CREATE, lambda body: body | {"signingSecret": body["signingSecret"].removeprefix("whsec_")})),
    Mutant(f"{_RULE}.secret-shown-once", "Reading an endpoint shows its secret.", _shows_secret(_GET, "signingSecret")),
    Mutant(f"{_RULE}.secret-shown-once", "A change shows it under another name.", _shows_secret(_PATCH, "secret")),
    Mutant(f"{_RULE}.secret-shown-once", "The list shows the secret of the last rotation.", _hints_rotated),
    Mutant(f"{_RULE}.url", "http is taken everywhere.", _takes_url(lambda url: url.startswith("http://checked"))),
    Mutant(f"{_RULE}.url", "A host that begins with localhost is taken for it.", _takes_url(
        lambda url: url.startswith("http://localhost.checked"))),
    Mutant(f"{_RULE}.url", "A user called localhost makes the host local.", _takes_url(lambda url: "localhost@" in url)),
    Mutant(f"{_RULE}.url", "Ports are refused.", refuses(_CREATE, 422, "VALIDATION", when=lambda asked: ":8443" in _url(asked))),
    Mutant(f"{_RULE}.localhost", "http is refused for localhost too.", refuses(
        _CREATE, 422, "VALIDATION", when=lambda asked: _url(asked).startswith("http://localhost"))),
    Mutant(f"{_RULE}.localhost", "http://localhost is taken without a port alone.", refuses(
        _CREATE, 422, "VALIDATION", when=lambda asked: _url(asked).startswith("http://localhost:"))),
    Mutant(f"{_RULE}.localhost", "The port of localhost is lost.", reads(_without_port)),
    Mutant(f"{_RULE}.event-names", "An event of the ads pages is taken.", asks(_CREATE, _knows_another)),
    Mutant(f"{_RULE}.event-names", "Only the first name is looked at.", asks(_CREATE, _only_the_first_counts)),
    Mutant(f"{_RULE}.event-names", "test.ping cannot be subscribed to.", refuses(
        _CREATE, 422, "VALIDATION", when=lambda asked: "test.ping" in ((asked.body or {}).get("events") or []))),
    Mutant(f"{_RULE}.events", "A list of 51 is cut.", asks(
        _CREATE, lambda body: body | {"events": body["events"][:50]} if isinstance(body.get("events"), list) else body)),
    Mutant(f"{_RULE}.events", "One event to an endpoint.", refuses(_CREATE, 422, "VALIDATION", when=_has_second_event)),
    Mutant(f"{_RULE}.project-not-found", "An unknown project is left out.", replies(_CREATE, _for_all)),
    Mutant(f"{_RULE}.project-not-found", "Another organisation's project is taken.", replies(_CREATE, _foreign_projects)),
    Mutant(f"{_RULE}.project-not-found", "An unknown project is a conflict.", turns(
        _CREATE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant(f"{_RULE}.project-not-found", "The endpoint is made before the project is looked up.", also(
        _CREATE, _made_all_the_same, statuses=range(404, 405))),
    Mutant(f"{_RULE}.idempotency", "The Idempotency-Key is not read.", forgets(_CREATE)),
    Mutant(f"{_RULE}.idempotency", "A replay gives another secret.", _new_secret_on_replay),
)  # fmt: skip
