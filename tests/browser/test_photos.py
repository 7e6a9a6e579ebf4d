"""Galleries in Chromium: read by keyboard and without scripts, and light however many photographs there are."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Department
from events.models import Photo
from smsu_intl.base.pictures import keep
from tests import factories
from tests.base.test_pictures import file_of, two_halves
from tests.browser.test_secretary import WCAG as WCAG_OF_FORMS
from tests.browser.test_secretary import at_work  # noqa: F401

DEPARTMENT = "/en/departments/neurology/"
SHOWN = 12  # on a page


@pytest.fixture
def samples(writable_site: LiveServer) -> LiveServer:
    """The running site with its content and the sample photographs."""
    call_command("fill_site", samples=True, verbosity=0)
    return writable_site


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_gallery_is_walked_through_by_keyboard(samples: LiveServer, open_page: Callable[..., Any], scripts: bool, width: int) -> None:
    page = open_page(width, "en", scripts=scripts)
    page.goto(DEPARTMENT)
    first = page.locator(".gallery a").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Photograph 1 of 4")
    expect(page.get_by_role("img", name="Sample picture: a ward round with guests")).to_be_visible()
    for number in (2, 3, 4):
        page.get_by_role("link", name="Next photograph").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Photograph {number} of 4")
    page.get_by_role("link", name="Department of Neurology").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DEPARTMENT}")

    assert not page.trouble


def test_crop_keeps_what_matters(writable_site: LiveServer, open_page: Callable[..., Any]) -> None:
    """A panorama, red on its left and blue on its right: the thumbnail shows the side that is in focus."""
    visit = factories.visit()
    panorama = keep(two_halves((1200, 200)))
    for focus in (0, 100):
        photo = Photo(visit=visit, status="published", alt_en=f"Panorama at {focus}", focal_x=focus)
        photo.take(panorama)
        photo.save()
    page = open_page(1280, "en")
    page.goto(visit.get_absolute_url())

    for focus, (red, _green, blue) in ((0, (255, 0, 0)), (100, (0, 0, 255))):
        image = page.get_by_role("img", name=f"Panorama at {focus}")
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete", arg=image.element_handle())
        assert image.evaluate("image => image.clientWidth / image.clientHeight") == pytest.approx(1.5, abs=0.02)
        with Image.open(io.BytesIO(image.screenshot())) as shot:
            found = shot.convert("RGB").getpixel((shot.width // 2, shot.height // 2))
        assert abs(found[0] - red) < 30
        assert abs(found[2] - blue) < 30
    assert not page.trouble


@pytest.fixture
def many(writable_site: LiveServer) -> Department:
    """A department with forty visits and sixty photographs."""
    department = Department.objects.get(slug="neurology")
    for number in range(40):
        values = {"title_en": f"Visit number {number}", "period": f"2024-01-{number % 28 + 1:02}"}
        visit = factories.visit(university=department.university, departments=[department], **values)
        factories.participant(visit=visit, person=factories.person(name=f"Guest {number}"))
    for number in range(60):
        factories.photo(
            department=department,
            order=number,
            picture=factories.scene(number, (960, 640)),
            alt_en=f"Colleagues at the round table, {number}",
        )
    return department


@pytest.mark.parametrize("width", [360, 1280])
def test_no_photograph_is_fetched_before_one_comes_near_it(many: Department, open_page: Callable[..., Any], width: int) -> None:
    page = open_page(width, "en")
    fetched: list[str] = []
    page.on("response", lambda response: fetched.append(response.url) if "/media/" in response.url else None)
    page.goto(DEPARTMENT)
    page.wait_for_load_state("networkidle")
    assert fetched == []

    with page.expect_event("response", lambda response: "/media/" in response.url):
        page.locator(".gallery img").first.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert 0 < len(fetched) <= SHOWN
    assert all(url.endswith(("-320.webp", "-320.avif")) for url in fetched)
    assert not page.trouble


def test_secretary_adds_a_photograph_and_visitors_see_it(at_work: Callable[..., Any], tmp_path: Path) -> None:  # noqa: F811
    files = []
    for name, colours in (("one", ("teal", "gold")), ("two", ("gold", "navy"))):
        files.append(tmp_path / f"{name}.jpg")
        files[-1].write_bytes(file_of(two_halves((1200, 800), colours=colours)).getvalue())
    visit = factories.visit(title_en="Visit with photographs")
    page = at_work(360)
    page.goto(f"/admin/events/visit/{visit.pk}/change/")
    page.locator("#photos-group .add-row a").click()
    page.locator("#id_photos-0-upload").set_input_files(files)
    page.locator("#id_photos-0-status").select_option("published")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("#photos-0")).to_contain_text("Say in at least one language what the photograph shows")
    expect(page.locator("#photos-0 .photo-preview")).to_be_visible()  # not to be chosen again

    page.locator("#id_photos-0-alt_en").fill("Teal and gold")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".photo-preview")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run(document, options)", WCAG_OF_FORMS)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert not page.trouble

    page.goto(visit.get_absolute_url())
    expect(page.get_by_role("img", name="Teal and gold")).to_be_visible()
    expect(page.locator(".gallery img")).to_have_count(1)
    assert not page.trouble
