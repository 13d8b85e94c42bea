"""The project that the new container belongs to."""

from layers_mock.kit import UNSENT, Api, as_ulid, as_uuid, check, holds, is_same_id

from ..making import container_ids, container_now, new_project
from .calls import clone, cloned, is_there, not_there, published

__all__: list[str] = []


@check("clone-from-post.project-required")
def without_a_project_nothing_is_made(api: Api) -> None:
    """Left out, it is refused, under the code of the page; sent, the same request is taken."""
    target = api.uuid()
    clone(api, target, projectId=UNSENT).refused(422, "VALIDATION_FAILED", path="projectId")
    not_there(api, target)
    clone(api, target).succeeded(202)


@check("clone-from-post.project-id-form")
def a_project_is_named_in_each_form(api: Api) -> None:
    """As a UUID, and as a ULID behind either prefix."""
    project = api.state("project")
    for form in (as_uuid(project), f"proj_{as_ulid(project)}", f"prj_{as_ulid(project)}"):
        made = clone(api, api.uuid(), projectId=form).succeeded(202)
        holds(is_same_id(container_now(api, made["containerId"])["projectId"], project), f"{form} named another project")


@check("clone-from-post.project")
def the_container_belongs_to_the_named_project(api: Api) -> None:
    """Not to that of the source, in its own answer and in the lists of both, for both modes."""
    source, home, project = published(api)["platformPostId"], api.state("ranked_project"), new_project(api)
    for mode in ("fork", "reimagine"):
        made = cloned(api, projectId=project, sourcePlatformPostId=source, mode=mode)["containerId"]
        found = container_now(api, made)
        holds(is_same_id(found["projectId"], project), f"projectId {found['projectId']} of a clone into {project}")
        holds(made in container_ids(api, project), "the project's list lacks the clone")
        holds(made not in container_ids(api, home), "the list of the source's project has the clone")


@check("clone-from-post.project-not-found")
def a_project_outside_the_organisation_is_not_found(api: Api) -> None:
    """An unknown one and one of another organisation; nothing is made for anybody."""
    for project in (api.uuid(), api.state("foreign_project")):
        target = api.uuid()
        clone(api, target, projectId=project).refused(404, "NOT_FOUND")
        not_there(api, target)
        holds(not is_there(api, target, key="other"), "a refused clone was made in the other organisation")


@check("clone-from-post.archived-project")
def an_archived_project_takes_no_clone(api: Api) -> None:
    """What it took before it is refused once it is archived, with its layer named as well, and nothing is made."""
    project = new_project(api)
    clone(api, api.uuid(), projectId=project).succeeded(202)
    api.made("archiveProject", project)
    for mode in ("fork", "reimagine"):
        target = api.uuid()
        clone(api, target, projectId=project, mode=mode).refused(409, "CONFLICT")
        not_there(api, target)
