"""No file of the project names a registry: those come from each machine's own configuration."""

import re
import subprocess
from pathlib import Path

import pytest

# In pieces, so that this file passes its own check.
REGISTRIES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "registry" + r"\.yarnpkg",
            "npmmirror" + r"\.com",
            r"(?:index-url|registry)[\s=:\"']*https?:",
            r"\"resolved" + r"\":",
        ]
    )
)


def project_files(repository: Path) -> list[Path]:
    """Every file that is or would be committed."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=repository,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [repository / name for name in listing.split("\0") if name]


def test_no_file_names_a_registry(repository: Path):
    named = [
        path.relative_to(repository)
        for path in project_files(repository)
        if path.is_file() and REGISTRIES.search(path.read_text(errors="replace"))
    ]
    assert named == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url " + "https://mirror.example/simple",
        "https://files." + "python" + "hosted.org/x.whl",
        '"resolved"' + ': "anything"',
        "registry=" + "http://localhost:4873",
    ],
)
def test_the_check_finds_an_address_however_it_is_written(line: str):
    assert REGISTRIES.search(line)
