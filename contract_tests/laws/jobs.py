"""Jobs, credits and replays through whole lives of a customer: created, generated, canceled, waited for, asked again."""

from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .search import Life, search

__all__: list[str] = []

_OVERRIDES = st.fixed_dictionaries({}, optional={"style": st.just("loud"), "personality": st.just({"tone": "cold"})})
_TERMINAL = frozenset({"completed", "failed", "canceled"})
_RULES = (
    "jobs.terminal-for-good", "jobs.progress-never-falls", "jobs.result-when-completed", "jobs.finished-at",
    "jobs.error-when-failed", "jobs.stages-in-order", "jobs.accepted-running", "jobs.retention", "idempotency.replay",
    "idempotency.conflict", "credits.held-at-acceptance", "credits.returned-in-full", "credits.kept-when-completed",
    "clone-influencer.inherits-project", "clone-influencer.leaves-the-source", "tenancy.foreign-is-not-found",
    "idempotency.in-flight", "cancel-job.already-terminal",
)  # fmt: skip


class _Kept:
    """A call under an Idempotency-Key, with its first answer."""

    def __init__(self, operation: str, path: str, body: Any, name: str, answer: Any) -> None:
        self.operation = operation
        self.path = path
        self.body = body
        self.name = name
        self.answer = answer


class _Customer(Life):
    """A customer with a project, who starts jobs and looks at them."""

    @initialize()
    def begin(self) -> None:
        self.project = self.api.made("createProject", body={"name": self.api.text(), "timezone": "UTC"})["id"]
        self.other = self.api.made("createProject", body={"name": self.api.text(), "timezone": "UTC"})["id"]
        self.jobs: dict[str, dict[str, Any]] = {}
        self.prices: dict[str, int] = {}
        self.balance = self._balance()
        self.kept: list[_Kept] = []
        self.influencers: dict[str, Any] = {}

    def _balance(self) -> int:
        return int(self.api.made("getCredits")["balance"])

    def _started(self, body: Any, price: int) -> None:
        equal(body["status"], "running", "status of the 202", rule="jobs.accepted-running")
        self.prices[body["jobId"]] = price
        self.balance -= price
        self._look(body["jobId"])

    @rule(times=st.integers(1, 3), format_=st.sampled_from([("video_remix", 120), ("slideshow_remix", 50)]))
    def generate(self, times: int, format_: tuple[str, int]) -> None:
        body = {"format": format_[0], "variantCount": times}
        name = self.api.uuid()
        answer = self.api.call("generateContent", self.project, body=body, headers={"Idempotency-Key": name})
        made = answer.succeeded(202, rule="jobs.accepted-running")
        self.kept.append(_Kept("generateContent", self.project, body, name, answer))
        self._started(made, times * format_[1])

    @rule(twice=st.booleans())
    def create_influencer(self, *, twice: bool) -> None:
        body = {"name": self.api.text(), "style": "plain", "personality": {"tone": "warm", "humor": "dry"}}
        name = self.api.uuid()
        call = self.api.prepared("createInfluencer", self.project, body=body, headers={"Idempotency-Key": name})
        answers = self.api.together([call] * (2 if twice else 1))
        made = [answer.succeeded(202, rule="idempotency.in-flight") for answer in answers]
        equal(made[-1], made[0], "the answer to an equal request in flight", rule="idempotency.in-flight")
        listed = self.api.made("listInfluencers", self.project, query={"limit": 100})["items"]
        same = [row for row in listed if row["name"] == body["name"]]
        equal(len(same), 1, "influencers made by equal requests", rule="idempotency.in-flight")
        self.kept.append(_Kept("createInfluencer", self.project, body, name, answers[0]))
        self.influencers[made[0]["influencerId"]] = None
        self._started(made[0], 0)

    @precondition(lambda self: self.influencers)
    @rule(index=st.integers(0, 7), overrides=_OVERRIDES)
    def clone(self, index: int, overrides: dict[str, Any]) -> None:
        source = self._pick(list(self.influencers), index)
        before = self.api.made("getInfluencer", source)
        answer = self.api.call("cloneInfluencer", source, body={"name": self.api.text(), "overrides": overrides})
        made = answer.succeeded(202, rule="jobs.accepted-running")
        clone = self.api.made("getInfluencer", made["influencerId"])
        equal(clone["projectId"], before["projectId"], "project of the clone", rule="clone-influencer.inherits-project")
        after = self.api.made("getInfluencer", source)
        equal(after, before, "the source after it was cloned", rule="clone-influencer.leaves-the-source")
        self.influencers[made["influencerId"]] = None
        self._started(made, 0)

    @rule(seconds=st.sampled_from([1, 6, 30, 61, 200, 3600]))
    def wait(self, seconds: int) -> None:
        # Where time cannot be moved it passes by itself.
        with suppress(UnprovidedError):
            self.api.advance(seconds)

    @precondition(lambda self: self.jobs)
    @rule(index=st.integers(0, 7))
    def cancel(self, index: int) -> None:
        job = self._pick(list(self.jobs), index)
        before = self._look(job)
        answer = self.api.call("cancelJob", job)
        if before["status"] in _TERMINAL:
            told = answer.succeeded(200, rule="cancel-job.already-terminal")
            equal(told["accepted"], False, "accepted", rule="cancel-job.already-terminal")
        self._look(job)

    @precondition(lambda self: self.jobs)
    @rule(index=st.integers(0, 7))
    def fail(self, index: int) -> None:
        job = self._pick(list(self.jobs), index)
        if self._look(job)["status"] not in _TERMINAL:
            with suppress(UnprovidedError):
                self.api.fail(job)
            self._look(job)

    @precondition(lambda self: self.kept)
    @rule(index=st.integers(0, 7), changed=st.booleans())
    def ask_again(self, index: int, *, changed: bool) -> None:
        kept = self._pick(self.kept, index)
        path = self.other if changed else kept.path
        answer = self.api.call(kept.operation, path, body=kept.body, headers={"Idempotency-Key": kept.name})
        if changed:
            answer.refused(409, "IDEMPOTENCY_CONFLICT", rule="idempotency.conflict")
        else:
            first = (kept.answer.status, kept.answer.content)
            equal((answer.status, answer.content), first, "a replay", rule="idempotency.replay")

    @precondition(lambda self: self.jobs)
    @rule(index=st.integers(0, 7))
    def a_stranger_looks(self, index: int) -> None:
        job = self._pick(list(self.jobs), index)
        self.api.call("getJob", job, key="other").refused(404, "NOT_FOUND", rule="tenancy.foreign-is-not-found")
        self.api.call("getProject", self.project, key="other").refused(404, "NOT_FOUND", rule="tenancy.foreign-is-not-found")

    @invariant()
    def jobs_go_forward_and_credits_are_conserved(self) -> None:
        for job in list(getattr(self, "jobs", ())):
            self._look(job)
        if hasattr(self, "balance") and not self.api.is_shared:
            law = "credits.kept-when-completed" if self._is_all("completed") else "credits.held-at-acceptance"
            law = "credits.returned-in-full" if self._is_all("failed", "canceled") else law
            equal(self._balance(), self.balance, "the balance after all that was started, ended and came back", rule=law)

    def _is_all(self, *statuses: str) -> bool:
        return all(job["status"] in statuses for job in self.jobs.values())

    def _look(self, job_id: str) -> dict[str, Any]:
        """Read a job and hold it against what it was before."""
        answer = self.api.call("getJob", job_id)
        job: dict[str, Any] = answer.succeeded(200, rule="jobs.retention")
        before = self.jobs.get(job_id)
        is_over = job["status"] in _TERMINAL
        holds(0 <= job["progress"] <= 1, f"progress {job['progress']}", rule="jobs.progress-never-falls")
        equal(job.get("finishedAt") is not None, is_over, "whether there is a finishedAt", rule="jobs.finished-at")
        is_done = job["status"] == "completed"
        equal(job.get("result") is not None, is_done, "whether there is a result", rule="jobs.result-when-completed")
        has_failed = job["status"] == "failed"
        equal(job.get("error") is not None, has_failed, "whether there is an error", rule="jobs.error-when-failed")
        if before is not None:
            self._hold_against(before, job)
        if is_over and (before is None or before["status"] not in _TERMINAL) and job["status"] != "completed":
            self.balance += self.prices[job_id]
        self.jobs[job_id] = job
        return job

    def _hold_against(self, before: dict[str, Any], job: dict[str, Any]) -> None:
        if before["status"] in _TERMINAL:
            equal(job, before, "a job that was over", rule="jobs.terminal-for-good")
        came = f"progress from {before['progress']} to {job['progress']}"
        holds(job["progress"] >= before["progress"], came, rule="jobs.progress-never-falls")
        stages = [stage.name for stage in self.api.contract.job_kinds[job["kind"]].stages]
        if job["stage"] in stages and before["stage"] in stages:
            forward = stages.index(job["stage"]) >= stages.index(before["stage"])
            holds(forward, f"from stage {before['stage']} to {job['stage']}", rule="jobs.stages-in-order")

    @staticmethod
    def _pick(things: list[Any], index: int) -> Any:
        return things[index % len(things)]


@check(*_RULES, alone=True, long=True)
def a_customers_life_keeps_the_laws(api: Api) -> None:
    """Whatever a customer does, jobs only go forward, credits are conserved, replays are identical, nothing leaks."""
    search(api, _Customer, lives=12, steps=20)
