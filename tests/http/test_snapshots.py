"""Snapshots over the control API, in files, and at the beginning and end of a server."""

import os
import signal
import stat
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from layers_mock.errors import SnapshotError
from layers_mock.http.control.snapshots import SnapshotDocument
from layers_mock.http.snapshot_files import check_place, dumped, read_snapshot, write_snapshot
from tests.harness import Api
from tests.servers import Server, serve
from tests.world.stories import tell
from tests.world.teller import Teller
from tests.world.test_snapshots import FULL_STORY


@pytest.fixture(scope="module")
def told() -> Api:
    """A world in which much has happened."""
    teller = Teller(Api())
    tell(teller, FULL_STORY)
    return teller.api


def test_a_snapshot_is_laid_out_for_people_and_as_it_is_documented(told: Api) -> None:
    answer = told.control("GET", "snapshot")
    assert answer.status == 200
    assert answer.raw.startswith(b'{\n  "snapshot": 1,\n  "edition": "2026-04",\n  "fixture": {\n    "name": "acme"')
    SnapshotDocument.model_validate_json(answer.raw)
    assert list(answer.body) == list(SnapshotDocument.model_fields)


def test_another_server_goes_on_where_the_snapshot_was_taken(told: Api) -> None:
    document = told.control("GET", "snapshot").body
    other = Api(fixture="empty")
    answer = other.control("PUT", "snapshot", document)
    assert (answer.status, answer.body["world"], answer.body["fixture"]) == (200, "default", "acme")
    assert other.control("GET", "snapshot").body == document
    assert other.get("/v1/projects").raw == told.get("/v1/projects").raw


def test_a_snapshot_that_another_language_wrote_back_is_the_same(told: Api) -> None:
    """Layout and whole numbers written without a fraction make no difference."""
    raw = told.control("GET", "snapshot").raw
    assert b": 20.0" not in raw.replace(b'"b": 1.0', b"")
    other = Api()
    assert other.control("PUT", "snapshot", content=orjson.dumps(orjson.loads(raw))).status == 200


def test_a_world_that_is_not_there_is_made_by_its_snapshot() -> None:
    api = Api()
    api.control("POST", "worlds", {"name": "demo", "seed": 4})
    document = api.control("GET", "worlds/demo/snapshot").body
    other = Api()
    answer = other.control("PUT", "worlds/demo/snapshot", document)
    assert (answer.status, answer.body["world"], answer.body["seed"]) == (200, "demo", 4)
    assert other.control("GET", "worlds").body["items"] == ["default", "demo"]
    assert other.control("GET", "worlds/demo/snapshot").body == document


def test_a_world_made_by_a_snapshot_takes_no_name_from_one_made_later() -> None:
    api = Api()
    api.control("POST", "worlds", {"name": "world-1"})
    assert api.control("POST", "worlds", {}).body["world"] == "world-2"


def test_a_restored_world_under_a_running_server_keeps_its_name_and_keys(told: Api) -> None:
    api = Api()
    keys = api.control("GET", "info").body["keys"]
    restored = api.control("PUT", "snapshot", told.control("GET", "snapshot").body).body
    assert restored["keys"] == told.control("GET", "info").body["keys"]
    assert set(restored["keys"]) == set(keys)
    seeded = api.control("PUT", "snapshot", Api(seed=2).control("GET", "snapshot").body).body
    assert not set(seeded["keys"].values()) & set(keys.values())
    assert api.request("GET", "/v1/credits", key=None, headers={"X-Api-Key": keys["full"]}).status == 401
    assert api.get("/v1/credits").status == 200


@pytest.mark.parametrize(
    ("path", "changes", "status", "words"),
    [
        ("snapshot", {"seed": 2}, 422, "its digest does not fit"),
        ("snapshot", {"snapshot": 2}, 422, "A newer layers-mock wrote it"),
        ("worlds/other/snapshot", {}, 422, "of the world 'default' and cannot become 'other'"),
        ("worlds/nowhere/snapshot", {}, 409, "has no snapshot"),
    ],
)
def test_a_snapshot_that_cannot_be_put_there_changes_nothing(path: str, changes: Any, status: int, words: str) -> None:
    api = Api()
    document = api.control("GET", "snapshot").body
    answer = api.control("PUT", path, {**document, **changes})
    assert (answer.status, words in answer.body["error"]["message"]) == (status, True), answer.body
    assert api.control("GET", "snapshot").body == document
    assert api.control("GET", "worlds").body["items"] == ["default"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"{}", b'{"snapshot": 1}', b'{"snapshot": 1e400}', b"\xff"])
def test_what_is_no_snapshot_is_refused_with_a_sentence(content: bytes) -> None:
    answer = Api().control("PUT", "snapshot", content=content)
    assert answer.status in {400, 422}
    assert answer.body["error"]["message"]


def test_a_deep_document_is_refused() -> None:
    answer = Api().control("PUT", "snapshot", content=b'{"snapshot":1,"x":' + b"[" * 150 + b"]" * 150 + b"}")
    assert answer.status == 422


def test_the_place_of_calls_without_a_world_has_no_snapshot() -> None:
    assert Api().control("GET", "worlds/nowhere/snapshot").status == 409
    assert Api().control("GET", "worlds/missing/snapshot").status == 404


def test_a_snapshot_larger_than_a_call_may_be_is_restored(server: Server) -> None:
    project = server.ids["harbor-tea"]
    file = {"kind": "image", "mimeType": "image/png", "dataBase64": "AAAA" * 80_000}
    with server.client() as client:
        for _ in range(5):
            assert client.post(f"/v1/projects/{project}/media", json=file).status_code == 201
    document = httpx.get(f"{server.control_url}/snapshot", trust_env=False)
    assert len(document.content) > 1 << 20
    server.control("POST", "reset")
    answer = httpx.put(f"{server.control_url}/snapshot", content=document.content, trust_env=False)
    assert answer.status_code == 200
    assert httpx.get(f"{server.control_url}/snapshot", trust_env=False).content == document.content


# Files


def test_a_file_is_replaced_whole_and_keeps_its_permissions_and_links(tmp_path: Path) -> None:
    file, link = tmp_path / "world.json", tmp_path / "link.json"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_snapshot(link, {"snapshot": 1})
    assert file.read_bytes() == dumped({"snapshot": 1}) == b'{\n  "snapshot": 1\n}\n'
    assert (link.is_symlink(), stat.S_IMODE(file.stat().st_mode)) == (True, 0o640)
    assert sorted(tmp_path.iterdir()) == [link, file]


def test_a_new_file_gets_the_permissions_of_new_files(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "world.json", {})
    (tmp_path / "other").touch()
    assert (tmp_path / "world.json").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_file_is_as_it_was_where_saving_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "world.json"
    file.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SnapshotError, match=r"cannot be saved to .*world.json: No space left on device"):
        write_snapshot(file, {"snapshot": 1})
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_places_that_cannot_be_saved_to_are_known_beforehand(tmp_path: Path) -> None:
    check_place(tmp_path / "new.json")
    for place in (tmp_path, tmp_path / "missing" / "x.json", Path("/dev/null")):
        with pytest.raises(SnapshotError, match="saved to"):
            check_place(place)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for place in (loop, tmp_path / ("x" * 300), Path("a\0b")):
        with pytest.raises(SnapshotError, match="cannot be"):
            check_place(place)


@pytest.mark.parametrize("content", [b"", b"{", b'{"snapshot": 1, "edi', b"\xff\xfe"])
def test_a_file_that_is_cut_off_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "world.json"
    file.write_bytes(content)
    with pytest.raises(SnapshotError, match="no snapshot, or the end of one is missing"):
        read_snapshot(file)
    with pytest.raises(SnapshotError, match="cannot be read: No such file"):
        read_snapshot(tmp_path / "missing.json")


# serve --snapshot


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_goes_on_where_the_one_before_it_stopped(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "world.json"
    with serve("--clock", "manual", "--seed", "3", "--snapshot", str(file)) as one:
        keys, ids = one.keys, one.ids
        with one.client() as client:
            job = client.post(
                f"/v1/influencers/{ids['ava']}/clone", json={"name": "EU"}, headers={"Idempotency-Key": "k"}
            ).json()
            one.advance(20)
            state = client.get(f"/v1/jobs/{job['jobId']}").json()
        assert not file.exists()
        taken = httpx.get(f"{one.control_url}/snapshot", trust_env=False).content
        os.kill(one.pid, number)
        assert one.log() == ""
    assert file.read_bytes() == taken + b"\n"
    with serve("--snapshot", str(file)) as two:
        assert two.keys == keys
        assert two.control("GET", "clock")["mode"] == "manual"
        with two.client() as client:
            assert client.get(f"/v1/jobs/{job['jobId']}").json() == state
            again = client.post(f"/v1/influencers/{ids['ava']}/clone", json={"name": "EU"}, headers={"Idempotency-Key": "k"})
            assert again.json() == job
            two.advance(60)
            assert client.get(f"/v1/jobs/{job['jobId']}").json()["status"] == "completed"
    assert list(tmp_path.iterdir()) == [file]
    assert orjson.loads(file.read_bytes())["drawn"]["request_ids"] == 5


def test_a_server_does_not_start_on_a_damaged_file_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    document = Api().control("GET", "snapshot").body
    for content, words in (
        (dumped(document)[:200], "the end of one is missing"),
        (dumped({**document, "seed": 2}), "its digest does not fit"),
        (dumped({**document, "snapshot": 9}), "A newer layers-mock wrote it"),
    ):
        file.write_bytes(content)
        with pytest.raises(RuntimeError, match=words), serve("--snapshot", str(file)):
            pass
        assert file.read_bytes() == content


def test_a_server_does_not_start_where_it_could_not_save(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no folder that can be written to"), serve("--snapshot", str(tmp_path / "x" / "y")):
        pass


def test_a_snapshot_of_another_world_is_no_beginning_for_a_server(tmp_path: Path) -> None:
    api = Api()
    api.control("POST", "worlds", {"name": "demo"})
    file = tmp_path / "demo.json"
    write_snapshot(file, api.control("GET", "worlds/demo/snapshot").body)
    with pytest.raises(RuntimeError, match="of the world 'demo' and cannot become 'default'"), serve("--snapshot", str(file)):
        pass
