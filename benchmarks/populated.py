"""A populated world: as many posts, jobs and influencers as a partner gathers in years, as rows of a base.

The rows go straight into tables, made by the functions that a fixture's compiler uses: no YAML is read and nothing is called.
All but the projects are in one project, so that every list is as long as it can be.
"""

from collections.abc import Iterator
from dataclasses import replace

from layers_mock.contract import Contract
from layers_mock.world.containers import assets_for
from layers_mock.world.ids import IdSource, Key, ulid, uuid
from layers_mock.world.jobs import Job, JobBoundary, planned
from layers_mock.world.publishing import PostStep
from layers_mock.world.rows import (
    Container,
    Influencer,
    PlatformPost,
    PostStatus,
    Project,
    RenderedImages,
    ScheduledPost,
    SocialAccount,
)
from layers_mock.world.table import BaseTable
from layers_mock.world.timeline import Event, numbered
from layers_mock.world.webhooks import DeliveryStatus, WebhookDelivery, WebhookEndpoint
from layers_mock.world.world import BaseWorld

__all__ = ["RARE", "populated"]

RARE = 10
"""One row in so many has a status that the others do not have."""
_RUNNING = 100
"""One job in so many runs."""
_MINUTE = 60_000
_YEARS = 2 * 365 * 1440 * _MINUTE
_RUNNING_FOR = 20_000
_POST_STATUSES: tuple[PostStatus, ...] = ("published", "published", "draft_in_inbox", "canceled")
_NAME = "populated"


def populated(base: BaseWorld, contract: Contract, rows: int) -> BaseWorld:
    """A fixture's base with so many containers, each with its job and its posts, and as many webhook deliveries.

    A tenth as many influencers and projects. They spread over the two years before the world begins; a hundredth of the jobs
    run, a tenth of the posts are to come, and a tenth of everything has failed. Labels: ``project``, ``account``,
    ``endpoint``, ``job`` (one that runs).
    """
    first, *others = base.organizations
    maker = _Maker(contract, first.key, base.start, rows)
    containers, jobs = maker.content()
    scheduled = list(maker.scheduled(containers))
    organization = replace(
        first, projects=BaseTable(maker.projects()), influencers=BaseTable(maker.influencers()),
        containers=BaseTable(containers), jobs=BaseTable(jobs), scheduled_posts=BaseTable(scheduled),
        posts=BaseTable(posts := [maker.tracked(post) for post in scheduled if post.status == "published"]),
        posts_by_external_id={post.external_id: post.key for post in posts},
        social_accounts=BaseTable([maker.account]), webhook_endpoints=BaseTable([maker.endpoint]),
        webhook_deliveries=BaseTable(maker.deliveries()),
    )  # fmt: skip
    labels = {
        "project": "prj_" + ulid(maker.project), "account": maker.account.id, "endpoint": maker.endpoint.id, "job": jobs[-1].id,
    }  # fmt: skip
    return replace(
        base,
        fixture=_NAME,
        organizations=(organization, *others),
        events=numbered([*((due, event) for due, _, event in base.events), *maker.events]),
        labels=labels,
    )


class _Maker:
    """Makes the rows, oldest first; ``events`` are those of what runs or is to come."""

    def __init__(self, contract: Contract, organization: Key, start: int, rows: int) -> None:
        self._ids = IdSource(f"fixture/{_NAME}", 0)
        self._contract = contract
        self._organization = organization
        self._start = start
        self._rows = rows
        self.events: list[tuple[int, Event]] = []
        begin = start - _YEARS
        self.project = self._ids.named("project")
        key = self._ids.derived("account", begin)
        self.account = SocialAccount(
            key, "sa_" + ulid(key), begin, self.project, "tiktok", "populated", begin, followers=10_000
        )  # fmt: skip
        self.endpoint = WebhookEndpoint(
            self._ids.named("endpoint"), begin, begin, organization, "https://partner.example/hooks", ("job.completed",)
        )  # fmt: skip

    def projects(self) -> Iterator[Project]:
        """The project of everything, then many with nothing in them."""
        for number in range(self._rows // 10):
            at = self._at(number, self._rows // 10)
            key = self._ids.named(f"project/{number}") if number else self.project
            yield Project(
                key, at, at, self._organization, f"Project {number}", "UTC", "en",
                status="archived" if number and _is_rare(number) else "active", archived_at=at if _is_rare(number) else None,
                customer_external_id=f"customer-{number}",
            )  # fmt: skip

    def influencers(self) -> Iterator[Influencer]:
        """Ready ones; of the rare ones every other one is deleted, the others have failed."""
        for number in range(self._rows // 10):
            at = self._at(number, self._rows // 10)
            key = self._ids.derived(f"influencer/{number}", at)
            printed, is_gone = "inf_" + ulid(key), number % (2 * RARE) == RARE
            yield Influencer(
                key, printed, at, at, self.project, f"Influencer {number}", "failed" if _is_rare(number) else "ready",
                {"gender": "female"}, None if _is_rare(number) else RenderedImages(printed, printed, at),
                deleted_at=at if is_gone else None,
            )  # fmt: skip

    def content(self) -> tuple[list[Container], list[Job]]:
        """Containers, each with its latest job; the oldest ones are being regenerated."""
        containers: list[Container] = []
        jobs: list[Job] = []
        running: list[Job] = []
        for number in range(self._rows):
            at = self._at(number, self._rows)
            key = self._ids.derived(f"content/{number}", at)
            container = Container(
                key, "cnt_" + ulid(key), at, at, self.project, "slideshow_remix" if number % 4 > 1 else "video_remix",
                "completed", "not_required", {"hook": f"Hook {number}"}, caption=f"Caption {number}", completed_at=at,
            )  # fmt: skip
            is_running = number < self._rows // _RUNNING
            job = self._job("content_regenerate", key, self._start - _RUNNING_FOR) if is_running else self._done(key, at)
            (running if is_running else jobs).append(job)
            if is_running:
                container = container._replace(status="generating")
            elif _is_rare(number):
                container = container._replace(status="failed", last_error={"code": "PLATFORM_ERROR", "message": "No."})
            containers.append(container._replace(job=job.key, assets=assets_for(self._ids, container, container.id, at)))
        return containers, jobs + running

    def _job(self, kind: str, container: Key, at: int) -> Job:
        """A job that runs, its next event among the others."""
        plan = self._contract.job_kinds[kind]
        key = self._ids.derived(f"{kind}/{container:x}", at)
        job = Job(
            key, "job_" + ulid(key), kind, self._organization, self.project, container, at, plan.stages, planned(plan, at)
        )
        self.events.append((job.ends[job.stage_index(self._start)], JobBoundary(self._organization, key, job.epoch)))
        return job

    def _done(self, container: Key, at: int) -> Job:
        """A job that is over."""
        plan = self._contract.job_kinds["content_generate"]
        key = self._ids.derived(f"job/{container:x}", at)
        return Job(
            key, "job_" + ulid(key), plan.name, self._organization, self.project, container, at, plan.stages,
            planned(plan, at), finished_at=at,
        )  # fmt: skip

    def scheduled(self, containers: list[Container]) -> Iterator[ScheduledPost]:
        """A post of every container that is filled: it went out, or not; the newest are still to come."""
        for number, container in enumerate(containers):
            if container.status != "completed":
                continue
            at = container.created_at
            key = self._ids.derived(f"scheduled-post/{number}", at)
            post = ScheduledPost(
                key, "sp_" + ulid(key), at, at, self.project, container.key, self.account.key, self.account.platform,
                "direct_publish", at, caption=container.caption,
            )  # fmt: skip
            if number >= self._rows - self._rows // 10:
                post = post._replace(scheduled_for=self._start + number * _MINUTE)
                self.events.append((post.scheduled_for, PostStep(self._organization, key, post.epoch)))
            else:
                post = post._replace(status="failed" if number % RARE == 1 else _POST_STATUSES[number % len(_POST_STATUSES)])
            yield post

    def tracked(self, post: ScheduledPost) -> PlatformPost:
        """A post that went out, with what it will have gathered."""
        key = self._ids.derived(f"post/{post.key:x}", post.created_at)
        views = 500 + key % 90_000
        return PlatformPost(
            key, "pp_" + ulid(key), str(key), post.created_at, self.project, post.platform, "content_container", "video_remix",
            post.caption or "", container="cnt_" + ulid(post.container),
            metrics={"views": views, "likes": views // 12, "comments": views // 300, "shares": views // 100},
        )  # fmt: skip

    def deliveries(self) -> Iterator[WebhookDelivery]:
        """Deliveries to one endpoint; the rare ones failed."""
        for number in range(self._rows):
            at = self._at(number, self._rows)
            status: DeliveryStatus = "failed" if _is_rare(number) else "delivered"
            yield WebhookDelivery(
                self._ids.derived(f"delivery/{number}", at), at, self.endpoint.key, number + 1,
                self._ids.derived(f"event/{number}", at), "job.completed", {"jobId": uuid(self.project)}, status, 1,
                delivered_at=at if status == "delivered" else None, abandoned_at=at if status == "failed" else None,
            )  # fmt: skip

    def _at(self, number: int, count: int) -> int:
        """The instant of one of so many things, evenly spread."""
        return self._start - _YEARS + (_YEARS - _MINUTE) * number // count


def _is_rare(number: int) -> bool:
    return number % RARE == 0
