"""Requests as command lines: they do what was done, and hold no key."""

import shlex

import pytest

from layers_mock.kit.exchange import Request, curl, header, key_in
from tests.kit.subjects import BASE, KEY, exchange


def line(request: Request, key: str | None = "full", **variables: str) -> str:
    return curl(exchange(request=request, key=key), variables)


def test_a_read_is_a_bare_command_with_a_variable_for_its_key() -> None:
    request = Request("GET", f"{BASE}/v1/projects?limit=2&status=active", (("X-Api-Key", KEY),))
    assert line(request) == "curl -i 'http://target.test/v1/projects?limit=2&status=active' -H \"X-Api-Key: $LAYERS_KEY_FULL\""


def test_a_write_names_method_headers_and_body() -> None:
    headers = (("X-Api-Key", KEY), ("Content-Type", "application/json"), ("Idempotency-Key", "it's"), ("Content-Length", "9"))
    request = Request("POST", f"{BASE}/v1/projects", headers, b'{"name":"it\'s"}')
    assert line(request, "second") == (
        "curl -i -X POST http://target.test/v1/projects -H \"X-Api-Key: $LAYERS_KEY_SECOND\" -H 'Content-Type: application/json' "
        """-H 'Idempotency-Key: it'"'"'s' --data-binary '{"name":"it'"'"'s"}'"""
    )


@pytest.mark.parametrize(
    ("name", "text"), [("X-Api-Key", KEY), ("x-api-key", KEY), ("Authorization", f"Bearer {KEY}"), ("AUTHORIZATION", KEY)]
)
@pytest.mark.parametrize("key", ["full", None])
def test_no_key_is_in_it_in_whatever_header_it_was_sent(name: str, text: str, key: str | None) -> None:
    told = line(Request("GET", f"{BASE}/v1/whoami", ((name, text),)), key)
    assert KEY not in told
    assert f"$LAYERS_KEY_{'FULL' if key else 'WRONG'}" in told
    assert ("Bearer $" in told) == text.startswith("Bearer")


def test_variables_may_be_named_otherwise() -> None:
    assert '"X-Api-Key: $MINE"' in line(Request("GET", BASE, (("X-Api-Key", KEY),)), full="MINE")


def test_what_a_shell_reads_from_it_is_what_was_sent() -> None:
    body = b'{"a": "$(rm -rf x) `b` \\" \' \\n !"}'
    request = Request("PUT", f"{BASE}/v1/a?b=$(c)&d=`e`", (("X-Odd", "a'b\"c $d"),), body)
    assert shlex.split(line(request)) == [
        "curl",
        "-i",
        "-X",
        "PUT",
        request.url,
        "-H",
        "X-Odd: a'b\"c $d",
        "--data-binary",
        body.decode(),
    ]


def test_a_body_that_is_no_text_is_written_in_bytes_and_a_long_one_is_left_out() -> None:
    assert line(Request("POST", BASE, (), b"\x00\xff'")).endswith(r"--data-binary $'\x00\xff\x27'")
    assert line(Request("POST", BASE, (), b"x" * 5000)).endswith("--data-binary @body  # 5000 bytes")


def test_a_header_is_found_whatever_its_case() -> None:
    headers = (("X-Request-Id", "a"), ("x-request-id", "b"))
    assert (header(headers, "X-REQUEST-ID"), header(headers, "other")) == ("a", None)


def test_the_key_of_a_header_is_what_follows_bearer() -> None:
    assert [key_in(text) for text in (KEY, f"Bearer {KEY}", f"bearer  {KEY} ", "Basic x")] == [KEY, KEY, KEY, "Basic x"]
