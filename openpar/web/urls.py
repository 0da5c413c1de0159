"""Addresses of the shared pages."""

from django.urls import path

from openpar.web import own_unit, views
from openpar.web.boards import views as boards

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("rankings/<slug:cycle_code>/", views.ranking, name="ranking"),
    path("boards/", boards.boards, name="boards"),
    path("boards/<slug:cycle>/", boards.units, name="board"),
    path("boards/<slug:cycle>/documents/", boards.missing, name="board_missing"),
    path("boards/<slug:cycle>/contradictions/", boards.contradictions, name="board_contradictions"),
    path("boards/<slug:cycle>/gaps/", boards.gaps, name="board_gaps"),
    path("boards/<slug:cycle>/bodies/", boards.bodies, name="board_bodies"),
    path("boards/<slug:cycle>/urge/", boards.urge_units, name="board_urge"),
    path("my-unit/", own_unit.own_unit, name="own_unit"),
    path("preferences/", views.preferences, name="preferences"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password_change, name="password_change"),
]
