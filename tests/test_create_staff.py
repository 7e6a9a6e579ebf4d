"""The accounts of a demonstration: two passwords that work, and exactly the rights they are meant to have."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command

from smsu_intl.management.commands.create_staff import editors_group

pytestmark = pytest.mark.django_db

# What the secretary may do, by what is done to what.
EDITORS = {
    "add change view": "base.source departments.department departments.person departments.claim departments.honorarytitle "
    "departments.cooperationfield partners.institution partners.suspectedduplicate partners.cooperationform partners.agreement "
    "partners.project partners.tag partners.programme partners.programmesubject partners.studylevel events.visit events.event",
    "add change view delete": "partners.institutionname partners.furthercountry partners.partnership partners.programmelanguage "
    "partners.taggedinstitution "
    "events.session events.participant events.count events.photo",
    "change view": "departments.university",
}


def create_staff(**options: bool) -> tuple[str, dict[str, str]]:
    """Run the command; return what it printed, and the passwords in it by account."""
    out = StringIO()
    call_command("create_staff", stdout=out, **options)
    return out.getvalue(), dict(re.findall(r"^  (\w+) +([a-z2-9-]{19}) ", out.getvalue(), re.MULTILINE))


def rights(group: Group) -> set[str]:
    return {f"{right.content_type.app_label}.{right.codename}" for right in group.permissions.select_related("content_type")}


def expected_rights() -> set[str]:
    pairs = ((action, model) for actions, models in EDITORS.items() for action in actions.split() for model in models.split())
    return {model.replace(".", f".{action}_") for action, model in pairs}


def test_both_printed_passwords_work() -> None:
    printed, passwords = create_staff(force=True)

    assert set(passwords) == {"office", "secretary"}
    assert len(set(passwords.values())) == 2
    assert "/admin/" in printed
    for name, password in passwords.items():
        user = authenticate(username=name, password=password)
        assert user is not None
        assert user.is_staff
        assert user.is_superuser == (name == "office")


def test_secretary_is_an_editor_and_nothing_more() -> None:
    create_staff(force=True)
    secretary = User.objects.get(username="secretary")

    assert [group.name for group in secretary.groups.all()] == ["Editors"]
    assert not secretary.user_permissions.exists()


def test_second_run_gives_new_passwords_and_says_so() -> None:
    _printed, former = create_staff(force=True)
    printed, passwords = create_staff(force=True)

    assert "former ones no longer work" in printed
    assert User.objects.count() == 2
    for name in former:
        assert authenticate(username=name, password=former[name]) is None
        assert authenticate(username=name, password=passwords[name])


def test_second_run_takes_back_rights_given_meanwhile() -> None:
    create_staff(force=True)
    User.objects.filter(username="secretary").update(is_superuser=True, is_staff=False)
    create_staff(force=True)
    secretary = User.objects.get(username="secretary")

    assert not secretary.is_superuser
    assert secretary.is_staff


def test_refused_without_force_where_debug_is_off() -> None:
    with pytest.raises(CommandError, match="--force"):
        create_staff()

    assert not User.objects.exists()


def test_needs_no_force_where_debug_is_on(settings: Any) -> None:
    settings.DEBUG = True

    assert set(create_staff()[1]) == {"office", "secretary"}


def test_editors_have_exactly_their_rights() -> None:
    assert rights(editors_group()) == expected_rights()


def test_editors_lose_what_was_added_by_hand() -> None:
    editors_group().permissions.add(Permission.objects.get(codename="delete_user"))

    assert rights(editors_group()) == expected_rights()
    assert Group.objects.count() == 1


def test_missing_rights_are_named() -> None:
    Permission.objects.get(codename="add_visit").delete()

    with pytest.raises(CommandError, match="migrate"):
        editors_group()
