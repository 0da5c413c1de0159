"""Wrong twin of the check of shares: it adds decimals and lets a small difference pass."""

import math
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from openpar.people.lineage import Share


def check_rounded_shares(shares: Iterable[Share]) -> None:
    """Accept shares that make about one."""
    if not math.isclose(sum(float(one.share) for one in shares), 1.0, abs_tol=1e-6):
        raise ValidationError("not one")
