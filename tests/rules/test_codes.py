"""A code survives being read out, typed in small letters, and mistaken for what it looks like."""

from hypothesis import given
from hypothesis import strategies as st

from rules.codes import LENGTH, LETTERS, code_of, read_code, spaced

BITS = st.integers(0, 2**80 - 1)


@given(BITS)
def test_a_code_that_is_shown_is_read_back(bits: int) -> None:
    assert read_code(spaced(code_of(bits))) == code_of(bits)


@given(BITS, BITS)
def test_two_codes_differ_where_their_bits_do(one: int, other: int) -> None:
    assert (code_of(one) == code_of(other)) is (one == other)


@given(BITS, st.sampled_from(["lower", "spaces", "look-alikes"]))
def test_a_code_is_read_however_a_person_types_it(bits: int, how: str) -> None:
    code = code_of(bits)
    typed = {
        "lower": code.lower(),
        "spaces": "  ".join(code),
        "look-alikes": code.replace("0", "o").replace("1", "l"),
    }[how]

    assert read_code(typed) == code


@given(st.text(max_size=40))
def test_whatever_else_is_typed_is_no_code_or_a_whole_one(typed: str) -> None:
    found = read_code(typed)

    assert found is None or (len(found) == LENGTH and set(found) <= set(LETTERS))


def test_letters_that_look_alike_are_not_among_them() -> None:
    assert not set("ILOU") & set(LETTERS)
    assert len(set(LETTERS)) == 32
