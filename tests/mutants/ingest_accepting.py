"""Servers that accept ingests wrongly."""

from collections.abc import Iterator
from typing import Any

from layers_mock.contract import Contract
from layers_mock.kit.exchange import Response
from tests.mutants.ingest_servers import ALL, APP, REPO, SITE, as_other, found_elsewhere, rows
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refuses,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS", "made_from"]

_RULES = {SITE: "ingest-website", APP: "ingest-app-store", REPO: "ingest-github"}


def made_from(contract: Contract) -> Iterator[Mutant]:
    """Defects that each of the three operations can have."""
    for operation, name in _RULES.items():
        assert operation in contract.operations
        yield Mutant(f"{name}.accepted", "The job is queued.", answers(operation, lambda job: {**job, "status": "queued"}))
        yield Mutant(f"{name}.accepted", "The 202 tells no stage.", answers(operation, lambda job: job.pop("stage") and None))
        yield Mutant(f"{name}.accepted", "It is a 200.", answers(operation, lambda job: None, status=200))
        yield Mutant(
            f"{name}.accepted", "The job itself tells another kind.",
            answers("getJob", lambda job: {**job, "kind": job["kind"].replace("project_", "")}),
        )  # fmt: skip
        yield Mutant(f"{name}.project-not-found", "Another organisation's project is ingested.", found_elsewhere({operation}))
        yield Mutant(
            f"{name}.project-not-found", "A project that is not there is 422.",
            turns(operation, 404, "NOT_FOUND", to=(422, "VALIDATION")),
        )  # fmt: skip
        yield Mutant(
            f"{name}.project-not-found", "It says 404, and ingests another organisation's project.", _refused_in_vain(operation)
        )
        yield Mutant(f"{name}.fills", "Nothing is written back.", rows(lambda row: {**row, "brandContext": None}))
        yield Mutant(f"{name}.fills", "The name of the app is an empty text.", rows(_nameless))


def _refused_in_vain(operation: str) -> Any:
    def change(came: Came, ask: Ask) -> Response:
        if came.status == 404 and came.asked.key == "full":
            ask(as_other(came.asked))
        return came.response

    return replies(operation, change)


def _nameless(row: Any) -> None:
    if row["brandContext"]:
        row["brandContext"]["appName"] = " "


def _without_field(name: str, value: object) -> Any:
    def edit(row: Any) -> None:
        if row["brandContext"]:
            row["brandContext"][name] = value

    return rows(edit)


def _archived_in_vain() -> Server:
    """409, and the project is ingested all the same."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation in ALL and came.status == 409:
            path = f"/v1/projects/{asked.path[0]}"
            ask(asked.further("PATCH", path, {"status": "active"}))
            ask(asked.request)
            ask(asked.further("DELETE", path))
        return came

    return server


def _archived_alike(came: Came, ask: Ask) -> Response:
    """An archived project is restored and ingested."""
    if came.status != 409:
        return came.response
    ask(came.asked.further("PATCH", f"/v1/projects/{came.asked.path[0]}", {"status": "active"}))
    return ask(came.asked.request)


def _moved_by_the_body(job: Any, asked: Asked) -> None:
    if "projectId" in asked.body:
        job["projectId"] = asked.memory.ids["project"]


def _charged() -> Server:
    """The balance falls with each ingest that is accepted."""
    charged: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == REPO and came.status == 202:
            charged.append(body["jobId"])
        if asked.operation != "getCredits" or came.status != 200:
            return came
        return with_json(came, {**body, "balance": body["balance"] - 5 * len(charged)})

    return server


def _charged_at_the_end() -> Server:
    """The balance falls once a website's ingest was read to be completed."""
    charged: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == "getJob" and body.get("kind") == "project_ingest_website" and body["status"] == "completed":
            charged.add(body["jobId"])
        if asked.operation != "getCredits" or came.status != 200:
            return came
        return with_json(came, {**body, "balance": body["balance"] - len(charged)})

    return server


MUTANTS = (
    Mutant("ingest-website.accepted", "The stage is queued.", answers(SITE, lambda job: {**job, "stage": "queued"})),
    Mutant("ingest-website.accepted", "The kind is that of apps.", answers(SITE, lambda job: {**job, "kind": "project_ingest_appstore"})),
    Mutant("ingest-app-store.accepted", "The kind is that of websites.", answers(APP, lambda job: {**job, "kind": "project_ingest_website"})),
    Mutant("ingest-github.accepted", "The kind is ingest_github.", answers(REPO, lambda job: {**job, "kind": "ingest_github"})),
    Mutant("ingest.project-id", "projectId carries a prefix.", answers(ALL, lambda job: {**job, "projectId": "prj_" + job["projectId"]})),
    Mutant("ingest.project-id", "A repository's 202 lacks projectId.", answers(REPO, lambda job: job.pop("projectId") and None)),
    Mutant("ingest.project-id", "locationUrl lacks the version.", answers(APP, lambda job: {**job, "locationUrl": job["locationUrl"][3:]})),
    Mutant(
        "ingest.project-id", "startedAt is in another form.",
        answers(SITE, lambda job: {**job, "startedAt": job["startedAt"].replace("Z", "+00:00")}),
    ),
    Mutant("ingest-website.fills", "A website tells no keywords.", _without_field("keywords", [])),
    Mutant("ingest-app-store.fills", "The description of an app is null.", _without_field("appDescription", None)),
    Mutant("ingest-github.fills", "A repository tells no audience.", _without_field("audience", None)),
    Mutant("ingest-github.fills", "The voice is an object.", _without_field("brandVoice", {"tone": "warm"})),
    Mutant("ingest.archived-project", "An archived project is 404.", turns(ALL, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("ingest.archived-project", "An app's ingest restores an archived project.", replies(APP, _archived_alike)),
    Mutant("ingest.archived-project", "It is refused and done.", _archived_in_vain),
    Mutant("ingest.unknown-field", "Bodies are strict.", refuses(ALL, 422, "VALIDATION", when=lambda asked: "colour" in asked.body)),
    Mutant(
        "ingest.unknown-field", "A brandContext in a repository's body is refused.",
        refuses(REPO, 400, "VALIDATION", when=lambda asked: "brandContext" in asked.body),
    ),
    Mutant("ingest.unknown-field", "projectId in the body names the project.", answers(ALL, _moved_by_the_body)),
    Mutant("ingest.free", "A repository costs 5 credits.", _charged),
    Mutant("ingest.free", "A website costs a credit once it was read.", _charged_at_the_end),
    Mutant("ingest.free", "A source's flag is set.", answers("getCredits", lambda told: told["ingestCostsBilled"].update(appstore=True))),
)  # fmt: skip
