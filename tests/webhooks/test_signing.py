"""Signatures: what they are made of, and what is said of wrong ones."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.webhooks import inspect, signature

SECRET = "whsec_a"
NOW = 1_795_000_000


def test_a_signature_is_the_hmac_of_timestamp_dot_body_per_secret() -> None:
    expected = [hmac.new(secret.encode(), b"1795000000.{}", hashlib.sha256).hexdigest() for secret in ("whsec_a", "whsec_b")]
    assert signature(["whsec_a", "whsec_b"], NOW, b"{}") == f"t=1795000000,v1={expected[0]},v1={expected[1]}"


@given(st.binary(max_size=50), st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=3, unique=True))
def test_every_secret_that_signed_finds_nothing_wrong_and_no_other_does(body: bytes, secrets: list[str]) -> None:
    header = signature(secrets, NOW, body)
    assert [inspect(header, body, secret, NOW) for secret in secrets] == [None] * len(secrets)
    for wrong in (inspect(header, body + b" ", secrets[0], NOW), inspect(header, body, "whsec_other", NOW)):
        assert wrong is not None
        assert wrong.part == "secret or body"


@pytest.mark.parametrize(("off", "fine"), [(0, True), (300, True), (301, False), (-300, True), (-301, False)])
def test_a_timestamp_may_be_five_minutes_off(off: int, fine: bool) -> None:
    fault = inspect(signature([SECRET], NOW - off, b"{}"), b"{}", SECRET, NOW)
    assert fault is None if fine else fault is not None and fault.part == "timestamp"


@pytest.mark.parametrize(
    "header", ["", "v1=ab", "t=1795000000", "t=x,v1=ab", "t=1,t=2,v1=ab", "t=" + "9" * 40 + ",v1=ab", "t=²,v1=é"]
)
def test_what_is_no_signature_is_refused_as_such(header: str) -> None:
    fault = inspect(header, b"{}", SECRET, NOW)
    assert fault is not None
    assert fault.part == "header"


def test_a_mac_of_bytes_that_are_no_text_is_refused_as_any_other_wrong_one() -> None:
    fault = inspect(f"t={NOW},v1=\udcff\udc80", b"{}", SECRET, NOW)
    assert fault is not None
    assert fault.part == "secret or body"
