"""What webhooks tell of reviews and of posts."""

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..approval.making import reviewing_project, status, waiting, waiting_in
from ..making import new_container
from ..publishing.making import FAR, finished, post, publish, published, schedule, scheduled, slot, target
from ..social.flow import connected
from .receiving import came, data_of, events, hook, of, one, told

__all__: list[str] = []

_REVIEWS = ("content.approved", "content.rejected")
_POSTS = ("post.scheduled", "post.published", "post.failed", "post.canceled")
_HOUR = 3600.0
_REASON = "Off brand ✿."


@check("events.content-approved.cause")
def an_approval_is_announced(api: Api) -> None:
    """By one event and by no other; nothing of one that still waits."""
    to = hook(api, *_REVIEWS)
    container, other = waiting(api), waiting(api)
    api.made("approveContent", container)
    equal(events(api, to, id=container), ["content.approved"], "events of an approval")
    equal(events(api, to, id=other), [], "events of a container that waits")


@check("events.content-approved.by-itself")
def an_approval_by_itself_is_announced(api: Api) -> None:
    """Nothing before the time of the policy, and one event behind it."""
    to = hook(api, *_REVIEWS)
    container = waiting_in(api, reviewing_project(api, requiresApproval=True, autoApproveAfter="PT2H"))
    api.advance(_HOUR)
    equal(events(api, to, id=container), [], "events of a container that waits")
    api.advance(1.5 * _HOUR)
    if status(api, container) != "approved":
        raise UnprovidedError("a container that waited long enough was not approved")
    equal(events(api, to, id=container), ["content.approved"], "events of a container that waited long enough")


@check("events.content-approved.data")
def an_approval_is_told_as_it_is_answered(api: Api) -> None:
    """id, projectId, approvedAt and approvedBy, of two keys."""
    to = hook(api, *_REVIEWS)
    for key in ("full", "second"):
        container = waiting(api)
        api.let_pass(61.5)
        answer = api.made("approveContent", container, body={"note": "Fine."}, key=key)
        promised = {name: answer[name] for name in ("id", "approvedAt", "approvedBy")}
        told(one(api, to, "content.approved", id=container), {**promised, "projectId": api.state("reviewing_project")})


@check("events.content-rejected.cause")
def a_rejection_is_announced(api: Api) -> None:
    """By one event and by no other; nothing where it is refused a second time."""
    to = hook(api, *_REVIEWS)
    container = waiting(api)
    api.made("rejectContent", container, body={"reason": _REASON})
    api.call("rejectContent", container, body={"reason": "Again."}).refused(409)
    equal(events(api, to, id=container), ["content.rejected"], "events of a rejection")


@check("events.content-rejected.data")
def a_rejection_is_told_as_it_is_answered(api: Api) -> None:
    """id, projectId, rejectedAt, rejectedBy and reason, of two keys."""
    to = hook(api, *_REVIEWS)
    for key in ("full", "second"):
        container = waiting(api)
        api.let_pass(61.5)
        answer = api.made("rejectContent", container, body={"reason": _REASON}, key=key)
        promised = {name: answer[name] for name in ("id", "rejectedAt", "rejectedBy", "reason")}
        told(one(api, to, "content.rejected", id=container), {**promised, "projectId": api.state("reviewing_project")})


@check("events.post-scheduled.cause")
def a_queued_post_is_announced(api: Api) -> None:
    """Two targets of one schedule, a publishing, and a schedule that waited for an approval: each post by one event."""
    to = hook(api, *_POSTS)
    posts = scheduled(api, None, target(api), target(api, "instagram_account", "reels"))
    posts += [made["scheduledPostId"] for made in publish(api).succeeded(201)["scheduledPosts"]]
    container = waiting(api, is_completed=True)
    schedule(api, container, target(api, "reviewing_account")).succeeded(202)
    before = of(came(api, to), containerId=container)
    equal(len(before), 0, "events of a schedule that waits for an approval")
    promoted = api.made("approveContent", container)["pendingSchedulePromotion"]["scheduledPostIds"]
    equal(len(promoted), 1, "posts of a schedule that waited")
    found = came(api, to)
    for id_ in (*posts, *promoted):
        equal(len(of(found, "post.scheduled", scheduledPostId=id_)), 1, f"post.scheduled of {id_}")


@check("events.post-scheduled.not-again")
def a_moved_post_is_not_announced_again(api: Api) -> None:
    """One event behind two moves."""
    to = hook(api, *_POSTS)
    (id_,) = scheduled(api)
    for at in ("2031-05-07T07:08:09Z", "2031-05-08T07:08:09Z"):
        api.made("rescheduleScheduledPost", id_, body={"scheduledFor": at})
    equal(events(api, to, scheduledPostId=id_), ["post.scheduled"], "events of a post that was moved")


@check("events.post-scheduled.data")
def a_queued_post_is_told_as_it_reads(api: Api) -> None:
    """scheduledPostId, containerId and scheduledFor, of a slot and of a publishing."""
    to = hook(api, *_POSTS)
    posts = [*scheduled(api), publish(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]]
    for id_ in posts:
        row = post(api, id_)
        promised = {"scheduledPostId": id_, "containerId": row["containerId"], "scheduledFor": row["scheduledFor"]}
        told(one(api, to, "post.scheduled", scheduledPostId=id_), promised)


@check("events.post-published.cause")
def a_published_post_is_announced(api: Api) -> None:
    """Nothing before it is out, and one event behind it, of either platform."""
    to = hook(api, *_POSTS)
    for where in (target(api), target(api, "instagram_account", "feed")):
        (id_,) = scheduled(api, None, where, at=slot(api, 600))
        equal(events(api, to, scheduledPostId=id_), ["post.scheduled"], "events of a post that waits for its slot")
        api.advance(600)
        if finished(api, id_)["status"] != "published":
            raise UnprovidedError("a post was not published")
        equal(events(api, to, scheduledPostId=id_), ["post.scheduled", "post.published"], "events of a published post")


@check("events.post-published.not-for-drafts")
def a_draft_is_not_published(api: Api) -> None:
    """One that is in the inbox of its device was announced when it was queued and not again."""
    to = hook(api, *_POSTS)
    (made,) = publish(api, None, target(api, mode="draft_to_device")).succeeded(201)["scheduledPosts"]
    id_ = made["scheduledPostId"]
    if finished(api, id_)["status"] != "draft_in_inbox":
        raise UnprovidedError("a draft did not reach the inbox of its device")
    equal(events(api, to, scheduledPostId=id_), ["post.scheduled"], "events of a draft")


@check("events.post-published.data")
def a_published_post_is_told_as_it_reads(api: Api) -> None:
    """scheduledPostId, containerId, externalId and externalUrl, of either platform."""
    to = hook(api, *_POSTS)
    for where in (target(api), target(api, "instagram_account", "feed")):
        row = published(api, None, where)
        promised = {name: row[name] for name in ("containerId", "externalId", "externalUrl")}
        told(one(api, to, "post.published", scheduledPostId=row["id"]), {**promised, "scheduledPostId": row["id"]})


@check("events.post-failed.cause", "events.post-failed.data")
def a_failed_post_is_announced_as_it_reads(api: Api) -> None:
    """By one event and by no other; with its container and, in error, its lastError."""
    to = hook(api, *_POSTS)
    (made,) = publish(api, None, target(api, "expired_account")).succeeded(201)["scheduledPosts"]
    id_ = made["scheduledPostId"]
    row = finished(api, id_)
    if row["status"] != "failed":
        raise UnprovidedError(f"a post on an account without authorisation is {row['status']}")
    found = of(came(api, to), scheduledPostId=id_)
    equal([each.type for each in found], ["post.scheduled", "post.failed"], "events of a failed post")
    data = data_of(found[-1])
    for name, value in {"scheduledPostId": id_, "containerId": row["containerId"], "error": row["lastError"]}.items():
        shown = data.get(name)
        equal(shown, value, f"{name} of the event", rule="events.post-failed.data")


@check("events.post-canceled.cause")
def a_canceled_post_is_announced(api: Api) -> None:
    """By one event; nothing where a second cancellation is refused, and nothing of its neighbour."""
    to = hook(api, *_POSTS)
    gone, left = scheduled(api, None, target(api), target(api, "instagram_account", "reels"))
    api.made("cancelScheduledPost", gone)
    api.call("cancelScheduledPost", gone).refused(409)
    equal(events(api, to, scheduledPostId=gone), ["post.scheduled", "post.canceled"], "events of a canceled post")
    equal(events(api, to, scheduledPostId=left), ["post.scheduled"], "events of its neighbour")


@check("events.post-canceled.with-others")
def posts_that_go_with_others_are_announced(api: Api) -> None:
    """Two posts of an account that is revoked and two of a project that is archived: one event each."""
    to = hook(api, *_POSTS)
    for call in ("revokeSocialAccount", "archiveProject"):
        project, account = connected(api)
        container = new_container(api, project)
        where = {"socialAccountId": account, "mode": "direct_publish"}
        posts = scheduled(api, container, where, where)
        api.made(call, account if call == "revokeSocialAccount" else project)
        found = came(api, to)
        for id_ in posts:
            types = [each.type for each in of(found, scheduledPostId=id_)]
            equal(types, ["post.scheduled", "post.canceled"], f"events of a post behind {call}")


@check("events.post-canceled.data")
def a_canceled_post_is_told_as_it_reads(api: Api) -> None:
    """scheduledPostId, containerId, canceledAt, and the reason that was given or null."""
    to = hook(api, *_POSTS)
    for body in ({"reason": _REASON}, {}):
        (id_,) = scheduled(api, at=FAR)
        api.made("cancelScheduledPost", id_, body=body)
        row, data = post(api, id_), one(api, to, "post.canceled", scheduledPostId=id_)
        told(data, {"scheduledPostId": id_, "containerId": row["containerId"], "canceledAt": row["canceledAt"]})
        holds("reason" in data and data["reason"] == body.get("reason"), f"reason {data.get('reason')!r} for {body}")
