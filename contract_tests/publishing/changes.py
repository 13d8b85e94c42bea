"""rescheduleScheduledPost and cancelScheduledPost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from layers_mock.kit import UNSENT, Answer, Api, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import as_ulid

from ..forms import equal_ids, utc
from .making import FAR, ended, finished, moment, post, publish, published, scheduled, slot, target

__all__: list[str] = []

_OTHER = "2032-06-07T08:09:10.500Z"
_APART = timedelta(seconds=5)


def _move(api: Api, id_: str, at: Any = _OTHER, *, key: str = "full", **more: Any) -> Answer:
    return api.call("rescheduleScheduledPost", id_, body={"scheduledFor": at, **more}, key=key)


def _cancel(api: Api, id_: str, body: Any = UNSENT, *, key: str = "full") -> Answer:
    return api.call("cancelScheduledPost", id_, body=body, key=key)


def _over(api: Api) -> Iterator[Any]:
    """Posts that are over, in each way."""
    ids = scheduled(api, None, target(api, "expired_account"), target(api, mode="draft_to_device"), at=slot(api, 30))
    yield published(api)
    for id_ in ids:
        yield finished(api, id_)
    (gone,) = scheduled(api)
    api.made("cancelScheduledPost", gone)
    yield post(api, gone)


def _under_way(api: Api) -> str:
    """A post that is being published. Raises :class:`UnprovidedError` where none is met."""
    id_ = str(publish(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"])
    for _ in range(60):
        if post(api, id_)["status"] == "publishing":
            return id_
        api.advance(2)
    raise UnprovidedError("no post was met while it was being published")


@check("reschedule-scheduled-post.answer")
def a_move_is_answered(api: Api) -> None:
    """200 with id, status queued, the slot in UTC and the moment of the call, each time, and for a publish-now."""
    ids = [*scheduled(api), publish(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]]
    for id_ in ids:
        for text, promised in ((_OTHER, _OTHER), ("2033-01-01T09:00:00+09:00", "2033-01-01T00:00:00Z")):
            api.let_pass(2, elsewhere=0)
            before = moment(api)
            told = _move(api, id_, text).succeeded(200)
            equal(told["status"], "queued", "status")
            equal_ids(told["id"], id_, "id")
            equal(utc(told["scheduledFor"]), utc(promised), "scheduledFor")
            is_now = before - _APART <= utc(told["updatedAt"]) <= moment(api) + _APART
            holds(is_now, f"updatedAt is {told['updatedAt']} for a call at {before}")
            equal(utc(post(api, id_)["scheduledFor"]), utc(promised), "scheduledFor of the post")
            equal(post(api, id_)["updatedAt"], told["updatedAt"], "updatedAt of the post")


@check("reschedule-scheduled-post.moves")
def a_moved_post_goes_out_at_its_new_slot(api: Api) -> None:
    """Later: still queued behind the first slot, and out behind the second. Earlier: out before the first would have come."""
    later, earlier = scheduled(api, None, target(api), target(api), at=slot(api, 600))
    new = slot(api, 3600)
    _move(api, later, new).succeeded(200)
    _move(api, earlier, slot(api, 120)).succeeded(200)
    api.advance(420)
    equal(post(api, earlier)["status"], "published", "the status of the post that was moved forward")
    api.advance(780)
    equal(post(api, later)["status"], "queued", "the status of the postponed post behind its first slot")
    api.advance(2400)
    out = ended(api, later)
    equal(out["status"], "published", "the status behind its second slot")
    holds(utc(out["attemptedAt"]) >= utc(new), f"attemptedAt is {out['attemptedAt']} for the slot {new}")


@check("reschedule-scheduled-post.too-soon")
def a_slot_is_half_a_minute_ahead(api: Api) -> None:
    """Past, now and 20 seconds ahead are 422 VALIDATION that names scheduledFor; 40 seconds ahead are fine."""
    (id_,) = scheduled(api)
    before = post(api, id_)
    for seconds in (-86_400, -1, 0, 20):
        _move(api, id_, slot(api, seconds)).refused(422, "VALIDATION", path="scheduledFor")
        equal(post(api, id_), before, f"the post behind a slot {seconds} seconds ahead")
    _move(api, id_, slot(api, 40)).succeeded(200)


@check("reschedule-scheduled-post.only-queued")
def only_a_queued_post_is_moved(api: Api) -> None:
    """409 while it is published and in each way of being over, and the post stays."""
    for read in _over(api):
        _move(api, read["id"]).refused(409, "CONFLICT")
        equal(post(api, read["id"]), read, f"a post that is {read['status']} behind it")
    running = _under_way(api)
    _move(api, running).refused(409, "CONFLICT")
    equal(ended(api, running)["status"], "published", "the status of what was being published")


@check("reschedule-scheduled-post.fixed")
def nothing_else_of_a_post_moves(api: Api) -> None:
    """All other fields are as before, whatever else the body says."""
    (id_,) = scheduled(api, None, target(api, mode="draft_to_device"))
    before = post(api, id_)
    more: dict[str, Any] = {
        "captionOverride": "Mine",
        "mode": "direct_publish",
        "socialAccountId": api.state("instagram_account"),
        "targets": [],
    }
    for sent in ({}, more):
        _move(api, id_, **sent).succeeded(200)
        moved = {**before, "scheduledFor": None, "updatedAt": None}
        equal({**post(api, id_), "scheduledFor": None, "updatedAt": None}, moved, "the other fields of the post")


@check("reschedule-scheduled-post.not-found")
def a_post_of_elsewhere_is_not_moved(api: Api) -> None:
    """404 for an unknown post; ours is not moved by another organisation."""
    for id_ in (api.uuid(), f"sp_{as_ulid(api.uuid())}"):
        _move(api, id_).refused(404, "NOT_FOUND")
    (ours,) = scheduled(api)
    _move(api, ours, key="other").refused(404, "NOT_FOUND")
    equal(utc(post(api, ours)["scheduledFor"]), utc(FAR), "scheduledFor behind another organisation's call")


@check("cancel-scheduled-post.answer")
def a_cancellation_is_answered(api: Api) -> None:
    """200 with id, status canceled and the moment of the call, in each form of the id."""
    for form in (lambda id_: id_, as_ulid):
        (id_,) = scheduled(api)
        api.let_pass(61, elsewhere=1.1)
        before = moment(api)
        told = _cancel(api, form(id_)).succeeded(200)
        equal((told["id"], told["status"]), (id_, "canceled"), "id and status")
        is_now = before - _APART <= utc(told["canceledAt"]) <= moment(api) + _APART
        holds(is_now, f"canceledAt is {told['canceledAt']} for a call at {before}")


@check("cancel-scheduled-post.row-stays")
def a_canceled_post_can_be_read(api: Api) -> None:
    """Canceled with canceledAt, all else as before; an hour behind its slot it is the same, and not tracked."""
    (id_,) = scheduled(api, None, at=slot(api, 600))
    before = post(api, id_)
    told = _cancel(api, id_).succeeded(200)
    after = api.call("getScheduledPost", id_).succeeded(200)
    equal((after["status"], after["canceledAt"]), ("canceled", told["canceledAt"]), "status and canceledAt")
    changed = {"status": None, "canceledAt": None, "updatedAt": None}
    equal({**after, **changed}, {**before, **changed}, "the other fields of the post")
    api.let_pass(4200)
    equal(post(api, id_), after, "the post an hour later")


@check("cancel-scheduled-post.terminal")
def what_is_over_cannot_be_canceled(api: Api) -> None:
    """409 for a published, a failed, a canceled and a drafted post, with a reason and without, and the post stays."""
    for read in _over(api):
        for body in (UNSENT, {"reason": "Too late."}):
            _cancel(api, read["id"], body).refused(409, "CONFLICT")
        equal(post(api, read["id"]), read, f"a post that is {read['status']} behind it")


@check("cancel-scheduled-post.while-publishing")
def what_is_being_published_is_canceled_or_not(api: Api) -> None:
    """Early and late while it is published: 200, and it stays canceled; or 409, and it is published."""
    for seconds in (0, 4, 14, 17):
        id_ = _under_way(api)
        api.advance(seconds)
        if post(api, id_)["status"] != "publishing":
            continue
        answer = _cancel(api, id_)
        if answer.is_success:
            equal(answer.succeeded(200)["status"], "canceled", "status in the answer")
        else:
            answer.refused(409, "CONFLICT")
        promised = "canceled" if answer.is_success else "published"
        api.advance(600)
        read = post(api, id_)
        equal(read["status"], promised, f"the status of a post whose cancellation was answered {answer.status}")
        equal(read["externalId"] is None, promised == "canceled", "that the post has no externalId")


@check("cancel-scheduled-post.leaves-the-others")
def other_posts_go_on(api: Api) -> None:
    """Of three posts of a call the second is canceled, and the others are published."""
    targets = (target(api), target(api, "instagram_account", "reels"), target(api))
    ids = scheduled(api, None, *targets, at=slot(api, 600))
    _cancel(api, ids[1]).succeeded(200)
    equal([post(api, id_)["status"] for id_ in ids], ["queued", "canceled", "queued"], "statuses behind it")
    api.advance(1200)
    equal([post(api, id_)["status"] for id_ in ids], ["published", "canceled", "published"], "statuses behind the slot")


@check("cancel-scheduled-post.body")
def the_body_may_be_left_out(api: Api) -> None:
    """No body, an empty one and one with a reason cancel alike."""
    for body in (UNSENT, {}, {"reason": "The offer ended."}):
        (id_,) = scheduled(api)
        _cancel(api, id_, body).succeeded(200)
        equal(post(api, id_)["status"], "canceled", "status")


@check("cancel-scheduled-post.not-found")
def a_post_of_elsewhere_is_not_canceled(api: Api) -> None:
    """404 for an unknown post; ours is not canceled by another organisation."""
    for id_ in (api.uuid(), f"sp_{as_ulid(api.uuid())}"):
        _cancel(api, id_).refused(404, "NOT_FOUND")
    (ours,) = scheduled(api)
    _cancel(api, ours, key="other").refused(404, "NOT_FOUND")
    equal(post(api, ours)["status"], "queued", "the status behind another organisation's call")
