"""Keys: how they travel, which one decides, and which ones open nothing."""

from collections.abc import Iterator

from layers_mock.contract import Operation
from layers_mock.kit import Api, check, equal, holds

from .every import every
from .valid import valid_call

__all__: list[str] = []


@check("auth.key-required")
def nothing_is_answered_without_a_key(api: Api) -> None:
    """Every operation is 401 UNAUTHENTICATED without a key, and succeeds with one."""

    def look(operation: Operation) -> None:
        valid_call(api, operation.id).send(api, key=None).refused(401, "UNAUTHENTICATED")

    every(api, look)
    api.call("listProjects").succeeded()


@check("auth.key-unknown")
def nothing_is_answered_for_a_wrong_key(api: Api) -> None:
    """Every operation is 401 UNAUTHENTICATED for a key of which one character is wrong."""
    wrong = next(_wrong(api.secret("full")))

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        call.send(api, key=None, headers={"X-Api-Key": wrong}).refused(401, "UNAUTHENTICATED")

    every(api, look)
    api.call("listProjects").succeeded()


@check("auth.key-unknown")
def no_likeness_makes_a_key(api: Api) -> None:
    """A key that is cut, longer, in other case or made up is 401 UNAUTHENTICATED, in either header."""
    api.call("getWhoami").succeeded()
    for wrong in ("", *_wrong(api.secret("full"))):
        for headers in ({"X-Api-Key": wrong}, {"Authorization": f"Bearer {wrong}".strip()}):
            api.call("getWhoami", key=None, headers=headers).refused(401, "UNAUTHENTICATED")


def _wrong(secret: str) -> Iterator[str]:
    """Keys that are like a right one, and others."""
    made = (
        secret[:-1] + ("B" if secret[-1] == "A" else "A"), secret[:-1], secret + "A", secret.swapcase(), secret.lower(),
        secret[: len(secret) // 2], secret[1:], "nope", "x" * 300,
    )  # fmt: skip
    return (one for one in made if one != secret)


@check("auth.api-key-header")
def x_api_key_carries_the_key(api: Api) -> None:
    """X-Api-Key alone is enough to read and to write, and tells whose key it is."""
    seen = [_who(api, {"X-Api-Key": api.secret(role)}) for role in ("full", "second")]
    holds(seen[0] != seen[1], f"the same apiKeyId for two keys: {seen[0]}")
    _reads_and_writes(api, {"X-Api-Key": api.secret("full")})


@check("auth.bearer-fallback")
def a_bearer_token_carries_the_key(api: Api) -> None:
    """Authorization: Bearer alone reads and writes, and is the same key as in X-Api-Key."""
    for role in ("full", "second"):
        secret = api.secret(role)
        equal(_who(api, {"Authorization": f"Bearer {secret}"}), _who(api, {"X-Api-Key": secret}), "apiKeyId")
    _reads_and_writes(api, {"Authorization": f"Bearer {api.secret('full')}"})


@check("auth.precedence")
def x_api_key_decides_alone(api: Api) -> None:
    """Where both forms are sent, what X-Api-Key holds counts: another key, a wrong one, one beside a wrong bearer."""
    full, second = api.secret("full"), api.secret("second")
    equal(_who(api, _both(second, full)), _who(api, {"X-Api-Key": second}), "apiKeyId")
    equal(_who(api, _both(full, second)), _who(api, {"X-Api-Key": full}), "apiKeyId")
    for operation in ("getWhoami", "listProjects"):
        api.call(operation, key=None, headers=_both("nope", full)).refused(401, "UNAUTHENTICATED")
        api.call(operation, key=None, headers=_both(full, "nope")).succeeded(200)


@check("auth.precedence")
def a_bearer_token_revives_no_killed_key(api: Api) -> None:
    """A killed key in X-Api-Key stays killed beside a good bearer token, and harms no good key as a bearer token."""
    full, killed = api.secret("full"), api.secret("killed")
    api.call("listProjects", key=None, headers=_both(killed, full)).refused(503, "KILL_SWITCH")
    api.call("listProjects", key=None, headers=_both(full, killed)).succeeded(200)


@check("auth.killed-key")
def a_killed_key_opens_nothing_but_whoami(api: Api) -> None:
    """Every operation is 503 KILL_SWITCH with the scope `key` for a killed key, but for those that answer it all the same."""

    def look(operation: Operation) -> None:
        answer = valid_call(api, operation.id).send(api, key="killed")
        if operation.answers_killed_keys:
            answer.succeeded()
        else:
            equal(answer.refused(503, "KILL_SWITCH").details.get("scope"), "key", "details.scope")

    every(api, look)
    api.call("getWhoami", key="killed").succeeded(200)


def _both(key: str, token: str) -> dict[str, str]:
    return {"X-Api-Key": key, "Authorization": f"Bearer {token}"}


def _who(api: Api, headers: dict[str, str]) -> str:
    return str(api.call("getWhoami", key=None, headers=headers).succeeded(200)["apiKeyId"])


def _reads_and_writes(api: Api, headers: dict[str, str]) -> None:
    for operation in ("listProjects", "createProject", "patchProject", "archiveProject"):
        valid_call(api, operation).send(api, key=None, headers=headers).succeeded()
