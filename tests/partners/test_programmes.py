"""Programmes: which are offered and in what order, what their pages tell, and that samples say that they are."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from departments.models import University
from partners.models import Programme, ProgrammeSubject, StudyLevel
from partners.programme_search import search_programmes
from tests import factories
from tests.lists import offered

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "ru", "uz")
SAMPLES = sorted(str(path) for path in Path(settings.BASE_DIR, "fixtures", "sample").glob("*.json"))


@pytest.fixture
def samples() -> None:
    call_command("loaddata", *SAMPLES, verbosity=0)


def home() -> University:
    return University.objects.get(is_home=True)


def listed(client: Client, **query: Any) -> list[Programme]:
    return [row["programme"] for row in client.get("/en/programmes/", query).context["programmes"]]


def told(client: Client, **query: Any) -> list[str]:
    """Return what the only programme answers to a visitor."""
    return list(client.get("/en/programmes/", query).context["programmes"][0]["fit"].missing)


# Records


@pytest.mark.parametrize("state", Programme.State.values)
@pytest.mark.parametrize("days", [None, -1, 0, 1])
def test_offered_agrees_with_is_offered(state: str, days: int | None) -> None:
    record = factories.programme(state=state, checked_on=timedelta(0), deadline=None if days is None else timedelta(days))

    assert Programme.objects.offered().filter(pk=record.pk).exists() == record.is_offered == (state == "open" and days != -1)


@pytest.mark.parametrize("state", Programme.State.values)
@pytest.mark.parametrize("status", Programme.Status.values)
def test_published_agrees_with_is_published(state: str, status: str) -> None:
    record = factories.programme(state=state, checked_on=timedelta(0), status=status)

    assert Programme.objects.published().filter(pk=record.pk).exists() == record.is_published
    assert record.is_published == (status == "published" and state != "in_talks")


def test_open_ones_come_first_by_deadline_and_closed_ones_last() -> None:
    late = factories.programme(state="open", deadline=timedelta(-1))
    closed = factories.programme(state="closed", deadline=timedelta(5))
    running, planned = factories.programme(state="running"), factories.programme(state="planned")
    always, later, soon = (factories.programme(state="open", deadline=day) for day in (None, timedelta(30), timedelta(2)))

    assert list(Programme.objects.open_first()) == [soon, later, always, planned, running, late, closed]


def test_open_programme_past_its_deadline_is_said_to_be_closed() -> None:
    assert factories.programme(state="open", deadline=timedelta(-1)).shown_state == "closed"
    assert factories.programme(state="open", deadline=timedelta(0)).shown_state == "open"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"state": "open"}, "checked_on"), ({"first_year": 4, "last_year": 3}, "last_year"), ({"first_year": 9}, "first_year")],
)
def test_form_is_told_what_the_database_would_refuse(values: dict[str, Any], field: str) -> None:
    record = factories.programme()
    for name, value in values.items():
        setattr(record, name, value)

    with pytest.raises(ValidationError) as refused:
        record.full_clean()

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("first", "last", "years"), [(None, None, ""), (3, None, "3+"), (None, 2, "1–2"), (3, 5, "3–5"), (4, 4, "4"), (None, 1, "1")]
)
def test_years_of_study_are_printed(first: int | None, last: int | None, years: str) -> None:
    assert factories.programme(first_year=first, last_year=last).years == years


@pytest.mark.parametrize(("days", "stale"), [(0, False), (-180, False), (-181, True), (None, True)])
def test_facts_grow_old_after_half_a_year(days: int | None, stale: bool) -> None:
    assert factories.programme(checked_on=None if days is None else timedelta(days)).is_stale == stale


@pytest.mark.parametrize("text", ["medicin zagreb", "ZAGREB", "загребский", "2+2"])
def test_search_looks_into_title_scheme_and_partners(text: str) -> None:
    partner = factories.institution(name_en="University of Zagreb", names=["Загребский университет"])
    record = factories.programme(name_en="Semester of medicine", scheme="2+2", institutions=[partner])
    other = factories.programme(name_en="Something else")

    found = search_programmes(Programme.objects.all(), text)
    assert record in found
    assert other not in found


@pytest.mark.parametrize(
    "text",
    ["croatia", "programmes in Croatia", "dual degree", "программы для магистрантов", "magistrlar uchun dastur", "master dual degree",
     "nursing", "сестринское дело", "2027", "zagreb 2027", "zagrab"],
)  # fmt: skip
def test_search_understands_what_a_programme_is(client: Client, text: str) -> None:
    partner = factories.institution(name_en="University of Zagreb", country="HR")
    record = factories.programme(
        name_en="Something", kind="joint_degree", intake="2027-09", institutions=[partner],
        levels=[StudyLevel.objects.get(slug="master")], subjects=[ProgrammeSubject.objects.get(slug="nursing")],
    )  # fmt: skip
    factories.programme(name_en="Something else", kind="residency", levels=[StudyLevel.objects.get(slug="doctor")])

    assert listed(client, q=text) == [record]


@pytest.mark.parametrize(
    "text",
    [
        "open programmes", "открытые программы", "ochiq dasturlar", "hozir ochiq", "scholarship", "стипендия", "stipendiya", "bepul",
        "free", "English", "ingliz tili", "английский язык b2", "programmes in English", "3-kurs", "3 курс", "студентам 3-го курса",
        "3rd year student", "студент", "students", "talabalar uchun", "fully funded", "accommodation", "проживание", "exchange Europe",
        "Yevropa",
        "european programmes", "европейские программы",
    ],
)  # fmt: skip
def test_search_reads_what_the_page_of_a_programme_says(client: Client, text: str) -> None:
    record = factories.programme(
        name_en="Something", kind="exchange", state="open", funding="full", languages={"en": "B2"}, first_year=2, last_year=4,
        levels=[StudyLevel.objects.get(slug="student")], institutions=[factories.institution(country="HR")],
        summary_en="Three months. Accommodation is found for you.", summary_ru="Три месяца стажировки. Проживание найдут за вас.",
    )  # fmt: skip
    doctoral = [StudyLevel.objects.get(slug="doctoral")]
    factories.programme(
        name_en="Something else",
        kind="exchange",
        state="open",
        deadline=timedelta(-1),
        funding="none",
        languages={"ru": "C1"},
        levels=doctoral,
    )
    factories.programme(name_en="Another", state="closed", levels=[StudyLevel.objects.get(slug="student")], first_year=5)

    assert record in listed(client, q=text)
    assert len(listed(client, q=text)) == (2 if text in {"студент", "students", "talabalar uchun"} else 1)


def test_years_rule_out_nothing_without_a_day_and_nothing_that_is_open_then(client: Client) -> None:
    partner = factories.institution(country="HR")
    undated = factories.programme(kind="exchange", institutions=[partner])
    open_now = factories.programme(kind="exchange", institutions=[partner], state="open", deadline=timedelta(500))
    factories.programme(kind="exchange", institutions=[partner], intake="2019")

    assert set(listed(client, q=f"exchange Croatia {timezone.localdate().year}")) == {undated, open_now}
    assert listed(client, q="exchange Croatia 2017") == [undated]


def test_people_from_a_country_are_told_of_what_is_open_to_them(client: Client) -> None:
    everyone = factories.programme(university=home())
    residents = factories.programme(university=home(), eligibility="residents")
    from_abroad = factories.programme(university=home(), eligibility="from_abroad", institutions=[factories.institution(country="TR")])

    for typed in ("for students from Uzbekistan", "для студентов Узбекистана", "Oʻzbekiston talabalari uchun"):
        assert set(listed(client, q=typed.replace("students", "").replace("студентов", "").replace("talabalari", ""))) == {
            everyone,
            residents,
        }
    assert set(listed(client, q="for Turkish people")) == {everyone, from_abroad}
    assert set(listed(client, q="to Turkey")) == {from_abroad}


@pytest.mark.parametrize("text", ["PhD", "аспирантура", "doctoral students", "докторанты", "doktorantlar"])
def test_levels_go_by_what_people_call_them(client: Client, text: str) -> None:
    record = factories.programme(levels=[StudyLevel.objects.get(slug="doctoral")])
    factories.programme(levels=[StudyLevel.objects.get(slug="student")])

    assert listed(client, q=text) == [record]


@pytest.mark.parametrize(
    "text",
    ["стажировка в России", "практика россия", "ординатура в россии", "Rossiyada stajirovka", "Rossiya amaliyot", "internship in Russia",
     "placement Russia", "malaka oshirish Rossiya"],
)  # fmt: skip
def test_placement_goes_by_all_that_it_is_called(client: Client, text: str) -> None:
    partner = factories.institution(country="RU")
    record = factories.programme(kind="clinical_placement", institutions=[partner])
    factories.programme(kind="clinical_placement", institutions=[factories.institution(country="HR")])
    factories.programme(kind="joint_degree", institutions=[partner])

    assert listed(client, q=text) == [record]
    assert client.get("/en/search/", {"q": text}).context["groups"][0].kind == "programmes"


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_names_of_partners_that_are_not_public_find_no_programme(client: Client, status: str) -> None:
    factories.programme(institutions=[factories.institution(name_en="Hidden Zebra", names=["Hidden Okapi"], status=status)])

    for text in ("zebra", "okapi"):
        assert listed(client, q=text) == []
        assert client.get("/en/search/", {"q": text}).context["groups"] == []


# The list


def test_every_filter_narrows_the_list(client: Client) -> None:
    department = factories.department(university=home())
    level, subject = StudyLevel.objects.get(slug="doctor"), factories.programme_subject()
    record = factories.programme(
        kind="residency", funding="full", languages={"ru": "B2"}, levels=[level], subjects=[subject], departments=[department],
        institutions=[factories.institution(country="HR", further_countries=["SI"])],
    )  # fmt: skip
    factories.programme(institutions=[factories.institution(country="TR")], languages={"en": "B2"})
    queries = {"kind": "residency", "funding": "full", "language": "ru", "level": "doctor", "subject": subject.slug, "country": "SI"}

    for name, value in {**queries, "department": department.key}.items():
        assert listed(client, **{name: value}) == [record], name
    assert listed(client, **queries) == [record]
    assert listed(client, kind="residency", country="TR") == []


def choices(client: Client, name: str, **query: Any) -> list[str]:
    """Return what a filter of the list offers."""
    return offered(client, "/en/programmes/", name, **query)


def test_filters_offer_only_what_leads_somewhere(client: Client) -> None:
    department = factories.department(university=home())
    factories.department(university=home())
    subject = factories.programme_subject()
    partner = factories.institution(country="HR", further_countries=["SI"])
    hidden = factories.institution(country="MT", status="draft")
    factories.programme(
        kind="residency", funding="full", languages={"ru": "B2"}, levels=[StudyLevel.objects.get(slug="doctor")], subjects=[subject],
        departments=[department], institutions=[partner, hidden],
    )  # fmt: skip
    factories.programme(kind="exchange", funding="part", languages={"ko": "B2"}, status="draft", institutions=[factories.institution()])

    found = {name: choices(client, name) for name in ("kind", "funding", "language", "level", "subject", "department", "country")}
    assert found == {
        "kind": ["residency"],
        "funding": ["full"],
        "language": ["ru"],
        "level": ["doctor"],
        "subject": [subject.slug],
        "department": [department.key],
        "country": ["HR", "SI"],
    }
    assert sorted(choices(client, "country", country="it")) == ["HR", "IT", "SI"]
    assert len(choices(client, "my_department")) > 1


def test_choice_that_leads_nowhere_is_understood_and_its_way_out_shown(client: Client) -> None:
    factories.programme(kind="residency", institutions=[factories.institution(country="HR")], languages={"ru": "B2"})

    response = client.get("/en/programmes/", {"country": "it", "kind": "residency", "me": "doctor"})
    html = response.content.decode()
    assert response.context["programmes"] == response.context["form"].notices == []
    assert "<bdi>Italy</bdi>" in html
    assert '<option value="IT" selected>' in html
    ways = [(str(way.label), way.address, way.count) for way in response.context["form"].ways_out]
    assert ways == [("Country", "/en/programmes/?me=doctor&kind=residency", 1)]
    assert re.search(
        r'<a href="/en/programmes/\?me=doctor&amp;kind=residency">Take off: Country</a>\s*<span class="quiet">\s*leaves 1', html
    )
    assert "fit you" not in html


def test_list_costs_the_same_however_long_it_is(client: Client, django_assert_num_queries: Any) -> None:
    department = factories.department(university=home())
    for _number in range(15):
        factories.programme(
            levels=[StudyLevel.objects.get(slug="student")], languages={"en": "B2"}, departments=[department],
            institutions=[factories.institution(names=["Other name"])], subjects=[factories.programme_subject()],
        )  # fmt: skip

    for language in LANGUAGES:
        with django_assert_num_queries(9):
            assert client.get(f"/{language}/programmes/?me=student:4&lang_en=B1").status_code == 200
        with django_assert_num_queries(10):
            assert client.get(f"/{language}/programmes/").status_code == 200


def test_visitor_is_told_what_is_missing_and_nothing_is_stored(client: Client) -> None:
    factories.programme(
        state="open", deadline=timedelta(23), eligibility="residents", languages={"ru": "B2"}, first_year=4,
        levels=[StudyLevel.objects.get(slug="student")], intake="2027-09",
    )  # fmt: skip

    assert told(client, lang_ru="B1") == ["needs Russian B2"]
    assert told(client, lang_ru="B1", me="student:2", resident="no") == [
        "only from year 4 on",
        "for residents of Uzbekistan only",
        "needs Russian B2",
    ]
    assert told(client, when="2028") == ["starts: September 2027"]
    assert told(client, when="2027", me="student:5", lang_ru="C1", resident="yes") == []
    response = client.get("/en/programmes/", {"me": "student:5", "lang_ru": "C1", "resident": "yes"})
    html = response.content.decode()
    assert "closes in 23 days" in html
    assert "<strong>Fits</strong>" in html
    assert '<details class="fold about-you" open>' in html
    assert not response.cookies


@pytest.mark.parametrize(("eligibility", "rule"), [("everyone", "Only for:"), ("residents", "Residents of Uzbekistan only<br>Only for:")])
def test_rule_of_a_department_is_shown_and_is_a_condition_until_a_department_is_told(client: Client, eligibility: str, rule: str) -> None:
    department = factories.department(university=home(), name_en="Department of Urology")
    record = factories.programme(state="open", departments=[department], eligibility=eligibility)

    for address in ("/en/programmes/", record.get_absolute_url()):
        html = client.get(address, {"resident": "yes"}).content.decode()
        assert f"<dt>Who may apply</dt><dd>{rule} Department of Urology</dd>" in html
        assert "<strong>Fits if</strong> you are of: Department of Urology" in html
        told = client.get(address, {"resident": "yes", "my_department": department.key}).content.decode()
        assert "<strong>Fits</strong>" in told


def test_department_that_receives_guests_is_no_rule_for_them(client: Client) -> None:
    department = factories.department(university=home(), name_en="Department of Urology")
    factories.programme(state="open", direction="incoming", departments=[department])

    html = client.get("/en/programmes/", {"resident": "no"}).content.decode()
    assert "<dt>Who may apply</dt><dd>Everyone</dd>" in html
    assert "<strong>Fits</strong>" in html


def test_what_fits_comes_first_then_what_misses_least_then_the_nearest_deadline(client: Client) -> None:
    student = StudyLevel.objects.get(slug="student")
    closed = factories.programme(state="closed")
    planned = factories.programme(state="planned")
    far = factories.programme(state="open", deadline=timedelta(1), languages={"ru": "B2"}, levels=[student])
    near = factories.programme(state="open", deadline=timedelta(3), languages={"ru": "B2"})
    nearer = factories.programme(state="open", deadline=timedelta(2), languages={"ru": "C1"})
    later, soon = (factories.programme(state="open", deadline=timedelta(days)) for days in (9, 5))
    fitting = factories.programme(state="open", languages={"ru": "B1"})

    assert listed(client) == [far, nearer, near, soon, later, fitting, planned, closed]
    assert listed(client, me="doctor", lang_ru="B1") == [soon, later, fitting, nearer, near, far, planned, closed]


def test_what_fits_is_first_of_all_pages_and_counted_over_all(client: Client) -> None:
    for _number in range(25):
        factories.programme(state="open", deadline=timedelta(1), eligibility="from_abroad")
    fitting = factories.programme(state="open", deadline=timedelta(300))

    assert listed(client, resident="yes")[0] == fitting
    first, second = (client.get("/en/programmes/", {"resident": "yes", "page": page}) for page in ("1", "2"))
    shown = [row["programme"].pk for response in (first, second) for row in response.context["programmes"]]
    assert len(shown) == len(set(shown)) == 26
    assert all("1 of 26 fits you" in re.sub(r"\s+", " ", response.content.decode()) for response in (first, second))
    assert client.get("/en/programmes/", {"resident": "yes", "page": "3"}).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "2 of 3 fit you, on a condition: 1"),
        ("ru", "Вам подходят 2 из 3, из них с условием: 1"),
        ("uz", "3 tadan 2 tasi sizga mos keladi, shundan shart bilan: 1 ta"),
    ],
)
def test_visitors_are_told_how_many_fit(client: Client, language: str, words: str) -> None:
    for values in ({}, {"languages": {"ru": "B2"}}, {"eligibility": "residents"}):
        factories.programme(state="open", **values)

    html = re.sub(r"<[^>]*>|\s+", " ", client.get(f"/{language}/programmes/?resident=no").content.decode())
    assert words in re.sub(r"\s+", " ", html).replace(" ,", ",")
    assert "fit you" not in client.get("/en/programmes/").content.decode()


def test_only_what_can_change_does_not_fit_yet(client: Client) -> None:
    factories.programme(name_en="One", state="open", languages={"ru": "B2"})
    factories.programme(name_en="Two", state="open", eligibility="residents")
    factories.programme(name_en="Three", state="closed")
    factories.programme(name_en="Four", state="planned")

    html = client.get("/en/programmes/", {"resident": "no", "lang_ru": "A1"}).content.decode()
    said = dict(re.findall(r"<h3>.*?>(\w+)</a></h3>\s*<p class=\"fit fit-no\"><strong>(.*?):</strong>", html))
    assert said == {"One": "Does not fit yet", "Two": "Does not fit", "Three": "Does not fit", "Four": "Does not fit yet"}


@pytest.mark.parametrize(("query", "opened"), [("", False), ("q=a&me=doctor", False), ("kind=nothing", False), ("kind=exchange", True)])
def test_filters_are_folded_unless_one_is_chosen(client: Client, query: str, opened: bool) -> None:
    html = client.get(f"/en/programmes/?{query}").content.decode()

    assert f'<details class="fold narrow-down" {"open" if opened else ""}>' in html


def test_visitor_who_tells_nothing_is_answered_nothing(client: Client) -> None:
    factories.programme(state="open", languages={"ru": "B2"})
    html = client.get("/en/programmes/").content.decode()

    assert "Fits" not in html
    assert '<details class="fold about-you" >' in html


def test_language_of_any_programme_may_be_told(client: Client) -> None:
    factories.programme(state="open", languages={"ko": "A2"})

    assert told(client, lang_ko="A1") == ["needs Korean A2"]
    assert "Your level: Korean" in client.get("/en/programmes/").content.decode()


def test_what_one_cannot_apply_to_does_not_fit(client: Client) -> None:
    factories.programme(state="planned")

    assert told(client, me="doctor") == ["not open yet"]


# The page


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_costs_its_pinned_queries(client: Client, django_assert_num_queries: Any, language: str) -> None:
    record = factories.programme(
        state="open", university=home(), departments=[factories.department(university=home())], institutions=[factories.institution()],
        levels=StudyLevel.objects.all(), subjects=[factories.programme_subject()], languages={"en": "B2", "ru": "B1"},
        contact=factories.person(email="ask@example.org"), steps_en="Write.\n\nCome.", requirements_en="A diploma.", costs_en="Visa.",
    )  # fmt: skip
    record.sources.add(factories.source(title_en="The partner's page"), factories.source(title_en="Not for all", is_public=False))

    with django_assert_num_queries(7):
        html = client.get(f"/{language}/programmes/{record.slug}/").content.decode()

    for text in ("A diploma.", "Visa.", "ask@example.org", "The partner&#x27;s page"):
        assert text in html
    assert html.count("<li>Write.</li>" if language == "en" else '<li><span lang="en">Write.</span></li>') == 1
    assert "Not for all" not in html


def test_page_answers_visitors_as_the_list_does(client: Client) -> None:
    record = factories.programme(state="open", languages={"ru": "B2"}, first_year=4, levels=[StudyLevel.objects.get(slug="student")])
    other = factories.programme(kind="residency")

    answered = client.get("/en/programmes/", {"me": "student:2", "lang_ru": "B1", "kind": "exchange", "when": "2027", "page": "1"})
    told = f"{record.get_absolute_url()}?me=student%3A2&when=2027&lang_ru=B1"
    assert f'<h3><a href="{told}">'.replace("&", "&amp;") in answered.content.decode()
    assert other.get_absolute_url() not in answered.content.decode()

    page = client.get(told)
    html = page.content.decode()
    assert page.context["fit"] == answered.context["programmes"][0]["fit"]
    assert "only from year 4 on; needs Russian B2" in html
    assert 'href="/en/programmes/?me=student%3A2&amp;when=2027&amp;lang_ru=B1"' in html
    assert not page.cookies
    assert "<strong>Fits</strong>" in client.get(record.get_absolute_url(), {"me": "student:5", "lang_ru": "C1"}).content.decode()


@pytest.mark.parametrize("query", ["", "utm_source=x", "me=", "me=student:99&lang_xx=A1&lang_en=Z9", "resident=perhaps", "me[]=doctor"])
def test_page_answers_nothing_to_who_tells_nothing(client: Client, query: str) -> None:
    record = factories.programme(state="open", languages={"ru": "B2"})

    response = client.get(f"{record.get_absolute_url()}?{query}")

    assert response.status_code == 200
    assert response.context["fit"] is None
    assert 'class="fit' not in response.content.decode()


@pytest.mark.parametrize("query", ["q=" + "a" * 301, "q=%00", "&".join(["me=doctor"] * 400)])
def test_page_says_what_was_not_understood(client: Client, query: str) -> None:
    record = factories.programme(name_en="Still here", state="open")

    response = client.get(f"{record.get_absolute_url()}?me=doctor&{query}")

    assert response.status_code == 400
    assert "Still here" in response.content.decode()
    assert 'class="error"' in response.content.decode()


@pytest.mark.parametrize("when", ["spring 2027", "0000", "2028-2026", "December", '"some day"', "9" * 3000])
def test_time_that_is_not_understood_leaves_all_else_as_it_is(client: Client, when: str) -> None:
    record = factories.programme(name_en="Still here", state="open", languages={"ru": "B2"})

    for address in ("/en/programmes/", record.get_absolute_url()):
        response = client.get(address, {"when": when, "lang_ru": "A1"})
        html = response.content.decode()
        assert response.status_code == 200
        assert "Still here" in html
        assert "needs Russian B2" in html
        assert html.count('class="error"') == 1
        assert "quotation marks" not in html
    assert "Write months or days with their year" in client.get("/en/programmes/", {"when": "spring 2027"}).content.decode()


def test_page_that_answers_costs_its_pinned_queries(client: Client, django_assert_num_queries: Any) -> None:
    record = factories.programme(state="open", languages={"ru": "B2"}, institutions=[factories.institution()])
    for _number in range(5):
        factories.programme(languages={"ko": "A2"}, institutions=[factories.institution()])
        factories.department(university=home())

    with django_assert_num_queries(10):
        client.get(f"{record.get_absolute_url()}?me=doctor&lang_ru=B2")


def test_old_facts_say_so(client: Client) -> None:
    fresh, old = factories.programme(checked_on=timedelta(-1)), factories.programme(checked_on=timedelta(-200))

    assert "Facts checked on:" in client.get(fresh.get_absolute_url()).content.decode()
    assert "Facts not checked since:" in client.get(old.get_absolute_url()).content.decode()


@pytest.mark.parametrize("values", [{"state": "in_talks"}, {"status": "draft"}, {"status": "in_review"}, {"status": "archived"}])
def test_what_is_in_talks_or_unpublished_shows_nowhere(client: Client, values: dict[str, Any]) -> None:
    partner = factories.institution(slug="shown")
    values = {"state": "open", "checked_on": timedelta(0)} | values
    record = factories.programme(name_en="HIDDEN programme", institutions=[partner], **values)

    assert client.get(f"/en/programmes/{record.slug}/").status_code == 404
    for address in ("/en/", "/en/programmes/", "/en/programmes/?q=hidden", "/en/partners/shown/"):
        assert "HIDDEN" not in client.get(address).content.decode(), address


def test_unpublished_partners_and_people_are_not_named(client: Client) -> None:
    record = factories.programme(
        institutions=[factories.institution(name_en="HIDDEN partner", status="draft")],
        departments=[factories.department(name_en="HIDDEN department", status="draft")],
        contact=factories.person(name="HIDDEN person", email="hidden@example.org", status="draft"),
    )

    for address in (f"/en/programmes/{record.slug}/", "/en/programmes/"):
        html = client.get(address).content.decode()
        assert "HIDDEN" not in html
        assert "hidden@" not in html


def test_only_what_is_offered_stands_on_the_home_page_and_the_partners(client: Client) -> None:
    partner, own = factories.institution(slug="shown"), {"university": University.objects.get(is_home=True)}
    factories.programme(name_en="Offered one", state="open", institutions=[partner], **own)
    factories.programme(name_en="CLOSED one", state="closed", institutions=[partner], **own)
    factories.programme(name_en="CLOSED late", state="open", deadline=timedelta(-1), institutions=[partner], **own)

    for address in ("/en/", "/en/partners/shown/"):
        html = client.get(address).content.decode()
        assert "Offered one" in html
        assert "CLOSED" not in html


@pytest.mark.parametrize(
    ("language", "example"),
    [("en", "for example September 2027"), ("ru", "например, сентябрь 2027"), ("uz", "masalan, 2027-yil sentabr")],
)
def test_time_is_asked_for_with_an_example_that_is_understood(client: Client, language: str, example: str) -> None:
    html = client.get(f"/{language}/programmes/").content.decode()

    assert re.search(rf'<label for="filter-when">[^<]+<span class="quiet">{example}</span></label>', html)
    when = re.sub("^(for example|например,|masalan,) ", "", example)
    assert client.get(f"/{language}/programmes/", {"when": when}).context["form"].is_valid()


# Samples


def test_samples_are_all_marked_and_cover_every_case(samples: None) -> None:
    assert not Programme.objects.filter(is_sample=False).exists()
    assert set(Programme.objects.values_list("state", flat=True)) == {"open", "planned", "closed", "in_talks"}
    for record in Programme.objects.all():
        record.full_clean()
        for language in LANGUAGES:
            with override(language):
                assert not record.name.is_original


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_that_shows_a_sample_says_so(client: Client, samples: None, language: str) -> None:
    mark = {"en": "Sample", "ru": "Образец", "uz": "Namuna"}[language]
    shown = Programme.objects.published()
    addresses = [f"/{language}/", f"/{language}/programmes/"]
    addresses += [f"/{language}/programmes/{record.slug}/" for record in shown]
    addresses += [f"/{language}/partners/{record.institutions.get().slug}/" for record in Programme.objects.published().offered()]

    for address in addresses:
        html = client.get(address).content.decode()
        links = html.count(f'<h3><a href="/{language}/programmes/sample-')
        assert html.count(f'<strong class="sample">{mark}</strong>') == (links or 1), address


def test_samples_are_loaded_only_where_asked_for_and_only_once() -> None:
    call_command("fill_site", verbosity=0)
    assert not Programme.objects.exists()

    for _time in range(2):
        call_command("fill_site", samples=True, verbosity=0)
    assert Programme.objects.count() == 5


def test_site_filled_before_there_were_programmes_gets_their_words() -> None:
    StudyLevel.objects.all().delete()
    ProgrammeSubject.objects.all().delete()
    call_command("fill_site", samples=True, verbosity=0)

    assert Programme.objects.filter(levels__slug="student", subjects__slug="general-medicine").exists()


def test_samples_never_join_real_programmes() -> None:
    factories.programme()
    call_command("fill_site", samples=True, verbosity=0)

    assert not Programme.objects.filter(is_sample=True).exists()
