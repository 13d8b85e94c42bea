"""The client's own id of a container: how it is printed, that it makes a request repeatable, and when it is taken."""

from typing import Any

from layers_mock.kit import Api, as_ulid, check, equal, holds

from ..making import SLIDES, balance, container_ids, container_now, generated, new_project
from .making import generate

__all__: list[str] = []


@check("generate-content.own-id")
def the_clients_id_names_the_first_container(api: Api) -> None:
    """A UUID and a ULID are printed behind cnt_ as they came, first in containerIds, and read as the container."""
    uuid, bare = api.uuid(), as_ulid(api.uuid())
    for sent, printed in ((uuid, f"cnt_{uuid}"), (f"cnt_{bare}", f"cnt_{bare}")):
        accepted = generate(api, id=sent, variantCount=3).succeeded(202)
        equal(accepted["containerIds"][0], printed, f"the first container's id, sent as {sent}")
        holds(printed not in accepted["containerIds"][1:], "another container has the client's id as well")
        equal(container_now(api, sent)["id"], printed, f"the id of the container read as {sent}")


@check("generate-content.replay", alone=True)
def the_same_id_and_brief_are_answered_as_the_first_time(api: Api) -> None:
    """The first answer again, while the job runs and when it is over; no container more, no credit less."""
    place = new_project(api)
    body: dict[str, Any] = {"id": api.uuid(), "variantCount": 2, "brief": {"topic": "storms", "valuePropositions": ["fresh"]}}
    first = generate(api, place, **body).succeeded(202)
    paid = balance(api)
    for when in ("while the job runs", "when the job is over"):
        equal(generate(api, place, **body).succeeded(202), first, f"the answer to a repeat {when}")
        equal(container_ids(api, place), sorted(first["containerIds"]), f"the project's containers after a repeat {when}")
        equal(balance(api), paid, f"the balance after a repeat {when}")
        api.finish(first)
    equal(container_now(api, body["id"])["status"], "completed", "status of the container after the repeats")


@check("generate-content.id-taken")
def the_id_of_another_container_conflicts(api: Api) -> None:
    """Another brief under the id is refused, and so is the id of a container made otherwise; nothing is made or changed."""
    place = new_project(api)
    body: dict[str, Any] = {"id": api.uuid(), "brief": {"topic": "storms", "valuePropositions": ["fresh", "near"]}}
    api.finish(generated(api, place, **body))
    variants = generated(api, place)["containerIds"] + generated(api, place, id=api.uuid(), variantCount=2)["containerIds"]
    before, known = container_now(api, body["id"]), container_ids(api, place)
    for brief in ({"topic": "calm"}, {**body["brief"], "valuePropositions": ["near", "fresh", "new"]}, {}):
        generate(api, place, id=body["id"], brief=brief).refused(409, "CONFLICT")
    for taken in (variants[0], variants[2], api.state("container")):
        generate(api, place, id=taken).refused(409, "CONFLICT")
    equal(container_ids(api, place), known, "the project's containers after the refusals")
    equal(container_now(api, body["id"]), before, "the container after the refusals")
    generate(api, place, id=api.uuid(), brief={"topic": "calm"}).succeeded(202)


@check("generate-content.replay-compares-all")
def the_same_id_with_another_request_conflicts(api: Api) -> None:
    """Another project, layer, format or count under the id is refused, while the same request is not."""
    first, other = new_project(api), new_project(api)
    id_ = api.uuid()
    generated(api, first, id=id_)
    generate(api, other, id=id_).refused(409, "CONFLICT")
    equal(container_ids(api, other), [], "the containers of the other project")
    place, layers = api.state("layered_project"), (api.state("layer_a"), api.state("layer_b"))
    body: dict[str, Any] = {"id": api.uuid(), "projectLayerId": layers[0], "format": SLIDES, "variantCount": 2}
    made = generated(api, place, **body)
    for name, value in (("projectLayerId", layers[1]), ("format", "video_remix"), ("variantCount", 3), ("variantCount", 1)):
        generate(api, place, **{**body, name: value}).refused(409, "CONFLICT")
    equal(generate(api, place, **body).succeeded(202)["jobId"], made["jobId"], "the job of the same request")
