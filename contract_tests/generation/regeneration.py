"""A regeneration: its answer, what becomes of the container, and who may not be regenerated."""

from typing import Any

from layers_mock.kit import UNSENT, Api, UnprovidedError, check, equal, holds

from ..making import canceled, completed, container_ids, container_now, generated, new_container, new_project
from .making import asset_ids, regenerate, regenerated

__all__: list[str] = []

_BODIES: tuple[dict[str, Any], ...] = ({}, {"preserveAssets": True}, {"brief": {"angle": "in the rain"}})


@check("regenerate-content.accepted")
def a_regeneration_is_answered_with_its_job(api: Api) -> None:
    """202 with a job that runs, its kind and where it is read, and the container."""
    id_ = new_container(api)
    for body in _BODIES:
        accepted = regenerate(api, id_, body).succeeded(202)
        equal(accepted["kind"], "content_regenerate", "kind")
        equal(accepted["status"], "running", "status")
        equal(accepted["containerId"], id_, "containerId")
        job = api.raw("GET", accepted["locationUrl"]).succeeded(200)
        equal(job["jobId"], accepted["jobId"], "jobId of the job behind locationUrl")
        completed(api, accepted)


@check("regenerate-content.same-id")
def media_and_caption_are_replaced_under_the_same_id(api: Api) -> None:
    """No new media or caption before the job is completed; other ones after it; the project has the one container still."""
    place = new_project(api)
    id_ = new_container(api, place)
    for _ in range(2):
        before = container_now(api, id_)
        accepted = regenerate(api, id_, {}).succeeded(202)
        during = container_now(api, id_)
        holds(set(asset_ids(during)) <= set(asset_ids(before)), "new assets are there before the job is completed")
        holds(during["caption"] in {before["caption"], None}, "a new caption is there before the job is completed")
        completed(api, accepted)
        after = container_now(api, id_)
        equal(after["id"], before["id"], "the container's id")
        holds(after["assets"] and not set(asset_ids(after)) & set(asset_ids(before)), f"the assets are {asset_ids(after)}")
        holds(after["caption"] and after["caption"] != before["caption"], f"the caption is {after['caption']!r}")
    equal(container_ids(api, place), [id_], "the containers of the project")


@check("regenerate-content.runs-again")
def the_container_is_queued_and_completed_again(api: Api) -> None:
    """Its status is queued when the 202 is there and completed when the job is, the assets preserved or not."""
    id_ = new_container(api)
    for body in _BODIES:
        accepted = regenerate(api, id_, body).succeeded(202)
        equal(container_now(api, id_)["status"], "queued", f"status at once, regenerated with {body}")
        completed(api, accepted)
        equal(container_now(api, id_)["status"], "completed", "status when the job is completed")


@check("regenerate-content.approval-reset")
def approval_starts_over_where_the_project_reviews(api: Api) -> None:
    """What was reviewed is pending again when it is made anew."""
    id_ = api.state("reviewed_container")
    before = container_now(api, id_)["approvalStatus"]
    if before not in {"approved", "rejected"}:
        raise UnprovidedError(f"the reviewed container is {before}, so that no reset would show")
    after = regenerated(api, id_, {})
    equal(after["approvalStatus"], "pending", f"approvalStatus of a container that was {before}")


@check("regenerate-content.approval-kept")
def approval_stays_where_the_project_does_not_review(api: Api) -> None:
    """The same approvalStatus while the job runs and when it is completed, the assets preserved or not."""
    id_ = new_container(api)
    before = container_now(api, id_)["approvalStatus"]
    for body in _BODIES:
        accepted = regenerate(api, id_, body).succeeded(202)
        equal(container_now(api, id_)["approvalStatus"], before, "approvalStatus while the job runs")
        completed(api, accepted)
        equal(container_now(api, id_)["approvalStatus"], before, "approvalStatus when the job is completed")


@check("regenerate-content.still-running")
def a_container_whose_job_runs_conflicts(api: Api) -> None:
    """409 while it is generated and while it is regenerated, with any body; fine in between."""
    accepted = generated(api, variantCount=2)
    id_ = accepted["containerIds"][1]
    for _ in range(2):
        for body in (UNSENT, *_BODIES):
            regenerate(api, id_, body).refused(409, "CONFLICT")
        completed(api, accepted)
        accepted = regenerate(api, id_, {}).succeeded(202)


@check("regenerate-content.still-running")
def a_container_that_is_being_generated_conflicts(api: Api) -> None:
    """409 in each later stage of the job as well."""
    accepted = generated(api)
    id_, seen = accepted["containerIds"][0], set[str]()
    while (job := api.made("getJob", accepted["jobId"]))["status"] == "running":
        seen.add(job["stage"])
        for body in _BODIES:
            regenerate(api, id_, body).refused(409, "CONFLICT")
        api.advance(10)
    holds(len(seen) > 1, f"the job had the stage {seen} alone")
    regenerate(api, id_, {}).succeeded(202)


@check("regenerate-content.archived-project")
def nothing_is_regenerated_in_an_archived_project(api: Api) -> None:
    """409 with any body once the project is archived, and the container stays as it is."""
    place = new_project(api)
    id_ = new_container(api, place)
    completed(api, regenerate(api, id_, {}).succeeded(202))
    api.made("archiveProject", place)
    before = container_now(api, id_)
    for body in (UNSENT, *_BODIES):
        regenerate(api, id_, body).refused(409, "CONFLICT")
    equal(container_now(api, id_), before, "the container after the refusals")


@check("regenerate-content.not-found")
def a_container_of_elsewhere_is_not_found(api: Api) -> None:
    """404 for an unknown container and for another organisation's, with and without a body."""
    for id_ in (api.uuid(), f"cnt_{api.uuid()}", api.state("foreign_container")):
        for body in (UNSENT, *_BODIES):
            regenerate(api, id_, body).refused(404, "NOT_FOUND")
    regenerate(api, new_container(api), {}).succeeded(202)


@check("regenerate-content.idempotency")
def a_repeat_under_an_idempotency_key_makes_nothing(api: Api) -> None:
    """The first answer again, while the job runs and when it is over; the container is not made anew another time."""
    id_, headers = new_container(api), {"Idempotency-Key": api.uuid()}
    first = regenerate(api, id_, {}, headers=headers).succeeded(202)
    equal(regenerate(api, id_, {}, headers=headers).succeeded(202), first, "the answer to a repeat")
    completed(api, first)
    done = container_now(api, id_)
    equal(regenerate(api, id_, {}, headers=headers).succeeded(202), first, "the answer to a repeat when the job is over")
    equal(container_now(api, id_)["status"], "completed", "status after the repeat")
    equal(asset_ids(container_now(api, id_)), asset_ids(done), "the assets after the repeat")
    other = regenerate(api, id_, {}, headers={"Idempotency-Key": api.uuid()}).succeeded(202)
    holds(other["jobId"] != first["jobId"], "another Idempotency-Key gets the job of the first")
    canceled(api, other)
