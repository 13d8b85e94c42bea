"""getContentProgress: stage, progress within it and what is left."""

from itertools import pairwise
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..forms import instant
from ..making import completed, container_now, generated, give_back, new_project
from .reading import is_found_by_its_own

__all__: list[str] = []

_FIELDS = ("containerId", "status", "stage", "stageProgress", "etaSeconds", "updatedAt")
_UNFINISHED = {"queued", "generating"}
_STEPS = 60
_MOST_LOOKS = 400


def _progress(api: Api, container: str) -> Any:
    return api.call("getContentProgress", container).succeeded(200)


def _watched(api: Api) -> Any:
    """A job to watch while time is moved; where it cannot be, none is paid for."""
    api.advance(1)
    return generated(api, new_project(api))


@check("get-content-progress.shape")
def progress_has_its_fields(api: Api) -> None:
    """Progress tells its six fields of the container asked for, be it running, completed or failed."""
    accepted = generated(api, new_project(api))
    ids = [accepted["containerIds"][0], *(api.state(name) for name in ("container", "failed_container"))]
    for text in ids:
        container = container_now(api, text)
        progress = _progress(api, text)
        equal(sorted(set(_FIELDS) - set(progress)), [], f"fields missing while {container['status']}")
        equal(progress["containerId"], container["id"], "containerId")
        if container["status"] not in _UNFINISHED:
            equal(progress["status"], container["status"], "status")
        holds(isinstance(progress["stage"], str) and progress["stage"], f"stage {progress['stage']!r}")
        part = progress["stageProgress"]
        holds(isinstance(part, int | float) and not isinstance(part, bool) and 0 <= part <= 1, f"stageProgress {part!r}")
        instant(progress["updatedAt"])
    give_back(api, accepted)


@check("get-content-progress.stage-progress")
def stage_progress_grows_and_starts_again(api: Api) -> None:
    """Within a stage it never falls; the next stage begins lower than the one before ended."""
    stages: list[tuple[str, list[float]]] = []
    for look in _looks(api):
        if not stages or stages[-1][0] != look["stage"]:
            stages.append((look["stage"], []))
        stages[-1][1].append(look["stageProgress"])
    names = [name for name, _ in stages]
    equal(len(set(names)), len(names), f"different stages among {names}")
    if len(stages) < 2:
        raise UnprovidedError(f"the job was seen in {names} alone")
    for name, values in stages:
        equal(values, sorted(values), f"stageProgress in {name}")
        holds(values[0] >= 0 and values[-1] <= 1, f"stageProgress in {name} from {values[0]} to {values[-1]}")
    for (before, values), (after, following) in pairwise(stages):
        holds(following[0] < values[-1], f"stageProgress {values[-1]} at the end of {before}, {following[0]} in {after}")
    _longest_spans(max((values for _, values in stages), key=len))


def _longest_spans(values: list[float]) -> None:
    """Seen often enough, a stage is seen near its beginning and near its end, and in between."""
    if len(values) >= 10:
        is_spanning = values[0] <= 0.2 and values[-1] >= 0.8 and len(set(values)) > 4
        holds(is_spanning, f"stageProgress from {values[0]} to {values[-1]}, {len(set(values))} values in {len(values)} looks")


def _looks(api: Api) -> list[Any]:
    """A job's progress from its acceptance to its end, in many looks."""
    accepted = _watched(api)
    container = accepted["containerIds"][0]
    looks = [_progress(api, container)]
    step = max(1.0, (looks[0]["etaSeconds"] or 200) / _STEPS)
    while looks[-1]["status"] in _UNFINISHED:
        if len(looks) > _MOST_LOOKS:
            raise UnprovidedError(f"the job is not over after {_MOST_LOOKS} looks")
        api.advance(step)
        looks.append(_progress(api, container))
    return looks


@check("get-content-progress.eta")
def the_estimate_is_null_once_the_work_is_over(api: Api) -> None:
    """`etaSeconds` is a whole number or null while the job runs, and null when it is completed, failed or canceled."""
    project = new_project(api)
    done, stopped = generated(api, project), generated(api, project)
    for accepted in (done, stopped):
        progress = _progress(api, accepted["containerIds"][0])
        if progress["status"] in _UNFINISHED:
            left = progress["etaSeconds"]
            holds(left is None or (type(left) is int and left >= 0), f"etaSeconds {left!r} while the job runs")
    give_back(api, stopped)
    for accepted in (done, stopped):
        api.finish(accepted)
    ids = [done["containerIds"][0], stopped["containerIds"][0], api.state("container"), api.state("failed_container")]
    for container in ids:
        progress = _progress(api, container)
        holds(progress["status"] not in _UNFINISHED, f"{progress['status']} where the work is over")
        equal(progress["etaSeconds"], None, f"etaSeconds of a container that is {progress['status']}")


@check("get-content-progress.eta-falls")
def the_estimate_is_what_is_left(api: Api) -> None:
    """As time passes the estimate falls by as much, and when it has run out the job is over."""
    accepted = _watched(api)
    container = accepted["containerIds"][0]
    left = _left(_progress(api, container))
    quarter = left // 4
    for _ in range(3):
        api.advance(quarter)
        now = _left(_progress(api, container))
        holds(abs(left - quarter - now) <= max(2, quarter // 5), f"etaSeconds {left}, and {now} after {quarter} seconds")
        left = now
    api.advance(left + max(2, quarter // 5))
    status = _progress(api, container)["status"]
    holds(status not in _UNFINISHED, f"a container that is {status} when the time it had left is over")


def _left(progress: Any) -> int:
    left = progress["etaSeconds"]
    holds(isinstance(left, int) and left >= 0, f"etaSeconds {left!r} of a container that is {progress['status']}")
    return int(left)


@check("get-content-progress.completed")
def a_completed_container_is_at_the_end(api: Api) -> None:
    """Completed means stage finalizing, stageProgress 1 and no estimate: just now, and long ago."""
    accepted = generated(api, new_project(api))
    completed(api, accepted)
    for container in (accepted["containerIds"][0], api.state("container"), api.state("slideshow")):
        progress = _progress(api, container)
        told = tuple(progress[name] for name in ("status", "stage", "stageProgress", "etaSeconds"))
        equal(told, ("completed", "finalizing", 1, None), "status, stage, stageProgress and etaSeconds")


@check("get-content-progress.failed")
def a_failed_container_stays_where_it_stopped(api: Api) -> None:
    """Stage and progress are those of the moment of the failure, also later; the container tells the error."""
    api.needs_failing_jobs()
    accepted = _watched(api)
    container = accepted["containerIds"][0]
    api.advance((_progress(api, container)["etaSeconds"] or 200) / 2)
    before = _progress(api, container)
    if before["status"] not in _UNFINISHED:
        raise UnprovidedError(f"the container is {before['status']} already")
    api.fail(accepted)
    for _ in range(2):
        after = _progress(api, container)
        equal(after["status"], "failed", "status")
        stopped = (before["stage"], before["stageProgress"])
        equal((after["stage"], after["stageProgress"]), stopped, "stage and stageProgress")
        equal(after["etaSeconds"], None, "etaSeconds")
        api.advance(3600)
    error = api.call("getContent", container).succeeded(200)["lastError"]
    holds(isinstance(error, dict), f"lastError {error!r} of a failed container")


@check("get-content-progress.failed")
def a_container_that_failed_before_has_no_estimate(api: Api) -> None:
    """A failed container tells a stage and a progress, no estimate, and the error in its record."""
    container = api.state("failed_container")
    progress = _progress(api, container)
    equal((progress["status"], progress["etaSeconds"]), ("failed", None), "status and etaSeconds")
    holds(isinstance(progress["stage"], str) and progress["stage"], f"stage {progress['stage']!r}")
    holds(0 <= progress["stageProgress"] <= 1, f"stageProgress {progress['stageProgress']!r}")
    error = api.call("getContent", container).succeeded(200)["lastError"]
    holds(isinstance(error, dict), f"lastError {error!r} of a failed container")


@check("get-content-progress.not-found")
def progress_of_a_container_out_of_reach_is_not_found(api: Api) -> None:
    """A container that is unknown or of another organisation is 404."""
    is_found_by_its_own(api, "getContentProgress")
