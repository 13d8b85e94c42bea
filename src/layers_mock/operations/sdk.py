"""The sdk section: reference/sdk-apps/*."""

from typing import Any, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of, sdk_app_of
from layers_mock.operations.telemetry import words_of
from layers_mock.world.clock import iso, iso_seconds
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.ids import Key
from layers_mock.world.install_specs import INGEST_ENDPOINT, install_spec
from layers_mock.world.sdk_apps import (
    IDENTIFIERS,
    CapiPlatform,
    CapiRelay,
    SdkApp,
    SdkPlatform,
    app_id,
    app_key,
    relay_of,
    shortened,
    with_relay,
)
from layers_mock.world.telemetry import last_event_at, last_forward_at, traffic
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LIST = "sdk-apps"


def create_sdk_app(world: World, call: Call) -> Reply:
    """A new app; its API key is in this answer and in no other."""
    project = project_of(call, "create-sdk-app.project-not-found")
    if project.status == "archived":
        raise Refusal("CONFLICT", "The project is archived.", rule="create-sdk-app.archived-project")
    key = _chosen_key(call)
    if key is None:
        key = shortened(world.ids.fresh(call.now))
    platform = cast("SdkPlatform", call.body["platform"])
    app = SdkApp(
        key=key, id=app_id(key), created_at=call.now, project=project.key, name=cast("str", call.body["name"]),
        platform=platform, rotated_at=call.now,
        identifier=call.text(IDENTIFIERS[platform]) if platform in IDENTIFIERS else None,
    )  # fmt: skip
    call.organization.sdk_apps.add(app)
    return Reply(201, {**_view(world, call, app), "apiKey": app_key(world.ids, app)})


def list_sdk_apps(world: World, call: Call) -> Reply:
    """A project's apps, newest first."""
    project = project_of(call, "list-sdk-apps.project-not-found")
    platform, cursor = call.query.get("platform"), cast("str | None", call.query.get("cursor"))
    rows = call.organization.sdk_apps.newest_first(project.key, decode_cursor(cursor) if cursor else None)
    found, following = page(rows, call.limit(), _LIST, lambda row: platform in {None, row.platform})
    return Reply(200, {"items": [_item_view(world, call, row) for row in found], "nextCursor": following})


def get_sdk_app(world: World, call: Call) -> Reply:
    """The full row of one app."""
    return Reply(200, _view(world, call, sdk_app_of(call, "get-sdk-app.not-found")))


def patch_sdk_app(world: World, call: Call) -> Reply:
    """Change single fields, switch relays, rotate the API key."""
    app = before = sdk_app_of(call, "patch-sdk-app.not-found")
    own = IDENTIFIERS.get(app.platform)
    _refuse_other_identifiers(call, app, own)
    app = app._replace(name=call.text("name") or app.name)
    if own in call.body:
        app = app._replace(identifier=call.text(own))
    for platform, wanted in cast("dict[CapiPlatform, JsonObject]", call.body.get("capi") or {}).items():
        if platform in _CAPI and isinstance(wanted.get("enabled"), bool):
            app = _switched(world, app, platform, on=bool(wanted["enabled"]), now=call.now)
    answer: JsonObject = {}
    if call.body.get("rotateKey") is True:
        app = app._replace(rotations=app.rotations + 1, rotated_at=call.now)
        answer["apiKey"] = app_key(world.ids, app)
    call.organization.sdk_apps.replace(app)
    return Reply(200, {**_view(world, call, app), **answer}, changed=app != before)


def get_sdk_install_spec(_world: World, call: Call) -> Reply:
    """What it takes to build the SDK into an app, platform by platform."""
    app = sdk_app_of(call, "get-sdk-install-spec.not-found")
    platforms = words_of(call, "platforms") or [app.platform]
    specs = [install_spec(app.id, platform) for platform in dict.fromkeys(platforms)]
    return Reply(200, {"appId": app.id, "platforms": specs})


_CAPI = ("meta", "tiktok", "apple")


def _chosen_key(call: Call) -> Key | None:
    """The key of the client's own id; a taken one is refused."""
    text = call.text("appId")
    if text is None:
        return None
    if call.organization.sdk_apps.get(key_of(text)) is not None:
        raise Refusal("CONFLICT", "An SDK app with this id already exists.", rule="create-sdk-app.own-id-taken")
    return key_of(text)


def _refuse_other_identifiers(call: Call, app: SdkApp, own: str | None) -> None:
    others = [name for name in IDENTIFIERS.values() if name in call.body and name != own]
    if others:
        details: JsonObject = {
            "issues": [{"path": name, "message": f"No field of an app for {app.platform}."} for name in others]
        }
        raise Refusal("VALIDATION", rule="patch-sdk-app.other-identifiers", details=details)


def _switched(world: World, app: SdkApp, platform: CapiPlatform, *, on: bool, now: int) -> SdkApp:
    """The app with a relay on or off. What it forwarded so far stays known; a repeat changes nothing."""
    relay = relay_of(app, platform)
    if relay is not None and relay.is_enabled == on:
        return app
    forwarded = None if relay is None else last_forward_at(traffic(world.seed), app, relay, now)
    return with_relay(app, CapiRelay(platform, on, now if on else None, forwarded))


def _item_view(world: World, call: Call, app: SdkApp) -> JsonObject:
    last = last_event_at(traffic(world.seed), app, call.now)
    own = IDENTIFIERS.get(app.platform)
    return {
        "appId": app.id,
        "name": app.name,
        "platform": app.platform,
        **{name: app.identifier if name == own else None for name in IDENTIFIERS.values()},
        "createdAt": iso_seconds(app.created_at),
        "lastEventAt": None if last is None else iso(last),
    }


def _view(world: World, call: Call, app: SdkApp) -> JsonObject:
    relays: dict[str, Any] = {relay.platform: _relay_view(world, call, app, relay) for relay in app.capi}
    return {
        **_item_view(world, call, app),
        "ingestEndpoint": INGEST_ENDPOINT,
        "capi": relays,
        "lastRotatedAt": iso_seconds(app.rotated_at),
    }


def _relay_view(world: World, call: Call, app: SdkApp, relay: CapiRelay) -> JsonObject:
    last = last_forward_at(traffic(world.seed), app, relay, call.now)
    pixel = (app.pixels or {}).get(relay.platform)
    return {"enabled": relay.is_enabled, "pixelId": pixel, "lastForwardAt": None if last is None else iso(last)}


HANDLERS: dict[str, Handler] = {
    "createSdkApp": create_sdk_app,
    "listSdkApps": list_sdk_apps,
    "getSdkApp": get_sdk_app,
    "patchSdkApp": patch_sdk_app,
    "getSdkInstallSpec": get_sdk_install_spec,
}
