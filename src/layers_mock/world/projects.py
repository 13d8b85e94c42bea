"""What happens to a project as a whole: it is made, changed, archived and restored.

Whatever changes a project goes through here, so that its customerExternalId always leads to it and to it alone.
"""

from typing import TYPE_CHECKING

from layers_mock.world.jobs import request_cancel
from layers_mock.world.organization import Organization
from layers_mock.world.publishing import cancel_posts, queued_posts
from layers_mock.world.rows import Project

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["add_project", "archive_project", "replace_project", "restore_project"]

_CONTENT = "content_"
"""How the kinds of jobs that fill a container begin."""


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
    """Archive a project, or archive it again: its queued posts are canceled, its content jobs asked to stop, nothing deleted.

    Cooperative: a job stops at the end of its stage, and one whose stage refuses goes on (concepts/content-items names a
    project's archiving among what cancels content; the rest is inferred).
    """
    for _, job in organization.jobs.newest_first(project.key):
        if job.kind.startswith(_CONTENT):
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
