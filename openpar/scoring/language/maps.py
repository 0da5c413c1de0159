"""Maps: how a measure becomes points. One class a map: read it, run it, say it.

To add a map, write a class with ``read``, ``compile``, ``describe`` and ``work`` in ``map_lookups``
or ``map_scales``, a line in ``MAPS``, and its test. ``P`` is the maximum of the leaf or of the part
that the map serves.
"""

from collections.abc import Callable

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.map_lookups import Bands, Options, YesNo
from openpar.scoring.language.map_parts import MapKind
from openpar.scoring.language.map_scales import Deduct, Each, Increments, Late, Line, Points
from openpar.scoring.language.tree import Map, Rule
from openpar.scoring.sets.document import Data

MAPS: dict[str, MapKind] = {
    "yes_no": YesNo(),
    "options": Options(),
    "bands": Bands(),
    "line": Line(),
    "increments": Increments(),
    "deduct": Deduct(),
    "each": Each(),
    "late": Late(),
    "points": Points(),
}


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
