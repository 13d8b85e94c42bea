"""The content layer to run through: left out, named, ambiguous or missing."""

from layers_mock.kit import Api, as_ulid, as_uuid, check, equal, holds, is_same_id

from ..making import container_ids, container_now
from .calls import clone, not_there

__all__: list[str] = []


@check("clone-from-post.layer-optional")
def the_only_layer_may_be_left_out(api: Api) -> None:
    """Left out and named, in both modes."""
    layer = api.state("layer")
    for mode in ("fork", "reimagine"):
        clone(api, api.uuid(), mode=mode).succeeded(202)
        clone(api, api.uuid(), mode=mode, projectLayerId=layer).succeeded(202)


@check("clone-from-post.layer-named")
def each_of_several_layers_can_be_named(api: Api) -> None:
    """A clone through either layer is taken, into the project that was named."""
    project = api.state("layered_project")
    for state in ("layer_a", "layer_b"):
        made = clone(api, api.uuid(), projectId=project, projectLayerId=api.state(state)).succeeded(202)
        holds(is_same_id(container_now(api, made["containerId"])["projectId"], project), "a container of another project")


@check("clone-from-post.layer-form")
def a_layer_is_named_in_each_form(api: Api) -> None:
    """As a UUID, and as a ULID behind pl_."""
    layer = api.state("layer")
    for form in (as_uuid(layer), f"pl_{as_ulid(layer)}"):
        clone(api, api.uuid(), projectLayerId=form).succeeded(202)


@check("clone-from-post.layer-not-found")
def a_layer_of_another_project_is_not_found(api: Api) -> None:
    """An unknown one, and one that another project of the organisation has; nothing is made."""
    for layer in (api.uuid(), api.state("layer_a")):
        target = api.uuid()
        clone(api, target, projectLayerId=layer).refused(404, "NOT_FOUND")
        not_there(api, target)


@check("clone-from-post.layer-not-found")
def a_layer_of_another_organisation_is_not_found(api: Api) -> None:
    """Answered as one that is not there."""
    target = api.uuid()
    clone(api, target, projectLayerId=api.state("foreign_layer")).refused(404, "NOT_FOUND")
    not_there(api, target)


@check("clone-from-post.layer-ambiguous")
def several_layers_without_a_named_one_conflict(api: Api) -> None:
    """Refused in both modes, and nothing is made."""
    for mode in ("fork", "reimagine"):
        target = api.uuid()
        clone(api, target, projectId=api.state("layered_project"), mode=mode).refused(409, "CONFLICT")
        not_there(api, target)


@check("clone-from-post.no-layer")
def a_project_without_a_layer_conflicts(api: Api) -> None:
    """Refused in both modes, and nothing is made."""
    project = api.state("bare_project")
    for mode in ("fork", "reimagine"):
        target = api.uuid()
        clone(api, target, projectId=project, mode=mode).refused(409, "CONFLICT")
        not_there(api, target)
        holds(f"cnt_{target}" not in container_ids(api, project), "the project's list has the refused clone")


@check("clone-from-post.layer-count")
def the_conflict_tells_how_many_layers_there_are(api: Api) -> None:
    """`details.layerCount` is 2 where there are two and 0 where there are none."""
    for state, count in (("layered_project", 2), ("bare_project", 0)):
        details = clone(api, api.uuid(), projectId=api.state(state)).refused(409).details
        equal(details.get("layerCount"), count, f"details.layerCount of {state}")
