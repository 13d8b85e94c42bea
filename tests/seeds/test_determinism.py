"""Same world, seed, base URL, calls and clock: the same bytes, after a reset and in another process."""

from urllib.parse import urlsplit

import httpx

from tests.servers import Server, serve

CONTAINER = "9c1b7e34-5d20-4f8a-a6e3-2b4d6f8a0c1e"


Told = tuple[str, str, int, list[tuple[str, str]], bytes]


def told(client: httpx.Client, method: str, path: str, json: object = None) -> Told:
    """Everything a client can see of one answer: status, headers, bytes."""
    answer = client.request(method, path, json=json)
    return method, path, answer.status_code, sorted(answer.headers.items()), answer.content


def reads(server: Server, client: httpx.Client) -> list[Told]:
    """What can be read of the world that acme describes."""
    paths = ["/v1/whoami", "/v1/credits", "/v1/projects", "/v1/nowhere"]
    for project in ("harbor-tea", "northwind-fit", "quiet-ledger", "polar-maps"):
        root = f"/v1/projects/{server.ids[project]}"
        paths += [root, f"{root}/influencers", f"{root}/content", f"{root}/top-performers?metric=views&window=90d"]
    paths += [f"/v1/influencers/{server.ids[label]}" for label in ("ava", "iris", "leo", "kai", "sunniva")]
    paths += [f"/v1/content/{server.ids[label]}" for label in ("steep-slow", "storm-brew", "plank-challenge")]
    return [told(client, "GET", path) for path in paths]


def story(server: Server) -> list[Told]:
    """Writes, refusals, time and reads, with everything they answered."""
    ids = server.ids
    post = {"projectId": ids["harbor-tea"], "sourcePlatformPostId": ids["kettle-asmr"], "variations": 2}
    with server.client() as client:
        seen = reads(server, client)
        for name in ("Ava Chen (Turin)", "Ava Chen (Ghent)", ""):
            seen.append(told(client, "POST", f"/v1/influencers/{ids['ava']}/clone", {"name": name}))
        seen.append(told(client, "POST", f"/v1/content/{CONTAINER}/clone-from-post", post))
        for seconds in (3.5, 40, 300):
            server.advance(seconds)
            seen += reads(server, client)
        seen.append(told(client, "GET", f"/v1/content/{CONTAINER}"))
        media = client.get(f"/v1/content/{CONTAINER}").json()["assets"][0]["thumbnailUrl"]
        seen.append(told(client, "GET", media))
        return seen


def test_a_reset_brings_the_same_world_back_byte_for_byte(server: Server) -> None:
    first = story(server)
    with server.client() as client:
        changed = reads(server, client)
    assert [answer[-1] for answer in changed] != [answer[-1] for answer in first[: len(changed)]]
    server.control("POST", "reset")
    assert story(server) == first


def test_another_process_tells_the_same_story_byte_for_byte() -> None:
    with serve("--clock", "manual", "--seed", "7") as one:
        keys, first = one.keys, story(one)
    port = urlsplit(one.url).port or 0
    with serve("--clock", "manual", "--seed", "7", port=port) as two:
        assert (two.url, two.keys) == (one.url, keys)
        assert story(two) == first
    request_ids = {value for *_, headers, _ in first for name, value in headers if name == "x-request-id"}
    assert len(request_ids) > 60


def test_another_seed_has_other_keys_and_draws_other_ids(running_server: Server) -> None:
    with serve("--clock", "manual", "--seed", "7") as other:
        assert not set(other.keys.values()) & set(running_server.keys.values())
