"""From a draft to the public and back: which steps each role may make, by form, by forged form and in bulk, and who is told."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from departments.models import Department, Person, University
from events.models import Photo, Visit
from smsu_intl.base import printing
from smsu_intl.base.models import ProposedChange, StatusChange
from smsu_intl.base.previews import preview_address
from smsu_intl.base.rights import EVERYTHING, Rights
from smsu_intl.settings import database, mailer
from tests import factories
from tests.test_admin import address, editor, errors_of, fill_in, officer, signed_in, status_of, text_of, user, values_of

pytestmark = pytest.mark.django_db

STATUSES = ("draft", "in_review", "published", "archived")
STEPS_OF_AN_EDITOR = {("draft", "in_review"), ("in_review", "draft")}
ACTIONS = {"draft": "back_to_draft", "in_review": "hand_in", "published": "publish", "archived": "archive"}
Captured = Callable[..., Any]


@pytest.fixture
def mine() -> Department:
    return Department.objects.get(slug="neurology")


@pytest.fixture
def editing(mine: Department) -> Client:
    return signed_in(editor("editor", mine, email="editor@example.org", first_name="Dilnoza"))


@pytest.fixture
def office() -> Client:
    return signed_in(officer("officer", University.objects.home().get(), email="office@example.org"))


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_form_takes_only_the_steps_of_an_editor(editing: Client, mine: Department, before: str, after: str) -> None:
    visit = factories.visit(departments=[mine], status=before)
    where = address("events.visit", "change", visit.pk)
    offered = [value for value, _label in editing.get(where).context["adminform"].form.fields["status"].choices]
    allowed = before == after or (before, after) in STEPS_OF_AN_EDITOR
    response = fill_in(editing, where, status=after)

    assert (after in offered) == allowed
    assert status_of(visit) == (after if allowed else before)
    assert response.status_code == (302 if allowed else 200)
    assert ("status" in errors_of(response)) != allowed if not allowed else True


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_office_makes_every_step(office: Client, mine: Department, before: str, after: str) -> None:
    visit = factories.visit(departments=[mine], status=before)
    assert fill_in(office, address("events.visit", "change", visit.pk), status=after).status_code == 302
    assert status_of(visit) == after


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_action_takes_only_the_steps_of_each_role(editing: Client, office: Client, mine: Department, before: str, after: str) -> None:
    visit = factories.visit(departments=[mine], status=before)
    action = {"action": ACTIONS[after], "_selected_action": [visit.pk]}
    editing.post(address("events.visit", "changelist"), action)
    assert status_of(visit) == (after if (before, after) in STEPS_OF_AN_EDITOR else before)

    office.post(address("events.visit", "changelist"), action)
    assert status_of(visit) == after


@pytest.mark.parametrize(("status", "kept"), [("draft", True), ("in_review", True), ("published", False), ("archived", False)])
def test_editor_enters_nothing_public(editing: Client, status: str, kept: bool) -> None:
    response = fill_in(editing, "/admin/events/event/add/", title_en="New", kind="lecture", status=status)

    assert (response.status_code == 302) == kept


def test_editor_is_offered_no_action_that_publishes(editing: Client, mine: Department) -> None:
    factories.visit(departments=[mine], status="draft")
    html = text_of(editing.get(address("events.visit", "changelist")))

    assert 'value="hand_in"' in html
    assert 'value="publish"' not in html
    assert 'value="archive"' not in html


def test_editor_is_told_what_was_left(editing: Client, mine: Department) -> None:
    visits = [factories.visit(departments=[mine], status=status) for status in ("draft", "published")]
    action = {"action": "hand_in", "_selected_action": [visit.pk for visit in visits]}
    html = text_of(editing.post(address("events.visit", "changelist"), action, follow=True))

    assert "1 record waits for review." in html
    assert "1 record was left as it is" in html


def enter_visit_of_guest(editing: Client, **values: Any) -> Visit:
    """Enter a guest as the “+” does, and a visit of hers."""
    fill_in(editing, "/admin/departments/person/add/?_popup=1", name="Strelkova A.", _popup="1")
    guest = Person.objects.get(name="Strelkova A.")
    rows = {"participants-TOTAL_FORMS": 1, "participants-0-person": guest.pk}
    fill_in(editing, "/admin/events/visit/add/", title_en="Guests", direction="incoming", **rows, **values)
    return Visit.objects.get(title_en="Guests")


def test_new_guest_is_handed_in_and_published_with_the_visit(
    editing: Client, office: Client, client: Client, django_capture_on_commit_callbacks: Captured
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        visit = enter_visit_of_guest(editing, status="in_review")
    guest = Person.objects.get(name="Strelkova A.")
    assert status_of(guest) == "in_review"
    assert len([letter for letter in mail.outbox if letter.to == ["office@example.org"]]) == 1
    assert "Strelkova A." in text_of(Client().get(preview_address(visit)))

    response = office.get(fill_in(office, address("events.visit", "change", visit.pk), status="published").headers["Location"])
    assert "Published together with it: Strelkova A." in text_of(response)
    assert "Strelkova A." in text_of(client.get(visit.get_absolute_url()))


def test_new_partner_and_guest_are_handed_in_from_the_list_too(editing: Client) -> None:
    visit = enter_visit_of_guest(editing, status="draft")
    clinic = factories.institution(name_en="New Clinic", status="draft")
    visit.institutions.add(clinic)
    guest = Person.objects.get(name="Strelkova A.")
    assert status_of(guest) == "draft"
    html = text_of(editing.post(address("events.visit", "changelist"), {"action": "hand_in", "_selected_action": [visit.pk]}, follow=True))

    assert "Handed in together with it: Strelkova A." in html
    assert status_of(guest) == "in_review"
    assert status_of(clinic) == "draft"  # it is not hers


def test_guest_who_was_given_back_stays_a_draft_and_the_office_is_told(editing: Client, office: Client) -> None:
    visit = enter_visit_of_guest(editing, status="in_review")
    guest = Person.objects.get(name="Strelkova A.")
    fill_in(office, address("departments.person", "change", guest.pk), status="draft")
    fill_in(editing, address("events.visit", "change", visit.pk), status="draft")
    fill_in(editing, address("events.visit", "change", visit.pk), status="in_review")
    assert status_of(guest) == "draft"

    response = office.get(fill_in(office, address("events.visit", "change", visit.pk), status="published").headers["Location"])
    assert status_of(guest) == "draft"
    assert "Strelkova A.</a>” is not published yet" in text_of(response)


def test_guest_added_to_what_is_public_waits_beside_the_change(editing: Client, mine: Department) -> None:
    visit = factories.visit(departments=[mine])
    fill_in(editing, "/admin/departments/person/add/?_popup=1", name="Strelkova A.", _popup="1")
    guest = Person.objects.get(name="Strelkova A.")
    rows = {"participants-TOTAL_FORMS": 1, "participants-0-person": guest.pk}
    fill_in(editing, address("events.visit", "change", visit.pk), **rows)

    assert ProposedChange.objects.waiting().of(visit).exists()
    assert status_of(guest) == "in_review"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("status", "letter"), [("in_review", "For review: Guests"), ("draft", "For review: Lecture")])
def test_step_of_a_row_is_noted_and_told_once(
    editing: Client, mine: Department, django_capture_on_commit_callbacks: Captured, status: str, letter: str
) -> None:
    visit = factories.visit(departments=[mine], title_en="Guests", status="draft")
    photo = factories.photo(visit=visit, alt_en="Lecture", status="draft")
    with django_capture_on_commit_callbacks(execute=True):
        fill_in(editing, address("events.visit", "change", visit.pk), status=status, **{"photos-0-status": "in_review"})

    assert [sent.subject for sent in mail.outbox if sent.to == ["office@example.org"]] == [letter]
    assert [(step.before, step.after) for step in StatusChange.objects.of(photo)] == [("draft", "in_review")]


def test_page_before_deleting_names_only_what_has_a_name(editing: Client, mine: Department) -> None:
    visit = factories.visit(departments=[mine], institutions=[factories.institution()], title_en="Guests", status="draft")
    html = text_of(editing.get(address("events.visit", "delete", visit.pk)))

    assert "Guests" in html
    assert "relationship" not in html


@pytest.mark.parametrize(("language", "heading"), [("ru", "Визиты"), ("uz", "Tashriflar")])
def test_list_is_headed_by_what_it_lists(editing: Client, language: str, heading: str) -> None:
    editing.cookies["django_language"] = language
    assert f"<h1>{heading}</h1>" in text_of(editing.get(address("events.visit", "changelist")))


@pytest.mark.parametrize("status", ["published", "archived"])
def test_row_takes_no_step_that_its_editor_may_not_make(editing: Client, mine: Department, status: str) -> None:
    visit = factories.visit(departments=[mine], status="draft")
    photo = factories.photo(visit=visit, status="draft")
    response = fill_in(editing, address("events.visit", "change", visit.pk), **{"photos-0-status": status})

    assert response.status_code == 200
    assert status_of(photo) == "draft"


def test_earlier_version_brings_no_status_back_that_its_editor_may_not_set(editing: Client, office: Client, mine: Department) -> None:
    visit = factories.visit(departments=[mine])
    once_public = visit.history.latest().pk
    fill_in(office, address("events.visit", "change", visit.pk), status="draft")
    where = f"{address('events.visit', 'history', visit.pk)}{once_public}/"

    editing.post(where, values_of(editing.get(where)) | {"status": "published"})
    assert status_of(visit) == "draft"


def test_partner_from_the_list_is_not_published_by_an_editor(editing: Client, mine: Department) -> None:
    picked = factories.institution(reference="ror:0zedel", status="draft")
    partnership = factories.partnership(department=mine)
    fill_in(editing, address("partners.partnership", "change", partnership.pk), institution=picked.pk)

    assert status_of(picked) == "draft"


def test_photograph_of_an_editor_waits(editing: Client, mine: Department) -> None:
    photo = factories.photo(department=mine, status="draft")
    fill_in(editing, address("events.photo", "change", photo.pk), status="in_review")

    assert not Photo.objects.published().filter(pk=photo.pk).exists()


def test_editor_does_not_set_the_day_of_publication(editing: Client, mine: Department) -> None:
    visit = factories.visit(departments=[mine])
    typed = {"publish_from_0": "2999-01-01", "publish_from_1": "10:00"}
    assert fill_in(editing, address("events.visit", "change", visit.pk), **typed).status_code == 302

    visit.refresh_from_db()
    assert visit.publish_from is None


# Who is told


def test_office_reads_that_something_waits(
    editing: Client, office: Client, mine: Department, django_capture_on_commit_callbacks: Captured
) -> None:
    hosted = officer("hosted", University.objects.get(slug="first-pavlov"), email="hosted@example.org")
    factories.visit(university=hosted.membership.universities.get())
    visit = factories.visit(departments=[mine], university=mine.university, title_en="Guests\nfrom Bern", status="draft")
    with django_capture_on_commit_callbacks(execute=True):
        fill_in(editing, address("events.visit", "change", visit.pk), status="in_review", review_note="Please look <today>.")

    (letter,) = mail.outbox
    assert letter.to == ["office@example.org"]
    assert letter.subject == "For review: Guests from Bern"
    assert "Dilnoza handed this in for review." in letter.body
    assert "Please look <today>." in letter.body
    assert f"http://testserver/admin/events/visit/{visit.pk}/change/" in letter.body
    step = StatusChange.objects.of(visit).get()
    assert (step.before, step.after, step.note, step.made_by.username) == ("draft", "in_review", "Please look <today>.", "editor")


@pytest.mark.parametrize(("language", "subject"), [("", "Published"), ("ru", "Опубликовано"), ("uz", "Eʼlon qilindi")])
def test_author_reads_in_her_language_what_became_of_it(
    *, editing: Client, office: Client, mine: Department, django_capture_on_commit_callbacks: Captured, language: str, subject: str
) -> None:
    membership = mine.memberships.get()
    membership.language = language
    membership.save()
    visit = factories.visit(departments=[mine], title_en="Guests", title_ru="Гости", title_uz="Mehmonlar", status="draft")
    fill_in(editing, address("events.visit", "change", visit.pk), status="in_review")
    with django_capture_on_commit_callbacks(execute=True):
        office.post(address("events.visit", "changelist"), {"action": "publish", "_selected_action": [visit.pk]})

    (letter,) = mail.outbox
    title = {"": "Guests", "ru": "Гости", "uz": "Mehmonlar"}[language]
    assert letter.to == ["editor@example.org"]
    assert letter.subject == f"{subject}: {title}"


def test_many_at_once_make_one_letter(
    editing: Client, office: Client, mine: Department, django_capture_on_commit_callbacks: Captured
) -> None:
    visits = [factories.visit(departments=[mine], status="draft") for _number in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        action = {"action": "hand_in", "_selected_action": [visit.pk for visit in visits]}
        editing.post(address("events.visit", "changelist"), action)

    (letter,) = mail.outbox
    assert letter.subject.endswith("(+2)")
    assert letter.body.count("http://testserver/admin/events/visit/") == 3


def test_nobody_writes_to_oneself_or_to_those_without_an_address(
    office: Client, mine: Department, django_capture_on_commit_callbacks: Captured
) -> None:
    officer("silent", University.objects.home().get())
    user("above", is_superuser=True, email="above@example.org")
    visit = factories.visit(departments=[mine], status="draft")
    with django_capture_on_commit_callbacks(execute=True):
        fill_in(office, address("events.visit", "change", visit.pk), status="in_review")

    assert mail.outbox == []


def test_mail_server_that_is_down_loses_nothing(
    editing: Client, office: Client, mine: Department, django_capture_on_commit_callbacks: Captured, settings: Any
) -> None:
    settings.MAILERS = {"default": mailer("smtp://127.0.0.1:9")}
    visit = factories.visit(departments=[mine], status="draft")
    with django_capture_on_commit_callbacks(execute=True):
        response = fill_in(editing, address("events.visit", "change", visit.pk), status="in_review")

    assert response.status_code == 302
    assert status_of(visit) == "in_review"


def test_form_shows_the_last_steps_and_their_notes(editing: Client, office: Client, mine: Department) -> None:
    visit = factories.visit(departments=[mine], status="draft")
    where = address("events.visit", "change", visit.pk)
    fill_in(editing, where, status="in_review", review_note="<b>Look</b>")

    html = text_of(office.get(where))
    assert "&lt;b&gt;Look&lt;/b&gt;" in html
    assert "Note to whoever handed it in" in html
    assert "Note to the reviewer" in text_of(editing.get(where))


# The rules themselves


def test_rights_say_the_same_as_the_table() -> None:
    for before in STATUSES:
        for after in STATUSES:
            assert EVERYTHING.may_set(before, after)
            assert Rights().may_set(before, after) == (before == after or (before, after) in STEPS_OF_AN_EDITOR)


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org", "smtp:", "smtp://"])
def test_mailer_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mailer(url)


@pytest.mark.parametrize("url", ["", " ", "example.org", "postgres//user:secret@host/name", "ftp://user:secret@host/name"])
def test_database_that_cannot_be_is_refused_without_telling_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        database(url)

    assert "secret" not in str(refusal.value)


def test_mailer_is_read_from_its_address() -> None:
    assert mailer("smtps://me%40example.org:p%2Fw@mail.example.org")["OPTIONS"] == {
        "host": "mail.example.org",
        "port": 465,
        "timeout": 10,
        "use_ssl": True,
        "username": "me@example.org",
        "password": "p/w",
    }


def test_letter_on_the_terminal_is_read_in_any_alphabet(capsys: pytest.CaptureFixture[str]) -> None:
    letter = mail.EmailMessage("Приглашение", "Ссылка: http://127.0.0.1/a-very-long-link", to=["ivanova@example.org"])
    printing.EmailBackend(stream=sys.stdout).send_messages([letter])

    printed = capsys.readouterr().out
    assert "Subject: Приглашение" in printed
    assert "Ссылка: http://127.0.0.1/a-very-long-link" in printed
    assert "ivanova@example.org" in printed
    assert mailer("console:") == {"BACKEND": "smsu_intl.base.printing.EmailBackend"}
