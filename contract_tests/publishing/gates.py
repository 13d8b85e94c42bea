"""scheduleContent and publishContent: content that waits for a review, is rejected or not completed; archived projects."""

from collections.abc import Callable
from functools import partial
from typing import Any

from layers_mock.kit import Api, check, equal
from layers_mock.kit.id_forms import as_ulid, is_same_id

from ..forms import equal_ids, utc
from ..making import container_now
from .making import (
    FAR,
    completed,
    is_posted,
    listed,
    moment,
    post,
    publish,
    published,
    schedule,
    scheduled,
    slot,
    spare,
    target,
    waiting,
)
from .targets import Send

__all__: list[str] = []

_OTHER = "2032-06-07T08:09:10Z"
_REASON = {"reason": "Not this one."}


def _reviewed(api: Api, **fields: Any) -> Any:
    return target(api, "reviewing_account", **fields)


def _is_posted(api: Api, container: str) -> bool:
    return is_posted(api, container, api.state("reviewing_project"))


@check("schedule-content.blocked-on-approval")
def what_waits_for_a_review_is_not_scheduled(api: Api) -> None:
    """202 with gateStatus blocked_on_approval, no post at once nor behind the slot, and the container waits on."""
    for at in (FAR, slot(api, 60)):
        container = waiting(api)
        told = schedule(api, container, _reviewed(api), at=at).succeeded(202)
        equal(told["gateStatus"], "blocked_on_approval", "gateStatus")
        equal(_is_posted(api, container), False, "that a post was made")
        equal(container_now(api, container)["approvalStatus"], "pending", "approvalStatus")
        api.let_pass(600)
        equal(_is_posted(api, container), False, "that a post was made ten minutes later")


@check("approve-content.promotes")
def an_approval_carries_the_schedule_out(api: Api) -> None:
    """`ok` with one id per target, each a queued post with account, slot and mode of its target, and the client's own id."""
    container, chosen = waiting(api), api.uuid()
    targets = (_reviewed(api, scheduledPostId=chosen), _reviewed(api, mode="draft_to_device"))
    schedule(api, container, *targets).succeeded(202)
    promotion = api.call("approveContent", container).succeeded(200)["pendingSchedulePromotion"]
    equal(promotion["status"], "ok", "status of the promotion")
    ids = promotion["scheduledPostIds"]
    equal(len(ids), 2, "the number of posts")
    equal_ids(ids[0], chosen, "the id of the first post")
    for id_, mode in zip(ids, ("direct_publish", "draft_to_device"), strict=True):
        read = post(api, id_)
        equal((read["status"], read["mode"], utc(read["scheduledFor"])), ("queued", mode, utc(FAR)), "a promoted post")
        equal_ids(read["socialAccountId"], api.state("reviewing_account"), "its account")
        equal_ids(read["containerId"], container, "its container")


@check("approve-content.promotes")
def an_automatic_approval_carries_the_schedule_out(api: Api) -> None:
    """What is approved by itself is posted as well."""
    with spare(api) as project:
        api.made("patchApprovalPolicy", project, body={"requiresApproval": True, "autoApproveAfter": "PT2H"})
        container = completed(api, project)
        schedule(api, container, target(api, "spare_account")).succeeded(202)
        api.advance(7260)
        equal(container_now(api, container)["approvalStatus"], "approved", "approvalStatus behind the time")
        equal(is_posted(api, container, project), True, "that the post was made")
        api.made("patchApprovalPolicy", project, body={"autoApproveAfter": None})


@check("approve-content.promotion-failed", alone=True)
def a_schedule_that_cannot_be_carried_out_fails(api: Api) -> None:
    """`failed` without ids where the project was archived or an id was taken meanwhile; approved, and nothing is posted."""
    with spare(api) as project:
        api.made("patchApprovalPolicy", project, body={"requiresApproval": True})
        container = completed(api, project)
        schedule(api, container, target(api, "spare_account")).succeeded(202)
        api.made("archiveProject", project)
        _fails(api, container)
        equal(is_posted(api, container, project), False, "that a post was made")
    container, chosen = waiting(api), api.uuid()
    schedule(api, container, _reviewed(api), _reviewed(api, scheduledPostId=chosen)).succeeded(202)
    scheduled(api, None, target(api, scheduledPostId=chosen))
    _fails(api, container)
    equal(_is_posted(api, container), False, "that one of two posts was made")


def _fails(api: Api, container: str) -> None:
    told = api.call("approveContent", container).succeeded(200)
    promotion = told.get("pendingSchedulePromotion") or {}
    equal((promotion.get("status"), promotion.get("scheduledPostIds")), ("failed", []), "the promotion")
    equal(told["approvalStatus"], "approved", "approvalStatus in the answer")
    equal(container_now(api, container)["approvalStatus"], "approved", "approvalStatus")


@check("approve-content.no-promotion")
def nothing_is_carried_out_where_nothing_was_kept(api: Api) -> None:
    """No pendingSchedulePromotion and no post: never scheduled, and refused when it was."""
    untouched, refused = waiting(api), waiting(api)
    schedule(api, refused, {"socialAccountId": api.uuid(), "mode": "direct_publish"}).refused(404)
    for container in (untouched, refused):
        told = api.call("approveContent", container).succeeded(200)
        equal(told.get("pendingSchedulePromotion"), None, "pendingSchedulePromotion")
        equal("pendingSchedulePromotion" in told, False, "that the field is there")
        equal(_is_posted(api, container), False, "that a post was made")


@check("schedule-content.kept-once")
def the_last_schedule_is_kept(api: Api) -> None:
    """Of three wishes the third alone is carried out; one that was refused does not count."""
    container = waiting(api)
    schedule(api, container, _reviewed(api), _reviewed(api)).succeeded(202)
    schedule(api, container, _reviewed(api), at="2031-01-01T00:00:00Z").succeeded(202)
    schedule(api, container, _reviewed(api, mode="draft_to_device"), at=_OTHER).succeeded(202)
    schedule(api, container, _reviewed(api, mode="reels")).refused(422)
    ids = api.made("approveContent", container)["pendingSchedulePromotion"]["scheduledPostIds"]
    made = [each for each in listed(api, state="reviewing_project") if is_same_id(each["containerId"], container)]
    equal([each["id"] for each in made], ids, "the posts of the container")
    came = [(each["mode"], utc(each["scheduledFor"])) for each in made]
    equal(came, [("draft_to_device", utc(_OTHER))], "mode and slot of the posts")


@check("reject-content.drops-the-schedule")
def a_rejection_drops_the_schedule(api: Api) -> None:
    """Made anew and approved, the container is posted nowhere; a schedule made behind it counts."""
    container = waiting(api)
    schedule(api, container, _reviewed(api)).succeeded(202)
    api.made("rejectContent", container, body=_REASON)
    api.finish(api.made("regenerateContent", container, body={}))
    told = api.made("approveContent", container)
    equal(told.get("pendingSchedulePromotion"), None, "pendingSchedulePromotion of the new take's approval")
    equal(_is_posted(api, container), False, "that a post was made")
    schedule(api, container, _reviewed(api)).succeeded(201)


def _rejected_is_refused(api: Api, send: Send) -> None:
    container = waiting(api)
    api.made("rejectContent", container, body=_REASON)
    for _ in range(2):
        send(api, container, _reviewed(api)).refused(409, "CONTENT_REJECTED")
    equal(_is_posted(api, container), False, "that a post was made")
    other = waiting(api)
    api.made("approveContent", other)
    send(api, other, _reviewed(api)).succeeded(201)


def _unfinished_is_refused(api: Api, send: Send) -> None:
    accepted = api.made("generateContent", api.state("project"), body={"format": "slideshow_remix", "variantCount": 2})
    first, second = accepted["containerIds"]
    send(api, first).refused(409, "CONFLICT")
    api.let_pass(60, elsewhere=0)
    if container_now(api, first)["status"] != "completed":
        send(api, first).refused(409, "CONFLICT")
    api.finish(accepted)
    send(api, second).succeeded(201)
    send(api, api.state("failed_container")).refused(409, "CONFLICT")
    canceled = api.made("generateContent", api.state("project"), body={"format": "slideshow_remix"})
    api.made("cancelJob", canceled["jobId"])
    api.finish(canceled)
    send(api, canceled["containerIds"][0]).refused(409, "CONFLICT")
    for container in (first, canceled["containerIds"][0], api.state("failed_container")):
        equal(is_posted(api, container, api.state("project")), False, "that a post was made")


def _archived_is_refused(api: Api, send: Send) -> None:
    with spare(api) as project:
        container = completed(api, project)
        send(api, container, target(api, "spare_account")).succeeded(201)
        before = len(listed(api, project))
        api.made("archiveProject", project)
        send(api, container, target(api, "spare_account")).refused(409, "CONFLICT")
        equal(len(listed(api, project)), before, "the number of posts behind the refusal")
        api.made("patchProject", project, body={"status": "active"})
        send(api, container, target(api, "spare_account")).succeeded(201)


def _elsewhere_is_not_found(api: Api, send: Send) -> None:
    for container in (api.uuid(), f"cnt_{as_ulid(api.uuid())}", api.state("foreign_container")):
        send(api, container).refused(404, "NOT_FOUND")
    before = len(listed(api))
    send(api, api.state("posted_container"), key="other").refused(404, "NOT_FOUND")
    equal(len(listed(api)), before, "the number of posts behind another organisation's call")


@check("schedule-content.rejected")
def rejected_content_is_not_scheduled(api: Api) -> None:
    """409 CONTENT_REJECTED each time; approved content of the same project is taken."""
    _rejected_is_refused(api, schedule)


@check("publish-content.rejected")
def rejected_content_is_not_published(api: Api) -> None:
    """409 CONTENT_REJECTED each time; approved content of the same project is taken."""
    _rejected_is_refused(api, publish)


@check("schedule-content.unfinished")
def unfinished_content_is_not_scheduled(api: Api) -> None:
    """409 CONFLICT while it is queued and generating, and when it failed or was canceled; completed it is taken."""
    _unfinished_is_refused(api, schedule)


@check("publish-content.unfinished")
def unfinished_content_is_not_published(api: Api) -> None:
    """409 CONFLICT while it is queued and generating, and when it failed or was canceled; completed it is taken."""
    _unfinished_is_refused(api, publish)


@check("schedule-content.archived-project", alone=True)
def nothing_is_scheduled_in_an_archived_project(api: Api) -> None:
    """409 CONFLICT while the project is archived, and fine before and behind it."""
    _archived_is_refused(api, schedule)


@check("publish-content.archived-project", alone=True)
def nothing_is_published_in_an_archived_project(api: Api) -> None:
    """409 CONFLICT while the project is archived, and fine before and behind it."""
    _archived_is_refused(api, publish)


@check("schedule-content.not-found", alone=True)
def content_of_elsewhere_is_not_scheduled(api: Api) -> None:
    """404 for an unknown container and another organisation's; another organisation schedules nothing of ours."""
    _elsewhere_is_not_found(api, schedule)


@check("publish-content.not-found", alone=True)
def content_of_elsewhere_is_not_published(api: Api) -> None:
    """404 for an unknown container and another organisation's; another organisation publishes nothing of ours."""
    _elsewhere_is_not_found(api, publish)


@check("publish-content.approval-required")
def what_waits_for_a_review_is_not_published(api: Api) -> None:
    """403 APPROVAL_REQUIRED that tells container and approvalStatus, with no post; approved it is taken."""
    container = waiting(api)
    for _ in range(2):
        refused = publish(api, container, _reviewed(api)).refused(403, "APPROVAL_REQUIRED")
        equal_ids(refused.details.get("containerId"), container, "details.containerId")
        equal(refused.details.get("approvalStatus"), "pending", "details.approvalStatus")
    equal(_is_posted(api, container), False, "that a post was made")
    api.made("approveContent", container)
    publish(api, container, _reviewed(api)).succeeded(201)


@check("publish-content.keeps-nothing")
def a_refused_publishing_is_not_kept(api: Api) -> None:
    """An approval makes no post of it, at once nor later; a schedule that was kept before is the one that is carried out."""
    container, other = waiting(api), waiting(api)
    publish(api, container, _reviewed(api)).refused(403)
    told = api.made("approveContent", container)
    equal(told.get("pendingSchedulePromotion"), None, "pendingSchedulePromotion")
    api.let_pass(120)
    equal(_is_posted(api, container), False, "that a post was made")
    schedule(api, other, _reviewed(api)).succeeded(202)
    publish(api, other, _reviewed(api, mode="draft_to_device")).refused(403)
    ids = api.made("approveContent", other)["pendingSchedulePromotion"]["scheduledPostIds"]
    equal([post(api, id_)["mode"] for id_ in ids], ["direct_publish"], "the modes of what is carried out")


def _archived_posts(api: Api, archive: Callable[[Api, str], Any]) -> Any:
    """Archive a project with two queued posts, a canceled and a published one; the queued ones are canceled for good."""
    with spare(api) as project:
        container, account = completed(api, project), target(api, "spare_account")
        out = published(api, container, account)
        queued = [*scheduled(api, container, account), *scheduled(api, container, account, at=slot(api, 600))]
        (gone,) = scheduled(api, container, account)
        api.made("cancelScheduledPost", gone)
        before = post(api, gone)
        others = scheduled(api)
        started = moment(api)
        came = archive(api, project)
        for id_ in queued:
            read = post(api, id_)
            equal(read["status"], "canceled", "the status of a queued post of the archived project")
            equal(
                abs((utc(read["canceledAt"]) - started).total_seconds()) <= 5,
                True,
                f"that canceledAt ({read['canceledAt']}) is now",
            )
        equal(post(api, gone), before, "a post that was canceled before")
        equal(post(api, out["id"]), out, "a post that was published before")
        equal(post(api, others[0])["status"], "queued", "the status of another project's post")
        api.made("patchProject", project, body={"status": "active"})
        api.let_pass(1200)
        equal([post(api, id_)["status"] for id_ in queued], ["canceled"] * 2, "statuses once the project is active again")
    return came


@check("archive-project.counts-posts", alone=True)
def an_archiving_counts_the_posts_it_cancels(api: Api) -> None:
    """Two queued posts are canceled and counted; published and canceled ones stay, and a repeat counts nothing."""
    came = _archived_posts(api, lambda api, project: api.call("archiveProject", project).succeeded(200))
    equal(came["canceledScheduledPosts"], 2, "canceledScheduledPosts")
    with spare(api) as project:
        container = completed(api, project)
        scheduled(api, container, *[target(api, "spare_account")] * 3)
        for promised in (3, 0):
            told = api.call("archiveProject", project).succeeded(200)
            equal(told["canceledScheduledPosts"], promised, "canceledScheduledPosts")


@check("patch-project.stops-scheduled-posts", alone=True)
def a_patch_stops_the_posts(api: Api) -> None:
    """`status` archived cancels queued posts, alone and beside other fields; published ones stay."""
    for beside in ({}, {"name": api.text("Spare")}):
        _archived_posts(api, partial(_patched, body={"status": "archived", **beside}))


def _patched(api: Api, project: str, body: dict[str, str]) -> Any:
    return api.call("patchProject", project, body=body).succeeded(200)


@check("regenerate-content.scheduled-posts")
def a_regeneration_leaves_scheduled_posts_alone(api: Api) -> None:
    """A post scheduled before says the old caption, one scheduled behind it the new one; slot and status are as they were."""
    project = api.state("project")
    said: dict[str, Any] = {}
    for is_before in (True, False):
        container = completed(api, project)
        old = container_now(api, container)["caption"]
        if is_before:
            (id_,) = scheduled(api, container, at=slot(api, 9000))
            before = post(api, id_)
        api.finish(api.made("regenerateContent", container, body={}))
        new = container_now(api, container)["caption"]
        if is_before:
            equal({**post(api, id_), "updatedAt": None}, {**before, "updatedAt": None}, "the post behind the regeneration")
        else:
            (id_,) = scheduled(api, container, at=slot(api, 9000))
        api.advance(10_000)
        said[post(api, id_)["externalId"]] = old if is_before else new
    rows = api.made("listTopPerformers", project, query={"metric": "views", "limit": 100})["items"]
    equal({row["externalId"]: row["caption"] for row in rows if row["externalId"] in said}, said, "captions by externalId")
