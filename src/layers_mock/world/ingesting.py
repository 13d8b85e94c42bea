"""What an ingest job does to its project: fills brandContext, keeps ingestState, makes an SDK app and the first influencer."""

from typing import TYPE_CHECKING
from weakref import ref

from layers_mock.contract import JsonObject
from layers_mock.world.branding import app_found, first_face, is_readable, merged, repo_found, site_found
from layers_mock.world.clock import iso
from layers_mock.world.ids import ulid, uuid
from layers_mock.world.ingests import BrandSource, Ingest, Reading, is_breaker_open
from layers_mock.world.jobs import Job, start_job
from layers_mock.world.organization import Organization
from layers_mock.world.projects import replace_project
from layers_mock.world.provisioning import provision
from layers_mock.world.rows import Influencer, Project
from layers_mock.world.scenarios import JobBend

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["ProjectIngest", "begin_ingest"]

_INFLUENCER = "influencer_create"
_MOST_PULL_REQUESTS = 900
_OPENING = "opening_pr"
"""The stage that an ingest goes without when it shall stop after the patch."""


def begin_ingest(
    world: "World",
    organization: Organization,
    kind: str,
    reading: Reading,
    *,
    project: Project,
    now: int,
    bend: JobBend | None = None,
) -> Job:
    """Start reading a source for a project: the job runs and ingestState says so when this returns."""
    is_broken = reading.source == "appstore" and is_breaker_open(organization, reading.target, now)
    hopeless = _hopeless(reading, is_broken=is_broken)
    without = None if reading.opens_pull_request else _OPENING
    job = start_job(
        world, organization, kind, project=project.key, subject=project.key, now=now, bend=hopeless or bend, without=without
    )
    organization.ingests.add(Ingest(job.key, now, reading, is_broken=is_broken))
    _keep_entry(organization, project, reading.source, {"status": "running", "jobId": job.id, "completedAt": None}, now)
    return job


def _hopeless(reading: Reading, *, is_broken: bool) -> JobBend | None:
    """How a job runs that cannot succeed: it fails where it fetches."""
    if is_broken:
        message = "Reading this app failed too often in the last days; it is left alone for a while."
    elif reading.source == "website" and not is_readable(reading.target):
        message = "The URL does not lead to a page."
    else:
        return None
    return JobBend("fail", stage="fetching", error={"code": "SCRAPE_FAILED", "message": message})


class ProjectIngest:
    """Writes what was found into the project, once, when the job is completed."""

    def __init__(self, world: "World") -> None:
        # The world holds its lifecycles: were it held in turn, a dropped one would wait for the garbage collector.
        self._world = ref(world)

    def enter(self, organization: Organization, job: Job, stage: str, at: int) -> None:
        """Nothing shows of a stage but the job itself."""

    def complete(self, organization: Organization, job: Job, at: int) -> JsonObject:
        """What was found is merged into brandContext; a repository makes an app, and whoever has no influencer gets one."""
        ingest, project = _of(organization, job)
        context = merged(project.brand_context, _found(ingest.reading))
        changed = project._replace(brand_context=context)
        _keep_end(organization, changed, ingest, job, "completed", at)
        self._seed_influencer(organization, changed, context, at)
        world = self._world()
        if world is not None and ingest.reading.source == "github" and project.status != "archived":
            provision(world.ids, organization, project.key, ingest.reading, str(context["appName"]), at)
        told: JsonObject = {"projectId": uuid(project.key), "source": ingest.reading.source, "brandContext": context}
        return {**told, **_result(ingest.reading, job)}

    def stop(self, organization: Organization, job: Job, at: int) -> None:
        """The brand context stays; the source says how it ended, and a failure of its own counts against an app."""
        ingest, project = _of(organization, job)
        if job.outcome == "failed" and not ingest.is_broken:
            organization.ingests.replace(ingest._replace(failed_at=at))
        _keep_end(organization, project, ingest, job, job.outcome, at)

    def _seed_influencer(self, organization: Organization, project: Project, context: JsonObject, at: int) -> None:
        """concepts/influencers: the first influencer of a project comes with its first ingest."""
        world = self._world()
        has_one = next(organization.influencers.newest_first(project.key), None) is not None
        if world is None or has_one or project.status == "archived":
            return
        key = world.ids.fresh(at)
        name, identity = first_face(str(context["appName"]))
        organization.influencers.add(Influencer(key, "inf_" + ulid(key), at, at, project.key, name, "pending", identity))
        start_job(world, organization, _INFLUENCER, project=project.key, subject=key, now=at)


def _of(organization: Organization, job: Job) -> tuple[Ingest, Project]:
    ingest, project = organization.ingests.get(job.key), organization.projects.get(job.subject)
    if ingest is None or project is None:
        raise LookupError(job.id)
    return ingest, project


def _found(reading: Reading) -> JsonObject:
    if reading.source == "website":
        return site_found(reading.target, reading.pages)
    if reading.source == "appstore":
        return app_found(reading.target, reading.store_url, reading.country)
    return repo_found(reading.target, reading.app_name)


def _result(reading: Reading, job: Job) -> JsonObject:
    """What the result tells of each kind beside the brand (inferred)."""
    if reading.source == "website":
        return {"url": reading.target, "pagesRead": reading.pages}
    if reading.source == "appstore":
        return {"app": reading.target, "countryCode": reading.country}
    told: JsonObject = {"repoFullName": reading.target, "platforms": list(reading.platforms), "pullRequest": None}
    if not reading.opens_pull_request:
        return told
    number = 1 + job.key % _MOST_PULL_REQUESTS
    url = f"https://github.com/{reading.target}/pull/{number}"
    opened: JsonObject = {"number": number, "url": url, "title": reading.title, "baseBranch": reading.branch}
    return {**told, "pullRequest": opened}


def _keep_end(organization: Organization, project: Project, ingest: Ingest, job: Job, status: str, at: int) -> None:
    """The source's entry at the end of a job; a later job of the same source owns the entry already."""
    source = ingest.reading.source
    if ((project.ingest_state or {}).get(source) or {}).get("jobId") != job.id:
        if status == "completed":
            replace_project(organization, project._replace(updated_at=at))
        return
    completed = iso(at) if status == "completed" else None
    _keep_entry(organization, project, source, {"status": status, "jobId": job.id, "completedAt": completed}, at)


def _keep_entry(organization: Organization, project: Project, source: BrandSource, entry: JsonObject, at: int) -> None:
    state = {**(project.ingest_state or {}), source: entry}
    replace_project(organization, project._replace(ingest_state=state, updated_at=at))
