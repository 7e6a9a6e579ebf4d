"""The search of the whole site: what it finds of each kind, where it leads, and what it keeps to itself."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from departments.models import Department, University
from partners.models import Agreement, Institution
from smsu_intl.search import SHOWN, Group, Hit, search_site
from tests import factories

pytestmark = pytest.mark.django_db


def found(text: str) -> dict[str, Group]:
    return {group.kind: group for group in search_site(text)}


def only(group: Group) -> Hit:
    (hit,) = group.hits
    return hit


def test_every_kind_is_found_by_any_spelling(client: Client) -> None:
    department = factories.department(name_en="Department of Ballooning", name_uz="Sharlar boʻlimi")
    factories.person(name="Sharipov Ballooning", department=department)
    partner = factories.institution(name_en="Ballooning Academy")
    factories.partnership(institution=partner, department=department)
    programme = factories.programme(name_en="Semester of ballooning")
    visit = factories.visit(title_en="A visit for ballooning")
    event = factories.event(title_en="World congress of ballooning")

    groups = found("BALLOONING")

    assert list(groups) == ["departments", "partners", "programmes", "people", "visits", "events"]
    assert only(groups["departments"]).address == department.get_absolute_url()
    assert only(groups["partners"]).address == partner.get_absolute_url()
    assert only(groups["programmes"]).address == programme.get_absolute_url()
    assert only(groups["people"]).address == department.get_absolute_url()
    assert only(groups["visits"]).address == visit.get_absolute_url()
    assert only(groups["events"]).address == event.get_absolute_url()
    for typed in ("sharlar bo'limi", "шарлар бўлими"):
        assert only(found(typed)["departments"]).address == department.get_absolute_url()


def test_person_without_a_department_leads_to_what_they_took_part_in(client: Client) -> None:
    traveller, speaker = factories.person(name="Traveller Q."), factories.person(name="Orator Q.")
    factories.person(name="Stranger Q.")
    hidden = factories.person(name="Recluse Q.", department=factories.department(status="draft"))
    visit = factories.visit(title_en="With a traveller")
    factories.participant(visit=visit, person=traveller)
    factories.participant(event=factories.event(), person=speaker)
    factories.participant(visit=factories.visit(status="draft"), person=hidden)

    assert only(found("traveller q")["people"]).address == "/en/visits/?q=Traveller+Q."
    assert "With a traveller" in client.get("/en/visits/?q=Traveller+Q.").content.decode()
    assert only(found("orator q")["people"]).address == "/en/events/?q=Orator+Q."
    assert only(found("stranger q")["people"]).address == ""
    assert only(found("recluse q")["people"]) == Hit("Recluse Q.", "", [])


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("SamSMU", "/en/"),
        ("SamDTU", "/en/"),
        ("СамГМУ", "/en/"),
        ("samarkand state", "/en/"),
        ("First Pavlov", "/en/universities/first-pavlov/"),
        ("Первый Павлова", "/en/universities/first-pavlov/"),
        ("multidisciplinary clinic", "/en/partners/samsmu-multidisciplinary-clinic/"),
    ],
)
def test_universities_of_the_site_and_their_units_are_found(client: Client, typed: str, address: str) -> None:
    groups = found(typed)

    assert groups["universities"].hits[0].address == address
    assert client.get(address).status_code == 200
    assert "partners" not in groups


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("neurolgy", "departments", "Department of Neurology"),
        ("dept of biochemistry", "departments", "Department of Biochemistry"),
        ("акушерство", "departments", "Department of Obstetrics and Gynecology No. 1"),
        ("биохимия", "departments", "Department of Biochemistry"),
        ("samsmu neurology", "departments", "Department of Neurology"),
        ("Khudoyarova Dilorom", "people", "Khudoyarova D.R."),
        ("professor Xudoyarova", "people", "Khudoyarova D.R."),
        ("Shopulatova", "people", "Shopulotova Z.A."),
        ("Турицын", "people", "S. V. Turitsin"),
        ("turitsyn", "people", "S. V. Turitsin"),
        ("shopulotova obstetrics", "people", "Shopulotova Z.A."),
        ("Иззатуллаева-Щукина", "people", "Izatulayeva-Schukina N."),
        ("visits from Germnay", "visits", "Incoming visit: CR World – Rohrig Institute"),
        ("визиты из Гемрании", "visits", "Incoming visit: CR World – Rohrig Institute"),
        ("izhvesk", "partners", "Izhevsk State Medical Academy"),
        ("croatia", "partners", "University of Zagreb"),
        ("dual degree", "programmes", "Joint bachelor’s degree"),
        ("webinars", "events", "Webinars by Prof. S. V. Turitsin"),
        ("acupuncture", "visits", "Incoming visit: CR World – Rohrig Institute"),
        ("acupunture", "visits", "Incoming visit: CR World – Rohrig Institute"),
        ("visits to germany in 2024", "visits", "Incoming visit: CR World – Rohrig Institute"),
    ],
)
def test_search_forgives_and_understands(typed: str, kind: str, name: str) -> None:
    factories.programme(name_en="Joint bachelor’s degree", kind="joint_degree")
    factories.partnership(institution=factories.institution(name_en="University of Zagreb", country="HR"))
    factories.person(name="Izatulayeva-Schukina N.", department=factories.department())

    assert name in [str(hit.text) for hit in found(typed)[kind].hits]


@pytest.mark.parametrize(
    "typed",
    [
        "{} Croatian 2019", "Croatian {}", "{} хорватские", "хорватских {} 2019", "Xorvatiyadan {}", "xorvatiyalik olimlar",
        "{} Croatian balloons", "Croatian hospitals {}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("address", "kind"), [("visits", "visits"), ("events", "мероприятия"), ("programmes", "dasturlar")])
def test_nationality_narrows_as_the_country_does(client: Client, typed: str, address: str, kind: str) -> None:
    croatian = {"institutions": [factories.institution(name_en="Ballooning School", country="HR", kind="hospital")]}
    maltese = {"institutions": [factories.institution(name_en="Ballooning College", country="MT", kind="hospital")]}
    create: Any = {"visits": factories.visit, "events": factories.event, "programmes": factories.programme}[address]
    name, dates = ("name_en", {"intake": "2019"}) if address == "programmes" else ("title_en", {"period": "2019"})
    record, _other = (create(**{name: "About balloons"}, **whose, **dates) for whose in (croatian, maltese))

    response = client.get(f"/en/{address}/", {"q": typed.format(kind)})

    assert list(response.context["page"].paginator.object_list) == [record]
    assert only(found(typed.format(kind))[address]).address == record.get_absolute_url()


@pytest.mark.parametrize("typed", ["ординатура в Турции", "residency in Turkey", "Turkiyada ordinatura", "turkish residency"])
def test_programme_that_is_not_offered_there_is_said_so_beside_the_partners(client: Client, typed: str) -> None:
    partner = factories.institution(name_en="Ballooning Academy", country="TR")
    factories.partnership(institution=partner)
    factories.programme(kind="residency", institutions=[factories.institution(country="HR")])
    factories.programme(kind="joint_degree", institutions=[partner])

    none, partners = search_site(typed)

    assert (none.kind, none.total) == ("programmes", 0)
    assert none.note == "The page of each partner below tells whom to ask what may come."
    assert "Ballooning Academy" in [str(hit.text) for hit in partners.hits]
    page = client.get("/en/search/", {"q": typed}).content.decode()
    assert "No such programme is offered there now" in page
    assert none.note in page


@pytest.mark.parametrize(
    "typed",
    [
        "residency Croatia 2031", "residency Croatia September", "ординатура в Хорватии срок подачи", "residency Croatia zebras",
        "residency from Turkey", "residency for students from Uzbekistan", "ординатура для врачей Турции", "residency not in Turkey",
        "ординатура кроме Турции", "Turkiyadan tashqari ordinatura", "residency",
    ],
)  # fmt: skip
def test_nothing_is_denied_that_is_offered(typed: str) -> None:
    """A time, another word, whence somebody comes or where they do not want to be is no reason to say that there is none."""
    record = factories.programme(name_en="Something", kind="residency", institutions=[factories.institution(country="HR")])

    groups = search_site(typed)

    assert not [group for group in groups if group.heading.startswith("No such")]
    assert record.get_absolute_url() in [hit.address for group in groups for hit in group.hits]


@pytest.mark.parametrize(
    ("typed", "direction"),
    [
        ("visits to Croatia", "outgoing"), ("trips in Croatia", "outgoing"), ("визиты в Хорватию", "outgoing"),
        ("Xorvatiyaga tashriflar", "outgoing"), ("visits from Croatia", "incoming"), ("визиты из Хорватии", "incoming"),
        ("Xorvatiyadan tashriflar", "incoming"), ("visits Croatia", ""), ("Croatian visits", ""),
        ("visits of doctors in 2024 from Croatia", "incoming"), ("визиты в 2024 году в Хорватию", "outgoing"),
        ("2024-yilda Xorvatiyaga tashriflar", "outgoing"), ("who came from Croatia", "incoming"), ("кто приезжал в 2024", "incoming"),
        ("куда ездили в 2024", "outgoing"), ("2024-yilda kimlar kelgan", "incoming"), ("who went to Croatia", "outgoing"),
    ],
)  # fmt: skip
def test_visits_to_a_country_are_not_those_from_it(client: Client, typed: str, direction: str) -> None:
    partner = factories.institution(country="HR")
    visits = {
        way: factories.visit(title_en="Of doctors", direction=way, institutions=[partner], period="2024")
        for way in ("incoming", "outgoing")
    }
    shown = {visit.get_absolute_url() for way, visit in visits.items() if direction in ("", way)}

    page = client.get("/en/visits/", {"q": typed}).content.decode()

    mine = {visit.get_absolute_url() for visit in visits.values()}
    assert {hit.address for hit in found(typed)["visits"].hits} & mine == shown
    assert {address for address in mine if address in page} == shown


@pytest.mark.parametrize(
    ("country", "typed", "directions"),
    [
        ("CA", "visits Canada", {"incoming", "outgoing"}),
        ("CA", "visits from Canada", {"incoming"}),
        ("SD", "visits Sudan", {"incoming", "outgoing"}),
        ("UG", "visits from Uganda", {"incoming"}),
        ("JO", "visits to Jordan", {"outgoing"}),
    ],
)
def test_last_letters_of_a_country_tell_no_direction(country: str, typed: str, directions: set[str]) -> None:
    partner = factories.institution(country=country)
    visits = {factories.visit(direction=way, institutions=[partner]).get_absolute_url(): way for way in ("incoming", "outgoing")}

    assert {visits[hit.address] for hit in found(typed)["visits"].hits} == directions


def test_where_nobody_went_that_way_the_other_is_shown() -> None:
    visit = factories.visit(direction="incoming", institutions=[factories.institution(country="MT")])

    assert only(found("visits to Malta")["visits"]).address == visit.get_absolute_url()


def test_country_without_a_word_for_visits_tells_no_direction() -> None:
    """“Ege University in Turkey” must not hide who came from there."""
    for direction in ("incoming", "outgoing"):
        factories.visit(title_en="Ballooning", direction=direction, institutions=[factories.institution(country="DE")])

    assert found("ballooning in Germany")["visits"].total == 2


def test_whom_something_is_for_does_not_make_the_place_after_it_an_origin() -> None:
    croatia, other = (factories.institution(country=country) for country in ("HR", "GR"))
    there = factories.programme(name_uz="Shifokorlar uchun", kind="residency", institutions=[croatia])
    factories.programme(name_uz="Shifokorlar uchun", kind="residency", institutions=[other])

    assert only(found("shifokorlar uchun Xorvatiyada ordinatura")["programmes"]).address == there.get_absolute_url()


@pytest.mark.parametrize("typed", ["!", "…", "«»", "  -  "])
@pytest.mark.parametrize("address", ["/en/visits/", "/en/events/", "/en/programmes/", "/en/partners/", "/en/search/"])
def test_signs_alone_are_no_search(client: Client, address: str, typed: str) -> None:
    assert client.get(address, {"q": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["universities in Malta", "вузы Мальты", "Malta universitetlari", "medical universities in Malta"])
def test_place_without_partners_of_the_kind_shows_the_others(client: Client, typed: str) -> None:
    hospital = factories.institution(name_en="Ballooning Hospital", country="MT", kind="hospital")
    factories.partnership(institution=hospital)

    partners = found(typed)["partners"]

    assert only(partners).address == hospital.get_absolute_url()
    assert not partners.is_unsure
    assert "None of them is of the kind you named." in client.get("/en/search/", {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", ["firms", "министерства", "kompaniyalar"])
def test_kind_that_no_partner_is_of_shows_no_others(typed: str) -> None:
    factories.partnership(institution=factories.institution(name_en="Ballooning Hospital", country="MT", kind="hospital"))

    assert search_site(typed) == []


@pytest.mark.parametrize("typed", ["universities in Malta", "вузы Мальты", "Malta universitetlari", "medical universities in Malta"])
def test_place_without_partners_is_no_guess(client: Client, typed: str) -> None:
    """Names with some of the words are no answer."""
    factories.partnership(institution=factories.institution(name_en="Medical University of Ballooning", country="GR"))

    (none,) = search_site(typed)

    assert (none.heading, none.total) == ("No partner is there", 0)
    assert "No partner is there" in client.get("/en/search/", {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", ["Kazan", "казань"])
def test_short_word_with_another_last_letter_is_a_guess(typed: str) -> None:
    """Kazan is no Kazakh university, though only a letter is between them."""
    partner = factories.institution(name_en="Kazakh Ballooning University", name_ru="", name_uz="")
    factories.partnership(institution=partner)
    factories.visit(institutions=[partner])

    (guess,) = search_site(typed)

    assert (guess.kind, guess.is_unsure) == ("partners", True)


@pytest.mark.parametrize(
    ("department", "typed"),
    [
        ("Department of Gynecology", ["OBGYN", "ob-gyn", "midwifery", "женская кафедра"]),
        ("Department of Otorhinolaryngology", ["ENT", "кафедра ЛОР", "LOR kafedrasi", "ear, nose and throat"]),
        ("Department of Pediatrics", ["children", "детская кафедра", "bolalar kafedrasi"]),
        ("Department of Therapeutic Stomatology", ["dentistry", "dental", "зубы"]),
        ("Department of Oncology", ["cancer", "рак", "oʻsma"]),
    ],
)
def test_branch_of_medicine_is_found_by_everyday_words(department: str, typed: list[str]) -> None:
    record = factories.department(name_en=department, name_ru="", name_uz="")
    other = factories.department(name_en="Department of Ballooning", name_ru="", name_uz="")

    for text in typed:
        addresses = [hit.address for hit in found(text)["departments"].hits]
        assert record.get_absolute_url() in addresses, text
        assert other.get_absolute_url() not in addresses, text


def test_everyday_word_in_a_title_is_found_beside_what_it_stands_for() -> None:
    events = [factories.event(title_en=title) for title in ("World heart day", "Congress of cardiology")]
    factories.event(title_en="Congress of ballooning")

    assert {hit.address for hit in found("heart")["events"].hits} == {event.get_absolute_url() for event in events}


@pytest.mark.parametrize("typed", ["observership", "clinical attachment Croatia", "externship in Croatia"])
def test_what_others_call_a_clinical_placement_finds_one(typed: str) -> None:
    record = factories.programme(name_en="Something", kind="clinical_placement", institutions=[factories.institution(country="HR")])

    assert only(found(typed)["programmes"]).address == record.get_absolute_url()


@pytest.mark.parametrize("typed", ["летняя школа", "summer school", "yozgi maktab"])
def test_kind_of_programme_that_is_nowhere_is_said_so(typed: str) -> None:
    assert search_site(typed)[0].heading == "No such programme is offered now"


@pytest.mark.parametrize("typed", ["agreement Malta", "memorandum with the Ballooning Academy", "соглашение Мальта 2023"])
def test_agreement_that_is_not_on_record_is_said_so(typed: str) -> None:
    factories.partnership(institution=factories.institution(name_en="Ballooning Academy", country="MT"))
    factories.agreement(institutions=[factories.institution(country="HR")])

    assert search_site(typed)[0].heading == "No such agreement is on record here"


def test_programme_where_no_partner_is_either_is_said_so() -> None:
    (none,) = search_site("residency in Atlantis or Monaco")

    assert none.note == "No partner is there either."
    assert [group.note for group in search_site("residency in hospitals in Monaco")] == [none.note]  # once


@pytest.mark.parametrize("typed", ["Croatian State Medical University", "Croatian Ballooning Society visits", "Croatian Ballooning"])
def test_nationality_in_a_name_is_no_filter(client: Client, typed: str) -> None:
    named, other = (
        factories.institution(name_en=name, country="HR")
        for name in (typed.removesuffix(" visits"), "Zagreb State Medical University Society for Ballooning")
    )
    visit, _other = (factories.visit(title_en="", institutions=[partner]) for partner in (named, other))
    factories.partnership(institution=named)

    assert found(typed)["partners"].hits[0].text == named.name
    assert list(client.get("/en/visits/", {"q": typed}).context["page"].paginator.object_list) == [visit]


def test_misspelt_country_leads_to_all_its_partners() -> None:
    """Not only to those that are called so, or whose place alone sounds so."""
    for name in ("Turkmenistan Balloons", "Balloons"):
        factories.partnership(institution=factories.institution(name_en=name, country="TM", city_en="Turkmenabat"))

    assert found("Turkmenstan")["partners"].total == 2
    assert found("Turkmenstan")["partners"].address == "/en/partners/?country=TM"


def test_nationality_alone_leads_to_its_partners_but_for_those_that_are_called_so() -> None:
    partner = factories.institution(name_en="Ballooning Academy", country="MT")
    factories.partnership(institution=partner)
    assert only(found("Maltese partners")["partners"]).text == "Ballooning Academy"
    assert found("Maltese")["partners"].address == "/en/partners/?country=MT"

    factories.partnership(institution=factories.institution(name_en="Maltese College of Zagreb", country="HR"))

    assert only(found("Maltese")["partners"]).text == "Maltese College of Zagreb"


@pytest.mark.parametrize("typed", ["Balloonsk {}", "Баллунск", "{} Baloonsk", "баллунск 2019"])
@pytest.mark.parametrize("address", ["visits", "events", "programmes"])
def test_city_of_a_partner_finds_what_was_done_with_it(client: Client, typed: str, address: str) -> None:
    there, elsewhere, draft = (
        {"institutions": [factories.institution(name_en="School", city_en=city, city_ru=city and "Баллунск", status=status)]}
        for city, status in (("Balloonsk", "published"), ("", "published"), ("Balloonsk", "draft"))
    )
    create: Any = {"visits": factories.visit, "events": factories.event, "programmes": factories.programme}[address]
    name, dates = ("name_en", {"intake": "2019"}) if address == "programmes" else ("title_en", {"period": "2019"})
    record, _other, _of_draft = (create(**{name: "About air"}, **whose, **dates) for whose in (there, elsewhere, draft))

    response = client.get(f"/en/{address}/", {"q": typed.format(address)})

    assert list(response.context["page"].paginator.object_list) == [record]


@pytest.mark.parametrize("typed", ["programmes in Croatian", "Croatian language", "на хорватском 2027", "хорватский язык"])
def test_language_is_no_nationality(client: Client, typed: str) -> None:
    factories.programme(institutions=[factories.institution(country="HR")])

    assert not client.get("/en/programmes/", {"q": typed}).context["page"].paginator.object_list


@pytest.mark.parametrize(
    "typed",
    ["urology", "nephrology department", "Khudoyarova Nargiza", "neurology khudoyarova", "visits to germany in 2023", "germany 1999"],
)
def test_what_answers_another_question_is_not_found(typed: str) -> None:
    groups = found(typed)

    assert not groups.keys() & {"departments", "people", "visits", "events", "programmes"}


def test_named_kind_comes_first() -> None:
    assert next(iter(found("academy"))) == "partners"
    assert next(iter(found("visits with an academy"))) == "visits"
    assert next(iter(found("Russia visits"))) == "visits"
    assert next(iter(found("визиты в Россию"))) == "visits"


def test_kind_alone_lists_all_of_it() -> None:
    assert {kind: group.total for kind, group in found("кафедра").items()} == {"departments": Department.objects.published().count()}


def test_country_alone_leads_to_its_partners_in_the_directory(client: Client) -> None:
    assert found("clinics of Malta partners")["partners"].heading == "No partner is there"

    factories.partnership(institution=factories.institution(name_en="Ballooning Hospital", country="MT", kind="hospital"))
    factories.partnership(institution=factories.institution(name_en="Ballooning School", country="MT", kind="school"))

    assert only(found("clinics in Malta")["partners"]).text == "Ballooning Hospital"
    assert found("Malta")["partners"].total == 2
    assert found("Malta")["partners"].address == "/en/partners/?country=MT"
    assert client.get("/en/partners/?country=MT").context["page"].paginator.count == 2


def test_guess_stands_only_where_nothing_else_was_found_and_says_so(client: Client) -> None:
    html = client.get("/en/search/", {"q": "dept of biochemistry"}).content.decode()
    assert "Department of Biochemistry" in html
    assert 'id="partners"' not in html

    html = client.get("/en/search/", {"q": "neurology khudoyarova"}).content.decode()
    assert re.search(r"<h2>\s*0 results", html)
    assert '<h3 id="partners">Perhaps you meant</h3>' in html
    assert "National Association of Experts on Comorbid Neurology" in html


def test_programme_of_the_kind_is_a_guess_where_none_is_for_whom_it_was_sought() -> None:
    factories.programme(name_en="Joint ballooning", kind="joint_degree")

    (group,) = search_site("master dual degree")

    assert (group.kind, group.is_unsure, str(only(group).text)) == ("programmes", True, "Joint ballooning")


def test_honoured_person_leads_to_where_the_title_stands(client: Client) -> None:
    html = client.get("/en/search/", {"q": "Storey"}).content.decode()

    assert '<a href="/en/universities/first-pavlov/#titles">Honorary doctor, Pavlov University</a>' in html
    assert 'id="titles"' in client.get("/en/universities/first-pavlov/").content.decode()


def test_honorary_title_that_is_not_public_is_not_told() -> None:
    person = factories.person(name="Recluse Q.")
    factories.honorary_title(person=person, status="draft")
    factories.honorary_title(person=person, university=factories.university(status="draft"))
    factories.honorary_title(person=person, title_en="Honorary balloonist", university=Department.objects.get(slug="neurology").university)

    assert only(found("recluse")["people"]).reasons == (("Honorary balloonist, SamSMU", ""),)


def test_empty_page_gives_ways_on(client: Client) -> None:
    html = client.get("/en/search/", {"q": "qqqqqq wwwwww"}).content.decode()

    assert "Nothing found." in html
    addresses = ["partners/?q=qqqqqq+wwwwww", "partners/", "departments/", "programmes/", "visits/", "events/"]
    for address in addresses:
        assert f'<li><a href="/en/{address}">' in html
    assert "Where else to look" not in client.get("/en/search/", {"q": "neurology"}).content.decode()


@pytest.mark.parametrize("address", ["visits", "events", "programmes"])
def test_list_that_is_empty_leads_to_the_search_of_the_site(client: Client, address: str) -> None:
    searched = client.get(f"/ru/{address}/", {"q": "qqqqqq & wwwwww"}).content.decode()
    filtered = client.get(f"/ru/{address}/", {"country": "AQ"}).content.decode()

    assert '<a href="/ru/search/?q=qqqqqq%20%26%20wwwwww">Искать то же на всём сайте</a>' in searched
    assert "Искать то же на всём сайте" not in filtered


def test_group_shows_five_and_leads_to_the_rest(client: Client) -> None:
    for number in range(SHOWN + 2):
        factories.visit(title_en=f"Ballooning {number}")
        factories.person(name=f"Ballooning {number}")
        factories.programme(name_en=f"Ballooning {number}", kind="residency")

    html = client.get("/en/search/", {"q": "ballooning"}).content.decode()

    assert found("ballooning")["visits"].total == SHOWN + 2
    assert '<a class="more" href="/en/visits/?q=ballooning">Show all: 7 visits</a>' in html
    assert '<a class="more" href="/en/programmes/?q=ballooning">Show all: 7 programmes</a>' in html
    assert html.count("Ballooning") == 3 * SHOWN
    assert "Type more of the name" in html
    assert re.search(r"<title>\s*“ballooning”: 21 results", html)


def test_visit_without_a_title_is_found_by_its_partner_and_called_by_it(client: Client) -> None:
    factories.visit(title_en="", institutions=[factories.institution(name_en="Ballooning Academy")])

    assert only(found("ballooning")["visits"]).text == "Incoming visit: Ballooning Academy"


def test_cancelled_and_standing_events_say_so() -> None:
    factories.event(title_en="Cancelled ballooning", is_cancelled=True, period="2024-05")
    factories.event(title_en="Standing ballooning", recurrence="monthly")

    said = {hit.text: [str(detail) for detail in hit.details] for hit in found("ballooning")["events"].hits}

    assert said == {"Cancelled ballooning": ["lecture", "May 2024", "Cancelled"], "Standing ballooning": ["lecture", "every month"]}


def test_programmes_tell_whether_one_can_apply_and_samples_say_so() -> None:
    soon = timezone.localdate() + timedelta(days=3)
    factories.programme(name_en="Closed ballooning", state="closed", kind="residency")
    factories.programme(name_en="Open ballooning", state="open", deadline=soon, kind="joint_degree", is_sample=True)
    factories.programme(name_en="Ballooning that is only talked of", state="in_talks")

    said = [(hit.text, [str(detail) for detail in hit.details]) for hit in found("ballooning")["programmes"].hits]

    assert said == [
        ("Open ballooning", ["joint degree", "open", "closes in 3 days", "Sample"]),
        ("Closed ballooning", ["residency", "closed"]),
    ]


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_nothing_unpublished_is_found(status: str) -> None:
    factories.department(name_en="Ballooning", status=status)
    factories.person(name="Ballooning", status=status)
    factories.partnership(institution=factories.institution(name_en="Ballooning", status=status))
    factories.programme(name_en="Ballooning", status=status, state="open")
    factories.visit(title_en="Ballooning", status=status)
    factories.event(title_en="Ballooning", status=status)

    assert found("ballooning") == {}


@pytest.mark.parametrize("q", ["", "   ", "%", "_", "\\", "'"])
def test_search_for_nothing_finds_nothing(client: Client, q: str) -> None:
    response = client.get("/en/search/", {"q": q})

    assert response.status_code == 200
    assert response.context["groups"] == []


@pytest.mark.parametrize("address", ["/en/search/", "/en/partners/", "/en/partners/suggest/"])
def test_full_official_name_is_found(client: Client, address: str) -> None:
    """As it stands in a charter, pasted whole."""
    name = (
        "Федеральное государственное бюджетное образовательное учреждение высшего образования «Ижевская государственная медицинская "
        "академия» Министерства здравоохранения Российской Федерации"
    )
    response = client.get(address, {"q": name})

    assert response.status_code == 200
    assert "/en/partners/izhevsk-state-medical-academy/" in response.content.decode()


@pytest.mark.parametrize(("q", "message"), [("x" * 301, "at most 300 characters"), ("a\0b", "Null characters are not allowed")])
def test_what_cannot_be_searched_is_said_at_the_field(client: Client, q: str, message: str) -> None:
    response = client.get("/en/search/", {"q": q})
    html = response.content.decode()

    assert response.status_code == 400
    assert message in html
    assert 'aria-describedby="site-q-error"' in html


@pytest.mark.parametrize(
    "words",
    [" ".join(f"ballooning{letter}{other}" for letter in "abcdefgh" for other in "xyz"), "Malasia Rusia Kazahstan Germnay росия " * 8],
)
def test_long_search_costs_no_more_than_a_short_one(client: Client, django_assert_max_num_queries: Any, words: str) -> None:
    with django_assert_max_num_queries(50):
        assert client.get("/en/search/", {"q": words[:300]}).status_code == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(max_size=320))
def test_any_text_gets_an_answer(client: Client, q: str) -> None:
    assert client.get("/en/search/", {"q": q.encode("utf-8", "surrogatepass")}).status_code in (200, 400)


def test_markup_is_printed_as_text(client: Client) -> None:
    html = client.get("/en/search/", {"q": '"><svg onload=alert(1)>'}).content.decode()

    assert "<svg" not in html


def test_untranslated_hits_carry_their_language(client: Client) -> None:
    factories.department(name_en="", name_ru="Кафедра воздухоплавания")

    html = client.get("/uz/search/", {"q": "воздухоплавания"}).content.decode()

    assert '<span lang="ru">Кафедра воздухоплавания</span>' in html


def test_page_that_is_not_there_offers_the_search(client: Client) -> None:
    html = client.get("/ru/nothing/").content.decode()

    assert '<form class="search" action="/ru/search/" method="get" role="search">' in html


def test_search_costs_the_same_however_much_is_found(client: Client, django_assert_num_queries: Any) -> None:
    department = Department.objects.get(slug="neurology")
    for number in range(20):
        partner = factories.institution(name_en=f"Ballooning Academy {number}")
        factories.partnership(institution=partner, department=department)
        factories.visit(title_en="", institutions=[partner])
        factories.event(title_en=f"Ballooning {number}")
        factories.person(name=f"Ballooning {number}", department=department)
        factories.department(name_en=f"Ballooning {number}")
        factories.programme(name_en=f"Ballooning {number}")

    with django_assert_num_queries(14):
        client.get("/en/search/", {"q": "ballooning"})


# Agreements, whom to ask, honorary titles: records without a list of their own


@pytest.mark.parametrize(
    "typed",
    ["agreement ballooning", "memorandum with Croatia", "соглашения Хорватия 2023", "Xorvatiya bilan shartnoma", "memorandum balooning",
     "хорватские соглашения", "agreements zagreb"],
)  # fmt: skip
def test_agreements_are_found_by_their_parties(client: Client, typed: str) -> None:
    partner = factories.institution(name_en="Ballooning Academy", country="HR", city_en="Zagreb")
    agreement = factories.agreement(institutions=[partner], signed="2023-05-04", valid_until="2026-01-01")
    document = factories.document(agreement=agreement, is_released=True)
    factories.document(agreement=agreement)
    factories.visit(institutions=[partner])  # a city is known where something was done
    factories.agreement(institutions=[factories.institution(name_en="Sailing Academy", country="MT")])
    factories.agreement(institutions=[partner], status="draft", signed="2023")

    hit = only(found(typed)["agreements"])

    assert hit.address == f"{partner.get_absolute_url()}#agreements"
    assert "Ballooning Academy" in map(str, hit.details)
    assert "expired" in map(str, hit.details)
    assert hit.reasons == [(document, document.get_absolute_url())]
    assert 'id="agreements"' in client.get(partner.get_absolute_url()).content.decode()


def test_agreement_is_found_by_who_took_part_in_what_was_done_under_it() -> None:
    agreement = factories.agreement(departments=[Department.objects.get(slug="neurology")], signed="2023")
    partner = factories.institution(name_en="Ballooning Academy")
    factories.event(institutions=[partner], agreement=agreement)
    factories.event(institutions=[factories.institution(name_en="Sailing Academy")], agreement=agreement, status="draft")

    assert only(found("agreement ballooning")["agreements"]).text == agreement
    assert "Department of Neurology" in map(str, only(found("agreement ballooning")["agreements"]).details)
    assert found("agreement sailing").get("agreements", Group("agreements", "", [], 0)).total == 0


@pytest.mark.parametrize("typed", ["joint projects ballooning", "проекты Мальта", "balloonology loyiha", "research ballooning"])
def test_joint_projects_are_found(typed: str) -> None:
    partner = factories.institution(name_en="Ballooning Academy", country="MT")
    department = Department.objects.get(slug="neurology")
    project = factories.project(title_en="On balloonology", institutions=[partner], departments=[department])
    factories.project(title_en="On sails", institutions=[factories.institution(country="HR")])

    hit = only(found(typed)["projects"])

    assert (hit.text, hit.address) == (project, f"{department.get_absolute_url()}#projects")


@pytest.mark.parametrize("typed", ["agreements", "меморандум", "shartnomalar"])
def test_word_for_agreements_alone_finds_them_all(typed: str) -> None:
    agreement = factories.agreement(institutions=[], departments=[Department.objects.get(slug="neurology")], number="77-B")

    group = found(typed)["agreements"]

    assert group.total == Agreement.objects.published().count()
    assert found("agreement 77-b")["agreements"].hits[0].address == f"{agreement.departments.get().get_absolute_url()}#agreements"


@pytest.mark.parametrize("typed", ["international office", "международный отдел", "xalqaro boʻlim", "контакты", "aloqa", "phone"])
def test_whom_to_ask_is_found(client: Client, typed: str) -> None:
    group = found(typed)["contacts"]

    assert str(group.hits[0].text) == "International relations office"
    assert 'id="contact"' in client.get(group.hits[0].address).content.decode()


def test_contacts_of_what_is_named_are_found() -> None:
    department = factories.department(name_en="Department of Ballooning", email="balloons@example.org", phone="+998 66 000 00 00")

    hit = only(found("контакты ballooning")["contacts"])

    assert hit.address == f"{department.get_absolute_url()}#contact"
    assert {"balloons@example.org", "+998 66 000 00 00"} <= set(map(str, hit.details))
    assert "contacts" not in found("ballooning")


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_head_who_is_not_public_is_not_told(client: Client, status: str) -> None:
    department = factories.department(name_en="Department of Ballooning", email="balloons@example.org")
    for shown, head in ((True, factories.person(name="Shown Q.")), (False, factories.person(name="Hidden Q.", status=status))):
        department.head = head
        department.save()

        assert (head.name in client.get("/en/search/", {"q": "head ballooning"}).content.decode()) == shown


def test_agreement_of_the_home_university_alone_leads_nowhere() -> None:
    factories.agreement(university=University.objects.home().get(), number="7711")
    factories.agreement(university=University.objects.hosted().first(), number="7722")

    assert only(found("agreement 7711")["agreements"]).address == ""
    assert only(found("agreement 7722")["agreements"]).address.endswith("/first-pavlov/#agreements")


@pytest.mark.parametrize("typed", ["agreements not in Croatia", "соглашения кроме Хорватии"])
def test_agreements_elsewhere_are_those_elsewhere(typed: str) -> None:
    factories.agreement(number="HR-1", institutions=[factories.institution(country="HR")])
    elsewhere = factories.agreement(number="MT-1", institutions=[factories.institution(country="MT")])

    shown = [hit.text for hit in found(typed)["agreements"].hits]

    assert elsewhere in shown
    assert "HR-1" not in " ".join(map(str, shown))


@pytest.mark.parametrize("typed", ["honorary doctor Quux", "почётный доктор Quux", "Quux faxriy", "honorary balloonist"])
def test_honorary_titles_are_found(typed: str) -> None:
    university = University.objects.hosted().first()
    factories.honorary_title(
        title_en="Honorary doctor and balloonist",
        title_ru="Почётный доктор",
        university=university,
        person=factories.person(name="Quux Q."),
    )
    factories.honorary_title(title_en="Honorary balloonist", status="draft")

    hit = only(found(typed)["titles"])

    assert (str(hit.text), hit.address) == ("Quux Q.", f"{university.get_absolute_url()}#titles")


def test_kind_of_another_record_narrows_a_list(client: Client) -> None:
    about = factories.visit(title_en="Signing of a memorandum at a webinar")
    factories.visit(title_en="Ballooning")

    for typed in ("memorandum", "webinar memorandum"):
        assert list(client.get("/en/visits/", {"q": typed}).context["page"].paginator.object_list) == [about]
    assert client.get("/en/programmes/", {"q": "visits"}).context["page"].paginator.count == 0


# What was typed otherwise than it is called


@pytest.mark.parametrize(
    ("typed", "meant", "kind"), [("rfatlhf ytdhjkjubb", "кафедра неврологии", "departments"), ("иигшн", "bbuiy", "visits")]
)
def test_wrong_keyboard_layout_is_read_where_nothing_is_called_so(client: Client, typed: str, meant: str, kind: str) -> None:
    factories.visit(title_en="About bbuiy")

    response = client.get("/en/search/", {"q": typed})

    assert kind in [group.kind for group in response.context["groups"]]
    assert f"what “{meant}” finds" in response.content.decode()
    assert "keyboard layout" not in client.get("/en/search/", {"q": meant}).content.decode()


@pytest.mark.parametrize(
    "typed", ["октябрь 2019", "в октябре 2019", "October 2019", "визиты октябрь 2019", "2019-yil oktabr", "oktabr 2019 tashriflar"]
)
def test_month_of_a_year_narrows(client: Client, typed: str) -> None:
    then = factories.visit(title_en="Then", period="2019-10-08")
    within = factories.visit(title_en="Within", period="2019-09-28/2019-10-02")
    factories.visit(title_en="Earlier", period="2019-03")

    assert {hit.address for hit in found(typed)["visits"].hits} == {then.get_absolute_url(), within.get_absolute_url()}
    assert client.get("/en/visits/", {"q": typed}).context["page"].paginator.count == 2


@pytest.mark.parametrize("typed", ["clinic", "клиники", "hospital", "shifoxona"])
def test_kind_of_institution_alone_finds_those_and_no_flood(typed: str) -> None:
    partner = factories.institution(name_en="Ballooning Place", kind="hospital")
    factories.partnership(institution=partner)
    factories.visit(title_en="About balloons")
    factories.event(title_en="About balloons")

    groups = found(typed)

    assert "Ballooning Place" in [str(hit.text) for hit in groups["partners"].hits]
    shown = [str(hit.text) for kind in ("visits", "events") if kind in groups for hit in groups[kind].hits]
    assert "About balloons" not in shown


def test_sign_or_digit_alone_is_a_whole_word(client: Client) -> None:
    programme = factories.programme(name_en="Joint degree", scheme="7+7")
    factories.visit(title_en="About 77 balloons")

    groups = found("7+7")

    assert only(groups["programmes"]).address == programme.get_absolute_url()
    assert "visits" not in groups


@pytest.mark.parametrize(
    ("typed", "address"), [("онлайн", "/en/events/"), ("online", "/en/events/"), ("ходули", "/en/visits/"), ("stilts", "/en/visits/")]
)
def test_lists_know_how_it_was_held_and_which_groups_took_part(client: Client, typed: str, address: str) -> None:
    event = factories.event(title_en="Ballooning", mode="online")
    visit = factories.visit(title_en="Balloonists")
    factories.participant(visit=visit, description_en="walkers on stilts", description_ru="Ходули и те, кто на них")
    factories.event(title_en="Sailing", mode="on_site")

    listed = list(client.get(address, {"q": typed}).context["page"].paginator.object_list)

    assert (event if "events" in address else visit) in listed
    assert not [record for record in listed if str(record.headline) == "Sailing"]


def test_initials_of_those_a_university_is_named_after_answer_no_word() -> None:
    assert "universities" not in found("педиатрическая академия")


def test_number_of_partners_is_of_those_that_are_surely_meant(client: Client) -> None:
    for group in found("МГМУ").values():
        assert group.has_more or group.total == len(group.hits)


@pytest.mark.parametrize("typed", ["study abroad", "учёба за границей", "chet elda oʻqish"])
def test_studying_abroad_means_the_programmes(typed: str) -> None:
    programme = factories.programme()

    assert programme.get_absolute_url() in [hit.address for hit in found(typed)["programmes"].hits]


@pytest.mark.parametrize("typed", ["ректор в отпуске", "работа в Дубае", "стажировка в Антарктиде", "not in the directory"])
def test_words_that_bind_are_no_guess(client: Client, typed: str) -> None:
    factories.partnership(institution=factories.institution(name_en="Ballooning in Zzyzx", name_ru="Шары в Ззызксе"))

    assert "Ballooning in Zzyzx" not in [str(hit.text) for group in search_site(typed) for hit in group.hits]
    page = client.get("/en/partners/", {"q": typed}, follow=True)
    assert "Ballooning in Zzyzx" not in [str(partner) for partner in page.context["partners"]]


@pytest.mark.parametrize("typed", ["21 мая 2019", "21.05.2019", "2019-05-21", "2019-yil 21-may", "21 May 2019"])
def test_day_narrows(typed: str) -> None:
    then = factories.visit(title_en="Then", period="2019-05-20/2019-05-22")
    factories.visit(title_en="Later", period="2019-05-23")
    factories.programme(name_en="At any time")

    groups = found(typed)

    assert only(groups["visits"]).address == then.get_absolute_url()
    assert "programmes" not in groups


@pytest.mark.parametrize("typed", ["ноябрь", "noyabr", "november"])
def test_month_alone_is_of_any_year(typed: str) -> None:
    event = factories.event(title_en="Then", period="2019-11-05")
    programme = factories.programme(name_en="Then", intake="2027-11")
    factories.event(title_en="Later", period="2019-12-05")

    groups = found(typed)

    assert event.get_absolute_url() in [hit.address for hit in groups["events"].hits]
    assert "Later" not in [str(hit.text) for hit in groups["events"].hits]
    assert programme.get_absolute_url() in [hit.address for hit in groups["programmes"].hits]


@pytest.mark.parametrize("typed", ["master class", "мастер-класс", "mahorat darsi"])
def test_visit_is_found_by_what_was_done_in_it(typed: str) -> None:
    visit = factories.visit(title_en="Ballooning")
    factories.session(visit=visit, kind="master_class")
    factories.visit(title_en="Sailing")

    addresses = [hit.address for hit in found(typed)["visits"].hits]

    assert visit.get_absolute_url() in addresses
    assert "Sailing" not in [str(hit.text) for hit in found(typed)["visits"].hits]


@pytest.mark.parametrize("typed", ["кому писать", "whom to write to", "kimga yozish kerak"])
def test_sentence_asks_for_contacts(typed: str) -> None:
    assert "International relations office" in [str(hit.text) for hit in found(typed)["contacts"].hits]


@pytest.mark.parametrize("typed", ["partners", "сколько партнёров", "hamkorlar"])
def test_word_for_partners_alone_finds_them_all(typed: str) -> None:
    assert found(typed)["partners"].total == Institution.objects.published().partners().count()


@pytest.mark.parametrize("typed", ["стажировка в Ззызксе", "placement Zzyzx"])
def test_placement_in_a_city_shows_the_partners_there(typed: str) -> None:
    partner = factories.institution(name_en="Ballooning Academy", city_en="Zzyzx", city_ru="Ззызкс")
    factories.partnership(institution=partner)
    factories.visit(institutions=[partner])

    assert only(found(typed)["partners"]).address == partner.get_absolute_url()


def test_zav_is_the_head_of_a_department() -> None:
    assert only(found("зав кафедрой неврологии")["departments"]).address.endswith("/neurology/")


@pytest.mark.parametrize("typed", ["2019", "visits 2019"])
def test_year_is_found_in_titles_too(typed: str) -> None:
    undated = factories.visit(title_en="Ballooning-2019")

    assert undated.get_absolute_url() in [hit.address for hit in found(typed)["visits"].hits]


def test_short_word_beside_others_is_no_month() -> None:
    factories.visit(title_en="In winter", period="2019-01-10")
    named = factories.visit(title_en="With Jan Zzyzx", period="2019-06-10")

    assert only(found("Jan Zzyzx")["visits"]).address == named.get_absolute_url()


def test_research_stay_is_a_programme_first() -> None:
    factories.programme(kind="research_stay")
    factories.project(title_en="Research on balloons")

    assert search_site("research stay")[0].kind == "programmes"
