"""How the checks start ingests and look at what became of them."""

from collections.abc import Mapping
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError

from ..making import completed, new_project, project_now
from ..valid import valid_call

__all__ = ["FIELDS", "KINDS", "SOURCES", "ask", "done", "entry", "made", "started"]

SOURCES: Mapping[str, str] = {"ingestWebsite": "website", "ingestAppStore": "appstore", "ingestGithub": "github"}
"""The operations, and where ingestState tells of them."""
KINDS: Mapping[str, tuple[str, str]] = {
    "ingestWebsite": ("project_ingest_website", "fetching"),
    "ingestAppStore": ("project_ingest_appstore", "fetching"),
    "ingestGithub": ("project_ingest_github", "cloning"),
}
"""The kinds of their jobs, with the first stages."""
FIELDS = (
    "appName", "appDescription", "tagline", "audience", "icp", "brandVoice", "keywords", "primaryLanguage", "logoUrl",
)  # fmt: skip


def ask(api: Api, operation: str, project: str, /, **fields: object) -> Answer:
    """A valid call on a project; ``fields`` go into its body. What came."""
    return valid_call(api, operation).with_body(**fields).send(api, path=(project,))


def started(api: Api, operation: str, project: str, **fields: object) -> Any:
    """The 202 of an ingest that only prepares what the check is about."""
    answer = ask(api, operation, project, **fields)
    if answer.status != 202:
        raise UnprovidedError(f"{operation}, which the check builds on, answered {answer.told[:200]}")
    return answer.json


def done(api: Api, operation: str, project: str, **fields: object) -> Any:
    """The job of an ingest that was completed."""
    return completed(api, started(api, operation, project, **fields))


def made(api: Api, *operations: str) -> str:
    """A new project that these operations ingested, one after the other."""
    project = new_project(api)
    for operation in operations:
        done(api, operation, project)
    return project


def entry(api: Api, operation: str, project: str) -> Any:
    """What ingestState tells of an operation's source, as it is now."""
    return project_now(api, project)["ingestState"][SOURCES[operation]]
