"""Servers that get patchWebhookEndpoint wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.webhooks_servers import anyones, back_from_the_dead, forgets, further, reads, shifted
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refusal,
    refuses,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

_PATCH, _GET = "patchWebhookEndpoint", "getWebhookEndpoint"
_RULE = "patch-webhook-endpoint"


def _before(asked: Asked, ask: Ask) -> Any:
    came = ask(further(asked, "GET", f"/v1/webhook-endpoints/{asked.path[0]}"))
    return json_of(came) if came.status == 200 else None


def _with_before(edit: Any) -> Any:
    """The body is changed knowing the endpoint before."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != _PATCH or not isinstance(asked.body, dict):
            return ask(asked.request)
        row = _before(asked, ask)
        return ask(asked.request if row is None else asked.with_body(edit(asked.body, row)))

    return lambda: server


def _added(body: Any, row: Any) -> Any:
    if not isinstance(body.get("events"), list):
        return body
    return body | {"events": list(dict.fromkeys([*row["events"], *map(str, body["events"])]))}


def _answer_before(asked: Asked, ask: Ask) -> Response:
    """The answer shows the endpoint as it was."""
    if asked.operation != _PATCH:
        return ask(asked.request)
    row = _before(asked, ask)
    came = ask(asked.request)
    return with_json(came, row) if came.status == 200 else came


def _overlay(note: Any) -> Any:
    """What a patch leaves behind is laid over later reads: ``note(asked, before, after)`` gives fields, or nothing."""

    def make() -> Server:
        over: dict[str, dict[str, Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            row: Any = _before(asked, ask) if asked.operation == _PATCH else None
            came = ask(asked.request)
            if asked.operation not in {_PATCH, _GET} or came.status != 200:
                return came
            body = json_of(came)
            if asked.operation == _PATCH:
                over.setdefault(body["id"], {}).update(note(asked, {**row, **over.get(body["id"], {})}, body) or {})
            return with_json(came, {**body, **over.get(body["id"], {})})

        return server

    return make


def _is_foreign(came: Came) -> bool:
    return came.asked.path[0] == came.asked.memory.ids["foreign-webhook-endpoint"]


def _settable(came: Came, ask: Ask) -> Response:
    """auto_paused is taken as paused."""
    if came.status != 422 or (came.asked.body or {}).get("status") != "auto_paused":
        return came.response
    return ask(came.asked.with_body(came.asked.body | {"status": "paused"}))


def _half_done(came: Came, ask: Ask) -> Response:
    """What is fine beside a status that is not is done before the refusal."""
    body = came.asked.body or {}
    if came.status == 422 and body.get("status") == "auto_paused" and "description" in body:
        ask(further(came.asked, "PATCH", f"/v1/webhook-endpoints/{came.asked.path[0]}", {"description": body["description"]}))
    return came.response


def _paused_twice(asked: Asked, ask: Ask) -> Response:
    """A status that is there already is a conflict."""
    body = asked.body
    is_repeated = asked.operation == _PATCH and isinstance(body, dict) and "status" in body
    row = _before(asked, ask) if is_repeated else None
    if row is None or row["status"] != body["status"]:
        return ask(asked.request)
    return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "CONFLICT")


def _takes_http(came: Came, ask: Ask) -> Response:
    """http is taken in a change."""
    body = came.asked.body or {}
    if came.status != 422 or not str(body.get("url")).startswith("http://"):
        return came.response
    return ask(came.asked.with_body(body | {"url": "https://checked.example/taken"}))


def _skips_bad_url(came: Came, ask: Ask) -> Response:
    """A wrong URL beside another field is left out."""
    body = came.asked.body or {}
    if came.status != 422 or "url" not in body or "description" not in body:
        return came.response
    return ask(came.asked.with_body({"description": body["description"]}))


def _moved(asked: Asked, before: Any, _after: Any) -> Any:
    body = asked.body or {}
    return {"projectId": body["projectId"]} if "projectId" in body else None


def _freed(asked: Asked, before: Any, _after: Any) -> Any:
    body = asked.body or {}
    return {"projectId": None} if "projectId" in body and body["projectId"] is None else None


def _moves_out(asked: Asked, before: Any, _after: Any) -> Any:
    """An endpoint of the organisation can be given to a project."""
    body = asked.body or {}
    return {"projectId": body["projectId"]} if body.get("projectId") and before["projectId"] is None else None


def _created_again(asked: Asked, before: Any, after: Any) -> Any:
    return {"createdAt": after["updatedAt"]} if (asked.body or {}).get("events") else None


def _reapplies() -> Server:
    """A replay is answered as the first time, and the change is made once more."""
    seen: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if asked.operation == _PATCH and key is not None and came.status == 200:
            if key in seen:
                ask(further(asked, "PATCH", f"/v1/webhook-endpoints/{asked.path[0]}", asked.body))
            seen.add(key)
        return came

    return server


def _resumed(change: dict[str, Any]) -> Any:
    def note(asked: Asked, before: Any, after: Any) -> Any:
        return change if before["status"] == "auto_paused" and after["status"] == "active" else None

    return _overlay(note)


def _keeps_count(asked: Asked, before: Any, after: Any) -> Any:
    is_resumed = before["status"] == "auto_paused" and after["status"] == "active"
    return {"consecutiveFailureCount": before["consecutiveFailureCount"]} if is_resumed else None


def _zero_when(is_zeroed: Any) -> Any:
    return _overlay(lambda asked, before, after: {"consecutiveFailureCount": 0} if is_zeroed(asked, before, after) else None)


def _none_is_left_out(body: Any) -> None:
    if body.get("description", "") is None and len(body) > 1:
        del body["description"]


def _status(asked: Asked) -> Any:
    return (asked.body or {}).get("status")


MUTANTS = (
    Mutant(f"{_RULE}.partial", "A change clears the description where it sends none.", _with_before(
        lambda body, _: {"description": None, **body} if set(body) & {"url", "events", "status"} else body)),
    Mutant(f"{_RULE}.partial", "Of several fields the URL is forgotten.", _with_before(
        lambda body, row: body | {"url": row["url"]} if len(body) > 2 and "url" in body and "events" in body else body)),
    Mutant(f"{_RULE}.partial", "A new URL makes the endpoint active.", _with_before(
        lambda body, _: body | {"status": "active"} if "url" in body else body)),
    Mutant(f"{_RULE}.partial", "Unknown fields are kept.", _overlay(
        lambda asked, _before, _after: {"apiVersion": "v2"} if "apiVersion" in (asked.body or {}) else None)),
    Mutant(f"{_RULE}.answers-the-endpoint", "The answer shows the endpoint as it was.", lambda: _answer_before),
    Mutant(f"{_RULE}.answers-the-endpoint", "The answer has another updatedAt than the endpoint.", answers(
        _PATCH, lambda body: body | {"updatedAt": shifted(body["updatedAt"], 1)})),
    Mutant(f"{_RULE}.answers-the-endpoint", "The answer says nothing of the project side.", answers(
        _PATCH, lambda body: {name: value for name, value in body.items() if name != "projectId"})),
    Mutant(f"{_RULE}.events-replace", "Events are added.", _with_before(_added)),
    Mutant(f"{_RULE}.events-replace", "A shorter list only takes away what is there already.", _with_before(
        lambda body, row: _added(body, row) if len(body.get("events") or ()) > 1 else body)),
    Mutant(f"{_RULE}.events-replace", "The order of events is that of the catalogue.", reads(
        lambda row: row.update(events=sorted(row["events"])))),
    Mutant(f"{_RULE}.null-clears", "null leaves the description.", _with_before(
        lambda body, row: body | {"description": row["description"]} if "description" in body and body["description"] is None else body)),
    Mutant(f"{_RULE}.null-clears", "null is refused.", refuses(
        _PATCH, 422, "VALIDATION", when=lambda asked: (asked.body or {}).get("description", "") is None)),
    Mutant(f"{_RULE}.null-clears", "Beside another field null leaves the description.", asks(_PATCH, _none_is_left_out)),
    Mutant(f"{_RULE}.url", "A change takes http.", replies(_PATCH, _takes_http)),
    Mutant(f"{_RULE}.url", "A wrong URL beside another field is left out.", replies(_PATCH, _skips_bad_url)),
    Mutant(f"{_RULE}.status", "auto_paused can be set.", replies(_PATCH, _settable)),
    Mutant(f"{_RULE}.status", "What stands beside auto_paused is done before the refusal.", replies(_PATCH, _half_done)),
    Mutant(f"{_RULE}.status", "What is paused cannot be paused.", lambda: _paused_twice),
    Mutant(f"{_RULE}.resume", "A resumed endpoint keeps its failures.", _overlay(_keeps_count)),
    Mutant(f"{_RULE}.resume", "A resumed endpoint is paused.", _resumed({"status": "paused"})),
    Mutant(f"{_RULE}.resume", "Resuming forgets when it failed last.", _resumed({"lastFailureAt": None})),
    Mutant(f"{_RULE}.resume", "One failure is left.", _resumed({"consecutiveFailureCount": 1})),
    Mutant(f"{_RULE}.keeps-failures", "Any change sets the failures back.", _zero_when(lambda *_: True)),
    Mutant(f"{_RULE}.keeps-failures", "Active sets the failures back, also where the endpoint is active.", _zero_when(
        lambda asked, before, _: _status(asked) == "active" and before["status"] == "active")),
    Mutant(f"{_RULE}.keeps-failures", "The end of a pause sets the failures back.", _zero_when(
        lambda asked, before, _: _status(asked) == "active" and before["status"] == "paused")),
    Mutant(f"{_RULE}.keeps-failures", "A pause counts as a failure.", _overlay(
        lambda asked, _, after: {"lastFailureAt": after["updatedAt"]} if _status(asked) == "paused" else None)),
    Mutant(f"{_RULE}.project-stays", "An endpoint moves to another project.", _overlay(_moved)),
    Mutant(f"{_RULE}.project-stays", "A project of null makes it the organisation's.", _overlay(_freed)),
    Mutant(f"{_RULE}.project-stays", "An endpoint of the organisation is given to a project.", _overlay(_moves_out)),
    Mutant(f"{_RULE}.project-stays", "A project is refused.", refuses(
        _PATCH, 422, "VALIDATION", when=lambda asked: "projectId" in (asked.body or {}))),
    Mutant(f"{_RULE}.updated-at", "updatedAt stays.", reads(lambda row: row.update(updatedAt=row["createdAt"]))),
    Mutant(f"{_RULE}.updated-at", "Other events make the endpoint new.", _overlay(_created_again)),
    Mutant(f"{_RULE}.updated-at", "A pause is no change.", _overlay(
        lambda asked, before, _: {"updatedAt": before["updatedAt"]} if _status(asked) == "paused" else None)),
    Mutant(f"{_RULE}.not-found", "Any organisation's can be changed.", replies(_PATCH, anyones)),
    Mutant(f"{_RULE}.not-found", "Another organisation's is 403.", turns(
        _PATCH, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=_is_foreign)),
    Mutant(f"{_RULE}.not-found", "A deleted one is a conflict.", back_from_the_dead(
        _PATCH, lambda _: {"error": {"code": "CONFLICT", "message": "No.", "requestId": "req_01HY0AB3C5D7E9F1G3H5J7K9M1"}}, status=409)),
    Mutant(f"{_RULE}.idempotency", "The Idempotency-Key is not read.", forgets(_PATCH)),
    Mutant(f"{_RULE}.idempotency", "A replay makes the change once more.", _reapplies),
)  # fmt: skip
