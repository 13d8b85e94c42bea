"""An id is one number, however it is printed; what is no id is never taken for one."""

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from layers_mock.world.ids import IdSource, Key, parse, ulid, uuid

KEYS = st.integers(0, 2**128 - 1).map(Key)
PREFIXES = st.sampled_from(["", "inf_", "job_", "prj_", "proj_", "a_b_", "_"])
NOW = 1_777_032_000_000


@given(KEYS, PREFIXES)
@example(Key(0), "")
@example(Key(2**128 - 1), "job_")
def test_either_form_with_or_without_a_prefix_names_the_same_thing(key: Key, prefix: str) -> None:
    for text in (ulid(key), uuid(key), uuid(key).upper()):
        assert parse(prefix + text) == key


@given(KEYS, KEYS)
def test_ulids_sort_as_their_keys_do(one: Key, other: Key) -> None:
    assert (ulid(one) < ulid(other)) == (one < other)


HOSTILE = [
    "",
    "_",
    "inf_",
    "\x00",
    "\ud800",
    "0" * 25,
    "0" * 27,
    "8" + "0" * 25,
    "Z" * 26,
    "+" + "0" * 25,
    "-" + "0" * 24 + "1",
    " " + "0" * 25,
    "0" * 25 + "\n",
    "0" * 26 + "\n",
    "0x" + "0" * 24,
    "٠" * 26,
    "0" * 25 + "۹",
    "0" * 25 + "I",
    "0" * 25 + "L",
    "0" * 25 + "O",
    "0" * 25 + "U",
    "0" * 25 + "a",
    "0" * 25 + "v",
    "0" * 25 + "\ud800",
    "00000000-0000-0000-0000-00000000000g",
    "00000000-0000-0000-0000-00000000000 ",
    "+0000000-0000-0000-0000-000000000000",
    " 0000000-0000-0000-0000-000000000000",
    "0000000-00000-0000-0000-000000000000",
    "0" * 36,
    "-" * 36,
    "٠" * 36,
    "00000000-0000-0000-0000-000000000000\n",
    "{00000000-0000-0000-0000-000000000000}",
    "0" * 32,
    "00000000_0000_0000_0000_000000000000",
]


def test_what_only_looks_like_an_id_is_none() -> None:
    assert [text for text in HOSTILE if parse(text) is not None] == []
    assert [text for text in HOSTILE if parse(f"job_{text}") is not None] == []


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_text_breaks_parsing_and_no_key_is_out_of_range(text: str) -> None:
    key = parse(text)
    assert key is None or 0 <= key < 2**128


@given(KEYS, st.sampled_from([ulid, uuid]), st.integers(0, 35), st.characters(exclude_categories=()))
def test_an_id_with_one_character_changed_is_another_id_or_none(
    key: Key, form: Callable[[Key], str], place: int, letter: str
) -> None:
    text = form(key)
    changed = text[:place] + letter + text[place + 1 :]
    found = parse(changed)
    assert found is None or changed == ulid(found) or changed.lower() == uuid(found) or "_" in changed


@given(st.integers(0, 2**48 - 1), st.integers(1, 20))
def test_fresh_keys_begin_with_their_time_and_never_repeat(now: int, count: int) -> None:
    source = IdSource("world", 1)
    keys = [source.fresh(now) for _ in range(count)]
    assert all(key >> 80 == now for key in keys)
    assert len(set(keys)) == count == source.drawn


@given(st.text(max_size=20), st.integers())
def test_equal_names_and_seeds_draw_equal_keys_and_others_do_not(name: str, seed: int) -> None:
    one, same, other, neighbour = (
        IdSource(n, s) for n, s in ((name, seed), (name, seed), (name, seed + 1), (name + "x", seed))
    )
    drawn = [[source.fresh(NOW), source.named("a"), source.derived("a", NOW), source.api_key("a", "live")]
             for source in (one, same, other, neighbour)]  # fmt: skip
    assert drawn[0] == drawn[1]
    assert all(a != b for later in drawn[2:] for a, b in zip(drawn[0], later, strict=True))


def test_labels_have_keys_of_their_own_whatever_was_drawn_before() -> None:
    source = IdSource("world", 1)
    before = source.named("a"), source.derived("a", NOW), source.digest("a")
    source.fresh(NOW)
    assert (source.named("a"), source.derived("a", NOW), source.digest("a")) == before
    assert source.named("b") != before[0]


def test_named_keys_are_version_4_uuids() -> None:
    for number in range(100):
        text = uuid(IdSource("world", 1).named(str(number)))
        assert (text[14], text[19] in "89ab") == ("4", True)


def test_keys_are_the_same_in_every_process_and_release() -> None:
    source = IdSource("default", 1)
    assert uuid(source.named("project")) == "4e3682d5-2f78-4210-8fac-132fd6e9a368"
    assert ulid(source.derived("project", NOW)) == "01KPZNRWG09RV85N9FF3111KXC"
    assert source.request_id(NOW) == "req_01KPZNRWG0ZWMJSSF2571B3YC3"
    assert source.api_key("full", "live") == "lp_live_MFTNWU6MZDA3C643_5sDxo4oMb90ym825U3-9yIau9i3ydKElL1ixtEhmuWE"
