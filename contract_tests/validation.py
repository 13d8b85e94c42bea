"""Requests that break what the document says of them, and what becomes of the things they name."""

from collections.abc import Callable
from typing import Any

from layers_mock.contract import Operation
from layers_mock.kit import Answer, Api, check, equal, holds

from .every import every
from .valid import valid_call

__all__: list[str] = []


@check("validation.request")
def every_fault_of_a_request_is_told(api: Api) -> None:
    """Several faults of one request are all named in `details.issues`, each with a message."""
    project = api.state("project")
    cases: tuple[tuple[Answer, set[str]], ...] = (
        (api.call("createProject", body={"name": "", "timezone": 3, "metadata": []}), {"name", "timezone", "metadata"}),
        (api.call("createProject", body={}), {"name", "timezone"}),
        (api.call("listProjects", query={"limit": 0, "status": "odd"}), {"limit", "status"}),
        (api.call("patchProject", project, body={"name": 1, "timezone": 1}), {"name", "timezone"}),
    )
    for answer, named in cases:
        answer.refused(422, "VALIDATION")
        equal(named - set(answer.issue_paths), set(), f"faults that details.issues leaves out of {answer.told}")
        messages = [issue.get("message") for issue in answer.details["issues"]]
        holds(all(isinstance(text, str) and text for text in messages), f"an issue without a message: {answer.told}")


@check("validation.path-id")
def a_malformed_id_in_a_path_is_refused(api: Api) -> None:
    """Every path parameter that is an id refuses what is none with 422 and the operation's validation code."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        names = [parameter for parameter in operation.parameters if parameter.location == "path"]
        for index, parameter in enumerate(names):
            for text in _NO_IDS if "pattern" in parameter.schema else ():
                path = (*call.path[:index], text.format(call.path[index]), *call.path[index + 1 :])
                call.send(api, path=path).refused(operation.validation_status, operation.validation_code)

    every(api, look, of=lambda operation: "{" in operation.path)


_NO_IDS = ("x", "no-id-at-all", "{}0", "{} ", "zzz_{}", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "0" * 36, "a" * 300)
"""What is no id; `{}` stands for one that is."""


@check("validation.unknown-query")
def an_unknown_query_parameter_is_ignored(api: Api) -> None:
    """Every operation succeeds with a query parameter that nobody knows, and a list stays as it is."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        answer = call.send(api, query={**call.query, "colour": "blue", "x-odd": ["", "1"]})
        # Another check's job may hold up what works on a container of all.
        holds(answer.is_success or (operation.job_kind and answer.code == "CONFLICT"), f"{operation.id}: {answer.told}")

    every(api, look)
    project = valid_call(api, "createProject")
    name = project.send(api).succeeded()["name"]
    for extra in ({}, {"colour": "blue"}, {"name": "no such name"}, {"Status": "archived"}, {"offset": 1}):
        found = api.call("listProjects", query={"search": name, **extra}).succeeded()["items"]
        equal([item["name"] for item in found], [name], f"projects listed with {extra}")


@check("validation.nothing-changes")
def a_refused_change_leaves_everything_as_it_was(api: Api) -> None:
    """A change of which one field is invalid changes no other field, and neither does one that is refused otherwise."""
    body = {"name": api.text("Project"), "timezone": "UTC", "metadata": {"a": 1}, "customerExternalId": api.text()}
    project = api.made("createProject", body=body)["id"]
    taken = api.made("createProject", body={**body, "customerExternalId": api.text()})["customerExternalId"]
    new = {"name": "Changed", "metadata": {"b": 2}, "primaryLanguage": "fr"}
    _unchanged(
        api, lambda: api.made("getProject", project),
        lambda: api.call("patchProject", project, body={**new, "timezone": "Nowhere/Odd"}),
        lambda: api.call("patchProject", project, body={**new, "ownerEmail": "no address"}),
        lambda: api.call("patchProject", project, body={**new, "customerExternalId": taken}),
        lambda: api.call("patchProject", project, body={**new, "status": "odd"}),
        lambda: api.call("patchProject", project, body={**new, "createdAt": "2020-01-01T00:00:00Z"}),
        lambda: api.call("patchProject", project, body=new, key=None),
        lambda: api.call("patchProject", project, body=new, key="limited"),
        lambda: api.call("archiveProject", project, body=[]),
        lambda: api.call("archiveProject", project, key=None),
        lambda: api.call("archiveProject", project, content=b"{"),
    )  # fmt: skip


@check("validation.nothing-changes")
def a_refused_change_leaves_an_influencer_as_it_was(api: Api) -> None:
    """An influencer stays as it was after patches, images and deletions that are refused."""
    influencer = api.made("createInfluencer", api.state("project"), body={"name": api.text(), "vibe": "calm"})["influencerId"]
    new = {"name": "Changed", "vibe": "loud", "personality": {"tone": "cold"}}
    _unchanged(
        api, lambda: {**api.made("getInfluencer", influencer), "status": None},
        lambda: api.call("patchInfluencer", influencer, body={**new, "gender": "odd"}),
        lambda: api.call("patchInfluencer", influencer, body={**new, "notAField": 1}),
        lambda: api.call("patchInfluencer", influencer, body=new, key="limited"),
        lambda: api.call("attachReferenceImages", influencer, body={"assetIds": []}),
        lambda: api.call("deleteInfluencer", influencer, body={"reason": "x" * 1025}),
        lambda: api.call("deleteInfluencer", influencer, key=None),
        lambda: api.call("deleteInfluencer", influencer, content=b"nope", headers={"Content-Type": "text/plain"}),
    )  # fmt: skip


@check("validation.nothing-changes", alone=True)
def what_is_refused_is_not_made(api: Api) -> None:
    """Refused calls that would make something make nothing and cost nothing."""
    project = api.made("createProject", body=valid_call(api, "createProject").body)["id"]
    influencer, container = api.state("influencer"), api.state("container")
    name = api.text("Project")
    _unchanged(
        api, lambda: _holdings(api, project, name),
        lambda: api.call("createProject", body={"name": name, "timezone": "Nowhere/Odd"}),
        lambda: api.call("createProject", body={"name": name, "timezone": "UTC"}, key="limited"),
        lambda: api.call("createInfluencer", project, body={"name": "x", "gender": "odd"}),
        lambda: api.call("createInfluencer", project, body={"name": "x", "influencerId": influencer}),
        lambda: api.call("cloneInfluencer", influencer, body={"name": "x", "notAField": 1}),
        lambda: api.call("generateContent", project, body={"format": "odd"}),
        lambda: api.call("generateContent", project, body={"id": container}),
        lambda: api.call("generateContent", project, body={}, key="limited"),
        lambda: api.call("cloneFromPost", api.uuid(), body={"projectId": project, "sourcePlatformPostId": "no-such-post"}),
        lambda: api.call("regenerateContent", container, body={"preserveAssets": "odd"}),
    )  # fmt: skip


def _holdings(api: Api, project: str, name: str) -> dict[str, Any]:
    found = api.made("listProjects", query={"search": name})["items"]
    return {
        "balance": api.made("getCredits")["balance"],
        "projects": len(found),
        "influencers": [item["influencerId"] for item in api.made("listInfluencers", project)["items"]],
        "content": len(api.made("listContent", project)["items"]),
    }


def _unchanged(api: Api, read: Callable[[], Any], *refused: Callable[[], Answer]) -> None:
    """Each call is refused, and what is read is the same behind it as before it."""
    before = read()
    for ask in refused:
        answer = ask()
        holds(400 <= answer.status < 500, f"{answer.told} where a refusal was due")
        equal(read(), before, f"what is there after {answer.told[:200]}")
