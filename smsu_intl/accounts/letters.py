"""The letters about accounts, plain text in the reader's language, and what pages say after something was done."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, override

Letter = tuple[str, list[str]]  # subject and paragraphs


def language_of(user: Any) -> str:
    """Return the language somebody reads letters in: hers, or that of the page which writes to her."""
    return getattr(getattr(user, "membership", None), "language", "") or get_language() or settings.LANGUAGE_CODE


def compose(kind: str, user: Any, context: dict[str, Any]) -> EmailMessage:
    """Return a letter of a kind named in LETTERS, in the reader's language."""
    with override(language_of(user)):
        subject, paragraphs = LETTERS[kind](context)
        greeting = gettext("Hello %(name)s,") % {"name": user.get_full_name() or user.get_username()}
        name = settings.SITE_NAME.get(get_language() or "en", settings.SITE_NAME["en"])
        signature = "\n".join(["--", gettext("International cooperation"), name])
        return EmailMessage(" ".join(subject.split()), "\n\n".join([greeting, *paragraphs, signature]) + "\n", to=[user.email])


def write(kind: str, user: Any, context: dict[str, Any]) -> None:
    """Send a letter, if there is an address to send it to."""
    if user.email:
        compose(kind, user, context).send()


def _invitation(context: dict[str, Any]) -> Letter:
    return gettext("Your account for international cooperation"), [
        gettext("%(who)s made an account for you on the site of international cooperation. Your user name is %(username)s.") % context,
        gettext("To begin, choose a password here:") + "\n" + context["address"],
        gettext("The link works once, until %(until)s. If it has expired, ask for a new one.")
        % {"until": date_format(localtime(context["until"]), "DATETIME_FORMAT")},
        gettext("If you do not know what this is about, do nothing: the account cannot be used without you."),
    ]


def _password_reset(context: dict[str, Any]) -> Letter:
    return gettext("A new password"), [
        gettext("Somebody, you we hope, asked for a new password for the account %(username)s.") % context,
        gettext("Choose it here; the link works once, within a day:") + "\n" + context["password_reset_url"],
        gettext("If it was not you, do nothing: your password stays as it is."),
    ]


def _news(subject: Callable[[], str]) -> Callable[[dict[str, Any]], Letter]:
    def letter(context: dict[str, Any]) -> Letter:
        when = date_format(localtime(context["timestamp"]), "DATETIME_FORMAT")
        return subject(), [
            subject() + ".",
            gettext("When: %(when)s, from the address %(ip)s.") % {"when": when, "ip": context["ip"]},
            gettext("If it was not you, tell an administrator of the site at once."),
        ]

    return letter


def _second_factor_taken_away(context: dict[str, Any]) -> Letter:
    return gettext("Your second factor was taken away"), [
        gettext("An administrator took away the second factor of your account, and you were logged out everywhere."),
        gettext("Log in with your password and set up a new one."),
        gettext("If you did not ask for this, tell an administrator of the site at once."),
    ]


LETTERS: dict[str, Callable[[dict[str, Any]], Letter]] = {
    "invitation": _invitation,
    "second_factor_taken_away": _second_factor_taken_away,
    # The names of django-allauth's letters.
    "account/email/password_reset_key": _password_reset,
    "account/email/password_changed": _news(lambda: gettext("Your password was changed")),
    "account/email/password_reset": _news(lambda: gettext("Your password was changed")),
    "mfa/email/totp_activated": _news(lambda: gettext("An authenticator app was added to your account")),
    "mfa/email/totp_deactivated": _news(lambda: gettext("The authenticator app was removed from your account")),
    "mfa/email/webauthn_added": _news(lambda: gettext("A passkey was added to your account")),
    "mfa/email/webauthn_removed": _news(lambda: gettext("A passkey was removed from your account")),
    "mfa/email/recovery_codes_generated": _news(lambda: gettext("New recovery codes were made for your account")),
}

MESSAGES: dict[str, Callable[[], str]] = {  # the names of django-allauth's messages; what is not named needs no words
    "account/messages/password_changed.txt": lambda: gettext("Your new password is set."),
    "mfa/messages/totp_activated.txt": lambda: gettext("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": lambda: gettext("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": lambda: gettext("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": lambda: gettext("The passkey is removed."),
}
