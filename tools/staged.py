"""What must never enter the history: large files and private keys. Used by pre-commit."""

import sys
from pathlib import Path

LARGEST_BYTES = 1_000_000
# Written in two parts, so that this file does not find itself.
KEY_MARK = b"PRIVATE " + b"KEY-----"


def main(check: str, names: list[str]) -> int:
    """Check the named files for ``large`` or ``keys``; return 1 when one offends."""
    offends = {"large": _is_large, "keys": _holds_a_key}[check]
    found = [name for name in names if offends(Path(name))]
    for name in found:
        sys.stderr.write(f"{name}: {'too large' if check == 'large' else 'holds a private key'}\n")
    return int(bool(found))


def _is_large(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > LARGEST_BYTES


def _holds_a_key(path: Path) -> bool:
    return path.is_file() and KEY_MARK in path.read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
