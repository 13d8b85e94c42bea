"""Servers whose answers look wrong, whatever they say."""

from typing import Any

from layers_mock.kit.exchange import Response, header
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, refusal, refusals, replies, with_json

__all__ = ["MUTANTS"]


def _with_header(came: Response, name: str, text: str | None) -> Response:
    rest = tuple(pair for pair in came.headers if pair[0].lower() != name.lower())
    return came._replace(headers=rest if text is None else (*rest, (name, text)))


def _plain_404(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    return came._replace(content=b"Not Found") if asked.operation is None and came.status == 404 else came


def _status_beside(came: Came, ask: Ask) -> Response:
    return with_json(came.response, came.body | {"status": 422}) if came.status == 422 else came.response


def _nul(came: Came, ask: Ask) -> Response:
    return refusal(came.response, 500, "INTERNAL") if b"\\u0000" in came.asked.request.content else came.response


def _large_limit(came: Came, ask: Ask) -> Response:
    limit = came.asked.query.get("limit", [""])[0]
    return refusal(came.response, 500, "INTERNAL") if limit.isdecimal() and len(limit) > 18 else came.response


def _odd_header(came: Came, ask: Ask) -> Response:
    is_odd = not all(text.isascii() for _, text in came.asked.request.headers)
    return refusal(came.response, 500, "INTERNAL") if is_odd else came.response


def _second_without_time(page: Any) -> None:
    if len(page["items"]) > 1:
        del page["items"][1]["createdAt"]


def _remembering() -> Server:
    ids: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if key is None or came.status >= 400:
            return came
        first = ids.setdefault(key, str(header(came.headers, "X-Request-Id")))
        return _with_header(came, "X-Request-Id", first)

    return server


def _repeating() -> Server:
    last: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation is None or asked.request.method != "GET" or came.status != 200:
            return came
        return _with_header(came, "X-Request-Id", last.setdefault(asked.request.url, str(header(came.headers, "X-Request-Id"))))

    return server


def _nameless_404(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    return _with_header(came, "X-Request-Id", None) if asked.operation is None and came.status == 404 else came


def _small(came: Came, ask: Ask) -> Response:
    text = str(header(came.response.headers, "X-Request-Id"))
    response = _with_header(came.response, "X-Request-Id", "req_" + text[4:].lower())
    body = json_of(response)
    if came.status >= 400 and isinstance(body, dict):
        body["error"]["requestId"] = "req_" + text[4:].lower()
        return with_json(response, body)
    return response


def _other_id_at_405(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    body = json_of(came)
    if came.status != 405 or body is None:
        return came
    body["error"]["requestId"] = body["error"]["requestId"][:-4] + "0000"
    return with_json(came, body)


def _without_prefix(error: dict[str, Any]) -> None:
    if error["code"] == "VALIDATION":
        error["requestId"] = error["requestId"].removeprefix("req_")


MUTANTS = (
    Mutant("errors.envelope", "An unknown path is answered with plain text.", lambda: _plain_404),
    Mutant("errors.envelope", "An invalid request tells its status beside the error.", replies(None, _status_beside)),
    Mutant("errors.envelope", "A missing key is told with `details: null`.",
           refusals(None, lambda error: error.update(details=None) if error["code"] == "UNAUTHENTICATED" else None)),
    Mutant("errors.envelope", "A conflict has no message.",
           refusals("createProject", lambda error: error.pop("message") if error["code"] == "CONFLICT" else None)),
    Mutant("errors.internal", "A NUL character in a text is too much for the database.", replies("createProject", _nul)),
    Mutant("errors.internal", "A number beyond 64 bits in the query is a fault.", replies("listProjects", _large_limit)),
    Mutant("errors.internal", "A header beyond ASCII is a fault.", replies(None, _odd_header)),
    Mutant("answers.documented", "A new project is answered 200.", answers("createProject", lambda body: body, status=200)),
    Mutant("answers.documented", "The second influencer of a list lacks createdAt.", answers("listInfluencers", _second_without_time)),
    Mutant("answers.documented", "Refusals without details tell them as a text.",
           refusals(None, lambda error: error.update(details="key") if "details" not in error else None)),
    Mutant("request-ids.every-answer", "A replay tells the first request's id.", _remembering),
    Mutant("request-ids.every-answer", "Answers to the same GET share an id.", _repeating),
    Mutant("request-ids.every-answer", "An unknown path has no request id.", lambda: _nameless_404),
    Mutant("request-ids.every-answer", "Request ids are in lower case.", replies(None, _small)),
    Mutant("request-ids.in-envelope", "The envelope leaves out the prefix of the id where a request is invalid.",
           refusals(None, _without_prefix)),
    Mutant("request-ids.in-envelope", "405 tells another id in its envelope.", lambda: _other_id_at_405),
)  # fmt: skip
