"""Servers that keep brandContext, ingestState and the first influencer wrongly."""

from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.ingest_servers import ALL, APP, REPO, Seen, is_of, remembers, results, rows
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, json_of

__all__ = ["MUTANTS"]

_GET = "getProject"


def entries(edit: Any, *sources: str) -> Any:
    """Entries of ingestState are spoilt in place, those of some sources or of all."""

    def spoilt(row: Any) -> None:
        for name, entry in row["ingestState"].items():
            if entry is not None and (not sources or name in sources):
                edit(entry)

    return rows(spoilt)


def with_status(status: str, edit: Any, *sources: str) -> Any:
    """Entries of that status are spoilt in place."""
    return entries(lambda entry: edit(entry) if entry["status"] == status else None, *sources)


def _later(entry: Any) -> None:
    if entry["completedAt"]:
        entry["completedAt"] = (datetime.fromisoformat(entry["completedAt"]) + timedelta(minutes=1)).isoformat()[:-6] + "Z"


def _with_offset(entry: Any) -> None:
    if entry["completedAt"]:
        entry["completedAt"] = entry["completedAt"].replace("Z", "+00:00")


def _of_project(row: Any, seen: Seen) -> list[Any]:
    return [one for one in seen.values() if one.project == row["id"]]


def _context_at_once(row: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    if row["brandContext"] is None and any(entry and entry["status"] == "running" for entry in row["ingestState"].values()):
        row["brandContext"] = {"appName": row["name"]}


def _other_sources_run(row: Any) -> None:
    if any(entry and entry["status"] == "running" for entry in row["ingestState"].values()):
        state = row["ingestState"]
        running = next(entry for entry in state.values() if entry and entry["status"] == "running")
        state.update({name: entry or running for name, entry in state.items()})


def _last_one_alone(*kept: str) -> Any:
    """Of the earlier fields, behind a repository's ingest, only some are kept."""

    def edit(row: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
        of = _of_project(row, seen)
        if len(of) > 1 and of[-1].source == "github" and row["brandContext"]:
            row["brandContext"].update({name: None for name in ("icp", "logoUrl", "primaryLanguage") if name not in kept})

    return remembers(edit, _GET)


def _app_wipes_voice(row: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    of = _of_project(row, seen)
    if len(of) > 1 and of[-1].source == "appstore" and row["brandContext"]:
        row["brandContext"]["brandVoice"] = ""


def _own_keywords(most: int) -> Any:
    """Only so many of the keywords are kept."""

    def edit(row: Any) -> None:
        if row["brandContext"]:
            row["brandContext"]["keywords"] = row["brandContext"]["keywords"][-most:]

    return rows(edit)


def _repeated_keywords(row: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    if len(_of_project(row, seen)) > 1 and row["brandContext"]:
        row["brandContext"]["keywords"] += row["brandContext"]["keywords"][:1]


def _one_at_a_time(row: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    """The entry of a website goes when a repository is ingested."""
    if row["ingestState"]["github"] is not None:
        row["ingestState"]["website"] = None


def _first_stands(row: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    for name, entry in row["ingestState"].items():
        jobs = [job for job, one in seen.items() if one.project == row["id"] and one.source == name]
        if entry is not None and jobs:
            entry["jobId"] = jobs[0]


def _last_ended_stands(row: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    """Once both are over the earlier one's job is told, of apps alone."""
    jobs = [job for job, one in seen.items() if one.project == row["id"] and one.source == "appstore"]
    entry = row["ingestState"]["appstore"]
    if entry and entry["status"] == "completed" and jobs:
        entry["jobId"] = jobs[0]


def _fills_nevertheless(status: str) -> Any:
    """Behind an ingest that ended so, something of the brand is written."""

    def edit(row: Any) -> None:
        if any(entry and entry["status"] == status for entry in row["ingestState"].values()):
            row["brandContext"] = {**(row["brandContext"] or {}), "appName": row["name"]}

    return rows(edit)


def _wipes(status: str, source: str) -> Any:
    """Behind an ingest of a source that ended so, nothing is left of the brand."""

    def edit(row: Any) -> None:
        entry = row["ingestState"][source]
        if entry and entry["status"] == status:
            row["brandContext"] = None

    return rows(edit)


def _ends_at(status: str) -> Any:
    return with_status(status, lambda entry: entry.update(completedAt="2026-04-24T12:00:00.000Z"), "github")


def _as(status: str, other: str, *sources: str) -> Any:
    return with_status(status, lambda entry: entry.update(status=other), *sources)


def _no_influencer(page: Any, asked: Asked, seen: Seen, ask: Ask) -> Any:
    if any(one.project == asked.path[0] for one in seen.values()):
        return {"items": [], "nextCursor": None}
    return page


def _at_once(page: Any, asked: Asked, seen: Seen, ask: Ask) -> Any:
    """The influencer is there from the 202 on."""
    if any(one.project == asked.path[0] for one in seen.values()) and not page["items"]:
        item = {"influencerId": "inf_01HY0AB3C5D7E9F1G3H5J7K9M2", "name": "Ava", "gender": None, "ageRange": None}
        return {
            "items": [{**item, "status": "pending", "thumbnailUrl": None, "createdAt": "2026-04-24T12:00:00.000Z"}],
            "nextCursor": None,
        }
    return page


def _for_websites_alone(page: Any, asked: Asked, seen: Seen, ask: Ask) -> Any:
    of = [one.source for one in seen.values() if one.project == asked.path[0]]
    return {"items": [], "nextCursor": None} if of and "website" not in of else page


def _ready_at_once(page: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    if any(one.project == asked.path[0] for one in seen.values()):
        for item in page["items"]:
            item["status"] = "ready"


def _makes_one(*, only_behind: int) -> Any:
    """Each ingest makes an influencer when its end is read, also where there is one."""

    def make() -> Server:
        made: set[str] = set()
        seen: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation in ALL and came.status == 202:
                seen[body["jobId"]] = body["projectId"]
            job = body.get("jobId") if asked.operation == "getJob" and came.status == 200 else None
            if job in seen and job not in made and body["status"] == "completed":
                made.add(job)
                earlier = [one for one in made if seen[one] == seen[job]]
                if len(earlier) > only_behind:
                    ask(asked.further("POST", f"/v1/projects/{seen[job]}/influencers", {"name": "Another"}))
            return came

        return server

    return make


def _stranger(result: Any) -> None:
    result["projectId"] = "8b3f6c1e-52d4-4e0a-9a77-1f0c5d2b9e64"


def _own_findings(result: Any) -> None:
    result["brandContext"] = {**result["brandContext"], "keywords": result["brandContext"]["keywords"][-3:]}


def _no_results(job: Any) -> Any:
    if is_of(job, APP) and job["status"] == "completed":
        job["result"] = {"projectId": job["result"]["projectId"]}
    return job


def _lower(row: Any) -> None:
    if row["brandContext"]:
        row["brandContext"]["appName"] = row["brandContext"]["appName"].lower()


MUTANTS = (
    Mutant("ingest.runs", "A source that runs is `pending`.", _as("running", "pending")),
    Mutant("ingest.runs", "There is no entry before the end.", rows(
        lambda row: row["ingestState"].update({name: None for name, entry in row["ingestState"].items() if entry and entry["status"] == "running"}))),
    Mutant("ingest.runs", "brandContext is there before it was read.", remembers(_context_at_once, _GET)),
    Mutant("ingest.runs", "All sources run.", rows(_other_sources_run)),
    Mutant("get-project.ingest-entry", "A source that ran is `done`.", _as("completed", "done")),
    Mutant("get-project.ingest-entry", "completedAt has an offset.", entries(_with_offset)),
    Mutant("get-project.ingest-entry", "completedAt is a minute late.", entries(_later)),
    Mutant("get-project.ingest-entry", "The entry of a repository tells no job.", entries(lambda entry: entry.pop("jobId") and None, "github")),
    Mutant("ingest.merges", "A repository's ingest loses what it did not find.", _last_one_alone()),
    Mutant("ingest.merges", "A repository's ingest loses the icp.", _last_one_alone("logoUrl", "primaryLanguage")),
    Mutant("ingest.merges", "An app's ingest empties the voice.", remembers(_app_wipes_voice, _GET)),
    Mutant("ingest.adds-keywords", "Keywords are replaced.", _own_keywords(3)),
    Mutant("ingest.adds-keywords", "Four keywords are kept.", _own_keywords(4)),
    Mutant("ingest.adds-keywords", "A keyword that is there is added once more.", remembers(_repeated_keywords, _GET)),
    Mutant("ingest.one-entry-per-source", "A repository's ingest takes the website's entry away.", remembers(_one_at_a_time, _GET)),
    Mutant("ingest.one-entry-per-source", "The first ingest of a source stands.", remembers(_first_stands, _GET)),
    Mutant("ingest.one-entry-per-source", "Of two apps' ingests the first stands in the end.", remembers(_last_ended_stands, _GET)),
    Mutant("ingest.result", "The result names another project.", results(REPO, _stranger)),
    Mutant("ingest.result", "The result tells its own keywords alone.", results(APP, _own_findings)),
    Mutant("ingest.result", "An app's result tells the project alone.", answers("getJob", _no_results)),
    Mutant("ingest.result", "The project's appName is in lower case.", rows(_lower)),
    Mutant("ingest.failed", "A source that failed is `completed`.", _as("failed", "completed")),
    Mutant("ingest.failed", "A repository that failed goes on running.", _as("failed", "running", "github")),
    Mutant("ingest.failed", "A failed ingest fills the name.", _fills_nevertheless("failed")),
    Mutant("ingest.failed", "A failed app wipes the brand.", _wipes("failed", "appstore")),
    Mutant("ingest.failed", "A failed repository has a completedAt.", _ends_at("failed")),
    Mutant("ingest.canceled", "A source that was canceled is `failed`.", _as("canceled", "failed")),
    Mutant("ingest.canceled", "A canceled ingest fills the name.", _fills_nevertheless("canceled")),
    Mutant("ingest.canceled", "A canceled website wipes the brand.", _wipes("canceled", "website")),
    Mutant("ingest.canceled", "A canceled repository has a completedAt.", _ends_at("canceled")),
    Mutant("ingest.seeds-influencer", "No influencer is made.", remembers(_no_influencer, "listInfluencers")),
    Mutant("ingest.seeds-influencer", "It is there before the ingest is over.", remembers(_at_once, "listInfluencers")),
    Mutant("ingest.seeds-influencer", "Only a website makes one.", remembers(_for_websites_alone, "listInfluencers")),
    Mutant("ingest.seeds-influencer", "It is ready at once.", remembers(_ready_at_once, "listInfluencers")),
    Mutant("ingest.seeds-once", "Every ingest makes one.", _makes_one(only_behind=0)),
    Mutant("ingest.seeds-once", "From the second ingest on each makes one.", _makes_one(only_behind=1)),
    Mutant("ingest.seeds-once", "The second ingest makes the first one anew.", _makes_one(only_behind=2)),
)  # fmt: skip
