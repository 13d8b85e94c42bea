"""scheduleContent and publishContent: targets that are refused, and posts under the client's own ids."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Answer, Api, check, equal, holds
from layers_mock.kit.id_forms import as_ulid, is_same_id

from ..forms import equal_ids
from .making import FAR, listed, post, publish, schedule, target

__all__ = ["Send", "accounts_are_refused", "own_ids_name_posts", "targets_are_refused"]

Send = Callable[..., Answer]
"""schedule or publish."""
_FITTING = (
    ("tiktok_account", "direct_publish"), ("tiktok_account", "draft_to_device"), ("instagram_account", "reels"),
    ("instagram_account", "feed"), ("instagram_account", "draft_to_device"),
)  # fmt: skip
_UNFITTING = (("tiktok_account", "reels"), ("tiktok_account", "feed"), ("instagram_account", "direct_publish"))


def _count(api: Api) -> int:
    """The posts of the project that wait for the far slot, or are queued otherwise."""
    return len(listed(api, since=FAR, until=FAR)) + len(listed(api, status="queued"))


def targets_are_refused(api: Api, send: Send) -> None:
    """Targets with a field missing or of a wrong type are 422 VALIDATION, alone and behind a right one."""
    good = target(api)
    wrong: tuple[Any, ...] = (
        {"mode": "direct_publish"}, {"socialAccountId": good["socialAccountId"]}, {**good, "socialAccountId": 7}, "target",
        None, {**good, "captionOverride": 7}, {**good, "firstCommentOverride": ["a"]}, {**good, "socialAccountId": "nobody"},
    )  # fmt: skip
    before = _count(api)
    for each in wrong:
        send(api, None, each).refused(422, "VALIDATION")
        send(api, None, good, each).refused(422, "VALIDATION")
    equal(_count(api), before, "the number of posts behind the refusals")


def accounts_are_refused(api: Api, send: Send) -> None:
    """404 for an unknown account, a foreign one and one of another project, alone and behind a right one."""
    for account in (api.uuid(), f"sa_{as_ulid(api.uuid())}", api.state("foreign_account"), api.state("reviewing_account")):
        lost = {"socialAccountId": account, "mode": "direct_publish"}
        send(api, None, lost).refused(404, "NOT_FOUND")
        send(api, None, target(api), lost).refused(404, "NOT_FOUND")


def _modes_are_refused(api: Api, send: Send) -> None:
    for account, mode in _FITTING:
        send(api, None, target(api, account, mode)).succeeded(201)
    for account, mode in _UNFITTING:
        send(api, None, target(api, account, mode)).refused(422, "VALIDATION", path="targets.0.mode")
        send(api, None, target(api), target(api, account, mode)).refused(422, "VALIDATION", path="targets.1.mode")


def own_ids_name_posts(api: Api, send: Send) -> None:
    """A UUID, a ULID and a prefixed one: the post is found by it, told with sp_ before it; without one an id is made."""
    for chosen in (api.uuid(), as_ulid(api.uuid()), f"sp_{as_ulid(api.uuid())}"):
        told = send(api, None, target(api, scheduledPostId=chosen), target(api)).succeeded(201)["scheduledPosts"]
        equal(told[0]["scheduledPostId"], f"sp_{chosen.removeprefix('sp_')}", "the id that the client chose")
        equal_ids(post(api, chosen)["id"], chosen, "the id of the post that is found by it")
        holds(not is_same_id(told[1]["scheduledPostId"], chosen), "the id of the other target's post is the chosen one")
        equal(post(api, told[1]["scheduledPostId"])["status"], "queued", "the status of the post whose id the server made")


@check("schedule-content.targets")
def targets_of_a_schedule_are_whole(api: Api) -> None:
    """Targets with a field missing or of a wrong type are refused, and no post is made."""
    targets_are_refused(api, schedule)


@check("publish-content.targets")
def targets_of_a_publishing_are_whole(api: Api) -> None:
    """Targets with a field missing or of a wrong type are refused, and no post is made."""
    targets_are_refused(api, publish)


@check("schedule-content.mode")
def modes_are_the_four(api: Api) -> None:
    """Each of the four is taken where its platform has it; another word is 422 VALIDATION."""
    for account, mode in _FITTING:
        made = schedule(api, None, target(api, account, mode)).succeeded(201)["scheduledPosts"][0]
        equal(post(api, made["scheduledPostId"])["mode"], mode, "the mode of the post")
    for wrong in ("publish", "draft", "managed", "story", "REELS", "", None):
        schedule(api, None, {**target(api), "mode": wrong}).refused(422, "VALIDATION", path="targets.0.mode")


@check("schedule-content.mode-per-platform")
def modes_belong_to_platforms(api: Api) -> None:
    """The modes of the account's platform are taken; one of another platform is refused and named."""
    _modes_are_refused(api, schedule)


@check("schedule-content.account-not-found")
def accounts_belong_to_the_project(api: Api) -> None:
    """404 for accounts that are not connected to the container's project."""
    accounts_are_refused(api, schedule)


@check("schedule-content.all-or-nothing")
def one_wrong_target_refuses_all(api: Api) -> None:
    """Whatever is wrong with the last of three targets, and with the first, the others make no post."""
    taken = schedule(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]
    before = _count(api)
    wrong = (
        {"socialAccountId": api.uuid(), "mode": "direct_publish"}, target(api, "instagram_account", "direct_publish"),
        target(api, scheduledPostId=taken),
    )  # fmt: skip
    for each in wrong:
        for targets in ((target(api), target(api, "instagram_account", "feed"), each), (each, target(api))):
            refused = schedule(api, None, *targets)
            holds(400 <= refused.status < 500, f"{refused.told} to targets of which one is wrong")
            equal(_count(api), before, "the number of posts behind it")


@check("schedule-content.own-id")
def a_client_names_its_posts(api: Api) -> None:
    """The id of a target names its post, in every form; left out, the server makes one."""
    own_ids_name_posts(api, schedule)


@check("schedule-content.own-id-form")
def own_ids_have_a_form(api: Api) -> None:
    """Forms of ids are taken; another text, another prefix and another type are 422 VALIDATION that names it."""
    for chosen in (api.uuid().upper(), f"sp_{api.uuid()}", as_ulid(api.uuid())):
        schedule(api, None, target(api, scheduledPostId=chosen)).succeeded(201)
    for wrong in ("mine", "", f"post_{api.uuid()}", f"cnt_{as_ulid(api.uuid())}", as_ulid(api.uuid())[:-1], 7, None):
        refused = schedule(api, None, target(api, scheduledPostId=wrong))
        refused.refused(422, "VALIDATION", path="targets.0.scheduledPostId")


@check("schedule-content.own-id-taken")
def an_id_is_taken_once(api: Api) -> None:
    """409 for an id of a post there is, the client's or the server's, in another form, canceled or not; that post stays."""
    made = schedule(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]
    chosen = schedule(api, None, target(api, scheduledPostId=api.uuid())).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]
    canceled = schedule(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]
    api.made("cancelScheduledPost", canceled)
    for id_ in (made, chosen, canceled):
        before = post(api, id_)
        for form in (id_, as_ulid(id_)):
            again = target(api, "instagram_account", "feed", scheduledPostId=form)
            schedule(api, None, again, at="2032-01-01T00:00:00Z").refused(409, "CONFLICT")
        equal(post(api, id_), before, "the post whose id was sent again")


@check("schedule-content.own-id-repeated")
def an_id_names_one_target(api: Api) -> None:
    """422 for the same id twice in a call, in whatever forms, and no post has it then."""
    chosen = api.uuid()
    for second in (chosen, f"sp_{chosen}", as_ulid(chosen)):
        targets = (target(api, scheduledPostId=chosen), target(api, "instagram_account", "feed", scheduledPostId=second))
        schedule(api, None, *targets).refused(422, "VALIDATION")
        api.call("getScheduledPost", chosen).refused(404, "NOT_FOUND")
    schedule(api, None, target(api, scheduledPostId=chosen)).succeeded(201)


@check("publish-content.same-targets")
def targets_of_a_publishing_are_those_of_a_schedule(api: Api) -> None:
    """Modes, accounts and ids are refused alike, and nothing is posted for the right ones beside them."""
    _modes_are_refused(api, publish)
    accounts_are_refused(api, publish)
    for wrong in ({"mode": "managed"}, {"scheduledPostId": "mine"}):
        publish(api, None, {**target(api), **wrong}).refused(422, "VALIDATION", path=f"targets.0.{next(iter(wrong))}")
    taken = publish(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]
    before = _count(api)
    publish(api, None, target(api), target(api, scheduledPostId=taken)).refused(409, "CONFLICT")
    publish(api, None, target(api), {"socialAccountId": api.uuid(), "mode": "reels"}).refused(404, "NOT_FOUND")
    publish(api, None, target(api), target(api, mode="reels")).refused(422, "VALIDATION")
    equal(_count(api), before, "the number of posts behind the refusals")


@check("publish-content.own-id")
def a_client_names_what_it_publishes(api: Api) -> None:
    """The id of a target names its post, in every form; left out, the server makes one."""
    own_ids_name_posts(api, publish)
