"""What an ingest is answered, and which ones are refused."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import new_project, project_now
from .making import KINDS, SOURCES, ask, done, entry, started

__all__: list[str] = []


def _is_accepted(api: Api, operation: str) -> None:
    kind, stage = KINDS[operation]
    for _ in range(2):
        job = ask(api, operation, new_project(api)).succeeded(202)
        told = {name: job.get(name) for name in ("kind", "status", "stage")}
        equal(told, {"kind": kind, "status": "running", "stage": stage}, f"the 202 of {operation}")
        equal(api.made("getJob", job["jobId"])["kind"], kind, "kind of the job")


@check("ingest-website.accepted")
def a_website_is_accepted(api: Api) -> None:
    """202 with a job of kind project_ingest_website that runs in the stage fetching."""
    _is_accepted(api, "ingestWebsite")


@check("ingest-app-store.accepted")
def an_app_is_accepted(api: Api) -> None:
    """202 with a job of kind project_ingest_appstore that runs in its first stage."""
    _is_accepted(api, "ingestAppStore")


@check("ingest-github.accepted")
def a_repository_is_accepted(api: Api) -> None:
    """202 with a job of kind project_ingest_github that runs in the stage cloning."""
    _is_accepted(api, "ingestGithub")


@check("ingest.project-id")
def the_202_leads_to_project_and_job(api: Api) -> None:
    """ProjectId is that of the path, bare, startedAt is the job's, and locationUrl leads to it."""
    for operation in SOURCES:
        project = new_project(api)
        job = ask(api, operation, project).succeeded(202)
        equal(job.get("projectId"), project, f"projectId in the 202 of {operation}")
        equal(job.get("locationUrl"), f"/v1/jobs/{job['jobId']}", f"locationUrl in the 202 of {operation}")
        read = api.call("getJob", job["jobId"]).succeeded(200)
        equal(job.get("startedAt"), read["startedAt"], f"startedAt in the 202 of {operation}")


def _is_not_found(api: Api, operation: str) -> None:
    ask(api, operation, new_project(api)).succeeded(202)
    ask(api, operation, api.uuid()).refused(404, "NOT_FOUND")
    foreign = new_project(api, key="other")
    for project in (foreign, api.state("foreign_project")):
        before = project_now(api, project, key="other")["ingestState"]
        ask(api, operation, project).refused(404, "NOT_FOUND")
        equal(project_now(api, project, key="other")["ingestState"], before, "ingestState of another organisation's project")


@check("ingest-website.project-not-found")
def a_website_needs_a_project(api: Api) -> None:
    """404 for a project that nobody has and for that of another organisation, which stays as it is."""
    _is_not_found(api, "ingestWebsite")


@check("ingest-app-store.project-not-found")
def an_app_needs_a_project(api: Api) -> None:
    """404 for a project that nobody has and for that of another organisation, which stays as it is."""
    _is_not_found(api, "ingestAppStore")


@check("ingest-github.project-not-found")
def a_repository_needs_a_project(api: Api) -> None:
    """404 for a project that nobody has and for that of another organisation, which stays as it is."""
    _is_not_found(api, "ingestGithub")


@check("ingest.archived-project")
def an_archived_project_is_not_ingested(api: Api) -> None:
    """409 CONFLICT for each source, and ingestState stays empty; restored, the project is ingested."""
    for operation in SOURCES:
        project = new_project(api)
        api.made("archiveProject", project)
        ask(api, operation, project).refused(409, "CONFLICT")
        equal(entry(api, operation, project), None, f"ingestState behind the refusal of {operation}")
        api.made("patchProject", project, body={"status": "active"})
        ask(api, operation, project).succeeded(202)


@check("ingest.unknown-field")
def a_field_that_is_not_known_is_ignored(api: Api) -> None:
    """A body with a field more is accepted and works, whatever the field is called."""
    for operation in SOURCES:
        for name in ("colour", "projectId", "brandContext"):
            project = new_project(api)
            job = ask(api, operation, project, **{name: {"appName": "Mine"}}).succeeded(202)
            equal(job["projectId"], project, f"projectId in the 202 of {operation} with {name}")


def _fills(api: Api, operation: str, *names: str) -> None:
    project = new_project(api)
    before = project_now(api, project)["brandContext"]
    equal(before, None, "brandContext of a new project")
    done(api, operation, project)
    context = project_now(api, project)["brandContext"]
    holds(isinstance(context, dict), f"brandContext is {context!r} behind {operation}")
    for name in names:
        holds(_is_told(context.get(name)), f"{name} is {context.get(name)!r} behind {operation}")


def _is_told(value: Any) -> bool:
    is_list = isinstance(value, list) and bool(value) and all(isinstance(text, str) and text for text in value)
    return is_list or (isinstance(value, str) and bool(value.strip()))


@check("ingest-website.fills")
def a_website_fills_the_brand_context(api: Api) -> None:
    """BrandContext is null before, and tells appName and keywords when the job is completed."""
    _fills(api, "ingestWebsite", "appName", "keywords")


@check("ingest-app-store.fills")
def an_app_fills_the_brand_context(api: Api) -> None:
    """BrandContext is null before, and tells appName and appDescription when the job is completed."""
    _fills(api, "ingestAppStore", "appName", "appDescription")


@check("ingest-github.fills")
def a_repository_fills_the_brand_context(api: Api) -> None:
    """BrandContext is null before, and tells the five fields of the page when the job is completed."""
    _fills(api, "ingestGithub", "appName", "tagline", "audience", "brandVoice", "keywords")


@check("ingest.free")
def an_ingest_that_was_accepted_holds_no_credits(api: Api) -> None:
    """No flag of ingestCostsBilled is set for a source that was ingested."""
    for operation, source in SOURCES.items():
        started(api, operation, new_project(api))
        equal(api.made("getCredits")["ingestCostsBilled"][source], False, f"ingestCostsBilled.{source}")


@check("ingest.free", alone=True)
def ingests_cost_nothing(api: Api) -> None:
    """The balance is the same when an ingest is accepted, when it is completed, and when it was canceled."""
    before = api.made("getCredits")["balance"]
    for operation in SOURCES:
        job = ask(api, operation, new_project(api)).succeeded(202)
        equal(api.made("getCredits")["balance"], before, f"balance once {operation} is accepted")
        api.finish(job)
        equal(api.made("getCredits")["balance"], before, f"balance once {operation} is over")
        canceled = ask(api, operation, new_project(api)).succeeded(202)
        api.call("cancelJob", canceled["jobId"])
        api.finish(canceled)
        equal(api.made("getCredits")["balance"], before, f"balance once {operation} was canceled")
