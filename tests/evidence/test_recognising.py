"""Number, date, issuer and abstract as Decree 30/2020 lays them out; scans with their errors."""

from datetime import date

import pytest

from openpar.evidence.recognising import Recognised, recognise

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def read(number, symbol, day, issuer, abstract):
    return Recognised(number, symbol, date.fromisoformat(day) if day else None, issuer, abstract)


SAMPLES = [
    (  # a text layer: the left half of the header, then the right one
        f"UBND TỈNH MẪU\nSỞ NỘI VỤ\nSố: 12/KH-SNV\n{NATION}\n"
        "Tỉnh Mẫu, ngày 05 tháng 3 năm 2026\nKẾ HOẠCH\nCải cách hành chính năm 2026\nCăn cứ …",
        read("12", "KH-SNV", "2026-03-05", "SỞ NỘI VỤ", "Cải cách hành chính năm 2026"),
    ),
    (  # a recognised scan: line by line across both halves
        "UBND TỈNH MẪU CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc\n"
        "Số: 45/BC-SNV Tỉnh Mẫu, ngày 15 tháng 12 năm 2026\nBÁO CÁO\n"
        "Kết quả công tác cải cách hành chính\nnăm 2026\nThực hiện Kế hoạch số 01/KH-UBND …",
        read("45", "BC-SNV", "2026-12-15", "SỞ NỘI VỤ",
             "Kết quả công tác cải cách hành chính năm 2026"),
    ),
    (
        "ỦY BAN NHÂN DÂN\nTỈNH MẪU\nSố: 1012/QĐ-UBND\n"
        f"{NATION}\nTỉnh Mẫu, ngày 9 tháng 6 năm 2026\n"
        "QUYẾT ĐỊNH\nBan hành Bộ chỉ số cải cách hành chính\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
        read("1012", "QĐ-UBND", "2026-06-09", "ỦY BAN NHÂN DÂN TỈNH MẪU",
             "Ban hành Bộ chỉ số cải cách hành chính"),
    ),
    (  # a letter has no kind: its abstract stands under the number
        "UBND TỈNH MẪU\nSỞ TÀI CHÍNH\nSố: 233/STC-VP\n"
        f"V/v báo cáo cải cách hành chính quý II\n{NATION}\n"
        "Tỉnh Mẫu, ngày 10 tháng 6 năm 2026\nKính gửi: Sở Nội vụ",
        read("233", "STC-VP", "2026-06-10", "SỞ TÀI CHÍNH", "báo cáo cải cách hành chính quý II"),
    ),
    (
        "UBND TỈNH MẪU\nSỞ Y TẾ\nSố: 88/SYT-TCCB\n"
        f"V/v đăng ký danh mục dịch vụ công\ntrực tuyến\n{NATION}\n"
        "Tỉnh Mẫu, ngày 01 tháng 4 năm 2026",
        read("88", "SYT-TCCB", "2026-04-01", "SỞ Y TẾ",
             "đăng ký danh mục dịch vụ công trực tuyến"),
    ),
    (  # the year within the symbol: legal documents
        "CHÍNH PHỦ\n_____\nSố: 30/2020/NĐ-CP\nHà Nội, ngày 05 tháng 3 năm 2020\nNGHỊ ĐỊNH\n"
        "Về công tác văn thư\nCăn cứ Luật Tổ chức Chính phủ",
        read("30", "2020/NĐ-CP", "2020-03-05", "CHÍNH PHỦ", "Về công tác văn thư"),
    ),
    (  # ố read as ó, the colon as a dot
        "UBND TỈNH MẪU\nSỞ TƯ PHÁP\nSó. 17/TB-STP\nTỉnh Mẫu, ngày 02 tháng 02 năm 2026\nTHÔNG BÁO\n"
        "Lịch tiếp công dân\nCăn cứ",
        read("17", "TB-STP", "2026-02-02", "SỞ TƯ PHÁP", "Lịch tiếp công dân"),
    ),
    (  # zeros read as letters
        "SỞ XÂY DỰNG\nSố: 1O5/KH-SXD\nTỉnh Mẫu, ngày O6 tháng 1O năm 2O26\n"
        "KẾ HOẠCH\nTự kiểm tra\nI. MỤC ĐÍCH",
        read("105", "KH-SXD", "2026-10-06", "SỞ XÂY DỰNG", "Tự kiểm tra"),
    ),
    (  # marks lost on "ngày … tháng … năm"
        "SỞ CÔNG THƯƠNG\nSo: 9/BC-SCT\nTỉnh Mẫu, ngay 07 thang 7 nam 2026\n"
        "BÁO CÁO\nSơ kết sáu tháng\nI. KẾT QUẢ",
        read("9", "BC-SCT", "2026-07-07", "SỞ CÔNG THƯƠNG", "Sơ kết sáu tháng"),
    ),
    (  # spaces around the strokes
        "SỞ NỘI VỤ\nSố : 31 / TTr - SNV\nTỉnh Mẫu, ngày 12 tháng 5 năm 2026\nTỜ TRÌNH\n"
        "Về việc ban hành kế hoạch\nKính gửi: UBND tỉnh",
        read("31", "TTr-SNV", "2026-05-12", "SỞ NỘI VỤ", "Về việc ban hành kế hoạch"),
    ),
    (  # a commune of today
        f"UBND XÃ ĐẶC KHU MẪU\nSố: 04/KH-UBND\n{NATION}\n"
        "Đặc khu Mẫu, ngày 20 tháng 01 năm 2026\nKẾ HOẠCH\n"
        "Kiểm soát thủ tục hành chính năm 2026\nThực hiện",
        read("04", "KH-UBND", "2026-01-20", "UBND XÃ ĐẶC KHU MẪU",
             "Kiểm soát thủ tục hành chính năm 2026"),
    ),
    (  # the date is not filled in: that of the plan it carries out is not taken for it
        "SỞ NỘI VỤ\nSố: 77/BC-SNV\nTỉnh Mẫu, ngày    tháng    năm 2026\nBÁO CÁO\nKết quả\n"
        "Thực hiện Kế hoạch số 01/KH-UBND ngày 10 tháng 01 năm 2026 của UBND tỉnh",
        read("77", "BC-SNV", None, "SỞ NỘI VỤ", "Kết quả"),
    ),
    (  # the number is not filled in: those it cites are others'
        "SỞ NỘI VỤ\nSố:     /BC-SNV\nTỉnh Mẫu, ngày 3 tháng 3 năm 2026\n"
        "BÁO CÁO\nKết quả quý I\nTriển khai",
        read("", "", "2026-03-03", "SỞ NỘI VỤ", "Kết quả quý I"),
    ),
    (  # an impossible day
        "SỞ NỘI VỤ\nSố: 5/BC-SNV\nTỉnh Mẫu, ngày 31 tháng 02 năm 2026\nBÁO CÁO\nKết quả\nI.",
        read("5", "BC-SNV", None, "SỞ NỘI VỤ", "Kết quả"),
    ),
    (  # an abstract over three lines, drawn line below
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 210/KH-SGDĐT\nTỉnh Mẫu, ngày 11 tháng 2 năm 2026\nKẾ HOẠCH\n"
        "Tuyên truyền cải cách hành chính\ncủa ngành giáo dục\n"
        "giai đoạn 2026 - 2030\n_______\nCăn cứ",
        read("210", "KH-SGDĐT", "2026-02-11", "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
             "Tuyên truyền cải cách hành chính của ngành giáo dục giai đoạn 2026 - 2030"),
    ),
    (  # a name that goes over two lines
        "UBND TỈNH MẪU\nSỞ NÔNG NGHIỆP\nVÀ MÔI TRƯỜNG\n"
        "Số: 61/KH-SNNMT\nTỉnh Mẫu, ngày 8 tháng 1 năm 2026\n"
        "KẾ HOẠCH\nĐơn giản hóa thủ tục\nCăn cứ",
        read("61", "KH-SNNMT", "2026-01-08", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
             "Đơn giản hóa thủ tục"),
    ),
    (  # several symbols joined
        "BỘ NỘI VỤ\nSố: 900/QĐ-BNV\nHà Nội, ngày 30 tháng 9 năm 2026\nQUYẾT ĐỊNH\n"
        "Phê duyệt Đề án xác định Chỉ số cải cách hành chính\nBỘ TRƯỞNG BỘ NỘI VỤ",
        read("900", "QĐ-BNV", "2026-09-30", "BỘ NỘI VỤ",
             "Phê duyệt Đề án xác định Chỉ số cải cách hành chính"),
    ),
    (  # a number with a letter
        "SỞ NỘI VỤ\nSố: 12a/KH-SNV\nTỉnh Mẫu, ngày 1 tháng 3 năm 2026\nKẾ HOẠCH\nBổ sung\nCăn cứ",
        read("12a", "KH-SNV", "2026-03-01", "SỞ NỘI VỤ", "Bổ sung"),
    ),
    (
        "VĂN PHÒNG UBND TỈNH\nSố: 3/GM-VP\nTỉnh Mẫu, ngày 14 tháng 8 năm 2026\nGIẤY MỜI\n"
        "Họp Hội đồng thẩm định\nKính gửi: Các sở",
        read("3", "GM-VP", "2026-08-14", "VĂN PHÒNG UBND TỈNH", "Họp Hội đồng thẩm định"),
    ),
    (
        "UBND TỈNH MẪU\nBAN QUẢN LÝ KHU KINH TẾ\nSố: 19/HD-BQL\n"
        "Tỉnh Mẫu, ngày 25 tháng 3 năm 2026\nHƯỚNG DẪN\n"
        "Tự đánh giá, chấm điểm\nĐể thống nhất",
        read("19", "HD-BQL", "2026-03-25", "BAN QUẢN LÝ KHU KINH TẾ", "Tự đánh giá, chấm điểm"),
    ),
    (  # the kind and the abstract on one line
        "SỞ NỘI VỤ\nSố: 8/CTr-SNV\n"
        "Tỉnh Mẫu, ngày 6 tháng 1 năm 2026\nCHƯƠNG TRÌNH Công tác năm 2026\nCăn cứ",
        read("8", "CTr-SNV", "2026-01-06", "SỞ NỘI VỤ", "Công tác năm 2026"),
    ),
    (  # minutes have neither number nor place
        f"{NATION}\nBIÊN BẢN\n"
        "Kiểm tra công tác cải cách hành chính\nNgày 04 tháng 5 năm 2026, tại …",
        read("", "", None, "", "Kiểm tra công tác cải cách hành chính"),
    ),
    (  # V/v and the date on one line of a scan
        "SỞ NỘI VỤ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 501/SNV-CCHC Độc lập - Tự do - Hạnh phúc\n"
        "V/v đôn đốc tự đánh giá\nTỉnh Mẫu, ngày 2 tháng 11 năm 2026\nKính gửi: Các sở",
        read("501", "SNV-CCHC", "2026-11-02", "SỞ NỘI VỤ", "đôn đốc tự đánh giá"),
    ),
    (
        "HỘI ĐỒNG NHÂN DÂN\nTỈNH MẪU\nSố: 22/NQ-HĐND\n"
        "Tỉnh Mẫu, ngày 10 tháng 7 năm 2026\nNGHỊ QUYẾT\n"
        "Về nhiệm vụ cải cách hành chính\nHỘI ĐỒNG NHÂN DÂN TỈNH MẪU",
        read("22", "NQ-HĐND", "2026-07-10", "HỘI ĐỒNG NHÂN DÂN TỈNH MẪU",
             "Về nhiệm vụ cải cách hành chính"),
    ),
    (  # strokes of the scan's frame between the halves
        "UBND TỈNH MẪU | CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "THANH TRA TỈNH | Độc lập – Tự do – Hạnh phúc\n"
        "Số: 14/KL-TTr | Tỉnh Mẫu, ngày 19 tháng 9 năm 2026\nKẾT LUẬN\n"
        "Thanh tra công vụ\nThực hiện",
        read("14", "KL-TTr", "2026-09-19", "THANH TRA TỈNH", "Thanh tra công vụ"),
    ),
    (  # what is no document of this layout
        "Danh sách cán bộ tham gia tập huấn\n1. Cán bộ mẫu 01\n2. Cán bộ mẫu 02",
        read("", "", None, "", ""),
    ),
    ("", read("", "", None, "", "")),
    (  # two documents in one file: the first one counts
        "SỞ NỘI VỤ\nSố: 1/BC-SNV\nTỉnh Mẫu, ngày 2 tháng 1 năm 2026\nBÁO CÁO\nMột\nI.\n"
        "SỞ TÀI CHÍNH\nSố: 2/BC-STC\nTỉnh Mẫu, ngày 3 tháng 2 năm 2026\nBÁO CÁO\nHai\nI.",
        read("1", "BC-SNV", "2026-01-02", "SỞ NỘI VỤ", "Một"),
    ),
    (  # a plan that names "số" in its abstract
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ\nSố: 40/KH-SKHCN\nTỉnh Mẫu, ngày 17 tháng 3 năm 2026\nKẾ HOẠCH\n"
        "Chuyển đổi số năm 2026\nCăn cứ Quyết định số 5/QĐ-UBND ngày 1 tháng 1 năm 2026",
        read("40", "KH-SKHCN", "2026-03-17", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Chuyển đổi số năm 2026"),
    ),
    (
        "CÔNG AN TỈNH MẪU\nSố: 66/PA-CAT\nTỉnh Mẫu, ngày 21 tháng 4 năm 2026\nPHƯƠNG ÁN\n"
        "Bố trí bộ phận một cửa\nNhằm bảo đảm",
        read("66", "PA-CAT", "2026-04-21", "CÔNG AN TỈNH MẪU", "Bố trí bộ phận một cửa"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_a_document_says_its_number_date_issuer_and_abstract(text, expected):
    assert recognise(text) == expected


def test_there_are_thirty_samples():
    assert len(SAMPLES) == 30


@pytest.mark.parametrize("text", ["\x00" * 5000, "Số: " * 3000, "ngày " * 5000, "A" * 200_000])
def test_no_text_makes_the_reading_fail(text):
    assert recognise(text).day is None
