"""The directory as its visitors meet it: facets, counts, chips, order, suggestions."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from departments.models import University
from partners import facets, forms, pages
from partners.models import CooperationForm, Institution, directory
from partners.search.finding import Match
from tests import factories
from tests.constraints import change

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "",
    "country=RU",
    "country=RU&country=KZ&kind=university",
    "region=143&department=biochemistry",
    "q=university&region=150&region=142&kind=university&kind=academy",
    "offers=webinars&activity=dormant",
    "offers=open.joint_degree&offers=webinars&country=KZ",
    "offers=open.exchange",
    "q=medical&country=KZ&sort=name",
    "tag=banks&tag=cold-regions",
)


def _get(query: str) -> Any:
    return Client().get(f"/en/partners/?{query}").context


def _found(context: Any) -> int:
    return int(context["page"].paginator.count)


@pytest.fixture
def several() -> list[Institution]:
    """Partners at home in several countries, with several partnerships, fields and forms."""
    department, other = factories.department(), factories.department(university=University.objects.get(is_home=True), slug="other")
    fields = [factories.cooperation_field(), factories.cooperation_field()]
    offered = [factories.cooperation_form(), factories.cooperation_form()]
    partners = [
        factories.institution(name_en="University of Two Banks", country="KZ", further_countries=["RU", "UZ"]),
        factories.institution(name_en="Medical University of the Isthmus", country="RU", further_countries=["KZ"]),
        factories.institution(name_en="University of the Ice", country="AQ"),
    ]
    for partner in partners:
        factories.partnership(institution=partner, department=department, fields=fields, forms=offered)
        factories.partnership(institution=partner, department=other, fields=fields[:1], forms=offered)
        partner.tags.add("cold regions", "banks", "biochemistry")  # a department's address too
    factories.institution(name_en="Nobody's").tags.add("banks")
    for _twice in range(2):
        factories.programme(kind="joint_degree", state="open", institutions=partners[:2])
    factories.programme(kind="exchange", state="open", institutions=[partners[2], factories.institution(status="draft")])
    factories.event(institutions=partners[:2], period=timedelta(0))
    factories.partnership(institution=factories.institution(status="draft"), department=department, forms=offered)
    return partners


@pytest.mark.parametrize("query", ADDRESSES)
def test_each_count_is_what_the_choice_finds(several: list[Institution], query: str) -> None:
    """A facet's own choice does not reduce its counts: they tell what each value alone would find."""
    form = _get(query)["form"]
    checked = 0
    for facet in form.facets:
        for choice in facet.choices:
            alone = form.address({**form.chosen, facet.name: [choice.value]}).partition("?")[2]
            assert _found(_get(alone)) == choice.count, (facet.name, choice)
            checked += 1

    assert checked > 10


@pytest.mark.parametrize("query", ADDRESSES)
def test_facets_of_many_are_those_of_few(several: list[Institution], query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many institutions all records are read, of few only their own."""
    few = _get(query)["form"].facets
    monkeypatch.setattr(facets, "FEW", 0)

    assert _get(query)["form"].facets == few


def test_university_has_its_own_list(client: Client) -> None:
    """By whatever it works with them: here a partnership, a visit and both."""
    own, other = University.objects.get(is_home=True), factories.university(name_en="Qwyzal University", slug="qwyzal")
    partner, visited, both = (factories.institution(name_en=f"Zfjord {name}") for name in ("partner", "visited", "both"))
    for institution in (partner, both):
        factories.partnership(institution=institution, university=other)
    for institution in (visited, both):
        factories.visit(university=other, institutions=[institution])
    factories.partnership(institution=factories.institution(name_en="Own partner"), university=own)
    context = _get("university=qwyzal")
    facet = next(facet for facet in context["form"].facets if facet.name == "university")

    assert {str(found) for found in context["partners"]} == {"Zfjord partner", "Zfjord visited", "Zfjord both"}
    assert {choice.value: choice.count for choice in facet.choices}["qwyzal"] == 3


def test_site_of_one_university_asks_for_none() -> None:
    University.objects.exclude(is_home=True).update(status="draft")

    assert "university" not in [facet.name for facet in _get("")["form"].facets]


def test_facets_keep_to_the_map_and_the_order(client: Client) -> None:
    html = client.get("/en/partners/?view=map&sort=activity").content.decode()

    assert '<input type="hidden" name="view" value="map">' in html
    assert '<input type="hidden" name="sort" value="activity">' in html


def test_values_of_a_facet_add_up_and_facets_narrow_each_other(client: Client) -> None:
    russia, kazakhstan, both = (_found(_get(query)) for query in ("country=RU", "country=KZ", "country=RU&country=KZ"))

    assert both == russia + kazakhstan
    assert 0 < _found(_get("country=RU&country=KZ&kind=university")) < both


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"state": "open"}, True),
        ({"state": "open", "deadline": timedelta(0)}, True),
        ({"state": "open", "deadline": timedelta(-1)}, False),
        ({"state": "planned"}, False),
        ({"state": "in_talks"}, False),
        ({"state": "open", "status": "draft"}, False),
    ],
)
def test_open_programme_is_on_offer_at_its_partner(client: Client, values: dict[str, Any], found: bool) -> None:
    partner = factories.institution(name_en="Zebra")
    factories.partnership(institution=partner)
    factories.programme(kind="joint_degree", institutions=[partner], **values)

    context = _get("q=zebra")
    offers = {choice.value: str(choice.label) for facet in context["form"].facets if facet.name == "offers" for choice in facet.choices}

    assert offers == ({"open.joint_degree": "Joint degree (open programme)"} if found else {})
    assert _found(_get("q=zebra&offers=open.joint_degree")) == found
    assert "Что предлагается" in client.get("/ru/partners/?offers=open.joint_degree").content.decode()


def test_partner_of_a_programme_alone_is_in_the_directory() -> None:
    factories.programme(institutions=[factories.institution(name_en="Zebra of talks")], state="in_talks")
    factories.programme(institutions=[factories.institution(name_en="Zebra of plans")], state="planned")

    assert [partner.name for partner in _get("q=zebra")["partners"]] == ["Zebra of plans"]


@pytest.mark.parametrize(
    ("form", "kind", "understood"),
    [
        ("dual-degrees", None, "country=MU&offers=dual-degrees"),
        (None, "joint_degree", "country=MU&offers=open.joint_degree"),
        ("dual-degrees", "joint_degree", "country=MU&offers=dual-degrees&offers=open.joint_degree"),
        (None, "exchange", "country=MU&offers=dual-degrees&offers=open.joint_degree"),  # nobody has it, and that is the answer
    ],
)
def test_question_for_an_offer_finds_cooperation_and_open_programmes(
    client: Client, form: str | None, kind: str | None, understood: str
) -> None:
    partner = factories.institution(name_en="Zebra", country="MU")
    factories.partnership(institution=partner, forms=CooperationForm.objects.filter(slug=form))
    if kind:
        factories.programme(kind=kind, state="open", institutions=[partner])

    response = client.get("/en/partners/", {"q": "dual degree mauritius"})

    found = client.get(response.headers["Location"]).context["partners"]
    assert response.headers["Location"] == f"/en/partners/?{understood}"
    assert [str(one) for one in found] == (["Zebra"] if form or kind == "joint_degree" else [])


def test_partner_in_two_countries_of_a_region_counts_once(several: list[Institution]) -> None:
    partner = several[0]
    before = {choice.value: choice.count for choice in _get("")["form"].facets[1].choices}
    partner.partnerships.all().delete()
    for activities in (partner.events, partner.programmes):
        activities.clear()
    after = {choice.value: choice.count for choice in _get("")["form"].facets[1].choices}

    assert before["143"] - after["143"] == 1
    assert before["151"] - after["151"] == 1


def test_chip_takes_off_one_value_and_leaves_the_rest(client: Client) -> None:
    html = client.get("/en/partners/?q=university&country=RU&country=KZ&page=1&sort=name").content.decode().replace("&amp;", "&")

    assert 'href="/en/partners/?country=KZ&q=university&sort=name"' in html
    assert 'href="/en/partners/?country=KZ&country=RU"' in html
    assert "Take off all filters" in html


def test_canonical_address_is_the_same_for_every_way_of_asking(client: Client) -> None:
    asked = ("kind=university&country=RU&country=KZ", "country=KZ&country=RU&country=RU&q=&kind=university&page=1&sort=name&utm_source=x")
    found = {re.findall('rel="canonical" href="([^"]+)"', client.get(f"/en/partners/?{query}").content.decode())[0] for query in asked}

    assert found == {"http://testserver/en/partners/?country=KZ&amp;country=RU&amp;kind=university"}
    assert 'href="http://testserver/en/partners/?page=2"' in client.get("/en/partners/?page=2").content.decode()


def test_last_joint_activity_is_said_as_exactly_as_it_is_known() -> None:
    partner, other, undated = (factories.institution(name_en=f"Zebra {number}") for number in range(3))
    factories.visit(institutions=[partner], period="2019-05-03")
    factories.event(institutions=[partner], period="2022-05")
    factories.event(institutions=[partner], period="2023", status="draft")
    factories.event(institutions=[partner], period="2024", is_cancelled=True)
    factories.event(institutions=[partner, other], period=timedelta(40))
    factories.visit(institutions=[other], period="2021")
    factories.visit(institutions=[undated])

    context = _get("q=zebra&sort=activity")

    assert [(record.pk, str(record.last_activity_period or "")) for record in context["partners"]] == [
        (partner.pk, "May 2022"),
        (other.pk, "2021"),
        (undated.pk, ""),
    ]


def test_last_joint_activity_is_the_same_everywhere(client: Client) -> None:
    """Visits, events and signed agreements, of the institution or of its units."""
    names = ("visited", "signed", "part", "prepared", "whole")
    visited, signed, unit, prepared, whole = (factories.institution(name_en=f"Zebra {name}", country="MU") for name in names)
    change(unit, part_of=whole)
    for partner in (visited, signed, unit, prepared, whole):
        factories.partnership(institution=partner)
    factories.visit(institutions=[visited], period="2021-03")
    factories.agreement(institutions=[visited], signed="2020-05-01")
    factories.agreement(institutions=[signed], signed="2022-05-01", state="terminated")
    factories.event(institutions=[signed], period="2019")
    factories.agreement(institutions=[unit], signed="AY2022")
    factories.agreement(institutions=[prepared], signed="2023-05-01", state="in_preparation")
    factories.agreement(institutions=[prepared], signed="2023-05-01", status="draft")
    factories.agreement(institutions=[prepared], signed=timedelta(2))
    expected = {
        "Zebra part": "2022–2023 academic year",
        "Zebra whole": "2022–2023 academic year",
        "Zebra signed": "1 May 2022",
        "Zebra visited": "March 2021",
        "Zebra prepared": "",
    }

    for address in ("/en/partners/?country=MU&sort=activity", "/en/countries/mu/"):
        cards = {str(partner.name): str(partner.last_activity_period or "") for partner in client.get(address).context["partners"]}
        assert cards == expected
        assert list(cards) == list(expected) or "sort" not in address
    printed = client.get("/en/partners/print/?country=MU&sort=activity").context["rows"]
    assert [str(row.last_activity) if row.last_activity.is_dated else "" for row in printed] == list(expected.values())
    rows = client.get("/partners.json?country=MU&sort=activity&lang=en").json()["partners"]
    assert [row["last_joint_activity"] for row in rows] == ["2022/2023", "2022/2023", "2022-05-01", "2021-03", ""]
    for partner in (visited, signed, unit, prepared, whole):
        html = client.get(partner.get_absolute_url()).content.decode()
        assert ("Last joint activity" in html) == (partner != prepared)
        assert expected[str(partner.name)] in html


@pytest.mark.parametrize("of_unit", [False, True])
def test_signature_or_visit_of_a_unit_makes_active_lately(of_unit: bool) -> None:
    whole = factories.institution(name_en="Zebra")
    factories.partnership(institution=whole)
    partner = factories.institution(part_of=whole) if of_unit else whole
    assert list(Institution.objects.filter(pk=whole.pk).dormant()) == [whole]

    factories.agreement(institutions=[partner], signed=timedelta(0))

    assert list(Institution.objects.filter(pk=whole.pk).active_lately()) == [whole]
    assert _found(_get("q=zebra&activity=lately")) == 1
    facet = next(facet for facet in _get("q=zebra")["form"].facets if facet.name == "activity")
    assert [(choice.value, choice.count) for choice in facet.choices] == [("lately", 1)]


def test_lately_active_and_dormant_part_all_institutions() -> None:
    active, past, dormant = (factories.institution() for _ in range(3))
    factories.visit(institutions=[active], period=timedelta(-700))
    factories.event(institutions=[past], period=timedelta(-800))
    factories.event(institutions=[dormant], period=timedelta(5))
    mine = Institution.objects.filter(pk__in=[active.pk, past.pk, dormant.pk])

    assert list(mine.active_lately()) == [active]
    assert set(mine.dormant()) == {past, dormant}
    assert set(mine.of_activity(["lately", "dormant"])) == {active, past, dormant}


@pytest.mark.parametrize(
    ("query", "sort"), [("", "name"), ("q=medical", "relevance"), ("sort=relevance", "name"), ("sort=password", "name")]
)
def test_unknown_order_is_the_default(query: str, sort: str) -> None:
    assert _get(query)["form"].sort == sort


def _finds(monkeypatch: pytest.MonkeyPatch, *matches: Match) -> None:
    for module in (forms, pages):
        monkeypatch.setattr(module, "find", lambda _text, among, **_options: list(matches))


def test_best_match_comes_first_and_shows_the_form_that_matched(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    second, first = (factories.institution(name_en=name) for name in ("Aaa", "Zzz"))
    for partner in (first, second):
        factories.partnership(institution=partner)
    _finds(monkeypatch, Match(first.pk, 0.9, "Old <i> name", {"old", "i"}), Match(second.pk, 0.8, "Aaa", {"aaa"}))

    response = client.get("/en/partners/?q=old")
    html = response.content.decode()

    assert [partner.pk for partner in response.context["partners"]] == [first.pk, second.pk]
    assert "<bdi><mark>Old</mark> &lt;<mark>i</mark>&gt; name</bdi>" in html
    assert html.count("<mark>") == 2
    assert "Did you mean" not in html


@pytest.mark.parametrize(
    ("typed", "is_told"), [("zagreb", False), ("ZAGR universitet", False), ("zagrebačko", True), ("university zagreb", True)]
)
def test_form_that_matched_is_told_only_where_the_name_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch, typed: str, is_told: bool
) -> None:
    partner = factories.institution(name_en="Zagreb Universitet")
    factories.partnership(institution=partner)
    _finds(monkeypatch, Match(partner.pk, 1, "Sveučilište u Zagrebu", {"zagrebu"}))

    suggested = client.get("/en/partners/suggest/", {"q": typed}).json()["suggestions"]

    assert ("found as" in client.get("/en/partners/", {"q": typed}).content.decode()) == is_told
    assert [bool(one["matched"]) for one in suggested] == [is_told]


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/en/partners/?q=university&country=RU", r"\d+ partners? · university, Russia – "),
        (
            "/ru/partners/?university=samsmu&page=2",
            r"\d+ партнёр\w* · Самаркандский государственный медицинский университет · Страница 2 из 2 – ",
        ),
        ("/en/partners/?q=" + "x" * 80, r"0 partners · x{59}… – "),
        ("/en/visits/?direction=incoming", r"\d+ visits? · incoming visit – "),
        ("/en/events/?kind=webinar", r"\d+ events? · webinar – "),
        ("/en/programmes/?q=exchange", r"\d+ programmes? · exchange – "),
        ("/en/partners/print/?country=KZ", r"\d+ partners? · Kazakhstan – "),
        ("/en/partners/", r"\d+ partners – "),
    ],
)
def test_title_of_a_list_tells_what_was_asked_for_and_which_page(client: Client, address: str, title: str) -> None:
    assert re.search(f"<title>{title}", client.get(address).content.decode())


def test_partner_comes_and_goes_when_its_time_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory's query is composed once a process, not once for all time."""
    now = timezone.now()
    partner = factories.institution(name_en="Zebra", publish_from=now + timedelta(days=1), publish_until=now + timedelta(days=3))
    factories.partnership(institution=partner)

    shown = []
    for days in range(0, 6, 2):
        monkeypatch.setattr(timezone, "now", lambda days=days: now + timedelta(days=days))
        shown.append(bool(directory().filter(pk=partner.pk)))

    assert shown == [False, True, False]


def test_weak_match_is_asked_about(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    partner = factories.partnership().institution
    _finds(monkeypatch, Match(partner.pk, 0.2, "Quite another name"))

    html = client.get("/en/partners/?q=qite").content.decode()

    assert re.search(r'Did you mean\s*<a href="/en/partners/\?q=Quite\+another\+name">', html)


def test_empty_list_tells_which_filter_is_in_the_way(client: Client) -> None:
    context = _get("q=izhevsk&country=MT")
    html = client.get("/en/partners/?q=izhevsk&country=MT").content.decode()

    assert [(str(way.label), way.address, way.count) for way in context["ways_out"]] == [("Country", "/en/partners/?q=izhevsk", 1)]
    assert 'href="/en/partners/?q=izhevsk"' in html


def test_code_of_a_country_may_be_typed_in_small_letters(client: Client) -> None:
    factories.partnership(institution=factories.institution(country="MT"))

    context = _get("country=mt&country=MT")

    assert context["page"].paginator.count == 1
    assert context["form"].notices == []
    assert context["canonical"] == "/en/partners/?country=MT"


def test_empty_list_leads_back_to_the_search_where_two_filters_are_in_the_way() -> None:
    ways = _get("q=izhevsk&country=MT&kind=school")["ways_out"]

    assert [(way.address, way.count) for way in ways] == [("/en/partners/?q=izhevsk", 1)]


def test_too_many_parameters_are_refused_with_a_message(client: Client) -> None:
    response = client.get("/en/partners/?" + "&".join(f"kind={number}" for number in range(900)))

    assert response.status_code == 400
    assert "Choose fewer filters" in response.content.decode()


def test_suggestions_name_what_may_be_meant(client: Client) -> None:
    response = client.get("/ru/partners/suggest/", {"q": "izhevsk"})

    assert response.headers["Cache-Control"] == "max-age=60"
    assert not response.cookies
    [found] = [one for one in response.json()["suggestions"] if one["url"] == "/ru/partners/izhevsk-state-medical-academy/"]
    assert found["country"] == "Россия"
    assert found["name"]
    assert found["city"]
    assert len(client.get("/en/partners/suggest/", {"q": "university"}).json()["suggestions"]) == 8


@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("q=", 200), ("q=%25", 200), ("q=%ff", 200), ("q=" + "a" * 301, 400), ("q=%00", 400)]
)
def test_suggestions_for_bad_input_are_none(client: Client, query: str, status: int) -> None:
    response = client.get(f"/en/partners/suggest/?{query}")

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    assert not response.json().get("suggestions")


def test_unpublished_institutions_are_never_suggested(client: Client) -> None:
    for status in ("draft", "in_review", "archived"):
        factories.partnership(institution=factories.institution(name_en="Zebra", status=status))
    factories.institution(name_en="Zebra nobody works with")

    assert client.get("/en/partners/suggest/", {"q": "zebra"}).json() == {"suggestions": []}


@pytest.mark.parametrize(
    ("typed", "understood", "way_out"),
    [
        ("больницы в Турции", "country=TR&kind=hospital", "country=TR"),
        ("universities in Italy", "country=IT&kind=university", "kind=university"),
        ("where can I do an exchange in turkey", "country=TR&offers=open.exchange", "country=TR"),
    ],
)
def test_question_that_nothing_answers_says_what_is_missing(client: Client, typed: str, understood: str, way_out: str) -> None:
    """Rather than finding names that have some of its words."""
    response = client.get("/en/partners/", {"q": typed})
    assert response.headers["Location"] == f"/en/partners/?{understood}"

    page = client.get(response.headers["Location"])

    assert page.context["page"].paginator.count == 0
    assert f"/en/partners/?{way_out}" in [step.address for step in page.context["form"].ways_out]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("universities in Kazahstan", "country=KZ&kind=university"),
        ("вузы росии", "country=RU&kind=university"),
        ("росийские вузы", "country=RU&kind=university"),
        ("Malasia", "country=MY"),
        ("Qozogiston universitetlari", "country=KZ&kind=university"),
        ("university of Grenda", ""),  # of Grenada? but names have it
    ],
)
def test_misspelt_country_is_one_unless_something_is_called_so(client: Client, typed: str, understood: str) -> None:
    for number in range(3):
        factories.institution(name_en=f"Balloons of Grenda, school {number}", status="draft")

    response = client.get("/en/partners/", {"q": typed})

    assert response.headers.get("Location", "") == (understood and f"/en/partners/?{understood}")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("кафедра неврологии", "department=neurology"),
        ("partners of the department of neurology", "department=neurology"),
        ("biochemistry", "department=biochemistry"),
        ("биохимия Германия", "country=DE&department=biochemistry"),
        ("самгму", "university=samsmu"),
        ("ПСПбГМУ", "university=first-pavlov"),
        ("Germany partners of SamSMU", "country=DE&university=samsmu"),
        ("Europe", "region=150"),
        ("немецкие партнёры", "country=DE"),
    ],
)
def test_department_or_university_of_the_site_is_asked_for_its_partners(client: Client, typed: str, understood: str) -> None:
    response = client.get("/en/partners/", {"q": typed})

    assert response.headers.get("Location") == f"/en/partners/?{understood}"
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("typed", ["1 мед", "department", "кафедра", "Ballooning Academy of Neurology"])
def test_what_names_no_department_surely_is_none(client: Client, typed: str) -> None:
    factories.partnership(institution=factories.institution(name_en="Ballooning Academy of Neurology"))

    assert "department=" not in client.get("/en/partners/", {"q": typed}).headers.get("Location", "")


@pytest.mark.parametrize("typed", ["алма-ата", "Alma-Ata", "Almaty"])
def test_city_is_known_by_its_former_names(client: Client, typed: str) -> None:
    partner = factories.institution(name_en="Ballooning Academy", city_en="Almaty", city_ru="Алматы", country="KZ")
    factories.partnership(institution=partner)
    visit = factories.visit(title_en="With balloons", institutions=[partner])

    assert partner in client.get("/en/partners/", {"q": typed}).context["partners"]
    groups = {group.kind: group for group in client.get("/en/search/", {"q": typed}).context["groups"]}
    assert "Ballooning Academy" in [str(hit.text) for hit in groups["partners"].hits]
    assert visit.get_absolute_url() in [hit.address for hit in groups["visits"].hits]


@pytest.mark.parametrize("typed", ["Khudoyarova", "izhevsk & co"])
def test_search_leads_on_to_the_rest_of_the_site(client: Client, typed: str) -> None:
    html = client.get("/en/partners/", {"q": typed}).content.decode()

    assert f'href="/en/search/?q={quote(typed)}"' in html


def test_place_that_was_typed_is_no_doubtful_name(client: Client) -> None:
    partner = factories.institution(name_en="Qwyzal University", city_en="Zfjordville", city_ru="Цфьордвиль")
    factories.partnership(institution=partner)
    response = client.get("/en/partners/", {"q": "Цфьордвиль"})

    assert [str(found) for found in response.context["partners"]] == ["Qwyzal University"]
    assert "Did you mean" not in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("medical university in kazakhstan", "/en/partners/?country=KZ&kind=university&q=medical"),
        ("Kazakhstan State Medical University", None),  # a name
        ("University of Nottingham Malaysia Campus", None),
        ("izhevsk", None),
    ],
)
def test_question_becomes_filters_and_a_name_does_not(client: Client, typed: str, understood: str | None) -> None:
    response = client.get("/en/partners/", {"q": typed})

    assert (response.headers.get("Location"), response.status_code) == (understood, 302 if understood else 200)
    if understood:
        page = client.get(understood)
        assert page.context["page"].paginator.count > 2
        assert [str(step.label) for step in page.context["form"].chips if step.label != "medical"] == ["Kazakhstan", "university"]
