"""rejectContent, but for the schedules that it drops."""

from typing import Any

from layers_mock.kit import Answer, Api, check, equal, holds
from layers_mock.kit.id_forms import as_ulid

from ..forms import utc
from ..making import container_now, later
from .making import counter, is_now, moment, new, new_project, reviewer, reviewing_project, status, waiting, waiting_in

__all__: list[str] = []

_REASON = "The second sentence claims too much."


def _reject(api: Api, container: str, *, key: str = "full", reason: str = _REASON, **more: Any) -> Answer:
    return api.call("rejectContent", container, body={"reason": reason, **more}, key=key)


@check("reject-content.answer")
def a_rejection_is_answered(api: Api) -> None:
    """200 with id, approvalStatus, rejectedAt, rejectedBy and the reason, character for character."""
    for reason in (_REASON, " ", "ü" * 1024, "Zeile\nzwei"):
        container = waiting(api)
        told = _reject(api, as_ulid(container), reason=reason).succeeded(200)
        equal((told["id"], told["approvalStatus"]), (container, "rejected"), "id and approvalStatus")
        equal(told["reason"], reason, "reason")
        for name in ("rejectedAt", "rejectedBy"):
            holds(isinstance(told.get(name), str) and told[name], f"{name} is {told.get(name)!r}")


@check("reject-content.rejected-by")
def a_rejection_tells_moment_and_key(api: Api) -> None:
    """The moment of the call and the id of its key, for each key."""
    for role in ("full", "second"):
        container = waiting(api)
        later(api)
        before = moment(api)
        told = _reject(api, container, key=role).succeeded(200)
        is_now(told["rejectedAt"], before, moment(api), "rejectedAt")
        made = utc(container_now(api, container)["createdAt"])
        holds(utc(told["rejectedAt"]) > made, f"rejectedAt is {told['rejectedAt']}, when the container was made")
        equal(told["rejectedBy"], reviewer(api, role), f"rejectedBy of the key {role}")


@check("reject-content.rejects")
def a_rejected_container_reads_rejected(api: Api) -> None:
    """Completed or not; status and assets are as before, and others wait on."""
    for is_completed in (False, True):
        container, other = waiting(api, is_completed=is_completed), waiting(api)
        before = container_now(api, container)
        _reject(api, container).succeeded(200)
        after = container_now(api, container)
        equal(after["approvalStatus"], "rejected", "approvalStatus")
        equal((after["status"], len(after["assets"])), (before["status"], len(before["assets"])), "status and number of assets")
        equal(status(api, other), "pending", "approvalStatus of another container")


@check("reject-content.unknown-field")
def unknown_fields_are_ignored(api: Api) -> None:
    """A rejection with fields beside the reason rejects, and tells its own reason."""
    for more in ({"note": "x"}, {"regenerate": True, "approvalStatus": "approved"}):
        container = waiting(api)
        told = _reject(api, container, **more).succeeded(200)
        equal((told["approvalStatus"], told["reason"]), ("rejected", _REASON), "approvalStatus and reason")
        equal(status(api, container), "rejected", "approvalStatus behind it")


@check("reject-content.already-decided")
def what_is_decided_cannot_be_rejected(api: Api) -> None:
    """409 CONFLICT that tells the approvalStatus, which stays: rejected, and approved."""
    rejected, approved = waiting(api), waiting(api)
    api.made("rejectContent", rejected, body={"reason": _REASON})
    api.made("approveContent", approved)
    for container, promised in ((rejected, "rejected"), (approved, "approved"), (api.state("reviewed_container"), None)):
        before = promised or status(api, container)
        for reason in (_REASON, "For another reason."):
            refused = _reject(api, container, reason=reason).refused(409, "CONFLICT")
            equal(refused.details.get("approvalStatus"), before, "details.approvalStatus")
        equal(status(api, container), before, "approvalStatus behind it")


@check("reject-content.not-required")
def what_needs_no_approval_cannot_be_rejected(api: Api) -> None:
    """409 CONFLICT with approvalStatus not_required, for content that is new and for completed content."""
    for container in (new(api, new_project(api)), api.state("container")):
        before = container_now(api, container)["approvalStatus"]
        equal(before, "not_required", "approvalStatus of content in a project that reviews nothing")
        refused = _reject(api, container).refused(409, "CONFLICT")
        equal(refused.details.get("approvalStatus"), "not_required", "details.approvalStatus")
        equal(status(api, container), "not_required", "approvalStatus behind it")


@check("reject-content.no-regeneration")
def a_rejection_makes_nothing_anew(api: Api) -> None:
    """The container stays completed with the assets and the caption it had, at once and long behind."""
    container = waiting(api, is_completed=True)
    before = container_now(api, container)
    _reject(api, container).succeeded(200)
    for moment_ in ("at once", "behind the time of a job"):
        after = container_now(api, container)
        came = (after["status"], after["caption"], [asset["assetId"] for asset in after["assets"]])
        promised = (before["status"], before["caption"], [asset["assetId"] for asset in before["assets"]])
        equal(came, promised, f"status, caption and assets {moment_}")
        api.let_pass(600, elsewhere=2)


@check("reject-content.leaves-the-counter")
def a_rejection_is_not_counted(api: Api) -> None:
    """CurrentBlockedCount stays behind each rejection, and an approval counts as before."""
    project = reviewing_project(api, firstNPostsBlocked=3)
    made = [new(api, project) for _ in range(3)]
    for container in made[:2]:
        _reject(api, container).succeeded(200)
        equal(counter(api, project), 3, "currentBlockedCount behind a rejection")
    api.made("approveContent", made[2])
    equal(counter(api, project), 2, "currentBlockedCount behind an approval")


@check("reject-content.not-found")
def content_of_elsewhere_cannot_be_rejected(api: Api) -> None:
    """404 for an unknown container and another organisation's; another organisation rejects nothing of ours."""
    for container in (api.uuid(), f"cnt_{api.uuid()}", api.state("foreign_container")):
        _reject(api, container).refused(404, "NOT_FOUND")
    container = waiting_in(api, reviewing_project(api))
    _reject(api, container, key="other").refused(404, "NOT_FOUND")
    equal(status(api, container), "pending", "approvalStatus behind a rejection by another organisation")
