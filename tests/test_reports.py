"""Reports: each figure is what was counted by hand, knows the records behind it, and is of one's own records alone."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from departments.models import University
from events.models import Participant, Session, Visit
from partners.models import Agreement
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.reporting.figures import BY, SUBJECTS, Row, Span
from tests import factories
from tests.reported import COUNTED, LEFT_OUT, OF_FIRST, QUARTER, Reported, make_reported
from tests.test_admin import editor, officer, signed_in, text_of, user

pytestmark = pytest.mark.django_db

WHERE = "/admin/reports/"
FILE = "/admin/reports/report.xlsx"
QUERIES = 32  # of the page with a comparison, however much there is
QUERIES_WITH_STATE = 50


@pytest.fixture
def made() -> Reported:
    return make_reported()


@pytest.fixture
def office(made: Reported) -> Client:
    """The international office of the university that was counted by hand."""
    return signed_in(officer("counting", made.university))


@pytest.fixture
def house() -> Client:
    """The office of this site's own university, which sees everything."""
    return signed_in(officer("house", University.objects.home().get()))


def report(client: Client, **asked: Any) -> Any:
    response = client.get(WHERE, QUARTER | asked)
    assert response.status_code == 200, response.context["form"].errors
    return response.context["shown"]


def figures(client: Client, **asked: Any) -> dict[str, float]:
    return {figure.measure.key: float(figure.now.number) for figure in report(client, **asked).figures}


def problems(client: Client, **asked: Any) -> dict[str, list[str]]:
    response = client.get(WHERE, asked)
    assert response.status_code == 400
    return response.context["form"].errors


def listed(client: Client, address: str) -> Any:
    """Return the records that the list at an address shows."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert "?e=1" not in response.request["QUERY_STRING"]
    return response.context["cl"].queryset


# The figures


def test_quarter_is_what_was_counted_by_hand(office: Client) -> None:
    shown = report(office)

    assert {figure.measure.key: float(figure.now.number) for figure in shown.figures} == COUNTED
    told = {(figure.measure.key, str(note.which)): note.number for figure in shown.figures for note in figure.notes}
    assert told == LEFT_OUT


def test_office_of_the_house_counts_the_same_of_that_university(house: Client, made: Reported) -> None:
    assert figures(house, university=made.university.pk) == COUNTED
    assert figures(house)["visits"] == COUNTED["visits"] + 1  # of all universities


def test_editor_counts_her_department_alone(made: Reported) -> None:
    client = signed_in(editor("first", made.first))

    assert figures(client) == OF_FIRST
    assert figures(client, department=made.first.pk) == OF_FIRST


def test_what_is_in_review_counts_if_it_is_asked_for(office: Client) -> None:
    assert figures(office, with_review="on") == COUNTED | {"visits": 4, "visits_in": 3}


@pytest.mark.parametrize(
    ("asked", "changed"),
    [
        (
            {"direction": "incoming"},
            {"visits": 2, "visits_in": 2, "visits_out": 0, "visit_people": 10, "visit_hours": 3.5, "programmes": 2},
        ),
        ({"direction": "outgoing"}, {"visits": 1, "visits_in": 0, "visits_out": 1, "visit_people": 1, "visit_hours": 0, "programmes": 1}),
        (
            {"kind": "event.webinar"},
            {"events": 1, "events_held": 1, "events_joined": 0, "events_unclear": 0, "event_people": 51, "event_hours": 2},
        ),
        ({"kind": "visit.official"}, {"visits": 1, "visits_in": 1, "visits_out": 0, "visit_people": 0, "visit_hours": 0}),
        ({"kind": "visit."}, {"visits": 2, "visits_in": 1, "visits_out": 1, "visit_people": 11, "visit_hours": 3.5}),
        ({"kind": "agreement.exchange"}, {"agreements": 1}),
        ({"kind": "programme"}, {"programmes": 2}),
        ({"kind": "title.given"}, {"titles_given": 1, "titles_received": 0}),
    ],
)
def test_figures_of_which_a_filter_says_nothing_are_left_out(office: Client, asked: dict[str, str], changed: dict[str, float]) -> None:
    assert figures(office, **asked) == changed
    assert "Left out, because what was chosen says nothing of them" in text_of(office.get(WHERE, QUARTER | asked))


def test_country_narrows_every_figure(office: Client) -> None:
    found = figures(office, country="DE")

    assert {key: number for key, number in found.items() if number} == {
        "visits": 2, "visits_in": 1, "visits_out": 1, "visit_people": 1, "events": 1, "events_joined": 1, "agreements": 1, "programmes": 1,
    }  # fmt: skip


def test_quarters_of_a_year_never_add_up_to_more_than_the_year(office: Client) -> None:
    quarters = [figures(office, quarter=number) for number in (1, 2, 3, 4)]
    year = figures(office, span="year")

    for key, number in year.items():
        assert sum(quarter[key] for quarter in quarters) <= number
    assert year["visits"] == sum(quarter["visits"] for quarter in quarters) + 1  # “sometime in 2019”


# Tables


def test_tables_break_the_figures_down(office: Client) -> None:
    tables = {table.by: table for table in report(office).tables}
    visits = {
        by: {label: cells[0][1].number for label, cells in table.rows if cells[0][1] is not None and cells[0][1].number}
        for by, table in tables.items()
    }

    assert visits == {
        "department": {"Department of Counting": 2, "Department of Weighing": 2},
        "country": {"Germany": 2, "Türkiye": 2},
        "kind": {"Visits: official visit": 1, "Visits: neither official nor working stated": 2},
        "direction": {"incoming": 2, "outgoing": 1},
    }
    assert {by for by, table in tables.items() if table.overlaps} == {"department", "country"}
    for table in tables.values():
        assert table.totals[0][1].number == COUNTED["visits"]


def test_editor_reads_nothing_of_other_departments(made: Reported) -> None:
    html = text_of(signed_in(editor("first", made.first)).get(WHERE, QUARTER))

    assert made.first.name_en in html
    assert made.second.name_en not in html


# The records behind


def weigh(key: str, records: Any) -> float:
    """Return what a figure must be of the records that a list shows, counted anew."""
    subject, _underline, what = key.partition("_")
    if what == "hours":
        return float(sum(Session.objects.filter(**{f"{subject}__in": records}).values_list("hours", flat=True)))
    if what == "people":
        people = Participant.objects.filter(**{f"{subject}__in": records})
        if subject == "visit":
            people = people.exclude(side__in=("host", "audience"))
        persons = people.exclude(person=None).values_list(subject, "person").distinct().count()
        return float(persons + sum(number or 0 for number in people.filter(person=None).values_list("number", flat=True)))
    return float(len(records))


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("office", {"compare": "year_before", "with_review": "on"}),
        ("office", {"country": "DE"}),
        ("office", {"direction": "incoming"}),
        ("office", {"kind": "visit."}),
        ("house", {"span": "year"}),
        ("editor", {"span": "academic_year", "academic_year": "2018", "compare": "previous"}),
    ],
)
def test_every_number_leads_to_exactly_its_records(made: Reported, office: Client, house: Client, who: str, asked: dict[str, str]) -> None:
    client = {"office": office, "house": house, "editor": signed_in(editor("first", made.first))}[who]
    shown = report(client, **asked)
    numbers = [(figure.measure.key, number) for figure in shown.figures for number in (figure.now, figure.compared) if number]
    for table in shown.tables:
        numbers += [(measure.key, number) for _label, cells in table.rows for measure, number in cells if number]
        numbers += [(measure.key, number) for measure, number in table.totals]

    seen: set[str] = set()
    for key, number in numbers:
        assert bool(number.address) == bool(number.number), key
        if number.address and number.address not in seen:
            seen.add(number.address)
            assert weigh(key, listed(client, number.address)) == float(number.number), (key, number.address)
    for figure in shown.figures:
        for note in figure.notes:
            behind = listed(client, note.address)
            assert len(behind) == note.number or note.which == "silent"
    assert len(seen) > 3


def test_list_says_what_it_shows(office: Client, made: Reported) -> None:
    asked = {"department": made.first.pk, "country": "TR"}
    visits = next(figure for figure in report(office, **asked).figures if figure.measure.key == "visits")
    html = text_of(office.get(visits.now.address))

    assert "Visits · 2nd quarter of 2019 · Department of Counting · Türkiye" in html
    assert "Exactly the records behind a number of the report" in html


def test_list_without_a_report_is_as_it_was(house: Client) -> None:
    html = text_of(house.get("/admin/events/visit/"))

    assert 'class="behind"' not in html
    assert "By report" not in html


@pytest.mark.parametrize(
    "question",
    [
        "", "x", "figure=visits", "span=quarter&year=2019&quarter=2&figure=visits", "span=month&month=13&figure=visits&which=in",
        "span=year&year=2019&figure=agreements&which=in", "span=year&year=2019&figure=nothing&which=in",
        "span=year&year=2019&figure=visits&which=all", "span=year&year=2019&figure=visits&which=silent",
        "span=year&year=2019&figure=visits&which=in&by=password", "span=year&year=2019&figure=state_agreements",
        "span=year&year=2019&figure=state_agreements&state_on=2019-01-01", "span=year&year=2019&department=999999&figure=visits&which=in",
        "%00", "span=%ED%A0%80&figure=%ff", "span=days&first=2019-01-01&last=%00&figure=visits&which=in",
    ],
)  # fmt: skip
def test_address_that_no_report_gave_shows_nothing_and_says_so(house: Client, question: str) -> None:
    response = house.get(f"/admin/events/visit/?report={quote(question, safe='')}")

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert response.context["cl"].result_count == 0
        assert "This address belongs to no report that you can open" in text_of(response)


def test_address_from_a_colleague_shows_only_ones_own(office: Client, made: Reported) -> None:
    address = report(office).figures[0].now.address
    other = signed_in(editor("second", made.second))

    assert {visit.title_en for visit in listed(other, address)} == {"Course abroad", "Delegation"}


def test_group_that_is_not_there_shows_nothing(office: Client) -> None:
    address = next(table for table in report(office).tables if table.by == "country").rows[0][1][0][1].address
    question = parse_qs(urlsplit(address).query)["report"][0]

    assert list(listed(office, f"/admin/events/visit/?report={quote(question.replace('group=DE', 'group=XX'))}")) == []


# Periods


@pytest.mark.parametrize(
    ("asked", "first", "last", "label"),
    [
        ({"span": "month", "month": "2", "year": "2024"}, date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ({"span": "quarter", "quarter": "4", "year": "2024"}, date(2024, 10, 1), date(2024, 12, 31), "4th quarter of 2024"),
        ({"span": "year", "year": "2024"}, date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ({"span": "academic_year", "academic_year": "2023"}, date(2023, 9, 1), date(2024, 8, 31), "2023–2024 academic year"),
        ({"span": "days", "first": "2024-10-08", "last": "2024-10-09"}, date(2024, 10, 8), date(2024, 10, 9), "8–9 October 2024"),
        ({"span": "days", "first": "08.10.2024", "last": "08.10.2024"}, date(2024, 10, 8), date(2024, 10, 8), "8 October 2024"),
    ],
)
def test_periods_are_understood(house: Client, asked: dict[str, str], first: date, last: date, label: str) -> None:
    response = house.get(WHERE, asked)
    span = response.context["shown"].asked.span

    assert (span.first, span.last, str(span)) == (first, last, label)
    assert f"Report on international cooperation: {label}" in " ".join(text_of(response).split())


@pytest.mark.parametrize(
    ("span", "previous", "year_before"),
    [
        (Span(date(2024, 3, 1), date(2024, 3, 31)), "2024-02-01 2024-02-29", "2023-03-01 2023-03-31"),
        (Span(date(2024, 1, 1), date(2024, 3, 31)), "2023-10-01 2023-12-31", "2023-01-01 2023-03-31"),
        (Span(date(2023, 9, 1), date(2024, 8, 31)), "2022-09-01 2023-08-31", "2022-09-01 2023-08-31"),
        (Span(date(2024, 2, 1), date(2024, 2, 29)), "2024-01-01 2024-01-31", "2023-02-01 2023-02-28"),
        (Span(date(2024, 2, 20), date(2024, 2, 29)), "2024-02-10 2024-02-19", "2023-02-20 2023-02-28"),
        (Span(date(2024, 5, 5), date(2024, 5, 5)), "2024-05-04 2024-05-04", "2023-05-05 2023-05-05"),
    ],
)
def test_other_periods_to_compare_with(span: Span, previous: str, year_before: str) -> None:
    assert " ".join(day.isoformat() for day in span.previous.days) == previous
    assert " ".join(day.isoformat() for day in span.year_before.days) == year_before


DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@given(DAYS, st.integers(0, 800))
def test_previous_period_ends_the_day_before(first: date, length: int) -> None:
    span = Span(first, first + timedelta(length))

    assert span.previous.last == span.first - timedelta(1)
    assert span.previous.months == span.months
    assert span.months or span.previous.last - span.previous.first == span.last - span.first


@given(st.sampled_from(["2024-05-05", "2024-05", "2024", "AY2024", "2024-05-30/2024-06-02", "2024-03/2024-07", "2023/2025", "XXXX-05", ""]))
def test_record_counts_in_one_quarter_at_most(code: str) -> None:
    row = Row(1, "visit", PartialPeriod(code).beginning)
    quarters = [Span.of_months(year, month, 3) for year in range(2022, 2027) for month in (1, 4, 7, 10)]
    certain = [span for span in quarters if row.is_in(span)]

    assert len(certain) == (code.count("-") > 0 and "XXXX" not in code)
    assert not any(row.may_be_in(span) for span in certain)
    assert any(row.may_be_in(span) for span in quarters) == (code in ("2024", "AY2024", "2023/2025"))


def test_compared_periods_stand_side_by_side(office: Client) -> None:
    visits = next(figure for figure in report(office, compare="year_before").figures if figure.measure.key == "visits")
    assert (visits.now.number, visits.compared.number, visits.difference_text) == (3, 1, "+2")

    chosen = report(office, compare="days", compare_first="2019-01-01", compare_last="2019-12-31").figures[0]
    assert (chosen.compared.number, chosen.difference_text) == (6, "−3")


def test_first_report_is_of_the_last_quarter_that_is_over(house: Client) -> None:
    asked = house.get(WHERE).context["shown"].asked

    assert asked.span.months == 3
    assert asked.span.last < timezone.localdate() <= asked.span.last + timedelta(92)
    assert asked.university == University.objects.home().get().pk


# What is not understood


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"span": "month", "month": "13", "year": "2024"}, "month"),
        ({"span": "month", "year": "2024"}, "month"),
        ({"span": "quarter", "quarter": "0", "year": "2024"}, "quarter"),
        ({"span": "quarter", "quarter": "1"}, "year"),
        ({"span": "year", "year": "0"}, "year"),
        ({"span": "year", "year": "99999"}, "year"),
        ({"span": "year", "year": "٢٠٢٤"}, "year"),
        ({"span": "academic_year"}, "academic_year"),
        ({"span": "century", "year": "2024"}, "span"),
        ({"span": "days"}, "first"),
        ({"span": "days", "first": "2024-01-02", "last": "2024-01-01"}, "last"),
        ({"span": "days", "first": "0000-01-01", "last": "2024-01-01"}, "first"),
        ({"span": "days", "first": "2024-01-01", "last": "9999-12-31"}, "last"),
        ({"span": "days", "first": "2024-02-30", "last": "2024-03-01"}, "first"),
        ({"span": "days", "first": "1900-01-01", "last": "2100-12-31", "compare": "previous"}, "compare"),
        ({**QUARTER, "compare": "days"}, "compare_first"),
        ({**QUARTER, "compare": "days", "compare_first": "2019-02-02", "compare_last": "2019-02-01"}, "compare_last"),
        ({**QUARTER, "compare": "x"}, "compare"),
        ({**QUARTER, "department": "999999"}, "department"),
        ({**QUARTER, "department": "9" * 25}, "department"),
        ({**QUARTER, "department": "' OR 1=1--"}, "department"),
        ({**QUARTER, "university": "x"}, "university"),
        ({**QUARTER, "country": "XX"}, "country"),
        ({**QUARTER, "kind": "visit.nothing"}, "kind"),
        ({**QUARTER, "direction": "both"}, "direction"),
        ({**QUARTER, "state_on": "2099-01-01"}, "state_on"),
        ({**QUARTER, "state_on": "soon"}, "state_on"),
    ],
)
def test_what_is_not_understood_is_said_beside_its_field(house: Client, asked: dict[str, str], field: str) -> None:
    assert field in problems(house, **asked)
    html = text_of(house.get(WHERE, asked, headers={"accept-language": "uz"}))
    assert "errorlist" in html
    assert "Choose" not in html
    assert house.get(FILE, asked).status_code == 302


def test_nul_is_refused(house: Client) -> None:
    assert house.get(f"{WHERE}?span=%00").status_code == 400


def test_department_of_another_university_is_refused(house: Client, office: Client, made: Reported) -> None:
    own = University.objects.home().get()
    foreign = own.departments.first()

    assert "department" in problems(house, **QUARTER, university=own.pk, department=made.first.pk)
    assert "department" in problems(office, **QUARTER, department=foreign.pk)
    assert "department" in problems(signed_in(editor("first", made.first)), **QUARTER, department=made.second.pk)


def test_account_without_work_is_told_so() -> None:
    for account in (user("guest"), editor("nowhere")):
        client = signed_in(account)
        response = client.get(WHERE, QUARTER)
        assert response.status_code == 200
        assert {figure.now.number for figure in response.context["shown"].figures} <= {0}
    assert "There is nothing that you may report on." in text_of(signed_in(User.objects.get(username="guest")).get(WHERE, QUARTER))


# The workbook


def test_workbook_holds_the_report(office: Client) -> None:
    response = office.get(FILE, QUARTER | {"compare": "year_before", "state_on": "2026-01-01"})
    book = load_workbook(BytesIO(response.content))
    rows = list(book["Report"].iter_rows(values_only=True))
    about = dict(book["About this report"].iter_rows(values_only=True))

    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert 'filename="report-2019-04-01-2019-06-30.xlsx"' in response.headers["Content-Disposition"]
    assert rows[0][:4] == ("Figure", "2nd quarter of 2019", "2nd quarter of 2018", "Difference")
    assert [float(row[1]) for row in rows[1:]] == list(COUNTED.values())
    assert rows[1][:7] == ("Visits", 3, 1, 2, 1, 1, None)
    assert book.sheetnames == ["Report", "By department", "By country", "By kind", "By direction", "State on a day", "About this report"]
    countries = {row[0]: row[1] for row in book["By country"].iter_rows(values_only=True)}
    assert {name: countries[name] for name in ("Germany", "Türkiye", "Total")} == {"Germany": 2, "Türkiye": 2, "Total": 3}
    assert about["University"] == "Counted University"
    assert about["Period"] == "2nd quarter of 2019"


def test_workbook_holds_no_formula(office: Client, made: Reported) -> None:
    made.first.name_en = '=HYPERLINK("https://evil.example")'
    made.first.save()
    book = load_workbook(BytesIO(office.get(FILE, QUARTER).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


# The state on a day


def on(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def version(record: Any, day: date, by: User | None = None, kind: str = "~") -> None:
    """Date the latest version of a record, and say who made it."""
    latest = record.history.latest()
    record.history.filter(pk=latest.pk).update(history_date=on(day), history_user=by, history_type=kind)


def state(client: Client, day: date, **asked: Any) -> dict[str, tuple[int, int, int]]:
    shown = report(client, state_on=day.isoformat(), **asked)
    found = {figure.measure.key: figure for figure in shown.state_figures}
    for figure in found.values():
        if figure.address and figure.measure.key != "state_countries":
            assert len(listed(client, figure.address)) == figure.number - figure.gone
        if figure.uncertain_address:
            assert len(listed(client, figure.uncertain_address)) == figure.uncertain
    return {key: (figure.number, figure.uncertain, figure.gone) for key, figure in found.items()}


@pytest.fixture
def young() -> Reported:
    """A university with nothing yet."""
    own = factories.university(name_en="Young University")
    department = factories.department(university=own)
    return Reported(own, department, factories.department(university=own), factories.institution(), factories.institution(country="DE"))


@pytest.fixture
def young_office(young: Reported) -> Client:
    return signed_in(officer("young", young.university))


def test_state_is_as_the_history_tells(young: Reported, young_office: Client) -> None:
    somebody = user("somebody")
    institution = young.ankara
    version(institution, date(2020, 1, 1), somebody, "+")
    partnership = factories.partnership(department=young.first, institution=institution)
    version(partnership, date(2020, 3, 1), somebody, "+")
    partnership.state = "ended"
    partnership.save()
    version(partnership, date(2021, 3, 1), somebody)

    days = {date(2020, 2, 1): 0, date(2020, 2, 29): 0, date(2020, 3, 1): 1, date(2021, 2, 28): 1, date(2021, 3, 1): 0}
    for day, number in days.items():
        found = state(young_office, day)
        assert found["state_partners"] == (number, 0, 0), day
        assert found["state_countries"] == (number, 0, 0), day


def test_state_leaves_out_what_was_withdrawn_by_its_date(young: Reported, young_office: Client) -> None:
    agreement = factories.agreement(university=young.university, signed="2015-05-05", publish_until=on(date(2020, 6, 1)))
    version(agreement, date(2020, 1, 1), user("somebody"), "+")

    assert [state(young_office, day)["state_agreements"][0] for day in (date(2020, 5, 30), date(2020, 6, 1))] == [1, 0]


def test_what_nobody_entered_counts_but_is_told_apart(young: Reported, young_office: Client) -> None:
    untouched = factories.agreement(university=young.university, signed="2015-05-05")
    untouched.history.all().delete()
    Agreement.objects.filter(pk=untouched.pk).update(updated_at=on(date(2020, 1, 1)))
    from_list = factories.agreement(university=young.university, signed="2015-05-05")
    version(from_list, date(2020, 1, 1), None, "+")
    entered = factories.agreement(university=young.university, signed="2015-05-05")
    version(entered, date(2020, 1, 1), user("somebody"), "+")

    assert state(young_office, date(2019, 12, 31))["state_agreements"] == (2, 2, 0)
    assert state(young_office, date(2020, 1, 1))["state_agreements"] == (3, 0, 0)


def test_agreement_is_in_force_from_its_signature_to_its_last_day(young: Reported, young_office: Client) -> None:
    agreement = factories.agreement(university=young.university, signed="2020-05-05", valid_until="2021")
    version(agreement, date(2010, 1, 1), None, "+")

    days = {date(2020, 5, 4): 0, date(2020, 5, 5): 1, date(2021, 12, 31): 1, date(2022, 1, 1): 0}
    assert {day: state(young_office, day)["state_agreements"][0] for day in days} == days


def test_what_was_deleted_since_counts_and_is_told(young: Reported, young_office: Client) -> None:
    agreement = factories.agreement(university=young.university)
    version(agreement, date(2020, 1, 1), user("somebody"), "+")
    agreement.delete()

    assert state(young_office, date(2020, 6, 1))["state_agreements"] == (1, 0, 1)
    assert state(young_office, timezone.localdate())["state_agreements"] == (0, 0, 0)


def test_programme_is_open_until_its_deadline(young: Reported, young_office: Client) -> None:
    programme = factories.programme(university=young.university, departments=[young.first], state="open", deadline=date(2020, 6, 1))
    version(programme, date(2020, 1, 1), user("somebody"), "+")

    days = {date(2019, 12, 31): 0, date(2020, 6, 1): 1, date(2020, 6, 2): 0}
    assert {day: state(young_office, day)["state_programmes"][0] for day in days} == days
    assert state(young_office, date(2020, 6, 1), department=young.second.pk)["state_programmes"][0] == 0
    assert state(young_office, date(2020, 6, 1), country="DE")["state_programmes"][0] == 0


def test_state_of_today_is_what_the_public_sees(house: Client, client: Client) -> None:
    home = client.get("/en/").context
    found = state(house, timezone.localdate(), university=home["university"].pk)

    assert found["state_partners"][0] == home["partner_count"]


def test_editor_is_told_the_state_of_her_department(young: Reported) -> None:
    for department in (young.first, young.second):
        version(factories.partnership(department=department, institution=young.ankara), date(2020, 1, 1), None, "+")
    factories.partnership(department=young.second, institution=young.berlin)
    client = signed_in(editor("first", young.first))

    assert state(client, timezone.localdate())["state_partners"] == (1, 0, 0)


# What it costs, and how it speaks


def test_report_costs_the_same_with_a_hundred_more(house: Client, made: Reported, django_assert_num_queries: Callable[..., Any]) -> None:
    asked = QUARTER | {"compare": "previous"}
    for state_on, number in ({}, QUERIES), ({"state_on": "2020-01-01"}, QUERIES_WITH_STATE):
        house.get(WHERE, asked | state_on)
        with django_assert_num_queries(number):
            house.get(WHERE, asked | state_on)
    for _number in range(100):
        visit = factories.visit(
            university=made.university, departments=[made.first, made.second], institutions=[made.berlin], period="2019-05-05"
        )
        factories.participant(visit=visit, description_en="students", number=2)
    for state_on, number in ({}, QUERIES), ({"state_on": "2020-01-01"}, QUERIES_WITH_STATE):
        with django_assert_num_queries(number):
            house.get(WHERE, asked | state_on)


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("ru", "2-й квартал 2019 года", "1 запись без даты не учтена"),
        ("uz", "2019-yil 2-chorak", "sanasi koʻrsatilmagan 1 ta yozuv hisobga olinmadi"),
    ],
)
def test_report_speaks_the_readers_language(office: Client, language: str, label: str, said: str) -> None:
    response = office.get(WHERE, QUARTER, headers={"accept-language": language})
    html = " ".join(text_of(response).split())

    assert label in html
    assert said in html
    for english in ("Figures", "Visits that began", "By country", "Make the report", "Made on"):
        assert english not in html


def test_first_page_leads_to_the_reports(house: Client) -> None:
    assert re.search(r'<a href="/admin/reports/">Reports</a>', text_of(house.get("/admin/")))


def test_only_asking_is_allowed(house: Client) -> None:
    assert house.post(WHERE, QUARTER).status_code == 405
    assert house.post(FILE, QUARTER).status_code == 405


def test_tables_and_subjects_are_complete() -> None:
    assert set(BY) == {"department", "country", "kind", "direction"}
    assert {subject.model for subject in SUBJECTS.values()} >= {Visit, Agreement}
