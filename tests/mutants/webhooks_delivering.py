"""Servers that get listWebhookDeliveries wrong."""

from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.webhooks_servers import anyones, back_from_the_dead, counted_pages, further, page_of_26, shifted
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    remembering,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_LIST, _TEST, _REPLAY = "listWebhookDeliveries", "testWebhookEndpoint", "replayWebhookDelivery"
_RULE = "list-webhook-deliveries"


def _items(edit: Any, when: Any = None) -> Any:
    """The items of a page as a whole."""
    return answers(_LIST, lambda body: body | {"items": edit(body["items"])}, when=when)


def _each(edit: Any, when: Any = None) -> Any:
    """Every item of a page, in place."""

    def change(body: Any) -> None:
        for item in body["items"]:
            edit(item)

    return answers(_LIST, change, when=when)


def _without(asked: Asked, name: str) -> Request:
    url, _, query = asked.request.url.partition("?")
    kept = "&".join(part for part in query.split("&") if not part.startswith(f"{name}="))
    return asked.request._replace(url=f"{url}?{kept}")


def _lost(name: str, *, behind_cursor: bool = False) -> Any:
    """A filter is not looked at, or forgotten behind the first page."""
    return when_asked(
        _LIST, lambda asked: _without(asked, name),
        when=lambda asked: name in asked.query and (not behind_cursor or "cursor" in asked.query),
    )  # fmt: skip


def _replay(_: Asked, body: Any) -> tuple[str, str]:
    """A replay and its original."""
    return body["replayDeliveryId"], body["originalDeliveryId"]


def _behind_originals(asked: Asked, body: Any, notes: list[tuple[str, str]]) -> Any:
    """A replay stands behind its original."""
    if asked.operation != _LIST:
        return None
    originals = dict(notes)
    items = [item for item in body["items"] if item["id"] not in originals]
    for item in body["items"]:
        places = [place for place, each in enumerate(items) if each["id"] == originals.get(item["id"])]
        for place in places:
            items[place + 1 : place + 1] = [item]
    return body | {"items": items}


def _as_their_originals(asked: Asked, body: Any, notes: list[tuple[str, str]]) -> Any:
    """A replay names its original in place of its endpoint."""
    if asked.operation != _LIST:
        return None
    originals = dict(notes)
    return body | {"items": [item | {"endpointId": originals.get(item["id"], item["endpointId"])} for item in body["items"]]}


def _payload(asked: Asked, body: Any) -> tuple[str, Any]:
    """A test's delivery and what it sends."""
    return body["deliveryId"], (asked.body or {}).get("payload")


def _with_payloads(asked: Asked, body: Any, notes: list[tuple[str, Any]]) -> Any:
    """The payload of a test is told, under no name of its own."""
    if asked.operation != _LIST:
        return None
    sent = dict(notes)
    return body | {"items": [item | ({"event": sent[item["id"]]} if sent.get(item["id"]) else {}) for item in body["items"]]}


def _everybodys() -> Server:
    """Deliveries to all endpoints that are known are listed."""
    known: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _TEST and came.status == 200 and asked.path[0] not in known:
            known.append(asked.path[0])
        if asked.operation != _LIST or came.status != 200 or "cursor" in asked.query:
            return came
        body = json_of(came)
        others = [id_ for id_ in known if id_ != asked.path[0]]
        more = [json_of(ask(further(asked, "GET", f"/v1/webhook-endpoints/{id_}/deliveries"))) for id_ in others]
        return with_json(came, body | {"items": [*body["items"], *[item for each in more for item in each.get("items", [])]]})

    return server


def _by_prefix(came: Came, ask: Ask) -> Response:
    """A filter fits every type that begins so."""
    wanted = came.asked.query.get("eventType", [""])[0]
    if came.status != 200 or "." in wanted or not wanted:
        return came.response
    everything = json_of(ask(_without(came.asked, "eventType")))
    return with_json(
        came.response, everything | {"items": [i for i in everything["items"] if i["eventType"].startswith(wanted)]}
    )


def _refuses_unknown(came: Came, _ask: Ask) -> Response:
    wanted = came.asked.query.get("eventType", [""])[0]
    return refusal(came.response, 422, "VALIDATION") if wanted == "no.such.event" else came.response


def _one_filter(asked: Asked, ask: Ask) -> Response:
    """Of two filters only the status counts."""
    is_both = asked.operation == _LIST and {"eventType", "status"} <= set(asked.query)
    return ask(_without(asked, "eventType") if is_both else asked.request)


def _failed_and_abandoned(came: Came, ask: Ask) -> Response:
    """failed stands for abandoned too."""
    if came.asked.query.get("status") != ["failed"]:
        return came.response
    more = json_of(ask(came.asked.with_url("status=failed", "status=abandoned")))
    return with_json(came.response, came.body | {"items": came.body["items"] + more["items"]})


def _empty_where_missing(came: Came, _ask: Ask) -> Response:
    """With a filter, an endpoint that is not there has no deliveries."""
    if came.status != 404 or "eventType" not in came.asked.query:
        return came.response
    return with_json(came.response, {"items": [], "nextCursor": None}, 200)


def _fields(status: str, **fields: Any) -> Any:
    return _each(lambda item: item.update(fields) if item["status"] == status else None)


MUTANTS = (
    Mutant(f"{_RULE}.newest-first", "Deliveries are listed oldest first.", _items(lambda items: items[::-1])),
    Mutant(f"{_RULE}.newest-first", "A replay stands behind its original.", remembering(_REPLAY, _replay, _behind_originals)),
    Mutant(f"{_RULE}.newest-first", "On a small page the order is that of the ids.", _items(
        lambda items: sorted(items, key=lambda item: item["eventId"]), when=lambda asked: asked.query.get("limit") == ["2"])),
    Mutant(f"{_RULE}.no-payload", "The payload is told under no name of its own.", remembering(_TEST, _payload, _with_payloads)),
    Mutant(f"{_RULE}.no-payload", "Items have an empty payload.", _each(lambda item: item.update(payload={}))),
    Mutant(f"{_RULE}.no-payload", "What failed shows its data.", _each(
        lambda item: item.update(data={"jobId": "job_1"}) if item["status"] == "failed" else None)),
    Mutant(f"{_RULE}.own", "The deliveries of all endpoints are listed.", _everybodys),
    Mutant(f"{_RULE}.own", "A replay names its original in place of its endpoint.", remembering(_REPLAY, _replay, _as_their_originals)),
    Mutant(f"{_RULE}.event-type-filter", "The type is not looked at.", _lost("eventType")),
    Mutant(f"{_RULE}.event-type-filter", "The type is forgotten behind the first page.", _lost("eventType", behind_cursor=True)),
    Mutant(f"{_RULE}.event-type-filter", "A word fits every type that begins so.", replies(_LIST, _by_prefix)),
    Mutant(f"{_RULE}.event-type-filter", "A type that none has is refused.", replies(_LIST, _refuses_unknown)),
    Mutant(f"{_RULE}.event-type-filter", "Of two filters only the status counts.", lambda: _one_filter),
    Mutant(f"{_RULE}.status-filter", "The status is not looked at.", _lost("status")),
    Mutant(f"{_RULE}.status-filter", "The status is forgotten behind the first page.", _lost("status", behind_cursor=True)),
    Mutant(f"{_RULE}.status-filter", "failed stands for abandoned too.", replies(_LIST, _failed_and_abandoned)),
    Mutant(f"{_RULE}.story", "A delivered one still tells a next attempt.", _each(
        lambda item: item.update(nextRetryAt=item["deliveredAt"]) if item["status"] == "delivered" else None)),
    Mutant(f"{_RULE}.story", "What failed does not tell when.", _fields("failed", abandonedAt=None)),
    Mutant(f"{_RULE}.story", "A delivered one was answered 302.", _fields("delivered", lastResponseStatus=302)),
    Mutant(f"{_RULE}.story", "An abandoned one was never attempted.", _fields("abandoned", attempts=0)),
    Mutant(f"{_RULE}.story", "A response came before the delivery was made.", _each(lambda item: item.update(
        lastResponseAt=item["lastResponseAt"] and shifted(item["createdAt"], -1)))),
    Mutant(f"{_RULE}.pages", "A page has 26.", replies(_LIST, page_of_26)),
    Mutant(f"{_RULE}.pages", "Deliveries made meanwhile move all others.", counted_pages(_LIST, "webhook_deliveries", lambda asked: f"/v1/webhook-endpoints/{asked.path[0]}/deliveries?")),
    Mutant(f"{_RULE}.pages", "A full page ends the list.", answers(
        _LIST, lambda body: body | {"nextCursor": None}, when=lambda asked: "limit" not in asked.query)),
    Mutant(f"{_RULE}.not-found", "Any organisation's can be listed.", replies(_LIST, anyones)),
    Mutant(f"{_RULE}.not-found", "A deleted one has no deliveries.", back_from_the_dead(
        _LIST, lambda _: {"items": [], "nextCursor": None})),
    Mutant(f"{_RULE}.not-found", "With a filter, what is not there has no deliveries.", replies(_LIST, _empty_where_missing)),
    Mutant(f"{_RULE}.not-found", "What is not there is 403.", turns(_LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
)  # fmt: skip
