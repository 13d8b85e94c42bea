"""The live page's files. What it does in a browser is shown in tests/browser."""

import re
from pathlib import Path

import pytest

import layers_mock.http.page
from layers_mock.http.guard import Guard
from tests.http.live import Got, Live, run

FOLDER = Path(layers_mock.http.page.__file__).parent
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".html", ".css", ".js", ".svg"})


def get(path: str, *, method: str = "GET", guard: Guard | None = None, **headers: str) -> Got:
    """One answer of a live server to somebody without a key; underscores in header names stand for hyphens."""
    found: list[Got] = []

    async def story(live: Live) -> None:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        found.append(await live.call(method, path, key=None, headers=sent))

    run(story, guard=guard)
    return found[0]


def test_the_page_is_html_under_a_policy_that_lets_nothing_in_but_itself() -> None:
    page = get("/__mock/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(part.strip().partition(" ")[::2] for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "img", "connect")} == {"'self'"}
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "'none'"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-cache"


def test_the_address_without_the_slash_leads_to_the_one_with_it() -> None:
    moved = get("/__mock?world=other")
    assert (moved.status, moved.headers["location"]) == (308, "__mock/?world=other")
    assert get("/__mock").headers["location"] == "__mock/"


@pytest.mark.parametrize("name", FILES)
def test_every_file_comes_in_its_type_and_is_not_sent_twice(name: str) -> None:
    types = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
    file = get(f"/__mock/page/{name}")
    assert file.body == (FOLDER / name).read_bytes()
    assert file.headers["content-type"].startswith(types[name.rpartition(".")[2]])
    known = get(f"/__mock/page/{name}", If_None_Match=f'"other", W/{file.headers["etag"]}')
    assert (known.status, known.body, known.headers["etag"]) == (304, b"", file.headers["etag"])
    assert get(f"/__mock/page/{name}", If_None_Match='"other"').body == file.body
    head = get(f"/__mock/page/{name}", method="HEAD")
    assert (head.status, head.headers["etag"]) == (200, file.headers["etag"])


@pytest.mark.parametrize(
    "name",
    ["", "nothing.js", "page.py", "__init__.py", "../page.py", "../guard.py", "%2e%2e/guard.py", "..%2fguard.py", "/etc/hosts"],
)
def test_nothing_else_is_served_from_there(name: str) -> None:
    answer = get(f"/__mock/page/{name}")
    assert answer.status == 404
    assert "no file" in answer.json["error"]["message"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_page_is_read_only(method: str) -> None:
    answer = get("/__mock/", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("headers", "reason"), [({"Host": "evil.example"}, "--allow-host"), ({"Origin": "https://evil.example"}, "--cors")]
)
def test_the_guard_stands_before_the_page(headers: dict[str, str], reason: str) -> None:
    for path in ("/__mock", "/__mock/", "/__mock/page/page.js"):
        refused = get(path, guard=None, **headers)
        assert refused.status == 403
        assert reason in refused.json["error"]["message"]


def test_the_page_comes_without_the_token_and_the_world_does_not() -> None:
    guard = Guard(token="sesame")  # noqa: S106 - no secret
    assert get("/__mock/", guard=guard).status == 200
    assert get("/__mock/overview", guard=guard).status == 403
    assert get("/__mock/overview", guard=guard, X_Layers_Mock_Token="sesame").status == 200  # noqa: S106


def test_the_page_needs_nothing_but_its_own_files() -> None:
    index = (FOLDER / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:href|src)="([^"#]+)"', index))
    assert named == {f"/__mock/page/{name}" for name in ("icon.svg", "page.css", "page.js")}
    for name in FILES:
        text = (FOLDER / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE), name
        assert {FOLDER / part for part in re.findall(r'from "\./([^"]+)"', text)} <= {FOLDER / other for other in FILES}


def test_the_page_has_no_script_or_style_between_its_lines() -> None:
    index = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", index)
    assert re.findall(r"<script[^>]*>([^<]*)", index) == [""]


def test_no_script_writes_html() -> None:
    for name in FILES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text), name
