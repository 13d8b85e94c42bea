"""Numbers over time, of anything that has posts or followers: reference/metrics/unified-metrics.

Counts come from the posts' own arithmetic (:mod:`layers_mock.world.metrics`), so that they agree with every ranking. The
growth of followers is inferred.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from layers_mock.world.ids import Key, parse
from layers_mock.world.metrics import LIFETIME, Numbers, gathered_by
from layers_mock.world.organization import Organization
from layers_mock.world.rows import Container, Layer, PlatformPost, Project, SocialAccount

__all__ = [
    "COUNTS", "METRICS", "Audience", "Subject", "bundle_of", "followers_at", "of_account", "of_layer", "of_organization",
    "of_post", "of_project", "values_between",
]  # fmt: skip

_YEAR = 365 * 86_400_000

COUNTS = ("views", "reach", "impressions", "likes", "comments", "shares", "saves", "watch_time_ms")
_OF_POSTS = (*COUNTS, "engagement_rate")
METRICS = (*_OF_POSTS, "followers", "follower_delta", "posts_published")
"""All there are, in the vendor's order."""
_BUNDLES: Mapping[str, tuple[str, ...]] = {"platform_post": _OF_POSTS, "project_layer": (*_OF_POSTS, "posts_published")}


class Audience(NamedTuple):
    """Accounts with followers, and the world's beginning, at which they have the number that their row says."""

    accounts: tuple[SocialAccount, ...]
    beginning: int

    def followers(self, at: int) -> int:
        """How many follow at an instant."""
        return sum(followers_at(account, at, self.beginning) for account in self.accounts)


class Subject(NamedTuple):
    """What numbers are told of. ``audience`` is ``None`` where nobody can follow it."""

    id: str
    posts: tuple[PlatformPost, ...]
    audience: Audience | None = None


def bundle_of(scope: str) -> tuple[str, ...]:
    """The numbers that are told of a scope where nobody says which."""
    return _BUNDLES.get(scope, METRICS)


def followers_at(account: SocialAccount, at: int, beginning: int) -> int:
    """An account's followers: as many again in a year, counted while it is connected."""
    last = at if account.disconnected_at is None else min(at, account.disconnected_at)
    grown = account.followers * (max(last, account.connected_at) - beginning) // _YEAR
    return max(0, account.followers + grown)


def of_post(post: PlatformPost) -> Subject:
    """A single post."""
    return Subject(post.id, (post,))


def of_account(organization: Organization, account: SocialAccount, beginning: int) -> Subject:
    """An account with the posts that went out through it."""
    posts = (post for post in _posts(organization, account.project) if post.account == account.key)
    return Subject(account.id, tuple(posts), Audience((account,), beginning))


def of_layer(organization: Organization, project: Project, layer: Layer) -> Subject:
    """A content layer with the posts that show what it made; a project's only layer made all of its content."""
    is_only = len(project.layers) == 1

    def is_made_by(post: PlatformPost) -> bool:
        if post.source_type != "content_container":
            return False
        container = _container(organization, post)
        made_in = None if container is None else container.layer
        return made_in == layer.key or (made_in is None and is_only)

    return Subject(layer.id, tuple(filter(is_made_by, _posts(organization, project.key))))


def of_project(organization: Organization, project: Project, printed: str, beginning: int) -> Subject:
    """A project with all of its posts and accounts."""
    accounts = tuple(account for _, account in organization.social_accounts.newest_first(project.key))
    return Subject(printed, tuple(_posts(organization, project.key)), Audience(accounts, beginning))


def of_organization(organization: Organization, printed: str, beginning: int) -> Subject:
    """An organisation with the posts and accounts of all its projects, archived ones among them."""
    parts = [of_project(organization, row, "", beginning) for _, row in organization.projects.newest_first(organization.key)]
    posts = tuple(post for part in parts for post in part.posts)
    accounts = tuple(account for part in parts if part.audience is not None for account in part.audience.accounts)
    return Subject(printed, posts, Audience(accounts, beginning))


def values_between(subject: Subject, edges: Sequence[int]) -> list[Mapping[str, float | None]]:
    """What was gathered between each edge and the next, by metric. ``edges`` are instants in order."""
    # What was over before the first edge gathers nothing and is published no more behind it.
    posts = [post for post in subject.posts if post.created_at + LIFETIME > edges[0]]
    counted = gathered_by(posts, edges)
    published = sorted(post.created_at for post in posts)
    before = [_published_before(published, edge) for edge in edges]
    followers = [None if subject.audience is None else subject.audience.followers(edge) for edge in edges]
    return [
        _values(counted[to].minus(counted[to - 1]), followers[to - 1], followers[to], before[to] - before[to - 1])
        for to in range(1, len(edges))
    ]


def _values(numbers: Numbers, earlier: int | None, later: int | None, published: int) -> dict[str, float | None]:
    delta = None if earlier is None or later is None else later - earlier
    counts = {name: numbers.metric(name) for name in _OF_POSTS}
    return {**counts, "followers": later, "follower_delta": delta, "posts_published": published}


def _published_before(published: list[int], at: int) -> int:
    """How many of the sorted instants lie before one."""
    return bisect_right(published, at - 1)


def _posts(organization: Organization, project: Key) -> Iterable[PlatformPost]:
    return (post for _, post in organization.posts.newest_first(project))


def _container(organization: Organization, post: PlatformPost) -> Container | None:
    key = None if post.container is None else parse(post.container)
    return None if key is None else organization.containers.get(key)
