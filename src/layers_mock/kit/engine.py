"""Running checks against a target: concurrently, and telling what happens as events."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from layers_mock.kit.attempt import Run, Watch, run_check, wait_for_jobs
from layers_mock.kit.check import Check
from layers_mock.kit.events import CheckEnded, CheckStarted, Event, RunEnded, RunStarted
from layers_mock.kit.waiting import stopwatch

__all__ = ["Run", "run", "run_check"]


def run(plan: Run) -> Iterator[Event]:
    """Run all checks and tell what happens: those that may share the target at once, the others one by one behind them."""
    begun = stopwatch()
    yield RunStarted(plan.contract, plan.checks, plan.base_url, plan.about, plan.seed, plan.left_out)
    watch = Watch(plan.contract)
    alone = [one for one in plan.checks if one.is_alone and plan.provider.is_shared]
    together = [one for one in plan.checks if one not in alone]
    # Long ones first, so that none of them is left running by itself at the end.
    together.sort(key=lambda one: not one.is_long)
    yield from _run_all(plan, together, watch, plan.concurrency)
    if alone:
        wait_for_jobs(plan, watch)
    yield from _run_all(plan, alone, watch, 1)
    yield RunEnded(stopwatch() - begun)


def _run_all(plan: Run, checks: Sequence[Check], watch: Watch, concurrency: int) -> Iterator[Event]:
    events: SimpleQueue[Event] = SimpleQueue()

    def one(check: Check) -> None:
        events.put(CheckStarted(check))
        events.put(CheckEnded(check, run_check(plan, check, watch)))

    threads = ThreadPoolExecutor(concurrency, thread_name_prefix="check")
    left = len(checks)
    try:
        for check in checks:
            threads.submit(one, check)
        while left:
            event = events.get()
            left -= isinstance(event, CheckEnded)
            yield event
    finally:
        # Those that wait are dropped where nobody listens any more; those under way end at their next answer, and clean up.
        if left:
            watch.is_over = True
        threads.shutdown(cancel_futures=True)
