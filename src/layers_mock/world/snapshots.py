"""Snapshots: all that is true of a world as one JSON document that a person can read, and a world out of it again.

A document holds what the world changed or added; the rest is its fixture's, told by name and digest. Secrets derive from
name and seed; a document holds one only within an answer that an Idempotency-Key gets again. The journal's entries are not
in it, only their count. A document carries a digest of itself, so that a damaged or edited one is refused. A world is built
whole before anybody sees it.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, get_args

import orjson

from layers_mock.contract import Contract, JsonObject, OperationId
from layers_mock.errors import SnapshotError
from layers_mock.world.clock import Clock
from layers_mock.world.conduct import Memory
from layers_mock.world.ids import Key
from layers_mock.world.keys import secret_of
from layers_mock.world.organization import BaseOrganization, Organization
from layers_mock.world.rate_limits import Window
from layers_mock.world.rows import PlatformPost
from layers_mock.world.scenarios import Scenario
from layers_mock.world.snapshot_checks import refuse_contradictions
from layers_mock.world.snapshot_codec import codec_of, decode_changes, encode_changes
from layers_mock.world.snapshot_document import (
    EVENTS,
    TABLES,
    VERSION,
    ClockMark,
    ConductMark,
    Drawn,
    EventMark,
    FixtureMark,
    HopelessMark,
    JournalMark,
    KeyMark,
    OrganizationMark,
    PollMark,
    RecordMark,
    RowChanges,
    Snapshot,
    TimelineMark,
    WaitMark,
    WindowMark,
)
from layers_mock.world.snapshot_secrets import sealed, unsealed
from layers_mock.world.snapshot_values import unlike, within
from layers_mock.world.table import BaseTable, Table
from layers_mock.world.wallet import Wallet
from layers_mock.world.world import BaseKey, BaseWorld, World

__all__ = ["fixture_digest", "opened", "restored", "save", "verified"]


def save(world: World) -> JsonObject:
    """The world as a document that JSON can hold."""
    document: JsonObject = codec_of(Snapshot).encode(_taken(world))
    return {**document, "digest": _digest(document)}


def verified(document: object) -> JsonObject:
    """The document without its digest, which fits. Raises :class:`SnapshotError` for a damaged, an edited or a newer one."""
    version = document.get("snapshot") if isinstance(document, dict) else None
    if not isinstance(document, dict) or type(version) is not int:
        raise SnapshotError('This is no snapshot of a world: it is no JSON object with a version in "snapshot".')
    if version != VERSION:
        newer = " A newer layers-mock wrote it; restore it with that one." if version > VERSION else ""
        raise SnapshotError(f"The snapshot has version {version!s:.20} and this layers-mock reads version {VERSION}.{newer}")
    content = {name: value for name, value in document.items() if name != "digest"}
    if document.get("digest") != _digest(content):
        raise SnapshotError("The snapshot is not as it was saved: its digest does not fit. It was damaged or edited.")
    return content


def opened(document: object) -> Snapshot:
    """A document as what it says. Raises :class:`SnapshotError` for one that is damaged, newer, or of wrong types."""
    snapshot: Snapshot = codec_of(Snapshot).decode(verified(document))
    return snapshot


def restored(snapshot: Snapshot, base: BaseWorld, contract: Contract, *, base_url: str, journal_capacity: int) -> World:
    """The world of a snapshot, whole.

    Raises :class:`SnapshotError` where edition or fixture is another one, or parts contradict each other.
    """
    if snapshot.edition != contract.edition:
        raise SnapshotError(
            f"The snapshot is of edition {snapshot.edition} and this server serves {contract.edition}; --edition chooses."
        )
    if (snapshot.fixture.name, snapshot.fixture.digest) != (base.fixture, fixture_digest(base)):
        raise SnapshotError(
            f"The snapshot builds on the fixture {snapshot.fixture.name}, which is another one here than when it was saved."
        )
    clock = Clock(snapshot.clock.now, mode=snapshot.clock.mode, speed=snapshot.clock.speed)
    world = World(
        base, contract, name=snapshot.world, seed=snapshot.seed, clock=clock, base_url=base_url,
        journal_capacity=journal_capacity,
    )  # fmt: skip
    world.beginning = snapshot.clock.began
    world.ids.drawn, world.request_ids.drawn = snapshot.drawn
    _restore_organizations(world, snapshot.organizations)
    _restore_keys(world, snapshot.keys)
    _restore_calls(world, snapshot)
    world.timeline.restore(
        snapshot.timeline.scheduled, ((due, number, event) for number, due, event in snapshot.timeline.events)
    )
    world.scenarios.clear()
    for scenario in snapshot.scenarios:
        world.scenarios.add(scenario)
    refuse_contradictions(world)
    world.outbox.plan_all(world)
    return world


@lru_cache(maxsize=8)
def fixture_digest(base: BaseWorld) -> str:
    """32 hexadecimal digits that differ for fixtures that do not make equal worlds; a base's are computed once."""
    organizations = [_told(organization) for organization in base.organizations]
    keys = codec_of(tuple[BaseKey, ...]).encode(base.keys)
    events = codec_of(tuple[EventMark, ...]).encode([EventMark(0, due, _known(event)) for due, _, event in base.events])
    scenarios = codec_of(tuple[Scenario, ...]).encode(base.scenarios)
    return _digest([base.fixture, base.start, organizations, keys, events, dict(base.labels), scenarios])


def _told(base: BaseOrganization) -> JsonObject:
    tables: dict[str, BaseTable[Any]] = {name: getattr(base, name) for name in TABLES}
    rows = {name: [codec_of(TABLES[name]).encode(row) for row in table.rows.values()] for name, table in tables.items()}
    known = [sorted(base.posts_by_external_id.items()), sorted(base.projects_by_external_id.items())]
    about = [f"{base.key:x}", base.name, base.owner_email, codec_of(Wallet).encode(base.wallet)]
    return {"about": about, "rows": rows, "known": [[name, f"{key:x}"] for pairs in known for name, key in pairs]}


def _digest(content: object) -> str:
    try:
        return blake2b(orjson.dumps(content), digest_size=16).hexdigest()
    except TypeError:
        raise SnapshotError("The snapshot holds what JSON cannot: a number beyond 64 bits, or too many levels.") from None


def _taken(world: World) -> Snapshot:
    names = {key.key: key.name for key in world.keys.values()}
    memory = world.conduct.memory()
    return Snapshot(
        snapshot=VERSION,
        edition=world.contract.edition,
        fixture=FixtureMark(world.base.fixture, fixture_digest(world.base)),
        world=world.name,
        seed=world.seed,
        clock=ClockMark(world.clock.mode, world.clock.speed, world.clock.now(), world.beginning),
        drawn=Drawn(world.ids.drawn, world.request_ids.drawn),
        organizations=tuple(map(_organization, world.organizations.values())),
        keys=tuple(_changed_keys(world)),
        timeline=TimelineMark(
            world.timeline.scheduled,
            tuple(EventMark(number, due, _known(event)) for due, number, event in world.timeline.numbered()),
        ),
        idempotency=tuple(
            RecordMark(names[key], operation, name, sealed(world, operation, record))
            for (key, operation, name), record in world.idempotency.entries()
        ),
        rate_limits=tuple(WindowMark(names[window.key], *window[1:]) for window in world.rate_limits.windows()),
        scenarios=tuple(world.scenarios.all()),
        conduct=ConductMark(
            tuple(PollMark(names[key], path, at) for (key, path), at in memory.polls.items()),
            tuple(WaitMark(names[key], rate_class, until) for (key, rate_class), until in memory.waits.items()),
            tuple(HopelessMark(names[key], request, code) for (key, request), code in memory.hopeless.items()),
        ),
        coverage={str(operation): counts for operation, counts in world.coverage.counts().items()},
        journal=JournalMark(world.journal.recorded),
    )


def _known(event: object) -> EVENTS:
    if not isinstance(event, get_args(EVENTS)):
        raise TypeError(f"Snapshots do not know the event {type(event).__name__}: add it to EVENTS.")
    found: EVENTS = event
    return found


def _organization(organization: Organization) -> OrganizationMark:
    tables = ((name, _row_changes(TABLES[name], getattr(organization, name))) for name in TABLES)
    return OrganizationMark(
        organization.key, organization.name, organization.wallet, organization.external_ids.changes(),
        {name: changes for name, changes in tables if changes.changed or changes.added}, organization.audit.mark(),
    )  # fmt: skip


def _row_changes(kind: type, table: Table[Any]) -> RowChanges:
    found, key = table.changes(), codec_of(Key)
    changed = ((row.key, encode_changes(before, row)) for before, row in found.changed)
    return RowChanges(
        tuple({"key": key.encode(identity), **fields} for identity, fields in changed if fields),
        tuple(codec_of(kind).encode(row) for row in found.added),
    )


def _changed_keys(world: World) -> Iterator[KeyMark]:
    now = {key.key: key for key in world.keys.values()}
    for base in world.base.keys:
        before = world.key_at_beginning(base)
        # The secret itself derives from the number of rotations and is in no snapshot.
        changes = encode_changes(before, now[base.key]._replace(secret=before.secret))
        if changes:
            yield KeyMark(base.name, changes)


def _restore_organizations(world: World, marks: tuple[OrganizationMark, ...]) -> None:
    with within("organizations"):
        if [mark.key for mark in marks] != list(world.organizations):
            raise unlike("the organisations of the fixture, in order", [mark.name for mark in marks])
        for number, mark in enumerate(marks):
            with within(f"[{number}]"):
                organization = world.organizations[mark.key]
                organization.wallet = mark.wallet
                organization.external_ids.restore(mark.external_ids)
                organization.audit.restore(*mark.audit)
                _restore_rows(organization, mark.rows)


def _restore_rows(organization: Organization, rows: Mapping[str, RowChanges]) -> None:
    for name, changes in rows.items():
        with within(f".rows.{name}"):
            if name not in TABLES:
                raise unlike(f"one of {', '.join(TABLES)}", name)
            table: Table[Any] = getattr(organization, name)
            for number, fields in enumerate(changes.changed):
                with within(f".changed[{number}]"):
                    table.replace(_changed_row(table, fields))
            for number, fields in enumerate(changes.added):
                with within(f".added[{number}]"):
                    row = codec_of(TABLES[name]).decode(fields)
                    if table.get(row.key) is not None:
                        raise unlike("a key that no other row has", fields["key"])
                    if isinstance(row, PlatformPost):
                        organization.track(row)
                    else:
                        table.add(row)


def _changed_row(table: Table[Any], fields: JsonObject) -> Any:
    with within(".key"):
        before = table.get(codec_of(Key).decode(fields.get("key")))
        if before is None:
            raise unlike("the key of a row of the fixture", fields["key"])
    changed = decode_changes(before, {name: value for name, value in fields.items() if name != "key"})
    if changed.group != before.group:
        raise unlike("a row in the list where the fixture has it", fields["key"])
    return changed


def _restore_keys(world: World, marks: tuple[KeyMark, ...]) -> None:
    by_name = {key.name: key for key in world.keys.values()}
    for number, mark in enumerate(marks):
        with within(f"keys[{number}]"):
            key = _named(by_name, mark.name)
            changed = decode_changes(key, mark.changes)
            if (changed.key, changed.name, changed.organization, changed.secret) != key[:4]:
                raise unlike("the state of a key", mark.changes)
            if changed.rotations < 0:
                raise unlike("a number of rotations", changed.rotations)
            secret = secret_of(world.ids, changed, changed.rotations)
            world.replace_key(key, changed._replace(secret=secret))


def _restore_calls(world: World, snapshot: Snapshot) -> None:
    """What earlier calls left behind, for later ones of the same key."""
    keys = {key.name: key.key for key in world.keys.values()}
    with within("idempotency"):
        world.idempotency.restore(
            ((_named(keys, mark.key), mark.operation, mark.idempotency_key), unsealed(world, mark.operation, mark.record))
            for mark in snapshot.idempotency
        )
    with within("rate_limits"):
        world.rate_limits.restore(Window(_named(keys, mark.key), *mark[1:]) for mark in snapshot.rate_limits)
    conduct = snapshot.conduct
    with within("conduct"):
        memory = Memory(
            {(_named(keys, mark.key), mark.path): mark.at for mark in conduct.polls},
            {(_named(keys, mark.key), mark.rate_class): mark.until for mark in conduct.waits},
            {(_named(keys, mark.key), mark.request): mark.code for mark in conduct.hopeless},
        )
    world.conduct.restore(memory)
    world.coverage.restore({OperationId(name): counts for name, counts in snapshot.coverage.items()})
    world.journal.recorded = snapshot.journal.recorded


def _named(keys: Mapping[str, Any], name: str) -> Any:
    if name not in keys:
        raise unlike(f"one of the keys {', '.join(keys)}", name)
    return keys[name]
