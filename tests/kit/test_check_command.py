"""``layers-mock check``, as people and CI jobs run it."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import orjson
import pytest

from layers_mock.contract import OperationId
from layers_mock.kit.exchange import Request, Response, header
from layers_mock.kit.gate import worst_price
from tests.cli.running import environment, invoke, started, stop
from tests.harness import contract
from tests.kit.checked import check
from tests.kit.fake import fake
from tests.kit.subjects import Proxy, json_answer, listening, proxied
from tests.mutants.wrong import with_json

WHOAMI = ("--operation", "getWhoami", "--profile", "quick")
FORMATS = ("junit", "html", "json", "sarif")


def without_scopes(request: Request, came: Response) -> Response:
    """getWhoami without `scopes`, which breaks a documented rule."""
    body = orjson.loads(came.content) if request.url.endswith("/v1/whoami") and came.status == 200 else None
    return came if body is None else with_json(came, {name: value for name, value in body.items() if name != "scopes"})


def with_other_tier(request: Request, came: Response) -> Response:
    """A workspace of its own, which breaks an inferred rule."""
    body = orjson.loads(came.content) if request.url.endswith("/v1/whoami") and came.status == 200 else None
    return came if body is None else with_json(came, {**body, "workspaceId": "0e9d1d6c-6b4c-4b3c-9a4e-1f4d2c3b5a60"})


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    """Serves a world of the fake as a target that is not ours."""
    opened: list[Any] = []

    def serve(edit: Any = None, **options: Any) -> Proxy:
        opened.append(proxied(tmp_path, edit, **{"disposable": True, **options}))
        proxy: Proxy = opened[-1].__enter__()
        return proxy

    yield serve
    for one in opened:
        one.__exit__(None, None, None)


# --- a fake of ours


def test_a_served_fake_needs_nothing_else_and_is_fine() -> None:
    done = check(fake().url, *WHOAMI)
    lines = done.stdout.splitlines()
    assert re.fullmatch(
        rf"Checked {fake().url} against edition 2026-04: layers-mock \S+, each check in a world of its own\.", lines[0]
    )
    assert re.fullmatch(r"\d+ rules passed, 0 failed, 0 skipped; \d+ calls in \d+\.\d s; seed 1", lines[-2])
    assert re.fullmatch(r"The quick profile left out \d+ rules; --profile full looks at them too\.", lines[-1])
    assert done.stderr == ""


def test_a_rule_alone_is_checked_by_its_name() -> None:
    assert "1 rules passed, 0 failed" in check(fake().url, "--rule", "get-whoami.workspace").stdout


def test_as_users_start_it_it_is_the_same() -> None:
    command = [sys.executable, "-m", "layers_mock", "check", fake().url, *WHOAMI]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(GITHUB_ACTIONS=""), check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "rules passed, 0 failed, 0 skipped" in done.stdout
    assert "\x1b" not in done.stdout


# --- findings


def test_a_broken_documented_rule_is_1_and_told_with_the_way_to_see_it(target: Callable[..., Proxy]) -> None:
    wrong = target(without_scopes)
    done = check("--target", wrong.target, "--rule", "get-whoami.fields", "--seed", "3", code=1)
    assert "FAILED  get-whoami.fields in getWhoami  (documented)" in done.stdout
    assert "came      an answer to the key full without scopes" in done.stdout
    assert f'curl -i {wrong.url}/v1/whoami -H "X-Api-Key: $LAYERS_KEY_' in done.stdout
    [again] = [line for line in done.stdout.splitlines() if line.startswith("  again ") and "get-whoami.fields" in line]
    check(*again.split()[3:], code=1)


def test_a_broken_inferred_rule_is_reported_apart_and_is_1_only_where_all_count(target: Callable[..., Proxy]) -> None:
    wrong = target(with_other_tier)
    rule = contract().rule("get-whoami.workspace")
    done = check("--target", wrong.target, *WHOAMI, code=1 if rule.basis == "documented" else 0)
    assert "get-whoami.workspace in getWhoami" in done.stdout
    check("--target", wrong.target, "--rule", "get-whoami.workspace", "--basis", "all", code=1)


def baseline(directory: Path, rule: str = "get-whoami.fields", expires: str = "2999-01-01") -> Path:
    path = directory / "baseline.yaml"
    entries = [{"rule": rule, "reason": "on its way", "expires": expires}]
    if rule == "get-whoami.fields":
        entries.append({"rule": "answers.documented", "reason": "the same", "expires": expires})
    path.write_text(orjson.dumps({"known": entries}).decode().replace(f'"{expires}"', expires))
    return path


def test_a_known_failure_is_0_one_whose_day_is_over_1_and_an_unknown_rule_2(
    tmp_path: Path, target: Callable[..., Proxy]
) -> None:
    wrong = target(without_scopes)
    arguments = ("--target", wrong.target, "--rule", "get-whoami.fields", "--baseline")
    done = check(*arguments, baseline(tmp_path))
    assert "KNOWN   get-whoami.fields in getWhoami until 2999-01-01: on its way" in done.stdout
    done = check(*arguments, baseline(tmp_path, expires="2020-01-01"), code=1)
    assert "Baseline: get-whoami.fields expired on 2020-01-01; it counts again." in done.stdout
    asked = len(wrong.asked)
    done = check(*arguments, baseline(tmp_path, "get-whoami.feilds"), code=2)
    assert "known.0.rule" in done.stderr
    assert (done.stdout, len(wrong.asked)) == ("", asked)


# --- files


def test_every_report_file_is_written_and_they_agree(tmp_path: Path, target: Callable[..., Proxy]) -> None:
    wrong = target(without_scopes)
    files = {name: tmp_path / f"report.{name}" for name in FORMATS}
    flags = [flag for name, path in files.items() for flag in (f"--{name}", path)]
    check("--target", wrong.target, *WHOAMI, *flags, code=1)
    told = orjson.loads(files["json"].read_bytes())
    root = ET.parse(files["junit"]).getroot()  # noqa: S314 - we wrote it
    assert int(root.attrib["tests"]) == sum(told["totals"].values()) == len(told["rules"])
    assert int(root.attrib["failures"]) == len({one["rule"] for one in told["failures"] if one["counts"]})
    [run] = orjson.loads(files["sarif"].read_bytes())["runs"]
    assert [one["ruleId"] for one in run["results"]] == [one["rule"] for one in told["failures"]]
    assert files["html"].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (told["exitCode"], told["isComplete"], told["target"]["baseUrl"]) == (1, True, wrong.url)


def test_a_file_that_cannot_be_written_is_2_before_a_call_where_that_can_be_seen(
    tmp_path: Path, target: Callable[..., Proxy]
) -> None:
    right = target()
    done = check("--target", right.target, *WHOAMI, "--junit", tmp_path / "nowhere" / "a.xml", code=2)
    assert f"--junit: there is no folder {tmp_path / 'nowhere'}." in done.stderr
    assert right.asked == []
    check("--target", right.target, *WHOAMI, "--junit", tmp_path, code=2)
    if Path("/dev/full").exists():
        done = check("--target", right.target, *WHOAMI, "--html", "/dev/full", code=2)
        assert done.stderr == "layers-mock: --html: /dev/full cannot be written: No space left on device.\n"


# --- GitHub Actions


def test_in_actions_failures_are_annotations_and_quotes_of_the_target_are_no_commands(target: Callable[..., Proxy]) -> None:
    wrong = target(without_scopes)
    lines = check("--target", wrong.target, "--rule", "get-whoami.fields", code=1, GITHUB_ACTIONS="true").stdout.splitlines()
    commands = [line for line in lines if line.startswith("::")]
    word = commands[0].removeprefix("::stop-commands::")
    assert (lines[0], commands[1]) == (f"::stop-commands::{word}", f"::{word}::")
    assert len(word) > 8
    assert any(line.startswith("::error title=get-whoami.fields in getWhoami::Promised: ") for line in commands[2:])
    again = check("--target", wrong.target, "--rule", "get-whoami.fields", code=1, GITHUB_ACTIONS="true").stdout
    assert word not in again
    assert "::" not in check("--target", wrong.target, "--rule", "get-whoami.fields", code=1).stdout


def echoing(proxy: list[Proxy]) -> Callable[[Request, Response], Response]:
    """Repeats the key, and all the others, wherever there is room."""

    def edit(request: Request, came: Response) -> Response:
        sent = header(request.headers, "X-Api-Key") or ""
        every = " ".join(proxy[0].keys.values())
        body = {"error": {"code": f"NO {sent}", "message": f"\x1b[31m{sent} {sent.upper()} {sent[:-2]}", "requestId": every}}
        return json_answer(body, 401, X_Echo=sent, X_Every=every)

    return edit


# --- keys


def test_no_key_of_the_target_is_in_anything_that_is_written(tmp_path: Path, target: Callable[..., Proxy]) -> None:
    proxy: list[Proxy] = []
    proxy.append(target(echoing(proxy)))
    files = {name: tmp_path / f"report.{name}" for name in FORMATS}
    flags = [flag for name, path in files.items() for flag in (f"--{name}", path)]
    rules = ("get-whoami.*", "auth.*", "list-projects.*", "idempotency.*", "errors.*")
    chosen = [flag for rule in rules for flag in ("--rule", rule)]
    done = check("--target", proxy[0].target, "--profile", "quick", *chosen, *flags, code=1, GITHUB_ACTIONS="true")
    written = {
        "stdout": done.stdout,
        "stderr": done.stderr,
        **{name: path.read_text(encoding="utf-8") for name, path in files.items()},
    }
    assert "[key]" in written["stdout"]
    for place, text in written.items():
        for secret in proxy[0].keys.values():
            for form in (secret, secret.upper(), secret[:-2], secret[: len(secret) // 2 + 1]):
                assert form.lower() not in text.lower(), (place, form)
        assert "\x1b" not in text


def test_a_target_that_quotes_a_key_of_the_file_in_a_skip_is_not_quoted(tmp_path: Path, target: Callable[..., Proxy]) -> None:
    proxy = target(lambda request, came: Response(500, (), f"no {dict(request.headers).get('X-Api-Key')}".encode()))
    done = check("--target", proxy.target, "--operation", "patchProject", "--profile", "quick", code=1)
    assert not [secret for secret in proxy.keys.values() if secret in done.output]


# --- targets that are not ours


def test_without_a_file_a_target_that_is_not_ours_is_told_what_to_give(target: Callable[..., Proxy]) -> None:
    proxy = target()
    done = check(proxy.url, code=2)
    assert done.stderr.startswith(f"layers-mock: {proxy.url} is not ours (no /__mock answers), so a target file has to say")
    assert "    full: {env: LAYERS_API_KEY}" in done.stderr
    assert (done.stdout, proxy.told) == ("", ["GET /__mock/info"])


def test_nothing_to_check_nobody_there_and_what_is_no_url_are_2() -> None:
    assert "Say what to check" in check(code=2).stderr
    with listening(lambda _: None) as url:
        pass
    assert check(url, code=2).stderr.startswith(f"layers-mock: Nothing answers at {url}: ")
    assert "is no URL of a server" in check("localhost:4747", code=2).stderr
    assert "No operation 'getMoon'" in check(fake().url, "--operation", "getMoon", code=2).stderr
    told = check(fake().url, "--outward", "publishContnet", "--operation", "getWhoami", code=2).stderr
    assert told.startswith(
        "layers-mock: --outward: no operation 'publishContnet' in edition 2026-04. Did you mean publishContent"
    )
    assert "get-whoami.fields" in check(fake().url, "--rule", "get-whoami.feilds", code=2).stderr
    assert "cannot be read" in check("--target", "nowhere.yaml", code=2).stderr
    assert check(fake().url, "--profile", "slow", code=2).stdout == ""


def test_a_plan_refuses_a_target_file_with_a_name_that_there_is_not(tmp_path: Path) -> None:
    file = tmp_path / "target.yaml"
    for text in ("operations: [getWhoAmI]", "states: {project: {call: getWhoAmI}}"):
        file.write_text(text, encoding="utf-8")
        done = check("--target", str(file), "--plan", code=2)
        assert "no operation 'getWhoAmI' in edition 2026-04. Did you mean getWhoami?" in done.stderr
        assert done.stdout == ""


def writes(request: Request) -> bool:
    return request.method not in {"GET", "HEAD", "OPTIONS"}


def test_without_live_nothing_but_reads_reaches_a_target_that_is_not_disposable(target: Callable[..., Proxy]) -> None:
    real = target(disposable=False, refuses=writes)
    # Rules about rates are left out, and most others: beyond the calls of a minute the target has to be waited for.
    topics = sorted({rule.partition(".")[0] for rule in contract().rules} - {"rate-limits"})[::8]
    flags = [flag for topic in topics for flag in ("--rule", f"{topic}.*")]
    done = invoke("check", "--target", str(real.target), "--profile", "quick", *flags, env={"GITHUB_ACTIONS": ""})
    assert [told for told, one in zip(real.told, real.asked, strict=True) if writes(one)] == []
    assert len(real.asked) > 50
    assert "is reversible: it needs --live, or `disposable: true` in the target file" in done.stdout
    assert "is billable: it needs --live" in done.stdout
    assert re.search(r"\d+ rules passed, \d+ failed, \d+ skipped", done.stdout)


def test_with_live_it_is_written_to_as_well(target: Callable[..., Proxy]) -> None:
    real = target(disposable=False)
    check("--target", real.target, "--live", "--rule", "create-project.name-length", "--rule", "create-project.timezone*")
    assert [one for one in real.told if one.startswith("POST /v1/projects")]


@pytest.mark.parametrize("most", [0, 49, 130, 1000])
def test_no_more_credits_than_allowed_can_be_spent(target: Callable[..., Proxy], most: int) -> None:
    real = target(disposable=False, patience={"job": 0.02}, poll_seconds=0.01)
    flags = ("--live", "--max-credits", most, "--profile", "quick", "--concurrency", 8)
    operations = [flag for name in ("generateContent", "cloneFromPost", "regenerateContent") for flag in ("--operation", name)]
    done = invoke("check", "--target", str(real.target), *map(str, flags), *operations, env={"GITHUB_ACTIONS": ""})
    spent = sum(price_of(one.method, one.url.removeprefix(real.url), one.content) for one in real.asked)
    assert spent <= most
    assert (spent > 0) == (most >= 50)
    assert f"--max-credits leaves {most}" in done.stdout or most > 49


def price_of(method: str, path: str, content: bytes) -> int:
    match = contract().router.find(method, path.partition("?")[0])
    if match is None or match.operation is None:
        return 0
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    return worst_price(contract(), contract().operations[OperationId(match.operation.id)], body)


# --- what would be done, and doing it again


def test_the_plan_is_printed_and_nothing_is_called(target: Callable[..., Proxy]) -> None:
    proxy = target()
    done = check("--plan", proxy.url, *WHOAMI)
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"\d+ checks of \d+ rules would call:", lines[0])
    assert any(re.fullmatch(r" +\d+  getWhoami +read", line) for line in lines)
    assert any(re.match(r"They could cost up to \d+ credits", line) for line in lines)
    assert proxy.asked == []
    assert check("--plan", *WHOAMI).stdout == done.stdout
    assert check("--plan").stdout != check("--plan", "--profile", "quick").stdout


_MADE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(cursor|search)=[^&]*")
"""What a target makes up, and texts that no other run has."""


def calls_with(target: Callable[..., Proxy], seed: int) -> list[str]:
    proxy = target()
    check(
        "--target", proxy.target, "--rule", "create-project.*", "--rule", "list-projects.search", "--profile", "quick", "--concurrency", 1,
        "--seed", seed,
    )  # fmt: skip
    return [_MADE.sub("…", one).partition("?")[0] for one in proxy.told]


def test_the_same_seed_makes_the_same_calls(target: Callable[..., Proxy]) -> None:
    first = calls_with(target, 5)
    assert len(first) > 5
    assert calls_with(target, 5) == first


def test_in_worlds_of_their_own_the_same_seed_sends_the_same_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    from layers_mock.kit.transport import HttpTransport

    def sent(seed: int) -> list[tuple[str, str]]:
        seen: list[tuple[str, str]] = []
        send = HttpTransport.send

        def recorded(self: HttpTransport, request: Request) -> Response:
            if "/__mock/" not in request.url:
                seen.append((_MADE.sub("…", request.url), _MADE.sub("…", request.content.decode(errors="replace"))))
            return send(self, request)

        with monkeypatch.context() as patched:
            patched.setattr(HttpTransport, "send", recorded)
            check(fake().url, "--rule", "create-project.*", "--profile", "quick", "--concurrency", 1, "--seed", seed)
        return seen

    first = sent(5)
    assert len(first) > 5
    assert sent(5) == first
    assert sent(6) != first


# --- broken off, and not installed


def test_ctrl_c_ends_the_run_early_with_what_was_found_by_then(tmp_path: Path, target: Callable[..., Proxy]) -> None:
    proxy = target(without_scopes)
    report = tmp_path / "report.json"
    arguments = ("--target", str(proxy.target), "--profile", "quick", "--concurrency", "2", "--json", str(report))
    with started("check", *arguments, GITHUB_ACTIONS="") as process:
        while len(proxy.asked) < 20:
            assert process.poll() is None
        code, stdout, stderr = stop(process, signal.SIGINT)
    assert (code, stderr.decode().strip()) == (1, "Broken off.")
    assert "The run was broken off before its end." in stdout.decode()
    assert orjson.loads(report.read_bytes())["isComplete"] is False


@pytest.mark.parametrize(
    "missing", [("httptools",), ("hypothesis", "schemathesis"), ("httptools", "hypothesis", "schemathesis")]
)
def test_without_the_kits_packages_it_says_what_to_install(missing: tuple[str, ...]) -> None:
    program = (
        f"import sys\nfor name in {missing!r}: sys.modules[name] = None\n"
        "from layers_mock.cli import main\nmain(['check', 'http://127.0.0.1:9'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    named = " and ".join(missing)
    said = f"layers-mock: check needs {named}, which the kit brings: pip install 'layers-mock[kit]'.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
