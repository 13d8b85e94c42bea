import hashlib
import hmac

import pytest


class Handler:
    """The handler under test: it refuses what is not signed, and does each event once."""

    def __init__(self, secret):
        self.secret = secret
        self.done = {}

    def receive(self, headers, body):
        timestamp, *signatures = [part.split("=", 1)[1] for part in headers["X-Layers-Signature"].split(",")]
        expected = hmac.new(self.secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
        if not any(hmac.compare_digest(expected, signature) for signature in signatures):
            return 401
        self.done[headers["X-Layers-Event-Id"]] = body
        return 200


@pytest.fixture
def handler(layers):
    return Handler(layers.webhooks.subscribe("job.completed", project="harbor-tea").secret)


def clone(client, layers):
    return client.post(f"/v1/influencers/{layers.ids['ava']}/clone", json={"name": "Ava Chen (EU)"}).json()


def test_the_end_of_a_job_is_told(client, layers, handler):
    job = clone(client, layers)
    layers.webhooks.nothing_came(within=30)

    event = layers.webhooks.wait_for("job.completed", jobId=job["jobId"])

    assert event.data["result"] == {"influencerId": job["influencerId"]}
    assert handler.receive(event.headers, event.body) == 200


def test_what_was_answered_with_an_error_comes_again(client, layers, handler):
    layers.webhooks.answer_with(500, times=1)
    job = clone(client, layers)

    first, again = (layers.webhooks.wait_for("job.completed", jobId=job["jobId"]) for _ in range(2))

    assert (first.answered, again.answered, again.attempt) == (500, 200, 2)
    assert (again.at - first.at).total_seconds() == 30
    assert [handler.receive(event.headers, event.body) for event in (first, again)] == [200, 200]
    assert len(handler.done) == 1


def test_a_job_that_is_canceled_is_not_told_as_completed(client, layers, handler):
    job = clone(client, layers)
    client.post(f"/v1/jobs/{job['jobId']}/cancel")

    layers.webhooks.nothing_came("job.completed", within=3600)
