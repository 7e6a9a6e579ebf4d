"""What is reported to the ministry: figures of a period, each of which knows the records behind it.

A record counts in the period in which it began, and only where that is certain: what is known as "2024" counts
in the year 2024 but in none of its quarters. What may have begun in the period, and what has no year at all, is
counted beside the figure, never in it. So the quarters of a year never add up to more than the year.
"""

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import HonoraryTitle
from events.models import Event, Participant, Session, Visit
from partners.models import Agreement, Partnership, Programme
from smsu_intl.base.periods import PartialPeriod, Point

PARAMETER = "report"  # of the address of a list that shows the records behind a figure

IN_QUARTER = (
    _("1st quarter of %(year)s"),
    _("2nd quarter of %(year)s"),
    _("3rd quarter of %(year)s"),
    _("4th quarter of %(year)s"),
)


# Periods


def _month_on(day: date, months: int) -> date:
    """Return the first day of the month so many months after that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True)
class Span:
    """A period that is reported: its first and its last day."""

    first: date
    last: date

    @classmethod
    def of_months(cls, year: int, month: int, number: int) -> Self:
        first = date(year, month, 1)
        return cls(first, _last_of_month(_month_on(first, number - 1)))

    @property
    def months(self) -> int:
        """How many whole months it is; 0 where it is no whole months."""
        if self.first.day != 1 or self.last != _last_of_month(self.last):
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def previous(self) -> "Span":
        """The period of the same length that ends the day before: as many months before, or as many days."""
        if self.months:
            return self._months_on(-self.months)
        return Span(self.first - (self.last - self.first) - timedelta(1), self.first - timedelta(1))

    @property
    def year_before(self) -> "Span":
        """The same period a year earlier."""
        if self.months:
            return self._months_on(-12)
        return Span(*(_month_on(day, -12).replace(day=min(day.day, _last_of_month(_month_on(day, -12)).day)) for day in self.days))

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last

    def _months_on(self, months: int) -> "Span":
        return Span(_month_on(self.first, months), _last_of_month(_month_on(self.last, months)))

    def __str__(self) -> str:
        year, month = self.first.year, self.first.month
        if self.months == 1:
            return str(PartialPeriod(f"{year:04}-{month:02}"))
        if self.months == 3 and month % 3 == 1:
            return str(IN_QUARTER[month // 3]) % {"year": year}
        if self.months == 12 and month in (1, 9):
            return str(PartialPeriod(f"{year:04}" if month == 1 else f"AY{year:04}"))
        first, last = (Point(day.year, day.month, day.day) for day in self.days)
        return str(PartialPeriod.between(first, last))


# What is counted


@dataclass
class Row:
    """A record that may be counted, as far as figures need it."""

    key: int
    subject: str
    began: tuple[date, date] | None
    kind: str = ""
    direction: str = ""
    role: str = ""
    departments: set[int] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    people: int = 0
    unnumbered_groups: int = 0
    hours: Decimal = Decimal(0)
    sessions_without_hours: int = 0

    def is_in(self, span: Span) -> bool:
        """Whether it certainly began in a period."""
        return self.began is not None and span.first <= self.began[0] and self.began[1] <= span.last

    def may_be_in(self, span: Span) -> bool:
        """Whether it may have begun in a period, which is not certain."""
        return self.began is not None and self.began[0] <= span.last and span.first <= self.began[1] and not self.is_in(span)


@dataclass(frozen=True)
class Subject:
    """A kind of record that is counted, and where the facts stand by which it is."""

    name: str
    model: Any
    label: Any
    period: str
    narrow: Callable[[Any], QuerySet[Any]]
    departments: str
    countries: tuple[str, ...]
    kind: str = ""
    kinds: Any = ()
    direction: str = ""
    role: str = ""
    bounds: tuple[str, str] | None = None  # the columns of the period's first and last day
    besides_travellers: tuple[str, ...] | None = None  # the sides of participants that are not counted; None: it has none

    @property
    def kind_choices(self) -> list[tuple[str, Any]]:
        return [(f"{self.name}.{value}", label) for value, label in self.kinds]


_OF_PARTNERS = ("institutions__country", "institutions__further_countries__country")
_SIDE = Participant.Side

SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            "visit", Visit, _("Visits"), "period", lambda records: records.uncancelled(), "departments", _OF_PARTNERS,
            kind="capacity", kinds=[*Visit.Capacity.choices, ("", _("neither official nor working stated"))], direction="direction",
            bounds=("period_start", "period_end"), besides_travellers=(_SIDE.HOST, _SIDE.AUDIENCE),
        ),
        Subject(
            "event", Event, _("Events"), "period", lambda records: records.uncancelled(), "departments", _OF_PARTNERS,
            kind="kind", kinds=Event.Kind.choices, role="role", bounds=("period_start", "period_end"), besides_travellers=(),
        ),
        Subject(
            "agreement", Agreement, _("Agreements"), "signed", lambda records: records.signed(), "departments", _OF_PARTNERS,
            kind="kind", kinds=Agreement.Kind.choices, bounds=("signed_start", "signed_end"),
        ),
        Subject(
            "programme", Programme, _("Programmes"), "intake", lambda records: records.real().settled(), "departments", _OF_PARTNERS,
            kind="kind", kinds=Programme.Kind.choices, direction="direction", bounds=("intake_start", "intake_end"),
        ),
        Subject(
            "title", HonoraryTitle, _("Honorary titles"), "period", lambda records: records.all(), "person__department", ("country",),
            kind="direction", kinds=HonoraryTitle.Direction.choices,
        ),
        Subject(
            "partnership", Partnership, _("Partnerships"), "since", lambda records: records.partners(), "department",
            ("institution__country", "institution__further_countries__country"),
        ),
    )
}  # fmt: skip
BOTH_WAYS = Programme.Direction.BOTH.value
DIRECTIONS = [
    (Visit.Direction.INCOMING.value, _("incoming")),
    (Visit.Direction.OUTGOING.value, _("outgoing")),
]
HELD = frozenset({Event.Role.HOST, Event.Role.CO_ORGANISER})
JOINED = frozenset({Event.Role.SPEAKER, Event.Role.TOOK_PART})


@dataclass(frozen=True)
class Measure:
    """A figure of the report: of which records, and how much each of them adds to it."""

    key: str
    label: Any
    definition: Any
    subject: str
    takes: Callable[[Row], bool] = lambda row: True
    amount: Callable[[Row], Any] = lambda row: 1
    silent: Callable[[Row], int] | None = None  # how much of a record should be in the figure but is not known
    is_part: bool = False  # of the figure before it
    is_column: bool = True  # of the tables by department, country, kind and direction
    tells_what_is_left_out: bool = True  # beside it: what may be in the period, what has no date


_PEOPLE: dict[str, Any] = {"amount": lambda row: row.people, "silent": lambda row: row.unnumbered_groups, "tells_what_is_left_out": False}
_HOURS: dict[str, Any] = {
    "amount": lambda row: row.hours,
    "silent": lambda row: row.sessions_without_hours,
    "tells_what_is_left_out": False,
}
_PART: dict[str, Any] = {"is_part": True, "is_column": False, "tells_what_is_left_out": False}

MEASURES = {
    measure.key: measure
    for measure in (
        Measure("visits", _("Visits"), _("Visits that began in the period. A cancelled one does not count."), "visit"),
        Measure("visits_in", _("incoming visits"), _("Guests came to us."), "visit", lambda row: row.direction == "incoming", **_PART),
        Measure("visits_out", _("outgoing visits"), _("Our people went."), "visit", lambda row: row.direction == "outgoing", **_PART),
        Measure(
            "visit_people",
            _("People on visits"),
            _(
                "Those who travelled or spoke, named or in a group with a number; hosts and audience are left out. A person counts once "
                "in each visit, and again in another visit, also where the person’s own record is not public."
            ),
            "visit",
            **_PEOPLE,
        ),
        Measure("visit_hours", _("Hours during visits"), _("Hours of the sessions within these visits."), "visit", **_HOURS),
        Measure(
            "events",
            _("Events"),
            _("Events that began in the period; a standing series counts only if it has a date. A cancelled one does not count."),
            "event",
        ),
        Measure("events_held", _("held by us"), _("We were the host or a co-organiser."), "event", lambda row: row.role in HELD, **_PART),
        Measure(
            "events_joined",
            _("we took part"),
            _("Others held it; we spoke or took part."),
            "event",
            lambda row: row.role in JOINED,
            **_PART,
        ),
        Measure(
            "events_unclear",
            _("our role is not stated"),
            _("The record does not say who held it."),
            "event",
            lambda row: not row.role,
            **_PART,
        ),
        Measure(
            "event_people",
            _("People at events"),
            _(
                "All who are entered with these events, the audience too, named or in a group with a number; each person once in each "
                "event. “Reported numbers” such as “about 300 students” are not added."
            ),
            "event",
            **_PEOPLE,
        ),
        Measure("event_hours", _("Hours at events"), _("Hours of the sessions within these events."), "event", **_HOURS),
        Measure(
            "agreements",
            _("Agreements signed"),
            _("By the day of signing, whatever became of them since. What is still in preparation does not count."),
            "agreement",
        ),
        Measure(
            "programmes",
            _("Programmes"),
            _("Those with an intake that begins in the period. What is only in talks, and samples, do not count."),
            "programme",
        ),
        Measure(
            "titles_given",
            _("Honorary titles given"),
            _("Titles that the university gave in the period."),
            "title",
            lambda row: row.kind == HonoraryTitle.Direction.GIVEN,
        ),
        Measure(
            "titles_received",
            _("Honorary titles received"),
            _("Titles that people of the university received in the period."),
            "title",
            lambda row: row.kind == HonoraryTitle.Direction.RECEIVED,
        ),
        Measure(
            "partnerships",
            _("New partnerships"),
            _("Partnerships that began in the period, by “since”. One institution counts for each department that works with it."),
            "partnership",
        ),
    )
}


class Which(StrEnum):
    """Which of the records behind a figure."""

    IN = "in"  # those that are counted
    MAYBE = "maybe"  # those that may be in the period
    UNDATED = "undated"  # those without a year
    SILENT = "silent"  # those counted of which something is not known


WHICH_LABELS = {
    Which.MAYBE: _("may be in this period, not counted"),
    Which.UNDATED: _("without a date, not counted"),
    Which.SILENT: _("with a number missing"),
}


# What is asked


@dataclass(frozen=True)
class Asked:
    """What a report is of: its period, the one it is compared with, and by what it is narrowed."""

    span: Span
    compared: Span | None = None
    university: int | None = None
    department: int | None = None
    country: str = ""
    kind: str = ""
    direction: str = ""
    with_review: bool = False
    state_on: date | None = None

    @property
    def query(self) -> dict[str, Any]:
        """What a form must be told to ask for the same figures again."""
        asked = {
            "span": "days",
            "first": self.span.first.isoformat(),
            "last": self.span.last.isoformat(),
            "university": self.university or "",
            "department": self.department or "",
            "country": self.country,
            "kind": self.kind,
            "direction": self.direction,
            "with_review": "on" if self.with_review else "",
            "state_on": self.state_on.isoformat() if self.state_on else "",
        }
        return {name: value for name, value in asked.items() if value}

    def applies_to(self, subject: Subject) -> bool:
        """Whether its filters say anything of a kind of record."""
        return not (self.direction and not subject.direction) and (not self.kind or self.kind.partition(".")[0] == subject.name)

    def takes(self, row: Row) -> bool:
        """Whether a record passes the filters that the database was not asked for."""
        return (
            (not self.country or self.country in row.countries)
            and (not self.direction or row.direction in (self.direction, BOTH_WAYS))
            and (not self.kind.partition(".")[1] or self.kind == f"{row.subject}.{row.kind}")
        )


@dataclass(frozen=True)
class Place:
    """Where in the report a number stands: of a figure; or in a row of one of its tables."""

    measure: Measure
    which: Which = Which.IN
    by: str = ""
    group: str = ""


def address_of(asked: Asked, model: Any, **place: str) -> str:
    """Return the address of the list of the records behind a number."""
    query = urlencode(asked.query | {name: value for name, value in place.items() if value})
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?{urlencode({PARAMETER: query})}"


# Tables


def groups_of(row: Row, by: str) -> set[str]:
    """Return the rows of a table by department, country, kind or direction in which a record counts; "" is none stated."""
    if by == "department":
        return {str(key) for key in row.departments} or {""}
    if by == "country":
        return row.countries or {""}
    if by == "kind":
        return {f"{row.subject}.{row.kind}"} if SUBJECTS[row.subject].kind else set()
    return {row.direction} if SUBJECTS[row.subject].direction else set()


@dataclass(frozen=True)
class Number:
    """A number of the report and the address of the records behind it."""

    number: Any
    address: str = ""


@dataclass(frozen=True)
class Note:
    """What is left out of a figure, and the address of that."""

    which: Which
    number: int
    address: str


@dataclass(frozen=True)
class Figure:
    """A line of the report."""

    measure: Measure
    now: Number
    compared: Number | None
    notes: list[Note]

    @property
    def difference(self) -> Any:
        return None if self.compared is None else self.now.number - self.compared.number

    @property
    def difference_text(self) -> str:
        """The difference with its sign, as the language writes numbers."""
        if not self.difference:
            return "0"
        return f"{'+' if self.difference > 0 else '−'}{number_format(abs(self.difference), use_l10n=True, force_grouping=True)}"


@dataclass(frozen=True)
class Table:
    """The figures by department, country, kind or direction."""

    by: str
    label: Any
    measures: list[Measure]
    rows: list[tuple[str, list[tuple[Measure, Number | None]]]]
    totals: list[tuple[Measure, Number]]
    overlaps: bool  # some records count in several rows


BY = {
    "department": (_("By department"), _("not of a department")),
    "country": (_("By country"), _("no country known")),
    "kind": (_("By kind"), _("not stated")),
    "direction": (_("By direction"), _("not stated")),
}


class Report:
    """The figures of what is asked, of the records that whoever asks works on. Records are read once for all figures."""

    def __init__(self, site: AdminSite, request: HttpRequest, asked: Asked, departments: dict[int, str], countries: dict[str, str]) -> None:
        self.site, self.request, self.asked = site, request, asked
        self.departments, self.countries = departments, countries
        self._rows: dict[str, list[Row]] = {}
        shown = [measure for measure in MEASURES.values() if self.may_see(measure)]
        self.measures = [measure for measure in shown if asked.applies_to(SUBJECTS[measure.subject])]
        left_out = {measure.subject for measure in shown} - {measure.subject for measure in self.measures}
        self.left_out = [subject.label for subject in SUBJECTS.values() if subject.name in left_out]

    def may_see(self, measure: Measure) -> bool:
        own_admin: Any = self.site._registry.get(SUBJECTS[measure.subject].model)
        return own_admin is not None and own_admin.has_view_permission(self.request)

    # Figures

    def figures(self) -> list[Figure]:
        return [self._figure(measure) for measure in self.measures]

    def _figure(self, measure: Measure) -> Figure:
        other = replace(self.asked, span=self.asked.compared) if self.asked.compared else None
        notes = [Which.SILENT] if measure.silent else []
        notes += [Which.MAYBE, Which.UNDATED] if measure.tells_what_is_left_out else []
        told = [Note(which, *self._number(Place(measure, which))) for which in notes]
        return Figure(
            measure,
            Number(*self._number(Place(measure))),
            Number(*self._number(Place(measure), other)) if other else None,
            [note for note in told if note.number],
        )

    def _number(self, place: Place, asked: Asked | None = None) -> tuple[Any, str]:
        asked = asked or self.asked
        measure = place.measure
        rows = self.records(place, asked.span)
        amount: Any = measure.amount if place.which == Which.IN else lambda row: 1
        if place.which == Which.SILENT:
            amount = measure.silent
        return sum(amount(row) for row in rows), self._address(place, asked) if rows else ""

    def _address(self, place: Place, asked: Asked) -> str:
        where = {"figure": place.measure.key, "which": place.which.value, "by": place.by, "group": place.group or ("-" if place.by else "")}
        return address_of(asked, SUBJECTS[place.measure.subject].model, **where)

    def records(self, place: Place, span: Span) -> list[Row]:
        """Return the records behind a number: those that add something to it."""
        measure = place.measure
        rows = (row for row in self.rows(SUBJECTS[measure.subject], span) if measure.takes(row))
        if place.by:
            rows = (row for row in rows if place.group in groups_of(row, place.by))
        if place.which == Which.MAYBE:
            return [row for row in rows if row.may_be_in(span)]
        if place.which == Which.UNDATED:
            return [row for row in rows if row.began is None]
        weight: Any = measure.silent if place.which == Which.SILENT and measure.silent else measure.amount
        return [row for row in rows if row.is_in(span) and weight(row)]

    # Tables

    def tables(self) -> list[Table]:
        tables = [self._table(by) for by in BY]
        return [table for table in tables if table.rows]

    def _table(self, by: str) -> Table:
        found: dict[str, dict[str, Any]] = {}
        overlaps = False
        for measure in (measure for measure in self.measures if measure.is_column):
            sums: dict[str, Any] = {}
            for row in self.records(Place(measure), self.asked.span):
                groups = groups_of(row, by)
                overlaps = overlaps or len(groups) > 1
                for group in groups:
                    sums[group] = sums.get(group, 0) + measure.amount(row)
            if sums:
                found[measure.key] = sums
        columns = [measure for measure in self.measures if measure.key in found]
        shown = [(group, label) for group, label in self._groups(by) if any(group in sums for sums in found.values())]
        rows = [(label, [(measure, self._cell(measure, by, group, found[measure.key])) for measure in columns]) for group, label in shown]
        totals = [(measure, Number(*self._number(Place(measure)))) for measure in columns]
        return Table(by, BY[by][0], columns, rows, totals, overlaps)

    def _cell(self, measure: Measure, by: str, group: str, sums: dict[str, Any]) -> Number | None:
        if by == "kind" and group.partition(".")[0] != measure.subject:
            return None
        return Number(sums[group], self._address(Place(measure, by=by, group=group), self.asked)) if group in sums else Number(0)

    def label_of_group(self, by: str, group: str) -> str:
        """Return the label of a row of a table."""
        return dict(self._groups(by)).get(group, "")

    def _groups(self, by: str) -> list[tuple[str, str]]:
        """Return the rows of a table and their labels, in order."""
        if by == "department":
            known = [(str(key), name) for key, name in self.departments.items()]
        elif by == "country":
            known = [*self.countries.items()]
        elif by == "kind":
            subjects = (subject for subject in SUBJECTS.values() if subject.kind)
            return [(value, f"{subject.label}: {label}") for subject in subjects for value, label in subject.kind_choices]
        else:
            return [*((value, str(label)) for value, label in DIRECTIONS), (BOTH_WAYS, gettext("both ways"))]
        return [*known, ("", str(BY[by][1]))]

    # Records

    def rows(self, subject: Subject, span: Span) -> list[Row]:
        """Return the records of a kind that may be in a period or have no date, read once for all periods of the report."""
        if subject.name not in self._rows:
            self._rows[subject.name] = list(self._read(subject, [span, self.asked.span, self.asked.compared]))
        return self._rows[subject.name]

    def _read(self, subject: Subject, spans: Iterable[Span | None]) -> Iterable[Row]:
        records = self._narrowed(subject, spans)
        columns = [name or "pk" for name in (subject.period, subject.kind, subject.direction, subject.role)]
        rows = {}
        for key, period, *values in records.values_list("pk", *columns):
            kind, direction, role = (
                str(value) if name else "" for name, value in zip((subject.kind, subject.direction, subject.role), values, strict=True)
            )
            rows[key] = Row(key, subject.name, period.beginning, kind, direction, role)
        for key, department in records.values_list("pk", subject.departments):
            if department in self.departments:
                rows[key].departments.add(department)
        for key, *codes in records.values_list("pk", *subject.countries):
            rows[key].countries.update(filter(None, codes))
        if subject.besides_travellers is not None:
            _add_parts(subject, records, rows)
        return [row for row in rows.values() if self.asked.takes(row)]

    def _narrowed(self, subject: Subject, spans: Iterable[Span | None]) -> QuerySet[Any]:
        model, asked = subject.model, self.asked
        own_admin: Any = self.site._registry[model]
        counted = Q(pk__in=model.objects.published().order_by().values("pk"))
        if asked.with_review:
            counted |= Q(status="in_review")
        records = subject.narrow(model.objects.filter(counted))
        if asked.university:
            records = records.filter(university=asked.university)
        if asked.department:
            own = model.objects.filter(**{subject.departments: asked.department})
            records = records.filter(pk__in=own.order_by().values("pk"))
        if subject.bounds:
            first, last = subject.bounds
            placed = Q(**{f"{first}__isnull": True})
            for span in filter(None, spans):
                placed |= Q(**{f"{first}__lte": span.last, f"{last}__gte": span.first})
            records = records.filter(placed)
        return own_admin.owned(self.request, records).order_by()


def _add_parts(subject: Subject, records: QuerySet[Any], rows: dict[int, Row]) -> None:
    """Count the people and the hours of visits or events."""
    within = {f"{subject.name}__in": records.values("pk")}
    people = Participant.objects.filter(**within).exclude(side__in=subject.besides_travellers or ())
    named: set[tuple[int, int]] = set()
    for key, person, number in people.values_list(subject.name, "person", "number").order_by():
        row = rows[key]
        if person is None:
            row.people += number or 0
            row.unnumbered_groups += number is None
        elif (key, person) not in named:
            named.add((key, person))
            row.people += 1
    for key, hours in Session.objects.filter(**within).values_list(subject.name, "hours").order_by():
        rows[key].hours += hours or 0
        rows[key].sessions_without_hours += hours is None
