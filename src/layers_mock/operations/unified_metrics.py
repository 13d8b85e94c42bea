"""The metrics section: reference/metrics/unified-metrics."""

from collections.abc import Callable, Mapping
from typing import cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.clock import iso, parse_instant
from layers_mock.world.ids import Key, ulid, uuid
from layers_mock.world.unified_metrics import (
    Subject,
    bucket_starts,
    bundle_of,
    of_account,
    of_layer,
    of_organization,
    of_post,
    of_project,
    totals,
    values_between,
)
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_DAY = 86_400_000
_DEFAULT_WINDOW = 30 * _DAY
_MOST_BUCKETS = 2000

Find = Callable[[World, Call, Key], Subject | None]


def get_metrics(world: World, call: Call) -> Reply:
    """Numbers of one thing over a window, in buckets and as a whole. Nothing is told of the time after now."""
    since, until = _window(call)
    granularity = cast("str", call.query["granularity"])
    if len(bucket_starts(granularity, since, until)) > _MOST_BUCKETS:
        raise _invalid("until", f"More than {_MOST_BUCKETS} buckets.", "get-metrics.bucket-limit")
    project_of(call, "get-metrics.project-not-found")
    scope = cast("str", call.query["scope"])
    subject = _SUBJECTS[scope](world, call, key_of(cast("str", call.query["id"])))
    if subject is None:
        raise Refusal("NOT_FOUND", f"No such {scope}.", rule="get-metrics.entity-not-found")
    told = min(until, call.now)
    names = cast("list[str] | None", call.query.get("metrics")) or bundle_of(scope)
    whole = totals(subject, since, told)
    return Reply(
        200,
        {
            "scope": scope,
            "id": subject.id,
            "granularity": granularity,
            "window": {"since": iso(since), "until": iso(until)},
            "series": _series(subject, granularity, since, told, names),
            "totals": {name: whole[name] for name in names},
        },
    )


def _series(subject: Subject, granularity: str, since: int, until: int, names: tuple[str, ...] | list[str]) -> list[JsonObject]:
    starts = bucket_starts(granularity, since, until)
    values = values_between(subject, (since, *starts[1:], until)) if starts else []
    return [
        {"date": iso(start), **{name: numbers[name] for name in names}} for start, numbers in zip(starts, values, strict=True)
    ]


def _window(call: Call) -> tuple[int, int]:
    since = _instant(call, "since", call.now - _DEFAULT_WINDOW)
    until = _instant(call, "until", call.now)
    if since >= until:
        raise _invalid("until", "The window has to end after it begins.", "get-metrics.window-order")
    return since, until


def _instant(call: Call, name: str, default: int) -> int:
    text = cast("str | None", call.query.get(name))
    return default if text is None else parse_instant(text.upper())


def _invalid(path: str, message: str, rule: str) -> Refusal:
    details: JsonObject = {"issues": [{"path": path, "message": message}]}
    return Refusal("VALIDATION", rule=rule, details=details)


def _post(world: World, call: Call, key: Key) -> Subject | None:
    found = call.organization.posts.get(key)
    return None if found is None else of_post(found)


def _account(world: World, call: Call, key: Key) -> Subject | None:
    found = call.organization.social_accounts.get(key)
    return None if found is None else of_account(call.organization, found, world.base.start)


def _project(world: World, call: Call, key: Key) -> Subject | None:
    found = call.organization.projects.get(key)
    return None if found is None else of_project(call.organization, found, "prj_" + ulid(key), world.base.start)


def _layer(world: World, call: Call, key: Key) -> Subject | None:
    for _, project in call.organization.projects.newest_first(call.organization.key):
        for layer in project.layers:
            if layer.key == key:
                return of_layer(call.organization, project, layer)
    return None


def _organization(world: World, call: Call, key: Key) -> Subject | None:
    organization = call.organization
    return of_organization(organization, uuid(key), world.base.start) if key == organization.key else None


_SUBJECTS: Mapping[str, Find] = {
    "platform_post": _post,
    "social_account": _account,
    "project": _project,
    "project_layer": _layer,
    "organization": _organization,
}

HANDLERS: dict[str, Handler] = {"getMetrics": get_metrics}
