"""requestLease."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..influencers.persona import id_of
from ..social.flow import new_project
from .flow import ask, assigned, body, instant, leases, request, seen

__all__: list[str] = []

_FIELDS = {"requestId", "projectId", "status", "submittedAt", "assignedAt", "assignedSocialAccountIds", "note"}


@check("request-lease.accepted")
def a_request_is_queued(api: Api) -> None:
    """202 with the very row that getLeaseRequest gives, for one account and for 50, whatever else is said."""
    project = new_project(api)
    asked: tuple[tuple[int, dict[str, Any]], ...] = (
        (1, {}), (50, {"note": "Warm accounts first.", "target": "installs"}),
        (3, {"niche": {"vertical": "tea", "audience": "everybody", "language": "pt-BR", "geo": ["BR", "PT"]}}),
    )  # fmt: skip
    for count, fields in asked:
        came = ask(api, project, count, **fields).succeeded(202)
        equal(sorted(_FIELDS - set(came)), [], "fields that the answer lacks")
        equal((came["status"], id_of(came["projectId"])), ("requested", id_of(project)), "status and projectId")
        holds(instant(came["submittedAt"]).tzinfo is not None, f"submittedAt is {came['submittedAt']!r}")
        holds(str(came["requestId"]).startswith("lreq_"), f"requestId is {came['requestId']!r}")
        equal(seen(api, project, came["requestId"]), came, "the request when it is read")


@check("request-lease.project-in-body")
def the_body_names_the_project_of_the_path(api: Api) -> None:
    """Another projectId is 422 VALIDATION and names it: the caller's, a foreign and an unknown one; either form is taken."""
    project, other = new_project(api), new_project(api)
    for wrong in (other, api.state("foreign_project"), api.uuid()):
        api.call("requestLease", project, body=body(wrong)).refused(422, "VALIDATION", path="projectId")
    listed = api.made("listProjects", query={"limit": 200})["items"]
    forms = [project, *[item["id"] for item in listed if id_of(item["id"]) == id_of(project)]]
    for form in forms:
        api.call("requestLease", project, body=body(form)).succeeded(202)


@check("request-lease.own-id")
def an_own_id_names_the_request(api: Api) -> None:
    """A UUID, and one behind lreq_: the request is found under it. Without one, each request has an id of its own."""
    project = new_project(api)
    for form in ("{}", "lreq_{}"):
        own = api.uuid()
        came = ask(api, project, requestId=form.format(own)).succeeded(202)
        equal(id_of(came["requestId"]), own, f"requestId of a request made with the id {form.format(own)}")
        for name in (own, came["requestId"]):
            equal(id_of(seen(api, project, name)["requestId"]), own, "requestId when it is read")
    made = [ask(api, project).succeeded(202)["requestId"] for _ in range(3)]
    equal(len({id_of(one) for one in made}), 3, "different ids of three requests")
    for one in made:
        equal(seen(api, project, one)["status"], "requested", "status of each")


@check("request-lease.own-id-taken")
def an_id_is_taken_once(api: Api) -> None:
    """409 CONFLICT for the same and another body, in another project, and for an id of the server's; the first one stays."""
    project, other = new_project(api), new_project(api)
    own = api.uuid()
    first = request(api, project, 2, requestId=own)
    made = request(api, project)
    api.let_pass(5, elsewhere=1.1)
    for place, taken, count in ((project, own, 2), (project, own, 3), (other, own, 2), (project, made["requestId"], 1)):
        ask(api, place, count, requestId=taken).refused(409, "CONFLICT")
    equal(seen(api, project, own), first, "the request that has the id")
    equal(seen(api, project, made["requestId"]), made, "the request whose id the server made")
    api.call("getLeaseRequest", other, own).refused(404, "NOT_FOUND")


@check("request-lease.idempotency")
def a_repeat_requests_nothing_more(api: Api) -> None:
    """The first answer again, also when time has passed and the request is decided; another key makes another request."""
    project = new_project(api)
    headers = {"Idempotency-Key": api.uuid()}
    first = ask(api, project, 2, headers=headers).succeeded(202)
    api.let_pass(60, elsewhere=1.1)
    equal(ask(api, project, 2, headers=headers).succeeded(202), first, "the answer of a repeat")
    other = ask(api, project, 2, headers={"Idempotency-Key": api.uuid()}).succeeded(202)
    holds(id_of(other["requestId"]) != id_of(first["requestId"]), "another Idempotency-Key is answered with the same request")
    ask(api, project, 3, headers=headers).refused(409, "IDEMPOTENCY_CONFLICT")
    api.decide_lease(first)
    equal(ask(api, project, 2, headers=headers).succeeded(202), first, "the answer of a repeat after the decision")
    equal(len(leases(api, project)), 2, "accounts that were assigned")


@check("request-lease.project-not-found")
def a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and another organisation's; the caller's own is taken."""
    for project in (api.uuid(), api.state("foreign_project")):
        ask(api, project).refused(404, "NOT_FOUND")
        ask(api, project, 50, requestId=api.uuid()).refused(404, "NOT_FOUND")
    ask(api, new_project(api)).succeeded(202)


@check("request-lease.archived-project")
def an_archived_project_gets_no_accounts(api: Api) -> None:
    """409 CONFLICT, and an own id that was sent stays free; once the project is active again it is taken."""
    project, own = new_project(api), api.uuid()
    assigned(api, project)
    api.made("archiveProject", project)
    ask(api, project, requestId=own).refused(409, "CONFLICT")
    api.call("getLeaseRequest", project, own).refused(404, "NOT_FOUND")
    api.made("patchProject", project, body={"status": "active"})
    ask(api, project, requestId=own).succeeded(202)
