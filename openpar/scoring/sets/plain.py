"""Plain dictionaries, lists and texts -> the data of a set file, as a program writes them."""

from openpar.scoring.defects import NOWHERE, Place
from openpar.scoring.sets.document import Data, Entries, Items, Text

#: A value of a set file before it has a place: numbers are texts, as the file writes them.
Plain = str | list["Plain"] | dict[str, "Plain"]


def data_of(plain: Plain, place: Place = NOWHERE) -> Data:
    """Return the document data that says the same, everything of it at ``place``.

    >>> data_of({"maximum": "2", "ties": ["manual"]})
    {'maximum': '2', 'ties': ['manual']}
    """
    if isinstance(plain, str):
        return Text(plain, place)
    if isinstance(plain, list):
        items = Items(place)
        items.extend(data_of(one, place) for one in plain)
        return items
    entries = Entries(place)
    for key, value in plain.items():
        entries[key] = data_of(value, place)
        entries.keys_at[key] = place
    return entries
