"""Running checks against a target: concurrently, and telling what happens as events."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

from layers_mock.kit.attempt import Run, Watch, run_check
from layers_mock.kit.check import Check
from layers_mock.kit.events import CheckEnded, CheckStarted, Event, RunEnded, RunStarted
from layers_mock.kit.waiting import stopwatch

__all__ = ["Run", "run", "run_check"]


def run(plan: Run) -> Iterator[Event]:
    """Run all checks and tell what happens: those that may share the target at once, the others one by one behind them."""
    begun = stopwatch()
    yield RunStarted(plan.contract, plan.checks, plan.base_url, plan.about, plan.seed)
    observer = Watch(plan.contract)
    alone = [one for one in plan.checks if one.is_alone and plan.provider.is_shared]
    together = [one for one in plan.checks if one not in alone]
    # Long ones first, so that none of them is left running by itself at the end.
    together.sort(key=lambda one: not one.is_long)
    is_complete = False
    try:
        yield from _run_all(plan, together, observer, plan.concurrency)
        yield from _run_all(plan, alone, observer, 1)
        is_complete = True
    finally:
        yield RunEnded(stopwatch() - begun, is_complete)


def _run_all(plan: Run, checks: Sequence[Check], observer: Watch, concurrency: int) -> Iterator[Event]:
    events: SimpleQueue[Event] = SimpleQueue()

    def one(check: Check) -> None:
        events.put(CheckStarted(check))
        events.put(CheckEnded(check, run_check(plan, check, observer)))

    with ThreadPoolExecutor(concurrency, thread_name_prefix="check") as threads:
        waiting: set[Future[None]] = {threads.submit(one, check) for check in checks}
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                while not events.empty():
                    yield events.get()
                for future in done:
                    future.result()
        finally:
            for future in waiting:
                future.cancel()
    while not events.empty():
        yield events.get()
