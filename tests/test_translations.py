"""Staff see what is not translated: a page of numbers, and a filter beside every list."""

import re

import pytest
from django.contrib import admin
from django.test import Client

from departments.models import Department
from smsu_intl.base.translations import translated_names
from tests import factories
from tests.test_admin import address, office, secretary, signed_in, text_of, user

__all__ = ["office", "secretary"]  # fixtures

pytestmark = pytest.mark.django_db

TRANSLATED = {model._meta.label_lower: model for model in admin.site._registry if translated_names(model)}
WHERE = "/admin/translations/"


def _found(client: Client, model: str, state: str) -> set[int]:
    return {record.pk for record in client.get(address(model, "changelist"), {"translations": state}).context["cl"].queryset}


@pytest.mark.parametrize("model", TRANSLATED)
def test_every_translated_list_is_filtered_by_what_is_missing(office: Client, model: str) -> None:
    html = text_of(office.get(address(model, "changelist")))

    for language in ("en", "ru", "uz"):
        assert f"?translations=missing-{language}" in html
        assert (f"?translations=older-{language}" in html) == hasattr(TRANSLATED[model], "history")


def test_filter_finds_what_is_missing(secretary: Client) -> None:
    here, there = factories.department(name_uz="Nevrologiya"), factories.department(name_en="Urology", status="draft")

    assert {here.pk, there.pk} <= _found(secretary, "departments.department", "missing-ru")
    assert _found(secretary, "departments.department", "missing-uz") & {here.pk, there.pk} == {there.pk}


def test_filter_finds_what_is_older_until_it_is_declared_right(secretary: Client) -> None:
    record = factories.department(name_ru="Неврология")
    record.name_en = "Neurology and neurosurgery"
    record.save()
    where = address("departments.department", "changelist")
    assert _found(secretary, "departments.department", "older-ru") == {record.pk}
    assert _found(secretary, "departments.department", "older-en") == set()

    response = secretary.post(where, {"action": "keep_translations", "_selected_action": [record.pk]}, follow=True)

    assert "The translations of 1 record count as up to date." in text_of(response)
    assert _found(secretary, "departments.department", "older-ru") == set()
    assert "The translations are right as they are" in text_of(secretary.get(address("departments.department", "history", record.pk)))


@pytest.mark.parametrize("state", ["", "x", "missing-xx", "older-", "missing", "older-uz-uz"])
def test_unknown_state_narrows_nothing(secretary: Client, state: str) -> None:
    assert len(_found(secretary, "departments.department", state)) == Department.objects.count()


def test_numbers_lead_to_as_many_records(office: Client) -> None:
    older = factories.department(name_ru="Неврология")
    older.name_en = "Neurology and neurosurgery"
    older.save()
    factories.visit(title_ru="Визит")
    factories.tag(label_en="ophthalmology")

    kinds = office.get(WHERE).context["kinds"]

    assert len(kinds) == len(TRANSLATED)
    for kind in kinds:
        for cell in kind["counts"]:
            if cell["count"]:
                assert office.get(cell["address"]).context["cl"].result_count == cell["count"], cell
    assert sum(cell["count"] for kind in kinds for cell in kind["counts"] if "older" in cell["address"]) == 1


def test_drafts_are_not_counted(office: Client) -> None:
    def total() -> int:
        return sum(cell["count"] for kind in office.get(WHERE).context["kinds"] for cell in kind["counts"])

    before = total()
    factories.department(status="draft", university=factories.university(status="draft"))

    assert total() == before


def test_index_leads_to_the_page(secretary: Client) -> None:
    assert f'href="{WHERE}"' in text_of(secretary.get("/admin/"))
    assert secretary.get(WHERE).status_code == 200


def test_page_shows_only_what_the_account_may_see(client: Client, secretary: Client) -> None:
    assert client.get(WHERE).status_code == 302
    assert "There is nothing that you may translate." in text_of(signed_in(user("guest")).get(WHERE))


def test_page_takes_few_queries_however_much_there_is(office: Client, django_assert_max_num_queries) -> None:
    for number in range(5):
        record = factories.department(name_ru="Неврология")
        record.name_en = f"Neurology {number}"
        record.save()

    with django_assert_max_num_queries(2 * len(TRANSLATED) + 6):
        office.get(WHERE)


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_page_stands_in_every_language(office: Client, language: str) -> None:
    html = text_of(office.get(WHERE, headers={"accept-language": language}))

    assert not re.search("Translations|original|Records", html)
