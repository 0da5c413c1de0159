"""Addresses of accounts and appointments, joined to those of the slice in ``urls``."""

from django.urls import path

from openpar.people import account_import_views, account_views, appointment_views

ACCOUNTS = [
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/export/", account_views.export, name="accounts_export"),
    path("accounts/new/", account_views.create, name="account_new"),
    path("accounts/import/", account_import_views.send, name="accounts_import"),
    path("accounts/import/template/", account_import_views.template, name="accounts_template"),
    path("accounts/import/confirm/", account_import_views.confirm, name="accounts_confirm"),
    path("accounts/import/done/", account_import_views.done, name="accounts_imported"),
    path("accounts/import/links/", account_import_views.links, name="accounts_links"),
    path("account/<str:username>/", account_views.account, name="account"),
    path("account/<str:username>/change/", account_views.change, name="account_change"),
    path("account/<str:username>/close/", account_views.close, name="account_close"),
    path("account/<str:username>/reopen/", account_views.reopen, name="account_reopen"),
    path("account/<str:username>/reset/", account_views.reset_password, name="account_reset"),
    path("account/<str:username>/appoint/", appointment_views.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", appointment_views.end, name="appointment_end"),
    path("appointments/<int:pk>/extend/", appointment_views.extend, name="appointment_extend"),
    path("appointments/<int:pk>/transfer/", appointment_views.transfer,
         name="appointment_transfer"),
    path("set-password/<str:key>/<str:token>/", account_views.set_password, name="set_password"),
]  # fmt: skip
