"""The control API as a whole: whatever is asked of it, it answers with its models or a problem."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_mock.http.control import ROUTES, Route
from tests.harness import Api, contract
from tests.http.controlled import UNKNOWN_JOB, clone, problem
from tests.http.live import Live, run
from tests.http.steered import ATTEMPT


def prepared() -> tuple[Api, dict[str, str]]:
    """A world in which every endpoint has something to answer, and what stands for the parameters of paths."""
    api = Api()
    put = {"name": "sad", "when": {"operation": "getWhoami"}, "then": {"error": "RATE_LIMITED"}, "prepared": True}
    assert api.control("POST", "scenarios", put).status == 201
    job_id = clone(api)
    project = api.id("harbor-tea")
    begun = api.post(f"/v1/projects/{project}/social/oauth-url", {"platform": "tiktok", "returnUrl": "http://localhost/x"})
    wanted = {"projectId": project, "count": 2, "niche": {"vertical": "tea"}}
    asked = api.post(f"/v1/projects/{project}/leased-accounts/request", wanted).body["requestId"]
    assert api.control("POST", "webhooks/inbox", {"type": "test.ping"}).status == 200
    api.world.attempts.record(ATTEMPT)
    return api, {
        "{jobId}": job_id,
        "{state}": begun.body["state"],
        "{requestId}": asked,
        "{name}": "sad",
        "{id}": "1",
        "{number}": "1",
        "{world}": "default",
    }


BODIES: dict[tuple[str, str], object] = {
    ("PUT", "clock"): {"speed": 3},
    ("POST", "clock/advance"): {"seconds": 1},
    ("POST", "scenarios"): {"name": "other", "then": {"wait": "1s"}},
    ("POST", "worlds"): {"name": "second"},
    ("PUT", "webhooks/inbox"): {"status": 503, "times": 2},
}


def body_of(api: Api, route: Route) -> object:
    if (route.method, route.path) == ("PUT", "snapshot"):
        return api.control("GET", "snapshot").body
    return BODIES.get((route.method, route.path))


def path_of(route: Route, values: dict[str, str]) -> str:
    path = route.path
    if route.path == "rules/{id}":
        return "rules/auth.key-required"
    for name, value in values.items():
        path = path.replace(name, value)
    return path


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


# --- every endpoint ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_endpoint_answers_as_its_model_says(route: Route) -> None:
    api, values = prepared()
    if route.method == "DELETE" and route.path == "worlds/{world}":
        api.control("POST", "worlds", {"name": "spare"})
        values["{world}"] = "spare"
    answer = api.control(route.method, path_of(route, values), body_of(api, route))
    assert answer.status == route.status, answer.body
    route.answer.model_validate_json(answer.raw)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_of_a_world], ids=named)
def test_every_endpoint_of_a_world_is_there_under_the_worlds_own_path(route: Route) -> None:
    api, values = prepared()
    path = f"worlds/default/{path_of(route, values)}"
    assert api.control(route.method, path, body_of(api, route)).status == route.status


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_of_a_world and not route.makes_world], ids=named)
def test_an_unknown_world_has_no_endpoint(route: Route) -> None:
    api, values = prepared()
    answer = api.control(route.method, f"worlds/nobody/{path_of(route, values)}", body_of(api, route))
    assert (answer.status, "nobody" in problem(answer)) == (404, True)


ODD_BODIES = [
    b"{",
    b"nope",
    b"\xff",
    b"[]",
    b"3",
    b"null",
    b'"x"',
    b'{"unknown": 1}',
    b'{"\\ud800": 1}',
    b'{"\xff": 1}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"seconds": NaN}',
    b'{"speed": Infinity}',
    b'{"now": "\\u0000"}',
    b'{"name": "\\ud800"}',
    b'{"name": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("route", [route for route in ROUTES if route.body is not None], ids=named)
@pytest.mark.parametrize("body", ODD_BODIES, ids=range(len(ODD_BODIES)))
def test_an_odd_body_is_a_problem_and_changes_nothing(route: Route, body: bytes) -> None:
    api, values = prepared()
    before = api.control("GET", "info").body
    answer = api.control(route.method, path_of(route, values), content=body)
    assert answer.status in {400, 422}
    assert problem(answer)
    assert api.control("GET", "info").body == before


WITHOUT_BODY = [route for route in ROUTES if route.body is None and route.method != "GET" and not route.is_receiver]


@pytest.mark.parametrize("route", WITHOUT_BODY, ids=named)
def test_an_endpoint_without_a_body_takes_none(route: Route) -> None:
    api, values = prepared()
    path = path_of(route, values)
    assert api.control(route.method, path, content=b"{").status == 400
    assert api.control(route.method, path, {"force": True}).status == 422


def test_a_broken_body_is_400_and_a_wrong_one_422_that_names_each_fault() -> None:
    api = Api()
    assert api.control("PUT", "clock", content=b'{"speed": ').status == 400
    answer = api.control("PUT", "clock", {"speed": -1, "mode": "warp", "spead": 2})
    message = problem(answer)
    assert answer.status == 422
    assert all(name in message for name in ("speed", "mode", "spead", "Did you mean speed?"))


# --- finding the way --------------------------------------------------------------------------------------------------


def test_an_unknown_path_names_the_nearest_one() -> None:
    api = Api()
    answer = api.control("POST", "clock/advanse", {"seconds": 1})
    assert (answer.status, "Did you mean clock/advance?" in problem(answer)) == (404, True)


@pytest.mark.parametrize(
    "path", ["", "nothing", "clock/x/y/z", "jobs", "jobs/x", "worlds/default/", "worlds//clock", "a" * 5000, "%00", "../v1"]
)
def test_an_unknown_path_is_a_problem(path: str) -> None:
    answer = Api().control("GET", path)
    assert answer.status in {404, 405} or (path, answer.status) == ("worlds/default/", 200)


@pytest.mark.parametrize("route", ROUTES, ids=named)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW" * 50])
def test_another_method_says_which_ones_there_are(route: Route, method: str) -> None:
    known = {other.method for other in ROUTES if other.path == route.path}
    if method in known:
        return
    api, values = prepared()
    answer = api.control(method, path_of(route, values))
    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) >= known
    assert len(problem(answer)) < 200


def test_a_slash_at_the_end_and_a_head_make_no_difference() -> None:
    async def story(live: Live) -> None:
        whole = await live.call("GET", "/__mock/clock/", key=None)
        head = await live.call("HEAD", "/__mock/clock", key=None)
        assert whole.status == head.status == 200
        assert (head.body, head.headers["content-length"]) == (b"", str(len(whole.body)))
        refused = await live.call("HEAD", "/__mock/clock/advance", key=None)
        assert (refused.status, refused.headers["allow"]) == (405, "POST")

    run(story)


def test_a_query_that_is_not_asked_for_is_a_problem() -> None:
    api = Api()
    assert api.control("GET", "clock?x=1").status == 422
    assert api.control("GET", "requests?" + "&".join(f"a{number}=1" for number in range(500))).status == 422


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=1001", "limit=", "status=-1", "after=x", "since=soon", "limit=%FF", "colour=blue"]
)
def test_an_odd_query_is_a_problem(query: str) -> None:
    assert Api().control("GET", f"requests?{query}").status == 422


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_rules_are_listed_and_read_and_an_unknown_one_names_its_nearest() -> None:
    api = Api()
    items = api.control("GET", "rules").body["items"]
    assert [item["id"] for item in items] == list(contract().rules)
    assert api.control("GET", f"rules/{items[3]['id']}").body == items[3]
    answer = api.control("GET", "rules/auth.key-requird")
    assert (answer.status, "auth.key-required" in problem(answer)) == (404, True)


def test_calls_are_kept_and_shown_without_their_secrets() -> None:
    api = Api()
    api.get("/v1/whoami", headers={"Cookie": "session=hush"})
    shown = api.control("GET", "requests/1")
    assert (shown.body["method"], shown.body["path"], shown.body["status"]) == ("GET", "/v1/whoami", 200)
    assert api.key().encode() not in shown.raw
    assert b"hush" not in shown.raw
    assert api.control("GET", f"requests/{shown.body['requestId']}").body == shown.body


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"nope",
        b"[" * 900 + b"]" * 900,
        b'{"a":' * 400 + b"1" + b"}" * 400,
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 400 + b"}",
        b'{"\\ud800": 1}',
        b"\x00",
        b"null",
    ],
    ids=range(9),
)
def test_a_call_with_any_body_can_be_shown(content: bytes) -> None:
    api = Api()
    api.post("/v1/projects", content=content)
    assert api.control("GET", "requests/1").status == 200
    assert api.control("GET", "requests").status == 200


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "9" * 30, "٣", "1.0", UNKNOWN_JOB])
def test_a_call_that_is_not_kept_is_a_problem(number: str) -> None:
    api = Api()
    api.get("/v1/whoami")
    assert api.control("GET", f"requests/{number}").status == 404


@pytest.mark.parametrize("details", [b'{"n": ' + b"9" * 40 + b"}", b'{"n": [{"m": -' + b"9" * 40 + b"}]}"])
def test_details_that_could_not_be_answered_are_a_problem_when_they_are_put(details: bytes) -> None:
    api = Api()
    put = b'{"name": "a", "then": {"error": "NOT_FOUND", "details": ' + details + b"}}"
    assert api.control("POST", "scenarios", content=put).status == 422
    assert api.get("/v1/whoami").status == 200


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["manual", "idle", "acme", "default"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["seconds", "to", "now", "mode", "speed", "name", "code", "then", "when", "clock"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ROUTES), JSON, st.text(max_size=20))
def test_no_body_and_no_argument_is_a_fault(route: Route, body: object, argument: str) -> None:
    api = Api()
    path = path_of(route, {"{jobId}": argument, "{name}": argument, "{id}": argument, "{world}": argument}).replace("?", "")
    answer = api.control(route.method, path, content=_dumped(body))
    assert answer.status < 500
    if answer.status >= 400:
        assert problem(answer)
    assert api.get("/v1/whoami").status == 200


def _dumped(body: object) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:
        return repr(body).encode(errors="replace")
