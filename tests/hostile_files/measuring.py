"""Judge files in a process of its own, and say how long each took and how much the process grew.

Run as ``python -m tests.hostile_files.measuring FILE…``; prints one JSON object.
"""

import json
import resource
import sys
import time
from pathlib import Path

import django

from openpar.file_content import RefusedFileError, check_content


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def judged(path: Path) -> dict[str, object]:
    """Return the sentence of the refusal, or the traits of what was accepted."""
    begun = time.perf_counter()
    try:
        content = check_content(path, path.name)
        said: dict[str, object] = {"accepted": list(content.traits)}
    except RefusedFileError as refusal:
        said = {"refused": str(refusal)}
    return said | {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    django.setup()
    before = _peak()
    files = {Path(name).name: judged(Path(name)) for name in sys.argv[1:]}
    sys.stdout.write(json.dumps({"files": files, "grown": _peak() - before}))
