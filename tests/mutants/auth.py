"""Servers that look at keys wrongly."""

from collections.abc import Callable

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, as_key, refusals, refuses, turns, when_asked, without_header

__all__ = ["MUTANTS"]


def _is_bare(asked: Asked) -> bool:
    return asked.header("X-Api-Key") is None and asked.header("Authorization") is None


def _has_both(asked: Asked) -> bool:
    return asked.header("X-Api-Key") is not None and asked.header("Authorization") is not None


def _is_wrong_bearer(came: Came) -> bool:
    return came.asked.header("X-Api-Key") is None and came.asked.header("Authorization") is not None


def _lengthened(asked: Asked) -> bool:
    full = asked.memory.secrets["full"]
    return (asked.header("X-Api-Key") or "").startswith(full[:-1]) and len(asked.header("X-Api-Key") or "") >= len(full)


def _in_other_case(asked: Asked) -> bool:
    return (asked.header("X-Api-Key") or "").lower() == asked.memory.secrets["full"].lower()


def _as_bearer_of_full(asked: Asked) -> Request:
    return asked.with_header("Authorization", f"Bearer {asked.memory.secrets['full']}")


def _second_chance(*refused: int) -> Callable[[], Server]:
    """Where X-Api-Key is refused so, the bearer token is tried."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        return ask(asked.with_header("X-Api-Key", None)) if came.status in refused and _has_both(asked) else came

    return lambda: server


MUTANTS = (
    Mutant("auth.key-required", "Reading credits needs no key.",
           when_asked("getCredits", lambda asked: asked.with_key("full"), when=_is_bare)),
    Mutant("auth.key-required", "A missing key is 403.",
           turns(None, 401, "UNAUTHENTICATED", to=(403, "UNAUTHENTICATED"), when=lambda came: _is_bare(came.asked))),
    Mutant("auth.key-required", "Uploads without a key are 422, as the body is looked at first.",
           turns("uploadMediaInline", 401, "UNAUTHENTICATED", to=(422, "VALIDATION"), when=lambda came: _is_bare(came.asked))),
    Mutant("auth.key-unknown", "The last character of a key does not count.",
           when_asked(None, lambda asked: asked.with_key("full"), when=_lengthened)),
    Mutant("auth.key-unknown", "Keys are compared without regard to case.",
           when_asked(None, lambda asked: asked.with_key("full"), when=_in_other_case)),
    Mutant("auth.key-unknown", "A wrong bearer token is 403.",
           turns(None, 401, "UNAUTHENTICATED", to=(403, "UNAUTHENTICATED"), when=_is_wrong_bearer)),
    Mutant("auth.api-key-header", "Patching reads Authorization alone.", without_header("patchProject", "X-Api-Key")),
    Mutant("auth.api-key-header", "Any key of an organisation passes for its first.", as_key(None, "second", "full")),
    Mutant("auth.bearer-fallback", "Archiving reads X-Api-Key alone.", without_header("archiveProject", "Authorization")),
    Mutant("auth.bearer-fallback", "A bearer token stands for the first key of its organisation.",
           when_asked(None, _as_bearer_of_full, when=lambda asked: not _is_bare(asked) and asked.header("X-Api-Key") is None)),
    Mutant("auth.precedence", "The bearer token decides where both are sent.",
           when_asked(None, lambda asked: asked.with_header("X-Api-Key", None), when=_has_both)),
    Mutant("auth.precedence", "A wrong key in X-Api-Key gives way to the bearer token.", _second_chance(401)),
    Mutant("auth.precedence", "A killed key in X-Api-Key gives way to the bearer token.", _second_chance(503)),
    Mutant("auth.killed-key", "Progress is answered for a killed key.", as_key("getContentProgress", "killed", "full")),
    Mutant("auth.killed-key", "getWhoami refuses a killed key as all others do.",
           refuses("getWhoami", 503, "KILL_SWITCH", when=lambda asked: asked.key == "killed", details={"scope": "key"})),
    Mutant("auth.killed-key", "Deletions tell the scope `organization`.",
           refusals("deleteInfluencer", lambda error: error.update(details={"scope": "organization"}),
                    when=lambda asked: asked.key == "killed")),
)  # fmt: skip
