"""A world at a glance: what the live page shows, in one answer.

It is asked for again and again, so its cost does not grow with what a world holds: the newest jobs of the newest projects are
looked at and no others.
"""

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from math import ceil
from typing import Annotated, Literal

from pydantic import Field

from layers_mock.contract import JsonObject
from layers_mock.http.control.clock import clock_state
from layers_mock.http.control.models import ClockState, Model, ScenarioState
from layers_mock.http.control.overview_webhooks import DeliveryOverview, newest_deliveries
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.http.control.scenarios import scenario_state
from layers_mock.operations.influencers import image_links
from layers_mock.world.clock import iso
from layers_mock.world.ids import ulid
from layers_mock.world.influencers import reference_images
from layers_mock.world.jobs import Job
from layers_mock.world.organization import Organization
from layers_mock.world.rows import Container, Project, RenderedImages
from layers_mock.world.world import World

__all__ = ["ROUTES", "JobOverview", "OrganizationOverview", "Overview"]

MOST_PROJECTS = 1000
"""How many projects of an organisation are looked through for jobs, the newest ones."""
MOST_PICTURES = 8
_YEAR = 365 * 86_400_000
"""A job that takes longer than this hangs."""


class OverviewQuery(Model):
    """How many jobs are wanted."""

    limit: Annotated[int, Field(ge=0, le=100)] = 20


class WalletOverview(Model):
    """Credits of an organisation."""

    balance: int
    includedRemaining: int  # noqa: N815 - names on the wire are in camel case, as the vendor's are
    includedThisPeriod: int  # noqa: N815
    prepaid: int
    periodEnd: str  # noqa: N815


class Counts(Model):
    """How many rows an organisation has, deleted ones among them."""

    projects: int
    influencers: int
    content: int
    jobs: int


class OrganizationOverview(Model):
    """One organisation: its wallet and how much it holds."""

    name: str
    wallet: WalletOverview
    counts: Counts


class Subject(Model):
    """What a job works on, and how many ``others``. ``name``: of content its caption, else its topic; of all else its name."""

    id: str
    type: Literal["influencer", "content", "project"]
    name: str | None
    others: int


class PictureLinks(Model):
    """A file that a job made. Paths on this server; ``url`` of a video is a clip, its thumbnail a still."""

    kind: Literal["image", "video"]
    url: str
    thumbnailUrl: str  # noqa: N815


class JobOverview(Model):
    """One job. ``etaSeconds`` is of the world's time, null once the job is over and for one that hangs.

    ``pace`` is how long it takes against what is usual: 8 where it is slowed down eight times, null where it hangs.
    """

    jobId: str  # noqa: N815
    kind: str
    status: Literal["running", "completed", "failed", "canceled"]
    stage: str
    stageNumber: int  # noqa: N815
    stages: list[str]
    progress: Annotated[float, Field(ge=0, le=1)]
    pace: float | None
    isCancelRequested: bool  # noqa: N815
    organization: str
    project: str | None
    subject: Subject | None
    startedAt: str  # noqa: N815
    finishedAt: str | None  # noqa: N815
    etaSeconds: int | None  # noqa: N815
    error: dict[str, object] | None
    pictures: list[PictureLinks]
    pictureCount: int  # noqa: N815


class Overview(Model):
    """A world at a glance. ``recorded`` counts the calls that its journal ever took."""

    world: str
    fixture: str
    clock: ClockState
    organizations: list[OrganizationOverview]
    jobs: list[JobOverview]
    deliveries: list[DeliveryOverview]
    scenarios: list[ScenarioState]
    recorded: int


def _overview(request: ControlRequest) -> JsonObject:
    world, now = request.world, request.now
    newest = sorted(islice(_jobs(world), request.query.limit), key=_latest)
    base_url = request.worlds.base_url
    return {
        "world": world.name,
        "fixture": world.base.fixture,
        "clock": clock_state(world),
        "organizations": [_organization(organization) for organization in world.organizations.values()],
        "jobs": [_job(world, organization, job, now, base_url) for organization, job in newest],
        "deliveries": newest_deliveries(request.worlds, world),
        "scenarios": [scenario_state(scenario) for scenario in world.scenarios.all()],
        "recorded": world.journal.recorded,
    }


def _jobs(world: World) -> Iterator[tuple[Organization, Job]]:
    """Jobs by their start, the newest first: of each project only as many are looked at as are taken from here."""
    lists = [
        _jobs_of(organization, project)
        for organization in world.organizations.values()
        for _, project in islice(organization.projects.newest_first(organization.key), MOST_PROJECTS)
    ]
    return merge(*lists, key=_latest)


def _latest(found: tuple[Organization, Job]) -> int:
    """Sorts by the start, the latest first."""
    return -found[1].started_at


def _jobs_of(organization: Organization, project: Project) -> Iterator[tuple[Organization, Job]]:
    return ((organization, job) for _, job in organization.jobs.newest_first(project.key))


def _organization(organization: Organization) -> JsonObject:
    wallet = organization.wallet
    return {
        "name": organization.name,
        "wallet": {
            "balance": wallet.balance,
            "includedRemaining": wallet.included_remaining,
            "includedThisPeriod": wallet.included_this_period,
            "prepaid": wallet.prepaid,
            "periodEnd": iso(wallet.period_end),
        },
        "counts": {
            "projects": len(organization.projects),
            "influencers": len(organization.influencers),
            "content": len(organization.containers),
            "jobs": len(organization.jobs),
        },
    }


def _job(world: World, organization: Organization, job: Job, now: int, base_url: str) -> JsonObject:
    status, index = job.status(now), job.stage_index(now)
    project = organization.projects.get(job.project)
    pace = _pace(job)
    files = _files(world, organization, job) if status == "completed" else []
    return {
        "jobId": job.id,
        "kind": job.kind,
        "status": status,
        "stage": job.stages[index].name,
        "stageNumber": index + 1,
        "stages": [stage.name for stage in job.stages],
        "progress": job.progress(now, index),
        "pace": pace,
        "isCancelRequested": job.is_cancel_requested,
        "organization": organization.name,
        "project": None if project is None else project.name,
        "subject": _subject(organization, job),
        "startedAt": iso(job.started_at),
        "finishedAt": None if status == "running" else iso(job.ends_at),
        "etaSeconds": ceil((job.ends_at - now) / 1000) if status == "running" and pace is not None else None,
        "error": job.error if status == "failed" else None,
        "pictures": [_on_this_server(links, base_url) for links in files[:MOST_PICTURES]],
        "pictureCount": len(files),
    }


def _pace(job: Job) -> float | None:
    planned, usual = job.ends[-1] - job.started_at, sum(stage.seconds for stage in job.stages) * 1000
    if planned > _YEAR:
        return None
    return round(planned / usual, 2) if usual else 1.0


def _subject(organization: Organization, job: Job) -> JsonObject | None:
    influencer = organization.influencers.get(job.subject)
    if influencer is not None:
        return {"id": influencer.id, "type": "influencer", "name": influencer.name, "others": len(job.also)}
    project = organization.projects.get(job.subject)
    if project is not None:
        return {"id": "prj_" + ulid(project.key), "type": "project", "name": project.name, "others": len(job.also)}
    container = organization.containers.get(job.subject)
    if container is None:
        return None
    return {"id": container.id, "type": "content", "name": _title(container), "others": len(job.also)}


def _title(container: Container) -> str | None:
    topic = container.brief.get("topic")
    return container.caption or (topic if isinstance(topic, str) else None)


def _files(world: World, organization: Organization, job: Job) -> list[JsonObject]:
    """The links of what a completed job made, whatever became of its subject since."""
    result = job.result or {}
    assets, first = result.get("assets"), str(result.get("containerId"))
    if isinstance(assets, list):
        kinds = [(asset["kind"], asset.get("containerId", first), asset["assetId"]) for asset in assets]
        return [{"kind": kind, **world.links.of_asset(container, asset, kind)} for kind, container, asset in kinds]
    influencer = organization.influencers.get(job.subject)
    if influencer is None:
        return []
    made = influencer._replace(rendered=RenderedImages(job.id, influencer.id, job.finished_at or job.ends_at), attached=())
    return [{"kind": "image", **image_links(world, image)} for image in reference_images(world.ids, made)]


def _on_this_server(links: JsonObject, base_url: str) -> JsonObject:
    """Links as paths, which lead somewhere under every name that this server is reached by."""
    return {name: str(value).removeprefix(base_url) for name, value in links.items()}


ROUTES = (
    Route("GET", "overview", "A world at a glance, as the live page shows it.", Overview, _overview, query=OverviewQuery,
          problems=(422,)),
)  # fmt: skip
