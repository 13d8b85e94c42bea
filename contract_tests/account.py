"""getWhoami."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .forms import is_bare_uuid
from .making import balance, generated, give_back, new_project

__all__: list[str] = []

_FIELDS = (
    "organizationId", "workspaceId", "organizationName", "scopes", "rateLimitTier", "killSwitch", "apiAccessRevoked",
    "apiKeyId", "creditBalance",
)  # fmt: skip
_WORKING = ("full", "second", "limited", "writer", "throttled")
"""Roles of keys of one organisation that work."""
_OTHERS = ("other", "broke", "frugal")
_TIERS = ("standard", "pilot", "partner")


def _asked(api: Api, *roles: str) -> dict[str, Any]:
    """What getWhoami answers each of the roles that the target has a key for, and answers at all.

    That a key is answered is for `get-whoami.any-key` and `get-whoami.killed-key` to judge.
    """
    told: dict[str, Any] = {}
    for role in roles:
        try:
            answer = api.call("getWhoami", key=role)
        except UnprovidedError:
            continue
        if answer.is_success:
            told[role] = answer.json
    if not told:
        raise UnprovidedError(f"none of the keys {', '.join(roles)} is answered")
    return told


@check("get-whoami.fields")
def every_field_is_told(api: Api) -> None:
    """All fields are there, for every key."""
    for role, who in _asked(api, *_WORKING, "killed", *_OTHERS).items():
        missing = [name for name in _FIELDS if name not in who]
        holds(not missing, f"an answer to the key {role} without {', '.join(missing)}")
        for name in ("organizationName", "rateLimitTier"):
            holds(isinstance(who[name], str) and who[name], f"{name} is {who[name]!r}")
        for name in ("killSwitch", "apiAccessRevoked"):
            holds(isinstance(who[name], bool), f"{name} is {who[name]!r}")
        holds(isinstance(who["scopes"], list), f"scopes is {who['scopes']!r}")
        holds(type(who["creditBalance"]) is int, f"creditBalance is {who['creditBalance']!r}")


@check("get-whoami.bare-ids")
def ids_are_bare_uuids(api: Api) -> None:
    """organizationId, workspaceId and apiKeyId are UUIDs without a prefix."""
    for who in _asked(api, *_WORKING, *_OTHERS).values():
        for name in ("organizationId", "workspaceId", "apiKeyId"):
            holds(is_bare_uuid(who[name]), f"{name} is {who[name]!r}")


@check("get-whoami.workspace")
def the_workspace_is_the_organisation(api: Api) -> None:
    """`workspaceId` equals organizationId, for every key and in every organisation."""
    for role, who in _asked(api, *_WORKING, "killed", *_OTHERS).items():
        equal(who["workspaceId"], who["organizationId"], f"workspaceId of the key {role}")


@check("get-whoami.names-the-key")
def keys_differ_and_their_organisation_agrees(api: Api) -> None:
    """Two keys of one organisation have ids of their own, that stay, and one organizationId and organizationName."""
    api.secret("second")
    told = _asked(api, *_WORKING, "killed")
    ids = [who["apiKeyId"] for who in told.values()]
    holds(len(set(ids)) == len(ids), f"the apiKeyIds of {', '.join(told)}: {ids}")
    full = api.call("getWhoami").succeeded(200)
    for name in ("organizationId", "organizationName"):
        equal({role: who[name] for role, who in told.items()}, dict.fromkeys(told, full[name]), name)
    again = {role: who["apiKeyId"] for role, who in _asked(api, *told).items()}
    equal(again, dict(zip(told, ids, strict=True)), "apiKeyId when asked again")


@check("get-whoami.scopes-empty")
def a_key_without_a_list_shows_none(api: Api) -> None:
    """`scopes` is an empty list for each key that was given none."""
    for role, who in _asked(api, "full", "second", "throttled", *_OTHERS).items():
        if api.scopes(role) is None:
            equal(who["scopes"], [], f"scopes of the key {role}")


@check("get-whoami.scopes-listed")
def a_key_with_a_list_shows_it(api: Api) -> None:
    """`scopes` holds the scopes of the list and no others, in whatever order."""
    lists = {role: scopes for role in ("limited", "writer") if (scopes := api.scopes(role)) is not None}
    if not lists:
        raise UnprovidedError("no key has a scope list that is known")
    for role, who in _asked(api, *lists).items():
        equal(sorted(who["scopes"]), sorted(lists[role]), f"scopes of the key {role}")


@check("get-whoami.tier")
def the_tier_is_one_of_three(api: Api) -> None:
    """`rateLimitTier` is standard, pilot or partner for every key, and standard for one of that tier."""
    for role, who in _asked(api, *_WORKING, "killed", *_OTHERS).items():
        holds(who["rateLimitTier"] in _TIERS, f"rateLimitTier of the key {role} is {who['rateLimitTier']!r}")
    for who in _asked(api, "throttled").values():
        equal(who["rateLimitTier"], "standard", "rateLimitTier of a key of the standard tier")


@check("get-whoami.tier-internal")
def the_internal_tier_reads_partner(api: Api) -> None:
    """A key that may call more often than any tier allows reads `partner`."""
    most = max(api.contract.tiers[name].limits["read-light"].per_minute for name in _TIERS)
    found = False
    for role in _asked(api, *_WORKING, *_OTHERS):
        answer = api.call("getWhoami", key=role)
        limit = answer.header("X-RateLimit-Limit") or ""
        if limit.isdecimal() and int(limit) > most:
            found = True
            equal(
                answer.succeeded(200)["rateLimitTier"],
                "partner",
                f"rateLimitTier of a key that may call {limit} times a minute",
            )
    if not found:
        raise UnprovidedError("no key is known to be of the internal tier: X-RateLimit-Limit tells none beyond the others")


@check("get-whoami.live-key")
def a_key_that_works_is_not_killed(api: Api) -> None:
    """`killSwitch` is false for each key that works."""
    for role, who in _asked(api, *_WORKING, *_OTHERS).items():
        equal(who["killSwitch"], False, f"killSwitch of the key {role}")


@check("get-whoami.killed-key")
def a_killed_key_is_answered(api: Api) -> None:
    """A killed key is answered 200 with `killSwitch` true, each time, and as to all else like the others."""
    full = api.made("getWhoami")
    for _ in range(2):
        who = api.call("getWhoami", key="killed").succeeded(200)
        equal(who["killSwitch"], True, "killSwitch")
        equal(who["organizationId"], full["organizationId"], "organizationId")


@check("get-whoami.access-not-revoked")
def access_is_not_revoked_with_a_key(api: Api) -> None:
    """`apiAccessRevoked` is false for every key, a killed one among them."""
    for role, who in _asked(api, *_WORKING, "killed", *_OTHERS).items():
        equal(who["apiAccessRevoked"], False, f"apiAccessRevoked of the key {role}")


@check("get-whoami.credit-balance", alone=True)
def the_balance_is_that_of_the_wallet(api: Api) -> None:
    """`creditBalance` is what getCredits tells the same key, in every organisation."""
    for role, who in _asked(api, "full", "second", *_OTHERS).items():
        equal(who["creditBalance"], balance(api, key=role), f"creditBalance of the key {role}")


@check("get-whoami.credit-balance", alone=True)
def the_balance_follows_the_wallet(api: Api) -> None:
    """It falls as the wallet does when credits are held, for every key of the organisation, and rises when they come back."""
    before = api.call("getWhoami").succeeded(200)["creditBalance"]
    job = generated(api, new_project(api))
    held = _balances(api)
    holds(held < before, f"creditBalance is {held} after content was generated, and was {before} before it")
    give_back(api, job)
    api.finish(job)
    _balances(api)


def _balances(api: Api) -> int:
    """The balance that getWhoami tells both keys, where it is the one that getCredits tells."""
    told = balance(api)
    for role, who in _asked(api, "full", "second").items():
        equal(who["creditBalance"], told, f"creditBalance of the key {role}")
    return told


@check("get-whoami.any-key")
def no_scope_is_needed(api: Api) -> None:
    """Keys with a scope list are answered, whatever it leaves out, and so is every other valid key."""
    for role in ("limited", "writer"):
        api.call("getWhoami", key=role).succeeded(200)
    for role in ("full", "second", *_OTHERS):
        try:
            api.secret(role)
        except UnprovidedError:
            continue
        api.call("getWhoami", key=role).succeeded(200)
