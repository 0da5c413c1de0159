"""Addresses of the shared pages."""

from django.urls import path

from openpar.web import own_unit, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("rankings/<slug:cycle_code>/", views.ranking, name="ranking"),
    path("my-unit/", own_unit.own_unit, name="own_unit"),
    path("preferences/", views.preferences, name="preferences"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password_change, name="password_change"),
]
