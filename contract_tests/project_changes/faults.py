"""patchProject: bodies that are refused, and leave the project as it is."""

from layers_mock.kit import Api, check, equal

from ..making import later, project_now, project_row
from .own import changes

__all__: list[str] = []

_READ_ONLY = ("id", "organizationId", "createdAt", "ingestState", "brandContext")
_NEVER_NULL = ("name", "status", "ownerEmail", "timezone", "primaryLanguage")


@check("patch-project.nulls")
def null_clears_no_other_field(api: Api) -> None:
    """`null` for a field that cannot be empty is 422 VALIDATION, and nothing beside it changes either."""
    before = project_row(api, **changes(api))
    later(api)
    for name in _NEVER_NULL:
        for body in ({name: None}, {"metadata": {"changed": True}, name: None}):
            api.call("patchProject", before["id"], body=body).refused(422, "VALIDATION")
            equal(project_now(api, before["id"]), before, f"the row after {body}")


@check("patch-project.read-only")
def read_only_fields_cannot_be_sent(api: Api) -> None:
    """400 VALIDATION that names the field, whether its value is another, the same or null; nothing beside it changes."""
    before = project_row(api)
    others = {
        "id": api.uuid(), "organizationId": api.uuid(), "createdAt": "2026-01-01T00:00:00Z",
        "ingestState": {"github": None}, "brandContext": {"tagline": "Mine"},
    }  # fmt: skip
    later(api)
    for field in _READ_ONLY:
        for value in (others[field], before[field], None):
            for body in ({field: value}, {"name": api.text("Renamed"), field: value}):
                api.call("patchProject", before["id"], body=body).refused(400, "VALIDATION", path=field)
        equal(project_now(api, before["id"]), before, f"the row after {field} was sent")


@check("patch-project.read-only")
def every_read_only_field_is_named(api: Api) -> None:
    """A whole row sent back is 400 VALIDATION, and all five fields are named."""
    before = project_row(api)
    for field in _READ_ONLY:
        api.call("patchProject", before["id"], body=before).refused(400, "VALIDATION", path=field)
    equal(project_now(api, before["id"]), before, "the row after it was sent back")


@check("patch-project.read-only-first")
def a_read_only_field_wins_over_other_faults(api: Api) -> None:
    """Beside any other fault, and beside a handle that is taken, a read-only field is 400 VALIDATION."""
    taken = project_row(api, customerExternalId=api.text("handle"))["customerExternalId"]
    before = project_row(api)
    faults: tuple[dict[str, object], ...] = (
        {"name": ""}, {"status": "gone"}, {"timezone": "Nowhere"}, {"primaryLanguage": None}, {"ownerEmail": "nobody"},
        {"metadata": []}, {"customerExternalId": ""}, {"customerExternalId": taken},
    )  # fmt: skip
    for index, fault in enumerate(faults):
        field = _READ_ONLY[index % len(_READ_ONLY)]
        for body in ({field: None, **fault}, {**fault, field: before[field]}):
            api.call("patchProject", before["id"], body=body).refused(400, "VALIDATION")
