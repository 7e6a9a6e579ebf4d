import json
from datetime import date

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given

from departments.models import Department
from events.models import Event
from partners.models import Agreement, Institution
from smsu_intl.base.fields import PartialPeriodFormField
from smsu_intl.base.periods import PartialPeriod
from tests import factories
from tests.base.test_periods import LANGUAGES, periods

OCTOBER = (date(2024, 10, 1), date(2024, 10, 31))


class PeriodForm(forms.Form):
    period = PartialPeriodFormField(required=False)


def _days(event: Event) -> tuple[date | None, date | None]:
    return event.period_start, event.period_end


def _stored_days(event: Event) -> tuple[date | None, date | None]:
    return Event.objects.values_list("period_start", "period_end").get(slug=event.slug)


def test_companions_follow_an_assignment():
    event = Event()
    event.period = "2024-10"
    assert event.period == PartialPeriod("2024-10")
    assert _days(event) == OCTOBER
    event.period = PartialPeriod("XXXX-10")
    assert _days(event) == (None, None)


def test_companions_follow_the_constructor():
    assert _days(Event(period="2024-10")) == OCTOBER


def test_companions_follow_create_and_save(db):
    event = factories.event(period="2024-10")
    assert _days(event) == _stored_days(event) == OCTOBER
    event.period = "2023"
    event.save()
    assert _stored_days(event) == (date(2023, 1, 1), date(2023, 12, 31))


def test_companions_follow_bulk_create(db):
    event = Event(slug="bulk", kind="lecture", university=factories.university(), period="2024-10")
    Event.objects.bulk_create([event])
    assert _stored_days(event) == OCTOBER


def test_companions_follow_a_fixture(db):
    fixture = {"slug": "raw", "kind": "lecture", "university": [factories.university().slug], "period": "2024-10 | in the autumn"}
    for loaded in serializers.deserialize("json", json.dumps([{"model": "events.event", "fields": fixture}])):
        loaded.save()
    event = Event.objects.get(slug="raw")
    assert _stored_days(event) == OCTOBER
    assert event.period == PartialPeriod("2024-10", "in the autumn")
    assert event.folded == "raw"


def test_two_periods_of_a_record_keep_apart(db):
    agreement = Agreement.objects.get(pk=factories.agreement(signed="2024-10", valid_until="2029").pk)
    assert (agreement.signed_start, agreement.signed_end) == OCTOBER
    assert agreement.valid_until_end == date(2029, 12, 31)


def test_period_that_is_not_loaded_costs_no_query(db, django_assert_num_queries):
    event = factories.event(period="2024-10")
    with django_assert_num_queries(1):
        assert Event.objects.only("slug").get(pk=event.pk).slug == event.slug


def test_assigned_nonsense_is_refused_by_validation():
    with pytest.raises(ValidationError) as refused:
        Event(period="soon").clean_fields()
    assert "period" in refused.value.message_dict


def test_form_says_what_is_wrong_and_keeps_what_was_typed():
    form = PeriodForm({"period": "next week <b>"})
    assert not form.is_valid()
    assert "not understood" in form.errors["period"][0]
    assert "next week &lt;b&gt;" in str(form["period"])


def test_form_keeps_words_in_quotes():
    form = PeriodForm({"period": "2021–2022 “in the spring”"})
    assert form.is_valid()
    assert form.cleaned_data["period"] == PartialPeriod("AY2021", "in the spring")
    assert "2021–2022 academic year “in the spring”" in str(PeriodForm(initial={"period": form.cleaned_data["period"]})["period"])


def test_form_left_empty_is_an_unknown_period():
    form = PeriodForm({"period": ""})
    assert form.is_valid()
    assert form.cleaned_data["period"] == PartialPeriod()


def test_form_refuses_what_the_column_cannot_hold():
    assert not PeriodForm({"period": f"2024 “{'x' * 200}”"}).is_valid()


@pytest.mark.parametrize("words", ["", "in the “spring” term"])
@pytest.mark.parametrize("language", LANGUAGES)
@given(period=periods)
def test_shown_period_sent_back_is_unchanged(language, words, period):
    field, period = PartialPeriodFormField(), PartialPeriod(period.code, words)
    with override(language):
        shown = field.prepare_value(period)
        assert not field.has_changed(period, shown)
        assert field.clean(shown) == period


@pytest.mark.parametrize("code", ["2021/2022", "0800", "AYXXXX", "AY2021", ""])
def test_period_that_prints_ambiguously_is_shown_by_its_code(code):
    field, period = PartialPeriodFormField(required=False), PartialPeriod(code)
    assert field.clean(field.prepare_value(period)) == period


def test_folded_names_follow_their_sources(db):
    record = factories.department(name_en="", name_ru="Неврология", name_uz="Nevrologiya")
    assert record.folded == "nevrologiya"  # each fold once
    record.name_en = "Department of Neurology"
    record.save()
    record.refresh_from_db()
    assert record.folded == "department of neurology | nevrologiya"
    assert (record.folded_en, record.folded_ru) == ("department of neurology", "nevrologiya")


def test_names_sort_alike_in_every_language(db):
    first = factories.department(name_en="Zoology", name_ru="Анатомия")
    second = factories.department(name_en="anatomy", name_ru="Зоология")
    mine = Department.objects.filter(pk__in=[first.pk, second.pk])
    with override("en"):
        assert list(mine.in_name_order()) == [second, first]
    with override("ru"):
        assert list(mine.in_name_order()) == [first, second]


def test_country_is_refused_unless_it_is_one():
    for code in ("XX", "tr"):
        with pytest.raises(ValidationError) as refused:
            Institution(slug="x", country=code).clean_fields()
        assert "country" in refused.value.message_dict
    Institution(slug="x", country="TR").clean_fields()
