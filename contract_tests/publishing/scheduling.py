"""scheduleContent: its answer, its posts and their slots."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..forms import equal_ids, utc
from ..making import container_now
from .making import FAR, accounts, completed, ended, finished, listed, post, published, schedule, scheduled, slot, target

__all__: list[str] = []


def _two(api: Api) -> tuple[Any, Any]:
    return target(api, "instagram_account", "reels"), target(api)


@check("schedule-content.scheduled")
def a_schedule_is_answered_with_its_posts(api: Api) -> None:
    """201 with the container and one entry per target in order, each queued for the slot."""
    container, (tiktok, instagram) = api.state("posted_container"), accounts(api)
    for targets, ids in (((target(api),), [tiktok]), (_two(api), [instagram, tiktok])):
        told = schedule(api, container, *targets).succeeded(201)
        equal_ids(told["containerId"], container, "containerId")
        made = told["scheduledPosts"]
        equal_ids([each["socialAccountId"] for each in made], list(ids), "the accounts of the posts")
        equal([each["status"] for each in made], ["queued"] * len(made), "statuses")
        equal([utc(each["scheduledFor"]) for each in made], [utc(FAR)] * len(made), "scheduledFor")
        for each in made:
            holds(isinstance(each["scheduledPostId"], str), f"scheduledPostId is {each['scheduledPostId']!r}")
            equal(post(api, each["scheduledPostId"])["status"], "queued", "the status of the post behind it")


@check("schedule-content.post-per-target")
def each_target_has_a_post_of_its_own(api: Api) -> None:
    """Different ids, and each post has container, account, platform and mode of its target; so have two on one account."""
    container = api.state("posted_container")
    cases = (
        ("instagram_account", "feed"), ("tiktok_account", "direct_publish"), ("instagram_account", "reels"),
        ("tiktok_account", "draft_to_device"), ("instagram_account", "draft_to_device"), ("tiktok_account", "direct_publish"),
    )  # fmt: skip
    targets = [target(api, account, mode) for account, mode in cases]
    ids = [each["scheduledPostId"] for each in schedule(api, container, *targets).succeeded(201)["scheduledPosts"]]
    equal(len(set(ids)), len(cases), "the number of different scheduledPostIds")
    holds(all(id_.startswith("sp_") for id_ in ids), f"scheduledPostIds {ids}")
    for id_, (account, mode) in zip(ids, cases, strict=True):
        read = post(api, id_)
        of = f"of the post of {account}, {mode}"
        equal_ids([read["containerId"], read["socialAccountId"]], [container, api.state(account)], f"content and account {of}")
        equal((read["platform"], read["mode"]), (account.partition("_")[0], mode), f"platform and mode {of}")


@check("schedule-content.scheduled-for")
def the_slot_is_told_in_utc(api: Api) -> None:
    """The same instant, whatever its offset and however many decimals it has; a text without an offset is refused."""
    when = datetime(2031, 5, 6, 7, 8, 9, 120_000, tzinfo=UTC)
    for text in (
        "2031-05-06T07:08:09.120Z", "2031-05-06T07:08:09.12Z", when.astimezone(timezone(timedelta(hours=9))).isoformat(),
        when.astimezone(timezone(timedelta(hours=-3, minutes=-30))).isoformat(),
    ):  # fmt: skip
        (id_,) = scheduled(api, None, at=text)
        equal(utc(post(api, id_)["scheduledFor"]), when, f"scheduledFor of a post for {text}")
    for wrong in ("2031-05-06T07:08:09", "2031-05-06", "tomorrow", 1_935_903_289, None):
        schedule(api, at=wrong).refused(422, "VALIDATION", path="scheduledFor")


@check("schedule-content.slot")
def a_post_waits_for_its_slot(api: Api) -> None:
    """Queued a minute before, whatever time passed; attempted and published within a quarter of an hour behind it."""
    when = slot(api, 7200)
    ids = scheduled(api, None, *_two(api), at=when)
    for seconds in (60, 3600, 3480):
        api.advance(seconds)
        for id_ in ids:
            read = post(api, id_)
            equal((read["status"], read["attemptedAt"]), ("queued", None), "status and attemptedAt before the slot")
    api.advance(120)
    for id_ in ids:
        out = ended(api, id_)
        equal(out["status"], "published", "the status behind the slot")
        is_soon = utc(when) <= utc(out["attemptedAt"]) <= utc(when) + timedelta(minutes=5)
        holds(is_soon, f"attemptedAt is {out['attemptedAt']} for the slot {when}")


@check("schedule-content.past-slot")
def a_past_slot_is_taken(api: Api) -> None:
    """A year ago, a minute ago and in five seconds: queued, told as it was sent, and out within a few minutes."""
    for seconds in (-31_536_000, -60, 5):
        when = slot(api, seconds)
        made = schedule(api, at=when).succeeded(201)["scheduledPosts"][0]
        equal((made["status"], utc(made["scheduledFor"])), ("queued", utc(when)), "status and scheduledFor")
        api.advance(300)
        read = post(api, made["scheduledPostId"])
        equal(read["status"], "published", f"the status of a post for {seconds} seconds from now, five minutes later")
        equal(utc(read["scheduledFor"]), utc(when), "scheduledFor of the published post")


@check("schedule-content.caption-override")
def a_post_says_what_its_target_says(api: Api) -> None:
    """The caption that the target gives, or the container's; the container keeps its own."""
    caption, mine = container_now(api, api.state("posted_container"))["caption"], api.text("Caption")
    for override, promised in (({"captionOverride": mine}, mine), ({}, caption)):
        container = completed(api, api.state("project"))
        own = container_now(api, container)["caption"]
        out = published(api, container, target(api, **override)) if not override else _out(api, container, mine)
        rows = api.made("listTopPerformers", api.state("project"), query={"metric": "views", "limit": 100})["items"]
        said = [row["caption"] for row in rows if row["externalId"] == out["externalId"]]
        equal(said, [promised if override else own], "the caption of the tracked post")
        equal(container_now(api, container)["caption"], own, "the caption of the container")


def _out(api: Api, container: str, caption: str) -> Any:
    """A post with a caption of its own, scheduled for a minute from now, when it is over."""
    (id_,) = scheduled(api, container, target(api, captionOverride=caption), at=slot(api, 60))
    return finished(api, id_)


@check("schedule-content.unknown-field")
def unknown_fields_are_ignored(api: Api) -> None:
    """Beside what is known and inside a target; the posts are those of the same call without them."""
    strange = target(api, status="published", tiktokMusic={"trackId": "x"}, shareReelToFeed=True)
    told = schedule(api, None, strange, more={"timezone": "Europe/Paris", "status": "published", "dryRun": True}).succeeded(201)
    read = post(api, told["scheduledPosts"][0]["scheduledPostId"])
    equal((read["status"], utc(read["scheduledFor"])), ("queued", utc(FAR)), "status and scheduledFor of the post")


@check("schedule-content.idempotency")
def a_repeat_makes_no_post(api: Api) -> None:
    """The first answer again, also when the post was canceled meanwhile; another key makes another post."""
    headers = {"Idempotency-Key": api.uuid()}
    first = schedule(api, headers=headers).succeeded(201)
    before = len(listed(api, since=FAR, until=FAR))
    equal(schedule(api, headers=headers).succeeded(201), first, "the answer to a repeat")
    api.made("cancelScheduledPost", first["scheduledPosts"][0]["scheduledPostId"])
    equal(schedule(api, headers=headers).succeeded(201), first, "the answer to a repeat behind the cancellation")
    equal(post(api, first["scheduledPosts"][0]["scheduledPostId"])["status"], "canceled", "the status of the canceled post")
    equal(len(listed(api, since=FAR, until=FAR)), before, "the number of posts behind the repeats")
    other = schedule(api, headers={"Idempotency-Key": api.uuid()}).succeeded(201)
    ids = [told["scheduledPosts"][0]["scheduledPostId"] for told in (first, other)]
    holds(ids[0] != ids[1], "another Idempotency-Key gives the post of the first")


@check("schedule-content.free", alone=True)
def posts_are_free(api: Api) -> None:
    """The balance is the same behind scheduling and publishing, and when the posts are out."""
    before = api.made("getCredits")["balance"]
    schedule(api, None, *_two(api)).succeeded(201)
    equal(api.made("getCredits")["balance"], before, "the balance behind scheduling")
    published(api)
    equal(api.made("getCredits")["balance"], before, "the balance behind publishing")
