"""patchProject: `status` archives and restores."""

from layers_mock.kit import Api, check, equal, holds

from ..making import SLIDES, generated, new_influencer, new_project, project_now, project_row
from .own import but, changes
from .work import influencers_go_on, refuses_generations, refuses_influencers, stops_what_runs

__all__: list[str] = []


def _archive(api: Api, project: str) -> None:
    api.call("patchProject", project, body={"status": "archived"}).succeeded(200)


def _archive_and_change(api: Api, project: str) -> None:
    api.call("patchProject", project, body={**changes(api), "status": "archived"}).succeeded(200)


@check("patch-project.archives")
def a_patch_archives_and_deletes_nothing(api: Api) -> None:
    """The row and the influencers of the project read as before but for the status."""
    project = new_project(api, **changes(api))
    influencer = new_influencer(api, project)
    api.finish(influencer)
    before = project_now(api, project)
    persona = api.made("getInfluencer", influencer["influencerId"])
    _archive(api, project)
    after = api.call("getProject", project).succeeded(200)
    equal(but(after, "updatedAt"), {**but(before, "updatedAt"), "status": "archived"}, "the row of the archived project")
    kept = api.call("getInfluencer", influencer["influencerId"]).succeeded(200)
    equal((kept["name"], kept["status"]), (persona["name"], persona["status"]), "name and status of its influencer")
    listed = api.call("listInfluencers", project).succeeded(200)["items"]
    equal([item["name"] for item in listed], [persona["name"]], "the influencers listed")


@check("patch-project.archives")
def a_patch_stops_new_generation(api: Api) -> None:
    """What could be generated before is refused, and what was made before can be read."""
    project = new_project(api)
    made = generated(api, project)
    api.finish(made)
    _archive(api, project)
    refused = api.call("generateContent", project, body={"format": SLIDES})
    holds(400 <= refused.status < 500, f"{refused.told} to a generation in an archived project")
    kept = api.call("getContent", made["containerIds"][0]).succeeded(200)
    equal(kept["status"], "completed", "the status of content that was made before")
    holds(kept["assets"], "its assets are gone")


@check("patch-project.archives-like-delete")
def a_patch_stops_running_content(api: Api) -> None:
    """Running content jobs end canceled, other projects' jobs and influencer jobs go on to their end."""
    stops_what_runs(api, _archive)
    influencers_go_on(api, _archive)


@check("patch-project.archives-like-delete")
def a_patch_of_more_fields_stops_running_content(api: Api) -> None:
    """The same where the status comes beside other fields."""
    stops_what_runs(api, _archive_and_change)


@check("patch-project.archives-like-delete")
def a_patch_refuses_new_work(api: Api) -> None:
    """New generations and influencers are 409 CONFLICT, as behind an archiving."""
    refuses_influencers(api, _archive)
    refuses_generations(api, _archive)


@check("patch-project.restores")
def a_patch_restores(api: Api) -> None:
    """However the project was archived, `status` active makes it active, and influencers are made in it again."""
    for way in ("patch", "delete", "active already"):
        before = project_row(api, **changes(api))
        project = before["id"]
        if way == "patch":
            api.made("patchProject", project, body={"status": "archived"})
        elif way == "delete":
            api.made("archiveProject", project)
        came = api.call("patchProject", project, body={"status": "active"}).succeeded(200)
        equal(came["status"], "active", "the status in the answer")
        equal(but(project_now(api, project), "updatedAt"), but(before, "updatedAt"), "the row of the restored project")
        api.call("createInfluencer", project, body={"name": api.text("Influencer")}).succeeded(202)


@check("patch-project.restores")
def a_patch_lets_generations_through_again(api: Api) -> None:
    """In a restored project content is generated to its end, also where the patch changes more."""
    for beside in ({}, {"name": api.text("Renamed")}):
        project = new_project(api)
        api.made("archiveProject", project)
        api.call("patchProject", project, body={"status": "active", **beside}).succeeded(200)
        job = api.call("generateContent", project, body={"format": SLIDES}).succeeded(202)
        equal(api.finish(job)["status"], "completed", "the end of a generation in a restored project")
