"""Servers that rotate, kill and delete keys wrongly."""

from collections.abc import Callable
from typing import Any

import orjson

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, refusal, refusals, refuses, turns, with_json

__all__ = ["MUTANTS"]

_ROTATE, _KILL, _DELETE = "rotateApiKey", "killApiKey", "deleteApiKey"
_CHANGES = {_ROTATE, _KILL, _DELETE}


class _Seen:
    """What a wrong server saw of keys: whose secrets there are, which one is good, what became of which key."""

    def __init__(self) -> None:
        self.owner: dict[str, str] = {}
        self.current: dict[str, str] = {}
        self.first: dict[tuple[str, str], Any] = {}
        """The first answer to an operation on a key."""
        self.done: list[tuple[str, str]] = []
        """Operations on keys that succeeded, in order."""
        self.let_through: set[str] = set()
        self.notes: dict[str, Any] = {}

    def note(self, asked: Asked, came: Response) -> None:
        if asked.operation not in _CHANGES or came.status != 200:
            return
        key, body = asked.path[0], json_of(came)
        self.notes["by itself"] = key if self.is_own(asked) else None
        self.first.setdefault((asked.operation, key), body)
        self.done.append((asked.operation, key))
        if asked.operation == _ROTATE:
            self.owner[body["secret"]] = key
            self.current[key] = body["secret"]

    def count(self, operation: str, key: str) -> int:
        return self.done.count((operation, key))

    def is_own(self, asked: Asked) -> bool:
        """Whether a key asks about itself."""
        return asked.operation in _CHANGES and self.owner.get(_secret(asked)) == asked.path[0]


def _secret(asked: Asked) -> str:
    return asked.header("X-Api-Key") or (asked.header("Authorization") or "").removeprefix("Bearer ")


def _with_secret(asked: Asked, secret: str) -> Request:
    bare = asked.with_header("Authorization", None)
    return asked._replace(request=bare).with_header("X-Api-Key", secret)


_Change = Callable[[Asked, Ask, _Seen], Response | None]


def _keys(change: _Change) -> Callable[[], Server]:
    """A server that knows of keys; ``change`` gives its answer, ``None`` where it is that of the right server."""

    def make() -> Server:
        seen = _Seen()

        def server(asked: Asked, ask: Ask) -> Response:
            came = change(asked, ask, seen)
            came = ask(asked.request) if came is None else came
            seen.note(asked, came)
            return came

        return server

    return make


def _rows(operation: str, edit: Callable[[Any, Asked, _Seen], Any]) -> Callable[[], Server]:
    """Successes of an operation with another answer: ``edit(body, asked, seen)`` changes it in place."""

    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        came = ask(asked.request)
        if asked.operation != operation or came.status != 200:
            return came
        body = json_of(came)
        edit(body, asked, seen)
        return with_json(came, body)

    return _keys(change)


def _old_secrets(*operations: str, when: Callable[[Asked, _Seen], object] = lambda asked, seen: True) -> Callable[[], Server]:
    """A secret that was replaced still opens these operations."""

    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        key = seen.owner.get(_secret(asked))
        if asked.operation not in operations or key is None or seen.current[key] == _secret(asked) or not when(asked, seen):
            return None
        return ask(_with_secret(asked, seen.current[key]))

    return _keys(change)


def _by_bearer(asked: Asked, seen: _Seen) -> bool:
    return asked.header("X-Api-Key") is None


def _is_of_its_own(asked: Asked, seen: _Seen) -> bool:
    """Whether the key of the secret last rotated itself."""
    return seen.notes.get("by itself") == seen.owner[_secret(asked)]


def _goes_on(
    operation: str, *, by: str | None = None, itself: bool = False, once: bool = False, bearer: bool = False
) -> Callable[[], Server]:
    """A key goes on behind a killing or deletion that was answered: of a role's, its own, for one request, as a bearer token."""

    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        secret = _secret(asked)
        if asked.operation == operation and asked.path[0] in seen.current:
            if (by is None or asked.key == by) and (not itself or seen.is_own(asked)):
                seen.let_through.add(seen.current[asked.path[0]])
            return None
        if secret not in seen.let_through or asked.operation == "getWhoami" or (bearer and asked.header("X-Api-Key")):
            return None
        if once:
            seen.let_through.discard(secret)
        return ask(_with_secret(asked, asked.memory.secrets["full"]))

    return _keys(change)


def _others_stop(operation: str, role: str) -> Callable[[], Server]:
    """Behind a killing or deletion another key is refused as well."""

    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        if asked.key == role and any(done == operation for done, _ in seen.done) and asked.operation != "getWhoami":
            return refusal(ask(asked.request), 503, "KILL_SWITCH", {"scope": "key"})
        return None

    return _keys(change)


def _own_is(operation: str, status: int, code: str, *, does: bool) -> Callable[[], Server]:
    """A key that asks about itself is refused; ``does``: behind what was done."""

    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        if asked.operation != operation or not seen.is_own(asked):
            return None
        came = ask(asked.request if does else asked.with_header("X-Api-Key", "lp_live_nobody"))
        return refusal(came, status, code)

    return _keys(change)


def _foreign(operation: str, *, tells: bool) -> Callable[[], Server]:
    """A key of another organisation is changed; ``tells``: and the answer says so."""

    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        came = ask(asked.request)
        if asked.operation != operation or came.status != 404:
            return came
        done = ask(asked.with_key("other"))
        return done if tells and done.status == 200 else came

    return _keys(change)


def _whoami(edit: Callable[[Any, Asked, _Seen], Any]) -> Callable[[], Server]:
    return _rows("getWhoami", edit)


def _is_new(asked: Asked, seen: _Seen) -> bool:
    return _secret(asked) in seen.owner


def _became(asked: Asked, seen: _Seen, operation: str) -> bool:
    """Whether the key that asks was killed, or deleted."""
    key = seen.owner.get(_secret(asked), "")
    return bool(seen.count(operation, key))


def _scopeless(who: Any, asked: Asked, seen: _Seen) -> None:
    if seen.count(_ROTATE, seen.owner.get(_secret(asked), "")) > 1:
        who["scopes"] = []


def _new_id(who: Any, asked: Asked, seen: _Seen) -> None:
    if _is_new(asked, seen):
        who["apiKeyId"] = who["apiKeyId"][:-4] + "ffff"


def _no_bearer(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
    return ask(asked.with_header("Authorization", None)) if _is_new(asked, seen) and _by_bearer(asked, seen) else None


def _stays_killed(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
    """A killed key that was rotated opens nothing under its new secret."""
    came = ask(asked.request)
    if asked.operation == _ROTATE and came.status == 200 and seen.done and seen.done[-1] == (_KILL, asked.path[0]):
        seen.notes["stopped"] = json_of(came)["secret"]
    if _secret(asked) == seen.notes.get("stopped") and asked.operation != "getWhoami":
        return refusal(came, 503, "KILL_SWITCH", {"scope": "key"})
    return came


def _reads_as_killed(body: Any, asked: Asked, seen: _Seen) -> None:
    if seen.done and seen.done[-1] == (_KILL, asked.path[0]):
        body["apiKey"]["isActive"] = False


def _revoked_since(body: Any, asked: Asked, seen: _Seen) -> None:
    killed = seen.first.get((_KILL, asked.path[0]))
    if killed is not None:
        body["apiKey"]["revokedAt"] = killed["apiKey"]["revokedAt"]


def _old_is_killed(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
    """The old secret of a key that was killed stays 503 behind the rotation."""
    key = seen.owner.get(_secret(asked))
    if key is None or seen.current[key] == _secret(asked) or not seen.count(_KILL, key):
        return None
    return refusal(ask(asked.request), 503, "KILL_SWITCH", {"scope": "key"})


def _as_first(operation: str, field: str) -> Callable[[], Server]:
    """A field of the key stays what the operation first told."""

    def edit(body: Any, asked: Asked, seen: _Seen) -> None:
        first = seen.first.get((operation, asked.path[0]), body)
        body["apiKey"][field] = first["apiKey"][field]

    return _rows(operation, edit)


def _on_repeat(operation: str, edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """The second success on the same key reads differently."""

    def change(body: Any, asked: Asked, seen: _Seen) -> None:
        if seen.done and seen.done[-1] == (operation, asked.path[0]):
            edit(body)

    return _rows(operation, change)


def _later(body: Any) -> None:
    body["apiKey"]["revokedAt"] = body["apiKey"]["revokedAt"].replace("2026", "2027")


def _refused_on_repeat(operation: str, status: int, code: str) -> Callable[[], Server]:
    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        came = ask(asked.request)
        is_repeat = asked.operation == operation and bool(seen.done) and seen.done[-1] == (operation, asked.path[0])
        return refusal(came, status, code) if is_repeat else came

    return _keys(change)


def _revived(when: Callable[[_Seen, str], object]) -> Callable[[], Server]:
    """A deleted key is given a secret, which nothing knows."""

    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        came = ask(asked.request)
        if asked.operation != _ROTATE or came.status != 409:
            return came
        key = asked.path[0]
        seen.notes["refused"] = seen.notes.get("refused", 0) + 1
        if not when(seen, key):
            return came
        row = seen.first[_DELETE, key]["apiKey"] | {
            "isActive": True,
            "revokedAt": None,
            "rotatedAt": "2026-04-24T12:00:00.000Z",
        }
        body = {"apiKey": row, "secret": "lp_live_AAAAAAAAAAAAAAAA_" + "b" * 43, "warning": "Keep it."}
        return with_json(came, body, 200)

    return _keys(change)


def _opens_again(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
    """A refused rotation of a deleted key brings the key back under the secret it had."""
    came = ask(asked.request)
    if asked.operation == _ROTATE and came.status == 409:
        seen.let_through.add(seen.current.get(asked.path[0], ""))
    if _secret(asked) in seen.let_through and came.status == 503:
        return ask(_with_secret(asked, asked.memory.secrets["full"]))
    return came


def _no_repeat_with_another_secret(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
    """Records belong to a secret and not to a key."""
    return ask(asked.with_header("Idempotency-Key", None)) if asked.operation == _ROTATE and seen.is_own(asked) else None


def _own_repeat_conflicts(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
    if asked.operation != _ROTATE or not seen.is_own(asked) or asked.header("Idempotency-Key") is None:
        return None
    name = f"{asked.header('Idempotency-Key')} {asked.path[0]}"
    if name in seen.notes:
        return refusal(ask(asked.request), 409, "IDEMPOTENCY_CONFLICT")
    seen.notes[name] = True
    return None


def _without_header(asked: Asked) -> bool:
    return asked.header("Idempotency-Key") is None


def _one_rotation(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
    """A rotation right behind another one is taken for its retry."""
    if asked.operation != _ROTATE or not seen.done or seen.done[-1] != (_ROTATE, asked.path[0]) or not _without_header(asked):
        return None
    return with_json(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), seen.notes["last"], 200)


def _remembering(change: _Change) -> _Change:
    def remembers(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        came = change(asked, ask, seen) or ask(asked.request)
        if asked.operation == _ROTATE and came.status == 200:
            seen.notes["last"] = orjson.loads(came.content)
        return came

    return remembers


def _cut(body: Any) -> None:
    body["apiKey"]["prefix"] = body["apiKey"]["prefix"][:-4]


def _without(body: Any, name: str) -> None:
    del body["apiKey"][name]


def _same_prefix(body: Any, asked: Asked, seen: _Seen) -> None:
    """The public part of the secret stays, in row and secret."""
    first = seen.first.get((_ROTATE, asked.path[0]), body)
    body["apiKey"]["prefix"] = first["apiKey"]["prefix"]
    body["secret"] = first["apiKey"]["prefix"] + "_" + body["secret"].rpartition("_")[2]


def _emptied(who: Any, asked: Asked, seen: _Seen) -> None:
    if who["killSwitch"] and _is_new(asked, seen):
        who["scopes"] = ["none"]


def _unkilled(who: Any, asked: Asked, seen: _Seen) -> None:
    if _is_new(asked, seen):
        who["killSwitch"] = False


def _whoami_refused(operation: str, status: int, code: str) -> Callable[[], Server]:
    def change(asked: Asked, ask: Ask, seen: _Seen) -> Response | None:
        is_off = asked.operation == "getWhoami" and _became(asked, seen, operation)
        return refusal(ask(asked.request), status, code, {"scope": "key"}) if is_off else None

    return _keys(change)


def _reads_as_deleted(who: Any, asked: Asked, seen: _Seen) -> None:
    if _became(asked, seen, _DELETE):
        who["killSwitch"] = True


def _nameless(who: Any, asked: Asked, seen: _Seen) -> None:
    if _became(asked, seen, _DELETE):
        who["rateLimitTier"] = "standard"


def _is_write(came: Came) -> bool:
    return came.asked.operation == "createProject"


def _no_scope_told(error: dict[str, Any]) -> None:
    error.pop("details", None)


def _is_scoped(asked: Asked) -> bool:
    return asked.key in {"limited", "writer"}


def _killed_now(body: Any) -> None:
    body["apiKey"]["killSwitch"] = True


def _killed_never(body: Any) -> None:
    body["apiKey"]["killSwitch"] = False


def _rotated_at_midnight(body: Any) -> None:
    body["apiKey"]["rotatedAt"] = body["apiKey"]["rotatedAt"][:11] + "00:00:00.000Z"


def _named_anew(body: Any) -> None:
    body["apiKey"]["name"] += " (rotated)"


def _numbered(body: Any, asked: Asked, seen: _Seen) -> None:
    if seen.count(_ROTATE, asked.path[0]):
        body["apiKey"]["id"] = body["apiKey"]["id"][:-4] + "ffff"


MUTANTS = (
    Mutant("rotate-api-key.answer", "There is no warning.", answers(_ROTATE, lambda body: {k: v for k, v in body.items() if k != "warning"})),
    Mutant("rotate-api-key.answer", "A killed key that is rotated reads as inactive.", _rows(_ROTATE, _reads_as_killed)),
    Mutant("rotate-api-key.answer", "rotatedAt is left out.", answers(_ROTATE, lambda body: _without(body, "rotatedAt"))),
    Mutant("rotate-api-key.answer", "It is 201, as a secret is made.", answers(_ROTATE, lambda body: None, status=201)),
    Mutant("rotate-api-key.secret", "The scope list is lost with the second rotation.", _whoami(_scopeless)),
    Mutant("rotate-api-key.secret", "The rotated key has another id.", _whoami(_new_id)),
    Mutant("rotate-api-key.secret", "The new secret is no bearer token.", _keys(_no_bearer)),
    Mutant("rotate-api-key.old-secret", "The old secret still opens getWhoami.", _old_secrets("getWhoami")),
    Mutant("rotate-api-key.old-secret", "The old secret is good as a bearer token.", _old_secrets("getCredits", when=_by_bearer)),
    Mutant("rotate-api-key.old-secret", "The old secret may rotate once more.", _old_secrets(_ROTATE)),
    Mutant("rotate-api-key.prefix", "The public part stays.", _rows(_ROTATE, _same_prefix)),
    Mutant("rotate-api-key.prefix", "prefix is four characters short.", answers(_KILL, _cut)),
    Mutant("rotate-api-key.prefix", "prefix is told as it was before the rotation.", _as_first(_ROTATE, "prefix")),
    Mutant("rotate-api-key.keeps-the-key", "The name says that the key was rotated.", answers(_ROTATE, _named_anew)),
    Mutant("rotate-api-key.keeps-the-key", "The second rotation makes another id.", _rows(_ROTATE, _numbered)),
    Mutant("rotate-api-key.rotated-at", "rotatedAt stays that of the first rotation.", _as_first(_ROTATE, "rotatedAt")),
    Mutant("rotate-api-key.rotated-at", "rotatedAt is the day alone.", answers(_ROTATE, _rotated_at_midnight)),
    Mutant("rotate-api-key.revives", "The new secret of a killed key is refused.", _keys(_stays_killed)),
    Mutant("rotate-api-key.revives", "revokedAt stays when a killed key works again.", _rows(_ROTATE, _revoked_since)),
    Mutant("rotate-api-key.revives", "The secret that was killed stays 503.", _keys(_old_is_killed)),
    Mutant("rotate-api-key.deleted", "It is 404, as if the key were gone.", turns(_ROTATE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("rotate-api-key.deleted", "The third attempt gives a secret.", _revived(lambda seen, key: seen.notes["refused"] > 2)),
    Mutant("rotate-api-key.deleted", "A key that was killed before its deletion is revived.", _revived(lambda seen, key: seen.count(_KILL, key))),
    Mutant("rotate-api-key.deleted", "The refused attempt brings the old secret back.", _keys(_opens_again)),
    Mutant("rotate-api-key.itself", "A key must not rotate itself.", _own_is(_ROTATE, 409, "CONFLICT", does=False)),
    Mutant("rotate-api-key.itself", "A key that rotates itself is refused in the end.", _own_is(_ROTATE, 401, "UNAUTHENTICATED", does=True)),
    Mutant("rotate-api-key.itself", "A key that rotated itself keeps its old secret.", _old_secrets("getWhoami", when=_is_of_its_own)),
    Mutant("rotate-api-key.own-idempotency", "Records belong to a secret.", _keys(_no_repeat_with_another_secret)),
    Mutant("rotate-api-key.own-idempotency", "The repeat with the new secret is a conflict.", _keys(_own_repeat_conflicts)),
    Mutant("rotate-api-key.without-idempotency-key", "Two rotations in a row are one.", _keys(_remembering(_one_rotation))),
    Mutant("rotate-api-key.without-idempotency-key", "The first secret still answers getWhoami.", _old_secrets("getWhoami")),
    Mutant("rotate-api-key.idempotency-key-optional", "The header is required.", refuses(_ROTATE, 422, "VALIDATION", when=_without_header)),
    Mutant("rotate-api-key.idempotency-key-optional", "Keys with a scope list need the header.",
        refuses(_ROTATE, 422, "VALIDATION", when=lambda asked: _is_scoped(asked) and _without_header(asked)),
    ),
    Mutant("rotate-api-key.not-found", "It is 403.", turns(_ROTATE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("rotate-api-key.not-found", "A foreign key is rotated.", _foreign(_ROTATE, tells=True)),
    Mutant("rotate-api-key.not-found", "A foreign key is rotated behind the 404.", _foreign(_ROTATE, tells=False)),
    Mutant("rotate-api-key.any-key", "A scope list has no place for it.", refuses(_ROTATE, 403, "FORBIDDEN_SCOPE", when=_is_scoped)),
    Mutant("rotate-api-key.any-key", "Whoever cannot write projects cannot rotate.",
        refuses(_ROTATE, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "limited"),
    ),
    Mutant("kill-api-key.answer", "killed is left out.", answers(_KILL, lambda body: {"apiKey": body["apiKey"]})),
    Mutant("kill-api-key.answer", "killed is false where it was killed before.", _on_repeat(_KILL, lambda body: body.update(killed=False))),
    Mutant("kill-api-key.answer", "isActive stays true.", answers(_KILL, lambda body: body["apiKey"].update(isActive=True))),
    Mutant("kill-api-key.answer", "prefix is cut.", answers(_KILL, _cut)),
    Mutant("kill-api-key.refused-at-once", "One more request is let through.", _goes_on(_KILL, once=True)),
    Mutant("kill-api-key.refused-at-once", "Writes are 401.",
        turns(None, 503, "KILL_SWITCH", to=(401, "UNAUTHENTICATED"), when=_is_write),
    ),
    Mutant("kill-api-key.refused-at-once", "A bearer token goes on.", _goes_on(_KILL, bearer=True)),
    Mutant("kill-api-key.refused-at-once", "The refusal does not tell the scope.", refusals("getCredits", _no_scope_told)),
    Mutant("kill-api-key.only-that-key", "The second key stops too.", _others_stop(_KILL, "second")),
    Mutant("kill-api-key.only-that-key", "Keys with a scope list stop too.", _others_stop(_KILL, "limited")),
    Mutant("kill-api-key.revoked-at", "revokedAt stays that of the first killing.", _as_first(_KILL, "revokedAt")),
    Mutant("kill-api-key.revoked-at", "revokedAt is the day alone.",
        answers(_KILL, lambda body: body["apiKey"].update(revokedAt=body["apiKey"]["revokedAt"][:11] + "00:00:00.000Z")),
    ),
    Mutant("kill-api-key.repeat", "It is a conflict.", _refused_on_repeat(_KILL, 409, "CONFLICT")),
    Mutant("kill-api-key.repeat", "revokedAt moves on.", _on_repeat(_KILL, _later)),
    Mutant("kill-api-key.repeat", "A killed key is not found.", _refused_on_repeat(_KILL, 404, "NOT_FOUND")),
    Mutant("kill-api-key.any-key", "A scope list has no place for it.",
        refuses(_KILL, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "limited"),
    ),
    Mutant("kill-api-key.any-key", "What the second key kills goes on.", _goes_on(_KILL, by="second")),
    Mutant("kill-api-key.any-key", "What a key with a scope list kills goes on.", _goes_on(_KILL, by="writer")),
    Mutant("kill-api-key.itself", "A key must not kill itself.", _own_is(_KILL, 409, "CONFLICT", does=False)),
    Mutant("kill-api-key.itself", "A key that kills itself is told 503.", _own_is(_KILL, 503, "KILL_SWITCH", does=True)),
    Mutant("kill-api-key.itself", "A key that killed itself goes on.", _goes_on(_KILL, itself=True)),
    Mutant("kill-api-key.whoami", "It reads as a working key.", _whoami(_unkilled)),
    Mutant("kill-api-key.whoami", "It is refused.", _whoami_refused(_KILL, 503, "KILL_SWITCH")),
    Mutant("kill-api-key.whoami", "Its scopes are gone.", _whoami(_emptied)),
    Mutant("kill-api-key.not-found", "It is 403.", turns(_KILL, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("kill-api-key.not-found", "A foreign key is killed.", _foreign(_KILL, tells=True)),
    Mutant("kill-api-key.not-found", "A foreign key is killed behind the 404.", _foreign(_KILL, tells=False)),
    Mutant("delete-api-key.answer", "deleted is left out.", answers(_DELETE, lambda body: {"apiKey": body["apiKey"]})),
    Mutant("delete-api-key.answer", "The second deletion has no revokedAt.",
        _on_repeat(_DELETE, lambda body: body["apiKey"].update(revokedAt=None)),
    ),
    Mutant("delete-api-key.answer", "It is 204.", answers(_DELETE, lambda body: None, status=204)),
    Mutant("delete-api-key.refused-at-once", "A deleted key is 401.",
        turns({"listProjects", "getCredits"}, 503, "KILL_SWITCH", to=(401, "UNAUTHENTICATED")),
    ),
    Mutant("delete-api-key.refused-at-once", "One more request is let through.", _goes_on(_DELETE, once=True)),
    Mutant("delete-api-key.refused-at-once", "A bearer token goes on.", _goes_on(_DELETE, bearer=True)),
    Mutant("delete-api-key.only-that-key", "The second key stops too.", _others_stop(_DELETE, "second")),
    Mutant("delete-api-key.only-that-key", "Keys with a scope list stop too.", _others_stop(_DELETE, "limited")),
    Mutant("delete-api-key.kill-switch", "A deletion throws the switch.", answers(_DELETE, _killed_now)),
    Mutant("delete-api-key.kill-switch", "A deletion clears the switch.", answers(_DELETE, _killed_never)),
    Mutant("delete-api-key.whoami", "It is refused.", _whoami_refused(_DELETE, 503, "KILL_SWITCH")),
    Mutant("delete-api-key.whoami", "It is not known any more.", _whoami_refused(_DELETE, 401, "UNAUTHENTICATED")),
    Mutant("delete-api-key.whoami", "It reads as killed.", _whoami(_reads_as_deleted)),
    Mutant("delete-api-key.whoami", "Its tier falls to standard.", _whoami(_nameless)),
    Mutant("delete-api-key.repeat", "A deleted key is not found.", _refused_on_repeat(_DELETE, 404, "NOT_FOUND")),
    Mutant("delete-api-key.repeat", "revokedAt moves on.", _on_repeat(_DELETE, _later)),
    Mutant("delete-api-key.repeat", "It is a conflict.", _refused_on_repeat(_DELETE, 409, "CONFLICT")),
    Mutant("delete-api-key.itself", "A key must not delete itself.", _own_is(_DELETE, 409, "CONFLICT", does=False)),
    Mutant("delete-api-key.itself", "A key that deleted itself goes on.", _goes_on(_DELETE, itself=True)),
    Mutant("delete-api-key.not-found", "It is 403.", turns(_DELETE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("delete-api-key.not-found", "A foreign key is deleted.", _foreign(_DELETE, tells=True)),
    Mutant("delete-api-key.not-found", "A foreign key is deleted behind the 404.", _foreign(_DELETE, tells=False)),
    Mutant("delete-api-key.any-key", "A scope list has no place for it.", refuses(_DELETE, 403, "FORBIDDEN_SCOPE", when=_is_scoped)),
    Mutant("delete-api-key.any-key", "Whoever cannot write projects cannot delete.",
        refuses(_DELETE, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "limited"),
    ),
)  # fmt: skip
