"""Ingests: what a job was sent to read, and the circuit breaker of app stores.

Source: reference/projects/ingest-website, ingest-appstore, reference/github/ingest-github.
"""

from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple

from layers_mock.world.ids import Key

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization

__all__ = ["BrandSource", "Ingest", "Reading", "is_breaker_open"]

BrandSource = Literal["github", "website", "appstore"]
_MOST_FAILURES = 5
_FAILURES_COUNT_FOR = 7 * 86_400_000


class Reading(NamedTuple):
    """What is to be read, and how: the call's body with its defaults. Fields of other sources are left as they are."""

    source: BrandSource
    target: str
    """The repository, the URL or the app, in one spelling."""
    pages: int = 1
    country: str = "us"
    store_url: str | None = None
    app_name: str | None = None
    platforms: tuple[str, ...] = ()
    branch: str = "main"
    opens_pull_request: bool = True
    title: str = ""
    """Of the pull request."""


class Ingest(NamedTuple):
    """What one job reads, found by the job's key."""

    key: Key
    created_at: int
    reading: Reading
    failed_at: int | None = None
    """When it failed by itself; a job that the breaker let fail does not count."""
    is_broken: bool = False
    """The breaker of its app was open when it began."""

    @property
    def group(self) -> Key:
        """Ingests of the same thing stand together, so that an app's failures are found without a look at other apps."""
        return _group(self.reading.source, self.reading.target)


def _group(source: BrandSource, target: str) -> Key:
    return Key(int.from_bytes(blake2b(f"{source}/{target}".encode(errors="surrogatepass"), digest_size=16).digest()))


def is_breaker_open(organization: "Organization", app: str, now: int) -> bool:
    """Whether five ingests of an app failed in the last seven days, so that the next one does not even try.

    It closes by itself once the oldest of them is seven days old (inferred: the page names no other cool-down).
    """
    failures = 0
    for _, ingest in organization.ingests.newest_first(_group("appstore", app)):
        if ingest.created_at < now - 2 * _FAILURES_COUNT_FOR or failures == _MOST_FAILURES:
            break
        failures += ingest.failed_at is not None and ingest.failed_at > now - _FAILURES_COUNT_FOR
    return failures >= _MOST_FAILURES
