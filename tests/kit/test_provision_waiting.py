"""What is waited for: jobs until they are over, and calls that were refused with 429."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from layers_mock.kit import Answer, UnprovidedError
from layers_mock.kit.attempt import run_check
from layers_mock.kit.exchange import Request, Response
from tests.kit.provided import Time, controlled, worlds
from tests.kit.subjects import Scripted, a_check, a_run, an_api, given, json_answer, refused


def job_of(statuses: Iterator[str]) -> Scripted:
    return Scripted(lambda _: json_answer({"jobId": "job_1", "status": next(statuses)}))


def endless() -> Iterator[str]:
    while True:
        yield "running"


# --- polling


def test_a_job_is_polled_from_every_two_seconds_on_and_slower_up_to_ten(time: Time) -> None:
    with an_api(job_of(iter(["queued"] * 12 + ["completed"])), provider=given()) as api:
        assert api.finish({"jobId": "job_1"})["status"] == "completed"
    assert time.waits == [2.0, 2.6, 3.38, 4.39, 5.71, 7.43, 9.65, 10.0, 10.0, 10.0, 10.0, 10.0]


@pytest.mark.parametrize("status", ["completed", "failed", "canceled"])
def test_every_end_of_a_job_is_one(time: Time, status: str) -> None:
    with an_api(job_of(iter([status])), provider=given()) as api:
        assert api.finish("job_1")["status"] == status
    assert time.waits == []


def test_a_job_that_does_not_end_is_given_up_at_the_deadline(time: Time) -> None:
    over = pytest.raises(UnprovidedError, match="job job_1 was not over after 60 seconds")
    with an_api(job_of(endless()), provider=given(patience={"job": 60.0})) as api, over:
        api.finish("job_1")
    assert 50 < sum(time.waits) <= 60


def test_the_first_wait_is_that_of_the_file_and_a_slow_one_stays(time: Time) -> None:
    with an_api(job_of(iter(["running"] * 3 + ["completed"])), provider=given(poll_seconds=30.0)) as api:
        api.finish("job_1")
    assert time.waits == [30.0, 30.0, 30.0]


@pytest.mark.parametrize("body", [[], {}, 7, None, "running", {"status": None}, {"status": ["completed"]}])
def test_a_job_without_a_status_skips_the_check(time: Time, body: Any) -> None:
    transport = Scripted(lambda _: Response(200, (), orjson.dumps(body)))
    outcome = run_check(a_run([], transport), a_check(lambda api: bool(api.finish("job_1"))))  # type: ignore[arg-type]
    assert outcome.verdicts[0] == ("get-whoami.fields", "skipped", "job job_1 was answered without a status")


def busy(*retry_after: str | None) -> Callable[[Request], Response]:
    """Refuses once for each text, with that Retry-After."""
    left = list(retry_after)

    def answer(_: Request) -> Response:
        if not left:
            return json_answer({})
        text = left.pop(0)
        return refused(429, "RATE_LIMITED", **({"Retry_After": text} if text is not None else {}))

    return answer


def call(transport: Scripted, role: str = "full", **fields: Any) -> Answer:
    with an_api(transport, provider=given(**fields)) as api:
        return api.call("getWhoami", key=role)


# --- 429


def test_a_429_is_obeyed_and_the_call_is_made_again(time: Time) -> None:
    transport = Scripted(busy("7", "0"))
    assert call(transport).status == 200
    assert (time.waits, len(transport.asked)) == ([7.0, 0.0], 3)
    assert len(set(transport.asked)) == 1


def test_after_three_waits_the_refusal_is_what_came(time: Time) -> None:
    transport = Scripted(busy(*["5"] * 9))
    assert call(transport).status == 429
    assert (time.waits, len(transport.asked)) == ([5.0] * 3, 4)


@pytest.mark.parametrize(
    "text", [None, "", "-1", "1.5", "soon", "121", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 5000, "0x1", "²"]
)
def test_no_retry_after_no_number_and_more_than_two_minutes_are_not_waited_for(time: Time, text: str | None) -> None:
    transport = Scripted(busy(text))
    assert call(transport).status == 429
    assert (time.waits, len(transport.asked)) == ([], 1)


def test_a_key_that_checks_exhaust_sees_the_refusal(time: Time) -> None:
    assert call(Scripted(busy("5")), "throttled").status == 429
    assert time.waits == []


def test_a_wait_is_not_asked_of_a_world_of_ones_own(time: Time) -> None:
    def answer(request: Request) -> Response:
        return controlled(request) if "/__mock/" in request.url else refused(429, "RATE_LIMITED", Retry_After="5")

    transport = Scripted(answer)
    with an_api(transport, provider=worlds(transport)) as api:
        assert api.call("getWhoami").status == 429
    assert time.waits == []
