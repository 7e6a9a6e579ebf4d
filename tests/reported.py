"""A university whose spring of 2019 was counted by hand: two departments, two countries, and all that must be left out."""

from dataclasses import dataclass
from typing import Any

from departments.models import Department, University
from partners.models import Institution
from tests import factories

QUARTER = {"span": "quarter", "year": "2019", "quarter": "2"}  # 1 April to 30 June

# By hand, of the whole university.
COUNTED = {
    "visits": 3, "visits_in": 2, "visits_out": 1, "visit_people": 11, "visit_hours": 3.5,
    "events": 3, "events_held": 1, "events_joined": 1, "events_unclear": 1, "event_people": 51, "event_hours": 2,
    "agreements": 2, "programmes": 2, "titles_given": 1, "titles_received": 1, "partnerships": 1,
}  # fmt: skip
LEFT_OUT = {
    ("visits", "maybe"): 1,
    ("visits", "undated"): 1,
    ("visit_people", "silent"): 1,
    ("visit_hours", "silent"): 1,
    ("events", "undated"): 1,
    ("agreements", "maybe"): 1,
    ("titles_given", "undated"): 1,
    ("partnerships", "maybe"): 1,
}
# Of the first department alone, to its editor, who sees no honorary titles.
OF_FIRST = {
    "visits": 2, "visits_in": 1, "visits_out": 1, "visit_people": 11, "visit_hours": 3.5,
    "events": 1, "events_held": 1, "events_joined": 0, "events_unclear": 0, "event_people": 51, "event_hours": 2,
    "agreements": 1, "programmes": 1, "partnerships": 1,
}  # fmt: skip


@dataclass
class Reported:
    university: University
    first: Department
    second: Department
    ankara: Institution
    berlin: Institution


def make_reported(university: University | None = None) -> Reported:
    own = university or factories.university(name_en="Counted University")
    first = factories.department(name_en="Department of Counting", university=own)
    second = factories.department(name_en="Department of Weighing", university=own)
    ankara = factories.institution(name_en="Ankara Clinic", country="TR")
    berlin = factories.institution(name_en="Berlin Clinic", country="DE")
    made = Reported(own, first, second, ankara, berlin)
    _visits(made)
    _events(made)
    _others(made)
    return made


def _visits(made: Reported) -> None:
    in_first: dict[str, Any] = {"university": made.university, "departments": [made.first], "institutions": [made.ankara]}
    guest = factories.person(name="Counted Guest", status="draft")

    lectures = factories.visit(title_en="Lectures", period="2019-04-10/2019-04-12", **in_first)
    factories.participant(visit=lectures, person=guest, side="traveller")
    factories.participant(visit=lectures, person=guest, side="speaker")  # the same again
    factories.participant(visit=lectures, description_en="students", number=9)
    factories.participant(visit=lectures, description_en="listeners", number=100, side="audience")
    factories.participant(visit=lectures, side="host")
    factories.session(visit=lectures, hours=2)
    factories.session(visit=lectures, hours="1.5")

    shared = {**in_first, "departments": [made.first, made.second], "institutions": [made.berlin]}
    course = factories.visit(title_en="Course abroad", period="2019-05", direction="outgoing", **shared)
    factories.participant(visit=course, person=guest)
    factories.participant(visit=course, description_en="colleagues")  # nobody knows how many
    factories.session(visit=course, hours=None)

    in_both = {"university": made.university, "departments": [made.second], "institutions": [made.ankara, made.berlin]}
    factories.visit(title_en="Delegation", period="2019-06-30/2019-07-03", capacity="official", **in_both)

    factories.visit(title_en="Sometime in 2019", period="2019", **in_first)
    factories.visit(title_en="No date", **in_first)
    factories.visit(title_en="A draft", period="2019-04-11", status="draft", **in_first)
    factories.visit(title_en="In review", period="2019-04-11", status="in_review", **in_first)
    factories.visit(title_en="In the archive", period="2019-04-11", status="archived", **in_first)
    factories.visit(title_en="Cancelled", period="2019-04-11", is_cancelled=True, **in_first)
    factories.visit(title_en="A day too late", period="2019-07-01", **in_first)
    factories.visit(title_en="Begun before", period="2019-03-31/2019-04-02", **in_first)
    factories.visit(title_en="Another year", period="2018-05-05", **in_first)
    factories.visit(title_en="Of another university", period="2019-04-11")


def _events(made: Reported) -> None:
    in_first: dict[str, Any] = {"university": made.university, "departments": [made.first], "institutions": [made.ankara]}
    webinar = factories.event(title_en="Webinar", kind="webinar", role="host", period="2019-04-20", **in_first)
    factories.participant(event=webinar, description_en="listeners", number=50, side="audience")
    factories.participant(event=webinar, side="speaker")
    factories.session(event=webinar, hours=2)
    joined = {"university": made.university, "departments": [made.second], "institutions": [made.berlin]}
    factories.event(title_en="Congress", kind="congress", role="took_part", period="2019-06", **joined)
    factories.event(title_en="Lecture", kind="lecture", period="2019-05-05", university=made.university)
    factories.event(title_en="Every month", kind="webinar", role="host", recurrence="monthly", **in_first)


def _others(made: Reported) -> None:
    of_house: dict[str, Any] = {"university": made.university}
    in_first: dict[str, Any] = {**of_house, "departments": [made.first], "institutions": [made.ankara]}
    factories.agreement(signed="2019-05-01", **in_first)
    factories.agreement(signed="2019-06", state="superseded", kind="exchange", institutions=[made.berlin], **of_house)
    factories.agreement(signed="2019-05-02", state="in_preparation", **in_first)
    factories.agreement(signed="2018/2020", **in_first)
    factories.agreement(signed="2019", **in_first)

    factories.programme(intake="2019-04", direction="incoming", **in_first)
    factories.programme(intake="2019-06-01", direction="both", kind="internship", institutions=[made.berlin], **of_house)
    factories.programme(intake="2019-05", state="in_talks", **in_first)
    factories.programme(intake="2019-05", is_sample=True, **in_first)

    factories.honorary_title(period="2019-05-20", country="TR", **of_house)
    factories.honorary_title(period="2019-06", direction="received", **of_house)
    factories.honorary_title(**of_house)

    factories.partnership(department=made.first, institution=made.ankara, since="2019-04-02")
    factories.partnership(department=made.second, institution=made.ankara, since="2019")
    factories.partnership(department=made.second, institution=made.berlin, since="2019-05", role="funding_body")
