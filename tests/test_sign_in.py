"""Signing in: with a password and a second factor, never with less, never endlessly; and what ends a session."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings as site_settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache.backends.db import DatabaseCache
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from departments.models import Department, University
from smsu_intl import settings as production
from smsu_intl.accounts.throttling import make_cache_table
from smsu_intl.roles import ADMINISTRATOR, role
from tests.test_admin import editor, officer, signed_in

pytestmark = pytest.mark.django_db

LOGIN, SECURITY, CODE = "/admin/account/login/", "/admin/account/security/", "/admin/account/security/code/"
PASSWORD = "four-words-easily-read"


@pytest.fixture(autouse=True)
def _second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def office() -> User:
    account = officer("office", University.objects.home().get(), email="office@example.org")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def secretary() -> User:
    account = editor("secretary", Department.objects.get(slug="neurology"), email="secretary@example.org")
    account.set_password(PASSWORD)
    account.save()
    return account


def log_in(client: Client, login: str, password: str = PASSWORD, **values: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password, **values})


def give_app(account: User) -> str:
    """Give an account an app with a secret; return the secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return secret


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + 1))


def recovery_code_of(account: User) -> str:
    return Authenticator.objects.get(user=account, type="recovery_codes").wrap().get_unused_codes()[0]


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


# With a password


@pytest.mark.parametrize("login", ["secretary", "Secretary", "secretary@example.org", "SECRETARY@example.org", " secretary "])
def test_user_name_and_email_both_sign_in(client: Client, secretary: User, login: str) -> None:
    assert log_in(client, login).headers["Location"] == "/admin/"
    assert is_signed_in(client)


def test_sign_in_leads_to_where_one_wanted_to_go(client: Client, secretary: User) -> None:
    asked = client.get("/admin/events/visit/?q=x", follow=True)
    assert asked.redirect_chain[-1][0] == "/admin/account/login/?next=%2Fadmin%2Fevents%2Fvisit%2F%3Fq%3Dx"

    response = log_in(client, "secretary", next="/admin/events/visit/?q=x")

    assert response.headers["Location"] == "/admin/events/visit/?q=x"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(client: Client, secretary: User, target: str) -> None:
    assert log_in(client, "secretary", next=target).headers["Location"] == "/admin/"


def test_refusal_does_not_tell_what_was_wrong(client: Client, secretary: User) -> None:
    secretary.is_active = True
    answers = [log_in(client, login, password) for login, password in (("secretary", "x"), ("nobody", PASSWORD), ("n@example.org", "x"))]
    said = {re.sub(r"nobody|secretary|n@example.org|nonce=\S+|value=\S+", "", answer.content.decode()) for answer in answers}

    assert len(said) == 1
    assert "The user name or e-mail, or the password, is not right." in answers[0].content.decode()


def test_account_that_is_not_active_or_not_staff_does_not_come_in(client: Client, secretary: User) -> None:
    for name in ("is_active", "is_staff"):
        User.objects.filter(pk=secretary.pk).update(**{"is_active": True, "is_staff": True, name: False})
        response = client.post(LOGIN, {"login": "secretary", "password": PASSWORD}, follow=True)
        assert "is not active" in response.content.decode()
        assert not is_signed_in(client)


def test_wrong_passwords_are_throttled(client: Client, secretary: User) -> None:
    for _attempt in range(5):
        log_in(client, "secretary", "wrong")
    right, elsewhere = log_in(client, "secretary"), log_in(Client(REMOTE_ADDR="192.0.2.7"), "secretary")

    assert "Too many attempts" in right.content.decode()
    assert "Too many attempts" in elsewhere.content.decode()
    assert not is_signed_in(client)


def test_one_address_that_tries_many_accounts_is_throttled(client: Client, secretary: User) -> None:
    answers = [log_in(client, f"nobody{number}", "wrong") for number in range(11)]

    assert "Too many attempts" in answers[-1].content.decode()
    assert log_in(Client(REMOTE_ADDR="192.0.2.7"), "secretary").status_code == 302


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Too many attempts"), ("ru", "Слишком много попыток"), ("uz", "Urinishlar juda koʻp")]
)
def test_one_address_that_goes_on_gets_a_page_that_says_so(client: Client, language: str, said: str) -> None:
    answers = [client.post(LOGIN, {"login": "x"}, headers={"accept-language": language}) for _number in range(31)]

    assert answers[-1].status_code == 429
    assert said in answers[-1].content.decode()


def test_throttling_is_shared_by_all_processes() -> None:
    options = production.CACHES["default"]
    make_cache_table()
    with override_settings(CACHES=production.CACHES):
        make_cache_table()  # as `migrate` does; a second time changes nothing
        make_cache_table()
        DatabaseCache(options["LOCATION"], {}).set("known", 1)

        assert DatabaseCache(options["LOCATION"], {}).get("known") == 1  # as another process, without a memory of its own
    assert options["BACKEND"].endswith("DatabaseCache")


@pytest.mark.parametrize("name", ["login", "password"])
@pytest.mark.parametrize("text", ["\x00", "x\x00y", "9" * 100_000, "\ud800", "\u202e", "' OR 1=1--", "{{7*7}}", "<svg onload=x>"])
def test_sign_in_withstands_what_is_typed(client: Client, secretary: User, name: str, text: str) -> None:
    values = {"login": "secretary", "password": PASSWORD, name: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    response = client.post(LOGIN, values)

    assert response.status_code == 200
    assert "<svg onload" not in response.content.decode()


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password", "mfa_download_recovery_codes"])
def test_closed_site_has_no_address_for_strangers(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_public_pages_set_no_cookie(client: Client, secretary: User) -> None:
    client.force_login(secretary)
    for browser in (client, Client()):
        response = browser.get("/en/departments/")
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


def test_pages_of_accounts_are_kept_by_no_cache(client: Client) -> None:
    assert "no-store" in client.get(LOGIN).headers["Cache-Control"]
    assert "no-store" in signed_in(User.objects.create_user("x", is_staff=True)).get(SECURITY).headers["Cache-Control"]


# With a second factor


def test_who_may_publish_is_led_to_set_up_a_second_factor(client: Client, office: User) -> None:
    log_in(client, "office")
    for address in (
        "/admin/",
        "/admin/events/visit/",
        "/admin/events/visit/add/",
        "/admin/jsi18n/",
        "/admin/partners/institution/autocomplete/",
    ):
        response = client.get(address)
        assert response.status_code in (302, 404), address
        assert response.status_code == 404 or response.headers["Location"] == SECURITY

    page = client.get(SECURITY).content.decode()
    assert "First, set up a second factor" in page
    assert "guessed or stolen password" in page
    assert client.post("/admin/logout/").status_code == 200


def test_department_editor_may_do_without_one(client: Client, secretary: User) -> None:
    log_in(client, "secretary")

    assert is_signed_in(client)
    assert "First, set up" not in client.get(SECURITY).content.decode()
    assert "Set up the app" in client.get(SECURITY).content.decode()


def test_superuser_needs_one(client: Client, secretary: User) -> None:
    User.objects.filter(pk=secretary.pk).update(is_superuser=True)
    log_in(client, "secretary")

    assert client.get("/admin/").headers["Location"] == SECURITY


def test_app_is_set_up_and_recovery_codes_are_shown_once(client: Client, office: User) -> None:
    log_in(client, "office")
    page = client.get("/admin/account/security/app/add/").content.decode()
    secret = re.search(r"account-secret\">([A-Z2-7]+)<", page).group(1)
    assert "data:image/svg+xml;base64," in page
    wrong = client.post("/admin/account/security/app/add/", {"code": "000000"})
    assert "This is not right" in wrong.content.decode()

    done = client.post(
        "/admin/account/security/app/add/",
        {"code": totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))},
    )

    assert done.headers["Location"] == "/admin/account/security/recovery-codes/"
    shown = re.findall(r"<code>(\d{8})</code>", client.get(done.headers["Location"]).content.decode())
    assert len(shown) == 10
    assert not re.search(shown[0], client.get(done.headers["Location"]).content.decode())
    assert is_signed_in(client)


def test_code_of_the_app_is_asked_for_and_taken_once(client: Client, office: User) -> None:
    code = code_of(give_app(office))
    assert log_in(client, "office").headers["Location"] == CODE
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": "123"}).status_code == 200
    assert client.post(CODE, {"code": code}).headers["Location"] == "/admin/"
    assert is_signed_in(client)

    again = Client()
    log_in(again, "office")
    assert "This is not right" in again.post(CODE, {"code": code}).content.decode()
    assert not is_signed_in(again)


def test_recovery_code_opens_once(client: Client, office: User) -> None:
    give_app(office)
    code = recovery_code_of(office)
    for is_first in (True, False):
        browser = Client()
        log_in(browser, "office")
        browser.post(CODE, {"code": code})
        assert is_signed_in(browser) is is_first


def test_codes_are_throttled_whatever_the_address(office: User) -> None:
    secret = give_app(office)
    for number in range(5):
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        log_in(browser, "office")
        browser.post(CODE, {"code": "000000"})
    browser = Client()
    log_in(browser, "office")

    assert "Too many attempts" in browser.post(CODE, {"code": code_of(secret)}).content.decode()


def test_second_factor_of_who_needs_none_is_asked_for_too(client: Client, secretary: User) -> None:
    give_app(secretary)
    log_in(client, "secretary")

    assert not is_signed_in(client)


def test_last_second_factor_of_who_needs_one_stays(client: Client, office: User) -> None:
    secret = give_app(office)
    log_in(client, "office")
    client.post(CODE, {"code": code_of(secret)})
    page = client.post("/admin/account/security/app/remove/").content.decode()

    assert "needs a second factor" in page
    assert Authenticator.objects.filter(user=office, type="totp").exists()


def test_who_needs_none_may_remove_hers(client: Client, secretary: User) -> None:
    secret = give_app(secretary)
    log_in(client, "secretary")
    client.post(CODE, {"code": code_of(secret)})
    client.post("/admin/account/security/app/remove/")

    assert not Authenticator.objects.filter(user=secretary).exists()
    assert [letter.subject for letter in mail.outbox] == ["The authenticator app was removed from your account"]


def test_setting_one_up_ends_sessions_that_had_none(client: Client, office: User, django_capture_on_commit_callbacks: Any) -> None:
    thief = Client()
    log_in(thief, "office")
    log_in(client, "office")
    page = client.get("/admin/account/security/app/add/").content.decode()
    secret = re.search(r"account-secret\">([A-Z2-7]+)<", page).group(1)
    thief.get(SECURITY)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/account/security/app/add/", {"code": code_of(secret)})

    assert thief.get(SECURITY).status_code == 302
    assert is_signed_in(client)
    assert [letter.subject for letter in mail.outbox] == ["An authenticator app was added to your account"]


def test_changing_how_one_signs_in_asks_for_the_password_after_a_while(secretary: User) -> None:
    client = signed_in(secretary)  # with no password given in this session
    response = client.get("/admin/account/security/app/add/")

    assert response.headers["Location"] == "/admin/account/confirm/?next=%2Fadmin%2Faccount%2Fsecurity%2Fapp%2Fadd%2F"
    wrong = client.post(response.headers["Location"], {"password": "wrong", "next": "/admin/account/security/app/add/"})
    assert "The password is not right." in wrong.content.decode()
    right = client.post(response.headers["Location"], {"password": PASSWORD, "next": "/admin/account/security/app/add/"})
    assert client.get(right.headers["Location"]).status_code == 200


def test_app_and_passkey_confirm_too_that_it_is_her(secretary: User, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = give_app(secretary)
    Authenticator.objects.create(user=secretary, type="webauthn", data={"name": "hers", "credential": {}})
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.begin_authentication", lambda *args, **kwargs: {"publicKey": {}})
    client = signed_in(secretary)
    client.get("/admin/account/security/")
    app, passkey = (client.get(reverse(name)).content.decode() for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"))

    assert 'name="code"' in app
    assert 'value="Confirm"' in app
    assert 'id="passkey-confirm"' in passkey
    assert 'value="Confirm"' not in passkey
    assert reverse("mfa_reauthenticate_webauthn") in app
    assert reverse("mfa_reauthenticate") in passkey
    assert client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)}).status_code == 302


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "[1]", "null", "nonsense", '"x"', "9" * 5000, "[" * 10_000, '{"response": 1}',
     '{"id": "a", "rawId": "!", "response": {}}',
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"userHandle":"!!","clientDataJSON":"e30","authenticatorData":"YQ","signature":"YQ"}}'],
)  # fmt: skip
def test_malformed_passkey_is_refused(client: Client, office: User, credential: str) -> None:
    give_app(office)
    assert client.post("/admin/account/security/passkeys/login/", {"credential": credential}).status_code == 302
    log_in(client, "office")
    client.get(CODE)
    assert client.post(CODE, {"credential": credential}).status_code == 200
    client.post(CODE, {"code": recovery_code_of(office)})
    client.get("/admin/account/security/passkeys/add/")
    assert client.post("/admin/account/security/passkeys/add/", {"name": "x", "credential": credential}).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_passkeys_of_others_are_out_of_reach(client: Client, office: User, secretary: User) -> None:
    passkey = Authenticator.objects.create(user=office, type="webauthn", data={"name": "hers", "credential": {}})
    log_in(client, "secretary")
    for key in (passkey.pk, 10**30):
        for page in ("rename", "remove"):
            address = f"/admin/account/security/passkeys/{key}/{page}/"
            assert client.get(address).status_code == 404
            assert client.post(address, {"name": "mine"}).status_code == 404


# A password is lost or changed


def test_lost_password_is_replaced_by_letter(client: Client, secretary: User) -> None:
    other = signed_in(secretary)
    sent = client.post("/admin/account/password/reset/", {"email": "Secretary@example.org"}, follow=True)
    assert "on its way" in sent.content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["secretary@example.org"]
    address = re.search(r"http://testserver(/\S+)", letter.body).group(1)

    form = client.get(address, follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": "new-words-easily-read", "password2": "new-words-easily-read"}, follow=True
    )

    assert "Your new password is set" in done.content.decode()
    assert not is_signed_in(client)  # not without signing in, with the second factor where there is one
    assert not is_signed_in(other)
    assert "no longer works" in Client().get(address, follow=True).content.decode()
    assert log_in(client, "secretary", "new-words-easily-read").headers["Location"] == "/admin/"


def test_letter_is_sent_to_nobody_who_has_no_account_and_the_page_tells_nothing(client: Client, secretary: User) -> None:
    User.objects.create_user("left", email="left@example.org", is_active=False, is_staff=True)
    pages = [
        client.post("/admin/account/password/reset/", {"email": email}, follow=True).content.decode()
        for email in ("nobody@example.org", "left@example.org", "secretary@example.org")
    ]
    said = {re.sub(r"nonce=\S+|value=\S+", "", page) for page in pages}

    assert len(said) == 1
    assert [letter.to for letter in mail.outbox] == [["secretary@example.org"]]


def test_mail_server_that_is_down_stops_nothing(client: Client, secretary: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise OSError("mail server is down")

    monkeypatch.setattr("smsu_intl.accounts.adapters.write", broken)
    assert client.post("/admin/account/password/reset/", {"email": "secretary@example.org"}).status_code == 302
    log_in(client, "secretary")
    values = {"oldpassword": PASSWORD, "password1": "new-words-easily-read", "password2": "new-words-easily-read"}
    assert client.post("/admin/account/password/", values).headers["Location"] == SECURITY


def test_letter_that_resets_a_password_expires(client: Client, secretary: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/admin/account/password/reset/", {"email": "secretary@example.org"})
    address = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert "no longer works" in client.get(address, follow=True).content.decode()


def test_letters_go_to_the_address_that_stands_now(client: Client, secretary: User) -> None:
    client.post("/admin/account/password/reset/", {"email": "secretary@example.org"})
    secretary.email = "new@example.org"
    secretary.save()
    mail.outbox.clear()
    client.post("/admin/account/password/reset/", {"email": "secretary@example.org"})
    assert not mail.outbox

    client.post("/admin/account/password/reset/", {"email": "new@example.org"})
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]


@pytest.mark.parametrize("address", ["1-x-y", "zzzzzzzzzzzzz-abc-def", "1-set-password", "0-0", "1-%00", "1-" + "x" * 3000, "%00-x"])
def test_invented_reset_link_is_refused(client: Client, address: str) -> None:
    response = client.get(f"/admin/account/password/reset/{address}/")

    assert response.status_code in (200, 302, 400, 404)
    assert "password1" not in response.content.decode()


def test_changed_password_ends_the_other_sessions_and_is_told_by_letter(client: Client, secretary: User) -> None:
    log_in(client, "secretary")
    other = Client()
    log_in(other, "secretary")
    values = {"oldpassword": PASSWORD, "password1": "new-words-easily-read", "password2": "new-words-easily-read"}
    assert "is not right" in client.post("/admin/account/password/", values | {"oldpassword": "x"}).content.decode()

    assert client.post("/admin/account/password/", values).headers["Location"] == SECURITY
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert [letter.subject for letter in mail.outbox] == ["Your password was changed"]


@pytest.mark.parametrize(("language", "said"), [("ru", "Пароли не совпадают."), ("uz", "Parollar bir xil emas.")])
def test_passwords_that_differ_are_told_in_the_language(secretary: User, language: str, said: str) -> None:
    values = {"oldpassword": "p", "password1": "new-words-easily-read", "password2": "other-words-easily-read"}
    page = signed_in(secretary).post("/admin/account/password/", values, headers={"accept-language": language})

    assert said in page.content.decode()


def test_account_without_a_password_is_told_so(secretary: User) -> None:
    secretary.set_unusable_password()
    secretary.save()

    assert "has no password" in signed_in(secretary).get("/admin/account/password/", follow=True).content.decode()


@pytest.mark.parametrize(("language", "subject"), [("ru", "Новый пароль"), ("uz", "Yangi parol"), ("en", "A new password")])
def test_letters_are_written_in_the_language_of_their_reader(client: Client, secretary: User, language: str, subject: str) -> None:
    secretary.membership.language = language
    secretary.membership.save()
    client.post("/admin/account/password/reset/", {"email": "secretary@example.org"}, headers={"accept-language": "en"})

    assert mail.outbox[0].subject == subject


# Sessions


def test_sessions_are_listed_and_each_is_ended_at_once(client: Client, secretary: User) -> None:
    log_in(client, "secretary")
    other = Client(REMOTE_ADDR="192.0.2.9", HTTP_USER_AGENT="Mozilla/5.0 (Android 14; Mobile) Firefox/140.0")
    log_in(other, "secretary")
    page = client.get("/admin/account/sessions/").content.decode()
    assert "Firefox, Android" in page
    assert "192.0.2.9" in page
    assert "this one" in page

    client.post("/admin/account/sessions/", {"session": UserSession.objects.get(ip="192.0.2.9").pk})

    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_all_other_sessions_are_ended(client: Client, secretary: User) -> None:
    others = [Client(), Client()]
    for browser in (client, *others):
        log_in(browser, "secretary")
    client.post("/admin/account/sessions/", {"others": "1"})

    assert [is_signed_in(browser) for browser in (client, *others)] == [True, False, False]


@pytest.mark.parametrize("session", ["", "x", "\x00", "9" * 40, "-1"])
def test_sessions_of_others_are_not_ended(client: Client, secretary: User, office: User, session: str) -> None:
    log_in(client, "secretary")
    other = Client()
    log_in(other, "office")
    foreign = UserSession.objects.get(user=office).pk
    for key in (session, str(foreign)):
        assert client.post("/admin/account/sessions/", {"session": key}).status_code == 302

    assert UserSession.objects.filter(user=office).exists()


def test_deactivated_account_is_out_at_once_and_stays_out(secretary: User) -> None:
    browser = signed_in(secretary)
    assert is_signed_in(browser)
    administrator = officer("administrator", University.objects.home().get())
    administrator.groups.set([role(ADMINISTRATOR)])
    give_app(administrator)
    form = signed_in(administrator)
    page = form.get(f"/admin/auth/user/{secretary.pk}/change/").context["adminform"].form
    values = {"username": "secretary", "is_staff": "on", "groups": [group.pk for group in secretary.groups.all()]}
    values |= {
        f"membership-{name}": value
        for name, value in {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": secretary.membership.pk, "0-user": secretary.pk}.items()
    }
    values |= {"date_joined_0": "2024-01-01", "date_joined_1": "10:00:00"}
    assert page.fields
    assert form.post(f"/admin/auth/user/{secretary.pk}/change/", values).status_code == 302

    assert not User.objects.get(pk=secretary.pk).is_active
    User.objects.filter(pk=secretary.pk).update(is_active=True)
    assert not is_signed_in(browser)


def test_signing_out_ends_the_session(client: Client, secretary: User) -> None:
    log_in(client, "secretary")
    assert client.get("/admin/account/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/admin/account/logout/")

    assert not is_signed_in(client)


# An administrator helps


@pytest.fixture
def administrator() -> Client:
    account = officer("administrator", University.objects.home().get())
    account.groups.set([role(ADMINISTRATOR)])
    give_app(account)
    return signed_in(account)


def act(client: Client, action: str, *accounts: User) -> str:
    values = {"action": action, "_selected_action": [account.pk for account in accounts]}
    return client.post("/admin/auth/user/", values, follow=True).content.decode()


def test_administrator_takes_away_a_lost_second_factor(
    administrator: Client, client: Client, office: User, django_capture_on_commit_callbacks: Any
) -> None:
    secret = give_app(office)
    log_in(client, "office")
    client.post(CODE, {"code": code_of(secret)})
    with django_capture_on_commit_callbacks(execute=True):
        page = act(administrator, "take_away_second_factor", office)

    assert "The second factor of office is taken away." in page
    assert not Authenticator.objects.filter(user=office).exists()
    assert not is_signed_in(client)
    assert [letter.subject for letter in mail.outbox] == ["Your second factor was taken away"]
    assert LogEntry.objects.filter(object_id=str(office.pk)).exists()
    log_in(client, "office")
    assert client.get("/admin/").headers["Location"] == SECURITY


def test_administrator_does_not_touch_a_superuser(administrator: Client, office: User) -> None:
    User.objects.filter(pk=office.pk).update(is_superuser=True)
    give_app(office)
    page = act(administrator, "take_away_second_factor", office)

    assert "only a superuser" in page
    assert Authenticator.objects.filter(user=office).exists()


def test_administrator_logs_somebody_out_everywhere(administrator: Client, client: Client, secretary: User) -> None:
    log_in(client, "secretary")
    act(administrator, "end_all_sessions", secretary)

    assert not is_signed_in(client)


def test_command_takes_away_a_lost_second_factor(office: User, capsys: pytest.CaptureFixture[str]) -> None:
    give_app(office)
    call_command("reset_second_factor", "office")

    assert not Authenticator.objects.filter(user=office).exists()
    for name in ("office", "nobody"):
        with pytest.raises(CommandError, match=name):
            call_command("reset_second_factor", name)


# The demonstration


def test_demonstration_asks_for_none_and_says_so(client: Client, office: User, settings: Any) -> None:
    assert "Demonstration" not in client.get(LOGIN).content.decode()
    settings.SECOND_FACTOR = False

    assert "Demonstration: no second factor is asked for." in client.get(LOGIN).content.decode()
    log_in(client, "office")
    assert is_signed_in(client)


def _start(**variables: str) -> subprocess.CompletedProcess[str]:
    safe = {"DEBUG": "false", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "intl.example.edu", "PATH": "/usr/bin"}
    command = [sys.executable, "-c", "from smsu_intl import settings; print(settings.SECOND_FACTOR)"]
    return subprocess.run(  # noqa: S603 -- this interpreter, with a line of our own
        command, cwd=site_settings.BASE_DIR, env=safe | variables, capture_output=True, text=True, check=False
    )


def test_production_refuses_to_start_without_second_factor() -> None:
    assert _start().stdout == "True\n"
    assert "SECOND_FACTOR is off" in _start(SECOND_FACTOR="false").stderr
    assert _start(SECOND_FACTOR="false", HTTPS="false").stdout == "False\n"


def test_suite_alone_starts_without_it() -> None:
    assert production.SECOND_FACTOR


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    yield
    translation.activate("en")
