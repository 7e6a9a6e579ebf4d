"""A secretary of the international office at work: what she adds through the admin alone is what visitors read in three languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Membership, University
from smsu_intl.roles import OFFICE, role

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PASSWORD = "four-words-easily-read"


@pytest.fixture
def at_work(writable_site: LiveServer, open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that opens a page in which somebody of the international office has signed in, through the form, as anyone does."""

    def at_work(width: int = 1280, name: str = "secretary") -> Any:
        account = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        account.groups.add(role(OFFICE))
        Membership.objects.create(user=account).universities.set(University.objects.home())
        page = open_page(width)
        page.context.on("page", lambda popup: page.trouble.watch(popup, writable_site.url))
        page.goto("/admin/")
        sign_in(page, name)
        return page

    return at_work


def sign_in(page: Page, name: str = "secretary") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="What would you like to edit?")).to_be_visible()


def choose(page: Page, field: str, typed: str, offered: str) -> None:
    """Type into an autocomplete field and take what it offers."""
    page.locator(f"#id_{field} + .select2-container").click()
    page.locator(".select2-container--open .select2-search__field").press_sequentially(typed)
    page.get_by_role("option", name=offered, exact=True).click()
    expect(page.locator(f"#id_{field} + .select2-container")).to_contain_text(offered)


def say(page: Page, field: str, en: str, ru: str = "", uz: str = "") -> None:
    for language, text in (("en", en), ("ru", ru), ("uz", uz)):
        page.locator(f"#id_{field}_{language}").fill(text)


def add_in_popup(page: Page, field: str, fill: Callable[[Page], None], name: str) -> None:
    """Press the “+” beside a field, fill in the short form, save it: the field has the new record."""
    with page.expect_popup() as opened:
        page.locator(f"#add_id_{field}").click()
    popup = opened.value
    fill(popup)
    publish(popup)
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(f"#id_{field} + .select2-container")).to_contain_text(name)


def add_row(page: Page, rows: str) -> None:
    page.locator(f"#{rows}-group .add-row a").click()


def publish(page: Page) -> None:
    page.locator("#id_status").get_by_label("published").check()


def save(page: Page, message: str = "was added successfully") -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(message)
    expect(page.locator(".messagelist .warning")).to_have_count(0)


def clinic(popup: Page) -> None:
    say(popup, "name", "Heidelberg Lung Clinic", "Лёгочная клиника Гейдельберга", "Heydelberg oʻpka klinikasi")
    popup.get_by_label("Kind").select_option("hospital or clinic")
    popup.get_by_label("Country").select_option("Germany")


def guest(popup: Page) -> None:
    popup.get_by_label("Person’s name").fill("Strelkova A. P.")
    say(popup, "post", "Head of the clinic", "Заведующая клиникой", "Klinika mudiri")


def add_department(page: Page) -> None:
    page.goto("/admin/departments/department/add/")
    say(page, "name", "Department of Pulmonology", "Кафедра пульмонологии", "Pulmonologiya kafedrasi")
    publish(page)
    for row, (typed, offered) in enumerate(
        [("ижевск", "Izhevsk State Medical Academy – Russia"), ("saglik", "University of Health Sciences, Istanbul – Türkiye")]
    ):
        add_row(page, "partnerships")
        choose(page, f"partnerships-{row}-institution", typed, offered)
    add_row(page, "partnerships")
    add_in_popup(page, "partnerships-2-institution", clinic, "Heidelberg Lung Clinic")
    save(page)


def add_incoming_visit(page: Page, department: str, offered: str) -> None:
    page.goto("/admin/events/visit/add/")
    page.get_by_label("incoming visit").check()
    page.get_by_label("When").fill("8–9 October 2024")
    choose(page, "departments", department, offered)
    choose(page, "institutions", "igma", "Izhevsk State Medical Academy – Russia")
    publish(page)
    add_row(page, "participants")
    add_in_popup(page, "participants-0-person", guest, "Strelkova A. P.")
    choose(page, "participants-0-institution", "ijevsk davlat", "Izhevsk State Medical Academy – Russia")
    add_row(page, "sessions")
    page.locator("#id_sessions-0-kind").select_option("lecture")
    page.locator("#id_sessions-0-hours").fill("6")
    say(page, "sessions-0-topic", "Asthma at school age", "Астма в школьном возрасте", "Maktab yoshidagi astma")
    save(page)


def add_outgoing_visit(page: Page) -> None:
    page.goto("/admin/events/visit/add/")
    page.get_by_label("outgoing visit").check()
    page.get_by_label("When").fill("2021–2022")
    choose(page, "departments", "пульмонология", "Department of Pulmonology")
    choose(page, "institutions", "гейдельберг", "Heidelberg Lung Clinic – Germany")
    publish(page)
    add_row(page, "participants")
    say(page, "participants-0-description", "students", "студентов", "nafar talaba")
    page.locator("#id_participants-0-number").fill("9")
    add_row(page, "sessions")
    page.locator("#id_sessions-0-kind").select_option("practical class")
    page.locator("#id_sessions-0-hours").fill("36")
    save(page)


def add_event(page: Page) -> None:
    page.goto("/admin/events/event/add/")
    say(page, "title", "Webinar on lung ultrasound", "Вебинар по УЗИ лёгких", "Oʻpka ultratovushi boʻyicha vebinar")
    page.locator("#id_kind").select_option("webinar")
    page.get_by_label("When").fill("21.05.2025")
    choose(page, "departments", "PULMONOLOGIYA", "Department of Pulmonology")
    choose(page, "institutions", "SBÜ", "University of Health Sciences, Istanbul – Türkiye")
    publish(page)
    save(page)


FACTS = {
    "en": ["8–9 October 2024", "incoming visit", "Strelkova A. P.", "Asthma at school age", "Heidelberg Lung Clinic", "students",
           "Webinar on lung ultrasound", "21 May 2025", "Izhevsk State Medical Academy"],
    "ru": ["8–9 октября 2024", "Strelkova A. P.", "Астма в школьном возрасте", "Лёгочная клиника Гейдельберга", "студентов",
           "Вебинар по УЗИ лёгких", "21 мая 2025", "Ижевская государственная медицинская академия"],
    "uz": ["8–9-oktabr", "Strelkova A. P.", "Maktab yoshidagi astma", "Heydelberg oʻpka klinikasi", "nafar talaba",
           "Oʻpka ultratovushi boʻyicha vebinar", "Ijevsk davlat tibbiyot akademiyasi"],
}  # fmt: skip


def test_new_department_is_entered_and_read_in_three_languages(at_work: Callable[..., Any]) -> None:
    page = at_work()
    add_department(page)
    add_incoming_visit(page, "пульмонология", "Department of Pulmonology")
    add_outgoing_visit(page)
    add_event(page)

    assert not page.trouble
    for language, facts in FACTS.items():
        page.goto(f"/{language}/departments/department-of-pulmonology/")
        main = page.get_by_role("main")
        for fact in facts:
            expect(main).to_contain_text(fact, ignore_case=True)
        expect(main.locator("#visits ~ .timeline article")).to_have_count(2)
        expect(main.locator(".geography section")).to_have_count(3)
    assert not page.trouble


def test_date_not_understood_is_told_where_it_was_typed(at_work: Callable[..., Any]) -> None:
    page = at_work()
    page.goto("/admin/events/visit/add/")
    page.get_by_label("incoming visit").check()
    say(page, "title", "Kept title")
    page.get_by_label("When").fill("last spring")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".field-period .errorlist")).to_contain_text("Write for example 21.05.2025")
    expect(page.get_by_label("When")).to_have_value("last spring")
    expect(page.locator("#id_title_en")).to_have_value("Kept title")
    assert not page.trouble
