"""Programmes in Chromium, answering visitors who say who they are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.browser import follow


@pytest.fixture
def samples(writable_site: LiveServer) -> LiveServer:
    """The running site with its content and the sample programmes."""
    call_command("fill_site", samples=True, verbosity=0)
    return writable_site


@pytest.mark.parametrize("scripts", [True, False])
def test_visitor_says_who_they_are_and_learns_what_is_missing(samples: LiveServer, open_page: Callable[..., Any], scripts: bool) -> None:
    page = open_page(360, "en", scripts=scripts)
    page.goto("/en/programmes/")
    page.get_by_text("About you").click()
    page.get_by_label("Your year or degree").select_option(label="Doctors")
    page.get_by_label("Your level: Russian").select_option("B1")
    follow(page.get_by_role("button", name="Show"))

    placement = page.locator("article", has_text="Clinical placement in obstetrics")
    assert "needs Russian B2" in placement.inner_text()
    assert page.get_by_label("Your level: Russian").is_visible()

    page.get_by_label("Your level: Russian").select_option("C1")
    follow(page.get_by_role("button", name="Show"))

    assert "Fits if you are of: Department of Obstetrics" in placement.inner_text()
    assert "1 of 4 fits you" in page.locator("main").inner_text()
    assert not page.trouble


@pytest.mark.parametrize("scripts", [True, False])
def test_filters_are_folded_on_a_phone_and_open_on_a_wide_screen(samples: LiveServer, open_page: Callable[..., Any], scripts: bool) -> None:
    phone, wide = open_page(360, "en", scripts=scripts), open_page(1280, "en", scripts=scripts)
    for page in (phone, wide):
        page.goto("/en/programmes/")

    assert wide.get_by_label("For whom").is_visible()
    assert not wide.get_by_text("Filters", exact=True).is_visible()
    assert not phone.get_by_label("For whom").is_visible()
    assert phone.get_by_role("heading", name="4 programmes").bounding_box()["y"] < 900
    phone.get_by_text("Filters", exact=True).click()
    phone.get_by_label("Kind").select_option(label="exchange")
    phone.get_by_role("button", name="Show").click()

    phone.get_by_role("heading", name="1 programme").wait_for()
    assert phone.get_by_label("Kind").is_visible()
    assert not phone.trouble
