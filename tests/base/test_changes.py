"""What is deleted comes back exactly; what an editor changes is not there until it is accepted, and then as if the office had typed it."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from departments.models import Department, University
from events.models import Visit
from partners.models import Confirmation, Institution, Merge
from smsu_intl.base.changes import is_content
from smsu_intl.base.models import Deletion, FormerAddress, ProposedChange
from tests import factories
from tests.test_admin import address, editor, officer, signed_in, user, values_of

pytestmark = pytest.mark.django_db
INTENSE = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def dump(*left_out: str) -> dict[str, list[Any]]:
    """Return every row of content, and of what comes back with it, without the columns `left_out`."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if (is_content(model) or getattr(model, "comes_back", False)) and not hasattr(model, "tracked_fields"):
            columns: Any = model._meta.concrete_fields
            names = [column.attname for column in columns if column.name not in left_out and not (column.primary_key and is_link(model))]
            found[model._meta.label] = sorted(map(repr, model._base_manager.values_list(*names)))
    return found


def is_link(model: Any) -> bool:
    return bool(model._meta.auto_created)


def differences(first: dict[str, list[Any]], second: dict[str, list[Any]]) -> dict[str, Any]:
    return {name: sorted(set(first[name]) ^ set(second[name])) for name in first if first[name] != second[name]}


# A graph of records: a list of what is there, each with two numbers that say what it refers to

PARTS = ("participant", "group", "session", "count", "photo", "source", "agreement")
DEPARTMENTAL = ("head", "partnership", "listed", "claim", "person", "department_photo")
INSTITUTIONAL = ("name", "country", "part_of", "successor", "project", "sent", "moved", "asked", "merged", "pair")
things = st.tuples(st.sampled_from((*PARTS, *DEPARTMENTAL, *INSTITUTIONAL)), st.integers(0, 1), st.integers(0, 1))


def build(wanted: Iterable[tuple[str, int, int]]) -> dict[str, Any]:
    """Make a graph, and return the records that may be deleted."""
    institutions = [factories.institution(name_en=f"Clinic {number}") for number in range(2)]
    departments = [factories.department(name_en=f"Department {number}") for number in range(2)]
    people = [factories.person(name=f"Person {number}", department=departments[number]) for number in range(2)]
    pair = {"departments": departments, "institutions": institutions}
    activities = [factories.visit(title_en="A visit", **pair), factories.event(title_en="An event", **pair)]
    for kind, first, second in wanted:
        if kind in PARTS:
            _in_activity(kind, activities[first], second, people[second], institutions)
        elif kind in DEPARTMENTAL:
            _of_department(kind, departments[first], institutions[second], people[second])
        else:
            _about_institution(kind, institutions[first], institutions[1 - first], people[second])
    return {
        "events.visit": activities[0], "events.event": activities[1], "departments.department": departments[0],
        "departments.person": people[0], "partners.institution": institutions[0],
    }  # fmt: skip


def _in_activity(kind: str, activity: Any, number: int, person: Any, institutions: list[Any]) -> None:
    owner = {activity._meta.model_name: activity}
    if kind == "participant":
        factories.participant(**owner, person=person, institution=institutions[number])
    elif kind == "group":
        factories.participant(**owner, description_en="students", number=number + 3)
    elif kind == "session":
        factories.session(**owner, topic_en="Anatomy", hours="1.5")
    elif kind == "count":
        factories.reported_count(**owner)
    elif kind == "photo":
        factories.photo(**owner)
    elif kind == "source":
        activity.sources.add(factories.source())
    else:
        activity.agreement = factories.agreement(institutions=institutions[: number + 1])
        activity.save()


def _of_department(kind: str, department: Any, institution: Any, person: Any) -> None:
    if kind == "head":
        department.head = person
        department.save()
    elif kind == "claim":
        factories.claim(department=department)
    elif kind == "person":
        factories.person(name="Another", department=department)
    elif kind == "department_photo":
        factories.photo(department=department)
    elif not department.partnerships.filter(institution=institution).exists():
        listed = factories.institution_name(institution=institution) if kind == "listed" else None
        factories.partnership(institution=institution, department=department, listed_as=listed, contact=person)


def _about_institution(kind: str, institution: Any, other: Any, person: Any) -> None:
    if kind == "name":
        factories.institution_name(institution=institution)
    elif kind == "country":
        institution.further_countries.get_or_create(country="IT")
    elif kind in ("part_of", "successor"):
        setattr(institution, kind, other)
        institution.save()
    elif kind == "project":
        factories.project(institutions=[institution], funder=other, leader=person)
    elif kind == "sent":
        factories.participant(event=factories.event(), person=person, institution=institution)
    elif kind == "moved":
        institution.slug = f"{institution.slug}-anew"
        institution.save()
    elif kind == "asked":
        Confirmation.objects.create(institution=institution, name="Dr Rossi", email="rossi@example.org")
    elif kind == "merged":
        Merge.objects.create(kept=institution, merged=other, steps=[{"kind": "move"}])
    elif kind == "pair" and not institution.suspected_first.exists():
        factories.suspected_duplicate(first=institution, second=other)


@given(wanted=st.lists(things, max_size=14), label=st.sampled_from([
    "events.visit", "events.event", "departments.department", "departments.person", "partners.institution",
]))  # fmt: skip
@INTENSE
def test_what_is_deleted_comes_back_exactly(wanted: list[Any], label: str) -> None:
    with transaction.atomic():
        office = signed_in(user("office", is_superuser=True))
        record = build(wanted)[label]
        before = dump("updated_at")
        office.post(address(label, "delete", record.pk), {"post": "yes"})
        for deletion in Deletion.objects.all():  # none if something bars it
            assert not type(record)._base_manager.filter(pk=record.pk).exists()
            office.post(reverse("admin:restore", args=[deletion.pk]))

        assert differences(before, dump("updated_at")) == {}
        transaction.set_rollback(True)


def test_former_addresses_and_questions_come_back_with_an_institution() -> None:
    office = signed_in(user("office", is_superuser=True))
    institution = build([("moved", 0, 0), ("asked", 0, 0), ("merged", 0, 0)])["partners.institution"]
    former = FormerAddress.objects.slugs(institution)
    office.post(address("partners.institution", "delete", institution.pk), {"post": "yes"})
    if not Deletion.objects.exists():  # its visits bar it
        Visit.objects.all().delete()
    office.post(reverse("admin:restore", args=[Deletion.objects.get().pk]))

    assert former == FormerAddress.objects.slugs(institution) != []
    assert Confirmation.objects.filter(institution=institution).exists()
    assert Merge.objects.filter(kept=institution).exists()


# What an editor types into the form of a published visit

texts = st.sampled_from(["", "A lecture", "«Ўқув» ‘oʻquv’", "line\nline", "  spaces  "])
typed = st.fixed_dictionaries(
    {},
    optional={
        "title_en": texts, "summary_ru": texts, "place_uz": texts, "slug": st.sampled_from(["", "elsewhere", "a-visit"]),
        "period": st.sampled_from(["", "2024", "8–9 October 2024", "21.05.2025"]), "is_cancelled": st.just("on"),
        "mode": st.sampled_from(["", "online"]), "direction": st.just("outgoing"),
    },
)  # fmt: skip
row_edits = st.lists(
    st.sampled_from(["drop participant", "drop session", "role", "topic", "group", "session", "count", "fewer", "more"]),
    unique=True,
    max_size=6,
)


def edited(shown: dict[str, Any], edits: Iterable[str], partners: list[Institution]) -> dict[str, Any]:
    """Return the form of a visit as it is sent after rows were edited in it."""
    sent = dict(shown)

    def add(prefix: str, **values: Any) -> None:
        number = int(sent[f"{prefix}-TOTAL_FORMS"])
        sent.update({f"{prefix}-{number}-{name}": value for name, value in values.items()} | {f"{prefix}-TOTAL_FORMS": number + 1})

    for edit in edits:
        if edit == "drop participant":
            sent["participants-0-DELETE"] = "on"
        elif edit == "drop session":
            sent["sessions-0-DELETE"] = "on"
        elif edit == "role":
            sent["participants-1-role_en"] = "lecturer"
        elif edit == "topic":
            sent["sessions-1-topic_ru"] = "Анатомия"
        elif edit == "group":
            add("participants", description_en="students", number=9)
        elif edit == "session":
            add("sessions", kind="lecture", topic_en="Physiology", hours="2")
        elif edit == "count":
            add("counts", what_en="guests", number=300, comparison="about")
        elif edit == "fewer":
            sent["institutions"] = [partners[0].pk]
        elif edit == "more":
            sent["institutions"] = [partner.pk for partner in partners]
    return sent


@given(values=typed, edits=row_edits)
@INTENSE
def test_change_that_is_accepted_is_what_the_office_would_have_saved(values: dict[str, Any], edits: list[str]) -> None:
    with transaction.atomic():
        mine = Department.objects.get(slug="neurology")
        office = signed_in(officer("officer", University.objects.home().get()))
        editing = signed_in(editor("editor", mine))
        partners = [factories.institution(name_en=f"Clinic {number}") for number in range(3)]
        visit = factories.visit(departments=[mine], title_en="As it was", slug="a-visit", institutions=partners[:2])
        for name in ("Ahmedov A.", "Karimov K."):
            factories.participant(visit=visit, person=factories.person(name=name))
            factories.session(visit=visit, topic_en=f"Lecture of {name}")
        before = dump()
        by_office = _saved(office, visit, values, edits, partners)
        assert dump() == before

        by_editor = _proposed(editing, visit, values, edits, partners)
        assert dump() == before, "the public sees what nobody approved"
        assert (by_editor == 302) == (by_office is not None)
        if by_office is not None:
            _accept_all(office, visit)
            assert differences(by_office, dump("id", "uid", "updated_at", "left_at")) == {}
        transaction.set_rollback(True)


def _sent(client: Client, visit: Visit, values: dict[str, Any], edits: list[str], partners: list[Institution]) -> Any:
    where = address("events.visit", "change", visit.pk)
    return client.post(where, edited(values_of(client.get(where)), edits, partners) | values)


def _saved(office: Client, visit: Visit, values: dict[str, Any], edits: list[str], partners: list[Institution]) -> Any:
    """Return what the database holds once the office has saved its form, None if the form is refused; then take that back."""
    with transaction.atomic():
        response = _sent(office, visit, values, edits, partners)
        found = dump("id", "uid", "updated_at", "left_at") if response.status_code == 302 else None
        transaction.set_rollback(True)
    return found


def _proposed(editing: Client, *form: Any) -> int:
    status: int = _sent(editing, *form).status_code
    return status


def _accept_all(office: Client, visit: Visit) -> None:
    for change in ProposedChange.objects.waiting().of(visit):
        page = reverse("admin:proposed_change", args=[change.pk])
        shown = office.get(page).context
        office.post(page, {"accept": "", "seen": shown["seen"], "item": [item.name for item in shown["items"]]})
        change.refresh_from_db()
        assert change.state == "accepted"
