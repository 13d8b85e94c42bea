"""``spec``: the document printed, bundled and checked."""

import shutil
from pathlib import Path

import orjson
import pytest

from layers_mock.contract import bundle_path, lint
from tests.cli.running import invoke
from tests.harness import EDITION

SOURCES = bundle_path(EDITION).with_suffix("")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the edition's sources with its current bundle beside it."""
    copy = tmp_path / EDITION
    shutil.copytree(SOURCES, copy)
    assert invoke("spec", "bundle", str(copy)).exit_code == 0
    return copy


def test_the_document_is_printed_byte_by_byte_and_nothing_else() -> None:
    result = invoke("spec", "print")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == bundle_path(EDITION).read_bytes()


@pytest.mark.parametrize("command", [("print",), ("lint",)])
@pytest.mark.parametrize("edition", ["1999-01", "", "../../pyproject", "x" * 5000, "2026-04.json"])
def test_an_edition_that_there_is_not_names_those_there_are(command: tuple[str, ...], edition: str) -> None:
    result = invoke("spec", *command, "--edition", edition)
    assert (result.exit_code, result.stdout) == (2, "")
    assert EDITION in result.stderr


def test_a_bundle_is_written_once_and_then_current(folder: Path) -> None:
    target = folder.with_name(f"{EDITION}.json")
    made = target.read_bytes()
    assert orjson.loads(made)["x-layers-edition"] == EDITION
    target.unlink()
    assert invoke("spec", "bundle", str(folder)).stdout == f"{EDITION}.json: written\n"
    assert target.read_bytes() == made
    assert invoke("spec", "bundle", str(folder)).stdout == f"{EDITION}.json: unchanged\n"


def test_a_stale_bundle_is_found_and_left_alone(folder: Path) -> None:
    assert invoke("spec", "bundle", "--check", str(folder)).exit_code == 0
    root = folder / "openapi.yaml"
    root.write_text(
        root.read_text(encoding="utf-8").replace("Layers Partner API, edition", "Another title, edition"), encoding="utf-8"
    )
    before = folder.with_name(f"{EDITION}.json").read_bytes()
    result = invoke("spec", "bundle", "--check", str(folder))
    assert (result.exit_code, "stale" in result.stdout) == (1, True)
    assert folder.with_name(f"{EDITION}.json").read_bytes() == before
    assert invoke("spec", "bundle", str(folder)).stdout.endswith("written\n")
    assert invoke("spec", "bundle", str(folder), env={"LAYERS_MOCK_CHECK": "1"}).exit_code == 0


def test_a_missing_bundle_is_a_stale_one(folder: Path) -> None:
    folder.with_name(f"{EDITION}.json").unlink()
    assert invoke("spec", "bundle", "--check", str(folder)).exit_code == 1


def test_a_folder_can_be_named_from_within(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert invoke("spec", "bundle", ".").stdout == f"{EDITION}.json: unchanged\n"


def test_the_bundle_of_this_checkout_is_found_without_being_named() -> None:
    assert invoke("spec", "bundle", "--check").exit_code in {0, 1}


@pytest.mark.parametrize(
    "content", ["a: [", "- a\n", "\x00", "paths: {/v1/x: {get: {operationId: x}}}\nx: !!python/object:os.system x\n"]
)
def test_broken_sources_end_with_2_and_name_the_file(folder: Path, content: str) -> None:
    (folder / "jobs.yaml").write_text(content, encoding="utf-8")
    result = invoke("spec", "bundle", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "jobs.yaml" in result.stderr


def test_what_is_no_folder_of_sources_ends_with_2(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.touch()
    for wrong in (tmp_path / "none", tmp_path, file):
        assert invoke("spec", "bundle", str(wrong)).exit_code == 2


def test_the_document_has_no_faults() -> None:
    result = invoke("spec", "lint")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 faults" in result.stderr


def test_faults_are_the_result_and_end_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "faults", lambda contract: ["a: is wrong.", "b: is missing."])
    result = invoke("spec", "lint")
    assert (result.exit_code, result.stdout) == (1, "a: is wrong.\nb: is missing.\n")
    told = invoke("spec", "lint", "--json")
    assert (told.exit_code, orjson.loads(told.stdout)) == (
        1,
        {"edition": EDITION, "faults": ["a: is wrong.", "b: is missing."]},
    )
