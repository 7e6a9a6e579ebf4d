"""A department's editor hands a visit in, the office gives it back and then publishes it, on a desk and on a telephone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Department, Membership, University
from events.models import Visit
from smsu_intl.roles import EDITOR, OFFICE, role
from tests import factories
from tests.browser import follow
from tests.browser.test_secretary import PASSWORD, WCAG, choose, say, sign_in


@pytest.fixture
def staff(writable_site: LiveServer, open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that opens a page in which an account of a role has signed in."""

    def staff(name: str, width: int) -> Any:
        account = User.objects.create_user(name, email=f"{name}@example.org", password=PASSWORD, is_staff=True)
        membership = Membership.objects.create(user=account)
        if name == "editor":
            account.groups.add(role(EDITOR))
            membership.departments.set(Department.objects.filter(slug="neurology"))
        else:
            account.groups.add(role(OFFICE))
            membership.universities.set(University.objects.home())
        page = open_page(width)
        page.goto("/admin/")
        sign_in(page, name)
        return page

    return staff


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def check(page: Page, width: int) -> None:
    """Look whether the page fits the screen and is accessible."""
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run({exclude: ['.select2-container']}, options)", WCAG)  # a chosen value: not our markup
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []


@pytest.mark.parametrize("width", [1280, 360])
def test_visit_goes_from_its_editor_to_the_public(staff: Callable[..., Any], width: int) -> None:
    editor, office = staff("editor", width), staff("office", width)

    # The editor finds her department filled in, no way to publish, and hands in.
    editor.goto("/admin/events/visit/add/")
    editor.get_by_label("incoming visit").check()
    editor.get_by_label("When").fill("8–9 October 2024")
    expect(editor.locator("#id_departments + .select2-container")).to_contain_text("Department of Neurology")
    choose(editor, "institutions", "igma", "Izhevsk State Medical Academy – Russia")
    say(editor, "title", "Guests from Izhevsk")
    expect(editor.locator("#id_status input")).to_have_count(2)
    editor.locator("#id_status").get_by_label("in review").check()
    editor.get_by_label("Note to the reviewer").fill("Please look today.")
    check(editor, width)
    save(editor)
    visit = Visit.objects.get(title_en="Guests from Izhevsk")
    assert editor.goto(f"/en/visits/{visit.slug}/").status == 404
    editor.trouble.console.clear()
    editor.trouble.responses.clear()

    # The office finds it in its queue, reads the note, and gives it back.
    office.goto("/admin/")
    check(office, width)
    office.locator("#attention").get_by_role("link", name="Visits 1").first.click()
    expect(office.locator("#result_list tbody tr")).to_have_count(1)
    office.get_by_role("link", name="Guests from Izhevsk").click()
    expect(office.locator(".steps")).to_contain_text("Please look today.")
    check(office, width)
    office.locator("#id_status").get_by_label("draft").check()
    office.get_by_label("Note to whoever handed it in").fill("Where was it?")
    save(office)

    # The editor reads why, corrects it and hands it in again from the list.
    editor.goto(f"/admin/events/visit/{visit.pk}/change/")
    expect(editor.locator(".steps li").first).to_contain_text("Where was it?")
    editor.locator("#id_status").get_by_label("in review").check()
    save(editor)

    # The office publishes, and the public reads it.
    office.goto(f"/admin/events/visit/{visit.pk}/change/")
    office.locator("#id_status").get_by_label("published").check()
    save(office)
    assert editor.goto(f"/en/visits/{visit.slug}/").status == 200

    # What is public the editor corrects, but does not withdraw.
    editor.goto(f"/admin/events/visit/{visit.pk}/change/")
    expect(editor.locator("#id_status input")).to_have_count(1)
    expect(editor.get_by_role("link", name="Delete")).to_have_count(0)
    assert not editor.trouble
    assert not office.trouble


@pytest.mark.parametrize("width", [1280, 360])
def test_change_of_what_is_public_waits_and_what_is_deleted_comes_back(staff: Callable[..., Any], width: int) -> None:
    editor, office = staff("editor", width), staff("office", width)
    visit = factories.visit(departments=[Department.objects.get(slug="neurology")], title_en="Guests from Izhevsk")
    editor.goto(f"/admin/events/visit/{visit.pk}/change/")
    say(editor, "title", "Lecturers from Izhevsk")
    save(editor)
    expect(editor.locator(".messagelist")).to_contain_text("Your change waits for approval.")
    editor.goto(f"/en/visits/{visit.slug}/")
    expect(editor.locator("h1")).to_contain_text("Guests from Izhevsk")
    editor.goto(f"/admin/events/visit/{visit.pk}/change/")
    expect(editor.locator(".waiting")).to_contain_text("Below you see the record with it")
    check(editor, width)

    # The office sees what would change, looks at the page as it would be, and accepts.
    office.goto("/admin/?")
    office.locator("#attention a[href$='attention=changes']").click()
    office.get_by_role("link", name="Guests from Izhevsk").click()
    office.get_by_role("link", name="See the change").click()
    expect(office.locator(".proposed ins")).to_have_text("Lecturers from Izhevsk")
    check(office, width)
    with office.expect_popup() as opened:
        office.get_by_role("link", name="Preview: how its page will look").click()
    expect(opened.value.locator("h1")).to_contain_text("Lecturers from Izhevsk")
    expect(opened.value.locator(".preview-notice")).to_be_visible()
    check(opened.value, width)
    office.get_by_role("button", name="Accept what is ticked").click()
    expect(office.locator(".messagelist .success")).to_contain_text("the public sees it now")
    editor.goto(f"/en/visits/{visit.slug}/")
    expect(editor.locator("h1")).to_contain_text("Lecturers from Izhevsk")

    # The office deletes it, and brings it back.
    office.goto(f"/admin/events/visit/{visit.pk}/delete/")
    follow(office.get_by_role("button", name="Yes, I’m sure"))
    office.goto("/admin/deleted/")
    check(office, width)
    office.get_by_role("button", name="Bring back").click()
    expect(office.locator(".messagelist .success")).to_contain_text("is back.")
    assert Visit.objects.get(pk=visit.pk).title_en == "Lecturers from Izhevsk"
    assert not editor.trouble
    assert not office.trouble
