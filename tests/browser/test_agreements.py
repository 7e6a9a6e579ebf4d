"""An agreement in the browser: its file, who opens it and who does not, its renewal and the queue of those that expire."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from departments.models import Department
from partners.models import Agreement
from tests import factories
from tests.browser import follow
from tests.browser.test_review import check, save, staff  # noqa: F401


@pytest.mark.parametrize("width", [1280, 360])
def test_agreement_is_filed_guarded_and_renewed(
    staff: Callable[..., Any],  # noqa: F811
    open_page: Callable[..., Any],
    tmp_path: Path,
    width: int,
) -> None:
    office, secretary = staff("office", width), staff("editor", width)
    other = Department.objects.exclude(slug="neurology").first()
    partner = factories.institution(name_en="Heidelberg Lung Clinic", country="DE")
    end = (timezone.localdate() + timedelta(days=20)).isoformat()
    agreement = factories.agreement(university=other.university, departments=[other], institutions=[partner], valid_until=end, number="77")
    file = tmp_path / "Agreement 77.pdf"
    file.write_bytes(b"%PDF-1.7\nsigned\n%%EOF\n")

    # The office finds it in the queue, hands its file in, and saves it to its own computer again.
    office.goto("/admin/")
    follow(office.locator("#attention").get_by_role("link", name="Agreements").first)
    office.goto("/admin/partners/agreement/?attention=expiring_30")
    expect(office.locator("#result_list")).to_contain_text("20 days left")
    office.get_by_role("link", name="Memorandum of cooperation 77").click()
    expect(office.locator("main, #content").first).to_contain_text("It is valid for 20 more days")
    office.locator("#documents-group .add-row a").click()
    office.locator("#id_documents-0-upload").set_input_files(file)
    check(office, width)
    save(office)
    office.goto(f"/admin/partners/agreement/{agreement.pk}/change/")
    with office.expect_download() as download:
        office.get_by_role("link", name="Agreement 77.pdf").click()
    assert download.value.suggested_filename == "Agreement 77.pdf"
    assert Path(download.value.path()).read_bytes() == file.read_bytes()
    check(office, width)
    address = agreement.documents.get().get_staff_url()

    # A secretary of another department finds nothing there, and a stranger is asked to sign in.
    assert secretary.goto(address).status == 404
    stranger = open_page(width)
    stranger.goto(address)
    assert "/login/?next=" in stranger.url

    # A file that is none is refused in words, and nothing is lost.
    wrong = tmp_path / "wrong.pdf"
    wrong.write_text("<html>")
    office.locator("#id_documents-0-upload").set_input_files(wrong)
    office.get_by_role("button", name="Save", exact=True).click()
    expect(office.locator("#documents-group .errorlist")).to_contain_text("none of the files that can be kept here")
    check(office, width)

    # The renewal comes filled in; once it is signed the earlier one has left the queue.
    office.goto(f"/admin/partners/agreement/{agreement.pk}/change/")
    office.get_by_role("link", name="Renew", exact=True).click()
    expect(office.locator("#id_institutions + .select2-container")).to_contain_text("Heidelberg Lung Clinic")
    office.locator("#id_state").select_option("signed")
    office.locator("#id_signed").fill(timezone.localdate().isoformat())
    check(office, width)
    office.get_by_role("button", name="Save", exact=True).click()
    expect(office.locator(".messagelist")).to_contain_text("is now superseded")
    office.goto("/admin/partners/agreement/?attention=expiring_30")
    expect(office.locator("#changelist")).not_to_contain_text("Memorandum of cooperation 77")
    check(office, width)
    assert Agreement.objects.get(pk=agreement.pk).state == "superseded"
