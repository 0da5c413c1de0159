"""The published JSON Schema takes what the reader takes and refuses what it refuses (S3-1)."""

import json
from pathlib import Path

import jsonschema
import pytest

from openpar.cli import main
from openpar.cli.schema import schema_text
from openpar.scoring.language.measures import MEASURES
from openpar.scoring.sets.document import read_document
from openpar.scoring.sets.reading import SetError, read_set
from openpar.scoring.sets.schema import criteria_set_schema
from tests.scoring.language.test_shapes import EXAMPLES, one_leaf_text
from tests.scoring.sets.yaml_as_others_read_it import as_an_editor, as_pyyaml

SETS = Path(__file__).parents[3] / "sets"
SET_FILES = sorted(SETS.glob("*.yaml"))
LOADERS = (as_an_editor, as_pyyaml)

validator = jsonschema.Draft202012Validator(criteria_set_schema())


def errors(text: str, load=as_an_editor) -> list[str]:
    return [error.message for error in validator.iter_errors(load(text))]


def test_the_committed_schema_is_the_generated_one():
    assert (SETS / "criteria-set.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(criteria_set_schema())


def test_the_command_writes_the_schema(tmp_path, capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == criteria_set_schema()
    assert main(["schema", "--out", str(tmp_path / "set.json")]) == 0
    assert (tmp_path / "set.json").read_text(encoding="utf-8") == schema_text()


def test_a_folder_that_does_not_exist_is_said(tmp_path, capsys):
    assert main(["schema", "--out", str(tmp_path / "none" / "set.json")]) == 2
    assert "set.json" in capsys.readouterr().err


@pytest.mark.parametrize("load", LOADERS)
@pytest.mark.parametrize("path", SET_FILES, ids=lambda path: path.stem)
def test_every_set_of_ours_is_valid(path, load):
    assert errors(path.read_text(encoding="utf-8"), load) == []


@pytest.mark.parametrize("load", LOADERS)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["shape"]))
def test_every_scoring_shape_is_valid(example, load):
    assert errors(one_leaf_text(example), load) == []


HEAD = "set: {code: a-b, title: Bộ, level: department, total: 4}\n"
FIELDS = """fields:
- code: "1"
  title: Lĩnh vực
  maximum: 4
  criteria:
  - code: "1.1"
    title: Tiêu chí
    maximum: 4
    due: 2026-12-15
    inputs: {done: {type: count}, planned: {type: count}, rating: {type: choice, options: {a: A}}}
    rule: {measure: {ratio: [done, planned]}, map: {line: {floor: 80%}}, adjust: [{minus: 1}]}
    evidence: [{kind: plan}]
    not_applicable: {when: planned == 0, policy: reduce_max}
"""
COHORTS = """cohorts:
- code: so
  title: Khối sở
  ties: [survey, manual]
  classes: [{title: Tốt, from: 80, all_of: ["lowest_share > 0"]}]
  class_limits: [{when: unit.warned, at_most: Tốt}]
"""
WHOLE = HEAD + FIELDS + COHORTS

BROKEN = {
    "a list": ("set:", "- set:"),
    "no set": (HEAD, ""),
    "no fields": (FIELDS, ""),
    "an unknown key": ("cohorts:", "khối:"),
    "an unknown key of a criterion": ("due:", "deadline:"),
    "a code with capitals": ("a-b", "A-B"),
    "a total in words": ("total: 4", "total: bốn"),
    "a decimal comma": ("floor: 80%", "floor: '0,8'"),
    "a maximum with a comma": ("maximum: 4\n    due", "maximum: '4,5'\n    due"),
    "a criterion code with a slash": ('"1.1"', '"1/1"'),
    "a criterion without a title": ("    title: Tiêu chí\n", ""),
    "a source nobody knows": ("due:", "source: rumour\n    due:"),
    "a rule above criteria": ("  maximum: 4\n  criteria", "  rule: {points: 1}\n  criteria"),
    "an input without a type": ("{done: {type: count}", "{done: {unit: việc}"),
    "an unknown type": ("planned: {type: count}", "planned: {type: integer}"),
    "a name with a blank": ("{done:", "{đã xong:"),
    "a reserved name": ("{done:", "{maximum: {type: count}, done:"),
    "a choice without options": (", options: {a: A}", ""),
    "options without a choice": ("rating: {type: choice", "rating: {type: count"),
    "two shapes in a rule": ("{measure: {ratio", "{points: 1, measure: {ratio"),
    "no shape in a rule": ("measure: {ratio: [done, planned]}, map: {line: {floor: 80%}}, ", ""),
    "a map without a measure": ("{measure: {ratio: [done, planned]}", "{points: done"),
    "a ratio without a map": (", map: {line: {floor: 80%}}", ""),
    "a ratio of three": ("[done, planned]", "[done, planned, done]"),
    "an unknown measure": ("{ratio: [done, planned]}", "{share: [done, planned]}"),
    "two measures": ("{ratio: [done, planned]}", "{ratio: [done, planned], value: done}"),
    "an option of another measure": ("{ratio: [done, planned]}", "{value: done, when_zero: zero}"),
    "an unknown word of an option": (
        "{ratio: [done, planned]}", "{ratio: [done, planned], when_zero: null_}",
    ),
    "an unknown map": ("{line: {floor: 80%}}", "{curve: {floor: 80%}}"),
    "two maps": ("{line: {floor: 80%}}", "{line: {}, points: {}}"),
    "an unknown parameter": ("{floor: 80%}", "{bottom: 80%}"),
    "a switch that is no word": ("{floor: 80%}", "{floor: 80%, from_floor: maybe}"),
    "a map of another type": ("{line: {floor: 80%}}", "{yes_no: {yes: 1}}"),
    "increments without a step": ("{line: {floor: 80%}}", "{increments: {base: 1, base_at: 2}}"),
    "no band": ("{line: {floor: 80%}}", "{bands: []}"),
    "a band without a bound": ("{line: {floor: 80%}}", "{bands: [{points: 1}]}"),
    "two lower bounds": ("{line: {floor: 80%}}", "{bands: [{from: 1, above: 2, points: 1}]}"),
    "exactly with another bound": (
        "{line: {floor: 80%}}", "{bands: [{exactly: 1, to: 2, points: 1}]}",
    ),
    "otherwise with a bound": ("{line: {floor: 80%}}", "{bands: [{otherwise: 1, from: 2}]}"),
    "an unknown adjustment": ("{minus: 1}", "{less: 1}"),
    "two adjustments in one": ("{minus: 1}", "{minus: 1, plus: 1}"),
    "otherwise without a gate": ("{minus: 1}", "{minus: 1, otherwise: 2}"),
    "digits beyond twelve": ("adjust: [{minus: 1}]", "round: 13"),
    "evidence without a kind": ("{kind: plan}", "{title: Kế hoạch}"),
    "an unknown policy": ("policy: reduce_max", "policy: forget"),
    "an unknown key of a policy": ("policy: reduce_max", "so: reduce_max"),
    "a cohort without a title": ("  title: Khối sở\n", ""),
    "a tie key nobody knows": ("manual", "by lot"),
    "a class without a title": ("{title: Tốt, from", "{from"),
    "a limit without a class": (", at_most: Tốt", ""),
    "a limit with two classes": ("at_most: Tốt", "at_most: Tốt, exactly: Tốt"),
    "a bonus without criteria": ("cohorts:", "bonus: {at_most: 2}\ncohorts:"),
    "rounding somewhere else": ("cohorts:", "rounding: {at: [leaf]}\ncohorts:"),
    "rounding in a way unknown": ("cohorts:", "rounding: {mode: nearest}\ncohorts:"),
    "one bound of the total": ("cohorts:", "clamp: [0]\ncohorts:"),
    "a name of no group": ("cohorts:", "names: {planet.mars: Sao Hoả}\ncohorts:"),
    "an empty case list": (
        "measure: {ratio: [done, planned]}, map: {line: {floor: 80%}}", "cases: []",
    ),
    "a case with rule and points": (
        "measure: {ratio: [done, planned]}, map: {line: {floor: 80%}}",
        "cases: [{when: done > 1, points: 1, rule: {points: 1}}]",
    ),
    "an empty best": ("measure: {ratio: [done, planned]}, map: {line: {floor: 80%}}", "best: []"),
}  # fmt: skip


def test_the_document_that_is_broken_below_is_whole():
    assert read_set(WHOLE)
    assert errors(WHOLE) == []


@pytest.mark.parametrize("name", BROKEN)
def test_schema_and_reader_refuse(name):
    old, new = BROKEN[name]
    assert WHOLE.count(old) >= 1, "the mistake must be made somewhere"
    broken = WHOLE.replace(old, new, 1)
    if broken.startswith("- set"):
        broken = "- set"
    with pytest.raises(SetError):
        read_set(broken)
    assert errors(broken), "the schema takes what the reader refuses"


@pytest.mark.parametrize("number", ["4", '"4"', "4.0", '"8/2"', "400%", '"400 %"', "+4", "4e0"])
def test_a_number_may_stand_as_number_or_text(number):
    text = WHOLE.replace("total: 4", f"total: {number}")
    assert read_set(text).total == 4
    assert errors(text) == []
    assert errors(text, as_pyyaml) == []


def test_every_measure_has_its_form_and_every_key_its_sentence():
    definitions = criteria_set_schema()["$defs"]
    assert len(definitions["measure"]["oneOf"]) == len(MEASURES)
    for name in ("set", "node", "input", "cohort", "class", "rule", "block"):
        for key, value in definitions[name]["properties"].items():
            assert value["description"], f"{name}.{key}"
            assert value["$comment"], f"{name}.{key}"


def test_an_alias_or_a_block_text_is_read_alike():
    text = WHOLE.replace("title: Bộ", "title: &t Bộ").replace("title: Khối sở", "title: *t")
    assert read_document(text)["cohorts"][0]["title"] == "Bộ"
    assert errors(text) == []
