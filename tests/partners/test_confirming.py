"""A partner confirms or corrects what we publish of it by a link, without an account."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments.models import Department, University
from partners.confirming import address_of
from partners.models import Confirmation, Institution
from partners.models.confirmations import ANSWERABLE_FOR
from smsu_intl.base.models import ProposedChange
from tests import factories
from tests.test_admin import editor, officer, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    return signed_in(officer("officer", University.objects.home().get(), email="office@example.org"))


@pytest.fixture
def clinic() -> Institution:
    partner = factories.institution(name_en="Test Clinic", city_en="Turin", website="https://clinic.example")
    factories.partnership(institution=partner, department=Department.objects.get(slug="neurology"))
    return partner


def page(institution: Institution) -> str:
    return reverse("admin:partners_institution_ask", args=[institution.pk])


def ask(office: Client, institution: Institution, **values: Any) -> Confirmation:
    office.post(page(institution), {"ask": "", "name": "Dr Rossi", "email": "rossi@example.org", "language": "en"} | values)
    return Confirmation.objects.get(institution=institution, email=values.get("email", "rossi@example.org"))


def as_shown(where: str) -> dict[str, Any]:
    form = Client().get(where).context["answer_form"]
    return {field.html_name: field.value() or "" for field in form}


def test_letter_leads_to_a_page_that_tells_what_we_publish(office: Client, clinic: Institution) -> None:
    where = address_of(ask(office, clinic))
    (letter,) = mail.outbox
    seen = Client().get(where)
    html = text_of(seen)

    assert letter.to == ["rossi@example.org"]
    assert f"http://testserver{where}" in letter.body
    assert "Dear Dr Rossi," in letter.body
    for text in ("Test Clinic", "Turin", "https://clinic.example", "Department of Neurology"):
        assert text in html
    assert not seen.cookies
    assert seen["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("language", "words"), [("ru", "Уважаемый"), ("uz", "Hurmatli"), ("en", "Dear")])
def test_letter_and_link_speak_the_partners_language(office: Client, clinic: Institution, language: str, words: str) -> None:
    where = address_of(ask(office, clinic, language=language))

    assert where.startswith(f"/{language}/confirm/")
    assert mail.outbox[0].body.startswith(words)
    assert where in mail.outbox[0].body


def test_correction_waits_and_is_accepted_thing_by_thing(office: Client, clinic: Institution) -> None:
    where = address_of(ask(office, clinic))
    answer = Client().post(where, as_shown(where) | {"name_en": "Test University Hospital", "city_en": "Milan", "remark": "We moved."})
    assert "Your corrections were received." in text_of(answer)
    assert not answer.cookies
    assert "Test Clinic" in text_of(Client().get(clinic.get_absolute_url()))

    change = ProposedChange.objects.waiting().of(clinic).get()
    decision = office.get(reverse("admin:proposed_change", args=[change.pk]))
    assert "Dr Rossi, rossi@example.org" in text_of(decision)
    assert "We moved." in text_of(decision)
    names = {item.after: item.name for item in decision.context["items"]}
    assert set(names) == {"Test University Hospital", "Milan"}
    office.post(
        reverse("admin:proposed_change", args=[change.pk]), {"accept": "", "item": [names["Milan"]], "seen": decision.context["seen"]}
    )
    clinic.refresh_from_db()

    assert (clinic.name_en, clinic.city_en) == ("Test Clinic", "Milan")
    assert "?attention=changes" not in text_of(office.get("/admin/"))


def test_what_is_right_is_confirmed_at_once(office: Client, clinic: Institution) -> None:
    where = address_of(ask(office, clinic))
    answer = Client().post(where, as_shown(where))

    assert "You confirmed that everything is right." in text_of(answer)
    assert ProposedChange.objects.get().state == "accepted"
    assert "Answered:" in text_of(office.get(page(clinic)))


def test_correction_can_be_corrected_until_somebody_decides(office: Client, clinic: Institution) -> None:
    where = address_of(ask(office, clinic))
    Client().post(where, as_shown(where) | {"city_en": "Milan"})
    assert as_shown(where)["city_en"] == "Milan"
    Client().post(where, as_shown(where) | {"city_en": "Genoa"})
    (change,) = ProposedChange.objects.of(clinic)

    assert change.steps[0]["after"] == {"city_en": "Genoa"}
    assert change.steps[0]["before"] == {"city_en": "Turin"}


def test_link_used_again_and_again_fills_no_list(office: Client, clinic: Institution) -> None:
    where = address_of(ask(office, clinic))
    for city in ("Turin", "Turin", "Milan", "Turin", "Genoa"):
        Client().post(where, as_shown(where) | {"city_en": city})
    (change,) = ProposedChange.objects.of(clinic)
    assert (change.state, change.steps[0]["after"]) == ("waiting", {"city_en": "Genoa"})

    ProposedChange.objects.update(state="refused", decided_at=timezone.now(), decided_by=Confirmation.objects.get().asked_by)
    Client().post(where, as_shown(where) | {"city_en": "Milan"})
    assert sorted(ProposedChange.objects.values_list("state", flat=True)) == ["refused", "waiting"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"website": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"name_en": "", "name_ru": "", "name_uz": ""}, "in at least one language."),
        ({"name_en": "x" * 301}, "at most 300 characters"),
        ({"city_en": "Mi\x00lan"}, "Null characters are not allowed."),
    ],
)
def test_bad_correction_is_told_and_loses_nothing(office: Client, clinic: Institution, typed: dict[str, str], told: str) -> None:
    where = address_of(ask(office, clinic))
    answer = Client().post(where, as_shown(where) | {"remark": "Typed at length"} | typed)

    assert answer.status_code == 400
    assert told in text_of(answer)
    assert "Typed at length" in text_of(answer)
    assert not ProposedChange.objects.exists()
    clinic.refresh_from_db()
    assert clinic.name_en == "Test Clinic"


def test_link_ends_when_it_is_old_or_withdrawn(office: Client, clinic: Institution) -> None:
    old = ask(office, clinic)
    Confirmation.objects.filter(pk=old.pk).update(asked_at=timezone.now() - ANSWERABLE_FOR)
    new = ask(office, clinic, email="other@example.org")
    assert Client().get(address_of(new)).status_code == 200
    office.post(page(clinic), {"withdraw": new.pk})

    for one in (old, new):
        for seen in (Client().get(address_of(one)), Client().post(address_of(one), {"city_en": "Milan"})):
            assert seen.status_code == 410
            assert "This link does not work any more" in text_of(seen)
    assert not ProposedChange.objects.exists()


@pytest.mark.parametrize("token", ["x", "MQ:1abc:def", "a" * 3000])
def test_forged_link_is_not_there(token: str) -> None:
    assert Client().get(f"/en/confirm/{token}/").status_code == 404


def test_partner_that_is_not_public_is_not_asked(office: Client) -> None:
    draft = factories.institution(status="draft")

    assert "there is nothing to confirm" in text_of(office.get(page(draft)))


def test_mail_server_that_is_down_is_told(office: Client, clinic: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OSError

    monkeypatch.setattr("partners.staff.send", fail)
    answer = office.post(page(clinic), {"ask": "", "name": "Dr Rossi", "email": "rossi@example.org", "language": "en"})

    assert "The letter could not be sent." in text_of(answer)
    assert "Dr Rossi" in text_of(answer)
    assert not Confirmation.objects.exists()


def test_department_editor_asks_nobody(clinic: Institution) -> None:
    client = signed_in(editor("editor", Department.objects.get(slug="neurology")))

    assert client.post(page(clinic), {"ask": ""}).status_code == 403
    assert not Confirmation.objects.exists()
