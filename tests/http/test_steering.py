"""``Prefer`` decides about one call: what is asked for happens, is echoed, and what cannot be is refused clearly."""

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.contract import Operation
from layers_mock.contract.behaviours import statuses_of
from layers_mock.http.prefer import preferences
from tests.harness import Answer, Api, contract
from tests.http.live import Live, head, run
from tests.http.steered import Unchecked, clone, fork, journal, put

OPERATIONS = list(contract().operations.values())
JOBS = [operation for operation in OPERATIONS if operation.job_kind is not None]


def call(api: Api, operation: Operation, prefer: str) -> Answer:
    """A call whose path leads somewhere or not: preferences are asked before it is looked at."""
    path = re.sub(r"\{[^}]+\}", "7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a77", operation.path)
    return api.request(operation.method, path, headers={"Prefer": prefer})


def applied(answer: Answer) -> str | None:
    return answer.headers.get("Preference-Applied")


def whoami(api: Api, prefer: str) -> Answer:
    return api.get("/v1/whoami", headers={"Prefer": prefer})


# --- errors and statuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_error_that_an_operation_documents_can_be_had(operation: Operation, api: Api) -> None:
    for code in dict.fromkeys(operation.error_codes):
        answer = call(api, operation, f"error={code}")
        assert (answer.code, answer.status in statuses_of(operation, code)) == (code, True)
        assert applied(answer) == f"error={code}"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_refusing_status_that_an_operation_documents_can_be_had(operation: Operation, api: Api) -> None:
    for status in [status for status in operation.responses if status >= "4"]:
        answer = call(api, operation, f"code={status}")
        assert (str(answer.status), applied(answer)) == (status, f"code={status}")
        assert int(status) in statuses_of(operation, answer.code)


def test_an_error_comes_with_the_message_and_the_details_that_its_document_shows(api: Api) -> None:
    killed = call(api, contract().operations["cloneInfluencer"], "error=KILL_SWITCH")  # type: ignore[index]  # an id is text
    assert killed.body["error"]["details"] == {"scope": "key"}
    taken = clone(api, headers={"Prefer": "error=CONFLICT"})
    assert taken.body["error"]["message"] == "Influencer with this id already exists."
    invalid = clone(api, headers={"Prefer": "error=VALIDATION"})
    assert (invalid.status, invalid.issue_paths) == (422, ["limit"])


def test_a_code_and_an_error_together_choose_between_the_statuses_of_the_error(api: Api) -> None:
    for status in (400, 413, 415, 422):
        answer = clone(api, headers={"Prefer": f"error=VALIDATION, code={status}"})
        assert (answer.status, applied(answer)) == (status, f"error=VALIDATION, code={status}")
    reused = clone(api, headers={"Prefer": "code=409, error=IDEMPOTENCY_CONFLICT"})
    assert (reused.code, applied(reused)) == ("IDEMPOTENCY_CONFLICT", "code=409, error=IDEMPOTENCY_CONFLICT")


def test_a_refused_call_does_nothing(api: Api) -> None:
    before = api.get("/v1/credits").body
    fork(api, headers={"Prefer": "error=INTERNAL", "Idempotency-Key": "k"})
    assert api.get("/v1/credits").body == before
    answer = fork(api, headers={"Idempotency-Key": "k"})
    assert (answer.status, "balance" in before) == (202, True)


def test_too_many_requests_come_with_a_time_to_wait(api: Api) -> None:
    assert whoami(api, "code=429").headers["Retry-After"] == "1"


def test_a_code_of_success_is_echoed_only_where_it_is_the_answer(api: Api) -> None:
    job_id = clone(api).body["jobId"]
    found = api.get(f"/v1/jobs/{job_id}", headers={"Prefer": "code=304"})
    assert (found.status, applied(found)) == (200, None)
    same = api.get(f"/v1/jobs/{job_id}", headers={"Prefer": "code=304", "If-None-Match": found.headers["ETag"]})
    assert (same.status, applied(same)) == (304, "code=304")
    assert applied(whoami(api, "code=200")) == "code=200"


# --- jobs -------------------------------------------------------------------------------------------------------------


def test_a_job_fails_where_it_shall_and_its_credits_come_back(api: Api) -> None:
    before = api.get("/v1/credits").body["balance"]
    accepted = fork(api, headers={"Prefer": "job=fail"})
    assert (accepted.status, accepted.body["status"], applied(accepted)) == (202, "running", "job=fail")
    assert api.get("/v1/credits").body["balance"] < before
    ended = api.finish(accepted)
    assert (ended["status"], ended["error"]["code"]) == ("failed", "PLATFORM_ERROR")
    assert api.get("/v1/credits").body["balance"] == before


def test_a_job_hangs_is_slow_or_is_completed_at_once(api: Api) -> None:
    hung, slow, done = (clone(api, headers={"Prefer": f"job={how}"}) for how in ("hang", "slow", "complete"))
    assert api.get(f"/v1/jobs/{done.body['jobId']}").body["status"] == "completed"
    assert api.get(f"/v1/influencers/{done.body['influencerId']}").body["status"] == "ready"
    assert [api.finish(slow, seconds)["status"] for seconds in (179, 1)] == ["running", "completed"]
    assert api.finish(hung, 100 * 365 * 86_400)["status"] == "running"


@pytest.mark.parametrize("operation", JOBS, ids=lambda operation: operation.id)
def test_a_preference_for_a_job_is_not_echoed_where_none_was_started(operation: Operation, api: Api) -> None:
    answer = call(api, operation, "job=fail")
    assert answer.status in {404, 422}
    assert applied(answer) is None


def test_a_replay_starts_no_job_that_could_fail(api: Api) -> None:
    first = clone(api, headers={"Idempotency-Key": "k"})
    again = clone(api, headers={"Idempotency-Key": "k", "Prefer": "job=fail, wait=0"})
    assert (again.body, applied(again)) == (first.body, "wait=0")
    assert api.finish(first)["status"] == "completed"


def test_an_error_leaves_no_job_to_be_bent(api: Api) -> None:
    answer = clone(api, headers={"Prefer": "job=fail, error=NOT_FOUND"})
    assert (answer.status, applied(answer)) == (404, "error=NOT_FOUND")


# --- what is no preference of ours, and what cannot be met ------------------------------------------------------------


@pytest.mark.parametrize(
    "prefer",
    ["code=404, wait=0", "code=404; wait=0", 'code="404", wait="0"', "CODE = 404 ,Wait=0", "return=minimal, code=404, wait=0",
     'x="a, code=500", code=404, wait=0', "code=404, wait=0, code=409", 'code="4\\04", wait=0', ",, code=404,,wait=0,"],
)  # fmt: skip
def test_preferences_are_read_as_the_rfc_writes_them(prefer: str, api: Api) -> None:
    answer = clone(api, headers={"Prefer": prefer})
    assert (answer.status, applied(answer)) == (404, "code=404, wait=0")


def test_a_header_may_come_more_than_once() -> None:
    async def story(live: Live) -> None:
        whole = head("GET", "/v1/whoami", None, {"X-Api-Key": live.api.key(), "Prefer": "wait=0\r\nPrefer: code=401"})
        answer = await live.exchange(whole)
        assert (answer.status, answer.headers["preference-applied"]) == (401, "wait=0, code=401")

    run(story)


@pytest.mark.parametrize(
    "prefer", ["", "respond-async", "return=minimal", "respond-async; code=404; wait=9", 'x="code=404"', "codes=404", ";;,="]
)
def test_preferences_of_others_are_let_be(prefer: str, api: Api) -> None:
    answer = clone(api, headers={"Prefer": prefer})
    assert (answer.status, applied(answer)) == (202, None)


@pytest.mark.parametrize(
    ("prefer", "said"),
    [
        ("error=BILLING_EXHAUSTED", "UNAUTHENTICATED, RATE_LIMITED, INTERNAL"),
        ("error=internal", "INTERNAL"),
        ("error=NO-SUCH", "NO-SUCH"),
        ("error", "error="),
        ("code=404", "200, 401, 429, 500"),
        ("code=", "code="),
        ("code=4xx", "4xx"),
        ('code="404', "404"),
        ("code=401, error=INTERNAL", "It can be 500"),
        ("job=fail", "starts no job"),
        ("wait=61", "0 to 60 seconds"),
        ("wait=-1", "wait=-1"),
        ("wait=soon", "wait=soon"),
        ("wait=nan", "wait=nan"),
        ("wait=1e1", "wait=1e1"),
        ("wait=1_0", "wait=1_0"),
        ("error=" + "X" * 5000, "XXX"),
        ("error=\xff", "?"),
    ],
)
def test_what_cannot_be_met_is_refused_and_says_what_can(prefer: str, said: str) -> None:
    api = Unchecked()
    answer = whoami(api, prefer)
    assert (answer.status, answer.code, applied(answer)) == (400, "VALIDATION", None)
    assert said in answer.headers["X-Layers-Mock-Hint"]
    assert "getWhoami" in answer.body["error"]["message"]
    assert "X-Layers-Mock-Rule" not in answer.headers
    assert len(answer.body["error"]["message"]) < 300


def test_a_job_that_is_none_is_refused_where_a_job_could_be_and_nothing_is_done() -> None:
    api = Unchecked()
    answer = clone(api, headers={"Prefer": "job=explode"})
    assert (answer.status, "fail, hang, slow, complete" in answer.body["error"]["message"]) == (400, True)
    assert api.control("POST", "clock/advance", {"to": "idle"}).body["happened"] != []
    assert not [
        item for item in api.get(f"/v1/projects/{api.id('harbor-tea')}/influencers").body["items"] if item["name"] == "Ava"
    ]


@given(st.text(st.characters(codec="latin-1"), max_size=40) | st.from_regex(r'((code|wait|x)="?[0-9,;"\\]{0,6}"?[,;] ?){1,5}'))
def test_no_header_is_a_fault(header: str) -> None:
    found = preferences(header)
    assert found.keys() <= {"code", "error", "wait", "job"}
    assert Unchecked().get("/v1/whoami", headers={"Prefer": header}).status < 500


# --- who is asked -----------------------------------------------------------------------------------------------------


def test_a_preference_counts_only_for_calls_that_would_have_been_let_in(api: Api) -> None:
    strangers = api.get("/v1/whoami", key=None, headers={"Prefer": "error=INTERNAL"})
    assert (strangers.status, applied(strangers)) == (401, None)
    scoped = clone(api, key="limited", headers={"Prefer": "error=INTERNAL"})
    assert (scoped.status, applied(scoped)) == (403, None)
    nowhere = api.get("/v1/nothing", headers={"Prefer": "error=INTERNAL"})
    assert (nowhere.status, applied(nowhere)) == (404, None)


def test_a_preference_is_asked_before_any_scenario_and_does_not_use_it_up(api: Api) -> None:
    put(api, {"error": "RATE_LIMITED"}, {"operation": "getWhoami"}, times=1)
    assert whoami(api, "error=INTERNAL").status == 500
    assert whoami(api, "respond-async").status == 429
    assert whoami(api, "wait=0").status == 200


def test_a_steered_call_is_in_the_journal_and_its_secrets_are_not() -> None:
    api = Unchecked()
    whoami(api, f"error={api.key()}")
    shown = api.control("GET", "requests/1")
    assert (shown.body["status"], shown.body["rule"], shown.body["scenario"]) == (400, None, None)
    assert api.key()[:14].encode() not in shown.raw
    assert journal(api)[0]["status"] == 400


def test_an_answer_waits_in_real_time_and_others_do_not_wait_for_it() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            begun = perf_counter()
            await wire.send(head("GET", "/v1/whoami", None, {"X-Api-Key": live.api.key(), "Prefer": "wait=0.05, code=500"}))
            other = await live.call("GET", "/v1/whoami")
            answer = await wire.answer()
            assert perf_counter() - begun >= 0.05
            assert (other.status, answer.status, answer.headers["preference-applied"]) == (200, 500, "wait=0.05, code=500")

    run(story)


def test_a_client_that_does_not_wait_is_no_fault() -> None:
    async def story(live: Live) -> None:
        async with live.wire() as wire:
            await wire.send(head("GET", "/v1/whoami", None, {"X-Api-Key": live.api.key(), "Prefer": "wait=0.05"}))
            wire.vanish()
        patient = await live.call("GET", "/v1/whoami", headers={"Prefer": "wait=0.1"})
        assert patient.status == 200
        assert live.api.world.journal.recorded == 2

    run(story)
