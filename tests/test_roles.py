"""The three roles: what each may do, and on whose records. Nobody reaches another department's drafts by any address or number."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from departments.models import Department, Membership, University
from events.models import Visit
from partners.models import Institution
from smsu_intl.roles import ADMINISTRATOR, EDITOR, OFFICE, ROLES, make_roles, rights_in, role
from tests import factories
from tests.test_admin import MODELS, address, choices, editor, errors_of, fill_in, officer, signed_in, text_of, user, values_of

pytestmark = pytest.mark.django_db

# Kinds of records that are a department's, with how one is made for it.
OF_A_DEPARTMENT: dict[str, Any] = {
    "departments.claim": lambda department, **values: factories.claim(department=department, **values),
    "departments.department": lambda department, **values: department,
    "departments.person": lambda department, **values: factories.person(department=department, **values),
    "events.event": lambda department, **values: factories.event(departments=[department], **values),
    "events.photo": lambda department, **values: factories.photo(department=department, **values),
    "events.visit": lambda department, **values: factories.visit(departments=[department], **values),
    "partners.agreement": lambda department, **values: factories.agreement(departments=[department], **values),
    "partners.partnership": lambda department, **values: factories.partnership(department=department, **values),
    "partners.programme": lambda department, **values: factories.programme(departments=[department], **values),
    "partners.project": lambda department, **values: factories.project(departments=[department], **values),
}
ONLY_SEEN = ("partners.agreement", "partners.programme", "partners.project")  # an editor never changes them


@pytest.fixture
def mine() -> Department:
    return Department.objects.get(slug="neurology")


@pytest.fixture
def other(mine: Department) -> Department:
    return factories.department(university=mine.university, name_en="Another", status="draft")


@pytest.fixture
def editing(mine: Department) -> Client:
    """A browser in which the editor of one department is signed in."""
    return signed_in(editor("editor", mine))


def listed(client: Client, model: str, query: str = "") -> set[int]:
    return {record.pk for record in client.get(address(model, "changelist") + query).context["cl"].queryset}


def is_closed(response: HttpResponse) -> bool:
    """Whether nothing of a record was shown: it is forbidden, not found, or Django says so on the admin's first page."""
    return response.status_code in (403, 404) or (response.status_code == 302 and response.headers["Location"] == "/admin/")


# The groups


def test_groups_are_there_once_the_database_is_migrated() -> None:
    for name, tables in ROLES.items():
        group = role(name)
        found = {f"{right.content_type.app_label}.{right.codename}" for right in group.permissions.select_related("content_type")}
        assert found == rights_in(tables)


def test_migrating_gives_back_exactly_the_rights_of_each_role() -> None:
    role(EDITOR).permissions.add(Permission.objects.get(codename="delete_user"))
    role(OFFICE).permissions.clear()
    Group.objects.get(name=ADMINISTRATOR).delete()
    call_command("migrate", verbosity=0)

    test_groups_are_there_once_the_database_is_migrated()
    assert Group.objects.count() == 3


def test_right_removed_by_hand_is_made_again() -> None:
    Permission.objects.get(codename="add_visit").delete()
    make_roles()

    assert role(EDITOR).permissions.filter(codename="add_visit").exists()


def test_only_the_office_and_the_administrator_may_publish() -> None:
    assert {group.name for group in Group.objects.filter(permissions__codename="publish_record")} == {OFFICE, ADMINISTRATOR}


# A department's editor


@pytest.mark.parametrize("model", OF_A_DEPARTMENT)
@pytest.mark.parametrize("status", ["draft", "in_review", "published", "archived"])
def test_editor_opens_her_departments_records(editing: Client, mine: Department, model: str, status: str) -> None:
    record = OF_A_DEPARTMENT[model](mine, status=status)

    assert record.pk in listed(editing, model)
    assert editing.get(address(model, "change", record.pk)).status_code == 200
    assert editing.get(address(model, "history", record.pk)).status_code == 200
    assert ("_save" in text_of(editing.get(address(model, "change", record.pk)))) == (model not in ONLY_SEEN)


@pytest.mark.parametrize("model", OF_A_DEPARTMENT)
@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_editor_reaches_nothing_unpublished_of_another_department(editing: Client, other: Department, model: str, status: str) -> None:
    record = OF_A_DEPARTMENT[model](other, status=status)
    version = record.history.earliest().pk

    assert record.pk not in listed(editing, model)
    assert record.pk not in listed(editing, model, "?all=1&o=1")
    for page in ("change", "history", "delete"):
        where = address(model, page, record.pk)
        for response in (editing.get(where), editing.post(where, {"post": "yes", "status": "draft"})):
            assert is_closed(response), page
    where = f"{address(model, 'history', record.pk)}{version}/"
    assert is_closed(editing.get(where))
    assert is_closed(editing.post(where, {"status": "draft"}))
    for action in ("publish", "back_to_draft", "delete_selected"):
        editing.post(address(model, "changelist"), {"action": action, "_selected_action": [record.pk], "post": "yes"})
    assert type(record).objects.get(pk=record.pk).status == record.status


@pytest.mark.parametrize("model", OF_A_DEPARTMENT)
def test_editor_reads_no_history_of_what_another_department_published(editing: Client, other: Department, model: str) -> None:
    record = OF_A_DEPARTMENT[model](other, status="published")
    version = record.history.earliest().pk

    assert is_closed(editing.get(address(model, "history", record.pk)))
    assert is_closed(editing.get(f"{address(model, 'history', record.pk)}{version}/"))
    assert is_closed(editing.post(f"{address(model, 'history', record.pk)}{version}/", {"status": "draft"}))
    opened = editing.get(address(model, "change", record.pk))
    assert is_closed(opened) if model not in ONLY_SEEN else "_save" not in text_of(opened)
    assert is_closed(editing.post(address(model, "change", record.pk), {"status": "draft"}))


def test_history_of_a_deleted_record_of_another_department_is_closed(editing: Client, mine: Department, other: Department) -> None:
    visit = factories.visit(departments=[other], status="draft")
    key = visit.pk
    visit.delete()

    assert is_closed(editing.get(address("events.visit", "history", key)))


def test_record_of_two_departments_is_both_editors(editing: Client, mine: Department, other: Department) -> None:
    visit = factories.visit(departments=[mine, other], status="draft")

    assert fill_in(editing, address("events.visit", "change", visit.pk), title_en="Together").status_code == 302
    assert set(visit.departments.all()) == {mine, other}


def test_editor_cannot_name_another_department(editing: Client, mine: Department, other: Department) -> None:
    where = "/admin/events/visit/add/"
    response = fill_in(editing, where, direction="incoming", departments=[other.pk])

    assert "departments" in errors_of(response)
    assert choices(editing, "another", app="events", model="visit", field="departments") == []
    assert choices(editing, "neurology", app="events", model="visit", field="departments") != []


def test_editor_names_a_department_of_hers(editing: Client) -> None:
    assert fill_in(editing, "/admin/events/visit/add/", direction="incoming", departments=[]).status_code == 200
    assert fill_in(editing, "/admin/partners/partnership/add/", institution=factories.institution().pk, department="").status_code == 200
    home = University.objects.home().get().pk
    claim = fill_in(editing, "/admin/departments/claim/add/", university=home, department="", number=3, label_en="halls")
    assert "department" in errors_of(claim)


def test_editor_finds_her_department_filled_in(editing: Client, mine: Department) -> None:
    fill_in(editing, "/admin/events/visit/add/", direction="incoming", title_en="New")

    visit = Visit.objects.get(title_en="New")
    assert list(visit.departments.all()) == [mine]
    assert visit.university == mine.university


def test_filters_of_lists_do_not_name_other_departments(editing: Client, mine: Department, other: Department) -> None:
    for model in ("events.visit", "events.event", "departments.person", "partners.partnership"):
        html = text_of(editing.get(address(model, "changelist")))
        assert str(other) not in html, model


def test_autocomplete_offers_no_draft_of_another_department(editing: Client, mine: Department, other: Department) -> None:
    factories.person(name="Zeisig A.", department=other, status="draft")
    assert choices(editing, "zeisig", app="events", model="participant", field="person") == []

    factories.person(name="Zeisig B.", department=other)
    factories.person(name="Zeisig C.", department=mine, status="draft")
    assert len(choices(editing, "zeisig", app="events", model="participant", field="person")) == 2


def test_draft_of_another_department_is_no_choice_in_a_forged_form(editing: Client, mine: Department, other: Department) -> None:
    visit = factories.visit(departments=[mine], status="draft")
    hidden = factories.person(department=other, status="draft")
    row = {"participants-TOTAL_FORMS": 1, "participants-0-person": hidden.pk}
    response = fill_in(editing, address("events.visit", "change", visit.pk), **row)

    assert response.status_code == 200
    assert not visit.participants.exists()


def test_guest_is_whose_visit_it_was(editing: Client, mine: Department, other: Department) -> None:
    guest, stranger = factories.person(status="draft"), factories.person(status="draft")
    factories.participant(person=guest, visit=factories.visit(departments=[mine]))
    factories.participant(person=stranger, visit=factories.visit(departments=[other]))

    assert guest.pk in listed(editing, "departments.person")
    assert stranger.pk not in listed(editing, "departments.person")


def test_guest_that_an_editor_enters_can_be_named_at_once(editing: Client) -> None:
    editing.post("/admin/departments/person/add/?_popup=1", {"_popup": "1", "name": "Zeisig A.", "department": "", "status": "draft"})

    assert len(choices(editing, "zeisig", app="events", model="participant", field="person")) == 1


def test_photograph_of_another_departments_visit_cannot_be_taken(editing: Client, mine: Department, other: Department) -> None:
    photo = factories.photo(visit=factories.visit(departments=[mine]))
    theirs = factories.visit(departments=[other])
    response = fill_in(editing, address("events.photo", "change", photo.pk), visit=theirs.pk)

    assert "visit" in errors_of(response)


@pytest.mark.parametrize("model", ["events.visit", "events.photo", "departments.person", "partners.partnership", "departments.claim"])
def test_editor_deletes_drafts_and_nothing_that_is_or_was_public(editing: Client, mine: Department, model: str) -> None:
    for status, may in (("draft", True), ("in_review", True), ("published", False), ("archived", False)):
        record = OF_A_DEPARTMENT[model](mine, status=status)
        response = editing.post(address(model, "delete", record.pk), {"post": "yes"})
        assert response.status_code == (302 if may else 403), status
        if not may:
            editing.post(address(model, "changelist"), {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"})
        assert type(record).objects.filter(pk=record.pk).exists() != may


def test_editor_deletes_no_published_row(editing: Client, mine: Department) -> None:
    visit = factories.visit(departments=[mine])
    photo = factories.photo(visit=visit)
    where = address("events.visit", "change", visit.pk)

    assert re.search(r'name="photos-0-DELETE"[^>]* disabled', text_of(editing.get(where)))
    assert fill_in(editing, where, **{"photos-0-DELETE": "on"}).status_code == 302
    assert visit.photos.get() == photo


def test_editor_proposes_an_institution_and_edits_it_until_it_is_published(editing: Client) -> None:
    fill_in(editing, "/admin/partners/institution/add/", name_en="Zedelghem clinic", country="BE", status="in_review")
    proposed = Institution.objects.get(name_en="Zedelghem clinic")
    where = address("partners.institution", "change", proposed.pk)
    assert fill_in(editing, where, city_en="Zedelgem").status_code == 302

    Institution.objects.filter(pk=proposed.pk).update(status="published")
    assert "_save" not in text_of(editing.get(where))
    assert editing.post(where, {"name_en": "Forged"}).status_code == 403
    proposed.refresh_from_db()
    assert (proposed.name_en, proposed.city_en) == ("Zedelghem clinic", "Zedelgem")


def test_institution_that_another_proposes_is_hidden_until_it_is_published(editing: Client, other: Department) -> None:
    fill_in(signed_in(editor("colleague", other)), "/admin/partners/institution/add/", name_en="Zedelghem clinic", country="BE")
    proposed = Institution.objects.get(name_en="Zedelghem clinic")

    assert is_closed(editing.get(address("partners.institution", "change", proposed.pk)))
    assert choices(editing, "zedelghem") == []
    Institution.objects.filter(pk=proposed.pk).update(status="published")
    assert choices(editing, "zedelghem") == ["Zedelghem clinic – Belgium"]


def test_editor_picks_from_the_imported_list(editing: Client) -> None:
    factories.institution(name_en="Zedelghem clinic", country="BE", reference="ror:0zedel", status="draft")

    assert choices(editing, "zedelghem") == ["Zedelghem clinic (draft) – Belgium"]


def test_partnerships_of_others_do_not_stand_in_her_institutions_form(editing: Client, mine: Department, other: Department) -> None:
    fill_in(editing, "/admin/partners/institution/add/", name_en="Zedelghem clinic", country="BE")
    proposed = Institution.objects.get(name_en="Zedelghem clinic")
    theirs = factories.partnership(institution=proposed, department=other, status="draft")
    where = address("partners.institution", "change", proposed.pk)

    assert str(other) not in text_of(editing.get(where))
    forged = {
        "partnerships-TOTAL_FORMS": 1,
        "partnerships-INITIAL_FORMS": 1,
        "partnerships-0-id": theirs.pk,
        "partnerships-0-state": "ended",
    }
    fill_in(editing, where, **forged)
    theirs.refresh_from_db()
    assert theirs.state == "active"


def test_editor_without_a_department_has_no_record(mine: Department) -> None:
    lost = signed_in(editor("lost"))
    unassigned = user("unassigned")
    unassigned.groups.add(role(EDITOR), role(OFFICE))
    for client in (lost, signed_in(unassigned)):
        for model in ("events.visit", "departments.department", "departments.person", "partners.partnership", "departments.claim"):
            assert listed(client, model) == set()


def test_address_that_leads_from_a_number_to_a_page_is_gone(editing: Client, other: Department) -> None:
    assert editing.get(f"/admin/r/1/{other.pk}/").status_code == 404


# A hosted university's office


@pytest.fixture
def hosted() -> University:
    return University.objects.get(slug="first-pavlov")


def test_hosted_office_sees_its_own_university_alone(hosted: University, mine: Department) -> None:
    client = signed_in(officer("hosted", hosted))
    own_department = hosted.departments.first() or factories.department(university=hosted)
    own = factories.visit(university=hosted, departments=[own_department], status="draft")
    foreign = factories.visit(university=mine.university, departments=[mine], status="draft")

    assert listed(client, "departments.university") == {hosted.pk}
    assert mine.pk not in listed(client, "departments.department")
    assert own.pk in listed(client, "events.visit")
    assert foreign.pk not in listed(client, "events.visit")
    for page in ("change", "history", "delete"):
        assert client.get(address("events.visit", page, own.pk)).status_code == 200
        assert is_closed(client.get(address("events.visit", page, foreign.pk)))
    assert "university" in errors_of(
        fill_in(client, "/admin/events/visit/add/", direction="incoming", title_en="Forged", university=mine.university_id)
    )


def test_hosted_office_changes_no_words_that_all_share(hosted: University) -> None:
    client = signed_in(officer("hosted", hosted))

    for model in ("partners.tag", "departments.cooperationfield", "partners.cooperationform"):
        assert client.get(address(model, "add")).status_code == 403


def test_hosted_office_edits_an_institution_only_while_it_alone_works_with_it(hosted: University, mine: Department) -> None:
    client = signed_in(officer("hosted", hosted))
    institution = factories.institution()
    factories.partnership(institution=institution, university=hosted)
    where = address("partners.institution", "change", institution.pk)
    assert fill_in(client, where, city_en="Bern").status_code == 302

    factories.partnership(institution=institution, department=mine)
    assert client.post(where, {}).status_code == 403


def test_new_record_of_a_hosted_office_is_its_universitys(hosted: University) -> None:
    client = signed_in(officer("hosted", hosted))
    fill_in(client, "/admin/events/visit/add/", direction="incoming", title_en="New")

    assert Visit.objects.get(title_en="New").university == hosted


# The administrator


@pytest.fixture
def administering() -> Client:
    account = user("boss")
    account.groups.add(role(ADMINISTRATOR))
    Membership.objects.create(user=account).universities.set(University.objects.home())
    return signed_in(account)


def test_administrator_gives_an_account_its_role_and_department(administering: Client, mine: Department) -> None:
    account = user("new")
    where = address("auth.user", "change", account.pk)
    shown = values_of(administering.get(where))
    rows = {"membership-TOTAL_FORMS": 1, "membership-0-departments": [mine.pk], "membership-0-language": "uz"}
    response = administering.post(
        where, shown | rows | {"groups": [role(EDITOR).pk], "date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    )

    assert response.status_code == 302
    assert list(account.membership.departments.all()) == [mine]
    assert list(account.groups.all()) == [role(EDITOR)]


def test_administrator_makes_no_superuser_and_touches_none(administering: Client) -> None:
    above, account = user("above", is_superuser=True), user("new")
    assert administering.post(address("auth.user", "change", above.pk), {"username": "x"}).status_code == 403
    assert administering.get(f"/admin/auth/user/{above.pk}/password/").status_code == 403
    assert administering.post(address("auth.user", "delete", above.pk), {"post": "yes"}).status_code == 403

    shown = values_of(administering.get(address("auth.user", "change", account.pk)))
    forged = {"is_superuser": "on", "date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    administering.post(address("auth.user", "change", account.pk), shown | forged)
    assert not User.objects.get(pk=account.pk).is_superuser


@pytest.mark.parametrize("model", MODELS)
def test_nobody_but_the_administrator_opens_accounts(editing: Client, model: str) -> None:
    if model.startswith("auth."):
        assert editing.get(address(model, "changelist")).status_code == 403
