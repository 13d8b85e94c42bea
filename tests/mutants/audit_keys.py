"""Servers whose audit log tells of keys wrongly."""

from collections.abc import Callable

from layers_mock.kit.exchange import Response, header
from tests.mutants.audit_servers import LIST, Event, beside_lonely, both, each, left_out, method, of_type, path_has, told_with
from tests.mutants.wrong import Ask, Asked, Mutant, Server, json_of, with_json

__all__ = ["MUTANTS"]


def _by_target(event: Event) -> None:
    event["apiKeyId"] = event["data"]["apiKeyId"]


def _by_caller(event: Event) -> None:
    event["data"]["apiKeyId"] = event["apiKeyId"]


def _tells_secrets(*, of_calls: bool) -> Callable[[], Server]:
    """The secret of a rotation, or of the key that a call was made with, stands in the log."""

    def make() -> Server:
        secrets: dict[str | None, str] = {}
        known: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body, id_ = json_of(came), header(came.headers, "X-Request-Id")
            if asked.operation == "rotateApiKey" and came.status == 200:
                known.add(body["secret"])
                secrets.update({} if of_calls else {id_: body["secret"]})
            elif of_calls and asked.header("X-Api-Key") in known:
                secrets[id_] = str(asked.header("X-Api-Key")).rpartition("_")[2]
            if asked.operation != LIST or came.status != 200:
                return came
            for event in body["items"]:
                if event["requestId"] in secrets:
                    event["data"]["credential"] = secrets[event["requestId"]]
            return with_json(came, body)

        return server

    return make


_KILLED, _DELETED, _ROTATED = "api_key.killed", "api_key.deleted", "api_key.rotated"


MUTANTS = (
    Mutant("list-audit-log.key-killed", "It is told by the call alone.", left_out(of_type(_KILLED))),
    Mutant("list-audit-log.key-killed", "Killing a killed key is told again.", beside_lonely(method("POST", "/kill"), _KILLED)),
    Mutant("list-audit-log.key-killed", "The killed key is told as the one that did it.", each(_by_target, of_type(_KILLED))),
    Mutant("list-audit-log.key-deleted", "It is told as a killing.", told_with(of_type(_DELETED), eventType=_KILLED)),
    Mutant("list-audit-log.key-deleted", "Deleting a deleted key is told again.",
        beside_lonely(both(method("DELETE"), path_has("/v1/api-keys/")), _DELETED),
    ),
    Mutant("list-audit-log.key-rotated", "It is told by the call alone.", left_out(of_type(_ROTATED))),
    Mutant("list-audit-log.key-rotated", "A repeat is told as a rotation.", beside_lonely(method("POST", "/rotate"), _ROTATED)),
    Mutant("list-audit-log.key-rotated", "A key that rotates itself is told by the call alone.",
        left_out(lambda event: event["eventType"] == _ROTATED and event["data"]["apiKeyId"] == event["apiKeyId"]),
    ),
    Mutant("list-audit-log.key-events-name-the-key", "The key that asked is named.", each(_by_caller, lambda event: "apiKeyId" in event["data"])),
    Mutant("list-audit-log.key-events-name-the-key", "A deletion names nothing.",
        each(lambda event: event["data"].pop("apiKeyId"), of_type(_DELETED)),
    ),
    Mutant("list-audit-log.no-secret", "A rotation tells its secret.", _tells_secrets(of_calls=False)),
    Mutant("list-audit-log.no-secret", "A call tells the secret part of its key.", _tells_secrets(of_calls=True)),
)  # fmt: skip
