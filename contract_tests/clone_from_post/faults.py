"""Invalid requests, fields that the page does not name, and which refusal comes first."""

from typing import Any

from layers_mock.kit import Answer, Api, check, equal, holds

from ..making import container_now, new_project
from .calls import clone, cloned, is_there, not_there, outcome

__all__: list[str] = []


@check("clone-from-post.validation-code", "clone-from-post.validation-status")
def an_invalid_request_is_422_validation_failed(api: Api) -> None:
    """Faults of path and body, at any depth, have the page's code and the status 422; nothing is made."""
    faults: tuple[dict[str, Any], ...] = (
        {"mode": "remix"}, {"variations": 11}, {"variations": 0}, {"projectId": "a project"}, {"projectLayerId": "a layer"},
        {"sourcePlatformPostId": 7}, {"overrides": []}, {"overrides": {"caption": 7}},
    )  # fmt: skip
    target = api.uuid()
    answers = [clone(api, target, **fault) for fault in faults]
    answers += [clone(api, "no-id"), api.call("cloneFromPost", target, body=[])]
    for answer in answers:
        equal(answer.code, "VALIDATION_FAILED", f"code of {answer.told}", rule="clone-from-post.validation-code")
        equal(answer.status, 422, f"status of {answer.told}", rule="clone-from-post.validation-status")
    not_there(api, target, rule="clone-from-post.validation-code")


@check("clone-from-post.unknown-fields")
def unknown_fields_have_no_effect(api: Api) -> None:
    """On top and among the overrides they are let pass, and the container is that of the request without them."""
    text, project, target, other = api.text(), api.state("project"), api.uuid(), api.uuid()
    plain = cloned(api, projectId=project)
    shown = container_now(api, plain["containerId"])["format"]
    unknown: dict[str, Any] = {
        "format": "video_remix" if shown == "slideshow_remix" else "slideshow_remix", "variantCount": 3, "caption": text,
        "brief": {"cta": text}, "id": other, "approvalStatus": "approved", "firstComment": text, "colour": "red",
    }  # fmt: skip
    accepted = clone(api, target, projectId=project, overrides={"tempo": 3, "firstComment": text}, **unknown).succeeded(202)
    equal(accepted["containerId"], f"cnt_{target}", "containerId")
    before, after = outcome(api, plain), outcome(api, accepted)
    for name in ("format", "approvalStatus"):
        equal(after[name], before[name], f"{name} of the container")
    if shown != "slideshow_remix":
        equal(len(after["assets"]), len(before["assets"]), "number of assets")
    holds(text not in str(after), f"{text}, which an unknown field carried, in {after}")
    holds(not is_there(api, other), "a container under the id in the body")


@check("clone-from-post.order")
def refusals_come_in_their_order(api: Api) -> None:
    """A taken id before what is not there, an archived project before the source, the source before the layer."""
    unknown, taken = api.uuid(), api.uuid()
    cloned(api, taken)
    for field in ("projectId", "sourcePlatformPostId", "projectLayerId"):
        absent: dict[str, Any] = {field: unknown}
        clone(api, taken, **absent).refused(409, "CONFLICT")
    archived = new_project(api)
    api.made("archiveProject", archived)
    clone(api, api.uuid(), projectId=archived, sourcePlatformPostId=unknown).refused(409, "CONFLICT")
    clone(api, api.uuid(), projectId=archived, projectLayerId=unknown).refused(409, "CONFLICT")
    for state in ("layered_project", "bare_project"):
        project = api.state(state)
        clone(api, api.uuid(), projectId=project, sourcePlatformPostId=unknown).refused(404, "NOT_FOUND")


@check("clone-from-post.order")
def credits_come_last(api: Api) -> None:
    """With an empty wallet, every other refusal is told first."""
    broke = {"projectId": api.state("broke_project"), "sourcePlatformPostId": api.state("broke_post")}
    unknown, taken = api.uuid(), api.state("broke_container")

    def asked(target: str, **changes: Any) -> Answer:
        return clone(api, target, key="broke", **{**broke, **changes})

    asked(taken).refused(409, "CONFLICT")
    for field in ("projectId", "sourcePlatformPostId", "projectLayerId"):
        asked(api.uuid(), **{field: unknown}).refused(404, "NOT_FOUND")
    asked(api.uuid()).refused(402, "BILLING_EXHAUSTED")
