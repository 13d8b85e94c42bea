"""Keys beyond what HTTP shows: secrets derive, worlds find them, and snapshots keep what became of a key without telling it."""

from typing import Any

import orjson
import pytest

from layers_mock.world import World
from layers_mock.world.ids import uuid
from layers_mock.world.keys import find_key, issued_secrets, prefix_of
from layers_mock.world.rows import ApiKey
from layers_mock.world.snapshots import save
from tests.harness import Answer, Api


def key_of(world: World, name: str) -> ApiKey:
    return next(key for key in world.keys.values() if key.name == name)


def change(api: Api, name: str, what: str, **headers: str) -> Answer:
    """Rotate, kill or delete a key with the key `full`."""
    path = f"/v1/api-keys/{uuid(key_of(api.world, name).key)}"
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    return api.request("DELETE", path) if what == "delete" else api.request("POST", f"{path}/{what}", headers=sent)


def restored(api: Api) -> Api:
    copy = Api()
    copy.worlds.restore(orjson.loads(orjson.dumps(save(api.world))), "default")
    return copy


def test_equal_worlds_rotate_to_equal_secrets_and_other_worlds_to_others() -> None:
    one, same, other = Api(), Api(), Api(seed=2)
    bodies = [[change(api, "limited", "rotate").body["secret"] for _ in range(3)] for api in (one, same, other)]
    assert bodies[0] == bodies[1]
    assert not set(bodies[0]) & set(bodies[2])
    assert len(set(bodies[0])) == 3


def test_a_new_secret_leads_into_its_world_and_no_other(api: Api) -> None:
    other = api.worlds.create("other", fixture=None, seed=None, mode=None, speed=None)
    old = api.key("limited")
    secret = change(api, "limited", "rotate").body["secret"]
    assert api.worlds.authenticate({"X-Api-Key": secret}) == (api.world, key_of(api.world, "limited"))
    assert api.worlds.authenticate({"X-Api-Key": old}) == (None, None)
    assert key_of(other, "limited").rotations == 0
    assert api.control("GET", "worlds/default").body["keys"]["limited"] == secret


def test_a_reset_brings_the_first_secret_back(api: Api) -> None:
    old = api.key("limited")
    secret = change(api, "limited", "rotate").body["secret"]
    api.control("POST", "reset")
    assert api.worlds.authenticate({"X-Api-Key": old})[0] is api.world
    assert api.worlds.authenticate({"X-Api-Key": secret}) == (None, None)


def test_a_removed_world_takes_its_new_secrets_along(api: Api) -> None:
    made = api.control("POST", "worlds", {"name": "gone"}).body
    id_ = api.request("GET", "/v1/whoami", key=None, headers={"X-Api-Key": made["keys"]["limited"]}).body["apiKeyId"]
    full = {"X-Api-Key": made["keys"]["full"]}
    secret = api.request("POST", f"/v1/api-keys/{id_}/rotate", key=None, headers=full).body["secret"]
    assert api.worlds.authenticate({"X-Api-Key": secret})[0] is not None
    api.control("DELETE", "worlds/gone")
    assert api.worlds.authenticate({"X-Api-Key": secret}) == (None, None)


def test_keys_keep_their_order_when_one_is_rotated(api: Api) -> None:
    names = list(api.world.key_secrets())
    change(api, names[1], "rotate")
    assert list(api.world.key_secrets()) == names


@pytest.mark.parametrize(
    "what", [("rotate",), ("kill",), ("rotate", "kill", "rotate"), ("kill", "delete"), ("rotate", "delete")]
)
def test_what_became_of_a_key_outlasts_a_snapshot(what: tuple[str, ...]) -> None:
    api = Api()
    for number, step in enumerate(what):
        api.advance(10 * number)
        assert change(api, "limited", step).status == 200
    copy = restored(api)
    assert key_of(copy.world, "limited") == key_of(api.world, "limited")
    assert copy.world.key_secrets() == api.world.key_secrets()
    asked = [one.get("/v1/projects", key="limited").raw for one in (api, copy)]
    assert asked[0] == asked[1]


def test_a_snapshot_holds_no_secret_and_its_world_repeats_a_rotation() -> None:
    api = Api()
    first = [change(api, "limited", "rotate", Idempotency_Key=name).raw for name in ("a", "b")]
    text = orjson.dumps(save(api.world)).decode()
    for secret in (*issued_secrets(api.world), *api.world.keys):
        assert secret.rpartition("_")[2] not in text
    copy = restored(api)
    assert [change(copy, "limited", "rotate", Idempotency_Key=name).raw for name in ("a", "b")] == first
    assert key_of(copy.world, "limited").rotations == 2


def test_the_journal_does_not_show_a_new_secret(api: Api) -> None:
    secret = change(api, "limited", "rotate").body["secret"]
    api.get("/v1/projects", key="limited")
    shown: Any = (
        api.control("GET", "requests").raw + api.control("GET", "requests/1").raw + api.control("GET", "requests/2").raw
    )
    assert secret.rpartition("_")[2].encode() not in shown


def test_a_key_is_found_in_its_organisation_alone(api: Api) -> None:
    key, other = key_of(api.world, "limited"), key_of(api.world, "other")
    assert find_key(api.world, key.organization, key.key) == key
    assert find_key(api.world, other.organization, key.key) is None
    assert key.secret.startswith(prefix_of(key) + "_")
