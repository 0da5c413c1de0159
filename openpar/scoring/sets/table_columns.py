"""The columns of the Excel form: what each is called, holds and means. Pure data.

Words are written in Vietnamese and read in Vietnamese or as the set file has them. ``key`` is the
key of the set file; ``kind`` says how a cell becomes data (``table_cells``).
"""

from dataclasses import dataclass, field

Words = dict[str, str]  # Vietnamese word -> word of the set file

YES_NO: Words = {"có": "yes", "không": "no"}
BLOCKS: Words = {"chính": "fields", "thưởng": "bonus", "trừ": "penalty"}
LEVELS: Words = {
    "sở": "department", "xã": "commune", "huyện": "district", "tỉnh": "province",
    "bộ": "ministry", "phòng": "division",
}  # fmt: skip
KINDS: Words = {"chính thức": "official", "minh họa": "example", "liên quan": "adjacent"}
SOURCES: Words = {
    "thẩm định": "appraisal",
    "điều tra xã hội học": "survey",
    "chỉ số bên ngoài": "external",
    "kiểm tra": "inspection",
    "số liệu hồ sơ": "figures",
}
POLICIES: Words = {
    "giảm điểm tối đa": "reduce_max",
    "quy đổi trong khối": "gross_up",
    "quy đổi về tổng điểm": "rescale_total",
    "cho điểm tối đa": "full",
    "không tính điểm": "not_scored",
    "không xác định": "undetermined",
}
INPUT_TYPES: Words = {
    "số đếm": "count", "số": "number", "tiền": "money", "phần trăm": "percent",
    "có/không": "yes_no", "lựa chọn": "choice", "ngày": "date", "danh sách": "list",
}  # fmt: skip
DECIDERS: Words = {"đơn vị": "unit", "người thẩm định": "appraiser", "hệ thống": "system"}
ROUNDED_AT: Words = {"tiêu chí": "criterion", "lĩnh vực": "field", "chỉ số": "index"}
ROUNDING_MODES: Words = {
    "nửa làm tròn lên": "half_up",
    "nửa về số chẵn": "half_even",
    "làm tròn xuống": "down",
    "làm tròn lên": "up",
}
SURVEY_ABSENT: Words = {"thiếu số liệu": "missing", "quy đổi về tổng điểm": "rescale"}
LATE_BY: Words = {"thời điểm nhận": "received", "ngày văn bản": "document"}
RANK_ON: Words = {"chỉ số đã làm tròn": "rounded", "chỉ số chưa làm tròn": "unrounded"}
SHARED_RANKS: Words = {"1-2-2-4": "competition", "1-2-2-3": "dense"}
EVIDENCE_KINDS: Words = {
    "kế hoạch": "plan", "tổ chức thực hiện": "implementation", "báo cáo": "report",
    "văn bản chỉ đạo": "directive", "quyết định": "decision", "biên bản": "minutes",
    "danh sách": "list", "số liệu thống kê": "statistics", "đường dẫn": "link",
    "hình ảnh": "photo", "giấy chứng nhận": "certificate", "tài liệu": "document",
}  # fmt: skip
TIE_KEYS: Words = {
    "điều tra xã hội học": "survey", "thẩm định": "appraisal", "theo biên bản": "manual",
}  # fmt: skip
TIE_PREFIXES: Words = {"lĩnh vực": "field", "tiêu chí": "criterion", "số liệu": "input"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a line of the sheet about the set.

    ``kind``: text (short, trimmed) | prose (kept as typed) | code | number | day | yes_no | word |
    formula | rule | lines | formulas | words | evidence | options | ties. ``means`` and
    ``example`` stand in the guide; ``words`` are what a choice allows, ``open_words`` where any
    other word is taken too; ``width`` in characters.
    """

    key: str
    title: str
    kind: str
    means: str
    example: str = ""
    needed: bool = False
    words: Words = field(default_factory=dict)
    open_words: bool = False
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its columns, and the one sentence that says what a row is."""

    name: str
    means: str
    columns: tuple[Column, ...]


SET_SHEET = "Bộ tiêu chí"
GUIDE_SHEET = "Hướng dẫn"
#: Sheets with such names are the officer's own and are not read.
OWN_SHEETS = ("hướng dẫn", "ghi chú")
LABEL, VALUE = "Mục", "Nội dung"

# Keys of the set sheet are paths: the mapping, then the key; ``clamp`` counts its two members.
SET_LINES: tuple[Column, ...] = (
    Column("set.code", "Mã bộ tiêu chí", "code", "Chữ thường, chữ số, gạch nối.",
           "sn-2026-so", needed=True),
    Column("set.title", "Tên", "text", "Tên đầy đủ của bộ tiêu chí.", needed=True),
    Column("set.title_en", "Tên tiếng Anh", "text", "Không bắt buộc."),
    Column("set.level", "Cấp", "word", "Cấp đơn vị được đánh giá; có thể ghi từ khác.", "sở",
           needed=True, words=LEVELS, open_words=True),
    Column("set.total", "Tổng điểm", "number", "Bằng tổng điểm tối đa của các lĩnh vực.", "100",
           needed=True),
    Column("set.kind", "Loại", "word", "Bỏ trống là chính thức.", "chính thức", words=KINDS),
    Column("set.decision.number", "Số quyết định", "text", "Số, ký hiệu văn bản ban hành.",
           "12/QĐ-UBND"),
    Column("set.decision.date", "Ngày ban hành", "day", "Ngày của văn bản.", "15/01/2026"),
    Column("set.decision.issuer", "Cơ quan ban hành", "text", "", "UBND tỉnh"),
    Column("set.decision.in_force", "Hiệu lực từ", "day", "", "15/01/2026"),
    Column("set.decision.in_force_to", "Hiệu lực đến", "day", "", "31/12/2026"),
    Column("set.note", "Ghi chú", "prose", "Tự do."),
    Column("rounding.at", "Làm tròn điểm của", "words",
           "Mỗi nơi một dòng trong ô; “không” là không làm tròn; bỏ trống là chỉ số.",
           "tiêu chí\nchỉ số", words=ROUNDED_AT),
    Column("rounding.digits", "Số chữ số thập phân", "number", "0 đến 12; bỏ trống là 2.", "2"),
    Column("rounding.mode", "Cách làm tròn", "word", "Bỏ trống là nửa làm tròn lên.",
           "nửa làm tròn lên", words=ROUNDING_MODES),
    Column("not_applicable", "Chính sách không áp dụng", "word",
           "Cho mọi tiêu chí không nêu chính sách riêng.", "giảm điểm tối đa", words=POLICIES),
    Column("survey.when_not_held", "Khi không điều tra xã hội học", "word",
           "Bỏ trống là thiếu số liệu.", "quy đổi về tổng điểm", words=SURVEY_ABSENT),
    Column("submission.late_by", "Nộp chậm tính theo", "word",
           "Bỏ trống là thời điểm hệ thống nhận.", "ngày văn bản", words=LATE_BY),
    Column("clamp.0", "Tổng điểm thấp nhất", "number", "Ghi cả hai hoặc không ghi.", "0"),
    Column("clamp.1", "Tổng điểm cao nhất", "number", "Ghi cả hai hoặc không ghi.", "100"),
    Column("bonus.title", "Điểm thưởng: tên khối", "text", "", "Điểm thưởng"),
    Column("bonus.at_most", "Điểm thưởng: tối đa", "number", "Cả khối cộng không quá.", "5"),
    Column("bonus.inside", "Điểm thưởng: trong tổng điểm", "yes_no",
           "“không” (khi bỏ trống): cộng ngoài tổng điểm.", "không"),
    Column("penalty.title", "Điểm trừ: tên khối", "text", "", "Điểm trừ"),
    Column("penalty.at_most", "Điểm trừ: tối đa", "number", "Cả khối trừ không quá; số dương.",
           "3"),
)  # fmt: skip

CRITERIA = Table(
    "Tiêu chí",
    "Mỗi lĩnh vực, tiêu chí, tiêu chí thành phần một dòng, theo thứ tự văn bản.",
    (
        Column("block", "Khối", "word",
               "Ghi ở dòng không có mã cha; bỏ trống là chính.", "chính", words=BLOCKS, width=9),
        Column("parent", "Mã cha", "code",
               "Mã của dòng cấp trên trực tiếp, đứng phía trên; lĩnh vực thì bỏ trống.", "1.1",
               width=10),
        Column("code", "Mã", "code", "Duy nhất trong bộ. Định dạng ô là Văn bản.", "1.1.3",
               needed=True, width=10),
        Column("title", "Tên", "text", "Tên như trong văn bản.", "Mức độ hoàn thành kế hoạch",
               needed=True, width=44),
        Column("title_en", "Tên tiếng Anh", "text", "Không bắt buộc.", width=30),
        Column("maximum", "Điểm tối đa", "number",
               "Các dòng con cộng lại phải bằng dòng cha; tiêu chí trừ ghi 0.", "1,5", width=10),
        Column("minimum", "Điểm tối thiểu", "number",
               "Chỉ cho tiêu chí trừ: số âm, trừ không quá.", "-1,5", width=10),
        Column("source", "Nguồn", "word", "Điểm lấy từ đâu; bỏ trống là thẩm định.",
               "thẩm định", words=SOURCES, width=17),
        Column("rule", "Quy tắc", "rule",
               "Quy tắc chấm điểm, một dòng YAML; chỉ cho dòng không có dòng con.",
               "{measure: {ratio: [xong, giao]}, map: {line: {floor: 80%}}}", width=60),
        Column("evidence", "Tài liệu kiểm chứng", "evidence",
               "Mỗi tài liệu một dòng trong ô: loại, hoặc loại: tên; thêm (nếu có) khi không "
               "bắt buộc.", "kế hoạch: Kế hoạch năm\nbáo cáo (nếu có)", width=32),
        Column("lead", "Cơ quan chủ trì", "text", "Mã hoặc tên cơ quan.", "SNV", width=16),
        Column("cooperating", "Phối hợp", "lines", "Mỗi cơ quan một dòng trong ô.", "STP",
               width=16),
        Column("due", "Mốc chấm điểm", "day", "Trước mốc này tiêu chí chưa đến hạn.",
               "15/12/2026", width=13),
        Column("legal_basis", "Căn cứ pháp lý", "lines", "Mỗi văn bản một dòng trong ô.",
               "Nghị định 61/2018/NĐ-CP", width=28),
        Column("guide", "Hướng dẫn", "prose", "Cách chấm bằng lời.", width=44),
        Column("guide_en", "Hướng dẫn tiếng Anh", "prose", "Không bắt buộc.", width=30),
        Column("applies", "Áp dụng khi", "formula",
               "Công thức theo thuộc tính đơn vị, cho dòng này và các dòng con.",
               "unit.has_one_stop", width=24),
        Column("not_applicable.when", "Không áp dụng khi", "formula",
               "Công thức; đúng thì không áp dụng.", "giao == 0", width=24),
        Column("not_applicable.policy", "Chính sách không áp dụng", "word",
               "Bỏ trống là theo dòng cha hoặc theo bộ.", "giảm điểm tối đa", words=POLICIES,
               width=20),
        Column("not_applicable.to", "Quy đổi về", "number",
               "Khi quy đổi trong khối: số điểm quy đổi về.", "10", width=10),
    ),
)  # fmt: skip

INPUTS = Table(
    "Số liệu",
    "Mỗi số liệu mà một tiêu chí hỏi là một dòng.",
    (
        Column("code", "Mã tiêu chí", "code", "Mã ở trang Tiêu chí.", "1.1.3", needed=True,
               width=12),
        Column("name", "Tên", "code", "Tên ngắn dùng trong quy tắc: chữ, chữ số, gạch dưới.",
               "xong", needed=True, width=20),
        Column("type", "Loại", "word", "Kiểu số liệu.", "số đếm", needed=True,
               words=INPUT_TYPES, width=12),
        Column("unit", "Đơn vị", "text", "Đơn vị tính.", "nhiệm vụ", width=14),
        Column("unit_en", "Đơn vị tiếng Anh", "text", "Không bắt buộc.", width=14),
        Column("title", "Tên đầy đủ", "text", "Tên hiện trên phiếu.", "Số nhiệm vụ hoàn thành",
               width=44),
        Column("title_en", "Tên tiếng Anh", "text", "Không bắt buộc.", width=30),
        Column("options", "Các mức", "options",
               "Chỉ cho loại lựa chọn; mỗi mức một dòng trong ô: khóa: tên | tên tiếng Anh.",
               "dung_han: Đúng hạn\nmuon: Gửi chậm", width=34),
        Column("least", "Nhỏ nhất", "number", "Không nhận số nhỏ hơn.", "0", width=10),
        Column("most", "Lớn nhất", "number", "Không nhận số lớn hơn.", "50", width=10),
        Column("decided_by", "Ai quyết định", "word", "Bỏ trống là đơn vị.", "đơn vị",
               words=DECIDERS, width=16),
    ),
)  # fmt: skip

COHORTS = Table(
    "Khối xếp hạng",
    "Mỗi khối, nhóm xếp hạng một dòng.",
    (
        Column("code", "Mã khối", "code", "Duy nhất.", "so", needed=True, width=12),
        Column("title", "Tên", "text", "Tên khối.", "Khối sở", needed=True, width=36),
        Column("title_en", "Tên tiếng Anh", "text", "Không bắt buộc.", width=30),
        Column("ranked", "Có xếp hạng", "yes_no", "Bỏ trống là có.", "có", width=12),
        Column("rank_on", "Xếp hạng theo", "word", "Bỏ trống là chỉ số đã làm tròn.",
               "chỉ số đã làm tròn", words=RANK_ON, width=22),
        Column("shared_ranks", "Đồng hạng", "word", "Bỏ trống là 1-2-2-4.", "1-2-2-4",
               words=SHARED_RANKS, width=12),
        Column("ties", "Khi bằng điểm", "ties",
               "Xét lần lượt, mỗi khóa một dòng trong ô: điều tra xã hội học, thẩm định, "
               "lĩnh vực MÃ, tiêu chí MÃ, số liệu [MÃ].TÊN, theo biên bản.",
               "điều tra xã hội học\nlĩnh vực 3\ntheo biên bản", width=26),
        Column("fall_through", "Xét tiếp loại sau", "yes_no",
               "Đủ điểm nhưng thiếu điều kiện: có thì xét loại tiếp theo.", "có", width=14),
    ),
)  # fmt: skip

CLASSES = Table(
    "Xếp loại",
    "Mỗi loại của mỗi khối một dòng, xét từ trên xuống.",
    (
        Column("cohort", "Mã khối", "code", "Mã ở trang Khối xếp hạng.", "so", needed=True,
               width=12),
        Column("title", "Tên loại", "text", "", "Tốt", needed=True, width=20),
        Column("title_en", "Tên tiếng Anh", "text", "Không bắt buộc.", width=18),
        Column("from", "Từ (≥)", "number", "Chỉ số từ.", "80", width=10),
        Column("above", "Trên (>)", "number", "Chỉ số trên.", "80", width=10),
        Column("to", "Đến (≤)", "number", "Chỉ số đến.", "90", width=10),
        Column("below", "Dưới (<)", "number", "Chỉ số dưới.", "90", width=10),
        Column("all_of", "Đủ các điều kiện", "formulas",
               "Mỗi công thức một dòng trong ô; đều phải đúng.", "lowest_share > 0", width=30),
        Column("any_of", "Có một điều kiện", "formulas",
               "Mỗi công thức một dòng trong ô; một công thức đúng là vào loại này.",
               "unit.corruption_case", width=30),
    ),
)  # fmt: skip

LIMITS = Table(
    "Giới hạn xếp loại",
    "Mỗi giới hạn một dòng: khi điều kiện đúng, chỉ được xếp đến loại nào.",
    (
        Column("cohort", "Mã khối", "code", "Mã ở trang Khối xếp hạng.", "so", needed=True,
               width=12),
        Column("when", "Khi", "formula", "Công thức.", "unit.head_reprimanded", needed=True,
               width=40),
        Column("at_most", "Cao nhất là", "text", "Tên loại; ghi một trong hai cột.", "Tốt",
               width=20),
        Column("exactly", "Đúng loại", "text", "Tên loại; ghi một trong hai cột.", "Yếu",
               width=20),
    ),
)  # fmt: skip

NAMES = Table(
    "Tên gọi",
    "Tên gọi của thuộc tính đơn vị, chỉ số bên ngoài, câu hỏi điều tra trong câu giải thích.",
    (
        Column("name", "Tên", "code", "unit.…, external.… hoặc survey.….", "unit.mountain",
               needed=True, width=28),
        Column("vi", "Tiếng Việt", "text", "", "xã miền núi", needed=True, width=40),
        Column("en", "Tiếng Anh", "text", "Không bắt buộc.", "mountain commune", width=40),
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (CRITERIA, INPUTS, COHORTS, CLASSES, LIMITS, NAMES)
#: Sheets that a workbook may lack.
OPTIONAL = frozenset({COHORTS.name, CLASSES.name, LIMITS.name, NAMES.name})
