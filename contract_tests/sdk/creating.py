"""createSdkApp."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import new_project
from .apps import BODIES, IDENTIFIERS, PLATFORMS, app_of, hex_id, listed, made, read

__all__: list[str] = []

_ENDPOINT = "https://in.layers.com/l/events"


@check("create-sdk-app.created")
def a_new_app_is_answered_with_its_row(api: Api) -> None:
    """201 with all that getSdkApp then tells, for each platform."""
    project = new_project(api)
    for platform in PLATFORMS:
        body = app_of(api, platform)
        answer = api.call("createSdkApp", project, body=body).succeeded(201)
        equal((answer["name"], answer["platform"]), (body["name"], platform), "name and platform of the new app")
        row = read(api, project, answer["appId"])
        equal({name: answer.get(name) for name in row}, row, f"the answer for a new app of {platform}, held against its row")


@check("create-sdk-app.key-once")
def the_key_is_told_once(api: Api) -> None:
    """Each new app has a key of its own in the answer; reading and listing, installing and renaming never tell it."""
    project, keys = new_project(api), set()
    for platform in PLATFORMS:
        answer = api.call("createSdkApp", project, body=app_of(api, platform)).succeeded(201)
        key = answer.get("apiKey")
        holds(isinstance(key, str) and key, f"apiKey {key!r} of a new app for {platform}")
        keys.add(key)
        app = answer["appId"]
        for later in (
            api.call("getSdkApp", project, app), api.call("listSdkApps", project), api.call("getSdkInstallSpec", project, app),
            api.call("patchSdkApp", project, app, body={"name": api.text("Renamed")}),
        ):  # fmt: skip
            later.succeeded(200)
            holds(str(key).encode() not in later.content, f"the key of a new app in a later answer: {later.told}")
    equal(len(keys), len(PLATFORMS), "different keys of new apps")


@check("create-sdk-app.ingest-endpoint")
def the_ingest_endpoint_is_told(api: Api) -> None:
    """In the answer for a new app, and when it is read."""
    project = new_project(api)
    for platform in PLATFORMS:
        answer = api.call("createSdkApp", project, body=app_of(api, platform)).succeeded(201)
        equal(answer.get("ingestEndpoint"), _ENDPOINT, f"ingestEndpoint of a new app for {platform}")
        equal(read(api, project, answer["appId"]).get("ingestEndpoint"), _ENDPOINT, "ingestEndpoint as it is read")


def _is_needed(api: Api, platform: str, field: str) -> None:
    """An app of the platform is made with the field, and refused without it, whatever else there is."""
    project = new_project(api)
    others = {name: text for name, text in IDENTIFIERS.items() if name != field}
    for extra in ({}, others):
        body = {name: value for name, value in app_of(api, platform, **extra).items() if name != field}
        api.call("createSdkApp", project, body=body).refused(422, "VALIDATION", path=field)
        equal(listed(api, project), [], f"apps behind a refusal for want of {field}")
    row: Any = api.call("createSdkApp", project, body=app_of(api, platform)).succeeded(201)
    equal(row.get(field), BODIES[platform][field], f"{field} of a new app for {platform}")
    for other in PLATFORMS:
        if other != platform:
            api.call("createSdkApp", project, body=app_of(api, other)).succeeded(201)


@check("create-sdk-app.bundle-id")
def an_ios_app_needs_a_bundle(api: Api) -> None:
    """Without bundleId an app for ios is refused and not made; apps for other platforms need none."""
    _is_needed(api, "ios", "bundleId")


@check("create-sdk-app.android-package")
def an_android_app_needs_a_package(api: Api) -> None:
    """Without androidPackage an app for android is refused and not made; apps for other platforms need none."""
    _is_needed(api, "android", "androidPackage")


@check("create-sdk-app.web-domain")
def a_web_app_needs_a_domain(api: Api) -> None:
    """Without webDomain an app for web is refused and not made; apps for other platforms need none."""
    _is_needed(api, "web", "webDomain")


@check("create-sdk-app.own-id")
def a_clients_own_id_names_the_app(api: Api) -> None:
    """Behind app_ or bare, it is the id of the app wherever that is told; without one, each app has an id of its own."""
    project = new_project(api)
    for prefix in ("app_", ""):
        digits = hex_id(api)
        answer = api.call("createSdkApp", project, body=app_of(api, appId=prefix + digits)).succeeded(201)
        equal(answer["appId"], f"app_{digits}", "appId of an app made under an own id")
        equal(read(api, project, f"app_{digits}")["name"], answer["name"], "the app that the own id names")
        equal(listed(api, project)[0]["appId"], f"app_{digits}", "appId as it is listed")
    fresh = {made(api, project)["appId"] for _ in range(3)}
    equal(len(fresh), 3, "different ids of apps made without one")
    for app in fresh:
        read(api, project, app)


@check("create-sdk-app.own-id-taken")
def a_taken_id_is_a_conflict(api: Api) -> None:
    """In the same project and in another one, behind app_ and bare, 409; the app stays as it is and none is added."""
    project, other = new_project(api), new_project(api)
    first = made(api, project)
    digits = first["appId"].removeprefix("app_")
    before = read(api, project, first["appId"])
    for place in (project, other):
        for text in (f"app_{digits}", digits):
            api.call("createSdkApp", place, body=app_of(api, "web", appId=text)).refused(409, "CONFLICT")
    equal(read(api, project, first["appId"]), before, "the app whose id was taken")
    equal(([one["appId"] for one in listed(api, project)], listed(api, other)), ([first["appId"]], []), "apps of both projects")


@check("create-sdk-app.project-not-found")
def an_app_needs_a_project(api: Api) -> None:
    """404 for a project that nobody has, and for one of another organisation, either way."""
    own, foreign = new_project(api), api.state("foreign_project")
    api.call("createSdkApp", api.uuid(), body=app_of(api)).refused(404, "NOT_FOUND")
    api.call("createSdkApp", foreign, body=app_of(api)).refused(404, "NOT_FOUND")
    api.call("createSdkApp", own, body=app_of(api), key="other").refused(404, "NOT_FOUND")
    equal(listed(api, own), [], "apps that another organisation's call made")
    api.call("createSdkApp", own, body=app_of(api)).succeeded(201)


@check("create-sdk-app.archived-project")
def an_archived_project_takes_no_apps(api: Api) -> None:
    """409 in an archived project, nothing is made; once it is active again, it takes one."""
    project = new_project(api)
    api.made("archiveProject", project)
    for platform in ("ios", "expo"):
        api.call("createSdkApp", project, body=app_of(api, platform)).refused(409, "CONFLICT")
    equal(listed(api, project), [], "apps of an archived project")
    api.made("patchProject", project, body={"status": "active"})
    api.call("createSdkApp", project, body=app_of(api)).succeeded(201)
