"""The three roles of staff, and exactly the rights of each. They are made anew whenever the database is migrated."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EDITOR, OFFICE, ADMINISTRATOR = "Department editor", "International office", "Administrator"
NAMES = {EDITOR: _("Department editor"), OFFICE: _("International office"), ADMINISTRATOR: _("Administrator")}  # as people read them

# What is done to which kinds of records. Whose records these are, `departments.Membership` says.
_PARTS_OF_INSTITUTIONS = "partners.institutionname partners.furthercountry"
_OF_DEPARTMENTS = "departments.person departments.claim partners.partnership events.visit events.event events.photo"
_PARTS_OF_ACTIVITIES = "events.session events.participant events.count"
_SHARED_WORDS = (
    "departments.cooperationfield partners.cooperationform partners.programmesubject partners.studylevel partners.tag base.source"
)
_OF_UNIVERSITIES = (
    "departments.honorarytitle partners.institution partners.agreement partners.project partners.programme partners.suspectedduplicate "
    "partners.programmelanguage partners.taggedinstitution partners.agreementdocument partners.signatory"
)

EDITOR_RIGHTS = {
    "add change view": f"base.source partners.institution {_PARTS_OF_INSTITUTIONS} {_OF_DEPARTMENTS} {_PARTS_OF_ACTIVITIES}",
    "delete": f"{_PARTS_OF_INSTITUTIONS} {_OF_DEPARTMENTS} {_PARTS_OF_ACTIVITIES}",
    "change view": "departments.department",
    "view": "partners.agreement partners.agreementdocument partners.signatory partners.project partners.programme "
    "partners.programmelanguage partners.cooperationform",
}
OFFICE_RIGHTS = {
    "add change view delete": " ".join(
        (_PARTS_OF_INSTITUTIONS, _OF_DEPARTMENTS, _PARTS_OF_ACTIVITIES, _SHARED_WORDS, _OF_UNIVERSITIES),
    ),
    "add change view": "departments.department",
    "change view": "departments.university",
    "publish": "base.record",
}
ADMINISTRATOR_RIGHTS = {
    "delete": "departments.department",
    "add delete": "departments.university",
    "add change view delete": "auth.user departments.membership",
}
ROLES = {EDITOR: (EDITOR_RIGHTS,), OFFICE: (OFFICE_RIGHTS,), ADMINISTRATOR: (OFFICE_RIGHTS, ADMINISTRATOR_RIGHTS)}


def name_of(group: Group) -> str:
    """Return what a role is called in the reader's language."""
    return str(NAMES.get(group.name, group.name))


def rights_in(tables: Iterable[dict[str, str]]) -> set[str]:
    """Return the rights that tables like those above give, as `user.has_perm()` calls them."""
    return {
        f"{model.partition('.')[0]}.{action}_{model.partition('.')[2]}"
        for table in tables
        for actions, models in table.items()
        for action in actions.split()
        for model in models.split()
    }


def make_roles(*, using: str = "default", **kwargs: Any) -> None:
    """Give each role's group its rights, no more and no less. Answers Django's signal that the migrations are done."""
    if Group._meta.db_table not in connections[using].introspection.table_names():
        return
    wanted = {role: rights_in(tables) for role, tables in ROLES.items()}
    labels = {right.partition(".")[0] for rights in wanted.values() for right in rights}
    for label in labels:  # Django makes them app by app, and the last ones only after this
        create_permissions(apps.get_app_config(label), verbosity=0, interactive=False, using=using)
    known = Permission.objects.using(using).filter(Q(content_type__app_label__in=labels)).select_related("content_type")
    by_name = {f"{right.content_type.app_label}.{right.codename}": right for right in known}
    for role, rights in wanted.items():
        group, _is_new = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set([by_name[right] for right in rights])


def role(name: str) -> Group:
    """Return the group of a role."""
    return Group.objects.get(name=name)
