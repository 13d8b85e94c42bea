"""``worlds``: listed, made, reset, dropped."""

from collections.abc import Iterator

import orjson
import pytest

from tests.cli.running import invoke
from tests.servers import Server


@pytest.fixture
def clean(server: Server) -> Iterator[Server]:
    """A server without worlds beside the default one, before and after."""
    yield server
    for name in server.control("GET", "worlds")["items"][1:]:
        server.control("DELETE", f"worlds/{name}")


def worlds(server: Server, *arguments: str) -> str:
    done = invoke("worlds", *arguments, env={"LAYERS_MOCK_URL": server.url})
    assert (done.exit_code, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_a_world_is_made_and_its_keys_are_told(clean: Server) -> None:
    told = worlds(clean, "create", "shop", "--fixture", "empty", "--seed", "3", "--clock", "real", "--speed", "0.5")
    state = clean.control("GET", "worlds/shop")
    assert told.splitlines()[0].startswith("shop  (fixture empty, seed 3, clock 2026-04-24T12:00:00.")
    assert told.splitlines()[0].endswith(" speed 0.5)")
    assert told.splitlines()[1:] == [f"  key full       {state['keys']['full']}"]
    assert worlds(clean, "list") == "default\nshop\n"


def test_without_a_name_it_gets_one_and_is_as_the_server_was_started(clean: Server) -> None:
    made = orjson.loads(worlds(clean, "create", "--json"))
    assert made["world"].startswith("world-")
    assert (made["fixture"], made["seed"], made["clock"]["mode"]) == ("acme", 1, "manual")
    assert orjson.loads(worlds(clean, "list", "--json")) == {"items": ["default", made["world"]]}


def test_a_world_is_reset(clean: Server) -> None:
    worlds(clean, "create", "shop")
    clean.control("POST", "worlds/shop/clock/advance", {"seconds": 60})
    clean.advance(60)
    assert "12:00:00.000Z manual" in worlds(clean, "reset", "shop")
    assert clean.control("GET", "clock")["now"] == "2026-04-24T12:01:00.000Z"
    assert orjson.loads(worlds(clean, "reset", "--json"))["world"] == "default"
    assert clean.control("GET", "clock")["now"] == "2026-04-24T12:00:00.000Z"


def test_worlds_are_dropped(clean: Server) -> None:
    for name in ("a", "b", "c"):
        worlds(clean, "create", name)
    assert worlds(clean, "drop", "a", "c") == "dropped a\ndropped c\n"
    assert worlds(clean, "list") == "default\nb\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create", "default"], "exists already"),
        (["create", "Shop"], "name"),
        (["create", "x", "--fixture", "emty"], "Did you mean empty?"),
        (["create", "x", "--speed", "0"], "clock.speed"),
        (["create", "x", "--seed", "1.5"], "1.5"),
        (["drop", "default"], "The default world stays"),
        (["drop", "nobody"], "No world 'nobody'."),
        (["drop"], "Missing argument"),
        (["reset", "nobody"], "No world 'nobody'."),
        (["reset", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], said: str, clean: Server) -> None:
    done = invoke("worlds", *arguments, env={"LAYERS_MOCK_URL": clean.url})
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert clean.control("GET", "worlds")["items"] == ["default"]


def test_settings_for_serving_are_not_taken_for_those_of_a_new_world(clean: Server) -> None:
    env = {
        "LAYERS_MOCK_URL": clean.url,
        "LAYERS_MOCK_FIXTURE": "./mine.yaml",
        "LAYERS_MOCK_SEED": "7",
        "LAYERS_MOCK_SPEED": "7",
    }
    assert invoke("worlds", "create", "x", env=env).exit_code == 0
    assert clean.control("GET", "worlds/x")["seed"] == 1
    assert invoke("worlds", "create", "y", env={**env, "LAYERS_MOCK_WORLD_SEED": "9"}).exit_code == 0
    assert clean.control("GET", "worlds/y")["seed"] == 9
