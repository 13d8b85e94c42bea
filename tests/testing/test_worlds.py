"""Worlds in a test's hands: fresh, steered, reset, shared where they shall be."""

from tests.testing.suites import Suite, suite

__all__ = ["suite"]


def test_every_test_has_a_world_of_its_own(suite: Suite) -> None:
    result = suite.run("""
seen = []

@pytest.mark.parametrize("number", range(3))
def test_fresh(layers, number):
    assert "A clone" not in names(layers)
    assert clone(layers)[0] == 202
    assert "A clone" in names(layers)
    seen.append((layers.world, layers.api_key))

def test_none_is_the_other_and_all_are_gone(layers_server, layers):
    assert len({name for name, _ in seen}) == len({key for _, key in seen}) == 3
    with urlopen(layers_server.control_url + "/worlds") as answer:
        assert json.loads(answer.read())["items"] == ["default", layers.world]
""")
    result.assert_outcomes(passed=4)


def test_a_world_tells_address_keys_ids_and_begins_as_the_markers_say(suite: Suite) -> None:
    result = suite.run("""
def test_default(layers):
    assert layers.base_url.startswith("http://127.0.0.1:")
    assert layers.control_url == f"{layers.base_url}/__mock/worlds/{layers.world}"
    assert layers.api_key == layers.keys["full"]
    assert {"limited", "other", "broke"} <= set(layers.keys)
    assert layers.ids["ava"].startswith("inf_")
    assert (layers.fixture, layers.seed, layers.control("GET", "clock")["mode"]) == ("acme", 1, "manual")
    assert call(layers, "GET", "/v1/whoami")[0] == 200

@pytest.mark.layers(fixture="empty", seed=4)
class TestMarked:
    def test_by_its_class(self, layers):
        assert (layers.fixture, layers.seed) == ("empty", 4)

    @pytest.mark.layers(seed=5, clock="real", speed=100)
    def test_by_the_closest_first(self, layers):
        clock = layers.control("GET", "clock")
        assert (layers.fixture, layers.seed, clock["mode"], clock["speed"]) == ("empty", 5, "real", 100)
""")
    result.assert_outcomes(passed=3)


def test_time_moves_when_told_and_tells_what_happened(suite: Suite) -> None:
    result = suite.run("""
from datetime import datetime, timedelta, timezone

def test_time(layers):
    begun = layers.clock.now
    assert begun == datetime(2026, 4, 24, 12, tzinfo=timezone.utc)
    job = clone(layers)[1]["jobId"]
    first, *_ = [event for event in layers.clock.advance(60) if event.get("jobId") == job]
    assert first["event"] == "job.stage"
    assert layers.clock.now == begun + timedelta(minutes=1)
    layers.clock.advance(timedelta(hours=1))
    assert layers.clock.now == begun + timedelta(minutes=61)
    assert call(layers, "GET", f"/v1/jobs/{job}")[1]["status"] == "completed"
    other = clone(layers, "Another")[1]["jobId"]
    assert layers.clock.advance(to="next-event")[0]["jobId"] == other
    assert [event["event"] for event in layers.clock.advance(to="idle") if event.get("jobId") == other][-1] == "job.completed"
    assert layers.clock.advance(to="idle") == []

@pytest.mark.parametrize(("wanted", "told"), [
    ({}, "Say how far"), ({"seconds": 1, "to": "idle"}, "Say how far"), ({"seconds": -1}, "greater than or equal to 0"),
    ({"to": "tomorrow"}, "next-event"),
])
def test_misuse(layers, wanted, told):
    from layers_mock.errors import ControlError
    with pytest.raises(ControlError, match=told):
        layers.clock.advance(**wanted)
""")
    result.assert_outcomes(passed=5)


def test_a_reset_world_is_as_at_its_beginning(suite: Suite) -> None:
    result = suite.run("""
def test_reset(layers):
    clone(layers)
    layers.clock.advance(600)
    layers.reset()
    assert "A clone" not in names(layers)
    assert layers.control("GET", "clock")["now"] == "2026-04-24T12:00:00.000Z"
""")
    result.assert_outcomes(passed=1)


def test_a_scenario_happens_and_counts(suite: Suite) -> None:
    result = suite.run("""
from layers_mock.errors import ControlError

def test_scenario(layers):
    broke = layers.scenario(name="broke", when={"operation": "cloneInfluencer"}, then={"error": "CONFLICT"}, times=1)
    assert (broke.name, broke.matched, broke.applied) == ("broke", 0, 0)
    assert clone(layers)[0] == 409
    assert clone(layers)[0] == 202
    assert broke.applied == 1
    assert layers.requests(status=409)[0].scenario == "broke"

def test_without_a_name_and_taken_out(layers):
    one = layers.scenario(then={"error": "INTERNAL"})
    other = layers.scenario(then={"error": "INTERNAL"})
    assert one.name != other.name
    assert call(layers, "GET", "/v1/whoami")[0] == 500
    one.remove()
    other.remove()
    assert call(layers, "GET", "/v1/whoami")[0] == 200

def test_prepared(layers):
    waiting = layers.scenario(then={"error": "INTERNAL"}, prepared=True)
    assert call(layers, "GET", "/v1/whoami")[0] == 200
    waiting.fire()
    assert call(layers, "GET", "/v1/whoami")[0] == 500

@pytest.mark.parametrize(("when", "then", "told"), [
    ({"operatio": "getJob"}, {"error": "NOT_FOUND"}, "Did you mean operation?"),
    ({"operation": "getJobs"}, {"error": "NOT_FOUND"}, "Did you mean getJob?"),
    ({}, {}, "say what happens"),
])
def test_misuse(layers, when, then, told):
    with pytest.raises(ControlError, match=told.replace("?", "[?]")):
        layers.scenario(when=when, then=then)
""")
    result.assert_outcomes(passed=6)


def test_a_session_or_module_can_have_a_world_too(suite: Suite) -> None:
    result = suite.run("""
@pytest.fixture(scope="module")
def shared(layers_server):
    with layers_server.world(fixture="empty") as world:
        yield world

def test_one(shared, layers):
    assert shared.world != layers.world
    assert shared.fixture == "empty"
    assert call(shared, "GET", "/v1/whoami")[0] == 200

def test_two_under_one_name(layers_server):
    with layers_server.world("mine") as one, layers_server.world("mine") as other:
        assert one.world != other.world
        assert one.api_key != other.api_key
    layers_server.drop(one)
""")
    result.assert_outcomes(passed=2)


def test_a_tests_keys_and_ids_are_the_same_in_every_run(suite: Suite) -> None:
    tests = """
def test_ids(layers):
    with open("seen.txt", "a") as file:
        print(layers.api_key, clone(layers)[1], file=file)
"""
    for _ in range(2):
        suite.run(tests).assert_outcomes(passed=1)
    suite.run(tests, "--layers-seed", "2").assert_outcomes(passed=1)
    first, second, other = (suite.folder / "seen.txt").read_text(encoding="utf-8").splitlines()
    assert first == second != other
