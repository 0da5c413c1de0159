"""Colours, text size and language: remembered, without JavaScript, in Vietnamese first."""

import pytest

pytestmark = pytest.mark.django_db


def test_an_anonymous_reader_gets_vietnamese_whatever_the_browser_prefers(client):
    response = client.get("/", headers={"Accept-Language": "en-GB"})

    assert response.status_code == 200
    assert '<html lang="vi"' in response.text
    assert response.headers["Content-Language"] == "vi"


def test_the_choice_of_english_is_remembered(client):
    client.post("/preferences/", {"language": "en"})
    assert '<html lang="en"' in client.get("/").text


@pytest.mark.parametrize(
    ("name", "value", "attribute"),
    [("theme", "dark", 'data-bs-theme="dark"'), ("text", "large", 'data-text="large"')],
)
def test_a_choice_is_written_into_the_page_by_the_server(client, name, value, attribute):
    client.post("/preferences/", {name: value})
    assert attribute in client.get("/").text


def test_what_no_page_offers_is_not_remembered(client):
    client.post("/preferences/", {"theme": '"><script>', "text": "huge", "language": "xx"})
    assert client.cookies == {}

    client.cookies["openpar_theme"] = '"><script>'
    assert 'data-bs-theme="auto"' in client.get("/").text


def test_one_returns_to_the_page_one_came_from_and_never_to_another_site(client):
    def back_to(referrer):
        return client.post("/preferences/", {"text": "small"}, headers={"Referer": referrer}).url

    assert back_to("http://testserver/sign-in/") == "http://testserver/sign-in/"
    assert back_to("https://elsewhere.example/") == "/"
    assert client.get("/preferences/").status_code == 405
