"""The approval section: reference/approval/*, concepts/approval."""

from typing import Any, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import container_of, project_of
from layers_mock.world.approval import approve, change_policy, reject
from layers_mock.world.clock import iso
from layers_mock.world.ids import ulid, uuid
from layers_mock.world.publishing import Promotion
from layers_mock.world.rows import Container, Project
from layers_mock.world.world import World

__all__ = ["HANDLERS"]


def get_approval_policy(_world: World, call: Call) -> Reply:
    """How a project reviews its content."""
    return Reply(200, _view(project_of(call, "get-approval-policy.not-found")))


def patch_approval_policy(world: World, call: Call) -> Reply:
    """Change single settings. A number of posts to block begins to count down anew; ``null`` switches a setting off."""
    project = project_of(call, "patch-approval-policy.not-found")
    changes: dict[str, Any] = {}
    if "requiresApproval" in call.body:
        changes["requires_approval"] = call.body["requiresApproval"]
    if "firstNPostsBlocked" in call.body:
        blocked = int(cast("float | None", call.body["firstNPostsBlocked"]) or 0)
        changes |= {"first_n_posts_blocked": blocked, "current_blocked_count": blocked}
    if "autoApproveAfter" in call.body:
        changes["auto_approve_after"] = call.body["autoApproveAfter"]
    change_policy(world, call.organization, project._replace(**changes), call.now)
    return Reply(200, _view(project_of(call, "patch-approval-policy.not-found")))


def approve_content(world: World, call: Call) -> Reply:
    """Approve a container that waits for it, and carry out the schedule it kept."""
    container = container_of(call, "approve-content.not-found")
    _refuse_reviewed(container, "approve-content.not-pending")
    by = _reviewer(call)
    promotion = approve(world, call.organization, container, by=by, note=call.text("note"), at=call.now)
    answer: JsonObject = {
        "id": container.id,
        "approvalStatus": "approved",
        "approvedAt": iso(call.now),
        "approvedBy": by,
        **({} if promotion is None else {"pendingSchedulePromotion": _promotion_view(promotion)}),
    }
    return Reply(200, answer)


def reject_content(world: World, call: Call) -> Reply:
    """Reject a container that waits for an approval, for good until it is made anew."""
    container = container_of(call, "reject-content.not-found")
    is_decided = container.approval_status != "not_required"
    _refuse_reviewed(container, "reject-content.already-decided" if is_decided else "reject-content.not-required")
    by, reason = _reviewer(call), cast("str", call.body["reason"])
    reject(world, call.organization, container, by=by, reason=reason, at=call.now)
    answer: JsonObject = {
        "id": container.id,
        "approvalStatus": "rejected",
        "rejectedAt": iso(call.now),
        "rejectedBy": by,
        "reason": reason,
    }
    return Reply(200, answer)


def _refuse_reviewed(container: Container, rule: str) -> None:
    status = container.approval_status
    if status != "pending":
        message = "Content needs no approval." if status == "not_required" else f"Content is already {status}."
        raise Refusal("CONFLICT", message, rule=rule, details={"approvalStatus": status})


def _reviewer(call: Call) -> str:
    """Who reviews: the key of the call, by the id that getWhoami tells."""
    return f"api_key_{uuid(call.key.key)}"


def _promotion_view(promotion: Promotion) -> JsonObject:
    return {
        "status": "ok" if promotion.is_done else "failed",
        "scheduledPostIds": [post.id for post in promotion.posts],
    }


def _view(project: Project) -> JsonObject:
    changed = project.created_at if project.policy_changed_at is None else project.policy_changed_at
    return {
        "projectId": ulid(project.key),
        "requiresApproval": project.requires_approval,
        "firstNPostsBlocked": project.first_n_posts_blocked,
        "autoApproveAfter": project.auto_approve_after,
        "updatedAt": iso(changed),
    }


HANDLERS: dict[str, Handler] = {
    "getApprovalPolicy": get_approval_policy,
    "patchApprovalPolicy": patch_approval_policy,
    "approveContent": approve_content,
    "rejectContent": reject_content,
}
