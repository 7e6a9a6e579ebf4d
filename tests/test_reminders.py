"""Reminders: who is told what, when, in which language, and never twice."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from departments.models import Department, University
from partners.models import Agreement, Reminder
from smsu_intl.reminders import occasion_of
from smsu_intl.settings import mailer
from tests import factories
from tests.test_admin import editor, officer, user
from tests.test_attention import age

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.SITE_ADDRESS = "https://intl.example.edu"


@pytest.fixture(autouse=True)
def _nothing_of_the_content(db: None) -> None:
    Agreement.objects.update(state="terminated")


@pytest.fixture
def mine() -> Department:
    return Department.objects.get(slug="neurology")


@pytest.fixture
def office() -> Any:
    return officer("officer", University.objects.home().get(), email="office@example.org")


def run(**options: Any) -> str:
    output = StringIO()
    mail.outbox.clear()
    call_command("send_reminders", stdout=output, **options)
    return output.getvalue()


def ending(days: int, **values: Any) -> Agreement:
    values = {"university": University.objects.home().get(), "institutions": [factories.institution(name_en="Ege University")], **values}
    return factories.agreement(valid_until=timedelta(days), **values)


def move(agreement: Agreement, days: int) -> None:
    """Let the end of an agreement be so many days ahead, and nothing else: time has gone by."""
    end = timezone.localdate() + timedelta(days=days)
    Agreement.objects.filter(pk=agreement.pk).update(valid_until=end.isoformat(), valid_until_start=end, valid_until_end=end)
    Reminder.objects.filter(record_key=agreement.pk).update(about=end.isoformat())


@pytest.mark.parametrize(
    ("days", "values", "occasion"),
    [
        (181, {}, ""),
        (180, {}, "180"),
        (91, {}, "180"),
        (90, {}, "90"),
        (30, {}, "30"),
        (0, {}, "30"),
        (-1, {}, "expired"),
        (-1, {"renews_itself": True}, ""),
        (100, {"renews_itself": True}, "180"),
        (100, {"renews_itself": True, "notice_days": 90}, "30"),
        (100, {"renews_itself": True, "notice_days": 101}, ""),
    ],
)
def test_occasion_is_how_near_the_decision_is(days: int, values: dict[str, Any], occasion: str) -> None:
    assert occasion_of(ending(days, **values)) == occasion


def test_each_step_towards_the_end_is_told_once(office: Any) -> None:
    agreement = ending(179)
    told = []
    for days in (179, 178, 90, 90, 31, 30, 0, -1, -2):
        move(agreement, days)
        run()
        told.append(len(mail.outbox))

    assert told == [1, 0, 1, 0, 0, 1, 0, 1, 0]


def test_what_was_missed_is_told_once_and_not_step_by_step(office: Any) -> None:
    ending(20)
    run()
    assert "Agreements that expire within 30 days".upper() in mail.outbox[0].body

    run()
    assert mail.outbox == []


def test_changed_end_starts_anew(office: Any) -> None:
    agreement = ending(20)
    run()
    agreement.valid_until = (timezone.localdate() + timedelta(days=25)).isoformat()
    agreement.save()
    run()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("values", [{"state": "superseded"}, {"state": "terminated"}, {"state": "in_preparation"}, {"status": "archived"}])
def test_what_is_not_in_force_is_told_to_nobody(office: Any, values: dict[str, Any]) -> None:
    ending(20, **values)
    run()

    assert mail.outbox == []


def test_letter_names_the_agreement_and_leads_to_it(office: Any) -> None:
    agreement = ending(20, number="7")
    run()
    (letter,) = mail.outbox

    assert letter.to == ["office@example.org"]
    assert letter.subject == "What needs attention: 1"
    assert "Memorandum of cooperation 7 – Ege University. It is valid for 20 more days" in letter.body
    assert f"https://intl.example.edu/admin/partners/agreement/{agreement.pk}/change/" in letter.body


def test_responsible_person_is_told_her_own_alone(office: Any, mine: Department) -> None:
    secretary = editor("secretary", mine, email="secretary@example.org")
    gone = user("gone", email="gone@example.org", is_active=False)
    ending(20, number="mine", responsible=secretary)
    ending(20, number="other", responsible=gone)
    ending(20, number="third")
    factories.visit(departments=[mine], university=mine.university, status="in_review")
    run()

    assert sorted(letter.to[0] for letter in mail.outbox) == ["office@example.org", "secretary@example.org"]
    letter = next(letter for letter in mail.outbox if letter.to == ["secretary@example.org"])
    assert "mine" in letter.body
    assert not any(number in letter.body for number in ("other", "third"))


def test_hosted_office_is_told_of_its_university_alone(mine: Department) -> None:
    hosted = University.objects.get(slug="first-pavlov")
    officer("hosted", hosted, email="hosted@example.org")
    age(factories.visit(departments=[mine], university=mine.university, status="in_review"), 8)
    ending(20)
    run()
    assert mail.outbox == []

    age(factories.visit(university=hosted, status="in_review"), 8)
    ending(20, university=hosted)
    run()
    assert [letter.subject for letter in mail.outbox] == ["What needs attention: 2"]


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [("ru", "Что требует внимания: 1", "действует ещё 20 дней"), ("uz", "Eʼtibor talab qiladi: 1", "yana 20 kun amal qiladi")],
)
def test_letter_speaks_its_readers_language(office: Any, language: str, subject: str, words: str) -> None:
    office.membership.language = language
    office.membership.save()
    ending(20)
    run()
    (letter,) = mail.outbox

    assert letter.subject == subject
    assert words in letter.body
    for english in ("Agreements", "AGREEMENTS", "You are told"):
        assert english not in letter.body


def test_what_waits_long_for_review_is_told_once_until_it_is_handed_in_anew(office: Any) -> None:
    visit = factories.visit(status="in_review", title_en="Guests from Bern")
    run()
    assert mail.outbox == []

    age(visit, 8)
    run()
    assert "Visit: Guests from Bern" in mail.outbox[0].body
    run()
    assert mail.outbox == []

    age(visit, 9)
    run()
    assert len(mail.outbox) == 1


def test_cooperation_without_an_agreement_is_told_once_a_month(office: Any) -> None:
    partner = factories.institution()
    home = University.objects.home().get()
    factories.partnership(institution=partner, university=home)
    factories.visit(institutions=[partner], university=home, period=timezone.localdate().isoformat())
    run()
    assert "https://intl.example.edu/admin/partners/partnership/?attention=uncovered" in mail.outbox[0].body
    run()
    assert mail.outbox == []

    Reminder.objects.filter(occasion="gaps").update(about="2020-01")
    run()
    assert len(mail.outbox) == 1


def test_long_list_is_cut(office: Any) -> None:
    for number in range(55):
        ending(20, number=f"No. {number}", institutions=[])
    run()
    (letter,) = mail.outbox

    assert letter.body.count("/admin/partners/agreement/") == 50
    assert "… and 5 more" in letter.body
    run()
    assert mail.outbox == []


def test_dry_run_prints_and_remembers_nothing(office: Any) -> None:
    ending(20)
    printed = run(dry_run=True)

    assert "To: office@example.org" in printed
    assert "https://intl.example.edu/admin/partners/agreement/" in printed
    assert mail.outbox == []
    assert not Reminder.objects.exists()


def test_mail_server_that_is_down_leaves_everything_to_the_next_run(office: Any, settings: Any) -> None:
    ending(20)
    working = settings.MAILERS
    settings.MAILERS = {"default": mailer("smtp://127.0.0.1:9")}
    with pytest.raises(CommandError, match=r"1 letters could not be sent.*EMAIL_URL"):
        run()
    assert not Reminder.objects.exists()

    settings.MAILERS = working
    assert "1 letters were sent" in run()


def test_two_runs_at_once_send_one_letter(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = ending(20)

    def told_meanwhile(reader: Any) -> set[Any]:
        Reminder.objects.get_or_create(
            reader=reader, kind="partners.agreement", record_key=agreement.pk, occasion="30", about=str(agreement.valid_until_end)
        )
        return set()

    monkeypatch.setattr(Reminder.objects, "told", told_meanwhile)
    assert "0 letters were sent" in run()
    assert mail.outbox == []


def test_without_an_address_of_the_site_nothing_is_sent(office: Any, settings: Any) -> None:
    settings.SITE_ADDRESS = ""
    ending(20)
    with pytest.raises(CommandError, match="SITE_ADDRESS"):
        run()


def test_letters_cost_the_same_with_many_agreements(office: Any, django_assert_max_num_queries: Callable[..., Any]) -> None:
    for _number in range(30):
        ending(20)
    with django_assert_max_num_queries(40):
        run()
