"""Servers that kill and delete keys wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.keys_servers import (
    DELETE,
    KILL,
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
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refusal, refusals, refuses, turns

__all__ = ["MUTANTS"]


def _goes_on(
    operation: str, *, by: str | None = None, itself: bool = False, once: bool = False, bearer: bool = False
) -> Callable[[], Server]:
    """A key goes on behind a killing or deletion that was answered: of a role's, its own, for one request, as a bearer token."""

    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        secret = secret_of(asked)
        if asked.operation == operation and asked.path[0] in seen.current:
            if (by is None or asked.key == by) and (not itself or seen.is_own(asked)):
                seen.let_through.add(seen.current[asked.path[0]])
            return None
        if secret not in seen.let_through or asked.operation == "getWhoami" or (bearer and asked.header("X-Api-Key")):
            return None
        if once:
            seen.let_through.discard(secret)
        return ask(with_secret(asked, asked.memory.secrets["full"]))

    return knowing(change)


def _others_stop(operation: str, role: str) -> Callable[[], Server]:
    """Behind a killing or deletion another key is refused as well."""

    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        if asked.key == role and any(done == operation for done, _ in seen.done) and asked.operation != "getWhoami":
            return refusal(ask(asked.request), 503, "KILL_SWITCH", {"scope": "key"})
        return None

    return knowing(change)


def _became(asked: Asked, seen: Seen, operation: str) -> bool:
    """Whether the key that asks was killed, or deleted."""
    key = seen.owner.get(secret_of(asked), "")
    return bool(seen.count(operation, key))


def _on_repeat(operation: str, edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """The second success on the same key reads differently."""

    def change(body: Any, asked: Asked, seen: Seen) -> None:
        if seen.done and seen.done[-1] == (operation, asked.path[0]):
            edit(body)

    return rows_of(operation, change)


def _later(body: Any) -> None:
    body["apiKey"]["revokedAt"] = body["apiKey"]["revokedAt"].replace("2026", "2027")


def _refused_on_repeat(operation: str, status: int, code: str) -> Callable[[], Server]:
    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        came = ask(asked.request)
        is_repeat = asked.operation == operation and bool(seen.done) and seen.done[-1] == (operation, asked.path[0])
        return refusal(came, status, code) if is_repeat else came

    return knowing(change)


def _emptied(who: Any, asked: Asked, seen: Seen) -> None:
    if who["killSwitch"] and is_new(asked, seen):
        who["scopes"] = ["none"]


def _unkilled(who: Any, asked: Asked, seen: Seen) -> None:
    if is_new(asked, seen):
        who["killSwitch"] = False


def _whoami_refused(operation: str, status: int, code: str) -> Callable[[], Server]:
    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        is_off = asked.operation == "getWhoami" and _became(asked, seen, operation)
        return refusal(ask(asked.request), status, code, {"scope": "key"}) if is_off else None

    return knowing(change)


def _reads_as_deleted(who: Any, asked: Asked, seen: Seen) -> None:
    if _became(asked, seen, DELETE):
        who["killSwitch"] = True


def _nameless(who: Any, asked: Asked, seen: Seen) -> None:
    if _became(asked, seen, DELETE):
        who["rateLimitTier"] = "standard"


def _is_write(came: Came) -> bool:
    return came.asked.operation == "createProject"


def _no_scope_told(error: dict[str, Any]) -> None:
    error.pop("details", None)


def _killed_now(body: Any) -> None:
    body["apiKey"]["killSwitch"] = True


def _killed_never(body: Any) -> None:
    body["apiKey"]["killSwitch"] = False


MUTANTS = (
    Mutant("kill-api-key.answer", "killed is left out.", answers(KILL, lambda body: {"apiKey": body["apiKey"]})),
    Mutant("kill-api-key.answer", "killed is false where it was killed before.", _on_repeat(KILL, lambda body: body.update(killed=False))),
    Mutant("kill-api-key.answer", "isActive stays true.", answers(KILL, lambda body: body["apiKey"].update(isActive=True))),
    Mutant("kill-api-key.answer", "prefix is cut.", answers(KILL, cut_prefix)),
    Mutant("kill-api-key.refused-at-once", "One more request is let through.", _goes_on(KILL, once=True)),
    Mutant("kill-api-key.refused-at-once", "Writes are 401.",
        turns(None, 503, "KILL_SWITCH", to=(401, "UNAUTHENTICATED"), when=_is_write),
    ),
    Mutant("kill-api-key.refused-at-once", "A bearer token goes on.", _goes_on(KILL, bearer=True)),
    Mutant("kill-api-key.refused-at-once", "The refusal does not tell the scope.", refusals("getCredits", _no_scope_told)),
    Mutant("kill-api-key.only-that-key", "The second key stops too.", _others_stop(KILL, "second")),
    Mutant("kill-api-key.only-that-key", "Keys with a scope list stop too.", _others_stop(KILL, "limited")),
    Mutant("kill-api-key.revoked-at", "revokedAt stays that of the first killing.", as_first(KILL, "revokedAt")),
    Mutant("kill-api-key.revoked-at", "revokedAt is the day alone.",
        answers(KILL, lambda body: body["apiKey"].update(revokedAt=body["apiKey"]["revokedAt"][:11] + "00:00:00.000Z")),
    ),
    Mutant("kill-api-key.repeat", "It is a conflict.", _refused_on_repeat(KILL, 409, "CONFLICT")),
    Mutant("kill-api-key.repeat", "revokedAt moves on.", _on_repeat(KILL, _later)),
    Mutant("kill-api-key.repeat", "A killed key is not found.", _refused_on_repeat(KILL, 404, "NOT_FOUND")),
    Mutant("kill-api-key.any-key", "A scope list has no place for it.",
        refuses(KILL, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "limited"),
    ),
    Mutant("kill-api-key.any-key", "What the second key kills goes on.", _goes_on(KILL, by="second")),
    Mutant("kill-api-key.any-key", "What a key with a scope list kills goes on.", _goes_on(KILL, by="writer")),
    Mutant("kill-api-key.itself", "A key must not kill itself.", own_is(KILL, 409, "CONFLICT", does=False)),
    Mutant("kill-api-key.itself", "A key that kills itself is told 503.", own_is(KILL, 503, "KILL_SWITCH", does=True)),
    Mutant("kill-api-key.itself", "A key that killed itself goes on.", _goes_on(KILL, itself=True)),
    Mutant("kill-api-key.whoami", "It reads as a working key.", whoami(_unkilled)),
    Mutant("kill-api-key.whoami", "It is refused.", _whoami_refused(KILL, 503, "KILL_SWITCH")),
    Mutant("kill-api-key.whoami", "Its scopes are gone.", whoami(_emptied)),
    Mutant("kill-api-key.not-found", "It is 403.", turns(KILL, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("kill-api-key.not-found", "A foreign key is killed.", foreign(KILL, tells=True)),
    Mutant("kill-api-key.not-found", "A foreign key is killed behind the 404.", foreign(KILL, tells=False)),
    Mutant("delete-api-key.answer", "deleted is left out.", answers(DELETE, lambda body: {"apiKey": body["apiKey"]})),
    Mutant("delete-api-key.answer", "The second deletion has no revokedAt.",
        _on_repeat(DELETE, lambda body: body["apiKey"].update(revokedAt=None)),
    ),
    Mutant("delete-api-key.answer", "It is 204.", answers(DELETE, lambda body: None, status=204)),
    Mutant("delete-api-key.refused-at-once", "A deleted key is 401.",
        turns({"listProjects", "getCredits"}, 503, "KILL_SWITCH", to=(401, "UNAUTHENTICATED")),
    ),
    Mutant("delete-api-key.refused-at-once", "One more request is let through.", _goes_on(DELETE, once=True)),
    Mutant("delete-api-key.refused-at-once", "A bearer token goes on.", _goes_on(DELETE, bearer=True)),
    Mutant("delete-api-key.only-that-key", "The second key stops too.", _others_stop(DELETE, "second")),
    Mutant("delete-api-key.only-that-key", "Keys with a scope list stop too.", _others_stop(DELETE, "limited")),
    Mutant("delete-api-key.kill-switch", "A deletion throws the switch.", answers(DELETE, _killed_now)),
    Mutant("delete-api-key.kill-switch", "A deletion clears the switch.", answers(DELETE, _killed_never)),
    Mutant("delete-api-key.whoami", "It is refused.", _whoami_refused(DELETE, 503, "KILL_SWITCH")),
    Mutant("delete-api-key.whoami", "It is not known any more.", _whoami_refused(DELETE, 401, "UNAUTHENTICATED")),
    Mutant("delete-api-key.whoami", "It reads as killed.", whoami(_reads_as_deleted)),
    Mutant("delete-api-key.whoami", "Its tier falls to standard.", whoami(_nameless)),
    Mutant("delete-api-key.repeat", "A deleted key is not found.", _refused_on_repeat(DELETE, 404, "NOT_FOUND")),
    Mutant("delete-api-key.repeat", "revokedAt moves on.", _on_repeat(DELETE, _later)),
    Mutant("delete-api-key.repeat", "It is a conflict.", _refused_on_repeat(DELETE, 409, "CONFLICT")),
    Mutant("delete-api-key.itself", "A key must not delete itself.", own_is(DELETE, 409, "CONFLICT", does=False)),
    Mutant("delete-api-key.itself", "A key that deleted itself goes on.", _goes_on(DELETE, itself=True)),
    Mutant("delete-api-key.not-found", "It is 403.", turns(DELETE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("delete-api-key.not-found", "A foreign key is deleted.", foreign(DELETE, tells=True)),
    Mutant("delete-api-key.not-found", "A foreign key is deleted behind the 404.", foreign(DELETE, tells=False)),
    Mutant("delete-api-key.any-key", "A scope list has no place for it.", refuses(DELETE, 403, "FORBIDDEN_SCOPE", when=is_scoped)),
    Mutant("delete-api-key.any-key", "Whoever cannot write projects cannot delete.",
        refuses(DELETE, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "limited"),
    ),
)  # fmt: skip
