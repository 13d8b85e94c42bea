"""The journal in a test's hands, and in the report of one that failed."""

from tests.testing.suites import Suite, suite, text_of

__all__ = ["suite"]


def test_the_journal_is_a_list_that_can_be_asked(suite: Suite) -> None:
    result = suite.run("""
from layers_mock.errors import UsageError

def test_journal(layers):
    assert layers.requests == []
    clone(layers)
    call(layers, "GET", "/v1/whoami?a=b")
    call(layers, "GET", f"/v1/jobs/{'job_' + '0' * 26}")
    assert [entry.operation for entry in layers.requests] == ["cloneInfluencer", "getWhoami", "getJob"]
    first, second, last = layers.requests
    assert (first.number, first.method, first.status, first.key, first.rule) == (1, "POST", 202, "full", None)
    assert second.query == "a=b"
    assert (last.status, last.rule) == (404, "get-job.not-found")
    assert first.at == layers.clock.now
    assert first.findings[0].rule == "client.idempotency-key"
    assert layers.requests(operation="cloneInfluencer") == [first]
    assert layers.requests(status=404) == [last]
    assert layers.requests(finding="any") == layers.requests(finding="client.idempotency-key") == [first]
    assert layers.requests(operation="getJob", status=200) == []
    assert layers.requests(operation="listInfluencers") == []
    assert first.request.body == {"name": "A clone"}
    assert first.answer.body["status"] == "running"
    assert layers.api_key not in str(first.request.headers)

def test_misspelt(layers):
    with pytest.raises(UsageError, match="no operation 'cloneInfluncer'. Did you mean cloneInfluencer?"):
        layers.requests(operation="cloneInfluncer")
""")
    result.assert_outcomes(passed=2)


def test_the_journal_reads_all_that_the_ring_keeps(suite: Suite) -> None:
    result = suite.run("""
from http.client import HTTPConnection

def test_many(layers):
    connection = HTTPConnection(layers.base_url.removeprefix("http://"))
    for _ in range(1005):
        connection.request("GET", "/v1/whoami", headers={"X-Api-Key": layers.api_key})
        connection.getresponse().read()
    connection.close()
    assert [entry.number for entry in layers.requests] == list(range(6, 1006))
""")
    result.assert_outcomes(passed=1)


def test_a_failed_test_tells_what_its_world_was_asked(suite: Suite) -> None:
    result = suite.run("""
def test_fails(layers):
    clone(layers)
    layers.scenario(name="broke", then={"error": "INTERNAL"}, times=1)
    call(layers, "GET", "/v1/whoami?x=1")
    call(layers, "GET", "/v1/jobs/job_nope")
    assert 0

def test_passes(layers):
    call(layers, "GET", "/v1/whoami?from=passing")
""")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.re_match_lines(
        [
            r"-+ layers-mock: world test-fails-[0-9a-f]{6} -+",
            r"POST /v1/influencers/inf_\w+/clone -> 202",
            r"    warning client\.idempotency-key: cloneInfluencer was called without an Idempotency-Key.*",
            r"GET /v1/whoami\?x=1 -> 500  \(scenario broke\)",
            r"GET /v1/jobs/job_nope -> 422  validation\.path-id",
        ]
    )
    assert "from=passing" not in text_of(result)


def test_of_many_calls_the_last_ten_are_told(suite: Suite) -> None:
    result = suite.run("""
def test_fails(layers):
    for number in range(13):
        call(layers, "GET", f"/v1/whoami?number={number}")
    assert 0
""")
    told = text_of(result)
    assert "(3 earlier calls)" in told
    assert "number=2 " not in told
    assert told.index("number=3 ") < told.index("number=12 ")


def test_calls_that_found_no_world_are_told_where_the_world_had_none(suite: Suite) -> None:
    result = suite.run("""
def test_before(layers):
    call(layers, "GET", "/v1/whoami?from=before", key="nope")

def test_wrong_key(layers):
    call(layers, "GET", "/v1/whoami?from=here", key="nope")
    assert 0

def test_no_calls(layers):
    assert 0
""")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.re_match_lines(
        [
            r"No calls with a key of this world\. With a key of none, or without one:",
            r"GET /v1/whoami -> 401  auth\.key-unknown",
            r"No calls\. The client should use base URL http://127\.0\.0\.1:\d+ and a key of this world\.",
        ]
    )
    assert text_of(result).count("auth.key-unknown") == 1


def test_failures_before_and_after_the_test_tell_it_too(suite: Suite) -> None:
    result = suite.run("""
@pytest.fixture
def broken_before(layers):
    call(layers, "GET", "/v1/whoami?from=before")
    raise RuntimeError

@pytest.fixture
def broken_after(layers):
    yield
    assert not layers.requests(status=200)

def test_before(broken_before): pass

def test_after(broken_after, layers):
    call(layers, "GET", "/v1/whoami?from=after")

def test_next(layers_server):
    with urlopen(layers_server.control_url + "/worlds") as answer:
        assert json.loads(answer.read())["items"] == ["default"]
""")
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["GET /v1/whoami?from=before -> 200", "GET /v1/whoami?from=after -> 200"])


def test_a_server_that_is_gone_is_told_and_breaks_nothing_else(suite: Suite) -> None:
    result = suite.run("""
def test_gone(layers_server, layers):
    layers_server.close()
    assert 0
""")
    result.assert_outcomes(failed=1)
    told = text_of(result)
    assert "The journal could not be read: Nothing answers at http://127.0.0.1:" in told
    assert "INTERNALERROR" not in told
