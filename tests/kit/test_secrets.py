"""Secrets of a run, and those that a target tells: none is in what is told of a check."""

from collections.abc import Callable

import pytest

from layers_mock.kit import Api, equal, holds
from layers_mock.kit.attempt import run_check
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.outcome import Outcome
from tests.kit.subjects import KEY, Scripted, a_check, a_run, json_answer


def outcome_of(look: Callable[[Api], None], answer: Callable[[Request], Response]) -> Outcome:
    return run_check(a_run([], Scripted(answer)), a_check(look))


@pytest.mark.parametrize("echo", [KEY, KEY.upper(), KEY[:-1], KEY[: len(KEY) // 2], f"a{KEY}b", "lp_live_second_90417bd3"])
def test_a_key_that_the_target_repeats_is_in_no_part_of_the_outcome(echo: str) -> None:
    def look(api: Api) -> None:
        answer = api.raw("GET", f"/v1/{KEY}", headers={"X-Odd": KEY})
        equal(answer.told, 1, f"told {KEY}")

    body = {"error": {"code": echo, "message": f"the key {echo} is unknown, {echo}", "requestId": echo}}
    outcome = outcome_of(look, answer=lambda _: json_answer(body, 401, Echo=echo))
    assert KEY.lower() not in repr(outcome._replace(findings=())).lower()
    finding = outcome.findings[0]
    for text in (finding.came, finding.promised, repr(finding.exchanges), repr(outcome.verdicts)):
        assert echo.lower() not in text.lower()
    assert "[key]" in finding.came


def test_a_key_in_the_reason_of_a_skip_is_hidden() -> None:
    outcome = outcome_of(
        lambda api: api.made("createProject", body={}), answer=lambda _: Response(500, (), f"no {KEY}!".encode())
    )
    assert outcome.verdicts[0].reason == "createProject, which the check builds on, answered 500 no [key]!"


def test_a_wrong_key_that_was_sent_is_hidden_as_well() -> None:
    def look(api: Api) -> None:
        answer = api.call("getWhoami", key=None, headers={"Authorization": "Bearer lp_made_up_0000"})
        holds(False, answer.told)

    outcome = outcome_of(look, answer=lambda request: Response(200, (), dict(request.headers)["Authorization"].encode()))
    assert outcome.findings[0].came == "200 Bearer [key]"


@pytest.mark.parametrize(
    ("operation", "path", "field"),
    [
        ("createSdkApp", ("prj_1",), "apiKey"), ("patchSdkApp", ("prj_1", "app_1"), "apiKey"),
        ("createWebhookEndpoint", (), "signingSecret"), ("rotateWebhookSecret", ("end_1",), "signingSecret"),
    ],
)  # fmt: skip
def test_a_secret_that_an_answer_tells_once_is_in_no_part_of_the_outcome(
    operation: str, path: tuple[str, ...], field: str
) -> None:
    outcome = outcome_of(
        lambda api: equal(api.call(operation, *path, body={}).told, 1, "told"),
        answer=lambda _: json_answer({field: "a-secret-told-this-once"}, 201),
    )
    assert "told-this-once" not in repr(outcome.findings)
    assert "[key]" in outcome.findings[0].came


def test_a_key_that_a_rotation_tells_is_hidden_before_it_was_ever_sent() -> None:
    public = "lp_live_AAAABBBBCCCCDDDD"
    told = {"apiKey": {"prefix": public}, "secret": f"{public}_and-the-part-that-nobody-else-has"}

    def look(api: Api) -> None:
        equal(api.call("rotateApiKey", "key_1").told, 1, "told")

    finding = outcome_of(look, answer=lambda _: json_answer(told)).findings[0]
    for text in (finding.came, repr(finding.exchanges)):
        assert "[key]" in text
        assert "nobody-else" not in text
        assert public in text


@pytest.mark.parametrize("content", [b"[1]", b'{"secret": 5}', b"no JSON"])
def test_a_rotation_that_tells_no_key_is_no_fault_of_the_kit(content: bytes) -> None:
    def look(api: Api) -> None:
        holds(False, api.call("rotateApiKey", "key_1").told)

    outcome = outcome_of(look, answer=lambda _: Response(200, (("Content-Type", "application/json"),), content))
    assert content.decode() in outcome.findings[0].came
