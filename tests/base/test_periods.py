from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import assume, example, given
from hypothesis import strategies as st

from events.models import Event
from smsu_intl.base.periods import PartialPeriod, Point
from tests import factories

LANGUAGES = ("en", "ru", "uz")
years = st.integers(1000, 9998)
months = st.integers(1, 12)
days = st.dates(date(1000, 1, 1), date(9998, 12, 31))
points = {
    "day": days.map(lambda day: Point(day.year, day.month, day.day)),
    "month": st.builds(Point, years, months),
    "year": st.builds(Point, years),
    "day of an unknown year": st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: Point(None, day.month, day.day)),
    "month of an unknown year": st.builds(Point, st.none(), months),
}


def _ordered(ends: tuple[Point, Point]) -> PartialPeriod:
    first, last = sorted(ends, key=lambda point: (point.year or 0, point.month or 0, point.day or 0))
    return PartialPeriod.between(first, last)


ranges = st.one_of([st.tuples(point, point).map(_ordered) for point in points.values()])
academic_years = years.map(lambda year: PartialPeriod(f"AY{year}"))
periods = st.one_of(ranges, *[point.map(PartialPeriod.between) for point in points.values()], academic_years)


@pytest.mark.parametrize(
    ("code", "english", "russian", "uzbek"),
    [
        ("", "date unknown", None, None),
        ("2025-05-21", "21 May 2025", "21 мая 2025 г.", "2025-yil 21-may"),
        ("2024-10-08/2024-10-09", "8–9 October 2024", "8–9 октября 2024 г.", "2024-yil 8–9-oktabr"),
        ("2024-09-28/2024-10-02", "28 September – 2 October 2024", "28 сентября – 2 октября 2024 г.", "2024-yil 28-sentabr – 2-oktabr"),
        ("2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025", None, "2024-yil 30-dekabr – 2025-yil 2-yanvar"),
        ("2024-09/2024-10", "September – October 2024", None, "2024-yil sentabr – oktabr"),
        ("2024-10", "October 2024", "октябрь 2024 г.", "2024-yil oktabr"),
        ("2024", "2024", "2024", "2024"),
        ("2019/2024", "2019–2024", "2019–2024", "2019–2024"),
        ("XXXX-12", "December", "декабрь", "dekabr"),
        ("AY2021", "2021–2022 academic year", None, None),
    ],
)
def test_period_prints_what_is_known(code, english, russian, uzbek):
    for language, expected in zip(LANGUAGES, (english, russian, uzbek), strict=True):
        with override(language):
            printed = str(PartialPeriod(code)).replace("\u202f", " ").replace("\u00a0", " ")
        if expected is not None:  # the rest is in the catalogues
            assert printed.casefold() == expected.casefold()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        ("21.05.2025", "2025-05-21"),
        ("21/05/2025", "2025-05-21"),
        ("2025-05-21", "2025-05-21"),
        ("21 May 2025", "2025-05-21"),
        ("21 мая 2025 г.", "2025-05-21"),
        ("21-may, 2025", "2025-05-21"),
        ("8–9 October 2024", "2024-10-08/2024-10-09"),
        ("8-9 октября 2024 года", "2024-10-08/2024-10-09"),
        ("8–9-oktabr, 2024-yil", "2024-10-08/2024-10-09"),
        ("2024-yil 8–9-oktabr", "2024-10-08/2024-10-09"),
        ("2024-yil 28-sentabr – 2-oktabr", "2024-09-28/2024-10-02"),
        ("2024-yil 30-dekabr – 2025-yil 2-yanvar", "2024-12-30/2025-01-02"),
        ("30-dekabr, 2024-yil – 2-yanvar, 2025-yil", "2024-12-30/2025-01-02"),
        ("30-dekabr, 2024 – 2-yanvar, 2025", "2024-12-30/2025-01-02"),
        ("dekabr, 2023", "2023-12"),
        ("2023-yil dekabr", "2023-12"),
        ("2019-yil – 2024-yil", "2019/2024"),
        ("30 September – 2 October 2024", "2024-09-30/2024-10-02"),
        ("30.12.2024 – 02.01.2025", "2024-12-30/2025-01-02"),
        ("10.2024", "2024-10"),
        ("октябрь 2024", "2024-10"),
        ("2024", "2024"),
        ("2024 yil", "2024"),
        ("2019–2024", "2019/2024"),
        ("1924–2025 yillar", "1924/2025"),
        ("декабрь", "XXXX-12"),
        ("Dekabr", "XXXX-12"),
        ("xxxx-12", "XXXX-12"),
        ("29 February", "XXXX-02-29"),
        ("2021–2022", "AY2021"),
        ("2021-22", "AY2021"),
        ("2021/22", "AY2021"),
        ("2021–2022 academic year", "AY2021"),
        ("2021-2022 учебный год", "AY2021"),
        ("2021–2022-oʻquv yili", "AY2021"),
        ("ayxxxx", "AYXXXX"),
    ],
)
def test_typed_period_is_understood(typed, code):
    assert PartialPeriod.typed(typed) == PartialPeriod(code)


@pytest.mark.parametrize("typed", ["soon", "32.05.2025", "29.02.2023", "13.2024", "9–8 October 2024", "2021–2023 academic year", "5"])
def test_typed_nonsense_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011
        PartialPeriod.typed(typed)


@given(st.text() | st.text("0123456789.-–/, AYXмартmay"))
def test_typed_text_of_any_kind_is_understood_or_refused(text):
    try:
        period = PartialPeriod.typed(text)
    except ValueError:
        return
    assert PartialPeriod.from_text(period.to_text()) == period


@pytest.mark.parametrize("language", LANGUAGES)
@given(period=periods)
@example(period=PartialPeriod("XXXX-02-29"))
@example(period=PartialPeriod("2024-10-08/2024-10-09"))
def test_printed_period_typed_back_is_the_same(language, period):
    assume(not (len(period.code) == 9 and period.end.year - period.start.year == 1))  # 2021–2022 reads as an academic year
    with override(language):
        assert PartialPeriod.typed(str(period)) == period


@pytest.mark.parametrize(
    "code",
    [
        "soon", "2023-02-29", "2024-13", "2024-00", "2024-1", "0000", "9999", "AY0000", "AY9999", "AY", "XXXX", "XXXX-02-30",
        "2024-10-09/2024-10-08", "2024/2024-10", "2024/", "/2024", "XXXX-12/2024-12", "2024 ",
    ],
)  # fmt: skip
def test_impossible_code_raises(code):
    with pytest.raises(ValueError):  # noqa: PT011
        PartialPeriod(code)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2019/2024", date(2019, 1, 1), date(2024, 12, 31)),
        ("AY2021", date(2021, 9, 1), date(2022, 8, 31)),
        ("AYXXXX", None, None),
        ("XXXX-02-29", None, None),
        ("XXXX-12", None, None),
        ("", None, None),
    ],
)
def test_period_covers_its_days(code, start, end):
    period = PartialPeriod(code)
    assert (period.start, period.end) == (start, end)
    assert period.is_dated == (start is not None)


@given(periods)
def test_period_never_ends_before_it_starts(period):
    assert not period.is_dated or period.start <= period.end


def test_academic_year_is_two_years_in_iso():
    assert PartialPeriod("AY2021").iso == "2021/2022"
    assert PartialPeriod("AY2021").academic_year == 2021
    assert PartialPeriod("AYXXXX").is_academic_year
    assert PartialPeriod("XXXX-12").iso == PartialPeriod("AYXXXX").iso == ""


@pytest.mark.parametrize("typed", ['2024 "in the autumn"', "2024 «in the autumn»", "2024 “in the autumn”"])
def test_words_in_quotation_marks_are_kept(typed):
    assert PartialPeriod.typed(typed) == PartialPeriod("2024", "in the autumn")


def test_words_alone_are_a_period_without_a_date():
    period = PartialPeriod.typed("“the day after the «Erasmus» week”")
    assert period == PartialPeriod("", "the day after the «Erasmus» week")
    assert period
    assert not period.is_dated


@given(periods, st.text().map(str.strip))
def test_stored_period_is_read_back_with_its_words(period, words):
    stored = PartialPeriod(period.code, words)
    assert PartialPeriod.from_text(stored.to_text()) == stored


def test_newest_first_puts_undated_last(db):
    undated, old, new, year = (factories.event(period=code) for code in ("XXXX-12", "2019-05", "2024-10-08", "2024"))
    mine = Event.objects.filter(pk__in=[undated.pk, old.pk, new.pk, year.pk])
    assert list(mine.newest_first()) == [new, year, old, undated]


def test_year_finds_what_overlaps_it_and_nothing_without_a_year(db):
    inside, across, academic = (factories.event(period=code) for code in ("2024-10", "2023-12-30/2024-01-02", "AY2023"))
    others = [factories.event(period=code) for code in ("2023", "AY2024", "XXXX-10", "AYXXXX", "", "2025")]
    mine = Event.objects.filter(pk__in=[record.pk for record in (inside, across, academic, *others)])
    assert set(mine.in_year(2024)) == {inside, across, academic, others[1]}
    assert set(mine.overlapping(date(2024, 10, 31), date(2024, 10, 31))) == {inside, others[1]}


def test_upcoming_is_what_is_not_over(db):
    today = timezone.localdate()
    over, now, undated = (factories.event(period=code) for code in ("2019", today.isoformat(), "XXXX-12"))
    assert set(Event.objects.filter(pk__in=[over.pk, now.pk, undated.pk]).upcoming()) == {now}


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("2024-10-08", (date(2024, 10, 8), date(2024, 10, 8))),
        ("2024-10-08/2024-11-09", (date(2024, 10, 8), date(2024, 11, 9))),
        ("2024-10", None),
        ("2024", None),
        ("AY2021", None),
        ("XXXX-12-05", None),
        ("", None),
    ],
)
def test_days_are_those_that_are_known(code, days):
    assert PartialPeriod(code).days == days
