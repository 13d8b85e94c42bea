"""A scenario in one sentence, for people who look at a list of them."""

import json
from collections.abc import Iterator

from layers_mock.world.clock import iso
from layers_mock.world.scenarios import JobBend, Mishap, Scenario, Then, When

__all__ = ["summary_of"]


def summary_of(scenario: Scenario) -> str:
    """What matches and what happens to it: ``cloneInfluencer, /name is "Ava": the job fails in queued``."""
    return f"{', '.join(_matching(scenario.when, scenario.then))}: {', '.join(_happens(scenario.then))}"


def _matching(when: When, then: Then) -> Iterator[str]:
    yield when.operation or "any call" if then.webhook is None else when.event or "any event"
    if when.endpoint is not None:
        yield f"to {when.endpoint}"
    if when.key is not None:
        yield f"key {when.key}"
    for name, value in (*when.path.items(), *when.body.items()):
        yield f"{name or 'the body'} is {json.dumps(value, ensure_ascii=False, default=str)}"
    if when.nth is not None:
        yield f"number {when.nth} of them"
    if when.every is not None:
        yield f"one in {when.every}"
    if when.first is not None:
        yield f"the first {when.first}"
    if when.probability is not None:
        yield f"chance {when.probability:g}"
    if when.after is not None:
        yield f"from {iso(when.after)}"
    if when.before is not None:
        yield f"until {iso(when.before)}"


def _happens(then: Then) -> Iterator[str]:
    if then.wallet is not None:
        yield "the wallet is emptied"
    if then.key is not None:
        yield "the key is killed"
    if then.code is not None:
        yield f"answers {then.code}" + (f" with status {then.status}" if then.status is not None else "")
    if then.job is not None:
        yield f"the job {_bend(then.job)}"
    if then.wait:
        yield f"the answer waits {then.wait:g} s"
    if then.lose:
        yield "the work is done and the answer lost"
    if then.truncate:
        yield "the answer is cut in half"
    if then.webhook is not None:
        yield _mishap(then.webhook)
    if then.drop is not None:
        yield f"the connection breaks {'before the work' if then.drop == 'before' else 'in the middle of the answer'}"


def _bend(job: JobBend) -> str:
    where = f" in {job.stage}" if job.stage is not None else ""
    if job.kind == "fail":
        return f"fails{where}" + (f" with {job.error['code']}" if job.error else "")
    if job.kind == "slow":
        return f"takes {job.factor:g} times as long"
    return f"hangs{where}" if job.kind == "hang" else "is completed at once"


def _mishap(mishap: Mishap) -> str:
    seconds = mishap.milliseconds / 1000
    return {
        "drop": "it is never sent",
        "duplicate": "it is sent twice",
        "reorder": "it waits for the next one to go first",
        "delay": f"it is due {seconds:g} s later",
        "corrupt_signature": "a digit of its signature is wrong",
        "stale": f"its timestamp is {seconds:g} s old",
        "truncate": "half of its body is sent",
        "previous_secret": "the secret before the one in use signs it",
    }[mishap.kind]
