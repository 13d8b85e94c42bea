"""getMetrics, listAdsContent and listRecommendations: what the kit cannot see."""

from typing import Any

import orjson
import pytest

from layers_mock.http.worlds import DEFAULT
from layers_mock.world.ids import Key, parse, ulid
from layers_mock.world.snapshots import save
from tests.harness import Answer, Api

NOW = "until=2026-04-24T12:00:00Z"
MANY = 400


def metrics(api: Api, scope: str, id_: str, query: str = "") -> Answer:
    return api.get(f"/v1/projects/{api.id('harbor-tea')}/metrics?scope={scope}&id={id_}&{query}")


def told(api: Api) -> list[bytes]:
    project = api.id("harbor-tea")
    paths = (f"metrics?scope=project&id={project}&granularity=hour", "ads-content?sort=scored_at_desc", "recommendations")
    return [api.get(f"/v1/projects/{project}/{path}").raw for path in paths]


def test_two_worlds_tell_the_same_at_the_same_time() -> None:
    first, second = Api(), Api()
    second.advance(4000)
    told(second)
    second.advance(86_400 - 4000)
    first.advance(86_400)
    assert told(first) == told(second)


def test_an_override_and_what_was_done_are_in_a_snapshot() -> None:
    api = Api()
    project = api.id("harbor-tea")
    items = api.get(f"/v1/projects/{project}/ads-content").body["items"]
    path = f"/v1/projects/{project}/ads-content/{items[0]['adsContentId']}"
    assert api.request("PATCH", path, {"override": "exclude", "note": "Not this one."}).status == 200
    copy = Api()
    copy.worlds.restore(orjson.loads(orjson.dumps(save(api.world))), DEFAULT)
    assert told(copy) == told(api)
    assert copy.get(f"/v1/projects/{project}/ads-content?override=exclude").body["items"][0]["note"] == "Not this one."


def test_a_window_before_1970_is_empty_and_not_a_fault() -> None:
    api = Api()
    answer = metrics(api, "project", api.id("harbor-tea"), "since=1950-01-01T00:00:00Z&until=1950-02-01T00:00:00%2B05:30")
    assert answer.status == 200
    assert len(answer.body["series"]) == 31
    assert answer.body["totals"]["views"] == 0


@pytest.mark.parametrize(
    "since",
    [
        "0000-01-01T00:00:00Z",
        "0999-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "2026-04-01T23:59:60Z",
        "2026-04-01",
    ],
)
def test_what_no_clock_can_show_is_refused(since: str) -> None:
    api = Api()
    answer = metrics(api, "project", api.id("harbor-tea"), f"since={since}&{NOW}")
    assert (answer.status, answer.code) == (422, "VALIDATION")


def test_followers_stand_still_once_an_account_is_gone() -> None:
    api = Api("check")
    organization = api.world.organizations[next(iter(api.world.organizations))]
    account = organization.social_accounts.get(parse(api.id("ranked-account")) or Key(0))
    assert account is not None
    organization.social_accounts.replace(account._replace(disconnected_at=api.world.base.start))
    api.advance(30 * 86_400)
    path = f"/v1/projects/{api.id('ranked-project')}/metrics?scope=social_account&id={account.id}"
    totals = api.get(path).body["totals"]
    assert (totals["followers"], totals["follower_delta"]) == (36_500, 0)


def test_a_long_series_of_many_posts_is_told(api: Api) -> None:
    organization = next(found for found in api.world.organizations.values() if found.name == "Acme Studio")
    post = organization.posts.get(parse(api.id("desk-ritual")) or Key(0))
    assert post is not None
    for number in range(MANY):
        key = Key((1 << 100) + number)
        organization.posts.add(post._replace(key=key, id="pp_" + ulid(key), external_id=f"many-{number}"))
    one = metrics(api, "platform_post", post.id).body["totals"]
    whole: dict[str, Any] = metrics(api, "project", api.id("harbor-tea"), "granularity=hour").body
    assert whole["totals"]["likes"] > MANY * one["likes"]
    items = api.get(f"/v1/projects/{api.id('harbor-tea')}/ads-content?limit=200").body["items"]
    assert len({item["adsContentId"] for item in items}) == 200


@pytest.fixture
def api() -> Api:
    return Api()
