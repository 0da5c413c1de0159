"""What is read, and what is refused with file, line, column and what was expected (S0-31)."""

# ruff: noqa: E501 - one wrong input and what is said of it to a line
import contextlib
import io

import pytest

from openpar.cli import main
from tests.scoring.composite.command import index, plain

META = "iCode,Parent,Direction,Weight,Type\nA,X,1,1,Indicator\nB,X,1,1,Indicator\nX,,,,Aggregate\n"
DATA = "uCode,A,B\na,1,2\nb,3,4\n"
RECIPE = plain("aggregate: {}", "rank: {}")


def test_files_with_bom_quotes_crlf_and_missing_words_are_read(tmp_path):
    meta = "\ufeff" + META.replace("\n", "\r\n")
    data = (
        '\ufeffuCode,"uName",B,A\r\n"a","Tỉnh ""A"", miền núi","2",1\r\n\r\n'
        'NA,"two\nlines",NaN,3\r\nc,,4,NA\r\n'
    )

    outcome = index(tmp_path, meta, data, "\ufeff" + RECIPE)

    assert outcome.code == 0
    # NA is the code of a unit here (Namibia), not a missing value
    assert outcome.column("X") == {"a": "1.5", "NA": "3", "c": "4"}
    assert outcome.column("rank") == {"a": "3", "NA": "2", "c": "1"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('uCode,A,B\na,"1,5",2\n', "data.csv:2: column A: '1,5' has a decimal comma; expected a number with a decimal dot"),
        ("uCode,A,B\na,1,5,2\n", "data.csv:2: 4 cells, expected 3 as in the header"),
        ("uCode;A;B\na;1;2\n", "data.csv:1: one column only; expected columns separated by commas"),
        ("uCode,A,B\na,1,x\n", "data.csv:2: column B: 'x'; expected a number with a decimal dot"),
        ("uCode,A,B\na,1,Inf\n", "data.csv:2: column B: 'Inf'; expected"),
        ("uCode,A,B\na,1,1e99\n", "data.csv:2: column B: '1e99'; expected"),
        ("uCode,A,B\na,1,²\n", "data.csv:2: column B: '²'; expected"),
        ("uCode,A,B\na,1," + "9" * 41 + "\n", "data.csv:2: column B: '999"),
        ("uCode,A,B\na,1,85%\n", "data.csv:2: column B: '85%'; expected"),
        ("uCode,A,B\na,1,2\n\na,3,4\n", "data.csv:4: column uCode: the unit 'a' stands here twice, first on line 2"),
        ("uCode,A,B\n,1,2\n", "data.csv:2: column uCode: blank; expected the code of a unit"),
        ("uCode,A,A\na,1,2\n", "data.csv:1: the column 'A' stands here twice"),
        ("name,A,B\na,1,2\n", "data.csv:1: no column 'uCode'; expected it among name, A, B"),
        ("uCode,A\na,1\n", "meta.csv:3: column iCode: the indicator 'B' has no column in data.csv"),
        ("uCode,A,B\n", "data.csv:2: no rows; expected one row per unit"),
        ("", "data.csv:1: empty; expected a header row"),
        ('uCode,A,B\na,"1"x,2\n', "data.csv:2: not CSV:"),
    ],
)  # fmt: skip
def test_data_that_cannot_be_read_is_named_by_place(tmp_path, data, said):
    outcome = index(tmp_path, META, data, RECIPE)

    assert (outcome.code, outcome.rows) == (2, [])
    assert outcome.said.startswith(said)


def test_all_defects_of_a_file_are_told_at_once(tmp_path):
    outcome = index(tmp_path, META, 'uCode,A,B\na,x,2\nb,"3,5",y\n', RECIPE)

    assert [line.split(";")[0] for line in outcome.said.splitlines()] == [
        "data.csv:2: column A: 'x'",
        "data.csv:3: column A: '3,5' has a decimal comma",
        "data.csv:3: column B: 'y'",
    ]


def test_bytes_that_are_not_utf8_and_files_that_are_not_there(tmp_path):
    index(tmp_path, META, DATA, RECIPE)
    (tmp_path / "latin.csv").write_bytes(b"unit,value\n\xe9,1\n")

    latin = index(tmp_path, META, DATA, RECIPE, "--expect", "latin.csv")
    absent = index(tmp_path, META, DATA, RECIPE, "--expect", "absent.csv")

    assert (latin.code, latin.said) == (2, "latin.csv:2: not UTF-8; expected UTF-8\n")
    assert (absent.code, absent.said) == (2, "absent.csv: No such file or directory\n")


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        (META.replace("A,X,1,1", "A,Y,1,1"), "meta.csv:2: column Parent: 'Y' has no row of its own"),
        (META.replace("A,X,1,1", "A,B,1,1"), "meta.csv:2: column Parent: 'B' is of Type Indicator"),
        (META.replace("A,X,1,1", "A,X,up,1"), "meta.csv:2: column Direction: 'up'; expected 1 or -1"),
        (META.replace("A,X,1,1", "A,X,1,-1"), "meta.csv:2: column Weight: '-1'; expected a number of at least 0"),
        (META.replace("A,X,1,1", "A,X,1,"), "meta.csv:2: column Weight: blank, but others under 'X' have a weight"),
        (META.replace("1,Indicator", "1,Pillar"), "meta.csv:2: column Type: 'Pillar'; expected one of Indicator, Aggregate"),
        (META.replace("B,X", "A,X"), "meta.csv:3: column iCode: 'A' stands here twice, first on line 2"),
        (META.replace("B,X", ",X"), "meta.csv:3: column iCode: blank; expected a code"),
        (META + "Y,X,,1,Aggregate\n", "meta.csv:5: column iCode: the aggregate 'Y' has nothing under it"),
        (META + "Y,Z,,,Aggregate\nZ,Y,,,Aggregate\n", "meta.csv:5: column Parent: 'Y' stands under itself"),
        ("iCode,Direction\nA,1\n", "meta.csv:1: no column 'Parent'; expected it among iCode, Direction"),
    ],
)  # fmt: skip
def test_meta_that_forms_no_tree_is_named_by_place(tmp_path, meta, said):
    outcome = index(tmp_path, meta, DATA, RECIPE)

    assert (outcome.code, outcome.rows) == (2, [])
    assert outcome.said.startswith(said)


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ("steps:\n- aggregate: {men: sum}\n", "recipe.yaml:2: column 15: unknown key 'men'; expected one of mean, weights"),
        ("steps:\n- agregate: {}\n", "recipe.yaml:2: column 3: unknown step 'agregate'; expected one of"),
        ("steps:\n- aggregate: {mean: median}\n", "recipe.yaml:2: column 15: mean: 'median'; expected one of arithmetic, geometric, sum"),
        ("steps:\n- aggregate: {at_least: 2}\n", "recipe.yaml:2: column 15: at_least: '2'; expected a number of at least 0 and at most 1"),
        ("steps:\n- treat: {winsorise: {point: 3}}\n", "recipe.yaml:2: column 23: unknown key 'point'; expected one of skewness"),
        ("steps:\n- treat: {winsorise: {points: 1.5}}\n", "recipe.yaml:2: column 23: points: '1.5'; expected a whole number"),
        ("steps:\n- normalise: {to: [5, 5]}\n", "recipe.yaml:2: column 15: to: ['5', '5']; expected two different numbers"),
        ("steps:\n- normalise: {capped: perhaps}\n", "recipe.yaml:2: column 15: capped: 'perhaps'; expected yes or no"),
        ("steps:\n- rank: {}\n", "recipe.yaml:2: column 3: rank without aggregate before it"),
        ("steps:\n- aggregate: {}\n- normalise: {}\n", "recipe.yaml:3: column 3: normalise after aggregate"),
        ("steps:\n- aggregate: {}\n- aggregate: {}\n", "recipe.yaml:3: column 3: aggregate a second time"),
        ("steps:\n- aggregate: {}\nround: 2\n", "recipe.yaml:3: unknown key 'round'; expected steps"),
        ("- aggregate: {}\n", "recipe.yaml:1: expected steps: and a list of steps"),
        ("steps:\n- aggregate: {}\n  rank: {}\n", "recipe.yaml:2: column 3: expected one step"),
        ("steps:\n- aggregate: 3\n", "recipe.yaml:2: column 3: expected the keys mean, weights"),
        ("steps: [\n", "recipe.yaml:2: column 1: this is not YAML"),
        ("steps:\n- aggregate: {}\n- rank: {of: [Z]}\n", "recipe.yaml:3: column 10: of: 'Z' is no indicator"),
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_followed_is_named_by_place(tmp_path, recipe, said):
    outcome = index(tmp_path, META, DATA, recipe)

    assert (outcome.code, outcome.rows) == (2, [])
    assert outcome.said.startswith(said)


def test_an_aggregate_in_data_is_computed_and_not_read(tmp_path):
    outcome = index(tmp_path, META, "uCode,X,A,B\na,99,1,2\n", plain("aggregate"), "--stages", ".")

    assert outcome.column("X") == {"a": "1.5"}
    assert outcome.said == "data.csv:1: column X: an aggregate of META; computed, not read\n"
    stage = (tmp_path / "aggregate.csv").read_text(encoding="utf-8")
    assert stage == "uCode,X,A,B\na,1.5,1,2\n"


def test_every_step_writes_its_stage_in_the_layout_of_data(tmp_path):
    recipe = plain("impute: {by: mean}", "impute: {by: median}", "normalise", "aggregate", "rank")
    data = "uCode,uName,B,A,Note\na,An,2,1,x\nb,Bình,,3,y\nc,Chi,4,3,z\n"

    outcome = index(tmp_path, META, data, recipe, "--stages", "stages", "--out", "out/result.csv")

    assert outcome.rows == []
    assert sorted(path.name for path in (tmp_path / "stages").iterdir()) == [
        "aggregate.csv", "impute.csv", "impute_2.csv", "normalise.csv", "rank.csv",
    ]  # fmt: skip
    assert (tmp_path / "stages/impute.csv").read_text(encoding="utf-8") == (
        "uCode,uName,B,A,Note\na,An,2,1,x\nb,Bình,3,3,y\nc,Chi,4,3,z\n"
    )


def test_the_result_has_unit_aggregates_in_metas_order_and_ranks(tmp_path):
    index(
        tmp_path, META, DATA, plain("normalise: {}", "aggregate: {}", "rank: {}"), "--out", "r.csv"
    )

    assert (tmp_path / "r.csv").read_text(encoding="utf-8") == "unit,X,rank\na,0,2\nb,100,1\n"


def test_a_refused_result_is_not_written(tmp_path):
    (tmp_path / "published.csv").write_text("unit,value\na,9\nb,3.5\n", encoding="utf-8")

    outcome = index(tmp_path, META, DATA, RECIPE, "--expect", "published.csv", "--out", "r.csv")

    assert outcome.code == 1
    assert not (tmp_path / "r.csv").exists()


def test_no_progress_bar_outside_a_terminal(tmp_path):
    assert index(tmp_path, META, DATA, RECIPE).said == ""


class Terminal(io.StringIO):
    """What stderr is when somebody sits in front of it."""

    def isatty(self):
        return True


def test_long_work_shows_a_progress_bar_on_a_terminal_only(tmp_path):
    rows = "".join(f"u{number},{number},{number + 1}\n" for number in range(25_000))
    quiet = index(tmp_path, META, "uCode,A,B\n" + rows, RECIPE, "--out", "r.csv")
    terminal = Terminal()
    files = ["--meta", "meta.csv", "--data", "data.csv", "--recipe", "recipe.yaml"]

    with contextlib.chdir(tmp_path), contextlib.redirect_stderr(terminal):
        code = main(["index", *files, "--out", "r.csv"])

    assert (quiet.code, quiet.said) == (0, "")
    assert code == 0
    assert "2/2" in terminal.getvalue()


def test_tables_written_with_row_names_are_read(tmp_path):
    meta = '"","iCode","Parent","Weight","Type"\n"1","A","X",1,"Indicator"\n"2","X",NA,NA,"Aggregate"\n'
    data = '"","uCode","uName","A"\n"1","a","An",1.5e+06\n"2","b","Bình",NA\n'

    assert index(tmp_path, meta, data, plain("aggregate")).column("X") == {"a": "1500000", "b": ""}
