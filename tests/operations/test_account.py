"""Who the caller is, rule by rule."""

import re

import pytest

from tests.harness import Api

rule = pytest.mark.rule
BARE_UUID = re.compile(r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")
SCOPES = ["projects:read", "content:read", "jobs:read", "metrics:read"]


@rule("get-whoami.fields", "get-whoami.live-key")
def test_whoami_tells_the_organisation_the_key_and_its_flags(api: Api) -> None:
    answer = api.get("/v1/whoami")
    assert answer.status == 200
    body = answer.body
    assert {**body, "organizationId": "", "workspaceId": "", "apiKeyId": ""} == {
        "organizationId": "", "workspaceId": "", "organizationName": "Acme Studio", "scopes": [],
        "rateLimitTier": "partner", "killSwitch": False, "apiAccessRevoked": False, "apiKeyId": "",
        "creditBalance": 23080,
    }  # fmt: skip


@rule("get-whoami.bare-ids", "get-whoami.workspace")
def test_whoami_prints_bare_uuids_and_the_organisation_as_the_workspace(api: Api) -> None:
    body = api.get("/v1/whoami").body
    for name in ("organizationId", "workspaceId", "apiKeyId"):
        assert BARE_UUID.match(body[name])
    assert body["workspaceId"] == body["organizationId"] != body["apiKeyId"]


@rule("get-whoami.names-the-key")
def test_keys_of_one_organisation_have_ids_of_their_own(api: Api) -> None:
    bodies = [api.get("/v1/whoami", key=key).body for key in ("full", "limited", "throttled", "killed")]
    assert len({body["apiKeyId"] for body in bodies}) == 4
    assert len({(body["organizationId"], body["organizationName"]) for body in bodies}) == 1
    stranger = api.get("/v1/whoami", key="other").body
    assert stranger["organizationName"] == "Borealis Labs"
    assert stranger["organizationId"] != bodies[0]["organizationId"]


@rule("get-whoami.names-the-key")
def test_a_key_keeps_its_id(api: Api) -> None:
    before = api.get("/v1/whoami").body
    api.advance(86_400)
    assert api.get("/v1/whoami").body == before


@rule("get-whoami.scopes-empty")
@pytest.mark.parametrize("key", ["full", "throttled", "other"])
def test_a_key_without_a_scope_list_shows_none(api: Api, key: str) -> None:
    assert api.get("/v1/whoami", key=key).body["scopes"] == []


@rule("get-whoami.scopes-listed", "get-whoami.any-key")
def test_a_key_with_a_scope_list_shows_it_and_needs_none_of_it_here(api: Api) -> None:
    answer = api.get("/v1/whoami", key="limited")
    assert answer.status == 200
    assert answer.body["scopes"] == SCOPES


@rule("get-whoami.tier")
def test_whoami_tells_the_tier_of_the_key(api: Api) -> None:
    assert api.get("/v1/whoami", key="throttled").body["rateLimitTier"] == "standard"


@rule("get-whoami.tier-internal")
def test_the_internal_tier_reads_partner(api: Api) -> None:
    assert next(key.tier for key in api.world.keys.values() if key.name == "full") == "internal"
    assert api.get("/v1/whoami").body["rateLimitTier"] == "partner"


@rule("get-whoami.killed-key", "get-whoami.access-not-revoked")
def test_a_killed_key_learns_that_it_was_killed(api: Api) -> None:
    answer = api.get("/v1/whoami", key="killed")
    assert answer.status == 200
    assert answer.body["killSwitch"] is True
    assert answer.body["apiAccessRevoked"] is False
    assert answer.body["organizationName"] == "Acme Studio"
    assert api.get("/v1/credits", key="killed").code == "KILL_SWITCH"


@rule("get-whoami.credit-balance")
def test_the_balance_is_that_of_the_wallet_at_every_moment(api: Api) -> None:
    assert api.get("/v1/whoami").body["creditBalance"] == 23080
    api.delete(f"/v1/projects/{api.id('northwind-fit')}")
    api.advance(200)
    assert api.get("/v1/whoami").body["creditBalance"] == api.get("/v1/credits").body["balance"] == 23200
    api.advance(40 * 86_400)
    assert api.get("/v1/whoami").body["creditBalance"] == api.get("/v1/credits").body["balance"] == 25000


@rule("get-whoami.credit-balance")
def test_an_empty_wallet_reads_nought(api: Api) -> None:
    assert api.get("/v1/whoami", key="broke").body["creditBalance"] == 0


@rule("auth.key-required", "auth.key-unknown")
def test_whoami_is_for_keys_only(api: Api) -> None:
    for options in ({"key": None}, {"key": None, "headers": {"X-Api-Key": "lp_live_nobody_nothing"}}):
        answer = api.get("/v1/whoami", **options)
        assert (answer.status, answer.code) == (401, "UNAUTHENTICATED")
