"""The journal tells what a client sent and was told, finds calls again, shows no secrets, and forgets the oldest."""

from typing import Any

import orjson
import pytest

from layers_mock.http.redaction import redact, redact_header
from tests.harness import Answer, Api
from tests.http.live import Live, head, run
from tests.http.steered import Unchecked, clone, journal

SECRET = "hush-hush-hush"


def with_capacity(capacity: int) -> Api:
    api = Api()
    api.worlds.journal_capacity = capacity
    api.control("POST", "reset")
    return api


def statuses(api: Api, query: str = "") -> list[int]:
    return [call["status"] for call in journal(api, query)]


# --- what is told -----------------------------------------------------------------------------------------------------


def test_a_call_is_told_with_what_was_sent_and_answered(api: Api) -> None:
    api.advance(90.25)
    answer = clone(api, headers={"Idempotency-Key": "k-1", "X-Custom": "mine"})
    told = api.control("GET", "requests/1").body
    assert {name: told[name] for name in ("number", "at", "method", "path", "query", "operation", "key", "status", "rule", "scenario", "findings")} == {
        "number": 1, "at": "2026-04-24T12:01:30.250Z", "method": "POST", "path": f"/v1/influencers/{api.id('ava')}/clone", "query": "",
        "operation": "cloneInfluencer", "key": "full", "status": 202, "rule": None, "scenario": None, "findings": [],
    }  # fmt: skip
    assert told["requestId"] == answer.headers["X-Request-Id"]
    assert 0 <= told["durationMicroseconds"] < 10_000_000
    assert told["request"]["body"] == {"name": "Ava"}
    assert (told["request"]["headers"]["Idempotency-Key"], told["request"]["headers"]["X-Custom"]) == ("k-1", "mine")
    assert told["answer"]["body"] == answer.body
    assert told["answer"]["headers"]["X-Request-Id"] == answer.headers["X-Request-Id"]
    assert api.control("GET", f"requests/{answer.headers['X-Request-Id']}").body == told


def test_a_refusal_is_told_with_its_rule(api: Api) -> None:
    api.get("/v1/jobs/job_01HXZ9G7KMV2QX8Y1S5RJW3B7T")
    clone(api, key="limited")
    clone(api, name="")
    assert [call["rule"] for call in journal(api)] == [
        "clone-influencer.name-length",
        "auth.scope-required",
        "get-job.not-found",
    ]


def test_an_answer_without_a_body_and_text_that_is_no_json_are_told_as_they_are(api: Api) -> None:
    job_id = clone(api).body["jobId"]
    api.get(f"/v1/jobs/{job_id}", headers={"If-None-Match": "*"})
    assert api.control("GET", "requests/2").body["answer"]["body"] is None
    api.post("/v1/projects", content=b"not json \xff")
    assert api.control("GET", "requests/3").body["request"]["body"] == "not json \ufffd"


# --- the ring ---------------------------------------------------------------------------------------------------------


def test_the_ring_forgets_the_oldest_and_numbers_go_on() -> None:
    api = with_capacity(3)
    for _ in range(5):
        api.get("/v1/whoami")
    listed = api.control("GET", "requests").body
    assert ([call["number"] for call in listed["items"]], listed["recorded"], listed["capacity"]) == ([5, 4, 3], 5, 3)
    gone = api.control("GET", "requests/2")
    assert (gone.status, "keeps the last 3" in gone.body["error"]["message"]) == (404, True)
    assert api.control("DELETE", "requests").body == {}
    assert api.control("GET", "requests").body == {**listed, "items": []}
    api.get("/v1/whoami")
    assert [call["number"] for call in journal(api)] == [6]


def test_a_capacity_of_nothing_switches_journal_findings_and_coverage_off() -> None:
    api = with_capacity(0)
    clone(api)
    listed = api.control("GET", "requests").body
    assert (listed["items"], listed["recorded"], listed["capacity"]) == ([], 0, 0)
    assert api.control("GET", "requests/1").status == 404
    assert api.control("GET", "coverage").body == {"met": 0, "documented": 0, "ratio": 0.0, "operations": []}


# --- finding calls ----------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(api: Api) -> Api:
    """Calls 1 to 6: 200, 404, 202 with a finding, 401 not here, 403, and a minute later 200."""
    api.get("/v1/whoami")
    api.get("/v1/jobs/job_01HXZ9G7KMV2QX8Y1S5RJW3B7T")
    clone(api)
    clone(api, key="limited", headers={"Idempotency-Key": "k"})
    api.advance(60)
    api.get("/v1/credits")
    return api


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("limit=2", [5, 4]),
        ("after=3", [4, 5]),
        ("after=0&limit=2", [1, 2]),
        ("after=5", []),
        ("after=99", []),
        ("operation=cloneInfluencer", [4, 3]),
        ("operation=listProjects", []),
        ("status=200", [5, 1]),
        ("status=4xx", [4, 2]),
        ("status=40x", [4, 2]),
        ("status=20x", [5, 3, 1]),
        ("status=0", []),
        ("finding=any", [3]),
        ("finding=client.idempotency-key", [3]),
        ("finding=client.retry-after", []),
        ("since=2026-04-24T12:01:00Z", [5]),
        ("since=2026-04-24T12:01:00.001Z", []),
        ("since=2026-04-24T14:00:00%2B02:00", [5, 4, 3, 2, 1]),
        ("operation=cloneInfluencer&status=2xx&finding=any&since=2026-04-24T12:00:00Z&after=1&limit=1", [3]),
    ],
)
def test_calls_are_found_by_operation_status_finding_time_and_number(query: str, numbers: list[int], busy: Api) -> None:
    assert [call["number"] for call in journal(busy, query)] == numbers


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("operation=clonInfluencer", "Did you mean cloneInfluencer?"),
        ("finding=idempotency", "client.idempotency-key"),
        ("status=4x", "status"),
        ("status=600", "status"),
        ("since=yesterday", "ISO 8601"),
        ("limit=0", "limit"),
        ("limit=5&limit=6", "limit: given more than once"),
        ("oparation=getJob", "Did you mean operation?"),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_the_way_out(query: str, said: str, api: Api) -> None:
    answer = api.control("GET", f"requests?{query}")
    assert (answer.status, said in answer.body["error"]["message"]) == (422, True), answer.body


# --- calls without a world --------------------------------------------------------------------------------------------


def test_calls_that_no_key_leads_anywhere_are_in_the_journal_of_nowhere() -> None:
    async def story(live: Live) -> None:
        for method, target, key in (
            ("GET", "/v1/whoami", None),
            ("GET", "/v1/nothing", None),
            ("HEAD", "/v1/whoami", None),
            ("PUT", "/v1/whoami", None),
        ):
            await live.call(method, target, key=key)
        await live.call("GET", "/v1/whoami", key=None, headers={"X-Api-Key": "wrong"})
        await live.call("HEAD", "/v1/whoami")
        await live.call("GET", "/v1/nothing")
        lost = [
            (call["method"], call["status"], call["operation"], call["rule"])
            for call in reversed(journal(live.api, world="nowhere"))
        ]
        assert lost == [
            ("GET", 401, "getWhoami", "auth.key-required"), ("GET", 404, None, "routing.unknown-path"),
            ("HEAD", 405, None, "routing.unknown-method"), ("PUT", 405, None, "routing.unknown-method"), ("GET", 401, "getWhoami", "auth.key-unknown"),
        ]  # fmt: skip
        assert [(call["method"], call["status"], call["key"]) for call in journal(live.api)] == [
            ("GET", 404, "full"),
            ("HEAD", 405, "full"),
        ]

    run(story)


# --- secrets ----------------------------------------------------------------------------------------------------------


def shown(api: Api, world: str = "default") -> Answer:
    """The last call, whole."""
    number = journal(api, world=world)[0]["number"]
    return api.control("GET", f"worlds/{world}/requests/{number}")


@pytest.mark.parametrize(
    "header", ["X-Api-Key", "Authorization", "Cookie", "Proxy-Authorization", "X-Layers-Mock-Token", "authorization"]
)
@pytest.mark.parametrize("value", ["{}", "Bearer {}", "Basic {}", "a={}; b={}"])
def test_a_header_that_holds_a_secret_is_not_shown(header: str, value: str) -> None:
    api = Unchecked()
    api.get("/v1/whoami", key=None, headers={header: value.format(SECRET, SECRET)})
    told = shown(api, "nowhere")
    assert SECRET[:6].encode() not in told.raw
    assert told.body["request"]["headers"][header] == "(redacted)"


def test_keys_are_cut_short_wherever_they_stand_and_whosever_they_are(api: Api) -> None:
    key, other = api.key(), api.control("POST", "worlds", {"name": "w"}).body["keys"]["full"]
    vendors = "lp_live_MFRGGZDFMZTWQ2LK_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
    for secret in (key, other, vendors, vendors.replace("live", "test")):
        body = {"name": f"my key is {secret}!", "timezone": "UTC", "metadata": {secret: [secret]}}
        api.post("/v1/projects", body, headers={"X-Note": secret, "Idempotency-Key": secret[:40]})
        api.get(f"/v1/projects?key={secret}")
        api.get(f"/v1/projects/{secret}")
        escaped = "".join(f"\\u{ord(char):04x}" for char in secret)
        api.post("/v1/projects", content=b'{"name": "' + escaped.encode() + b'"')
        api.post("/v1/projects", content=b'{"nome": "' + escaped.encode() + b'"}')
        told = b"".join(api.control("GET", f"requests/{number}").raw for number in range(1, api.world.journal.recorded + 1))
        assert secret[:20].encode() not in told
        assert f"{secret[:12]}… (redacted)".encode() in told


def test_the_key_that_was_used_can_be_told_from_others(api: Api) -> None:
    api.get("/v1/whoami")
    assert shown(api).body["request"]["headers"]["X-Api-Key"] == f"{api.key()[:12]}… (redacted)"
    api.get("/v1/whoami", key=None, headers={"Authorization": f"Bearer {api.key()}"})
    assert shown(api).body["request"]["headers"]["Authorization"] == f"Bearer {api.key()[:12]}… (redacted)"


def test_redaction_leaves_everything_else() -> None:
    for text in ("", "lp_", "lp_live", "lp_live_", "help_live_LONGER", "lp_live_long", "lp_prod_ABCDEFGH", "été"):
        assert redact(text) == redact_header("Accept", text) == text


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    async def story(live: Live) -> None:
        sent: dict[str, Any] = {"X-Api-Key": live.api.key(), "X-Odd": "caf\xe9 \u0416"}
        await live.exchange(head("GET", "/v1/whoami", None, sent))
        told = await live.call("GET", "/__mock/requests/1", key=None)
        assert told.status == 200
        assert orjson.loads(told.body)["request"]["headers"]["X-Odd"].startswith("caf")

    run(story)
