"""getSocialOauthStatus, and what a decision does."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..influencers.persona import id_of
from .flow import account, accounts, ask, begun, connect, finished, ids, new_project, renewal, status

__all__: list[str] = []

_PLATFORMS = ("tiktok", "instagram")
_DENIALS = ("deny", "fail")


@check("get-social-oauth-status.pending")
def an_attempt_is_pending(api: Api) -> None:
    """For either platform, again and again and nine minutes later: the state, `pending`, and the end that was told."""
    project = new_project(api)
    for platform in _PLATFORMS:
        answer = ask(api, project, platform=platform).succeeded(200)
        promised = {"state": answer["state"], "status": "pending", "expiresAt": answer["expiresAt"]}
        _is_pending(api, promised)
        api.let_pass(540)
        _is_pending(api, promised)
        equal(accounts(api, project), [], "accounts of a project where nobody consented")


def _is_pending(api: Api, promised: dict[str, Any]) -> None:
    for _ in range(3):
        came = status(api, promised["state"])
        equal({name: came[name] for name in promised}, promised, "a pending state")
        equal(
            [name for name in ("socialAccountId", "error") if came.get(name) is not None],
            [],
            "outcomes told of a pending state",
        )


@check("get-social-oauth-status.completed")
def consent_connects_an_account(api: Api) -> None:
    """The state tells a new account, which the project lists as connected on that platform, for each of two attempts."""
    project = new_project(api)
    found: list[str] = []
    for platform in (*_PLATFORMS, "tiktok"):
        state = begun(api, project, platform=platform)["state"]
        came = finished(api, state)
        equal(
            (came["state"], came["status"], came.get("error")),
            (state, "completed", None),
            "state, status and error after consent",
        )
        row = account(api, project, came["socialAccountId"])
        holds(row is not None, f"{came['socialAccountId']} is not among the project's accounts")
        equal((row["platform"], row["status"], row["leased"]), (platform, "connected", False), "platform, status and leased")
        found.append(id_of(came["socialAccountId"]))
        equal(sorted(ids(accounts(api, project))), sorted(found), "accounts of the project")


@check("get-social-oauth-status.failed")
def without_consent_an_attempt_fails(api: Api) -> None:
    """Where a person refuses and where the platform fails: `failed` with a message, and there is no account."""
    project = new_project(api)
    for outcome in _DENIALS:
        for platform in _PLATFORMS:
            state = begun(api, project, platform=platform)["state"]
            came = finished(api, state, outcome)
            equal((came["state"], came["status"]), (state, "failed"), "state and status without consent")
            message = came["error"]["message"]
            holds(isinstance(message, str) and message.strip(), f"error.message is {message!r}")
            equal(came.get("socialAccountId"), None, "socialAccountId without consent")
    equal(accounts(api, project), [], "accounts of a project where nobody consented")
    equal(len(ids(accounts(api, project))) + len([connect(api, project)]), 1, "accounts after consent at last")


@check("get-social-oauth-status.expires")
def nobody_decides_for_ten_minutes(api: Api) -> None:
    """Pending a little before the end, `failed` with a message a little after it and from then on; also where it renews."""
    project = new_project(api)
    old = connect(api, project)
    states = [begun(api, project)["state"], renewal(api, project, old).succeeded(200)["state"]]
    for seconds in (0, 590):
        api.advance(seconds)
        for state in states:
            equal(status(api, state)["status"], "pending", f"status after {seconds} seconds")
    api.advance(20)
    for state in states:
        came = status(api, state)
        equal(came["status"], "failed", "status after 610 seconds")
        holds(came["error"]["message"], f"error is {came['error']!r}")
        equal(came.get("socialAccountId"), None, "socialAccountId of an attempt that expired")
    api.advance(86_400)
    for state in states:
        equal(status(api, state)["status"], "failed", "status after a day")
    equal(ids(accounts(api, project)), [id_of(old)], "accounts of the project")


@check("get-social-oauth-status.outcome-stays")
def an_outcome_stays(api: Api) -> None:
    """Completed and failed, when it is read again, when the state's time is over, and after another attempt."""
    project = new_project(api)
    told: dict[str, Any] = {}
    for outcome in ("complete", *_DENIALS):
        state = begun(api, project)["state"]
        told[state] = finished(api, state, outcome)
        equal(status(api, state), told[state], "an outcome that is read again")
    connect(api, project, platform="instagram")
    api.advance(1_000)
    for state, before in told.items():
        equal(status(api, state), before, "an outcome after 1000 seconds")


@check("get-social-oauth-status.own-key")
def another_key_sees_no_state(api: Api) -> None:
    """404 NOT_FOUND to another key of the organisation, pending, completed and failed; its own key sees it all the time."""
    for outcome in (None, "complete", "deny"):
        for maker, other in (("full", "second"), ("second", "full")):
            state = begun(api, key=maker)["state"]
            if outcome is not None:
                api.consent(state, outcome)
            api.call("getSocialOauthStatus", state, key=other).refused(404, "NOT_FOUND")
            status(api, state, key=maker)


@check("get-social-oauth-status.case-sensitive")
def case_counts(api: Api) -> None:
    """A state with any of its letters in the other case is 404 NOT_FOUND, pending or completed."""
    for outcome in (None, "complete"):
        state = begun(api)["state"]
        if outcome is not None:
            api.consent(state, outcome)
        head, tail = state[:3], state[3:]
        last = max(place for place, letter in enumerate(state) if letter.isalpha())
        spelled = {
            state.swapcase(),
            head + tail.swapcase(),
            head.upper() + tail,
            state[:last] + state[last].swapcase() + state[last + 1 :],
        }
        for text in sorted(spelled):
            api.call("getSocialOauthStatus", text).refused(404, "NOT_FOUND")
        status(api, state)


@check("get-social-oauth-status.not-found")
def a_state_that_nobody_made_is_not_found(api: Api) -> None:
    """404 NOT_FOUND for any text, for a state without its prefix or with more behind it, and for another organisation's."""
    state = begun(api)["state"]
    foreign = begun(api, api.state("foreign_project"), key="other")["state"]
    texts = (
        "st_00000000000000000000000000",
        "nothing",
        "st_",
        api.uuid(),
        state[3:],
        f"{state}0",
        state[:-1],
        f" {state}",
        foreign,
    )
    for text in texts:
        answer = api.call("getSocialOauthStatus", text)
        equal((answer.status, answer.code), (404, "NOT_FOUND"), f"status and code for the state {text!r}")
    status(api, state)
    status(api, foreign, key="other")
