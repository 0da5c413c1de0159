"""Texts that are alike: the count, the sketch that finds them, the independence of its parts."""

import random

import pytest

from openpar.evidence.similarity import BANDS, bands, permille_alike, shingles

WORDS = [f"tu{number}" for number in range(3000)]


def text(seed: int, length: int = 800) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def changed(words: list[str], count: int, seed: int) -> list[str]:
    draw, made = random.Random(seed), list(words)
    for at in draw.sample(range(len(words)), count):
        made[at] = "doi"
    return made


def test_the_same_text_is_wholly_alike_and_another_not_at_all():
    one, other = (shingles(" ".join(text(seed))) for seed in (1, 2))
    assert permille_alike(one, one) == 1000
    assert permille_alike(one, other) == 0
    assert bands(one) == bands(one)
    assert not set(bands(one)) & set(bands(other))


def test_the_count_is_that_of_word_sequences_and_never_rounded_up():
    words = text(3, 104)  # a hundred sequences of five words
    one = shingles(" ".join(words))
    other = shingles(" ".join([*words[:-1], "khac"]))  # one of them is another
    assert permille_alike(one, other) == 1000 * 99 // 101


def test_a_short_text_is_compared_with_nothing():
    assert bands(shingles("ke hoach cai cach hanh chinh nam 2026")) == []


@pytest.mark.parametrize(("count", "expected"), [(15, 0.83), (60, 0.49)])
def test_the_bands_of_two_texts_agree_as_often_as_theory_says(count, expected):
    """A share s of common sequences lets s⁴ of the bands agree: their hashes are independent."""
    agreeing, share = 0, 0.0
    for seed in range(40):
        words = text(seed)
        one, other = (
            shingles(" ".join(each)) for each in (words, changed(words, count, seed + 100))
        )
        share += permille_alike(one, other) / 1000 / 40
        agreeing += len(set(bands(one)) & set(bands(other)))
    assert share == pytest.approx(expected, abs=0.03)
    assert agreeing / (40 * BANDS) == pytest.approx(share**4, abs=0.05)


def test_hardly_a_pair_at_the_limit_is_missed():
    missed = 0
    for seed in range(200):
        words = text(seed)
        one, other = (shingles(" ".join(each)) for each in (words, changed(words, 17, seed)))
        missed += not set(bands(one)) & set(bands(other))
    assert missed == 0
