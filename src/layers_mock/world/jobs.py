"""Jobs are arithmetic: a plan and a start; status, stage and progress are functions of the world's clock.

Nothing ticks. What a stage boundary causes is an event on the world's timeline, applied in time order by
:meth:`layers_mock.world.world.World.settle`. Source: concepts/jobs, reference/jobs/get-job, reference/jobs/cancel-job.
"""

from bisect import bisect_right
from itertools import accumulate
from math import floor
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from layers_mock.contract import JobKind, JsonObject, Stage
from layers_mock.world.announcements import announce
from layers_mock.world.clock import LATEST, iso
from layers_mock.world.ids import Key, ulid
from layers_mock.world.index import Index
from layers_mock.world.scenarios import JobBend
from layers_mock.world.wallet import Hold
from layers_mock.world.webhooks import EventType

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = [
    "UNFINISHED",
    "CancelAnswer",
    "Job",
    "JobBoundary",
    "JobStatus",
    "Lifecycle",
    "Outcome",
    "advance_job",
    "end_job",
    "next_boundary",
    "planned",
    "request_cancel",
    "start_job",
]

Outcome = Literal["completed", "failed", "canceled"]
JobStatus = Literal["running", "completed", "failed", "canceled"]
CancelAnswer = Literal["accepted", "refused", "completed", "failed", "canceled"]
_NO_STAGE_LEFT = 1.0
_EVENTS: dict[Outcome, EventType] = {"completed": "job.completed", "failed": "job.failed", "canceled": "job.canceled"}

_FOR_GOOD = LATEST
"""How long a hanging job hangs: wherever it began, no clock comes so far."""


class Lifecycle(Protocol):
    """What jobs of a kind cause, step by step. Each step happens once, at its time."""

    def enter(self, organization: "Organization", job: "Job", stage: str, at: int) -> None:
        """The job entered another stage."""

    def complete(self, organization: "Organization", job: "Job", at: int) -> JsonObject:
        """The job did its work; the answer is its result."""

    def stop(self, organization: "Organization", job: "Job", at: int) -> None:
        """The job failed or was canceled."""


class Job(NamedTuple):
    """One asynchronous piece of work.

    ``ends`` holds the instant at which each stage is over; ``halts_at`` and ``halts_in`` (the number of the stage) are set
    where the job shall stop before its last stage is over. ``epoch`` grows with every change of plan, so that events of an
    older plan are recognised.
    """

    key: Key
    id: str
    kind: str
    organization: Key
    project: Key
    subject: Key
    """The influencer or container the job works on."""
    started_at: int
    stages: tuple[Stage, ...]
    ends: tuple[int, ...]
    outcome: Outcome = "completed"
    halts_at: int | None = None
    halts_in: int | None = None
    error: JsonObject | None = None
    hold: Hold | None = None
    """The credits it took; ``None`` once they are settled or given back, and for a free job."""
    is_cancel_requested: bool = False
    epoch: int = 0
    result: JsonObject | None = None
    finished_at: int | None = None
    """When the end of the job was applied; ``None`` before."""
    also: tuple[Key, ...] = ()
    """What it works on beside its subject: the further containers of one generation."""

    @property
    def told_error(self) -> JsonObject:
        """Why the job failed, as it is told."""
        return self.error or {"code": "INTERNAL", "message": "The job failed."}

    @property
    def group(self) -> Key:
        """Jobs belong to a project."""
        return self.project

    @property
    def ends_at(self) -> int:
        """When the job becomes terminal, as planned now."""
        return self.ends[-1] if self.halts_at is None else self.halts_at

    def status(self, now: int) -> JobStatus:
        """``running`` until the plan is over, then the outcome for good."""
        return self.outcome if now >= self.ends_at else "running"

    def stage_index(self, now: int) -> int:
        """Which stage the job is in; once it is over, the one it ended in."""
        if now < self.ends_at:
            return bisect_right(self.ends, now)
        return len(self.ends) - 1 if self.halts_in is None else self.halts_in

    def stage(self, now: int) -> Stage:
        """The stage at that moment."""
        return self.stages[self.stage_index(now)]

    def stage_progress(self, now: int, index: int | None = None) -> float:
        """How much of the current stage is done, 0 to 1, in hundredths; starts again at every stage.

        ``index`` is the stage at that moment, where the caller knows it already.
        """
        index, moment = self.stage_index(now) if index is None else index, min(now, self.ends_at)
        begin = self.ends[index - 1] if index else self.started_at
        length = self.ends[index] - begin
        return floor(100 * (moment - begin) / length) / 100 if length > 0 else _NO_STAGE_LEFT

    def progress(self, now: int, index: int | None = None) -> float:
        """How much of the job is done, 0 to 1, in hundredths; each stage weighs its nominal duration. Never falls."""
        if now >= self.ends_at and self.outcome == "completed":
            return 1.0
        index = self.stage_index(now) if index is None else index
        stage = self.stages[index]
        return floor(100 * (stage.before + stage.seconds * self.stage_progress(now, index)) / stage.total) / 100


def _unfinished(job: Job) -> tuple[object, ...] | None:
    return () if job.finished_at is None else None


UNFINISHED: Index[Job] = Index(_unfinished)
"""A project's jobs whose end was not applied yet."""


class JobBoundary(NamedTuple):
    """The end of a job's current stage, on the timeline."""

    organization: Key
    job: Key
    epoch: int
    is_recurring: bool = False

    def apply(self, world: "World", at: int) -> None:
        """Enter the next stage or end the job, unless its plan changed since this was due."""
        organization = world.organizations[self.organization]
        job = organization.jobs.get(self.job)
        if job is None or job.epoch != self.epoch:
            return
        ends_at = job.ends_at
        if at >= ends_at:
            _finish(world, organization, job, at)
            return
        index = bisect_right(job.ends, at)
        world.lifecycles[job.kind].enter(organization, job, job.stages[index].name, at)
        self.put(world, job, min(job.ends[index], ends_at))

    def put(self, world: "World", job: Job, due: int) -> None:
        """Put this on the timeline, unless the job hangs in its stage until then."""
        if due - job.started_at < _FOR_GOOD:
            world.timeline.schedule(due, self)

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """The stage that the job enters, or how it ends; ``None`` where its plan changed since."""
        job = world.organizations[self.organization].jobs.get(self.job)
        if job is None or job.epoch != self.epoch:
            return None
        status = job.status(at)
        told: JsonObject = {"at": iso(at), "event": f"job.{'stage' if status == 'running' else status}", "jobId": job.id}
        return {**told, "kind": job.kind, "stage": job.stage(at).name}


def planned(kind: JobKind, start: int) -> tuple[int, ...]:
    """When each stage is over if the first begins at ``start``."""
    return tuple([start + offset for offset in kind.offsets])


def start_job(
    world: "World",
    organization: "Organization",
    kind: str,
    *,
    project: Key,
    subject: Key,
    now: int,
    hold: Hold | None = None,
    also: tuple[Key, ...] = (),
    bend: JobBend | None = None,
    without: str | None = None,
) -> Job:
    """Start a job of a kind on its subject: it is in the table and on the timeline when this returns.

    ``also`` names what else this one job works on; ``bend`` makes it run otherwise than planned; ``without`` names a stage of
    its kind that it does not go through.
    """
    key = world.ids.fresh(now)
    plan = _without(world.contract.job_kinds[kind], without)
    job = Job(
        key, "job_" + ulid(key), kind, organization.key, project, subject, now, plan.stages, planned(plan, now), hold=hold,
        also=also,
    )  # fmt: skip
    if bend is not None:
        job = _bent(job, plan, bend)
    organization.jobs.add(job)
    boundary = JobBoundary(organization.key, key, job.epoch)
    boundary.put(world, job, min(job.ends[job.stage_index(now)], job.ends_at))
    return job


def _without(kind: JobKind, name: str | None) -> JobKind:
    """The kind without one of its stages; its others are weighed anew."""
    left = [stage for stage in kind.stages if stage.name != name]
    if len(left) == len(kind.stages):
        return kind
    ends = list(accumulate(stage.seconds for stage in left))
    stages = [
        stage._replace(before=end - stage.seconds, total=ends[-1] or _NO_STAGE_LEFT)
        for stage, end in zip(left, ends, strict=True)
    ]
    return JobKind(kind.name, tuple(stages), tuple(round(1000 * end) for end in ends))


def _bent(job: Job, plan: JobKind, bend: JobBend) -> Job:
    """The job with another plan: failing at the end of a stage, hanging in one, slower, or over at once."""
    names = [stage.name for stage in job.stages]
    index = names.index(bend.stage) if bend.stage in names else len(names) // 2
    if bend.kind == "fail":
        error = bend.error or {"code": "PLATFORM_ERROR", "message": "The platform refused the request."}
        return job._replace(outcome="failed", halts_at=job.ends[index], halts_in=index, error=error)
    if bend.kind == "hang":
        return job._replace(ends=tuple([end + (_FOR_GOOD if i >= index else 0) for i, end in enumerate(job.ends)]))
    if bend.kind == "slow":
        return job._replace(ends=tuple([job.started_at + round(offset * bend.factor) for offset in plan.offsets]))
    return job._replace(ends=(job.started_at,) * len(job.ends))


def request_cancel(world: "World", organization: "Organization", job: Job, now: int) -> CancelAnswer:
    """Ask a job to stop at the end of its stage: cooperative, so it goes on until then.

    A terminal job answers its outcome, a stage that cannot stop answers ``refused``; neither changes anything.
    """
    status = job.status(now)
    if status != "running":
        return status
    if job.is_cancel_requested:
        return "accepted"
    index = job.stage_index(now)
    if not job.stages[index].is_cancelable:
        return "refused"
    changed = job._replace(
        outcome="canceled", halts_at=job.ends[index], halts_in=index, error=None, is_cancel_requested=True
    )  # fmt: skip
    organization.jobs.replace(changed)
    return "accepted"


def end_job(
    world: "World",
    organization: "Organization",
    job: Job,
    *,
    outcome: Outcome,
    now: int,
    error: JsonObject | None = None,
) -> Job:
    """End a running job at once, with the given outcome. Callers make sure that it runs."""
    index = job.stage_index(now)
    changed = job._replace(outcome=outcome, halts_at=now, halts_in=index, error=error, epoch=job.epoch + 1)
    if outcome == "completed":
        for stage in job.stages[index + 1 :]:
            world.lifecycles[job.kind].enter(organization, changed, stage.name, now)
        changed = changed._replace(ends=tuple([min(end, now) for end in job.ends]), halts_at=None, halts_in=None)
    organization.jobs.replace(changed)
    return _finish(world, organization, changed, now)


def advance_job(world: "World", organization: "Organization", job: Job, now: int) -> Job:
    """Bring a running job's next boundary to this moment and let it happen; the stages behind it move closer by as much."""
    index = job.stage_index(now)
    saved = min(job.ends[index], job.ends_at) - now
    ends = tuple([end if i < index else end - saved for i, end in enumerate(job.ends)])
    halts_at = None if job.halts_at is None else max(now, job.halts_at - saved)
    changed = job._replace(ends=ends, halts_at=halts_at, epoch=job.epoch + 1)
    organization.jobs.replace(changed)
    JobBoundary(organization.key, job.key, changed.epoch).apply(world, now)
    return organization.jobs.get(job.key) or changed


def next_boundary(job: Job, now: int) -> int | None:
    """When the current stage of a running job is over; ``None`` where it hangs in it."""
    due = min(job.ends[job.stage_index(now)], job.ends_at)
    return due if due - job.started_at < _FOR_GOOD else None


def _finish(world: "World", organization: "Organization", job: Job, at: int) -> Job:
    lifecycle, result = world.lifecycles[job.kind], None
    if job.outcome == "completed":
        result = lifecycle.complete(organization, job, at)
    else:
        lifecycle.stop(organization, job, at)
        if job.hold is not None:
            organization.wallet = organization.wallet.released(job.hold)
    finished = job._replace(result=result, hold=None, finished_at=at, epoch=job.epoch + 1)
    organization.jobs.replace(finished)
    announce(world, organization, _EVENTS[job.outcome], _told(finished), at, project=job.project)
    return finished


def _told(job: Job) -> JsonObject:
    """A finished job as its event tells it."""
    told: JsonObject = {"jobId": job.id, "kind": job.kind}
    if job.outcome == "completed":
        return {**told, "result": job.result or {}}
    return {**told, "error": job.told_error} if job.outcome == "failed" else told
