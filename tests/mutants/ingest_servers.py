"""What wrong servers of ingests are made of: rows, jobs and lists read wrongly, and what they remember of ingests."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Server, answers, json_of, replies, with_json

__all__ = [
    "ALL", "APP", "REPO", "SITE", "Ingested", "as_other", "ends_of", "found_elsewhere", "is_of", "remembers", "results", "rows",
]  # fmt: skip

SITE, APP, REPO = "ingestWebsite", "ingestAppStore", "ingestGithub"
ALL = {SITE, APP, REPO}
_THEIR_REPO = "foreign-org/maps"
_SOURCES = {SITE: "website", APP: "appstore", REPO: "github"}


class Ingested:
    """One ingest: which operation, for which project, what it was told, and what the project's row said before."""

    def __init__(self, operation: str, project: str, body: Any, before: Any) -> None:
        self.operation = operation
        self.source = _SOURCES[operation]
        self.project = project
        self.body = body
        self.before = before


Seen = dict[str, Ingested]
"""Ingests by their jobs, in order."""


def remembers(edit: Callable[[Any, Asked, Seen, Ask], Any], *operations: str) -> Callable[[], Server]:
    """Successes of some operations are spoilt by a server that remembers each ingest."""

    def make() -> Server:
        seen: Seen = {}

        def server(asked: Asked, ask: Ask) -> Response:
            before = json_of(ask(asked.further("GET", f"/v1/projects/{asked.path[0]}"))) if asked.operation in ALL else None
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation in ALL and came.status == 202:
                seen.setdefault(body["jobId"], Ingested(str(asked.operation), body["projectId"], asked.body, before))
            if asked.operation not in operations or not 200 <= came.status < 300:
                return came
            spoilt = edit(body, asked, seen, ask)
            return with_json(came, body if spoilt is None else spoilt)

        return server

    return make


def is_of(job: Any, *operations: str) -> bool:
    """Whether a job is one of these operations'."""
    kinds = {f"project_ingest_{_SOURCES[operation]}" for operation in operations}
    return job["kind"] in kinds


def rows(edit: Callable[[Any], Any], *, when: Callable[[Any], object] = lambda row: True) -> Callable[[], Server]:
    """Projects' rows are read wrongly."""
    return answers("getProject", lambda row: edit(row) if when(row) else None)


def results(operation: str, edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Results of an operation's completed jobs are spoilt in place."""

    def spoilt(job: Any) -> None:
        if is_of(job, operation) and job["status"] == "completed":
            edit(job["result"])

    return answers("getJob", spoilt)


def ends_of(operation: str, edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Jobs of an operation that are over are spoilt in place."""

    def spoilt(job: Any) -> None:
        if is_of(job, operation) and job["status"] != "running":
            edit(job)

    return answers("getJob", spoilt)


def found_elsewhere(operations: set[str]) -> Callable[[], Server]:
    """A project is looked for in the other organisation as well."""

    def change(came: Came, ask: Ask) -> Response:
        return ask(as_other(came.asked)) if came.status == 404 and came.asked.key == "full" else came.response

    return replies(operations, change)


def as_other(asked: Asked) -> Request:
    """The same ingest by the other organisation; a repository is one that its installation sees."""
    if asked.operation != REPO:
        return asked.with_key("other")
    return asked._replace(request=asked.with_body({**asked.body, "repoFullName": _THEIR_REPO})).with_key("other")
