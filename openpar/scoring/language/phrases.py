"""What the language says, in Vietnamese and English. Each map keeps its own sentences beside it."""

PHRASES: dict[str, tuple[str, str]] = {
    "otherwise": ("Các trường hợp còn lại", "Otherwise"),
    # rules
    "measured": ("{measure}.", "{measure}."),
    "best": ("Lấy mức điểm cao nhất trong các cách sau:", "The best of:"),
    "lowest": ("Lấy mức điểm thấp nhất trong các cách sau:", "The lowest of:"),
    "sum": ("Cộng điểm các phần sau:", "The sum of:"),
    "case": ("Nếu {when}:", "If {when}:"),
    "case_otherwise": ("Trường hợp khác:", "Otherwise:"),
    "monitor": ("Theo dõi, không chấm điểm: {formula}.", "Followed, not scored: {formula}."),
    "rule_points": ("Điểm = {formula}.", "Points = {formula}."),
    "rule_constant": ("{points}.", "{points}."),
    "rule_round": ("Làm tròn đến {digits} chữ số thập phân.", "Rounded to {digits} decimals."),
    "no_rule": ("Chấm trực tiếp, tối đa {maximum}.", "Scored directly, at most {maximum}."),
    "when_zero_full": ("Không phát sinh: được điểm tối đa.", "No occurrence: the maximum."),
    "when_zero_zero": ("Không phát sinh: 0 điểm.", "No occurrence: 0 points."),
    "when_zero_not_applicable": (
        "Không phát sinh: không áp dụng.",
        "No occurrence: not applicable.",
    ),
    "when_zero_missing": ("Mẫu số bằng 0: thiếu số liệu.", "A whole of 0: missing."),
    "when_zero_undetermined": (
        "Mẫu số bằng 0: không xác định được điểm.",
        "A whole of 0: points cannot be determined.",
    ),
    # own numbers
    "figure": ("{title}: {value}.", "{title}: {value}."),
    "figure_missing": ("{title}: chưa có số liệu.", "{title}: not given."),
    "computed": ("{formula} = {numbers} = {value}.", "{formula} = {numbers} = {value}."),
    "computed_plain": ("{formula}: {value}.", "{formula}: {value}."),
    "computed_short": ("{formula} = {value}.", "{formula} = {value}."),
    "without_itself": ("không tính đơn vị mình", "without the unit itself"),
    "with_unranked": ("tính cả đơn vị không xếp hạng", "with units that are not ranked"),
    "out_when": ("Không áp dụng khi {formula}.", "Not applicable when {formula}."),
    "applies_when": ("Chỉ áp dụng khi {formula}.", "Applies only when {formula}."),
    "one_point": ("{points} điểm", "{points} point"),
    "points_name": ("Điểm", "Points"),
    "holds": ("Đạt điều kiện: {points}.", "The condition holds: {points}."),
    "fails": ("Không đạt điều kiện: {points}.", "The condition does not hold: {points}."),
    "gate_open": ("Điều kiện bắt buộc ({formula}): đạt.", "Required ({formula}): met."),
    "gate_shut": (
        "Điều kiện bắt buộc ({formula}): không đạt, được {points}.",
        "Required ({formula}): not met, so {points}.",
    ),
    "awarded": ("Đương nhiên được {points} vì {formula}.", "{points} in any case, as {formula}."),
    "falls": (
        "Kết quả {value} thuộc mức {band}: {points}.",
        "The result {value} is {band}: {points}.",
    ),
    "mapped": (
        "Theo thang điểm, kết quả {value} được {points}.",
        "On the scale, {value} earns {points}.",
    ),
    "worked": ("Theo thang điểm: {work} = {points}.", "On the scale: {work} = {points}."),
    "worked_bounded": (
        "Theo thang điểm: {work}, trong giới hạn cho phép là {points}.",
        "On the scale: {work}, within its limits {points}.",
    ),
    "case_taken": ("Áp dụng trường hợp: {when}.", "This case applies: {when}."),
    "part_points": ("Phần {number}: {points}.", "Part {number}: {points}."),
    "adjusted": ("{adjustment} Còn {points}.", "{adjustment} Now {points}."),
    "adjusted_same": ("{adjustment} Giữ nguyên {points}.", "{adjustment} Still {points}."),
    "clamped": ("Giới hạn trong khoảng cho phép: {points}.", "Kept within the range: {points}."),
    "rounded": (
        "Làm tròn {digits} chữ số thập phân: {points}.",
        "Rounded to {digits} decimals: {points}.",
    ),
    "result": (
        "Điểm đạt được: {points} trên tối đa {maximum}.",
        "Points: {points} of at most {maximum}.",
    ),
    "result_bare": ("Điểm: {points}.", "Points: {points}."),
    # statuses and reasons
    "not applicable": ("Không áp dụng: {reason}.", "Not applicable: {reason}."),
    "not yet due": ("Chưa đến mốc chấm điểm{reason}.", "Not yet due{reason}."),
    "missing": ("Chưa tính được điểm, còn thiếu: {reason}.", "No points yet, missing: {reason}."),
    "undetermined": (
        "Không xác định được điểm: {reason}.",
        "Points cannot be determined: {reason}.",
    ),
    "reason_zero": ("mẫu số bằng 0", "the whole is 0"),
    "reason_division": ("phép chia cho 0", "a division by 0"),
    "reason_band": ("không mức nào của thang điểm chứa kết quả", "no band holds the result"),
    "reason_case": ("không trường hợp nào của quy tắc áp dụng", "no case of the rule applies"),
    "reason_option": (
        "mức {name} không có trong thang điểm",
        "the option {name} is not on the scale",
    ),
    "reason_judged": ("điểm chấm nằm ngoài khoảng cho phép", "the points typed are out of range"),
    "reason_points": ("điểm chấm", "points given by an appraiser"),
    "reason_claim": (
        "đề nghị không áp dụng của đơn vị đã được chấp nhận",
        "the unit's claim that it does not apply was accepted",
    ),
    "reason_when": (
        "điều kiện không áp dụng của bộ tiêu chí được thỏa mãn",
        "the set's own condition for not applying holds",
    ),
    "reason_applies": (
        "tiêu chí không thuộc phạm vi của đơn vị",
        "the criterion is not part of this unit's set",
    ),
    "reason_scope": (
        "đặc điểm của đơn vị để biết tiêu chí có thuộc phạm vi hay không",
        "what tells whether the criterion is part of this unit's set",
    ),
    "reason_no_survey": ("không tổ chức điều tra xã hội học", "no survey was held"),
    "reason_due": (
        "mốc chấm điểm sau ngày chốt số liệu",
        "its milestone is after the closing date",
    ),
    "reason_cohort": ("số liệu của khối", "figures of the cohort"),
    # names
    "name_target": ("chỉ tiêu giao về {title}", "the target for {title}"),
    "name_previous": ("{title} năm trước", "{title} last year"),
    "name_external": ("chỉ số {name}", "the index {name}"),
    "name_external_rank": ("thứ hạng theo chỉ số {name}", "the rank in the index {name}"),
    "name_survey": ("câu hỏi {name}", "question {name}"),
    "name_survey_all": ("mọi câu hỏi", "all questions"),
    "name_points": ("điểm của tiêu chí {code}", "points of criterion {code}"),
    "name_share": ("tỷ lệ điểm của tiêu chí {code}", "share of points of criterion {code}"),
    "name_criterion": ("{title} (tiêu chí {code})", "{title} (criterion {code})"),
    "name_unit": ("đặc điểm đơn vị: {name}", "attribute of the unit: {name}"),
    "name_maximum": ("điểm tối đa", "the maximum"),
    "name_year": ("năm đánh giá", "the year"),
    "name_as_of": ("ngày chốt số liệu", "the closing date"),
    "name_due": ("mốc chấm điểm", "the milestone"),
    # formulas
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "not": ("không phải ({0})", "not ({0})"),
    "if": ("nếu {0} thì {1}, nếu không thì {2}", "if {0} then {1}, else {2}"),
    "between_days": ("{function} {0} đến {1}", "{function} {0} to {1}"),
    "points": ("{points} điểm", "{points} points"),
}


def phrase(key: str, language: str, *parts: object, **words: object) -> str:
    """Return one phrase in ``vi`` or ``en``, filled with ``parts`` by number, ``words`` by name."""
    return PHRASES[key][language == "en"].format(*parts, **words)
