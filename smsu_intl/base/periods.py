"""When something happened, exactly as far as it is known.

A university writes "8–9 October 2024", "December", "in the 2021–2022 academic year" or no date at
all. `PartialPeriod` keeps what is known and the words as they were written, and never adds a false
precision: what is known to the year prints no day.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Self

from babel import Locale
from babel.dates import format_date, format_skeleton, parse_pattern
from django.utils.translation import gettext as _

from smsu_intl.base.countries import locale_of

ACADEMIC_YEAR_STARTS = 9  # September, in Uzbekistan and its neighbours

_POINT = r"(?:(?P<year{n}>\d{{4}}|XXXX)(?:-(?P<month{n}>\d\d)(?:-(?P<day{n}>\d\d))?)?)"
_CODE = re.compile(rf"(?:AY(?P<academic>\d{{4}}|XXXX)|{_POINT.format(n=1)}(?:/{_POINT.format(n=2)})?)?")

_SIDE = r"(?:(?P<day{n}>\d{{1,2}})[ -]*)?(?:M(?P<month{n}>\d\d))?[ -]*(?P<year{n}>\d{{4}})?"
_TYPED = re.compile(rf"{_SIDE.format(n=1)}(?: ?- ?{_SIDE.format(n=2)})?")
_ACADEMIC_WORDS = re.compile(r"academic year|academic|учебн\w*|-?o'?quv")
_YEAR_FIRST = re.compile(r"(\d{4})-? ?yil\w* (?=[^\s-])(.*?)(?= ?- ?\d{4}-? ?yil|$)")  # as Uzbek writes it: 2024-yil 8-oktabr
_UZBEK_YEAR = "y-'yil'"  # CLDR has "21-may, 2025", which nobody writes
_YEAR_WORDS = re.compile(r"-?\b(?:годы|года|году|год|гг|г|years?|yil\w*)\b\.?")


@dataclass(frozen=True)
class Point:
    """One end of a period: a year, month or day, whose year may be unknown (None)."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.year is not None and not 1 <= self.year <= 9998:
            raise ValueError("the year is out of range")
        if self.year is None and self.month is None:
            raise ValueError("neither year nor month is known")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError("there is no such month")
        if self.day is not None:
            leap_year = 2000  # where the year is unknown, 29 February may well have been
            date(leap_year if self.year is None else self.year, self.month or 0, self.day)

    @property
    def precision(self) -> tuple[bool, bool, bool]:
        return (self.year is not None, self.month is not None, self.day is not None)

    @property
    def code(self) -> str:
        year = "XXXX" if self.year is None else f"{self.year:04}"
        return "-".join([year, *(f"{part:02}" for part in (self.month, self.day) if part is not None)])

    @property
    def first(self) -> date | None:
        return None if self.year is None else date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date | None:
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True)
class PartialPeriod:
    """A day, a range, a month, a year, an academic year, or unknown; with the words as written.

    `code` follows ISO 8601-2 (EDTF): "2024-10-08", "2024-10", "2024", the ranges
    "2024-10-08/2024-10-09", and XXXX for an unknown year ("XXXX-12"). Academic years, which the
    standard lacks, are "AY2021" (2021–2022) and "AYXXXX". "" is unknown.

    Raises ValueError for a code that names no possible period, or one that ends before it starts.
    """

    code: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        match = _CODE.fullmatch(self.code)
        if not match:
            raise ValueError(f"{self.code!r} is not a period")
        if self.academic_year is not None:
            Point(self.academic_year)
        points = self._points
        if len(points) == 2:
            first, last = points
            if first.precision != last.precision:
                raise ValueError("both ends of a range must be known equally well")
            if (first.year or 0, first.month or 0, first.day or 0) > (last.year or 0, last.month or 0, last.day or 0):
                raise ValueError("the period ends before it starts")

    @classmethod
    def between(cls, first: Point, last: Point | None = None, words: str = "") -> Self:
        """Return the period from `first` to `last`; of `first` alone if they are the same."""
        ends = [first] if last is None or last == first else [first, last]
        return cls("/".join(point.code for point in ends), words)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the period that `str.join(" | ", (code, words))` wrote: the stored form."""
        code, _bar, words = text.partition(" | ")
        return cls(code.strip(), words.strip())

    def to_text(self) -> str:
        """Return the stored form: the code, and the words after a bar where there are any."""
        return f"{self.code} | {self.words}" if self.words else self.code

    @classmethod
    def typed(cls, text: str) -> Self:
        """Return the period that a person typed, in any language of the site.

        Understood are "21.05.2025", "8–9 October 2024", "2024-yil 8-oktabr", "10.2024", "2024",
        "2021–2022" (an academic year), "декабрь", and, after them or alone, words in quotation
        marks that are kept as they are. Raises ValueError for anything else.
        """
        quoted = re.fullmatch(r'(?P<rest>[^"“”«»]*)["“«](?P<words>.*)["”»]\s*', text)
        rest, words = (quoted["rest"], quoted["words"].strip()) if quoted else (text, "")
        return cls(_code_of_typed(rest.strip()), words)

    @cached_property
    def _match(self) -> re.Match[str] | None:
        return _CODE.fullmatch(self.code)

    @cached_property
    def _points(self) -> tuple[Point, ...]:
        match = self._match
        if match is None or match["year1"] is None:
            return ()

        def point(n: int) -> Point:
            year, month, day = (match[f"{part}{n}"] for part in ("year", "month", "day"))
            return Point(None if year == "XXXX" else int(year), int(month) if month else None, int(day) if day else None)

        return (point(1), point(2)) if match["year2"] else (point(1),)

    @property
    def academic_year(self) -> int | None:
        """The year in which the academic year starts; None if this is none or it is not known."""
        year = self._match and self._match["academic"]
        return int(year) if year and year != "XXXX" else None

    @property
    def is_academic_year(self) -> bool:
        return self.code.startswith("AY")

    @property
    def start(self) -> date | None:
        """The first day it may cover; None where the year is unknown."""
        if self.academic_year is not None:
            return date(self.academic_year, ACADEMIC_YEAR_STARTS, 1)
        return self._points[0].first if self._points else None

    @property
    def end(self) -> date | None:
        """The last day it may cover; None where the year is unknown."""
        if self.academic_year is not None:
            month = ACADEMIC_YEAR_STARTS - 1
            return date(self.academic_year + 1, month, calendar.monthrange(self.academic_year + 1, month)[1])
        return self._points[-1].last if self._points else None

    @property
    def beginning(self) -> tuple[date, date] | None:
        """The first and the last day on which it may have begun; None where the year is unknown."""
        if self.academic_year is not None:
            first, last = self.start, self.end
        else:
            first, last = (self._points[0].first, self._points[0].last) if self._points else (None, None)
        return None if first is None or last is None else (first, last)

    @property
    def is_dated(self) -> bool:
        """Whether it can be placed on a calendar: at least its year is known."""
        return self.start is not None

    @property
    def days(self) -> tuple[date, date] | None:
        """Its first and its last day, where both are known to the day."""
        points = self._points
        first, last = (points[0], points[-1]) if points else (None, None)
        if first is None or last is None or first.first is None or last.last is None or first.day is None:
            return None
        return first.first, last.last

    @property
    def iso(self) -> str:
        """ISO 8601: a date, month, year or interval; "" where the year is unknown."""
        if not self.is_dated:
            return ""
        return f"{self.academic_year}/{self.academic_year + 1}" if self.academic_year is not None else self.code

    def __bool__(self) -> bool:
        return bool(self.code or self.words)

    def __str__(self) -> str:
        if self.is_academic_year:
            if self.academic_year is None:
                return _("academic year not stated")
            return _("%(years)s academic year") % {"years": f"{self.academic_year}–{self.academic_year + 1}"}
        if not self._points:
            return _("date unknown")
        return _format(self._points[0], self._points[-1], locale_of())


def _format(first: Point, last: Point, locale: Locale) -> str:
    if first == last:
        return _format_point(first, locale)
    if first.day and (first.year, first.month) == (last.year, last.month):
        return _format_point(last, locale, days=f"{first.day}–{last.day}")
    if first.month is None:
        return f"{first.year}–{last.year}"
    if first.year == last.year:  # it stands once, where the language writes it: before the first end or after the last
        first, last = (first, replace(last, year=None)) if _is_year_first(locale) else (replace(first, year=None), last)
    return f"{_format_point(first, locale)} – {_format_point(last, locale)}"


def _is_year_first(locale: Locale) -> bool:
    return locale.language == "uz"


def _format_point(point: Point, locale: Locale, days: str = "") -> str:
    if point.month is None:
        return str(point.year)
    example = date(2000 if point.year is None else point.year, point.month, point.day or 1)
    if _is_year_first(locale):
        year = "" if point.year is None else f"{_UZBEK_YEAR} "
        pattern = f"{year}{'d-MMMM' if point.day else 'MMMM'}"
    elif point.day is None:
        known = "LLLL" if point.year is None else None
        text = format_date(example, known, locale) if known else format_skeleton("yMMMM", example, locale=locale)
        return text.replace("\u202f", "\u00a0")
    else:
        pattern = locale.date_formats["long"].pattern if point.year is not None else locale.datetime_skeletons["MMMMd"].pattern
    if days:
        pattern = pattern.replace("d", f"'{days}'", 1)
    return parse_pattern(pattern).apply(example, locale)


@cache
def month_names() -> list[tuple[str, int]]:
    """Return (name, number) of the months in every language and grammatical form, longest first."""

    def names() -> Iterator[tuple[str, int]]:
        for language in ("en", "ru", "uz"):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in locale_of(language).months[context][width].items():
                        yield name.lower().rstrip("."), number

    return sorted(set(names()), key=lambda month: -len(month[0]))


def _code_of_typed(text: str) -> str:
    no_month = re.fullmatch(r"\d{4}-(?!0[1-9]|1[0-2])\d\d", text)  # 2021-22 is an academic year
    if not text or (_CODE.fullmatch(text.upper()) and not no_month):
        return text.upper()
    plain = re.sub(r"[‐-―−]", "-", text.lower().replace("\u00a0", " ").replace("\u202f", " "))
    plain = re.sub("[ʻʼ‘’`]", "'", plain)
    is_academic = bool(_ACADEMIC_WORDS.search(plain))
    plain = _YEAR_FIRST.sub(r"\2 \1", plain)
    plain = _YEAR_WORDS.sub(" ", _ACADEMIC_WORDS.sub(" ", plain))
    years = re.fullmatch(r"\s*(\d{4}) ?[-/] ?(\d{2}|\d{4})\s*", plain)
    if years and years[2] in (str(int(years[1]) + 1), f"{(int(years[1]) + 1) % 100:02}"):
        return f"AY{years[1]}"
    if is_academic:
        raise ValueError("an academic year is two years that follow each other")
    for name, number in month_names():
        plain = re.sub(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d_])\.?", f" M{number:02} ", plain)
    plain = re.sub(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b", lambda m: f"{m[1]} M{int(m[2]):02} {m[3]}", plain)
    plain = re.sub(r"(?<![\d.])(\d{1,2})[./](\d{4})\b", lambda m: f"M{int(m[1]):02} {m[2]}", plain)
    plain = re.sub(r"(?<![\d.])(\d{1,2})[./](\d{1,2})(?![\d.])", lambda m: f"{m[1]} M{int(m[2]):02}", plain)
    plain = re.sub(r"\s+", " ", plain.replace(",", " ")).strip()
    match = _TYPED.fullmatch(plain)
    if not match:
        raise ValueError(f"{text!r} is not understood as a date")
    parts = {name: int(value) if value else None for name, value in match.groupdict().items()}
    ends_twice = any(parts[f"{part}2"] for part in ("day", "month", "year"))
    if ends_twice:
        if parts["month1"] is None and parts["day1"] is not None:
            parts["month1"] = parts["month2"]
        if parts["year1"] is None:
            parts["year1"] = parts["year2"]
    first = Point(parts["year1"], parts["month1"], parts["day1"])
    last = Point(parts["year2"], parts["month2"], parts["day2"]) if ends_twice else None
    return PartialPeriod.between(first, last).code
