"""Servers that tell a post wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.approval_servers import always, asking, side, success_of
from tests.mutants.publishing_servers import being, later, where
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refusal, refuses, replies, turns, with_json

__all__ = ["MUTANTS"]

POST = "getScheduledPost"
TOP = "listTopPerformers"


def without_nulls(body: Any) -> Any:
    """What is not there yet is left out."""
    return {name: value for name, value in body.items() if value is not None}


def foreign(came: Came, ask: Ask) -> Response:
    """A post of another organisation is 403."""
    is_there = came.status == 404 and ask(came.asked.with_key("full" if came.asked.key == "other" else "other")).status != 404
    return refusal(came.response, 403, "FORBIDDEN_SCOPE") if is_there else came.response


def shown(asked: Asked, ask: Ask) -> Response | None:
    """A post of another organisation is shown."""
    came = ask(asked.request)
    return ask(asked.with_key("full")) if came.status == 404 and asked.key == "other" else came


def frozen_times(asked: Asked, ask: Ask) -> Response:
    """updatedAt stays where it was."""
    came = ask(asked.request)
    body = success_of(came)
    return with_json(came, body | {"updatedAt": body["createdAt"]}) if asked.operation == POST and body else came


def falls_back(asked: Asked, ask: Ask) -> Response:
    """A published post is queued again a day later."""
    came = ask(asked.request)
    body = success_of(came)
    is_late = asked.memory.notes.get("passed", 0) > 80_000
    return with_json(came, body | {"status": "queued"}) if asked.operation == POST and body and is_late else came


def same_external(name: str) -> Callable[[], Server]:
    """The posts of one account share an id or an address."""

    def make() -> Server:
        first: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation != POST or not body or not body[name]:
                return came
            return with_json(came, body | {name: first.setdefault(body["platform"], body[name])})

        return server

    return make


def ranks_early(asked: Asked, ask: Ask) -> Response:
    """The rows of the top performers leave out what was published by Layers."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != TOP or body is None:
        return came
    return with_json(came, body | {"items": [item for item in body["items"] if item["sourceType"] != "content_container"]})


def no_clone(asked: Asked, ask: Ask) -> Response | None:
    """What was published by Layers cannot be cloned by its external id."""
    source = str((asked.body or {}).get("sourcePlatformPostId"))
    is_own = source.isdecimal() and source != "7359981123456789012"
    return refusal(ask(side(asked, "GET", "/v1/whoami")), 404, "NOT_FOUND") if is_own else None


def nobody_looks(asked: Asked, ask: Ask) -> Response:
    """Published posts have no numbers."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != TOP or body is None:
        return came
    return with_json(came, body | {"items": [item | {"organic": item["organic"] | {"views": 0}} for item in body["items"]]})


def failed_is_ranked(asked: Asked, ask: Ask) -> Response:
    """A failed post is ranked as well."""
    notes = asked.memory.notes
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == POST and body and body["status"] == "failed":
        notes["failed"] = body["containerId"]
    if asked.operation == TOP and body is not None and "failed" in notes:
        return with_json(
            came, body | {"items": [*body["items"], {"containerId": notes["failed"], "externalId": "1", "caption": ""}]}
        )
    return came


def is_uuid(asked: Asked) -> bool:
    """Whether the path has a UUID in it."""
    return asked.path[0].count("-") == 4


MUTANTS = (
    Mutant("get-scheduled-post.fields", "What is not there yet is left out.", answers(POST, without_nulls)),
    Mutant("get-scheduled-post.fields", "A queued post has the address it will have.", where(being("queued"), lambda body: {"externalUrl": "https://www.tiktok.com/@a"})),
    Mutant("get-scheduled-post.fields", "mode is left out of published posts.", answers(
        POST, lambda body: {name: value for name, value in body.items() if name != "mode"} if body["status"] == "published" else body)),
    Mutant("get-scheduled-post.more-fields", "lastError is left out where there is none.", answers(
        POST, lambda body: {name: value for name, value in body.items() if name != "lastError" or value})),
    Mutant("get-scheduled-post.more-fields", "createdAt is the slot.", answers(POST, lambda body: body | {"createdAt": body["scheduledFor"]})),
    Mutant("get-scheduled-post.more-fields", "updatedAt stays.", always(frozen_times)),
    Mutant("get-scheduled-post.progress", "Nothing is ever publishing.", where(being("publishing"), lambda body: {"status": "queued"})),
    Mutant("get-scheduled-post.progress", "A published post is queued again a day later.", always(falls_back)),
    Mutant("get-scheduled-post.progress", "Instagram's posts are published before anything was tried.", where(
        lambda body: body["platform"] == "instagram", lambda body: {"status": "published"})),
    Mutant("get-scheduled-post.published", "attemptedAt is when it was asked for.", where(being("published"), lambda body: {"attemptedAt": body["createdAt"]})),
    Mutant("get-scheduled-post.published", "publishedAt is the slot, a minute early.", where(
        being("published"), lambda body: {"publishedAt": later(body["scheduledFor"], minutes=-1)})),
    Mutant("get-scheduled-post.published", "Instagram's posts have no address.", where(
        lambda body: body["platform"] == "instagram", lambda body: {"externalUrl": None})),
    Mutant("get-scheduled-post.external", "TikTok's ids have 18 digits.", where(
        lambda body: body["externalId"] and body["platform"] == "tiktok", lambda body: {"externalId": body["externalId"][:18]})),
    Mutant("get-scheduled-post.external", "Posts of an account share an address.", same_external("externalUrl")),
    Mutant("get-scheduled-post.external", "Posts of a platform share an id.", same_external("externalId")),
    Mutant("get-scheduled-post.external", "Instagram's posts are on tiktok.com.", where(
        lambda body: body["externalUrl"], lambda body: {"externalUrl": body["externalUrl"].replace("instagram.com", "tiktok.com")})),
    Mutant("get-scheduled-post.credential-invalid", "The code is PLATFORM_ERROR.", where(
        being("failed"), lambda body: {"lastError": body["lastError"] | {"code": "PLATFORM_ERROR"}})),
    Mutant("get-scheduled-post.credential-invalid", "It is published all the same.", where(being("failed"), lambda body: {"status": "published"})),
    Mutant("get-scheduled-post.credential-invalid", "It takes all posts of its call with it.", where(
        being("published"), lambda body: {"status": "failed"})),
    Mutant("get-scheduled-post.failed", "Its message is empty.", where(being("failed"), lambda body: {"lastError": {"code": "CREDENTIAL_INVALID", "message": ""}})),
    Mutant("get-scheduled-post.failed", "publishedAt is when it failed.", where(being("failed"), lambda body: {"publishedAt": body["updatedAt"]})),
    Mutant("get-scheduled-post.failed", "It is ranked all the same.", always(failed_is_ranked)),
    Mutant("get-scheduled-post.draft", "It reads published.", where(being("draft_in_inbox"), lambda body: {"status": "published"})),
    Mutant("get-scheduled-post.draft", "It has a publishedAt.", where(being("draft_in_inbox"), lambda body: {"publishedAt": body["updatedAt"]})),
    Mutant("get-scheduled-post.draft", "Instagram's drafts have an address.", where(
        lambda body: body["status"] == "draft_in_inbox" and body["platform"] == "instagram", lambda body: {"externalUrl": "https://www.instagram.com/"})),
    Mutant("get-scheduled-post.tracked", "Own posts are not ranked.", always(ranks_early)),
    Mutant("get-scheduled-post.tracked", "They cannot be cloned.", asking("cloneFromPost", no_clone)),
    Mutant("get-scheduled-post.tracked", "Nobody looks at them.", always(nobody_looks)),
    Mutant("get-scheduled-post.tracked", "They are ranked as posts of others.", answers(
        TOP, lambda body: body | {"items": [item | {"sourceType": "platform_post"} for item in body["items"]]})),
    Mutant("get-scheduled-post.id-forms", "A ULID without sp_ is unknown.", refuses(POST, 404, "NOT_FOUND", when=lambda asked: "_" not in asked.path[0] and not is_uuid(asked))),
    Mutant("get-scheduled-post.id-forms", "Capitals of a UUID matter.", refuses(POST, 404, "NOT_FOUND", when=lambda asked: is_uuid(asked) and asked.path[0].isupper())),
    Mutant("get-scheduled-post.id-forms", "A client's own id is found as it was sent only.", refuses(
        POST, 404, "NOT_FOUND", when=lambda asked: is_uuid(asked) and asked.path[0].startswith("sp_"))),
    Mutant("get-scheduled-post.not-found", "A foreign post is shown.", asking(POST, shown)),
    Mutant("get-scheduled-post.not-found", "A foreign post is 403.", replies(POST, foreign)),
    Mutant("get-scheduled-post.not-found", "An unknown post is 422.", turns(POST, 404, "NOT_FOUND", to=(422, "VALIDATION"))),
)  # fmt: skip
