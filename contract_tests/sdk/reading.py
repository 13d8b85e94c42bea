"""getSdkApp and getSdkInstallSpec."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Answer, Api, check, equal, holds

from ..making import new_project
from .apps import PLATFORMS, listed, made, read

__all__ = ["not_found"]

_ENDPOINT = "https://in.layers.com/l/events"
_MORE = ("ingestEndpoint", "capi", "lastRotatedAt")


def not_found(api: Api, ask: Callable[..., Answer]) -> None:
    """404 for an app that nobody has, one of another organisation, and one of another project of one's own."""
    project, other = new_project(api), new_project(api)
    app, elsewhere = made(api, project)["appId"], made(api, other)["appId"]
    foreign = (api.state("foreign_project"), api.state("foreign_app"))
    ask(project, app).succeeded(200)
    ask(*foreign, key="other").succeeded(200)
    for place, name in (
        (project, api.uuid()), (project, elsewhere), (other, app), (project, foreign[1]), foreign, (api.uuid(), app),
    ):  # fmt: skip
        ask(place, name).refused(404, "NOT_FOUND")
    ask(project, app, key="other").refused(404, "NOT_FOUND")


@check("get-sdk-app.row")
def a_row_tells_all_of_its_app(api: Api) -> None:
    """What the list's item tells, the endpoint, the relays and the last rotation; a new app was rotated when it was made."""
    project = new_project(api)
    for platform in PLATFORMS:
        app = made(api, project, platform)["appId"]
        row = read(api, project, app)
        item = next(one for one in listed(api, project) if one["appId"] == app)
        equal({name: row.get(name, "absent") for name in item}, item, "what the row tells of its item")
        equal([name for name in _MORE if name not in row], [], "fields that the row lacks")
        equal(row["lastRotatedAt"], row["createdAt"], "lastRotatedAt of a new app, held against createdAt,")
        api.let_pass(61)
        equal(read(api, project, app), row, "the row of an app that nobody changed, a minute later")


@check("get-sdk-app.no-key")
def a_row_holds_no_key(api: Api) -> None:
    """Neither the first key nor a rotated one is in the row."""
    project = new_project(api)
    first = made(api, project)
    app = first["appId"]
    keys = [first["apiKey"]]
    for _ in range(2):
        answer = api.call("getSdkApp", project, app)
        equal("apiKey" in answer.succeeded(200), False, "a row with an apiKey: it")
        holds(all(key.encode() not in answer.content for key in keys), f"an API key in the row: {answer.told}")
        keys.append(api.made("patchSdkApp", project, app, body={"rotateKey": True})["apiKey"])


@check("get-sdk-app.capi-empty")
def relays_show_once_they_are_switched(api: Api) -> None:
    """An empty object at first, for every platform; then what was switched alone, on or off."""
    project = new_project(api)
    for platform in PLATFORMS:
        equal(read(api, project, made(api, project, platform)["appId"])["capi"], {}, f"capi of a new app for {platform}")
    for name, on in (("tiktok", True), ("meta", False), ("apple", True)):
        app = made(api, project)["appId"]
        api.made("patchSdkApp", project, app, body={"name": "No switch"})
        equal(read(api, project, app)["capi"], {}, "capi after another change")
        api.made("patchSdkApp", project, app, body={"capi": {name: {"enabled": on}}})
        equal(list(read(api, project, app)["capi"]), [name], f"what capi holds after {name} was switched")


@check("get-sdk-app.last-event-at")
def the_newest_event_is_told(api: Api) -> None:
    """The same moment as listEvents tells for the app, row and item alike; null where there are no events."""
    project = api.state("tracked_project")
    for name in ("tracked_app", "second_tracked_app", "silent_app"):
        app = api.state(name)
        for later in (0, 36_000):
            if later:
                api.let_pass(later)
            events = api.made("listEvents", project, query={"appId": app, "limit": 1})["items"]
            holds(events or name == "silent_app", f"no events of {name}")
            wanted = events[0]["occurredAt"] if events else None
            equal(read(api, project, app)["lastEventAt"], wanted, f"lastEventAt of {name}")
            item = next(one for one in listed(api, project, limit=100) if one["appId"] == app)
            equal(item["lastEventAt"], wanted, f"lastEventAt of the item of {name}")
    fresh = new_project(api)
    equal(read(api, fresh, made(api, fresh)["appId"])["lastEventAt"], None, "lastEventAt of a new app")


@check("get-sdk-app.not-found")
def reading_an_unknown_app_is_not_found(api: Api) -> None:
    """Unknown, another organisation's, another project's."""
    not_found(api, lambda project, app, **options: api.call("getSdkApp", project, app, **options))


@check("get-sdk-install-spec.not-found")
def installing_an_unknown_app_is_not_found(api: Api) -> None:
    """Unknown, another organisation's, another project's, with platforms and without."""
    for query in ({}, {"platforms": "web"}):

        def ask(project: str, app: str, query: Any = query, **options: Any) -> Answer:
            return api.call("getSdkInstallSpec", project, app, query=query, **options)

        not_found(api, ask)


def _spec(api: Api, project: str, app: str, platforms: str | None = None) -> Any:
    query = {} if platforms is None else {"platforms": platforms}
    spec = api.call("getSdkInstallSpec", project, app, query=query).succeeded(200)
    equal(spec["appId"], app, "appId of the specification")
    return spec


@check("get-sdk-install-spec.entries")
def each_platform_tells_what_it_needs(api: Api) -> None:
    """A dependency with its manager, an environment and a snippet, for each of the six, alone and together."""
    project = new_project(api)
    app = made(api, project)["appId"]
    for asked in (*PLATFORMS, ",".join(PLATFORMS)):
        entries = _spec(api, project, app, asked)["platforms"]
        holds(entries, f"no entries for {asked}")
        for entry in entries:
            dependency = entry.get("dependency")
            holds(isinstance(dependency, dict) and dependency.get("manager"), f"dependency {dependency!r}")
            holds(isinstance(entry.get("envVars"), list) and entry["envVars"], f"envVars {entry.get('envVars')!r}")
            holds(isinstance(entry.get("initSnippet"), str) and entry["initSnippet"].strip(), "an entry without a snippet")


@check("get-sdk-install-spec.env-vars")
def the_environment_names_app_and_endpoint(api: Api) -> None:
    """LAYERS_APP_ID is the app's id and LAYERS_INGEST_ENDPOINT its endpoint, for each app and platform."""
    project = new_project(api)
    for platform in ("ios", "web"):
        app = made(api, project, platform)["appId"]
        for entry in _spec(api, project, app, ",".join(PLATFORMS))["platforms"]:
            told = {variable["name"]: variable["value"] for variable in entry["envVars"]}
            equal(told.get("LAYERS_APP_ID"), app, f"LAYERS_APP_ID for {entry['platform']}")
            equal(told.get("LAYERS_INGEST_ENDPOINT"), _ENDPOINT, f"LAYERS_INGEST_ENDPOINT for {entry['platform']}")


@check("get-sdk-install-spec.default-platforms")
def the_apps_own_platform_is_the_default(api: Api) -> None:
    """Without platforms the specification is what asking for the app's own one gives."""
    project = new_project(api)
    for platform in PLATFORMS:
        app = made(api, project, platform)["appId"]
        whole = _spec(api, project, app)
        equal([entry["platform"] for entry in whole["platforms"]], [platform], f"platforms for an app for {platform}")
        equal(whole, _spec(api, project, app, platform), "the specification without platforms")


@check("get-sdk-install-spec.platforms")
def platforms_can_be_asked_for(api: Api) -> None:
    """One, several, all, in any order; a repeated one comes once, and each says the same as when it is asked for alone."""
    project = new_project(api)
    app = made(api, project)["appId"]
    alone = {platform: _spec(api, project, app, platform)["platforms"][0] for platform in PLATFORMS}
    equal([entry["platform"] for entry in alone.values()], list(PLATFORMS), "platforms asked for alone")
    for asked in (["web", "ios"], ["expo", "android", "flutter"], list(PLATFORMS), ["web", "web", "ios", "web"]):
        wanted = [alone[platform] for platform in dict.fromkeys(asked)]
        equal(_spec(api, project, app, ",".join(asked))["platforms"], wanted, f"entries for {','.join(asked)}")


@check("get-sdk-install-spec.deterministic")
def a_specification_stays_the_same(api: Api) -> None:
    """Again at once, a day later, and after the app was renamed and its key rotated."""
    project = new_project(api)
    app = made(api, project)["appId"]
    before = {asked: _spec(api, project, app, asked) for asked in (None, "web", "ios,android,expo")}

    def is_same(moment: str) -> None:
        for asked, spec in before.items():
            equal(_spec(api, project, app, asked), spec, f"the specification for {asked}, {moment}")

    is_same("again")
    api.let_pass(86_400)
    is_same("a day later")
    api.made("patchSdkApp", project, app, body={"name": "Renamed", "rotateKey": True})
    is_same("after a change")
