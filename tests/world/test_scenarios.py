"""The laws of scenarios: pointers lead where RFC 6901 says, counts are kept, chance is the world's own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.contract import OperationId
from layers_mock.world.ids import IdSource
from layers_mock.world.scenarios import JobBend, Mishap, Scenario, Scenarios, Then, When, pointed_at
from tests.harness import contract

WHOAMI = contract().operations[OperationId("getWhoami")]
CLONE = contract().operations[OperationId("cloneInfluencer")]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~01", max_size=3), inner, max_size=3),
    max_leaves=8,
)


def scenarios(*many: Scenario, seed: int = 1) -> Scenarios:
    found = Scenarios(IdSource("w", seed))
    for scenario in many:
        found.add(scenario)
    return found


def decide(found: Scenarios, body: object = None, now: int = 0, operation: Any = WHOAMI) -> str | None:
    scenario = found.decide(operation, "full", {}, body, now)
    return None if scenario is None else scenario.name


def every_pointer(document: Any, pointer: str = "") -> list[tuple[str, Any]]:
    parts = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    below = [every_pointer(part, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}") for name, part in parts]
    return [(pointer, document), *[found for some in below for found in some]]


@given(JSON)
def test_a_pointer_leads_to_every_part_of_a_document(document: object) -> None:
    for pointer, part in every_pointer(document):
        assert pointed_at(document, pointer) is part


@pytest.mark.parametrize(
    "pointer", ["/a/b", "/x", "/a/-1", "/a/01", "/a/1", "/a/0/0", "/a/", "/a/x", "/", "/a/+0", "/a/9999999999"]
)
def test_a_pointer_that_leads_nowhere_leads_to_nothing_that_could_be_equal(pointer: str) -> None:
    found = pointed_at({"a": ["x"]}, pointer)
    assert found != "x"
    assert found is not None
    assert decide(scenarios(Scenario("s", When(body={pointer: None}), Then())), {"a": ["x"]}) is None


@given(JSON, JSON)
def test_a_body_matches_itself_and_what_is_equal_as_json(one: object, other: object) -> None:
    matches = decide(scenarios(Scenario("s", When(body={"": one}), Then())), other) == "s"
    assert matches == (_strict(one) == _strict(other))
    assert decide(scenarios(Scenario("s", When(body={"": one}), Then())), one) == "s"


def _strict(value: Any) -> Any:
    """A value in which true is not 1."""
    if isinstance(value, dict):
        return {name: _strict(part) for name, part in value.items()}
    return [_strict(part) for part in value] if isinstance(value, list) else (isinstance(value, bool), value)


def test_lists_out_of_a_fixture_match_lists_out_of_a_body() -> None:
    found = scenarios(Scenario("s", When(body={"/a": ("x", ("y",))}), Then()))
    assert decide(found, {"a": ["x", ["y"]]}) == "s"
    assert decide(found, {"a": ["x", "y"]}) is None


@given(st.floats(0, 1), st.integers(-5, 5), st.integers(1, 60))
def test_chance_depends_on_seed_name_and_number_alone(probability: float, seed: int, calls: int) -> None:
    def told() -> list[str | None]:
        found = scenarios(
            Scenario("s", When(probability=probability), Then()), Scenario("t", When(probability=0.5), Then()), seed=seed
        )
        return [decide(found) for _ in range(calls)]

    assert told() == told()
    assert probability > 0 or "s" not in told()
    assert probability < 1 or set(told()) == {"s"}


@given(st.integers(1, 4), st.integers(1, 6), st.integers(1, 4), st.integers(0, 30))
def test_counts_are_those_of_calls_that_match_and_times_is_never_passed(every: int, first: int, times: int, calls: int) -> None:
    scenario = Scenario("s", When(every=every, first=first), Then(), times=times)
    found = scenarios(scenario)
    applied = 0
    for _ in range(calls):
        applied += decide(found) is not None
    assert scenario.applied == applied <= times
    assert applied <= min(first // every, times)
    assert scenario.matched == calls if applied < times else scenario.matched <= calls


def test_expired_prepared_and_impossible_ones_do_not_match_and_count_nothing() -> None:
    expired = Scenario("expired", When(), Then(), expires_at=5)
    prepared = Scenario("prepared", When(), Then(), is_prepared=True)
    unknown = Scenario("unknown", When(), Then(code="NOT_FOUND"))
    status = Scenario("status", When(), Then(code="INTERNAL", status=503))
    job = Scenario("job", When(), Then(job=JobBend("hang")))
    found = scenarios(expired, prepared, unknown, status, job)
    assert [decide(found, now=now) for now in (4, 5, 6)] == ["expired", None, None]
    assert [scenario.matched for scenario in found.all()] == [1, 0, 0, 0, 0]
    assert decide(found, now=5, operation=CLONE) == "unknown"
    found.remove("unknown")
    assert decide(found, now=5, operation=CLONE) == "job"


@pytest.mark.parametrize(
    ("pattern", "url", "is_match"),
    [
        (None, "https://a.example/in", True),
        ("*", "https://a.example/in", True),
        ("https://a.example/in", "https://a.example/in", True),
        ("https://a.example/*", "https://a.example/", True),
        ("*/in", "https://a.example/in", True),
        ("*/in", "https://a.example/in/", False),
        ("*a*i*", "https://a.example/in", True),
        ("*a*z*", "https://a.example/in", False),
        ("*?id=1", "https://a.example/in?id=1", True),
        ("*?id=1", "https://a.example/in/id=1", False),
        ("http://[::1]*", "http://[::1]:80/in", True),
        ("http://[abc]*", "http://a:80/in", False),
        ("HTTPS://A.example/*", "https://a.example/in", False),
        ("*x" * 40, "x" * 39, False),
    ],
)
def test_the_url_of_an_endpoint_matches_where_a_star_stands_for_anything(pattern: str | None, url: str, is_match: bool) -> None:
    found = scenarios(Scenario("s", When(endpoint=pattern), Then(webhook=Mishap("drop"))))
    assert (found.decide_attempt("job.failed", url, 0, is_one_held=False) is not None) == is_match


@pytest.mark.parametrize(
    ("pattern", "is_match"),
    [(None, True), ("*", True), ("job.*", True), ("*.failed", True), ("job.failed", True), ("post.*", False), ("*.completed", False)],
)  # fmt: skip
def test_the_type_of_an_event_matches_by_either_half(pattern: str | None, is_match: bool) -> None:
    found = scenarios(Scenario("s", When(event=pattern), Then(webhook=Mishap("drop"))))
    assert (found.decide_attempt("job.failed", "", 0, is_one_held=False) is not None) == is_match


def test_attempts_are_chosen_as_calls_are_and_each_kind_meets_its_own_scenarios_alone() -> None:
    found = scenarios(
        Scenario("call", When(), Then(code="INTERNAL")),
        Scenario("window", When(after=5, before=7, every=2), Then(webhook=Mishap("drop"))),
        Scenario("chance", When(probability=0), Then(webhook=Mishap("drop"))),
        Scenario("once", When(), Then(webhook=Mishap("truncate")), times=1),
    )
    decided = [found.decide_attempt("job.failed", "", now, is_one_held=False) for now in (4, 5, 6, 7, 8)]
    assert [None if scenario is None else scenario.name for scenario in decided] == ["once", None, "window", None, None]
    assert decide(found) == "call"
    assert {scenario.name: (scenario.matched, scenario.applied) for scenario in found.all()} == {
        "call": (1, 1), "window": (2, 1), "chance": (4, 0), "once": (1, 1),
    }  # fmt: skip


def test_what_another_delivery_waits_for_is_not_made_to_wait_itself_and_counts_not() -> None:
    found = scenarios(
        Scenario("swap", When(), Then(webhook=Mishap("reorder"))), Scenario("late", When(), Then(webhook=Mishap("delay", 5)))
    )
    names = []
    for is_one_held in (False, True, False):
        scenario = found.decide_attempt("job.failed", "", 0, is_one_held=is_one_held)
        names.append(None if scenario is None else scenario.name)
    assert (names, [scenario.matched for scenario in found.all()]) == (["swap", "late", "swap"], [2, 1])


def test_another_scenario_of_a_name_takes_its_place_at_the_end() -> None:
    found = scenarios(Scenario("a", When(), Then()), Scenario("b", When(), Then()), Scenario("a", When(nth=2), Then()))
    assert [scenario.name for scenario in found.all()] == ["b", "a"]
    assert (bool(found), found.remove("a"), found.remove("a"), found.get("a")) == (True, True, False, None)
    found.clear()
    assert (bool(found), found.all()) == (False, [])
