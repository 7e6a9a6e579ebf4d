from datetime import timedelta

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.utils import timezone

from departments.models import University
from events.models import Event, Participant, Visit
from smsu_intl.base.models import Record, Source
from smsu_intl.base.querysets import prefetch_links, prefetch_parts
from tests import factories


@pytest.mark.parametrize("status", Record.Status.values)
@pytest.mark.parametrize("days", [None, -1, 1])
def test_published_agrees_with_is_published(db, status, days):
    due = None if days is None else timezone.now() + timedelta(days=days)
    record = factories.university(status=status, publish_from=due)
    assert record.is_published == (status == "published" and days != 1)
    assert University.objects.published().filter(pk=record.pk).exists() == record.is_published


def test_published_records_fetch_nothing_behind_a_page(db):
    department = factories.department()
    record = type(department).objects.published().get(pk=department.pk)
    with pytest.raises(FieldFetchBlocked):
        _ = record.university


def test_natural_key_finds_its_record(db):
    department, source = factories.department(), factories.source()
    assert department.natural_key() == (department.university.slug, department.slug)
    assert type(department).objects.get_by_natural_key(*department.natural_key()) == department
    assert Source.objects.get_by_natural_key(*source.natural_key()) == source


@pytest.fixture
def activities(db) -> tuple[list[Visit], list[Event]]:
    """Visits and events that share partners; one of the partners and one of the people are drafts."""
    first, second = factories.institution(name_en="Zagreb"), factories.institution(name_en="Ankara")
    draft = factories.institution(status="draft")
    visits = [factories.visit(institutions=[first, second, draft]), factories.visit()]
    events = [factories.event(institutions=[second]), factories.event(institutions=[draft, first])]
    for activity in ({"visit": visits[0]}, {"event": events[1]}):
        factories.participant(institution=first, order=2, **activity)
        factories.participant(description_en="students", number=9, order=1, **activity)
        factories.participant(person=factories.person(status="draft"), **activity)
        factories.session(**activity)
    return visits, events


def _as_django_prefetches(model, records, name):
    by_key = model.objects.with_parts().in_bulk([record.pk for record in records])
    return [list(getattr(by_key[record.pk], name).all()) for record in records]


def test_links_are_prefetched_as_django_does_in_two_queries(activities, django_assert_num_queries):
    visits, events = activities
    with django_assert_num_queries(2):
        prefetch_links("institutions", visits, events)
        found = [list(record.institutions.all()) for record in (*visits, *events)]
    expected = _as_django_prefetches(Visit, visits, "institutions") + _as_django_prefetches(Event, events, "institutions")
    assert found == expected
    assert [str(institution) for institution in found[0]] == ["Ankara", "Zagreb"]


@pytest.mark.parametrize("name", ["participants", "sessions"])
def test_parts_are_prefetched_as_django_does_in_one_query(activities, name, django_assert_num_queries):
    visits, events = activities
    related = ("person", "institution") if name == "participants" else ()
    with django_assert_num_queries(1):
        prefetch_parts(name, visits, events, related=related)
        found = [list(getattr(record, name).all()) for record in (*visits, *events)]
        assert all(part.visit is visits[0] for part in found[0])
        assert [str(getattr(part, "institution", "")) for part in found[3]]
    assert found == _as_django_prefetches(Visit, visits, name) + _as_django_prefetches(Event, events, name)
    assert any(found)


def test_prefetching_for_no_records_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        prefetch_links("institutions", [], [])
        prefetch_parts("participants", [], [])


def test_participants_with_unpublished_names_are_not_public(activities):
    public = Participant.objects.filter(visit=activities[0][0]).public()
    assert [participant.number for participant in public] == [9, None]
    assert Participant.objects.filter(visit=activities[0][0]).count() == 3
