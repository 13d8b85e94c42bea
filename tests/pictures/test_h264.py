"""The stream decodes back to exactly the samples put in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_mock.pictures.h264 import BitWriter, encode, nal_unit, sequence_parameter_set

from .reading import BLOCK_BYTES, Bits, decode

BLOCKS = st.integers(0, 255).map(lambda level: bytes([level]) * BLOCK_BYTES)


@given(st.lists(st.integers(0, 100_000)))
def test_exponential_golomb_codes_read_back(values: list[int]) -> None:
    writer = BitWriter()
    for value in values:
        writer.ue(value)
    reader = Bits(nal_unit(0x67, writer.rbsp()))
    assert [reader.ue() for _ in values] == values


@pytest.mark.parametrize(("value", "code"), [(0, "1"), (1, "010"), (-1, "011"), (2, "00100"), (-2, "00101")])
def test_signed_codes_follow_table_9_3(value: int, code: str) -> None:
    writer = BitWriter()
    writer.se(value)
    assert f"{writer.rbsp()[0]:08b}".startswith(code + "1")


@given(st.text("\x00\x01\x02\x03\x04", max_size=40).map(str.encode))
def test_a_nal_unit_never_holds_a_start_code_and_reads_back(payload: bytes) -> None:
    nal = nal_unit(0x67, payload + b"\x80")
    assert all(bytes([0, 0, low]) not in nal for low in (0, 1, 2))
    assert Bits(nal).data == payload + b"\x80"


@settings(deadline=None)
@given(st.lists(st.lists(BLOCKS, min_size=4, max_size=4), min_size=1, max_size=20))
def test_any_pictures_decode_to_the_samples_put_in(frames: list[list[bytes]]) -> None:
    stream = encode(frames, columns=2, rows=2)
    assert decode(list(stream.pictures), 4) == frames


def test_an_unchanged_picture_costs_next_to_nothing() -> None:
    frame = [bytes([90]) * BLOCK_BYTES] * 4
    first, second = encode([frame, frame], columns=2, rows=2).pictures
    assert len(first) > 4 * BLOCK_BYTES
    assert len(second) < 8


def test_the_parameters_declare_constrained_baseline_and_the_size_in_macroblocks() -> None:
    nal = sequence_parameter_set(9, 16)
    assert nal[:4] == bytes([0x67, 66, 0xC0, 31])
    bits = Bits(nal)
    bits.u(24)
    assert [bits.ue() for _ in range(4)] == [0, 0, 2, 1]
    assert bits.u(1) == 0
    assert (bits.ue() + 1, bits.ue() + 1) == (9, 16)
