"""The forms of sign-in: our words, bounds on what is typed, and nothing malformed that reaches a library unprepared."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from smsu_intl.accounts.adapters import WRONG_CODE
from smsu_intl.roles import ROLES, name_of

LONGEST_PASSWORD = 1000
LONGEST_CREDENTIAL = 20_000
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)  # what the libraries raise on what no browser sends

USERNAME, PASSWORD, NEW_PASSWORD, NEW_PASSWORD_AGAIN = _("Username or e-mail"), _("Password"), _("New password"), _("The same once more")
CODE = _("Code from the app, or a recovery code")


def _word(field: Any, label: Any, longest: int, help_text: Any = "") -> None:
    """Give a field of the library our label, without its placeholder, and a bound."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["maxlength"] = str(longest)
    field.max_length = longest
    field.validators.append(forms.CharField(max_length=longest).validators[0])


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["login"], USERNAME, 254)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        _word(self.fields["password"], PASSWORD, LONGEST_PASSWORD)
        self.fields["remember"].label, self.fields["remember"].label_suffix = _("Keep me logged in on this computer"), ""


class ConfirmPasswordForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], PASSWORD, LONGEST_PASSWORD)


class _NewPassword:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password1"], NEW_PASSWORD, LONGEST_PASSWORD, password_validators_help_text_html())
        _word(self.fields["password2"], NEW_PASSWORD_AGAIN, LONGEST_PASSWORD)


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], _("Current password"), LONGEST_PASSWORD)


class NewPasswordForm(_NewPassword, account.ResetPasswordKeyForm):
    pass


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["email"], _("E-mail address of your account"), 254)


# The second factor


class _OnceOnly:
    """Refuses a code of the app a second time for as long as its clock may be off."""

    fields: dict[str, Any]
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], CODE, 20)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc] # the library's form beside it
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits = "".join(filter(str.isalnum, code))
            periods = 2 * settings.MFA_TOTP_TOLERANCE + 1
            if not cache.add(f"code-taken:{self.authenticator.pk}:{digits}", True, timeout=30 * periods):
                raise ValidationError(WRONG_CODE)
        return code


class CodeForm(_OnceOnly, codes.AuthenticateForm):
    pass


class ConfirmCodeForm(_OnceOnly, codes.ReauthenticateForm):
    pass


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], _("Code that the app shows"), 20)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class _Credential(forms.JSONField):
    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise ValidationError(WRONG_CODE)
        try:
            credential = super().to_python(value)
        except (RecursionError, ValueError, ValidationError) as error:
            raise ValidationError(WRONG_CODE) from error
        if not isinstance(credential, dict) and credential not in self.empty_values:
            raise ValidationError(WRONG_CODE)
        return credential

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None  # an answer is of use once


class PasskeyForm(passkeys.AddWebAuthnForm):
    credential = _Credential(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["name"], _("What you call it"), 50, _("For example “office computer” or “my phone”."))
        self.fields["passwordless"].label = _("Let me log in with it alone, without a password")
        self.fields["passwordless"].help_text = _("It then asks for your fingerprint, face or PIN.")
        self.fields["passwordless"].initial, self.fields["passwordless"].label_suffix = True, ""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MALFORMED as error:
            raise ValidationError(WRONG_CODE) from error


class PasskeyNameForm(passkeys.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["name"], _("What you call it"), 50)


class _Answer(forms.Form):
    credential = _Credential(required=True)

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc] # the library's form beside it
        except MALFORMED as error:
            raise ValidationError(WRONG_CODE) from error


class PasskeyAnswerForm(_Answer, passkeys.AuthenticateWebAuthnForm):
    credential = _Credential(required=True)


class PasskeyLoginForm(_Answer, passkeys.LoginWebAuthnForm):
    credential = _Credential(required=True)


class ConfirmPasskeyForm(_Answer, passkeys.ReauthenticateWebAuthnForm):
    credential = _Credential(required=True)


# Invitations


class ChoosePasswordForm(forms.Form):
    """The password of an account that somebody was invited to."""

    password1 = forms.CharField(
        label=_("Password"), strip=False, max_length=LONGEST_PASSWORD, help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=NEW_PASSWORD_AGAIN, strip=False, max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"password1", "password2"} <= cleaned.keys() and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


class _RoleField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class InvitationForm(forms.ModelForm):
    """A new account, as an administrator asks for it."""

    role = _RoleField(label=_("Role"), queryset=Group.objects.none(), widget=forms.RadioSelect, empty_label=None)

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "username")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Group.objects.filter(name__in=ROLES).order_by("pk")  # type: ignore[attr-defined]
        self.fields["email"].required = True
        self.fields["email"].help_text = _("The invitation goes there.")
        self.fields["username"].required = False
        self.fields["username"].help_text = _("Leave it empty, and it is made from the e-mail address.")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("There is an account with this e-mail address already."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("username") and "username" not in self.errors and cleaned.get("email"):
            cleaned["username"] = free_username(cleaned["email"].partition("@")[0])
        username = cleaned.get("username")
        if username and User.objects.filter(username__iexact=username).exists():
            self.add_error("username", _("There is an account with this user name already."))
        return cleaned


def free_username(wanted: str) -> str:
    """Return a user name like the one wanted that nobody has."""
    plain = "".join(letter for letter in wanted if letter.isalnum() or letter in "._-")[:100] or "staff"
    name, number = plain, 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{plain}{number}"
    return name
