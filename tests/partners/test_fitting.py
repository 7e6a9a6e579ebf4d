"""What visitors who say who they are are told of a programme."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from partners.fitting import Asked, Visitor, closes_in, fit

ASKED = Asked(
    levels={"student": "students", "doctor": "doctors"},
    first_year=3,
    last_year=5,
    departments={"neurology": "Department of Neurology"},
    languages={"ru": ("Russian", "B2"), "en": ("English", "B1")},
    residents=True,
    intake="September 2027",
    intake_start=date(2027, 9, 1),
    intake_end=date(2027, 9, 30),
)
SUITED: dict[str, Any] = {
    "level": "student",
    "year": 4,
    "department": "neurology",
    "languages": {"ru": "C1", "en": "B1"},
    "resident": True,
    "free_from": date(2027, 1, 1),
    "free_until": date(2027, 12, 31),
}


def test_visitor_who_has_all_that_is_asked_fits() -> None:
    answer = fit(ASKED, Visitor(**SUITED))

    assert answer.fits
    assert not answer.conditions


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"level": "teacher", "year": None}, "only for: students, doctors"),
        ({"year": 2}, "only from year 3 on"),
        ({"year": 6}, "only up to year 5"),
        ({"department": "urology"}, "only for: Department of Neurology"),
        ({"languages": {"ru": "B1", "en": "C2"}}, "needs Russian B2"),
        ({"resident": False}, "for residents of Uzbekistan only"),
        ({"free_until": date(2027, 8, 31)}, "starts: September 2027"),
        ({"free_from": date(2027, 10, 1)}, "starts: September 2027"),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(told: dict[str, Any], missing: str) -> None:
    assert fit(ASKED, Visitor(**SUITED | told)).missing == (missing,)


@pytest.mark.parametrize("told", [{"level": "doctor", "year": None}, {"year": 3}, {"year": 5}, {"languages": {"ru": "B2", "en": "B1"}}])
def test_limits_belong_to_what_is_asked(told: dict[str, Any]) -> None:
    assert fit(ASKED, Visitor(**SUITED | told)).fits


def test_what_was_not_told_is_not_held_against_the_visitor_but_named() -> None:
    answer = fit(ASKED, Visitor(level="doctor"))

    assert answer.fits
    assert answer.conditions == (
        "you are of: Department of Neurology",
        "you live in Uzbekistan",
        "you know Russian at B2 or better",
        "you know English at B1 or better",
    )
    assert fit(ASKED, Visitor(resident=True)).conditions[0] == "you are one of: students, doctors"
    assert fit(Asked(residents=False), Visitor(level="doctor")).conditions == ("you live abroad",)
    assert fit(ASKED, Visitor(level="student")).conditions[0] == "you are in year: 3–5"
    assert fit(Asked(first_year=4), Visitor(resident=True)).conditions == ("you are in year: 4+",)


def test_language_that_was_not_told_is_a_condition_beside_one_that_was() -> None:
    answer = fit(ASKED, Visitor(**SUITED | {"languages": {"ru": "B2"}}))

    assert answer.fits
    assert answer.conditions == ("you know English at B1 or better",)


@pytest.mark.parametrize(
    "told",
    [{}, {"level": "doctor", "year": None}, {"department": "urology"}, {"resident": False}, {"languages": {"ru": "A1", "en": "A1"}}],
)
def test_what_was_told_is_no_condition(told: dict[str, Any]) -> None:
    assert fit(ASKED, Visitor(**SUITED | told)).conditions == ()


@pytest.mark.parametrize(
    ("told", "is_final"),
    [
        ({"year": 2}, False),  # the third year comes
        ({"languages": {}, "free_until": date(2027, 8, 31)}, False),
        ({"languages": {"ru": "A1", "en": "A1"}}, False),
        ({"year": 6}, True),
        ({"level": "teacher", "year": None}, True),
        ({"department": "urology"}, True),
        ({"resident": False}, True),
        ({"resident": False, "year": 2}, True),
    ],
)
def test_only_what_can_change_does_not_fit_yet(told: dict[str, Any], is_final: bool) -> None:
    assert fit(ASKED, Visitor(**SUITED | told)).is_final == is_final


def test_student_may_become_what_the_programme_is_for() -> None:
    assert not fit(Asked(levels={"doctor": "doctors"}), Visitor(level="student", year=6)).is_final


@pytest.mark.parametrize("is_over", [True, False])
def test_what_is_not_open_yet_may_open_and_what_is_closed_does_not(is_over: bool) -> None:
    assert fit(Asked(obstacle="closed", is_over=is_over), Visitor(level="student")).is_final == is_over


def test_programme_that_asks_nothing_fits_everybody() -> None:
    answer = fit(Asked(), Visitor(**SUITED))

    assert answer.fits
    assert not answer.conditions


def test_people_from_abroad_are_told_apart() -> None:
    assert fit(Asked(residents=False), Visitor(resident=True)).missing == ("for people from abroad only",)
    assert fit(Asked(residents=False), Visitor(resident=False)).fits


def test_what_one_cannot_apply_to_fits_nobody() -> None:
    assert fit(Asked(obstacle="closed"), Visitor(level="student")).missing == ("closed",)


def test_visitor_who_told_nothing_is_nobody() -> None:
    assert not Visitor()
    assert Visitor(resident=False)


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", 0, "closes today"),
        ("en", 1, "closes in 1 day"),
        ("en", 23, "closes in 23 days"),
        ("ru", 0, "сегодня последний день"),
        ("ru", 1, "остался 1 день"),
        ("ru", 3, "осталось 3 дня"),
        ("ru", 11, "осталось 11 дней"),
        ("ru", 21, "остался 21 день"),
        ("uz", 1, "1 kun qoldi"),
        ("uz", 5, "5 kun qoldi"),
    ],
)
def test_days_left_are_counted_in_every_language(language: str, days: int, words: str) -> None:
    with override(language):
        assert closes_in(date.fromordinal(date(2027, 3, 1).toordinal() + days), date(2027, 3, 1)) == words


def test_nothing_closes_without_a_deadline_or_after_it() -> None:
    assert closes_in(None, date(2027, 3, 1)) == ""
    assert closes_in(date(2027, 2, 28), date(2027, 3, 1)) == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "needs Russian B2"), ("ru", "нужен русский не ниже B2"), ("uz", "kamida B2 darajasida ruscha talab qilinadi")],
)
def test_language_needed_is_told_in_every_language(language: str, words: str) -> None:
    names = {"en": "Russian", "ru": "русский", "uz": "ruscha"}
    with override(language):
        asked = Asked(languages={"ru": (names[language], "B2")})
        assert fit(asked, Visitor(languages={"ru": "A1"})).missing == (words,)
