"""Names as URLs, packages and repositories write them, and back."""

import re

__all__ = ["slug", "title"]

_BREAK = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """A name in lower case with hyphens; empty where it has neither letter nor digit of ASCII."""
    return _BREAK.sub("-", name.lower()).strip("-")


def title(text: str) -> str:
    """What a slug stands for: its words, each with a capital letter."""
    return " ".join(word[:1].upper() + word[1:] for word in _BREAK.split(text.lower()) if word)
