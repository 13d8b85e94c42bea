"""Finding out what a target is."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
import yaml

from layers_mock.errors import TargetError
from layers_mock.kit import connect as module
from layers_mock.kit.connect import Connection, connect
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.given_provider import GivenProvider
from layers_mock.kit.target import Target
from layers_mock.kit.transport import TransportError
from layers_mock.kit.world_provider import WorldProvider
from tests.harness import contract
from tests.kit.fake import fake
from tests.kit.subjects import BASE, KEY, Scripted, json_answer, listening

INFO = {"name": "layers-mock", "version": "9.9", "edition": "2026-04", "editions": ["2026-04"]}
TOKEN = "tok"
Answer = Callable[[Request], Response]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Connection]:
    """What a target is found to be whose answers a function gives."""

    def connected(answer: Answer, url: str | None = BASE, token: str | None = None, **fields: Any) -> Connection:
        transport = Scripted(answer)
        monkeypatch.setattr(module, "HttpTransport", lambda patience: transport)
        target = Target.model_validate(fields) if fields else None
        connection = connect(url, target, contract(), seed=1, token=token)
        assert [one for one in transport.told if not one.endswith("/__mock/info")] == []
        return connection

    return connected


def ours(_: Request) -> Response:
    return json_answer(INFO)


def others(_: Request) -> Response:
    return json_answer({"error": {"code": "NOT_FOUND"}}, 404)


def test_where_the_control_api_answers_no_file_is_needed(found: Callable[..., Connection]) -> None:
    connection = found(ours)
    assert isinstance(connection.provider, WorldProvider)
    assert (connection.base_url, connection.is_disposable, connection.offered) == (BASE, True, None)
    assert connection.about == "layers-mock 9.9, each check in a world of its own"


def test_a_served_fake_is_found_to_be_ours() -> None:
    assert isinstance(connect(fake().url, None, contract(), seed=1).provider, WorldProvider)


@pytest.mark.parametrize("url", [f"{BASE}/", f"{BASE}/v1", f"{BASE}/v1/", BASE])
def test_the_base_url_has_no_version(found: Callable[..., Connection], url: str) -> None:
    assert found(ours, url).base_url == BASE


@pytest.mark.parametrize(
    "answer",
    [
        others,
        lambda _: Response(200, (), b"<html>hello</html>"),
        lambda _: Response(302, (("Location", "/login"),), b""),
        lambda _: json_answer(INFO, 500),
        lambda _: json_answer([INFO]),
        lambda _: json_answer({**INFO, "name": "another"}),
        lambda _: json_answer(None),
        lambda _: Response(200, (), b"\xff\x00\x1b[31m"),
    ],
)
def test_a_target_that_is_not_ours_and_has_no_file_is_told_what_a_file_holds(
    found: Callable[..., Connection], answer: Answer
) -> None:
    with pytest.raises(TargetError) as caught:
        found(answer)
    assert str(caught.value) == (
        "http://target.test is not ours (no /__mock answers), so a target file has to say what to check with; give it with "
        "--target:\n\n"
        "  base_url: http://target.test\n"
        "  disposable: false        # true where nobody's account pays: checks may write and spend\n"
        "  keys:\n"
        "    full: {env: LAYERS_API_KEY}      # a key without a scope list\n"
        "    other: {env: OTHER_API_KEY}      # a key of another organisation\n"
        "  states:\n"
        "    project: prj_…        # ids that exist, or calls that make them\n\n"
        "Roles and states that it leaves out skip the checks that need them."
    )


def test_the_file_it_is_told_of_can_be_read(found: Callable[..., Connection]) -> None:
    with pytest.raises(TargetError) as caught:
        found(others)
    text = str(caught.value).partition("--target:\n")[2].rpartition("Roles and")[0]
    assert set(Target.model_validate(yaml.safe_load(text)).keys) == {"full", "other"}


def test_a_file_gives_the_keys_and_whether_writing_is_allowed(found: Callable[..., Connection]) -> None:
    fields: dict[str, Any] = {"base_url": f"{BASE}/v1", "keys": {"full": KEY}, "concurrency": 3, "operations": ["getWhoami"]}
    for disposable in (False, True):
        connection = found(others, None, **fields, disposable=disposable)
        assert isinstance(connection.provider, GivenProvider)
        assert (connection.base_url, connection.is_disposable, connection.concurrency) == (BASE, disposable, 3)
        assert connection.offered == ("getWhoami",)
        assert KEY not in connection.about
    assert found(ours, None, **fields).is_disposable


def test_the_url_given_wins_over_the_files(found: Callable[..., Connection]) -> None:
    assert found(others, "http://other.test", base_url=BASE).base_url == "http://other.test"


def test_another_edition_is_refused(found: Callable[..., Connection]) -> None:
    for editions in (["2026-06"], [], None, 7, "2026-04"):
        with pytest.raises(TargetError, match=r"^http://target\.test serves edition 2026-06, not 2026-04\.$"):
            found(lambda _, told=editions: json_answer({**INFO, "edition": "2026-06", "editions": told}))


def test_the_control_token_is_asked_for_and_sent(found: Callable[..., Connection]) -> None:
    def guarded(request: Request) -> Response:
        if ("X-Layers-Mock-Token", TOKEN) in request.headers:
            return ours(request)
        return Response(401, (), orjson.dumps({"detail": "Send X-Layers-Mock-Token."}))

    with pytest.raises(TargetError, match="asks for its control token; give it with --control-token"):
        found(guarded)
    assert found(guarded, token=TOKEN).is_disposable


def test_where_nothing_answers_that_is_told(found: Callable[..., Connection]) -> None:
    def gone(_: Request) -> Response:
        raise TransportError("GET http://target.test/__mock/info got no answer: Connection refused")

    with pytest.raises(TargetError, match=r"^Nothing answers at http://target\.test: GET .* Connection refused$"):
        found(gone)


def test_a_port_where_nobody_speaks_http_is_told_over_a_socket() -> None:
    with (
        listening(lambda connection: connection.sendall(b"\x1b[31mgarbage\r\n")) as url,
        pytest.raises(TargetError, match=f"^Nothing answers at {url}: "),
    ):
        connect(url, None, contract(), seed=1)


def test_without_any_url_one_is_asked_for(found: Callable[..., Connection]) -> None:
    for url in (None, "", "/"):
        with pytest.raises(TargetError, match="Say what to check: a URL, or a target file with base_url"):
            found(ours, url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("localhost:4747", "begins with http:// or https:// and names a host"),
        ("ftp://host", "begins with http:// or https:// and names a host"),
        ("http://", "begins with http:// or https:// and names a host"),
        ("http:///v1", "begins with http:// or https:// and names a host"),
        ("host", "begins with http:// or https:// and names a host"),
        ("http://host:99999", "is no URL: "),
        ("http://[::1", "is no URL: "),
        ("http://host/?key=1", "paths are appended to it"),
        ("http://host/#a", "paths are appended to it"),
        ("http://ho st", "paths are appended to it"),
        ("http://host/\x1b[31m", "paths are appended to it"),
    ],
)
def test_what_is_no_base_url_is_refused_before_anything_is_sent(url: str, said: str) -> None:
    with pytest.raises(TargetError) as caught:
        connect(url, None, contract(), seed=1)
    assert said in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_password_in_the_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(TargetError) as caught:
        connect("http://user:hunter2@host", None, contract(), seed=1)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"operations": ["getMoon"]}, "operations: no operation 'getMoon' in edition 2026-04."),
        ({"states": {"project": {"call": "makeMoon"}}}, "states.project.call: no operation 'makeMoon' in edition 2026-04."),
        (
            {"states": {"project": {"call": "getProject"}}},
            "states.project.path: getProject takes 1 path parameters, 0 are given.",
        ),
        (
            {"states": {"project": {"call": "createProject", "body": {"a": ["{moon}"]}}}},
            "states.project: no state is called 'moon'",
        ),
        (
            {"states": {"project": {"call": "createProject", "query": {"a": "{moon}"}}}},
            "states.project: no state is called 'moon'",
        ),
        ({"states": {"project": {"call": "getProject", "path": ["{moon}"]}}}, "states.project: no state is called 'moon'"),
    ],
)
def test_what_a_file_names_has_to_exist(found: Callable[..., Connection], fields: dict[str, Any], said: str) -> None:
    with pytest.raises(TargetError) as caught:
        found(others, **fields)
    assert str(caught.value).startswith(said)
