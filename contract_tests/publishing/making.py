"""What checks of posts begin with: completed content, targets, posts, slots, and the project that may be archived."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, holds
from layers_mock.kit.id_forms import is_same_id

from ..making import container_now

__all__ = [
    "FAR",
    "accounts",
    "completed",
    "ended",
    "finished",
    "is_posted",
    "listed",
    "moment",
    "post",
    "publish",
    "published",
    "schedule",
    "scheduled",
    "slot",
    "spare",
    "target",
    "waiting",
]  # fmt: skip

FAR = "2031-05-06T07:08:09Z"
"""A slot that no check lives to see, for posts that shall stay queued."""
_OVER = frozenset({"published", "failed", "canceled", "draft_in_inbox"})
_LONGEST_PUBLISHING = 900.0


def target(api: Api, account: str = "tiktok_account", mode: str = "direct_publish", **fields: object) -> dict[str, Any]:
    """A target on the account of a state."""
    return {"socialAccountId": api.state(account), "mode": mode, **fields}


def schedule(api: Api, container: str | None = None, *targets: Any, at: Any = FAR, **options: Any) -> Answer:
    """Schedule a container, the state `posted_container` where none is named, on TikTok where no target is."""
    body = {"scheduledFor": at, "targets": list(targets or (target(api),)), **options.pop("more", {})}
    return api.call("scheduleContent", container or api.state("posted_container"), body=body, **options)


def publish(api: Api, container: str | None = None, *targets: Any, **options: Any) -> Answer:
    """Publish a container, the state `posted_container` where none is named, on TikTok where no target is."""
    body = {"targets": list(targets or (target(api),)), **options.pop("more", {})}
    return api.call("publishContent", container or api.state("posted_container"), body=body, **options)


def scheduled(api: Api, container: str | None = None, *targets: Any, at: str = FAR) -> list[str]:
    """The ids of new posts that a check builds on, in the order of their targets."""
    return _ids(schedule(api, container, *targets, at=at))


def _ids(answer: Answer) -> list[str]:
    if not answer.is_success:
        raise UnprovidedError(f"{answer.exchange.operation}, which the check builds on, answered {answer.told[:200]}")
    return [str(made["scheduledPostId"]) for made in answer.json["scheduledPosts"]]


def post(api: Api, id_: str, *, key: str = "full") -> Any:
    """A post as it reads now."""
    return api.made("getScheduledPost", id_, key=key)


def completed(api: Api, project: str) -> str:
    """A new container of a project, that is completed."""
    accepted = api.made("generateContent", project, body={"format": "slideshow_remix"})
    if api.finish(accepted)["status"] != "completed":
        raise UnprovidedError("a generation, which the check builds on, was not completed")
    return str(accepted["containerIds"][0])


def waiting(api: Api) -> str:
    """A new container of the state `reviewing_project` that is completed and waits for a review."""
    container = completed(api, api.state("reviewing_project"))
    if container_now(api, container)["approvalStatus"] != "pending":
        raise UnprovidedError("a new container of the reviewing project does not wait for a review")
    return container


def finished(api: Api, id_: str, *, within: float = _LONGEST_PUBLISHING) -> Any:
    """A post when it is over, by the clock. Raises :class:`UnprovidedError` where it is not over after a quarter of an hour."""
    now = ended(api, id_, within=within)
    if now["status"] not in _OVER:
        raise UnprovidedError(f"the post {id_} is {now['status']} after {within:g} seconds")
    return now


def ended(api: Api, id_: str, *, within: float = _LONGEST_PUBLISHING) -> Any:
    """A post when it is over, or as it is after a quarter of an hour."""
    passed = 0.0
    while (now := post(api, id_))["status"] not in _OVER and passed <= within:
        api.advance(5)
        passed += 5
    return now


def published(api: Api, container: str | None = None, *targets: Any) -> Any:
    """A post that was published a moment ago. Raises :class:`UnprovidedError` where it was not."""
    (id_,) = _ids(publish(api, container, *targets))
    ended = finished(api, id_)
    if ended["status"] != "published":
        raise UnprovidedError(f"a post, which the check builds on, is {ended['status']}")
    return ended


def listed(api: Api, project: str | None = None, *, state: str = "project", **query: Any) -> list[Any]:
    """All posts of a project that fit, over all pages."""
    found: list[Any] = []
    place = project or api.state(state)
    query = {"limit": 100, **query}
    while True:
        page = api.call("listScheduledPosts", place, query=query).succeeded(200)
        found += page["items"]
        if page["nextCursor"] is None:
            return found
        holds(page["items"], "an empty page with a nextCursor")
        query["cursor"] = page["nextCursor"]


def is_posted(api: Api, container: str, project: str) -> bool:
    """Whether a project has a post of a container."""
    return any(is_same_id(each["containerId"], container) for each in listed(api, project))


def accounts(api: Api) -> tuple[str, str]:
    """The TikTok and the Instagram account of the state `project`."""
    return api.state("tiktok_account"), api.state("instagram_account")


def moment(api: Api) -> datetime:
    """The target's time, by a project that it makes now."""
    row = api.made("getProject", api.made("createProject", body={"name": api.text("Clock"), "timezone": "UTC"})["id"])
    return datetime.fromisoformat(row["createdAt"])


def slot(api: Api, seconds: float) -> str:
    """An instant so many seconds from the target's time, to the millisecond."""
    return _text(moment(api) + timedelta(seconds=seconds))


def _text(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def spare(api: Api) -> Iterator[str]:
    """The project that may be archived, which is active and reviews nothing again behind it."""
    project = api.state("spare_project")
    try:
        yield project
    finally:
        api.call("patchProject", project, body={"status": "active"})
        api.call("patchApprovalPolicy", project, body={"requiresApproval": False})
