"""``snapshot``: save, restore and diff, against a running server and with files alone."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.cli.running import invoke
from tests.harness import Api, base_of
from tests.servers import Server


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two snapshots of one world: at its beginning, and after a clone."""
    api = Api()
    api.control("POST", "scenarios", {"name": "s", "then": {"error": "INTERNAL"}, "prepared": True})
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_bytes(api.control("GET", "snapshot").raw)
    api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "EU"}, headers={"Idempotency-Key": "k"})
    api.patch(f"/v1/influencers/{api.id('ava')}", {"name": "Ava"})
    api.control("DELETE", "scenarios/s")
    after.write_bytes(api.control("GET", "snapshot").raw)
    return before, after


def read(file: Path) -> Any:
    return orjson.loads(file.read_bytes())


def test_a_world_is_saved_and_restored(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    saved = invoke("snapshot", "save", str(file), "--url", server.url)
    assert (saved.exit_code, saved.stderr) == (0, "")
    assert saved.stdout == f"saved the world default (fixture acme, seed 1) as it was at 2026-04-24T12:00:00.000Z: {file}\n"
    assert read(file) == server.control("GET", "snapshot")
    assert file.read_bytes().startswith(b'{\n  "snapshot": 1,\n')
    server.advance(60)
    restored = invoke("snapshot", "restore", str(file), env={"LAYERS_MOCK_URL": server.url})
    assert (restored.exit_code, restored.stdout) == (0, saved.stdout.replace("saved", "restored", 1))
    assert server.control("GET", "snapshot") == read(file)


def test_a_named_world_is_saved_and_made_again(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    server.control("POST", "worlds", {"name": "cli-demo", "seed": 5})
    try:
        told = invoke("snapshot", "save", str(file), "--url", server.url, "--world", "cli-demo", "--json")
        assert orjson.loads(told.stdout) == {
            "file": str(file), "world": "cli-demo", "edition": "2026-04", "seed": 5, "digest": read(file)["digest"],
            "fixture": "acme", "now": "2026-04-24T12:00:00.000Z",
        }  # fmt: skip
        server.control("DELETE", "worlds/cli-demo")
        assert invoke("snapshot", "restore", str(file), "--url", server.url, "--json").exit_code == 0
        assert server.control("GET", "worlds/cli-demo/snapshot") == read(file)
    finally:
        server.control("DELETE", "worlds/cli-demo")


def test_a_dash_is_stdout(server: Server) -> None:
    told = invoke("snapshot", "save", "-", "--url", server.url)
    assert orjson.loads(told.stdout) == server.control("GET", "snapshot")


def test_equal_worlds_do_not_differ(files: tuple[Path, Path]) -> None:
    told = invoke("snapshot", "diff", str(files[0]), str(files[0]))
    assert (told.exit_code, told.stdout) == (0, "")
    assert orjson.loads(invoke("snapshot", "diff", str(files[0]), str(files[0]), "--json").stdout) == []


def test_what_differs_is_listed_by_kind_id_and_field(files: tuple[Path, Path]) -> None:
    told = invoke("snapshot", "diff", *map(str, files))
    assert told.exit_code == 1
    lines = [re.sub(r"(?<=_)[0-9A-Z]{26}", "ULID", line).split("  {")[0] for line in told.stdout.splitlines()]
    planned = len(base_of("acme").events)
    assert lines == [
        "~ world drawn.ids: 0 → 2",
        "~ world drawn.request_ids: 0 → 2",
        "~ world journal.recorded: 0 → 2",
        '~ influencers inf_ULID updated_at: … → "2026-04-24T12:00:00.000Z"',
        '~ influencers inf_ULID name: … → "Ava"',
        "+ influencers inf_ULID",
        "+ jobs job_ULID",
        "~ audit Acme Studio told: 0 → 2",
        "+ audit Acme Studio req_ULID",
        "+ audit Acme Studio req_ULID",
        f"~ timeline scheduled: {planned} → {planned + 1}",
        "+ events JobBoundary job_ULID plan 0",
        "+ idempotency full cloneInfluencer k",
        "+ rate_limits full long-running 60000",
        "+ rate_limits full write-light 60000",
        "- scenarios s",
        "+ coverage cloneInfluencer",
        "+ coverage patchInfluencer",
    ]


def test_differences_as_json_have_the_sides_that_are_there(files: tuple[Path, Path]) -> None:
    told = orjson.loads(invoke("snapshot", "diff", *map(str, files), "--json").stdout)
    by_place = {(one["kind"], one["field"]): one for one in told}
    assert by_place["world", "drawn.ids"] == {"kind": "world", "id": "", "field": "drawn.ids", "before": 0, "after": 2}
    assert set(by_place["scenarios", None]) == {"kind", "id", "field", "before"}
    assert set(by_place["influencers", "name"]) == {"kind", "id", "field", "after"}


@pytest.mark.parametrize("command", ["restore", "diff"])
def test_a_damaged_file_is_named_with_what_is_wrong(files: tuple[Path, Path], command: str) -> None:
    good, bad = files
    rest = [str(good)] if command == "diff" else ["--url", "http://127.0.0.1:9"]
    whole = read(bad)
    for content, words in (
        (bad.read_bytes()[:1000], "is no snapshot, or the end of one is missing"),
        (orjson.dumps({**whole, "seed": 3}), "its digest does not fit. It was damaged or edited."),
        (orjson.dumps({**whole, "snapshot": 2}), "A newer layers-mock wrote it"),
        (b"[]", "no snapshot of a world"),
    ):
        bad.write_bytes(content)
        told = invoke("snapshot", command, str(bad), *rest)
        assert (told.exit_code, told.stdout) == (2, "")
        assert str(bad) in told.stderr
        assert words in told.stderr


def test_what_cannot_be_done_is_said(server: Server, tmp_path: Path) -> None:
    place = str(tmp_path / "missing" / "x.json")
    for arguments, words in (
        (("save", place, "--url", server.url), "cannot be saved to"),
        (("save", str(tmp_path), "--url", server.url), "is a directory"),
        (("save", str(tmp_path / "x"), "--url", server.url, "--world", "nobody"), "No world 'nobody'"),
        (("restore", place), "cannot be read: No such file"),
        (("diff", place, place), "cannot be read: No such file"),
        (("save", str(tmp_path / "x"), "--url", "http://127.0.0.1:9"), "Nothing answers at http://127.0.0.1:9"),
        (("diff", place), "Missing argument 'AFTER'"),
    ):
        told = invoke("snapshot", *arguments)
        assert told.exit_code == 2
        assert words in told.stderr
    assert list(tmp_path.iterdir()) == []
