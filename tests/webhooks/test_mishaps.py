"""The laboratory: whatever goes wrong with a webhook by scenario, as a real receiver sees it."""

from typing import Any

import orjson
import pytest

from layers_mock.webhooks import Fault, inspect, signature
from layers_mock.world.clock import wall_seconds
from tests.webhooks.mock import Mock, until
from tests.webhooks.receivers import Got, Receiver, receiver, with_status


def put(mock: Mock, webhook: object, when: object = None, name: str = "s", **more: Any) -> None:
    mock.call("POST", "/__mock/scenarios", {"name": name, "when": when or {}, "then": {"webhook": webhook}, **more})


def counts(mock: Mock, name: str = "s") -> tuple[int, int]:
    state = mock.call("GET", f"/__mock/scenarios/{name}")
    return state["matched"], state["applied"]


def events(hooks: Receiver) -> list[str]:
    return [got.headers["X-Layers-Event-Id"] for got in hooks.got]


def wrong(got: Got, secret: str, *, body: bytes | None = None, tolerance: int = 300) -> Fault | None:
    signed = got.headers["X-Layers-Signature"]
    return inspect(signed, got.body if body is None else body, secret, wall_seconds(), tolerance=tolerance)


def part(fault: Fault | None) -> str | None:
    return None if fault is None else fault.part


def rotated(mock: Mock, endpoint: Any) -> str:
    secret: str = mock.call("POST", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}/rotate-secret")["signingSecret"]
    return secret


def test_what_is_dropped_is_never_sent_and_says_by_whom(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, "drop", {"nth": 2}, name="lost-in-the-post")
    sent = [mock.ping(endpoint)["eventId"] for _ in range(3)]
    told = mock.advance(200_000)
    assert events(hooks) == [sent[0], sent[2]]
    assert [(one["event"], one.get("scenario")) for one in told] == [
        ("webhook.delivered", None),
        ("webhook.abandoned", "lost-in-the-post"),
        ("webhook.delivered", None),
    ]
    item = mock.deliveries(endpoint)[1]
    assert (item["status"], item["attempts"]) == ("abandoned", 0)
    assert "lost-in-the-post" in item["lastErrorMessage"]
    found = mock.call("GET", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}")
    assert (found["status"], found["consecutiveFailureCount"]) == ("active", 0)
    journal = [(one["eventId"], one["isSent"], one["scenario"]) for one in mock.attempts()]
    assert journal == [(sent[0], True, None), (sent[1], False, "lost-in-the-post"), (sent[2], True, None)]


def test_a_duplicate_is_the_same_request_twice_and_one_attempt(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, "duplicate", {"first": 1})
    sent = [mock.ping(endpoint)["eventId"] for _ in range(2)]
    mock.advance(200_000)
    assert events(hooks) == [sent[0], sent[0], sent[1]]
    assert hooks.got[0] == hooks.got[1]
    assert [wrong(got, endpoint["signingSecret"]) for got in hooks.got] == [None] * 3
    assert [(one["status"], one["attempts"]) for one in mock.deliveries(endpoint)] == [("delivered", 1)] * 2
    assert [(one["attempt"], one["scenario"]) for one in mock.attempts()] == [(1, "s"), (1, "s"), (1, None)]


def test_of_a_duplicate_the_second_answer_counts(mock: Mock, hooks: Receiver) -> None:
    def refuse_what_was_seen(handler: Any) -> None:
        with_status(200 if len(hooks.got) == 1 else 409)(handler)

    hooks.answer = refuse_what_was_seen
    endpoint = mock.subscribe(hooks.url)
    put(mock, "duplicate")
    mock.ping(endpoint)
    assert [one["event"] for one in mock.advance()] == ["webhook.retrying"]
    assert mock.deliveries(endpoint)[0]["lastResponseStatus"] == 409


def test_what_is_reordered_waits_for_the_next_one_to_go_first(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, "reorder", {"nth": 1})
    first, second, third = (mock.ping(endpoint)["eventId"] for _ in range(3))
    told = mock.advance()
    assert events(hooks) == [second, first, third]
    assert [(one["eventId"], one.get("scenario")) for one in told] == [(second, None), (first, "s"), (third, None)]
    assert [one["scenario"] for one in mock.attempts()] == [None, "s", None]
    assert [(one["status"], one["attempts"]) for one in mock.deliveries(endpoint)] == [("delivered", 1)] * 3


def test_where_every_event_is_reordered_pairs_change_places(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, "reorder")
    sent = [mock.ping(endpoint)["eventId"] for _ in range(5)]
    mock.advance()
    assert events(hooks) == [sent[n] for n in (1, 0, 3, 2, 4)]
    assert counts(mock) == (3, 3)


def test_what_nothing_follows_goes_when_the_clock_has_been_moved(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, "reorder")
    sent = mock.ping(endpoint)["eventId"]
    state = mock.call("POST", "/__mock/clock/advance", {"seconds": 0})
    assert [(one["event"], one["eventId"]) for one in state["happened"]] == [("webhook.delivered", sent)]
    assert (state["isIdle"], events(hooks)) == (True, [sent])


@pytest.mark.parametrize("how", [{"seconds": 3600}, {"to": "idle"}])
def test_the_next_one_may_come_later_within_the_same_move(mock: Mock, hooks: Receiver, how: object) -> None:
    mock.subscribe(hooks.url)
    put(mock, "reorder", {"event": "job.*", "nth": 1})
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    jobs = []
    for name in ("Ada", "Ben"):
        jobs.append(mock.call("POST", f"/v1/projects/{project}/influencers", {"name": name})["jobId"])
        mock.advance(5)
    mock.call("POST", "/__mock/clock/advance", how)
    assert [orjson.loads(got.body)["data"]["jobId"] for got in hooks.got] == jobs[::-1]


def test_the_next_one_need_not_be_taken_but_has_to_be_sent(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(500)
    endpoint = mock.subscribe(hooks.url)
    put(mock, "reorder", {"nth": 1})
    put(mock, "drop", {"nth": 1}, name="t")
    first, _, third, fourth = (mock.ping(endpoint)["eventId"] for _ in range(4))
    mock.advance()
    assert events(hooks) == [third, first, fourth]


def test_what_happens_on_the_way_to_one_endpoint_leaves_others_alone(mock: Mock, hooks: Receiver) -> None:
    with receiver() as healthy:
        odd, fine = mock.subscribe(hooks.url + "?id=7"), mock.subscribe(healthy.url)
        put(mock, "reorder", {"endpoint": f"{hooks.url}?*", "nth": 1})
        put(mock, {"delay": "10s"}, {"endpoint": "*?id=7", "nth": 2}, name="t")
        to_odd, to_fine = [], []
        for _ in range(4):
            to_odd.append(mock.ping(odd)["eventId"])
            to_fine.append(mock.ping(fine)["eventId"])
        mock.advance(10)
        assert events(healthy) == to_fine
        assert events(hooks) == [to_odd[n] for n in (1, 0, 3, 2)]


def test_with_a_clock_that_runs_what_is_reordered_waits_for_the_next_one_or_a_minute(hooks: Receiver) -> None:
    mock = Mock(clock="real", speed=200.0)
    try:
        endpoint = mock.subscribe(hooks.url)
        put(mock, "reorder", times=1)
        alone = mock.ping(endpoint)["eventId"]
        until(lambda: len(hooks.got) == 1)
        assert (events(hooks), counts(mock)) == ([alone], (1, 1))
        mock.call("PUT", "/__mock/clock", {"speed": 1.0})
        put(mock, "reorder", times=1, name="t")
        first = mock.ping(endpoint)["eventId"]
        until(lambda: counts(mock, "t") == (1, 1))
        second = mock.ping(endpoint)["eventId"]
        until(lambda: len(hooks.got) == 3)
        assert events(hooks) == [alone, second, first]
    finally:
        mock.server.stop()


def test_what_is_delayed_is_due_later_on_the_worlds_clock_and_asked_about_once(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, {"delay": "90s"}, {"event": "test.ping"})
    sent = mock.ping(endpoint)["eventId"]
    assert mock.advance(89.999) == []
    due = mock.call("GET", "/__mock/clock")["nextDue"]
    assert (mock.deliveries(endpoint)[0]["status"], hooks.got) == ("pending", [])
    (told,) = mock.advance(0.001)
    assert (told["event"], told["at"], told["scenario"]) == ("webhook.delivered", due, "s")
    assert (events(hooks), counts(mock)) == ([sent], (1, 1))
    assert mock.attempts()[0]["scenario"] == "s"


def test_a_delay_overtaken_by_what_comes_later_changes_the_order(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, {"delay": "1m"}, {"nth": 1})
    first, second = (mock.ping(endpoint)["eventId"] for _ in range(2))
    mock.call("POST", "/__mock/clock/advance", {"to": "idle"})
    assert events(hooks) == [second, first]


def test_what_is_delayed_is_delayed_no_further_by_a_snapshot(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, {"delay": "30s"})
    mock.ping(endpoint)
    mock.advance(10)
    kept = mock.call("GET", "/__mock/snapshot")
    mock.advance(20)
    mock.call("PUT", "/__mock/snapshot", kept)
    assert (len(hooks.got), mock.advance(19.999)) == (1, [])
    (told,) = mock.advance(0.001)
    assert (told["event"], told["scenario"], counts(mock)) == ("webhook.delivered", "s", (1, 1))
    assert hooks.got[0].body == hooks.got[1].body


def test_a_retry_of_what_was_delayed_is_asked_about_anew(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(500)
    mock.call("POST", "/__mock/scenarios", {"name": "late", "then": {"webhook": {"delay": "10s"}}, "times": 1})
    mock.ping(mock.subscribe(hooks.url))
    mock.advance(10)
    mock.call("POST", "/__mock/scenarios", {"name": "twice", "then": {"webhook": "duplicate"}, "times": 1})
    mock.advance(30 + 60)
    told = [(one["attempt"], one["scenario"]) for one in mock.attempts()]
    assert told == [(1, "late"), (2, "twice"), (2, "twice"), (3, None)]


def test_a_corrupt_signature_has_one_wrong_digit_under_every_secret(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    secrets = [rotated(mock, endpoint), endpoint["signingSecret"]]
    put(mock, "corrupt_signature", {"nth": 1})
    hooks.answer = with_status(500)
    mock.ping(endpoint)
    mock.advance(30)
    bent, good = hooks.got
    assert [part(wrong(bent, secret)) for secret in secrets] == ["secret or body"] * 2
    assert [part(wrong(good, secret)) for secret in secrets] == [None] * 2
    assert bent.body == good.body
    numbers = [one.partition("=") for one in bent.headers["X-Layers-Signature"].split(",")]
    assert [name for name, _, _ in numbers] == ["t", "v1", "v1"]
    right = [one[3:] for one in _signed(bent, secrets)]
    for (_, _, given), expected in zip(numbers[1:], right, strict=True):
        assert sum(a != b for a, b in zip(given, expected, strict=True)) == 1


def _signed(got: Got, secrets: list[str]) -> list[str]:
    timestamp = int(got.headers["X-Layers-Signature"].partition(",")[0].removeprefix("t="))
    return signature(secrets, timestamp, got.body).split(",")[1:]


def test_a_stale_timestamp_is_signed_correctly_and_too_old(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, {"stale": "6m"})
    mock.ping(endpoint)
    mock.advance()
    (got,) = hooks.got
    assert part(wrong(got, endpoint["signingSecret"])) == "timestamp"
    assert part(wrong(got, endpoint["signingSecret"], tolerance=359)) == "timestamp"
    assert wrong(got, endpoint["signingSecret"], tolerance=600) is None


def test_a_timestamp_is_no_older_than_unix_time(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, {"stale": "30000d"})
    mock.ping(endpoint)
    mock.advance()
    assert hooks.got[0].headers["X-Layers-Signature"].startswith("t=0,")
    assert part(wrong(hooks.got[0], endpoint["signingSecret"])) == "timestamp"


def test_a_truncated_body_stands_under_the_signature_of_the_whole_one(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(500)
    endpoint = mock.subscribe(hooks.url)
    put(mock, "truncate", {"nth": 1})
    mock.ping(endpoint)
    mock.advance(30)
    half, whole = hooks.got
    assert half.body == whole.body[: len(whole.body) // 2]
    assert part(wrong(half, endpoint["signingSecret"])) == "secret or body"
    assert wrong(half, endpoint["signingSecret"], body=whole.body) is None
    assert mock.call("GET", "/__mock/webhooks/attempts/1")["text"].encode() == half.body


def test_the_previous_secret_alone_signs(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    first = endpoint["signingSecret"]
    second = rotated(mock, endpoint)
    third = rotated(mock, endpoint)
    put(mock, "previous_secret")
    mock.ping(endpoint)
    mock.advance()
    (got,) = hooks.got
    assert [part(wrong(got, secret)) for secret in (first, second, third)] == ["secret or body", None, "secret or body"]
    assert got.headers["X-Layers-Signature"].count("v1=") == 1


def test_before_the_first_secret_some_other_one_signs(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, "previous_secret", times=1)
    for _ in range(2):
        mock.ping(endpoint)
    mock.advance()
    assert [part(wrong(got, endpoint["signingSecret"])) for got in hooks.got] == ["secret or body", None]


def test_retries_match_and_count_like_first_attempts(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(503)
    endpoint = mock.subscribe(hooks.url)
    put(mock, {"stale": "1h"}, {"every": 2})
    mock.ping(endpoint)
    mock.advance(200_000)
    seen = [part(wrong(got, endpoint["signingSecret"])) for got in hooks.got]
    assert seen == [None, "timestamp"] * 4
    assert counts(mock) == (8, 4)
    assert [one["scenario"] for one in mock.attempts()] == [None, "s"] * 4
    assert len(set(events(hooks))) == 1


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", ["job.completed", "job.canceled", "test.ping"]),
        ("job.*", ["job.completed", "job.canceled"]),
        ("*.canceled", ["job.canceled"]),
        ("test.ping", ["test.ping"]),
        ("post.*", []),
    ],
)
def test_an_event_matches_by_its_type_or_either_half_of_it(
    mock: Mock, hooks: Receiver, pattern: str, expected: list[str]
) -> None:
    endpoint = mock.subscribe(hooks.url)
    put(mock, "duplicate", {"event": pattern})
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    jobs = [mock.call("POST", f"/v1/projects/{project}/influencers", {"name": name})["jobId"] for name in ("Ada", "Ben")]
    mock.call("POST", f"/v1/jobs/{jobs[0]}/cancel")
    mock.ping(endpoint)
    mock.advance(3600)
    twice = [one["eventType"] for one in mock.attempts() if one["scenario"] == "s"]
    assert sorted(twice) == sorted(2 * expected)
    assert len(hooks.got) == 3 + len(expected)


def test_an_endpoint_that_may_not_be_called_is_refused_and_no_scenario_asked(mock: Mock) -> None:
    endpoint = mock.subscribe("https://hooks.example/in")
    put(mock, "drop")
    mock.ping(endpoint)
    mock.advance()
    assert "--webhook-allow" in mock.deliveries(endpoint)[0]["lastErrorMessage"]
    assert counts(mock) == (0, 0)


def test_calls_and_deliveries_do_not_meet_each_others_scenarios(mock: Mock, hooks: Receiver) -> None:
    put(mock, "drop", {"nth": 2})
    mock.call("POST", "/__mock/scenarios", {"name": "calls", "when": {"nth": 99}, "then": {"error": "INTERNAL"}})
    mock.ping(mock.subscribe(hooks.url))
    mock.advance()
    assert (counts(mock), counts(mock, "calls"), len(hooks.got)) == ((1, 0), (2, 0), 1)


def test_a_fixture_may_begin_with_mishaps(tmp_path: Any, hooks: Receiver) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        'fixture: mine\nabout: Mine.\nstarts: "2026-04-24T12:00:00Z"\norganizations:\n'
        "  - {label: me, name: Me, owner_email: me@partner.example, keys: [{name: full, tier: internal}]}\n"
        "scenarios:\n  - {name: s, when: {event: 'test.*'}, then: {webhook: {stale: 1h}}}\n"
    )
    mock = Mock(fixture=str(file))
    try:
        endpoint = mock.subscribe(hooks.url)
        mock.ping(endpoint)
        mock.advance()
        assert part(wrong(hooks.got[0], endpoint["signingSecret"])) == "timestamp"
    finally:
        mock.server.stop()
