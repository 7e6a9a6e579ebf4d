"""That the suite's own ground holds: see `tests.conftest` and `tests.settings`."""

import pytest
from django.template import engines
from playwright.sync_api import Error

from departments.models import Department, University
from tests import factories

ELSEWHERE = "https://elsewhere.invalid/"


def _render(source: str) -> str:
    return engines["django"].from_string(source).render()


@pytest.mark.parametrize("source", ["{{ nowhere }}", "{{ nowhere.at.all }}", "{% if True %}{{ nowhere|upper }}{% endif %}"])
def test_undefined_variable_fails(source):
    with pytest.raises(ValueError, match="undefined"):
        _render(source)


def test_undefined_variable_may_be_asked_for():
    assert _render("{% if nowhere %}yes{% endif %}{% for item in nowhere %}{{ item }}{% endfor %}") == ""


def test_undefined_variables_of_djangos_own_templates_are_empty(admin_client):
    assert admin_client.get("/admin/").status_code == 200


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_page_is_watched(open_page, language):
    page = open_page(390, language)
    page.route(ELSEWHERE, lambda route: route.abort())
    page.goto("/nowhere")
    assert page.evaluate("[innerWidth, navigator.language]") == [390, language]
    assert page.trouble.responses == [f"404 {page.url}"]
    with page.expect_event("pageerror"):
        page.evaluate("console.error('loudly'); setTimeout(() => { throw new Error('thrown') })")
    assert "loudly" in page.trouble.console
    assert page.trouble.errors == ["thrown"]
    with pytest.raises(Error):
        page.goto(ELSEWHERE)
    assert page.trouble.foreign == [ELSEWHERE]
    assert page.trouble.failed == [f"net::ERR_FAILED {ELSEWHERE}"]


def test_page_without_scripts_runs_none(open_page):
    page = open_page(1280, scripts=False)
    page.goto("/nowhere")
    assert page.viewport_size["width"] == 1280
    page.set_content("<p>still</p><script>document.body.textContent = 'ran'</script>")
    assert page.text_content("p") == "still"


@pytest.mark.parametrize("time", ["once", "again"])
def test_written_site_is_filled_again(writable_site, open_page, time):
    assert University.objects.home().exists()
    record = factories.department(university=University.objects.home().get(), name_en="Written by a test")
    page = open_page(390)
    page.goto(record.get_absolute_url())
    assert "Written by a test" in page.content()
    Department.objects.filter(pk=record.pk).update(status="draft")
    assert page.goto(record.get_absolute_url()).status == 404
