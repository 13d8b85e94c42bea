"""Rankings whose rows carry wrong things."""

from collections.abc import Callable
from typing import Any

from tests.mutants.metrics import ranked
from tests.mutants.wrong import Asked, Mutant, answers, refuses

__all__ = ["MUTANTS"]

_TOP = "listTopPerformers"
_SIGNALS = "list-top-performers.signals"
_SUMS = "list-top-performers.sums"
_SOURCE_ID = "list-top-performers.source-id"
_ROAS = "list-top-performers.roas"
_CLONE = "list-top-performers.clone-source"
_NOTHING = {"spend": 0.0, "revenue": 0.0, "roas": 0.0}


def _each(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    def edit(body: dict[str, Any]) -> None:
        for row in body["items"]:
            change(row)

    return edit


def _is_by(metric: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.query.get("metric") == [metric]


def _bought(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """The change for rows with paid signals."""
    return lambda row: change(row) if row["paid"] else None


def _in_percent(row: dict[str, Any]) -> None:
    row["organic"]["engagement_rate"] = round(row["organic"]["engagement_rate"] * 100, 4)
    row["metricValue"] = row["organic"]["engagement_rate"]


def _without_shares(row: dict[str, Any]) -> None:
    organic = row["organic"]
    if organic["views"]:
        organic["engagement_rate"] = round((organic["likes"] + organic["comments"]) / organic["views"], 6)


def _unspent_last(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """Creatives without spend come last, with 0."""
    if asked.query["metric"] != ["roas"]:
        return rows
    known = {row["sourceId"] for row in rows}
    return rows + [row | {"metricValue": 0} for row in rank(metric="views") if row["sourceId"] not in known]


def _unspent_of_an_origin(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """Creatives without spend come where an origin is asked for and none of it has any."""
    return rows if rows or "sourceType" not in asked.query else _unspent_last(rows, asked, rank)


def _is_source(label: str) -> Callable[[Asked], bool]:
    return lambda asked: bool(asked.body) and asked.body.get("sourcePlatformPostId") == asked.memory.ids[label]


MUTANTS = (
    Mutant(_SIGNALS, "paid is full of zeros where nothing was spent.", answers(
        _TOP, _each(lambda row: row.update(paid=row["paid"] or _NOTHING)))),
    Mutant(_SIGNALS, "paid is left out where nothing was spent.", answers(
        _TOP, _each(lambda row: row.pop("paid") if row["paid"] is None else None))),
    Mutant(_SIGNALS, "What was bought has no organic signals.", answers(
        _TOP, _each(_bought(lambda row: row.update(organic=None))))),
    Mutant(_SIGNALS, "paid is told in rankings by roas alone.", ranked(
        lambda rows, asked, rank: rows if _is_by("roas")(asked) else [row | {"paid": None} for row in rows])),
    Mutant(_SUMS, "The engagement rate is a percentage.", answers(_TOP, _each(_in_percent), when=_is_by("engagement_rate"))),
    Mutant(_SUMS, "Shares do not count as engagement.", answers(_TOP, _each(_without_shares))),
    Mutant(_SUMS, "roas is spend per revenue.", answers(_TOP, _each(_bought(
        lambda row: row["paid"].update(roas=row["paid"]["spend"] / row["paid"]["revenue"]))))),
    Mutant(_SUMS, "Revenue is in cents, spend is not.", answers(_TOP, _each(_bought(
        lambda row: row["paid"].update(revenue=row["paid"]["revenue"] * 100))))),
    Mutant(_SUMS, "metricValue by views has the paid rows' spend in it.", answers(_TOP, _each(_bought(
        lambda row: row.update(metricValue=row["metricValue"] + row["paid"]["spend"]))), when=_is_by("views"))),
    Mutant(_SUMS, "The signals are those of the default window.", ranked(lambda rows, asked, rank: [
        row | {"organic": next((one["organic"] for one in rank(window=None) if one["sourceId"] == row["sourceId"]), row["organic"])}
        for row in rows])),
    Mutant(_ROAS, "Creatives without spend come last, with 0.", ranked(_unspent_last)),
    Mutant(_ROAS, "Creatives without spend come where an origin has no others.", ranked(_unspent_of_an_origin)),
    Mutant(_SOURCE_ID, "A post's row goes by the platform's id.", answers(_TOP, _each(
        lambda row: row.update(sourceId=row["externalId"]) if row["containerId"] is None else None))),
    Mutant(_SOURCE_ID, "A container's row goes by its newest post.", answers(_TOP, _each(
        lambda row: row.update(sourceId=row["platformPostId"])))),
    Mutant(_SOURCE_ID, "An upload has an id of its own.", answers(_TOP, _each(
        lambda row: row.update(sourceId="up_" + row["sourceId"][3:]) if row["sourceType"] == "manual" else None))),
    Mutant(_CLONE, "Uploads cannot be cloned.", refuses("cloneFromPost", 404, "NOT_FOUND", when=_is_source("paid-post"))),
    Mutant(_CLONE, "The posts of containers cannot be cloned.", refuses(
        "cloneFromPost", 404, "NOT_FOUND", when=_is_source("container-post-again"))),
    Mutant(_CLONE, "platformPostId of a container's row is the container.", answers(_TOP, _each(
        lambda row: row.update(platformPostId=row["containerId"] or row["platformPostId"])))),
)  # fmt: skip
