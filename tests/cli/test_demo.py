"""The demonstration loads through the actions, once, and scores as its files say (S3-31)."""

import csv
import shutil
from pathlib import Path

import pytest

from openpar.assessments.models import SheetRevision
from openpar.audit.models import Event
from openpar.cli.demonstration import sheets
from openpar.cli.demonstration.files import demonstration, renamed
from openpar.cli.demonstration.loading import CURRENT, HISTORY, load
from openpar.cli.refusal import Refused
from openpar.criteria.models import CriteriaSet, Cycle, Phase
from openpar.people.models import Unit, User
from openpar.results.models import Run, UnitResult
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.rounds.scoring import score_round

#: Of each round: units with claims, disputed points and an officer who can sign in.
KEPT = {CURRENT: {"SNV", "SGDDT", "TTR"}, HISTORY: {"SNV", "TTR", "SINHO"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The demonstration with three units a round."""
    root = tmp_path_factory.mktemp("province")
    shutil.copytree(demonstration().parent / "sets", root / "sets")
    shutil.copytree(demonstration(), root / "demo")
    for code, kept in KEPT.items():
        for path in (root / "demo" / code).glob("*.csv"):
            keep_units(path, kept)
    return root / "demo"


def keep_units(path: Path, kept: set[str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if row["unit"] in kept]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def files_of(folder: Path) -> dict[str, str]:
    """The files of a round as ``read_round`` takes them."""
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    return files | {
        f"../../sets/{path.name}": path.read_text(encoding="utf-8")
        for path in (folder.parent.parent / "sets").glob("*.yaml")
    }


@pytest.mark.django_db
@pytest.mark.slow
def test_the_demonstration_loads_once_and_its_history_scores_as_its_files_do(folder):
    load(folder)

    history = Cycle.objects.get(code=HISTORY)
    expected = {
        row.name: (row.index_published, row.rank, row.class_title)
        for row in score_round(read_round(files_of(folder / HISTORY))).units
    }
    stored = UnitResult.objects.filter(run__cycle=history).select_related("unit")
    assert {
        row.unit.name: (row.index_published, row.rank, row.class_title) for row in stored
    } == expected

    current = Cycle.objects.get(code=CURRENT)
    assert (current.state, history.state) == ("open", "closed")
    assert Phase.objects.open_now(current, Phase.Kind.SELF_ASSESSMENT)
    assert Phase.objects.open_now(current, Phase.Kind.APPRAISAL)
    assert not Phase.objects.open_now(history, Phase.Kind.APPRAISAL)
    states = dict(current.sheets.values_list("unit__code", "state"))
    assert states == {"SNV": "submitted", "SGDDT": "draft", "TTR": "submitted"}
    late = SheetRevision.objects.filter(sheet__cycle=current, timeliness="late")
    assert [one.sheet.unit.code for one in late] == ["TTR"]
    assert not CriteriaSet.objects.exclude(state="published").exists()
    # Sở Nội vụ of 2022 is another organisation than today's.
    assert Unit.objects.filter(name="Sở Nội vụ").count() == 2
    assert not User.objects.filter(demonstration=False).exists()

    events = Event.objects.count()
    load(folder)
    assert (Event.objects.count(), Run.objects.count()) == (events, 2)


@pytest.mark.django_db
@pytest.mark.slow
def test_an_interrupted_load_goes_on_where_it_was(folder, monkeypatch):
    whole = sheets.load_sheet

    def interrupted(loaded, code, **options):
        if code == "TTR":
            raise KeyboardInterrupt
        return whole(loaded, code, **options)

    monkeypatch.setattr(sheets, "load_sheet", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load(folder)
    monkeypatch.setattr(sheets, "load_sheet", whole)
    load(folder)

    assert Event.objects.filter(action="criteria.cycle_opened").count() == 2
    assert Event.objects.filter(action="assessments.submitted").count() == 5
    assert Run.objects.count() == 2


@pytest.mark.django_db
def test_production_takes_no_demonstration(settings):
    settings.PRODUCTION = True
    with pytest.raises(Refused, match="minh hoạ"):
        load()
    assert not User.objects.exists()


def test_figures_speak_in_the_codes_of_the_database():
    text = "unit,criterion,input,value\nSNV,1,x,2\nSTP,1,x,3\n"
    assert renamed(text, {"SNV": "SNV-2022"}).splitlines()[1:] == ["SNV-2022,1,x,2", "STP,1,x,3"]
    assert renamed("index,year\ndti,2026\n", {}) == "index,year\ndti,2026\n"
