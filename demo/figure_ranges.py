"""How large the invented figures are: one table for each way a figure comes about.

Keys are (input, unit word) as the sets write them. Shares are in thousandths; a share above 1000
means that good units reach the whole.
"""

#: Cohort -> (least strength, span): how well its units do, 0 to 1000.
STRENGTH = {
    "so": (500, 440), "dac-thu": (540, 330), "huyen": (540, 400),
    "phuong": (520, 460), "xa": (440, 500),
}  # fmt: skip

#: (round, unit) -> the unit whose figures it repeats, so that ties show.
TWINS = {
    ("lai-chau-2022", "SXD"): "SCT",
    ("hai-cap-2026", "06793"): "06688",
    ("hai-cap-2026", "06856"): "06841",
}

#: (round, unit) -> days by which the self-assessment came late.
LATE = {("hai-cap-2026", "06979"): 5, ("hai-cap-2026", "07054"): 2, ("hai-cap-2026", "SYT"): 4}

#: (round, unit) -> a criterion whose figures were never given, or an index that leaves it out.
GAPS = {
    ("lai-chau-2022", "TTR"): "ddci",
    ("lai-chau-2022", "VPUBND"): "ddci",
    ("hai-cap-2026", "SNGV"): "5.4.1",
    ("hai-cap-2026", "07147"): "3.3.1",
    ("hai-cap-2026", "06967"): "6.1.2",
    ("hai-cap-2026", "TTR"): "ddci",
    ("hai-cap-2026", "VPUBND"): "ddci",
    ("hai-cap-2026", "TTPVHCC"): "ddci",
}

#: Figures that are the same wherever a unit is asked for them.
SHARED = {
    *((name, "hồ sơ") for name in (
        "received", "settled", "on_time", "early", "overdue", "apologies", "online", "paid",
        "chargeable", "digitised", "results", "full_online", "planned_online")),
    *((name, "văn bản") for name in ("sent", "electronic", "signed")),
    ("procedures", "thủ tục"), ("staff", "người"), ("received", "phản ánh"),
    ("present", "biên chế"), ("allotted", "biên chế"),
}  # fmt: skip

#: A figure of its own: least and most.
WHOLES = {
    ("planned", "nhiệm vụ"): (24, 60),
    ("assigned", "nhiệm vụ"): (30, 140),
    ("bodies", "đơn vị"): (7, 14),
    ("found", "vấn đề"): (0, 9),
    ("articles", "tin, bài"): (6, 24),
    ("programme", "văn bản"): (2, 9),
    ("in_force", "văn bản"): (12, 60),
    ("to_handle", "văn bản"): (0, 6),
    ("sessions", "cuộc"): (4, 16),
    ("participants", "lượt người"): (180, 1400),
    ("reviewed", "thủ tục"): (8, 30),
    ("procedures", "thủ tục"): (60, 190),
    ("settled", "hồ sơ"): (2400, 21000),
    ("results", "hồ sơ"): (1800, 20000),
    ("received", "phản ánh"): (0, 46),
    ("allotted", "biên chế"): (42, 120),
    ("reduce_plan", "biên chế"): (0, 4),
    ("commune_staff", "người"): (90, 230),
    ("planned", "lượt người"): (30, 160),
    ("plan", "triệu đồng"): (9000, 240000),
    ("estimate", "triệu đồng"): (6000, 38000),
    ("spending", "triệu đồng"): (8000, 60000),
    ("recommended", "triệu đồng"): (0, 2600),
    ("sent", "văn bản"): (1200, 9000),
    ("longest_gap", "ngày"): (2, 21),
    ("targets", "chỉ tiêu"): (6, 16),
    ("hamlets", "thôn"): (9, 31),
    ("supported", "lượt người"): (120, 900),
    ("linkable", "hồ sơ"): (240, 1500),
    ("outside", "hồ sơ"): (12, 240),
    ("sampled", "hồ sơ"): (90, 150),
    ("households", "hộ"): (1900, 9800),
    ("revenue", "triệu đồng"): (4200, 96000),
    ("dialogues", "cuộc"): (1, 3),
    ("reported", "vụ việc"): (1, 9),
    ("to_share", "cơ sở dữ liệu"): (2, 6),
    ("lost", "tiêu chí"): (3, 14),
    ("meetings", "cuộc"): (40, 130),
    ("communes", "xã"): (7, 20),
    ("commune_settled", "hồ sơ"): (6000, 30000),
    ("officials", "người"): (60, 190),
    ("eligible", "hồ sơ"): (900, 6000),
    ("exceeded", "chỉ tiêu"): (0, 2),
    ("initiatives", "sáng kiến"): (0, 3),
}

#: A part of another figure of the same unit word: (the whole, least share, most share).
PARTS = {
    ("done", "nhiệm vụ"): ("planned", 780, 1070),
    ("late", "nhiệm vụ"): ("assigned", 90, 0),
    ("on_time", "nhiệm vụ"): ("assigned", 820, 990),
    ("inspected", "đơn vị"): ("bodies", 180, {"xa": 1250, "phuong": 1250, "else": 430}),
    ("handled", "vấn đề"): ("found", 700, 1120),
    ("submitted", "văn bản"): ("programme", 780, 1180),
    ("reviewed", "văn bản"): ("in_force", 760, 1100),
    ("handled", "văn bản"): ("to_handle", 600, 1150),
    ("accepted", "thủ tục"): ("reviewed", 60, 420),
    ("published", "thủ tục"): ("procedures", 880, 1040),
    ("at_centre", "thủ tục"): ("procedures", 860, 1050),
    ("on_time", "hồ sơ"): ("settled", 890, 1006),
    ("early", "hồ sơ"): ("settled", 120, 720),
    ("apologies", "hồ sơ"): ("overdue", 620, 1120),
    ("answered", "phản ánh"): ("received", 800, 1080),
    ("present", "biên chế"): ("allotted", 900, 985),
    ("reduced", "biên chế"): ("reduce_plan", 700, 1200),
    ("matched", "người"): ("staff", 840, 1080),
    ("rated", "người"): ("staff", 1000, 1000),
    ("commune_qualified", "người"): ("commune_staff", 780, 1040),
    ("excellent", "người"): ("rated", 235, 150),
    ("trained", "lượt người"): ("planned", 740, 1120),
    ("qualified", "người"): ("staff", 780, 1040),
    ("disbursed", "triệu đồng"): ("plan", 780, 1040),
    ("spent", "triệu đồng"): ("estimate", 905, 1008),
    ("carried_out", "triệu đồng"): ("recommended", 760, 1080),
    ("own_revenue", "triệu đồng"): ("spending", 260, 520),
    ("electronic", "văn bản"): ("sent", 900, 1004),
    ("signed", "văn bản"): ("electronic", 760, 1010),
    ("received", "hồ sơ"): ("settled", 1000, 1000),
    ("online", "hồ sơ"): ("settled", 420, 880),
    ("full_online", "hồ sơ"): ("settled", 220, 660),
    ("planned_online", "hồ sơ"): ("settled", 620, 640),
    ("chargeable", "hồ sơ"): ("settled", 480, 620),
    ("paid", "hồ sơ"): ("chargeable", 170, 430),
    ("digitised", "hồ sơ"): ("settled", 560, 960),
    ("reused", "hồ sơ"): ("eligible", 260, 640),
    ("reached", "chỉ tiêu"): ("targets", 760, 1100),
    ("active", "thôn"): ("hamlets", 760, 1080),
    ("linked", "hồ sơ"): ("linkable", 620, 980),
    ("correct", "hồ sơ"): ("sampled", 840, 1010),
    ("poor", "hộ"): ("households", 72, 4),
    ("ready", "cơ sở dữ liệu"): ("to_share", 600, 1180),
    ("remedied", "tiêu chí"): ("lost", 420, 1060),
    ("online_meetings", "cuộc"): ("meetings", 180, 560),
    ("standard", "xã"): ("communes", 640, 1080),
    ("commune_on_time", "hồ sơ"): ("commune_settled", 930, 1000),
    ("officials_ok", "người"): ("officials", 760, 1010),
}

#: Faults: usually none, else 1 to this many.
FEW = {
    "late": 3, "returned": 2, "violating": 1, "wrong": 1, "overdue_tasks": 4,
    "feedback": 40,
}  # fmt: skip

#: Always 0: no discipline or harassment is invented of a unit that exists.
NEVER = {"confirmed", "reprimand", "warning"}

#: Numbers with decimals: least, most, and how many decimals that scale has.
BOUNDED = {
    "inspected_points": (60, 100, 2), "score": (780, 990, 1), "mean_days": (20, 160, 1),
}  # fmt: skip

#: Index published elsewhere -> first year, least and most value in tenths.
EXTERNAL = {
    "dti": (2021, 620, 960), "ddci": (2021, 580, 860),
    "sipas": (2025, 800, 965), "phuc_vu": (2025, 560, 960),
}  # fmt: skip

#: Facts that are the same for all: no discipline, harassment or commendation is invented.
ALWAYS = {"head_disciplined": "no", "national": "no", "recognised": "yes", "register_kept": "yes"}

#: How many in a thousand say yes; every other fact follows the unit's strength.
CHANCE = {
    "no_change": 120, "commended": 250, "online_contest": 300, "contest": 650, "broadcast": 800,
    "kept": 950, "no_incident": 980, "rated_in_time": 950, "form": 900, "level": 930,
    "log_kept": 980, "plan_filed": 940, "complete": 940,
}  # fmt: skip

REASONS = (
    "Thiếu tài liệu kiểm chứng cho một phần nội dung",
    "Tài liệu kiểm chứng ban hành sau mốc thời gian chấm điểm",
    "Số liệu không khớp với báo cáo của cơ quan chủ trì lĩnh vực",
    "Kế hoạch chưa nêu rõ sản phẩm và thời hạn của một số nhiệm vụ",
    "Đường dẫn tài liệu kiểm chứng không mở được",
    "Báo cáo chưa có số liệu của đơn vị trực thuộc",
    "Tài liệu kiểm chứng chưa thể hiện kết quả thực hiện trong năm",
)
