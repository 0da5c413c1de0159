"""What every key of a set file means, in Vietnamese and English, for editors and for the guide.

Each group is one kind of mapping in the file; ``schema`` hangs these sentences on its properties.
"""

Words = dict[str, tuple[str, str]]

TOP: Words = {
    "set": ("Phần đầu: bộ tiêu chí nào, của văn bản nào.", "Which set this is, of which act."),
    "rounding": ("Làm tròn điểm ở đâu, mấy chữ số, cách nào.", "Where and how points are rounded."),
    "not_applicable": (
        "Cách xử lý điểm của tiêu chí không áp dụng, khi tiêu chí không nêu riêng.",
        "What happens to points that do not apply, for every leaf that names no policy.",
    ),
    "survey": ("Khi không tổ chức điều tra xã hội học.", "When no survey is held."),
    "submission": ("Thế nào là nộp chậm.", "What makes a submission late."),
    "clamp": ("Tổng điểm thấp nhất và cao nhất.", "Lowest and highest total."),
    "names": (
        "Tên gọi của thuộc tính đơn vị, chỉ số bên ngoài, câu hỏi điều tra trong câu giải thích.",
        "What attributes, other indices and survey questions are called in sentences.",
    ),
    "fields": ("Các lĩnh vực, theo thứ tự văn bản.", "The fields, in the order of the document."),
    "bonus": ("Khối điểm thưởng.", "The bonus block."),
    "penalty": ("Khối điểm trừ.", "The penalty block."),
    "cohorts": ("Các khối, nhóm xếp hạng.", "Units compared with one another."),
}

SET: Words = {
    "code": ("Mã bộ tiêu chí: chữ thường, chữ số, gạch nối.", "Lower-case, digits, hyphens."),
    "title": ("Tên đầy đủ.", "Full title."),
    "title_en": ("Tên tiếng Anh.", "English title."),
    "level": ("Cấp đơn vị được đánh giá.", "Level of the units assessed."),
    "total": ("Tổng điểm.", "Total points."),
    "kind": (
        "official: chính thức; example: minh họa; adjacent: thang điểm liên quan.",
        "Official, an example, or an adjacent scale.",
    ),
    "decision": ("Văn bản ban hành.", "The legal act that issued the set."),
    "note": ("Ghi chú.", "Note."),
}

DECISION: Words = {
    "number": ("Số, ký hiệu văn bản.", "Number of the act."),
    "date": ("Ngày ban hành, viết như 2026-01-15.", "Date of issue."),
    "issuer": ("Cơ quan ban hành.", "Issuing body."),
    "in_force": ("Có hiệu lực từ ngày.", "In force from."),
    "in_force_to": ("Có hiệu lực đến ngày.", "In force to."),
}

ROUNDING: Words = {
    "at": ("Làm tròn điểm của: tiêu chí, lĩnh vực, chỉ số.", "What is rounded, each once."),
    "digits": ("Số chữ số thập phân, 0 đến 12.", "Decimals, 0 to 12."),
    "mode": (
        "half_up: 0,5 làm tròn lên; half_even: về số chẵn; down: bỏ phần lẻ; up: lên.",
        "How a rest is rounded.",
    ),
}

SUBMISSION: Words = {
    "late_by": (
        "received: theo thời điểm hệ thống nhận; document: theo ngày của báo cáo đã ký.",
        "The time of receipt, or the date of the signed report.",
    ),
}

SURVEY: Words = {
    "when_not_held": (
        "missing: thiếu số liệu; rescale: quy đổi phần điểm còn lại về tổng điểm.",
        "Missing (default), or the rest is stretched to the total.",
    ),
}

BLOCK: Words = {
    "title": ("Tên khối.", "Title of the block."),
    "at_most": ("Cộng hoặc trừ tối đa (số dương).", "Largest sum, as a positive number."),
    "inside": ("yes: nằm trong tổng điểm; no: cộng ngoài.", "Part of the total, or on top."),
    "criteria": ("Các tiêu chí của khối.", "Criteria of the block."),
}

NODE: Words = {
    "code": ("Mã, duy nhất trong bộ; để trong ngoặc kép.", "Unique in the set; quote it."),
    "title": ("Tên lĩnh vực, tiêu chí, tiêu chí thành phần.", "Title."),
    "title_en": ("Tên tiếng Anh.", "English title."),
    "maximum": ("Điểm tối đa; các tiêu chí con cộng lại phải bằng.", "Maximum points."),
    "minimum": ("Điểm tối thiểu (tiêu chí trừ: số âm).", "Least points, below 0 in a penalty."),
    "criteria": ("Các tiêu chí con.", "Criteria below."),
    "source": (
        "Điểm lấy từ: thẩm định, điều tra, chỉ số bên ngoài, kiểm tra, số liệu hồ sơ.",
        "Where the points come from.",
    ),
    "inputs": ("Số liệu đơn vị hoặc người thẩm định nhập.", "Figures and facts asked for."),
    "rule": ("Quy tắc: đo gì, quy ra điểm thế nào, điều chỉnh gì.", "Measure, map, adjust."),
    "evidence": ("Tài liệu kiểm chứng.", "Documents required."),
    "lead": ("Cơ quan chủ trì.", "Lead agency."),
    "cooperating": ("Cơ quan phối hợp.", "Cooperating agencies."),
    "due": ("Mốc thời gian chấm điểm.", "Scoring milestone."),
    "legal_basis": ("Căn cứ pháp lý.", "Legal basis."),
    "guide": ("Hướng dẫn cách chấm.", "How it is scored, in words."),
    "guide_en": ("Hướng dẫn bằng tiếng Anh.", "The same in English."),
    "applies": (
        "Công thức theo thuộc tính đơn vị; sai thì tiêu chí không thuộc bộ của đơn vị đó.",
        "False for a unit: not part of its set.",
    ),
    "not_applicable": ("Khi nào không áp dụng, xử lý thế nào.", "When and how it does not apply."),
}

INPUT: Words = {
    "type": (
        "count số đếm, number số, money tiền, percent phần trăm, yes_no có/không, choice lựa chọn, "
        "date ngày, list danh sách mã.",
        "Type of the figure.",
    ),
    "unit": ("Đơn vị tính.", "Unit of measure."),
    "unit_en": ("Đơn vị tính bằng tiếng Anh.", "Unit in English."),
    "title": ("Tên đầy đủ của số liệu.", "Full name."),
    "title_en": ("Tên tiếng Anh.", "English name."),
    "options": ("Các mức của một lựa chọn: khóa và tên.", "Options of a choice: key and label."),
    "least": ("Giá trị nhỏ nhất được nhập.", "Least value taken."),
    "most": ("Giá trị lớn nhất được nhập.", "Largest value taken."),
    "decided_by": ("Ai quyết định số liệu.", "Who decides the figure."),
}

EVIDENCE: Words = {
    "kind": ("Loại tài liệu: plan, implementation, report …", "Kind of document."),
    "title": ("Tên tài liệu.", "Title of the document."),
    "required": ("no: nếu có thì nộp.", "No: only if there is one."),
}

POLICY: Words = {
    "policy": ("Cách xử lý điểm không áp dụng.", "What happens to the points."),
    "when": ("Công thức: đúng thì không áp dụng.", "Not applicable where true."),
    "to": ("Số điểm được quy đổi về (gross_up).", "Points stretched to (gross_up)."),
}

COHORT: Words = {
    "code": ("Mã khối.", "Code."),
    "title": ("Tên khối.", "Title."),
    "title_en": ("Tên tiếng Anh.", "English title."),
    "ranked": ("no: có điểm nhưng không xếp hạng.", "No: scored and listed, never ranked."),
    "rank_on": ("Xếp hạng theo chỉ số đã hay chưa làm tròn.", "Rounded or unrounded index."),
    "shared_ranks": ("Đồng hạng: 1-2-2-4 hay 1-2-2-3.", "1-2-2-4 or 1-2-2-3."),
    "ties": ("Khi bằng điểm, xét lần lượt.", "Keys for ties, in order."),
    "classes": ("Các loại xếp, xét lần lượt.", "Classes, tried in order."),
    "class_limits": ("Giới hạn xếp loại.", "Limits on the class."),
    "fall_through": (
        "yes: đủ điểm nhưng thiếu điều kiện thì xét loại tiếp theo.",
        "A band whose condition fails: go on to the next.",
    ),
}

CLASS: Words = {
    "title": ("Tên loại.", "Title of the class."),
    "title_en": ("Tên tiếng Anh.", "English title."),
    "from": ("Từ (≥).", "From (≥)."),
    "above": ("Trên (>).", "Above (>)."),
    "to": ("Đến (≤).", "To (≤)."),
    "below": ("Dưới (<).", "Below (<)."),
    "all_of": ("Mọi điều kiện phải đạt.", "All conditions must hold."),
    "any_of": ("Có một điều kiện là vào loại này.", "One that holds earns the class."),
}

LIMIT: Words = {
    "when": ("Điều kiện.", "Condition."),
    "at_most": ("Cao nhất là loại.", "The class is at most."),
    "exactly": ("Là đúng loại.", "The class is exactly."),
}

RULE: Words = {
    "measure": ("Đo gì.", "What is measured."),
    "map": ("Quy ra điểm thế nào.", "How it becomes points."),
    "points": ("Công thức cho ra điểm.", "The formula is the points."),
    "cases": ("Trường hợp đầu tiên đúng chọn quy tắc.", "The first case that holds."),
    "best": ("Quy tắc cho điểm cao nhất.", "The best of several rules."),
    "lowest": ("Quy tắc cho điểm thấp nhất.", "The lowest of several rules."),
    "sum": ("Cộng các quy tắc.", "The sum of several rules."),
    "monitor": ("Theo dõi, không tính điểm.", "Followed, never scored."),
    "adjust": ("Điều chỉnh, lần lượt.", "Adjustments, in order."),
    "round": ("Làm tròn riêng tiêu chí này, số chữ số.", "Digits, for this leaf only."),
    "maximum": ("Điểm tối đa của phần này.", "Maximum of this part."),
}
