"""Consenting, in place of a person who would do it on the platform."""

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.control.models import Consent, ConsentState, Refused
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.world.ad_accounts import connect_ad_account, return_link_of_ads
from layers_mock.world.clock import iso
from layers_mock.world.ids import ulid
from layers_mock.world.oauth import OauthState, find_state
from layers_mock.world.organization import Organization
from layers_mock.world.social import complete_consent, fail_consent, return_link

__all__ = ["ROUTES"]

_DENIED = "The person did not consent."
_FAILED = "The platform could not finish the login."


def _pending(request: ControlRequest) -> tuple[Organization, OauthState]:
    for organization in request.world.organizations.values():
        state = find_state(organization, request.argument)
        if state is not None:
            status = state.status(request.now)
            if status != "pending":
                raise ControlError(409, f"The state is {status} already.")
            return organization, state
    raise ControlError(404, f"No OAuth state {request.argument[:100]!r} in this world.")


def _complete(request: ControlRequest) -> JsonObject:
    organization, state = _pending(request)
    if state.is_of_ads:
        return _told(connect_ad_account(request.world, organization, state, request.now, request.body.handle), request.now)
    return _told(complete_consent(request.world, organization, state, request.now, request.body.handle), request.now)


def _deny(request: ControlRequest) -> JsonObject:
    organization, state = _pending(request)
    return _told(fail_consent(organization, state, request.body.message or _DENIED), request.now)


def _fail(request: ControlRequest) -> JsonObject:
    organization, state = _pending(request)
    return _told(fail_consent(organization, state, request.body.message or _FAILED), request.now)


def _told(state: OauthState, now: int) -> JsonObject:
    account = state.account if state.outcome == "completed" else None
    return {
        "state": state.id,
        "status": state.status(now),
        "platform": state.platform,
        "expiresAt": iso(state.expires_at),
        "socialAccountId": None if account is None or state.is_of_ads else "sa_" + ulid(account),
        "adAccountId": ulid(account) if account is not None and state.is_of_ads else None,
        "redirectTo": (return_link_of_ads if state.is_of_ads else return_link)(state, now),
    }


ROUTES = (
    Route(
        "POST", "oauth/{state}/complete", "Consent: the account is connected now.", ConsentState, _complete, Consent,
        problems=(404, 409, 422),
    ),
    Route(
        "POST", "oauth/{state}/deny", "Refuse consent, as a person may.", ConsentState, _deny, Refused,
        problems=(404, 409, 422),
    ),
    Route(
        "POST", "oauth/{state}/fail", "Let the platform's login fail.", ConsentState, _fail, Refused,
        problems=(404, 409, 422),
    ),
)  # fmt: skip
