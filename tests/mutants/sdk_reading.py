"""Wrong getSdkApp and getSdkInstallSpec."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, replies, turns, when_asked, with_json

__all__ = ["MUTANTS", "lost", "wandering"]

_GET = "getSdkApp"
_SPEC = "getSdkInstallSpec"
_ROW = "get-sdk-app."
_RULE = "get-sdk-install-spec."


def wandering(operation: str) -> Callable[[], Server]:
    """An app is found under every project of the organisation."""

    def server(asked: Asked, ask: Ask) -> Response:
        homes = asked.memory.notes.setdefault("homes", {})
        came = ask(asked.request)
        if asked.operation == "createSdkApp" and came.status == 201:
            homes[json_of(came)["appId"]] = asked.path[0]
        if asked.operation != operation or came.status != 404 or asked.key != "full":
            return came
        home = homes.get(asked.path[1])
        return ask(asked.with_url(asked.path[0], home)) if home else came

    return lambda: server


def lost(operation: str) -> tuple[tuple[str, Callable[[], Server]], ...]:
    """Defects in what is not found."""
    return (
        ("An app that is not there is 403.", turns(operation, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
        ("An app is found under every project.", wandering(operation)),
        ("A foreign app is found.", when_asked(
            operation, lambda asked: asked.with_key("other"), when=lambda asked: asked.path[0] == asked.memory.ids["foreign-project"])),
    )  # fmt: skip


def _switched_off(body: Any) -> Any:
    for name in ("meta", "tiktok"):
        body["capi"].setdefault(name, {"enabled": False, "pixelId": None, "lastForwardAt": None})


def _enabled_alone(body: Any) -> Any:
    body["capi"] = {name: entry for name, entry in body["capi"].items() if entry["enabled"]}


def _pings(body: Any) -> Any:
    body["lastEventAt"] = body["lastEventAt"] or body["createdAt"]


def _by_page(came: Came, ask: Ask) -> Response:
    """lastEventAt is rounded to seconds."""
    body = came.body
    if came.status == 200 and body["lastEventAt"]:
        return with_json(came.response, body | {"lastEventAt": body["lastEventAt"][:19] + ".000Z"})
    return came.response


def _stale(came: Came, ask: Ask) -> Response:
    """lastEventAt is what it was when the app was read first."""
    body = came.body
    if came.status != 200:
        return came.response
    first = came.asked.memory.notes.setdefault("seen", {}).setdefault(body["appId"], body["lastEventAt"])
    return with_json(came.response, body | {"lastEventAt": first})


def _entries(change: Callable[[Any], Any]) -> Callable[[Any], None]:
    def edit(body: Any) -> None:
        for entry in body["platforms"]:
            change(entry)

    return edit


def _without(entry: Any) -> Any:
    if entry["platform"] == "flutter":
        del entry["dependency"]["manager"]


def _named(name: str, value: str) -> Callable[[Any], Any]:
    return lambda entry: [variable.update(value=value) for variable in entry["envVars"] if variable["name"] == name]


def _counted(came: Came, ask: Ask) -> Response:
    """The snippet tells how often it was asked for."""
    if came.status != 200:
        return came.response
    body, notes = came.body, came.asked.memory.notes
    notes["asked"] = notes.get("asked", 0) + 1
    body["platforms"][0]["initSnippet"] += f"// {notes['asked']}\n"
    return with_json(came.response, body)


def _dated(came: Came, ask: Ask) -> Response:
    """The version follows the clock."""
    if came.status != 200:
        return came.response
    body = came.body
    body["platforms"][0]["dependency"]["from"] = f"2.{came.asked.memory.notes.get('passed', 0)}.0"
    return with_json(came.response, body)


def _has(asked: Asked) -> bool:
    return "platforms" in asked.query


def _listed(asked: Asked) -> list[str]:
    return asked.query["platforms"][0].split(",")


MUTANTS = (
    Mutant(_ROW + "row", "The row has no lastRotatedAt.", answers(_GET, lambda body: body.pop("lastRotatedAt") and None)),
    Mutant(_ROW + "row", "A new app was never rotated.", answers(_GET, lambda body: body | {"lastRotatedAt": None})),
    Mutant(_ROW + "row", "The row of an app for android has no package.", answers(_GET, lambda body: body | {"androidPackage": None})),
    Mutant(_ROW + "capi-empty", "capi has every platform, off.", answers(_GET, _switched_off)),
    Mutant(_ROW + "capi-empty", "capi has only what is on.", answers(_GET, _enabled_alone)),
    Mutant(_ROW + "last-event-at", "lastEventAt is null.", answers(_GET, lambda body: body | {"lastEventAt": None})),
    Mutant(_ROW + "last-event-at", "An app without events has its creation.", answers(_GET, _pings)),
    Mutant(_ROW + "last-event-at", "lastEventAt is rounded to seconds.", replies(_GET, _by_page)),
    Mutant(_ROW + "last-event-at", "lastEventAt stays what it was.", replies(_GET, _stale)),
    *(Mutant(_ROW + "not-found", wrong, make) for wrong, make in lost(_GET)),
    *(Mutant(_RULE + "not-found", wrong, make) for wrong, make in lost(_SPEC)),
    Mutant(_RULE + "entries", "An entry has no snippet.", answers(_SPEC, _entries(lambda entry: entry.update(initSnippet="")))),
    Mutant(_RULE + "entries", "The dependency for flutter has no manager.", answers(_SPEC, _entries(_without))),
    Mutant(_RULE + "env-vars", "The app's id is another in the environment.", answers(_SPEC, _entries(_named("LAYERS_APP_ID", "app_id")))),
    Mutant(_RULE + "env-vars", "The endpoint is that of the SDK pages.", answers(
        _SPEC, _entries(_named("LAYERS_INGEST_ENDPOINT", "https://in.layers.com/events")))),
    Mutant(_RULE + "env-vars", "Only the first platform has the app's id.", answers(
        _SPEC, lambda body: [entry["envVars"].pop(0) for entry in body["platforms"][1:]] and None)),
    Mutant(_RULE + "default-platforms", "The default is ios.", when_asked(
        _SPEC, lambda asked: asked.with_query(platforms="ios"), when=lambda asked: not _has(asked))),
    Mutant(_RULE + "default-platforms", "The default is all.", when_asked(
        _SPEC, lambda asked: asked.with_query(platforms="ios,android,web,react-native,flutter,expo"), when=lambda asked: not _has(asked))),
    Mutant(_RULE + "platforms", "Only the first platform counts.", when_asked(
        _SPEC, lambda asked: asked.with_query(platforms=_listed(asked)[0]), when=_has)),
    Mutant(_RULE + "platforms", "Platforms come in alphabetical order.", answers(
        _SPEC, lambda body: body["platforms"].sort(key=lambda entry: entry["platform"]))),
    Mutant(_RULE + "platforms", "A repeated platform comes twice.", answers(_SPEC, lambda body, asked: body | {
        "platforms": [next(one for one in body["platforms"] if one["platform"] == name) for name in _listed(asked)]}, when=_has)),
    Mutant(_RULE + "deterministic", "Each specification is numbered.", replies(_SPEC, _counted)),
    Mutant(_RULE + "deterministic", "The version follows the clock.", replies(_SPEC, _dated)),
)  # fmt: skip
