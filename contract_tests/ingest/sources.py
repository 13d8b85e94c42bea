"""What is particular to websites, to apps and to repositories."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..jobs.story import is_still, reaches, read, story
from ..making import canceled, completed, failed, new_project, project_now
from .making import ask, done, entry, started

__all__: list[str] = []

_STAGES = ["cloning", "analyzing", "generating_sdk_patch", "opening_pr", "finalizing"]
_TITLE = "chore: instrument with Layers SDK"
_FAILURES = 5
_WEEK = 7 * 86_400


@check("ingest-website.pages-read")
def pages_count_where_links_are_followed(api: Api) -> None:
    """One page where they are not, with maxPages too; where they are, one at least and at most maxPages, 1 by default."""
    for fields, most in (
        ({}, 1), ({"maxPages": 7}, 1), ({"followLinks": False, "maxPages": 25}, 1), ({"followLinks": True}, 1),
        ({"followLinks": True, "maxPages": 2}, 2), ({"followLinks": True, "maxPages": 25}, 25),
    ):  # fmt: skip
        pages = done(api, "ingestWebsite", new_project(api), **fields)["result"].get("pagesRead")
        holds(type(pages) is int and 1 <= pages <= most, f"pagesRead {pages!r} with {fields}")


@check("ingest-website.unreadable")
def a_host_that_does_not_resolve_fails_the_job(api: Api) -> None:
    """202 at first; the job fails with SCRAPE_FAILED, and brandContext stays as it was."""
    for url in ("https://nobody.invalid", "http://www.harbortea.invalid:8080/about?x=1"):
        project = new_project(api)
        job = ask(api, "ingestWebsite", project, url=url).succeeded(202)
        end = api.finish(job)
        equal(end["status"], "failed", f"status of the job of {url}")
        equal(end["error"].get("code"), "SCRAPE_FAILED", "code of the error")
        equal(project_now(api, project)["brandContext"], None, "brandContext")
    done(api, "ingestWebsite", new_project(api))


def _app(api: Api) -> str:
    return f"com.checked.{api.text('app')}"


def _fails_often(api: Api, app: str, times: int = _FAILURES) -> None:
    """Let ingests of an app fail so often, in projects of their own."""
    for _ in range(times):
        failed(api, started(api, "ingestAppStore", new_project(api), iosBundleId=app))


def _end(api: Api, app: str) -> Any:
    """The end of a further ingest of an app, which is accepted."""
    return api.finish(ask(api, "ingestAppStore", new_project(api), iosBundleId=app).succeeded(202))


@check("ingest-app-store.circuit-breaker")
def an_app_that_failed_five_times_is_left_alone(api: Api) -> None:
    """Behind four failures the app is read; behind five the job fails with SCRAPE_FAILED, again and again."""
    api.needs_failing_jobs()
    app = _app(api)
    _fails_often(api, app, _FAILURES - 1)
    equal(_end(api, app)["status"], "completed", "status of the job behind four failures")
    _fails_often(api, app, 1)
    for _ in range(2):
        project = new_project(api)
        job = ask(api, "ingestAppStore", project, iosBundleId=app).succeeded(202)
        end = api.finish(job)
        equal((end["status"], (end.get("error") or {}).get("code")), ("failed", "SCRAPE_FAILED"), "end of the next job")
        equal(entry(api, "ingestAppStore", project)["status"], "failed", "status in ingestState")


@check("ingest-app-store.circuit-breaker")
def jobs_that_are_canceled_are_no_failures(api: Api) -> None:
    """An app whose ingests were canceled or completed five times is read; so is one that failed less often."""
    app = _app(api)
    for _ in range(_FAILURES + 1):
        canceled(api, started(api, "ingestAppStore", new_project(api), iosBundleId=app))
    equal(_end(api, app)["status"], "completed", "status of the job behind six that were canceled")


@check("ingest-app-store.breaker-per-app")
def other_apps_are_read_meanwhile(api: Api) -> None:
    """Where one app failed five times, another one is read, by either id, for the same project too."""
    api.needs_failing_jobs()
    app = _app(api)
    _fails_often(api, app)
    equal(_end(api, f"{app}.other")["status"], "completed", "status of the job of another app")
    equal(_end(api, _app(api))["status"], "completed", "status of the job of a third app")
    job = ask(api, "ingestWebsite", new_project(api)).succeeded(202)
    equal(api.finish(job)["status"], "completed", "status of the job of a website")


@check("ingest-app-store.breaker-cools-down")
def an_app_is_read_again_after_a_week(api: Api) -> None:
    """A day before the week is over the job still fails, and behind it it is completed."""
    api.needs_failing_jobs()
    app = _app(api)
    _fails_often(api, app)
    api.advance(_WEEK - 86_400)
    if _end(api, app)["status"] != "failed":
        raise UnprovidedError("the breaker was not open before the week was over")
    api.advance(86_400 + 60)
    equal(_end(api, app)["status"], "completed", "status of the job after a week")


@check("ingest-github.stages")
def a_repository_goes_through_five_stages(api: Api) -> None:
    """cloning, analyzing, generating_sdk_patch, opening_pr and finalizing, in this order, each seen where time stands still."""
    stands_still = is_still(api)
    seen = [job["stage"] for job in story(api, started(api, "ingestGithub", new_project(api)), 5)]
    came = [stage for number, stage in enumerate(seen) if number == 0 or stage != seen[number - 1]]
    equal(came, _STAGES if stands_still else [stage for stage in _STAGES if stage in came], "the stages, as they were seen")


@check("ingest-github.patch-alone")
def without_a_pull_request_it_ends_behind_the_patch(api: Api) -> None:
    """With `openPR` false the stage opening_pr never comes, the job is completed, and no pull request is told."""
    is_still(api)
    job = started(api, "ingestGithub", new_project(api), openPR=False)
    seen = story(api, job, 5)
    holds("opening_pr" not in {one["stage"] for one in seen}, "the stage opening_pr")
    equal(seen[-1]["status"], "completed", "status at the end")
    equal(seen[-1]["result"].get("pullRequest"), None, "pullRequest in the result")


@check("ingest-github.pull-request")
def the_result_names_the_pull_request(api: Api) -> None:
    """Its url is in the repository, its title and its base are as asked for, or the defaults."""
    repo, other = api.state("repo"), api.state("branched_repo")
    title = api.text("feat: measure")
    for fields, told in (
        ({}, {"title": _TITLE}),
        ({"openPR": True, "prTitle": title, "branch": "develop"}, {"title": title, "baseBranch": "develop"}),
        ({"repoFullName": other}, {"title": _TITLE, "baseBranch": api.state("default_branch")}),
    ):  # fmt: skip
        found = done(api, "ingestGithub", new_project(api), **fields)["result"].get("pullRequest")
        holds(isinstance(found, dict), f"pullRequest is {found!r}")
        equal({name: found.get(name) for name in told}, told, f"pullRequest with {fields}")
        place = f"github.com/{fields.get('repoFullName', repo)}/pull/"
        holds(place.casefold() in str(found.get("url")).casefold(), f"url {found.get('url')!r}")


@check("ingest-github.platforms-alias")
def platforms_mean_the_same_in_either_place(api: Api) -> None:
    """The result's platforms are those of `platforms`, or those of sdkConfig, which wins where both are sent."""
    for fields, told in (
        ({"platforms": ["flutter", "web"]}, ["flutter", "web"]),
        ({"sdkConfig": {"includePlatforms": ["expo"]}}, ["expo"]),
        ({"platforms": ["android"], "sdkConfig": {"appName": "Tea"}}, ["android"]),
        ({"platforms": ["android"], "sdkConfig": {"includePlatforms": ["ios", "web"]}}, ["ios", "web"]),
    ):  # fmt: skip
        result = done(api, "ingestGithub", new_project(api), **fields)["result"]
        equal(result.get("platforms"), told, f"platforms with {fields}")


@check("ingest-github.app-name")
def the_app_is_called_as_the_caller_says(api: Api) -> None:
    """`sdkConfig.appName` is the appName of brandContext, also where a website told another one before."""
    project, name = new_project(api), api.text("Tea")
    done(api, "ingestGithub", project, sdkConfig={"appName": name})
    equal(project_now(api, project)["brandContext"]["appName"], name, "appName")
    done(api, "ingestWebsite", project)
    again = api.text("Tea")
    done(api, "ingestGithub", project, sdkConfig={"appName": again, "includePlatforms": ["ios"]})
    equal(project_now(api, project)["brandContext"]["appName"], again, "appName behind a website")


@check("ingest-github.cancel-refused")
def a_pull_request_under_way_refuses_to_be_canceled(api: Api) -> None:
    """409 CONFLICT in the stage opening_pr, with subcode, job and stage; the job is completed all the same."""
    job = started(api, "ingestGithub", new_project(api))
    reaches(api, job, "opening_pr")
    for _ in range(2):
        details = api.call("cancelJob", job["jobId"]).refused(409, "CONFLICT").details
        told = {"subcode": "JOB_CANCEL_UNAVAILABLE", "jobId": job["jobId"], "stage": "opening_pr"}
        equal({name: details.get(name) for name in told}, told, "the details")
    completed(api, job)
    other = started(api, "ingestGithub", new_project(api))
    canceled(api, other)
    equal(read(api, other)["status"], "canceled", "status of a job that was canceled before")


def _is_refused(api: Api, project: str, key: str, operation: str = "ingestGithub", **fields: object) -> None:
    before = project_now(api, project, key=key)["ingestState"]
    body = {"repoFullName": api.state("repo"), **fields}
    api.call(operation, project, body=body, key=key).refused(422, "VALIDATION")
    equal(project_now(api, project, key=key)["ingestState"], before, "ingestState behind the refusal")


@check("ingest-github.needs-installation")
def a_repository_needs_an_installation(api: Api) -> None:
    """422 VALIDATION for an organisation that registered none, in whatever project, with or without a pull request."""
    for project in (api.state("broke_project"), new_project(api, key="broke")):
        _is_refused(api, project, "broke")
        _is_refused(api, project, "broke", openPR=False)
    ask(api, "ingestGithub", new_project(api)).succeeded(202)


@check("ingest-github.uninstalled")
def an_uninstalled_app_reads_no_repository(api: Api) -> None:
    """422 VALIDATION for an organisation whose app was uninstalled, with or without a pull request."""
    for project in (api.state("frugal_project"), new_project(api, key="frugal")):
        _is_refused(api, project, "frugal")
        _is_refused(api, project, "frugal", openPR=False)
    ask(api, "ingestGithub", new_project(api)).succeeded(202)


@check("ingest-github.repo-not-found")
def a_repository_that_is_not_seen_is_not_found(api: Api) -> None:
    """404 for names that the installation does not see, and no job; the repository itself in other letters is read."""
    repo = api.state("repo")
    owner, name = repo.split("/")
    for wanted in (f"{owner}/{name}-x", f"{owner}-x/{name}", f"{owner}/{name[:-1]}", f"{owner}/{api.text('repo')}"):
        project = new_project(api)
        ask(api, "ingestGithub", project, repoFullName=wanted).refused(404, "NOT_FOUND")
        equal(entry(api, "ingestGithub", project), None, "ingestState behind the refusal")
    for wanted in (repo, repo.upper()):
        ask(api, "ingestGithub", new_project(api), repoFullName=wanted).succeeded(202)
