"""A snapshot is all that is true of a world: what comes out of it answers as the original does, or it is refused whole."""

import inspect
import pkgutil
from copy import deepcopy
from importlib import import_module
from typing import Any, get_args

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import layers_mock.world
from layers_mock.errors import SnapshotError
from layers_mock.fixtures import Fixture, compile_fixture, fixture_names
from layers_mock.http.worlds import DEFAULT, Worlds
from layers_mock.world import World
from layers_mock.world.clock import Clock
from layers_mock.world.organization import Organization
from layers_mock.world.snapshot_document import EVENTS, TABLES
from layers_mock.world.snapshots import fixture_digest, opened, restored, save
from layers_mock.world.table import Table
from tests.harness import BASE_URL, Api, base_of, contract
from tests.world.stories import STORIES, Step, tell
from tests.world.teller import Teller

FULL_STORY: list[Step] = [
    ("upload", 0, 0), ("presign", 1, 1), ("presign", 1, 0), ("finalize", 0, 0), ("clone", 20, 1), ("clone", 21, 1),
    ("create", 0, 7), ("generate", 1, 7), ("generate", 12, 8), ("clone-from-post", 7, 1), ("project", 1, 1),
    ("patch-project", 0, 2), ("scenario", 0, 0), ("scenario", 3, 0), ("scenario", 5, 0), ("storm", 24, 0), ("read", 2, 1),
    ("scenario", 1, 0), ("read", 2, 1), ("advance", 2, 0), ("cancel", 1, 0), ("steer-job", 2, 1), ("steer-job", 3, 0),
    ("patch", 1, 1), ("poll", 4, 0), ("upload", 1, 0), ("schedule", 0, 0), ("advance", 2, 0), ("schedule", 0, 8),
    ("override", 1, 0), ("advertise", 0, 1), ("advertise", 2, 0),
    ("policy", 0, 0), ("policy", 0, 3), ("generate", 0, 9), ("review", 3, 0),
    ("webhook", 0, 0), ("webhook", 1, 1), ("rotate-secret", 0, 0),
    ("ping", 0, 1), ("replay", 0, 0), ("patch-webhook", 1, 1), ("attempt", 0, 1), ("attempt", 1, 0),
    ("begin", 0, 0), ("decide", 0, 0), ("renew", 0, 0), ("lease", 0, 2), ("decide-lease", 0, 1), ("lease", 0, 0),
    ("engage", 1, 1), ("key", 3, 1),
    ("ingest", 0, 2), ("ingest", 0, 0), ("install", 0, 0),
    ("sdk-app", 1, 0), ("patch-app", 1, 1), ("patch-app", 0, 0),
]  # fmt: skip
FREE = {
    "identity",
    "niche",
    "brief",
    "metadata",
    "brand_context",
    "result",
    "error",
    "last_error",
    "details",
    "body",
    "ingest_state",
    "data",
}
"""Fields that hold any JSON."""


def written(world: World) -> bytes:
    return orjson.dumps(save(world))


def restored_api(document: object, base_url: str = BASE_URL) -> Api:
    api = Api()
    api.worlds.base_url = base_url
    api.worlds.restore(document, DEFAULT)
    return api


@pytest.fixture(scope="module")
def rich() -> Any:
    """A snapshot in which something is said of everything."""
    teller = Teller(Api())
    tell(teller, FULL_STORY)
    return orjson.loads(written(teller.api.world))


def signed(document: Any) -> Any:
    """The document with a digest that fits, as a forger would leave it."""
    from layers_mock.world.snapshots import _digest

    content = {name: value for name, value in document.items() if name != "digest"}
    return {**content, "digest": _digest(content)}


@settings(max_examples=60, deadline=None)
@given(STORIES, STORIES)
def test_a_restored_world_answers_every_later_call_byte_for_byte_like_the_original(first: list[Step], then: list[Step]) -> None:
    original = Teller(Api())
    tell(original, first)
    saved = written(original.api.world)
    copy = Teller(restored_api(orjson.loads(saved)), original)
    assert written(copy.api.world) == saved
    told = len(original.heard)
    tell(original, then)
    tell(copy, then)
    assert original.heard[told:] == copy.heard
    findings = [entry.findings for entry in copy.api.world.journal.newest_first()]
    assert [entry.findings for entry in original.api.world.journal.newest_first()][: len(findings)] == findings
    assert written(copy.api.world) == written(original.api.world)


def test_the_full_story_says_something_of_everything(rich: Any) -> None:
    acme = rich["organizations"][0]
    assert set(acme["rows"]) == set(TABLES) - {"ad_campaigns", "ad_sets", "ads"}
    assert {mark["event"]["type"] for mark in rich["timeline"]["events"]} == {kind.__name__ for kind in get_args(EVENTS)}
    assert acme["audit"]["calls"]
    for section in ("keys", "idempotency", "rate_limits", "scenarios", "coverage"):
        assert rich[section], section
    assert all(rich["conduct"].values())
    assert acme["external_ids"]


@pytest.mark.parametrize("fixture", fixture_names())
def test_every_fixture_that_travels_along_can_be_saved_and_restored(fixture: str) -> None:
    api = Api(fixture)
    for seconds in (0, 40, 100_000):
        api.advance(seconds)
        api.world.settle(api.world.clock.now())
        saved = written(api.world)
        assert written(restored_api(orjson.loads(saved)).world) == saved


def test_a_job_under_way_goes_on_where_it_was() -> None:
    api = Api()
    job = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "EU"}).body["jobId"]
    api.advance(20)
    before = api.get(f"/v1/jobs/{job}").body
    copy = restored_api(save(api.world))
    assert copy.get(f"/v1/jobs/{job}").body == before
    assert before["status"] == "running"
    copy.advance(40)
    assert copy.get(f"/v1/jobs/{job}").body["status"] == "completed"


def test_an_idempotency_key_is_replayed_by_the_restored_world() -> None:
    api = Api()
    call = ("POST", f"/v1/influencers/{api.id('ava')}/clone", {"name": "EU"})
    first = api.request(*call, headers={"Idempotency-Key": "k"})
    copy = restored_api(save(api.world))
    assert copy.request(*call, headers={"Idempotency-Key": "k"}).raw == first.raw
    other = copy.request("POST", call[1], {"name": "US"}, headers={"Idempotency-Key": "k"})
    assert other.code == "IDEMPOTENCY_CONFLICT"


def test_a_reset_of_a_restored_world_brings_its_own_beginning_back() -> None:
    api = Api(seed=7)
    api.control("PUT", "clock", {"speed": 3.0})
    beginning = Api(seed=7)
    copy = restored_api(save(api.world))
    copy.control("POST", "reset")
    assert written(copy.world) == written(beginning.world)


def test_the_clock_of_a_real_time_world_goes_on_from_the_time_that_was_saved() -> None:
    real = 100.0
    api = Api()
    clock = Clock(api.world.base.start, mode="real", speed=2.0, monotonic=lambda: real)
    api.world.clock = clock
    real += 30
    saved = save(api.world)
    real += 1000
    world = restored_api(saved).world
    assert (world.clock.mode, world.clock.speed) == ("real", 2.0)
    assert 0 <= world.clock.now() - (api.world.base.start + 60_000) < 60_000


def test_no_secret_is_in_a_snapshot(rich: Any) -> None:
    text = orjson.dumps(rich).decode()
    for secret in Api().world.keys:
        assert secret not in text
        assert secret.split("_")[-1] not in text


def test_calls_of_the_journal_are_left_out_and_their_number_is_kept() -> None:
    api = Api()
    api.get("/v1/credits")
    copy = restored_api(save(api.world))
    assert copy.control("GET", "requests").body["items"] == []
    copy.get("/v1/credits")
    assert [item["number"] for item in copy.control("GET", "requests").body["items"]] == [2]


def test_everything_a_world_holds_is_in_a_snapshot_or_derived() -> None:
    """Whoever gives a world something new decides here whether it is saved."""
    told = {
        "beginning", "clock", "conduct", "coverage", "idempotency", "ids", "journal", "keys", "organizations", "rate_limits",
        "request_ids", "scenarios", "timeline", "name", "seed",
    }  # fmt: skip
    derived = {"base", "contract", "incarnation", "links", "lifecycles", "outbox", "when_rotated"}
    forgotten = {"attempts", "inbox"}
    assert set(vars(Api().world)) == told | derived | forgotten
    organization = next(iter(Api().world.organizations.values()))
    tables = {name for name in Organization.__slots__ if isinstance(getattr(organization, name), Table)}
    assert tables == set(TABLES)
    rest = {"audit", "external_ids", "key", "name", "owner_email", "posts_by_external_id", "wallet"}
    assert set(Organization.__slots__) == tables | rest


def test_every_event_there_is_can_be_saved() -> None:
    modules = [import_module(f"layers_mock.world.{m.name}") for m in pkgutil.iter_modules(layers_mock.world.__path__)]
    classes = {c for module in modules for _, c in inspect.getmembers(module, inspect.isclass) if hasattr(c, "_fields")}
    events = {c for c in classes if hasattr(c, "apply") and hasattr(c, "describe")}
    assert events == set(get_args(EVENTS))


def test_rows_that_are_as_in_the_fixture_are_not_told() -> None:
    api = Api()
    assert all(organization["rows"] == {} for organization in orjson.loads(written(api.world))["organizations"])
    api.patch(f"/v1/influencers/{api.id('ava')}", {"vibe": "loud"})
    rows = orjson.loads(written(api.world))["organizations"][0]["rows"]
    assert list(rows) == ["influencers"]
    assert [set(row) for row in rows["influencers"]["changed"]] == [{"key", "identity", "updated_at"}]


# What is not as it was saved


def refuses(document: object, words: str, name: str = DEFAULT) -> None:
    """The document is refused with these words, and the world it should have replaced is as it was."""
    api = Api()
    api.get("/v1/credits")
    before, secrets = written(api.world), set(api.world.keys)
    with pytest.raises(SnapshotError, match=words):
        api.worlds.restore(document, name)
    assert written(api.world) == before
    assert api.worlds.names() == [DEFAULT]
    assert all(api.worlds.authenticate({"X-Api-Key": secret})[0] is api.world for secret in secrets)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "no snapshot"), ([], "no snapshot"), ({}, "no snapshot"), ({"snapshot": "1"}, "no snapshot"),
        ({"snapshot": True}, "no snapshot"), ({"snapshot": 0}, "version 0"), ({"snapshot": 10**30}, "newer layers-mock"),
    ],
)  # fmt: skip
def test_what_is_no_snapshot_is_refused(document: object, words: str) -> None:
    refuses(document, words)


def test_a_newer_snapshot_is_refused_even_where_the_rest_could_be_read(rich: Any) -> None:
    refuses(signed({**rich, "snapshot": 2, "news": []}), "version 2 and this layers-mock reads version 1. A newer layers-mock")


def test_another_edition_another_fixture_and_another_name_are_refused(rich: Any) -> None:
    refuses(signed({**rich, "edition": "2026-06"}), "edition 2026-06 and this server serves 2026-04")
    changed = {**rich["fixture"], "digest": "0" * 32}
    refuses(signed({**rich, "fixture": changed}), "fixture acme, which is another one here")
    for fixture in ("nowhere", "../../etc/passwd.yaml", "a" * 5000):
        refuses(signed({**rich, "fixture": {**changed, "name": fixture}}), "which is not here; start with --fixture")
    refuses(rich, "of the world 'default' and cannot become 'other'", name="other")
    refuses(signed({**rich, "world": "nowhere"}), "No world can have the name", name="nowhere")
    refuses(signed({**rich, "world": "../x"}), "No world can have the name", name="../x")


def places(node: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in a document."""
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for step, part in below for place in places(part, (*path, step)))]


def kinds_of_places(document: object) -> list[tuple[Any, ...]]:
    """A path for each kind of value there is: rows of a list and items of a field count as one, while their types are."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for path in places(document)[1:]:
        shape = tuple("*" if isinstance(step, int) else step for step in path)
        found.setdefault((shape, type(value_at(document, path))), path)
    return list(found.values())


ROWS = ("organizations", 0, "rows")


def changed_at(document: Any, path: tuple[Any, ...], value: object) -> Any:
    """The document with another value at a place. What is beside the path is shared: nothing writes into a document."""
    if not path:
        return value
    copy = document.copy()
    copy[path[0]] = changed_at(document[path[0]], path[1:], value) if path[1:] else value
    return copy


def value_at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_edited_value_is_refused(rich: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(places(rich)[1:]))
    value: Any = data.draw(st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({}))
    edited = changed_at(rich, path, value)
    if orjson.dumps(value_at(rich, path)) == (orjson.dumps(value) if not isinstance(value, int) or abs(value) < 2**63 else b""):
        return
    with pytest.raises(SnapshotError):
        opened(edited)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_lost_value_is_refused(rich: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(places(rich)[1:]))
    copy = deepcopy(rich)
    del value_at(copy, path[:-1])[path[-1]]
    with pytest.raises(SnapshotError):
        opened(copy)


WRONG: list[Any] = [None, True, -7, 7, 0.5, "", "x", "01KPZNRWG0ZWMJSSF2571B3YC3", [], [[]], {}, {"type": []}, {"base64": "!"}]


def is_free(path: tuple[Any, ...]) -> bool:
    return any(step in FREE for step in path[3:])


def test_a_value_of_another_type_is_refused_even_with_a_digest_that_fits(rich: Any) -> None:
    base = base_of("acme")
    for path in kinds_of_places(rich):
        before = value_at(rich, path)
        for value in WRONG:
            if type(value) is type(before) or path[-1] == "digest":
                continue
            if value is None or isinstance(before, dict | float | int) or isinstance(value, dict | float | int):
                # A field may be left empty, bytes may be text or not, a number whole or not: tried below.
                continue
            document = signed(changed_at(rich, path, value))
            try:
                restored(opened(document), base, contract(), base_url=BASE_URL, journal_capacity=10)
            except SnapshotError:
                continue
            assert is_free(path), (path, before, value)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_forged_document_is_refused_or_makes_a_world_that_works(rich: Any, data: st.DataObject) -> None:
    kinds = kinds_of_places(rich)
    path = data.draw(st.sampled_from(kinds) | st.sampled_from(places(rich)[1:]))
    value = data.draw(st.sampled_from(WRONG) | st.sampled_from(kinds).map(lambda place: value_at(rich, place)))
    api = Api()
    try:
        api.worlds.restore(signed(changed_at(rich, path, value)), DEFAULT)
    except SnapshotError:
        return
    for seconds in (0, 60, 90_000, 3_000_000):
        api.advance(seconds)
        if not api.world.scenarios:
            assert api.get("/v1/credits").status in {200, 429, 503}
    saved = written(api.world)
    assert written(restored_api(orjson.loads(saved)).world) == saved


CONTRADICTIONS: dict[str, tuple[tuple[Any, ...], Any]] = {
    "before the beginning": (("clock", "now"), "2025-01-01T00:00:00.000Z"),
    "speed is above 0": (("clock", "speed"), 0),
    "counted from 0": (("drawn", "ids"), -1),
    "the organisations of the fixture": (("organizations",), []),
    "numbers of the events": (("timeline", "scheduled"), 1),
    "no event will end its stage": (("timeline", "events"), []),
    "one of the keys full": (("idempotency", 0, "key"), "nobody"),
    "there is no operation cloneInfluenza": (("idempotency", 0, "operation"), "cloneInfluenza"),
    "rate limit's bucket": (("rate_limits", 0, "rate_class"), "read-heavy"),
    "the scenario wallet cannot be": (("scenarios", 0, "when", "nth"), 0),
    "the scenario odd cannot be": (("scenarios",), [{"name": "odd", "when": {"event": "job.poured"}, "then": {}}]),
    "the scenario early cannot be": (
        ("scenarios",), [{"name": "early", "when": {}, "then": {"webhook": {"kind": "delay", "milliseconds": -1}}}],
    ),
    "is of another organisation": ((*ROWS, "projects", "added", 0, "organization"), "6KP00JPMRA8ZQSM52G9P2NCSG5"),
    "the project of": ((*ROWS, "jobs", "added", 0, "project"), "01KPZNRWG0ZWMJSSF2571B3YC3"),
    "which is not known": ((*ROWS, "jobs", "added", 0, "kind"), "tea"),
    "are no plan": ((*ROWS, "jobs", "added", 0, "ends"), []),
    "has no price": ((*ROWS, "containers", "added", 0, "format"), "poem"),
    "is found by another key": ((*ROWS, "media", "added", 0, "id"), "med_01KPZNRWG0ZWMJSSF2571B3YC4"),
    "leads to no project": (("organizations", 0, "external_ids"), {"x": "01KPZNRWG0ZWMJSSF2571B3YC3"}),
    "a key's tier": (("keys", 0, "changes"), {"tier": "gold"}),
    "the state of a key": (("keys", 0, "changes"), {"secret": "lp_live_mine"}),
    "ApiKey knows no colour": (("keys", 0, "changes"), {"colour": "red"}),
    "does not count its calls": (("organizations", 0, "audit", "told"), 1),
    "is not in order": (("organizations", 0, "audit", "calls", 0, "at"), "2126-04-24T12:00:00.000Z"),
    "names a key that is not": (("organizations", 0, "audit", "calls", 0, "key"), "01KPZNRWG0ZWMJSSF2571B3YC3"),
    "tells what no call comes to": (("organizations", 0, "audit", "calls", 0, "change"), "tea.poured"),
    "a number of rotations": (("keys", 0, "changes"), {"rotations": -1}),
    "no webhook delivery can be": ((*ROWS, "webhook_deliveries", "added", 0, "attempts"), -1),
    "no webhook endpoint can be": ((*ROWS, "webhook_endpoints", "added", 0, "secret"), -1),
    "the endpoint of": ((*ROWS, "webhook_deliveries", "added", 0, "endpoint"), "01KPZNRWG0ZWMJSSF2571B3YC3"),
    "which have not begun by now": ((*ROWS, "leases", "added", 0, "months"), 10**12),
    "more accounts than were asked for": ((*ROWS, "lease_requests", "added", 0, "wanted"), 0),
    "no SDK app can be as": ((*ROWS, "sdk_apps", "added", 0, "users"), 0),
    "one of projects": ((*ROWS, "ideas"), {}),
}  # fmt: skip


@pytest.mark.parametrize("words", CONTRADICTIONS)
def test_a_document_whose_parts_contradict_each_other_is_refused(rich: Any, words: str) -> None:
    path, value = CONTRADICTIONS[words]
    refuses(signed(changed_at(rich, path, value)), words)


def test_a_message_names_the_place(rich: Any) -> None:
    path = (*ROWS, "jobs", "added", 1, "started_at")
    refuses(
        signed(changed_at(rich, path, True)), r"organizations\[0\]\.rows\.jobs\.added\[1\]\.started_at: an instant such as 20"
    )


def test_the_digest_of_a_fixture_changes_with_whatever_it_says() -> None:
    told: dict[str, Any] = {
        "fixture": "tiny", "about": "x", "starts": "2026-04-24T12:00:00Z",
        "organizations": ({"label": "o", "name": "O", "keys": ({"name": "k"},), "projects": ({"label": "p", "name": "P"},)},),
    }  # fmt: skip
    changes: list[tuple[tuple[Any, ...], object]] = [
        (("starts",), "2026-04-24T12:00:01Z"), (("organizations", 0, "name"), "Q"),
        (("organizations", 0, "keys", 0, "tier"), "pilot"),
        (("organizations", 0, "projects", 0, "name"), "Q"), (("organizations", 0, "credits"), {"included": 1}),
        (("scenarios",), ({"name": "s", "then": {"wallet": "empty"}},)),
    ]  # fmt: skip

    def digest(fixture: Any) -> str:
        return fixture_digest(compile_fixture(Fixture.model_validate(fixture), contract()))

    changed = []
    for path, value in changes:
        copy = orjson.loads(orjson.dumps(told))
        copy = changed_at(copy, path, value)
        copy["organizations"] = tuple(
            {**o, "keys": tuple(o["keys"]), "projects": tuple(o["projects"])} for o in copy["organizations"]
        )
        changed.append(digest(copy))
    assert len({digest(told), *changed}) == 1 + len(changes)
    assert digest(told) == digest(told)


def test_worlds_of_one_server_restore_each_for_itself() -> None:
    worlds = Worlds(contract(), base_of("acme"), seed=1, mode="manual", speed=1.0, base_url=BASE_URL)
    one = worlds.create("one", fixture="empty", seed=5, mode=None, speed=None)
    saved, keys = save(one), dict(one.keys)
    one.clock.advance(5000)
    worlds.remove("one")
    again = worlds.restore(saved, "one")
    assert (again.keys, again.base.fixture, again.seed) == (keys, "empty", 5)
    assert worlds.get("one") is again
    assert worlds.default is not again
