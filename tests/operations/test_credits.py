"""The wallet as the API tells it, rule by rule. What a wallet does by itself is in tests/world/test_wallet.py."""

from pathlib import Path

import pytest

from tests.harness import Api

rule = pytest.mark.rule
DAY = 86_400
FORK = "/v1/content/7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a77/clone-from-post"
MIXED = """
fixture: mixed-wallet
about: A video under way that took all included credits and some prepaid ones, a minute before the period ends.
starts: "2026-04-24T12:00:00Z"
organizations:
  - label: spender
    name: Spender
    credits: {included: 100, prepaid: 50, period_age: 2879m, period: 2d}
    keys: [{name: full}]
    projects:
      - label: busy
        name: Busy
        content: [{label: running-video, age: 40s, job: {started: 40s}}]
"""


@pytest.fixture
def mixed(tmp_path: Path) -> Api:
    """A world whose running job took credits from both pots."""
    path = tmp_path / "mixed.yaml"
    path.write_text(MIXED)
    return Api(str(path))


def wallet(api: Api, key: str = "full") -> dict[str, int]:
    body: dict[str, int] = api.get("/v1/credits", key=key).body
    return body


@rule("get-credits.fields", "get-credits.estimates", "get-credits.ingest-free", "get-credits.period")
def test_the_wallet_is_told_in_full(api: Api) -> None:
    answer = api.get("/v1/credits")
    assert answer.status == 200
    assert {**answer.body, "organizationId": ""} == {
        "organizationId": "",
        "balance": 23080,
        "includedRemaining": 18080,
        "prepaidBalance": 5000,
        "includedThisPeriod": 20000,
        "usedThisPeriod": 1920,
        "currentPeriod": {"start": "2026-04-15T12:00:00.000Z", "end": "2026-05-15T12:00:00.000Z", "usedCredits": 1920},
        "subscriptionTier": "pro",
        "billingStatus": "active",
        "estimatedCreditsPerFormat": {"video_remix": 120, "slideshow_remix": 50, "ugc_remix": 120, "auto": 120},
        "ingestCostsBilled": {"github": False, "website": False, "appstore": False},
    }


@rule("get-credits.organization")
def test_each_organisation_sees_its_own_wallet(api: Api) -> None:
    for key in ("full", "other"):
        own = api.get("/v1/credits", key=key).body
        assert own["organizationId"] == api.get("/v1/whoami", key=key).body["organizationId"]
    assert wallet(api, "other")["balance"] == 0 != wallet(api)["balance"]


@rule("get-credits.balance", "get-credits.used")
@pytest.mark.parametrize("seconds", [0, 200, 21 * DAY, 100 * DAY])
def test_the_numbers_agree_with_each_other_at_every_moment(api: Api, seconds: int) -> None:
    api.delete(f"/v1/projects/{api.id('northwind-fit')}")
    api.advance(seconds)
    body = wallet(api)
    assert body["balance"] == body["includedRemaining"] + body["prepaidBalance"]
    assert body["includedThisPeriod"] - body["usedThisPeriod"] == body["includedRemaining"]


@rule("get-credits.rolls-over", "get-credits.prepaid-stays")
def test_included_credits_are_full_again_at_the_end_of_the_period_and_prepaid_ones_stay(api: Api) -> None:
    end = 21 * DAY
    api.advance(end - 1)
    before = api.get("/v1/credits").body
    assert (before["includedRemaining"], before["prepaidBalance"]) == (18080, 5000)
    api.advance(1)
    after = api.get("/v1/credits").body
    assert (after["includedRemaining"], after["prepaidBalance"], after["usedThisPeriod"]) == (20000, 5000, 0)
    assert after["currentPeriod"] == {
        "start": before["currentPeriod"]["end"], "end": "2026-06-14T12:00:00.000Z", "usedCredits": 0,
    }  # fmt: skip


@rule("get-credits.rolls-over", "get-credits.period")
def test_periods_that_nobody_watched_are_over_all_the_same(api: Api) -> None:
    api.advance(100 * DAY)
    period = api.get("/v1/credits").body["currentPeriod"]
    assert (period["start"], period["end"]) == ("2026-07-14T12:00:00.000Z", "2026-08-13T12:00:00.000Z")


@rule("get-credits.estimates-bound")
@pytest.mark.parametrize("variations", [1, 4])
def test_a_generation_costs_no_more_than_its_estimate(api: Api, variations: int) -> None:
    before = api.get("/v1/credits").body
    body = {
        "projectId": api.id("harbor-tea"),
        "sourcePlatformPostId": api.id("kettle-asmr"),
        "variations": variations,
    }
    answer = api.post(FORK, body)
    assert api.finish(answer)["status"] == "completed"
    most = variations * before["estimatedCreditsPerFormat"]["video_remix"]
    assert 0 < before["balance"] - wallet(api)["balance"] <= most


@rule("get-credits.used-credits", "get-credits.included-first")
def test_included_credits_are_spent_before_prepaid_ones_and_both_count_as_used(mixed: Api) -> None:
    body = mixed.get("/v1/credits").body
    assert (body["includedRemaining"], body["prepaidBalance"]) == (0, 30)
    assert (body["usedThisPeriod"], body["currentPeriod"]["usedCredits"]) == (100, 120)


@rule("credits.returned-in-full", "get-credits.used-credits")
def test_credits_come_back_to_where_they_were_taken_from_within_the_period(api: Api) -> None:
    api.delete(f"/v1/projects/{api.id('northwind-fit')}")
    assert wallet(api)["balance"] == 23080
    api.advance(200)
    body = api.get("/v1/credits").body
    assert (body["includedRemaining"], body["prepaidBalance"]) == (18200, 5000)
    assert body["currentPeriod"]["usedCredits"] == 1800


@rule("get-credits.late-return")
def test_credits_that_come_back_late_come_back_as_prepaid_ones(mixed: Api) -> None:
    mixed.advance(61)
    body = mixed.get("/v1/credits").body
    assert (body["includedRemaining"], body["prepaidBalance"]) == (100, 30)
    mixed.delete(f"/v1/projects/{mixed.id('busy')}")
    mixed.advance(120)
    body = mixed.get("/v1/credits").body
    assert (body["includedRemaining"], body["prepaidBalance"]) == (100, 150)
    assert body["currentPeriod"]["usedCredits"] == 0


@rule("get-credits.any-key")
def test_no_scope_is_needed_to_read_the_wallet(api: Api) -> None:
    assert wallet(api, "limited") == wallet(api)


@rule("auth.killed-key", "auth.key-required")
def test_the_wallet_is_for_keys_that_work(api: Api) -> None:
    answer = api.get("/v1/credits", key="killed")
    assert (answer.status, answer.code) == (503, "KILL_SWITCH")
    answer = api.get("/v1/credits", key=None)
    assert (answer.status, answer.code) == (401, "UNAUTHENTICATED")
