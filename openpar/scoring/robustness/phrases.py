"""What robustness and coherence say, in Vietnamese and in English. One table, no Django."""

from openpar.scoring.rounds.phrases import LANGUAGES

PHRASES: dict[str, tuple[str, str]] = {
    "measuring": ("Đang chạy lại", "Running"),
    "rank": ("Hạng", "Rank"),
    "unit": ("Mã", "Code"),
    "name": ("Đơn vị", "Unit"),
    "interval": ("Khoảng 5–95%", "5–95%"),
    "median": ("Trung vị", "Median"),
    "top3": ("Nhóm 3", "Top 3"),
    "tied_with": ("Không phân biệt được với", "Cannot be told apart from"),
    "and_more": ("… và {count} đơn vị khác", "… and {count} more"),
    "head": (
        "{runs} lần chạy, mầm ngẫu nhiên {seed}; thay đổi: {sources}.",
        "{runs} runs, seed {seed}; varied: {sources}.",
    ),
    "weights": ("trọng số ±{noise}", "weights ±{noise}"),
    "not_applicable": ("cách tính tiêu chí không áp dụng", "treatment of not applicable"),
    "survey": ("mẫu điều tra", "survey sample"),
    "disputed": ("điểm còn khác nhau", "points in dispute"),
    "rounding": ("làm tròn chỉ số", "rounding of the index"),
    "nothing": ("không gì cả", "nothing"),
    "left_out": (
        "Không có hạng: {unit} ({cohort}), {status}.",
        "No rank: {unit} ({cohort}), {status}.",
    ),
    "exact": (
        "Giữ nguyên trong mọi lần chạy (tính theo cách chính xác): {codes}.",
        "The same in every run (computed by the exact path): {codes}.",
    ),
    "without_field": ("Hạng khi bỏ từng lĩnh vực", "Rank without each field"),
    "without_leaf": ("Hạng khi bỏ từng tiêu chí", "Rank without each criterion"),
    "bad_runs": ("số lần chạy phải từ 1 trở lên", "runs must be 1 or more"),
    "bad_weights": (
        "độ thay đổi trọng số phải từ 0 đến dưới 1",
        "the noise of weights must be from 0 to below 1",
    ),
    "bad_source": (
        "không có nguồn bất định “{text}”; có: {expected}",
        "there is no source {text!r}; there are: {expected}",
    ),
    # coherence
    "leaf": ("Tiêu chí", "Criterion"),
    "title": ("Tên", "Title"),
    "field": ("Lĩnh vực", "Field"),
    "units": ("Số đơn vị", "Units"),
    "mean": ("Tỷ lệ TB", "Mean share"),
    "spread": ("Độ lệch", "Spread"),
    "at_maximum": ("Đạt tối đa", "At maximum"),
    "at_zero": ("Bằng 0", "At zero"),
    "left": ("Ngoài tổng", "Left out"),
    "with_field": ("r lĩnh vực", "r field"),
    "with_index": ("r chỉ số", "r index"),
    "with_rest": ("r phần còn lại", "r rest"),
    "alpha": ("Alpha", "Alpha"),
    "leaves": ("Tiêu chí tính", "Criteria used"),
    "explained": ("Thành phần chính", "Principal components"),
    "whole": ("Toàn bộ", "Whole"),
    "few_units": (
        "Khối {cohort}: chỉ có {count} đơn vị có chỉ số, cần ít nhất {least}.",
        "Cohort {cohort}: only {count} units have an index, {least} are needed.",
    ),
}


def say(key: str, language: str = "vi", **words: object) -> str:
    """Return one phrase, its places filled."""
    return PHRASES[key][LANGUAGES.index(language)].format(**words)
