"""Accounts come by invitation: a letter whose link works once, for seven days, until it is sent again or withdrawn."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from departments.models import Department, University
from smsu_intl.accounts import invitations
from smsu_intl.accounts.models import Invitation
from smsu_intl.roles import ADMINISTRATOR, EDITOR, ROLES, role
from tests.test_admin import editor, officer, signed_in, values_of

pytestmark = pytest.mark.django_db

PASSWORD = {"password1": "four-words-easily-read", "password2": "four-words-easily-read"}


@pytest.fixture
def administrator() -> Client:
    account = officer("administrator", University.objects.home().get(), first_name="Aziza", last_name="Karimova")
    account.groups.set([role(ADMINISTRATOR)])
    return signed_in(account)


@pytest.fixture
def neurology() -> Department:
    return Department.objects.get(slug="neurology")


def invite(client: Client, email: str = "n.rahimova@example.org", language: str = "uz", **values: Any) -> Any:
    form: dict[str, Any] = {
        "email": email, "first_name": "Nodira", "last_name": "Rahimova", "username": "", "role": role(EDITOR).pk,
        "membership-TOTAL_FORMS": 1, "membership-INITIAL_FORMS": 0, "membership-0-language": language,
        "membership-0-departments": [Department.objects.get(slug="neurology").pk],
    }  # fmt: skip
    return client.post("/admin/auth/user/add/", form | values, follow=True)


def link() -> str:
    """Return the address in the last letter."""
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def act(client: Client, action: str, *accounts: User) -> str:
    values = {"action": action, "_selected_action": [account.pk for account in accounts]}
    return client.post("/admin/auth/user/", values, follow=True).content.decode()


def test_invited_secretary_chooses_a_password_and_is_in(administrator: Client, client: Client, neurology: Department) -> None:
    page = invite(administrator)
    account = User.objects.get(email="n.rahimova@example.org")
    (letter,) = mail.outbox
    assert "n.rahimova@example.org" in page.content.decode()
    assert (account.username, account.is_active, account.is_staff, account.has_usable_password()) == ("n.rahimova", False, True, False)
    assert [group.name for group in account.groups.all()] == [EDITOR]
    assert list(account.membership.departments.all()) == [neurology]
    assert letter.subject == "Xalqaro hamkorlik saytidagi hisobingiz"
    assert "Aziza Karimova" in letter.body

    welcome = client.get(link())
    assert "n.rahimova" in welcome.content.decode()
    assert not User.objects.get(pk=account.pk).is_active  # looking at it changes nothing
    response = client.post(link(), PASSWORD)

    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get(link()).status_code == 410  # once
    assert Client().post(link(), PASSWORD).status_code == 410


def test_invited_officer_is_led_to_a_second_factor(administrator: Client, client: Client, settings: Any) -> None:
    invite(administrator, role=role("International office").pk)
    settings.SECOND_FACTOR = True
    client.post(link(), PASSWORD)

    assert client.get("/admin/").headers["Location"] == "/admin/account/security/"
    assert client.get("/admin/account/security/app/add/").status_code == 200  # without her password once more


def test_weak_or_differing_passwords_are_refused(administrator: Client, client: Client) -> None:
    invite(administrator)
    for first, second in (
        ("1234", "1234"),
        ("rahimova", "rahimova"),
        ("four-words-easily-read", "other"),
        ("\x00" * 9, "\x00" * 9),
        ("x" * 9999, ""),
    ):
        assert client.post(link(), {"password1": first, "password2": second}).status_code == 200

    assert not User.objects.get(email="n.rahimova@example.org").is_active


def test_invitation_expires_after_seven_days(administrator: Client, client: Client) -> None:
    invite(administrator)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=7, minutes=1))

    assert client.get(link()).status_code == 410
    assert "invitation expired" in administrator.get("/admin/auth/user/?invitation=expired").content.decode()
    assert Invitation.objects.expired().count() == 1
    assert not Invitation.objects.waiting().exists()


def test_link_of_a_letter_sent_before_is_void(administrator: Client, client: Client) -> None:
    invite(administrator)
    former, account = link(), User.objects.get(email="n.rahimova@example.org")
    act(administrator, "send_again", account)

    assert len(mail.outbox) == 2
    assert client.get(former).status_code == 410
    assert client.get(link()).status_code == 200


def test_withdrawn_invitation_leaves_no_account(administrator: Client, client: Client) -> None:
    invite(administrator)
    account = User.objects.get(email="n.rahimova@example.org")
    assert "is withdrawn" in act(administrator, "withdraw", account)

    assert client.get(link()).status_code == 410
    assert not User.objects.filter(pk=account.pk).exists()


def test_account_in_use_is_neither_invited_again_nor_withdrawn(administrator: Client, neurology: Department) -> None:
    account = editor("secretary", neurology, email="secretary@example.org")
    for action in ("send_again", "withdraw"):
        assert "has no open invitation" in act(administrator, action, account)

    assert User.objects.filter(pk=account.pk).exists()
    assert not mail.outbox


def test_invited_account_gets_no_letter_that_resets_its_password(administrator: Client, client: Client) -> None:
    invite(administrator)
    client.post("/admin/account/password/reset/", {"email": "n.rahimova@example.org"})

    assert len(mail.outbox) == 1


def test_two_accounts_do_not_share_an_address(administrator: Client) -> None:
    invite(administrator)
    page = invite(administrator, email="N.Rahimova@example.org")

    assert "There is an account with this e-mail address already." in page.content.decode()
    assert User.objects.filter(email__iexact="n.rahimova@example.org").count() == 1


def test_user_name_is_made_from_the_address(administrator: Client) -> None:
    invite(administrator, email="dilnoza@example.org")
    invite(administrator, email="dilnoza@example.net")

    assert {user.username for user in User.objects.filter(email__startswith="dilnoza")} == {"dilnoza", "dilnoza2"}


@pytest.mark.parametrize(
    "values",
    [
        {"email": ""},
        {"email": "x"},
        {"email": "\x00@example.org"},
        {"role": "9" * 30},
        {"role": ""},
        {"username": "a b"},
        {"username": "x" * 999},
    ],
)
def test_malformed_invitation_is_refused(administrator: Client, values: dict[str, str]) -> None:
    before = User.objects.count()

    assert invite(administrator, **values).status_code == 200
    assert User.objects.count() == before
    assert not mail.outbox


def test_invitation_gives_a_role_and_nothing_more(administrator: Client) -> None:
    invite(administrator, is_superuser="on", is_active="on", user_permissions=[1], groups=[role(ADMINISTRATOR).pk])
    account = User.objects.get(email="n.rahimova@example.org")

    assert (account.is_superuser, account.is_active) == (False, False)
    assert not account.user_permissions.exists()
    assert {group.name for group in account.groups.all()} == {EDITOR}
    assert EDITOR in ROLES


def test_letter_that_cannot_be_sent_is_told_and_the_account_kept(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **values: Any) -> None:
        raise OSError("mail server is down")

    monkeypatch.setattr("smsu_intl.accounts.invitations.write", broken)
    page = invite(administrator).content.decode()

    assert "could not be sent" in page
    assert Invitation.objects.waiting().get().user.email == "n.rahimova@example.org"


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a:b:c",
        "%00",
        "x" * 3000,
        signing.dumps("x", salt="invitation"),
        signing.dumps([1], salt="invitation"),
        signing.dumps(["x", "y"], salt="invitation"),
        signing.dumps([10**30, "y"], salt="invitation"),
        signing.dumps([1, "y"]),
    ],
    ids=range(9),  # what is signed differs with the second, and two processes of the suite must agree
)
def test_invented_link_is_refused(client: Client, token: str) -> None:
    response = client.get(f"/admin/account/invitation/{token}/")

    assert response.status_code in (400, 404, 410)
    assert "password1" not in response.content.decode()


def test_only_administrators_invite(neurology: Department) -> None:
    for account in (editor("editor", neurology), officer("office", neurology.university)):
        assert signed_in(account).get("/admin/auth/user/add/").status_code == 403


def test_whoever_is_faster_has_the_account(administrator: Client) -> None:
    invite(administrator)
    invitation = Invitation.objects.get()

    assert invitations.accept(invitation=invitation, password="four-words-easily-read") is not None
    assert invitations.accept(invitation=invitation, password="other-words-easily-read") is None


@pytest.mark.parametrize(("language", "name"), [("ru", "Редактор кафедры"), ("uz", "Kafedra muharriri")])
def test_administrator_reads_the_roles_in_her_language(administrator: Client, language: str, name: str) -> None:
    administrator.cookies["django_language"] = language
    account = User.objects.get(username="administrator")
    for page in ("/admin/auth/user/add/", "/admin/auth/user/", f"/admin/auth/user/{account.pk}/change/"):
        html = administrator.get(page).content.decode()
        assert name in html
        assert "Department editor" not in html


def test_invited_person_is_written_to_in_the_language_of_whoever_invites(administrator: Client, neurology: Department) -> None:
    administrator.cookies["django_language"] = "uz"
    add = "/admin/auth/user/add/"
    typed = {"email": "new@example.org", "role": role(EDITOR).pk, "membership-0-departments": [neurology.pk]}
    administrator.post(add, values_of(administrator.get(add)) | typed)

    assert User.objects.get(email="new@example.org").membership.language == "uz"
