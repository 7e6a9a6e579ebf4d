"""The office makes one record of two and takes it back; a secretary is told in time what is there already."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from departments.models import University
from tests import factories
from tests.browser import follow
from tests.browser.test_secretary import PASSWORD, WCAG, at_work, sign_in
from tests.test_admin import officer

__all__ = ["at_work"]


@pytest.fixture
def office(writable_site: LiveServer, open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that opens a page in which the international office has signed in."""

    def office(width: int = 1280, *, scripts: bool = True) -> Any:
        account = officer("office", University.objects.home().get())
        account.set_password(PASSWORD)
        account.save()
        page = open_page(width, scripts=scripts)
        page.goto("/admin/")
        sign_in(page, "office")
        return page

    return office


def records() -> None:
    """Enter one institution twice, each time with something of its own."""
    kept = factories.institution(slug="qwyzal", name_en="Qwyzal University", country="DE", website="https://qwyzal.example")
    gone = factories.institution(
        slug="qwyzal-uni", name_en="Universität Qwyzal", country="DE", names=["Qwyzal University"], city_en="Bremen"
    )
    ours = factories.partnership(institution=kept)
    factories.partnership(institution=gone, department=ours.department, since="2019")
    factories.visit(title_en="Lecture in Bremen", period="2024", institutions=[gone])
    factories.suspected_duplicate(first=kept, second=gone, signs=["name"])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_office_merges_two_sees_the_address_lead_on_and_undoes_it(office: Callable[..., Any], scripts: bool) -> None:
    records()
    page = office(scripts=scripts)
    page.goto("/admin/partners/institution/")
    page.get_by_role("link", name="Suspected pairs").click()
    pair = page.locator(".pair", has_text="Universität Qwyzal")
    expect(pair.get_by_role("heading", level=2)).to_have_text("The same name in the same country")
    pair.get_by_role("link", name="Merge…").click()

    expect(page.get_by_role("main")).to_contain_text("Lecture in Bremen")
    page.get_by_label("Combine them").check()
    follow(page.get_by_role("button", name="Merge", exact=True))
    expect(page.locator(".messagelist")).to_contain_text("was merged into “Qwyzal University”.")
    done = page.url

    page.goto("/en/partners/qwyzal-uni/")
    assert page.url.endswith("/en/partners/qwyzal/")
    expect(page.get_by_role("main")).to_contain_text("Lecture in Bremen")
    expect(page.get_by_role("main")).to_contain_text("Universität Qwyzal")

    page.goto(done)
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.locator(".messagelist")).to_contain_text("The merge was undone.")
    page.goto("/en/partners/qwyzal-uni/")
    assert page.url.endswith("/en/partners/qwyzal-uni/")
    expect(page.get_by_role("main")).to_contain_text("Lecture in Bremen")
    assert not page.trouble


def test_secretary_is_told_while_she_types(at_work: Callable[..., Any]) -> None:
    records()
    page = at_work()
    page.goto("/admin/partners/institution/add/")
    page.locator("#id_name_en").press_sequentially("qwyzal university")

    expect(page.get_by_role("status")).to_contain_text("It may be here already.")
    page.get_by_role("status").get_by_role("link", name="Qwyzal University").first.click()
    expect(page).to_have_url(re.compile(r"/institution/\d+/change/$"))
    assert not page.trouble


def test_secretary_takes_in_a_popup_what_is_there_already(at_work: Callable[..., Any]) -> None:
    records()
    page = at_work()
    page.goto("/admin/events/visit/add/")
    with page.expect_popup() as opened:
        page.locator("#add_id_institutions").click()
    popup = opened.value
    popup.locator("#id_name_en").press_sequentially("Qwyzal University")
    with popup.expect_event("close"):
        popup.get_by_role("status").get_by_role("link", name="Qwyzal University").first.click()

    expect(page.locator("#id_institutions + .select2-container")).to_contain_text("Qwyzal University")
    assert not page.trouble


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_the_screen_and_are_accessible(office: Callable[..., Any], width: int) -> None:
    records()
    page = office(width)
    axe = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")

    def look(name: str) -> None:
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.evaluate(axe)
        found = page.evaluate("options => axe.run(document, options)", WCAG)
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == [], name

    page.goto("/admin/partners/institution/duplicates/")
    look("pairs")
    follow(page.locator(".pair", has_text="Universität Qwyzal").get_by_role("link", name="Merge…"))
    look("preview")
    follow(page.get_by_role("button", name="Merge", exact=True))
    look("done")
    page.goto("/admin/partners/institution/merges/")
    look("merges")
    page.goto("/admin/partners/institution/?q=qwyzal")
    look("list")
    follow(page.get_by_role("link", name="Qwyzal University"))
    look("form")
    follow(page.get_by_role("link", name="Merge with another"))
    look("choice")
    page.goto("/admin/partners/institution/add/")
    page.locator("#id_name_en").press_sequentially("Qwyzal University")
    expect(page.get_by_role("status")).to_contain_text("It may be here already.")
    look("typing")
    page.locator("#id_country").select_option("DE")
    follow(page.get_by_role("button", name="Save", exact=True))
    look("asked")
    assert not page.trouble
