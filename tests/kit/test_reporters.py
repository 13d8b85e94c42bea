"""How a report is shown: to a person, and as files."""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest

from layers_mock import __version__
from layers_mock.kit.events import CheckStarted, Event, RunEnded, RunStarted
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.report import Report
from layers_mock.kit.reporters import github, html, json_document, junit, sarif, terminal
from tests.browser.chromium import Page, open_browser, required_path
from tests.harness import contract
from tests.kit.subjects import BASE, KEY, exchange
from tests.kit.test_report import INFERRED, PASSED, ended, entry, finding, reported

EVIL = "a\x00\x1b[31m\x9b31m</script><script>alert(1)</script><img src=http://evil.test/x>]]>&amp;\ufffe\n::error::%0A,x"
SENT = Request(
    "POST", f"{BASE}/v1/projects", (("X-Api-Key", KEY), ("Content-Type", "application/json"), ("Authorization", f"Bearer {KEY}")),
    b'{"name":"x"}',
)  # fmt: skip


def full_report(came: str = "a body without scopes") -> Report:
    """A report with everything in it."""
    evidence = (exchange(), exchange("createProject", status=201, body=b'{"id":1}', request=SENT))
    return reported(
        PASSED,
        ended("account.fields", {"get-whoami.fields": None}, finding(came=came, check="account.fields", evidence=evidence)),
        ended("account.apart", {INFERRED: None}, finding(INFERRED, came, check="account.apart")),
        ended("account.known", {"get-whoami.workspace": None}, finding("get-whoami.workspace", came, check="account.known")),
        ended("account.names", {"get-whoami.names-the-key": "the target file has no key second"}),
        ended("account.scopes", {"get-whoami.scopes-empty": "the target file has no key second", "get-whoami.tier": "no key"}),
        known=[entry("get-whoami.workspace"), entry("errors.envelope"), entry("get-whoami.live-key", "2026-04-30")],
    )


# --- terminal


def test_a_person_reads_what_failed_what_came_and_how_to_see_it_again() -> None:
    statement = contract().rule(INFERRED).statement
    page = contract().rule(INFERRED).page
    assert terminal_text(full_report()) == (
        "Checked http://target.test against edition 2026-04: a toy.\n"
        "\n"
        "FAILED  get-whoami.fields in getWhoami  (documented)\n"
        f"  promised  {contract().rule('get-whoami.fields').statement}\n"
        "  came      a body without scopes\n"
        f"  page      {contract().rule('get-whoami.fields').page}\n"
        "  check     account.fields\n"
        '  curl      curl -i -X POST http://target.test/v1/projects -H "X-Api-Key: $LAYERS_KEY_FULL" -H \'Content-Type: '
        'application/json\' -H "Authorization: Bearer $LAYERS_KEY_FULL" --data-binary \'{"name":"x"}\'\n'
        "  again     layers-mock check http://target.test --rule get-whoami.fields --seed 7\n"
        "\n"
        "Reported apart: no page documents these rules, or the pages disagree.\n"
        "\n"
        f"DIFFERS  {INFERRED} in getWhoami  (inferred)\n"
        f"  promised  {statement}\n"
        "  came      a body without scopes\n"
        f"  page      {page}\n"
        "  check     account.apart\n"
        '  curl      curl -i http://target.test/v1/whoami -H "X-Api-Key: $LAYERS_KEY_FULL"\n'
        f"  again     layers-mock check http://target.test --rule {INFERRED} --seed 7\n"
        "\n"
        "KNOWN   get-whoami.workspace in getWhoami until 2026-05-01: on its way\n"
        "\n"
        "Skipped, so not shown to hold:\n"
        "   2  the target file has no key second: get-whoami.names-the-key, get-whoami.scopes-empty\n"
        "\n"
        "Passed, though not all of their checks could run:\n"
        "   1  no key: get-whoami.tier\n"
        "\n"
        "Baseline: get-whoami.live-key expired on 2026-04-30; it counts again.\n"
        "Baseline: errors.envelope does not fail any more; take the entry out.\n"
        "\n"
        "1 rules passed, 3 failed, 2 skipped; 6 calls in 1.5 s; seed 7\n"
        "3 failures: 1 set the exit code, 1 reported apart, 1 known"
    )


def terminal_text(report: Report) -> str:
    """The summary without colours, and each field on one line however long the terminal makes it."""
    return re.sub("\n {12}", " ", re.sub("\x1b\\[[0-9;]*m", "", terminal.summary(report)))


def test_a_good_run_is_told_in_two_lines() -> None:
    assert terminal_text(reported(PASSED)) == (
        "Checked http://target.test against edition 2026-04: a toy.\n\n1 rules passed, 0 failed, 0 skipped; 1 calls in 1.5 s; seed 7"
    )


def test_what_the_quick_profile_left_out_is_told_everywhere() -> None:
    report = reported(PASSED)
    report.left_out = (contract().rule(INFERRED).id, contract().rule("errors.envelope").id)
    told = "The quick profile left out 2 rules; --profile full looks at them too."
    assert terminal_text(report).splitlines()[-1] == told
    assert told in html.render(report)
    assert told not in html.render(reported(PASSED))
    assert orjson.loads(json_document.render(report))["leftOut"] == [INFERRED, "errors.envelope"]


def test_a_run_that_shows_nothing_got_no_answers_or_was_broken_off_says_so() -> None:
    silent = reported(ended("a", {"get-whoami.fields": "got no answer"}, unanswered=1), complete=False)
    assert terminal_text(silent).splitlines()[-3:] == [
        "1 calls got no answer.", "Nothing is shown: every rule was skipped.", "The run was broken off before its end.",
    ]  # fmt: skip


def test_a_run_that_was_broken_off_does_not_say_how_long_it_took() -> None:
    broken_off = reported(PASSED, complete=False)
    assert " calls; seed 7" in terminal_text(broken_off)
    assert " calls.</p>" in html.render(broken_off)
    assert " calls in " in terminal_text(reported(PASSED))


def test_of_many_rules_that_were_skipped_for_one_reason_a_few_are_named() -> None:
    rules = [rule for rule in contract().rules if rule.startswith("get-whoami.")][:9]
    told = terminal_text(reported(ended("a", dict.fromkeys(rules, "no key"))))
    assert "   9  no key: " in told
    assert "and 3 more" in told


def test_nothing_that_a_target_says_steers_the_terminal() -> None:
    text = terminal.summary(full_report(EVIL))
    assert set(re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f]", re.sub("\x1b\\[[0-9;]*m", "", text))) == set()
    assert "\\x1b[31m\\x9b31m" in text
    assert "\x1b[31m\\x9b" not in text


def test_progress_is_a_line_on_stderr_and_nothing_where_that_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _: os.terminal_size((40, 24)))
    end = ended("a", {"get-whoami.fields": None}, finding())
    events: list[Event] = [
        RunStarted(contract(), [end.check], BASE, "a toy", 7),
        CheckStarted(end.check),
        end,
        CheckStarted(end.check),
        RunEnded(1.0),
    ]
    for is_shown in (True, False):
        shown = terminal.Progress(is_shown=is_shown)
        for event in events:
            shown.listen(event)
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err == (
            "\r[0/1] get-whoami.fields  getWhoami  \r[1/1, 1 failed] get-whoami.fields  getW\r" if is_shown else ""
        )


# --- JUnit


def test_junit_has_a_case_for_each_rule_and_its_counts_agree() -> None:
    root = ET.fromstring(junit.render(full_report()))  # noqa: S314 - we wrote it
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert set(cases) == {one.rule.id for one in full_report().rules}
    assert {name: root.attrib[name] for name in ("tests", "failures", "skipped", "errors")} == {
        "tests": "6", "failures": "1", "skipped": "4", "errors": "0",
    }  # fmt: skip
    for suite in root.iter("testsuite"):
        inside = list(suite.iter("testcase"))
        assert suite.attrib["tests"] == str(len(inside))
        assert suite.attrib["failures"] == str(len(list(suite.iter("failure"))))
        assert suite.attrib["skipped"] == str(len(list(suite.iter("skipped"))))
    failure = cases["get-whoami.fields"].find("failure")
    assert failure is not None
    assert (failure.attrib["message"], failure.attrib["type"]) == ("a body without scopes", "documented")
    assert "curl: curl -i -X POST" in str(failure.text)
    skips = {name: case.find("skipped") for name, case in cases.items()}
    assert {name: skip.attrib["message"] for name, skip in skips.items() if skip is not None} == {
        INFERRED: "inferred rule, reported apart; came a body without scopes",
        "get-whoami.workspace": "known until 2026-05-01: on its way; came a body without scopes",
        "get-whoami.names-the-key": "the target file has no key second",
        "get-whoami.scopes-empty": "the target file has no key second",
    }
    assert list(cases["get-whoami.tier"]) == []
    assert {case.attrib["classname"] for case in cases.values()} == {"layers.getWhoami"}


def test_nothing_that_a_target_says_breaks_the_xml() -> None:
    root = ET.fromstring(junit.render(full_report(EVIL)))  # noqa: S314 - it has to stand this
    failure = next(root.iter("failure"))
    assert failure.attrib["message"].startswith("a\\x00\\x1b[31m\\x9b31m</script>")
    assert "]]>&amp;\\ufffe\n::error" in str(failure.text)


# --- HTML


class Reader(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in {"meta", "br", "img", "link"}:
            self.open.append(tag)
        for name, text in attrs:
            self.attributes.setdefault(name, []).append(text or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("came", ["a body without scopes", EVIL, '" onload="x', "' style='", "<!--", "</style>", "</pre></dd>"])
def test_the_page_needs_nothing_else_whatever_a_target_says(came: str) -> None:
    page = html.render(full_report(came))
    read = Reader(page)
    assert not {"script", "img", "link", "iframe", "object", "embed", "base", "form", "a", "svg"} & set(read.tags)
    assert set(read.attributes) == {"lang", "charset", "name", "content", "class", "style", "aria-hidden", "id", "open"}
    assert not re.search(r"url\(|@import|expression|javascript:", page)
    assert read.open == []
    assert all(re.fullmatch(r"width:\d+\.\d\d%", text) for text in read.attributes["style"])


def test_the_page_tells_what_failed_what_is_apart_known_and_skipped() -> None:
    read = Reader(html.render(full_report()))
    assert read.attributes["id"] == ["get-whoami.fields", INFERRED, "get-whoami.workspace"]
    for told in (
        "Contract check of http://target.test", "1 failures set the exit code", "Reported apart", "Known", "until 2026-05-01: on its way",
        "curl -i -X POST", "layers-mock check http://target.test --rule get-whoami.fields --seed 7", "Skipped, so not shown to hold",
        "the target file has no key second", "6 rules: 1 passed, 3 failed, 2 skipped",
    ):  # fmt: skip
        assert told in read.text
    assert "broken off" not in read.text
    silent = Reader(
        html.render(reported(ended("a", {"get-whoami.fields": "got no answer"}, unanswered=1), complete=False))
    ).text
    assert "The run was broken off before its end." in silent
    assert "1 calls got no answer." in silent
    assert "Nothing is shown: every rule was skipped." in silent


def test_a_browser_shows_it_light_and_narrow_without_asking_for_anything(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(html.render(full_report(EVIL + " long" * 80 + "x" * 500)), encoding="utf-8")
    with open_browser(required_path()) as browser:
        page = Page(browser)
        for width, scheme in ((1200, "light"), (360, "dark")):
            page.look(width=width, scheme=scheme)
            page.open(path.as_uri())
            assert page.value("document.documentElement.scrollWidth <= window.innerWidth")
            assert "get-whoami.fields in getWhoami" in page.text("article h3")
            page.screenshot(tmp_path / f"{scheme}.png")
        assert {url for url in page.requested() if not url.startswith("file:")} == set()
        assert page.complaints() == []
        page.close()


# --- JSON


def test_the_json_holds_the_run_its_rules_and_failures_with_their_exchanges() -> None:
    document = orjson.loads(json_document.render(full_report()))
    assert {name: document[name] for name in ("edition", "seed", "seconds", "isComplete", "exitCode", "totals", "calls", "unanswered")} == {
        "edition": "2026-04", "seed": 7, "seconds": 1.5, "isComplete": True, "exitCode": 1,
        "totals": {"passed": 1, "failed": 3, "skipped": 2}, "calls": {"getWhoami": 6}, "unanswered": 0,
    }  # fmt: skip
    assert document["tool"] == {"name": "layers-mock", "version": __version__}
    assert document["target"] == {"baseUrl": BASE, "about": "a toy"}
    assert [(one["rule"], one["counts"], one["known"] is None) for one in document["failures"]] == [
        ("get-whoami.fields", True, True), (INFERRED, False, True), ("get-whoami.workspace", False, False),
    ]  # fmt: skip
    first = document["failures"][0]
    assert first["exchanges"][1]["request"] == {
        "method": "POST", "url": f"{BASE}/v1/projects", "headers": [["Content-Type", "application/json"]], "body": '{"name":"x"}',
    }  # fmt: skip
    assert first["exchanges"][1]["response"] == {"status": 201, "headers": [], "body": '{"id":1}'}
    assert {one["id"]: one["status"] for one in document["rules"]}["get-whoami.tier"] == "passed"
    assert [one["rule"] for one in document["baseline"]["expired"]] == ["get-whoami.live-key"]
    assert [one["rule"] for one in document["baseline"]["unused"]] == ["errors.envelope"]


def test_long_bodies_and_those_that_are_no_text_are_kept_in_part() -> None:
    odd = exchange(body=b"\xff" + b"x" * 30_000)
    document = orjson.loads(json_document.render(reported(ended("a", {"get-whoami.fields": None}, finding(evidence=(odd,))))))
    body = document["failures"][0]["exchanges"][0]["response"]["body"]
    assert body.startswith("\ufffdxxx")
    assert body.endswith("… (30001 bytes)")


# --- SARIF


def test_sarif_has_what_code_scanning_reads() -> None:
    document = orjson.loads(sarif.render(full_report()))
    assert (document["version"], document["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    [run] = document["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("layers-mock", __version__)
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == ["get-whoami.fields", INFERRED, "get-whoami.workspace"]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in driver["rules"])
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    assert [(one["ruleId"], one["level"], "suppressions" in one) for one in run["results"]] == [
        ("get-whoami.fields", "error", False), (INFERRED, "note", False), ("get-whoami.workspace", "note", True),
    ]  # fmt: skip
    for one in run["results"]:
        assert ids[one["ruleIndex"]] == one["ruleId"]
        assert one["message"]["text"].startswith("Promised: ")
        place = one["locations"][0]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "openapi/2026-04.json"
        assert place["logicalLocations"][0]["name"] == "getWhoami"
    prints = [one["partialFingerprints"]["ruleAndOperation/v1"] for one in run["results"]]
    assert len(set(prints)) == 3


# --- GitHub annotations


def test_annotations_are_errors_for_what_counts_and_notices_for_what_is_apart() -> None:
    lines = github.render(full_report()).splitlines()
    assert [line.partition("::Promised")[0] for line in lines] == [
        "::error title=get-whoami.fields in getWhoami", f"::notice title={INFERRED} in getWhoami",
    ]  # fmt: skip
    assert "%0ACame: a body without scopes%0APage: " in lines[0]


def test_an_annotation_is_one_line_whatever_a_target_says() -> None:
    told = github.render(full_report("50%\r\n::error title=x::y"))
    assert len(told.splitlines()) == 2
    assert "Came: 50%25\\x0d%0A::error title=x::y%0APage" in told


# --- none of them


@pytest.mark.parametrize(
    "render", [terminal.summary, junit.render, html.render, json_document.render, sarif.render, github.render]
)
def test_no_key_that_was_sent_is_in_any_of_them(render: object) -> None:
    assert callable(render)
    assert KEY not in render(full_report())


@pytest.mark.parametrize(
    "render", [terminal.summary, junit.render, html.render, json_document.render, sarif.render, github.render]
)
def test_a_report_of_nothing_can_be_shown(render: object) -> None:
    assert callable(render)
    assert render(reported(complete=False)) is not None
    odd = exchange(None, status=0, body=b"", request=Request("", "", (), b""))._replace(response=Response(0, (("", ""),), b""))
    assert (
        render(reported(ended("", {"get-whoami.fields": None}, finding(came="", operation=None, evidence=(odd,))))) is not None
    )
