"""Servers that make the wrong clone: identity, project, images, and what becomes of the source."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import IDENTITY, Read, also, get, rows_of
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, asks, json_of, refuses, replies, with_json

__all__ = ["MUTANTS"]

_CLONE = "cloneInfluencer"


def _overrides(body: Any) -> dict[str, Any]:
    found = (body or {}).get("overrides")
    return found if isinstance(found, dict) else {}


def _lose_override(*path: str) -> Callable[[Any], None]:
    """The field of the overrides is not looked at."""

    def edit(body: Any) -> None:
        inner: Any = _overrides(body)
        for step in path[:-1]:
            inner = inner.get(step, {})
        inner.pop(path[-1], None)

    return edit


def _clear_what_is_not_sent(row: Any, read: Read) -> None:
    if _overrides(read.body) and "voiceDescription" not in _overrides(read.body):
        row["voiceDescription"] = None


def _back_to_the_source(row: Any, read: Read) -> None:
    if read.is_later:
        row["vibe"] = read.source["vibe"]


def _null_instead_of_source(row: Any, read: Read) -> None:
    if not read.body.get("overrides"):
        row.update(dict.fromkeys(("ageRange", "ethnicity")))


def _replaced_personality(row: Any, read: Read) -> None:
    if "personality" in _overrides(read.body):
        row["personality"] = _overrides(read.body)["personality"]


def _joined_lists(row: Any, read: Read) -> None:
    before, sent = read.source["personality"] or {}, _overrides(read.body).get("personality", {})
    for key, value in sent.items():
        if isinstance(value, list):
            row["personality"][key] = [*before.get(key, []), *value]


def _kept_personality(row: Any, read: Read) -> None:
    """What the source has wins, so that only new keys get in."""
    if read.source["personality"]:
        row["personality"] = read.source["personality"]


def _made_in_another_project(asked: Asked, ask: Ask) -> Response:
    """The clone is made as a new influencer of another project."""
    row = get(asked, ask, asked.path[0])
    if row is None or set(asked.body or {}) - {"name", "overrides"} or not asked.body:
        return ask(asked.request)
    body = {name: row[name] for name in IDENTITY if row[name] is not None} | {"name": asked.body["name"]}
    return ask(asked.further("POST", f"/v1/projects/{asked.memory.ids['project']}/influencers", body))


def _moved(asked: Asked, ask: Ask) -> Response:
    """``projectId`` moves the clone."""
    project = (asked.body or {}).get("projectId")
    row = get(asked, ask, asked.path[0]) if project else None
    if row is None:
        return ask(asked.request)
    body = {name: row[name] for name in IDENTITY if row[name] is not None} | {"name": asked.body["name"]}
    return ask(asked.further("POST", f"/v1/projects/{project}/influencers", body))


def _moved_by_query(asked: Asked, ask: Ask) -> Response:
    project = asked.query.get("projectId", [None])[0]
    row = get(asked, ask, asked.path[0]) if project else None
    if row is None:
        return ask(asked.request)
    return ask(asked.further("POST", f"/v1/projects/{project}/influencers", asked.body))


def _on_clones(change: Callable[[Asked, Ask], Response]) -> Callable[[], Server]:
    def server(asked: Asked, ask: Ask) -> Response:
        return change(asked, ask) if asked.operation == _CLONE else ask(asked.request)

    return lambda: server


def _unlisted() -> Server:
    """Clones can be read, but their project lists them only once they are ready."""
    clones: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _CLONE and came.status == 202:
            clones.add(json_of(came)["influencerId"])
        if asked.operation != "listInfluencers" or came.status != 200:
            return came
        body = json_of(came)
        kept = [item for item in body["items"] if item["influencerId"] not in clones or item["status"] == "ready"]
        return with_json(came, {**body, "items": kept})

    return server


def _leaks(came: Came) -> tuple[str, str, object] | None:
    overrides = _overrides(came.asked.body)
    return ("PATCH", f"/v1/influencers/{came.asked.path[0]}", overrides) if overrides else None


def _leaks_style(came: Came) -> tuple[str, str, object] | None:
    style = _overrides(came.asked.body).get("style")
    return ("PATCH", f"/v1/influencers/{came.asked.path[0]}", {"style": style}) if style else None


def _touches(came: Came, ask: Ask) -> Response:
    """The source is written back as it was, with a new updatedAt."""
    if came.status == 202:
        row = get(came.asked, ask, came.asked.path[0])
        ask(came.asked.further("PATCH", f"/v1/influencers/{came.asked.path[0]}", {"name": row["name"]}))
    return came.response


def _source_in_training() -> Server:
    """The source reads as training while its clone is rendered."""
    cloned: dict[str, float] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        now = asked.passed
        if asked.operation == _CLONE and came.status == 202:
            cloned[asked.path[0]] = now
        is_busy = asked.operation == "getInfluencer" and cloned.get(asked.path[0]) == now
        return with_json(came, {**json_of(came), "status": "training"}) if is_busy and came.status == 200 else came

    return server


def _source_gets_the_images() -> Server:
    """What the clone's job renders replaces the source's images, for both share them."""
    clones: dict[str, tuple[str, float]] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        now = asked.passed
        if asked.operation == _CLONE and came.status == 202:
            clones[asked.path[0]] = (json_of(came)["influencerId"], now)
        if asked.operation != "getInfluencer" or came.status != 200 or asked.path[0] not in clones:
            return came
        clone, at = clones[asked.path[0]]
        row = get(asked, ask, clone)
        return with_json(came, {**json_of(came), "referenceImages": row["referenceImages"]}) if row and now > at else came

    return server


def _shares_images(to_the_source: bool) -> Callable[[], Server]:
    """What is attached to one of both is attached to the other as well."""

    def make() -> Server:
        others: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == _CLONE and came.status == 202:
                clone = json_of(came)["influencerId"]
                others.update({clone: asked.path[0]} if to_the_source else {asked.path[0]: clone})
            if asked.operation == "attachReferenceImages" and asked.path[0] in others:
                ask(asked.with_url(asked.path[0], others[asked.path[0]]))
            return came

        return server

    return make


def _no_images_yet(row: Any, read: Read) -> None:
    if not read.is_later:
        row["referenceImages"] = []


def _only_rendered(row: Any, read: Read) -> None:
    if not read.is_later:
        del row["referenceImages"][-1:]


def _images_of_the_source(row: Any, read: Read) -> None:
    if read.is_later:
        row["referenceImages"] = read.source["referenceImages"]


def _added_images(row: Any, read: Read) -> None:
    if read.is_later:
        row["referenceImages"] += read.source["referenceImages"][-1:]


def _no_images(row: Any, read: Read) -> None:
    if read.is_later:
        row["referenceImages"] = []


MUTANTS = (
    Mutant("clone-influencer.overrides", "hairStyle in overrides is not looked at.", asks(_CLONE, _lose_override("hairStyle"))),
    Mutant("clone-influencer.overrides", "With overrides, the source's voice is lost.", rows_of(_CLONE, _clear_what_is_not_sent)),
    Mutant("clone-influencer.overrides", "The end of the job brings the source's vibe back.", rows_of(_CLONE, _back_to_the_source)),
    Mutant("clone-influencer.overrides", "Without overrides two fields are not copied.", rows_of(_CLONE, _null_instead_of_source)),
    Mutant(
        "clone-influencer.overrides-shape", "catchphrases in overrides are not looked at.",
        asks(_CLONE, _lose_override("personality", "catchphrases")),
    ),
    Mutant(
        "clone-influencer.overrides-shape", "The gender unspecified, which create takes, is refused in overrides.",
        refuses(_CLONE, 422, "VALIDATION", when=lambda asked: _overrides(asked.body).get("gender") == "unspecified"),
    ),
    Mutant(
        "clone-influencer.overrides-shape", "referenceImages in overrides are let through and ignored.",
        asks(_CLONE, _lose_override("referenceImages")),
    ),
    Mutant(
        "clone-influencer.overrides-personality", "A personality in overrides replaces the source's.",
        rows_of(_CLONE, _replaced_personality),
    ),
    Mutant(
        "clone-influencer.overrides-personality", "Lists of an overridden personality are joined to the source's.",
        rows_of(_CLONE, _joined_lists),
    ),
    Mutant(
        "clone-influencer.overrides-personality", "Keys that the source has win over those of overrides.",
        rows_of(_CLONE, _kept_personality),
    ),
    Mutant("clone-influencer.inherits-project", "The clone lands in another project.", _on_clones(_made_in_another_project)),
    Mutant("clone-influencer.inherits-project", "A projectId in the body moves the clone.", _on_clones(_moved)),
    Mutant("clone-influencer.inherits-project", "A projectId in the query moves the clone.", _on_clones(_moved_by_query)),
    Mutant("clone-influencer.inherits-project", "The project does not list its clones before they are ready.", _unlisted),
    Mutant("clone-influencer.leaves-the-source", "Overrides leak into the source.", also(_CLONE, _leaks)),
    Mutant("clone-influencer.leaves-the-source", "An overridden style leaks into the source.", also(_CLONE, _leaks_style)),
    Mutant("clone-influencer.leaves-the-source", "The source's updatedAt tells of the clone.", replies(_CLONE, _touches)),
    Mutant("clone-influencer.leaves-the-source", "The source is in training as long as its clone is.", _source_in_training),
    Mutant(
        "clone-influencer.leaves-the-source", "What the clone's job renders replaces the source's images.",
        _source_gets_the_images,
    ),
    Mutant("clone-influencer.copies-images", "The clone has no images before its job is over.", rows_of(_CLONE, _no_images_yet)),
    Mutant("clone-influencer.copies-images", "Rendered images are copied, attached ones are not.", rows_of(_CLONE, _only_rendered)),
    Mutant(
        "clone-influencer.copies-images", "The clone shares its source's images: what is attached to it is the source's too.",
        _shares_images(to_the_source=True),
    ),
    Mutant(
        "clone-influencer.copies-images", "The clone shares its source's images: what the source gets is the clone's too.",
        _shares_images(to_the_source=False),
    ),
    Mutant("clone-influencer.renders-images", "The clone keeps the images it started with.", rows_of(_CLONE, _images_of_the_source)),
    Mutant("clone-influencer.renders-images", "An attached image of the starting set stays beside the rendered ones.", rows_of(_CLONE, _added_images)),
    Mutant("clone-influencer.renders-images", "The starting set is dropped and nothing comes in its place.", rows_of(_CLONE, _no_images)),
)  # fmt: skip
