"""What is different between two snapshots: thing by thing, field by field."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from layers_mock.contract import JsonObject

__all__ = ["Difference", "differences"]

_PREFIXES = {
    "projects": "prj_",
    "influencers": "inf_",
    "containers": "cnt_",
    "jobs": "job_",
    "media": "med_",
    "uploads": "upl_",
    "posts": "pp_",
    "engagement_layers": "pl_",
}
_OF_EVENTS = {"job": "job_", "upload": "upl_", "epoch": "plan "}
_ABOUT_THE_WORLD = ("edition", "fixture", "world", "seed", "clock", "drawn", "journal")
_IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "keys": ("name",),
    "idempotency": ("key", "operation", "idempotency_key"),
    "rate_limits": ("key", "rate_class", "length"),
    "scenarios": ("name",),
    "polls": ("key", "path"),
    "waits": ("key", "rate_class"),
    "hopeless": ("key", "request"),
}
"""By which fields the items of a list are told apart."""
_KINDS = ("world", "wallets", "external_ids", *_PREFIXES, "audit", "timeline", "events", *_IDENTITIES, "coverage")
"""Everything that a snapshot tells of, in the order in which differences are told."""
_Place = tuple[str, str]


class Difference(NamedTuple):
    """One field of one thing, before and after.

    A whole thing that one snapshot alone has is a difference without a ``field``. A side without a value (``has``) is as in the
    fixture, or as by default.
    """

    kind: str
    id: str
    field: str | None
    has: tuple[bool, bool]
    before: object
    after: object


class _Thing(NamedTuple):
    """Something a snapshot tells of; ``is_partial`` where it tells only what differs from the fixture."""

    fields: Mapping[str, object]
    is_partial: bool = False


def differences(before: JsonObject, after: JsonObject) -> list[Difference]:
    """Everything that is not the same in both, kind by kind. Both have to be snapshots that were verified."""
    one, other = dict(_things(before)), dict(_things(after))
    places = sorted({**one, **other}, key=lambda place: _KINDS.index(place[0]))
    found = [difference for place in places for difference in _between(place, one.get(place), other.get(place))]
    if not found and not _is_same(before, after):
        found.append(Difference("world", "", "order", (True, True), "one", "another"))
    return found


def _between(place: _Place, before: _Thing | None, after: _Thing | None) -> Iterator[Difference]:
    is_partial = any(thing is not None and thing.is_partial for thing in (before, after))
    if (before is None or after is None) and not is_partial:
        whole = [None if thing is None else dict(thing.fields) for thing in (before, after)]
        yield Difference(*place, None, (before is not None, after is not None), *whole)
        return
    yield from _fields_between(place, "", before.fields if before else {}, after.fields if after else {})


def _fields_between(
    place: _Place, path: str, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[Difference]:
    """The fields that differ; where both sides of one are objects, the fields in there that do."""
    for field in {**before, **after}:
        has, was, now = (field in before, field in after), before.get(field), after.get(field)
        if all(has) and _is_same(was, now):
            continue
        within = (
            list(_fields_between(place, f"{path}{field}.", was, now)) if isinstance(was, dict) and isinstance(now, dict) else []
        )
        yield from within or [Difference(*place, f"{path}{field}", has, was, now)]


def _is_same(before: object, after: object) -> bool:
    """Whether two values are written with the same bytes: 1 is not 1.0 here, and the order of fields counts."""
    return orjson.dumps(before) == orjson.dumps(after)


def _things(document: Any) -> Iterator[tuple[_Place, _Thing]]:
    """Everything that a snapshot tells of, by kind and id."""
    yield ("world", ""), _Thing(dict(_flat({name: document[name] for name in _ABOUT_THE_WORLD})))
    for organization in document["organizations"]:
        yield from _things_of_an_organization(organization)
    yield from _listed("keys", document["keys"], is_partial=True)
    yield ("timeline", ""), _Thing({"scheduled": document["timeline"]["scheduled"]})
    for mark in document["timeline"]["events"]:
        yield ("events", _event(mark["event"])), _Thing({"number": mark["number"], "due": mark["due"]})
    for section in ("idempotency", "rate_limits", "scenarios"):
        yield from _listed(section, document[section])
    for section in ("polls", "waits", "hopeless"):
        yield from _listed(section, document["conduct"][section])
    for operation, counts in document["coverage"].items():
        yield ("coverage", operation), _Thing(counts)


def _things_of_an_organization(organization: Any) -> Iterator[tuple[_Place, _Thing]]:
    yield ("wallets", organization["name"]), _Thing(organization["wallet"])
    audit = organization.get("audit", {"told": 0, "calls": []})
    yield ("audit", organization["name"]), _Thing({"told": audit["told"]})
    for call in audit["calls"]:
        yield ("audit", f"{organization['name']} {call['request_id']}"), _Thing(call)
    for handle, project in organization["external_ids"].items():
        yield ("external_ids", handle), _Thing({"project": project})
    for table, rows in organization["rows"].items():
        for is_partial, name in ((True, "changed"), (False, "added")):
            for row in rows.get(name, ()):
                fields = {field: value for field, value in row.items() if field not in {"key", "id"}}
                yield (table, _PREFIXES[table] + row["key"]), _Thing(fields, is_partial)


def _listed(kind: str, items: Any, *, is_partial: bool = False) -> Iterator[tuple[_Place, _Thing]]:
    names = _IDENTITIES[kind]
    for item in items:
        identity = " ".join(_text(item[name]) for name in names)
        yield (kind, identity), _Thing(dict(_flat({n: value for n, value in item.items() if n not in names})), is_partial)


def _event(event: Any) -> str:
    """An event by its type and what it is of, and the plan it belongs to."""
    told = {name: value for name, value in event.items() if name != "organization" or len(event) == 2}
    return " ".join(_OF_EVENTS.get(name, "") + _text(value) for name, value in told.items())


def _flat(fields: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in fields.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
