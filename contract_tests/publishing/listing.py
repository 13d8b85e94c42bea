"""listScheduledPosts: which posts, in which order, on how many pages."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds
from layers_mock.kit.id_forms import as_ulid

from ..forms import equal_ids, utc
from .making import completed, listed, post, published, scheduled, slot, spare, target

__all__: list[str] = []

_STATUSES = ("queued", "publishing", "draft_in_inbox", "published", "failed", "canceled")
_DAYS = ("2031-03-03T00:00:00Z", "2031-03-01T00:00:00Z", "2031-03-02T00:00:00Z", "2031-03-03T00:00:00Z")


def _on(*days: str) -> dict[str, str]:
    return {"since": min(days), "until": max(days)}


def _ids(items: list[Any]) -> list[str]:
    return [item["id"] for item in items]


def _each(api: Api) -> dict[str, str]:
    """A post in each status that lasts, by status."""
    failed, draft = target(api, "expired_account"), target(api, mode="draft_to_device")
    ids = scheduled(api, None, failed, draft, at=slot(api, 30))
    out = published(api)["id"]
    api.advance(300)
    queued, gone = scheduled(api)[0], scheduled(api)[0]
    api.made("cancelScheduledPost", gone)
    return {"failed": ids[0], "draft_in_inbox": ids[1], "published": out, "queued": queued, "canceled": gone}


@check("list-scheduled-posts.sorted")
def the_latest_slot_comes_first(api: Api) -> None:
    """In whatever order they were scheduled or moved, on one page and over pages of two."""
    made = [id_ for day in _DAYS for id_ in scheduled(api, None, at=day)]
    (moved,) = scheduled(api, None, at="2031-02-01T00:00:00Z")
    api.made("rescheduleScheduledPost", moved, body={"scheduledFor": "2031-03-02T12:00:00Z"})
    (past,) = scheduled(api, None, at=slot(api, -3600))
    for limit in (100, 2):
        found = listed(api, limit=limit)
        slots = [utc(item["scheduledFor"]) for item in found]
        equal(slots, sorted(slots, reverse=True), f"the slots over pages of {limit}")
        mine = [id_ for id_ in _ids(found) if id_ in {*made, moved, past}]
        equal(mine[2:], [moved, made[2], made[1], past], "the posts behind the first two")
        equal(set(mine[:2]), {made[0], made[3]}, "the first two, of one slot")


@check("list-scheduled-posts.own-project")
def the_project_and_no_other_is_listed(api: Api) -> None:
    """Queued, published and canceled ones of two projects, each in its own list, and in no third one."""
    with spare(api) as project:
        container, account = completed(api, project), target(api, "spare_account")
        theirs = [*scheduled(api, container, account), published(api, container, account)["id"]]
        ours = [*scheduled(api), *scheduled(api)]
        api.made("cancelScheduledPost", theirs[0])
        api.made("cancelScheduledPost", ours[0])
        here, there = _ids(listed(api)), _ids(listed(api, project))
    for found, mine, others in ((here, ours, theirs), (there, theirs, ours)):
        equal([id_ for id_ in mine if found.count(id_) != 1], [], "posts that are not listed once")
        equal([id_ for id_ in others if id_ in found], [], "posts of the other project that are listed")
    third = api.made("createProject", body={"name": api.text("Empty"), "timezone": "UTC"})["id"]
    equal(listed(api, third), [], "the posts of a new project")


@check("list-scheduled-posts.items")
def items_are_whole_posts(api: Api) -> None:
    """What getScheduledPost tells, for a post in each status."""
    made = _each(api)
    found = {item["id"]: item for item in listed(api)}
    for status, id_ in made.items():
        equal(found.get(id_), post(api, id_), f"the item of a post that is {status}")


@check("list-scheduled-posts.status")
def statuses_filter(api: Api) -> None:
    """One keeps its own, two keep both, over pages of one as well; six keep all."""
    made = _each(api)
    for status, id_ in made.items():
        for limit in (100, 1):
            found = listed(
                api, status=status, limit=limit, since=post(api, id_)["scheduledFor"], until=post(api, id_)["scheduledFor"]
            )
            equal({item["status"] for item in found}, {status}, f"the statuses that the filter {status} gives")
            holds(id_ in _ids(found), f"a post that is {status} and that its filter leaves out")
    both = _ids(listed(api, status=["failed", "canceled"]))
    equal([made[name] in both for name in made], [name in {"failed", "canceled"} for name in made], "what two filters keep")
    everything = _ids(listed(api, status=list(_STATUSES)))
    equal([id_ for id_ in made.values() if id_ not in everything], [], "what all filters together leave out")


@check("list-scheduled-posts.account")
def an_account_filters(api: Api) -> None:
    """Each account keeps its own posts, in each form of its id; one without posts, an unknown and a foreign one keep none."""
    ids = scheduled(api, None, target(api), target(api, "instagram_account", "feed"), at=_DAYS[0])
    for index, state in enumerate(("tiktok_account", "instagram_account")):
        account = api.state(state)
        for form in (account, as_ulid(account)):
            found = listed(api, socialAccountId=form, **_on(_DAYS[0]))
            holds(found, f"the filter {state} keeps nothing")
            equal_ids(
                [item["socialAccountId"] for item in found], [account] * len(found), f"what accounts the filter {state} gives"
            )
            equal([id_ in _ids(found) for id_ in ids], [index == 0, index == 1], f"which of two posts the filter {state} keeps")
    for account in (api.uuid(), api.state("foreign_account"), api.state("reviewing_account")):
        equal(listed(api, socialAccountId=account), [], "posts on an account that has none here")


@check("list-scheduled-posts.window")
def a_window_includes_its_ends(api: Api) -> None:
    """Posts at both ends are in, a millisecond outside they are not; each end alone works as well."""
    days = ("2031-03-01T00:00:00.000Z", "2031-03-02T00:00:00.000Z", "2031-03-03T00:00:00.000Z")
    made = [scheduled(api, None, at=day)[0] for day in days]
    cases: tuple[tuple[dict[str, str], list[str]], ...] = (
        ({"since": days[0], "until": days[2]}, made), ({"since": days[1], "until": days[1]}, made[1:2]),
        ({"since": "2031-03-01T00:00:00.001Z", "until": "2031-03-02T23:59:59.999Z"}, made[1:2]),
        ({"since": days[1]}, made[1:]), ({"until": days[1]}, made[:2]), ({"since": "2031-03-03T09:00:00+09:00"}, made[2:]),
        ({"since": days[2], "until": days[0]}, []),
    )  # fmt: skip
    for query, promised in cases:
        found = _ids(listed(api, **query))
        equal([id_ for id_ in made if id_ in found], promised, f"which of three posts {query} keeps")
        slots = [utc(post(api, id_)["scheduledFor"]) for id_ in found]
        since = "since" not in query or all(slot_ >= utc(_utc(query["since"])) for slot_ in slots)
        until = "until" not in query or all(slot_ <= utc(query["until"]) for slot_ in slots)
        holds(since and until, f"a post outside of {query}")


def _utc(text: str) -> str:
    return "2031-03-03T00:00:00Z" if text.endswith("+09:00") else text


@check("list-scheduled-posts.filters-together")
def filters_hold_together(api: Api) -> None:
    """Of posts that differ in status, account and slot, the one that fits all three is kept."""
    tiktok, instagram = target(api), target(api, "instagram_account", "feed")
    fits, other = scheduled(api, None, tiktok, instagram, at=_DAYS[0])
    (late,) = scheduled(api, None, tiktok, at="2031-03-09T00:00:00Z")
    (gone,) = scheduled(api, None, tiktok, at=_DAYS[0])
    api.made("cancelScheduledPost", gone)
    query = {"status": "queued", "socialAccountId": api.state("tiktok_account"), **_on(_DAYS[0])}
    found = _ids(listed(api, **query))
    equal([id_ in found for id_ in (fits, other, late, gone)], [True, False, False, False], "which of four posts are kept")


@check("list-scheduled-posts.default-limit")
def a_page_has_fifty_posts(api: Api) -> None:
    """Of sixty posts fifty are on a page without `limit`, with filters and without, and the others on the next."""
    day = "2031-04-04T00:00:00Z"
    scheduled(api, None, *[target(api)] * 60, at=day)
    for query in ({}, {"since": day, "until": day}):
        page = api.call("listScheduledPosts", api.state("project"), query=query).succeeded(200)
        equal(len(page["items"]), 50, "posts on a page")
        holds(page["nextCursor"], "no nextCursor where there are more")
    rest = api.call("listScheduledPosts", api.state("project"), query={**query, "cursor": page["nextCursor"]}).succeeded(200)
    holds(len(rest["items"]) >= 10, f"{len(rest['items'])} posts on the second page of sixty")


@check("list-scheduled-posts.next-cursor")
def pages_follow_each_other(api: Api) -> None:
    """Posts of one slot and of others: pages of each size give each once, also when posts are added meanwhile."""
    made = scheduled(api, None, *[target(api)] * 5, at=_DAYS[0])
    made += [id_ for day in _DAYS[1:3] for id_ in scheduled(api, None, at=day)]
    window = _on(*_DAYS)
    for limit in (1, 2, 3, 7):
        found = _ids(listed(api, limit=limit, **window))
        equal([found.count(id_) for id_ in made], [1] * len(made), f"how often each post is on pages of {limit}")
        pages = api.made("listScheduledPosts", api.state("project"), query={"limit": limit, **window})["items"]
        equal(len(pages), min(limit, len(found)), f"posts on a page of {limit}")
    first = api.made("listScheduledPosts", api.state("project"), query={"limit": 2, **window})
    scheduled(api, None, target(api), target(api), at=_DAYS[0])
    seen, cursor = _ids(first["items"]), first["nextCursor"]
    while cursor is not None:
        page = api.call("listScheduledPosts", api.state("project"), query={"limit": 2, "cursor": cursor, **window}).succeeded(
            200
        )
        seen, cursor = seen + _ids(page["items"]), page["nextCursor"]
    equal([seen.count(id_) for id_ in made], [1] * len(made), "how often each post is met while others are added")


@check("list-scheduled-posts.project-not-found")
def posts_of_elsewhere_are_not_listed(api: Api) -> None:
    """404 for an unknown project and another organisation's, with filters and without; its own key lists it."""
    for project in (api.uuid(), api.state("foreign_project")):
        for query in ({}, {"status": "queued"}, {"limit": 1}):
            api.call("listScheduledPosts", project, query=query).refused(404, "NOT_FOUND")
    api.call("listScheduledPosts", api.state("foreign_project"), key="other").succeeded(200)
