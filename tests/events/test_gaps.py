"""Cooperation that goes on without a valid agreement: which partnerships, visits and events count."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from departments.models import University
from events.models import Event, Visit
from partners.models import Agreement, Institution, Partnership
from tests import factories
from tests.test_admin import officer, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> University:
    return University.objects.home().get()


@pytest.fixture
def partner(home: University) -> Institution:
    """A unit of a foreign institution, with which a visit was made a month ago."""
    whole = factories.institution(country="TR")
    unit = factories.institution(country="TR", part_of=whole)
    factories.partnership(institution=unit, university=home)
    factories.visit(institutions=[unit], university=home, period=timedelta(-30))
    return unit


def found(partner: Institution) -> tuple[bool, bool]:
    """Return whether the partnership and the visit of a partner are without an agreement."""
    return (
        Partnership.objects.uncovered().filter(institution=partner).exists(),
        Visit.objects.uncovered().filter(institutions=partner).exists(),
    )


def sign(partner: Institution, home: University, **values: Any) -> Agreement:
    return factories.agreement(**{"university": home, "institutions": [partner], **values})


def test_nothing_signed_leaves_a_gap(partner: Institution) -> None:
    assert found(partner) == (True, True)


@pytest.mark.parametrize(
    ("values", "partnership", "visit"),
    [
        ({}, False, False),
        ({"signed": timedelta(-10)}, False, True),
        ({"signed": timedelta(-400), "valid_until": timedelta(0)}, False, False),
        ({"signed": timedelta(-400), "valid_until": timedelta(-1)}, True, False),
        ({"signed": timedelta(-400), "valid_until": timedelta(-31)}, True, True),
        ({"signed": timedelta(-400), "valid_until": timedelta(-31), "renews_itself": True}, False, False),
        ({"state": "superseded"}, True, False),
        ({"state": "terminated"}, True, True),
        ({"state": "in_preparation"}, True, True),
        ({"status": "archived"}, True, True),
        ({"status": "draft"}, False, False),
    ],
)
def test_agreement_covers_what_was_done_while_it_was_valid(
    partner: Institution, home: University, values: dict[str, Any], partnership: bool, visit: bool
) -> None:
    sign(partner, home, **values)

    assert found(partner) == (partnership, visit)


def test_agreement_with_the_whole_covers_its_units_but_not_the_other_way_round(partner: Institution, home: University) -> None:
    whole: Any = partner.part_of
    factories.partnership(institution=whole, university=home)
    assert found(whole)[0]  # what its unit did, the whole did too

    sign(whole, home)
    assert found(partner) == (False, False)
    Agreement.objects.all().delete()
    sign(partner, home)
    assert found(whole)[0]


def test_agreement_with_another_university_covers_nothing(partner: Institution) -> None:
    sign(partner, factories.university())

    assert found(partner) == (True, True)


def test_agreement_that_the_visit_names_covers_it(partner: Institution, home: University) -> None:
    Visit.objects.filter(institutions=partner).update(agreement=factories.agreement(university=home))

    assert found(partner) == (True, False)


@pytest.mark.parametrize(
    "values",
    [
        {"period": timedelta(-366)},
        {"period": timedelta(1)},
        {"period": ""},
        {"is_cancelled": True, "period": timedelta(-30)},
        {"status": "archived"},
    ],
)
def test_only_what_was_done_in_the_last_year_counts(home: University, values: dict[str, Any]) -> None:
    partner = factories.institution()
    factories.partnership(institution=partner, university=home)
    factories.event(institutions=[partner], university=home, **{"period": timedelta(-30), **values})

    assert not Partnership.objects.uncovered().filter(institution=partner).exists()
    assert not Event.objects.uncovered().filter(institutions=partner).exists()


@pytest.mark.parametrize("values", [{"state": "ended"}, {"status": "archived"}, {"role": "funding_body"}])
def test_partnership_that_does_not_go_on_is_left_out(partner: Institution, values: dict[str, Any]) -> None:
    Partnership.objects.filter(institution=partner).update(**values)

    assert not found(partner)[0]


def test_domestic_institutions_need_no_agreement(home: University) -> None:
    partner = factories.institution(country="UZ")
    factories.partnership(institution=partner, university=home)
    factories.visit(institutions=[partner], university=home, period=timedelta(-30))

    assert found(partner) == (False, False)


def test_list_says_since_when(partner: Institution, home: University) -> None:
    client: Client = signed_in(officer("office", home))
    where = "/admin/partners/partnership/?attention=uncovered"
    assert "there was none" in text_of(client.get(where))

    sign(partner, home, signed="2019", valid_until="2024-03-12")
    for place in (where, "/admin/events/visit/?attention=uncovered"):
        Visit.objects.exclude(institutions=partner).update(is_cancelled=True)
        sign(partner, home, signed="2019", valid_until="2021-03-12")
        html = text_of(client.get(place))
        assert ("March 12, 2024" in html) == (place == where or found(partner)[1])
        assert "without an agreement since" in html.lower()
    assert "without an agreement since" not in text_of(client.get("/admin/partners/partnership/")).lower()
