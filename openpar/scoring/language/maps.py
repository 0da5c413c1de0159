"""Maps: how a measure becomes points. One class a map: read it, run it, say it.

To add a map, write a class with a ``keyword``, its ``phrases``, ``read``, ``compile`` and
``describe`` in ``map_lookups`` or ``map_scales``, and its test. ``P`` is the maximum of the leaf or
of the part that the map serves.
"""

from collections.abc import Callable

from openpar.scoring.defects import Wrong
from openpar.scoring.language import map_lookups, map_scales, reading
from openpar.scoring.language.map_parts import MAPS
from openpar.scoring.language.tree import Map, Rule
from openpar.scoring.sets.document import Data

__all__ = ["MAPS", "map_lookups", "map_scales", "read_map"]


def read_map(data: Data, read_rule: Callable[[Data], Rule]) -> Map:
    """Read one map: a mapping with exactly one keyword of ``MAPS``."""
    found = reading.entries(data, "map", MAPS)
    if len(found) != 1:
        raise Wrong(
            f"map cần đúng một khóa trong: {', '.join(MAPS)}",
            f"map needs exactly one of {', '.join(MAPS)}",
            found.place,
        )
    (keyword,) = found
    return MAPS[keyword].read(found[keyword], read_rule)
