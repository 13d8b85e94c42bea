"""Wrong patchSdkApp."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.sdk_reading import lost
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, asks, json_of, replies, turns, with_json

__all__ = ["MUTANTS"]

_PATCH = "patchSdkApp"
_RULE = "patch-sdk-app."
_ROWS = ("getSdkApp", _PATCH)
_IDENTIFIERS = ("bundleId", "androidPackage", "webDomain")


def _drops(*names: str, when: Callable[[Any], object] = lambda body: True) -> Callable[[], Server]:
    """Fields of the body are left out of account."""
    return asks(
        _PATCH, lambda body: {name: value for name, value in body.items() if name not in names},
        when=lambda asked: isinstance(asked.body, dict) and when(asked.body),
    )  # fmt: skip


def _answers_before() -> Callable[[], Server]:
    """The answer is the row as it was."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != _PATCH:
            return ask(asked.request)
        before = json_of(ask(asked.request._replace(method="GET", content=b"")))
        came = ask(asked.request)
        return with_json(came, {**json_of(came), **before}) if came.status == 200 else came

    return lambda: server


def _also(**more: Any) -> Callable[[], Server]:
    """Every change changes something else as well."""
    return asks(_PATCH, lambda body: {**more, **body})


def _capi_anew() -> Callable[[], Server]:
    """What capi does not name is switched off."""
    return asks(
        _PATCH, lambda body: body | {"capi": {"meta": {"enabled": False}, "tiktok": {"enabled": False}, **body["capi"]}},
        when=lambda asked: isinstance(asked.body, dict) and asked.body.get("capi"),
    )  # fmt: skip


def _relays(change: Callable[[Any, Any], Any]) -> Callable[[], Server]:
    """The relays of a row are told wrongly."""

    def edit(body: Any) -> None:
        for entry in body["capi"].values():
            change(entry, body)

    return answers(_ROWS, edit)


def _meta_alone() -> Callable[[], Server]:
    """What TikTok has a name for is what Meta has."""

    def edit(body: Any) -> None:
        capi = body["capi"]
        if "meta" in capi and "tiktok" in capi:
            capi["tiktok"]["lastForwardAt"] = capi["meta"]["lastForwardAt"]

    return answers(_ROWS, edit)


def _forgets(entry: Any, _row: Any) -> None:
    if not entry["enabled"]:
        entry["lastForwardAt"] = None


def _same_key(came: Came, ask: Ask) -> Response:
    """A rotation gives the first key of the app."""
    body = came.body
    if came.asked.operation == "createSdkApp" and came.status == 201:
        came.asked.memory.notes.setdefault("first", {})[body["appId"]] = body["apiKey"]
    elif came.status == 200 and "apiKey" in body:
        return with_json(came.response, body | {"apiKey": came.asked.memory.notes["first"].get(body["appId"], "lsk_x")})
    return came.response


def _two_keys(came: Came, ask: Ask) -> Response:
    """Rotations go to and fro between two keys."""
    body = came.body
    if came.status != 200 or "apiKey" not in body:
        return came.response
    keys = came.asked.memory.notes.setdefault("keys", [])
    keys.append(body["apiKey"])
    return with_json(came.response, body | {"apiKey": keys[-3] if len(keys) > 2 else body["apiKey"]})


def _rotates(asked: Asked) -> bool:
    return isinstance(asked.body, dict) and asked.body.get("rotateKey") is True


def _again(body: Any, asked: Asked) -> Any:
    """A key that was rotated once is told ever after."""
    known = asked.memory.notes.setdefault("rotated", {})
    if "apiKey" in body:
        known[body["appId"]] = body["apiKey"]
    elif body["appId"] in known:
        body["apiKey"] = known[body["appId"]]


def _refused_late(came: Came, ask: Ask) -> Response:
    """What is fine in a refused change is done."""
    if came.status == 422 and isinstance(came.asked.body, dict):
        ask(came.asked.with_body({name: value for name, value in came.asked.body.items() if name not in _IDENTIFIERS}))
    return came.response


def _has_identifier(body: Any) -> bool:
    return any(name in body for name in _IDENTIFIERS)


def _ignored_beside(came: Came, ask: Ask) -> Response:
    """Foreign identifiers are ignored where something else is changed."""
    body = came.asked.body
    if came.status != 422 or not isinstance(body, dict) or not _has_identifier(body) or len(body) < 2:
        return came.response
    return ask(came.asked.with_body({name: value for name, value in body.items() if name not in _IDENTIFIERS}))


MUTANTS = (
    Mutant(_RULE + "answer", "The answer is the row as it was.", _answers_before()),
    Mutant(_RULE + "answer", "The answer tells what was sent alone.", answers(_PATCH, lambda body, asked: {"appId": body["appId"], **asked.body})),
    Mutant(_RULE + "answer", "A change is answered 202.", answers(_PATCH, lambda body: body, status=202)),
    Mutant(_RULE + "changes", "The name stays.", _drops("name")),
    Mutant(_RULE + "changes", "webDomain stays.", _drops("webDomain")),
    Mutant(_RULE + "changes", "Beside a name, the identifier stays.", _drops("bundleId", when=lambda body: "name" in body)),
    Mutant(_RULE + "omitted", "A change switches a relay.", _also(capi={"apple": {"enabled": True}})),
    Mutant(_RULE + "omitted", "A change rotates the key.", _also(rotateKey=True)),
    Mutant(_RULE + "omitted", "A rotation renames.", asks(_PATCH, lambda body: {"name": "Rotated", **body}, when=_rotates)),
    Mutant(_RULE + "other-identifiers", "A foreign identifier is ignored.", _drops(*_IDENTIFIERS)),
    Mutant(_RULE + "other-identifiers", "Beside another change it is ignored.", replies(_PATCH, _ignored_beside)),
    Mutant(_RULE + "other-identifiers", "The rest of a refused change is done.", replies(_PATCH, _refused_late)),
    Mutant(_RULE + "other-identifiers", "It is a conflict.", turns(_PATCH, 422, "VALIDATION", to=(409, "CONFLICT"))),
    Mutant(_RULE + "capi", "What capi does not name is switched off.", _capi_anew()),
    Mutant(_RULE + "capi", "Apple cannot be switched.", asks(_PATCH, lambda body: body | {
        "capi": {name: value for name, value in body["capi"].items() if name != "apple"}},
        when=lambda asked: isinstance(asked.body, dict) and asked.body.get("capi"))),
    Mutant(_RULE + "capi", "What is on stays on.", asks(_PATCH, lambda body: body | {
        "capi": {name: value for name, value in body["capi"].items() if value["enabled"]}},
        when=lambda asked: isinstance(asked.body, dict) and asked.body.get("capi"))),
    Mutant(_RULE + "capi-pixel", "Pixels are made up.", _relays(lambda entry, row: entry.update(pixelId=entry["pixelId"] or "100000000000000"))),
    Mutant(_RULE + "capi-pixel", "Pixels are never told.", _relays(lambda entry, row: entry.update(pixelId=None))),
    Mutant(_RULE + "capi-pixel", "A relay that is off has no pixel.", _relays(
        lambda entry, row: entry.update(pixelId=entry["pixelId"] if entry["enabled"] else None))),
    Mutant(_RULE + "capi-forwards", "Nothing is ever forwarded.", _relays(lambda entry, row: entry.update(lastForwardAt=None))),
    Mutant(_RULE + "capi-forwards", "Every event is forwarded.", _relays(
        lambda entry, row: entry.update(lastForwardAt=row["lastEventAt"] if entry["enabled"] and entry["lastForwardAt"] else entry["lastForwardAt"]))),
    Mutant(_RULE + "capi-forwards", "Meta and TikTok know the same events.", _meta_alone()),
    Mutant(_RULE + "capi-forwards", "A relay that is off forgets.", _relays(_forgets)),
    Mutant(_RULE + "capi-forwards", "Without a pixel events are forwarded too.", _relays(
        lambda entry, row: entry.update(lastForwardAt=entry["lastForwardAt"] if entry["pixelId"] else row["lastEventAt"]))),
    Mutant(_RULE + "rotate-key", "A rotation gives the first key again.", replies(("createSdkApp", _PATCH), _same_key)),
    Mutant(_RULE + "rotate-key", "Rotations go to and fro between keys.", replies(_PATCH, _two_keys)),
    Mutant(_RULE + "rotate-key", "Beside another change, nothing is rotated.", _drops("rotateKey", when=lambda body: len(body) > 1)),
    Mutant(_RULE + "key-only-rotated", "Every change tells a key.", answers(_PATCH, lambda body: {"apiKey": None, **body})),
    Mutant(_RULE + "key-only-rotated", "rotateKey false rotates.", asks(_PATCH, lambda body: body | {"rotateKey": True},
        when=lambda asked: isinstance(asked.body, dict) and "rotateKey" in asked.body)),
    Mutant(_RULE + "key-only-rotated", "A rotated key is told ever after.", answers(_PATCH, _again)),
    Mutant(_RULE + "rotated-at", "lastRotatedAt is the creation.", answers(_ROWS, lambda body: body | {"lastRotatedAt": body["createdAt"]})),
    Mutant(_RULE + "rotated-at", "A rename moves lastRotatedAt.", asks(_PATCH, lambda body: body | {"rotateKey": True},
        when=lambda asked: isinstance(asked.body, dict) and "name" in asked.body)),
    Mutant(_RULE + "rotated-at", "Only the first rotation moves it.", replies(_ROWS, lambda came, ask: _first_rotation(came))),
    *(Mutant(_RULE + "not-found", wrong, make) for wrong, make in lost(_PATCH)),
    Mutant(_RULE + "not-found", "An empty change of nothing is fine.", replies(_PATCH, lambda came, ask: (
        with_json(came.response, {}, 200) if came.status == 404 and came.asked.body == {} else came.response))),
)  # fmt: skip


def _first_rotation(came: Came) -> Response:
    if came.status != 200:
        return came.response
    body = came.body
    seen = came.asked.memory.notes.setdefault("moments", {}).setdefault(body["appId"], [])
    if body["lastRotatedAt"] not in seen:
        seen.append(body["lastRotatedAt"])
    return with_json(came.response, body | {"lastRotatedAt": seen[:2][-1]})
