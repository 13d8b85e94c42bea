"""Servers that read installations and list repositories wrongly."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_GET, _LIST = "getGithubInstallation", "listGithubRepos"
_TIMES = ("registeredAt", "lastVerifiedAt")


def _read(edit: Any) -> Any:
    return answers(_GET, lambda body: body | edit(body))


def _items(edit: Any, when: Any = None) -> Any:
    """Items are spoilt in place, each."""

    def spoilt(page: Any) -> None:
        for item in page["items"]:
            edit(item)

    return answers(_LIST, spoilt, when=when)


def _uninstalled_lacks_login(body: Any) -> None:
    if body["status"] == "uninstalled":
        body["githubAccount"] = None


def _verified_alike(body: Any) -> dict[str, Any]:
    return {"lastVerifiedAt": body["registeredAt"]}


def _first_verification() -> Server:
    """Of several ingests the first verifies."""
    first: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _GET or came.status != 200 or asked.key != "full":
            return came
        body = json_of(came)
        if body["lastVerifiedAt"] != body["registeredAt"]:
            first.append(body["lastVerifiedAt"])
        return with_json(came, {**body, "lastVerifiedAt": first[0] if first else body["lastVerifiedAt"]})

    return server


def _granted_anew(body: Any) -> dict[str, Any]:
    return {"registeredAt": body["lastVerifiedAt"]}


def _is_missing(came: Came, ask: Ask) -> Response:
    return with_json(came.response, {"installationId": None, "status": None}, 200) if came.status == 404 else came.response


def _there_once_asked() -> Server:
    """An install URL makes an installation that is pending."""
    asked_for: set[str | None] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "getGithubInstallUrl":
            asked_for.add(asked.key)
        if asked.operation == _GET and came.status == 404 and asked.key in asked_for:
            return with_json(came, {"installationId": 1, "status": "pending"}, 200)
        return came

    return server


def _no_null(item: Any) -> None:
    if item["language"] is None:
        item["language"] = item["primaryLanguage"] = False


def _absent_null(item: Any) -> None:
    if item["primaryLanguage"] is None:
        del item["primaryLanguage"]


def _guesses(item: Any) -> None:
    item["primaryLanguage"] = item["primaryLanguage"] or "Markdown"


def _ordinal(page: Any) -> None:
    page["items"].sort(key=lambda item: item["fullName"])


def _by_language(page: Any, asked: Asked) -> None:
    if "search" in asked.query:
        page["items"].sort(key=lambda item: item["repoId"])


def _limit(text: str) -> Any:
    def change(asked: Asked) -> Any:
        url = asked.request.url
        return asked.request._replace(url=f"{url}{'&' if '?' in url else '?'}limit={text}")

    return when_asked(_LIST, change, when=lambda asked: "limit" not in asked.query)


def _loses(name: str, when: Any = None) -> Any:
    return when_asked(_LIST, lambda asked: asked.with_url(f"{name}=", f"no{name}="), when=when)


def _drops_one(page: Any, asked: Asked) -> None:
    if "cursor" in asked.query and len(page["items"]) > 1:
        page["items"].pop(0)


def _case_counts(page: Any, asked: Asked) -> None:
    text = asked.query.get("search", [""])[0]
    page["items"] = [item for item in page["items"] if text in item["fullName"]]


def _name_alone(page: Any, asked: Asked) -> None:
    text = asked.query.get("search", [""])[0].casefold()
    page["items"] = [item for item in page["items"] if text in item["fullName"].partition("/")[2].casefold()]


def _from_the_beginning(page: Any, asked: Asked) -> None:
    text = asked.query.get("search", [""])[0].casefold()
    page["items"] = [
        item
        for item in page["items"]
        if "search" not in asked.query or item["fullName"].partition("/")[2].casefold().startswith(text)
    ]


def _empty(status: int, when: Any = None) -> Any:
    def change(came: Came, ask: Ask) -> Response:
        return with_json(came.response, {"items": [], "nextCursor": None}, 200) if came.status == status else came.response

    return replies(_LIST, change, when=when)


MUTANTS = (
    Mutant("get-github-installation.fields", "lastVerifiedAt is absent.", answers(_GET, lambda body: body.pop("lastVerifiedAt") and None)),
    Mutant("get-github-installation.fields", "The account of an uninstalled one is null.", answers(_GET, _uninstalled_lacks_login)),
    Mutant("get-github-installation.fields", "installationId is a text.", _read(lambda body: {"installationId": str(body["installationId"])})),
    Mutant("get-github-installation.org-login", "orgLogin is a name with capital letters.", _read(lambda body: {"orgLogin": body["orgLogin"].title()})),
    Mutant("get-github-installation.org-login", "A person's orgLogin is empty.", _read(
        lambda body: {"orgLogin": body["orgLogin"] if body["githubAccount"]["type"] == "Organization" else ""})),
    Mutant("get-github-installation.org-login", "A person's account is of type Person.", answers(_GET, lambda body: body["githubAccount"].update(
        type=body["githubAccount"]["type"].replace("User", "Person")))),
    Mutant("get-github-installation.times", "Instants end in Z.", _read(lambda body: {name: body[name].replace("+00:00", "Z") for name in _TIMES})),
    Mutant("get-github-installation.times", "lastVerifiedAt has milliseconds.", _read(
        lambda body: {"lastVerifiedAt": body["lastVerifiedAt"].replace("000+", "+")})),
    Mutant("get-github-installation.times", "Once it was verified, lastVerifiedAt ends in Z.", _read(
        lambda body: {"lastVerifiedAt": body["lastVerifiedAt"] if body["lastVerifiedAt"] == body["registeredAt"] else body["lastVerifiedAt"][:-6] + "Z"})),
    Mutant("get-github-installation.last-verified", "It is registeredAt.", _read(_verified_alike)),
    Mutant("get-github-installation.last-verified", "The first ingest verifies for good.", _first_verification),
    Mutant("get-github-installation.last-verified", "registeredAt moves with it.", _read(_granted_anew)),
    Mutant("get-github-installation.status-uninstalled", "It is `removed`.", _read(
        lambda body: {"status": body["status"].replace("uninstalled", "removed")})),
    Mutant("get-github-installation.status-uninstalled", "It is active for good.", _read(lambda body: {"status": "active"})),
    Mutant("get-github-installation.status-uninstalled", "An uninstalled one is not found.", replies(
        _GET, lambda came, ask: ask(came.asked.with_key("broke")), when=lambda asked: asked.key == "frugal")),
    Mutant("get-github-installation.not-found", "It is a row of nulls.", replies(_GET, _is_missing)),
    Mutant("get-github-installation.not-found", "An install URL makes one.", _there_once_asked),
    Mutant("get-github-installation.not-found", "It is a 422.", turns(_GET, 404, "NOT_FOUND", to=(422, "VALIDATION"))),
    Mutant("list-github-repos.item", "repoId is a text.", _items(lambda item: item.update(repoId=str(item["repoId"])))),
    Mutant("list-github-repos.item", "A language that is not known is false.", _items(_no_null)),
    Mutant("list-github-repos.item", "primaryLanguage is absent where it is null.", _items(_absent_null)),
    Mutant("list-github-repos.item", "private of public ones is absent.", _items(lambda item: item["private"] or item.pop("private") or None)),
    Mutant("list-github-repos.item", "Every default branch is main.", _items(lambda item: item.update(defaultBranch="main"))),
    Mutant("list-github-repos.names", "fullName lacks the owner.", _items(lambda item: item.update(fullName=item["fullName"].partition("/")[2]))),
    Mutant("list-github-repos.names", "htmlUrl is in lower case.", _items(lambda item: item.update(htmlUrl=item["htmlUrl"].lower()))),
    Mutant("list-github-repos.names", "htmlUrl of public ones ends in .git.", _items(
        lambda item: item.update(htmlUrl=item["htmlUrl"] + ("" if item["private"] else ".git")))),
    Mutant("list-github-repos.language-twice", "primaryLanguage is in lower case.", _items(
        lambda item: item.update(primaryLanguage=item["primaryLanguage"] and item["primaryLanguage"].lower()))),
    Mutant("list-github-repos.language-twice", "primaryLanguage is guessed where the language is null.", _items(_guesses)),
    Mutant("list-github-repos.by-name", "Capital letters come first.", answers(
        _LIST, lambda page: page["items"].sort(key=lambda item: (not any(map(str.isupper, item["fullName"])), item["fullName"])))),
    Mutant("list-github-repos.by-name", "Pages that are not the last are turned round.", answers(
        _LIST, lambda page: page["items"].reverse() if page["nextCursor"] else None)),
    Mutant("list-github-repos.by-name", "What was searched for comes in another order.", answers(_LIST, _by_language)),
    Mutant("list-github-repos.by-name", "Sorted by the bytes of the names.", answers(_LIST, _ordinal)),
    Mutant("list-github-repos.default-limit", "The default is 25.", _limit("25")),
    Mutant("list-github-repos.default-limit", "The default is 31.", _limit("31")),
    Mutant("list-github-repos.pages", "A page begins with the second item behind the cursor.", answers(_LIST, _drops_one)),
    Mutant("list-github-repos.pages", "The search is lost behind the first page.", _loses("search", lambda asked: "cursor" in asked.query)),
    Mutant("list-github-repos.pages", "The cursor is lost with a search.", _loses("cursor", lambda asked: "search" in asked.query)),
    Mutant("list-github-repos.pages", "The list ends behind the first page of a search.", answers(
        _LIST, lambda page: page.update(nextCursor=None), when=lambda asked: "search" in asked.query)),
    Mutant("list-github-repos.search", "search is not read.", _loses("search")),
    Mutant("list-github-repos.search", "Capital letters count.", answers(_LIST, _case_counts)),
    Mutant("list-github-repos.search", "The owner is not looked at.", answers(_LIST, _name_alone)),
    Mutant("list-github-repos.search", "The text has to be the beginning of the name.", answers(_LIST, _from_the_beginning)),
    Mutant("list-github-repos.uninstalled", "The list is empty.", _empty(422)),
    Mutant("list-github-repos.uninstalled", "With a search the list is empty.", _empty(422, lambda asked: asked.key == "frugal" and "search" in asked.query)),
    Mutant("list-github-repos.uninstalled", "It is a 404.", turns(_LIST, 422, "VALIDATION", to=(404, "NOT_FOUND"))),
    Mutant("list-github-repos.no-installation", "The list is empty.", _empty(404)),
    Mutant("list-github-repos.no-installation", "With a limit the list is empty.", _empty(404, lambda asked: "limit" in asked.query)),
    Mutant("list-github-repos.no-installation", "It is a 422.", turns(_LIST, 404, "NOT_FOUND", to=(422, "VALIDATION"))),
)  # fmt: skip
