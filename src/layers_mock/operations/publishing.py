"""The publishing section: reference/publishing/*."""

from itertools import islice, takewhile
from typing import NamedTuple, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import container_of, key_of, project_of, scheduled_post_of
from layers_mock.world.clock import iso, parse_instant
from layers_mock.world.cursors import decode_places, encode_places
from layers_mock.world.ids import ulid, uuid
from layers_mock.world.publishing import (
    LEAD_MILLISECONDS,
    SLOTS,
    Obstacle,
    cancel_post,
    is_sent,
    obstacle_to,
    reschedule_post,
    schedule_posts,
)
from layers_mock.world.rows import Container, Intent, PostMode, ScheduledPost, Target
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LIST = "scheduled_posts"
_LATEST = 253_402_300_799_999
"""The last instant that has a year of four digits."""


class _Told(NamedTuple):
    """How an obstacle is told: code, message, and the path of the issue where the request itself is at fault."""

    code: str
    message: str
    path: str | None = None


_OBSTACLES: dict[str, _Told] = {
    "archived": _Told("CONFLICT", "The project is archived."),
    "unfinished": _Told("CONFLICT", "Only completed content can be posted."),
    "account": _Told("NOT_FOUND", "Social account not found in the content's project."),
    "disconnected": _Told("CONFLICT", "The social account is disconnected."),
    "mode": _Told("VALIDATION", "The account's platform does not know this mode.", "mode"),
    "repeated-id": _Told("VALIDATION", "Two targets have the same scheduledPostId.", "scheduledPostId"),
    "taken-id": _Told("CONFLICT", "Scheduled post with this id already exists."),
}
_RULES = {
    "archived": "archived-project", "unfinished": "unfinished", "account": "account-not-found", "disconnected": "disconnected",
    "mode": "mode-per-platform", "repeated-id": "own-id-repeated", "taken-id": "own-id-taken",
}  # fmt: skip


def schedule_content(world: World, call: Call) -> Reply:
    """Queue a post per target; where the container waits for an approval, keep the wish until then."""
    container = container_of(call, "schedule-content.not-found")
    intent = Intent(_instant(cast("str", call.text("scheduledFor"))), _targets(call))
    _refuse_rejected(container, "schedule-content.rejected")
    _refuse_impossible(call, container, intent, "schedule-content")
    if container.approval_status == "pending":
        call.organization.containers.replace(container._replace(intent=intent, updated_at=call.now))
        return Reply(202, {"containerId": container.id, "gateStatus": "blocked_on_approval", "scheduledPosts": []})
    return _scheduled(world, call, container, intent)


def publish_content(world: World, call: Call) -> Reply:
    """Queue a post per target for half a minute from now; what waits for an approval is refused."""
    container = container_of(call, "publish-content.not-found")
    intent = Intent(call.now + LEAD_MILLISECONDS, _targets(call))
    _refuse_rejected(container, "publish-content.rejected")
    _refuse_impossible(call, container, intent, "publish-content")
    if container.approval_status == "pending":
        details: JsonObject = {"containerId": container.id, "approvalStatus": container.approval_status}
        raise Refusal("APPROVAL_REQUIRED", rule="publish-content.approval-required", details=details)
    return _scheduled(world, call, container, intent)


def get_scheduled_post(_world: World, call: Call) -> Reply:
    """One scheduled post, whatever became of it."""
    return Reply(200, _view(call, scheduled_post_of(call, "get-scheduled-post.not-found")))


def list_scheduled_posts(_world: World, call: Call) -> Reply:
    """A project's scheduled posts, those of the latest slot first.

    A post that is moved between two pages may be met twice or not at all; all others are met once.
    """
    project = project_of(call, "list-scheduled-posts.project-not-found")
    cursor = cast("str | None", call.query.get("cursor"))
    below = None if cursor is None else decode_places(cursor)
    since, until = _moment(call, "since"), _moment(call, "until")
    if until is not None:
        below = (until + 1, 0) if below is None else min(below, (until + 1, 0))
    limit, account = call.limit(), cast("str | None", call.query.get("socialAccountId"))
    wanted = (cast("list[str] | None", call.query.get("status")), None if account is None else (key_of(account),))
    rows = call.organization.scheduled_posts.under(SLOTS, project.key, wanted, below)
    found = list(islice(takewhile(lambda row: since is None or row[1].scheduled_for >= since, rows), limit + 1))
    following = encode_places(_LIST, found[limit - 1][0]) if len(found) > limit else None
    return Reply(200, {"items": [_view(call, post) for _, post in found[:limit]], "nextCursor": following})


def reschedule_scheduled_post(world: World, call: Call) -> Reply:
    """Move a queued post to another slot, half a minute ahead at least."""
    moment = _instant(cast("str", call.text("scheduledFor")))
    if moment < call.now + LEAD_MILLISECONDS:
        issue: JsonObject = {"path": "scheduledFor", "message": "It has to be at least 30 seconds in the future."}
        raise Refusal("VALIDATION", rule="reschedule-scheduled-post.too-soon", details={"issues": [issue]})
    post = scheduled_post_of(call, "reschedule-scheduled-post.not-found")
    if post.status != "queued":
        raise _over(post, "reschedule-scheduled-post.only-queued")
    moved = reschedule_post(world, call.organization, post, moment, call.now)
    answer: JsonObject = {
        "id": moved.id,
        "status": moved.status,
        "scheduledFor": iso(moved.scheduled_for),
        "updatedAt": iso(moved.updated_at),
    }
    return Reply(200, answer)


def cancel_scheduled_post(world: World, call: Call) -> Reply:
    """Cancel a post that was not sent; its row stays."""
    post = scheduled_post_of(call, "cancel-scheduled-post.not-found")
    if is_sent(post, call.now):
        is_under_way = post.status == "publishing"
        raise _over(post, f"cancel-scheduled-post.{'while-publishing' if is_under_way else 'terminal'}")
    canceled = cancel_post(world, call.organization, post, call.text("reason"), call.now)
    return Reply(200, {"id": canceled.id, "status": canceled.status, "canceledAt": iso(call.now)})


def _instant(text: str) -> int:
    return min(parse_instant(text), _LATEST)


def _targets(call: Call) -> tuple[Target, ...]:
    return tuple(_target(written) for written in cast("list[JsonObject]", call.body["targets"]))


def _target(written: JsonObject) -> Target:
    chosen = cast("str | None", written.get("scheduledPostId"))
    key = None if chosen is None else key_of(chosen)
    printed = None if key is None else "sp_" + (uuid(key) if "-" in (chosen or "") else ulid(key))
    return Target(
        key_of(cast("str", written["socialAccountId"])), cast("PostMode", written["mode"]), printed,
        cast("str | None", written.get("captionOverride")), cast("str | None", written.get("firstCommentOverride")),
    )  # fmt: skip


def _refuse_rejected(container: Container, rule: str) -> None:
    if container.approval_status == "rejected":
        details: JsonObject = {"containerId": container.id, "approvalStatus": "rejected"}
        raise Refusal("CONTENT_REJECTED", rule=rule, details=details)


def _refuse_impossible(call: Call, container: Container, intent: Intent, operation: str) -> None:
    obstacle = obstacle_to(call.organization, container, intent.targets)
    if obstacle is not None:
        raise _refusal_of(call, container, obstacle, f"{operation}.{_RULES[obstacle.kind]}")


def _refusal_of(call: Call, container: Container, obstacle: Obstacle, rule: str) -> Refusal:
    told = _OBSTACLES[obstacle.kind]
    if told.path is not None:
        issue: JsonObject = {"path": f"targets.{obstacle.target}.{told.path}", "message": told.message}
        return Refusal(told.code, rule=rule, details={"issues": [issue]})
    if obstacle.kind == "unfinished":
        return Refusal(told.code, told.message, rule=rule, details={"status": container.status})
    if obstacle.kind == "archived":
        return Refusal(told.code, told.message, rule=rule)
    written = cast("list[JsonObject]", call.body["targets"])[obstacle.target]
    name = "scheduledPostId" if obstacle.kind == "taken-id" else "socialAccountId"
    return Refusal(told.code, told.message, rule=rule, details={name: written[name]})


def _over(post: ScheduledPost, rule: str) -> Refusal:
    message = "The post is going out." if post.status == "publishing" else f"The post is already {post.status}."
    return Refusal("CONFLICT", message, rule=rule, details={"status": post.status})


def _scheduled(world: World, call: Call, container: Container, intent: Intent) -> Reply:
    posts = schedule_posts(world, call.organization, container, intent, call.now)
    return Reply(201, {"containerId": container.id, "scheduledPosts": [_brief_view(call, post) for post in posts]})


def _moment(call: Call, name: str) -> int | None:
    text = cast("str | None", call.query.get(name))
    return None if text is None else parse_instant(text)


def _account_id(call: Call, post: ScheduledPost) -> str:
    account = call.organization.social_accounts.get(post.account)
    return "sa_" + ulid(post.account) if account is None else account.id


def _brief_view(call: Call, post: ScheduledPost) -> JsonObject:
    return {
        "scheduledPostId": post.id,
        "socialAccountId": _account_id(call, post),
        "status": post.status,
        "scheduledFor": iso(post.scheduled_for),
    }


def _view(call: Call, post: ScheduledPost) -> JsonObject:
    container = call.organization.containers.get(post.container)
    return {
        "id": post.id,
        "containerId": "cnt_" + ulid(post.container) if container is None else container.id,
        "socialAccountId": _account_id(call, post),
        "platform": post.platform,
        "mode": post.mode,
        "status": post.status,
        "externalId": post.external_id,
        "externalUrl": post.external_url,
        "scheduledFor": iso(post.scheduled_for),
        "attemptedAt": _iso_or_null(post.attempted_at),
        "publishedAt": _iso_or_null(post.published_at),
        "canceledAt": _iso_or_null(post.canceled_at),
        "lastError": post.last_error,
        "createdAt": iso(post.created_at),
        "updatedAt": iso(post.updated_at),
    }


def _iso_or_null(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)


HANDLERS: dict[str, Handler] = {
    "scheduleContent": schedule_content,
    "publishContent": publish_content,
    "getScheduledPost": get_scheduled_post,
    "listScheduledPosts": list_scheduled_posts,
    "rescheduleScheduledPost": reschedule_scheduled_post,
    "cancelScheduledPost": cancel_scheduled_post,
}
