"""Turn translation catalogues (``.po``) into the form that is read at run time (``.mo``).

Babel reads and writes them, so a machine that only runs the program need not have gettext.
"""

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile every catalogue below ``folder`` whose compiled form is missing or older."""
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            partial = target.with_suffix(".mo.part")
            partial.write_bytes(compiled_form(source.read_text(encoding="utf-8"), source.parts[-3]))
            partial.replace(target)
            compiled.append(target)
    return compiled


def compiled_form(text: str, language: str = "vi") -> bytes:
    """Return the bytes of the ``.mo`` for the text of a ``.po``; gaps and guesses fall out."""
    source = io.BytesIO(text.removeprefix("\ufeff").encode())
    compiled = io.BytesIO()
    write_mo(compiled, read_po(source, locale=language))
    return compiled.getvalue()


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parents[1] / "locale")
