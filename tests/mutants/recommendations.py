"""Wrong listRecommendations: what is suggested, when it is done with, and how it is listed."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.lists import Items, Listing, has
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    as_key,
    json_of,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

_LIST = "listRecommendations"
_L = Listing(_LIST, 25)


def _numbered() -> Server:
    """Ids are numbers of calls."""
    calls = [0]

    def edit(item: dict[str, Any]) -> None:
        item["recommendationId"] = f"{item['recommendationId'][:-6]}{calls[0]:06d}"

    def server(asked: Asked, ask: Ask) -> Response:
        calls[0] += asked.operation == _LIST
        return _L.each(edit)()(asked, ask)

    return server


def _created_now() -> Server:
    """Each call makes its recommendations anew."""
    calls = [0]

    def server(asked: Asked, ask: Ask) -> Response:
        calls[0] += asked.operation == _LIST
        return _L.each(lambda item: item.update(createdAt=f"2026-04-24T12:{calls[0]:02d}:00.000Z"))()(asked, ask)

    return server


def _open_again(done: str) -> Callable[[], Server]:
    """What was done is open again once a job was asked for."""

    def make() -> Server:
        seen: list[str] = []

        def server(asked: Asked, ask: Ask) -> Response:
            seen.append(asked.operation or "")
            came = ask(asked.request)
            if asked.operation == _LIST and came.status == 200 and "getJob" in seen:
                body = json_of(came)
                for item in body["items"]:
                    item["status"] = "open" if item["kind"] == done else item["status"]
                return with_json(came, body)
            return came

        return server

    return make


def _hidden_while_archived(listed: Callable[[Items], Items]) -> Callable[[], Server]:
    """What an archived project has is what it had before."""

    def make() -> Server:
        seen: dict[str, Items] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation != _LIST or came.status != 200:
                return came
            body = json_of(came)
            if body["items"]:
                seen[asked.path[0]] = body["items"]
                return came
            return with_json(came, body | {"items": listed(seen.get(asked.path[0], []))})

        return server

    return make


def _empty(came: Came, ask: Ask) -> Response:
    """A project that is not there has none."""
    return with_json(came.response, {"items": [], "nextCursor": None}, 200) if came.status == 404 else came.response


def _unnamed(item: dict[str, Any]) -> None:
    item["suggestedAction"].pop("endpoint")


def _elsewhere(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    """The endpoint reads otherwise."""
    return lambda item: item["suggestedAction"].update(endpoint=item["suggestedAction"]["endpoint"].replace(old, new))


def _with_proposition(item: dict[str, Any]) -> None:
    item["suggestedAction"]["body"]["brief"]["valuePropositions"].append("cheap")


MUTANTS = (
    Mutant("list-recommendations.items", "The action has no endpoint.", _L.each(_unnamed)),
    Mutant("list-recommendations.items", "evidence is a text.", _L.each(lambda item: item.update(evidence=str(item["evidence"])))),
    Mutant("list-recommendations.items", "Only tired content has a rationale.", _L.each(
        lambda item: item.update(rationale=None), kind="value_propositions")),
    Mutant("list-recommendations.confidence", "confidence is per cent.", _L.each(
        lambda item: item.update(confidence=item["confidence"] * 100))),
    Mutant("list-recommendations.confidence", "confidence is a word.", _L.each(lambda item: item.update(confidence="high"))),
    Mutant("list-recommendations.confidence", "Tired content is more than sure.", _L.each(
        lambda item: item.update(confidence=item["confidence"] * 1.1), kind="refresh_fatigued")),
    Mutant("list-recommendations.identity", "Each call gives other ids.", _numbered),
    Mutant("list-recommendations.identity", "createdAt is the time of the call.", _created_now),
    Mutant("list-recommendations.identity", "Ids are those of the kind.", _L.each(
        lambda item: item.update(recommendationId=f"rec_{item['kind']}"))),
    Mutant("list-recommendations.forwardable", "The endpoint says regeneration.", _L.each(
        _elsewhere("regenerate", "regeneration"), kind="refresh_fatigued")),
    Mutant("list-recommendations.forwardable", "The body says what the endpoint does not know.", _L.each(
        lambda item: item["suggestedAction"]["body"].update(format="refresh"), kind="value_propositions")),
    Mutant("list-recommendations.acted-on", "Recommendations stay open.", _L.each(lambda item: item.update(status="open"))),
    Mutant("list-recommendations.acted-on", "Propositions stay open when they are said again.", _L.each(
        lambda item: item.update(status="open"), kind="value_propositions")),
    Mutant("list-recommendations.acted-on", "What was regenerated is open again when the job is over.", _open_again("refresh_fatigued")),
    Mutant("list-recommendations.acted-on", "What was done is gone.", _L.items(
        lambda items: [item for item in items if item["status"] == "open"])),
    Mutant("list-recommendations.fatigued", "The oldest content is left out.", _L.items(
        lambda items: [item for item in items if item["createdAt"] > "2026-04-01" or item["kind"] != "refresh_fatigued"])),
    Mutant("list-recommendations.fatigued", "Content is tired after four weeks.", _L.items(
        lambda items: [item for item in items if item["createdAt"] < "2026-04-17" or item["kind"] != "refresh_fatigued"])),
    Mutant("list-recommendations.value-propositions", "The action names a proposition of its own.", _L.each(
        _with_proposition, kind="value_propositions")),
    Mutant("list-recommendations.value-propositions", "Content with a score below 9 is left out.", _L.items(
        lambda items: [item for item in items if item["confidence"] >= 0.8 or item["kind"] != "value_propositions"])),
    Mutant("list-recommendations.kind-filter", "kind is not looked at.", _L.asking(lambda asked: {"kind": None})),
    Mutant("list-recommendations.kind-filter", "Of several kinds the last counts.", _L.asking(
        lambda asked: {"kind": asked.query["kind"][-1]}, has("kind"))),
    Mutant("list-recommendations.kind-filter", "The limit cuts before the kind filters.", _L.filtered("kind", lambda items, asked: [
        item for item in items if item["kind"] in asked.query["kind"]])),
    Mutant("list-recommendations.status-filter", "status is not looked at.", _L.asking(lambda asked: {"status": None})),
    Mutant("list-recommendations.status-filter", "No status means open.", _L.asking(
        lambda asked: {"status": "open"}, lambda asked: "status" not in asked.query)),
    Mutant("list-recommendations.status-filter", "Of several statuses the first counts.", _L.asking(
        lambda asked: {"status": asked.query["status"][0]}, has("status"))),
    Mutant("list-recommendations.status-filter", "dismissed keeps what was acted on.", _L.asking(
        lambda asked: {"status": [*asked.query["status"], "acted_on"]}, has("status", "dismissed"))),
    Mutant("list-recommendations.min-confidence", "minConfidence is not looked at.", _L.asking(lambda asked: {"minConfidence": None})),
    Mutant("list-recommendations.min-confidence", "minConfidence itself is not enough.", _L.filtered("minConfidence", lambda items, asked: [
        item for item in items if item["confidence"] > float(asked.query["minConfidence"][0])])),
    Mutant("list-recommendations.min-confidence", "minConfidence is rounded to tenths.", _L.asking(
        lambda asked: {"minConfidence": round(float(asked.query["minConfidence"][0]), 1)}, has("minConfidence"))),
    Mutant("list-recommendations.sort", "sort is not looked at.", _L.asking(lambda asked: {"sort": None})),
    Mutant("list-recommendations.sort", "The oldest comes first.", _L.items(lambda items: items[::-1], has("sort", "created_desc"))),
    Mutant("list-recommendations.sort", "No sort means the latest first.", _L.asking(
        lambda asked: {"sort": "created_desc"}, lambda asked: "sort" not in asked.query)),
    Mutant("list-recommendations.pages", "The next page begins one late.", _L.one_too_far()),
    Mutant("list-recommendations.pages", "Behind the first page no kind is filtered.", _L.asking(lambda asked: {"kind": None}, has("cursor"))),
    Mutant("list-recommendations.pages", "Behind the first page the most confident come first.", _L.asking(
        lambda asked: {"sort": None}, has("cursor"))),
    Mutant("list-recommendations.archived-project", "An archived project keeps its recommendations.", _hidden_while_archived(
        lambda items: items)),
    Mutant("list-recommendations.archived-project", "An archived project keeps what was said of propositions.", _hidden_while_archived(
        lambda items: [item for item in items if item["kind"] == "value_propositions"])),
    Mutant("list-recommendations.project-not-found", "A project that is not there has none.", _L.empty({"items": [], "nextCursor": None})),
    Mutant("list-recommendations.project-not-found", "Another organisation's key is as good.", as_key(_LIST, "other", "full")),
    Mutant("list-recommendations.project-not-found", "A project that is not there is 403.", turns(
        _LIST, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))),
)  # fmt: skip
