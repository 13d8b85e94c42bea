"""Wrong archiving by archiveProject and patchProject: what becomes of work that runs, and of work that is asked for later."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.project_changes_servers import Archived, Spoil, behind, patched, row
from tests.mutants.wrong import Ask, Asked, Came, Mutant, answers, asks, json_of, refusal, turns, with_json

__all__ = ["MUTANTS"]

WORK = {"createInfluencer", "cloneInfluencer", "generateContent", "regenerateContent", "cloneFromPost"}
CONTENT = "content_"
INGEST = "project_ingest_"


def is_archiving(asked: Asked) -> bool:
    """Whether a patch archives."""
    return asked.operation == "patchProject" and isinstance(asked.body, dict) and asked.body.get("status") == "archived"


def is_restoring(asked: Asked) -> bool:
    """Whether a patch restores."""
    return asked.operation == "patchProject" and isinstance(asked.body, dict) and asked.body.get("status") == "active"


def ends(status: str, kind: str = CONTENT, *, of: str = "ids", was: str = "canceled", which: Any = None) -> Spoil:
    """Jobs of an archived project that end one way are told to end another way."""

    def spoil(came: Came, _ask: Ask, archived: Archived) -> Response:
        asked = came.asked
        if asked.operation != "getJob" or came.status != 200 or came.body["status"] != was or not archived.job_of(asked, kind):
            return came.response
        project, _ = archived.jobs[asked.path[0]]
        if project not in getattr(archived, of) or (which is not None and not which(asked, archived)):
            return came.response
        job = {name: value for name, value in came.body.items() if name not in {"result", "error"}}
        more: dict[str, Any] = {"completed": {"result": {}}, "failed": {"error": {"code": "CANCELED", "message": "No."}}}
        return with_json(came.response, {**job, "status": status, **more.get(status, {})})

    return spoil


def is_second(asked: Asked, archived: Archived) -> bool:
    """Whether the job is not the first of its project."""
    project, _ = archived.jobs[asked.path[0]]
    return [id_ for id_, (of, _) in archived.jobs.items() if of == project].index(asked.path[0]) > 0


def stops_late(kind: str) -> Spoil:
    """Jobs of a kind stop once all their stages are over."""

    def spoil(came: Came, _ask: Ask, archived: Archived) -> Response:
        is_canceled = came.asked.operation == "getJob" and came.status == 200 and came.body["status"] == "canceled"
        if not (is_canceled and archived.job_of(came.asked, kind)):
            return came.response
        return with_json(came.response, came.body | {"stage": "finalizing", "progress": 1.0})

    return spoil


def finds(name: str | None) -> Spoil:
    """The brand of an archived project's ingest is told otherwise: its app's name, or nothing at all."""

    def spoil(came: Came, _ask: Ask, archived: Archived) -> Response:
        if came.asked.operation != "getProject" or came.status != 200 or came.body["id"] not in archived.ids:
            return came.response
        return with_json(came.response, came.body | {"brandContext": None if name is None else {"appName": name}})

    return spoil


def seeds(came: Came, _ask: Ask, archived: Archived) -> Response:
    """An archived project has an influencer."""
    if came.asked.operation != "listInfluencers" or came.status != 200 or came.asked.path[0] not in archived.ids:
        return came.response
    item = {
        "influencerId": "inf_01HY0AB3C5D7E9F1G3H5J7K9M2",
        "name": "Ava",
        "gender": None,
        "ageRange": None,
        "status": "pending",
    }
    told = {**item, "thumbnailUrl": None, "createdAt": "2026-04-24T12:00:00.000Z"}
    return with_json(came.response, {"items": [told], "nextCursor": None})


def cancels(kind: str, *, everywhere: bool, way: str = "archiveProject") -> Spoil:
    """Archiving cancels jobs that it must leave alone: those of a kind, in the project or everywhere."""

    def spoil(came: Came, ask: Ask, archived: Archived) -> Response:
        is_archived = came.asked.operation == way and came.status == 200 and came.body["status"] == "archived"
        for id_, (project, told) in archived.jobs.items() if is_archived else ():
            if told.startswith(kind) and (everywhere or project == came.asked.path[0]):
                ask(came.asked.further("POST", f"/v1/jobs/{id_}/cancel"))
        return came.response

    return spoil


def spoils_container(came: Came, _ask: Ask, archived: Archived) -> Response:
    """The container of a job that was completed reads as canceled, where its project was archived."""
    is_content = came.asked.operation == "getContent" and came.status == 200 and archived.deleted
    return with_json(came.response, came.body | {"status": "canceled", "assets": []}) if is_content else came.response


def spoils_influencer(came: Came, _ask: Ask, archived: Archived) -> Response:
    """The influencer of a job that was completed reads as failed, where its project was archived."""
    is_influencer = came.asked.operation == "getInfluencer" and came.status == 200 and archived.deleted
    return with_json(came.response, came.body | {"status": "failed"}) if is_influencer else came.response


def lets_through(*operations: str, way: str = "deleted", when: Any = None) -> Spoil:
    """Work is taken in the project that was archived last."""

    def spoil(came: Came, ask: Ask, archived: Archived) -> Response:
        asked, projects = came.asked, getattr(archived, way)
        is_refused = asked.operation in operations and (came.status, came.code) == (409, "CONFLICT") and projects
        if not is_refused or (when is not None and not when(asked)):
            return came.response
        ask(asked.further("PATCH", f"/v1/projects/{projects[-1]}", {"status": "active"}))
        through = ask(asked.request)
        ask(asked.further("DELETE", f"/v1/projects/{projects[-1]}"))
        return through

    return spoil


def for_good(*operations: str, way: str) -> Spoil:
    """A project that was archived once takes no work again."""

    def spoil(came: Came, _ask: Ask, archived: Archived) -> Response:
        is_taken = came.asked.operation in operations and came.status == 202 and came.asked.path[0] in getattr(archived, way)
        return refusal(came.response, 409, "CONFLICT") if is_taken else came.response

    return spoil


def marks(when: Any) -> Any:
    """A patch tells that the project is archived, stores what comes beside it, and leaves its work alone."""

    def change(asked: Asked, ask: Ask, body: Any) -> Response | None:
        if not is_archiving(asked) or not when(body):
            return None
        came = ask(asked.with_body({name: value for name, value in body.items() if name != "status"}))
        return with_json(came, json_of(came) | {"status": "archived"}) if came.status == 200 else came

    return patched(change)


def deletes(asked: Asked, ask: Ask, _body: Any) -> Response | None:
    """Archiving by a patch deletes the influencers."""
    if not is_archiving(asked):
        return None
    for item in json_of(ask(asked.further("GET", f"/v1/projects/{asked.path[0]}/influencers"))).get("items", ()):
        ask(asked.further("DELETE", f"/v1/influencers/{item['influencerId']}"))
    return None


def stays_beside(asked: Asked, ask: Ask, body: Any) -> Any:
    """Beside other fields the status is not restored."""
    if is_restoring(asked) and len(body) > 1:
        return asked.with_body({name: value for name, value in body.items() if name != "status"})
    return None


def refuses_active(asked: Asked, ask: Ask, _body: Any) -> Response | None:
    """A project that is active already cannot be made active."""
    is_active = is_restoring(asked) and row(asked, ask).get("status") == "active"
    return refusal(ask(asked.further("GET", "/v1/whoami")), 409, "CONFLICT") if is_active else None


MUTANTS = (
    Mutant("archive-project.cancels-content-jobs", "Content jobs go on.", behind(ends("completed"))),
    Mutant("archive-project.cancels-content-jobs", "Of several content jobs only the first stops.", behind(ends("completed", which=is_second))),
    Mutant("archive-project.cancels-content-jobs", "Content jobs fail.", behind(ends("failed"))),
    Mutant("archive-project.cancels-content-jobs", "Content jobs stop behind their last stage.", behind(stops_late(CONTENT))),
    Mutant("archive-project.cancels-content-jobs", "Content jobs of every project stop.", behind(cancels(CONTENT, everywhere=True))),
    Mutant("archive-project.late-content-jobs", "A job in its last stage is canceled.", behind(ends("canceled", was="completed"))),
    Mutant("archive-project.late-content-jobs", "A job in its last stage fails.", behind(ends("failed", was="completed"))),
    Mutant("archive-project.late-content-jobs", "The job is completed and its container canceled.", behind(spoils_container)),
    Mutant("archive-project.cancels-ingests", "Ingests go on.", behind(ends("completed", INGEST))),
    Mutant("archive-project.cancels-ingests", "A repository's ingest goes on.", behind(ends("completed", f"{INGEST}github"))),
    Mutant("archive-project.cancels-ingests", "Of several ingests only the first stops.", behind(ends("completed", INGEST, which=is_second))),
    Mutant("archive-project.cancels-ingests", "Ingests fail.", behind(ends("failed", INGEST))),
    Mutant("archive-project.cancels-ingests", "Ingests stop behind their last stage.", behind(stops_late(INGEST))),
    Mutant("archive-project.cancels-ingests", "Ingests of every project stop.", behind(cancels(INGEST, everywhere=True))),
    Mutant("archive-project.cancels-ingests", "They stop, and what they found so far is kept.", behind(finds("Tea"))),
    Mutant("archive-project.late-ingests", "An ingest that opens a pull request is canceled.", behind(ends("canceled", INGEST, was="completed"))),
    Mutant("archive-project.late-ingests", "An ingest that opens a pull request fails.", behind(ends("failed", INGEST, was="completed"))),
    Mutant("archive-project.late-ingests", "It is completed, and what it found is lost.", behind(finds(None))),
    Mutant("archive-project.late-ingests", "The archived project gets its first influencer.", behind(seeds)),
    Mutant("archive-project.leaves-influencer-jobs", "Influencer jobs are canceled.", behind(cancels("influencer_", everywhere=False))),
    Mutant("archive-project.leaves-influencer-jobs", "The job is completed and its influencer failed.", behind(spoils_influencer)),
    Mutant("archive-project.refuses-new-work", "Generations are taken.", behind(lets_through("generateContent"))),
    Mutant("archive-project.refuses-new-work", "Clones of its influencers are taken.", behind(lets_through("cloneInfluencer"))),
    Mutant("archive-project.refuses-new-work", "Regenerations are taken.", behind(lets_through("regenerateContent"))),
    Mutant("archive-project.refuses-new-work", "Clones of posts are taken.", behind(lets_through("cloneFromPost"))),
    Mutant("archive-project.refuses-new-work", "Generations with a brief are taken.",
        behind(lets_through("generateContent", when=lambda asked: "brief" in asked.body)),
    ),
    Mutant("archive-project.refuses-new-work", "New work is 422.", turns(WORK, 409, "CONFLICT", to=(422, "VALIDATION"))),
    Mutant("patch-project.archives", "Generations are taken behind a patch.", behind(lets_through("generateContent", way="patched"))),
    Mutant("patch-project.archives", "Influencers are deleted.", patched(deletes)),
    Mutant("patch-project.archives", "metadata is cleared.", asks("patchProject", lambda body: {**body, "metadata": None}, when=is_archiving)),
    Mutant("patch-project.archives", "The row stays active.", marks(bool)),
    Mutant("patch-project.archives-like-delete", "Content jobs go on behind a patch.", behind(ends("completed", of="patched"))),
    Mutant("patch-project.archives-like-delete", "Ingests go on behind a patch.", behind(ends("completed", INGEST, of="patched"))),
    Mutant("patch-project.archives-like-delete", "Beside other fields content jobs go on.", marks(lambda body: len(body) > 1)),
    Mutant("patch-project.archives-like-delete", "Influencers are taken behind a patch.", behind(lets_through("createInfluencer", way="patched"))),
    Mutant("patch-project.archives-like-delete", "Influencer jobs stop behind a patch.",
        behind(cancels("influencer_", everywhere=False, way="patchProject")),
    ),
    Mutant("patch-project.archives-like-delete", "Content jobs of every project stop behind a patch.",
        behind(cancels(CONTENT, everywhere=True, way="patchProject")),
    ),
    Mutant("patch-project.restores", "The row reads active, and influencers are refused for good.",
        behind(for_good("createInfluencer", way="ids")),
    ),
    Mutant("patch-project.restores", "What was archived by DELETE takes no generations again.",
        behind(for_good("generateContent", way="deleted")),
    ),
    Mutant("patch-project.restores", "Beside other fields the status stays.", patched(stays_beside)),
    Mutant("patch-project.restores", "An active project cannot be made active.", patched(refuses_active)),
    Mutant("patch-project.restores", "The answer's status stays archived.",
        answers("patchProject", lambda told: told | {"status": "archived"}, when=is_restoring),
    ),
)  # fmt: skip
