"""The office makes the report of a quarter: the numbers are those counted by hand, and a number opens its records."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from departments.models import University
from tests.browser.test_review import check, staff
from tests.reported import COUNTED, LEFT_OUT, make_reported

__all__ = ["staff"]  # a fixture


def number_of(page: Page, figure: str) -> str:
    return page.locator(f"[data-figure={figure}] td").first.inner_text().strip()


@pytest.mark.parametrize("width", [1280, 360])
def test_office_reports_a_quarter(staff: Callable[..., Any], width: int) -> None:
    office = staff("office", width)
    own = University.objects.home().get()
    made = make_reported(own)

    # From the first page to the quarter: only the fields that a quarter needs are there.
    office.get_by_role("link", name="Reports", exact=True).click()
    expect(office.get_by_role("heading", name="Reports", exact=True)).to_be_visible()
    office.get_by_label("Quarter", exact=True).and_(office.get_by_role("radio")).check()
    expect(office.get_by_label("Month", exact=True).and_(office.get_by_role("combobox"))).to_be_hidden()
    office.locator("#report-quarter").select_option("2nd: April to June")
    office.locator("#report-year").select_option("2019")
    office.get_by_role("button", name="Make the report").click()
    expect(office.get_by_role("heading", name="Report on international cooperation: 2nd quarter of 2019")).to_be_visible()

    # The numbers are those that were counted by hand.
    assert {figure: float(number_of(office, figure)) for figure in COUNTED} == COUNTED
    for (figure, note), number in LEFT_OUT.items():
        if note == "maybe":
            expect(office.locator(f"[data-figure={figure}] [data-note={note}]")).to_contain_text(f"{number} record may be in this period")
    check(office, width)

    # A number opens exactly its records, and says which they are.
    office.locator("[data-figure=visits] td a").click()
    expect(office.locator(".behind")).to_contain_text("Visits · 2nd quarter of 2019")
    expect(office.locator("#result_list tbody tr")).to_have_count(3)
    for title in ("Lectures", "Course abroad", "Delegation"):
        expect(office.get_by_role("link", name=title, exact=True)).to_be_visible()
    office.go_back()
    office.locator("[data-by=country]").get_by_role("link", name="Germany, Visits: 2", exact=True).click()
    expect(office.locator("#result_list tbody tr")).to_have_count(2)
    office.go_back()

    # Narrowed to a department and compared with the year before, as a workbook too.
    office.get_by_label("Department", exact=True).select_option(str(made.second.pk))
    office.get_by_label("Compare", exact=True).select_option("with the same period a year earlier")
    office.get_by_role("button", name="Make the report").click()
    expect(office.locator("[data-figure=visits] td")).to_have_text(["2", "0", "+2"])
    with office.expect_download() as download:
        office.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename == "report-2019-04-01-2019-06-30.xlsx"

    # On paper there is the report alone.
    office.emulate_media(media="print")
    expect(office.locator("#report-form")).to_be_hidden()
    expect(office.locator("#header")).to_be_hidden()
    expect(office.get_by_role("heading", name="Report on international cooperation")).to_be_visible()
    expect(office.locator(".about")).to_contain_text(str(own.name_en))
    assert not office.trouble


def test_what_is_missing_is_said_beside_its_field(staff: Callable[..., Any]) -> None:
    office = staff("office", 360)
    office.goto("/admin/reports/")
    office.get_by_label("From day to day").check()
    office.get_by_label("First day", exact=True).fill("2024-05-05")
    office.get_by_label("Last day", exact=True).fill("2024-05-04")
    office.get_by_role("button", name="Make the report").click()

    expect(office.locator(".field-last")).to_contain_text("The last day is before the first.")
    check(office, 360)
