"""Words and numbers of a draw: the published vectors, and the place of every part of an address."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.randomness import MASK, Decision, address, philox, uniforms, unit

VECTORS = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((MASK,) * 4, (MASK,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
"""Known answers of Philox 4x32-10, as published with Random123."""


@pytest.mark.parametrize(("counter", "key", "answer"), VECTORS)
def test_published_vectors(counter: tuple, key: tuple, answer: tuple) -> None:
    assert philox(*counter, *key) == answer


words = st.integers(0, MASK)


@given(st.integers(0, 2**63 - 1), words, st.integers(0, 2**16 - 1), words, words)
def test_arrays_and_scalars_agree(seed: int, rep: int, month: int, who: int, what: int) -> None:
    one = uniforms(seed, rep, month, Decision.USE, who, what)
    many = uniforms(seed, rep, month, Decision.USE, np.array([who], np.uint64), what)
    assert (many[0][0], many[1][0]) == one
    assert min(one) > 0.0
    assert max(one) < 1.0


def test_two_words_make_a_number_strictly_between_0_and_1() -> None:
    """The upper 26 bits of each word, and half a step: 2^-53 from either end."""
    assert unit(0, 0) == 2.0**-53
    assert unit(MASK, MASK) == 1.0 - 2.0**-53
    assert unit(1 << 31, 0) == 0.5 + 2.0**-53
    assert unit(64, 0) == 2.0**-26 + 2.0**-53
    assert unit(0, 64) == 2.0**-52 + 2.0**-53
    assert unit(63, 63) == 2.0**-53  # the lower six bits count for nothing


def test_an_address_is_the_published_check_value() -> None:
    assert address("123456789") == 0xCBF43926


def test_every_part_of_an_address_has_its_place() -> None:
    """Counter: who, what, month and decision, replicate; key: the seed in two words."""
    words = philox(11, 12, 7 + 36 * 65536, 13, 5, 2)
    first, second = unit(*words[:2]), unit(*words[2:])
    assert uniforms(5 + 2 * 2**32, 13, 7, 36, 11, 12) == (first, second)


@pytest.mark.parametrize("apart", [1, 2**31, 2**32, 2**33, 2**62])
def test_seeds_far_apart_draw_differently(apart: int) -> None:
    here = uniforms(7, 0, 3, Decision.USE, 1, 2)
    assert set(here).isdisjoint(uniforms(7 + apart, 0, 3, Decision.USE, 1, 2))
