"""Jobs are arithmetic: whatever happens to one, it only goes forward, ends once and for good, and causes each thing once."""

from collections import Counter, defaultdict
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from layers_mock.contract import JsonObject
from layers_mock.world import World
from layers_mock.world.ids import Key
from layers_mock.world.jobs import Job, Outcome, advance_job, end_job, request_cancel, start_job
from layers_mock.world.organization import Organization
from layers_mock.world.scenarios import JobBend
from tests import acme
from tests.harness import Api

KIND = "content_generate"
STAGES = ("queued", "generating_visuals", "finalizing")
SECONDS = (20, 150, 30)
PROJECT, SUBJECT = Key(1), Key(2)
BENDS = st.one_of(
    st.builds(JobBend, st.sampled_from(["fail", "hang"]), st.sampled_from(STAGES)),
    st.builds(JobBend, st.just("slow"), factor=st.floats(0.01, 10)),
    st.just(JobBend("complete")),
)
MILLISECONDS = st.sampled_from([0, 1, 19_999, 20_000, 20_001, 150_000, 170_000, 200_000]) | st.integers(0, 300_000)


class Effect(NamedTuple):
    """One thing that a job caused."""

    job: Key
    what: str
    at: int


class Recorder:
    """A lifecycle that writes down what it was told, and lets a completed job cost a part of what it holds."""

    def __init__(self) -> None:
        self.effects: list[Effect] = []
        self.spent = 0

    def enter(self, organization: Organization, job: Job, stage: str, at: int) -> None:
        self.effects.append(Effect(job.key, stage, at))

    def complete(self, organization: Organization, job: Job, at: int) -> JsonObject:
        self.effects.append(Effect(job.key, "complete", at))
        if job.hold is not None:
            cost = (job.hold.included + job.hold.prepaid) * 2 // 3
            organization.wallet = organization.wallet.settled(job.hold, cost)
            self.spent += cost
        return {"containerId": job.id}

    def stop(self, organization: Organization, job: Job, at: int) -> None:
        self.effects.append(Effect(job.key, job.outcome, at))

    def of(self, job: Job) -> list[str]:
        return [effect.what for effect in self.effects if effect.job == job.key]


class Shown(NamedTuple):
    """What a client sees of a job."""

    status: str
    stage: str
    progress: float
    ends_at: int
    result: JsonObject | None
    error: JsonObject | None


class Workshop:
    """A world with a recorder in place of what jobs do."""

    def __init__(self) -> None:
        self.api = Api()
        self.world: World = self.api.world
        self.own = acme.organization(self.api)
        self.recorder = Recorder()
        self.world.lifecycles = {KIND: self.recorder, "influencer_create": self.recorder}
        self.start_credits = self.own.wallet.balance + sum(self.held(job) for job in self.every_job())

    def every_job(self) -> list[Job]:
        return [job for organization in self.world.organizations.values() for job in rows(organization.jobs)]

    @staticmethod
    def held(job: Job) -> int:
        return 0 if job.hold is None else job.hold.included + job.hold.prepaid

    def now(self) -> int:
        return self.world.clock.now()

    def start(self, credits_: int = 0, bend: JobBend | None = None) -> Key:
        taken = self.own.wallet.reserved(credits_)
        hold = None
        if taken is not None and credits_:
            self.own.wallet, hold = taken
        job = start_job(self.world, self.own, KIND, project=PROJECT, subject=SUBJECT, now=self.now(), hold=hold, bend=bend)
        self.world.settle(self.now())
        return job.key

    def job(self, key: Key) -> Job:
        found = self.own.jobs.get(key)
        assert found is not None
        return found

    def shown(self, key: Key) -> Shown:
        job, now = self.job(key), self.now()
        return Shown(job.status(now), job.stage(now).name, job.progress(now), job.ends_at, job.result, job.error)

    def advance(self, milliseconds: int) -> None:
        self.world.clock.advance(milliseconds)
        self.world.settle(self.now())


def rows(table: Any) -> list[Any]:
    """Every row of a table."""
    return [table.get(key) for key in {**table._base.rows, **table._rows}]  # noqa: SLF001 - the law is about all of them


class Jobs(RuleBasedStateMachine):
    """Anything that can happen to jobs, in any order."""

    jobs: Bundle[Key] = Bundle("jobs")

    @initialize()
    def begin(self) -> None:
        self.workshop = Workshop()
        self.seen: dict[Key, Shown] = {}

    @rule(target=jobs, credits_=st.integers(0, 5_000), bend=st.none() | BENDS)
    def start(self, credits_: int, bend: JobBend | None) -> Key:
        return self.workshop.start(credits_, bend)

    @rule(milliseconds=MILLISECONDS)
    def time_passes(self, milliseconds: int) -> None:
        self.workshop.advance(milliseconds)

    @rule(key=jobs)
    def a_cancel_is_asked_for(self, key: Key) -> None:
        before, job = self.workshop.shown(key), self.workshop.job(key)
        answer = request_cancel(self.workshop.world, self.workshop.own, job, self.workshop.now())
        if before.status != "running":
            assert answer == before.status
        elif not job.is_cancel_requested:
            assert (answer == "refused") == (before.stage == "finalizing")
        after = self.workshop.shown(key)
        assert (after.status, after.stage, after.progress) == (before.status, before.stage, before.progress)

    @rule(key=jobs, outcome=st.sampled_from(["completed", "failed"]))
    def it_is_ended(self, key: Key, outcome: Outcome) -> None:
        job, before = self.workshop.job(key), self.workshop.shown(key)
        if before.status != "running":
            return
        error: JsonObject | None = {"code": "X", "message": "x"} if outcome == "failed" else None
        end_job(self.workshop.world, self.workshop.own, job, outcome=outcome, now=self.workshop.now(), error=error)
        after = self.workshop.shown(key)
        assert (after.status, after.ends_at, after.error) == (outcome, self.workshop.now(), error)
        assert after.stage == ("finalizing" if outcome == "completed" else before.stage)

    @rule(key=jobs)
    def it_is_brought_to_its_next_boundary(self, key: Key) -> None:
        job, before = self.workshop.job(key), self.workshop.shown(key)
        if before.status != "running":
            return
        advance_job(self.workshop.world, self.workshop.own, job, self.workshop.now())
        after = self.workshop.shown(key)
        if after.status == "running":
            assert STAGES.index(after.stage) > STAGES.index(before.stage)
        else:
            assert after.ends_at == self.workshop.now()
            assert after.stage == before.stage

    @invariant()
    def jobs_only_go_forward_and_end_for_good(self) -> None:
        for key, before in getattr(self, "seen", {}).items():
            after = self.workshop.shown(key)
            if before.status != "running":
                assert after == before
            assert (STAGES.index(after.stage), after.progress) >= (STAGES.index(before.stage), before.progress)
            assert after.progress >= before.progress
        if hasattr(self, "workshop"):
            own = [job.key for job in rows(self.workshop.own.jobs) if job.project == PROJECT]
            self.seen = {key: self.workshop.shown(key) for key in own}
            assert all(0 <= shown.progress <= 1 for shown in self.seen.values())
            assert all((shown.progress == 1) >= (shown.status == "completed") for shown in self.seen.values())

    @invariant()
    def each_thing_is_caused_once_and_in_order(self) -> None:
        if not hasattr(self, "workshop"):
            return
        for key in self.seen:
            job, shown = self.workshop.job(key), self.workshop.shown(key)
            caused = self.workshop.recorder.of(job)
            ends = [what for what in caused if what not in STAGES]
            entered = [what for what in caused if what in STAGES]
            assert ends == ([] if shown.status == "running" else [{"completed": "complete"}.get(shown.status, shown.status)])
            assert caused == entered + ends
            assert entered == list(STAGES[1 : 1 + len(entered)])
            assert shown.status == "completed" or (entered[-1:] or ["queued"]) == [shown.stage]
            assert job.finished_at == (None if shown.status == "running" else shown.ends_at)
            assert (shown.result is not None) == (shown.status == "completed")
        times = [effect.at for effect in self.workshop.recorder.effects]
        assert times == sorted(times)

    @invariant()
    def credits_are_neither_made_nor_lost(self) -> None:
        if hasattr(self, "workshop"):
            held = sum(self.workshop.held(job) for job in self.workshop.every_job())
            assert self.workshop.own.wallet.balance + held + self.workshop.recorder.spent == self.workshop.start_credits
            assert all(job.hold is None for job in self.workshop.every_job() if job.status(self.workshop.now()) != "running")


TestJobs = Jobs.TestCase


def story(steps: list[int]) -> list[object]:
    """Everything there is after real jobs of all kinds were left alone for a while, settled as often as told."""
    api = Api()
    accepted = [
        api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}),
        api.post(
            "/v1/content/7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a77/clone-from-post",
            {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr")},
        ),
        api.post(f"/v1/projects/{api.id('harbor-tea')}/influencers", {"name": "Mo"}),
    ]
    assert [answer.status for answer in accepted] == [202, 202, 202]
    api.post(f"/v1/jobs/{accepted[2].body['jobId']}/cancel")
    for step in steps:
        api.world.clock.advance(step)
        api.world.settle(api.world.clock.now())
    return [
        (organization.wallet, *[sorted(rows(table)) for table in tables])
        for organization in api.world.organizations.values()
        for tables in [(organization.jobs, organization.influencers, organization.containers)]
    ]


@given(st.lists(st.integers(1, 60_000), max_size=12))
def test_one_big_jump_and_many_small_ones_tell_the_same_story(steps: list[int]) -> None:
    assert story(steps) == story([sum(steps)])


def test_a_jump_over_credit_periods_and_jobs_tells_the_same_story_as_waiting() -> None:
    day = 86_400_000
    assert story([day] * 90) == story([90 * day])


class Bell(NamedTuple):
    """An event that writes down when it rang, and rings again at once where it is told to."""

    name: str
    rung: list[tuple[str, int]]
    again: int = 0
    is_recurring: bool = False

    def apply(self, world: World, at: int) -> None:
        self.rung.append((self.name, at))
        if self.again:
            world.schedule(at, self._replace(name=self.name + "'", again=self.again - 1))

    def describe(self, world: World, at: int) -> JsonObject | None:
        return None


@given(st.lists(st.integers(0, 5), max_size=20), st.lists(st.integers(1, 3), max_size=5))
def test_what_is_due_happens_in_order_of_time_and_then_of_scheduling(dues: list[int], steps: list[int]) -> None:
    world, rung = Api("empty").world, list[tuple[str, int]]()
    begin = world.clock.now()
    for number, due in enumerate(dues):
        world.schedule(begin + due, Bell(str(number), rung))
    for step in [*steps, 5]:
        world.clock.advance(step)
        world.settle(world.clock.now())
        assert all(at <= world.clock.now() for _, at in rung)
    assert rung == [(str(number), begin + due) for due, number in sorted((due, number) for number, due in enumerate(dues))]


def test_what_an_event_causes_at_its_own_moment_happens_in_the_same_settlement() -> None:
    world, rung = Api("empty").world, list[tuple[str, int]]()
    begin = world.clock.now()
    world.schedule(begin, Bell("a", rung, again=2))
    world.schedule(begin, Bell("b", rung))
    world.settle(begin)
    assert [name for name, _ in rung] == ["a", "b", "a'", "a''"]


@pytest.mark.parametrize("moment", [0, 20_000, 170_000])
@pytest.mark.parametrize("end", ["failed", "completed"])
def test_a_job_that_is_ended_on_a_boundary_ends_in_the_stage_it_just_entered(
    moment: int, end: Literal["failed", "completed"]
) -> None:
    workshop = Workshop()
    key = workshop.start()
    workshop.advance(moment)
    before = workshop.shown(key)
    end_job(workshop.world, workshop.own, workshop.job(key), outcome=end, now=workshop.now())
    after = workshop.shown(key)
    assert after.stage == (before.stage if end == "failed" else "finalizing")
    assert after.progress == (before.progress if end == "failed" else 1)


def test_a_job_brought_forward_to_its_planned_failure_fails_in_the_stage_that_was_planned() -> None:
    workshop = Workshop()
    key = workshop.start(100, JobBend("fail", "finalizing", {"code": "X", "message": "x"}))
    balance, seen = workshop.own.wallet.balance, []
    for _ in STAGES:
        seen.append((workshop.shown(key).stage, workshop.shown(key).progress))
        advance_job(workshop.world, workshop.own, workshop.job(key), workshop.now())
    assert seen == [("queued", 0.0), ("generating_visuals", 0.1), ("finalizing", 0.85)]
    assert workshop.shown(key)[:3] == ("failed", "finalizing", 1.0)
    assert workshop.own.wallet.balance == balance + 100


def test_progress_weighs_each_stage_by_its_nominal_seconds() -> None:
    workshop, seen = Workshop(), defaultdict(list)
    key = workshop.start(bend=JobBend("slow", factor=3))
    for _ in range(sum(SECONDS) * 3):
        seen[workshop.shown(key).stage].append(workshop.shown(key).progress)
        workshop.advance(1000)
    assert {name: len(values) for name, values in seen.items()} == dict(zip(STAGES, [60, 450, 90], strict=True))
    assert [values[0] for values in seen.values()] == [0.0, 0.1, 0.85]
    assert Counter(workshop.recorder.of(workshop.job(key))) == {"generating_visuals": 1, "finalizing": 1, "complete": 1}
