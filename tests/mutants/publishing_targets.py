"""Servers that take the targets of a publication wrongly: modes, accounts, captions, ids."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import always, asking, get, remembers, side, success_of
from tests.mutants.publishing_servers import in_both, made, some, targets
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, asks, refusal, refusals, refuses, replies, turns, with_json

__all__ = ["MUTANTS"]

SCHEDULE = "scheduleContent"
PUBLISH = "publishContent"
POST = "getScheduledPost"
MAKING = {SCHEDULE, PUBLISH}


def each_target(edit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An edit of the body that changes each target."""
    return lambda body: body | {"targets": [edit(one) if isinstance(one, dict) else one for one in body.get("targets") or []]}


def first_only(asked: Asked, ask: Ask) -> Response | None:
    """Where a call with several targets is refused, the first is posted all the same."""
    came = ask(asked.request)
    if 400 <= came.status < 500 and len(targets(asked)) > 1 and asked.key == "full":
        ask(asked.with_body(asked.body | {"targets": targets(asked)[:1]}))
    return came


def good_ones(asked: Asked, ask: Ask) -> Response | None:
    """Where a call is refused for an id that is taken, the other targets are posted."""
    came = ask(asked.request)
    good = [each for each in targets(asked) if "scheduledPostId" not in each]
    if came.status == 409 and good and len(good) < len(targets(asked)):
        ask(asked.with_body(asked.body | {"targets": good}))
    return came


def late_ones(asked: Asked, ask: Ask) -> Response | None:
    """Where the first of several targets is refused for its mode, those behind it are posted."""
    came = ask(asked.request)
    if came.status == 422 and len(targets(asked)) == 2 and isinstance(asked.body, dict):
        ask(asked.with_body(asked.body | {"targets": targets(asked)[1:]}))
    return came


def without_slot(operation: str) -> Callable[[], Server]:
    """All posts of a call share one id: the first one's."""
    return answers(
        operation, lambda body: made(lambda one: one | {"scheduledPostId": body["scheduledPosts"][0]["scheduledPostId"]})(body)
    )


def overridden(asked: Asked, ask: Ask) -> Response:
    """A caption of a target becomes the caption of the container."""
    captions = asked.memory.notes.setdefault("captions", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation in MAKING and body is not None:
        for each in targets(asked):
            captions[asked.path[0]] = each.get("captionOverride") or captions.get(asked.path[0], "")
    if asked.operation == "getContent" and body is not None and captions.get(body["id"]):
        return with_json(came, body | {"caption": captions[body["id"]]})
    return came


def other_account(state: str) -> Callable[[Asked, Ask], Request | None]:
    """An account of elsewhere is quietly replaced by one of the project."""

    def change(asked: Asked, ask: Ask) -> Request | None:
        wrong, right = asked.memory.ids.get(state), asked.memory.ids.get("tiktok-account")
        if not some(lambda each: each.get("socialAccountId") == wrong)(asked):
            return None
        return asked.with_body(
            each_target(lambda one: one | {"socialAccountId": right} if one.get("socialAccountId") == wrong else one)(
                asked.body
            )
        )

    return change


def drops_lost(asked: Asked, ask: Ask) -> Request | None:
    """Targets on unknown accounts drop out where others are left."""
    known = [each for each in targets(asked) if each.get("socialAccountId") in asked.memory.ids.values()]
    is_some = 0 < len(known) < len(targets(asked)) and all(isinstance(each, dict) for each in asked.body["targets"])
    return (
        asked.with_body(asked.body | {"targets": known})
        if is_some and not some(lambda each: "mode" not in each)(asked)
        else None
    )


def as_direct(platform: str) -> Callable[[Asked, Ask], Request | None]:
    """A mode of another platform is replaced by one that fits."""

    def change(asked: Asked, ask: Ask) -> Request | None:
        account, fitting, wrong = (
            ("tiktok-account", "direct_publish", {"reels", "feed"}) if platform == "tiktok" else ("instagram-account", "reels", {"direct_publish"})
        )  # fmt: skip

        def fit(one: Any) -> Any:
            is_wrong = one.get("socialAccountId") == asked.memory.ids.get(account) and one.get("mode") in wrong
            return one | {"mode": fitting} if is_wrong else one

        body = asked.body
        return asked.with_body(each_target(fit)(body)) if isinstance(body, dict) and targets(asked) else None

    return change


def renamed(asked: Asked, ask: Ask) -> Request | None:
    """A taken id is dropped for a fresh one."""
    came_from = [each.get("scheduledPostId") for each in targets(asked)]
    taken = [id_ for id_ in came_from if isinstance(id_, str) and id_ and get(asked, ask, f"/v1/scheduled-posts/{id_}")]
    if not taken:
        return None
    return asked.with_body(
        each_target(lambda one: {k: v for k, v in one.items() if k != "scheduledPostId" or v not in taken})(asked.body)
    )


def freed(asked: Asked, ask: Ask) -> Request | None:
    """The id of a canceled post counts as free: a fresh one is made."""
    ids = [each.get("scheduledPostId") for each in targets(asked)]
    gone = [
        i for i in ids if isinstance(i, str) and i and get(asked, ask, f"/v1/scheduled-posts/{i}").get("status") == "canceled"
    ]
    if not gone:
        return None
    return asked.with_body(
        each_target(lambda one: {k: v for k, v in one.items() if k != "scheduledPostId" or v not in gone})(asked.body)
    )


def moves_taken(asked: Asked, ask: Ask) -> Response:
    """A taken id is refused, and its post moved to the slot of the refused call."""
    came = ask(asked.request)
    for each in targets(asked) if came.status == 409 else ():
        if "scheduledPostId" in each:
            ask(
                side(
                    asked,
                    "POST",
                    f"/v1/scheduled-posts/{each['scheduledPostId']}/reschedule",
                    {"scheduledFor": asked.body["scheduledFor"]},
                )
            )
    return came


def told_twice(asked: Asked, ask: Ask) -> Request | None:
    """The second of two targets with one id gets a fresh one."""
    ids = [each.get("scheduledPostId") for each in targets(asked)]
    if len(ids) != 2 or ids[0] is None or ids[1] is None:
        return None
    return asked.with_body(
        asked.body | {"targets": [targets(asked)[0], {k: v for k, v in targets(asked)[1].items() if k != "scheduledPostId"}]}
    )


def compares_texts(asked: Asked, ask: Ask) -> Request | None:
    """Two ids are one only where they are written alike."""
    ids = [each.get("scheduledPostId") for each in targets(asked)]
    return told_twice(asked, ask) if len(ids) == 2 and ids[0] != ids[1] else None


def first_of_two(asked: Asked, ask: Ask) -> Response:
    """Two targets with one id are refused, and the first is posted."""
    came = ask(asked.request)
    ids = [each.get("scheduledPostId") for each in targets(asked)]
    if came.status == 422 and len(ids) == 2 and all(ids):
        ask(asked.with_body(asked.body | {"targets": targets(asked)[:1]}))
    return came


def wrong_is_taken(operation: str, test: Callable[[Any], Any]) -> Callable[[], Server]:
    """Targets of a wrong shape are left out, where others are right, and the call is answered."""

    def change(asked: Asked, ask: Ask) -> Request | None:
        listed = asked.body.get("targets") if isinstance(asked.body, dict) else None
        if not isinstance(listed, list) or not any(test(each) for each in listed) or len(listed) < 2:
            return None
        return asked.with_body(asked.body | {"targets": [each for each in listed if not test(each)]})

    return asking(operation, change)


MUTANTS = (
    Mutant("schedule-content.post-per-target", "One id stands for all posts of a call.", without_slot(SCHEDULE)),
    Mutant("schedule-content.post-per-target", "Two targets on one account make one post.", answers(
        SCHEDULE, lambda body: body | {"scheduledPosts": list({one["socialAccountId"]: one for one in body["scheduledPosts"]}.values())})),
    Mutant("schedule-content.post-per-target", "Drafts on Instagram are posted as reels.", remembers(
        SCHEDULE, POST, lambda body, kept, asked: body | {"mode": "reels"} if (body["platform"], body["mode"]) == ("instagram", "draft_to_device") else None)),
    *in_both("targets", "Targets of a wrong shape drop out.", lambda operation: wrong_is_taken(
        operation, lambda each: not isinstance(each, dict) or "mode" not in each or "socialAccountId" not in each)),
    *in_both("targets", "A caption that is no text is dropped.", lambda operation: asks(
        operation, each_target(lambda one: {k: v for k, v in one.items() if k != "captionOverride" or isinstance(v, str)}))),
    *in_both("targets", "It is 400.", lambda operation: turns(operation, 422, "VALIDATION", to=(400, "VALIDATION"))),
    Mutant("schedule-content.mode", "publish is taken for direct_publish.", asks(
        SCHEDULE, each_target(lambda one: one | {"mode": {"publish": "direct_publish"}.get(one.get("mode"), one.get("mode"))} if isinstance(one.get("mode"), str) else one))),
    Mutant("schedule-content.mode", "Capitals do not matter.", asks(
        SCHEDULE, each_target(lambda one: one | {"mode": "direct_publish"} if one.get("mode") == "REELS" else one))),
    Mutant("schedule-content.mode", "feed is refused.", refuses(SCHEDULE, 422, "VALIDATION", when=some(lambda each: each.get("mode") == "feed"))),
    Mutant("schedule-content.mode-per-platform", "TikTok takes what it does not know as direct_publish.", asking(SCHEDULE, as_direct("tiktok"))),
    Mutant("schedule-content.mode-per-platform", "Instagram takes direct_publish as reels.", asking(SCHEDULE, as_direct("instagram"))),
    Mutant("schedule-content.mode-per-platform", "The issue does not say which target.", refusals(
        SCHEDULE, lambda error: [issue.update(path="targets.0.mode") for issue in (error.get("details") or {}).get("issues", ())])),
    Mutant("schedule-content.account-not-found", "Accounts of other projects will do.", asking(SCHEDULE, other_account("reviewing-account"))),
    Mutant("schedule-content.account-not-found", "Foreign accounts are 403.", replies(SCHEDULE, lambda came, ask: refusal(came.response, 403, "FORBIDDEN_SCOPE")
        if came.status == 404 and some(lambda each: each.get("socialAccountId") == came.asked.memory.ids.get("foreign-account"))(came.asked) else came.response)),
    Mutant("schedule-content.account-not-found", "Lost targets drop out.", asking(SCHEDULE, drops_lost)),
    Mutant("schedule-content.all-or-nothing", "The first target is posted all the same.", asking(SCHEDULE, first_only)),
    Mutant("schedule-content.all-or-nothing", "What stands beside a taken id is posted.", asking(SCHEDULE, good_ones)),
    Mutant("schedule-content.all-or-nothing", "What stands behind a wrong mode is posted.", asking(SCHEDULE, late_ones)),
    *in_both("own-id", "The client's id is not heeded.", lambda operation: asks(
        operation, each_target(lambda one: {k: v for k, v in one.items() if k != "scheduledPostId"}))),
    *in_both("own-id", "An id is told as it was sent.", lambda operation: answers(
        operation, lambda body, asked: body | {"scheduledPosts": [
            one | {"scheduledPostId": sent.get("scheduledPostId", one["scheduledPostId"])}
            for one, sent in zip(body["scheduledPosts"], targets(asked), strict=False)]})),
    *in_both("own-id", "Without an id of the client's it is refused.", lambda operation: refuses(
        operation, 422, "VALIDATION", when=lambda asked: {"scheduledPostId" in each for each in targets(asked)} == {True, False})),
    Mutant("schedule-content.own-id-form", "Any text is an id.", asks(
        SCHEDULE, each_target(lambda one: {k: v for k, v in one.items() if k != "scheduledPostId" or v != "mine"}))),
    Mutant("schedule-content.own-id-form", "Any prefix will do.", asks(
        SCHEDULE, each_target(lambda one: one | {"scheduledPostId": one["scheduledPostId"].rpartition("_")[2]} if isinstance(one.get("scheduledPostId"), str) and "post_" in one["scheduledPostId"] else one))),
    Mutant("schedule-content.own-id-form", "null is no id.", asks(
        SCHEDULE, each_target(lambda one: {k: v for k, v in one.items() if k != "scheduledPostId" or v is not None}))),
    Mutant("schedule-content.own-id-form", "Capitals are refused.", refuses(
        SCHEDULE, 422, "VALIDATION", when=some(lambda each: isinstance(each.get("scheduledPostId"), str) and "-" in each["scheduledPostId"] and each["scheduledPostId"].isupper()))),
    Mutant("schedule-content.own-id-taken", "A taken id is replaced by a fresh one.", asking(SCHEDULE, renamed)),
    Mutant("schedule-content.own-id-taken", "Canceled posts free their ids.", asking(SCHEDULE, freed)),
    Mutant("schedule-content.own-id-taken", "The post that has it is moved.", asking(SCHEDULE, moves_taken)),
    Mutant("schedule-content.own-id-repeated", "The second target gets another id.", asking(SCHEDULE, told_twice)),
    Mutant("schedule-content.own-id-repeated", "Only ids that are written alike are the same.", asking(SCHEDULE, compares_texts)),
    Mutant("schedule-content.own-id-repeated", "The first of both is posted.", asking(SCHEDULE, first_of_two)),
    *in_both("caption-override", "The caption of a target is not heeded.", lambda operation: asks(
        operation, each_target(lambda one: {k: v for k, v in one.items() if k != "captionOverride"}))),
    *in_both("caption-override", "Captions are cut at 12 characters.", lambda operation: asks(
        operation, each_target(lambda one: one | {"captionOverride": one["captionOverride"][:12]} if isinstance(one.get("captionOverride"), str) else one))),
    Mutant("schedule-content.caption-override", "It becomes the container's.", always(overridden)),
    Mutant("publish-content.same-targets", "TikTok takes any mode.", asking(PUBLISH, as_direct("tiktok"))),
    Mutant("publish-content.same-targets", "Lost targets drop out.", asking(PUBLISH, drops_lost)),
    Mutant("publish-content.same-targets", "managed is taken.", asks(
        PUBLISH, each_target(lambda one: one | {"mode": "direct_publish"} if one.get("mode") == "managed" else one))),
    Mutant("publish-content.same-targets", "A taken id is replaced by a fresh one.", asking(PUBLISH, renamed)),
    Mutant("publish-content.same-targets", "Right targets beside a wrong one are posted.", asking(PUBLISH, first_only)),
)  # fmt: skip
