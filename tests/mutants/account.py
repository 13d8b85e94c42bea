"""Wrong getWhoami."""

from tests.mutants.wrong import Mutant, answers

__all__ = ["MUTANTS"]

MUTANTS = (
    Mutant(
        "get-whoami.bare-ids", "apiKeyId carries a prefix.",
        answers("getWhoami", lambda who: who | {"apiKeyId": "key_" + who["apiKeyId"]}),
    ),
    Mutant(
        "get-whoami.bare-ids", "organizationId is in upper case.",
        answers("getWhoami", lambda who: who | {"organizationId": who["organizationId"].upper()}),
    ),
)  # fmt: skip
