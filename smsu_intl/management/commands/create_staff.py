"""The two accounts of a demonstration: the international office, and a department's secretary."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q

EDITED = {
    "base": ("source",),
    "departments": ("department", "person", "claim", "honorarytitle", "cooperationfield"),
    "partners": (
        "institution", "institutionname", "furthercountry", "suspectedduplicate",
        "cooperationform", "partnership", "agreement", "project", "tag", "taggedinstitution",
        "programme", "programmelanguage", "programmesubject", "studylevel",
    ),
    "events": ("visit", "event", "session", "participant", "count", "photo"),
}  # fmt: skip
CORRECTED = {"departments": ("university",)}  # changed, never added
DELETED = {
    "partners": ("institutionname", "furthercountry", "partnership", "programmelanguage", "taggedinstitution"),
    "events": ("session", "participant", "count", "photo"),
}

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


class Command(BaseCommand):
    help = "Make the accounts `office` and `secretary`, or give them new passwords, and print them once."

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
        editors = editors_group()
        lines = []
        renewed = False
        for name, is_office, purpose in (
            ("office", True, "the international office: may do everything"),
            ("secretary", False, "a department's secretary: adds and changes, deletes only parts"),
        ):
            user, is_new = get_user_model().objects.get_or_create(username=name)
            password = new_password()
            user.set_password(password)
            user.is_active = user.is_staff = True
            user.is_superuser = is_office
            user.save()
            user.groups.set([] if is_office else [editors])
            renewed = renewed or not is_new
            lines.append(f"  {name:<10} {password}   ({purpose})")
        rule = "-" * 78
        self.stdout.write("\n".join(["", rule, f"Sign in at {address}", "", *lines, "", rule]))
        if renewed:
            self.stdout.write("The accounts existed already: these are new passwords, the former ones no longer work.")
        self.stdout.write("The passwords are shown only now; run this again for new ones.")


def editors_group() -> Group:
    """Return the group “Editors” with exactly the rights of a department's secretary."""
    rights = [
        (app, f"{action}_{model}")
        for actions, models in ((("add", "change", "view"), EDITED), (("change", "view"), CORRECTED), (("delete",), DELETED))
        for app, names in models.items()
        for model in names
        for action in actions
    ]
    wanted = Q()
    for app, codename in rights:
        wanted |= Q(content_type__app_label=app, codename=codename)
    permissions = list(Permission.objects.filter(wanted))
    if len(permissions) != len(rights):
        raise CommandError("Some rights are missing from the database. Run manage.py migrate first.")
    group, _is_new = Group.objects.get_or_create(name="Editors")
    group.permissions.set(permissions)
    return group


def new_password() -> str:
    """Return four groups of four letters and digits that are easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
