"""Social accounts: what no check of the kit can see. The rules themselves are checked by contract_tests/social."""

from pathlib import Path
from typing import Any

import pytest

from layers_mock.errors import FixtureError
from layers_mock.fixtures import compile_fixture, read_fixture
from layers_mock.world.ids import Key, parse
from layers_mock.world.rows import PostStatus, ScheduledPost
from layers_mock.world.snapshots import save
from tests.harness import Api, contract

DAY = 86_400
RETURN_URL = "https://app.example.com/connected?step=2&empty="
FIXTURE = """
fixture: accounts
about: One project with one account.
starts: "2026-04-24T12:00:00Z"
organizations:
  - label: partner
    name: Partner
    keys: [{{name: full, return_url_allowlist: [connect.example]}}]
    projects:
      - label: tea
        name: Tea
        age: 100d
        content: [{{label: done, age: 5d}}, {{label: broken, age: 4d, status: failed}}]
        social_accounts:
          - {{label: account, handle: tea, {account}}}
"""


@pytest.fixture
def api() -> Api:
    """The world of the contract checks."""
    return Api("check")


def begin(api: Api, **fields: str) -> Any:
    body = {"platform": "tiktok", "returnUrl": RETURN_URL, **fields}
    return api.post(f"/v1/projects/{api.id('empty-project')}/social/oauth-url", body).body


def connect(api: Api, **consent: str) -> str:
    return str(api.control("POST", f"oauth/{begin(api)['state']}/complete", consent).body["socialAccountId"])


def accounts(api: Api) -> list[Any]:
    return list(api.get(f"/v1/projects/{api.id('empty-project')}/social-accounts").body["items"])


def renew(api: Api, account: str) -> str:
    body = {"socialAccountId": account, "returnUrl": RETURN_URL}
    return str(api.post(f"/v1/projects/{api.id('empty-project')}/social/reauth-url", body).body["state"])


def fixture_of(folder: Path, account: str) -> Api:
    path = folder / "accounts.yaml"
    path.write_text(FIXTURE.format(account=account))
    return Api(str(path))


def key(text: str) -> Key:
    found = parse(text)
    assert found is not None
    return found


# Time


def test_equal_worlds_tell_equal_states_and_accounts_and_others_do_not() -> None:
    told = []
    for seed in (1, 1, 2):
        api = Api("check", seed=seed)
        begun = begin(api)
        api.control("POST", f"oauth/{begun['state']}/complete")
        told.append((begun["state"], [{**row, "avatarUrl": ""} for row in accounts(api)]))
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_a_clock_completes_nothing_and_a_token_keeps_no_world_busy(api: Api) -> None:
    begin(api)
    connect(api)
    before = api.world.clock.now()
    happened = api.control("POST", "clock/advance", {"to": "idle"}).body["happened"]
    assert [event for event in happened if not event["event"].startswith(("post.", "credits."))] == []
    assert api.world.clock.now() - before < 3 * DAY * 1000
    api.advance(400)
    assert len(accounts(api)) == 1


def test_the_end_of_a_token_is_an_event_at_its_very_moment(api: Api) -> None:
    account = connect(api)
    happened = api.control("POST", "clock/advance", {"seconds": 30 * DAY}).body["happened"]
    mine = [event for event in happened if event.get("socialAccountId") == account]
    assert mine == [
        {"at": "2026-05-24T12:00:00.000Z", "event": "social_account.needs_reauth", "socialAccountId": account}
    ]  # fmt: skip
    assert accounts(api)[0]["status"] == "reauth_required"


def test_the_end_of_a_token_that_was_renewed_means_nothing(api: Api) -> None:
    account = connect(api)
    api.advance(30 * DAY - 1)
    api.control("POST", f"oauth/{renew(api, account)}/complete")
    happened = api.control("POST", "clock/advance", {"seconds": 2}).body["happened"]
    assert [event for event in happened if event.get("socialAccountId") == account] == []
    assert accounts(api)[0]["status"] == "connected"
    api.advance(30 * DAY - 3)
    assert accounts(api)[0]["status"] == "connected"
    api.advance(1)
    assert accounts(api)[0]["status"] == "reauth_required"


def test_a_state_is_over_at_its_very_end(api: Api) -> None:
    state = begin(api)["state"]
    api.advance(599.999)
    assert api.get(f"/v1/social/oauth-status/{state}").body["status"] == "pending"
    api.advance(0.001)
    assert api.get(f"/v1/social/oauth-status/{state}").body["status"] == "failed"
    assert api.control("POST", f"oauth/{state}/complete").status == 409
    assert accounts(api) == []


def test_a_pending_state_outlives_a_snapshot(api: Api) -> None:
    state = begin(api)["state"]
    copy = Api("check")
    copy.worlds.restore(save(api.world), "default")
    copy.control("POST", f"oauth/{state}/complete")
    assert copy.get(f"/v1/social/oauth-status/{state}").body["status"] == "completed"
    assert api.get(f"/v1/social/oauth-status/{state}").body["status"] == "pending"


# Consent


def test_consent_tells_where_the_browser_goes(api: Api) -> None:
    state = begin(api)["state"]
    told = api.control("POST", f"oauth/{state}/complete").body
    assert told["redirectTo"] == f"https://app.example.com/connected?step=2&empty=&layers_state={state}&status=success"
    refused = begin(api)["state"]
    told = api.control("POST", f"oauth/{refused}/deny", {"message": "Not today."}).body
    assert (told["status"], told["socialAccountId"], told["redirectTo"][-13:]) == ("failed", None, "status=failed")
    assert api.get(f"/v1/social/oauth-status/{refused}").body["error"] == {"message": "Not today."}


def test_a_state_is_decided_once(api: Api) -> None:
    state = begin(api)["state"]
    for outcome, status in (("fail", 200), ("complete", 409), ("deny", 409)):
        assert api.control("POST", f"oauth/{state}/{outcome}").status == status
    assert api.control("POST", "oauth/st_01HXZ9G7KMV2QX8Y1S5RJW3B7T/complete").status == 404
    assert api.control("POST", f"oauth/{state.lower()}/complete").status == 404
    assert api.control("POST", f"oauth/{begin(api)['state']}/complete", {"handle": "@me"}).status == 422


def test_an_account_that_is_connected_again_stays_the_one_it_is(api: Api) -> None:
    first = connect(api, handle="harbor.tea")
    assert connect(api, handle="harbor.tea") == first
    other = connect(api)
    api.delete(f"/v1/social-accounts/{first}")
    again = connect(api, handle="harbor.tea")
    assert len({first, other, again}) == 3
    assert [row["handle"] for row in accounts(api)] == ["harbor.tea", "empty.project", "harbor.tea"]


def test_consent_for_an_account_that_was_revoked_meanwhile_fails(api: Api) -> None:
    account = connect(api)
    state = renew(api, account)
    api.delete(f"/v1/social-accounts/{account}")
    assert api.control("POST", f"oauth/{state}/complete").body["status"] == "failed"
    assert api.get(f"/v1/social/oauth-status/{state}").body["error"]["message"] == "The account was disconnected meanwhile."


def test_handles_are_made_of_the_projects_name_and_differ(api: Api) -> None:
    project = api.post("/v1/projects", {"name": "茶 & Tea — № 1", "timezone": "UTC"}).body["id"]
    nameless = api.post("/v1/projects", {"name": "茶", "timezone": "UTC"}).body["id"]
    for place, handles in ((project, ["tea.1", "tea.1.2"]), (nameless, ["account", "account.2"])):
        for _ in handles:
            body = {"platform": "instagram", "returnUrl": RETURN_URL}
            state = api.post(f"/v1/projects/{place}/social/oauth-url", body).body["state"]
            api.control("POST", f"oauth/{state}/complete")
        rows = api.get(f"/v1/projects/{place}/social-accounts").body["items"]
        assert [row["handle"] for row in reversed(rows)] == handles


# Posts


@pytest.mark.parametrize("is_leased", [False, True], ids=["revoked", "released"])
def test_queued_posts_go_with_the_account_and_no_others(api: Api, is_leased: bool) -> None:
    organization = api.world.organizations[api.world.keys[api.key()].organization]
    label, other = ("leased-account", "leasing-tiktok") if is_leased else ("busy-account", "quiet-account")
    account, beside = (key(api.id(name)) for name in (label, other))
    project = api.id("leasing-project" if is_leased else "busy-project")
    now, container = api.world.clock.now(), key(api.id("container"))
    statuses: tuple[PostStatus, ...] = ("queued", "publishing", "published", "failed", "canceled")
    for number, status in enumerate(statuses):
        for place, owner in enumerate((account, beside)):
            post = ScheduledPost(
                Key(1000 + 10 * number + place), f"sp_{number}{place}", now, now, key(project), container, owner, "tiktok",
                "direct_publish", now + 5000, status,
            )  # fmt: skip
            organization.scheduled_posts.add(post)
    api.delete(f"/v1/{'leased' if is_leased else 'social'}-accounts/{api.id(label)}")
    rows = [row for _, row in organization.scheduled_posts.newest_first(key(project))]
    mine = [row for row in rows if row.account == account]
    assert {row.status for row in mine} == set(statuses) - {"queued"}
    assert next(row for row in mine if row.id == "sp_00").canceled_at == now
    assert next(row for row in mine if row.id == "sp_40").canceled_at is None
    assert {row.status for row in rows if row.account == beside} == set(statuses)


# Fixtures


def test_a_key_returns_to_the_hosts_that_its_fixture_names(tmp_path: Path) -> None:
    api = fixture_of(tmp_path, "age: 10d")
    path = f"/v1/projects/{api.id('tea')}/social/oauth-url"
    for url, status in (("https://CONNECT.example:8080/x", 200), ("https://app.example.com/x", 403)):
        assert api.post(path, {"platform": "tiktok", "returnUrl": url}).status == status


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("age: 61d", "its token is over"), ("age: 5d, token: 5d", "its token is over"),
        ("queued: [broken]", "completed content"), ("queued: [nothing]", "completed content"),
        ("age: 90d, status: reauth_required, queued: [done]", "on a connected account"),
        ("leased: true, platform: instagram", "leased accounts are on TikTok"),
        ("leased: true, status: reauth_required", "Layers keeps them authorised"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused(tmp_path: Path, account: str, words: str) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(FIXTURE.format(account=account))
    with pytest.raises(FixtureError, match=words):
        compile_fixture(read_fixture(str(path)), contract())


def test_the_token_of_a_fixtures_account_ends(tmp_path: Path) -> None:
    api = fixture_of(tmp_path, "age: 10d, token: 11d")
    listed = f"/v1/projects/{api.id('tea')}/social-accounts?status=reauth_required"
    api.advance(DAY - 1)
    assert api.get(listed).body["items"] == []
    api.advance(1)
    assert [row["handle"] for row in api.get(listed).body["items"]] == ["tea"]
