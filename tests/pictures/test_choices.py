"""A seed's decisions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.pictures.choices import Choices

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(seed=ANY_TEXT, low=st.integers(-50, 50), span=st.integers(0, 50))
def test_a_number_lies_in_its_range_and_repeats(seed: str, low: int, span: int) -> None:
    number = Choices(seed).number("height", low, low + span)
    assert low <= number <= low + span
    assert number == Choices(seed).number("height", low, low + span)


def test_over_many_seeds_every_option_is_picked() -> None:
    assert {Choices(f"seed {n}").pick("hat", "abc") for n in range(60)} == set("abc")


def test_questions_are_independent_of_each_other() -> None:
    answers = {(choices.number("a", 0, 1), choices.number("b", 0, 1)) for choices in map(Choices, map(str, range(60)))}
    assert len(answers) == 4


def test_something_certain_always_happens_and_something_impossible_never_does() -> None:
    for seed in map(str, range(30)):
        assert Choices(seed).happens("sunrise", 100)
        assert not Choices(seed).happens("sunrise", 0)
