"""publishContent and getScheduledPost: how posts go out, and what they tell."""

from datetime import timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import as_ulid, is_same_id

from ..forms import equal_ids, utc
from ..making import container_now
from .making import completed, ended, finished, listed, moment, post, publish, published, schedule, scheduled, slot, target

__all__: list[str] = []

_FIELDS = (
    "id", "containerId", "socialAccountId", "platform", "mode", "status", "externalId", "externalUrl", "scheduledFor",
    "attemptedAt", "publishedAt",
)  # fmt: skip
_MORE = ("canceledAt", "lastError", "createdAt", "updatedAt")
_LATER = ("externalId", "externalUrl", "attemptedAt", "publishedAt")
_ORDER = ("queued", "publishing", "published")
_LEAD = timedelta(seconds=30)
_APART = timedelta(seconds=5)


@check("publish-content.scheduled")
def a_publishing_is_answered_like_a_schedule(api: Api) -> None:
    """201 with the container and one queued post per target, in order, that can be read."""
    container = api.state("posted_container")
    targets = (target(api, "instagram_account", "feed"), target(api), target(api, mode="draft_to_device"))
    told = publish(api, container, *targets).succeeded(201)
    equal_ids(told["containerId"], container, "containerId")
    made = told["scheduledPosts"]
    equal([each["status"] for each in made], ["queued"] * 3, "statuses")
    accounts = [each["socialAccountId"] for each in targets]
    equal_ids([each["socialAccountId"] for each in made], accounts, "the accounts of the posts")
    for each, wanted in zip(made, targets, strict=True):
        read = post(api, each["scheduledPostId"])
        equal(read["mode"], wanted["mode"], "mode of the post")
        equal_ids(read["containerId"], container, "container of the post")
        equal(utc(read["scheduledFor"]), utc(each["scheduledFor"]), "scheduledFor of the post")


@check("publish-content.lead")
def a_publishing_waits_for_half_a_minute(api: Api) -> None:
    """The slot is 30 seconds behind the call; queued 20 seconds later, attempted a few seconds behind the slot."""
    before = moment(api)
    made = publish(api).succeeded(201)["scheduledPosts"][0]
    when = utc(made["scheduledFor"])
    holds(before + _LEAD - _APART <= when <= moment(api) + _LEAD + _APART, f"scheduledFor is {when} for a call at {before}")
    api.advance(20)
    equal(post(api, made["scheduledPostId"])["status"], "queued", "the status 20 seconds later")
    out = ended(api, made["scheduledPostId"])
    equal(out["status"], "published", "the status when it is over")
    late = utc(out["attemptedAt"]) - when
    holds(timedelta(0) <= late <= timedelta(seconds=60), f"attemptedAt is {late} behind the slot")


@check("publish-content.cancelable")
def a_publishing_can_be_canceled(api: Api) -> None:
    """At once and 20 seconds later; it is canceled for good, and never published."""
    for seconds in (0, 20):
        id_ = publish(api).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]
        if seconds:
            api.advance(seconds)
        equal(api.call("cancelScheduledPost", id_).succeeded(200)["status"], "canceled", "status in the answer")
        api.let_pass(300)
        read = post(api, id_)
        equal(
            (read["status"], read["publishedAt"], read["externalId"]), ("canceled", None, None), "the post five minutes later"
        )


@check("publish-content.caption-override")
def a_published_post_says_what_its_target_says(api: Api) -> None:
    """The caption of the target on the tracked post; without one, that of the container."""
    project = api.state("project")
    mine, container = api.text("Caption"), completed(api, project)
    said = {
        published(api, container)["externalId"]: container_now(api, container)["caption"],
        published(api, completed(api, project), target(api, captionOverride=mine))["externalId"]: mine,
    }
    rows = api.made("listTopPerformers", project, query={"metric": "views", "limit": 100})["items"]
    equal({row["externalId"]: row["caption"] for row in rows if row["externalId"] in said}, said, "captions by externalId")


@check("publish-content.unknown-field")
def a_publishing_knows_no_slot(api: Api) -> None:
    """ScheduledFor and other strange fields are let pass without effect."""
    before = moment(api)
    told = publish(api, more={"scheduledFor": "2031-05-06T07:08:09Z", "now": True}).succeeded(201)
    when = utc(told["scheduledPosts"][0]["scheduledFor"])
    holds(when <= moment(api) + 2 * _LEAD, f"scheduledFor is {when} for a call at {before}")


@check("publish-content.idempotency")
def a_repeated_publishing_makes_no_post(api: Api) -> None:
    """The first answer again, when it is out as well; another key makes another post."""
    headers = {"Idempotency-Key": api.uuid()}
    first = publish(api, headers=headers).succeeded(201)
    equal(publish(api, headers=headers).succeeded(201), first, "the answer to a repeat")
    id_ = first["scheduledPosts"][0]["scheduledPostId"]
    api.let_pass(300)
    equal(publish(api, headers=headers).succeeded(201), first, "the answer to a repeat behind the slot")
    same = [each for each in listed(api) if utc(each["scheduledFor"]) == utc(first["scheduledPosts"][0]["scheduledFor"])]
    equal([each["id"] for each in same], [id_], "the posts of the slot")
    other = publish(api, headers={"Idempotency-Key": api.uuid()}).succeeded(201)["scheduledPosts"][0]["scheduledPostId"]
    holds(other != id_, "another Idempotency-Key gives the post of the first")


@check("get-scheduled-post.fields")
def a_post_tells_its_fields(api: Api) -> None:
    """All are there, queued and published; what is not there yet is null, and what is there is text."""
    queued, out = post(api, scheduled(api)[0]), published(api)
    for read in (queued, out):
        equal([name for name in _FIELDS if name not in read], [], "fields that are missing")
        texts = [name for name in _FIELDS if name not in _LATER]
        equal([name for name in texts if not isinstance(read[name], str)], [], "fields that are no text")
    equal({name: queued[name] for name in _LATER}, dict.fromkeys(_LATER), "what a queued post does not have yet")
    equal([name for name in _LATER if not isinstance(out[name], str)], [], "fields of a published post that are no text")


@check("get-scheduled-post.more-fields")
def a_post_tells_its_times(api: Api) -> None:
    """CreatedAt is the moment it was asked for, updatedAt that of its last step; canceledAt and lastError are null."""
    before = moment(api)
    (id_,) = scheduled(api, None, at=slot(api, 600))
    queued = api.call("getScheduledPost", id_).succeeded(200)
    equal([name for name in _MORE if name not in queued], [], "fields that are missing")
    holds(before - _APART <= utc(queued["createdAt"]) <= moment(api) + _APART, f"createdAt is {queued['createdAt']}")
    api.advance(600)
    out = finished(api, id_)
    equal(out["createdAt"], queued["createdAt"], "createdAt of the published post")
    holds(utc(out["updatedAt"]) >= utc(out["attemptedAt"]), f"updatedAt is {out['updatedAt']}, before it was attempted")
    for read in (queued, out):
        equal(
            (read["canceledAt"], read["lastError"]),
            (None, None),
            f"canceledAt and lastError of a post that is {read['status']}",
        )


@check("get-scheduled-post.progress")
def a_post_goes_forward_only(api: Api) -> None:
    """queued, publishing, published, each seen in this order on both platforms, and published for good."""
    targets = (target(api), target(api, "instagram_account", "reels"))
    ids = [each["scheduledPostId"] for each in publish(api, None, *targets).succeeded(201)["scheduledPosts"]]
    seen: dict[str, list[str]] = {id_: [] for id_ in ids}
    looks_behind = 0
    for _ in range(120):
        for id_ in ids:
            status = post(api, id_)["status"]
            if not seen[id_] or seen[id_][-1] != status:
                seen[id_].append(status)
        looks_behind += all(one[-1] == _ORDER[-1] for one in seen.values())
        if looks_behind > 10:
            break
        api.advance(2)
    equal([tuple(one) for one in seen.values()], [_ORDER] * 2, "the statuses of two posts in turn")
    before = [post(api, id_) for id_ in ids]
    api.advance(86_400)
    equal([post(api, id_) for id_ in ids], before, "the posts a day later")


@check("get-scheduled-post.published")
def a_published_post_tells_when_and_where(api: Api) -> None:
    """AttemptedAt not before the slot, publishedAt not before that, an id and an https address, on both platforms."""
    for each in (target(api), target(api, "instagram_account", "feed")):
        when = slot(api, 300)
        (id_,) = scheduled(api, None, each, at=when)
        api.advance(300)
        out = ended(api, id_)
        equal(out["status"], "published", "status")
        holds(utc(out["attemptedAt"]) >= utc(when), f"attemptedAt is {out['attemptedAt']} for the slot {when}")
        holds(utc(out["publishedAt"]) >= utc(out["attemptedAt"]), f"publishedAt is {out['publishedAt']}")
        holds(isinstance(out["externalId"], str) and out["externalId"], f"externalId is {out['externalId']!r}")
        holds(str(out["externalUrl"]).startswith("https://"), f"externalUrl is {out['externalUrl']!r}")


@check("get-scheduled-post.external")
def ids_and_addresses_are_the_platforms(api: Api) -> None:
    """19 digits at the end of an address on tiktok.com; an address on instagram.com; four posts, four ids and addresses."""
    targets = (target(api), target(api), target(api, "instagram_account", "reels"), target(api, "instagram_account", "feed"))
    made = publish(api, None, *targets).succeeded(201)["scheduledPosts"]
    out = [finished(api, each["scheduledPostId"]) for each in made]
    for each in out:
        id_, host = each["externalId"], each["externalUrl"].split("/")[2]
        holds(
            host.removeprefix("www.") == f"{each['platform']}.com",
            f"externalUrl of a {each['platform']} post is {each['externalUrl']}",
        )
        if each["platform"] == "tiktok":
            is_told = id_.isdecimal() and len(id_) == 19 and each["externalUrl"].rstrip("/").endswith(id_)
            holds(is_told, f"externalId is {id_} and externalUrl {each['externalUrl']}")
    for name in ("externalId", "externalUrl"):
        equal(len({each[name] for each in out}), len(out), f"the number of different values of {name}")


def _failed(api: Api) -> Any:
    """A post on the account that needs to be authorised again, when it is over."""
    (id_,) = scheduled(api, None, target(api, "expired_account"), at=slot(api, 60))
    equal(post(api, id_)["status"], "queued", "the status before the slot")
    return finished(api, id_)


@check("get-scheduled-post.credential-invalid")
def a_broken_token_fails_the_post(api: Api) -> None:
    """Failed with CREDENTIAL_INVALID; a post of the same call on another account is published."""
    targets = (target(api, "expired_account"), target(api))
    ids = scheduled(api, None, *targets, at=slot(api, 60))
    broken, fine = (ended(api, id_) for id_ in ids)
    equal(broken["status"], "failed", "the status of the post on the account to be authorised again")
    equal((broken["lastError"] or {}).get("code"), "CREDENTIAL_INVALID", "lastError.code")
    equal(fine["status"], "published", "the status of the other post")


@check("get-scheduled-post.failed")
def a_failed_post_says_why(api: Api) -> None:
    """LastError with a message, no publishedAt, no id and no address; so it stays, and it is not tracked."""
    before = api.made("listTopPerformers", api.state("project"), query={"metric": "views", "limit": 100})["items"]
    read = _failed(api)
    if read["status"] != "failed":
        raise UnprovidedError("a post on an account that is to be authorised again did not fail")
    message = (read["lastError"] or {}).get("message")
    holds(isinstance(message, str) and message, f"lastError is {read['lastError']!r}")
    equal(
        (read["publishedAt"], read["externalId"], read["externalUrl"]), (None,) * 3, "publishedAt, externalId and externalUrl"
    )
    holds(read["attemptedAt"], "a failed post without attemptedAt")
    api.advance(3600)
    equal(post(api, read["id"]), read, "the post an hour later")
    after = api.made("listTopPerformers", api.state("project"), query={"metric": "views", "limit": 100})["items"]
    equal(len(after), len(before), "the number of tracked creatives")


@check("get-scheduled-post.draft")
def a_draft_ends_in_the_inbox(api: Api) -> None:
    """draft_in_inbox on both platforms, without publishedAt, id and address, for good."""
    for account in ("tiktok_account", "instagram_account"):
        (id_,) = scheduled(api, None, target(api, account, "draft_to_device"), at=slot(api, 60))
        read = ended(api, id_)
        equal(read["status"], "draft_in_inbox", "status")
        equal(
            (read["publishedAt"], read["externalId"], read["externalUrl"]),
            (None,) * 3,
            "publishedAt, externalId and externalUrl",
        )
        api.advance(3600)
        equal(post(api, id_), read, "the post an hour later")


@check("get-scheduled-post.tracked")
def a_published_post_is_tracked(api: Api) -> None:
    """Not before it is out: its container is ranked with caption, platform and externalId, and can be cloned from."""
    project = api.state("project")
    container = completed(api, project)
    for account, mode in (("tiktok_account", "direct_publish"), ("instagram_account", "reels")):
        (id_,) = scheduled(api, container, target(api, account, mode), at=slot(api, 300))
        before = _row(api, project, container)
        api.advance(300)
        out = finished(api, id_)
        row = _row(api, project, container)
        holds(row is not None, "no row of the container behind its publication")
        equal((row["externalId"], row["platform"]), (out["externalId"], out["platform"]), "externalId and platform of the row")
        equal(row["sourceType"], "content_container", "sourceType of the row")
        holds(before is None or before["externalId"] != out["externalId"], "the post was ranked before it was published")
        body = {"projectId": project, "sourcePlatformPostId": out["externalId"]}
        clone = api.call("cloneFromPost", api.uuid(), body=body).succeeded(202)
        equal(api.finish(clone)["status"], "completed", "the status of a clone of the post")
    api.advance(5 * 86_400)
    grown = _row(api, project, container)
    holds(grown is not None and grown["organic"]["views"] > row["organic"]["views"], "nobody looked at the posts in five days")


def _row(api: Api, project: str, container: str) -> Any:
    """The row of a container among the top performers; ``None`` where it is not ranked."""
    rows = api.made("listTopPerformers", project, query={"metric": "views", "limit": 100})["items"]
    return next((row for row in rows if is_same_id(row["containerId"], container)), None)


@check("get-scheduled-post.id-forms")
def a_post_is_found_by_each_form_of_its_id(api: Api) -> None:
    """With and without sp_, as ULID and as UUID, whether the server or the client made it."""
    chosen = api.uuid()
    made = [*scheduled(api), *scheduled(api, None, target(api, scheduledPostId=chosen))]
    for id_ in made:
        promised = api.call("getScheduledPost", id_).succeeded(200)
        for form in (as_ulid(id_), f"sp_{as_ulid(id_)}"):
            equal(api.call("getScheduledPost", form).succeeded(200), promised, f"what is found by {form}")
    for form in (chosen, f"sp_{chosen}", chosen.upper()):
        equal(api.call("getScheduledPost", form).succeeded(200)["id"], made[1], "the id of what is found by a UUID")


@check("get-scheduled-post.not-found")
def a_post_of_elsewhere_is_not_found(api: Api) -> None:
    """404 for an unknown one, and for ours with the key of another organisation."""
    (ours,) = scheduled(api)
    for id_ in (api.uuid(), f"sp_{as_ulid(api.uuid())}"):
        api.call("getScheduledPost", id_).refused(404, "NOT_FOUND")
    api.call("getScheduledPost", ours, key="other").refused(404, "NOT_FOUND")
    body = {"scheduledFor": "2031-05-06T07:08:09Z", "targets": [target(api, "foreign_account")]}
    theirs = api.made("scheduleContent", api.state("foreign_container"), body=body, key="other")["scheduledPosts"][0]
    api.call("getScheduledPost", theirs["scheduledPostId"]).refused(404, "NOT_FOUND")
    api.call("getScheduledPost", theirs["scheduledPostId"], key="other").succeeded(200)
    schedule(api, None, target(api, scheduledPostId=theirs["scheduledPostId"])).succeeded(201)
