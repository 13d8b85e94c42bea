"""Scheduled posts: how they are made, and what becomes of them.

A post is queued until its slot, then it is being published for a while, then it is over: published, in the inbox of the
account's device, or failed. Source: reference/publishing/*; how long publishing takes and how platforms number posts is
inferred.
"""

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Literal, NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.announcements import announce
from layers_mock.world.clock import LATEST, iso
from layers_mock.world.ids import IdSource, Key, parse, ulid
from layers_mock.world.index import Index
from layers_mock.world.organization import Organization
from layers_mock.world.rows import (
    Container,
    Intent,
    PlatformPost,
    PostMode,
    ScheduledPost,
    SocialAccount,
    SocialPlatform,
    Target,
)
from layers_mock.world.webhooks import EventType

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = [
    "LEAD_MILLISECONDS",
    "MODES",
    "PUBLISHING_MILLISECONDS",
    "SLOTS",
    "TICK_MILLISECONDS",
    "Obstacle",
    "PostStep",
    "Promotion",
    "as_failed",
    "as_published",
    "as_publishing",
    "cancel_post",
    "cancel_posts",
    "is_sent",
    "obstacle_to",
    "promote",
    "queued_posts",
    "reschedule_post",
    "schedule_posts",
]

LEAD_MILLISECONDS = 30_000
"""How long a publish-now waits, and how far ahead a post is moved at least."""
TICK_MILLISECONDS = 5_000
"""How soon a post is taken up whose slot has passed when it is scheduled."""
PUBLISHING_MILLISECONDS = 20_000
"""How long a post is being published."""
_SENT_MILLISECONDS = 10_000
"""How long after the beginning of publishing the upload goes out; from then on nothing stops it."""
_BROKEN_TOKEN: JsonObject = {
    "code": "CREDENTIAL_INVALID",
    "message": "The account's authorisation has run out. Authorise it again and schedule anew.",
}
MODES: dict[SocialPlatform, tuple[PostMode, ...]] = {
    "tiktok": ("direct_publish", "draft_to_device"),
    "instagram": ("reels", "feed", "draft_to_device"),
}
"""How each platform can be posted on."""


def _facets(post: ScheduledPost) -> tuple[object, ...]:
    return post.status, post.account


def _slot(post: ScheduledPost) -> int:
    return post.scheduled_for


SLOTS: Index[ScheduledPost] = Index(_facets, _slot)
"""A project's scheduled posts by status and account, in the order of their slots."""

ObstacleKind = Literal["archived", "unfinished", "account", "disconnected", "mode", "repeated-id", "taken-id"]


class Obstacle(NamedTuple):
    """Why a container cannot be posted as asked; ``target`` is the number of the target it is about."""

    kind: ObstacleKind
    target: int = 0


class Promotion(NamedTuple):
    """What became of a schedule that waited for an approval."""

    is_done: bool
    posts: tuple[ScheduledPost, ...] = ()


class PostStep(NamedTuple):
    """The next step of a scheduled post, on the timeline: it is taken up, or its publishing is over."""

    organization: Key
    post: Key
    epoch: int
    is_recurring: bool = False

    def apply(self, world: "World", at: int) -> None:
        """Take the post up or end it, unless its plan changed since this was due."""
        organization = world.organizations[self.organization]
        post = self._standing(organization)
        if post is None:
            return
        if post.status == "queued":
            begun = as_publishing(post, at)
            organization.scheduled_posts.replace(begun)
            world.schedule(at + PUBLISHING_MILLISECONDS, PostStep(self.organization, self.post, begun.epoch))
        else:
            _end(world, organization, post, at)

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """How the post goes on; ``None`` where its plan changed since."""
        organization = world.organizations[self.organization]
        post = self._standing(organization)
        if post is None:
            return None
        status = "publishing" if post.status == "queued" else _outcome(organization, post)
        return {"at": iso(at), "event": f"post.{status}", "scheduledPostId": post.id, "platform": post.platform}

    def _standing(self, organization: Organization) -> ScheduledPost | None:
        post = organization.scheduled_posts.get(self.post)
        is_open = post is not None and post.epoch == self.epoch and post.status in {"queued", "publishing"}
        return post if is_open else None


def obstacle_to(organization: Organization, container: Container, targets: tuple[Target, ...]) -> Obstacle | None:
    """What stands in the way of posting a container on all of the targets; ``None`` where nothing does."""
    project = organization.projects.get(container.project)
    if project is None or project.status == "archived":
        return Obstacle("archived")
    if container.status != "completed":
        return Obstacle("unfinished")
    seen: set[Key | None] = set()
    for index, target in enumerate(targets):
        kind = _obstacle_of(organization, container, target, seen)
        if kind is not None:
            return Obstacle(kind, index)
    return None


def _obstacle_of(
    organization: Organization, container: Container, target: Target, seen: set[Key | None]
) -> ObstacleKind | None:
    account = organization.social_accounts.get(target.account)
    if account is None or account.project != container.project:
        return "account"
    if account.status == "disconnected":
        return "disconnected"
    if target.mode not in MODES[account.platform]:
        return "mode"
    key = None if target.post is None else parse(target.post)
    if key is not None and key in seen:
        return "repeated-id"
    seen.add(key)
    return "taken-id" if key is not None and organization.scheduled_posts.get(key) is not None else None


def schedule_posts(
    world: "World", organization: Organization, container: Container, intent: Intent, now: int
) -> tuple[ScheduledPost, ...]:
    """A queued post for each target. Callers make sure that nothing stands in the way."""
    return tuple(_schedule(world, organization, container, target, intent.scheduled_for, now) for target in intent.targets)


def _schedule(
    world: "World", organization: Organization, container: Container, target: Target, scheduled_for: int, now: int
) -> ScheduledPost:
    account = organization.social_accounts.get(target.account)
    if account is None:
        raise KeyError(target.account)
    chosen = None if target.post is None else parse(target.post)
    key = world.ids.fresh(now) if chosen is None else chosen
    caption, comment = target.caption_override, target.first_comment_override
    post = ScheduledPost(
        key=key, id=target.post or "sp_" + ulid(key), created_at=now, updated_at=now, project=container.project,
        container=container.key, account=account.key, platform=account.platform, mode=target.mode,
        scheduled_for=scheduled_for, caption=container.caption if caption is None else caption,
        first_comment=container.first_comment if comment is None else comment,
    )  # fmt: skip
    organization.scheduled_posts.add(post)
    _plan(world, organization, post, now)
    _announce(world, organization, "post.scheduled", post, now, scheduledFor=iso(scheduled_for))
    return post


def _plan(world: "World", organization: Organization, post: ScheduledPost, now: int) -> None:
    due = max(post.scheduled_for, now + TICK_MILLISECONDS)
    if due <= LATEST:
        world.schedule(due, PostStep(organization.key, post.key, post.epoch))


def promote(world: "World", organization: Organization, container: Container, intent: Intent, at: int) -> Promotion:
    """Carry out a schedule that waited, whole or not at all."""
    if obstacle_to(organization, container, intent.targets) is not None:
        return Promotion(is_done=False)
    return Promotion(is_done=True, posts=schedule_posts(world, organization, container, intent, at))


def reschedule_post(
    world: "World", organization: Organization, post: ScheduledPost, scheduled_for: int, now: int
) -> ScheduledPost:
    """Move a queued post; its former slot passes without it."""
    moved = post._replace(scheduled_for=scheduled_for, updated_at=now, epoch=post.epoch + 1)
    organization.scheduled_posts.replace(moved)
    _plan(world, organization, moved, now)
    return moved


def is_sent(post: ScheduledPost, now: int) -> bool:
    """Whether nothing stops a post any more: it is over, or its upload went out."""
    if post.status == "publishing" and post.attempted_at is not None:
        return now >= post.attempted_at + _SENT_MILLISECONDS
    return post.status != "queued"


def cancel_post(world: "World", organization: Organization, post: ScheduledPost, reason: str | None, now: int) -> ScheduledPost:
    """Cancel a post that was not sent. Its events on the timeline become void."""
    canceled = post._replace(status="canceled", canceled_at=now, cancel_reason=reason, updated_at=now, epoch=post.epoch + 1)
    organization.scheduled_posts.replace(canceled)
    _announce(world, organization, "post.canceled", canceled, now, canceledAt=iso(now), reason=reason)
    return canceled


def queued_posts(organization: Organization, project: Key, account: Key | None = None) -> list[ScheduledPost]:
    """The posts of a project, or on one of its accounts, that were not taken up yet."""
    wanted = (("queued",), None if account is None else (account,))
    return [post for _, post in organization.scheduled_posts.under(SLOTS, project, wanted)]


def cancel_posts(world: "World", organization: Organization, posts: list[ScheduledPost], now: int) -> int:
    """Cancel posts that are queued; gives how many. Their events on the timeline become void."""
    for post in posts:
        cancel_post(world, organization, post, None, now)
    return len(posts)


def _outcome(organization: Organization, post: ScheduledPost) -> Literal["published", "draft_in_inbox", "failed"]:
    account = organization.social_accounts.get(post.account)
    if account is None or account.status != "connected":
        return "failed"
    return "draft_in_inbox" if post.mode == "draft_to_device" else "published"


def as_publishing(post: ScheduledPost, at: int) -> ScheduledPost:
    """The post as it is taken up."""
    return post._replace(status="publishing", attempted_at=at, updated_at=at, epoch=post.epoch + 1)


def as_failed(post: ScheduledPost, at: int) -> ScheduledPost:
    """The post as its publishing ends on an account that cannot be posted on any more."""
    return post._replace(status="failed", last_error=_BROKEN_TOKEN, updated_at=at, epoch=post.epoch + 1)


def as_published(
    ids: IdSource, post: ScheduledPost, container: Container, account: SocialAccount, at: int
) -> tuple[ScheduledPost, PlatformPost]:
    """The post with the id and address that its platform gave it, and what is tracked of it from now on."""
    external_id, url = _on_platform(ids, post, account.handle, container.format, at)
    published = post._replace(
        status="published", published_at=at, external_id=external_id, external_url=url, updated_at=at, epoch=post.epoch + 1
    )
    return published, _tracked(ids, post, container, account, external_id, at)


def _end(world: "World", organization: Organization, post: ScheduledPost, at: int) -> None:
    outcome = _outcome(organization, post)
    ended = post._replace(status=outcome, updated_at=at, epoch=post.epoch + 1)
    account = organization.social_accounts.get(post.account)
    container = organization.containers.get(post.container)
    if outcome == "failed":
        ended = as_failed(post, at)
    elif outcome == "published" and account is not None and container is not None:
        ended, tracked = as_published(world.ids, post, container, account, at)
        organization.track(tracked)
    organization.scheduled_posts.replace(ended)
    if outcome == "failed":
        _announce(world, organization, "post.failed", ended, at, error=ended.last_error)
    elif outcome == "published":
        ids = {"externalId": ended.external_id, "externalUrl": ended.external_url}
        _announce(world, organization, "post.published", ended, at, **ids)


def _announce(
    world: "World", organization: Organization, event_type: EventType, post: ScheduledPost, at: int, **more: object
) -> None:
    """Announce what became of a post; one that reaches the inbox of a device is neither published nor failed."""
    container = organization.containers.get(post.container)
    printed = "cnt_" + ulid(post.container) if container is None else container.id
    told: JsonObject = {"scheduledPostId": post.id, "containerId": printed, **more}
    announce(world, organization, event_type, told, at, project=post.project)


def _on_platform(ids: IdSource, post: ScheduledPost, handle: str, format_: str, at: int) -> tuple[str, str]:
    """A post's id and address as its platform gives them: TikTok's ids begin with the second, Instagram's codes are short."""
    digest = ids.digest(f"external/{post.key:x}")
    number = int.from_bytes(digest[:4])
    is_slideshow = format_ == "slideshow_remix"
    if post.platform == "tiktok":
        external_id = str((at // 1000) << 32 | number)
        return external_id, f"https://www.tiktok.com/@{handle}/{'photo' if is_slideshow else 'video'}/{external_id}"
    code = urlsafe_b64encode(digest[8:16]).decode().rstrip("=")
    external_id = str(17_900_000_000_000_000 + int.from_bytes(digest[:8]) % 99_999_999_999_999)
    return external_id, f"https://www.instagram.com/{'p' if post.mode == 'feed' else 'reel'}/{code}/"


def _tracked(
    ids: IdSource, post: ScheduledPost, container: Container, account: SocialAccount, external_id: str, at: int
) -> PlatformPost:
    key = ids.derived(f"platform-post/{post.key:x}", at)
    brief = container.brief
    return PlatformPost(
        key=key, id="pp_" + ulid(key), external_id=external_id, created_at=at, project=post.project,
        platform=post.platform, source_type="content_container", format=container.format, caption=post.caption or "",
        hook=_text(brief.get("hook")), cta=_text(brief.get("cta")), container=container.id, account=account.key,
        metrics=_metrics(ids.digest(f"metrics/{post.key:x}"), account.followers),
    )  # fmt: skip


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _metrics(digest: bytes, followers: int) -> dict[str, float]:
    """What a post gathers in the end: more where the account has more followers, and now and then much more."""
    reach, liked, commented, shared, watched, bought = (byte / 255 for byte in digest[:6])
    views = round((400 + followers) * (0.4 + 6 * reach**3))
    likes = round(views * (0.03 + 0.09 * liked))
    return {
        "views": views,
        "likes": likes,
        "comments": round(likes * (0.01 + 0.05 * commented)),
        "shares": round(likes * (0.02 + 0.12 * shared)),
        "watch_time_ms": round(views * (2500 + 6000 * watched)),
        "conversions": round(views * 0.004 * bought),
    }
