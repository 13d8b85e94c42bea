"""Reviews: which containers wait for one, how a review ends, and what the end of a review sets going.

Source: concepts/approval, reference/approval/*; how the settings work together is inferred.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.announcements import announce
from layers_mock.world.clock import LATEST, iso
from layers_mock.world.containers import WAITING
from layers_mock.world.ids import Key, ulid
from layers_mock.world.organization import Organization
from layers_mock.world.projects import replace_project
from layers_mock.world.publishing import Promotion, promote
from layers_mock.world.rows import Container, Project

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["AutoApproval", "approve", "await_review", "change_policy", "milliseconds_of", "reject"]

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = (604_800_000, 86_400_000, 3_600_000, 60_000, 1000)
_NOBODY = "auto_approve"
"""Who approves what has waited long enough."""


class AutoApproval(NamedTuple):
    """The moment at which a container has waited as long as its project's policy lets it, on the timeline."""

    organization: Key
    container: Key
    is_recurring: bool = False

    def apply(self, world: "World", at: int) -> None:
        """Approve the container, unless it was reviewed meanwhile, began to wait anew, or the policy changed."""
        organization = world.organizations[self.organization]
        container = self._waiting(organization, at)
        if container is not None:
            approve(world, organization, container, by=_NOBODY, note=None, at=at)

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """A container that nobody reviewed is approved."""
        container = self._waiting(world.organizations[self.organization], at)
        return None if container is None else {"at": iso(at), "event": "content.approved", "containerId": container.id}

    def _waiting(self, organization: Organization, at: int) -> Container | None:
        container = organization.containers.get(self.container)
        project = None if container is None else organization.projects.get(container.project)
        due = None if container is None or project is None else _approved_at(project, container)
        return container if due is not None and due <= at else None


def milliseconds_of(duration: str) -> int:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds that the document let pass."""
    found = _DURATION.fullmatch(duration)
    parts = found.groups(default="0") if found is not None else ()
    return sum(int(part) * unit for part, unit in zip(parts, _UNITS, strict=False))


def await_review(world: "World", organization: Organization, container: Container, at: int) -> None:
    """A container that waits for a review begins to do so; what an earlier review said is over."""
    if container.approval_status != "pending":
        return
    waiting = container._replace(waits_since=at, reviewed_at=None, reviewed_by=None, review_note=None)
    organization.containers.replace(waiting)
    project = organization.projects.get(container.project)
    if project is not None:
        _plan(world, organization, project, waiting, at)


def change_policy(world: "World", organization: Organization, project: Project, at: int) -> None:
    """The project with its new settings. What waits already is approved as they say, and waits on where they say nothing."""
    changed = project._replace(policy_changed_at=at, updated_at=at)
    replace_project(organization, changed)
    for _, container in organization.containers.newest_under(WAITING, project.key, ()):
        _plan(world, organization, changed, container, at)


def approve(
    world: "World", organization: Organization, container: Container, *, by: str, note: str | None, at: int
) -> Promotion | None:
    """Approve a container that waits, count it, and carry out the schedule it kept; ``None`` where it kept none."""
    approved = container._replace(
        approval_status="approved", reviewed_at=at, reviewed_by=by, review_note=note, updated_at=at, intent=None
    )
    organization.containers.replace(approved)
    project = organization.projects.get(container.project)
    if project is not None and project.current_blocked_count > 0:
        replace_project(organization, project._replace(current_blocked_count=project.current_blocked_count - 1))
    told: JsonObject = {**_told(container), "approvedAt": iso(at), "approvedBy": by}
    announce(world, organization, "content.approved", told, at, project=container.project)
    return None if container.intent is None else promote(world, organization, approved, container.intent, at)


def reject(world: "World", organization: Organization, container: Container, *, by: str, reason: str, at: int) -> None:
    """Reject a container that waits. The schedule it kept is dropped, the counter stays."""
    rejected = container._replace(
        approval_status="rejected", reviewed_at=at, reviewed_by=by, review_note=reason, updated_at=at, intent=None
    )
    organization.containers.replace(rejected)
    told: JsonObject = {**_told(container), "rejectedAt": iso(at), "rejectedBy": by, "reason": reason}
    announce(world, organization, "content.rejected", told, at, project=container.project)


def _told(container: Container) -> JsonObject:
    """A container as the event of its review tells it."""
    return {"id": container.id, "projectId": "proj_" + ulid(container.project)}


def _plan(world: "World", organization: Organization, project: Project, container: Container, at: int) -> None:
    due = _approved_at(project, container)
    if due is not None and due <= LATEST:
        world.schedule(max(due, at), AutoApproval(organization.key, container.key))


def _approved_at(project: Project, container: Container) -> int | None:
    """When a container that waits will have waited long enough; ``None`` where it does not wait, or for ever."""
    if container.approval_status != "pending" or project.auto_approve_after is None:
        return None
    since = container.created_at if container.waits_since is None else container.waits_since
    return since + milliseconds_of(project.auto_approve_after)
