"""Where a generation runs: its project, and the content layer that is named or the only one."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import completed, container_ids, container_now, new_project
from .making import generate

__all__: list[str] = []


@check("generate-content.layer-optional")
def the_only_layer_need_not_be_named(api: Api) -> None:
    """Without projectLayerId the content is made, in the project of the path."""
    bodies: list[dict[str, Any]] = [{}, {"variantCount": 2, "brief": {"topic": "tides"}}]
    for place in (api.state("project"), new_project(api)):
        for body in bodies:
            accepted = generate(api, place, **body).succeeded(202)
            completed(api, accepted)
            for id_ in accepted["containerIds"]:
                _belongs_to(api, id_, place)


@check("generate-content.layer-named")
def one_of_several_layers_is_named(api: Api) -> None:
    """Each of a project's layers can be named, and content is made in the project then."""
    place = api.state("layered_project")
    for state in ("layer_a", "layer_b"):
        accepted = generate(api, place, projectLayerId=api.state(state), variantCount=2).succeeded(202)
        completed(api, accepted)
        for id_ in accepted["containerIds"]:
            _belongs_to(api, id_, place)


@check("generate-content.layer-ambiguous")
def several_layers_without_a_named_one_conflict(api: Api) -> None:
    """409 whose details list the layers, also without a body; a named layer is fine."""
    place = api.state("layered_project")
    for answer in (generate(api, place), generate(api, place, variantCount=2), api.call("generateContent", place)):
        details = answer.refused(409, "CONFLICT").details
        lists = [value for value in details.values() if isinstance(value, list)]
        holds(any(len(value) == 2 for value in lists), f"details list no two layers: {details!r}")
    generate(api, place, projectLayerId=api.state("layer_b")).succeeded(202)


@check("generate-content.layer-details")
def the_conflict_tells_the_layers(api: Api) -> None:
    """Its layerCount is the number of layers, and each in `layers` has a name and an id that can be named."""
    place = api.state("layered_project")
    details: Any = generate(api, place).refused(409, "CONFLICT").details
    equal(details["layerCount"], 2, "layerCount of a project with two layers")
    equal(len(details["layers"]), 2, "the number of layers listed")
    equal(len({layer["id"] for layer in details["layers"]}), 2, "the number of different ids")
    for layer in details["layers"]:
        holds(isinstance(layer["name"], str) and layer["name"], f"a layer's name is {layer['name']!r}")
        answer = generate(api, place, projectLayerId=layer["id"])
        holds(answer.is_success, f"the listed layer {layer['id']!r} cannot be named: {answer.told}")
    details = generate(api, api.state("bare_project")).refused(409, "CONFLICT").details
    equal(details["layerCount"], 0, "layerCount of a project without a layer")
    equal(details["layers"], [], "layers of a project without a layer")


@check("generate-content.no-layer")
def a_project_without_a_layer_conflicts(api: Api) -> None:
    """409, with and without a body, and nothing is made."""
    place = api.state("bare_project")
    known = container_ids(api, place)
    generate(api, place).refused(409, "CONFLICT")
    generate(api, place, id=api.uuid(), format="auto", variantCount=2).refused(409, "CONFLICT")
    api.call("generateContent", place).refused(409, "CONFLICT")
    equal(container_ids(api, place), known, "the containers of the project after the refusals")
    generate(api).succeeded(202)


@check("generate-content.layer-not-found")
def a_layer_of_elsewhere_is_not_found(api: Api) -> None:
    """404 for a layer that is unknown, of another project or of another organisation; the project's own is found."""
    place, known = api.state("layered_project"), api.state("layer_a")
    for layer in (api.uuid(), f"pl_{api.uuid()}", api.state("layer"), api.state("foreign_layer")):
        generate(api, place, projectLayerId=layer).refused(404, "NOT_FOUND")
    own = new_project(api)
    generate(api, own, projectLayerId=known).refused(404, "NOT_FOUND")
    equal(container_ids(api, own), [], "the containers of a project whose layer was not found")
    generate(api, place, projectLayerId=known).succeeded(202)


@check("generate-content.project-not-found")
def a_project_of_elsewhere_is_not_found(api: Api) -> None:
    """404 for an unknown project and for another organisation's, with and without a body."""
    for place in (api.uuid(), api.state("foreign_project")):
        generate(api, place).refused(404, "NOT_FOUND")
        generate(api, place, id=api.uuid(), variantCount=2).refused(404, "NOT_FOUND")
        api.call("generateContent", place).refused(404, "NOT_FOUND")
    generate(api).succeeded(202)


@check("generate-content.archived-project")
def an_archived_project_conflicts(api: Api) -> None:
    """What worked before conflicts once the project is archived, whichever way that was done, and makes nothing."""
    for operation, options in (("archiveProject", {}), ("patchProject", {"body": {"status": "archived"}})):
        place = new_project(api)
        accepted = generate(api, place).succeeded(202)
        completed(api, accepted)
        api.made(operation, place, **options)
        generate(api, place).refused(409, "CONFLICT")
        generate(api, place, id=api.uuid(), format="auto", variantCount=2).refused(409, "CONFLICT")
        equal(container_ids(api, place), sorted(accepted["containerIds"]), "the containers of the archived project")


def _belongs_to(api: Api, container_id: str, place: str) -> None:
    """The container's projectId names the project, in whichever form."""
    named = api.made("getProject", container_now(api, container_id)["projectId"])["id"]
    equal(named, api.made("getProject", place)["id"], f"the project of {container_id}")
