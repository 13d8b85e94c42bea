"""Every list costs what a page costs: no call reads more rows for a page far down, or for a filter that keeps few."""

from collections.abc import Iterator
from functools import cache

import pytest

from benchmarks.populated import populated
from benchmarks.scale import LISTS, deep_page
from layers_mock.http.pipeline import Pipeline
from layers_mock.http.worlds import Worlds
from layers_mock.world import BaseWorld
from layers_mock.world.ids import Key
from tests.harness import Api, base_of, contract

ROWS = 2000
LIMIT = 3


class Read(dict[Key, object]):
    """Rows that count how often one is read."""

    count = 0

    def __getitem__(self, key: Key) -> object:
        Read.count += 1
        return super().__getitem__(key)

    def get(self, key: Key, default: object = None) -> object:
        Read.count += 1
        return super().get(key, default)


@cache
def base() -> BaseWorld:
    made = populated(base_of("empty"), contract(), ROWS)
    (organization,) = made.organizations
    for name in ("projects", "influencers", "containers", "jobs", "scheduled_posts", "posts", "webhook_deliveries"):
        table = getattr(organization, name)
        table.rows = Read(table.rows)
    return made


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api("empty")
    api.worlds = Worlds(contract(), base(), seed=1, mode="manual", speed=1.0, base_url="http://127.0.0.1:4747")
    api.pipeline = Pipeline(contract(), api.worlds)
    yield api
    Read.count = 0


def reads(api: Api, target: str) -> tuple[int, list[dict[str, object]], str | None]:
    """How many rows of the base a call reads, and what it answers."""
    Read.count = 0
    answer = api.get(target)
    assert answer.status == 200, answer.body
    return Read.count, answer.body["items"], answer.body["nextCursor"]


@pytest.mark.parametrize("name", LISTS)
def test_no_page_reads_more_rows_than_the_first(api: Api, name: str) -> None:
    target = f"{LISTS[name].format(**base().labels)}limit={LIMIT}"
    reads(api, target)
    counted, seen, cursor = reads(api, target)
    assert counted <= 4 * (LIMIT + 1) + 3
    pages = 1
    while cursor is not None and pages <= deep_page(ROWS):
        more, items, cursor = reads(api, f"{target}&cursor={cursor}")
        assert more <= counted
        seen, pages = seen + items, pages + 1
    assert pages > 3
    assert len({str(item) for item in seen}) == len(seen)


def test_the_content_of_a_time_far_back_is_found_without_reading_what_came_later(api: Api) -> None:
    target = f"/v1/projects/{api.id('project')}/content?limit={LIMIT}"
    _, items, _ = reads(api, f"{target}&until=2024-08-01T00:00:00Z&since=2024-07-01T00:00:00Z")
    assert len(items) == LIMIT
    counted, _, _ = reads(api, f"{target}&until=2024-08-01T00:00:00Z&since=2024-07-01T00:00:00Z")
    assert counted <= 40


def test_the_slots_of_a_time_far_back_are_found_without_reading_what_is_to_come(api: Api) -> None:
    target = f"/v1/projects/{api.id('project')}/scheduled-posts?limit={LIMIT}"
    reads(api, target)
    counted, items, _ = reads(api, f"{target}&until=2024-08-01T00:00:00Z")
    assert len(items) == LIMIT
    assert counted <= 4 * (LIMIT + 1)


def test_what_a_world_changes_is_listed_at_once_and_other_worlds_keep_theirs(api: Api) -> None:
    target = f"/v1/projects/{api.id('project')}/influencers?status=ready&limit=1"
    _, (newest,), _ = reads(api, target)
    api.delete(f"/v1/influencers/{newest['influencerId']}")
    _, (following,), _ = reads(api, target)
    assert following != newest
    other = api.worlds.create("other", fixture=None, seed=None, mode=None, speed=None)
    answer = api.get(target, key=None, headers={"X-Api-Key": other.key_secrets()["full"]})
    assert [item["influencerId"] for item in answer.body["items"]] == [newest["influencerId"]]


def test_an_archived_project_loses_what_is_queued_and_asks_its_jobs_to_stop(api: Api) -> None:
    answer = api.delete(f"/v1/projects/{api.id('project')}")
    queued = [post for post in base().organizations[0].scheduled_posts.rows.values() if post.status == "queued"]
    assert answer.body["canceledScheduledPosts"] == len(queued) > 0
    _, items, _ = reads(api, f"/v1/projects/{api.id('project')}/scheduled-posts?status=queued&limit=5")
    assert items == []
    api.advance(3600)
    assert api.get(f"/v1/jobs/{api.id('job')}").body["status"] == "canceled"
