"""Sign-in and password forms, with what browsers need to help."""

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """User name and password; the refusal does not tell which of the two was wrong."""

    error_messages = {
        "invalid_login": _(
            "The user name or the password is not right. Check the keyboard (Vietnamese typing, "
            "capital letters) and try again."
        ),
        "inactive": _("This account is closed. Ask the coordinator of the standing body."),
    }


class NewPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""
