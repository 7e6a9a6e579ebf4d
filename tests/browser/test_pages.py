"""Every public page in Chromium: in each language, on a phone and on a desk, quiet and whole. That it is accessible, `tests/look` sees."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.test_pages import LANGUAGES, QUERIES

WIDTHS = (360, 1280)
PAGES = (*QUERIES, "/nothing/", "/partners/?q=nothing+at+all&country=XX", "/partners/?q=" + "x" * 301)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_load_without_a_complaint(open_page: Callable[..., Any], language: str, width: int) -> None:
    page = open_page(width, language)
    for path in PAGES:
        response = page.goto(f"/{language}{path}")

        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
        if response.status >= 400:  # what the browser says of the status itself is no complaint
            page.trouble.responses.clear()
            page.trouble.console = [line for line in page.trouble.console if "Failed to load resource" not in line]
        assert not page.trouble, (path, page.trouble)


@pytest.mark.parametrize("scripts", [True, False])
def test_visitor_finds_a_partner_by_an_old_name(open_page: Callable[..., Any], scripts: bool) -> None:
    page = open_page(360, "en", scripts=scripts)
    page.goto("/")
    page.get_by_label("Find a partner").fill("louis pasteur")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="University of Strasbourg").click()

    assert page.get_by_role("heading", level=1).inner_text() == "University of Strasbourg"
    assert "Universite Louis Pasteur" in page.get_by_role("main").inner_text()
    assert not page.trouble


def test_keyboard_reaches_the_content_at_once(open_page: Callable[..., Any]) -> None:
    page = open_page(1280, "en")
    page.goto("/en/departments/neurology/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_links_and_controls_are_large_enough_to_touch(open_page: Callable[..., Any]) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, links within a sentence excepted."""
    page = open_page(360, "en")
    page.goto("/en/partners/")
    small = page.eval_on_selector_all(
        "header a, .pagination a, .more, button, select, input:not([type=checkbox]), .partners h3 a",
        "found => found.filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)",
    )

    assert small == []


@pytest.mark.parametrize("scripts", [True, False])
def test_stranger_finds_who_works_with_malaysia_in_at_most_three_taps(open_page: Callable[..., Any], scripts: bool) -> None:
    """From the home page in Uzbek, on a telephone: the country in the list below the map, and the department on its page."""
    page = open_page(360, "uz", scripts=scripts)
    page.goto("/uz/")
    page.get_by_role("main").get_by_role("link", name="Malayziya", exact=True).click()
    who = page.get_by_role("region", name="Bu mamlakat bilan kim hamkorlik qiladi")
    assert [text.strip() for text in who.get_by_role("link").all_inner_texts()] == ["Biokimyo kafedrasi"]

    who.get_by_role("link", name="Biokimyo kafedrasi").click()
    page.wait_for_url("**/uz/departments/biochemistry/")
    assert page.get_by_role("main").get_by_role("link", name="Malayziya", exact=True).is_visible()
    assert not page.trouble
