"""Whether a programme is for the visitor: what it asks, what they told of themselves, and what is missing.

Pure: it reads no database and no clock, so whatever a page answers can be shown in a unit test.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")  # levels of the Common European Framework, lowest first
STUDENT = "student"  # the level of study that is told by years


@dataclass(frozen=True)
class Asked:
    """What a programme asks of those who apply. What is empty asks nothing."""

    levels: Mapping[str, str] = field(default_factory=dict)  # slug → name
    first_year: int | None = None  # of students
    last_year: int | None = None
    departments: Mapping[str, str] = field(default_factory=dict)  # key → name
    languages: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # code → name, CEFR level
    residents: bool | None = None  # True for residents of Uzbekistan only, False for others only
    intake: str = ""  # as it is printed
    intake_start: date | None = None
    intake_end: date | None = None
    obstacle: str = ""  # why nobody can apply now
    is_over: bool = False  # whether that lasts


@dataclass(frozen=True)
class Visitor:
    """What a visitor told of themselves. What is empty was not told."""

    level: str = ""
    year: int | None = None
    department: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)  # code → CEFR level
    resident: bool | None = None
    free_from: date | None = None
    free_until: date | None = None

    def __bool__(self) -> bool:
        return self != Visitor()


@dataclass(frozen=True)
class Fit:
    """The answer: what is missing, whether that can still change, and on what else it depends that the visitor did not tell."""

    missing: tuple[str, ...] = ()
    is_final: bool = False
    conditions: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.missing


def fit(asked: Asked, visitor: Visitor) -> Fit:
    """Return what `visitor` lacks of what is `asked`, and what of it is left untold."""
    missing = list(_missing(asked, visitor))
    return Fit(
        missing=tuple(words for words, _lasts in missing),
        is_final=any(lasts for _words, lasts in missing),
        conditions=tuple(_conditions(asked, visitor)),
    )


def closes_in(deadline: date | None, today: date) -> str:
    """Return “closes in 23 days”; "" without a deadline or after it."""
    if deadline is None or deadline < today:
        return ""
    days = (deadline - today).days
    if not days:
        return _("closes today")
    return ngettext("closes in %(days)s day", "closes in %(days)s days", days) % {"days": days}


def _missing(asked: Asked, visitor: Visitor) -> Iterator[tuple[str, bool]]:
    """Return what is missing, each with whether it stays so: a language can be learned, a degree is not given back."""
    if asked.obstacle:
        yield asked.obstacle, asked.is_over
    if visitor.level and asked.levels and visitor.level not in asked.levels:
        yield _only_for(asked.levels.values()), visitor.level != STUDENT
    elif visitor.level == STUDENT and visitor.year is not None:
        if asked.first_year and visitor.year < asked.first_year:
            yield _("only from year %(year)s on") % {"year": asked.first_year}, False
        elif asked.last_year and visitor.year > asked.last_year:
            yield _("only up to year %(year)s") % {"year": asked.last_year}, True
    if visitor.department and asked.departments and visitor.department not in asked.departments:
        yield _only_for(asked.departments.values()), True
    if visitor.resident is not None and asked.residents is not None and visitor.resident != asked.residents:
        yield _("for residents of Uzbekistan only") if asked.residents else _("for people from abroad only"), True
    for code, (language, level) in asked.languages.items():
        if code in visitor.languages and CEFR.index(visitor.languages[code]) < CEFR.index(level):
            yield _("needs %(language)s %(level)s") % {"language": language, "level": level}, False
    if _is_at_another_time(asked, visitor):
        yield _("starts: %(when)s") % {"when": asked.intake}, False


def _conditions(asked: Asked, visitor: Visitor) -> Iterator[str]:
    if asked.levels and not visitor.level:
        yield _("you are one of: %(who)s") % {"who": ", ".join(asked.levels.values())}
    elif (asked.first_year or asked.last_year) and visitor.year is None and (visitor.level or STUDENT) == STUDENT:
        years = f"{asked.first_year or 1}–{asked.last_year}" if asked.last_year else f"{asked.first_year}+"
        yield _("you are in year: %(years)s") % {"years": years}
    if asked.departments and not visitor.department:
        yield _("you are of: %(departments)s") % {"departments": ", ".join(asked.departments.values())}
    if asked.residents is not None and visitor.resident is None:
        yield _("you live in Uzbekistan") if asked.residents else _("you live abroad")
    for code, (language, level) in asked.languages.items():
        if code not in visitor.languages:
            yield _("you know %(language)s at %(level)s or better") % {"language": language, "level": level}


def _is_at_another_time(asked: Asked, visitor: Visitor) -> bool:
    if not (visitor.free_from and visitor.free_until and asked.intake_start and asked.intake_end):
        return False
    return asked.intake_end < visitor.free_from or asked.intake_start > visitor.free_until


def _only_for(names: Iterable[str]) -> str:
    return _("only for: %(who)s") % {"who": ", ".join(names)}
