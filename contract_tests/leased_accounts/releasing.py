"""releaseLeasedAccount."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..influencers.persona import id_of
from ..social.flow import account, connected
from .flow import ids, instant, lease, leased, leases

__all__: list[str] = []


@check("release-leased-account.answer")
def a_release_tells_what_it_did(api: Api) -> None:
    """The four fields, with a reason and without, on the first day and later."""
    _, made = leased(api, 3)
    bodies: tuple[dict[str, Any], ...] = ({}, {"body": {"reason": "a check"}}, {"body": {}})
    for own, options in zip(made, bodies, strict=True):
        came = api.call("releaseLeasedAccount", own, **options).succeeded(200)
        told = (id_of(came["socialAccountId"]), came["status"], came["disconnectedReason"])
        equal(told, (id_of(own), "disconnected", "released_by_partner"), "socialAccountId, status and disconnectedReason")
        holds(instant(came["disconnectedAt"]).tzinfo is not None, f"disconnectedAt is {came['disconnectedAt']!r}")
        api.let_pass(86_400 * 20)


@check("release-leased-account.disconnects")
def a_released_account_is_gone(api: Api) -> None:
    """At once and later: disconnected in both lists, while another one stays assigned and connected."""
    project, (gone, kept) = leased(api, 2)
    api.call("releaseLeasedAccount", gone).succeeded(200)
    for seconds in (0, 3600, 40 * 86_400):
        api.let_pass(seconds)
        equal(ids([item["socialAccountId"] for item in leases(api, project)]), ids([kept]), "accounts that are assigned")
        equal(lease(api, project, gone, status="disconnected")["status"], "disconnected", "status in the leased list")
        statuses = [account(api, project, each)["status"] for each in (gone, kept)]
        equal(statuses, ["disconnected", "connected"], "statuses among the social accounts")
    equal(account(api, project, gone)["leased"], True, "leased of the account that was released")


@check("release-leased-account.again")
def a_second_release_finds_nothing(api: Api) -> None:
    """404 NOT_FOUND at once and later, with a reason and without; the account stays disconnected."""
    project, (own,) = leased(api)
    api.call("releaseLeasedAccount", own).succeeded(200)
    for seconds in (0, 90, 86_400 * 40):
        api.let_pass(seconds)
        api.call("releaseLeasedAccount", own).refused(404, "NOT_FOUND")
        api.call("releaseLeasedAccount", own, body={"reason": "again"}).refused(404, "NOT_FOUND")
    equal(lease(api, project, own, status="disconnected")["status"], "disconnected", "status after releasing again")


@check("release-leased-account.not-found")
def an_account_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, and another organisation's, which stays leased; nor can that organisation release the caller's."""
    project, foreign = api.state("foreign_project"), api.state("foreign_leased_account")
    before = [row["status"] for row in leases(api, project, key="other")]
    for own in (api.uuid(), foreign):
        api.call("releaseLeasedAccount", own).refused(404, "NOT_FOUND")
        api.call("releaseLeasedAccount", own, body={"reason": "a check"}).refused(404, "NOT_FOUND")
    equal([row["status"] for row in leases(api, project, key="other")], before, "status of another organisation's accounts")
    equal(account(api, project, foreign, key="other")["status"], "connected", "status of another organisation's account")
    _, (own,) = leased(api)
    api.call("releaseLeasedAccount", own, key="other").refused(404, "NOT_FOUND")
    api.call("releaseLeasedAccount", own).succeeded(200)


@check("release-leased-account.not-leased")
def a_connected_account_is_not_released(api: Api) -> None:
    """404 NOT_FOUND for an account that a person connected; it stays connected, and can be revoked."""
    for platform in ("tiktok", "instagram"):
        project, own = connected(api, platform=platform)
        api.call("releaseLeasedAccount", own).refused(404, "NOT_FOUND")
        equal(account(api, project, own)["status"], "connected", "status after a release that found nothing")
        api.call("revokeSocialAccount", own).succeeded(200)


@check("release-leased-account.reason")
def a_reason_may_be_given(api: Api) -> None:
    """No body, an empty object and any text release the account; what is no text or no JSON does not."""
    project, (own, *others) = leased(api, 5)
    wrong: tuple[Any, ...] = ({"reason": 1}, {"reason": None}, {"reason": ["odd"]}, [])
    for body in wrong:
        api.call("releaseLeasedAccount", own, body=body).refused(422, "VALIDATION")
    came = api.call("releaseLeasedAccount", own, content=b'{"reason": "half')
    holds(400 <= came.status < 500, f"{came.told} for a body that is no JSON")
    equal(lease(api, project, own)["status"], "assigned", "status after releases that were refused")
    fine: tuple[dict[str, Any], ...] = ({}, {"body": {}}, {"body": {"reason": ""}}, {"body": {"reason": "ñandú ✿ " * 500}})
    for other, options in zip(others, fine, strict=True):
        api.call("releaseLeasedAccount", other, **options).succeeded(200)
    equal(ids([item["socialAccountId"] for item in leases(api, project)]), ids([own]), "accounts that are assigned")
