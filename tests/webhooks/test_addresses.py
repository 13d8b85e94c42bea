"""Where webhooks may go."""

import pytest

from layers_mock.webhooks import Addresses


@pytest.mark.parametrize(
    "url", ["http://localhost:9/x", "https://LOCALHOST/x", "http://127.0.0.1/", "http://127.8.8.8:1/", "http://[::1]:80/"]
)
def test_this_machine_may_always_be_called(url: str) -> None:
    assert Addresses().refusal(url) is None


@pytest.mark.parametrize(
    "url", ["https://hooks.example/x", "http://10.0.0.1/", "https://localhost.example/", "https://user@evil.example/"]
)
def test_nobody_else_is_called_unless_named(url: str) -> None:
    refusal = Addresses(frozenset({"other.example"})).refusal(url)
    assert refusal is not None
    assert "--webhook-allow" in refusal


def test_a_named_host_is_called_in_any_case_of_letters() -> None:
    assert Addresses(frozenset({"hooks.example"})).refusal("https://Hooks.Example:8443/x") is None


@pytest.mark.parametrize(
    "url", ["", "ftp://localhost/", "http:///x", "http://[::1/", "http://localhost:99999/", "localhost:80"]
)
def test_what_is_no_url_is_refused_without_a_fault(url: str) -> None:
    refusal = Addresses().refusal(url)
    assert refusal is not None
    assert "cannot call" in refusal


@pytest.mark.parametrize(
    "url",
    ["https://me:pass@word@hooks.example:99999/", "https://me:pass@word@/x", "https://me:pass@word@hooks.example/x?a=1"],
)
def test_a_refusal_never_tells_the_password_of_a_url(url: str) -> None:
    refusal = Addresses().refusal(url)
    assert refusal is not None
    assert "pass" not in refusal
    assert "word" not in refusal
