"""Wrong createAdAccountOauthUrl and getCapiStatus."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from layers_mock.kit.exchange import Response
from tests.mutants.lists import Listing
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    as_key,
    asks,
    json_of,
    lacks,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)  # fmt: skip

__all__ = ["MUTANTS"]

_ASK, _CAPI = "createAdAccountOauthUrl", "getCapiStatus"
_L = Listing("listAdAccounts")


def _is_for(platform: str) -> Callable[[Asked], bool]:
    return lambda asked: (asked.body or {}).get("platform") == platform


def _url(change: Callable[[str], str], when: Callable[[Asked], object] | None = None) -> Callable[[], Server]:
    return answers(_ASK, lambda body: body.update(url=change(body["url"])), when=when)


def _lasts(**by: float) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        body["expiresAt"] = (datetime.fromisoformat(body["expiresAt"]) + timedelta(**by)).isoformat().replace("+00:00", "Z")

    return change


def _first_url(is_same: Callable[[Asked], object]) -> Callable[[], Server]:
    """What is asked for again has the URL it had."""

    def make() -> Server:
        seen: dict[Any, str] = {}

        def edit(body: dict[str, Any], asked: Asked) -> None:
            body["url"] = seen.setdefault(is_same(asked), body["url"])

        return answers(_ASK, edit)()

    return make


def _allowed(fits: Callable[[str], bool]) -> Callable[[], Server]:
    """A URL whose text is so is returned to."""

    def change(asked: Asked) -> Any:
        return asked.with_fields(redirectUrl="https://app.example.com/x")

    return when_asked(_ASK, change, when=lambda asked: fits(str((asked.body or {}).get("redirectUrl"))))


def _with_state(body: dict[str, Any], asked: Asked) -> None:
    """The client's state travels in the URL."""
    if (asked.body or {}).get("state"):
        body["url"] += "&client_state=1"


def _spelled(body: dict[str, Any], asked: Asked) -> None:
    state = (asked.body or {}).get("state")
    if state and len(state) < 100:
        body["url"] = body["url"].replace("state=", f"state={quote(state)}.")


def _unconsented() -> Server:
    """Who asks for a URL has an account."""
    begun: dict[str, int] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _ASK and came.status == 200:
            begun[asked.path[0]] = begun.get(asked.path[0], 0) + 1
        if asked.operation == "listAdAccounts" and came.status == 200 and begun.get(asked.path[0]):
            body = json_of(came)
            body["items"] = body["items"] or [{"adAccountId": "01HXA1NHKJZXPV8RABCDEFGH12"}]
            return with_json(came, body)
        return came

    return server


def _missing(came: Came, ask: Ask) -> Response:
    """What is not there is begun all the same."""
    answer = {"url": "https://www.facebook.com/x?state=st_1", "expiresAt": "2026-04-24T12:10:00Z"}
    return with_json(came.response, answer, 200) if came.status == 404 else came.response


def _archived(came: Came, ask: Ask) -> Response:
    answer = {"url": "https://www.facebook.com/x?state=st_1", "expiresAt": "2026-04-24T12:10:00Z"}
    return with_json(came.response, answer, 200) if came.status == 409 and _is_for("apple_ads")(came.asked) else came.response


def _entries(change: Callable[[dict[str, Any]], Any], **having: object) -> Callable[[], Server]:
    """Each platform's entry, or each that has these fields, is spoilt in place."""

    def edit(body: dict[str, Any]) -> None:
        for entry in body["platforms"]:
            if all(entry.get(name) == value for name, value in having.items()):
                change(entry)

    return answers(_CAPI, edit)


def _listed(change: Callable[[list[Any]], list[Any]]) -> Callable[[], Server]:
    return answers(_CAPI, lambda body: body | {"platforms": change(body["platforms"])})


def _sticky(name: str) -> Callable[[], Server]:
    """What was true once stays so."""

    def make() -> Server:
        seen: set[tuple[str, str]] = set()

        def edit(body: dict[str, Any]) -> None:
            for entry in body["platforms"]:
                place = (body["projectId"], entry["platform"])
                if entry[name] is True:
                    seen.add(place)
                entry[name] = place in seen

        return answers(_CAPI, edit)()

    return make


def _shared(name: str) -> Callable[[], Server]:
    """What one project has on, all projects have on."""

    def make() -> Server:
        seen: set[str] = set()

        def edit(body: dict[str, Any]) -> None:
            for entry in body["platforms"]:
                if entry[name]:
                    seen.add(entry["platform"])
                entry[name] = entry["platform"] in seen

        return answers(_CAPI, edit)()

    return make


def _both(body: dict[str, Any], name: str) -> None:
    """What one platform has on, both have."""
    is_on = any(entry[name] for entry in body["platforms"])
    for entry in body["platforms"]:
        entry[name] = is_on


def _last_asked(asked: Asked) -> dict[str, object]:
    return {"platforms": asked.query["platforms"][-1]} if "platforms" in asked.query else {}


MUTANTS = (
    Mutant("create-ad-account-oauth-url.answer", "The URL is called authorizeUrl.", answers(
        _ASK, lambda body: {"authorizeUrl": body["url"], "expiresAt": body["expiresAt"]})),
    Mutant("create-ad-account-oauth-url.answer", "An attempt is answered 201.", answers(_ASK, lambda body: None, status=201)),
    Mutant("create-ad-account-oauth-url.answer", "With a state the end is not told.", answers(
        _ASK, lacks("expiresAt"), when=lambda asked: "state" in (asked.body or {}))),
    Mutant("create-ad-account-oauth-url.platform-host", "All consent on Facebook.", _url(
        lambda url: "https://www.facebook.com/dialog?" + urlsplit(url).query)),
    Mutant("create-ad-account-oauth-url.platform-host", "Apple is reached without TLS.", _url(
        lambda url: url.replace("https://", "http://"), _is_for("apple_ads"))),
    Mutant("create-ad-account-oauth-url.platform-host", "The URL for TikTok is on a host that looks like it.", _url(
        lambda url: url.replace("tiktok.com", "tiktok.com.example"), _is_for("tiktok_ads"))),
    Mutant("create-ad-account-oauth-url.expires", "An attempt lasts an hour.", answers(_ASK, _lasts(minutes=50))),
    Mutant("create-ad-account-oauth-url.expires", "An attempt lasts half as long on TikTok.", answers(
        _ASK, _lasts(minutes=-5), when=_is_for("tiktok_ads"))),
    Mutant("create-ad-account-oauth-url.expires", "expiresAt is told to the millisecond.", answers(
        _ASK, lambda body: body.update(expiresAt=body["expiresAt"][:-1] + ".000Z"))),
    Mutant("create-ad-account-oauth-url.own-url", "A project has one URL for each platform.", _first_url(
        lambda asked: (asked.path, asked.body["platform"]))),
    Mutant("create-ad-account-oauth-url.own-url", "A state has one URL.", _first_url(
        lambda asked: asked.body.get("state") or id(asked))),
    Mutant("create-ad-account-oauth-url.redirect-allowed", "Any host is returned to.", _allowed(lambda url: url.startswith("https:"))),
    Mutant("create-ad-account-oauth-url.redirect-allowed", "Hosts without a name are returned to.", _allowed(lambda url: "192.0.2" in url)),
    Mutant("create-ad-account-oauth-url.redirect-allowed", "Another host is 422.", turns(
        _ASK, 403, "RETURN_URL_NOT_ALLOWED", to=(422, "VALIDATION"))),
    Mutant("create-ad-account-oauth-url.redirect-host", "A host that begins like an allowed one will do.", _allowed(
        lambda url: url.startswith("https://app.example.com."))),
    Mutant("create-ad-account-oauth-url.redirect-host", "What stands before an @ is the host.", _allowed(lambda url: "app.example.com@" in url)),
    Mutant("create-ad-account-oauth-url.redirect-host", "Case counts in hosts.", refuses(
        _ASK, 403, "RETURN_URL_NOT_ALLOWED", when=lambda asked: "APP.EXAMPLE" in str((asked.body or {}).get("redirectUrl")))),
    Mutant("create-ad-account-oauth-url.state", "The URL tells that there is a state.", answers(_ASK, _with_state)),
    Mutant("create-ad-account-oauth-url.state", "The client's state is part of the platform's.", answers(_ASK, _spelled)),
    Mutant("create-ad-account-oauth-url.state", "A long state is refused.", refuses(
        _ASK, 422, "VALIDATION", when=lambda asked: len(str((asked.body or {}).get("state", ""))) > 255)),
    Mutant("create-ad-account-oauth-url.connects", "What was connected has an expired token.", _L.each(
        lambda item: item.update(tokenStatus="expired"))),
    Mutant("create-ad-account-oauth-url.connects", "A project has one account on each platform.", _L.items(
        lambda items: list({item["platform"]: item for item in items}.values()))),
    Mutant("create-ad-account-oauth-url.connects", "Consent for Apple connects an account on Meta.", asks(
        _ASK, lambda body: body | {"platform": "meta_ads"}, when=_is_for("apple_ads"))),
    Mutant("create-ad-account-oauth-url.without-consent", "Who asks for a URL has an account.", _unconsented),
    Mutant("create-ad-account-oauth-url.without-consent", "An account is there twice.", _L.items(lambda items: [*items, *items])),
    Mutant("create-ad-account-oauth-url.project-not-found", "A project that is not there takes accounts.", replies(_ASK, _missing)),
    Mutant("create-ad-account-oauth-url.project-not-found", "Another organisation's key is refused its own project.", refuses(
        _ASK, 404, "NOT_FOUND", when=lambda asked: asked.key == "other")),
    Mutant("create-ad-account-oauth-url.archived-project", "An archived project takes accounts on Apple.", replies(_ASK, _archived)),
    Mutant("create-ad-account-oauth-url.archived-project", "An archived project is not found.", turns(
        _ASK, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("get-capi-status.fields", "A platform that is off has no pixelId.", _entries(lambda entry: entry.pop("pixelId"), enabled=False)),
    Mutant("get-capi-status.fields", "projectId is bare.", answers(_CAPI, lambda body: body.update(projectId=body["projectId"][4:]))),
    Mutant("get-capi-status.fields", "enabled is a word.", _entries(lambda entry: entry.update(enabled="yes"), enabled=True)),
    Mutant("get-capi-status.fields", "A status that is not known is null.", _entries(lambda entry: entry.update(status=None), accessTokenValid=False)),
    Mutant("get-capi-status.each-platform", "tiktok_ads comes first.", _listed(lambda entries: entries[::-1])),
    Mutant("get-capi-status.each-platform", "What is not set up is left out.", _listed(
        lambda entries: [entry for entry in entries if entry["enabled"] or entry["accessTokenValid"]])),
    Mutant("get-capi-status.platforms", "platforms is not looked at.", when_asked(_CAPI, lambda asked: asked.with_query(platforms=None))),
    Mutant("get-capi-status.platforms", "Of several platforms the last counts.", when_asked(
        _CAPI, lambda asked: asked.with_query(**_last_asked(asked)))),
    Mutant("get-capi-status.enabled", "What was on stays on.", _sticky("enabled")),
    Mutant("get-capi-status.enabled", "With one platform on, both are.", answers(_CAPI, lambda body: _both(body, "enabled"))),
    Mutant("get-capi-status.enabled", "tiktok_ads is never on.", _entries(lambda entry: entry.update(enabled=False), platform="tiktok_ads")),
    Mutant("get-capi-status.pixel", "The pixel of TikTok is that of Meta.", _entries(
        lambda entry: entry.update(pixelId=entry["pixelId"] and "884412093377501"), platform="tiktok_ads")),
    Mutant("get-capi-status.pixel", "Without a pixel it is an empty text.", _entries(lambda entry: entry.update(pixelId=""), pixelId=None)),
    Mutant("get-capi-status.token", "A token has to be of Meta.", _entries(
        lambda entry: entry.update(accessTokenValid=False), platform="tiktok_ads")),
    Mutant("get-capi-status.token", "With one valid token, both are valid.", answers(_CAPI, lambda body: _both(body, "accessTokenValid"))),
    Mutant("get-capi-status.token", "A token was validated when somebody asked.", _entries(
        lambda entry: entry.update(accessTokenLastValidatedAt="2026-04-24T12:00:00Z"), accessTokenValid=True)),
    Mutant("get-capi-status.no-token", "Without an account the token was validated in 1970.", _entries(
        lambda entry: entry.update(accessTokenLastValidatedAt="1970-01-01T00:00:00Z"), accessTokenLastValidatedAt=None)),
    Mutant("get-capi-status.no-token", "A platform that is on has a valid token.", _entries(
        lambda entry: entry.update(accessTokenValid=True), enabled=True)),
    Mutant("get-capi-status.status", "Without a token a platform is disabled.", _entries(
        lambda entry: entry.update(status="disabled", lastError=None), status="degraded")),
    Mutant("get-capi-status.status", "A degraded platform has no error.", _entries(lambda entry: entry.update(lastError=None))),
    Mutant("get-capi-status.status", "What is switched off stays healthy.", _entries(
        lambda entry: entry.update(status="healthy"), status="disabled", accessTokenValid=True)),
    Mutant("get-capi-status.no-counts", "Events that are not counted are 0.", _entries(
        lambda entry: entry.update(eventsLast1h=0, eventsLast24h=0))),
    Mutant("get-capi-status.no-counts", "A platform that is on tells its last event.", _entries(
        lambda entry: entry.update(lastEventAt="2026-04-24T11:59:00Z"), enabled=True)),
    Mutant("get-capi-status.own-project", "Apps count for the whole organisation.", _shared("enabled")),
    Mutant("get-capi-status.own-project", "Accounts count for the whole organisation.", _shared("accessTokenValid")),
    Mutant("get-capi-status.project-not-found", "A project that is not there has nothing on.", replies(
        _CAPI, lambda came, ask: with_json(came.response, {"projectId": "prj_1", "platforms": []}, 200) if came.status == 404 else came.response)),
    Mutant("get-capi-status.project-not-found", "Another organisation's key is as good.", as_key(_CAPI, "other", "full")),
)  # fmt: skip
