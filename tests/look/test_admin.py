"""The staff's rooms under axe: lists, forms, deleting, histories and signing in, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from departments.models import Department
from events.models import Event, Visit
from partners.models import Agreement, Institution
from tests.browser import follow
from tests.browser.test_secretary import at_work  # noqa: F401
from tests.look.test_accessibility import RULES, check

# axe's advice beyond WCAG is asked of public pages only: Django's landmarks and heading levels are Django's.
WCAG = RULES | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# The one exception: Select2, which Django ships, puts its "take all off" beside the items of a list of what is chosen. A screen
# reader reads the items and the button, if with one item too many counted.
SELECT2 = (("list", '<ul class="select2-selection__rendered">'),)
EDITED = (Department, Institution, Agreement, Visit, Event)


def test_sign_in_pages_are_accessible(open_page: Callable[..., Any]) -> None:
    page = open_page(360)
    page.goto("/admin/")
    check(page, "sign in", WCAG)
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    follow(page.get_by_role("button", name="Log in"))
    assert page.locator(".errorlist").count() == 1

    check(page, "sign in refused", WCAG)


@pytest.mark.parametrize("model", EDITED)
def test_rooms_of_a_record_are_accessible(at_work: Callable[..., Any], model: Any) -> None:  # noqa: F811
    page = at_work()
    User.objects.update(is_superuser=True)  # who may delete, too
    record = model.objects.first()
    room = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for name in ("changelist", "add", "change", "delete", "history"):
        page.goto(reverse(f"{room}_{name}", args=[record.pk] if name in ("change", "delete", "history") else []))
        page.wait_for_load_state("networkidle")

        check(page, f"{model.__name__} {name}", WCAG, but_for=SELECT2)


def test_reports_are_accessible(at_work: Callable[..., Any]) -> None:  # noqa: F811
    page = at_work()
    for question in ("span=academic_year&academic_year=2024&compare=previous&state_on=2026-01-01", "span=month"):
        page.goto(f"/admin/reports/?{question}")

        check(page, f"reports {question}", WCAG)
    page.goto("/admin/reports/?span=academic_year&academic_year=2024")
    page.locator("[data-figure=visits] td a").first.click()

    check(page, "the list behind a number", WCAG)


def test_first_room_and_password_are_accessible(at_work: Callable[..., Any]) -> None:  # noqa: F811
    page = at_work()
    for address in ("/admin/", "/admin/password_change/"):
        page.goto(address)

        check(page, address, WCAG)


@pytest.mark.parametrize("width", [360, 1280])
def test_tables_are_accessible(at_work: Callable[..., Any], width: int) -> None:  # noqa: F811
    page = at_work(width)
    address = reverse("admin:events_visit_import")
    good = "Direction,When,Title (English)\nincoming visit,2024,Asthma\n"
    for name, text in (("mistakes", good + "sideways,last spring,\n"), ("preview", good), ("refusal", "")):
        page.goto(address)
        page.set_input_files("#id_file", {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": text.encode()})
        page.get_by_role("button", name="Check the table").click()
        page.wait_for_load_state("networkidle")

        check(page, f"table: {name}", WCAG)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_pages_of_an_account_are_accessible(at_work: Callable[..., Any], language: str) -> None:  # noqa: F811
    page = at_work(360)
    page.locator(f"button[name=language][value={language}]").click()
    for name in ("mfa_index", "usersessions_list", "account_change_password", "mfa_activate_totp", "mfa_add_webauthn", "account_logout"):
        page.goto(reverse(name))
        assert page.locator("html").get_attribute("lang") == language

        check(page, name, WCAG)
