"""Functions of the cohort – mean, best, lowest, total, rank – on arrays."""

from collections.abc import Sequence

import numpy as np

from openpar.scoring.language.vectors import EPSILON, MISSING, SCORED, Array, Vector

Group = tuple[Array, Array]  # positions of the members, and of those they are compared with


def cohort_function(
    function: str, own: Vector, groups: Sequence[Group], itself: bool, high_first: bool
) -> Vector:
    """Return a function of the cohort as every unit sees it; missing where nobody is known.

    ``own`` has one value a unit in its last axis. ``itself`` false leaves a unit out of what it is
    compared with.
    """
    value = np.asarray(own.value, dtype=np.float64)
    known = np.ones(value.shape, bool) if own.state is None else own.state == SCORED
    value, known = np.broadcast_arrays(value, known)
    found = np.zeros(value.shape)
    state = np.full(value.shape, np.int8(MISSING))
    for members, peers in groups:
        among = _Peers(value[..., peers], known[..., peers], own.slack)
        mine, is_known = value[..., members], known[..., members]
        if function == "rank":
            made = among.rank(mine, high_first)
            there = is_known
        else:
            out = np.isin(members, peers) & is_known & (not itself)
            made, there = among.of_all(function, mine, out)
        found[..., members] = made
        state[..., members] = np.where(there, np.int8(SCORED), np.int8(MISSING))
    count = value.shape[-1]
    scale = own.scale * (count if function == "total" else 1)
    slack = 0.0 if function == "rank" else own.slack + scale * EPSILON * (2 + np.log2(count + 1))
    if function == "total":
        slack = own.slack * count + scale * EPSILON * (2 + np.log2(count + 1))
    scale = float(count) if function == "rank" else scale
    return Vector(found, state if state.any() else None, scale, float(slack))


class _Peers:
    """The values of a group of peers; the last axis is the peers."""

    def __init__(self, value: Array, known: Array, slack: float) -> None:
        self.value = value
        self.known = known
        self.slack = slack

    def of_all(self, function: str, mine: Array, out: Array) -> tuple[Array, Array]:
        """Return mean, total, best or lowest without those of ``out``, and where there is one."""
        count = self.known.sum(axis=-1, keepdims=True) - out
        if function in ("mean", "total"):
            total = np.where(self.known, self.value, 0.0).sum(axis=-1, keepdims=True)
            total = total - np.where(out, mine, 0.0)
            made = total if function == "total" else total / np.maximum(count, 1)
            return made, np.broadcast_to(count > 0, made.shape)
        sign = 1.0 if function == "best" else -1.0
        ordered = np.sort(np.where(self.known, sign * self.value, -np.inf), axis=-1)
        first = ordered[..., -1:]
        second = ordered[..., -2:-1] if ordered.shape[-1] > 1 else first
        is_first = out & (sign * mine >= first - 2 * self.slack)
        made = sign * np.where(is_first, second, first)
        there = np.broadcast_to(count > 0, made.shape)
        return np.where(there, made, 0.0), there

    def rank(self, mine: Array, high_first: bool) -> Array:
        """Return 1 + how many peers are better; values nearer than their errors share a rank."""
        sign = 1.0 if high_first else -1.0
        ordered = np.sort(np.where(self.known, -sign * self.value, np.inf), axis=-1)
        wanted = -sign * mine - 2 * self.slack
        if ordered.ndim == 1:
            return np.searchsorted(ordered, wanted, side="left") + 1.0
        rows = ordered.reshape(-1, ordered.shape[-1])
        sought = np.broadcast_to(wanted, (*ordered.shape[:-1], mine.shape[-1]))
        flat = sought.reshape(-1, mine.shape[-1])
        places = [
            np.searchsorted(row, one, side="left") for row, one in zip(rows, flat, strict=True)
        ]
        return np.array(places, dtype=np.float64).reshape(sought.shape) + 1.0
