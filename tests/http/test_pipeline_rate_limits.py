"""Rate limits, whatever the operation."""

import pytest

from tests.harness import Api

rule = pytest.mark.rule
PROJECTS = "/v1/projects"
UNKNOWN = "0b9f6a4e-52e5-4a6e-9e0b-2c1f5d7a9e10"


def drain(api: Api, calls: int, method: str = "GET", path: str = PROJECTS, key: str = "throttled") -> list[int]:
    return [api.request(method, path, key=key).status for _ in range(calls)]


@rule("rate-limits.class-header", "rate-limits.state-headers")
def test_an_answer_tells_its_class_and_the_state_of_its_bucket(api: Api) -> None:
    first = api.get(PROJECTS, key="throttled").headers
    assert (first["X-RateLimit-Endpoint-Class"], first["X-RateLimit-Limit"]) == ("read-light", "120")
    assert (first["X-RateLimit-Remaining"], first["X-RateLimit-Reset"]) == ("119", "60")
    api.advance(12.5)
    second = api.get(f"/v1/jobs/{UNKNOWN}", key="throttled").headers
    assert (second["X-RateLimit-Remaining"], second["X-RateLimit-Reset"]) == ("118", "48")


@rule("rate-limits.refused", "rate-limits.tiers", "rate-limits.recovers", "rate-limits.refusal-takes-nothing")
@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("GET", "/v1/whoami", 120),
        ("DELETE", f"/v1/influencers/{UNKNOWN}", 60),
        ("POST", f"/v1/influencers/{UNKNOWN}/clone", 20),
    ],
)
def test_a_class_refuses_beyond_its_limit_and_recovers(api: Api, method: str, path: str, limit: int) -> None:
    assert 429 not in drain(api, limit, method, path)
    api.advance(20)
    for _ in range(3):
        refused = api.request(method, path, key="throttled")
        assert (refused.status, refused.code, refused.headers["Retry-After"]) == (429, "RATE_LIMITED", "40")
    api.advance(39)
    assert api.request(method, path, key="throttled").headers["Retry-After"] == "1"
    api.advance(1)
    assert 429 not in drain(api, limit, method, path)
    assert api.request(method, path, key="throttled").status == 429


@rule("rate-limits.independent")
def test_classes_and_keys_have_buckets_of_their_own(api: Api) -> None:
    assert drain(api, 121)[-1] == 429
    assert api.delete(f"/v1/influencers/{UNKNOWN}", key="throttled").status == 404
    assert api.get(PROJECTS, key="other").status == 200


@rule("rate-limits.daily-cap")
def test_write_light_calls_have_a_cap_per_day(api: Api) -> None:
    path = f"/v1/influencers/{UNKNOWN}"
    for _ in range(10_000 // 50):
        assert set(drain(api, 50, "DELETE", path)) == {404}
        api.advance(60)
    refused = api.delete(path, key="throttled")
    assert (refused.status, int(refused.headers["Retry-After"])) == (429, 86_400 - 200 * 60)
    api.advance(int(refused.headers["Retry-After"]))
    assert api.delete(path, key="throttled").status == 404


def test_the_internal_tier_counts_and_never_refuses(api: Api) -> None:
    assert set(drain(api, 300, key="full")) == {200}
    assert int(api.get(PROJECTS).headers["X-RateLimit-Remaining"]) == 1_000_000 - 301
