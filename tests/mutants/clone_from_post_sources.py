"""Servers that do not know which posts can be cloned, or by which ids."""

import re
from collections.abc import Callable

from layers_mock.kit.exchange import Response
from layers_mock.world.ids import parse
from tests.mutants.clone_from_post_servers import CLONE, posts
from tests.mutants.wrong import Ask, Asked, Came, Mutant, asks, refusal, refuses, replies, turns

__all__ = ["MUTANTS"]


def _source(asked: Asked) -> str:
    return str(asked.body.get("sourcePlatformPostId", ""))


def _in_its_own_project(asked: Asked) -> bool:
    return bool(asked.body["projectId"] == asked.memory.ids["ranked-project"])


def _as_if(label: str) -> Callable[[dict[str, str], Asked], dict[str, str]]:
    return lambda body, asked: body | {"sourcePlatformPostId": asked.memory.ids[label]}


def _from_a_url(came: Came, ask: Ask) -> Response:
    """The number in a URL is taken for the platform's id."""
    found = re.search(r"^https?://.*?([0-9]{10,})", _source(came.asked))
    if came.status != 404 or found is None:
        return came.response
    return ask(came.asked.with_body(came.asked.body | {"sourcePlatformPostId": found[1]}))


def _through_its_container(came: Came, ask: Ask) -> Response:
    """The id of a container stands for the post that shows it."""
    ids = came.asked.memory.ids
    if came.status != 404 or _source(came.asked) != ids["ranked-container"]:
        return came.response
    return ask(came.asked.with_body(came.asked.body | {"sourcePlatformPostId": ids["container-post"]}))


def _by_its_beginning(came: Came, ask: Ask) -> Response:
    """Platform ids are compared as floating point numbers do: the last digits do not count."""
    text, external = _source(came.asked), "7359981123456789012"
    if came.status != 404 or not external.startswith(text[:15]) or len(text) < 15:
        return came.response
    return ask(came.asked.with_body(came.asked.body | {"sourcePlatformPostId": external}))


def _is_rounded(body: dict[str, str]) -> dict[str, str]:
    source = body["sourcePlatformPostId"]
    return body | {"sourcePlatformPostId": str(int(float(source)))} if source.isdecimal() else body


def _foreign_is_reachable(came: Came, ask: Ask) -> Response:
    asked = came.asked
    if came.status != 404 or _source(asked) != asked.memory.ids["foreign-post"]:
        return came.response
    return ask(asked.with_body(asked.body | {"sourcePlatformPostId": asked.memory.ids["post"]}))


def _made_without(came: Came, ask: Ask) -> Response:
    """Refused, but the container is there."""
    if came.status == 404 and parse(_source(came.asked)) is not None:
        ask(came.asked.with_body(came.asked.body | {"sourcePlatformPostId": came.asked.memory.ids["post"]}))
    return came.response


def _text_is_invalid(came: Came, ask: Ask) -> Response:
    is_text = came.status == 404 and parse(_source(came.asked)) is None
    return refusal(came.response, 422, "VALIDATION_FAILED") if is_text else came.response


MUTANTS = (
    Mutant("clone-from-post.own-post", "A post can be cloned where it is tracked, not into another project.", refuses(
        CLONE, 404, "NOT_FOUND", when=lambda asked: not _in_its_own_project(asked))),
    Mutant("clone-from-post.own-post", "Posts that show the organisation's own containers are no sources.", refuses(
        CLONE, 404, "NOT_FOUND", when=posts("container-post", "container-post-again"))),
    Mutant("clone-from-post.own-post", "A post cannot be cloned into the project that tracks it.", refuses(
        CLONE, 409, "CONFLICT", when=_in_its_own_project)),
    Mutant("clone-from-post.surfaced-post", "Posts on ad platforms are ranked and cannot be cloned.", refuses(
        CLONE, 404, "NOT_FOUND", when=posts("paid-post"))),
    Mutant("clone-from-post.surfaced-post", "Posts older than the shortest windows are no sources.", refuses(
        CLONE, 404, "NOT_FOUND", when=posts("old-post"))),
    Mutant("clone-from-post.source-required", "Without a source, the best post is taken.", asks(
        CLONE, _as_if("post"), when=lambda asked: "sourcePlatformPostId" not in asked.body)),
    Mutant("clone-from-post.source-required", "An empty source is not found.", turns(
        CLONE, 422, "VALIDATION_FAILED", to=(404, "NOT_FOUND"), when=lambda came: came.asked.body.get("sourcePlatformPostId") == "")),
    Mutant("clone-from-post.source-internal-id", "A post named by a UUID is not found.", refuses(
        CLONE, 404, "NOT_FOUND", when=lambda asked: "-" in _source(asked))),
    Mutant("clone-from-post.source-internal-id", "A UUID names the organisation's best post, whichever it is.", asks(
        CLONE, _as_if("post"), when=lambda asked: "-" in _source(asked))),
    Mutant("clone-from-post.source-external-id", "The platform's id is read as a floating point number.", asks(CLONE, _is_rounded)),
    Mutant("clone-from-post.source-external-id", "The platform's id is known in one project alone.", refuses(
        CLONE, 404, "NOT_FOUND", when=lambda asked: _source(asked).isdecimal()
        and asked.body["projectId"] == asked.memory.ids["reviewing-project"])),
    Mutant("clone-from-post.source-external-id", "The platform's id leads to another post.", asks(
        CLONE, _as_if("slideshow-post"), when=lambda asked: _source(asked).isdecimal())),
    Mutant("clone-from-post.source-not-found", "A post of another organisation is forbidden.", refuses(
        CLONE, 403, "FORBIDDEN_SCOPE", when=posts("foreign-post"))),
    Mutant("clone-from-post.source-not-found", "A post of another organisation is a source.", replies(CLONE, _foreign_is_reachable)),
    Mutant("clone-from-post.source-not-found", "A clone of an unknown post is refused and made.", replies(CLONE, _made_without)),
    Mutant("clone-from-post.source-untracked", "A URL names the post whose number is in it.", replies(CLONE, _from_a_url)),
    Mutant("clone-from-post.source-untracked", "A container's id names the post that shows it.", replies(
        CLONE, _through_its_container)),
    Mutant("clone-from-post.source-untracked", "The last digits of a platform's id do not count.", replies(CLONE, _by_its_beginning)),
    Mutant("clone-from-post.source-untracked", "A text that has no form of an id is an invalid request.", replies(
        CLONE, _text_is_invalid)),
)  # fmt: skip
