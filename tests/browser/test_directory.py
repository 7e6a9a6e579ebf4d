"""The directory in Chromium: its facets without scripts, and its suggestions by keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import follow
from tests.look.test_accessibility import RULES

SEARCHES = (("/", "Find a partner by any of its names"), ("/partners/", "Search"))


@pytest.mark.parametrize(("path", "label"), SEARCHES)
def test_suggestion_is_followed_by_keyboard_alone(open_page: Callable[..., Any], path: str, label: str) -> None:
    page = open_page(360, "en")
    page.goto(f"/en{path}")
    field = page.get_by_role("combobox", name=label)
    field.focus()
    page.keyboard.type("izhevsk")
    option = page.get_by_role("option", name="Izhevsk State Medical Academy")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")

    expect(option).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    assert field.input_value() == "izhevsk"
    page.keyboard.type(" s")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/partners/izhevsk-state-medical-academy/")
    assert not page.trouble


def test_enter_without_a_choice_searches(open_page: Callable[..., Any]) -> None:
    page = open_page(1280, "en")
    page.goto("/en/")
    page.get_by_role("combobox").fill("izhevsk")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/partners/?q=izhevsk")

    assert not page.trouble


def test_open_suggestions_are_accessible(browser: Browser, site: LiveServer) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site.url}/en/partners/")
    page.get_by_role("combobox").press_sequentially("univ")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")

    found = Axe().run(page, options=RULES)

    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_facets_narrow_the_list_without_scripts(open_page: Callable[..., Any]) -> None:
    page = open_page(360, "en", scripts=False)
    page.goto("/en/partners/")
    assert page.get_by_role("searchbox").count() == 1
    assert page.get_by_label("Kazakhstan").is_hidden()
    page.get_by_role("main").locator("summary", has_text="Country").click()
    page.get_by_label("Kazakhstan").check()
    page.get_by_label("Russia").check()
    follow(page.get_by_role("button", name="Show"))

    assert page.url.endswith("?q=&country=KZ&country=RU")
    assert page.get_by_label("Kazakhstan").is_checked()
    both = page.get_by_role("heading", level=2).inner_text()
    follow(page.get_by_role("link", name="Russia"))
    assert page.url.endswith("?country=KZ")
    assert page.get_by_role("heading", level=2).inner_text() != both
    assert not page.trouble


def test_facets_are_large_enough_to_touch(open_page: Callable[..., Any]) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels."""
    page = open_page(360, "en")
    page.goto("/en/partners/?country=RU&kind=university&q=university")
    small = page.eval_on_selector_all(
        ".choice, summary, .chips a, .sorts a, .to-results a",
        "found => found.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)",
    )

    assert small == []
