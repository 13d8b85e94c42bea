"""createProject: a repeat with the same Idempotency-Key."""

from typing import Any

from layers_mock.kit import Api, check, equal

from ..making import project_now
from .rows import named

__all__: list[str] = []

_JUST_WITHIN_A_DAY = 86_340


def _create(api: Api, name: str, headers: dict[str, str]) -> Any:
    """The row that creating a project under an Idempotency-Key is answered with."""
    return api.call("createProject", body={"name": name, "timezone": "UTC"}, headers=headers).succeeded(201)


@check("create-project.idempotency")
def a_repeat_is_answered_as_the_first_time(api: Api) -> None:
    """201 with the first body, though the project has changed since; there is one project all the time."""
    tag = api.text()
    headers = {"Idempotency-Key": api.uuid()}
    first = _create(api, tag, headers)
    equal(_create(api, tag, headers), first, "the body of a repeat")
    api.let_pass(1)
    api.made("patchProject", first["id"], body={"name": f"{tag} renamed"})
    equal(_create(api, tag, headers), first, "the body of a repeat after a change")
    equal(project_now(api, first["id"])["name"], f"{tag} renamed", "name after a repeat")
    equal(len(named(api, tag)), 1, "projects made by three equal calls")


@check("create-project.idempotency")
def a_repeat_is_remembered_for_a_day(api: Api) -> None:
    """The same after nearly 24 hours."""
    tag = api.text()
    headers = {"Idempotency-Key": api.uuid()}
    first = _create(api, tag, headers)
    api.advance(_JUST_WITHIN_A_DAY)
    equal(_create(api, tag, headers), first, "the body of a repeat within 24 hours")
    equal(len(named(api, tag)), 1, "projects made by two equal calls")


@check("create-project.idempotency-conflict")
def another_body_under_an_idempotency_key_is_a_conflict(api: Api) -> None:
    """409 IDEMPOTENCY_CONFLICT wherever the bodies differ; the first body is still answered as before."""
    tag = api.text()
    headers = {"Idempotency-Key": api.uuid()}
    fields: dict[str, object] = {"name": tag, "timezone": "UTC", "metadata": {"plan": {"seats": 3}}}
    first = api.made("createProject", body=fields, headers=headers)
    others: list[dict[str, object]] = [
        {**fields, "name": f"{tag} other"}, {**fields, "metadata": {"plan": {"seats": 4}}}, {**fields, "primaryLanguage": "fr"},
        {"name": tag, "timezone": "UTC"},
    ]  # fmt: skip
    for other in others:
        api.call("createProject", body=other, headers=headers).refused(409, "IDEMPOTENCY_CONFLICT")
    equal(api.call("createProject", body=fields, headers=headers).succeeded(201)["id"], first["id"], "id of a repeat")
