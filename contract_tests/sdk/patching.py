"""patchSdkApp."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..forms import instant
from ..making import new_project
from .apps import BODIES, IDENTIFIERS, PLATFORMS, made, read
from .reading import not_found

__all__: list[str] = []

_NEW = {
    "ios": {"bundleId": "com.other.app"},
    "android": {"androidPackage": "com.other.droid"},
    "web": {"webDomain": "other.example"},
}
_MAPPED = {
    "meta": {
        "purchase_success", "paywall_purchased", "subscription_start", "subscription_renew", "trial_start", "trial_convert",
        "sign_up", "add_to_cart", "content_open", "search", "purchase_attempt", "bookmark_add",
    },
    "tiktok": {
        "purchase_success", "paywall_purchased", "subscription_start", "trial_start", "add_to_cart", "content_open",
        "screen_view", "search", "sign_up",
    },
}  # fmt: skip
"""The standard events that an ad platform has a name for (docs/sdk/standard-events)."""
_DAY = 86_400
_MOST_WAITS = 60


def _patched(api: Api, project: str, app: str, **body: object) -> Any:
    return api.call("patchSdkApp", project, app, body=body).succeeded(200)


def _switch(**platforms: bool) -> dict[str, dict[str, bool]]:
    return {platform: {"enabled": on} for platform, on in platforms.items()}


@check("patch-sdk-app.answer")
def a_change_is_answered_with_the_row(api: Api) -> None:
    """200 with all that getSdkApp tells from then on, whatever was changed."""
    project = new_project(api)
    app = made(api, project)["appId"]
    bodies: tuple[dict[str, Any], ...] = (
        {"name": "Renamed"}, {"capi": _switch(meta=True)}, {"rotateKey": True}, {"bundleId": "com.other.app"}, {},
    )  # fmt: skip
    for body in bodies:
        api.let_pass(61)
        answer = _patched(api, project, app, **body)
        row = read(api, project, app)
        equal({name: answer.get(name, "absent") for name in row}, row, f"the answer to {body}, held against the row")


@check("patch-sdk-app.changes")
def fields_are_changed_as_sent(api: Api) -> None:
    """Name and identifier, each alone and both, for each platform that has one; it shows in the list too."""
    project = new_project(api)
    for platform in PLATFORMS:
        app = made(api, project, platform)["appId"]
        changes: dict[str, object] = {"name": api.text("Renamed"), **_NEW.get(platform, {})}
        for name, value in changes.items():
            _patched(api, project, app, **{name: value})
            equal(read(api, project, app)[name], value, f"{name} of an app for {platform}")
        back = {"name": api.text("Again"), **BODIES.get(platform, {})}
        _patched(api, project, app, **back)
        row = read(api, project, app)
        equal({name: row[name] for name in back}, back, "both together")
        item = next(one for one in api.made("listSdkApps", project)["items"] if one["appId"] == app)
        equal({name: item[name] for name in back}, back, "both, as they are listed")


@check("patch-sdk-app.omitted")
def what_is_left_out_stays(api: Api) -> None:
    """After each single change, and after an empty one, all other fields are as they were."""
    project = new_project(api)
    app = made(api, project)["appId"]
    _patched(api, project, app, capi=_switch(tiktok=True))
    cases: tuple[tuple[dict[str, Any], set[str]], ...] = (
        ({"name": "Renamed"}, {"name"}),
        ({"bundleId": "com.other.app"}, {"bundleId"}),
        ({"capi": _switch(meta=True)}, {"capi"}),
        ({"rotateKey": True}, {"lastRotatedAt"}),
        ({"rotateKey": False}, set()),
        ({}, set()),
    )
    for body, changed in cases:
        before = read(api, project, app)
        api.let_pass(61)
        _patched(api, project, app, **body)
        after = read(api, project, app)
        moved = {name for name in before if after.get(name, "absent") != before[name]}
        equal(sorted(moved - changed), [], f"fields that {body} changed beside its own")


@check("patch-sdk-app.other-identifiers")
def an_identifier_belongs_to_its_platform(api: Api) -> None:
    """Those of other platforms are refused with their path, beside a fine field too, and nothing changes."""
    project = new_project(api)
    for platform in PLATFORMS:
        app = made(api, project, platform)["appId"]
        before = read(api, project, app)
        for name, text in IDENTIFIERS.items():
            if name in BODIES.get(platform, {}):
                continue
            for more in ({}, {"name": "Changed"}, {"rotateKey": True}, {"capi": _switch(meta=True)}, _NEW.get(platform, {})):
                answer = api.call("patchSdkApp", project, app, body={**more, name: text})
                answer.refused(422, "VALIDATION", path=name)
        equal(read(api, project, app), before, f"an app for {platform} behind refused changes")


@check("patch-sdk-app.capi")
def relays_are_switched_one_by_one(api: Api) -> None:
    """What is named is on or off from then on; what is not named stays, in one call and over several."""
    project = new_project(api)
    app = made(api, project)["appId"]
    state: dict[str, bool] = {}
    for change in (
        {"meta": True}, {"tiktok": True, "apple": False}, {"meta": False}, {"apple": True}, {"meta": True, "tiktok": False}, {},
        {"meta": True},
    ):  # fmt: skip
        state |= change
        _patched(api, project, app, capi=_switch(**change))
        told = {name: entry["enabled"] for name, entry in read(api, project, app)["capi"].items()}
        equal(told, state, f"what is enabled after {change}")


@check("patch-sdk-app.capi-pixel")
def a_relay_tells_its_pixel(api: Api) -> None:
    """The pixel on file, the same each time; null for an app whose account has none."""
    project = new_project(api)
    app = made(api, project)["appId"]
    _patched(api, project, app, capi=_switch(meta=True, tiktok=True, apple=True))
    pixels = {name: entry.get("pixelId", "absent") for name, entry in read(api, project, app)["capi"].items()}
    equal(pixels, {"meta": None, "tiktok": None, "apple": None}, "pixels of an app without any on file")
    place, tracked = api.state("tracked_project"), api.state("tracked_app")
    for on in (True, False):
        entry = _patched(api, place, tracked, capi=_switch(meta=on))["capi"]["meta"]
        holds(isinstance(entry.get("pixelId"), str) and entry["pixelId"].isdecimal(), f"pixelId {entry.get('pixelId')!r}")


@check("patch-sdk-app.capi-forwards", alone=True)
def what_is_relayed_is_told(api: Api) -> None:
    """Null at first; then the newest event since that the platform knows; it stays when the relay is off."""
    project, app = api.state("tracked_project"), api.state("tracked_app")
    known = {event["eventId"] for event in _events(api, project, app)}
    _patched(api, project, app, capi=_switch(meta=True, tiktok=True))
    if any(entry["lastForwardAt"] for entry in read(api, project, app)["capi"].values()):
        raise UnprovidedError("the relays of the tracked app were on before")
    last: dict[str, Any] = {}
    is_apart = False
    for _ in range(_MOST_WAITS):
        api.advance(_DAY / 3)
        new = [event for event in _events(api, project, app) if event["eventId"] not in known]
        row = read(api, project, app)
        for platform, names in _MAPPED.items():
            last[platform] = next((event["occurredAt"] for event in new if event["eventName"] in names), None)
            equal(row["capi"][platform]["lastForwardAt"], last[platform], f"lastForwardAt of {platform}")
        is_apart = is_apart or (None not in last.values() and len({*last.values(), row["lastEventAt"]}) == len(last) + 1)
        if is_apart:
            break
    if not is_apart:
        raise UnprovidedError("the events of the tracked app do not tell the relays apart")
    _patched(api, project, app, capi=_switch(meta=False, tiktok=False))
    api.advance(2 * _DAY)
    for platform in _MAPPED:
        equal(
            read(api, project, app)["capi"][platform]["lastForwardAt"],
            last[platform],
            f"lastForwardAt of {platform}, switched off,",
        )
    _nothing_to_relay(api, project)


def _events(api: Api, project: str, app: str) -> list[Any]:
    return list(api.made("listEvents", project, query={"appId": app, "limit": 200})["items"])


def _nothing_to_relay(api: Api, project: str) -> None:
    """Without events, and without a pixel, nothing is forwarded."""
    for app in (api.state("silent_app"), api.state("second_tracked_app")):
        _patched(api, project, app, capi=_switch(meta=True))
        api.advance(_DAY)
        equal(read(api, project, app)["capi"]["meta"]["lastForwardAt"], None, "lastForwardAt of an app that forwards nothing")
        _patched(api, project, app, capi=_switch(meta=False))


@check("patch-sdk-app.rotate-key")
def a_rotation_gives_another_key(api: Api) -> None:
    """A new key in each answer, unlike all before and unlike those of other apps."""
    project = new_project(api)
    first, other = made(api, project), made(api, project)
    keys = [first["apiKey"], other["apiKey"]]
    for more in ({}, {"name": "Renamed"}, {"capi": _switch(meta=True)}):
        for app in (first["appId"], other["appId"]):
            key = _patched(api, project, app, rotateKey=True, **more).get("apiKey")
            holds(isinstance(key, str) and key, f"apiKey {key!r} after a rotation")
            equal(key in keys, False, "a key that was there before: the rotated one")
            keys.append(key)


@check("patch-sdk-app.key-only-rotated")
def other_changes_tell_no_key(api: Api) -> None:
    """No apiKey with rotateKey false or left out, before a rotation and behind it."""
    project = new_project(api)
    app = made(api, project)["appId"]
    for _ in range(2):
        for body in (
            {},
            {"rotateKey": False},
            {"name": "Renamed"},
            {"capi": _switch(meta=True)},
            {"bundleId": "com.other.app"},
        ):
            equal(_patched(api, project, app, **body).get("apiKey", "none"), "none", f"apiKey in the answer to {body}")
        api.made("patchSdkApp", project, app, body={"rotateKey": True})


@check("patch-sdk-app.rotated-at")
def the_last_rotation_is_told(api: Api) -> None:
    """It moves with each rotation, forward by the time that passed, and with nothing else."""
    project = new_project(api)
    app = made(api, project)["appId"]
    before = read(api, project, app)
    for _ in range(2):
        api.let_pass(90, elsewhere=2)
        for body in ({"name": api.text()}, {"rotateKey": False}, {"capi": _switch(meta=True)}):
            _patched(api, project, app, **body)
            equal(read(api, project, app)["lastRotatedAt"], before["lastRotatedAt"], f"lastRotatedAt after {body}")
        _patched(api, project, app, rotateKey=True)
        after = read(api, project, app)
        moments = [instant(row["lastRotatedAt"]) for row in (before, after)]
        holds(moments[0] < moments[1], f"lastRotatedAt {after['lastRotatedAt']} after {before['lastRotatedAt']} and a rotation")
        equal(after["createdAt"], before["createdAt"], "createdAt after a rotation")
        before = after


@check("patch-sdk-app.not-found")
def changing_an_unknown_app_is_not_found(api: Api) -> None:
    """Unknown, another organisation's, another project's; an empty change and a real one."""
    for body in ({}, {"rotateKey": True}):

        def ask(project: str, app: str, body: Any = body, **options: Any) -> Any:
            return api.call("patchSdkApp", project, app, body=body, **options)

        not_found(api, ask)
