"""What is held against every answer."""

import orjson
import pytest

from layers_mock.kit.exchange import Exchange, Request, Response
from layers_mock.kit.observers import Observation, Observer
from tests.harness import contract
from tests.kit.subjects import BASE, exchange

WHO = {
    "organizationId": "0e9d1d6c-6b4c-4b3c-9a4e-1f4d2c3b5a60", "workspaceId": "0e9d1d6c-6b4c-4b3c-9a4e-1f4d2c3b5a60",
    "organizationName": "Acme", "scopes": [], "rateLimitTier": "standard", "killSwitch": False, "apiAccessRevoked": False,
    "apiKeyId": "7d1f0b52-29a2-4f0e-a9b7-6f0f4d3c2b1a", "creditBalance": 7,
}  # fmt: skip
ONE, TWO = f"req_{1:026d}", f"req_{2:026d}"
RATES = {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "59", "X-RateLimit-Reset": "1"}


def seen(*exchanges: Exchange) -> list[Observation]:
    observer = Observer(contract())
    return [found for one in exchanges for found in observer.observe(one)]


def rules(*exchanges: Exchange) -> set[str]:
    return {found.rule for found in seen(*exchanges)}


def who(request_id: str | None = ONE, **fields: object) -> Exchange:
    headers = {"Content-Type": "application/json", **RATES, **({"X-Request-Id": request_id} if request_id else {})}
    return exchange(body=orjson.dumps({**WHO, **fields}), headers=headers)


def error(
    status: int = 401, code: str = "UNAUTHENTICATED", sent: str = ONE, operation: str | None = "getWhoami", **more: object
) -> Exchange:
    body = {"error": {"code": code, "message": "No.", "requestId": ONE, **more}}
    return exchange(
        operation, status=status, body=orjson.dumps(body), headers={"X-Request-Id": sent, "Content-Type": "application/json"}
    )


def test_a_good_answer_and_a_good_refusal_break_nothing() -> None:
    assert seen(who(ONE), who(TWO), error(sent=f"req_{3:026d}", requestId=f"req_{3:026d}")) == []


def test_an_answer_without_a_request_id_and_two_with_the_same_are_found() -> None:
    assert "request-ids.every-answer" in rules(who(None))
    assert [found.came for found in seen(who(ONE), who(ONE))] == [f"two answers with the request id {ONE}"]


def test_a_request_id_in_the_envelope_that_is_not_the_headers_is_found() -> None:
    assert rules(error(sent=TWO)) == {"request-ids.in-envelope"}


@pytest.mark.parametrize(
    "body",
    [b"", b"<h1>502</h1>", b"[]", b"7", b"null", b'"no"', b"{}", b'{"error": "no"}', b'{"error": null}', b'{"message": "no"}',
     b'{"error": {}, "more": 1}', b"\xff", b'{"error": {"code": "X"}}',
     b'{"error": {"code": "UNAUTHENTICATED", "message": "No.", "requestId": "r1", "hint": 1}}'],
)  # fmt: skip
def test_a_refusal_that_is_no_envelope_is_found(body: bytes) -> None:
    assert "errors.envelope" in rules(exchange(status=401, body=body, headers={"X-Request-Id": "r1"}))


def test_a_500_is_found_and_a_known_503_is_not() -> None:
    assert "errors.internal" in rules(error(500, "INTERNAL"))
    assert "errors.internal" in rules(exchange(status=502, body=b"<html>"))
    assert "errors.internal" not in rules(error(503, "API_DISABLED"))


def test_a_body_that_is_not_as_documented_is_found_with_its_place() -> None:
    [found] = seen(who(creditBalance="many"))
    assert (found.rule, found.came.startswith("200 with creditBalance: ")) == ("answers.documented", True)
    assert rules(who(rateLimitTier=7)) == {"answers.documented"}


def test_a_status_that_no_page_shows_is_found_on_a_weaker_basis_where_it_refuses() -> None:
    [found] = [found for found in seen(error(418)) if found.rule == "answers.documented"]
    assert found.basis == "inferred"
    assert "answers.documented" in rules(exchange(status=299, body=b"{}", headers={"X-Request-Id": "r"}))


def test_a_success_that_is_no_json_is_found() -> None:
    [found] = [one for one in seen(exchange(body=b"<html>", headers={"X-Request-Id": "r"})) if one.rule == "answers.documented"]
    assert found.came == "a body that is no JSON"


def test_what_no_operation_answers_is_looked_at_for_faults_of_the_server_alone() -> None:
    def link(status: int) -> Exchange:
        return Exchange(None, None, Request("GET", f"{BASE}/picture.png"), Response(status, (), b"\x89PNG"))

    assert rules(link(200), link(404)) == set()
    assert rules(link(500)) == {"errors.internal"}


@pytest.mark.parametrize("status", [100, 199, 204, 304, 302, 999])
@pytest.mark.parametrize("body", [b"", b"\x00", b"[[[[", b'{"a": 1e999}', b"[" * 3000])
def test_no_answer_is_too_odd_to_be_looked_at(status: int, body: bytes) -> None:
    seen(exchange(status=status, body=body, headers={"Content-Type": "\x1b[31m;;;", "X-Request-Id": "\x00"}))
