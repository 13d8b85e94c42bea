"""getProject: the row."""

import re

from layers_mock.kit import Api, as_ulid, check, equal, holds

from ..forms import instant, is_bare_uuid
from ..making import later, new_project, project_row
from .own import but, changes, has_no_unknown_project, projects

__all__: list[str] = []

_ROW = (
    "id", "organizationId", "name", "status", "customerExternalId", "timezone", "primaryLanguage", "ownerEmail", "brand",
    "brandContext", "ingestState", "requiresApproval", "firstNPostsBlocked", "currentBlockedCount", "metadata", "createdAt",
)  # fmt: skip
_SOURCES = ("github", "website", "appstore")
_CONTEXT = (
    "appName", "appDescription", "tagline", "audience", "icp", "brandVoice", "keywords", "primaryLanguage", "logoUrl",
)  # fmt: skip
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")


@check("get-project.row")
def the_row_is_complete(api: Api) -> None:
    """Every field is there: what was set as it was set, what was not as null."""
    fields, organization = changes(api), api.made("getWhoami")["organizationId"]
    whole, bare = project_row(api, **fields), project_row(api)
    for made, promised in ((whole, fields), (bare, {"customerExternalId": None, "metadata": None, "brandContext": None})):
        row = api.call("getProject", made["id"]).succeeded(200)
        missing = [name for name in _ROW if name not in row]
        holds(not missing, f"a row without {', '.join(missing)}")
        told = {**promised, "organizationId": organization, "status": "active"}
        equal({name: row[name] for name in told}, told, "the row")
        holds(isinstance(row["requiresApproval"], bool), f"requiresApproval is {row['requiresApproval']!r}")
        for name in ("firstNPostsBlocked", "currentBlockedCount"):
            holds(type(row[name]) is int, f"{name} is {row[name]!r}")


@check("get-project.row")
def the_row_tells_whether_content_is_reviewed(api: Api) -> None:
    """`requiresApproval` is true for a project that reviews its content, and false for one that does not."""
    equal(api.call("getProject", api.state("reviewing_project")).succeeded(200)["requiresApproval"], True, "requiresApproval")
    equal(api.call("getProject", api.state("project")).succeeded(200)["requiresApproval"], False, "requiresApproval")


@check("get-project.bare-ids")
def ids_are_bare(api: Api) -> None:
    """`id` and organizationId are UUIDs without a prefix, whatever form the path had."""
    for row in projects(api, "project", "archived_project"):
        for form in (row["id"], f"prj_{as_ulid(row['id'])}"):
            read = api.call("getProject", form).succeeded()
            for name in ("id", "organizationId"):
                holds(is_bare_uuid(read[name]), f"{name} is {read[name]!r}")


@check("get-project.id-forms")
def every_form_of_an_id_names_the_project(api: Api) -> None:
    """The bare UUID and the ULID with prj_, proj_ or nothing before it read the same row."""
    for made in projects(api, "project"):
        bare = as_ulid(made["id"])
        for form in (made["id"], bare, f"prj_{bare}", f"proj_{bare}"):
            row = api.call("getProject", form).succeeded(200)
            equal((row["id"], row["name"]), (made["id"], made["name"]), f"the project that {form} names")


@check("get-project.times")
def created_at_has_microseconds_and_an_offset(api: Api) -> None:
    """`createdAt` has six digits behind the second and +00:00, whenever the project was made."""
    project_row(api)
    later(api)
    for row in projects(api, "project", "archived_project", "ingested_project"):
        holds(_INSTANT.fullmatch(str(row["createdAt"])), f"createdAt is {row['createdAt']!r}")


@check("get-project.updated-at")
def updated_at_tells_the_last_change(api: Api) -> None:
    """It moves with a change and with the next one, stands still when it is only read, and has the form of createdAt."""
    project = new_project(api)
    seen = [api.call("getProject", project).succeeded()["updatedAt"]]
    for text in (api.text("First"), api.text("Second")):
        later(api)
        api.made("patchProject", project, body={"name": text})
        after = project_row(api)["createdAt"]
        seen.append(api.call("getProject", project).succeeded()["updatedAt"])
        holds(instant(seen[-1]) > instant(seen[-2]), f"updatedAt is {seen[-1]} after a change, and was {seen[-2]} before it")
        holds(instant(seen[-1]) <= instant(after), f"updatedAt is {seen[-1]}, and the change was over before {after}")
        later(api)
        equal(api.call("getProject", project).succeeded()["updatedAt"], seen[-1], "updatedAt without a change")
    for text in seen:
        holds(_INSTANT.fullmatch(text), f"updatedAt is {text!r}")


@check("get-project.brand")
def brand_is_null(api: Api) -> None:
    """`brand` is there and null, also where an ingest filled brandContext."""
    for made in projects(api, "project", "ingested_project"):
        row = api.call("getProject", made["id"]).succeeded()
        holds("brand" in row, "a row without brand")
        equal(row["brand"], None, "brand")


@check("get-project.brand-context")
def a_new_project_has_no_brand_context(api: Api) -> None:
    """`brandContext` is null in a project that nothing was ingested for, however much else was set."""
    for made in (project_row(api), project_row(api, **changes(api))):
        row = api.call("getProject", made["id"]).succeeded()
        holds("brandContext" in row, "a row without brandContext")
        equal(row["brandContext"], None, "brandContext")


@check("get-project.brand-context")
def an_ingest_fills_the_brand_context(api: Api) -> None:
    """Behind an ingest brandContext tells all its fields."""
    context = api.call("getProject", api.state("ingested_project")).succeeded()["brandContext"]
    holds(isinstance(context, dict), f"brandContext is {context!r}")
    missing = [name for name in _CONTEXT if name not in context]
    holds(not missing, f"a brandContext without {', '.join(missing)}")
    holds(any(context[name] for name in _CONTEXT), f"a brandContext that tells nothing: {context!r}")


@check("get-project.ingest-state")
def no_source_ran_in_a_new_project(api: Api) -> None:
    """`ingestState` names all three sources, each null."""
    made = project_row(api, **changes(api))
    state = api.call("getProject", made["id"]).succeeded()["ingestState"]
    holds(isinstance(state, dict), f"ingestState is {state!r}")
    equal({name: state.get(name, "absent") for name in _SOURCES}, dict.fromkeys(_SOURCES), "ingestState")


@check("get-project.ingest-state")
def a_project_that_was_ingested_names_all_sources(api: Api) -> None:
    """Each source is null or an object there."""
    state = api.call("getProject", api.state("ingested_project")).succeeded()["ingestState"]
    for name in _SOURCES:
        holds(name in state and (state[name] is None or isinstance(state[name], dict)), f"ingestState is {state!r}")


@check("get-project.no-layers")
def neither_layers_nor_policy_are_in_the_row(api: Api) -> None:
    """No field of the row is about layers or a policy, whatever the project has of them."""
    for made in projects(api, "project", "layered_project", "reviewing_project"):
        row = api.call("getProject", made["id"]).succeeded()
        found = [name for name in but(row, *_ROW) if "layer" in name.lower() or "policy" in name.lower()]
        holds(not found, f"a row with {', '.join(found)}")


@check("get-project.not-found")
def an_unknown_project_is_not_found(api: Api) -> None:
    """404 NOT_FOUND for an id that nothing has, while a project's own id is answered."""
    has_no_unknown_project(api, "getProject")


@check("get-project.not-found")
def a_foreign_project_is_not_found(api: Api) -> None:
    """404 NOT_FOUND for a project of another organisation, archived or not, while that one's key reads it."""
    foreign = new_project(api, key="other")
    for project in (foreign, api.state("foreign_project")):
        api.call("getProject", project).refused(404, "NOT_FOUND")
        api.call("getProject", project, key="other").succeeded(200)
    api.made("archiveProject", foreign, key="other")
    api.call("getProject", foreign).refused(404, "NOT_FOUND")
