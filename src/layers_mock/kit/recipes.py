"""States that calls can make, for targets whose file does not give them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from layers_mock.kit.outcome import UnprovidedError

if TYPE_CHECKING:
    from layers_mock.kit.api import Api

__all__ = ["RECIPES", "RECIPE_CREDITS"]


def _id(told: object) -> str:
    """The id of what was made. Raises ``ValueError`` where it is none."""
    if not isinstance(told, str) or not told:
        raise ValueError(f"{told!r} is no id")
    return told


def _project(api: "Api", key: str = "full") -> str:
    body = {"name": api.text("Contract check"), "timezone": "UTC"}
    return _id(api.made("createProject", body=body, key=key)["id"])


def _archived_project(api: "Api") -> str:
    project = _project(api)
    api.made("archiveProject", project)
    return project


def _ingested_project(api: "Api") -> str:
    project = _project(api)
    job: Any = api.finish(api.made("ingestWebsite", project, body={"url": api.state("website")}))
    if job["status"] != "completed":
        raise UnprovidedError(f"the ingest of the website that the state gives ended as {job['status']}")
    return project


def _influencer(api: "Api", project: str = "project", key: str = "full") -> str:
    made: Any = api.made("createInfluencer", api.state(project), body={"name": api.text("Contract check")}, key=key)
    api.finish(made, key=key)
    return _id(made["influencerId"])


def _container(api: "Api", format_: str = "video_remix") -> str:
    made: Any = api.made("generateContent", api.state("project"), body={"format": format_})
    api.finish(made)
    return _id(made["containerIds"][0])


def _app(api: "Api", project: str = "project", key: str = "full") -> str:
    body = {"name": api.text("Contract check"), "platform": "expo"}
    return _id(api.made("createSdkApp", api.state(project), body=body, key=key)["appId"])


def _endpoint(api: "Api", key: str = "full") -> str:
    body = {"url": f"https://checked.example/hooks/{api.text('hook')}", "events": ["job.completed"]}
    return str(api.made("createWebhookEndpoint", body=body, key=key)["endpoint"]["id"])


RECIPES: Mapping[str, "Callable[[Api], str]"] = {
    "project": _project,
    "empty_project": _project,
    "archived_project": _archived_project,
    "ingested_project": _ingested_project,
    "foreign_project": lambda api: _project(api, "other"),
    "broke_project": lambda api: _project(api, "broke"),
    "frugal_project": lambda api: _project(api, "frugal"),
    "influencer": _influencer,
    "foreign_influencer": lambda api: _influencer(api, "foreign_project", "other"),
    "container": _container,
    "slideshow": lambda api: _container(api, "slideshow_remix"),
    "posted_container": lambda api: _container(api, "slideshow_remix"),
    "sdk_app": _app,
    "silent_app": lambda api: _app(api, "tracked_project"),
    "foreign_app": lambda api: _app(api, "foreign_project", "other"),
    "foreign_webhook_endpoint": lambda api: _endpoint(api, "other"),
}
"""Calls that make a state, by its name. Containers cost credits; the gate decides whether they may be made."""

RECIPE_CREDITS: Mapping[str, int] = {"container": 120, "slideshow": 50, "posted_container": 50}
"""Credits that making a state costs; the others are free."""
