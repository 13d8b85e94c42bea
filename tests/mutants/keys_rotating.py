"""Servers that rotate keys wrongly."""

from collections.abc import Callable
from typing import Any

import orjson

from layers_mock.kit.exchange import Response
from tests.mutants.keys_servers import (
    DELETE,
    KILL,
    ROTATE,
    Change,
    Seen,
    as_first,
    cut_prefix,
    foreign,
    is_new,
    is_scoped,
    knowing,
    own_is,
    rows_of,
    secret_of,
    whoami,
    with_secret,
)
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, json_of, refusal, refuses, turns, with_json

__all__ = ["MUTANTS"]


def _old_secrets(*operations: str, when: Callable[[Asked, Seen], object] = lambda asked, seen: True) -> Callable[[], Server]:
    """A secret that was replaced still opens these operations."""

    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        key = seen.owner.get(secret_of(asked))
        if asked.operation not in operations or key is None or seen.current[key] == secret_of(asked) or not when(asked, seen):
            return None
        return ask(with_secret(asked, seen.current[key]))

    return knowing(change)


def _by_bearer(asked: Asked, seen: Seen) -> bool:
    return asked.header("X-Api-Key") is None


def _is_of_its_own(asked: Asked, seen: Seen) -> bool:
    """Whether the key of the secret last rotated itself."""
    return seen.notes.get("by itself") == seen.owner[secret_of(asked)]


def _scopeless(who: Any, asked: Asked, seen: Seen) -> None:
    if seen.count(ROTATE, seen.owner.get(secret_of(asked), "")) > 1:
        who["scopes"] = []


def _new_id(who: Any, asked: Asked, seen: Seen) -> None:
    if is_new(asked, seen):
        who["apiKeyId"] = who["apiKeyId"][:-4] + "ffff"


def _no_bearer(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
    return ask(asked.with_header("Authorization", None)) if is_new(asked, seen) and _by_bearer(asked, seen) else None


def _stays_killed(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
    """A killed key that was rotated opens nothing under its new secret."""
    came = ask(asked.request)
    if asked.operation == ROTATE and came.status == 200 and seen.done and seen.done[-1] == (KILL, asked.path[0]):
        seen.notes["stopped"] = json_of(came)["secret"]
    if secret_of(asked) == seen.notes.get("stopped") and asked.operation != "getWhoami":
        return refusal(came, 503, "KILL_SWITCH", {"scope": "key"})
    return came


def _reads_as_killed(body: Any, asked: Asked, seen: Seen) -> None:
    if seen.done and seen.done[-1] == (KILL, asked.path[0]):
        body["apiKey"]["isActive"] = False


def _revoked_since(body: Any, asked: Asked, seen: Seen) -> None:
    killed = seen.first.get((KILL, asked.path[0]))
    if killed is not None:
        body["apiKey"]["revokedAt"] = killed["apiKey"]["revokedAt"]


def _old_is_killed(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
    """The old secret of a key that was killed stays 503 behind the rotation."""
    key = seen.owner.get(secret_of(asked))
    if key is None or seen.current[key] == secret_of(asked) or not seen.count(KILL, key):
        return None
    return refusal(ask(asked.request), 503, "KILL_SWITCH", {"scope": "key"})


def _revived(when: Callable[[Seen, str], object]) -> Callable[[], Server]:
    """A deleted key is given a secret, which nothing knows."""

    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        came = ask(asked.request)
        if asked.operation != ROTATE or came.status != 409:
            return came
        key = asked.path[0]
        seen.notes["refused"] = seen.notes.get("refused", 0) + 1
        if not when(seen, key):
            return came
        row = seen.first[DELETE, key]["apiKey"] | {
            "isActive": True,
            "revokedAt": None,
            "rotatedAt": "2026-04-24T12:00:00.000Z",
        }
        body = {"apiKey": row, "secret": "lp_live_AAAAAAAAAAAAAAAA_" + "b" * 43, "warning": "Keep it."}
        return with_json(came, body, 200)

    return knowing(change)


def _opens_again(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
    """A refused rotation of a deleted key brings the key back under the secret it had."""
    came = ask(asked.request)
    if asked.operation == ROTATE and came.status == 409:
        seen.let_through.add(seen.current.get(asked.path[0], ""))
    if secret_of(asked) in seen.let_through and came.status == 503:
        return ask(with_secret(asked, asked.memory.secrets["full"]))
    return came


def _no_repeat_with_another_secret(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
    """Records belong to a secret and not to a key."""
    return ask(asked.with_header("Idempotency-Key", None)) if asked.operation == ROTATE and seen.is_own(asked) else None


def _own_repeat_conflicts(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
    if asked.operation != ROTATE or not seen.is_own(asked) or asked.header("Idempotency-Key") is None:
        return None
    name = f"{asked.header('Idempotency-Key')} {asked.path[0]}"
    if name in seen.notes:
        return refusal(ask(asked.request), 409, "IDEMPOTENCY_CONFLICT")
    seen.notes[name] = True
    return None


def _without_header(asked: Asked) -> bool:
    return asked.header("Idempotency-Key") is None


def _one_rotation(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
    """A rotation right behind another one is taken for its retry."""
    if asked.operation != ROTATE or not seen.done or seen.done[-1] != (ROTATE, asked.path[0]) or not _without_header(asked):
        return None
    return with_json(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), seen.notes["last"], 200)


def _remembering(change: Change) -> Change:
    def remembers(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        came = change(asked, ask, seen) or ask(asked.request)
        if asked.operation == ROTATE and came.status == 200:
            seen.notes["last"] = orjson.loads(came.content)
        return came

    return remembers


def _without(body: Any, name: str) -> None:
    del body["apiKey"][name]


def _same_prefix(body: Any, asked: Asked, seen: Seen) -> None:
    """The public part of the secret stays, in row and secret."""
    first = seen.first.get((ROTATE, asked.path[0]), body)
    body["apiKey"]["prefix"] = first["apiKey"]["prefix"]
    body["secret"] = first["apiKey"]["prefix"] + "_" + body["secret"].rpartition("_")[2]


def _rotated_at_midnight(body: Any) -> None:
    body["apiKey"]["rotatedAt"] = body["apiKey"]["rotatedAt"][:11] + "00:00:00.000Z"


def _named_anew(body: Any) -> None:
    body["apiKey"]["name"] += " (rotated)"


def _numbered(body: Any, asked: Asked, seen: Seen) -> None:
    if seen.count(ROTATE, asked.path[0]):
        body["apiKey"]["id"] = body["apiKey"]["id"][:-4] + "ffff"


MUTANTS = (
    Mutant("rotate-api-key.answer", "There is no warning.", answers(ROTATE, lambda body: {k: v for k, v in body.items() if k != "warning"})),
    Mutant("rotate-api-key.answer", "A killed key that is rotated reads as inactive.", rows_of(ROTATE, _reads_as_killed)),
    Mutant("rotate-api-key.answer", "rotatedAt is left out.", answers(ROTATE, lambda body: _without(body, "rotatedAt"))),
    Mutant("rotate-api-key.answer", "It is 201, as a secret is made.", answers(ROTATE, lambda body: None, status=201)),
    Mutant("rotate-api-key.secret", "The scope list is lost with the second rotation.", whoami(_scopeless)),
    Mutant("rotate-api-key.secret", "The rotated key has another id.", whoami(_new_id)),
    Mutant("rotate-api-key.secret", "The new secret is no bearer token.", knowing(_no_bearer)),
    Mutant("rotate-api-key.old-secret", "The old secret still opens getWhoami.", _old_secrets("getWhoami")),
    Mutant("rotate-api-key.old-secret", "The old secret is good as a bearer token.", _old_secrets("getCredits", when=_by_bearer)),
    Mutant("rotate-api-key.old-secret", "The old secret may rotate once more.", _old_secrets(ROTATE)),
    Mutant("rotate-api-key.prefix", "The public part stays.", rows_of(ROTATE, _same_prefix)),
    Mutant("rotate-api-key.prefix", "prefix is four characters short.", answers(KILL, cut_prefix)),
    Mutant("rotate-api-key.prefix", "prefix is told as it was before the rotation.", as_first(ROTATE, "prefix")),
    Mutant("rotate-api-key.keeps-the-key", "The name says that the key was rotated.", answers(ROTATE, _named_anew)),
    Mutant("rotate-api-key.keeps-the-key", "The second rotation makes another id.", rows_of(ROTATE, _numbered)),
    Mutant("rotate-api-key.rotated-at", "rotatedAt stays that of the first rotation.", as_first(ROTATE, "rotatedAt")),
    Mutant("rotate-api-key.rotated-at", "rotatedAt is the day alone.", answers(ROTATE, _rotated_at_midnight)),
    Mutant("rotate-api-key.revives", "The new secret of a killed key is refused.", knowing(_stays_killed)),
    Mutant("rotate-api-key.revives", "revokedAt stays when a killed key works again.", rows_of(ROTATE, _revoked_since)),
    Mutant("rotate-api-key.revives", "The secret that was killed stays 503.", knowing(_old_is_killed)),
    Mutant("rotate-api-key.deleted", "It is 404, as if the key were gone.", turns(ROTATE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("rotate-api-key.deleted", "The third attempt gives a secret.", _revived(lambda seen, key: seen.notes["refused"] > 2)),
    Mutant("rotate-api-key.deleted", "A key that was killed before its deletion is revived.", _revived(lambda seen, key: seen.count(KILL, key))),
    Mutant("rotate-api-key.deleted", "The refused attempt brings the old secret back.", knowing(_opens_again)),
    Mutant("rotate-api-key.itself", "A key must not rotate itself.", own_is(ROTATE, 409, "CONFLICT", does=False)),
    Mutant("rotate-api-key.itself", "A key that rotates itself is refused in the end.", own_is(ROTATE, 401, "UNAUTHENTICATED", does=True)),
    Mutant("rotate-api-key.itself", "A key that rotated itself keeps its old secret.", _old_secrets("getWhoami", when=_is_of_its_own)),
    Mutant("rotate-api-key.own-idempotency", "Records belong to a secret.", knowing(_no_repeat_with_another_secret)),
    Mutant("rotate-api-key.own-idempotency", "The repeat with the new secret is a conflict.", knowing(_own_repeat_conflicts)),
    Mutant("rotate-api-key.without-idempotency-key", "Two rotations in a row are one.", knowing(_remembering(_one_rotation))),
    Mutant("rotate-api-key.without-idempotency-key", "The first secret still answers getWhoami.", _old_secrets("getWhoami")),
    Mutant("rotate-api-key.idempotency-key-optional", "The header is required.", refuses(ROTATE, 422, "VALIDATION", when=_without_header)),
    Mutant("rotate-api-key.idempotency-key-optional", "Keys with a scope list need the header.",
        refuses(ROTATE, 422, "VALIDATION", when=lambda asked: is_scoped(asked) and _without_header(asked)),
    ),
    Mutant("rotate-api-key.not-found", "It is 403.", turns(ROTATE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("rotate-api-key.not-found", "A foreign key is rotated.", foreign(ROTATE, tells=True)),
    Mutant("rotate-api-key.not-found", "A foreign key is rotated behind the 404.", foreign(ROTATE, tells=False)),
    Mutant("rotate-api-key.any-key", "A scope list has no place for it.", refuses(ROTATE, 403, "FORBIDDEN_SCOPE", when=is_scoped)),
    Mutant("rotate-api-key.any-key", "Whoever cannot write projects cannot rotate.",
        refuses(ROTATE, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "limited"),
    ),
)  # fmt: skip
