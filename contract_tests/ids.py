"""Ids: the forms in which a parameter takes one, and how a client's own one is printed."""

import re
from collections.abc import Iterator
from typing import Any

from layers_mock.contract import Operation
from layers_mock.kit import Api, as_ulid, as_uuid, check, equal, holds, is_same_id

from .every import every
from .valid import valid_call

__all__ = ["forms", "prefixes"]

_PREFIXES = re.compile(r"\^\(+([a-z_|]+)\)+\?")
_NAMES = (
    "id",
    "influencerId",
    "containerId",
    "jobId",
    "assetId",
    "projectId",
    "appId",
    "eventId",
    "adsContentId",
    "recommendationId",
    "adAccountId",
    "adId",
    "adsetId",
    "campaignId",
)


def prefixes(pattern: str) -> list[str]:
    """The prefixes that a pattern of ids lets stand before them."""
    found = _PREFIXES.match(pattern)
    if found is None:
        return []
    return [name if name.endswith("_") else f"{name}_" for name in found[1].replace(")", "").split("|")]


def forms(text: str, known: list[str]) -> Iterator[str]:
    """An id as ULID and as UUID, bare and behind each of the prefixes."""
    bare = (as_ulid(text), as_uuid(text))
    yield from bare
    yield from (prefix + one for prefix in known for one in bare)
    yield as_uuid(text).upper()


@check("ids.both-forms")
def every_form_of_an_id_names_the_same_thing(api: Api) -> None:
    """Each operation that reads takes the ids in its path in all forms, and answers about the same thing."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        whole = _told(call.send(api).succeeded())
        patterns = [parameter.schema.get("pattern") for parameter in operation.parameters if parameter.location == "path"]
        for index, pattern in enumerate(patterns):
            for form in forms(call.path[index], prefixes(str(pattern))) if pattern else ():
                path = (*call.path[:index], form, *call.path[index + 1 :])
                _is_same(_told(call.send(api, path=path).succeeded()), whole, f"ids that {operation.id} tells for {form}")

    every(api, look, of=lambda operation: operation.effect == "read" and "{" in operation.path)


@check("ids.both-forms")
def a_change_takes_every_form_too(api: Api) -> None:
    """Patches and bodies take ids in all forms, and change the thing that they name."""
    project = api.made("createProject", body=valid_call(api, "createProject").body)["id"]
    for form in forms(project, ["prj_", "proj_"]):
        name = api.text("Renamed")
        api.call("patchProject", form, body={"name": name}).succeeded(200)
        equal(api.made("getProject", project)["name"], name, f"name after patching {form}")
    clone = valid_call(api, "cloneFromPost")
    for form in forms(project, ["prj_", "proj_"]):
        made = clone.with_body(projectId=form)._replace(path=(api.uuid(),)).send(api).succeeded(202)
        told = api.made("getContent", made["containerId"])["projectId"]
        holds(is_same_id(told, project), f"projectId {told} of a container made in {form}")


def _told(body: Any) -> tuple[list[Any], set[str]]:
    """The ids that an answer tells on top and in its items."""
    own = [body.get(name) for name in _NAMES if name in body]
    return own, {str(item[name]) for item in body.get("items", ()) for name in _NAMES if name in item}


def _is_same(came: tuple[list[Any], set[str]], whole: tuple[list[Any], set[str]], what: str) -> None:
    """The same ids on top; of lists one item at least, for others may add some meanwhile."""
    equal(came[0], whole[0], what)
    holds(came[1] & whole[1] or not whole[1], f"{what}: {sorted(came[1])} where {sorted(whole[1])} were listed before")


@check("ids.own-id-printed")
def a_clients_own_uuid_is_printed_behind_its_prefix(api: Api) -> None:
    """However the client writes its UUID, it is printed in lower case behind inf_ or cnt_: at once, when read, and in lists."""
    project = api.made("createProject", body=valid_call(api, "createProject").body)["id"]
    post = api.state("post")
    for turn in (str.lower, str.upper):
        own = api.uuid()
        made = api.call("createInfluencer", project, body={"name": "Own", "influencerId": turn(own)}).succeeded(202)
        _is_printed(api, "getInfluencer", "influencerId", made, f"inf_{own}")
        own = api.uuid()
        body = {"name": "Own", "newInfluencerId": turn(own)}
        made = api.call("cloneInfluencer", api.state("influencer"), body=body).succeeded(202)
        _is_printed(api, "getInfluencer", "influencerId", made, f"inf_{own}")
        own = api.uuid()
        body = {"projectId": project, "sourcePlatformPostId": post}
        made = api.call("cloneFromPost", turn(own), body=body).succeeded(202)
        _is_printed(api, "getContent", "containerId", made, f"cnt_{own}")
    _are_listed(api, project)


def _is_printed(api: Api, read: str, name: str, made: Any, wanted: str) -> None:
    equal(made[name], wanted, f"{name} as it is answered")
    told = api.call(read, wanted).succeeded(200)
    equal(told[name if name in told else "id"], wanted, f"the id as {read} tells it")


def _are_listed(api: Api, project: str) -> None:
    for operation, name, prefix in (("listInfluencers", "influencerId", "inf_"), ("listContent", "id", "cnt_")):
        for item in api.call(operation, project).succeeded(200)["items"]:
            text = item[name]
            equal(text, prefix + as_uuid(text), f"{name} as {operation} tells it")
