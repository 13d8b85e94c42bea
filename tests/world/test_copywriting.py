"""Written captions: believable, repeatable, and never the one they replace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.contract import JsonObject
from layers_mock.world.copywriting import (
    fork_brief,
    fork_caption,
    hashtag,
    reimagine_brief,
    write_caption,
)

BRIEFS = st.fixed_dictionaries({}, optional={name: st.none() | st.text() for name in ("topic", "angle", "cta")})


@pytest.mark.parametrize(("name", "tag"), [("Harbor Tea", "#HarborTea"), ("  iris & co.", "#IrisCo"), ("-", ""), ("", "")])
def test_a_name_becomes_one_hashtag(name: str, tag: str) -> None:
    assert hashtag(name) == tag


def test_a_fork_keeps_the_sentences_and_takes_the_brands_hashtag() -> None:
    assert fork_caption("Four minutes. #tea #slow", "Harbor Tea") == "Four minutes. #HarborTea"
    assert fork_caption("#tea", "-") == ""


def test_a_fork_keeps_the_hook_and_a_free_clone_the_premise() -> None:
    forked, free = fork_brief("Wait. #x", "Stop", "Buy"), reimagine_brief("Wait. #x", "Stop", "Buy")
    assert forked == {"topic": "Wait.", "angle": "Stop", "cta": "Buy", "valuePropositions": []}
    assert (free["topic"], free["cta"], free["angle"] != "Stop") == ("Stop", "Buy", True)
    assert reimagine_brief("Wait. #x", None, None)["topic"] == "Wait."


def test_a_caption_tells_topic_angle_and_call_to_action_under_the_brand() -> None:
    caption = write_caption({"topic": "cold brew", "angle": "slower", "cta": "Try it"}, "Harbor Tea", "seed")
    assert "old brew" in caption
    assert caption.endswith("Slower. Try it. #HarborTea")


@given(BRIEFS, st.text(), st.text())
def test_a_caption_is_repeatable_and_never_empty_or_the_one_it_replaces(brief: JsonObject, brand: str, seed: str) -> None:
    caption = write_caption(brief, brand, seed)
    assert caption.strip()
    assert caption == write_caption(brief, brand, seed)
    assert write_caption(brief, brand, seed, other_than=caption) != caption


@given(st.text(min_size=1000, max_size=1010))
def test_a_caption_stays_short_whatever_the_brief_holds(text: str) -> None:
    assert len(write_caption({"topic": text, "angle": text, "cta": text}, "x", "y")) < 500
