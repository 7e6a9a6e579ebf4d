"""The three accounts of a demonstration, one of each role."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from departments.models import Department, Membership, University
from smsu_intl.roles import ADMINISTRATOR, EDITOR, OFFICE, role

DEPARTMENT = "neurology"  # whose editor the demonstration has
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


class Command(BaseCommand):
    help = "Make the accounts `admin`, `office` and `secretary`, or give them new passwords, and print them once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000/admin/", help="where to sign in, for the message")
        parser.add_argument("--force", action="store_true", help="also where DEBUG is off")

    @transaction.atomic
    def handle(self, *, address: str, force: bool, **options: Any) -> None:
        if not settings.DEBUG and not force:
            raise CommandError(
                "These accounts are for a demonstration, and DEBUG is off, so this may be the real site. "
                "Use createsuperuser there, or add --force if you are sure."
            )
        lines = []
        renewed = False
        for name, group, purpose in (
            ("admin", ADMINISTRATOR, "an administrator: accounts, universities, and all that the office does"),
            ("office", OFFICE, "the international office: reviews and publishes everything"),
            ("secretary", EDITOR, "the editor of one department: writes and hands in for review"),
        ):
            user, is_new = get_user_model().objects.get_or_create(username=name)
            password = new_password()
            user.set_password(password)
            user.is_active = user.is_staff = True
            user.is_superuser = False
            user.email = f"{name}@example.org"
            user.save()
            user.groups.set([role(group)])
            user.user_permissions.clear()
            give_work(user, is_editor=group == EDITOR)
            renewed = renewed or not is_new
            lines.append(f"  {name:<10} {password}   ({purpose})")
        rule = "-" * 78
        self.stdout.write("\n".join(["", rule, f"Sign in at {address}", "", *lines, "", rule]))
        if renewed:
            self.stdout.write("The accounts existed already: these are new passwords, the former ones no longer work.")
        self.stdout.write("The passwords are shown only now; run this again for new ones.")
        self.stdout.write(
            "A second factor is asked of admin and office: the first sign-in leads to it. SECOND_FACTOR=false does without."
            if settings.SECOND_FACTOR
            else "Demonstration: no second factor is asked for, so you need no phone at hand."
        )


def give_work(user: Any, *, is_editor: bool) -> None:
    """Let an account work for one department of this site's university, or for its international office."""
    membership, _is_new = Membership.objects.get_or_create(user=user)
    departments = Department.objects.home()
    one = departments.filter(slug=DEPARTMENT).first() or departments.first()
    membership.departments.set([one] if is_editor and one else [])
    membership.universities.set([] if is_editor else University.objects.home())


def new_password() -> str:
    """Return four groups of four letters and digits that are easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
