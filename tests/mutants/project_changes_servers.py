"""What wrong servers of a project's changes are made of: rows, and what they remember of the projects that were archived."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Server, json_of, read

__all__ = ["Archived", "Spoil", "behind", "fields", "is_theirs", "patched", "row", "still"]


def row(asked: Asked, ask: Ask) -> Any:
    """The row of the project that a call is about; empty where there is none."""
    body = read(asked, ask, f"/v1/projects/{asked.path[0]}")
    return body if isinstance(body, dict) and "error" not in body else {}


def is_theirs(asked: Asked, ask: Ask) -> bool:
    """Whether the project that a call is about is one of the other organisation."""
    return ask(asked.further("GET", f"/v1/projects/{asked.path[0]}", key="other")).status == 200


def fields(edit: Callable[[Any], dict[str, Any]]) -> Callable[[Any], Any]:
    """An edit that sets fields."""
    return lambda body: body | edit(body)


@dataclass
class Archived:
    """What a wrong server remembers: projects by their bare ids, and the project of each job."""

    deleted: list[str] = field(default_factory=list)
    patched: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    jobs: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Project and kind by job id."""
    told: dict[str, Any] = field(default_factory=dict)

    def note(self, asked: Asked, body: Any) -> None:
        """Remember what a success tells."""
        if asked.operation == "archiveProject":
            self.deleted.append(body["id"])
        elif asked.operation == "patchProject" and isinstance(asked.body, dict):
            if asked.body.get("status") == "archived":
                self.patched.append(body["id"])
            elif asked.body.get("status") == "active":
                self.restored.append(body["id"])
        elif asked.operation in {"generateContent", "createInfluencer", "ingestWebsite", "ingestAppStore", "ingestGithub"}:
            self.jobs[body["jobId"]] = (asked.path[0], body["kind"])

    @property
    def ids(self) -> list[str]:
        """The projects that were archived in either way, the last one last."""
        return [*self.patched, *self.deleted]

    def job_of(self, asked: Asked, kind: str) -> bool:
        """Whether a call is about a job of that kind in a project that was archived."""
        project, told = self.jobs.get(asked.path[0], ("", ""))
        return project in self.ids and told.startswith(kind)


Spoil = Callable[[Came, Ask, Archived], Response]


def behind(spoil: Spoil) -> Callable[[], Server]:
    """A server that remembers what was archived: each answer is replaced by what ``spoil`` gives."""

    def make() -> Server:
        archived = Archived()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if 200 <= came.status < 300 and asked.operation is not None:
                archived.note(asked, json_of(came))
            return spoil(Came(came, asked), ask, archived)

        return server

    return make


def patched(change: Callable[[Asked, Ask, Any], Response | Request | None]) -> Callable[[], Server]:
    """A server whose patchProject with a JSON object goes as ``change(asked, ask, body)`` says: by another request or an answer."""

    def server(asked: Asked, ask: Ask) -> Response:
        body = asked.body
        if asked.operation != "patchProject" or not isinstance(body, dict):
            return ask(asked.request)
        came = change(asked, ask, body)
        return ask(asked.request) if came is None else ask(came) if isinstance(came, Request) else came

    return lambda: server


def still(name: str, when: Callable[[Asked], object]) -> Callable[[], Server]:
    """Rows whose field stays what it was where a call of that sort changes the project, until another call changes it."""

    def make() -> Server:
        kept: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation not in {"getProject", "patchProject", "archiveProject"} or not asked.path:
                return ask(asked.request)
            before = row(asked, ask)
            came = ask(asked.request)
            if came.status != 200 or not before:
                return came
            if asked.operation != "getProject":
                kept.pop(before["id"], None)
                if when(asked):
                    kept[before["id"]] = before[name]
            body = json_of(came)
            if asked.operation == "archiveProject" or body["id"] not in kept:
                return came
            return came._replace(content=orjson.dumps(body | {name: kept[body["id"]]}))

        return server

    return make
