"""The timeline: what is due happens in order, once, and is told; what recurs or became void keeps nobody busy."""

from dataclasses import dataclass, field
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.contract import JsonObject
from layers_mock.world.timeline import Timeline, numbered
from layers_mock.world.world import World
from tests.harness import Api

NOBODY = cast("World", None)


@dataclass
class Mark:
    """An event that writes its name down. ``then`` is put on the timeline when it happens."""

    name: str
    told: list[tuple[str, int]]
    is_recurring: bool = False
    is_void: bool = False
    then: list[tuple[int, "Mark"]] = field(default_factory=list)
    timeline: Timeline | None = None
    described: int = 0

    def apply(self, world: World, at: int) -> None:
        self.told.append((self.name, at))
        for due, event in self.then:
            assert self.timeline is not None
            self.timeline.schedule(due, event)

    def describe(self, world: World, at: int) -> JsonObject | None:
        self.described += 1
        return None if self.is_void else {"event": self.name}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), max_size=25),
    st.integers(0, 25),
    st.integers(-1, 10),
)
def test_events_happen_in_the_order_of_their_times_and_of_their_coming(
    rows: list[tuple[int, bool, bool]], at_beginning: int, now: int
) -> None:
    told: list[tuple[str, int]] = []
    marks = [(due, Mark(str(number), told, is_recurring, is_void)) for number, (due, is_recurring, is_void) in enumerate(rows)]
    timeline = Timeline(numbered(marks[:at_beginning]))
    for due, mark in marks[at_beginning:]:
        timeline.schedule(due, mark)
    order = sorted(range(len(rows)), key=lambda number: (rows[number][0], number))
    assert [event.name for _, event in cast("list[tuple[int, Mark]]", timeline.entries())] == [str(number) for number in order]
    standing = [rows[number] for number in order if not rows[number][2]]
    assert timeline.next_due(NOBODY) == next((due for due, _, _ in standing), None)
    assert timeline.next_single(NOBODY) == next((due for due, is_recurring, _ in standing if not is_recurring), None)
    timeline.settle(NOBODY, now)
    assert told == [(str(number), rows[number][0]) for number in order if rows[number][0] <= now]
    timeline.settle(NOBODY, now)
    assert len(told) == len([row for row in rows if row[0] <= now])


def test_timelines_share_what_they_begin_with() -> None:
    told: list[tuple[str, int]] = []
    base = numbered((due, Mark(str(due), told)) for due in (3, 1, 2))
    one, other = Timeline(base), Timeline(base)
    one.settle(NOBODY, 2)
    assert told == [("1", 1), ("2", 2)]
    assert [due for due, _ in one.entries()] == [3]
    assert [due for due, _ in other.entries()] == [1, 2, 3]
    assert [number for _, number, _ in other.numbered()] == [1, 2, 3]


def test_many_void_events_are_met_once() -> None:
    told: list[tuple[str, int]] = []
    void = [(due, Mark(f"void {due}", told, is_void=True)) for due in range(100)]
    last = Mark("last", told)
    timeline = Timeline(numbered(void[:50]))
    for due, mark in [*void[50:], (200, last)]:
        timeline.schedule(due, mark)
    assert timeline.next_due(NOBODY) == 200
    before = sum(mark.described for _, mark in void)
    assert [timeline.next_due(NOBODY), timeline.next_single(NOBODY)] == [200, 200]
    assert sum(mark.described for _, mark in void) == before
    timeline.settle(NOBODY, 300)
    assert told == [("last", 200)]
    assert timeline.scheduled == 101


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=20))
def test_what_happens_is_told_as_it_happens_but_for_what_became_void(rows: list[tuple[int, bool]]) -> None:
    timeline, told = Timeline(), list[tuple[str, int]]()
    for number, (due, is_void) in enumerate(rows):
        timeline.schedule(due, Mark(str(number), told, is_void=is_void))
    heard = [event["event"] for event in timeline.told(NOBODY, 9)]
    assert len(told) == len(rows)
    assert heard == [name for name, _ in told if not rows[int(name)][1]]


def test_an_event_that_an_event_causes_happens_in_its_turn() -> None:
    timeline, told = Timeline(), list[tuple[str, int]]()
    late = Mark("late", told)
    timeline.schedule(1, Mark("first", told, then=[(3, Mark("caused", told)), (99, late)], timeline=timeline))
    timeline.schedule(4, Mark("last", told))
    timeline.settle(NOBODY, 10)
    assert told == [("first", 1), ("caused", 3), ("last", 4)]
    assert timeline.next_due(NOBODY) == 99


def test_a_world_with_recurring_events_alone_is_idle() -> None:
    api = Api("empty")
    assert api.world.timeline.next_single(api.world) is None
    assert api.world.next_due() is not None
    moved = api.control("POST", "clock/advance", {"to": "idle"}).body
    assert (moved["isIdle"], moved["happened"], moved["now"]) == (True, [], "2026-04-24T12:00:00.000Z")


def test_recurring_events_on_the_way_happen_and_are_told() -> None:
    api = Api("empty")
    happened = api.control("POST", "clock/advance", {"seconds": 61 * 86_400}).body["happened"]
    assert [(event["event"], event["at"][:10]) for event in happened] == [
        ("credits.period", "2026-05-24"), ("credits.period", "2026-06-23"),
    ]  # fmt: skip


def test_an_event_of_an_older_plan_is_not_what_is_next() -> None:
    api = Api("empty")
    project = api.post("/v1/projects", {"name": "P", "timezone": "UTC"}).body["id"]
    job = api.post(f"/v1/projects/{project}/influencers", {"name": "I"}).body["jobId"]
    assert api.control("GET", "clock").body["nextDue"] == "2026-04-24T12:00:05.000Z"
    api.control("POST", f"jobs/{job}/complete")
    assert api.control("GET", "clock").body["nextDue"] == "2026-05-24T12:00:00.000Z"
    assert api.control("POST", "clock/advance", {"seconds": 600}).body["happened"] == []


def test_a_busy_world_comes_to_rest_in_one_move() -> None:
    api = Api()
    jobs = [api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": str(n)}).body["jobId"] for n in range(500)]
    moved = api.control("POST", "clock/advance", {"to": "idle"}).body
    completed = [event["jobId"] for event in moved["happened"] if event["event"] == "job.completed"]
    assert (moved["isIdle"], set(jobs) <= set(completed)) == (True, True)
    assert [event["at"] for event in moved["happened"]] == sorted(event["at"] for event in moved["happened"])
