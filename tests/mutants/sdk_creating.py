"""Wrong createSdkApp."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, asks, refuses, replies, turns, when_asked, with_json

__all__ = ["MUTANTS"]

_CREATE = "createSdkApp"
_RULE = "create-sdk-app."
_READS = ("getSdkApp", "listSdkApps", "getSdkInstallSpec")
_NEEDED = {
    "bundle-id": ("bundleId", "ios"),
    "android-package": ("androidPackage", "android"),
    "web-domain": ("webDomain", "web"),
}
_FILLED = {"bundleId": "com.filled.in", "androidPackage": "com.filled.droid", "webDomain": "filled.example"}


def _remembers_key(then: Callable[[Any, str], Any], operation: str) -> Callable[[], Server]:
    """A later answer is spoilt with the key that the app was given."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = Came(ask(asked.request), asked)
        body, keys = came.body, asked.memory.notes.setdefault("keys", {})
        if asked.operation == _CREATE and came.status == 201:
            keys[body["appId"]] = body["apiKey"]
        if asked.operation == operation and came.status == 200:
            app = asked.path[1] if len(asked.path) > 1 else next((one["appId"] for one in body.get("items", ())), "")
            if app in keys:
                return with_json(came.response, then(body, keys[app]))
        return came.response

    return lambda: server


def _filled(field: str, platform: str, only: Callable[[Any], object] = lambda body: True) -> Callable[[], Server]:
    """What is missing is made up."""
    return asks(
        _CREATE, lambda body: {**body, field: _FILLED[field]},
        when=lambda asked: isinstance(asked.body, dict) and asked.body.get("platform") == platform and field not in asked.body
        and only(asked.body),
    )  # fmt: skip


def _has_another(field: str) -> Callable[[Any], object]:
    return lambda body: bool((set(_FILLED) - {field}) & set(body))


def _unnamed(field: str) -> Callable[[], Server]:
    """The refusal names the body and not the field."""

    def change(came: Came, ask: Ask) -> Response:
        body = came.body
        issues = (body.get("error") or {}).get("details", {}).get("issues", []) if came.status == 422 else []
        for issue in issues:
            issue["path"] = "" if issue["path"] == field else issue["path"]
        return with_json(came.response, body) if issues else came.response

    return replies(_CREATE, change)


def _made_anyway() -> Callable[[], Server]:
    """What is refused as taken is made under an id of the server's."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status == 409 and "appId" in came.asked.body:
            ask(came.asked.with_body({name: value for name, value in came.asked.body.items() if name != "appId"}))
        return came.response

    return replies(_CREATE, change)


def _elsewhere(came: Came, ask: Ask) -> Response:
    """An id that is taken in another project is free."""
    listed = ask(came.asked.request._replace(method="GET", content=b""))
    taken = (came.asked.body or {}).get("appId", "").removeprefix("app_")
    if came.status != 409 or taken.encode() in listed.content:
        return came.response
    return ask(came.asked.with_body({name: value for name, value in came.asked.body.items() if name != "appId"}))


def _in_active(came: Came, ask: Ask) -> Response:
    """An archived project takes an app all the same: it is made in another one."""
    if came.status != 409 or "appId" in came.asked.body:
        return came.response
    return ask(came.asked.with_url(came.asked.path[0], came.asked.memory.ids["project"]))


MUTANTS = (
    Mutant(_RULE + "created", "A new app is answered 200.", answers(_CREATE, lambda body: body, status=200)),
    Mutant(_RULE + "created", "The answer leaves capi out.", answers(_CREATE, lambda body: body.pop("capi") and None)),
    Mutant(_RULE + "created", "The answer for a web app has no webDomain.", answers(_CREATE, lambda body: body | {"webDomain": None})),
    Mutant(_RULE + "key-once", "The answer has no key.", answers(_CREATE, lambda body: {**body, "apiKey": None})),
    Mutant(_RULE + "key-once", "All apps have one key.", answers(_CREATE, lambda body: {**body, "apiKey": "lsk_same"})),
    Mutant(_RULE + "key-once", "The key stands in the snippet that installs.", _remembers_key(
        lambda body, key: body | {"key": key}, "getSdkInstallSpec")),
    Mutant(_RULE + "key-once", "A rename tells the key again.", _remembers_key(lambda body, key: body | {"apiKey": key}, "patchSdkApp")),
    Mutant("get-sdk-app.no-key", "The row has the key.", _remembers_key(lambda body, key: body | {"apiKey": key}, "getSdkApp")),
    Mutant("get-sdk-app.no-key", "The row has the key under another name.", _remembers_key(
        lambda body, key: body | {"writeKey": key}, "getSdkApp")),
    Mutant("list-sdk-apps.no-key", "The list has a key.", _remembers_key(
        lambda body, key: {**body, "items": [body["items"][0] | {"key": key}, *body["items"][1:]]}, "listSdkApps")),
    Mutant("list-sdk-apps.no-key", "Items have an apiKey that is blanked.", answers(
        "listSdkApps", lambda body: [item.update(apiKey=None) for item in body["items"]] and None)),
    Mutant(_RULE + "ingest-endpoint", "The endpoint is that of the SDK pages.", answers(
        (_CREATE, "getSdkApp"), lambda body: body | {"ingestEndpoint": "https://in.layers.com/events"})),
    Mutant(_RULE + "ingest-endpoint", "The answer for a new app lacks it.", answers(_CREATE, lambda body: body.pop("ingestEndpoint") and None)),
    *(Mutant(_RULE + rule, f"{field} is made up where it is missing.", _filled(field, platform)) for rule, (field, platform) in _NEEDED.items()),
    *(Mutant(_RULE + rule, f"Another identifier stands in for {field}.", _filled(field, platform, _has_another(field)))
      for rule, (field, platform) in _NEEDED.items()),
    *(Mutant(_RULE + rule, f"The refusal does not name {field}.", _unnamed(field)) for rule, (field, platform) in _NEEDED.items()),
    Mutant(_RULE + "bundle-id", "Apps for react-native need it too.", refuses(
        _CREATE, 422, "VALIDATION", when=lambda asked: asked.body.get("platform") == "react-native")),
    Mutant(_RULE + "own-id", "The client's id is left out of account.", asks(_CREATE, lambda body: body.pop("appId", None) and None)),
    Mutant(_RULE + "own-id", "A bare id is left out of account.", asks(
        _CREATE, lambda body: body.pop("appId", None) and None, when=lambda asked: len(str((asked.body or {}).get("appId", ""))) == 24)),
    Mutant(_RULE + "own-id", "The answer prints it as it was sent.", answers(
        _CREATE, lambda body, asked: body | {"appId": asked.body.get("appId", body["appId"])})),
    Mutant(_RULE + "own-id-taken", "A taken id is 422.", turns(_CREATE, 409, "CONFLICT", to=(422, "VALIDATION"))),
    Mutant(_RULE + "own-id-taken", "What is refused is made under another id.", _made_anyway()),
    Mutant(_RULE + "own-id-taken", "An id that another project uses is free.", replies(_CREATE, _elsewhere)),
    Mutant(_RULE + "project-not-found", "A project that is not there is 403.", turns(_CREATE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant(_RULE + "project-not-found", "A foreign project takes apps.", when_asked(
        _CREATE, lambda asked: asked.with_key("other"), when=lambda asked: asked.path[0] == asked.memory.ids["foreign-project"])),
    Mutant(_RULE + "archived-project", "An archived project is not found.", turns(_CREATE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant(_RULE + "archived-project", "An archived project takes apps.", replies(_CREATE, _in_active)),
    Mutant(_RULE + "archived-project", "Once archived, a project takes no apps any more.", replies(
        ("archiveProject", _CREATE), lambda came, ask: _never_again(came))),
)  # fmt: skip


def _never_again(came: Came) -> Response:
    gone = came.asked.memory.notes.setdefault("archived", set())
    if came.asked.operation == "archiveProject":
        gone.add(came.asked.path[0])
        return came.response
    if came.asked.path[0] in gone and came.status == 201:
        error = {"code": "CONFLICT", "message": "No.", "requestId": "req_01HXZ9G7KMV2QX8Y1S5RJW3B7T"}
        return with_json(came.response, {"error": error}, 409)
    return came.response
