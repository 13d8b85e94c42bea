"""Wrong listSdkApps."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, answers, json_of, replies, turns, when_asked, with_json

__all__ = ["MUTANTS"]

_LIST = "listSdkApps"
_RULE = "list-sdk-apps."
_IDENTIFIERS = ("bundleId", "androidPackage", "webDomain")


def _each(**changed: Any) -> Any:
    return lambda body: [item.update(**changed) for item in body["items"]] and None


def _present(body: Any) -> Any:
    """Identifiers that are null are left out."""
    for item in body["items"]:
        for name in _IDENTIFIERS:
            if item[name] is None:
                del item[name]


def _all_the_same(body: Any) -> Any:
    """Each identifier is that of the platform."""
    for item in body["items"]:
        own = next((item[name] for name in _IDENTIFIERS if item[name]), None)
        item.update(dict.fromkeys(_IDENTIFIERS, own))


def _cross_platform(body: Any) -> Any:
    """Apps of the cross-platform kits have a bundle."""
    for item in body["items"]:
        if item["platform"] == "flutter":
            item["bundleId"] = "com.checked.app"


def _oldest_first(came: Came, ask: Ask) -> Response:
    body = came.body
    return with_json(came.response, body | {"items": body["items"][::-1]}) if came.status == 200 else came.response


def _renamed_first(came: Came, ask: Ask) -> Response:
    """What was changed last comes first."""
    changed = came.asked.memory.notes.setdefault("changed", [])
    if came.asked.operation == "patchSdkApp":
        changed.append(came.asked.path[1])
        return came.response
    body = came.body
    if came.status != 200:
        return came.response
    return with_json(came.response, body | {"items": sorted(body["items"], key=lambda item: item["appId"] not in changed)})


def _filters_the_page(came: Came, ask: Ask) -> Response:
    """The filter is applied to the page that was cut before."""
    wanted = came.asked.query.get("platform")
    if came.status != 200 or not wanted:
        return came.response
    whole = ask(came.asked.with_query(platform=None))
    body = json_of(whole)
    return with_json(whole, body | {"items": [item for item in body["items"] if item["platform"] == wanted[0]]})


def _no_filter(asked: Asked) -> Any:
    return asked.with_query(platform=None)


def _twenty(body: Any, asked: Asked) -> Any:
    if "limit" not in asked.query:
        del body["items"][20:]


def _everybodys(came: Came, ask: Ask) -> Response:
    """The apps of another project of the organisation come behind those of the path's."""
    body = came.body
    tracked = came.asked.memory.ids["tracked-project"]
    if came.status != 200 or came.asked.path[0] == tracked or came.asked.key != "full":
        return came.response
    more = json_of(ask(came.asked.with_url(came.asked.path[0], tracked)))
    return with_json(came.response, body | {"items": body["items"] + more["items"]})


def _empty(came: Came, ask: Ask) -> Response:
    return with_json(came.response, {"items": [], "nextCursor": None}, 200) if came.status == 404 else came.response


MUTANTS = (
    Mutant(_RULE + "items", "Items have no lastEventAt.", answers(_LIST, lambda body: [item.pop("lastEventAt") for item in body["items"]] and None)),
    Mutant(_RULE + "items", "lastEventAt of items is always null.", answers(_LIST, _each(lastEventAt=None))),
    Mutant(_RULE + "items", "createdAt of items has milliseconds.", answers(
        _LIST, lambda body: [item.update(createdAt=item["createdAt"][:-1] + ".000Z") for item in body["items"]] and None)),
    Mutant(_RULE + "one-identifier", "Identifiers that are null are left out.", answers(_LIST, _present)),
    Mutant(_RULE + "one-identifier", "All three are the same.", answers(_LIST, _all_the_same)),
    Mutant(_RULE + "one-identifier", "An app for flutter keeps a bundle.", answers(_LIST, _cross_platform)),
    Mutant(_RULE + "newest-first", "The oldest app comes first.", replies(_LIST, _oldest_first)),
    Mutant(_RULE + "newest-first", "What was changed comes first.", replies((_LIST, "patchSdkApp"), _renamed_first)),
    Mutant(_RULE + "platform", "The filter keeps everything.", when_asked(_LIST, _no_filter)),
    Mutant(_RULE + "platform", "The filter is for the page that was cut before.", replies(_LIST, _filters_the_page)),
    Mutant(_RULE + "platform", "Expo is react-native.", when_asked(
        _LIST, lambda asked: asked.with_query(platform="react-native"), when=lambda asked: asked.query.get("platform") == ["expo"])),
    Mutant(_RULE + "default-limit", "A page has 20 apps.", answers(_LIST, _twenty)),
    Mutant(_RULE + "default-limit", "A page has 50 apps.", when_asked(
        _LIST, lambda asked: asked.with_query(limit=50), when=lambda asked: "limit" not in asked.query)),
    Mutant(_RULE + "default-limit", "A page with a filter has 100 apps.", when_asked(
        _LIST, lambda asked: asked.with_query(limit=100), when=lambda asked: "platform" in asked.query and "limit" not in asked.query)),
    Mutant(_RULE + "own-project", "Another project's apps come behind.", replies(_LIST, _everybodys)),
    Mutant(_RULE + "own-project", "All projects have the apps of one.", when_asked(
        _LIST, lambda asked: asked.with_url(asked.path[0], asked.memory.ids["tracked-project"]))),
    Mutant(_RULE + "project-not-found", "An unknown project has no apps.", replies(_LIST, _empty)),
    Mutant(_RULE + "project-not-found", "A foreign project is 403.", turns(
        _LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.path[0] == came.asked.memory.ids["foreign-project"])),
)  # fmt: skip
