"""Values as they are written for people, and what is refused when they are read."""

from typing import Any, Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.contract import JsonObject
from layers_mock.world.ids import Key
from layers_mock.world.jobs import JobBoundary
from layers_mock.world.rows import Media, Project, RenderedImages
from layers_mock.world.snapshot_codec import codec_of, decode_changes, encode_changes
from layers_mock.world.snapshot_values import Instant, MisfitError
from layers_mock.world.wallet import CreditPeriod

IMAGES = RenderedImages("job_1", "inf_1", 1_777_000_000_000)
PROJECT = Project(Key(5), 0, 1000, Key(9), "Tea", "UTC", "en", metadata={"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("hint", "value", "written"),
    [
        (Key, Key(31), "0000000000000000000000000Z"),
        (int, -3, -3),
        (float, 20.0, 20),
        (float, 0.1, 0.1),
        (float, 2.0**60, 2.0**60),
        (bytes, b"plain", {"text": "plain"}),
        (bytes, b"two\nlines", {"base64": "dHdvCmxpbmVz"}),
        (bytes, b"\x00\xff", {"base64": "AP8="}),
        (str, "tea \N{TEACUP WITHOUT HANDLE}", "tea \N{TEACUP WITHOUT HANDLE}"),
        (str, "k\udcff", {"base64": "a/8="}),
        (Instant, 1_777_032_000_000, "2026-04-24T12:00:00.000Z"),
        (Instant, 253_402_300_800_000, 253_402_300_800_000),
        (int | None, None, None),
        (tuple[int, ...], (1, 2), [1, 2]),
        (dict[str, Key | None], {"x": None, "y": Key(1)}, {"x": None, "y": "00000000000000000000000001"}),
        (Literal["a", "b"], "b", "b"),
        (RenderedImages, IMAGES, {"label": "job_1", "face": "inf_1", "at": "2026-04-24T03:06:40.000Z"}),
        (
            JobBoundary | CreditPeriod,
            CreditPeriod(Key(1)),
            {"type": "CreditPeriod", "organization": "00000000000000000000000001"},
        ),
    ],
)
def test_a_value_is_written_for_people_and_read_again(hint: Any, value: object, written: object) -> None:
    codec = codec_of(hint)
    assert codec.encode(value) == written
    read = codec.decode(written)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("hint", "wrong"),
    [
        (Key, 31), (Key, "short"), (Key, "8ZZZZZZZZZZZZZZZZZZZZZZZZZ"), (Key, "inf_000000000000000000000000Z"), (int, True),
        (int, 1.0), (float, True), (float, float("nan")), (float, float("inf")), (bool, 1), (bytes, "text"),
        (bytes, {"base64": "!"}), (bytes, {"base64": 7}), (bytes, {"text": 7}), (bytes, {"text": "a", "base64": ""}),
        (str, 7), (str, {"base64": "?"}), (Instant, "2026-02-30T00:00:00.000Z"), (Instant, "2026-04-24"), (Instant, 5),
        (tuple[int, ...], {}), (tuple[int, ...], [1, "2"]), (dict[str, int], []), (Literal["a"], "b"), (Literal["a"], []),
        (JsonObject, []), (RenderedImages, {"label": "x", "face": "y"}), (RenderedImages, []), (JobBoundary | CreditPeriod, {}),
        (JobBoundary | CreditPeriod, {"type": []}), (JobBoundary | CreditPeriod, {"type": "Tea"}), (int | None, "x"),
    ],
)  # fmt: skip
def test_what_does_not_fit_its_type_is_refused(hint: Any, wrong: object) -> None:
    with pytest.raises(MisfitError, match=r"is wanted, not|lacks"):
        codec_of(hint).decode(wrong)


def test_a_refusal_names_the_place_and_what_is_wanted_there() -> None:
    with pytest.raises(MisfitError, match=r"^\[1\]\.at: an instant such as 2026-04-24T12:00:00.000Z is wanted, not 'noon'\.$"):
        codec_of(tuple[RenderedImages, ...]).decode(
            [codec_of(RenderedImages).encode(IMAGES), {"label": "", "face": "", "at": "noon"}]
        )
    with pytest.raises(MisfitError, match=r"^RenderedImages knows no colour\.$"):
        codec_of(RenderedImages).decode({"label": "", "face": "", "at": "2026-04-24T12:00:00.000Z", "colour": "red"})


def test_fields_with_their_default_are_left_out() -> None:
    assert set(codec_of(Project).encode(PROJECT)) == {
        "key", "created_at", "updated_at", "organization", "name", "timezone", "primary_language", "metadata",
    }  # fmt: skip


def test_a_zero_is_no_default_of_false() -> None:
    media = Media(Key(1), "med_1", 0, Key(2), "image", "image/png", b"", "", None)
    assert codec_of(Media).decode(codec_of(Media).encode(media)) == media


@pytest.mark.parametrize("metadata", [{"a": 1.0, "b": 2}, {"b": 2, "a": 1}, {"a": True, "b": 2}, None])
def test_a_field_changes_where_an_answer_would_be_written_with_other_bytes(metadata: JsonObject | None) -> None:
    after = PROJECT._replace(metadata=metadata, name="Tea")
    changes = encode_changes(PROJECT, after)
    assert changes == {"metadata": metadata}
    read = decode_changes(PROJECT, changes)
    assert repr(read) == repr(after)


def test_a_change_that_no_row_knows_is_refused() -> None:
    with pytest.raises(MisfitError, match="Project knows no colour"):
        decode_changes(PROJECT, {"colour": "red"})


@given(st.binary())
def test_bytes_are_never_lost_nor_is_a_header_that_is_no_text(raw: bytes) -> None:
    header = raw.decode(errors="surrogateescape")
    assert codec_of(bytes).decode(orjson.loads(orjson.dumps(codec_of(bytes).encode(raw)))) == raw
    assert codec_of(str).decode(orjson.loads(orjson.dumps(codec_of(str).encode(header)))) == header


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 2**128 - 1))
def test_numbers_and_keys_are_never_lost(number: float, key: int) -> None:
    assert codec_of(float).decode(orjson.loads(orjson.dumps(codec_of(float).encode(number)))) == number
    assert codec_of(Key).decode(codec_of(Key).encode(Key(key))) == key


@given(st.integers(-(2**62), 2**62))
def test_an_instant_is_never_lost(instant: int) -> None:
    codec = codec_of(Instant)
    assert codec.decode(codec.encode(instant)) == instant
