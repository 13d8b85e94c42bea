"""Finding out why a signature does not fit: the part that was made wrong is the part that is told."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.webhooks.diagnosis import diagnose
from layers_mock.webhooks.signing import mac, signature

SECRET = "whsec_Zm9yLXRlc3RzLW9ubHktbm90LWEtcmVhbC1zZWNyZXQ"
NOW = 1_795_000_000
EVENT = {"id": "evt_1", "type": "x.y", "data": {"b": 1, "a": "é / ü"}, "replayOf": "r"}
BODY = json.dumps(EVENT, separators=(",", ":"), ensure_ascii=False).encode()


def parts(header: str, body: bytes = BODY, *secrets: str, now: int = NOW) -> list[str]:
    return [fault.part for fault in diagnose(header, body, secrets or (SECRET,), now).faults]


def reason(header: str, body: bytes = BODY, *secrets: str) -> str:
    (fault,) = diagnose(header, body, secrets or (SECRET,), NOW).faults
    return fault.reason


def signed_by(key: bytes, content: bytes, encode: Callable[[bytes], str] = bytes.hex) -> str:
    return f"t={NOW},v1={encode(hmac.new(key, content, hashlib.sha256).digest())}"


def test_nothing_is_wrong_with_what_was_signed_and_it_says_which_secret_and_which_mac_fit() -> None:
    header = signature(["whsec_new", SECRET], NOW - 300, BODY)
    verdict = diagnose(header, BODY, ["whsec_other", SECRET], NOW)
    assert (verdict.is_valid, verdict.faults, verdict.timestamp, verdict.secret, verdict.mac) == (True, (), NOW - 300, 2, 2)
    assert diagnose(f" X-Layers-Signature: {header}\n", BODY, [SECRET], NOW).is_valid
    assert diagnose(
        header.replace(mac(SECRET, NOW - 300, BODY), mac(SECRET, NOW - 300, BODY).upper()), BODY, [SECRET], NOW
    ).is_valid


@pytest.mark.parametrize(("off", "wrong"), [(300, []), (301, ["timestamp"]), (-300, []), (-301, ["timestamp"])])
def test_a_timestamp_is_wrong_from_beyond_the_tolerance_on(off: int, wrong: list[str]) -> None:
    assert parts(signature([SECRET], NOW - off, BODY)) == wrong


def test_any_age_is_taken_without_a_tolerance() -> None:
    assert diagnose(signature([SECRET], 1, BODY), BODY, [SECRET], NOW, tolerance=None).is_valid
    assert diagnose(signature([SECRET], NOW - 9, BODY), BODY, [SECRET], NOW, tolerance=9).is_valid
    assert not diagnose(signature([SECRET], NOW - 9, BODY), BODY, [SECRET], NOW, tolerance=8).is_valid


def test_milliseconds_are_told_as_such() -> None:
    assert "in milliseconds" in reason(signature([SECRET], NOW * 1000, BODY))


@pytest.mark.parametrize(
    ("came", "told"),
    [
        (BODY + b"\n", "without the line break at its end"),
        (BODY + b"\r\n", "without the line break at its end"),
        (b"\xef\xbb\xbf" + BODY, "byte order mark"),
        (base64.b64encode(BODY), "base64"),
        (BODY.decode("latin-1").encode(), "Latin-1"),
        (json.dumps(EVENT).encode(), "parsed and written again"),
        (json.dumps(EVENT, ensure_ascii=False).encode(), "written compactly"),
        (json.dumps(EVENT, indent=4, ensure_ascii=False).encode(), "written compactly"),
        (json.dumps(EVENT, sort_keys=True, separators=(",", ":")).encode(), "in another order"),
        (BODY.replace(b"/", b"\\/"), "written compactly"),
        (BODY[:-5], "no JSON"),
        (b"", "no JSON"),
    ],
)
def test_a_body_that_was_changed_on_its_way_is_told_with_what_changed_it(came: bytes, told: str) -> None:
    header = signature([SECRET], NOW, BODY)
    assert parts(header, came) == ["body"]
    assert told in reason(header, came)


@pytest.mark.parametrize(
    ("signed", "told"),
    [
        (BODY + b"\n", "with a line break"),
        (BODY + b"\r\n", "with CR LF at its end"),
        (json.dumps(EVENT).encode(), "with spaces, as ASCII"),
        (json.dumps(EVENT, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(), "alphabetical"),
        (json.dumps(EVENT, indent=2, ensure_ascii=False).encode(), "indented"),
    ],
)
def test_a_sender_that_signed_other_bytes_is_found_out(signed: bytes, told: str) -> None:
    header = signature([SECRET], NOW, signed)
    assert parts(header) == ["body"]
    assert told in reason(header)


def test_line_breaks_that_were_changed_are_told() -> None:
    unix, dos = b'{\n"id":1}', b'{\r\n"id":1}'
    assert "made them CR LF" in reason(signature([SECRET], NOW, unix), dos)
    assert "made them LF" in reason(signature([SECRET], NOW, dos), unix)


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        (SECRET.removeprefix("whsec_"), "lacks its whsec_"),
        (f'"{SECRET}"', "quotes"),
        (f" {SECRET}\n", "line breaks"),
        ("lp_test_ABC_def", "API key"),
    ],
)
def test_a_secret_that_was_copied_wrongly_is_told(given_: str, told: str) -> None:
    header = signature([SECRET], NOW, BODY)
    assert parts(header, BODY, given_) == ["secret"]
    assert told in reason(header, BODY, given_)


def test_a_key_made_of_the_secret_in_another_way_is_told() -> None:
    content, text = b"%d." % NOW + BODY, SECRET.removeprefix("whsec_")
    bare = signed_by(text.encode(), content)
    decoded = signed_by(base64.urlsafe_b64decode(text + "="), content)
    assert (parts(bare), parts(decoded)) == (["secret"], ["secret"])
    assert "left whsec_ out" in reason(bare)
    assert "decoded it" in reason(decoded)


def test_bytes_that_were_framed_in_another_way_are_told() -> None:
    assert "the body alone" in reason(signed_by(SECRET.encode(), BODY))
    assert "lacks the dot" in reason(signed_by(SECRET.encode(), b"%d" % NOW + BODY))
    assert parts(signed_by(SECRET.encode(), BODY)) == ["body"]


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_mac_in_base64_is_told(encode: Callable[[bytes], bytes]) -> None:
    header = signed_by(SECRET.encode(), b"%d." % NOW + BODY, lambda digest: encode(digest).decode())
    assert parts(header) == ["header"]
    assert "base64" in reason(header)


def test_two_things_wrong_are_both_told_and_the_least_explains() -> None:
    header = signature([SECRET], NOW - 1000, BODY)
    assert parts(header, BODY + b"\n", SECRET.removeprefix("whsec_")) == ["secret", "body", "timestamp"]


@pytest.mark.parametrize(
    "header", ["", "v1=ab", f"t={NOW}", "t=x,v1=ab", "t=1,t=2,v1=ab", f"t={NOW},v1=abcd", f"t={NOW},v1={'a' * 40}"]
)
def test_what_is_no_signature_is_the_headers_fault(header: str) -> None:
    assert parts(header) == ["header"]


def test_what_nothing_explains_is_told_as_that() -> None:
    assert parts(signature(["whsec_of_another"], NOW, BODY)) == ["secret or body"]
    assert parts(signature([SECRET], NOW, BODY), BODY.replace(b"x.y", b"x.z")) == ["secret or body"]


@given(st.binary(max_size=60), st.binary(max_size=60), st.text(max_size=20), st.text(max_size=40))
def test_no_bytes_break_it_and_none_but_the_signed_ones_are_valid(signed: bytes, came: bytes, secret: str, noise: str) -> None:
    secret = secret.encode(errors="replace").decode()
    header = signature([secret], NOW, signed)
    assert diagnose(header, came, [secret], NOW).is_valid == (signed == came)
    assert not diagnose(f"t={NOW},v1={noise.replace(',', '')}", came, [secret], NOW).is_valid


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"9" * 5000, b'{"data":{' + b",".join(b'"%d":1' % n for n in range(12)) + b"}}"]
)
def test_bodies_made_to_break_it_do_not(body: bytes) -> None:
    assert parts(signature(["whsec_other"], NOW, body), body) in (["body"], ["secret or body"])


def test_no_reason_shows_a_secret() -> None:
    for given_ in (SECRET, SECRET.removeprefix("whsec_"), f'"{SECRET}"', "lp_test_a"):
        for came in (BODY, BODY + b"\n", b"no"):
            for fault in diagnose(signature([SECRET], NOW, BODY), came, [given_], NOW).faults:
                assert given_.strip('"').removeprefix("whsec_") not in fault.reason or given_.startswith("lp_")
                assert "lp_test_a" not in fault.reason


def test_a_mac_of_bytes_that_are_no_text_is_told_apart_from_no_fault() -> None:
    assert parts(f"t={NOW},v1=\udcff\udc80") != []
