"""Pictures of the user guide, taken by the browser tests themselves so that none grows old.

``GUIDE_IMAGES=docs/guide/images make test ARGS=tests/criteria/test_annex_browser.py`` takes them
anew; without the variable nothing is written.
"""

import os
from pathlib import Path

from playwright.sync_api import Page


def picture(page: Page, name: str) -> None:
    """Save what the page shows as ``name.png`` in the folder of the guide's images."""
    if folder := os.environ.get("GUIDE_IMAGES"):
        page.screenshot(path=Path(folder) / f"{name}.png")
