"""Tables of a composite index of any size, made from a seed."""

from random import Random

from benchmarks.rounds import FIELDS

RECIPE = """steps:
- normalise: {method: minmax, to: [0, 100]}
- aggregate: {mean: arithmetic, weights: normalised}
- rank: {on: unrounded}
"""


def make_texts(units: int, indicators: int, *, seed: int = 20260115) -> tuple[str, str, str]:
    """Return META, DATA and the recipe: indicators in eight groups below one root."""
    random = Random(seed)  # noqa: S311 - invented figures, not secrets
    codes = [f"i{number:03}" for number in range(1, indicators + 1)]
    meta = ["Level,iCode,Parent,Direction,Weight,Type", "3,ROOT,,1,1,Aggregate"]
    meta += [f"2,F{field},ROOT,1,1,Aggregate" for field in range(1, FIELDS + 1)]
    meta += [
        f"1,{code},F{1 + at * FIELDS // indicators},{random.choice((1, 1, 1, -1))},"
        f"{random.randint(1, 9)},Indicator"
        for at, code in enumerate(codes)
    ]
    data = [",".join(["uCode", *codes])]
    for unit in range(1, units + 1):
        values = (f"{random.uniform(0, 1000):.2f}" for _ in codes)
        data.append(",".join([f"u{unit:04}", *values]))
    return "\n".join(meta) + "\n", "\n".join(data) + "\n", RECIPE
