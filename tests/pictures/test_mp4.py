"""The file around the stream."""

from __future__ import annotations

import struct

from layers_mock.pictures.h264 import Stream
from layers_mock.pictures.mp4 import Timing, mux

from .reading import read_movie

STREAM = Stream(b"\x67\x42\xc0\x1fsps", b"\x68pps", (b"\x65first", b"\x41second", b"\x41third!"))
MOVIE = read_movie(mux(STREAM, width=144, height=256, timing=Timing(600, 150)))
TABLE = "moov/trak/mdia/minf/stbl"


def test_the_index_precedes_the_samples() -> None:
    assert MOVIE.order == ("ftyp", "moov", "mdat")
    assert MOVIE.boxes["ftyp"].startswith(b"isom")


def test_every_sample_is_found_where_the_index_says() -> None:
    assert [sample[4:] for sample in MOVIE.samples] == list(STREAM.pictures)
    assert all(struct.unpack(">I", sample[:4])[0] == len(sample) - 4 for sample in MOVIE.samples)


def test_sample_sizes_add_up_to_the_media_data() -> None:
    assert sum(map(len, MOVIE.samples)) == len(MOVIE.boxes["mdat"])


def test_times_and_key_frames_are_declared() -> None:
    assert MOVIE.numbers(f"{TABLE}/stts") == (1, 3, 150)
    assert MOVIE.numbers(f"{TABLE}/stss") == (1, 1)
    assert MOVIE.numbers("moov/mvhd")[2:4] == (600, 450)
    assert MOVIE.numbers("moov/trak/mdia/mdhd")[2:4] == (600, 450)


def test_the_track_measures_what_the_stream_does() -> None:
    assert MOVIE.numbers("moov/trak/tkhd")[-2:] == (144 << 16, 256 << 16)


def test_the_decoder_configuration_holds_the_parameter_sets() -> None:
    entry = MOVIE.boxes[f"{TABLE}/stsd"]
    assert b"avc1" in entry
    configuration = entry[entry.index(b"avcC") + 4 :]
    assert configuration[:6] == b"\x01\x42\xc0\x1f\xff\xe1"
    assert configuration[6:].startswith(struct.pack(">H", 7) + STREAM.sequence_parameters)
    assert struct.pack(">BH", 1, 4) + STREAM.picture_parameters in configuration
