"""An H.264 elementary stream without compression: every macroblock is I_PCM or skipped.

Constrained Baseline profile of ITU-T H.264. The first picture is an IDR picture of I_PCM macroblocks;
each later one is a P picture in which unchanged macroblocks are P_Skip (all motion is zero, since
nothing else is ever coded) and changed ones are I_PCM. Deblocking is off, so the decoded samples are
exactly the ones put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

# A macroblock's 16x16 luma, 8x8 Cb and 8x8 Cr samples in raster order (7.3.5, pcm_sample_*).
Macroblock: TypeAlias = bytes

PROFILE_BASELINE = 66
CONSTRAINT_SETS_0_AND_1 = 0xC0
LEVEL_3_1 = 31
# 7.4.2.1.1: log2_max_frame_num_minus4 is 0, so frame_num counts modulo 16.
FRAME_NUMBERS = 16
# Table 7-1 with nal_ref_idc 3 (parameter sets, IDR) or 2 (other reference pictures).
NAL_SPS, NAL_PPS, NAL_IDR, NAL_NON_IDR = 0x67, 0x68, 0x65, 0x41
# Table 7-6, all slices of the picture have this type; tables 7-11 and 7-13, I_PCM in I and P slices.
SLICE_P, SLICE_I = 5, 7
I_PCM_IN_I, I_PCM_IN_P = 25, 30


class BitWriter:
    """Collects syntax elements, most significant bit first (7.2, 9.1)."""

    __slots__ = ("_bits", "_chunks", "_count")

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._bits = 0
        self._count = 0

    def u(self, width: int, value: int) -> None:
        """Write an unsigned integer of `width` bits."""
        self._bits = self._bits << width | value
        self._count += width

    def ue(self, value: int) -> None:
        """Write an unsigned Exp-Golomb code."""
        length = (value + 1).bit_length()
        self.u(2 * length - 1, value + 1)

    def se(self, value: int) -> None:
        """Write a signed Exp-Golomb code (9.1.1)."""
        self.ue(2 * value - 1 if value > 0 else -2 * value)

    def align(self) -> None:
        """Write zero bits up to the next byte boundary (pcm_alignment_zero_bit)."""
        self.u(-self._count % 8, 0)

    def samples(self, content: bytes) -> None:
        """Write whole bytes at a byte boundary."""
        self._chunks += (self._bits.to_bytes(self._count // 8), content)
        self._bits = self._count = 0

    def rbsp(self) -> bytes:
        """Everything written, closed by rbsp_trailing_bits (7.3.2.11)."""
        self.u(1, 1)
        self.align()
        self.samples(b"")
        return b"".join(self._chunks)


def nal_unit(header: int, rbsp: bytes) -> bytes:
    """A NAL unit with emulation prevention (7.3.1, 7.4.1)."""
    return bytes([header]) + re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", rbsp)


def sequence_parameter_set(columns: int, rows: int) -> bytes:
    """The SPS NAL unit for pictures of `columns` by `rows` macroblocks (7.3.2.1.1)."""
    bits = BitWriter()
    bits.u(8, PROFILE_BASELINE)
    bits.u(8, CONSTRAINT_SETS_0_AND_1)
    bits.u(8, LEVEL_3_1)
    bits.ue(0)  # seq_parameter_set_id
    bits.ue(0)  # log2_max_frame_num_minus4
    bits.ue(2)  # pic_order_cnt_type: output order is decoding order
    bits.ue(1)  # max_num_ref_frames
    bits.u(1, 0)  # gaps_in_frame_num_value_allowed_flag
    bits.ue(columns - 1)
    bits.ue(rows - 1)
    bits.u(1, 1)  # frame_mbs_only_flag
    bits.u(1, 1)  # direct_8x8_inference_flag
    bits.u(1, 0)  # frame_cropping_flag
    bits.u(1, 1)  # vui_parameters_present_flag
    _write_vui(bits)
    return nal_unit(NAL_SPS, bits.rbsp())


def _write_vui(bits: BitWriter) -> None:
    """VUI parameters (E.1.1): limited-range BT.601 samples, no reordering."""
    bits.u(2, 0)  # aspect_ratio_info_present_flag, overscan_info_present_flag
    bits.u(1, 1)  # video_signal_type_present_flag
    bits.u(3, 5)  # video_format: unspecified
    bits.u(1, 0)  # video_full_range_flag
    bits.u(1, 1)  # colour_description_present_flag
    for _ in ("colour_primaries", "transfer_characteristics", "matrix_coefficients"):
        bits.u(8, 6)  # SMPTE 170M, which is BT.601
    bits.u(5, 0)  # no chroma location, timing, NAL HRD, VCL HRD or pic_struct
    bits.u(1, 1)  # bitstream_restriction_flag
    bits.u(1, 1)  # motion_vectors_over_pic_boundaries_flag
    for value in (0, 0, 0, 0):  # max_bytes_per_pic, max_bits_per_mb, log2 motion vector lengths
        bits.ue(value)
    bits.ue(0)  # max_num_reorder_frames
    bits.ue(1)  # max_dec_frame_buffering


def picture_parameter_set() -> bytes:
    """The PPS NAL unit: CAVLC, one slice group, deblocking under the slices' control (7.3.2.2)."""
    bits = BitWriter()
    bits.ue(0)  # pic_parameter_set_id
    bits.ue(0)  # seq_parameter_set_id
    bits.u(2, 0)  # entropy_coding_mode_flag, bottom_field_pic_order_in_frame_present_flag
    bits.ue(0)  # num_slice_groups_minus1
    bits.ue(0)  # num_ref_idx_l0_default_active_minus1
    bits.ue(0)  # num_ref_idx_l1_default_active_minus1
    bits.u(3, 0)  # weighted_pred_flag, weighted_bipred_idc
    for _ in ("pic_init_qp_minus26", "pic_init_qs_minus26", "chroma_qp_index_offset"):
        bits.se(0)
    bits.u(1, 1)  # deblocking_filter_control_present_flag
    bits.u(2, 0)  # constrained_intra_pred_flag, redundant_pic_cnt_present_flag
    return nal_unit(NAL_PPS, bits.rbsp())


def intra_picture(macroblocks: Sequence[Macroblock]) -> bytes:
    """The NAL unit of an IDR picture holding all `macroblocks` in raster order."""
    bits = BitWriter()
    _write_slice_start(bits, SLICE_I, 0)
    bits.ue(0)  # idr_pic_id
    bits.u(2, 0)  # no_output_of_prior_pics_flag, long_term_reference_flag
    _write_slice_end(bits)
    for macroblock in macroblocks:
        _write_pcm(bits, I_PCM_IN_I, macroblock)
    return nal_unit(NAL_IDR, bits.rbsp())


def changed_picture(macroblocks: Sequence[Macroblock], before: Sequence[Macroblock], number: int) -> bytes:
    """The NAL unit of the `number`th picture after an IDR picture, coding what differs from `before`."""
    bits = BitWriter()
    _write_slice_start(bits, SLICE_P, number % FRAME_NUMBERS)
    bits.u(1, 0)  # num_ref_idx_active_override_flag
    bits.u(1, 0)  # ref_pic_list_modification_flag_l0
    bits.u(1, 0)  # adaptive_ref_pic_marking_mode_flag
    _write_slice_end(bits)
    skipped = 0
    for macroblock, previous in zip(macroblocks, before, strict=True):
        if macroblock == previous:
            skipped += 1
            continue
        bits.ue(skipped)  # mb_skip_run
        skipped = 0
        _write_pcm(bits, I_PCM_IN_P, macroblock)
    if skipped:
        bits.ue(skipped)
    return nal_unit(NAL_NON_IDR, bits.rbsp())


def _write_slice_start(bits: BitWriter, slice_type: int, frame_number: int) -> None:
    bits.ue(0)  # first_mb_in_slice
    bits.ue(slice_type)
    bits.ue(0)  # pic_parameter_set_id
    bits.u(4, frame_number)


def _write_slice_end(bits: BitWriter) -> None:
    bits.se(0)  # slice_qp_delta
    bits.ue(1)  # disable_deblocking_filter_idc: off


def _write_pcm(bits: BitWriter, mb_type: int, macroblock: Macroblock) -> None:
    bits.ue(mb_type)
    bits.align()
    bits.samples(macroblock)


@dataclass(frozen=True, slots=True)
class Stream:
    """An encoded video: its parameter sets and one NAL unit a picture, the first being the only IDR."""

    sequence_parameters: bytes
    picture_parameters: bytes
    pictures: tuple[bytes, ...]


def encode(frames: Sequence[Sequence[Macroblock]], *, columns: int, rows: int) -> Stream:
    """Encode `frames`, each given as its macroblocks in raster order."""
    return Stream(sequence_parameter_set(columns, rows), picture_parameter_set(), tuple(_pictures(frames)))


def _pictures(frames: Sequence[Sequence[Macroblock]]) -> Iterator[bytes]:
    yield intra_picture(frames[0])
    for number, (before, frame) in enumerate(pairwise(frames), start=1):
        yield changed_picture(frame, before, number)
