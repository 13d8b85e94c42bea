"""Wrong servers about the SDK apps that ingests from GitHub make."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.ingest_servers import REPO, SITE
from tests.mutants.wrong import Ask, Asked, Mutant, Server, asks, json_of, read, with_json

__all__ = ["MUTANTS"]

_CREATE = "createSdkApp"
_LIST = "listSdkApps"
_BODIES: dict[str, dict[str, str]] = {
    "ios": {"bundleId": "com.wrong.app"}, "android": {"androidPackage": "com.wrong.app"}, "web": {"webDomain": "wrong.example"},
}  # fmt: skip


def _platforms(asked: Asked) -> list[str]:
    body = asked.body
    return list(body.get("sdkConfig", {}).get("includePlatforms") or body.get("platforms") or ("ios", "android"))


def _makes(asked: Asked, ask: Ask, *platforms: str) -> None:
    for platform in platforms:
        body = {"name": "Wrong", "platform": platform, **_BODIES.get(platform, {})}
        ask(asked.further("POST", f"/v1/projects/{asked.path[0]}/sdk-apps", body))


def _has(asked: Asked, ask: Ask, platform: str) -> bool:
    told = read(asked, ask, f"/v1/projects/{asked.path[0]}/sdk-apps?platform={platform}")
    return bool(told["items"])


def _also(operation: str, change: Callable[[Asked, Ask], None]) -> Callable[[], Server]:
    """Once a call was accepted, something more is made."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == operation and came.status == 202:
            change(asked, ask)
        return came

    return lambda: server


def _apps(asked: Asked, ask: Ask) -> list[Any]:
    return list(read(asked, ask, f"/v1/projects/{asked.path[0]}/sdk-apps").get("items", []))


def _tells(
    change: Callable[[Any], Any], when: Callable[[Asked, Ask], object] = lambda asked, ask: True
) -> Callable[[], Server]:  # fmt: skip
    """Apps that no client made are listed wrongly, or not at all where that is ``None``, behind ingests that are so."""

    def make() -> Server:
        made: set[str] = set()
        spoilt: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == REPO and when(asked, ask):
                spoilt.add(asked.path[0])
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == _CREATE and came.status == 201:
                made.add(body["appId"])
            if asked.operation != _LIST or came.status != 200 or asked.path[0] not in spoilt:
                return came
            items = [app if app["appId"] in made else change(app) for app in body["items"]]
            return with_json(came, body | {"items": [app for app in items if app is not None]})

        return server

    return make


def _hidden(_app: Any) -> None:
    """It is not there."""


def _again(asked: Asked, ask: Ask) -> None:
    """Each further ingest makes an app as well."""
    platform = _platforms(asked)[0]
    if _has(asked, ask, platform):
        _makes(asked, ask, platform)


MUTANTS = (
    Mutant("create-sdk-app.github-ingest", "No app is made.", _tells(_hidden)),
    Mutant("create-sdk-app.github-ingest", "Without a pull request no app is made.", _tells(
        _hidden, lambda asked, ask: asked.body.get("openPR") is False)),
    Mutant("create-sdk-app.github-ingest", "Each platform gets an app.", _also(
        REPO, lambda asked, ask: _makes(asked, ask, *_platforms(asked)[1:]))),
    Mutant("ingest-github.app-of-platform", "The app is for the last platform.", asks(
        REPO, lambda body, asked: body | {"sdkConfig": {**body.get("sdkConfig", {}), "includePlatforms": _platforms(asked)[::-1]}})),
    Mutant("ingest-github.app-of-platform", "The alias counts where both are there.", asks(
        REPO, lambda body: body | {"sdkConfig": {**body["sdkConfig"], "includePlatforms": body["platforms"]}},
        when=lambda asked: {"platforms", "sdkConfig"} <= set(asked.body))),
    Mutant("ingest-github.app-of-platform", "The app is called by its platform.", _tells(
        lambda app: app | {"name": f"{app['name']} for {app['platform']}"})),
    Mutant("ingest-github.app-once", "Each ingest makes an app.", _also(REPO, _again)),
    Mutant("ingest-github.app-once", "A project with any app gets none.", _tells(_hidden, lambda asked, ask: bool(_apps(asked, ask)))),
    Mutant("ingest-github.app-completed", "The app is made when the ingest is accepted.", _also(
        REPO, lambda asked, ask: _makes(asked, ask, _platforms(asked)[0]))),
    Mutant("ingest-github.app-completed", "A website makes an app.", _also(SITE, lambda asked, ask: _makes(asked, ask, "web"))),
)  # fmt: skip
