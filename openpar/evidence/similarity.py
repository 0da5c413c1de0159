"""Whether two texts are nearly the same: shingles, a sketch of them, candidates, then the count.

The similarity of two texts is the share of word sequences (shingles) they have in common, of all
that either has (Jaccard). A sketch of 128 minima (MinHash) is cut into 32 bands of four; texts with
an equal band are candidates, found by an index. Two texts of which 80 % of the shingles agree share
a band with a probability of 1 - (1 - 0.8⁴)³² = 0.999 999 96; at 60 % it is 0.988. What is stored is
never the estimate but the count over the texts themselves. No Django here.

A. Z. Broder, On the resemblance and containment of documents, SEQUENCES 1997; J. Leskovec,
A. Rajaraman, J. D. Ullman, Mining of Massive Datasets, chapter 3 (bands).
"""

import zlib

import numpy as np

SHINGLE = 5  # words
FEWEST_SHINGLES = 30  # a shorter text says too little of its own
MOST_WORDS = 60_000
BANDS, ROWS = 32, 4
_SEED = 2026
_MIX, _MIX_AGAIN = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
#: One hash function a seed. Linear functions (a·x + b) that hardly ever wrap around keep the order
#: of their values: 128 of them would find the same minimum again and again.
_SEEDS = np.random.default_rng(_SEED).integers(0, 1 << 63, BANDS * ROWS, dtype=np.uint64)


def shingles(words: str) -> np.ndarray:
    """Return the hashes (32 bits, sorted, each once) of the word sequences of a folded text."""
    each = words.split()[:MOST_WORDS]
    sequences = (" ".join(each[at : at + SHINGLE]) for at in range(len(each) - SHINGLE + 1))
    return np.unique(np.fromiter((zlib.crc32(one.encode()) for one in sequences), np.uint32))


def bands(hashes: np.ndarray) -> list[int]:
    """Return the keys of the bands of a text's sketch (signed 64 bits); none if it is too short."""
    if len(hashes) < FEWEST_SHINGLES:
        return []
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), 4096):
        values = _mixed(hashes[start : start + 4096].astype(np.uint64)[:, None] ^ _SEEDS)
        least = np.minimum(least, values.min(axis=0))
    rows = least.reshape(BANDS, ROWS)
    keys = np.arange(1, BANDS + 1, dtype=np.uint64)
    for column in range(ROWS):  # wraps around on purpose: this is a hash
        keys = (keys * np.uint64(0x9E3779B97F4A7C15)) ^ rows[:, column]
        keys ^= keys >> np.uint64(29)
    return keys.view(np.int64).tolist()


def _mixed(values: np.ndarray) -> np.ndarray:
    """Return 64 bits of which each depends on every bit of the value (the finish of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX
    values = (values ^ (values >> np.uint64(27))) * _MIX_AGAIN
    return values ^ (values >> np.uint64(31))


def permille_alike(one: np.ndarray, other: np.ndarray) -> int:
    """Return how alike two texts are, in thousandths, cut off (999 is not the same text)."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    either = len(one) + len(other) - common
    return 1000 * common // either if either else 0
