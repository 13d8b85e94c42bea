"""Scheduled posts: what becomes of them."""

from layers_mock.world.ids import Key
from layers_mock.world.organization import Organization
from layers_mock.world.rows import ScheduledPost

__all__ = ["cancel_posts", "queued_posts"]


def queued_posts(organization: Organization, project: Key) -> list[ScheduledPost]:
    """The posts of a project that were not taken up yet."""
    return [post for _, post in organization.scheduled_posts.newest_first(project) if post.status == "queued"]


def cancel_posts(organization: Organization, posts: list[ScheduledPost], now: int) -> int:
    """Cancel posts that are queued; gives how many. Their events on the timeline become void."""
    for post in posts:
        canceled = post._replace(status="canceled", canceled_at=now, updated_at=now)
        organization.scheduled_posts.replace(canceled)
    return len(posts)
