"""Target files: what they may say, and what is told of those that cannot be read."""

from pathlib import Path

import pytest

from layers_mock.errors import TargetError
from layers_mock.kit.target import ROLES, STATES, Target, read_target

SECRET = "lp_live_5f2dd1c09b7e4a6680c3"


def read(directory: Path, text: str) -> Target:
    path = directory / "target.yaml"
    path.write_text(text, encoding="utf-8")
    return read_target(path)


def complaint(directory: Path, text: str) -> str:
    with pytest.raises(TargetError) as caught:
        read(directory, text)
    return str(caught.value).replace(str(directory), "DIR")


def test_a_file_may_say_little_and_the_rest_is_careful(tmp_path: Path) -> None:
    target = read(tmp_path, "keys: {full: abc}")
    assert (target.base_url, target.disposable, target.operations, target.states) == (None, False, None, {})
    assert (target.patience.answer, target.patience.job, target.poll_seconds, target.concurrency) == (30.0, 900.0, 2.0, 8)


def test_a_receiver_listens_here_and_is_reached_elsewhere(tmp_path: Path) -> None:
    target = read(tmp_path, "receiver: {listen: '[::1]:8080', url: https://hooks.test/kit}\npatience: {webhook: 5}")
    assert target.receiver is not None
    assert (target.receiver.address, target.receiver.url) == (("::1", 8080), "https://hooks.test/kit")
    assert target.patience.webhook == 5.0


def test_a_key_is_a_text_a_mapping_or_an_environment_variable(tmp_path: Path) -> None:
    target = read(tmp_path, "keys: {full: one, limited: {value: two, scopes: [projects:read]}, other: {env: OTHER}}")
    environment = {"OTHER": "three"}
    assert [target.secret(role, environment) for role in ("full", "limited", "other", "broke")] == ["one", "two", "three", None]
    assert target.keys["limited"].scopes == ["projects:read"]


def test_an_environment_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    target = read(tmp_path, "keys: {full: {env: NOBODY_SETS_THIS}}")
    for environment in ({}, {"NOBODY_SETS_THIS": ""}):
        with pytest.raises(TargetError, match=r"^keys\.full: the environment variable NOBODY_SETS_THIS is not set\.$"):
            target.secret("full", environment)


def test_a_key_with_a_line_end_is_refused_without_showing_it(tmp_path: Path) -> None:
    target = read(tmp_path, "keys: {full: {env: HELD}}")
    with pytest.raises(TargetError) as caught:
        target.secret("full", {"HELD": f"{SECRET}\n"})
    assert str(caught.value).startswith("keys.full: the environment variable HELD holds no key that a header can carry")
    said = complaint(tmp_path, f'keys: {{full: "{SECRET}\\n"}}')
    assert "keys.full" in said
    assert SECRET not in said + str(caught.value)


def test_all_keys_are_known_as_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELD_KEY", "three")
    monkeypatch.delenv("NO_KEY", raising=False)
    target = read(tmp_path, "keys: {full: one, second: {value: two}, other: {env: HELD_KEY}, broke: {env: NO_KEY}}")
    assert target.secrets() == ("one", "two", "three")


def test_a_state_is_an_id_or_a_call(tmp_path: Path) -> None:
    target = read(
        tmp_path, "states: {project: prj_1, influencer: {call: createInfluencer, path: ['{project}'], take: influencerId}}"
    )
    assert target.states["project"].id == "prj_1"
    made = target.states["influencer"]
    assert (made.call, made.path, made.take, made.key) == ("createInfluencer", ["{project}"], "influencerId", "full")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a list", "DIR/target.yaml: a target file is a mapping with base_url, keys and states."),
        ("", "DIR/target.yaml: a target file is a mapping with base_url, keys and states."),
        ("base_url: localhost", "DIR/target.yaml: base_url: String should match pattern"),
        ("base_url: ftp://host", "DIR/target.yaml: base_url: String should match pattern"),
        ("keyz: {}", "DIR/target.yaml: keyz: there is no such field. Did you mean keys?"),
        ("keys: {admin: x}", f"DIR/target.yaml: no key role is called 'admin'; there are {', '.join(ROLES)}"),
        ("keys: {fulll: x}", "DIR/target.yaml: no key role is called 'fulll'. Did you mean full?"),
        (
            "states: {foriegn_project: x}",
            "DIR/target.yaml: no state is called 'foriegn_project'. Did you mean foreign_project?",
        ),
        ("disposible: true", "DIR/target.yaml: disposible: there is no such field. Did you mean disposable?"),
        ("keys: {full: {vaule: x}}", "DIR/target.yaml: keys.full.vaule: there is no such field. Did you mean value?"),
        ("patience: {jobs: 5}", "DIR/target.yaml: patience.jobs: there is no such field. Did you mean job?"),
        (
            "keys: {full: a}\nkeys: {full: b}",
            "DIR/target.yaml is no YAML: a name is there twice in one mapping, in line 2, column 1.",
        ),
        ("states: {moon: x}", f"DIR/target.yaml: no state is called 'moon'; there are {', '.join(STATES)}"),
        ("keys: {full: {}}", "DIR/target.yaml: keys.full: give the key itself, or `env: VARIABLE`"),
        ("keys: {full: {value: a, env: B}}", "DIR/target.yaml: keys.full: give the key itself"),
        ("states: {project: {}}", "DIR/target.yaml: states.project: give an id that exists, or `call: OPERATION`"),
        ("states: {project: {id: a, call: b}}", "DIR/target.yaml: states.project: give an id that exists"),
        ("disposable: 'yes'", "DIR/target.yaml: disposable: Input should be a valid boolean"),
        ("concurrency: 0", "DIR/target.yaml: concurrency: Input should be greater than or equal to 1"),
        ("patience: {job: 0}", "DIR/target.yaml: patience.job: Input should be greater than 0"),
        ("receiver: {listen: '8080', url: https://a.test}", "DIR/target.yaml: receiver.listen: String should match pattern"),
        ("receiver: {listen: 'a:1', url: a.test}", "DIR/target.yaml: receiver.url: String should match pattern"),
        ("receiver: {listen: 'a:1'}", "DIR/target.yaml: receiver.url: Field required"),
        ("operations: []", "DIR/target.yaml: operations: List should have at least 1 item"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    assert complaint(tmp_path, text).startswith(said)


def test_a_file_that_is_no_yaml_is_told_by_line_and_never_quoted(tmp_path: Path) -> None:
    said = complaint(tmp_path, f"keys:\n  full: {SECRET}: x\n")
    assert said == "DIR/target.yaml is no YAML: mapping values are not allowed here in line 2, column 37."


def test_a_key_of_the_wrong_kind_is_not_quoted_either(tmp_path: Path) -> None:
    for written in (f"[{SECRET}]", f"{{vaule: {SECRET}}}", f"{{value: [{SECRET}]}}"):
        assert SECRET not in complaint(tmp_path, f"keys: {{full: {written}}}")


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="cannot be read: No such file or directory"):
        read_target(tmp_path / "nowhere.yaml")
    with pytest.raises(TargetError, match="cannot be read: Is a directory"):
        read_target(tmp_path)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TargetError, match="cannot be read: 'utf-8' codec"):
        read_target(tmp_path / "binary")
