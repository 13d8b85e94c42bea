"""An MP4 file around one H.264 stream: ISO/IEC 14496-12 boxes, AVC as of 14496-15.

The index (`moov`) precedes the samples (`mdat`), so a player can start before the download ends.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from layers_mock.pictures.h264 import Stream

UNIT_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
UNDETERMINED_LANGUAGE = 0x55C4
TRACK = 1
# Table 2-1 of ITU-T H.273: BT.601 for primaries, transfer and matrix.
BT601 = 6


@dataclass(frozen=True, slots=True)
class Timing:
    """How samples follow each other: each lasts `sample_ticks` of a clock of `timescale` ticks a second."""

    timescale: int
    sample_ticks: int


def box(kind: str, *parts: bytes) -> bytes:
    """A box of four-character `kind` (4.2)."""
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind.encode("ascii")) + content


def full_box(kind: str, *parts: bytes, flags: int = 0) -> bytes:
    """A box with version 0 and `flags` (4.2, FullBox)."""
    return box(kind, struct.pack(">I", flags), *parts)


def mux(stream: Stream, *, width: int, height: int, timing: Timing) -> bytes:
    """The finished file for `stream`, whose pictures measure `width` by `height` pixels."""
    samples = [struct.pack(">I", len(nal)) + nal for nal in stream.pictures]
    head = box("ftyp", b"isom", struct.pack(">I", 0x200), b"isomiso2avc1mp41")
    sizes = [len(sample) for sample in samples]
    # The index's own length does not depend on the offset it holds.
    offset = len(head) + len(_movie(stream, (width, height), timing, sizes, 0)) + 8
    return b"".join((head, _movie(stream, (width, height), timing, sizes, offset), box("mdat", *samples)))


def _movie(stream: Stream, size: tuple[int, int], timing: Timing, sizes: list[int], offset: int) -> bytes:
    duration = len(sizes) * timing.sample_ticks
    header = struct.pack(">4I", 0, 0, timing.timescale, duration)
    header += struct.pack(">IH10x", 0x10000, 0x100) + UNIT_MATRIX + bytes(24) + struct.pack(">I", TRACK + 1)
    table = _sample_table(stream, size, timing, sizes, offset)
    return box("moov", full_box("mvhd", header), _track(size, timing, duration, table))


def _track(size: tuple[int, int], timing: Timing, duration: int, sample_table: bytes) -> bytes:
    header = struct.pack(">5I16x", 0, 0, TRACK, 0, duration) + UNIT_MATRIX
    header += struct.pack(">2I", size[0] << 16, size[1] << 16)
    media_header = struct.pack(">4I2H", 0, 0, timing.timescale, duration, UNDETERMINED_LANGUAGE, 0)
    handler = struct.pack(">I4s12x", 0, b"vide") + b"VideoHandler\0"
    data = box("dinf", full_box("dref", struct.pack(">I", 1), full_box("url ", flags=1)))
    information = box("minf", full_box("vmhd", bytes(8), flags=1), data, sample_table)
    media = box("mdia", full_box("mdhd", media_header), full_box("hdlr", handler), information)
    return box("trak", full_box("tkhd", header, flags=3), media)


def _sample_table(stream: Stream, size: tuple[int, int], timing: Timing, sizes: list[int], offset: int) -> bytes:
    count = len(sizes)
    return box(
        "stbl",
        full_box("stsd", struct.pack(">I", 1), _sample_entry(stream, size)),
        full_box("stts", struct.pack(">3I", 1, count, timing.sample_ticks)),
        full_box("stss", struct.pack(">2I", 1, 1)),
        full_box("stsc", struct.pack(">4I", 1, 1, count, 1)),
        full_box("stsz", struct.pack(f">2I{count}I", 0, count, *sizes)),
        full_box("stco", struct.pack(">2I", 1, offset)),
    )


def _sample_entry(stream: Stream, size: tuple[int, int]) -> bytes:
    """The avc1 entry (12.1.3, VisualSampleEntry) with its decoder configuration and colours."""
    entry = struct.pack(">6xH16x2H", 1, *size) + struct.pack(">3IH32s2H", 72 << 16, 72 << 16, 0, 1, b"", 24, 0xFFFF)
    colours = struct.pack(">4s3HB", b"nclx", BT601, BT601, BT601, 0)
    return box("avc1", entry, _decoder_configuration(stream), box("colr", colours))


def _decoder_configuration(stream: Stream) -> bytes:
    """AVCDecoderConfigurationRecord (14496-15, 5.3.3.1), four-byte NAL unit lengths."""
    sps, pps = stream.sequence_parameters, stream.picture_parameters
    return box(
        "avcC",
        b"\x01" + sps[1:4] + b"\xff",
        struct.pack(">BH", 0xE1, len(sps)) + sps,
        struct.pack(">BH", 1, len(pps)) + pps,
    )
