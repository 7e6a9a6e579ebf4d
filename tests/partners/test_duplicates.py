"""Institutions that are entered twice are suspected with the reasons, and what a person decided is remembered."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from partners.duplicates import Sign, host_of, likely, suspect
from partners.merging import merge
from partners.models import Institution, SuspectedDuplicate
from tests import factories

pytestmark = pytest.mark.django_db


def signs_of(one: Institution, other: Institution) -> list[str]:
    pair = SuspectedDuplicate.objects.current().of(one).filter(pk__in=SuspectedDuplicate.objects.of(other)).first()
    return pair.signs if pair else []


def compared(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    one, other = factories.institution(**first), factories.institution(**second)
    suspect([one])
    return signs_of(one, other)


@pytest.mark.parametrize(
    ("first", "second", "signs"),
    [
        ({"name_en": "Qwyzal University"}, {"name_en": "Bozdoğan", "names": ["QWYZAL UNIVERSITY"]}, ["name"]),
        ({"name_en": "Qwyzal University"}, {"name_en": "Qwyzal University", "country": "DE"}, []),
        ({"name_en": "Qwyzal University"}, {"name_en": "Qwyzal University", "country": "DE", "further_countries": ["TR"]}, ["name"]),
        ({"name_en": "Qwyzal Bozdogan University"}, {"name_en": "Qwyzal Bozdogan Universitty"}, ["alike"]),
        ({"name_en": "Qwyzal Bozdogan Clinic 1"}, {"name_en": "Qwyzal Bozdogan Clinic 2"}, []),
        ({"name_en": "Qwyzal Clinic"}, {"name_en": "Bozdogan Institute"}, []),
        (
            {"name_en": "Qwyzal Clinic", "website": "https://www.qwyzal.example/en"},
            {"name_en": "Bozdogan", "country": "DE", "website": "http://qwyzal.example"},
            ["website"],
        ),
        ({"name_en": "QWZ", "city_en": "Ankara"}, {"name_en": "QWZ", "city_en": "Ankara"}, ["name", "acronym"]),
        ({"name_en": "Qwyzal", "ror": "0abcdefgh"}, {"name_en": "Bozdogan"}, []),
    ],
)
def test_pair_is_suspected_for_a_reason(first: dict[str, Any], second: dict[str, Any], signs: list[str]) -> None:
    assert compared(first, second) == signs


def test_acronym_counts_in_one_town_only() -> None:
    one, near, far = (
        factories.institution(name_en=name, city_en=city)
        for name, city in (("Qwyzal Medical", "Ankara"), ("Bozdogan", "Ankara"), ("Fjordholm", "Izmir"))
    )
    for institution in (one, near, far):
        factories.institution_name(institution=institution, text="QMX", sort="acronym")

    suspect([one])

    assert signs_of(one, near) == ["acronym"]
    assert signs_of(one, far) == []


def test_unit_is_no_duplicate_of_its_whole_nor_successor_of_predecessor() -> None:
    whole = factories.institution(name_en="Qwyzal University")
    unit, earlier = factories.institution(name_en="Qwyzal University", part_of=whole), factories.institution(name_en="Qwyzal University")
    Institution.objects.filter(pk=earlier.pk).update(successor=whole)
    earlier.refresh_from_db()

    suspect([whole, unit, earlier])

    assert signs_of(whole, unit) == []
    assert signs_of(whole, earlier) == []


def test_portal_that_many_use_as_their_website_says_nothing() -> None:
    many = [
        factories.institution(name_en=f"{name} house", website="https://portal.example/")
        for name in ["Abra", "Bebra", "Cicra", "Dodra", "Efra"]
    ]

    suspect(many)

    assert not SuspectedDuplicate.objects.of(many[0]).exists()


def test_not_the_same_is_remembered() -> None:
    one, other = (factories.institution(name_en="Qwyzal University") for _ in range(2))
    suspect([one])
    SuspectedDuplicate.objects.of(one).update(decision="different")

    suspect([one, other])

    assert SuspectedDuplicate.objects.of(one).get().decision == "different"
    assert signs_of(one, other) == []


def test_pair_goes_when_nothing_speaks_for_it_any_more_unless_a_person_wrote_why() -> None:
    one, other, third = (factories.institution(name_en=name) for name in ("Qwyzal University", "Qwyzal University", "Bozdogan"))
    factories.suspected_duplicate(first=one, second=third, reason_en="They answered one letter.")
    suspect([one])
    other.name_en = "Fjordholm Sykehus"
    other.save()

    suspect([one])

    assert [pair.second for pair in SuspectedDuplicate.objects.of(one)] == [third]


def test_merged_one_is_suspected_of_nothing() -> None:
    one, other, third = (factories.institution(name_en="Qwyzal University") for _ in range(3))
    merge(kept=one, merged=other, by=None)

    suspect([one, third])

    assert {pair.first for pair in SuspectedDuplicate.objects.current().of(third)} == {one}


def test_command_compares_ours_with_the_imported_ones() -> None:
    ours = factories.institution(name_en="Qwyzal University")
    imported, other = (factories.institution(name_en="Qwyzal University", status="draft", reference=name) for name in ("r1", "r2"))
    out = StringIO()

    call_command("find_duplicates", stdout=out, verbosity=0)

    assert "wait for a decision" in out.getvalue()
    assert signs_of(ours, imported) == signs_of(ours, other) == ["name"]
    assert signs_of(imported, other) == []  # nobody works with either


# While one is typed


def found(*names: str, **known: Any) -> list[tuple[Institution, list[Sign]]]:
    return [(one.institution, one.signs) for one in likely(names, **known)]


def test_likely_duplicates_of_what_is_typed() -> None:
    one = factories.institution(name_en="Qwyzal University", names=["Квызальский университет"], website="https://qwyzal.example")
    imported = factories.institution(name_en="Bozdogan Hastanesi", status="draft", reference="r1")

    assert found("qwyzal university") == [(one, [Sign.NAME])]
    assert found("", "КВЫЗАЛЬСКИЙ УНИВЕРСИТЕТ") == [(one, [Sign.NAME])]
    assert found("Bozdogan Hastanessi", country="TR") == [(imported, [Sign.ALIKE])]
    assert found("Qwyzal University", country="DE") == []
    assert found("Other words", website="https://www.qwyzal.example/x") == [(one, [Sign.WEBSITE])]
    assert found("Qwyzal University", besides=one.pk) == []


@pytest.mark.parametrize("text", ["", "  ", "q", "\x00\x00\x00", "𝕏" * 400, "%", "\u202e" * 50])
def test_nothing_is_like_what_says_nothing(text: str) -> None:
    assert found(text, website=text) == []


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://www.a.example/b?c", "a.example"), ("http://A.example:80", "a.example"), ("", ""), ("https://[", ""), ("nonsense", "")],
)
def test_host_of_a_website(address: str, host: str) -> None:
    assert host_of(address) == host
