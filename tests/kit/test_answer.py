"""Answers as checks look at them."""

import pytest

from layers_mock.kit.answer import Answer, equal, holds
from layers_mock.kit.outcome import BrokenRuleError
from tests.kit.subjects import exchange

REFUSAL = (
    b'{"error": {"code": "VALIDATION", "message": "No.", "requestId": "r", '
    b'"details": {"issues": [{"path": "body.name"}, "odd", {"path": "query.limit"}]}}}'
)
GARBAGE = [
    b"",
    b"<html>",
    b"[]",
    b"null",
    b"7",
    b'"x"',
    b"\xff\xfe",
    b'{"error": 1}',
    b'{"error": {"code": 1}}',
    b'{"error": {"details": [1]}}',
]


def answer(status: int = 200, body: bytes = b"{}", **headers: str) -> Answer:
    return Answer(exchange(status=status, body=body, headers=headers))


def test_an_error_is_read_from_the_envelope() -> None:
    refused = answer(422, REFUSAL)
    assert (refused.code, refused.error["message"], refused.issue_paths) == (
        "VALIDATION",
        "No.",
        ["body.name", "None", "query.limit"][::2],
    )
    assert refused.refused(422, "VALIDATION", path="query.limit") is refused


@pytest.mark.parametrize("body", GARBAGE)
def test_garbage_has_no_code_and_no_details(body: bytes) -> None:
    odd = answer(400, body)
    assert (odd.code, odd.details, odd.issue_paths) == (None, {}, [])
    with pytest.raises(BrokenRuleError) as caught:
        odd.refused(400, "VALIDATION")
    assert caught.value.promised == "400 VALIDATION for getWhoami"
    assert caught.value.came.startswith("400")


def test_a_body_that_is_no_json_breaks_the_rule_of_who_reads_it() -> None:
    with pytest.raises(BrokenRuleError, match=r"^a body that is no JSON: 200 <html>$"):
        _ = answer(200, b"<html>").json


@pytest.mark.parametrize(
    ("wanted", "promised"),
    [
        ((404, "NOT_FOUND", None), "404 NOT_FOUND for getWhoami"),
        ((422, None, "body.age"), "422 naming body.age for getWhoami"),
        ((422, "CONFLICT", None), "422 CONFLICT for getWhoami"),
    ],
)
def test_another_refusal_than_was_promised_breaks_the_rule(wanted: tuple[int, str | None, str | None], promised: str) -> None:
    status, code, path = wanted
    with pytest.raises(BrokenRuleError) as caught:
        answer(422, REFUSAL).refused(status, code, path=path, rule="errors.envelope")
    assert (caught.value.promised, caught.value.rule) == (promised, "errors.envelope")


@pytest.mark.parametrize(
    ("status", "statuses", "promised"), [(500, (), "a success"), (302, (), "a success"), (200, (201, 202), "201 or 202")]
)
def test_what_is_no_success_breaks_the_rule(status: int, statuses: tuple[int, ...], promised: str) -> None:
    with pytest.raises(BrokenRuleError) as caught:
        answer(status).succeeded(*statuses)
    assert caught.value.promised == f"{promised} for getWhoami"


def test_a_success_gives_its_json_and_none_where_it_is_empty() -> None:
    assert answer(200, b'{"a": 1}').succeeded(200) == {"a": 1}
    assert answer(204, b"").succeeded(204) is None


def test_a_long_body_is_told_in_part() -> None:
    told = answer(500, b"x" * 5000).told
    assert told == f"500 {'x' * 600}…"


def test_true_is_not_one() -> None:
    equal(1, 1, "a number")
    with pytest.raises(BrokenRuleError) as caught:
        equal(True, 1, "a number")
    assert (caught.value.came, caught.value.promised) == ("a number: True", "a number: 1")


def test_what_does_not_hold_breaks_the_rule_with_what_came() -> None:
    holds([1], "nothing")
    with pytest.raises(BrokenRuleError, match=r"^nothing$"):
        holds([], "nothing")


def test_headers_are_found_whatever_their_case() -> None:
    assert answer(ETag="x").header("etag") == "x"
