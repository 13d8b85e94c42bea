"""Servers that give wrong install URLs and register installations wrongly."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    refusals,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_URL, _POST, _GET, _REPOS = "getGithubInstallUrl", "registerGithubInstallation", "getGithubInstallation", "listGithubRepos"
_ALLOWED = "https://app.example.com/connected"


def _both(edit: Any) -> Any:
    """Both URLs are changed alike."""

    def spoilt(body: Any) -> None:
        body["authUrl"] = body["installUrl"] = edit(body["authUrl"])

    return answers(_URL, spoilt)


def _query(edit: Any) -> Any:
    """The query of both URLs is changed: ``edit`` of its fields."""

    def changed(url: str) -> str:
        base, _, query = url.partition("?")
        return f"{base}?{urlencode(edit({name: values[0] for name, values in parse_qs(query).items()}))}"

    return _both(changed)


def _own_alone(body: Any, asked: Asked) -> None:
    if "state" in asked.query:
        body["installUrl"] = body["authUrl"] + "&"


def _no_expiry(body: Any, asked: Asked) -> Any:
    return {name: value for name, value in body.items() if name != "expiresAt"} if "state" in asked.query else body


def _shorter(body: Any, asked: Asked) -> None:
    if "state" not in asked.query:
        body["state"] = body["state"][:31]


def _same_state() -> Server:
    """The server makes one state for all."""
    first: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _URL or came.status != 200 or "state" in asked.query:
            return came
        body = json_of(came)
        first.append(body["state"])
        return with_json(came, {**body, "state": first[0]})

    return server


def _dotted(body: Any, asked: Asked) -> None:
    if "state" not in asked.query:
        body["state"] = body["state"][:30] + ".~"


def _trimmed(body: Any) -> None:
    body["state"] = body["state"].partition("&")[0]


def _replaced_when_repeated() -> Server:
    """A state that was sent before is replaced by another one."""
    sent: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        state = asked.query.get("state", [""])[0]
        if asked.operation != _URL or came.status != 200 or not state:
            return came
        body = json_of(came)
        if state in sent:
            body["state"] = body["state"][::-1] + "0"
        sent.add(state)
        return with_json(came, body)

    return server


def _lasts(minutes: int) -> Any:
    def edit(body: Any) -> None:
        moment = datetime.fromisoformat(body["expiresAt"]) + timedelta(minutes=minutes - 15)
        body["expiresAt"] = moment.isoformat(timespec="milliseconds")[:-6] + "Z"

    return answers(_URL, edit)


def _first_expiry() -> Server:
    """A state of one's own keeps its first end."""
    ends: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        state = asked.query.get("state", [""])[0]
        if asked.operation != _URL or came.status != 200 or not state:
            return came
        body = json_of(came)
        return with_json(came, {**body, "expiresAt": ends.setdefault(state, body["expiresAt"])})

    return server


def _netloc(asked: Asked) -> str:
    return urlsplit(asked.query.get("returnUrl", [""])[0]).netloc


def _host(asked: Asked) -> str:
    return urlsplit(asked.query.get("returnUrl", [""])[0]).hostname or ""


def _lets_through(fits: Any) -> Any:
    """Return URLs are taken where ``fits`` says so of the host and the whole URL."""

    def change(asked: Asked) -> Any:
        url = asked.query["returnUrl"][0]
        return asked.with_url(quote(url, safe=""), quote(_ALLOWED, safe="")) if fits(_host(asked), url) else asked.request

    return when_asked(_URL, change, when=lambda asked: "returnUrl" in asked.query)


def _rereads(edit: Any, operation: str = _POST) -> Any:
    """Answers of an operation with fields set."""
    return answers(operation, lambda body: body | edit(body))


def _kept_for_itself(operation: str) -> Any:
    """What is registered does not show in an operation."""

    def make() -> Server:
        seen: list[str] = []

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == _POST and came.status == 201 and asked.key == "broke":
                seen.append("bound")
            if asked.operation == operation and asked.key == "broke" and seen and came.status == 200:
                return refusal(came, 404, "NOT_FOUND")
            return came

        return server

    return make


def _other_number(came: Came, ask: Ask) -> Response:
    body = json_of(came.response)
    if came.status != 200 or came.asked.key != "broke":
        return came.response
    return with_json(came.response, {**body, "installationId": body["installationId"] + 1})


def _registered_anew(delay: float) -> Any:
    """registeredAt is that of the last call, where time passed since the first one."""

    def make() -> Server:
        since: dict[str, float] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            now = asked.passed
            came = ask(asked.request)
            if asked.operation != _POST or came.status != 201:
                return came
            body = json_of(came)
            moved = now - since.setdefault(str(asked.key), now)
            if moved <= delay:
                return came
            moment = datetime.fromisoformat(body["registeredAt"]) + timedelta(seconds=moved)
            return with_json(came, {**body, "registeredAt": moment.isoformat(timespec="microseconds")})

        return server

    return make


def _is_repeat_of(asked: Asked) -> bool:
    return bool(asked.body.get("installationId") == 40112233)


def _takes_the_place(came: Came, ask: Ask) -> Response:
    """Another installation is answered as if it took the place of the bound one."""
    if came.status != 409:
        return came.response
    bound = json_of(ask(came.asked.further("GET", "/v1/github/installation")))
    bound.pop("lastVerifiedAt")
    return with_json(came.response, {**bound, "installationId": came.asked.body["installationId"]}, 201)


def _spends_on_conflict() -> Server:
    """A refused registration spends its state."""
    spent: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _POST:
            return came
        if came.status == 409:
            spent.add(asked.body["state"])
        elif came.status == 201 and asked.body["state"] in spent:
            return refusal(came, 422, "VALIDATION", {"issues": [{"path": "state", "message": "Spent."}]})
        return came

    return server


def _with_state_of(query: str, when: Any) -> Any:
    """Registering with a state that is no good is done with a new one."""

    def server(asked: Asked, ask: Ask) -> Response:
        came: Response = ask(asked.request)
        if asked.operation != _POST or came.status != 422 or not when(asked):
            return came
        path = f"/v1/github/installation/install-url?returnUrl={quote(_ALLOWED, safe='')}{query}"
        state = json_of(ask(asked.further("GET", path)))["state"]
        renewed: Response = ask(asked.with_body({**asked.body, "state": state}))
        return renewed

    return lambda: server


def _knows(when: Any) -> Any:
    """A server that knows the states it gave, with their ages, and takes a bad one where ``when`` says so."""

    def make() -> Server:
        given: dict[str, float] = {}
        spent: set[str] = set()
        renew = _with_state_of("", lambda asked: True)()

        def server(asked: Asked, ask: Ask) -> Response:
            now = asked.passed
            if asked.operation == _POST and isinstance(asked.body, dict) and when(given, spent, asked.body.get("state"), now):
                came: Response = renew(asked, ask)
            else:
                came = ask(asked.request)
            body = json_of(came)
            if asked.operation == _URL and came.status == 200:
                given[body["state"]] = now
            if asked.operation == _POST and came.status == 201:
                spent.add(asked.body["state"])
            return came

        return server

    return make


def _is_made_up(given: dict[str, float], spent: set[str], state: str, now: float) -> bool:
    return state not in given


def _begins_like_one(given: dict[str, float], spent: set[str], state: str, now: float) -> bool:
    return state not in given and any(str(state).startswith(one) for one in given)


def _is_old(given: dict[str, float], spent: set[str], state: str, now: float) -> bool:
    return state in given and state not in spent and now - given[state] > 15 * 60


def _is_old_and_own(given: dict[str, float], spent: set[str], state: str, now: float) -> bool:
    return str(state).startswith("state-") and _is_old(given, spent, state, now)


def _serves_later(came: Came, ask: Ask) -> Response:
    """A spent state serves another installation, so it seems."""
    body = came.asked.body
    if came.status != 422 or came.asked.passed < 60:
        return came.response
    return with_json(came.response, {"installationId": body["installationId"], "status": "active"}, 201)


def _is_spent(given: dict[str, float], spent: set[str], state: str, now: float) -> bool:
    return state in spent


def _elsewhere(error: Any) -> None:
    for issue in error.get("details", {}).get("issues", []):
        issue["path"] = "installationId"


MUTANTS = (
    Mutant("get-github-install-url.answer", "installUrl is absent.", answers(_URL, lambda body: body.pop("installUrl") and None)),
    Mutant("get-github-install-url.answer", "With a state of one's own, expiresAt is absent.", answers(_URL, _no_expiry)),
    Mutant("get-github-install-url.answer", "With a state of one's own, installUrl is another one.", answers(_URL, _own_alone)),
    Mutant("get-github-install-url.auth-url", "It is the page of the app alone.", _both(lambda url: url.replace("/installations/new", ""))),
    Mutant("get-github-install-url.auth-url", "The return URL goes as return_url.", _both(lambda url: url.replace("redirect_uri", "return_url"))),
    Mutant("get-github-install-url.auth-url", "The return URL loses its query.", _query(
        lambda fields: {**fields, "redirect_uri": fields["redirect_uri"].partition("?")[0]})),
    Mutant("get-github-install-url.auth-url", "The URL has no state.", _query(
        lambda fields: {name: value for name, value in fields.items() if name != "state"})),
    Mutant("get-github-install-url.made-state", "A state has 31 characters.", answers(_URL, _shorter)),
    Mutant("get-github-install-url.made-state", "There is one state for all.", _same_state),
    Mutant("get-github-install-url.made-state", "A state has characters beside the URL-safe alphabet.", answers(_URL, _dotted)),
    Mutant("get-github-install-url.own-state", "A state of one's own is not read.", when_asked(_URL, lambda asked: asked.with_url("state=", "nostate="))),
    Mutant("get-github-install-url.own-state", "It ends at an ampersand.", answers(_URL, _trimmed)),
    Mutant("get-github-install-url.own-state", "Sent again, it is replaced.", _replaced_when_repeated),
    Mutant("get-github-install-url.own-state", "The URL carries it in lower case.", _query(
        lambda fields: {**fields, "state": fields.get("state", "").lower().replace("%2b", "")})),
    Mutant("get-github-install-url.expires-at", "It is good for an hour.", _lasts(60)),
    Mutant("get-github-install-url.expires-at", "It is good for 14 minutes.", _lasts(14)),
    Mutant("get-github-install-url.expires-at", "It has no milliseconds.", answers(
        _URL, lambda body: {**body, "expiresAt": body["expiresAt"].replace(".000Z", "Z")})),
    Mutant("get-github-install-url.expires-at", "A state of one's own keeps its first end.", _first_expiry),
    Mutant("get-github-install-url.return-url-allowed", "Any domain will do.", _lets_through(lambda host, url: True)),
    Mutant("get-github-install-url.return-url-allowed", "An allowed URL anywhere in it will do.", _lets_through(lambda host, url: _ALLOWED in url)),
    Mutant("get-github-install-url.return-url-allowed", "It is FORBIDDEN_SCOPE.", turns(
        _URL, 403, "RETURN_URL_NOT_ALLOWED", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("get-github-install-url.return-url-host", "Hosts that end with one on the list will do.", _lets_through(
        lambda host, url: host.endswith("app.example.com"))),
    Mutant("get-github-install-url.return-url-host", "Subdomains will do.", _lets_through(
        lambda host, url: host.endswith(".app.example.com"))),
    Mutant("get-github-install-url.return-url-host", "Hosts that begin with one on the list will do.", _lets_through(
        lambda host, url: host.startswith("app.example.com"))),
    Mutant("get-github-install-url.return-url-host", "Capital letters count.", refuses(
        _URL, 403, "RETURN_URL_NOT_ALLOWED", when=lambda asked: not _netloc(asked).islower())),
    Mutant("get-github-install-url.return-url-host", "A port is part of the host.", refuses(
        _URL, 403, "RETURN_URL_NOT_ALLOWED", when=lambda asked: ":" in _netloc(asked))),
    Mutant("get-github-install-url.return-url-host", "The page has to be the one on the list.", refuses(
        _URL, 403, "RETURN_URL_NOT_ALLOWED", when=lambda asked: asked.query.get("returnUrl") != [_ALLOWED])),
    Mutant("register-github-installation.created", "It is a 200.", answers(_POST, lambda body: None, status=200)),
    Mutant("register-github-installation.created", "orgLogin is absent.", answers(_POST, lambda body: body.pop("orgLogin") and None)),
    Mutant("register-github-installation.created", "registeredAt is the world's beginning.", _rereads(
        lambda body: {"registeredAt": "2026-04-24T12:00:00.000000+00:00"})),
    Mutant("register-github-installation.created", "It is pending.", _rereads(lambda body: {"status": "pending"})),
    Mutant("register-github-installation.binds", "It does not show when it is read.", _kept_for_itself(_GET)),
    Mutant("register-github-installation.binds", "Its repositories do not show.", _kept_for_itself(_REPOS)),
    Mutant("register-github-installation.binds", "Another number is read.", replies(_GET, _other_number)),
    Mutant("register-github-installation.repeat", "registeredAt is that of the last call.", _registered_anew(0)),
    Mutant("register-github-installation.repeat", "Half an hour later it counts as a new grant.", _registered_anew(1800)),
    Mutant("register-github-installation.repeat", "The bound one is a conflict.", refuses(_POST, 409, "CONFLICT", when=_is_repeat_of)),
    Mutant("register-github-installation.one-per-organization", "Another one takes the place.", replies(_POST, _takes_the_place)),
    Mutant("register-github-installation.one-per-organization", "It is a 422.", turns(_POST, 409, "CONFLICT", to=(422, "VALIDATION"))),
    Mutant("register-github-installation.one-per-organization", "The refusal spends the state.", _spends_on_conflict),
    Mutant("register-github-installation.state-unknown", "A state that is made up will do.", _knows(_is_made_up)),
    Mutant("register-github-installation.state-unknown", "A state with something behind it will do.", _knows(_begins_like_one)),
    Mutant("register-github-installation.state-unknown", "The refusal names the installation.", refusals(_POST, _elsewhere)),
    Mutant("register-github-installation.state-unknown", "The bound installation needs no state.", _with_state_of("", _is_repeat_of)),
    Mutant("register-github-installation.state-expired", "States never expire.", _knows(_is_old)),
    Mutant("register-github-installation.state-expired", "States of one's own never expire.", _knows(_is_old_and_own)),
    Mutant("register-github-installation.state-expired", "The refusal names the installation.", refusals(_POST, _elsewhere)),
    Mutant("register-github-installation.state-once", "A spent state will do, and it is a conflict.", turns(
        _POST, 422, "VALIDATION", to=(409, "CONFLICT"))),
    Mutant("register-github-installation.state-once", "A spent state is as good as a new one.", _knows(_is_spent)),
    Mutant("register-github-installation.state-once", "Behind an hour a spent state serves again.", replies(_POST, _serves_later)),
)  # fmt: skip
