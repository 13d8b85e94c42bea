"""getLeaseRequest, before and after a decision."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..influencers.persona import id_of
from ..social.flow import new_project
from .flow import ids, instant, leases, request, seen

__all__: list[str] = []


def _same(came: Any, asked: Any) -> None:
    """What a decision does not change."""
    for name in ("requestId", "submittedAt"):
        equal(came[name], asked[name], name)
    equal(id_of(came["projectId"]), id_of(asked["projectId"]), "projectId")


@check("get-lease-request.requested")
def an_undecided_request_has_nothing(api: Api) -> None:
    """For one with a note of the client's and one without, again and again: no accounts, no assignedAt, no note."""
    project = new_project(api)
    for fields in ({}, {"note": "Warm accounts first.", "target": "installs"}):
        asked = request(api, project, 3, **fields)
        for seconds in (0, 0, 600):
            api.let_pass(seconds)
            came = seen(api, project, asked["requestId"])
            _same(came, asked)
            told = (came["status"], came["assignedAt"], came["assignedSocialAccountIds"], came["note"])
            equal(told, ("requested", None, [], None), "status, assignedAt, assignedSocialAccountIds and note")


@check("get-lease-request.assigned")
def a_granted_request_names_its_accounts(api: Api) -> None:
    """As many ids as were asked for, each listed, for one account and for three; and it stays so."""
    project = new_project(api)
    for count in (1, 3):
        asked = request(api, project, count)
        before = ids([item["socialAccountId"] for item in leases(api, project)])
        api.let_pass(3600, elsewhere=1.1)
        api.decide_lease(asked)
        came = seen(api, project, asked["requestId"])
        _same(came, asked)
        equal(came["status"], "assigned", "status")
        holds(instant(came["assignedAt"]) > instant(asked["submittedAt"]), f"assignedAt is {came['assignedAt']}")
        named = ids(came["assignedSocialAccountIds"])
        equal(len(set(named)), count, "different accounts that it names")
        after = ids([item["socialAccountId"] for item in leases(api, project)])
        equal(sorted(set(after) - set(before)), named, "accounts that are listed since the decision")
        api.let_pass(86_400 * 3)
        equal(seen(api, project, asked["requestId"]), came, "the request three days later")


@check("get-lease-request.partial")
def a_partial_grant_says_so(api: Api) -> None:
    """One of two and two of five: `partial`, as many ids, and a note; no more accounts come later."""
    project = new_project(api)
    listed = 0
    for count, wanted in ((1, 2), (2, 5)):
        asked = request(api, project, wanted, note="as many as there are")
        api.let_pass(60, elsewhere=1.1)
        api.decide_lease(asked, count)
        listed += count
        came = seen(api, project, asked["requestId"])
        _same(came, asked)
        equal((came["status"], len(set(came["assignedSocialAccountIds"]))), ("partial", count), "status and number of accounts")
        holds(instant(came["assignedAt"]) > instant(asked["submittedAt"]), f"assignedAt is {came['assignedAt']}")
        note = came["note"]
        holds(isinstance(note, str) and note.strip() and note != "as many as there are", f"note is {note!r}")
        api.let_pass(86_400 * 3)
        equal(seen(api, project, asked["requestId"]), came, "the request three days later")
        equal(len(leases(api, project)), listed, "accounts of the project three days later")


@check("get-lease-request.rejected")
def a_rejected_request_has_no_accounts(api: Api) -> None:
    """`rejected`, without accounts and without assignedAt, at once and three days later; one beside it can be granted."""
    project = new_project(api)
    asked, other = request(api, project, 2), request(api, project)
    api.decide_lease(asked, 0)
    for seconds in (0, 86_400 * 3):
        api.let_pass(seconds)
        came = seen(api, project, asked["requestId"])
        _same(came, asked)
        told = (came["status"], came["assignedSocialAccountIds"], came["assignedAt"])
        equal(told, ("rejected", [], None), "status, assignedSocialAccountIds and assignedAt")
        if not seconds:
            equal(leases(api, project), [], "accounts of the project")
            api.decide_lease(other)
    equal(seen(api, project, other["requestId"])["status"], "assigned", "status of another request")


@check("get-lease-request.not-found")
def a_request_that_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, asked for in another project or by another organisation; before and after a decision."""
    project, other = new_project(api), new_project(api)
    asked = request(api, project)
    foreign = api.state("foreign_project")
    body = {"projectId": foreign, "count": 1, "niche": {"vertical": "tea"}}
    theirs = api.made("requestLease", foreign, body=body, key="other")["requestId"]
    for is_decided in (False, True):
        if is_decided:
            api.decide_lease(asked)
        for place, name in ((project, api.uuid()), (other, asked["requestId"]), (api.uuid(), asked["requestId"])):
            api.call("getLeaseRequest", place, name).refused(404, "NOT_FOUND")
        for place in (project, foreign):
            api.call("getLeaseRequest", place, theirs).refused(404, "NOT_FOUND")
        api.call("getLeaseRequest", project, asked["requestId"], key="other").refused(404, "NOT_FOUND")
        seen(api, project, asked["requestId"])
    api.call("getLeaseRequest", foreign, theirs, key="other").succeeded(200)
