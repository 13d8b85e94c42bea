"""Texts of a target as they may be shown: nothing in them steers a terminal or breaks a file."""

import re

__all__ = ["printable"]

# Control characters except tab and newline, what turns the direction of writing, half characters, and what XML cannot hold.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def printable(text: str) -> str:
    r"""The text with what does not show written out, as in ``\x1b``."""
    return _UNSAFE.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
