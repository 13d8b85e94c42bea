"""An organisation's GitHub: the app installation it registered, the repositories that shows, and the states of the way there.

Source: reference/github/install-url, register-installation, get-installation, list-repos.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple

from layers_mock.world.ids import IdSource, Key
from layers_mock.world.slugs import slug

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization

__all__ = [
    "INSTALL_URL_LIFE",
    "GithubInstallation",
    "GithubRepo",
    "InstallState",
    "github_repo",
    "installation_of",
    "issue_state",
    "likely_repos",
    "register",
    "repo_of",
    "state_of",
    "verified",
]

INSTALL_URL_LIFE = 15 * 60_000
"""How long an install URL and its state are good for, in milliseconds."""
_MOST_LIKELY_REPOS = 24
_KINDS = (("ios", "Swift"), ("android", "Kotlin"), ("web", "TypeScript"), ("app", "Dart"), ("api", "Go"))
_OF_EVERYONE = (("website", "TypeScript", False), ("design-system", "CSS", True), ("handbook", None, False))


class GithubRepo(NamedTuple):
    """One repository that an installation may see."""

    id: int
    name: str
    is_private: bool = True
    default_branch: str = "main"
    language: str | None = None


class GithubInstallation(NamedTuple):
    """The one installation of an organisation, found by the organisation's key.

    ``unregistered`` is one that a fixture foresees: nothing shows of it until somebody registers.
    """

    key: Key
    installation: int
    login: str
    account_type: Literal["Organization", "User"]
    status: Literal["unregistered", "active", "uninstalled"]
    registered_at: int
    verified_at: int
    repos: tuple[GithubRepo, ...] = ()

    @property
    def group(self) -> Key:
        """An organisation has one."""
        return self.key


class InstallState(NamedTuple):
    """A state that an install URL carries to GitHub and back. ``installation`` is what it was spent on."""

    key: Key
    organization: Key
    expires_at: int
    installation: int | None = None

    @property
    def group(self) -> Key:
        """States belong to an organisation."""
        return self.organization


def installation_of(organization: "Organization") -> GithubInstallation | None:
    """What the organisation registered, be it uninstalled since; ``None`` before."""
    found: GithubInstallation | None = organization.github_installations.get(organization.key)
    return None if found is None or found.status == "unregistered" else found


def repo_of(installation: GithubInstallation, full_name: str) -> GithubRepo | None:
    """The repository of that ``owner/name``, whatever the case of its letters, as GitHub sees it."""
    wanted = full_name.casefold()
    return next((repo for repo in installation.repos if f"{installation.login}/{repo.name}".casefold() == wanted), None)


def _state_key(text: str) -> Key:
    return Key(int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()))


def state_of(organization: "Organization", text: str) -> InstallState | None:
    """The state of that text, where this organisation was given it."""
    found: InstallState | None = organization.install_states.get(_state_key(text))
    return found


def issue_state(organization: "Organization", text: str, now: int) -> InstallState:
    """A state for a new install URL; one that was issued before is good again for as long as a new one."""
    state = InstallState(_state_key(text), organization.key, now + INSTALL_URL_LIFE)
    if organization.install_states.get(state.key) is None:
        organization.install_states.add(state)
    else:
        organization.install_states.replace(state)
    return state


def register(ids: IdSource, organization: "Organization", state: InstallState, number: int, now: int) -> GithubInstallation:
    """Bind an installation to the organisation and spend the state on it. Callers make sure that neither is taken."""
    known: GithubInstallation | None = organization.github_installations.get(organization.key)
    if known is None:
        login = slug(organization.name) or "partner"
        known = GithubInstallation(organization.key, number, login, "Organization", "unregistered", now, now)
        known = known._replace(repos=tuple(likely_repos(ids, organization, login)))
        organization.github_installations.add(known)
    bound = known._replace(installation=number, status="active", registered_at=now, verified_at=now)
    organization.github_installations.replace(bound)
    organization.install_states.replace(state._replace(installation=number))
    return bound


def verified(organization: "Organization", installation: GithubInstallation, now: int) -> None:
    """GitHub confirmed the installation just now."""
    organization.github_installations.replace(installation._replace(verified_at=now))


def github_repo(ids: IdSource, login: str, name: str, language: str | None = None, *, is_private: bool = True) -> GithubRepo:
    """A repository whose number derives from its name."""
    number = int.from_bytes(ids.digest(f"github-repo/{login}/{name}")[:4])
    return GithubRepo(100_000_000 + number % 900_000_000, name, is_private, "main", language)


def likely_repos(ids: IdSource, organization: "Organization", login: str) -> Iterator[GithubRepo]:
    """Repositories that an organisation with these projects could have, by name."""
    named: dict[str, tuple[str | None, bool]] = {name: (language, private) for name, language, private in _OF_EVERYONE}
    for _, project in organization.projects.newest_first(organization.key):
        kind, language = _KINDS[ids.digest(f"github-repo-kind/{project.key}")[0] % len(_KINDS)]
        if project.status == "active" and len(named) < _MOST_LIKELY_REPOS and slug(project.name):
            named[f"{slug(project.name)}-{kind}"] = (language, True)
    for name in sorted(named):
        language_of, is_private = named[name]
        yield github_repo(ids, login, name, language_of, is_private=is_private)
