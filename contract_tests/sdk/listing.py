"""listSdkApps."""

from layers_mock.kit import Api, check, equal, holds

from ..making import new_project
from .apps import BODIES, IDENTIFIERS, PLATFORMS, app_of, listed, made, read, several

__all__: list[str] = []

_FIELDS = ("appId", "name", "platform", "bundleId", "androidPackage", "webDomain", "createdAt", "lastEventAt")
_DEFAULT = 25


@check("list-sdk-apps.items")
def items_tell_what_the_rows_tell(api: Api) -> None:
    """Each item has the eight fields, with the values of the app's own row: of new apps, and of some with events."""
    project = new_project(api)
    for platform in PLATFORMS:
        made(api, project, platform)
    tracked = api.state("tracked_project")
    for place, least in ((project, len(PLATFORMS)), (tracked, 1)):
        items = listed(api, place, limit=100)
        holds(len(items) >= least, f"{len(items)} items where {least} apps are")
        for item in items:
            row = read(api, place, item["appId"])
            told = {name: item.get(name, "absent") for name in _FIELDS}
            equal(told, {name: row[name] for name in _FIELDS}, "what an item tells of its app")


@check("list-sdk-apps.no-key")
def lists_hold_no_key(api: Api) -> None:
    """The keys of new apps and of a rotated one are nowhere in the list."""
    project = new_project(api)
    apps = [made(api, project, platform) for platform in ("ios", "web")]
    rotated = api.made("patchSdkApp", project, apps[0]["appId"], body={"rotateKey": True})
    for query in ({}, {"platform": "ios"}, {"limit": 1}):
        answer = api.call("listSdkApps", project, query=query)
        holds(answer.succeeded(200)["items"], "no items of a project with apps")
        for one in (*apps, rotated):
            holds(one["apiKey"].encode() not in answer.content, f"an API key in the list: {answer.told}")
        equal([item for item in answer.json["items"] if "apiKey" in item], [], "items with an apiKey")


@check("list-sdk-apps.one-identifier")
def an_item_has_the_identifier_of_its_platform_alone(api: Api) -> None:
    """Of apps made with all three identifiers, each keeps that of its platform; the others are there and null."""
    project = new_project(api)
    for platform in PLATFORMS:
        app = made(api, project, platform, **IDENTIFIERS)["appId"]
        wanted = {name: BODIES.get(platform, {}).get(name) for name in IDENTIFIERS}
        item = next(one for one in listed(api, project) if one["appId"] == app)
        equal({name: item.get(name, "absent") for name in IDENTIFIERS}, wanted, f"identifiers of an app for {platform}")


@check("list-sdk-apps.newest-first")
def the_newest_app_comes_first(api: Api) -> None:
    """In the order in which they were made, turned around, over pages and with a filter; a change moves nobody."""
    project = new_project(api)
    apps = several(api, project, 4)
    api.made("patchSdkApp", project, apps[1], body={"name": "Renamed", "rotateKey": True})
    for query in ({}, {"platform": "ios"}):
        equal([item["appId"] for item in listed(api, project, **query)], apps[::-1], "apps as they are listed")
    equal([item["appId"] for item in listed(api, project, limit=2)], apps[:1:-1], "the first two apps")


@check("list-sdk-apps.platform")
def a_platform_filters(api: Api) -> None:
    """Each filter gives the apps of that platform, all of them, before the page is cut."""
    project = new_project(api)
    apps = {platform: [made(api, project, platform)["appId"] for _ in range(2)][::-1] for platform in PLATFORMS}
    for platform, wanted in apps.items():
        equal([item["appId"] for item in listed(api, project, platform=platform)], wanted, f"apps for {platform}")
        equal(
            [item["appId"] for item in listed(api, project, platform=platform, limit=1)],
            wanted[:1],
            f"the first for {platform}",
        )
    equal(len(listed(api, project)), 2 * len(PLATFORMS), "apps without a filter")
    empty = new_project(api)
    made(api, empty, "web")
    equal(listed(api, empty, platform="ios"), [], "apps for ios where there is one for web")


@check("list-sdk-apps.default-limit")
def a_page_has_25_apps_at_most(api: Api) -> None:
    """Of 27 apps the first page has 25, with a filter too, and the next one the rest."""
    project = new_project(api)
    for _ in range(_DEFAULT + 2):
        made(api, project)
    for query in ({}, {"platform": "ios"}):
        page = api.call("listSdkApps", project, query=query).succeeded(200)
        equal(
            (len(page["items"]), page["nextCursor"] is None),
            (_DEFAULT, False),
            "items of the first page, and whether it is the last",
        )
        rest = api.call("listSdkApps", project, query={**query, "cursor": page["nextCursor"]}).succeeded(200)
        equal((len(rest["items"]), rest["nextCursor"]), (2, None), "items of the second page, and its nextCursor")


@check("list-sdk-apps.own-project")
def other_projects_apps_do_not_show(api: Api) -> None:
    """A project without apps has none while others have; one with an app has that one."""
    empty, project = new_project(api), new_project(api)
    app = made(api, project)["appId"]
    equal(listed(api, empty), [], "apps of a project without any")
    equal([item["appId"] for item in listed(api, project)], [app], "apps of a project with one")
    tracked = [item["appId"] for item in listed(api, api.state("tracked_project"))]
    holds(api.state("tracked_app") in tracked, "an app that its project's list lacks")
    equal(app in tracked, False, "an app in the list of another project: it")


@check("list-sdk-apps.project-not-found")
def listing_an_unknown_project_is_not_found(api: Api) -> None:
    """404 for a project that nobody has, and for one of another organisation, either way, with a filter too."""
    own, foreign = new_project(api), api.state("foreign_project")
    for query in ({}, {"platform": "ios"}):
        for project in (api.uuid(), foreign):
            api.call("listSdkApps", project, query=query).refused(404, "NOT_FOUND")
        api.call("listSdkApps", own, query=query, key="other").refused(404, "NOT_FOUND")
    equal(listed(api, own), [], "apps of a new project")
    api.call("listSdkApps", foreign, key="other").succeeded(200)
    api.call("createSdkApp", own, body=app_of(api)).succeeded(201)
