"""The journal of attempts: what was sent, what was answered, and what was not sent at all."""

from typing import Any

import orjson
import pytest

from layers_mock.webhooks import inspect
from layers_mock.world.clock import wall_seconds
from tests.harness import Api
from tests.webhooks.mock import Mock
from tests.webhooks.receivers import Receiver, flood, reset, with_status


def detail(mock: Mock, number: int) -> Any:
    return mock.call("GET", f"/__mock/webhooks/attempts/{number}")


def test_an_attempt_is_told_as_it_was_sent_and_answered(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    hooks.answer = with_status(202, **{"X-Seen": "yes"})
    mock.advance(90.25)
    sent = mock.ping(endpoint)
    assert mock.attempts() == []
    mock.advance()
    (one,) = mock.attempts()
    delivery = mock.deliveries(endpoint)[0]
    took = one.pop("durationMicroseconds")
    assert 0 < took < 10_000_000
    assert one == {
        "number": 1, "at": delivery["createdAt"], "deliveryId": sent["deliveryId"], "eventId": sent["eventId"],
        "eventType": "test.ping", "endpointId": endpoint["endpoint"]["id"], "url": hooks.url, "attempt": 1, "isSent": True,
        "status": 202, "error": None, "scenario": None,
    }  # fmt: skip
    told, got = detail(mock, 1), hooks.got[0]
    assert told["text"].encode() == got.body
    assert told["request"] == {
        "headers": {name: got.headers[name] for name in told["request"]["headers"]},
        "body": orjson.loads(got.body),
    }
    signed = told["request"]["headers"]["X-Layers-Signature"]
    assert inspect(signed, told["text"].encode(), endpoint["signingSecret"], wall_seconds()) is None
    assert (told["answer"]["headers"]["X-Seen"], told["answer"]["body"]) == ("yes", None)


def test_every_step_of_a_ladder_is_an_attempt_of_its_own(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(503)
    endpoint = mock.subscribe(hooks.url)
    mock.ping(endpoint)
    mock.advance(200_000)
    told = mock.attempts()
    assert [(one["number"], one["attempt"], one["status"]) for one in told] == [(n, n, 503) for n in range(1, 9)]
    assert len({one["eventId"] for one in told}) == len({one["deliveryId"] for one in told}) == 1
    assert [one["at"] for one in told] == sorted({one["at"] for one in told})


def test_what_broke_and_what_may_not_be_called_say_why(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = reset
    broken, outside = mock.subscribe(hooks.url), mock.subscribe("https://user:pass@hooks.example/in")
    mock.ping(broken)
    mock.ping(outside)
    mock.advance()
    told = {one["url"]: one for one in mock.attempts()}
    one, other = told[hooks.url], told["https://(redacted)@hooks.example/in"]
    assert (one["isSent"], one["status"], one["attempt"]) == (True, None, 1)
    assert "The connection to the endpoint broke" in one["error"]
    assert (other["isSent"], other["status"], other["attempt"]) == (False, None, 1)
    assert "--webhook-allow hooks.example" in other["error"]
    assert detail(mock, one["number"])["answer"] is None
    unsent = detail(mock, other["number"])
    assert (unsent["request"], unsent["text"], unsent["answer"]) == (None, None, None)
    assert "pass" not in str(unsent)


def test_an_endless_answer_is_kept_no_further_than_it_is_read(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = flood
    mock.ping(mock.subscribe(hooks.url))
    mock.advance()
    assert 0 < len(detail(mock, 1)["answer"]["body"]) <= 65536


def test_secrets_of_either_side_do_not_show(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    hooks.answer = with_status(200, **{"Set-Cookie": "session=hush", "X-Echo": endpoint["signingSecret"]})
    path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}/test"
    mock.call("POST", path, {"payload": {"mine": endpoint["signingSecret"], "key": mock.key}})
    mock.advance()
    told = str(detail(mock, 1))
    assert endpoint["signingSecret"].encode() in hooks.got[0].body
    assert [secret in told for secret in (endpoint["signingSecret"], mock.key, "hush")] == [False] * 3


def test_attempts_are_chosen_and_followed_like_calls(mock: Mock, hooks: Receiver) -> None:
    one, other = mock.subscribe(hooks.url), mock.subscribe(hooks.url + "/other")
    first = mock.ping(one)
    mock.ping(other)
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    mock.call("POST", f"/v1/projects/{project}/influencers", {"name": "Ada"})
    mock.advance(3600)

    def numbers(query: str) -> set[int]:
        return {attempt["number"] for attempt in mock.attempts(query)}

    every = mock.attempts()
    assert len(every) == 4
    assert numbers(f"&delivery={first['deliveryId'].upper()}") == {
        a["number"] for a in every if a["deliveryId"] == first["deliveryId"]
    }
    assert len(numbers("&eventType=test.ping")) == len(numbers(f"&endpoint={other['endpoint']['id']}")) == 2
    assert len(numbers(f"&endpoint={other['endpoint']['id']}&eventType=job.completed")) == 1
    followed = mock.call("GET", "/__mock/webhooks/attempts?after=1&limit=2")
    assert ([a["number"] for a in followed["items"]], followed["recorded"]) == ([2, 3], 4)
    assert [a["number"] for a in mock.call("GET", "/__mock/webhooks/attempts?limit=2")["items"]] == [4, 3]


@pytest.mark.parametrize("query", ["delivery=x", "eventType=job.done", "endpoint=evt_1", "limit=0", "after=-1", "status=200"])
def test_a_choice_that_is_none_is_refused(query: str, api: Api) -> None:
    assert api.control("GET", f"webhooks/attempts?{query}").status == 422


@pytest.mark.parametrize("number", ["1", "x", "9" * 30])
def test_an_attempt_that_is_not_there_is_not_found(number: str, api: Api) -> None:
    answer = api.control("GET", f"webhooks/attempts/{number}")
    assert answer.status == 404
    assert "keeps the last 1000" in answer.body["error"]["message"]


def test_the_journal_of_attempts_keeps_as_many_as_that_of_calls(hooks: Receiver) -> None:
    mock = Mock(journal_capacity=3)
    try:
        endpoint = mock.subscribe(hooks.url)
        for _ in range(5):
            mock.ping(endpoint)
        mock.advance()
        assert [one["number"] for one in mock.attempts()] == [3, 4, 5]
        assert len(hooks.got) == 5
    finally:
        mock.server.stop()


def test_each_world_has_its_own_and_a_reset_begins_anew(mock: Mock, hooks: Receiver) -> None:
    mock.ping(mock.subscribe(hooks.url))
    mock.advance()
    mock.call("POST", "/__mock/worlds", {"name": "w"})
    assert mock.call("GET", "/__mock/worlds/w/webhooks/attempts")["items"] == []
    assert len(mock.call("GET", "/__mock/worlds/default/webhooks/attempts")["items"]) == 1
    mock.call("POST", "/__mock/reset")
    assert mock.attempts() == []
