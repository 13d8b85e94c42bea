"""Organisations do not see each other, not even in how a refusal reads."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from layers_mock.contract import Operation
from layers_mock.kit import Answer, Api, check, equal, holds

from .every import every
from .valid import Valid, valid_call

__all__: list[str] = []


def _foreign_job(api: Api) -> str:
    project = api.state("foreign_project")
    return str(api.made("createInfluencer", project, body={"name": api.text("Influencer")}, key="other")["jobId"])


_FOREIGN: Mapping[str, tuple[str, Callable[[Api], str]]] = {
    "projectId": ("getProject", lambda api: api.state("foreign_project")),
    "influencerId": ("getInfluencer", lambda api: api.state("foreign_influencer")),
    "containerId": ("getContent", lambda api: api.state("foreign_container")),
    "jobId": ("getJob", _foreign_job),
}
_MAKES_ITS_ID = {"cloneFromPost"}
"""Operations whose path names what they make; an id of another organisation is free there."""


@check("tenancy.foreign-is-not-found")
def a_foreign_id_in_a_path_reads_like_an_unknown_one(api: Api) -> None:
    """Each operation answers a path with an id of another organisation exactly like one with an id that nobody has."""
    foreign: dict[str, str] = {}

    def look(operation: Operation) -> None:
        name = _first_name(operation)
        if name not in foreign:
            foreign[name] = _there(api, name)
        call = valid_call(api, operation.id)
        _alike(api, call, foreign[name], lambda id_: call.send(api, path=(id_, *call.path[1:])))

    every(api, look, of=lambda operation: _first_name(operation) in _FOREIGN and operation.id not in _MAKES_ITS_ID)
    for name, id_ in foreign.items():
        api.call(_FOREIGN[name][0], id_, key="other").succeeded(200)


def _first_name(operation: Operation) -> str:
    """The name of the first parameter in its path."""
    return operation.path.partition("{")[2].partition("}")[0]


@check("tenancy.foreign-is-not-found")
def a_foreign_id_in_a_body_reads_like_an_unknown_one(api: Api) -> None:
    """Bodies that name a project, a layer, a post or a medium of another organisation are answered as if nobody had it."""
    clone = valid_call(api, "cloneFromPost")
    for field, state in (
        ("projectId", "foreign_project"), ("projectLayerId", "foreign_layer"), ("sourcePlatformPostId", "foreign_post"),
    ):  # fmt: skip
        _alike(api, clone, api.state(state), partial(_named, api, clone, field))
    generate = valid_call(api, "generateContent")
    _alike(api, generate, api.state("foreign_layer"), lambda id_: generate.with_body(projectLayerId=id_).send(api))
    body = {"kind": "reference_image", "mimeType": "image/png"}
    upload = valid_call(api, "uploadMediaInline").body
    media = api.made("uploadMediaInline", api.state("foreign_project"), body={**upload, **body}, key="other")["mediaId"]
    create = valid_call(api, "createInfluencer")
    _alike(api, create, media, lambda id_: create.with_body(referenceImages={"assetIds": [id_]}).send(api))


def _named(api: Api, call: Valid, field: str, id_: str) -> Answer:
    return call.with_body(**{field: id_}).send(api)


def _there(api: Api, name: str) -> str:
    read, state = _FOREIGN[name]
    id_ = state(api)
    api.made(read, id_, key="other")
    return id_


def _alike(api: Api, call: Valid, foreign: str, ask: Callable[[str], Answer]) -> None:
    unknown = api.uuid()
    theirs, nobodys = ask(foreign), ask(unknown)
    nobodys.refused(404, "NOT_FOUND")
    equal(_read(theirs, foreign), _read(nobodys, unknown), f"{call.operation}: the answer about {foreign}, which another has,")


def _read(answer: Answer, id_: str) -> tuple[int, Any]:
    """Status and error without what differs between any two answers: the request id and the id that was asked for."""
    error = {name: value for name, value in answer.error.items() if name != "requestId"}
    return answer.status, repr(error).replace(id_, "ID")


@check("tenancy.ids-collide-within")
def an_own_id_collides_within_its_organisation_alone(api: Api) -> None:
    """An id that another organisation uses is free, names one's own thing, and is taken in the organisation from then on."""
    own = api.uuid()
    theirs = {"id": own, "name": api.text("Theirs"), "timezone": "UTC"}
    ours = {"id": own, "name": api.text("Ours"), "timezone": "UTC"}
    api.made("createProject", body=theirs, key="other")
    api.call("createProject", body=ours).succeeded(201)
    equal(api.call("getProject", own).succeeded(200)["name"], ours["name"], "name of our project")
    equal(api.call("getProject", own, key="other").succeeded(200)["name"], theirs["name"], "name of their project")
    taken = {"id": own, "name": api.text("Again"), "timezone": "UTC"}
    api.call("createProject", body=taken, key="second").refused(409, "CONFLICT")
    _influencers(api)


def _influencers(api: Api) -> None:
    own, places = api.uuid(), {"full": api.state("project"), "other": api.state("foreign_project")}
    made = {}
    for role, project in places.items():
        body = {"name": api.text(role), "influencerId": own}
        made[role] = (body["name"], api.call("createInfluencer", project, body=body, key=role).succeeded(202)["influencerId"])
    for role, (name, id_) in made.items():
        equal(api.call("getInfluencer", id_, key=role).succeeded(200)["name"], name, f"name of the influencer of {role}")
    body = {"name": "Again", "influencerId": own}
    api.call("createInfluencer", places["full"], body=body).refused(409, "CONFLICT")
    api.call("deleteInfluencer", own, key="other").succeeded(200)
    api.call("getInfluencer", own).succeeded(200)
    _containers(api)


def _containers(api: Api) -> None:
    own = api.uuid()
    theirs = {"projectId": api.state("foreign_project"), "sourcePlatformPostId": api.state("foreign_post")}
    api.made("cloneFromPost", own, body=theirs, key="other")
    valid_call(api, "cloneFromPost")._replace(path=(own,)).send(api).succeeded(202)
    seen = [api.call("getContent", own, key=role).succeeded(200)["projectId"] for role in ("full", "other")]
    holds(seen[0] != seen[1], f"the same container for both, of project {seen[0]}")
