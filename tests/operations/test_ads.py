"""The ads section: what the kit cannot see."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from layers_mock.http.worlds import DEFAULT
from layers_mock.world.ids import Key, parse, ulid
from layers_mock.world.snapshots import save
from tests.harness import Api

DAY = 86_400
CENTURY = 36_500 * DAY
MANY = 120


def asked(api: Api, platform: str = "meta_ads", **fields: object) -> str:
    """The state of an attempt to connect an ad account."""
    body = {"platform": platform, "redirectUrl": "https://app.example.com/ads?step=2", **fields}
    url = api.post(f"/v1/projects/{api.id('empty-project')}/ads/ad-accounts/oauth-url", body).body["url"]
    return str(parse_qs(urlsplit(url).query)["state"][0])


def accounts(api: Api) -> list[Any]:
    return list(api.get(f"/v1/projects/{api.id('empty-project')}/ads/ad-accounts").body["items"])


def numbers(api: Api, query: str = "", label: str = "advertising-project", scope: str = "project") -> Any:
    path = f"/v1/projects/{api.id('advertising-project')}/ads-metrics?scope={scope}&id={api.id(label)}&{query}"
    return api.get(path).body


@pytest.fixture
def api() -> Api:
    return Api("check")


def test_equal_seeds_tell_equal_numbers_and_others_do_not() -> None:
    told = [orjson.dumps({**numbers(Api("check", seed=seed)), "id": ""}) for seed in (1, 1, 2)]
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_a_jump_tells_the_same_as_many_small_steps() -> None:
    first, second = Api("check"), Api("check")
    first.advance(9 * DAY)
    for _ in range(9):
        second.advance(DAY)
        numbers(second)
    assert numbers(first) == numbers(second)


def test_numbers_of_a_century_are_told_and_still_grow(api: Api) -> None:
    api.advance(CENTURY)
    before = numbers(api, "since=2026-01-01&granularity=week&until=2040-01-01", "spring-film", "ad")["totals"]["spend"]
    assert before > 0
    totals = numbers(api, "metrics=spend", "spring-film", "ad")["totals"]
    api.advance(DAY)
    later = numbers(api, "metrics=spend", "spring-film", "ad")["totals"]
    assert min(totals["spend"], later["spend"]) > 10_000


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=1950-01-01&until=1950-02-01", 200),
        ("since=1000-01-01&until=1000-01-02", 200),
        ("since=1000-01-01T00:00:00%2B14:00&until=1000-01-02", 200),
        ("since=0999-01-01&until=0999-01-02", 422),
        ("since=0000-01-01&until=2026-01-01", 422),
        ("since=2026-02-30", 422),
        ("since=2026-04-01T10", 422),
        ("since=9999-12-30&until=9999-12-31", 200),
        ("since=9999-12-30&until=9999-12-31T23:59:59-14:00", 422),
        ("until=9999-12-31", 422),
    ],
)
def test_what_no_clock_can_show_is_refused_and_all_else_told(api: Api, query: str, status: int) -> None:
    project = api.id("advertising-project")
    assert api.get(f"/v1/projects/{project}/ads-metrics?scope=project&id={project}&{query}").status == status


def test_rates_stay_within_what_they_can_be(api: Api) -> None:
    series = numbers(api, "&".join(f"metrics={name}" for name in ("impressions", "clicks", "conversions", "reach")))["series"]
    assert series
    for bucket in series:
        assert bucket["conversions"] <= bucket["clicks"] <= bucket["impressions"] >= bucket["reach"]


def test_a_long_series_of_many_ads_is_told(api: Api) -> None:
    organization = next(
        found for found in api.world.organizations.values() if found.ads.get(parse(api.id("spring-film")) or Key(0))
    )
    ad = organization.ads.get(parse(api.id("spring-film")) or Key(0))
    assert ad is not None
    for number in range(MANY):
        key = Key((1 << 100) + number)
        organization.ads.add(ad._replace(key=key, id="ad_" + ulid(key), external_id=f"many-{number}"))
    body = numbers(api, "since=2021-01-01&until=2026-04-24")
    assert len(body["series"]) == 1939
    assert body["totals"]["spend"] == sum(bucket["spend"] for bucket in body["series"])


def test_consent_tells_where_the_browser_goes(api: Api) -> None:
    answer = api.control("POST", f"oauth/{asked(api, state='a b&c=d')}/complete", {"handle": "Tea.Ads"}).body
    account = accounts(api)[0]
    parts = urlsplit(answer["redirectTo"])
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "app.example.com", "/ads")
    assert parse_qs(parts.query) == {
        "step": ["2"], "status": ["connected"], "accountId": [account["adAccountId"]], "state": ["a b&c=d"],
    }  # fmt: skip
    assert (answer["adAccountId"], answer["socialAccountId"]) == (account["adAccountId"], None)
    assert account["name"] == "Tea.Ads"


def test_a_refusal_goes_back_with_the_clients_state_and_no_account(api: Api) -> None:
    answer = api.control("POST", f"oauth/{asked(api, state='mine')}/deny", {"message": "No."}).body
    query = parse_qs(urlsplit(answer["redirectTo"]).query)
    assert (query["status"], query["state"]) == (["failed"], ["mine"])
    assert "accountId" not in query
    assert (answer["adAccountId"], accounts(api)) == (None, [])


def test_a_flow_of_ads_is_none_of_social_accounts(api: Api) -> None:
    state = asked(api)
    assert api.get(f"/v1/social/oauth-status/{state}").status == 404
    api.control("POST", f"oauth/{state}/complete")
    assert api.get(f"/v1/social/oauth-status/{state}").status == 404
    assert api.get(f"/v1/projects/{api.id('empty-project')}/social-accounts").body["items"] == []


def test_a_state_is_decided_once_and_within_its_minutes(api: Api) -> None:
    state, late = asked(api), asked(api)
    assert api.control("POST", f"oauth/{state}/complete").status == 200
    assert api.control("POST", f"oauth/{state}/complete").status == 409
    api.advance(600)
    assert api.control("POST", f"oauth/{late}/complete").status == 409
    assert len(accounts(api)) == 1


def test_equal_worlds_connect_equal_accounts() -> None:
    told = []
    for _ in range(2):
        api = Api("check")
        for platform in ("meta_ads", "tiktok_ads", "apple_ads"):
            api.control("POST", f"oauth/{asked(api, platform)}/complete")
        told.append(accounts(api))
    assert told[0] == told[1]
    assert len({account["externalId"] for account in told[0]}) == 3


def test_a_pending_state_and_a_connected_account_outlive_a_snapshot(api: Api) -> None:
    api.control("POST", f"oauth/{asked(api)}/complete")
    state = asked(api, "tiktok_ads", state="later")
    copy = Api("check")
    copy.worlds.restore(orjson.loads(orjson.dumps(save(api.world))), DEFAULT)
    assert accounts(copy) == accounts(api)
    assert "state=later" in copy.control("POST", f"oauth/{state}/complete").body["redirectTo"]
    assert len(accounts(copy)) == 2


def test_what_changed_nothing_is_no_change_in_the_audit_log(api: Api) -> None:
    project = api.id("scored-project")
    item = api.get(f"/v1/projects/{project}/ads-content").body["items"][0]["adsContentId"]
    for override in ("include", "include", None, None):
        api.request("PATCH", f"/v1/projects/{project}/ads-content/{item}", {"override": override})
    events = api.get("/v1/audit-log?eventType=mutation.ads_content_updated").body["items"]
    assert len(events) == 2
