"""Servers that treat posts wrongly whose project is archived or whose content is regenerated."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import always, asking, get, side, success_of
from tests.mutants.publishing_servers import content
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, json_of, with_json

__all__ = ["MUTANTS"]

POST = "getScheduledPost"
TOP = "listTopPerformers"
PATCH_PROJECT = "patchProject"
ARCHIVE = "archiveProject"


def project_of(asked: Asked) -> str:
    """The project that a call is about, as its row prints it."""
    return asked.path[0]


def as_before(statuses: set[str], ways: set[str]) -> Callable[[], Server]:
    """An archiving leaves posts alone: those that were of these statuses read as they were."""

    def make() -> Server:
        before: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            is_archiving = asked.operation == ARCHIVE or (
                asked.operation == PATCH_PROJECT and (asked.body or {}).get("status") == "archived"
            )
            if is_archiving and asked.operation in ways:
                for item in get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts").get("items", ()):
                    if item["status"] in statuses:
                        before.setdefault(item["id"], item)
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation == POST and body is not None and body["id"] in before:
                return with_json(came, before[body["id"]])
            return came

        return server

    return make


def reads_canceled(status: str, ways: set[str]) -> Callable[[], Server]:
    """Posts of a status read as canceled once a project was archived."""

    def make() -> Server:
        done: list[bool] = []

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            is_archiving = asked.operation == ARCHIVE or (
                asked.operation == PATCH_PROJECT and (asked.body or {}).get("status") == "archived"
            )
            if is_archiving and asked.operation in ways:
                done.append(True)
            if asked.operation == POST and body is not None and body["status"] == status and done:
                return with_json(came, body | {"status": "canceled"})
            return came

        return server

    return make


def resumes(ways: set[str]) -> Callable[[], Server]:
    """A project that is restored has its posts back."""

    def make() -> Server:
        before: dict[str, Any] = {}
        back: list[bool] = []

        def server(asked: Asked, ask: Ask) -> Response:
            status = (asked.body or {}).get("status") if asked.operation == PATCH_PROJECT else None
            if (asked.operation == ARCHIVE or status == "archived") and asked.operation in ways:
                for item in get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts").get("items", ()):
                    if item["status"] == "queued":
                        before[item["id"]] = item
            came = ask(asked.request)
            body = success_of(came)
            if status == "active" and came.status == 200:
                back.append(True)
            if asked.operation == POST and body is not None and body["id"] in before and back:
                return with_json(came, before[body["id"]])
            return came

        return server

    return make


def beside_others(asked: Asked, ask: Ask) -> Request | None:
    """A status beside other fields cancels nothing: the project is named and nothing else."""
    body = asked.body
    if isinstance(body, dict) and body.get("status") == "archived" and len(body) > 1:
        return asked.with_body({name: value for name, value in body.items() if name != "status"})
    return None


def counts_all(asked: Asked, ask: Ask) -> Response | None:
    """All posts of a project are counted, canceled and published ones among them."""
    items = get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts").get("items", ())
    came = ask(asked.request)
    return with_json(came, json_of(came) | {"canceledScheduledPosts": len(items)}) if came.status == 200 else came


def counts_containers(asked: Asked, ask: Ask) -> Response | None:
    """Posts of one container count once."""
    items = get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts?status=queued").get("items", ())
    came = ask(asked.request)
    number = len({item["containerId"] for item in items})
    return with_json(came, json_of(came) | {"canceledScheduledPosts": number}) if came.status == 200 else came


def new_captions(asked: Asked, ask: Ask) -> Response:
    """A tracked post says what its container says now."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != TOP or body is None:
        return came
    for item in body["items"]:
        if item["containerId"]:
            item["caption"] = get(asked, ask, f"/v1/content/{item['containerId']}").get("caption", item["caption"])
    return with_json(came, body)


def old_captions(asked: Asked, ask: Ask) -> Response:
    """A tracked post says what its container said at first."""
    first = asked.memory.notes.setdefault("first", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == "getContent" and body is not None and body["caption"]:
        first.setdefault(body["id"], body["caption"])
    if asked.operation == TOP and body is not None:
        return with_json(
            came,
            body | {"items": [item | {"caption": first.get(item["containerId"], item["caption"])} for item in body["items"]]},
        )
    return came


def cancels_regenerated(asked: Asked, ask: Ask) -> Response:
    """A regeneration postpones what was scheduled."""
    came = ask(asked.request)
    if asked.operation == "regenerateContent" and came.status == 202:
        project = content(asked, ask)["projectId"]
        for item in get(asked, ask, f"/v1/projects/{project}/scheduled-posts?status=queued").get("items", ()):
            if item["containerId"] == asked.path[0]:
                ask(
                    side(
                        asked, "POST", f"/v1/scheduled-posts/{item['id']}/reschedule", {"scheduledFor": "2026-04-24T23:00:00Z"}
                    )
                )
    return came


MUTANTS = (
    Mutant("archive-project.counts-posts", "0 is told.", answers(ARCHIVE, lambda body: body | {"canceledScheduledPosts": 0})),
    Mutant("archive-project.counts-posts", "All posts are counted.", asking(ARCHIVE, counts_all)),
    Mutant("archive-project.counts-posts", "Posts of one container count once.", asking(ARCHIVE, counts_containers)),
    Mutant("archive-project.counts-posts", "They are counted and stay queued.", as_before({"queued"}, {ARCHIVE})),
    Mutant("archive-project.counts-posts", "Published ones read canceled.", reads_canceled("published", {ARCHIVE})),
    Mutant("archive-project.counts-posts", "Posts of other projects are canceled too.", reads_canceled("queued", {ARCHIVE})),
    Mutant("archive-project.counts-posts", "A restored project has them back.", resumes({ARCHIVE})),
    Mutant("patch-project.stops-scheduled-posts", "Posts stay queued.", as_before({"queued"}, {PATCH_PROJECT})),
    Mutant("patch-project.stops-scheduled-posts", "Beside other fields they stay queued.", asking(PATCH_PROJECT, beside_others)),
    Mutant("patch-project.stops-scheduled-posts", "A restored project has them back.", resumes({PATCH_PROJECT})),
    Mutant("patch-project.stops-scheduled-posts", "Published ones read canceled.", reads_canceled("published", {PATCH_PROJECT})),
    Mutant("regenerate-content.scheduled-posts", "Posts say what the container says now.", always(new_captions)),
    Mutant("regenerate-content.scheduled-posts", "Posts say what the container said at first.", always(old_captions)),
    Mutant("regenerate-content.scheduled-posts", "A regeneration postpones them.", always(cancels_regenerated)),
)  # fmt: skip
