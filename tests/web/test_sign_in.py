"""Signing in and out, and a new password."""

import pytest

pytestmark = pytest.mark.django_db
PASSWORD = {"username": "dieuphoi01", "password": "mat-khau-mau-01"}


def test_signing_in_leads_to_the_page_that_was_asked_for(client, coordinator):
    asked = client.get("/people/units/")
    assert asked.url == "/sign-in/?next=/people/units/"

    response = client.post("/sign-in/", {**PASSWORD, "next": "/people/units/"})
    assert response.url == "/people/units/"


def test_signing_in_never_leads_to_another_site(client, coordinator):
    response = client.post("/sign-in/", {**PASSWORD, "next": "https://elsewhere.example/"})
    assert response.url == "/"


def test_a_wrong_password_and_an_unknown_name_read_alike(client, coordinator):
    wrong = client.post("/sign-in/", {**PASSWORD, "password": "sai"})
    unknown = client.post("/sign-in/", {"username": "khongco", "password": "sai"})

    for answer in (wrong, unknown):
        assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.text
        assert answer.context["form"].errors == wrong.context["form"].errors


def test_signing_out_needs_a_form_and_ends_the_session(client, coordinator):
    client.force_login(coordinator)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/"
    assert "sessionid" not in client.cookies or not client.cookies["sessionid"].value


def test_a_new_password_needs_the_old_one(client, coordinator):
    client.force_login(coordinator)
    new = {"new_password1": "mot-cau-du-dai-2026", "new_password2": "mot-cau-du-dai-2026"}

    assert client.post("/password/", {**new, "old_password": "sai"}).status_code == 200
    done = client.post("/password/", {**new, "old_password": PASSWORD["password"]}, follow=True)

    assert "Đã đổi mật khẩu." in done.text
    coordinator.refresh_from_db()
    assert coordinator.check_password("mot-cau-du-dai-2026")


def test_a_stranger_is_led_to_the_sign_in_page_before_the_password_page(client):
    assert client.get("/password/").url == "/sign-in/?next=/password/"
