"""Servers that get createSocialOauthUrl wrong."""

from typing import Any
from urllib.parse import urlsplit

from layers_mock.kit.exchange import Response
from tests.mutants.social_servers import URL, is_of, lets_pass, moved, remembers, succeeds
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, asks, refuses, replies, turns, when_asked, with_json

__all__ = ["MUTANTS"]

_BEGUN = {
    "authorizeUrl": "https://www.tiktok.com/auth/authorize?state=st_01HXZ9G7KMV2QX8Y1S5RJW3B7T",
    "state": "st_01HXZ9G7KMV2QX8Y1S5RJW3B7T",
    "expiresAt": "2026-04-24T12:10:00.000Z",
}


def _url(asked: Asked) -> str:
    return str((asked.body or {}).get("returnUrl", ""))


def _is_instagram(asked: Asked) -> bool:
    return bool((asked.body or {}).get("platform") == "instagram")


def _has_note(asked: Asked) -> bool:
    return bool((asked.body or {}).get("usageNote"))


def _state_of_before() -> Server:
    """The URL of an answer carries the state of the answer before."""
    last: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        told = Came(came, asked)
        if asked.operation != URL or came.status != 200:
            return came
        body = told.body
        spoilt = {**body, "authorizeUrl": body["authorizeUrl"].replace(body["state"], last[-1] if last else body["state"])}
        last.append(body["state"])
        return with_json(came, spoilt)

    return server


def _from_the_beginning() -> Server:
    """Every attempt ends ten minutes after the server's first one."""
    first: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != URL or came.status != 200:
            return came
        body = Came(came, asked).body
        first.append(body["expiresAt"])
        return with_json(came, {**body, "expiresAt": first[0]})

    return server


def _tells_note(body: Any, asked: Asked) -> Any:
    note = (asked.body or {}).get("usageNote")
    return {**body, "usageNote": note} if note else body


def _note_in_url(body: Any, asked: Asked) -> Any:
    return {**body, "authorizeUrl": body["authorizeUrl"] + ("&note=1" if _has_note(asked) else "")}


def _another_organisations(came: Came, ask: Ask) -> Response:
    return ask(came.asked.with_key("other")) if came.status == 404 and is_of(came.asked, "foreign-project") else came.response


MUTANTS = (
    Mutant("create-social-oauth-url.answer", "The state has no prefix.", answers(
        URL, lambda body: {**body, "state": body["state"][3:]})),
    Mutant("create-social-oauth-url.answer", "The URL is called url.", answers(
        URL, lambda body: {"url": body["authorizeUrl"], "state": body["state"], "expiresAt": body["expiresAt"]})),
    Mutant("create-social-oauth-url.answer", "With a note, expiresAt is in seconds.", answers(
        URL, lambda body: {**body, "expiresAt": "600"}, when=_has_note)),
    Mutant("create-social-oauth-url.answer", "It is 201.", answers(URL, lambda body: body, status=201)),
    Mutant("create-social-oauth-url.platform-host", "Instagram accounts consent on TikTok.", asks(
        URL, lambda body: {**body, "platform": "tiktok"}, when=_is_instagram)),
    Mutant("create-social-oauth-url.platform-host", "The page is on a host that ends like the platform's.", answers(
        URL, lambda body: {**body, "authorizeUrl": body["authorizeUrl"].replace("www.tiktok.com", "nottiktok.com")})),
    Mutant("create-social-oauth-url.platform-host", "The page is not https.", answers(
        URL, lambda body: {**body, "authorizeUrl": body["authorizeUrl"].replace("https:", "http:")})),
    Mutant("create-social-oauth-url.carries-state", "The URL carries no state.", answers(
        URL, lambda body: {**body, "authorizeUrl": body["authorizeUrl"].partition("&state=")[0]})),
    Mutant("create-social-oauth-url.carries-state", "The URL carries the state of the answer before.", _state_of_before),
    Mutant("create-social-oauth-url.carries-state", "The state is cut off in Instagram's URL.", answers(
        URL, lambda body: {**body, "authorizeUrl": body["authorizeUrl"][:-4]}, when=_is_instagram)),
    Mutant("create-social-oauth-url.expires", "An attempt lasts an hour.", answers(
        URL, lambda body: {**body, "expiresAt": moved(body["expiresAt"], 3000)})),
    Mutant("create-social-oauth-url.expires", "On Instagram it lasts five minutes.", answers(
        URL, lambda body: {**body, "expiresAt": moved(body["expiresAt"], -300)}, when=_is_instagram)),
    Mutant("create-social-oauth-url.expires", "All attempts end with the first one.", _from_the_beginning),
    Mutant("create-social-oauth-url.not-idempotent", "An Idempotency-Key is honoured.", remembers(
        URL, lambda asked: asked.header("Idempotency-Key"))),
    Mutant("create-social-oauth-url.not-idempotent", "An equal call gets the state that is still pending.", remembers(
        URL, lambda asked: (asked.path, asked.request.content))),
    Mutant("create-social-oauth-url.return-url-allowed", "No host is looked at.", lets_pass(URL, lambda url, host: True)),
    Mutant("create-social-oauth-url.return-url-allowed", "A host that is not allowed is VALIDATION.", turns(
        URL, 403, "RETURN_URL_NOT_ALLOWED", to=(422, "VALIDATION"))),
    Mutant("create-social-oauth-url.return-url-allowed", "The code is FORBIDDEN_SCOPE.", turns(
        URL, 403, "RETURN_URL_NOT_ALLOWED", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("create-social-oauth-url.return-url-allowed", "For Instagram any host will do.", when_asked(
        URL, lambda asked: asked.with_body({**asked.body, "returnUrl": "https://app.example.com/x"}), when=_is_instagram)),
    Mutant("create-social-oauth-url.return-url-host", "A URL that begins like an allowed one passes.", lets_pass(
        URL, lambda url, host: url.startswith("https://app.example.com"))),
    Mutant("create-social-oauth-url.return-url-host", "Hosts below an allowed one pass.", lets_pass(
        URL, lambda url, host: host.endswith(".app.example.com"))),
    Mutant("create-social-oauth-url.return-url-host", "A host that ends like an allowed one passes.", lets_pass(
        URL, lambda url, host: host.endswith("app.example.com") and not host.endswith(".app.example.com"))),
    Mutant("create-social-oauth-url.return-url-host", "What stands before @ counts as the host.", lets_pass(
        URL, lambda url, host: "@" in urlsplit(url).netloc and "app.example.com" in urlsplit(url).netloc)),
    Mutant("create-social-oauth-url.return-url-host", "The allowed host anywhere in the query passes.", lets_pass(
        URL, lambda url, host: "app.example.com" in urlsplit(url).query)),
    Mutant("create-social-oauth-url.return-url-host", "Case of the host counts.", refuses(
        URL, 403, "RETURN_URL_NOT_ALLOWED", when=lambda asked: urlsplit(_url(asked)).netloc.isupper())),
    Mutant("create-social-oauth-url.return-url-host", "A port is part of the host.", refuses(
        URL, 403, "RETURN_URL_NOT_ALLOWED", when=lambda asked: ":8443" in _url(asked))),
    Mutant("create-social-oauth-url.usage-note", "The answer repeats the note.", answers(URL, _tells_note)),
    Mutant("create-social-oauth-url.usage-note", "With a note the URL is another one.", answers(URL, _note_in_url)),
    Mutant("create-social-oauth-url.usage-note", "Notes are ASCII.", refuses(
        URL, 422, "VALIDATION", when=lambda asked: _has_note(asked) and not asked.body["usageNote"].isascii())),
    Mutant("create-social-oauth-url.project-not-found", "Another organisation's project takes accounts.", replies(
        URL, _another_organisations)),
    Mutant("create-social-oauth-url.project-not-found", "Another organisation's project is 403.", turns(
        URL, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: is_of(came.asked, "foreign-project"))),
    Mutant("create-social-oauth-url.project-not-found", "Nobody looks whether the project exists.", succeeds(
        URL, lambda asked: _BEGUN, instead_of=(404,))),
    Mutant("create-social-oauth-url.archived-project", "An archived project takes accounts.", succeeds(
        URL, lambda asked: _BEGUN, instead_of=(409,))),
    Mutant("create-social-oauth-url.archived-project", "An archived project is not found.", turns(
        URL, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("create-social-oauth-url.archived-project", "It takes Instagram accounts.", succeeds(
        URL, lambda asked: _BEGUN, instead_of=(409,), when=lambda came: _is_instagram(came.asked))),
)  # fmt: skip
