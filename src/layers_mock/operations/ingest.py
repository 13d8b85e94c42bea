"""The ingest section: reference/projects/ingest-website, ingest-appstore, reference/github/*."""

from base64 import urlsafe_b64encode
from typing import NoReturn, cast
from urllib.parse import urlencode

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.jobs import accepted
from layers_mock.operations.lookup import project_of
from layers_mock.world.branding import app_of_url
from layers_mock.world.clock import iso, iso_offset
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.github import (
    GithubInstallation,
    GithubRepo,
    installation_of,
    issue_state,
    register,
    repo_of,
    state_of,
    verified,
)
from layers_mock.world.ids import uuid
from layers_mock.world.ingesting import begin_ingest
from layers_mock.world.ingests import Reading
from layers_mock.world.oauth import is_allowed
from layers_mock.world.rows import Project
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LIST = "github-repos"
_INSTALL_PAGE = "https://github.com/apps/layers/installations/new"
_STATE_BYTES = 24
_PLATFORMS = ("ios", "android")
"""What a repository is instrumented for where the call does not say (inferred)."""


def ingest_website(world: World, call: Call) -> Reply:
    """Read a website, or one page of it, into the project's brand context."""
    project = _project(call, "ingest-website")
    pages = int(cast("float", call.body["maxPages"])) if call.body["followLinks"] else 1
    return _started(world, call, project, Reading("website", cast("str", call.body["url"]), pages=pages))


def ingest_app_store(world: World, call: Call) -> Reply:
    """Read an app's page in a store into the project's brand context."""
    project = _project(call, "ingest-app-store")
    url = call.text("appStoreUrl")
    app = call.text("iosBundleId") or call.text("androidPackage") or app_of_url(url or "")
    country = cast("str", call.body["countryCode"]).lower()
    return _started(world, call, project, Reading("appstore", app, country=country, store_url=url))


def ingest_github(world: World, call: Call) -> Reply:
    """Read a repository into the project's brand context, patch it with the SDK and open a pull request."""
    project = _project(call, "ingest-github")
    installation = _active(call, "ingest-github.needs-installation", "repoFullName")
    asked = cast("str", call.body["repoFullName"])
    repo = repo_of(installation, asked)
    if repo is None:
        details: JsonObject = {"repoFullName": asked}
        rule = "ingest-github.repo-not-found"
        raise Refusal("NOT_FOUND", "The installation sees no such repository.", rule=rule, details=details)
    sdk = cast("JsonObject", call.body.get("sdkConfig") or {})
    platforms = cast("list[str]", sdk.get("includePlatforms") or call.body.get("platforms") or _PLATFORMS)
    reading = Reading(
        "github", f"{installation.login}/{repo.name}", app_name=cast("str | None", sdk.get("appName")),
        platforms=tuple(platforms), branch=call.text("branch") or repo.default_branch,
        opens_pull_request=cast("bool", call.body["openPR"]), title=cast("str", call.body["prTitle"]),
    )  # fmt: skip
    verified(call.organization, installation, call.now)
    return _started(world, call, project, reading)


def get_github_install_url(world: World, call: Call) -> Reply:
    """Where a user installs the GitHub app, good for a quarter of an hour."""
    back = cast("str", call.query["returnUrl"])
    if not is_allowed(back, call.key.return_url_allowlist):
        rule = "get-github-install-url.return-url-allowed"
        raise Refusal("RETURN_URL_NOT_ALLOWED", rule=rule, details={"returnUrl": back})
    key = world.ids.fresh(call.now)
    made = urlsafe_b64encode(world.ids.digest(f"install-state/{key}")[:_STATE_BYTES]).decode()
    text = cast("str | None", call.query.get("state")) or made
    state = issue_state(call.organization, text, call.now)
    url = f"{_INSTALL_PAGE}?{urlencode({'state': text, 'redirect_uri': back})}"
    return Reply(200, {"authUrl": url, "installUrl": url, "state": text, "expiresAt": iso(state.expires_at)})


def register_github_installation(world: World, call: Call) -> Reply:
    """Bind an installation to the organisation; the one that is bound already stays as it is."""
    number = int(cast("float", call.body["installationId"]))
    bound = installation_of(call.organization)
    state = state_of(call.organization, cast("str", call.body["state"]))
    if state is None:
        _refuse_state("register-github-installation.state-unknown", "No install URL of this organisation carried this state.")
    if state.installation is None and call.now >= state.expires_at:
        _refuse_state("register-github-installation.state-expired", "This state expired.")
    if state.installation not in {None, number}:
        _refuse_state("register-github-installation.state-once", "This state was used for another installation.")
    if bound is not None and bound.installation == number:
        return Reply(201, _registered(bound), changed=False)
    if bound is not None and bound.status == "active":
        rule = "register-github-installation.one-per-organization"
        raise Refusal("CONFLICT", "The organisation has another GitHub installation.", rule=rule)
    return Reply(201, _registered(register(world.ids, call.organization, state, number, call.now)))


def get_github_installation(_world: World, call: Call) -> Reply:
    """The organisation's installation, an uninstalled one too."""
    found = _installation(call, "get-github-installation.not-found")
    return Reply(200, {**_registered(found), "lastVerifiedAt": iso_offset(found.verified_at)})


def list_github_repos(_world: World, call: Call) -> Reply:
    """The repositories that the installation sees, by name."""
    installation = _installation(call, "list-github-repos.no-installation")
    if installation.status != "active":
        _refuse_uninstalled("list-github-repos.uninstalled", "installation")
    cursor, text = cast("str | None", call.query.get("cursor")), cast("str", call.query.get("search", ""))
    first = decode_cursor(cursor) + 1 if cursor else 0
    rows = ((place, installation.repos[place]) for place in range(first, len(installation.repos)))
    found, following = page(
        rows, call.limit(), _LIST, lambda repo: text.casefold() in f"{installation.login}/{repo.name}".casefold()
    )
    return Reply(200, {"items": [_repo_view(installation, repo) for repo in found], "nextCursor": following})


def _project(call: Call, operation: str) -> Project:
    project = project_of(call, f"{operation}.project-not-found")
    if project.status == "archived":
        raise Refusal("CONFLICT", "The project is archived.", rule="ingest.archived-project")
    return project


def _started(world: World, call: Call, project: Project, reading: Reading) -> Reply:
    kind = cast("str", call.operation.job_kind)
    job = begin_ingest(world, call.organization, kind, reading, project=project, now=call.now, bend=call.bend)
    told: JsonObject = {"stage": job.stages[0].name, "projectId": uuid(project.key), "startedAt": iso(job.started_at)}
    return accepted(job, told)


def _installation(call: Call, rule: str) -> GithubInstallation:
    found = installation_of(call.organization)
    if found is None:
        raise Refusal("NOT_FOUND", "The organisation has no GitHub installation.", rule=rule)
    return found


def _active(call: Call, rule: str, path: str) -> GithubInstallation:
    found = installation_of(call.organization)
    if found is None:
        details: JsonObject = {"issues": [{"path": path, "message": "The organisation has no GitHub installation."}]}
        raise Refusal("VALIDATION", rule=rule, details=details)
    if found.status != "active":
        _refuse_uninstalled("ingest-github.uninstalled", path)
    return found


def _refuse_uninstalled(rule: str, path: str) -> NoReturn:
    details: JsonObject = {"issues": [{"path": path, "message": "The GitHub app was uninstalled."}]}
    raise Refusal("VALIDATION", rule=rule, details=details)


def _refuse_state(rule: str, message: str) -> NoReturn:
    raise Refusal("VALIDATION", rule=rule, details={"issues": [{"path": "state", "message": message}]})


def _registered(installation: GithubInstallation) -> JsonObject:
    return {
        "installationId": installation.installation,
        "githubAccount": {"login": installation.login, "type": installation.account_type},
        "orgLogin": installation.login,
        "status": installation.status,
        "registeredAt": iso_offset(installation.registered_at),
    }


def _repo_view(installation: GithubInstallation, repo: GithubRepo) -> JsonObject:
    full_name = f"{installation.login}/{repo.name}"
    return {
        "repoId": repo.id,
        "fullName": full_name,
        "owner": installation.login,
        "private": repo.is_private,
        "defaultBranch": repo.default_branch,
        "language": repo.language,
        "primaryLanguage": repo.language,
        "htmlUrl": f"https://github.com/{full_name}",
    }


HANDLERS: dict[str, Handler] = {
    "ingestGithub": ingest_github,
    "ingestWebsite": ingest_website,
    "ingestAppStore": ingest_app_store,
    "getGithubInstallUrl": get_github_install_url,
    "registerGithubInstallation": register_github_installation,
    "getGithubInstallation": get_github_installation,
    "listGithubRepos": list_github_repos,
}
