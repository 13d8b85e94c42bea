"""getApprovalPolicy and patchApprovalPolicy: the settings themselves."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds
from layers_mock.kit.id_forms import as_ulid

from ..forms import utc
from ..making import container_now, later
from .making import is_now, moment, new, new_project, patched, policy, reviewing_project

__all__: list[str] = []

_FIELDS = {"projectId", "requiresApproval", "firstNPostsBlocked", "autoApproveAfter", "updatedAt"}
_ALL: dict[str, Any] = {"requiresApproval": True, "firstNPostsBlocked": 7, "autoApproveAfter": "P2DT3H"}
_OFF: dict[str, Any] = {"requiresApproval": False, "firstNPostsBlocked": 0, "autoApproveAfter": None}
_INVALID: tuple[dict[str, Any], ...] = (
    {}, {"firstNPostsBlocked": 51}, {"firstNPostsBlocked": -1}, {"requiresApproval": "yes"}, {"autoApproveAfter": "24h"},
    {"requiresApproval": True, "firstNPostsBlocked": 51}, {"autoApproveAfter": "PT1H", "requiresApproval": None},
)  # fmt: skip


def _settings(told: Any) -> dict[str, Any]:
    return {name: told.get(name) for name in _ALL}


@check("get-approval-policy.fields")
def a_policy_tells_every_field(api: Api) -> None:
    """All five fields, of the right types, for a project that reviews and one that does not."""
    for project in (api.state("project"), reviewing_project(api), reviewing_project(api, **_ALL)):
        told = api.call("getApprovalPolicy", project).succeeded(200)
        equal(sorted(_FIELDS - set(told)), [], "fields that are missing")
        holds(type(told["requiresApproval"]) is bool, f"requiresApproval is {told['requiresApproval']!r}")
        holds(type(told["firstNPostsBlocked"]) is int, f"firstNPostsBlocked is {told['firstNPostsBlocked']!r}")
        wait = told["autoApproveAfter"]
        holds(wait is None or (isinstance(wait, str) and wait.startswith("P")), f"autoApproveAfter is {wait!r}")
    equal(_settings(told), _ALL, "the settings that were made")


@check("get-approval-policy.project-id")
def the_project_is_a_bare_ulid(api: Api) -> None:
    """26 characters of the project that was asked for, whichever form of its id."""
    project = new_project(api)
    for form in (project, as_ulid(project), f"prj_{as_ulid(project)}", f"proj_{as_ulid(project)}"):
        equal(api.call("getApprovalPolicy", form).succeeded(200)["projectId"], as_ulid(project), "projectId")
    changed = api.call("patchApprovalPolicy", project, body={"requiresApproval": True}).succeeded(200)
    equal(changed["projectId"], as_ulid(project), "projectId in the answer to a change")


@check("get-approval-policy.gate-off")
def a_new_project_reviews_nothing(api: Api) -> None:
    """The values of an open gate, for each new project, and new content of it waits for nobody."""
    for _ in range(2):
        project = new_project(api)
        equal(_settings(api.call("getApprovalPolicy", project).succeeded(200)), _OFF, "the settings of a new project")
    equal(container_now(api, new(api, project))["approvalStatus"], "not_required", "approvalStatus of its content")


@check("get-approval-policy.updated-at")
def the_policy_tells_its_last_change(api: Api) -> None:
    """The project's creation before, the moment of the change behind each change, and not that of a change of the name."""
    project = new_project(api)
    later(api)
    first = utc(api.call("getApprovalPolicy", project).succeeded(200)["updatedAt"])
    equal(first, utc(api.made("getProject", project)["createdAt"].replace("+00:00", "Z")), "updatedAt of a new project")
    for settings in ({"requiresApproval": True}, {"autoApproveAfter": "PT1H"}):
        later(api)
        before = moment(api)
        patched(api, project, **settings)
        told = api.call("getApprovalPolicy", project).succeeded(200)["updatedAt"]
        is_now(told, before, moment(api), "updatedAt")
        holds(utc(told) > first, f"updatedAt stays {told}")
        first = utc(told)
    later(api)
    api.made("patchProject", project, body={"name": api.text("Renamed")})
    equal(utc(policy(api, project)["updatedAt"]), first, "updatedAt behind a change of the project's name")


@check("get-approval-policy.not-found")
def a_policy_of_elsewhere_is_not_found(api: Api) -> None:
    """An unknown project and another organisation's; its own key reads that."""
    for project in (api.uuid(), api.state("foreign_project")):
        api.call("getApprovalPolicy", project).refused(404, "NOT_FOUND")
    api.call("getApprovalPolicy", api.state("foreign_project"), key="other").succeeded(200)


@check("patch-approval-policy.not-found")
def a_policy_of_elsewhere_cannot_be_changed(api: Api) -> None:
    """An unknown project and another organisation's, whose policy stays."""
    foreign = api.state("foreign_project")
    before = api.made("getApprovalPolicy", foreign, key="other")
    for project in (api.uuid(), foreign):
        for settings in ({"requiresApproval": True}, {"firstNPostsBlocked": 3}):
            api.call("patchApprovalPolicy", project, body=settings).refused(404, "NOT_FOUND")
    equal(api.made("getApprovalPolicy", foreign, key="other"), before, "the policy of the other organisation")


@check("patch-approval-policy.answers-the-policy")
def a_change_is_answered_with_the_policy(api: Api) -> None:
    """200 with what getApprovalPolicy tells from then on, for each setting alone and for all together."""
    project = new_project(api)
    for settings in (*({name: value} for name, value in _ALL.items()), _OFF, _ALL):
        told = patched(api, project, **settings)
        equal(told, api.call("getApprovalPolicy", project).succeeded(200), f"the answer to {settings}")
        equal({name: told[name] for name in settings}, settings, "the settings in the answer")


@check("patch-approval-policy.partial")
def what_is_not_sent_stays(api: Api) -> None:
    """Each setting changes alone, on and off again; the other two keep their values."""
    project = reviewing_project(api, **_ALL)
    for name, on in _ALL.items():
        for value in (_OFF[name], on):
            patched(api, project, **{name: value})
            equal(_settings(policy(api, project)), {**_ALL, name: value}, f"the settings behind {name} = {value!r}")


@check("patch-approval-policy.first-n-null")
def null_unsets_the_number(api: Api) -> None:
    """0 from then on, and new content is let through; the review of everything stays as it is."""
    project = reviewing_project(api, firstNPostsBlocked=2)
    equal(patched(api, project, firstNPostsBlocked=None)["firstNPostsBlocked"], 0, "firstNPostsBlocked in the answer")
    equal(policy(api, project)["firstNPostsBlocked"], 0, "firstNPostsBlocked")
    equal(container_now(api, new(api, project))["approvalStatus"], "not_required", "approvalStatus of new content")
    reviewing = reviewing_project(api, requiresApproval=True, firstNPostsBlocked=2)
    patched(api, reviewing, firstNPostsBlocked=None)
    equal(
        _settings(policy(api, reviewing)),
        {**_OFF, "requiresApproval": True},
        "the settings of a project that requires approval",
    )


@check("patch-approval-policy.invalid-is-400")
def an_invalid_change_is_400(api: Api) -> None:
    """400 VALIDATION for every fault, and no setting beside it changes."""
    project = reviewing_project(api, **_ALL)
    before = policy(api, project)
    bodies: tuple[Any, ...] = (*_INVALID, [], None, "text")
    for body in bodies:
        api.call("patchApprovalPolicy", project, body=body).refused(400, "VALIDATION")
        equal(policy(api, project), before, f"the policy after {body!r}")


@check("patch-approval-policy.unknown-field")
def an_unknown_setting_is_ignored(api: Api) -> None:
    """What is known beside it is done, and nothing else changes."""
    project = new_project(api)
    unknown = {"trustThreshold": 3, "policy": "review_all", "updatedAt": None, "projectId": api.uuid()}
    patched(api, project, requiresApproval=True, **unknown)
    told = policy(api, project)
    equal(_settings(told), {**_OFF, "requiresApproval": True}, "the settings")
    equal(told["projectId"], as_ulid(project), "projectId")
    holds(isinstance(told["updatedAt"], str), f"updatedAt is {told['updatedAt']!r}")
