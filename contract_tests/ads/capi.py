"""getCapiStatus: what is relayed, with which pixel, and whether the platform takes it."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import needs_its_project
from ..making import new_project
from .connecting import consented
from .listing import STATE, accounts

__all__: list[str] = []

_PLATFORMS = ("meta_ads", "tiktok_ads")
_RELAYS = {"meta_ads": "meta", "tiktok_ads": "tiktok"}
_FIELDS = (
    "platform", "enabled", "status", "pixelId", "accessTokenValid", "accessTokenLastValidatedAt", "eventsLast1h",
    "eventsLast24h", "lastEventAt", "lastError",
)  # fmt: skip


def _told(api: Api, project: str, **query: Any) -> dict[str, Any]:
    """The entries by platform."""
    entries = api.call("getCapiStatus", project, query=query).succeeded(200)["platforms"]
    return {entry["platform"]: entry for entry in entries}


def _new_app(api: Api, project: str) -> str:
    body = {"name": api.text("App"), "platform": "web", "webDomain": "checked.example"}
    return str(api.made("createSdkApp", project, body=body)["appId"])


def _switch(api: Api, project: str, app: str, platform: str, *, on: bool) -> None:
    api.made("patchSdkApp", project, app, body={"capi": {_RELAYS[platform]: {"enabled": on}}})


@check("get-capi-status.fields")
def entries_have_their_fields(api: Api) -> None:
    """projectId, platforms and ten fields for each of them: with accounts and without, and where an app relays."""
    relaying = new_project(api)
    _switch(api, relaying, _new_app(api, relaying), "meta_ads", on=True)
    for project in (api.state(STATE), new_project(api), relaying):
        body = api.call("getCapiStatus", project).succeeded(200)
        holds(
            isinstance(body.get("projectId"), str) and body["projectId"].startswith("prj_"),
            f"projectId {body.get('projectId')!r}",
        )
        holds(body["platforms"], "no platforms")
        for entry in body["platforms"]:
            equal(sorted(set(_FIELDS) - set(entry)), [], "fields that a platform lacks")
            for name in ("enabled", "accessTokenValid"):
                holds(isinstance(entry[name], bool), f"{name} {entry[name]!r}")
            holds(isinstance(entry["status"], str) and entry["status"], f"status {entry['status']!r}")


@check("get-capi-status.each-platform")
def each_platform_has_an_entry(api: Api) -> None:
    """Both, in one order, whether anything is set up or not."""
    for project in (api.state(STATE), api.state("empty_project"), new_project(api)):
        entries = api.call("getCapiStatus", project).succeeded(200)["platforms"]
        equal([entry["platform"] for entry in entries], list(_PLATFORMS), "platforms")


@check("get-capi-status.platforms")
def platforms_filter(api: Api) -> None:
    """Each alone, and both in either order: their entries as they are in the whole answer."""
    project = api.state(STATE)
    whole = _told(api, project)
    for wanted in (["meta_ads"], ["tiktok_ads"], ["tiktok_ads", "meta_ads"], ["meta_ads", "tiktok_ads"]):
        equal(_told(api, project, platforms=wanted), {name: whole[name] for name in _PLATFORMS if name in wanted}, f"{wanted}")


@check("get-capi-status.enabled")
def relays_enable_their_platform(api: Api) -> None:
    """Off at first; on with the first app that relays, off with the last one, each platform for itself."""
    project = new_project(api)
    equal([_told(api, project)[name]["enabled"] for name in _PLATFORMS], [False, False], "enabled without apps")
    one, other = _new_app(api, project), _new_app(api, project)
    equal([_told(api, project)[name]["enabled"] for name in _PLATFORMS], [False, False], "enabled with apps that relay nothing")
    for platform in _PLATFORMS:
        for app, on, promised in ((one, True, True), (other, True, True), (one, False, True), (other, False, False)):
            _switch(api, project, app, platform, on=on)
            told = {name: _told(api, project)[name]["enabled"] for name in _PLATFORMS}
            equal(told, {**dict.fromkeys(_PLATFORMS, False), platform: promised}, f"enabled after {platform} of an app is {on}")


@check("get-capi-status.pixel", alone=True)
def the_pixel_is_that_of_an_app(api: Api) -> None:
    """As getSdkApp tells it of apps that relay; null before, and for a project whose apps have none."""
    fresh = new_project(api)
    _switch(api, fresh, _new_app(api, fresh), "meta_ads", on=True)
    equal([_told(api, fresh)[name]["pixelId"] for name in _PLATFORMS], [None, None], "pixels of an app that has none")
    project, seen = api.state(STATE), 0
    apps = [item["appId"] for item in api.made("listSdkApps", project)["items"]]
    for app in apps:
        for platform in _PLATFORMS:
            _switch(api, project, app, platform, on=True)
    for platform in _PLATFORMS:
        relays = [api.made("getSdkApp", project, app)["capi"][_RELAYS[platform]] for app in apps]
        known = [relay["pixelId"] for relay in relays if relay["pixelId"] is not None]
        told = _told(api, project)[platform]["pixelId"]
        holds(told in known if known else told is None, f"pixelId {told!r} on {platform}; apps have {known}")
        seen += bool(known)
    if seen < len(_PLATFORMS):
        raise UnprovidedError("the advertising project has no app with a pixel for each platform")


@check("get-capi-status.token")
def tokens_are_those_of_ad_accounts(api: Api) -> None:
    """Valid where an account on the platform has a valid token, last validated when the last of them was."""
    project = api.state(STATE)
    listed, told = accounts(api), _told(api, project)
    for platform in _PLATFORMS:
        own = [account for account in listed if account["platform"] == platform]
        if not own:
            raise UnprovidedError(f"the advertising project has no account on {platform}")
        is_valid = any(account["tokenStatus"] == "valid" for account in own)
        last = max(account["tokenLastValidatedAt"] for account in own)
        came = (told[platform]["accessTokenValid"], told[platform]["accessTokenLastValidatedAt"])
        equal(came, (is_valid, last), f"validity and last validation on {platform}")


@check("get-capi-status.token")
def a_connected_account_brings_a_token(api: Api) -> None:
    """Once a person consented, the token of that platform is valid, and no other one."""
    project = new_project(api)
    consented(api, project, platform="apple_ads")
    equal([_told(api, project)[name]["accessTokenValid"] for name in _PLATFORMS], [False, False], "tokens with apple_ads alone")
    consented(api, project, platform="tiktok_ads")
    told = _told(api, project)
    equal([told[name]["accessTokenValid"] for name in _PLATFORMS], [False, True], "tokens with tiktok_ads")
    holds(told["tiktok_ads"]["accessTokenLastValidatedAt"] is not None, "a valid token that was never validated")


@check("get-capi-status.no-token")
def without_an_account_there_is_no_token(api: Api) -> None:
    """In a project just made, with an app that relays and without."""
    project = new_project(api)
    for enabled in (False, True):
        if enabled:
            _switch(api, project, _new_app(api, project), "meta_ads", on=True)
        for name, entry in _told(api, project).items():
            came = (entry["accessTokenValid"], entry["accessTokenLastValidatedAt"])
            equal(came, (False, None), f"validity and last validation on {name}")


@check("get-capi-status.status")
def the_status_follows(api: Api) -> None:
    """Disabled while nothing is relayed, degraded without a token and with a reason, healthy with one."""
    project = new_project(api)

    def told(platform: str) -> tuple[str, bool]:
        entry = _told(api, project)[platform]
        error = entry["lastError"]
        holds(error is None or (isinstance(error, dict) and error), f"lastError {error!r}")
        return entry["status"], error is not None

    for platform in _PLATFORMS:
        equal(told(platform), ("disabled", False), f"status of {platform} without apps, and whether there is an error")
        app = _new_app(api, project)
        _switch(api, project, app, platform, on=True)
        equal(told(platform), ("degraded", True), f"status of {platform} without a token, and whether there is an error")
        consented(api, project, platform=platform)
        equal(told(platform), ("healthy", False), f"status of {platform} with a token, and whether there is an error")
        _switch(api, project, app, platform, on=False)
        equal(told(platform), ("disabled", False), f"status of {platform} switched off, and whether there is an error")


@check("get-capi-status.no-counts")
def events_are_not_counted(api: Api) -> None:
    """Null in all three fields, switched on and off."""
    project = new_project(api)
    app = _new_app(api, project)
    for on in (True, False):
        for platform in _PLATFORMS:
            _switch(api, project, app, platform, on=on)
        for where in (project, api.state(STATE)):
            for name, entry in _told(api, where).items():
                counts = (entry["eventsLast1h"], entry["eventsLast24h"], entry["lastEventAt"])
                equal(counts, (None, None, None), f"counts of {name}")


@check("get-capi-status.own-project")
def other_projects_do_not_count(api: Api) -> None:
    """Neither apps nor accounts of one project show in another."""
    one, other = new_project(api), new_project(api)
    _switch(api, one, _new_app(api, one), "meta_ads", on=True)
    consented(api, one, platform="tiktok_ads")
    told = {name: (entry["enabled"], entry["accessTokenValid"]) for name, entry in _told(api, one).items()}
    equal(told, {"meta_ads": (True, False), "tiktok_ads": (False, True)}, "what is on in the project")
    told = {name: (entry["enabled"], entry["accessTokenValid"]) for name, entry in _told(api, other).items()}
    equal(told, dict.fromkeys(_PLATFORMS, (False, False)), "what is on in another project")


@check("get-capi-status.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "getCapiStatus", STATE)
