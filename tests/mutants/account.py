"""Wrong getWhoami."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, as_key, json_of, refuses, with_json

__all__ = ["MUTANTS"]

SCOPES = ["projects:read", "projects:write", "content:read", "content:write", "influencers:write", "jobs:read", "jobs:cancel"]


def by(*roles: str) -> Any:
    """Calls with the key of one of the roles."""
    return lambda asked: asked.key in roles


def tells(edit: Any, *roles: str) -> Any:
    """The answer with fields of ``edit(who)`` in place of its own, to all keys or to those of the roles."""
    return answers("getWhoami", lambda who: who | edit(who), when=by(*roles) if roles else None)


def lacks(name: str, *roles: str) -> Any:
    """The answer without a field."""
    return answers("getWhoami", lambda who: {key: value for key, value in who.items() if key != name}, when=by(*roles))


def from_wallet(field: str) -> Any:
    """The balance is another field of the wallet."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != "getWhoami" or came.status != 200 or asked.key == "killed":
            return came
        wallet = json_of(ask(asked.with_url("/v1/whoami", "/v1/credits")))
        return with_json(came, json_of(came) | {"creditBalance": wallet[field]})

    return lambda: server


def remembered(by_role: bool) -> Any:
    """The balance is the one that was told first: to anybody of the organisation, or to that key."""

    def make() -> Server:
        seen: dict[Any, int] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation != "getWhoami" or came.status != 200:
                return came
            who = json_of(came)
            balance = seen.setdefault(asked.key if by_role else who["organizationId"], who["creditBalance"])
            return with_json(came, who | {"creditBalance": balance})

        return server

    return make


MUTANTS = (
    Mutant("get-whoami.fields", "organizationName is missing.", lacks("organizationName", "full", "second", "limited")),
    Mutant("get-whoami.fields", "A killed key is not told the creditBalance.", lacks("creditBalance", "killed")),
    Mutant("get-whoami.fields", "apiAccessRevoked is null where nothing was revoked.", tells(lambda who: {"apiAccessRevoked": None})),
    Mutant("get-whoami.bare-ids", "apiKeyId carries a prefix.", tells(lambda who: {"apiKeyId": "key_" + who["apiKeyId"]})),
    Mutant("get-whoami.bare-ids", "organizationId is in upper case.", tells(lambda who: {"organizationId": who["organizationId"].upper()})),
    Mutant("get-whoami.bare-ids", "A scoped key's apiKeyId is a UUID without hyphens.",
        tells(lambda who: {"apiKeyId": who["apiKeyId"].replace("-", "")}, "limited", "writer"),
    ),
    Mutant("get-whoami.workspace", "workspaceId is the key's id.", tells(lambda who: {"workspaceId": who["apiKeyId"]})),
    Mutant("get-whoami.workspace", "A scoped key has a workspace of its own.",
        tells(lambda who: {"workspaceId": who["apiKeyId"]}, "limited", "writer"),
    ),
    Mutant("get-whoami.names-the-key", "apiKeyId is the organisation's id.", tells(lambda who: {"apiKeyId": who["organizationId"]})),
    Mutant("get-whoami.names-the-key", "The second key is taken for the first one.", as_key("getWhoami", "second", "full")),
    Mutant("get-whoami.names-the-key", "organizationName carries the name of the key.",
        tells(lambda who: {"organizationName": f"{who['organizationName']} ({who['apiKeyId'][:4]})"}),
    ),
    Mutant("get-whoami.names-the-key", "A scoped key has an organisation of its own.",
        tells(lambda who: {"organizationId": who["apiKeyId"], "workspaceId": who["apiKeyId"]}, "limited"),
    ),
    Mutant("get-whoami.scopes-empty", "scopes is null for a key without a list.", tells(lambda who: {"scopes": None}, "full", "second")),
    Mutant("get-whoami.scopes-empty", "A key without a list shows every scope.", tells(lambda who: {"scopes": SCOPES}, "second")),
    Mutant("get-whoami.scopes-empty", "A key without a list shows a star.", tells(lambda who: {"scopes": ["*"]}, "full")),
    Mutant("get-whoami.scopes-listed", "scopes is empty for every key.", tells(lambda who: {"scopes": []})),
    Mutant("get-whoami.scopes-listed", "The last scope of a list is missing.", tells(lambda who: {"scopes": who["scopes"][:-1]})),
    Mutant("get-whoami.scopes-listed", "A scope that writes shows the one that reads as well.",
        tells(lambda who: {"scopes": [*who["scopes"], *([] if "projects:read" in who["scopes"] else ["projects:read"])]}, "writer"),
    ),
    Mutant("get-whoami.tier", "The tier pilot reads Pilot.",
        tells(lambda who: {"rateLimitTier": who["rateLimitTier"].replace("pilot", "Pilot")}),
    ),
    Mutant("get-whoami.tier", "A killed key's tier reads none.", tells(lambda who: {"rateLimitTier": "none"}, "killed")),
    Mutant("get-whoami.tier", "Every key's tier reads partner.", tells(lambda who: {"rateLimitTier": "partner"})),
    Mutant("get-whoami.tier-internal", "The internal tier shows.", tells(lambda who: {"rateLimitTier": "internal"}, "full")),
    Mutant("get-whoami.tier-internal", "The internal tier reads pilot.", tells(lambda who: {"rateLimitTier": "pilot"}, "full")),
    Mutant("get-whoami.live-key", "killSwitch is true where it can be used.", tells(lambda who: {"killSwitch": True})),
    Mutant("get-whoami.live-key", "Keys of an organisation without credits read as killed.",
        answers("getWhoami", lambda who: who | {"killSwitch": who["creditBalance"] == 0}, when=by("broke")),
    ),
    Mutant("get-whoami.killed-key", "A killed key is refused here as elsewhere.", refuses("getWhoami", 503, "KILL_SWITCH", when=by("killed"))),
    Mutant("get-whoami.killed-key", "A killed key reads as a working one.", tells(lambda who: {"killSwitch": False}, "killed")),
    Mutant("get-whoami.killed-key", "A killed key reads as a text.", tells(lambda who: {"killSwitch": "true"}, "killed")),
    Mutant("get-whoami.access-not-revoked", "Access reads as revoked with a killed key.", tells(lambda who: {"apiAccessRevoked": True}, "killed")),
    Mutant("get-whoami.access-not-revoked", "Access reads as revoked where there are no credits.",
        tells(lambda who: {"apiAccessRevoked": True}, "broke"),
    ),
    Mutant("get-whoami.credit-balance", "creditBalance leaves out prepaid credits.", from_wallet("includedRemaining")),
    Mutant("get-whoami.credit-balance", "creditBalance is kept from the organisation's first call.", remembered(by_role=False)),
    Mutant("get-whoami.credit-balance", "creditBalance is kept from the first call of each key.", remembered(by_role=True)),
    Mutant("get-whoami.credit-balance", "creditBalance is that of the period's beginning.", from_wallet("includedThisPeriod")),
    Mutant("get-whoami.any-key", "Keys without projects:read are refused.",
        refuses("getWhoami", 403, "FORBIDDEN_SCOPE", when=by("writer")),
    ),
    Mutant("get-whoami.any-key", "Keys without projects:write are not known.",
        refuses("getWhoami", 401, "UNAUTHENTICATED", when=by("limited")),
    ),
    Mutant("get-whoami.any-key", "Keys of an organisation without credits are refused.",
        refuses("getWhoami", 402, "BILLING_EXHAUSTED", when=by("broke")),
    ),
)  # fmt: skip
