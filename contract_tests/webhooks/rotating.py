"""rotateWebhookSecret."""

from layers_mock.kit import Api, check, equal, holds
from layers_mock.kit.id_forms import is_same_id

from ..making import later
from .own import endpoint, instant, made, moment, row

__all__: list[str] = []

_DAY = 86_400.0
_CLOCK_SECONDS = 1.0
"""How far two instants of one moment may be apart where one of them is printed in whole seconds."""


@check("rotate-webhook-secret.answer")
def a_rotation_tells_the_new_secret(api: Api) -> None:
    """The id of the endpoint, a secret, an instant and a warning, of an active one and of a paused one."""
    active, paused = endpoint(api), endpoint(api)
    api.made("patchWebhookEndpoint", paused, body={"status": "paused"})
    for id_ in (active, paused, active):
        came = api.call("rotateWebhookSecret", id_).succeeded(200)
        holds(is_same_id(came.get("endpointId"), id_), f"endpointId {came.get('endpointId')!r} for {id_}")
        secret, warning = came.get("signingSecret"), came.get("warning")
        holds(isinstance(secret, str) and secret.startswith("whsec_"), "no signingSecret that begins with whsec_")
        holds(isinstance(warning, str) and warning.strip(), f"warning {warning!r}")
        instant(came.get("previousSecretExpiresAt"))


@check("rotate-webhook-secret.new-secret")
def each_rotation_gives_a_new_secret(api: Api) -> None:
    """Different from the first and from one another, at once and later, and from those of another endpoint."""
    one, other = made(api), made(api)
    secrets = [one["signingSecret"], other["signingSecret"]]
    for number in range(3):
        ids = (one["endpoint"]["id"], other["endpoint"]["id"])
        secrets += [api.call("rotateWebhookSecret", id_).succeeded(200)["signingSecret"] for id_ in ids]
        if number:
            later(api)
    equal(len(set(secrets)), len(secrets), "different secrets")


@check("rotate-webhook-secret.overlap")
def the_previous_secret_lasts_a_day(api: Api) -> None:
    """24 hours from the rotation on the target's clock, for the first rotation, for the second and for one a while later."""
    id_ = endpoint(api)
    for _ in range(3):
        before = moment(api)
        until = instant(api.call("rotateWebhookSecret", id_).succeeded(200)["previousSecretExpiresAt"])
        after = moment(api)
        is_a_day = before + _DAY - _CLOCK_SECONDS <= until <= after + _DAY + _CLOCK_SECONDS
        holds(is_a_day, f"an expiry {until - before:g} seconds after the rotation")
        later(api)


@check("rotate-webhook-secret.leaves-the-endpoint")
def a_rotation_leaves_the_endpoint(api: Api) -> None:
    """Every field but updatedAt, of an active one and of a paused one of a project."""
    plain = endpoint(api, description="Rotated")
    paused = endpoint(api, projectId=api.state("project"), events=["post.failed", "job.failed"])
    api.made("patchWebhookEndpoint", paused, body={"status": "paused"})
    for id_ in (plain, paused):
        before = row(api, id_)
        later(api)
        api.call("rotateWebhookSecret", id_).succeeded(200)
        after = api.call("getWebhookEndpoint", id_).succeeded(200)
        equal({**after, "updatedAt": None}, {**before, "updatedAt": None}, "the endpoint behind a rotation")


@check("rotate-webhook-secret.not-found")
def rotating_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, another organisation's and a deleted one, which could be rotated before."""
    foreign, deleted = api.state("foreign_webhook_endpoint"), endpoint(api)
    api.call("rotateWebhookSecret", deleted).succeeded(200)
    api.made("deleteWebhookEndpoint", deleted)
    for id_ in (api.uuid(), foreign, deleted):
        api.call("rotateWebhookSecret", id_).refused(404, "NOT_FOUND")


@check("rotate-webhook-secret.idempotency")
def a_repeat_rotates_nothing(api: Api) -> None:
    """The same secret and expiry at once and later, and the endpoint as it was; the next rotation gives another."""
    id_ = endpoint(api)
    call = api.prepared("rotateWebhookSecret", id_, headers={"Idempotency-Key": api.text("key")})
    first = api.send(call)
    first.succeeded(200)
    before = row(api, id_)
    for _ in range(2):
        again = api.send(call)
        equal((again.status, again.json), (first.status, first.json), "the repeat")
        later(api)
    equal(row(api, id_), before, "the endpoint behind the repeats")
    other = api.call("rotateWebhookSecret", id_).succeeded(200)
    holds(other["signingSecret"] != first.json["signingSecret"], "the same secret without the Idempotency-Key")
