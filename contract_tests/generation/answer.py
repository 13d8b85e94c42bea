"""What a generation is answered with, and repeats under an Idempotency-Key."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..forms import instant
from ..making import container_ids, container_now, new_project
from .making import generate

__all__: list[str] = []

_BODIES: tuple[dict[str, Any], ...] = ({}, {"variantCount": 2, "brief": {"topic": "storms"}})


@check("generate-content.accepted")
def a_generation_is_answered_with_its_job(api: Api) -> None:
    """202 with a job that runs, its kind and where it is read, and the containers."""
    for body in _BODIES:
        accepted = generate(api, **body).succeeded(202)
        equal(accepted["kind"], "content_generate", "kind")
        equal(accepted["status"], "running", "status")
        job = api.raw("GET", accepted["locationUrl"]).succeeded(200)
        equal(job["jobId"], accepted["jobId"], "jobId of the job behind locationUrl")
        equal(job["kind"], "content_generate", "kind of the job behind locationUrl")
        holds(accepted["containerIds"], f"containerIds is {accepted['containerIds']!r}")


@check("generate-content.container-ids")
def container_ids_is_a_list(api: Api) -> None:
    """The answer's containerIds is a list of containers that exist, also of one, and of one that the client named."""
    for body in ({}, {"variantCount": 3}, {"id": api.uuid()}):
        ids = generate(api, **body).succeeded(202)["containerIds"]
        holds(isinstance(ids, list) and ids, f"containerIds is {ids!r} for {body}")
        for id_ in ids:
            equal(container_now(api, id_)["id"], id_, "id of a container in containerIds")


@check("generate-content.further-fields")
def the_answer_tells_stage_project_and_start(api: Api) -> None:
    """Its stage is a text, projectId names the project of the path, startedAt is the job's."""
    place = api.state("project")
    for body in _BODIES:
        accepted = generate(api, place, **body).succeeded(202)
        holds(isinstance(accepted["stage"], str) and accepted["stage"], f"stage is {accepted['stage']!r}")
        named = api.call("getProject", accepted["projectId"]).succeeded(200)
        equal(named["id"], api.made("getProject", place)["id"], "the project that projectId names")
        job = api.made("getJob", accepted["jobId"])
        equal(instant(accepted["startedAt"]), instant(job["startedAt"]), "startedAt")


@check("generate-content.idempotency")
def a_repeat_under_an_idempotency_key_makes_nothing(api: Api) -> None:
    """The first answer again, while the job runs and when it is over; another key makes another container."""
    place, headers = new_project(api), {"Idempotency-Key": api.uuid()}
    first = generate(api, place, headers=headers).succeeded(202)
    equal(generate(api, place, headers=headers).succeeded(202), first, "the answer to a repeat")
    api.finish(first)
    equal(generate(api, place, headers=headers).succeeded(202), first, "the answer to a repeat when the job is over")
    equal(container_ids(api, place), sorted(first["containerIds"]), "the project's containers after two repeats")
    other = generate(api, place, headers={"Idempotency-Key": api.uuid()}).succeeded(202)
    holds(other["jobId"] != first["jobId"], "another Idempotency-Key gets the job of the first")
