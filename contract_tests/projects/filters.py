"""listProjects: status, search and customerExternalId."""

from layers_mock.kit import Api, check, equal

from ..making import new_project

__all__: list[str] = []


def _names(api: Api, tag: str, **query: object) -> set[str]:
    """The ends of the names that begin with the tag, among what fits the query."""
    page = api.call("listProjects", query={"limit": 200, **query}).succeeded(200)["items"]
    return {item["name"].removeprefix(tag + " ") for item in page if item["name"].startswith(tag)}


@check("list-projects.status")
def status_keeps_the_projects_of_that_status(api: Api) -> None:
    """Active and archived ones apart, one restored among the active; another word is refused."""
    tag = api.text()
    rows = {name: new_project(api, name=f"{tag} {name}") for name in ("kept", "archived", "restored")}
    for name in ("archived", "restored"):
        api.made("archiveProject", rows[name])
    equal(_names(api, tag, search=tag, status="archived"), {"archived", "restored"}, "archived projects")
    api.made("patchProject", rows["restored"], body={"status": "active"})
    for query in ({}, {"search": tag}):
        equal(_names(api, tag, status="active", **query), {"kept", "restored"}, "active projects")
        equal(_names(api, tag, status="archived", **query), {"archived"}, "archived projects")
    for word in ("deleted", "ACTIVE", "Archived", "active,archived"):
        api.call("listProjects", query={"status": word}).refused(422, "VALIDATION")


@check("list-projects.search")
def search_looks_into_names(api: Api) -> None:
    """Names that hold the text anywhere and in any case are kept; no character is special, and no other field is looked at."""
    tag = api.text("Tag")
    handle = api.text("handle")
    owner = f"{api.text('owner')}@moss.example"
    names = ("Harbor Tea", "Éclair 100%", "under_score", "dots. and *stars*")
    for name in names:
        new_project(api, name=f"{tag} {name}")
    new_project(api, name=f"{tag} known", customerExternalId=handle, ownerEmail=owner, metadata={"note": tag})
    everything = {*names, "known"}
    equal(_names(api, tag, search=tag), everything, "projects with the text")
    equal(_names(api, tag, search=tag.upper()), everything, "projects with the text in upper case")
    equal(_names(api, tag, search=tag.lower()), everything, "projects with the text in lower case")
    equal(_names(api, tag, search=tag[1:]), everything, "projects with the end of a word")
    found = {
        f"{tag} Harbor": {"Harbor Tea"}, f"{tag} harbor tea".upper(): {"Harbor Tea"}, f"{tag} éCLAIR": {"Éclair 100%"},
        f"{tag} %": set(), f"{tag}%": set(), f"{tag} under.score": set(), f"{tag}_under": set(),
        f"{tag} Éclair 100%": {"Éclair 100%"}, f"{tag} .*": set(), f"{tag} UNDER_S": {"under_score"},
        f"{tag} dots. AND *": {"dots. and *stars*"}, f"{tag}  Harbor": set(), f"Harbor {tag}": set(),
        handle: set(), owner: set(),
    }  # fmt: skip
    for text, wanted in found.items():
        equal(_names(api, tag, search=text), wanted, f"projects found by {text!r}")


@check("list-projects.external-id")
def a_handle_keeps_one_project(api: Api) -> None:
    """The project of exactly that handle; part of it, more of it, another case and an unknown one give an empty page."""
    tag, handle = api.text(), api.text("Handle")
    project = new_project(api, name=f"{tag} short", customerExternalId=handle)
    new_project(api, name=f"{tag} long", customerExternalId=f"{handle}-2")
    new_project(api, name=f"{tag} none")
    for _ in range(2):
        for text, name in ((handle, "short"), (f"{handle}-2", "long")):
            page = api.call("listProjects", query={"customerExternalId": text}).succeeded(200)
            equal([item["name"] for item in page["items"]], [f"{tag} {name}"], f"names found by {text!r}")
        api.made("archiveProject", project)
    for text in (
        handle[:-1],
        f"{handle}-",
        handle[1:],
        handle.upper(),
        handle.lower(),
        f"{handle[:-1]}_",
        f"{tag} short",
        api.text(),
    ):
        page = api.call("listProjects", query={"customerExternalId": text}).succeeded(200)
        equal((page["items"], page["nextCursor"]), ([], None), f"items and nextCursor for {text!r}")


@check("list-projects.filters-together")
def an_item_fits_every_filter(api: Api) -> None:
    """Two and three filters at once keep what fits all of them."""
    tag = api.text()
    handles = {name: api.text("handle") for name in ("tea", "old tea", "maps")}
    for name, handle in handles.items():
        project = new_project(api, name=f"{tag} {name}", customerExternalId=handle)
        if name == "old tea":
            api.made("archiveProject", project)
    old, tea = handles["old tea"], handles["tea"]
    cases: list[tuple[dict[str, object], set[str]]] = [
        ({"status": "active", "search": tag}, {"tea", "maps"}),
        ({"status": "active", "search": f"{tag} old"}, set()),
        ({"status": "archived", "search": tag}, {"old tea"}),
        ({"status": "archived", "search": f"{tag} maps"}, set()),
        ({"status": "archived", "customerExternalId": old}, {"old tea"}),
        ({"status": "active", "customerExternalId": old}, set()),
        ({"status": "archived", "customerExternalId": tea}, set()),
        ({"search": f"{tag} tea", "customerExternalId": tea}, {"tea"}),
        ({"search": f"{tag} maps", "customerExternalId": tea}, set()),
        ({"status": "archived", "search": f"{tag} OLD", "customerExternalId": old}, {"old tea"}),
        ({"status": "active", "search": f"{tag} old", "customerExternalId": old}, set()),
        ({"status": "archived", "search": f"{tag} tea", "customerExternalId": old}, set()),
        ({"status": "archived", "search": f"{tag} old", "customerExternalId": tea}, set()),
    ]
    for query, wanted in cases:
        equal(_names(api, tag, **query), wanted, f"projects that fit {query}")
