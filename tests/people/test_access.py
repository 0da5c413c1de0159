"""Every address declares who may open it; an undeclared one fails here (design decision 12)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, include, path
from django.urls.resolvers import RegexPattern, URLResolver

from openpar.people.access import access, declared, undeclared, walk
from openpar.people.models import Role
from tests.factories import appointed
from tests.naive.undeclared_view import undeclared_view

FORBIDDEN_WORDS = "nobody knows this role"


def page(request):
    return HttpResponse("seen")


def asked_by(user, *who) -> HttpResponse:
    request = RequestFactory().get("/somewhere/?q=1")
    request.user = user
    return access(*who)(page)(request)


def test_every_address_of_the_program_declares_who_may_open_it():
    assert undeclared(get_resolver()) == []


def test_the_walk_sees_every_slice():
    routes = [route for route, _view in walk(get_resolver())]
    for slice_name in ("people/units/", "nhat-ky/", "sign-in/"):
        assert slice_name in routes


def test_an_undeclared_view_is_found_however_deep_it_hides():
    deep = include(([path("inner/", undeclared_view, name="inner")], "hidden"))
    patterns = [path("open/", access("anyone")(page)), path("outer/", deep)]
    assert undeclared(URLResolver(RegexPattern(r"^/"), patterns)) == ["outer/inner/"]


@pytest.mark.parametrize("who", [(), ("coordinater",), ("officer", FORBIDDEN_WORDS)])
def test_a_slip_in_a_declaration_stops_the_program(who):
    with pytest.raises(ValueError, match="access is declared with"):
        access(*who)


def test_a_declaration_can_be_read_back():
    assert declared(access("officer", "head")(page)) == ("officer", "head")
    assert declared(page) is None


def test_anyone_opens_a_public_page():
    assert asked_by(AnonymousUser(), "anyone").content == b"seen"


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back():
    response = asked_by(AnonymousUser(), "signed in")
    assert response.status_code == 302
    assert response.url.endswith("?next=/somewhere/%3Fq%3D1")


@pytest.mark.django_db
def test_the_declared_role_opens_the_page():
    assert asked_by(appointed(Role.COORDINATOR), "coordinator", "auditor").content == b"seen"


@pytest.mark.django_db
def test_for_every_other_role_the_page_does_not_exist():
    with pytest.raises(Http404):
        asked_by(appointed(Role.OPERATOR), "coordinator", "auditor")


@pytest.mark.django_db
def test_a_superuser_flag_opens_nothing():
    person = appointed(Role.OFFICER, is_superuser=True, is_staff=True)
    with pytest.raises(Http404):
        asked_by(person, "coordinator")
