"""The metrics section: reference/metrics/unified-metrics."""

from collections.abc import Callable, Mapping
from typing import cast

from layers_mock.contract import Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.operations.windows import window_of
from layers_mock.world.ids import Key, ulid, uuid
from layers_mock.world.unified_metrics import (
    Subject,
    bundle_of,
    of_account,
    of_layer,
    of_organization,
    of_post,
    of_project,
    values_between,
)
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

Find = Callable[[World, Call, Key], Subject | None]


def get_metrics(world: World, call: Call) -> Reply:
    """Numbers of one thing over a window, in buckets and as a whole. Nothing is told of the time after now."""
    window = window_of(call, "get-metrics")
    project_of(call, "get-metrics.project-not-found")
    scope = cast("str", call.query["scope"])
    subject = _SUBJECTS[scope](world, call, key_of(cast("str", call.query["id"])))
    if subject is None:
        raise Refusal("NOT_FOUND", f"No such {scope}.", rule="get-metrics.entity-not-found")
    names = cast("list[str] | None", call.query.get("metrics")) or bundle_of(scope)
    told = window.view(lambda edges: values_between(subject, edges), names)
    return Reply(200, {"scope": scope, "id": subject.id, **told})


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
