"""Webhooks in a test's hands: subscribed to, waited for with the clock moving, refused on demand."""

import pytest

from layers_mock.testing import LayersServer
from tests.servers import serve
from tests.testing.suites import Suite, suite, text_of

__all__ = ["suite"]

FAILING = """
@pytest.mark.layers(fixture="empty")
class TestEmpty:
    def test_without_an_endpoint(self, layers):
        layers.webhooks.wait_for("job.failed")

    def test_with_one_for_something_else(self, layers):
        layers.webhooks.subscribe("job.failed", "job.completed")
        layers.webhooks.wait_for("post.published", within=60)

def test_of_another_job(layers):
    layers.webhooks.subscribe("job.completed")
    job = clone(layers)[1]["jobId"]
    layers.webhooks.wait_for("job.completed", jobId=job)
    layers.webhooks.wait_for("job.completed", jobId=job, kind="influencer_create", within=30)

def test_paused(layers):
    endpoint = layers.webhooks.subscribe("job.completed")
    call(layers, "PATCH", f"/v1/webhook-endpoints/{endpoint.id}", {"status": "paused"})
    clone(layers)
    layers.webhooks.wait_for("job.completed")

def test_something_came(layers):
    layers.webhooks.subscribe("job.completed")
    clone(layers)
    layers.webhooks.answer_with(500, times=1)
    layers.webhooks.nothing_came("job.completed", within=60)

def test_misspelt(layers):
    layers.webhooks.wait_for("job.complted")

def test_misspelt_too(layers):
    layers.webhooks.nothing_came("jobs")

def test_refused(layers):
    layers.webhooks.subscribe("job.complted")

def test_no_project(layers):
    layers.webhooks.subscribe(project="harbour-tea")

def test_its_own_fault(layers):
    layers.webhooks.subscribe("job.completed")
    job = clone(layers)[1]["jobId"]
    layers.webhooks.wait_for(jobId=job)
    assert 0
"""


def test_a_test_subscribes_and_waits_and_the_clock_stands_where_the_event_came(suite: Suite) -> None:
    result = suite.run("""
from layers_mock.testing import WebhookEvent, WebhookSubscription
from layers_mock.webhooks import inspect
from layers_mock.world.clock import wall_seconds

def test_it(layers):
    begun, hooks = layers.clock.now, layers.webhooks
    made = hooks.subscribe("job.completed", "job.failed", project="harbor-tea")
    assert isinstance(made, WebhookSubscription)
    assert (made.url, made.events) == (hooks.url, ("job.completed", "job.failed"))
    assert call(layers, "GET", f"/v1/webhook-endpoints/{made.id}")[1]["projectId"] is not None
    started = clone(layers)[1]
    hooks.nothing_came(within=59)
    event = hooks.wait_for("job.completed", jobId=started["jobId"], result={"influencerId": started["influencerId"]})
    assert isinstance(event, WebhookEvent)
    assert event.at == layers.clock.now
    assert (event.at - begun).total_seconds() == 60
    assert (event.type, event.data["jobId"], event.attempt, event.answered) == ("job.completed", started["jobId"], 1, 200)
    assert (event.endpoint_id, event.fault, event.replay_of) == (made.id, None, None)
    assert event.headers["X-Layers-Event-Id"] == event.id == event.payload["id"]
    assert json.loads(event.body) == event.payload
    assert inspect(event.headers["X-Layers-Signature"], event.body, made.secret, wall_seconds()) is None
    hooks.nothing_came(within=3600)
    assert hooks.events == [event]
    assert event.data["jobId"] in repr(event)

def test_all_types_and_an_id(layers):
    made = layers.webhooks.subscribe(project=layers.ids["harbor-tea"])
    assert len(made.events) == 15
    assert len(layers.requests(operation="createWebhookEndpoint")) == 1
    assert layers.requests(finding="any") == []

def test_again(layers):
    first, second = layers.webhooks.subscribe("job.completed"), layers.webhooks.subscribe("job.failed")
    assert first.secret != second.secret
    assert layers.webhooks.events == []
""")
    result.assert_outcomes(passed=3)


def test_each_event_is_given_once_whichever_came_first(suite: Suite) -> None:
    result = suite.run("""
def test_order(layers):
    hooks = layers.webhooks
    hooks.subscribe("job.completed", "job.failed")
    layers.scenario(when={"operation": "cloneInfluencer", "body": {"/name": "Bad"}}, then={"job": {"fails": "queued"}})
    good, bad = clone(layers, "Good")[1]["jobId"], clone(layers, "Bad")[1]["jobId"]
    layers.clock.advance(to="idle")
    assert hooks.wait_for("job.completed", jobId=good).data["jobId"] == good
    assert hooks.wait_for("job.failed").data["jobId"] == bad
    others = [hooks.wait_for(within=0).data["jobId"] for _ in range(len(hooks.events) - 2)]
    assert good not in others and bad not in others
    hooks.nothing_came()

def test_retries_are_events_of_their_own(layers):
    hooks = layers.webhooks
    endpoint = hooks.subscribe("job.completed")
    hooks.answer_with(503, times=2)
    job = clone(layers)[1]["jobId"]
    attempts = [hooks.wait_for("job.completed", jobId=job) for _ in range(2)]
    assert [(event.attempt, event.answered, event.endpoint_id) for event in attempts] == [(1, 503, endpoint.id), (2, 200, endpoint.id)]
    assert len({event.id for event in attempts}) == 1
    assert layers.clock.now == attempts[-1].at

def test_reset_and_clear(layers):
    hooks = layers.webhooks
    for _ in range(2):
        hooks.subscribe("job.completed")
        hooks.answer_with(200)
        job = clone(layers)[1]["jobId"]
        assert hooks.wait_for("job.completed", jobId=job).number == 2
        layers.reset()
        assert hooks.events == []
    hooks.subscribe("job.completed")
    clone(layers)
    layers.clock.advance(60)
    hooks.clear()
    hooks.nothing_came()
    assert hooks.events == []

def test_auto_paused(layers):
    hooks = layers.webhooks
    endpoint = hooks.subscribe("job.completed")
    hooks.answer_with(500)
    for number in range(3):
        clone(layers, f"N{number}")
    layers.clock.advance(200_000)
    assert len(hooks.events) == 20
    path = f"/v1/webhook-endpoints/{endpoint.id}"
    assert call(layers, "GET", path)[1]["status"] == "auto_paused"
    hooks.answer_with(200)
    hooks.nothing_came("job.failed", within=86_400)
    call(layers, "PATCH", path, {"status": "active"})
    resumed = hooks.wait_for("job.completed", within=0)
    while resumed.answered == 500:
        resumed = hooks.wait_for("job.completed", within=0)
    assert resumed.attempt > 1
""")
    result.assert_outcomes(passed=4)


def test_a_clock_that_runs_is_waited_for(suite: Suite) -> None:
    result = suite.run("""
@pytest.mark.layers(clock="real", speed=500)
def test_real(layers):
    layers.webhooks.subscribe("job.completed")
    job = clone(layers)[1]["jobId"]
    assert layers.webhooks.wait_for("job.completed", jobId=job).fault is None

@pytest.mark.layers(clock="real", speed=500, fixture="empty")
def test_real_without(layers):
    from layers_mock.errors import WebhookError
    layers.webhooks.nothing_came(within=50)
    begun = layers.clock.now
    with pytest.raises(WebhookError, match="within 50 s"):
        layers.webhooks.wait_for("job.completed", within=50)
    assert (layers.clock.now - begun).total_seconds() >= 50
""")
    result.assert_outcomes(passed=2)


def test_what_fails_says_what_came_and_why_nothing_may_have(suite: Suite) -> None:
    result = suite.run(FAILING)
    result.assert_outcomes(failed=10)
    told = text_of(result)
    for line in (
        "No job.failed came within 86400 s of the world's time, from 2026-04-24T12:00:00Z to 2026-04-25T12:00:00Z.",
        "No endpoint has the inbox as its URL: layers.webhooks.subscribe('job.failed') makes one.",
        "Nothing came.",
        "No post.published came within 60 s of the world's time",
        "No endpoint on the inbox wants post.published; what they want is job.completed, job.failed.",
        "with jobId 'job_",
        " and kind 'influencer_create' came within 30 s of the world's time, from 2026-04-24T12:01:00Z to 2026-04-24T12:01:30Z.",
        "attempt 1 -> 200: jobId is 'job_",
        "attempt 1 -> 200 (wait_for gave it before)",
        "is paused.",
        "No job.completed should come within 60 s of the world's time",
        "2 came:",
        "attempt 1 -> 500",
        "type: 'job.complted' is not known. Did you mean job.completed?",
        "type: 'jobs' is not known.",
        "POST /v1/webhook-endpoints was refused with 422 VALIDATION",
        'events.0: "job.complted" is not one of',
        "project: 'harbour-tea' is no id of a project and no label of this world's fixture. Did you mean harbor-tea?",
    ):
        assert line in told, (line, told)
    # Nothing of ours stands between a test and its fault.
    assert "testing/webhooks.py" not in told
    (report,) = [part for part in told.split("____ ") if part.startswith("test_its_own_fault")]
    assert "Webhooks that came:" in report
    assert "2026-04-24T12:01:00Z job.completed evt_" in report


def test_on_a_server_with_a_token_deliveries_need_none() -> None:
    with serve("--control-token", "hush", "--fixture", "empty") as running:
        server = LayersServer.running(running.url, run="main", token="hush")  # noqa: S106 - a test's
        with server.world() as layers:
            layers.webhooks.subscribe("job.completed")
            endpoint = layers.webhooks.subscribe("job.failed")
            with running.client() as client:
                client.headers["X-Api-Key"] = layers.api_key
                assert client.post(f"/v1/webhook-endpoints/{endpoint.id}/test", json={}).status_code == 200
            assert layers.webhooks.wait_for("test.ping").endpoint_id == endpoint.id
        server.close()


def test_two_worlds_never_hear_of_each_other() -> None:
    server = LayersServer.embedded(fixture="empty")
    try:
        with server.world("one") as one, server.world("two") as two:
            assert one.webhooks.url != two.webhooks.url
            one.webhooks.subscribe()
            two.webhooks.subscribe()
            two.webhooks.answer_with(500)
            one.control("POST", "webhooks/inbox", {"type": "test.ping"})
            assert [event.type for event in one.webhooks.events] == ["test.ping"]
            assert one.webhooks.events[0].answered == 200
            assert one.webhooks.events[0].fault == ("header", "There is no X-Layers-Signature.")
            two.webhooks.nothing_came(within=60)
    finally:
        server.close()


def test_what_is_damaged_comes_as_it_is() -> None:
    server = LayersServer.embedded(fixture="empty")
    try:
        with server.world() as layers:
            layers.control("POST", "webhooks/inbox", "just text")
            (event,) = layers.webhooks.events
            assert (event.type, event.data, event.payload, event.body) == (None, {}, "just text", b'"just text"')
            with pytest.raises(AssertionError, match="something unreadable without an event id -> 200"):
                layers.webhooks.wait_for("job.failed", within=0)
    finally:
        server.close()
