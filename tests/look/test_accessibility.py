"""Every page type under axe: in three languages, light and dark, on a phone and on a desk; and the pages that errors get."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from smsu_intl import views
from tests.look.pages import PAGES, PROBLEMS
from tests.test_pages import LANGUAGES

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# A page's words and structure are asked once; another scheme or width changes only what these look at.
LOOKS = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}}
WIDTHS = (360, 1280)
ERRORS: dict[int, Callable[[Any], Any]] = {
    400: lambda request: views.bad_request(request, None),
    403: lambda request: views.forbidden(request, None),
    500: views.server_error,
}


@pytest.fixture
def quiet_page(browser: Browser) -> Iterator[Page]:
    """A page that axe may be injected into; the policy it would trip is tested on its own."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def check(page: Page, where: str, rules: dict[str, Any] = RULES, but_for: Collection[tuple[str, str]] = ()) -> None:
    """Run axe at both widths, in both schemes, without fetching the page again; `but_for` are faults by rule and element."""
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            asked = rules if (width, scheme) == (WIDTHS[0], "light") else LOOKS
            found = page.evaluate("rules => axe.run(document, rules)", asked)["violations"]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)
            faults = {(rule["id"], node["html"]) for rule in found for node in rule["nodes"]}
            assert faults <= set(but_for), (where, width, scheme, faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible(sampled_site: LiveServer, quiet_page: Page, language: str) -> None:
    for path in (*PAGES, *PROBLEMS):
        quiet_page.goto(f"{sampled_site.url}/{language}{path}")
        check(quiet_page, f"/{language}{path}")


def error_page(status: int, language: str) -> str:
    """What a visitor is shown: the site itself gives these pages only when something is wrong with it."""
    request = RequestFactory().get(f"/{language}/")
    request.user = AnonymousUser()
    with translation.override(language):
        return ERRORS[status](request).content.decode()


def answer_with(html: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    return answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_are_accessible(site: LiveServer, quiet_page: Page, language: str) -> None:
    for status in ERRORS:
        address = f"{site.url}/{language}/error-{status}/"
        quiet_page.route(address, answer_with(error_page(status, language)))
        quiet_page.goto(address)
        assert quiet_page.locator("h1").count() == 1

        check(quiet_page, address)
