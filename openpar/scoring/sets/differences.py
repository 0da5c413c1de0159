"""What changed between two versions of a leaf, field by field, in Vietnamese and English."""

from collections.abc import Callable
from dataclasses import dataclass

from openpar.scoring.language.explain import describe_rule
from openpar.scoring.language.wording import number_text, value_text
from openpar.scoring.sets.model import CriteriaSet, Input, Node, Source


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed; texts as they are printed, empty where nothing is said."""

    field: str
    old_vi: str
    new_vi: str
    old_en: str
    new_en: str

    def name(self, language: str = "vi") -> str:
        """Return what the field is called."""
        return FIELDS[self.field].names[language == "en"]

    def old(self, language: str = "vi") -> str:
        """Return the old text."""
        return self.old_en if language == "en" else self.old_vi

    def new(self, language: str = "vi") -> str:
        """Return the new text."""
        return self.new_en if language == "en" else self.new_vi

    def text(self, language: str = "vi") -> str:
        """Say the change in one sentence.

        >>> Difference("maximum", "2", "1,5", "2", "1.5").text()
        'Điểm tối đa: “2” thành “1,5”'
        """
        old, new = self.old(language), self.new(language)
        if language == "en":
            said = f"“{old}” became “{new}”" if old and new else f"new: “{new}”"
            said = said if new else f"dropped: “{old}”"
        else:
            said = f"“{old}” thành “{new}”" if old and new else f"thêm “{new}”"
            said = said if new else f"bỏ “{old}”"
        return f"{self.name(language)}: {said}"


@dataclass(frozen=True, slots=True)
class _Field:
    """What is compared, and how it is printed. ``scoring``: a change of it is a rewording."""

    names: tuple[str, str]  # Vietnamese, English
    value: Callable[[Node], object]
    printed: Callable[[Node, CriteriaSet, str], str]
    scoring: bool = False


def _input(asked: Input, language: str) -> str:
    title = (language == "en" and asked.title_en) or asked.title or asked.name
    unit = (language == "en" and asked.unit_en) or asked.unit
    return f"{title} ({unit})" if unit else title


_SOURCES = {
    Source.APPRAISAL: ("tự đánh giá, thẩm định", "self-assessment and appraisal"),
    Source.SURVEY: ("điều tra xã hội học", "sociological survey"),
    Source.EXTERNAL: ("chỉ số do cơ quan khác công bố", "index published elsewhere"),
    Source.INSPECTION: ("kiểm tra thực tế", "spot check"),
    Source.FIGURES: ("số liệu hồ sơ", "figures of dossiers"),
}

#: The fields of a leaf in the order in which they are read.
FIELDS: dict[str, _Field] = {
    "code": _Field(("Mã", "Code"), lambda node: node.code, lambda node, _set, _lang: node.code),
    "title": _Field(
        ("Tên tiêu chí", "Title"),
        lambda node: " ".join(node.title.split()).casefold(),
        lambda node, _set, lang: (lang == "en" and node.title_en) or node.title,
        scoring=True,
    ),
    "maximum": _Field(
        ("Điểm tối đa", "Maximum points"),
        lambda node: node.maximum,
        lambda node, _set, lang: "" if node.maximum is None else number_text(node.maximum, lang),
    ),
    "minimum": _Field(
        ("Điểm thấp nhất", "Lowest points"),
        lambda node: node.minimum,
        lambda node, _set, lang: "" if node.minimum is None else number_text(node.minimum, lang),
        scoring=True,
    ),
    "rule": _Field(
        ("Cách chấm điểm", "How it is scored"),
        lambda node: (node.rule, node.applies, node.not_applicable),
        lambda node, criteria_set, lang: " ".join(describe_rule(node, lang, criteria_set)),
        scoring=True,
    ),
    "guide": _Field(
        ("Hướng dẫn", "Guide"),
        lambda node: " ".join(node.guide.split()),
        lambda node, _set, lang: (lang == "en" and node.guide_en) or node.guide,
        scoring=True,
    ),
    "inputs": _Field(
        ("Số liệu", "Figures"),
        lambda node: node.inputs,
        lambda node, _set, lang: "; ".join(_input(asked, lang) for asked in node.inputs),
        scoring=True,
    ),
    "evidence": _Field(
        ("Tài liệu kiểm chứng", "Evidence"),
        lambda node: node.evidence,
        lambda node, _set, _lang: "; ".join(one.title or one.kind for one in node.evidence),
    ),
    "source": _Field(
        ("Nguồn điểm", "Source of points"),
        lambda node: node.source,
        lambda node, _set, lang: _SOURCES[node.source][lang == "en"],
        scoring=True,
    ),
    "lead": _Field(
        ("Cơ quan chủ trì", "Lead agency"),
        lambda node: (node.lead, node.cooperating),
        lambda node, _set, _lang: ", ".join(one for one in (node.lead, *node.cooperating) if one),
    ),
    "due": _Field(
        ("Mốc chấm điểm", "Scoring milestone"),
        lambda node: node.due,
        lambda node, _set, lang: value_text(node.due, language=lang) if node.due else "",
    ),
}


def changed_fields(old: Node, new: Node) -> list[str]:
    """Return the names of the fields in which two versions of a leaf differ."""
    return [name for name, one in FIELDS.items() if one.value(old) != one.value(new)]


def scored_alike(old: Node, new: Node) -> bool:
    """Whether title and scoring text are the same, the maximum aside."""
    return not any(FIELDS[name].scoring for name in changed_fields(old, new))


def differences(
    old: Node, old_set: CriteriaSet, new: Node, new_set: CriteriaSet
) -> list[Difference]:
    """Return what changed between two versions of a leaf, in the order of ``FIELDS``."""
    return [
        Difference(
            name,
            *(
                FIELDS[name].printed(node, criteria_set, language)
                for language in ("vi", "en")
                for node, criteria_set in ((old, old_set), (new, new_set))
            ),
        )
        for name in changed_fields(old, new)
    ]
