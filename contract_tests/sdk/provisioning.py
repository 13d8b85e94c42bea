"""The SDK apps that ingests from GitHub make."""

from typing import Any

from layers_mock.kit import Api, check, equal

from ..ingest.making import done, started
from ..making import canceled, new_project, project_now
from .apps import listed, made, read

__all__: list[str] = []


def _ingested(api: Api, project: str, *platforms: str, **fields: object) -> Any:
    return done(api, "ingestGithub", project, sdkConfig={"includePlatforms": list(platforms)}, **fields)


def _platforms(api: Api, project: str) -> list[str]:
    """The platforms of a project's apps, in order of the letters."""
    return sorted(app["platform"] for app in listed(api, project, limit=100))


@check("create-sdk-app.github-ingest")
def a_repository_makes_one_app(api: Api) -> None:
    """One app, with a row of its own, whatever platforms were named, with openPR and without."""
    for opens in (True, False):
        for fields in ({}, {"platforms": ["web"]}, {"sdkConfig": {"includePlatforms": ["android", "ios"]}}):
            project = new_project(api)
            done(api, "ingestGithub", project, openPR=opens, **fields)
            apps = listed(api, project)
            equal(len(apps), 1, f"apps of a project that was ingested with {fields} and openPR {opens}")
            equal(read(api, project, apps[0]["appId"])["name"], apps[0]["name"], "name in the row of the app")


@check("ingest-github.app-of-platform")
def the_app_is_for_the_first_platform(api: Api) -> None:
    """Of those in sdkConfig, else of those in platforms; its name is the appName that the project tells."""
    for fields, platform in (
        ({"platforms": ["web", "ios"]}, "web"),
        ({"sdkConfig": {"includePlatforms": ["expo", "android"]}}, "expo"),
        ({"platforms": ["ios"], "sdkConfig": {"includePlatforms": ["flutter"], "appName": api.text("Tea")}}, "flutter"),
    ):  # fmt: skip
        project = new_project(api)
        done(api, "ingestGithub", project, **fields)
        equal(_platforms(api, project), [platform], f"platforms of the apps behind an ingest with {fields}")
        equal(listed(api, project)[0]["name"], project_now(api, project)["brandContext"]["appName"], "name of the app")


@check("ingest-github.app-once")
def a_platform_gets_one_app(api: Api) -> None:
    """None where a client made one for the platform, and none for a second ingest; one where there is one for another."""
    project = new_project(api)
    own = made(api, project, "ios")["appId"]
    _ingested(api, project, "ios", "web")
    equal([app["appId"] for app in listed(api, project)], [own], "apps of a project that had one for the platform")
    _ingested(api, project, "web")
    equal(_platforms(api, project), ["ios", "web"], "platforms of the apps behind an ingest for another platform")
    _ingested(api, project, "web", "ios")
    equal(_platforms(api, project), ["ios", "web"], "platforms of the apps behind another ingest")


@check("ingest-github.app-completed")
def an_ingest_that_was_stopped_makes_no_app(api: Api) -> None:
    """No app of a canceled ingest, at once and later, nor of a website and a store; the next one from GitHub makes one."""
    project = new_project(api)
    canceled(api, started(api, "ingestGithub", project))
    equal(listed(api, project), [], "apps behind an ingest that was canceled")
    for operation in ("ingestWebsite", "ingestAppStore"):
        done(api, operation, project)
        equal(listed(api, project), [], f"apps behind {operation}")
    done(api, "ingestGithub", project)
    equal(len(listed(api, project)), 1, "apps behind an ingest that was completed")
