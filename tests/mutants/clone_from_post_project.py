"""Servers that put a clone into the wrong project, or get its layers wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.clone_from_post_servers import CLONE, is_made
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    asks,
    json_of,
    refusals,
    refuses,
    replies,
    turns,
    with_json,
    without,
)

__all__ = ["MUTANTS"]


def _into(label: str) -> Any:
    """Changes a body so that it names a project of the fixture."""
    return lambda body, asked: without(body, "projectLayerId") | {"projectId": asked.memory.ids[label]}


def _names(field: str, *labels: str) -> Any:
    """Requests that name one of these things of the fixture in a field."""
    return lambda asked: asked.body.get(field) in {asked.memory.ids[label] for label in labels}


def _is_reimagined(asked: Asked) -> bool:
    return bool(asked.body.get("mode") == "reimagine")


def _lacks_clones() -> Server:
    """Lists show what was generated and leave clones out."""
    made: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == CLONE and is_made(came):
            made.add(json_of(came)["containerId"])
        if asked.operation != "listContent" or not is_made(came):
            return came
        page = json_of(came)
        return with_json(came, page | {"items": [item for item in page["items"] if item["id"] not in made]})

    return server


def _archived(what: Any) -> Any:
    """Clones into a project that was archived are answered by ``what(came, asked, ask)``."""

    def make() -> Server:
        archived: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == "archiveProject":
                archived.add(asked.path[0])
            is_refused = asked.operation == CLONE and came.status == 409 and asked.body.get("projectId") in archived
            return what(came, asked, ask) if is_refused else came

        return server

    return make


def _in_another_project(asked: Asked, ask: Ask) -> Response:
    """The same clone, made in the plain project."""
    body = without(asked.body, "projectLayerId") | {"projectId": asked.memory.ids["project"]}
    return ask(asked.with_body(body))


def _made_all_the_same(came: Response, asked: Asked, ask: Ask) -> Response:
    _in_another_project(asked, ask)
    return came


def _refused_and_made(came: Came, ask: Ask) -> Response:
    if came.status == 409:
        _in_another_project(came.asked, ask)
    return came.response


def _by_name(came: Came, ask: Ask) -> Response:
    """Layers of the whole organisation are looked through, so that one of another project is found."""
    return _in_another_project(came.asked, ask) if came.status == 404 else came.response


def _one_too_few(error: Any) -> None:
    count = (error.get("details") or {}).get("layerCount", 0)
    if count:
        error["details"]["layerCount"] = count - 1


def _only_where_there_are_some(error: Any) -> None:
    if (error.get("details") or {}).get("layerCount") == 0:
        del error["details"]


def _as_text(error: Any) -> None:
    if "layerCount" in (error.get("details") or {}):
        error["details"]["layerCount"] = str(error["details"]["layerCount"])


def _of_the_source(asked: Asked, ask: Ask) -> Response:
    """The project of the source's takes the clone wherever the source comes from there."""
    if asked.operation == CLONE and _names("sourcePlatformPostId", "container-post", "container-post-again")(asked):
        return ask(asked.with_body(_into("ranked-project")(asked.body, asked)))
    return ask(asked.request)


def _for_the_foreign(asked: Asked, ask: Ask) -> Response:
    """A foreign project is taken, and the clone made in it."""
    if asked.operation != CLONE or asked.body.get("projectId") != asked.memory.ids["foreign-project"]:
        return ask(asked.request)
    body = asked.body | {"sourcePlatformPostId": asked.memory.ids["foreign-post"]}
    request = asked.with_body(body)
    ask(asked._replace(request=request).with_key("other"))
    return ask(asked.request)


def _unknown_project(came: Came) -> bool:
    return came.asked.body.get("projectId") not in came.asked.memory.ids.values()


MUTANTS = (
    Mutant("clone-from-post.project-required", "Without a project, the organisation's first one is taken.", asks(
        CLONE, _into("project"), when=lambda asked: "projectId" not in asked.body)),
    Mutant("clone-from-post.project-required", "Without a project, it is not found.", turns(
        CLONE, 422, "VALIDATION_FAILED", to=(404, "NOT_FOUND"), when=lambda came: "projectId" not in came.asked.body)),
    Mutant("clone-from-post.project-id-form", "Only proj_ stands before a project's ULID.", refuses(
        CLONE, 422, "VALIDATION_FAILED", when=lambda asked: asked.body["projectId"].startswith("prj_"))),
    Mutant("clone-from-post.project-id-form", "A project named by a UUID is not found.", refuses(
        CLONE, 404, "NOT_FOUND", when=lambda asked: "-" in asked.body["projectId"])),
    Mutant("clone-from-post.project", "The clone goes to the project of its source.", lambda: _of_the_source),
    Mutant("clone-from-post.project", "A reimagined clone goes to the organisation's first project.", asks(
        CLONE, _into("project"), when=_is_reimagined)),
    Mutant("clone-from-post.project", "The project's list leaves clones out.", _lacks_clones),
    Mutant("clone-from-post.project-not-found", "A foreign project is forbidden.", refuses(
        CLONE, 403, "FORBIDDEN_SCOPE", when=_names("projectId", "foreign-project"))),
    Mutant("clone-from-post.project-not-found", "A foreign project is refused, and the clone made in it.",
           lambda: _for_the_foreign),
    Mutant("clone-from-post.project-not-found", "An unknown project is an invalid request.", turns(
        CLONE, 404, "NOT_FOUND", to=(422, "VALIDATION_FAILED"), when=_unknown_project)),
    Mutant("clone-from-post.archived-project", "An archived project takes clones.", _archived(
        lambda came, asked, ask: _in_another_project(asked, ask))),
    Mutant("clone-from-post.archived-project", "An archived project is not found.", _archived(
        lambda came, asked, ask: with_json(came, {"error": json_of(came)["error"] | {"code": "NOT_FOUND"}}, 404))),
    Mutant("clone-from-post.archived-project", "A clone into an archived project is refused and made.",
           _archived(_made_all_the_same)),
    Mutant("clone-from-post.layer-optional", "A reimagined clone has to name its layer.", refuses(
        CLONE, 409, "CONFLICT", when=lambda asked: _is_reimagined(asked) and "projectLayerId" not in asked.body)),
    Mutant("clone-from-post.layer-optional", "The only layer must not be named.", refuses(
        CLONE, 409, "CONFLICT", when=_names("projectLayerId", "project/social-content"))),
    Mutant("clone-from-post.layer-named", "The named layer is not read.", asks(
        CLONE, lambda body: without(body, "projectLayerId"))),
    Mutant("clone-from-post.layer-named", "Only the first of several layers is found.", refuses(
        CLONE, 404, "NOT_FOUND", when=_names("projectLayerId", "layered-project/layer-b"))),
    Mutant("clone-from-post.layer-form", "A layer has to come behind pl_.", refuses(
        CLONE, 422, "VALIDATION_FAILED", when=lambda asked: not asked.body.get("projectLayerId", "pl_").startswith("pl_"))),
    Mutant("clone-from-post.layer-form", "A layer behind pl_ is not found.", refuses(
        CLONE, 404, "NOT_FOUND", when=lambda asked: asked.body.get("projectLayerId", "").startswith("pl_"))),
    Mutant("clone-from-post.layer-not-found", "A layer of any project of the organisation will do.", replies(
        CLONE, _by_name, when=_names("projectLayerId", "layered-project/layer-a"))),
    Mutant("clone-from-post.layer-not-found", "A layer of another organisation is forbidden.", refuses(
        CLONE, 403, "FORBIDDEN_SCOPE", when=_names("projectLayerId", "foreign-project/social-content"))),
    Mutant("clone-from-post.layer-not-found", "A layer that is not the project's is a conflict.", turns(
        CLONE, 404, "NOT_FOUND", to=(409, "CONFLICT"), when=lambda came: "projectLayerId" in came.asked.body)),
    Mutant("clone-from-post.layer-ambiguous", "The first of several layers is taken.", asks(
        CLONE, lambda body, asked: body | {"projectLayerId": asked.memory.ids["layered-project/layer-a"]},
        when=_names("projectId", "layered-project"))),
    Mutant("clone-from-post.layer-ambiguous", "An ambiguous layer is an invalid request.", turns(
        CLONE, 409, "CONFLICT", to=(422, "VALIDATION_FAILED"), when=lambda came: _is_reimagined(came.asked))),
    Mutant("clone-from-post.layer-ambiguous", "A clone without its layer is refused and made.", replies(
        CLONE, _refused_and_made, when=_names("projectId", "layered-project"))),
    Mutant("clone-from-post.no-layer", "A project without a layer is not found.", turns(
        CLONE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("clone-from-post.no-layer", "A reimagined clone needs no layer.", asks(
        CLONE, _into("project"), when=lambda asked: _is_reimagined(asked) and _names("projectId", "bare-project")(asked))),
    Mutant("clone-from-post.layer-count", "One layer too few is counted.", refusals(CLONE, _one_too_few)),
    Mutant("clone-from-post.layer-count", "A number of 0 is left out.", refusals(CLONE, _only_where_there_are_some)),
    Mutant("clone-from-post.layer-count", "The number is a text.", refusals(CLONE, _as_text)),
)  # fmt: skip
