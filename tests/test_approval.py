"""What an editor changes in a published record waits for approval; what was deleted comes back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments.models import Department, Membership, University
from events.models import Photo, Visit
from smsu_intl.base import approval, previews
from smsu_intl.base.models import Deletion, ProposedChange, Source
from smsu_intl.base.previews import preview_address
from tests import factories
from tests.test_admin import address, editor, fill_in, officer, signed_in, text_of, values_of

pytestmark = pytest.mark.django_db
Captured = Callable[..., Any]


@pytest.fixture
def mine() -> Department:
    return Department.objects.get(slug="neurology")


@pytest.fixture
def editing(mine: Department) -> Client:
    return signed_in(editor("editor", mine, email="editor@example.org", first_name="Dilnoza", last_name="Karimova"))


@pytest.fixture
def office() -> Client:
    return signed_in(officer("officer", University.objects.home().get(), email="office@example.org"))


@pytest.fixture
def visit(mine: Department) -> Visit:
    shown = factories.visit(departments=[mine], title_en="As it was", institutions=[factories.institution(name_en="First Clinic")])
    factories.participant(visit=shown, person=factories.person(name="Ahmedov A."))
    return shown


def form_of(record: Any) -> str:
    return address(record._meta.label_lower, "change", record.pk)


def public(record: Any) -> str:
    return text_of(Client().get(record.get_absolute_url()))


def waiting(record: Any) -> ProposedChange:
    return ProposedChange.objects.waiting().of(record).get()


def page_of(change: ProposedChange) -> str:
    return reverse("admin:proposed_change", args=[change.pk])


def accept(office: Client, change: ProposedChange, *left_out: str, **values: Any) -> Any:
    """Accept a change as its page offers it, without the items that stand under the labels `left_out`."""
    shown = office.get(page_of(change)).context
    ticked = [item.name for item in shown["items"] if item.label not in left_out]
    return office.post(page_of(change), {"accept": "", "item": ticked, "seen": shown["seen"], **values}, follow=True)


def refuse(office: Client, change: ProposedChange, **values: Any) -> Any:
    seen = office.get(page_of(change)).context["seen"]
    return office.post(page_of(change), {"refuse": "", "seen": seen, **values}, follow=True)


# Proposing


def test_public_sees_the_record_as_it_was_until_the_change_is_accepted(editing: Client, office: Client, visit: Visit) -> None:
    response = fill_in(editing, form_of(visit), title_en="As it will be", **{"participants-0-role_en": "lecturer"})
    assert response.status_code == 302
    assert "As it was" in public(visit)
    assert "As it will be" not in public(visit)
    assert "lecturer" not in public(visit)
    before = visit.history.count()

    html = text_of(office.get(page_of(waiting(visit))))
    assert "As it was" in html
    assert "As it will be" in html
    assert "Dilnoza Karimova" in html
    answer = text_of(accept(office, waiting(visit)))

    assert "The change was accepted, and the public sees it now." in answer
    assert "As it will be" in public(visit)
    assert "lecturer" in public(visit)
    assert "As it was" not in public(visit)
    assert visit.history.count() == before + 1
    assert visit.history.latest().history_change_reason == "Proposed by Dilnoza Karimova"


def test_rows_and_links_are_held_back_too(editing: Client, office: Client, visit: Visit) -> None:
    other = factories.institution(name_en="Second Clinic")
    shown = values_of(editing.get(form_of(visit)))
    rows = {"participants-0-DELETE": "on", "participants-TOTAL_FORMS": 2, "participants-1-description_en": "nine students"}
    editing.post(form_of(visit), shown | rows | {"institutions": [other.pk]})
    assert "Ahmedov A." in public(visit)
    assert "nine students" not in public(visit)
    assert "Second Clinic" not in public(visit)

    html = text_of(office.get(page_of(waiting(visit))))
    for text in ("Ahmedov A.", "nine students", "First Clinic", "Second Clinic"):
        assert text in html
    accept(office, waiting(visit))

    assert "Ahmedov A." not in public(visit)
    assert "nine students" in public(visit)
    assert [one.name_en for one in visit.institutions.all()] == ["Second Clinic"]


def test_form_shows_the_change_that_waits_and_goes_on_from_it(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="First change")
    shown = values_of(editing.get(form_of(visit)))
    assert shown["title_en"] == "First change"
    assert "waits for approval" in text_of(editing.get(form_of(visit)))
    assert values_of(office.get(form_of(visit)))["title_en"] == "As it was"

    fill_in(editing, form_of(visit), summary_en="Second change")
    accept(office, waiting(visit))
    visit.refresh_from_db()

    assert (visit.title_en, visit.summary_en) == ("First change", "Second change")


def test_added_row_can_be_changed_again_while_it_waits(editing: Client, office: Client, visit: Visit) -> None:
    shown = values_of(editing.get(form_of(visit)))
    editing.post(form_of(visit), shown | {"participants-TOTAL_FORMS": 2, "participants-1-description_en": "nine students"})
    assert values_of(editing.get(form_of(visit)))["participants-1-description_en"] == "nine students"
    fill_in(editing, form_of(visit), **{"participants-1-description_en": "ten students"})
    accept(office, waiting(visit))

    assert sorted(visit.participants.values_list("description_en", flat=True)) == ["", "ten students"]


def test_change_taken_back_in_the_form_waits_no_more(editing: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="First change")
    fill_in(editing, form_of(visit), title_en="As it was")

    assert not ProposedChange.objects.waiting().of(visit).exists()
    assert ProposedChange.objects.of(visit).get().state == "withdrawn"


def test_form_saved_as_it_is_proposes_nothing(editing: Client, visit: Visit) -> None:
    assert "Nothing was changed." in text_of(editing.post(form_of(visit), values_of(editing.get(form_of(visit))), follow=True))
    assert not ProposedChange.objects.exists()


def test_refused_form_proposes_nothing_and_loses_nothing(editing: Client, visit: Visit) -> None:
    response = fill_in(editing, form_of(visit), period="the day before", title_en="Typed")

    assert response.status_code == 200
    assert values_of(response)["title_en"] == "Typed"
    assert not ProposedChange.objects.exists()


def test_draft_is_changed_at_once(editing: Client, mine: Department) -> None:
    draft = factories.visit(departments=[mine], status="draft", title_en="Before")
    fill_in(editing, form_of(draft), title_en="After")
    draft.refresh_from_db()

    assert draft.title_en == "After"
    assert not ProposedChange.objects.exists()


def test_office_changes_at_once(office: Client, visit: Visit) -> None:
    fill_in(office, form_of(visit), title_en="After")

    assert "After" in public(visit)
    assert not ProposedChange.objects.exists()


def test_earlier_version_waits_too(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(office, form_of(visit), title_en="Later")
    first = visit.history.earliest().pk
    where = f"{address('events.visit', 'history', visit.pk)}{first}/"
    editing.post(where, values_of(editing.get(where)))

    assert "Later" in public(visit)
    assert "As it was" in text_of(office.get(page_of(waiting(visit))))


def test_partner_added_to_a_department_is_public_once_accepted(editing: Client, office: Client, mine: Department) -> None:
    partner = factories.institution(name_en="New Partner Clinic")
    shown = values_of(editing.get(form_of(mine)))
    number = int(shown["partnerships-TOTAL_FORMS"])
    row = {"institution": partner.pk, "role": "partner", "state": "active", "status": ""}
    row = {f"partnerships-{number}-{name}": value for name, value in row.items()} | {"partnerships-TOTAL_FORMS": number + 1}
    assert editing.post(form_of(mine), shown | row).status_code == 302
    assert not mine.partnerships.filter(institution=partner).exists()
    accept(office, waiting(mine))

    assert mine.partnerships.get(institution=partner).status == "published"


def test_second_editor_is_told(editing: Client, visit: Visit, mine: Department) -> None:
    colleague = signed_in(editor("colleague", mine))
    fill_in(editing, form_of(visit), title_en="First change")
    opened = values_of(colleague.get(form_of(visit)))
    fill_in(editing, form_of(visit), title_en="Second change")
    response = colleague.post(form_of(visit), opened | {"summary_en": "Hers"})

    assert response.status_code == 200
    assert "Somebody else saved this record" in text_of(response)
    assert values_of(response)["summary_en"] == "Hers"


# Deciding


def test_part_of_a_change_is_accepted(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="New title", summary_en="New summary")
    label = next(item.label for item in office.get(page_of(waiting(visit))).context["items"] if item.after == "New title")
    answer = text_of(accept(office, waiting(visit), label))
    visit.refresh_from_db()

    assert (visit.title_en, visit.summary_en) == ("As it was", "New summary")
    assert "The rest stays as it was." in answer


def test_nothing_ticked_is_no_acceptance(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="New title")
    answer = text_of(accept(office, waiting(visit), item=[]))

    assert "Tick at least one change" in answer
    assert waiting(visit).is_waiting


def test_what_was_changed_meanwhile_is_marked_and_not_ticked(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="New title", summary_en="New summary")
    fill_in(office, form_of(visit), title_en="The office's title")
    page = office.get(page_of(waiting(visit)))
    (clash,) = [item for item in page.context["items"] if item.now is not None]

    assert (clash.before, clash.after, clash.now) == ("As it was", "New title", "The office's title")
    assert text_of(page).count(" checked") == 1


def test_refused_change_leaves_the_record_and_tells_why(
    editing: Client, office: Client, visit: Visit, django_capture_on_commit_callbacks: Captured
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        fill_in(editing, form_of(visit), title_en="New title", review_note="Please look.")
    change = waiting(visit)
    with django_capture_on_commit_callbacks(execute=True):
        refuse(office, change, answer="The title is on the diploma.")
    proposal, answer = mail.outbox

    assert "As it was" in public(visit)
    assert proposal.to == ["office@example.org"]
    assert "Please look." in proposal.body
    assert page_of(change) in proposal.body
    assert answer.to == ["editor@example.org"]
    assert "The title is on the diploma." in answer.body
    assert "The title is on the diploma." in text_of(editing.get(page_of(change)))


def test_decision_is_made_once(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="New title")
    change = waiting(visit)
    refuse(office, change)
    answer = text_of(accept(office, change))

    assert "Somebody decided on this change already." in answer
    assert "As it was" in public(visit)


def test_editor_withdraws_her_change_but_accepts_none(editing: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="New title")
    change = waiting(visit)

    assert accept(editing, change).status_code == 403
    assert "New title" not in public(visit)
    editing.post(page_of(change), {"withdraw": ""})
    change.refresh_from_db()
    assert change.state == "withdrawn"


def test_change_of_another_department_is_not_there(editing: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="New title")
    stranger = signed_in(editor("stranger", Department.objects.exclude(pk=visit.departments.get().pk).first()))

    assert stranger.get(page_of(waiting(visit))).status_code == 404
    assert stranger.post(page_of(waiting(visit)), {"withdraw": ""}).status_code == 404
    assert Client().get(page_of(waiting(visit))).status_code == 302


def test_change_that_cannot_be_made_any_more_says_why(editing: Client, office: Client, visit: Visit) -> None:
    person = factories.person(name="Karimov K.")
    fill_in(editing, form_of(visit), **{"participants-0-person": person.pk})
    change = waiting(visit)
    person.delete()
    answer = text_of(accept(office, change))

    assert "A record that it names was deleted since (Person)." in answer
    assert waiting(visit) == change
    assert editing.get(form_of(visit)).status_code == 200


def test_office_finds_what_waits(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="New title")
    assert "?attention=changes" in text_of(office.get("/admin/"))
    listed = office.get("/admin/events/visit/?attention=changes").context["cl"].result_list

    assert list(listed) == [visit]
    assert page_of(waiting(visit)) in text_of(office.get(form_of(visit)))


def test_database_lets_one_edit_wait_per_record(visit: Visit) -> None:
    one = {"kind": "events.visit", "record_key": visit.pk}
    ProposedChange.objects.create(**one)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedChange.objects.create(**one)
    ProposedChange.objects.create(**one, sort="correction")


def test_change_altered_while_it_was_looked_at_is_not_accepted_unseen(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="Harmless")
    change = waiting(visit)
    shown = office.get(page_of(change)).context
    fill_in(editing, form_of(visit), title_en="Harmful")
    posted = {"accept": "", "item": [item.name for item in shown["items"]], "seen": shown["seen"]}
    answer = text_of(office.post(page_of(change), posted, follow=True))

    assert "This was changed while you looked at it" in answer
    assert "As it was" in public(visit)
    assert waiting(visit) == change


def test_record_altered_while_its_change_was_looked_at_is_not_overwritten_unseen(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="Proposed")
    change = waiting(visit)
    shown = office.get(page_of(change)).context
    fill_in(office, form_of(visit), title_en="By a colleague")
    posted = {"accept": "", "item": [item.name for item in shown["items"]], "seen": shown["seen"]}
    office.post(page_of(change), posted)

    assert "By a colleague" in public(visit)


def test_accepted_partner_takes_its_institution_along(editing: Client, office: Client, mine: Department) -> None:
    partner = factories.institution(name_en="New Partner Clinic", status="draft", reference="imported")
    shown = values_of(editing.get(form_of(mine)))
    number = int(shown["partnerships-TOTAL_FORMS"])
    row = {"institution": partner.pk, "role": "partner", "state": "active", "status": ""}
    row = {f"partnerships-{number}-{name}": value for name, value in row.items()} | {"partnerships-TOTAL_FORMS": number + 1}
    assert editing.post(form_of(mine), shown | row).status_code == 302
    accept(office, waiting(mine))
    partner.refresh_from_db()

    assert partner.status == "published"


# What leads around approval


def test_row_taken_from_a_draft_does_not_come_back_once_it_is_public(editing: Client, office: Client, mine: Department) -> None:
    draft = factories.visit(departments=[mine], status="draft")
    factories.participant(visit=draft, description_en="nobody's guests")
    fill_in(editing, form_of(draft), **{"participants-0-DELETE": "on"})
    restoring = reverse("admin:restore", args=[Deletion.objects.get().pk])
    Visit.objects.filter(pk=draft.pk).update(status="published")
    answer = text_of(editing.post(restoring, follow=True))

    assert "Ask the international office" in answer
    assert not draft.participants.exists()
    office.post(restoring)
    assert editing.post(restoring).status_code == 404


def test_what_is_of_another_department_by_now_does_not_come_back(editing: Client, mine: Department) -> None:
    draft = factories.visit(departments=[mine], status="draft")
    editing.post(address("events.visit", "delete", draft.pk), {"post": "yes"})
    Membership.objects.get(user__username="editor").departments.set(Department.objects.exclude(pk=mine.pk)[:1])
    answer = text_of(editing.post(reverse("admin:restore", args=[Deletion.objects.get().pk]), follow=True))

    assert "Ask the international office" in answer
    assert not Visit.objects.filter(pk=draft.pk).exists()


def test_published_row_of_a_draft_is_not_changed_beside_its_own_form(editing: Client, mine: Department) -> None:
    person = factories.person(name="Ahmedov A.", department=mine, email="right@example.org")
    Department.objects.filter(pk=mine.pk).update(status="draft")
    shown = values_of(editing.get(form_of(mine)))
    row = next(name for name, value in shown.items() if value == "right@example.org")
    response = editing.post(form_of(mine), shown | {row: "wrong@example.org"})
    person.refresh_from_db()

    assert "This is published already." in text_of(response)
    assert person.email == "right@example.org"


def test_cited_source_is_not_changed_beside_what_cites_it(editing: Client, visit: Visit) -> None:
    editing.post(address("base.source", "add"), {"title_en": "Our newspaper", "is_public": "on"})
    source = Source.objects.get(title_en="Our newspaper")
    fill_in(editing, form_of(source), title_en="Our weekly")
    visit.sources.add(source)
    fill_in(editing, form_of(source), title_en="Something else")
    source.refresh_from_db()

    assert source.title_en == "Our weekly"


def test_public_institution_is_given_no_name_beside_its_form(editing: Client) -> None:
    shown = factories.institution(name_en="First Clinic")
    typed = {"institution": shown.pk, "text": "Second-rate Clinic", "sort": "as_written"}
    response = editing.post(address("partners.institutionname", "add"), typed)

    assert response.status_code == 200
    assert not shown.names.filter(text="Second-rate Clinic").exists()


def test_hosted_office_changes_no_guest_of_others_by_naming_one(visit: Visit) -> None:
    hosted = University.objects.get(slug="first-pavlov")
    client = signed_in(officer("hosted", hosted))
    ours, theirs = factories.person(name="Guest of ours"), factories.person(name="Guest of theirs")
    factories.participant(visit=visit, person=ours)
    own = factories.event(university=hosted, status="draft")
    for person in (ours, theirs):
        factories.participant(event=own, person=person)

    assert client.get(form_of(theirs)).status_code == 200
    assert client.get(form_of(ours)).status_code == 302
    fill_in_as = {"name": "Renamed", "status": "published"}
    assert client.post(form_of(ours), fill_in_as).status_code == 302
    ours.refresh_from_db()
    assert ours.name == "Guest of ours"


# Looking before


def test_draft_is_seen_by_whoever_has_the_link(editing: Client, mine: Department) -> None:
    draft = factories.visit(departments=[mine], status="draft", title_en="Only a draft", slug="only-a-draft")
    factories.photo(visit=draft, status="in_review", alt_en="A lectern")
    factories.photo(visit=draft, status="draft", alt_en="Nobody agreed yet")
    link = editing.get(form_of(draft)).context["preview_address"]
    page = Client().get(link)
    html = text_of(page)

    assert page.status_code == 200
    assert "Only a draft" in html
    assert "A lectern" in html
    assert "Nobody agreed yet" not in html
    assert "A preview: the public does not see this page" in html
    assert '<meta name="robots" content="noindex">' in html
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    assert not page.cookies
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert Client().get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("language", "notice"), [("ru", "Предварительный просмотр"), ("uz", "Oldindan koʻrish")])
def test_preview_speaks_every_language_and_leads_to_the_others(visit: Visit, language: str, notice: str) -> None:
    english = preview_address(visit)  # made once: it tells the second in which it was made
    html = text_of(Client().get(english.replace("/en/", f"/{language}/", 1)))

    assert notice in html
    assert f'href="{english}"' in html


def test_change_is_seen_before_it_is_accepted(editing: Client, office: Client, visit: Visit) -> None:
    fill_in(editing, form_of(visit), title_en="As it will be")
    link = office.get(page_of(waiting(visit))).context["preview_address"]

    assert "As it will be" in text_of(Client().get(link))
    assert "As it will be" not in public(visit)
    accept(office, waiting(visit))
    gone = Client().get(link)
    assert gone.status_code == 410
    assert "was decided on already" in text_of(gone)


def test_preview_ends(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    link = preview_address(visit)
    monkeypatch.setattr(previews, "VALID_DAYS", -1)
    page = Client().get(link)

    assert page.status_code == 410
    assert "This link to a preview is too old." in text_of(page)


@pytest.mark.parametrize("token", ["x", "WyJ4Il0:1abc:def", "%00", "a" * 3000])
def test_forged_preview_is_not_there(token: str) -> None:
    assert Client().get(f"/en/preview/{token}/").status_code == 404


def test_preview_of_what_was_deleted_says_so(visit: Visit) -> None:
    link = preview_address(visit)
    visit.delete()

    assert Client().get(link).status_code == 410


def test_preview_of_a_part_shows_no_other_drafts_of_its_page(mine: Department) -> None:
    clinic = factories.institution()
    other = Department.objects.exclude(pk=mine.pk)[0]
    own = factories.partnership(institution=clinic, department=mine, status="draft")
    factories.partnership(institution=clinic, department=other, status="draft")
    html = text_of(Client().get(preview_address(own)))

    assert mine.get_absolute_url() in html
    assert other.get_absolute_url() not in html


# Taking out of sight for a time, and for good


@pytest.mark.parametrize(("until", "is_seen"), [(timedelta(hours=1), True), (-timedelta(hours=1), False)])
def test_record_is_withdrawn_when_its_time_is_over(visit: Visit, until: timedelta, is_seen: bool) -> None:
    Visit.objects.filter(pk=visit.pk).update(publish_until=timezone.now() + until)
    visit.refresh_from_db()

    assert visit.is_published == is_seen
    assert (Client().get(visit.get_absolute_url()).status_code == 200) == is_seen


def test_deleted_visit_comes_back_whole(office: Client, visit: Visit) -> None:
    photo = factories.photo(visit=visit, alt_en="A lectern")
    address_before = visit.get_absolute_url()
    before = snapshot(visit)
    office.post(address("events.visit", "delete", visit.pk), {"post": "yes"})
    assert Client().get(address_before).status_code == 404

    html = text_of(office.get("/admin/deleted/"))
    assert "As it was" in html
    deletion = Deletion.objects.get()
    response = office.post(reverse("admin:restore", args=[deletion.pk]), follow=True)

    assert "is back." in text_of(response)
    assert snapshot(Visit.objects.get(pk=visit.pk)) == before
    assert Client().get(address_before).status_code == 200
    assert Client().get(photo.thumbnail).status_code == 200
    assert not Deletion.objects.restorable().exists()


def snapshot(visit: Visit) -> Any:
    rows = [list(getattr(visit, name).order_by("pk").values()) for name in ("participants", "sessions", "counts", "photos")]
    links = [sorted(getattr(visit, name).values_list("pk", flat=True)) for name in ("departments", "institutions", "sources")]
    own = Visit.objects.filter(pk=visit.pk).values().get()
    for row in [own, *(row for part in rows for row in part)]:
        row.pop("updated_at", None)
    return own, rows, links


def test_what_had_lost_a_deleted_record_gets_it_back(office: Client, mine: Department) -> None:
    person = factories.person(name="Ahmedov A.", department=mine)
    Department.objects.filter(pk=mine.pk).update(head=person)
    office.post(address("departments.person", "delete", person.pk), {"post": "yes"})
    mine.refresh_from_db()
    assert mine.head is None
    office.post(reverse("admin:restore", args=[Deletion.objects.get().pk]))
    mine.refresh_from_db()

    assert mine.head == person


def test_what_was_given_another_meanwhile_keeps_it(office: Client, mine: Department) -> None:
    person, successor = factories.person(name="Ahmedov A."), factories.person(name="Karimov K.")
    Department.objects.filter(pk=mine.pk).update(head=person)
    office.post(address("departments.person", "delete", person.pk), {"post": "yes"})
    Department.objects.filter(pk=mine.pk).update(head=successor)
    office.post(reverse("admin:restore", args=[Deletion.objects.get().pk]))
    mine.refresh_from_db()

    assert mine.head == successor


def test_selected_records_are_deleted_and_come_back_one_by_one(office: Client, mine: Department) -> None:
    visits = [factories.visit(departments=[mine], title_en=f"Visit {number}") for number in range(2)]
    action = {"action": "delete_selected", "_selected_action": [visit.pk for visit in visits], "post": "yes"}
    office.post(address("events.visit", "changelist"), action)

    assert sorted(Deletion.objects.values_list("title", flat=True)) == ["Visit 0", "Visit 1"]


def test_row_taken_away_in_a_form_comes_back(office: Client, visit: Visit) -> None:
    fill_in(office, form_of(visit), **{"participants-0-DELETE": "on"})
    assert not visit.participants.exists()
    office.post(reverse("admin:restore", args=[Deletion.objects.get().pk]))

    assert visit.participants.get().person.name == "Ahmedov A."


def test_what_cannot_come_back_says_why(office: Client, visit: Visit) -> None:
    fill_in(office, form_of(visit), **{"participants-0-DELETE": "on"})
    Visit.objects.filter(pk=visit.pk).delete()
    response = office.post(reverse("admin:restore", args=[Deletion.objects.get().pk]), follow=True)

    assert "A record that it names was deleted since (Visit)." in text_of(response)
    assert Deletion.objects.restorable().exists()


def test_editor_brings_back_only_what_she_deleted(editing: Client, office: Client, visit: Visit, mine: Department) -> None:
    own = factories.visit(departments=[mine], status="draft", title_en="Her draft")
    office.post(address("events.visit", "delete", visit.pk), {"post": "yes"})
    editing.post(address("events.visit", "delete", own.pk), {"post": "yes"})
    theirs, hers = Deletion.objects.get(record_key=visit.pk), Deletion.objects.get(record_key=own.pk)
    html = text_of(editing.get("/admin/deleted/"))

    assert "Her draft" in html
    assert "As it was" not in html
    assert editing.post(reverse("admin:restore", args=[theirs.pk])).status_code == 404
    assert editing.get(reverse("admin:restore", args=[hers.pk])).status_code == 405
    editing.post(reverse("admin:restore", args=[hers.pk]))
    assert Visit.objects.get(pk=own.pk).status == "draft"


def test_old_deletions_are_forgotten_with_their_photographs(office: Client, visit: Visit) -> None:
    photo = factories.photo(visit=visit)
    office.post(address("events.visit", "delete", visit.pk), {"post": "yes"})
    assert approval.steps_of(Deletion.objects.get())
    Deletion.objects.update(done_at=timezone.now() - timedelta(days=200))
    call_command("clean_deleted")

    assert not Deletion.objects.exists()
    assert not Photo.objects.filter(pk=photo.pk).exists()
