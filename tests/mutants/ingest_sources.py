"""Servers that get what is particular to websites, apps and repositories wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.ingest_servers import APP, REPO, SITE, Seen, ends_of, is_of, remembers, results
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refusal,
    refusals,
    refuses,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]


def _job_of(seen: Seen, job: Any) -> Any:
    """What a job was asked to do; nothing for others."""
    one = seen.get(job["jobId"])
    return one.body if one is not None else {}


def _all_pages(job: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    if is_of(job, SITE) and job["status"] == "completed":
        job["result"]["pagesRead"] = _job_of(seen, job).get("maxPages", 1)


def _one_too_many(result: Any) -> None:
    if result["pagesRead"] > 1:
        result["pagesRead"] += 1


def _resolved(body: Any) -> None:
    body["url"] = str(body["url"]).replace(".invalid", ".example")


def _error(code: str) -> Any:
    def edit(job: Any) -> None:
        if job["status"] == "failed" and job["error"]["code"] == "SCRAPE_FAILED":
            job["error"]["code"] = code

    return edit


def _completes(job: Any) -> None:
    """What was left alone is completed."""
    if job["status"] == "failed" and job["error"]["code"] == "SCRAPE_FAILED":
        job.update(status="completed", progress=1.0, result={"projectId": "x", "brandContext": {}})
        del job["error"]


class _Apps:
    """How often apps failed, by what the server was told and answered."""

    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}
        self.failed: dict[str, set[str]] = {}

    def note(self, asked: Asked, body: Any, status: int) -> None:
        """Remember an ingest, and how it ended once that is read."""
        if asked.operation == APP and status == 202:
            self.jobs[body["jobId"]] = str(asked.body.get("iosBundleId"))
        if asked.operation == "getJob" and status == 200 and body["jobId"] in self.jobs:
            app = self.jobs[body["jobId"]]
            if body["status"] == "failed":
                self.failed.setdefault(app, set()).add(body["jobId"])


def _breaks(is_open: Any) -> Any:
    """Jobs of apps fail with SCRAPE_FAILED where ``is_open`` says so of what is known of the apps."""

    def make() -> Server:
        apps = _Apps()
        broken: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            apps.note(asked, body, came.status)
            if asked.operation == APP and came.status == 202 and is_open(apps, str(asked.body.get("iosBundleId"))):
                broken.add(body["jobId"])
            if asked.operation == "getJob" and came.status == 200 and body["jobId"] in broken and body["status"] == "completed":
                del body["result"]
                error = {"code": "SCRAPE_FAILED", "message": "No."}
                return with_json(came, {**body, "status": "failed", "error": error})
            return came

        return server

    return make


def _behind_four(apps: _Apps, app: str) -> bool:
    return len(apps.failed.get(app, ())) >= 4


def _of_any_app(apps: _Apps, app: str) -> bool:
    return any(len(jobs) >= 5 for jobs in apps.failed.values())


def _of_alike(apps: _Apps, app: str) -> bool:
    """Apps whose names begin alike are one."""
    return any(app.startswith(one) and len(jobs) >= 5 for one, jobs in apps.failed.items())


def _for_good(apps: _Apps, app: str) -> bool:
    return len(apps.failed.get(app, ())) >= 5


def _canceled_too() -> Server:
    """Jobs that were canceled count as failures."""
    jobs: dict[str, str] = {}
    canceled: dict[str, set[str]] = {}
    broken: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == APP and came.status == 202:
            app = jobs[body["jobId"]] = str(asked.body.get("iosBundleId"))
            if len(canceled.get(app, ())) >= 5:
                broken.add(body["jobId"])
        if asked.operation == "cancelJob" and asked.path[0] in jobs:
            canceled.setdefault(jobs[asked.path[0]], set()).add(asked.path[0])
        if asked.operation == "getJob" and came.status == 200 and body["jobId"] in broken and body["status"] == "completed":
            del body["result"]
            return with_json(came, {**body, "status": "failed", "error": {"code": "SCRAPE_FAILED", "message": "No."}})
        return came

    return server


def _two_weeks() -> Server:
    """Failures count for two weeks: behind the first one, time stands still for the app."""
    apps = _Apps()
    since: dict[str, float] = {}
    broken: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        now = asked.passed
        came = ask(asked.request)
        body = json_of(came)
        apps.note(asked, body, came.status)
        app = str(asked.body.get("iosBundleId")) if asked.operation == APP else ""
        if len(apps.failed.get(app, ())) >= 5:
            since.setdefault(app, now)
        if asked.operation == APP and came.status == 202 and app in since and now - since[app] < 14 * 86_400:
            broken.add(body["jobId"])
        if asked.operation == "getJob" and came.status == 200 and body["jobId"] in broken and body["status"] == "completed":
            del body["result"]
            return with_json(came, {**body, "status": "failed", "error": {"code": "SCRAPE_FAILED", "message": "No."}})
        return came

    return server


def _stage(name: str, other: str) -> Any:
    return answers("getJob", lambda job: {**job, "stage": other} if is_of(job, REPO) and job["stage"] == name else None)


def _patched_alone(asked: Asked) -> bool:
    return bool(asked.body.get("openPR") is False)


def _opens_all_the_same(body: Any) -> None:
    body["openPR"] = True


def _linked(result: Any) -> None:
    result["pullRequest"] = result["pullRequest"] or {"url": None, "title": None}


def _pull_request(edit: Any) -> Any:
    def spoilt(result: Any) -> None:
        if result["pullRequest"]:
            edit(result["pullRequest"])

    return results(REPO, spoilt)


def _on_main(request: Any) -> None:
    if request["baseBranch"] == "trunk":
        request["baseBranch"] = "main"


def _without(*names: str) -> Any:
    return asks(REPO, lambda body: {name: value for name, value in body.items() if name not in names})


def _both(result: Any, body: Any) -> None:
    sdk = (body.get("sdkConfig") or {}).get("includePlatforms")
    if sdk and body.get("platforms"):
        result["platforms"] = body["platforms"]


def _alias_wins(job: Any, asked: Asked, seen: Seen, ask: Ask) -> None:
    if is_of(job, REPO) and job["status"] == "completed":
        _both(job["result"], _job_of(seen, job))


def _without_app_name(body: Any) -> None:
    (body.get("sdkConfig") or {}).pop("appName", None)


def _only_name(body: Any) -> None:
    """The name counts only where nothing else is configured."""
    if len(body.get("sdkConfig") or {}) > 1:
        body["sdkConfig"].pop("appName", None)


def _takes_the_signal(came: Came, ask: Ask) -> Response:
    if came.status != 409:
        return came.response
    return with_json(came.response, {"jobId": came.asked.path[0], "accepted": True}, 202)


def _says_finalizing(error: Any) -> None:
    if error.get("details", {}).get("stage") == "opening_pr":
        error["details"]["stage"] = "finalizing"


def _accepts(status: int, keys: set[str], when: Any = None) -> Any:
    """A refusal becomes a 202 that says nothing true."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != status or came.asked.key not in keys:
            return came.response
        return with_json(came.response, {"jobId": "job_01HY0AB3C5D7E9F1G3H5J7K9M1", "kind": "project_ingest_github"}, 202)

    return replies(REPO, change, when=when)


def _website_instead(keys: set[str]) -> Any:
    """It is refused, and the account's website is read instead."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status == 422 and came.asked.key in keys and came.asked.body.get("openPR") is False:
            path = f"/v1/projects/{came.asked.path[0]}/ingest/website"
            ask(came.asked.further("POST", path, {"url": "https://github.com"}))
        return came.response

    return replies(REPO, change)


def _other_letters(came: Came, ask: Ask) -> Response:
    """Letters count."""
    name = came.asked.body.get("repoFullName", "")
    if came.status != 202 or name == name.lower():
        return came.response
    return refusal(came.response, 404, "NOT_FOUND")


def _nearly(body: Any, asked: Asked) -> None:
    """A name that is one of a repository's and more is that repository's."""
    if str(body["repoFullName"]).endswith("-x"):
        body["repoFullName"] = body["repoFullName"][:-2]


def _any_owner(body: Any) -> None:
    body["repoFullName"] = "checked/" + str(body["repoFullName"]).partition("/")[2]


MUTANTS = (
    Mutant("ingest-website.pages-read", "maxPages counts without followLinks.", remembers(_all_pages, "getJob")),
    Mutant("ingest-website.pages-read", "A page more is read than is allowed.", results(SITE, _one_too_many)),
    Mutant("ingest-website.pages-read", "pagesRead is a text.", results(SITE, lambda told: told.update(pagesRead=str(told["pagesRead"])))),
    Mutant("ingest-website.unreadable", "A host that cannot resolve is read.", asks(SITE, _resolved)),
    Mutant("ingest-website.unreadable", "The error is INTERNAL.", ends_of(SITE, _error("INTERNAL"))),
    Mutant(
        "ingest-website.unreadable", "A host that cannot resolve is refused at once.",
        refuses(SITE, 422, "VALIDATION", when=lambda asked: ".invalid" in str(asked.body.get("url"))),
    ),
    Mutant(
        "ingest-website.unreadable", "With a port, a host that cannot resolve is read.",
        asks(SITE, _resolved, when=lambda asked: ":8080" in str(asked.body.get("url"))),
    ),
    Mutant("ingest-app-store.circuit-breaker", "There is no breaker.", ends_of(APP, _completes)),
    Mutant("ingest-app-store.circuit-breaker", "It opens behind four failures.", _breaks(_behind_four)),
    Mutant("ingest-app-store.circuit-breaker", "The error is PLATFORM_ERROR.", ends_of(APP, _error("PLATFORM_ERROR"))),
    Mutant("ingest-app-store.circuit-breaker", "Canceled jobs count.", _canceled_too),
    Mutant("ingest-app-store.breaker-per-app", "The breaker is one for all apps.", _breaks(_of_any_app)),
    Mutant("ingest-app-store.breaker-per-app", "Apps whose names begin alike share it.", _breaks(_of_alike)),
    Mutant("ingest-app-store.breaker-cools-down", "It stays open.", _breaks(_for_good)),
    Mutant("ingest-app-store.breaker-cools-down", "It stays open for two weeks.", _two_weeks),
    Mutant("ingest-github.stages", "The patch is made in the stage analyzing.", _stage("generating_sdk_patch", "analyzing")),
    Mutant("ingest-github.stages", "The first stage is queued.", _stage("cloning", "queued")),
    Mutant("ingest-github.stages", "opening_pr goes under another name.", _stage("opening_pr", "opening_pull_request")),
    Mutant("ingest-github.patch-alone", "openPR is not read.", asks(REPO, _opens_all_the_same, when=_patched_alone)),
    Mutant("ingest-github.patch-alone", "The result has an empty pull request.", results(REPO, _linked)),
    Mutant("ingest-github.pull-request", "The title is the default's.", _without("prTitle")),
    Mutant("ingest-github.pull-request", "The branch is not read.", _without("branch")),
    Mutant("ingest-github.pull-request", "Every default branch is main.", _pull_request(_on_main)),
    Mutant("ingest-github.pull-request", "The default title has a capital letter.", _pull_request(
        lambda one: one.update(title=one["title"].replace("chore: i", "chore: I")))),
    Mutant("ingest-github.pull-request", "The url is that of the issue.", _pull_request(
        lambda one: one.update(url=one["url"].replace("/pull/", "/issues/")))),
    Mutant("ingest-github.platforms-alias", "platforms is not read.", _without("platforms")),
    Mutant("ingest-github.platforms-alias", "platforms wins over sdkConfig.", remembers(_alias_wins, "getJob")),
    Mutant("ingest-github.platforms-alias", "Of several the first is told.", results(REPO, lambda told: told.update(platforms=told["platforms"][:1]))),
    Mutant("ingest-github.app-name", "The name is not read.", asks(REPO, _without_app_name)),
    Mutant("ingest-github.app-name", "The name is read where nothing else is configured.", asks(REPO, _only_name)),
    Mutant("ingest-github.cancel-refused", "The signal is taken.", replies("cancelJob", _takes_the_signal)),
    Mutant("ingest-github.cancel-refused", "The details name the stage finalizing.", refusals("cancelJob", _says_finalizing)),
    Mutant("ingest-github.cancel-refused", "It is a 400.", turns("cancelJob", 409, "CONFLICT", to=(400, "VALIDATION"))),
    Mutant("ingest-github.needs-installation", "It is a 404.", turns(REPO, 422, "VALIDATION", to=(404, "NOT_FOUND"))),
    Mutant("ingest-github.needs-installation", "Without a pull request none is needed.", _accepts(422, {"broke"}, _patched_alone)),
    Mutant("ingest-github.needs-installation", "It is refused, and a website is read.", _website_instead({"broke"})),
    Mutant("ingest-github.uninstalled", "It is a 409.", turns(REPO, 422, "VALIDATION", to=(409, "CONFLICT"))),
    Mutant("ingest-github.uninstalled", "Without a pull request an uninstalled app will do.", _accepts(422, {"frugal"}, _patched_alone)),
    Mutant("ingest-github.uninstalled", "It is refused, and a website is read.", _website_instead({"frugal"})),
    Mutant("ingest-github.repo-not-found", "It is a 422.", turns(REPO, 404, "NOT_FOUND", to=(422, "VALIDATION"))),
    Mutant("ingest-github.repo-not-found", "Letters count.", replies(REPO, _other_letters)),
    Mutant("ingest-github.repo-not-found", "A name that begins like a repository's is that.", asks(REPO, _nearly)),
    Mutant("ingest-github.repo-not-found", "The owner is not looked at.", asks(REPO, _any_owner)),
)  # fmt: skip
