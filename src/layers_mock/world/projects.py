"""What happens to a project as a whole: it is made, changed, archived and restored.

Whatever changes a project goes through here, so that its customerExternalId always leads to it and to it alone.
"""

from typing import TYPE_CHECKING

from layers_mock.world.index import Index
from layers_mock.world.jobs import UNFINISHED, request_cancel
from layers_mock.world.organization import Organization
from layers_mock.world.publishing import cancel_posts, queued_posts
from layers_mock.world.rows import Project

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["BY_EXTERNAL_ID", "BY_STATUS", "add_project", "archive_project", "replace_project", "restore_project"]

_STOPPED = ("content_", "project_ingest_")
"""How the kinds of jobs begin that fill a container or read a source: what an archived project stops."""


def _status(project: Project) -> tuple[object, ...]:
    return (project.status,)


def _external_id(project: Project) -> tuple[object, ...]:
    return (project.customer_external_id,)


BY_STATUS: Index[Project] = Index(_status)
BY_EXTERNAL_ID: Index[Project] = Index(_external_id)


def add_project(organization: Organization, project: Project) -> None:
    """Take a new project in. Callers make sure that its id and customerExternalId are free."""
    organization.projects.add(project)
    organization.external_ids.move(None, project.customer_external_id, project.key)


def replace_project(organization: Organization, project: Project) -> None:
    """The project as it is from now on. Callers make sure that a new customerExternalId is free; the old one is, after this."""
    before = organization.projects.get(project.key)
    organization.projects.replace(project)
    if before is not None and before.customer_external_id != project.customer_external_id:
        organization.external_ids.move(before.customer_external_id, project.customer_external_id, project.key)


def archive_project(world: "World", organization: Organization, project: Project, now: int) -> Project:
    """Archive a project, or archive it again: queued posts are canceled, content jobs and ingests asked to stop.

    Cooperative: a job stops at the end of its stage, and one whose stage refuses goes on (concepts/content-items names a
    project's archiving among what cancels content; the rest is inferred).
    """
    for _, job in organization.jobs.newest_under(UNFINISHED, project.key, ()):
        if job.kind.startswith(_STOPPED):
            request_cancel(world, organization, job, now)
    cancel_posts(world, organization, queued_posts(organization, project.key), now)
    archived = project._replace(status="archived", archived_at=now, updated_at=now)
    replace_project(organization, archived)
    return archived


def restore_project(organization: Organization, project: Project, now: int) -> Project:
    """Make a project active, whatever it was."""
    restored = project._replace(status="active", archived_at=None, updated_at=now)
    replace_project(organization, restored)
    return restored
