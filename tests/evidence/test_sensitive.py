"""What a text must not show: personal data and marks of secrecy, and what only looks like them."""

import pytest

from openpar.evidence.sensitive import Personal, masked, personal_data, secrecy_mark

C, P, E, B = Personal.CITIZEN_NUMBER, Personal.PHONE, Personal.EMAIL, Personal.BANK_ACCOUNT


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Số định danh cá nhân: 001085012345", [C]),
        ("CCCD số 036 199 000 123 cấp ngày 01/01/2022", [C]),
        ("CCCD: 079.085.012.345", [C]),
        ("CMND số 123456789", [C]),
        ("Điện thoại: 0912345678", [P]),
        ("ĐT: 0912.345.678 – 024 3825 1234", [P, P]),
        ("Gọi +84 912 345 678", [P]),
        ("Đường dây nóng 0204 3555 123", [P]),
        ("Thư: can.bo-mau@tinh.example", [E]),
        ("Số tài khoản: 1234 5678 9012 tại ngân hàng", [B]),
        ("STK 0011004123456", [B]),
        ("Họ tên, 001085012345, 0912345678, a@b.example", [C, P, E]),
    ],
)
def test_personal_data_is_found_by_its_form(text, kinds):
    assert [one.kind for one in personal_data(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Số: 12/KH-UBND ngày 05 tháng 3 năm 2026",
        "Tổng số 1.234.567.890 đồng",
        "Kinh phí 012.345.678.901.234 đồng",
        "Mã hồ sơ 000.00.12.H40-260305-0001",
        "Mã số thuế 0101234567",
        "Nghị định số 30/2020/NĐ-CP",
        "Tỷ lệ 98,75% của 123456789 hồ sơ",
        "Tài khoản dịch vụ công của 12 đơn vị",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert personal_data(text) == []


def test_masking_hides_every_letter_and_keeps_the_line():
    text = "Ông Mẫu, CCCD 001085012345, thư mau@tinh.example, ký ngày 05/3/2026."
    hidden = masked(text)
    assert hidden == "Ông Mẫu, CCCD ••••••••••••, thư ••••••••••••••••, ký ngày 05/3/2026."
    assert len(hidden) == len(text)
    assert masked(hidden) == hidden


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("UBND TỈNH MẪU\nMẬT\nSố: 12/BC-UBND", "MẬT"),
        ("UBND TỈNH MẪU\n  TỐI MẬT  \n", "TỐI MẬT"),
        ("TUYỆT MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TUYỆT MẬT"),
        ("UBND TỈNH MẪU    MẬT    Độc lập - Tự do", "MẬT"),
        ("[MẬT]\nBÁO CÁO", "MẬT"),
        ("SỞ NỘI VỤ\nMẬT Tỉnh Mẫu, ngày 05 tháng 3 năm 2026", "MẬT"),
        ("Số: 12/BC-SNV TỐI MẬT\nBÁO CÁO", "TỐI MẬT"),
        ("Kế hoạch bảo vệ tài liệu MẬT của tỉnh", ""),
        ("T Ố I M Ậ T\nBÁO CÁO", "TỐI MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("QUY CHẾ BẢO MẬT", ""),
        ("DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT", ""),
        ("VỀ BẢO VỆ BÍ MẬT NHÀ NƯỚC", ""),
        ("MẬT ĐỘ DÂN SỐ", ""),
        ("ĐỔI MẬT KHẨU", ""),
        ("Không đưa tài liệu mật lên hệ thống", ""),
        ("dòng\n" * 40 + "MẬT\n", ""),
        ("", ""),
    ],
)
def test_a_mark_of_secrecy_stands_in_the_header_and_is_no_word_of_a_title(text, mark):
    assert secrecy_mark(text) == mark
