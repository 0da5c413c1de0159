"""What the pure scoring of a round says, in Vietnamese and in English. One table, no Django."""

LANGUAGES = ("vi", "en")

PHRASES: dict[str, tuple[str, str]] = {
    # the command
    "scoring": ("Đang chấm", "Scoring"),
    "explaining": ("Đang giải thích", "Explaining"),
    "not_found": ("không có tệp này", "there is no such file"),
    "not_utf8": (
        "tệp không phải văn bản UTF-8 (byte thứ {at})",
        "this is not UTF-8 text (byte {at})",
    ),
    "cannot_open": ("không mở được tệp: {error}", "the file cannot be opened: {error}"),
    "cannot_write": ("không ghi được tệp: {error}", "the file cannot be written: {error}"),
    "no_such": ("vòng chấm không có đơn vị hoặc tiêu chí “{text}”",
                "the round has no unit or criterion {text!r}"),
    # what is wrong in a file
    "and_more": ("còn nhiều lỗi khác trong tệp này", "there are more problems in this file"),
    "no_file": (
        "thiếu tệp {text}, nêu trong {by}", "the file {text} is missing; {by} names it"),
    "no_column": (
        "thiếu cột “{text}”; cần các cột: {expected}",
        "column {text!r} is missing; expected columns: {expected}",
    ),
    "unknown_column": (
        "không có cột “{text}”; cần các cột: {expected}",
        "there is no column {text!r}; expected columns: {expected}",
    ),
    "column_twice": ("cột “{text}” có hai lần", "column {text!r} stands here twice"),
    "row_width": (
        "dòng có {found} ô, cần {expected}; số thập phân viết dấu chấm (1.5), "
        "ô có dấu phẩy đặt trong ngoặc kép",
        "the row has {found} cells, expected {expected}; decimals take a dot (1.5), "
        "a cell with a comma takes quotes",
    ),
    "not_csv": ("không đọc được CSV: {error}", "this is not CSV: {error}"),
    "said": ("{vi}", "{en}"),  # a reader of documents has its own sentences
    "unknown_unit": (
        "không có đơn vị “{text}” trong units.csv", "there is no unit {text!r} in units.csv"),
    "unknown_cohort": (
        "không có khối “{text}”; round.yaml có: {expected}",
        "there is no cohort {text!r}; round.yaml has: {expected}",
    ),
    "cohort_not_in_set": (
        "bộ tiêu chí {set} không có khối “{text}”; có: {expected}",
        "the set {set} has no cohort {text!r}; it has: {expected}",
    ),
    "unknown_set": (
        "không có bộ tiêu chí “{text}” trong “sets”; có: {expected}",
        "there is no set {text!r} under sets; there are: {expected}",
    ),
    "unknown_criterion": (
        "bộ tiêu chí {set} của đơn vị này không có tiêu chí “{text}”",
        "this unit's set {set} has no criterion {text!r}",
    ),
    "not_a_leaf": (
        "“{text}” là nhóm tiêu chí, không trực tiếp cho điểm; ghi ở tiêu chí thành phần",
        "{text!r} is a group of criteria; give figures and points for the criteria below it",
    ),
    "unknown_input": (
        "tiêu chí {criterion} không có số liệu “{text}”; có: {expected}",
        "criterion {criterion} has no input {text!r}; it has: {expected}",
    ),
    "twice": ("trùng với dòng {before}", "the same as line {before}"),
    "empty": ("ô này không được để trống", "this cell must not be empty"),
    "not_one_of": ("“{text}” không hợp lệ; cần một trong: {expected}",
                   "{text!r} is not one of: {expected}"),
    "unknown_key": ("không có khoá “{text}”; có: {expected}",
                    "there is no key {text!r}; there are: {expected}"),
    "no_key": ("thiếu khoá “{text}”", "the key {text!r} is missing"),
    "not_mapping": ("cần các dòng “khoá: giá trị”", "expected lines of 'key: value'"),
    "not_text": ("cần một giá trị đơn", "expected a single value"),
    "no_weights": (
        "có survey.csv thì phải có survey.yaml với trọng số của các phương án trả lời",
        "survey.csv needs survey.yaml with the weight of each option",
    ),
    "not_weighted": (
        "“{text}” không có trọng số trong survey.yaml; có: {expected}",
        "{text!r} has no weight in survey.yaml; weights are given for: {expected}",
    ),
    "weight_range": ("trọng số của phương án phải từ 0 đến 1", "an option's weight lies in 0 to 1"),
    "weight_negative": ("trọng số không được âm", "a weight is not negative"),
    "points_range": (
        "“{text}” điểm nằm ngoài khoảng {least} đến {most} của tiêu chí",
        "{text} points lie outside the criterion's {least} to {most}",
    ),
    # what is wrong in a figure
    "decimal_comma": (
        "“{text}” có dấu phẩy thập phân; viết dấu chấm, ví dụ 1.5",
        "{text!r} has a decimal comma; write a dot, as in 1.5",
    ),
    "not_number": ("“{text}” không phải là số; ví dụ 12, 1.5, 85%",
                   "{text!r} is not a number; expected such as 12, 1.5, 85%"),
    "not_whole": ("“{text}” không phải là số nguyên", "{text!r} is not a whole number"),
    "negative": (
        "“{text}” là số âm; cần số từ 0 trở lên",
        "{text} is negative; expected 0 or more",
    ),
    "percent_sign": (
        "“{text}” không rõ là phần trăm hay tỷ lệ; viết 85% hoặc 0.85",
        "{text!r} may be per cent or a share; write 85% or 0.85",
    ),
    "not_yes_no": ("“{text}” không hợp lệ; cần yes hoặc no", "{text!r}: expected yes or no"),
    "not_option": ("không có phương án “{text}”; có: {options}",
                   "there is no option {text!r}; there are: {options}"),
    "not_date": ("“{text}” không phải là ngày có thật; viết 2026-12-31",
                 "{text!r} is no day of the calendar; expected such as 2026-12-31"),
    "too_long": ("dài quá {most} ký tự", "longer than {most} characters"),
    "below_least": ("“{text}” nhỏ hơn mức thấp nhất {least}", "{text} is below the least, {least}"),
    "above_most": ("“{text}” lớn hơn mức cao nhất {most}", "{text} is above the most, {most}"),
    # score layers
    "computed": ("điểm tính theo quy tắc", "points computed by the rule"),
    "self": ("điểm tự đánh giá", "self-assessment score"),
    "appraised": ("điểm thẩm định", "appraisal score"),
    "second": ("điểm thẩm định lần hai", "second appraisal score"),
    "agreed": ("điểm thống nhất", "agreed score"),
    "explained": ("điểm sau giải trình", "score after explanation"),
    "council": ("điểm Hội đồng", "council score"),
    # sentences of an explanation
    "leaf_heading": (
        "{code}. {title} (tối đa {maximum} điểm)", "{code}. {title} (at most {maximum} points)"),
    "how": ("Cách chấm:", "How it is scored:"),
    "layer_wins": (
        "Kết quả lấy theo {layer}: {points} điểm, thay cho {before}.",
        "The result is the {layer}: {points} points, in place of {before}.",
    ),
    "layer_reason": ("Lý do: {reason}.", "Reason: {reason}."),
    "no_points": ("chưa có", "none"),
    "rounded_at_criterion": (
        "Làm tròn {digits} chữ số thập phân: {points} điểm.",
        "Rounded to {digits} decimals: {points} points.",
    ),
    "result": (
        "Điểm đạt được: {points} điểm trên tối đa {maximum} điểm.",
        "Points: {points} points of at most {maximum} points.",
    ),
    "node_heading": (
        "{code}. {title}: {points} / {maximum} điểm",
        "{code}. {title}: {points} / {maximum} points"),
    "node_out": ("{code}. {title}: không áp dụng", "{code}. {title}: not applicable"),
    "bonus_is": ("Điểm thưởng: {points} điểm.", "Bonus: {points} points."),
    "penalty_is": ("Điểm trừ: {points} điểm.", "Penalty: {points} points."),
    "index_is": (
        "Chỉ số = {points} điểm ÷ {maximum} điểm tối đa × 100 = {index}%.",
        "Index = {points} points ÷ {maximum} applicable points × 100 = {index}%.",
    ),
    "rank_is": ("Hạng: {rank}.", "Rank: {rank}."),
    "class_is": ("Xếp loại: {title}.", "Class: {title}."),
    "result_not_applicable": ("Kết quả: không áp dụng.", "Result: not applicable."),
    "result_not_yet_due": ("Kết quả: chưa đến mốc chấm điểm.", "Result: not yet due."),
    "result_missing": ("Kết quả: thiếu số liệu.", "Result: missing."),
    "result_undetermined": ("Kết quả: không xác định được.", "Result: undetermined."),
    "ground": ("Căn cứ: {ground}.", "Ground: {ground}."),
    "ground_due": ("mốc chấm là {due}, sau ngày chốt {as_of}",
                   "its milestone is {due}, after the closing date {as_of}"),
    "effect_out": (
        "Tiêu chí ra khỏi cả tổng điểm và điểm tối đa.", "It leaves both points and maximum."),
    "effect_block": (
        "Điểm tối đa của tiêu chí được quy đổi cho phần còn lại của “{block}”.",
        "Its maximum is spread over the rest of {block}.",
    ),
    "effect_total": ("Tổng điểm được quy đổi về thang điểm đầy đủ.",
                     "The whole score is rescaled to the full scale."),
    "effect_full": ("Không phát sinh thì được điểm tối đa.", "No occurrence earns the maximum."),
    "effect_unknown": ("Chỉ số của đơn vị chưa tính được cho đến khi bổ sung.",
                       "The unit's index stays unknown until this is settled."),
    "survey_value": (
        "Điều tra xã hội học: {value} từ {answers} câu trả lời có ý kiến.",
        "Survey: {value} from {answers} answers with an opinion.",
    ),
    "survey_group": (
        "Nhóm {group}: {value}, trọng số {weight}.",
        "Group {group}: {value}, weight {weight}.",
    ),
    "survey_silent": (
        "Nhóm không có trả lời: {groups}; trọng số được chia lại cho các nhóm còn lại.",
        "Groups without answers: {groups}; their weight is shared among the others.",
    ),
    # why there is no class
    "class_unknown_index": ("chưa có chỉ số", "the index is unknown"),
    "class_no_band": ("không có mức xếp loại nào chứa chỉ số này", "no band holds this index"),
    "class_condition": ("đủ điểm mức “{title}” nhưng không đạt điều kiện kèm theo",
                        "the points fit {title!r} but its condition fails"),
    "class_fallen": (
        "đủ điểm mức “{title}” nhưng không đạt điều kiện kèm theo",
        "the points fit {title!r} but its condition fails",
    ),
    "class_condition_unknown": ("chưa xác định được điều kiện của mức “{title}”",
                                "the condition of {title!r} is not known"),
    "class_limit_unknown": ("chưa xác định được điều kiện khống chế ở mức “{title}”",
                            "whether the limit to {title!r} holds is not known"),
    "class_limited": (
        "hạ từ mức “{title}” theo điều kiện khống chế",
        "lowered from {title!r} by a limit",
    ),
    "unclassified": ("chưa xếp loại", "unclassified"),
    # tables
    "cohort": ("Khối", "Cohort"),
    "rank": ("Hạng", "Rank"),
    "unit": ("Mã", "Code"),
    "name": ("Đơn vị", "Unit"),
    "points": ("Điểm", "Points"),
    "applicable_maximum": ("Điểm tối đa", "Maximum"),
    "index": ("Chỉ số (%)", "Index (%)"),
    "class": ("Xếp loại", "Class"),
    "note": ("Ghi chú", "Note"),
    "not_ranked": (
        "Khối này được chấm điểm, không xếp hạng.",
        "This cohort is scored, not ranked.",
    ),
    "unknown_because": ("chưa tính được: {codes}", "unknown: {codes}"),
    "nothing_applies": ("không tiêu chí nào áp dụng", "no criterion applies"),
    "open_tie": ("Đồng hạng {rank}: {units}.", "Shared rank {rank}: {units}."),
    "open_tie_manual": (
        "Đồng hạng {rank}: {units}; cần quyết định bằng biên bản (ties.csv).",
        "Shared rank {rank}: {units}; to be decided with minutes (ties.csv).",
    ),
    "tie_field": ("lĩnh vực {name}", "field {name}"),
    "tie_criterion": ("tiêu chí {name}", "criterion {name}"),
    "tie_input": ("số liệu {name}", "the figure {name}"),
    "tie_survey": ("điểm điều tra xã hội học", "the survey points"),
    "tie_appraisal": ("điểm thẩm định", "the appraised points"),
    "tie_manual": ("biên bản", "the minutes"),
    "settled_tie": (
        "Bằng điểm, phân hạng theo {by}: {units}.",
        "Equal index, parted by {by}: {units}.",
    ),
}  # fmt: skip


def say(key: str, language: str = "vi", **words: object) -> str:
    """Return one phrase, its places filled."""
    return PHRASES[key][LANGUAGES.index(language)].format(**words)
