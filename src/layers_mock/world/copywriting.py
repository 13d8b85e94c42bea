"""What a content job writes: captions that look believable, always the same for the same job.

Nothing here is the vendor's wording; pages only say what a text keeps of its source (guides/clone-top-performer).
"""

from hashlib import blake2b

from layers_mock.contract import JsonObject

__all__ = ["fork_brief", "fork_caption", "hashtag", "reimagine_brief", "write_caption"]

_LONGEST_PART = 120
_OPENINGS = (
    "{Topic}, the way it should be.",
    "Save this before your next {topic}.",
    "Nobody told us this about {topic}.",
    "{Topic} in under a minute.",
    "We tried {topic} so that you can skip the mistakes.",
)
_TURNS = (
    "{Topic}. Or so we thought.",
    "{Topic}. That was only half of it.",
    "{Topic}. We tried it the other way round.",
    "{Topic}. Then somebody asked why.",
    "{Topic}. Here is what nobody adds.",
)
_ANYTHING = "a fresh start"
_ENDS = ".!?…"


def hashtag(name: str) -> str:
    """A name as one hashtag; empty where it holds no letter or digit."""
    words = ["".join(letter for letter in word if letter.isalnum()) for word in name.split()]
    tag = "".join(word[:1].upper() + word[1:] for word in words)
    return f"#{tag}" if tag else ""


def fork_caption(source: str, brand: str) -> str:
    """The caption of a structurally close clone: the source's sentences under the brand's own hashtag."""
    return _joined([_without_hashtags(source), hashtag(brand)])


def fork_brief(caption: str, hook: str | None, cta: str | None) -> JsonObject:
    """The brief of a structurally close clone: topic, hook and call to action of the source."""
    return {"topic": _without_hashtags(caption), "angle": hook, "cta": cta, "valuePropositions": []}


def reimagine_brief(caption: str, hook: str | None, cta: str | None) -> JsonObject:
    """The brief of a free clone: the source's premise, seen in another way."""
    premise = hook or _without_hashtags(caption)
    return {"topic": premise, "angle": "seen from the other side", "cta": cta, "valuePropositions": []}


def write_caption(brief: JsonObject, brand: str, seed: str, *, other_than: str | None = None) -> str:
    """A caption from a brief, as ``seed`` decides; never the one it shall replace."""
    topic = _part(brief, "topic") or _ANYTHING
    openings = _TURNS if topic[-1] in _ENDS else _OPENINGS
    rest = [_sentence(_part(brief, "angle")), _sentence(_part(brief, "cta")), hashtag(brand)]
    first = blake2b(seed.encode(), digest_size=1).digest()[0] % len(openings)
    captions = [_joined([_opened(opening, topic), *rest]) for opening in openings[first:] + openings[:first]]
    return captions[0] if captions[0] != other_than else captions[1]


def _opened(opening: str, topic: str) -> str:
    bare = topic.rstrip(_ENDS) or _ANYTHING
    return opening.format(topic=bare, Topic=_capitalized(bare))


def _joined(sentences: list[str]) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _part(brief: JsonObject, name: str) -> str:
    words = " ".join(str(brief.get(name) or "").split())
    return words if len(words) <= _LONGEST_PART else words[: _LONGEST_PART - 1] + "…"


def _sentence(text: str) -> str:
    if not text:
        return ""
    return _capitalized(text) + ("" if text[-1] in _ENDS else ".")


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_hashtags(text: str) -> str:
    return " ".join(word for word in text.split() if not word.startswith("#"))
