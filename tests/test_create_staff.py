"""The accounts of a demonstration: three passwords that work, one for each role."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command

from departments.models import Department, University

pytestmark = pytest.mark.django_db


def create_staff(**options: bool) -> tuple[str, dict[str, str]]:
    """Run the command; return what it printed, and the passwords in it by account."""
    out = StringIO()
    call_command("create_staff", stdout=out, **options)
    return out.getvalue(), dict(re.findall(r"^  (\w+) +([a-z2-9-]{19}) ", out.getvalue(), re.MULTILINE))


def test_printed_passwords_work() -> None:
    printed, passwords = create_staff(force=True)

    assert set(passwords) == {"admin", "office", "secretary"}
    assert len(set(passwords.values())) == 3
    assert "/admin/" in printed
    for name, password in passwords.items():
        user = authenticate(username=name, password=password)
        assert user is not None
        assert user.is_staff
        assert not user.is_superuser


@pytest.mark.parametrize(("asked", "said"), [(False, "no second factor is asked for"), (True, "leads to it")])
def test_whether_a_second_factor_is_asked_for_is_said(settings: Any, asked: bool, said: str) -> None:
    settings.SECOND_FACTOR = asked

    assert said in create_staff(force=True)[0]


def test_each_account_has_its_role_and_its_work() -> None:
    create_staff(force=True)
    accounts = {user.username: user for user in User.objects.all()}
    home = University.objects.home().get()

    assert {name: [group.name for group in user.groups.all()] for name, user in accounts.items()} == {
        "admin": ["Administrator"],
        "office": ["International office"],
        "secretary": ["Department editor"],
    }
    assert [department.slug for department in accounts["secretary"].membership.departments.all()] == ["neurology"]
    assert not accounts["secretary"].membership.universities.exists()
    for name in ("admin", "office"):
        assert list(accounts[name].membership.universities.all()) == [home]


def test_second_run_gives_new_passwords_and_says_so() -> None:
    _printed, former = create_staff(force=True)
    printed, passwords = create_staff(force=True)

    assert "former ones no longer work" in printed
    assert User.objects.count() == 3
    for name in former:
        assert authenticate(username=name, password=former[name]) is None
        assert authenticate(username=name, password=passwords[name])


def test_second_run_takes_back_rights_given_meanwhile() -> None:
    create_staff(force=True)
    User.objects.filter(username="secretary").update(is_superuser=True, is_staff=False)
    secretary = User.objects.get(username="secretary")
    secretary.user_permissions.add(Permission.objects.get(codename="delete_user"))
    secretary.membership.departments.add(*Department.objects.all())
    create_staff(force=True)
    secretary = User.objects.get(username="secretary")

    assert not secretary.is_superuser
    assert secretary.is_staff
    assert not secretary.user_permissions.exists()
    assert secretary.membership.departments.count() == 1


def test_refused_without_force_where_debug_is_off() -> None:
    with pytest.raises(CommandError, match="--force"):
        create_staff()

    assert not User.objects.exists()


def test_needs_no_force_where_debug_is_on(settings: Any) -> None:
    settings.DEBUG = True

    assert set(create_staff()[1]) == {"admin", "office", "secretary"}
