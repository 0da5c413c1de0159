"""Addresses of notices, training, feedback and texts."""

from django.urls import path

from openpar.messages.views import alerts, feedback, notices, texts, training, writing

app_name = "messages"

urlpatterns = [
    path("notices/", notices.inbox, name="inbox"),
    path("notices/new/", writing.write, name="write"),
    path("notices/<int:notice_id>/", notices.notice, name="notice"),
    path("notices/<int:notice_id>/confirm/", notices.confirm, name="confirm"),
    path("notices/<int:notice_id>/files/<int:attachment_id>/", notices.attachment, name="file"),
    path("notices/<int:notice_id>/units/", notices.tracking, name="tracking"),
    path("notices/<int:notice_id>/draft/", writing.change, name="change"),
    path("notices/<int:notice_id>/send/", writing.send, name="send"),
    path("notices/<int:notice_id>/discard/", writing.discard, name="discard"),
    path("notices/<int:notice_id>/attach/", writing.attach, name="attach"),
    path(
        "notices/<int:notice_id>/files/<int:attachment_id>/detach/", writing.detach, name="detach"
    ),
    path("notices/<int:notice_id>/withdraw/", writing.withdraw, name="withdraw"),
    path("notices/<int:notice_id>/follow/", writing.follow, name="follow"),
    path("alerts/seen/", alerts.see, name="see"),
    path("mail/", alerts.mail_choice, name="mail_choice"),
    path("mail/undelivered/", alerts.undelivered, name="undelivered"),
    path("mail/undelivered/retry/", alerts.try_again, name="try_again"),
    path("training/", training.register, name="training"),
    path("training/untrained/", training.untrained, name="untrained"),
    path("training/material/new/", training.enter_material, name="enter_material"),
    path("training/material/<int:material_id>/", training.material, name="material"),
    path(
        "training/material/<int:material_id>/change/",
        training.change_material,
        name="change_material",
    ),
    path(
        "training/sessions/<int:session_id>/change/", training.change_session, name="change_session"
    ),
    path("training/sessions/new/", training.hold_session, name="hold_session"),
    path("training/sessions/<int:session_id>/", training.session, name="session"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/new/", feedback.give, name="give_feedback"),
    path("feedback/<int:feedback_id>/", feedback.feedback_item, name="feedback_item"),
    path("texts/", texts.texts, name="texts"),
]
