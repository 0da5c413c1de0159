"""The diagram of a sheet's life in the documentation is what the table of moves says."""

from pathlib import Path

from openpar.assessments import moves

PAGE = Path(__file__).resolve().parents[2] / "docs" / "develop" / "life-of-a-sheet.md"


def test_the_documentation_draws_the_moves_as_they_are():
    drawn = PAGE.read_text(encoding="utf-8").split("```mermaid\n")[1].split("\n```")[0]
    assert drawn == moves.diagram()


def test_every_move_is_explained():
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in moves.MOVES if f"| `{name}` |" not in text] == []
