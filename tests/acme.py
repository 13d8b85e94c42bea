"""Acme Studio's side of the acme world: what tests read past the API and bend into states that no call reaches."""

from typing import Any

from layers_mock.world.ids import Key, parse
from layers_mock.world.jobs import Job, end_job
from layers_mock.world.organization import Organization
from layers_mock.world.rows import Container, Project
from tests.harness import Answer, Api

__all__ = [
    "ERROR",
    "PROJECTS",
    "archive",
    "balance",
    "container_row",
    "content",
    "fail",
    "key_of",
    "organization",
    "project_row",
    "spend_all_but",
]

PROJECTS = ("Pebble & Pine", "Quiet Ledger", "Northwind Fit", "Harbor Tea", "Saltmarsh Skin")
"""The names of its projects, newest first."""
ERROR: dict[str, object] = {"code": "PLATFORM_ERROR", "message": "The platform was away."}


def key_of(text: str) -> Key:
    """The key behind an id."""
    found = parse(text)
    assert found is not None
    return found


def organization(api: Api) -> Organization:
    """Acme Studio's state."""
    return next(found for found in api.world.organizations.values() if found.name == "Acme Studio")


def project_row(api: Api, label: str) -> Project:
    """A project's row."""
    found = organization(api).projects.get(key_of(api.id(label)))
    assert found is not None
    return found


def container_row(api: Api, id_: str) -> Container:
    """A container's row."""
    found = organization(api).containers.get(key_of(id_))
    assert found is not None
    return found


def content(api: Api, id_: str) -> Any:
    """A container as the API shows it."""
    answer = api.get(f"/v1/content/{id_}")
    assert answer.status == 200
    return answer.body


def balance(api: Api) -> int:
    """The credit balance as the API shows it."""
    return int(api.get("/v1/credits").body["balance"])


def archive(api: Api, label: str) -> None:
    """Archive a project."""
    organization(api).projects.replace(project_row(api, label)._replace(status="archived"))


def spend_all_but(api: Api, left: int) -> None:
    """Leave just so many credits."""
    own = organization(api)
    taken = own.wallet.reserved(own.wallet.balance - left)
    assert taken is not None
    own.wallet = taken[0]


def fail(api: Api, accepted: Answer) -> Job:
    """Let the job of a 202 fail now, with :data:`ERROR`."""
    job = organization(api).jobs.get(key_of(accepted.body["jobId"]))
    assert job is not None
    return end_job(api.world, organization(api), job, outcome="failed", now=api.world.clock.now(), error=ERROR)
