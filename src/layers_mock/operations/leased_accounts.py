"""The leased-accounts section: reference/leased-accounts/*."""

from typing import cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.clock import iso
from layers_mock.world.ids import Key, ulid, uuid
from layers_mock.world.leases import Lease, LeaseRequest, end_lease, submit
from layers_mock.world.rows import SocialAccount
from layers_mock.world.social import disconnect
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_RELEASED = "released_by_partner"


def request_lease(world: World, call: Call) -> Reply:
    """Put a request for accounts in the queue of operations staff."""
    project = project_of(call, "request-lease.project-not-found")
    if key_of(cast("str", call.body["projectId"])) != project.key:
        message = "projectId in the body is not the project of the path."
        details: JsonObject = {"issues": [{"path": "projectId", "message": message}]}
        raise Refusal("VALIDATION", message, rule="request-lease.project-in-body", details=details)
    if project.status == "archived":
        raise Refusal("CONFLICT", "The project is archived.", rule="request-lease.archived-project")
    key, printed = _request_id(world, call)
    request = LeaseRequest(
        key=key, id=printed, created_at=call.now, project=project.key, wanted=int(cast("int", call.body["count"])),
        niche=cast("JsonObject", call.body["niche"]), target=call.text("target"), client_note=call.text("note"),
    )  # fmt: skip
    return Reply(202, _request_view(submit(world, call.organization, request)))


def get_request(_world: World, call: Call) -> Reply:
    """How a request stands."""
    request = call.organization.lease_requests.get(key_of(call.path["requestId"]))
    if request is None or request.project != key_of(call.path["projectId"]):
        raise Refusal("NOT_FOUND", "Lease request not found.", rule="get-lease-request.not-found")
    return Reply(200, _request_view(request))


def list_leased(_world: World, call: Call) -> Reply:
    """A project's leased accounts, those assigned last first."""
    project = project_of(call, "list-leased-accounts.project-not-found")
    wants_gone = call.query["status"] == "disconnected"
    rows = [row for _, row in call.organization.leases.newest_first(project.key)]
    wanted = [row for row in rows if (row.released_at is not None) == wants_gone]
    return Reply(200, {"items": [_lease_view(lease, _account(call, lease)) for lease in wanted]})


def release(world: World, call: Call) -> Reply:
    """Give a leased account back, at once; the month that runs stays paid."""
    lease = call.organization.leases.get(key_of(call.path["socialAccountId"]))
    if lease is None or lease.released_at is not None:
        raise Refusal("NOT_FOUND", "Leased account not found.", rule="release-leased-account.not-found")
    disconnect(world, call.organization, _account(call, lease), _RELEASED, call.now)
    end_lease(call.organization, lease, call.text("reason"), call.now)
    answer: JsonObject = {
        "socialAccountId": lease.id,
        "status": "disconnected",
        "disconnectedReason": _RELEASED,
        "disconnectedAt": iso(call.now),
    }
    return Reply(200, answer)


def _request_id(world: World, call: Call) -> tuple[Key, str]:
    """The client's own id as it will be printed from now on, or a fresh one. A taken one is refused."""
    text = call.text("requestId")
    if text is None:
        key = world.ids.fresh(call.now)
        return key, "lreq_" + ulid(key)
    key = key_of(text)
    if call.organization.lease_requests.get(key) is not None:
        raise Refusal("CONFLICT", "Lease request with this id already exists.", rule="request-lease.own-id-taken")
    return key, "lreq_" + (uuid(key) if "-" in text else ulid(key))


def _account(call: Call, lease: Lease) -> SocialAccount:
    """The account of a lease: a world never has one without the other."""
    return cast("SocialAccount", call.organization.social_accounts.get(lease.key))


def _request_view(request: LeaseRequest) -> JsonObject:
    return {
        "requestId": request.id,
        "projectId": "prj_" + ulid(request.project),
        "status": request.status,
        "submittedAt": iso(request.created_at),
        "assignedAt": None if request.assigned_at is None else iso(request.assigned_at),
        "assignedSocialAccountIds": ["sa_" + ulid(key) for key in request.accounts],
        "note": request.note,
    }


def _lease_view(lease: Lease, account: SocialAccount) -> JsonObject:
    renews = lease.renews_at
    return {
        "socialAccountId": lease.id,
        "projectId": "prj_" + ulid(lease.project),
        "handle": account.handle,
        "platform": account.platform,
        "followers": account.followers,
        "status": "assigned" if lease.released_at is None else "disconnected",
        "assignedAt": iso(lease.created_at),
        "nextRenewalAt": None if renews is None else iso(renews),
        "monthlyPriceCents": lease.monthly_price_cents,
    }


HANDLERS: dict[str, Handler] = {
    "requestLease": request_lease,
    "getLeaseRequest": get_request,
    "listLeasedAccounts": list_leased,
    "releaseLeasedAccount": release,
}
