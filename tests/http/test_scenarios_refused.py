"""Scenarios: what no call could meet is refused when it is put."""

import pytest

from layers_mock.contract.behaviours import statuses_of
from tests.harness import Answer, Api, contract
from tests.http.steered import clone

BUSY = {"error": "RATE_LIMITED"}
STAGES = [stage.name for stage in contract().job_kinds["influencer_create"].stages]


def refused(api: Api, scenario: object) -> tuple[int, str]:
    answer = api.control("POST", "scenarios", scenario)
    assert api.control("GET", "scenarios").body == {"items": []}
    return answer.status, str(answer.body["error"]["message"])


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ({"name": "s"}, "then"),
        ({"then": BUSY}, "name"),
        ({"name": "S", "then": BUSY}, "name"),
        ({"name": "s", "then": {}}, "say what happens"),
        ({"name": "s", "then": {"error": None}}, "say what happens"),
        ({"name": "s", "then": {"message": "x"}}, "say what happens"),
        ({"name": "s", "then": {"eror": "INTERNAL"}}, "Did you mean error?"),
        ({"name": "s", "thn": {}, "then": BUSY}, "Did you mean then?"),
        ({"name": "s", "operation": "getWhoami", "then": BUSY}, "It belongs in when"),
        ({"name": "s", "when": {"operaton": "getWhoami"}, "then": BUSY}, "Did you mean operation?"),
        ({"name": "s", "then": {"job": {"fail": "queued"}}}, "Did you mean fails?"),
        ({"name": "s", "when": {"operation": "getWhoamy"}, "then": BUSY}, "Did you mean getWhoami?"),
        ({"name": "s", "then": {"error": "RATE_LIMITEDD"}}, "Did you mean RATE_LIMITED?"),
        ({"name": "s", "then": {"job": {"hangs": "queue"}}}, "Did you mean queued?"),
        ({"name": "s", "then": {"job": {}}}, "say one of them"),
        ({"name": "s", "then": {"job": {"fails": "queued", "completes": True}}}, "say one of them"),
        ({"name": "s", "then": {"job": {"completes": False}}}, "completes"),
        ({"name": "s", "then": {"job": {"slow": 0}}}, "slow"),
        ({"name": "s", "then": {"wait": "61s"}}, "60 s at most"),
        ({"name": "s", "then": {"wait": 2}}, "30s, 5m, 12h or 40d"),
        ({"name": "s", "then": {"drop": "after"}}, "drop"),
        ({"name": "s", "then": {"lose": False}}, "lose"),
        ({"name": "s", "when": {"nth": 0}, "then": BUSY}, "nth"),
        ({"name": "s", "when": {"nth": 10**30}, "then": BUSY}, "nth"),
        ({"name": "s", "when": {"probability": 1.1}, "then": BUSY}, "probability"),
        ({"name": "s", "when": {"body": {"name": "x"}}, "then": BUSY}, "name"),
        ({"name": "s", "when": {"body": {"/a~2": "x"}}, "then": BUSY}, "a~2"),
        ({"name": "s", "when": {"after": "later"}, "then": BUSY}, "after"),
        ({"name": "s", "expires": "1969-01-01T00:00:00Z", "then": BUSY}, "expires"),
        ({"name": "s", "times": 0, "then": BUSY}, "times"),
        ({"name": "s", "then": {"error": "INTERNAL", "status": 399}}, "status"),
        ({"name": "s", "when": {"event": "job.complete"}, "then": {"webhook": "drop"}}, "Did you mean job.completed?"),
        ({"name": "s", "when": {"event": "jobs.*"}, "then": {"webhook": "drop"}}, "Did you mean job.*?"),
        ({"name": "s", "when": {"evnt": "*"}, "then": {"webhook": "drop"}}, "Did you mean event?"),
        ({"name": "s", "then": {"webhook": "dropp"}}, "Did you mean drop?"),
        ({"name": "s", "then": {"webhook": "delay"}}, "{delay: 30s} or {stale: 10m}"),
        ({"name": "s", "then": {"webhook": {"dely": "1s"}}}, "Did you mean delay?"),
        ({"name": "s", "then": {"webhook": {"delay": 30}}}, "delay: a duration is a number and a unit"),
        ({"name": "s", "then": {"webhook": {"delay": "1s", "stale": "1s"}}}, "what goes wrong is one of drop, duplicate"),
        ({"name": "s", "then": {"webhook": {"drop": True}}}, "what goes wrong is one of"),
        ({"name": "s", "then": {"webhook": 5}}, "what goes wrong is one of"),
        ({"name": "s", "then": {"webhook": {}}}, "what goes wrong is one of"),
        ([], "(the whole file)"),
    ],
)  # fmt: skip
def test_what_is_no_scenario_is_refused_with_the_way_out(scenario: object, said: str, api: Api) -> None:
    status, message = refused(api, _bytes_of(scenario))
    assert (status, said in message) == (422, True), message


def _bytes_of(scenario: object) -> object:
    if isinstance(scenario, dict) and scenario.get("when", {}).get("nth") == 10**30:
        return {**scenario, "when": {"nth": 1e30}}
    return scenario


@pytest.mark.parametrize(
    ("when", "then", "said"),
    [
        ({"key": "ful"}, BUSY, "Did you mean full?"),
        ({"operation": "getWhoami"}, {"error": "NOT_FOUND"}, "It documents UNAUTHENTICATED, RATE_LIMITED, INTERNAL"),
        ({"operation": "getWhoami"}, {"error": "INTERNAL", "status": 503}, "with the status 500, not 503"),
        ({"operation": "getWhoami"}, {"job": {"completes": True}}, "getWhoami starts no job. These do:"),
        ({"operation": "getWhoami", "path": {"jobId": "x"}}, BUSY, "jobId"),
        ({"path": {"influencerID": "ava"}}, BUSY, "Did you mean influencerId?"),
        ({}, {"error": "INTERNAL", "job": {"completes": True}}, "starts no job"),
        ({}, {"error": "INTERNAL", "lose": True}, "no work"),
        ({}, {"drop": "before", "truncate": True}, "drop and truncate"),
        ({}, {"lose": True, "drop": "during"}, "drop and lose"),
        ({}, {"wait": "1s", "status": 500}, "belong to an error"),
        ({}, {"wait": "1s", "details": {}}, "belong to an error"),
        ({"event": "*", "operation": "getWhoami"}, {"webhook": "drop"}, "operation match calls, event match deliveries"),
        ({"endpoint": "*", "body": {"/a": 1}}, BUSY, "body match calls, endpoint match deliveries"),
        ({"event": "*"}, BUSY, "say what happens to them with webhook"),
        ({"key": "full"}, {"webhook": "drop"}, "which event and endpoint match, and not key"),
        ({"event": "*"}, {"webhook": "drop", "wait": "1s"}, "webhook happens to deliveries, wait to calls"),
        ({}, {"webhook": "truncate", "truncate": True}, "webhook happens to deliveries, truncate to calls"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(when: object, then: object, said: str, api: Api) -> None:
    status, message = refused(api, {"name": "s", "when": when, "then": then})
    assert (status, said in message) == (409, True), message


def test_a_stage_is_one_of_the_jobs_that_the_operation_starts(api: Api) -> None:
    kinds = contract().job_kinds
    foreign = {stage.name for kind in kinds.values() for stage in kind.stages} - set(STAGES)
    for stage in foreign:
        status, message = refused(
            api, {"name": "s", "when": {"operation": "cloneInfluencer"}, "then": {"job": {"fails": stage}}}
        )
        assert (status, stage in message) == (409, True)


def test_a_status_is_one_that_the_operation_documents_for_the_error(api: Api) -> None:
    operation = contract().operations["cloneInfluencer"]  # type: ignore[index]  # an id is text
    for status in range(400, 600):
        scenario = {"name": "s", "when": {"operation": "cloneInfluencer"}, "then": {"error": "VALIDATION", "status": status}}
        answer: Answer = api.control("POST", "scenarios", scenario)
        assert answer.status == (201 if status in statuses_of(operation, "VALIDATION") else 409)
        if answer.status == 201:
            assert clone(api).status == status
