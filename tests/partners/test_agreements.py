"""Agreements: how one state follows on another, renewals, and documents that only those see who may."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments.models import Department, University
from partners.models import Agreement, AgreementDocument
from smsu_intl.base.models import Deletion
from tests import factories
from tests.test_admin import address, editor, errors_of, fill_in, officer, signed_in, text_of, user, values_of

pytestmark = pytest.mark.django_db

NOTES = ("Ask the dean first", "They say 2031")
STATES = ("in_preparation", "signed", "superseded", "terminated")
STEPS = {
    ("in_preparation", "signed"),
    ("signed", "superseded"),
    ("signed", "terminated"),
    ("signed", "in_preparation"),
    ("superseded", "signed"),
    ("terminated", "signed"),
}


@pytest.fixture
def mine() -> Department:
    return Department.objects.get(slug="neurology")


@pytest.fixture
def office() -> Client:
    return signed_in(officer("officer", University.objects.home().get()))


@pytest.fixture
def editing(mine: Department) -> Client:
    return signed_in(editor("editor", mine))


def agreement_of(department: Department, **values: Any) -> Agreement:
    return factories.agreement(university=department.university, departments=[department], **values)


def upload(client: Client, agreement: Agreement, file: Any, **typed: Any) -> Any:
    """Hand a file in as a new row of an agreement's form."""
    where = address("partners.agreement", "change", agreement.pk)
    shown = values_of(client.get(where))
    number = int(shown["documents-TOTAL_FORMS"])
    row = {"documents-TOTAL_FORMS": number + 1, f"documents-{number}-kind": "agreement", f"documents-{number}-upload": file}
    return client.post(where, shown | row | typed)


def content_of(response: Any) -> bytes:
    return response.getvalue()  # which closes it, and leaves the test's connection open


# States


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_one_state_follows_on_another_only_as_the_table_says(before: str, after: str) -> None:
    agreement = factories.agreement(state=before)
    agreement.state = after
    if before == after or (before, after) in STEPS:
        agreement.full_clean()
        return
    with pytest.raises(ValidationError) as refused:
        agreement.full_clean()
    assert list(refused.value.message_dict) == ["state"]


def test_signed_one_goes_back_only_without_a_day_of_signing() -> None:
    agreement = factories.agreement(signed="2024")
    agreement.state = "in_preparation"
    with pytest.raises(ValidationError, match="day of signing"):
        agreement.full_clean()


def test_superseded_one_stays_so_while_its_renewal_stands() -> None:
    earlier = factories.agreement(state="superseded")
    renewal = factories.agreement(renews=earlier)
    earlier.state = "signed"
    with pytest.raises(ValidationError, match="stays superseded"):
        earlier.full_clean()

    renewal.delete()
    earlier.full_clean()


def test_nothing_is_signed_in_the_future() -> None:
    agreement = factories.agreement(state="signed", signed=timedelta(1))
    with pytest.raises(ValidationError, match="has not come yet"):
        agreement.full_clean()

    agreement.state = "in_preparation"
    Agreement.objects.filter(pk=agreement.pk).update(state="in_preparation")
    agreement.full_clean()


def test_form_refuses_a_forbidden_jump_in_words(office: Client) -> None:
    agreement = factories.agreement(state="in_preparation")
    response = fill_in(office, address("partners.agreement", "change", agreement.pk), state="terminated")

    assert errors_of(response)["state"] == ["An agreement that is “in preparation” cannot become “terminated”."]


@pytest.mark.parametrize("what", ["itself", "circle", "unsigned", "elsewhere"])
def test_what_cannot_be_renewed_is_refused(what: str) -> None:
    agreement = factories.agreement(university=University.objects.home().get())
    own = {"university": agreement.university}
    agreement.renews = {
        "itself": lambda: agreement,
        "circle": lambda: factories.agreement(**own, renews=factories.agreement(**own, renews=agreement)),
        "unsigned": lambda: factories.agreement(**own, state="in_preparation"),
        "elsewhere": factories.agreement,
    }[what]()
    with pytest.raises(ValidationError) as refused:
        agreement.full_clean()
    assert next(iter(refused.value.message_dict)) == "renews"


def test_one_that_renews_itself_never_expires() -> None:
    agreement = factories.agreement(valid_until=timedelta(-1), renews_itself=True, notice_days=30)

    assert not agreement.is_expired
    assert agreement not in Agreement.objects.expired()
    assert agreement.decide_by == timezone.localdate() - timedelta(days=31)


# Renewing


def test_renewal_is_filled_in_and_supersedes_the_earlier_once_signed(office: Client, mine: Department) -> None:
    partner = factories.institution()
    earlier = agreement_of(mine, institutions=[partner], valid_until=timedelta(20), kind="exchange", number="7", description_en="Students")
    form = text_of(office.get(address("partners.agreement", "change", earlier.pk)))
    where = f"/admin/partners/agreement/add/?renews={earlier.pk}"
    assert f'href="{where}"' in form
    assert "It is valid for 20 more days" in form

    shown = values_of(office.get(where))
    assert (shown["kind"], shown["state"], shown["description_en"]) == ("exchange", "in_preparation", "Students")
    assert "number" not in shown
    assert office.post(where, shown).status_code == 302
    renewal = earlier.renewals.get()
    assert list(renewal.institutions.all()) == [partner]
    assert Agreement.objects.get(pk=earlier.pk).state == "signed"
    assert earlier in Agreement.objects.expiring(30)

    html = text_of(office.post(address("partners.agreement", "change", renewal.pk), shown | {"state": "signed"}, follow=True))
    assert "is now superseded" in html
    earlier.refresh_from_db()
    assert earlier.state == "superseded"
    assert earlier not in Agreement.objects.expiring(30)
    assert earlier.history.latest().history_user.username == "officer"
    form = text_of(office.get(address("partners.agreement", "change", earlier.pk)))
    assert "Renewed by" in form
    assert "?renews=" not in form


@pytest.mark.parametrize("key", ["999999", "abc", "9" * 25, "1,2", ""])
def test_renewing_nothing_opens_an_empty_form(office: Client, key: str) -> None:
    response = office.get(f"/admin/partners/agreement/add/?renews={key}")

    assert response.status_code == 200
    assert not values_of(response).get("renews")


def test_hosted_office_fills_in_nothing_of_anothers(mine: Department) -> None:
    earlier = agreement_of(mine, staff_note=NOTES[0], description_en="Secret plans", status="draft")
    client = signed_in(officer("hosted", University.objects.get(slug="first-pavlov")))

    assert "Secret plans" not in text_of(client.get(f"/admin/partners/agreement/add/?renews={earlier.pk}"))


def test_list_says_how_many_days_are_left(office: Client, mine: Department) -> None:
    earlier = agreement_of(mine, valid_until=timedelta(12))
    agreement_of(mine, valid_until=timedelta(-12))
    agreement_of(mine, valid_until=timedelta(-12), renews_itself=True)
    agreement_of(mine, renews=earlier, state="in_preparation")
    html = text_of(office.get("/admin/partners/agreement/"))

    for told in ("12 days left, being renewed", ">expired<", ">renews itself<"):
        assert told in html


@pytest.mark.parametrize("language", ["ru", "uz"])
@pytest.mark.parametrize("values", [{}, {"valid_until": timedelta(5)}, {"valid_until": timedelta(-5)}, {"state": "terminated"}])
def test_form_speaks_the_readers_language(office: Client, mine: Department, language: str, values: dict[str, Any]) -> None:
    agreement = agreement_of(mine, **values)
    html = text_of(office.get(address("partners.agreement", "change", agreement.pk), headers={"accept-language": language}))

    for english in ("How it stands", "how it stands", "It is ", "It was ", "It expired", "Only for the staff", "Released", "Choose a file"):
        assert english not in html


# Who sees what


def test_notes_stay_with_those_who_work_with_it(client: Client, office: Client, editing: Client, mine: Department) -> None:
    partner = factories.institution()
    notes = dict(zip(("staff_note", "disputed_note"), NOTES, strict=True))
    other = factories.department(university=mine.university)
    agreement = agreement_of(other, institutions=[partner], **notes)
    factories.partnership(institution=partner, department=other)
    factories.document(agreement=agreement, number="Secret 1")
    public = [partner, other, mine.university]
    pages = [record.get_absolute_url() for record in public]
    pages += ["/partners.csv", "/partners.json", "/partners.xlsx", "/sitemap.xml", "/en/search/?q=dean", "/en/partners/?q=dean"]
    pages += [f"/en/feeds/departments/{other.key}.atom"]
    for page in pages:
        response = client.get(page)
        content = response.getvalue() if response.streaming else response.content
        assert not any(secret.encode() in content for secret in (*NOTES, "Secret 1")), page

    where = address("partners.agreement", "change", agreement.pk)
    seen, hidden = text_of(office.get(where)), text_of(editing.get(where))
    assert all(secret in seen for secret in (*NOTES, "Secret 1"))
    assert not any(secret in hidden for secret in (*NOTES, "Secret 1"))


def test_search_of_the_list_does_not_look_into_notes(editing: Client, mine: Department) -> None:
    agreement_of(factories.department(university=mine.university), staff_note="xylophone")

    assert editing.get("/admin/partners/agreement/?q=xylophone").context["cl"].result_count == 0


def test_responsible_person_is_a_colleague(office: Client, mine: Department) -> None:
    hosted = University.objects.get(slug="first-pavlov")
    colleague, stranger = officer("colleague", hosted), user("stranger")
    client = signed_in(officer("hosted", hosted))
    agreement = factories.agreement(university=hosted)
    where = address("partners.agreement", "change", agreement.pk)

    assert "responsible" in errors_of(fill_in(client, where, responsible=stranger.pk))
    assert fill_in(client, where, responsible=colleague.pk).status_code == 302
    assert fill_in(office, where, responsible=stranger.pk).status_code == 302


def test_signatory_is_someone(office: Client, mine: Department) -> None:
    where = address("partners.agreement", "change", agreement_of(mine).pk)
    row = {"signatories-TOTAL_FORMS": 1, "signatories-0-capacity_en": "Rector", "signatories-0-side": "ours"}
    response = fill_in(office, where, **row)
    assert response.context["inline_admin_formsets"][1].formset.errors == [{"name": ["Choose a person, or write the name."]}]

    assert fill_in(office, where, **row, **{"signatories-0-name": "Karimov A."}).status_code == 302


# Documents


def test_office_hands_in_a_file_and_opens_it(office: Client, mine: Department) -> None:
    agreement = agreement_of(mine)
    assert upload(office, agreement, factories.pdf("Shartnoma “2024”.pdf")).status_code == 302

    document = agreement.documents.get()
    html = text_of(office.get(address("partners.agreement", "change", agreement.pk)))
    assert f'href="{document.get_staff_url()}"' in html
    response = office.get(document.get_staff_url())
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].replace(" ", "").split(","))
    assert content_of(response).startswith(b"%PDF")


def test_file_that_cannot_be_kept_is_refused_in_words(office: Client, mine: Department) -> None:
    agreement = agreement_of(mine)
    response = upload(office, agreement, SimpleUploadedFile("agreement.pdf", b"<html>"))

    (errors,) = response.context["inline_admin_formsets"][0].formset.errors
    assert errors["upload"][0].startswith("This is none of the files that can be kept here: PDF")
    assert not agreement.documents.exists()


def test_row_without_a_file_is_refused(office: Client, mine: Department) -> None:
    response = upload(office, agreement_of(mine), "", **{"documents-0-number": "5"})

    assert response.context["inline_admin_formsets"][0].formset.errors == [{"upload": ["Choose a file."]}]


def test_file_is_not_lost_when_the_form_has_an_error_elsewhere(office: Client, mine: Department) -> None:
    agreement = agreement_of(mine)
    response = upload(office, agreement, factories.pdf("Order 5.pdf"), signed="not a day")
    assert "“Order 5.pdf” is here already" in text_of(response)
    (row,) = response.context["inline_admin_formsets"][0].formset.forms
    kept = {"documents-TOTAL_FORMS": 1, "documents-0-kind": "order", "documents-0-kept": row["kept"].value()}
    where = address("partners.agreement", "change", agreement.pk)

    assert fill_in(office, where, **kept).status_code == 302
    assert agreement.documents.get().file_name == "Order 5.pdf"

    sent_twice = upload(office, agreement, "", **{"documents-1-kind": "order", "documents-1-kept": row["kept"].value()})
    assert sent_twice.context["inline_admin_formsets"][0].formset.errors[1] == {"upload": ["Choose a file."]}


@pytest.mark.parametrize("mark", ["forged", "\x00", "a:b:c", "9" * 5000])
def test_forged_mark_of_a_file_brings_none(office: Client, mine: Department, mark: str) -> None:
    agreement = agreement_of(mine)
    upload(office, agreement, "", **{"documents-0-kept": mark, "documents-0-number": "5"})

    assert not agreement.documents.exists()


def test_deleted_document_comes_back_with_its_file(office: Client, mine: Department) -> None:
    document = factories.document(agreement=agreement_of(mine))
    office.post(address("partners.agreement", "delete", document.agreement.pk), {"post": "yes"})
    os.utime(Path(settings.PRIVATE_MEDIA_ROOT, document.file), (0, time.time() - 100 * 24 * 60 * 60))
    call_command("clean_documents")
    office.post(reverse("admin:restore", args=[Deletion.objects.get().pk]))

    assert content_of(office.get(document.get_staff_url())).startswith(b"%PDF")


def test_full_disk_is_told(office: Client, mine: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("smsu_intl.base.document_forms.keep", full)
    response = upload(office, agreement_of(mine), factories.pdf())

    assert "the disk may be full" in text_of(response)


def test_file_is_put_in_the_place_of_another(office: Client, mine: Department) -> None:
    document = factories.document(agreement=agreement_of(mine))
    where = address("partners.agreement", "change", document.agreement.pk)
    assert fill_in(office, where, **{"documents-0-upload": factories.pdf("newer.pdf")}).status_code == 302

    found = AgreementDocument.objects.get(pk=document.pk)
    assert (found.name, found.uid) == ("newer", document.uid)
    assert found.file != document.file


def test_editor_opens_her_departments_document_and_changes_nothing(editing: Client, mine: Department) -> None:
    document = factories.document(agreement=agreement_of(mine), number="12")
    html = text_of(editing.get(address("partners.agreement", "change", document.agreement.pk)))

    assert document.get_staff_url() in html
    assert 'type="file"' not in html
    assert content_of(editing.get(document.get_staff_url())).startswith(b"%PDF")


def test_public_fetches_only_what_is_released(client: Client, mine: Department) -> None:
    partner = factories.institution()
    factories.partnership(institution=partner, department=mine)
    agreement = agreement_of(mine, institutions=[partner])
    released = factories.document(agreement=agreement, is_released=True, upload=factories.pdf("Order № 5 Ўзб.pdf"), kind="order")
    private = factories.document(agreement=agreement)
    html = text_of(client.get(partner.get_absolute_url()))

    assert f'<a href="{released.get_absolute_url()}">Order</a> <span class="quiet">(PDF, ' in html
    assert str(private.uid) not in html
    assert client.get(private.get_absolute_url()).status_code == 404
    response = client.get(released.get_absolute_url())
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-cache"
    assert content_of(response).startswith(b"%PDF")
    moved = client.get(f"/documents/{released.uid}/anything.html")
    assert (moved.status_code, moved.headers["Location"]) == (302, released.get_absolute_url())

    agreement.status = "archived"
    agreement.save()
    assert client.get(released.get_absolute_url()).status_code == 404


def test_no_address_leads_into_the_private_folder(client: Client, office: Client) -> None:
    document = factories.document()
    for browser in (client, office):
        for path in (document.file, f"private_media/{document.file}", f"../private_media/{document.file}", Path(document.file).name):
            for root in ("/media/", "/static/", "/documents/", "/"):
                assert browser.get(f"{root}{path}").status_code in (301, 404), path


def test_file_that_is_gone_is_not_found(office: Client) -> None:
    document = factories.document()
    Path(settings.PRIVATE_MEDIA_ROOT, document.file).unlink()

    assert office.get(document.get_staff_url()).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_documents_are_only_read(office: Client, client: Client, method: str) -> None:
    document = factories.document(is_released=True)

    assert getattr(office, method)(document.get_staff_url()).status_code == 405
    assert getattr(client, method)(document.get_absolute_url()).status_code == 405
