"""What checks of reviews begin with: projects with a policy of their own, containers that wait, time."""

from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, equal

from ..forms import utc
from ..making import container_now

__all__ = [
    "counter", "is_now", "moment", "new", "new_project", "patched", "policy", "reviewer",
    "reviewing_project", "status", "waiting", "waiting_in",
]  # fmt: skip

_CLOCKS_APART = timedelta(seconds=5)
"""How far the clocks of a service's machines may be apart, and rounding."""


def new_project(api: Api) -> str:
    """A new project that reviews nothing."""
    return str(api.made("createProject", body={"name": api.text("Reviewed"), "timezone": "UTC"})["id"])


def reviewing_project(api: Api, **settings: object) -> str:
    """A new project with these settings, and the review of everything where there are none."""
    project = new_project(api)
    api.made("patchApprovalPolicy", project, body=settings or {"requiresApproval": True})
    return project


def policy(api: Api, project: str) -> Any:
    """A project's policy as it is now."""
    return api.made("getApprovalPolicy", project)


def patched(api: Api, project: str, **settings: object) -> Any:
    """The answer to a change of a policy, which has to succeed."""
    return api.call("patchApprovalPolicy", project, body=settings).succeeded(200)


def new(api: Api, project: str) -> str:
    """A new container of a project, that is being generated."""
    return str(api.made("generateContent", project, body={"format": "slideshow_remix"})["containerIds"][0])


def waiting_in(api: Api, project: str, *, is_completed: bool = False) -> str:
    """A new container of a project that waits for a review."""
    accepted = api.made("generateContent", project, body={"format": "slideshow_remix"})
    container = str(accepted["containerIds"][0])
    if is_completed:
        api.finish(accepted)
    if status(api, container) != "pending":
        raise UnprovidedError("a new container of the reviewing project does not wait for a review")
    return container


def waiting(api: Api, *, is_completed: bool = False) -> str:
    """A new container of the state `reviewing_project` that waits for a review."""
    return waiting_in(api, api.state("reviewing_project"), is_completed=is_completed)


def status(api: Api, container: str) -> str:
    """A container's approvalStatus as it reads now."""
    return str(container_now(api, container)["approvalStatus"])


def counter(api: Api, project: str) -> int:
    """The approvals that a project still waits for."""
    return int(api.made("getProject", project)["currentBlockedCount"])


def reviewer(api: Api, key: str = "full") -> str:
    """How a review names the key of a role."""
    return f"api_key_{api.made('getWhoami', key=key)['apiKeyId']}"


def moment(api: Api) -> datetime:
    """The target's time, by what it makes now."""
    return datetime.fromisoformat(api.made("getProject", new_project(api))["createdAt"])


def is_now(text: object, before: datetime, after: datetime, what: str) -> None:
    """Expect an instant between two others."""
    came = utc(text)
    equal(
        before - _CLOCKS_APART <= came <= after + _CLOCKS_APART, True, f"that {what} ({text}) lies between {before} and {after}"
    )
