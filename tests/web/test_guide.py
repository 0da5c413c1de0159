"""The user guide is read and searched without an account, in Vietnamese first (S0-6, S0-21)."""

import re
from pathlib import Path

import pytest

import openpar
from openpar.messages.markdown import rendered
from openpar.web import guide

TEMPLATES = sorted(Path(openpar.__file__).parent.glob("*/templates/**/*.html"))
NAMED = re.compile(r'\{% guide "([^"]+)"')


def test_every_page_of_the_folder_is_listed_and_opens(client, db):
    names = {path.stem for path in guide.FOLDER.glob("*.md")}
    assert {page.name for page in guide.pages()} == names >= {"thong-bao", "quy-che-su-dung"}
    for name in names:
        response = client.get(f"/guide/{name}/")
        assert response.status_code == 200
        assert '<article class="panel prose" lang="vi">' in response.text


def test_the_footer_of_every_page_leads_to_the_guide(client, db):
    assert 'href="/guide/"' in client.get("/").text


@pytest.mark.parametrize("words", ["doc va xac nhan", "Đọc và xác nhận", "XÁC NHẬN đọc"])
def test_a_search_ignores_marks_and_case_and_finds_the_heading_first(words):
    first = guide.search(words)[0]
    assert (first.page.name, first.passage.heading) == ("thong-bao", "1. Đọc và xác nhận thông báo")
    assert first.url == "/guide/thong-bao/#1-doc-va-xac-nhan-thong-bao"


def test_the_search_page_shows_what_was_asked_as_text(client, db):
    response = client.get("/guide/", {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in response.text
    assert "Không tìm thấy" in response.text
    assert "Sổ tập huấn" in client.get("/guide/", {"q": "so tap huan"}).text


@pytest.mark.parametrize("name", ["khong-co", "..%2foperate%2fbackup", "README", "images"])
def test_what_is_no_page_is_404(client, db, name):
    assert client.get(f"/guide/{name}/").status_code == 404


@pytest.mark.parametrize("name", ["khong-co.png", "..%2fthong-bao.md", "%2e%2e%2fthong-bao.md"])
def test_what_is_no_picture_is_404(client, db, name):
    assert client.get(f"/guide/images/{name}").status_code == 404


@pytest.mark.parametrize("page", guide.pages(), ids=lambda page: page.name)
def test_links_and_pictures_of_the_guide_lead_somewhere(client, db, page):
    html = page.html("vi") + page.html("en")
    for address in re.findall(r'(?:href|src)="(/guide/[^"#]*)', html):
        response = client.get(address)
        assert response.status_code == 200, address
        b"".join(response.streaming_content if response.streaming else [])


def test_every_help_link_of_a_template_names_a_page():
    named = {name for path in TEMPLATES for name in NAMED.findall(path.read_text())}
    assert named
    assert [name for name in named if guide.page(name) is None] == []


def test_the_model_regulation_says_that_it_is_a_model():
    page = guide.page("quy-che-su-dung")
    assert page.title.endswith("(bản mẫu)")
    assert "không phải văn bản của cơ quan nhà nước nào" in page.vietnamese


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Một", '<h2 id="mot">Một</h2>\n'),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n"),
        ("[a](https://x.example)", '<a href="https://x.example" rel="noopener noreferrer">a</a>'),
        ("![a](x.png)", "<p></p>\n"),
    ],
)  # fmt: skip
def test_markdown_becomes_safe_html(text, html):
    assert html in rendered(text)
