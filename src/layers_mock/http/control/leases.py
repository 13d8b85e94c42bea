"""Deciding on lease requests, in place of operations staff."""

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.control.models import Assignment, LeaseRequestState, Refused
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.world.ids import parse, ulid
from layers_mock.world.leases import LeaseRequest, assign, reject
from layers_mock.world.organization import Organization

__all__ = ["ROUTES"]

_REJECTED = "No accounts fit this request."


def _requested(request: ControlRequest) -> tuple[Organization, LeaseRequest]:
    key = parse(request.argument)
    for organization in request.world.organizations.values():
        found = organization.lease_requests.get(key) if key is not None else None
        if found is not None:
            if found.status != "requested":
                raise ControlError(409, f"The request is {found.status} already.")
            return organization, found
    raise ControlError(404, f"No lease request {request.argument[:100]!r} in this world.")


def _assign(request: ControlRequest) -> JsonObject:
    organization, found = _requested(request)
    count = request.body.count or found.wanted
    if count > found.wanted:
        raise ControlError(409, f"{found.wanted} accounts were requested, not {count}.")
    return _told(assign(request.world, organization, found, count, request.now, request.body.note))


def _reject(request: ControlRequest) -> JsonObject:
    organization, found = _requested(request)
    return _told(reject(request.world, organization, found, request.body.message or _REJECTED, request.now))


def _told(request: LeaseRequest) -> JsonObject:
    return {
        "requestId": request.id,
        "status": request.status,
        "count": request.wanted,
        "assignedSocialAccountIds": ["sa_" + ulid(key) for key in request.accounts],
        "note": request.note,
    }


ROUTES = (
    Route(
        "POST", "leases/{requestId}/assign", "Assign accounts to a lease request now.", LeaseRequestState, _assign, Assignment,
        problems=(404, 409, 422),
    ),
    Route(
        "POST", "leases/{requestId}/reject", "Turn a lease request down now.", LeaseRequestState, _reject, Refused,
        problems=(404, 409, 422),
    ),
)  # fmt: skip
