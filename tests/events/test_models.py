import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from events.models import Event, Visit
from tests import factories
from tests.constraints import WITHDRAWN_BEFORE, assert_refused, change, constraints_of

# constraint → what the database refuses
REFUSED = {
    "events_visit_published_in_order": lambda: change(factories.visit(), **WITHDRAWN_BEFORE),
    "events_event_published_in_order": lambda: change(factories.event(), **WITHDRAWN_BEFORE),
    "events_photo_published_in_order": lambda: change(factories.photo(), **WITHDRAWN_BEFORE),
    "events_visit_status_is_known": lambda: change(factories.visit(), status="visible"),
    "events_event_status_is_known": lambda: change(factories.event(), status="visible"),
    "events_visit_period_in_order": lambda: change(factories.visit(period="2024"), period_end="2023-12-31"),
    "events_event_period_in_order": lambda: change(factories.event(period="2024"), period_end="2023-12-31"),
    "visit_direction_is_known": lambda: factories.visit(direction="sideways"),
    "session_of_one_activity": lambda: factories.session(visit=factories.visit(), event=factories.event()),
    "participant_of_one_activity": lambda: factories.participant(visit=None),
    "count_of_one_activity": lambda: factories.reported_count(visit=factories.visit(), event=factories.event()),
    "session_hours_are_positive": lambda: factories.session(hours=0),
    "participant_is_someone": lambda: factories.participant(description_en=""),
    "only_groups_have_a_number": lambda: factories.participant(person=factories.person(), number=9),
    "events_photo_status_is_known": lambda: change(factories.photo(), status="visible"),
    "events_photo_period_in_order": lambda: change(factories.photo(period="2024"), period_end="2023-12-31"),
    "photo_has_one_owner": lambda: factories.photo(visit=factories.visit(), department=factories.department()),
    "published_photo_is_described": lambda: factories.photo(alt_en=""),
    "photo_focus_is_within_it": lambda: factories.photo(focal_x=101),
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_database_refuses(db, constraint):
    assert_refused(constraint, REFUSED[constraint])


def test_every_constraint_is_tested():
    assert constraints_of("events") == REFUSED.keys()


def test_group_of_nobody_is_refused(db):
    assert_refused("only_groups_have_a_number", lambda: factories.participant(description_en="students", number=0))


def test_institution_has_what_it_or_its_people_took_part_in(db):
    whole = factories.institution()
    unit = factories.institution(part_of=whole)
    named, by_unit = factories.event(institutions=[whole, unit]), factories.event(institutions=[unit])
    sent, sent_by_unit = factories.event(), factories.event()
    factories.event(institutions=[factories.institution()])
    factories.participant(event=sent, institution=whole)
    factories.participant(event=sent_by_unit, institution=unit)
    assert list(Event.objects.with_institution(whole).order_by("pk")) == [named, by_unit, sent, sent_by_unit]
    assert set(Event.objects.with_institution(unit)) == {named, by_unit, sent_by_unit}


def test_country_finds_what_happened_with_its_institutions_once(db):
    partners = [factories.institution(country="HR", further_countries=["SI"]), factories.institution(country="SI")]
    record = factories.visit(institutions=partners)
    assert list(Visit.objects.in_country("SI")) == [record]
    assert record in Visit.objects.in_country("HR")


@pytest.mark.parametrize("text", ["зимняя", "ANKARA", "odtu", "petrov winter"])
def test_search_finds_titles_partners_and_people(db, text):
    partner = factories.institution(name_en="Ankara University", names=["ODTÜ"])
    record = factories.event(title_en="Winter school", title_ru="Зимняя школа", institutions=[partner])
    factories.participant(event=record, person=factories.person(name="Petrov O."))
    assert record in Event.objects.search(text)
    assert record not in Event.objects.search(f"{text} nowhere")


@pytest.mark.parametrize(
    "text",
    ["acupuncture", "акупунктура", "acupunture", "visits to neurologists", "Smagulova Aigerim", "smagulov", "Kazakhstan", "visits in 2019",
     "Казахстан 2018-2020", "qozogʻistonga tashriflar", "incoming"],
)  # fmt: skip
def test_search_forgives_and_understands(db, client, text):
    partner = factories.institution(name_en="Steppe College", country="KZ")
    department = factories.department(name_en="Department of Neurologists")
    record = factories.visit(title_en="", period="2019-05", institutions=[partner], departments=[department])
    factories.session(visit=record, topic_en="Acupuncture", topic_ru="Об акупунктуре")
    factories.participant(visit=record, person=factories.person(name="Smagulova A.K."))
    assert record in Visit.objects.search(text)
    assert record in client.get("/en/visits/", {"q": text}).context["page"].paginator.object_list


@pytest.mark.parametrize("text", ["urologists", "Smagulova Nina", "Malta", "visits in 2018", "outgoing", "Kazakhstan acupuncture 2020"])
def test_search_finds_only_what_answers_all_of_it(db, text):
    partner = factories.institution(name_en="Steppe College", country="KZ")
    department = factories.department(name_en="Department of Neurologists")
    record = factories.visit(title_en="On acupuncture", period="2019-05", institutions=[partner], departments=[department])
    factories.participant(visit=record, person=factories.person(name="Smagulova A.K."))
    assert record not in Visit.objects.search(text)


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_names_that_are_not_public_find_nothing(db, client, status):
    partner = factories.institution(name_en="Hidden Zebra", names=["Hidden Okapi"], country="MU", status=status)
    records = [factories.event(institutions=[partner]), factories.visit(institutions=[partner])]
    for part in ({"event": records[0]}, {"visit": records[1]}):
        factories.participant(person=factories.person(name="Hidden Gnu", status=status), **part)
    for text in ("zebra", "okapi", "gnu"):
        assert not Event.objects.search(text).exists()
        assert not Visit.objects.search(text).exists()
        assert client.get("/en/search/", {"q": text}).context["groups"] == []
    assert not Visit.objects.in_country("MU").exists()


def test_parties_that_are_not_public_are_not_named(db, client):
    partner = factories.institution(name_en="Shown")
    parties = [partner, factories.institution(name_en="HIDDEN party", status="draft")]
    agreement = factories.agreement(institutions=parties)
    factories.project(institutions=parties)
    visit = factories.visit(institutions=parties, agreement=agreement)
    for record in (partner, visit):
        html = client.get(record.get_absolute_url()).content.decode()
        assert "Shown" in html
        assert "HIDDEN" not in html


def test_headline_is_the_title():
    assert Event(kind="lecture", title_en="On sleep").headline == "On sleep"


def test_headline_without_a_title_is_composed(db):
    partner = factories.institution(name_en="Ankara University")
    with override("en"):
        assert str(Event(kind="round_table")) == "Round table"
        assert str(Visit(direction="outgoing")) == "Outgoing visit"
        assert str(factories.visit(title_en="", institutions=[partner])) == "Incoming visit: Ankara University"


@pytest.mark.parametrize(
    ("language", "kind", "topic", "printed"),
    [
        ("en", "class", "Classes, round tables and seminars", "Classes, round tables and seminars"),
        ("en", "tour", "Clinical bases and training bases", "Clinical bases and training bases"),
        ("ru", "tour", "Клинические базы", "Клинические базы"),
        ("uz", "class", "Mashgʻulotlar va seminarlar", "Mashgʻulotlar va seminarlar"),
        ("en", "lecture", "Stroke", "Lecture: Stroke"),
        ("en", "tour", "Of the old town", "Study of clinical or training bases: Of the old town"),
        ("en", "lecture", "", "Lecture"),
    ],
)
@pytest.mark.django_db
def test_kind_of_session_is_printed_unless_its_topic_says_it(client, language, kind, topic, printed):
    visit = factories.visit()
    factories.session(visit=visit, kind=kind, **{f"topic_{language}": topic})

    html = client.get(visit.get_absolute_url().replace("/en/", f"/{language}/", 1)).content.decode()

    sessions = html.partition('<ul class="sessions">')[2].partition("</ul>")[0]
    assert " ".join(re.sub("<[^>]+>", "", sessions).split()) == printed


def test_what_is_called_after_its_sort_says_it_once(client, db):
    institution = factories.institution(name_en="Ankara University")
    factories.partnership(institution=institution)
    visit = factories.visit(title_en="", institutions=[institution])
    event = factories.event(title_en="", kind="webinar", institutions=[institution], role="host")

    pages = [client.get(record.get_absolute_url()).content.decode() for record in (institution, visit, event)]
    bodies = [" ".join(re.sub("<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split()) for page in pages]

    assert [body.count("Incoming visit") for body in bodies] == [1, 1, 0]
    assert [body.count("Webinar") for body in bodies] == [1, 0, 1]
    assert '<p class="eyebrow">We are the host' in pages[2]


def test_what_has_a_title_says_its_sort_beside_it(client, db):
    visit, event = factories.visit(title_en="A week of work"), factories.event(title_en="On sleep", kind="webinar")

    assert '<p class="eyebrow">Incoming visit' in client.get(visit.get_absolute_url()).content.decode()
    assert '<p class="eyebrow">Webinar' in client.get(event.get_absolute_url()).content.decode()
    assert "Incoming visit</span>" in client.get("/en/visits/").content.decode()
    assert '<span class="badge">Webinar</span>' in client.get("/en/events/").content.decode()


@pytest.mark.parametrize("make", [factories.visit, factories.event])
def test_newest_comes_first_and_undated_last(db, make):
    codes = ("XXXX-12", "", "2019-05", "2024-10-08/2024-10-09", "AY2024", "2024")
    records = [make(period=code) for code in codes]
    mine = type(records[0]).objects.filter(pk__in=[record.pk for record in records])
    assert [record.period.code for record in mine.newest_first()] == ["2024-10-08/2024-10-09", "AY2024", "2024", "2019-05", "", "XXXX-12"]
    assert mine.choices_in_use([])["year"] == {"2019", "2024", "2025"}  # of the academic year both


def test_past_is_what_is_over_or_undated():
    today = timezone.localdate()
    assert Event(period=(today - timedelta(days=1)).isoformat()).is_past
    assert Event(period="XXXX-12").is_past
    assert not Event(period=today.isoformat()).is_past


def test_visits_are_incoming_or_outgoing(db):
    incoming, outgoing = factories.visit(), factories.visit(direction="outgoing")
    both = Visit.objects.filter(pk__in=[incoming.pk, outgoing.pk])
    assert (list(both.incoming()), list(both.outgoing())) == ([incoming], [outgoing])
    assert incoming.is_incoming
    assert not outgoing.is_incoming


def test_events_are_single_or_recurring(db):
    single, recurring = factories.event(), factories.event(recurrence="yearly")
    both = Event.objects.filter(pk__in=[single.pk, recurring.pk])
    assert (list(both.single()), list(both.recurring())) == ([single], [recurring])


def test_totals_are_of_all_however_few_are_read(db):
    department = factories.department()
    year = timezone.localdate().year
    for period in (str(year), f"{year}-01", "2019", ""):
        factories.event(period=period, departments=[department])
    first = Event.objects.for_department(department).with_totals()[:1].get()
    assert (first.total, first.total_this_year) == (4, 2)


@pytest.mark.parametrize(
    ("values", "printed"),
    [({}, "Petrova O."), ({"description_en": "students", "number": 9}, "9 students"), ({"description_en": "students"}, "students")],
)
def test_participant_prints_as_a_person_or_a_group(db, values, printed):
    assert str(factories.participant(**values)) == printed


def test_reported_number_prints_as_it_is_meant(db):
    assert str(factories.reported_count(comparison="about")) == "about 300 students"
