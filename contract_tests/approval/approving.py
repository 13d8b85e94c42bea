"""approveContent, but for the schedules that it carries out."""

from layers_mock.kit import UNSENT, Api, check, equal, holds
from layers_mock.kit.id_forms import as_ulid

from ..forms import utc
from ..making import container_now, later
from .making import counter, is_now, moment, new, new_project, reviewer, reviewing_project, status, waiting, waiting_in

__all__: list[str] = []


@check("approve-content.answer")
def an_approval_is_answered(api: Api) -> None:
    """200 with the four fields, the container's id among them, whichever form the path had."""
    for form in (lambda id_: id_, as_ulid, lambda id_: f"cnt_{as_ulid(id_)}"):
        container = waiting(api)
        told = api.call("approveContent", form(container)).succeeded(200)
        equal(told["id"], container, "id")
        equal(told["approvalStatus"], "approved", "approvalStatus")
        for name in ("approvedAt", "approvedBy"):
            holds(isinstance(told.get(name), str) and told[name], f"{name} is {told.get(name)!r}")


@check("approve-content.approved-at")
def an_approval_tells_its_moment(api: Api) -> None:
    """Between what was made before the call and what is made behind it, and not the creation of the container."""
    for _ in range(2):
        container = waiting(api)
        later(api)
        before = moment(api)
        told = api.call("approveContent", container).succeeded(200)["approvedAt"]
        is_now(told, before, moment(api), "approvedAt")
        holds(utc(told) > utc(container_now(api, container)["createdAt"]), f"approvedAt is {told}, when the container was made")


@check("approve-content.approved-by")
def an_approval_names_the_key(api: Api) -> None:
    """Each key is named by its own id."""
    for role in ("full", "second"):
        told = api.call("approveContent", waiting(api), key=role).succeeded(200)
        equal(told["approvedBy"], reviewer(api, role), f"approvedBy of the key {role}")


@check("approve-content.approves")
def an_approved_container_reads_approved(api: Api) -> None:
    """Completed or not; status and assets are as before, others wait on, and it is completed as it would have been."""
    for is_completed in (False, True):
        container, other = waiting(api, is_completed=is_completed), waiting(api)
        before = container_now(api, container)
        api.call("approveContent", container).succeeded(200)
        after = container_now(api, container)
        equal(after["approvalStatus"], "approved", "approvalStatus")
        equal((after["status"], len(after["assets"])), (before["status"], len(before["assets"])), "status and number of assets")
        equal(status(api, other), "pending", "approvalStatus of another container")
    listed = api.made("listContent", api.state("reviewing_project"), query={"limit": 200})["items"]
    equal([item["approvalStatus"] for item in listed if item["id"] == container], ["approved"], "approvalStatus in the list")


@check("approve-content.counts-down")
def approvals_are_counted_down_to_zero(api: Api) -> None:
    """One off for each approval, nothing for a refused one, and 0 stays 0."""
    project = reviewing_project(api, firstNPostsBlocked=2)
    made = [new(api, project) for _ in range(4)]
    for number, container in enumerate(made[:3]):
        api.call("approveContent", container).succeeded(200)
        equal(counter(api, project), max(0, 1 - number), f"currentBlockedCount behind {number + 1} approvals")
        api.call("approveContent", container)
        equal(counter(api, project), max(0, 1 - number), "currentBlockedCount behind a second approval of the same container")
    others = reviewing_project(api, firstNPostsBlocked=5)
    api.call("approveContent", made[3]).succeeded(200)
    equal(counter(api, others), 5, "currentBlockedCount of another project")


@check("approve-content.body")
def the_body_may_be_left_out(api: Api) -> None:
    """No body, an empty one, one with a note and one with unknown fields approve alike."""
    for body in (UNSENT, {}, {"note": "Good."}, {"comment": "Good.", "approvedBy": "me"}):
        container = waiting(api)
        told = api.call("approveContent", container, body=body).succeeded(200)
        equal(told["approvedBy"], reviewer(api), "approvedBy")
        equal(status(api, container), "approved", "approvalStatus")


@check("approve-content.not-pending")
def what_does_not_wait_cannot_be_approved(api: Api) -> None:
    """409 CONFLICT that tells the approvalStatus, which stays: approved, rejected, and not required."""
    approved, rejected, free = waiting(api), waiting(api), new(api, new_project(api))
    api.made("approveContent", approved)
    api.made("rejectContent", rejected, body={"reason": "Not this one."})
    for container, promised in ((approved, "approved"), (rejected, "rejected"), (free, "not_required")):
        for body in (UNSENT, {"note": "Again."}):
            refused = api.call("approveContent", container, body=body).refused(409, "CONFLICT")
            equal(refused.details.get("approvalStatus"), promised, "details.approvalStatus")
        equal(status(api, container), promised, "approvalStatus behind it")


@check("approve-content.not-found")
def content_of_elsewhere_cannot_be_approved(api: Api) -> None:
    """404 for an unknown container and another organisation's; the other organisation's approves nothing of ours."""
    for container in (api.uuid(), f"cnt_{api.uuid()}", api.state("foreign_container")):
        api.call("approveContent", container).refused(404, "NOT_FOUND")
    project = reviewing_project(api)
    container = waiting_in(api, project)
    api.call("approveContent", container, key="other").refused(404, "NOT_FOUND")
    equal(status(api, container), "pending", "approvalStatus behind an approval by another organisation")
