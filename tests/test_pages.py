"""Every public page in every language: what it costs, what it sends along, and what it does with bad input."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import ResolverMatch, URLResolver

from departments.models import Department, University
from events.models import Visit
from partners.models import Institution
from tests import factories

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "ru", "uz")
# Each public page, and how many queries it takes: no more, however much content there is behind it.
QUERIES = {
    "/": 15,
    "/about/": 5,
    "/departments/": 1,
    "/departments/neurology/": 13,
    "/departments/biochemistry/": 14,  # it has an agreement, which may have documents
    "/departments/medical-biology-and-genetics/": 13,
    "/departments/obstetrics-and-gynecology-1/": 14,
    "/universities/first-pavlov/": 14,
    "/partners/": 12,
    "/partners/?q=medical": 15,
    "/partners/?country=RU&country=KZ&kind=university&department=biochemistry": 12,
    "/partners/?region=143&activity=dormant&sort=activity": 12,
    "/partners/?q=university&country=MT&kind=school": 15,
    "/partners/?country=RU&view=map": 13,
    "/partners/print/?country=RU": 12,
    "/partners/izhevsk-state-medical-academy/": 16,
    "/programmes/": 5,
    "/programmes/?me=student:4&lang_en=B2&resident=yes&when=2027": 5,
    "/visits/": 10,
    "/visits/rohrig-institute-october-2024/": 8,
    "/events/": 11,  # whether there is a calendar of them
    "/events/olympiad-samarkand-2024/": 8,
    "/countries/": 1,
    "/countries/kz/": 8,
    "/countries/it/": 2,
    "/search/": 0,
    "/search/?q=academy": 12,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", QUERIES)
def test_page_costs_its_pinned_queries(client: Client, django_assert_num_queries: Any, path: str, language: str) -> None:
    with django_assert_num_queries(QUERIES[path]):
        response = client.get(f"/{language}{path}")

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.parametrize("path", QUERIES)
def test_page_sets_no_cookie_and_allows_no_inline_script(client: Client, path: str) -> None:
    response = client.get(f"/en{path}")
    html = response.content.decode()

    assert not response.cookies
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r'<script(?![^>]*\bsrc=)(?! type="application/ld\+json">)|<style|\sstyle=|\son\w+=', html)
    assert not re.search(r'(?:src|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("path", QUERIES)
def test_language_switch_stays_on_the_page(client: Client, path: str) -> None:
    html = client.get(f"/ru{path}").content.decode().replace("&amp;", "&")

    for language in LANGUAGES:
        assert f'<a href="/{language}{path}" lang="{language}"' in html


def test_department_page_costs_the_same_with_a_thousand_visits(client: Client, django_assert_num_queries: Any) -> None:
    department = Department.objects.get(slug="neurology")
    partner = Institution.objects.get(slug="izhevsk-state-medical-academy")
    visits = Visit.objects.bulk_create(
        Visit(slug=f"v{n}", direction="incoming", university=department.university, status="published", period=f"2020-01-{n % 28 + 1:02}")
        for n in range(1000)
    )
    Visit.departments.through.objects.bulk_create(
        Visit.departments.through(visit_id=visit.pk, department_id=department.pk) for visit in visits
    )
    Visit.institutions.through.objects.bulk_create(
        Visit.institutions.through(visit_id=visit.pk, institution_id=partner.pk) for visit in visits
    )
    for visit in visits[:10]:
        factories.participant(visit=visit)

    with django_assert_num_queries(13):
        html = client.get("/en/departments/neurology/").content.decode()

    assert html.count('class="happening incoming"') == 20
    assert "All 1002 visits" in html


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/nothing/", 404),
        ("/xx/", 404),
        ("/en/departments/nothing/", 404),
        ("/en/universities/nothing/", 404),
        ("/en/universities/nothing/departments/neurology/", 404),
        ("/en/partners/nothing/", 404),
        ("/en/partners/a%00b/", 404),
        ("/en/partners/%ff%fe/", 404),
        ("/en/programmes/nothing/", 404),
        ("/en/programmes/?level=x&subject=%00&kind=y&country=XX&language=tlh&department=z&funding=much", 200),
        ("/en/programmes/?me=student:99&lang_en=Z9&lang_ru=&lang_xx=B2&resident=perhaps&my_department=%ff", 200),
        ("/en/programmes/?when=blah", 200),
        ("/en/programmes/?when=0000", 200),
        ("/en/programmes/?when=99999", 200),
        ("/en/programmes/?when=2028-2026", 200),
        ("/en/programmes/?when=" + "9" * 3000, 200),
        ("/en/programmes/?q=" + "a" * 301, 400),
        ("/en/programmes/?q=%00", 400),
        ("/en/programmes/?q=%ff%fe", 200),
        ("/en/visits/nothing/", 404),
        ("/en/visits/nothing/photos/", 404),
        ("/en/visits/rohrig-institute-october-2024/photos/?page=2", 404),
        ("/en/visits/rohrig-institute-october-2024/photos/0/", 404),
        ("/en/departments/neurology/photos/" + "9" * 3000 + "/", 404),
        ("/en/universities/samsmu/departments/neurology/photos/x/", 404),
        ("/media/photos/0123456789abcdef0123-320.webp", 404),
        ("/media/photos/0123456789abcdef0123.webp", 404),
        ("/media/photos/..%2f..%2fdb.sqlite3", 404),
        ("/media/photos/%2e%2e/manage.py", 404),
        ("/en/events/nothing/", 404),
        ("/en/countries/xx/", 404),
        ("/en/countries/zz/", 404),
        ("/pages/international_partnership_department_nothing", 404),
        ("/en/partners/?q=" + "a" * 301, 400),
        ("/en/partners/?q=" + "%D0%BC" * 3000, 400),
        ("/en/partners/?q=%00", 400),
        ("/en/partners/?q=a%00b", 400),
        ("/en/partners/?q=%ff%fe", 200),
        ("/en/partners/?q=%ed%a0%80", 200),
        ("/en/partners/?q=%c0%ae", 200),
        ("/en/partners/?q=%", 200),
        ("/en/partners/?q=%25", 200),
        ("/en/partners/?q=_", 200),
        ("/en/partners/?q='+OR+1=1--", 200),
        ("/en/partners/?q=%E2%80%AEabc", 200),
        ("/en/partners/?q=+++", 200),
        ("/en/partners/?q[]=a", 200),
        ("/en/partners/?country=XX&kind=nothing&department=%00", 200),
        ("/en/search/?q=" + "a" * 301, 400),
        ("/en/search/?q=%00", 400),
        ("/en/search/?q=%ff%fe", 200),
        ("/en/search/?q=%ed%a0%80", 200),
        ("/en/search/?q=%E2%80%AEabc", 200),
        ("/en/search/?q='+OR+1=1--", 200),
        ("/en/search/?q[]=a", 200),
        ("/en/partners/?region=%00&field=x&offers=%ff&activity=never&sort=password&sort=%00&view=%00", 200),
        ("/en/partners/?" + "country=RU&" * 900, 400),
        ("/en/partners/?" + "a=b&" * 1001, 400),
        ("/en/visits/?direction=sideways&year=0&partner=x&department=y", 200),
        ("/en/visits/?partner=%00&university=%00&country=%00&year=%00&direction=%00", 200),
        ("/en/events/?partner=%ff&kind=%00&year=-1&country=a%00", 200),
        ("/en/events/?kind=party&year=99999&country=%ff", 200),
        *(
            (f"/en/{rooms}/?page={page}", 404)
            for rooms in ("partners", "programmes", "visits", "events")
            for page in ("-1", "0", "abc", "99", "9" * 24, "9" * 3000, "%D9%A2", "")
        ),
    ],
)
def test_bad_address_or_parameter_gets_a_page(client: Client, address: str, status: int) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("number", ["999", "0", "x"])
def test_page_that_a_list_has_not_leads_to_those_it_has(client: Client, number: str) -> None:
    response = client.get("/en/partners/", {"university": "samsmu", "page": number})
    links = re.findall(r'<a class="more" href="([^"]*)">', response.content.decode())

    assert response.status_code == 404
    assert links == ["?university=samsmu", "?university=samsmu&amp;page=2"]
    for link in links:
        assert client.get(f"/en/partners/{link.replace('&amp;', '&')}").status_code == 200
    assert not client.get(f"/en/partners/{links[-1].replace('&amp;', '&')}").context["page"].has_next()


def test_page_that_a_list_of_one_page_has_not_leads_to_its_first(client: Client) -> None:
    html = client.get("/en/visits/?q=zzzzzzzz&page=2").content.decode()

    assert re.findall(r'<a class="more" href="([^"]*)">', html) == ["?q=zzzzzzzz"]


def test_home_page_counts_and_shows_what_its_own_university_does(client: Client) -> None:
    home, other = University.objects.get(is_home=True), University.objects.get(slug="first-pavlov")
    html = client.get("/en/").content.decode()
    own = {partnership.institution_id for partnership in home.partnerships.published().active().partners()}

    assert 0 < len(own) < Institution.objects.published().in_partnership().count()
    assert f"{len(own)} partners" in html
    for event in other.events.published():
        assert event.get_absolute_url() not in html


@pytest.mark.parametrize(
    "path", ["/", "/departments/obstetrics-and-gynecology-1/", "/departments/neurology/", "/universities/first-pavlov/"]
)
def test_count_of_partners_leads_to_a_list_of_as_many_as_it_says(client: Client, path: str) -> None:
    html = client.get(f"/en{path}").content.decode()
    address, said = re.search(r'<a class="more" href="(/en/partners/[^"]*)">\s*All (\d+) institutions in the dir', html).groups()

    assert client.get(address).context["page"].paginator.count == int(said)


def test_count_of_partners_leads_to_the_whole_list_where_no_other_university_is(client: Client) -> None:
    University.objects.hosted().update(status="draft")

    address = re.search(r'<a class="more" href="(/en/partners/[^"]*)">', client.get("/en/").content.decode())[1]

    assert not client.get(address).context["form"].notices


def test_count_of_a_country_on_the_home_page_is_found_on_the_countrys(client: Client) -> None:
    other = University.objects.get(slug="first-pavlov")
    factories.partnership(institution=factories.institution(country="MT"), university=other)
    both = factories.partnership(institution=factories.institution(country="MT"), department=Department.objects.get(slug="neurology"))
    factories.partnership(institution=both.institution, university=other)
    funder = factories.institution(country="MT", name_en="Maltese Fund")
    factories.partnership(institution=funder, department=both.department, role="funding_body")

    home = client.get("/en/").content.decode()
    assert '<a href="/en/countries/mt/#of-samsmu">Malta</a> <span class="quiet">1</span>' in home
    page = client.get("/en/countries/mt/").content.decode()
    sections = dict(re.findall(r'<section aria-labelledby="([^"]+)">(.*?)</section>', page, re.DOTALL))

    assert sections["of-samsmu"].count("<h3>") == 1
    assert f"{both.university.name}: 1 active partner" in sections["of-samsmu"]
    assert f"{other.name}: 2 active partners" in sections["of-first-pavlov"]
    assert "Maltese Fund" in sections["others"]
    assert '<p class="lead">3 partners</p>' in page


def test_map_of_a_narrowed_directory_leads_to_the_same_narrowed_to_a_country(client: Client) -> None:
    html = client.get("/en/partners/", {"kind": "university", "university": "samsmu", "view": "map"}).content.decode()
    counts = re.findall(r'<li><a href="(\?[^"]+)">[^<]+</a> <span class="quiet">(\d+)</span>', html)

    assert len(counts) > 1
    for address, count in counts:
        assert client.get(f"/en/partners/{address.replace('&amp;', '&')}").context["page"].paginator.count == int(count)


def test_search_shows_its_message_and_keeps_what_was_typed(client: Client) -> None:
    html = client.get("/en/partners/", {"q": "x" * 350}).content.decode()

    assert "at most 300 characters" in html
    assert "x" * 350 in html


def test_unknown_filter_is_named_and_left_out(client: Client) -> None:
    html = client.get("/en/partners/", {"country": "XX", "q": "izhevsk"}).content.decode()

    assert "“XX” is not among the choices for “Country”" in html
    assert "1 partner found" in html


@pytest.mark.parametrize("q", ['"><svg onload=alert(1)>', "{{7*7}}", "<script>"])
def test_search_prints_markup_as_text(client: Client, q: str) -> None:
    html = client.get("/en/partners/", {"q": q}).content.decode()

    assert q not in html or "<" not in q
    assert "49" not in html.replace("{{7*7}}", "")


@pytest.mark.parametrize("q", ["%", "_", "\\"])
def test_wildcards_are_no_wildcards(client: Client, q: str) -> None:
    """They fold to nothing, like a search for spaces: the full list."""
    assert client.get("/en/partners/", {"q": q}).context["page"].paginator.count == Institution.objects.published().partners().count()


def test_last_of_a_repeated_parameter_counts(client: Client) -> None:
    assert client.get("/en/partners/?q=nothing+at+all&q=izhevsk").context["page"].paginator.count == 1


def test_forged_host_is_refused_and_not_repeated(client: Client) -> None:
    response = client.get("/en/", HTTP_HOST="evil.example")

    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace", "post"])
def test_public_pages_can_only_be_read(method: str) -> None:
    assert getattr(Client(), method)("/en/partners/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/en/partners/").status_code == 403


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a detail that is nobody's business")


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("a detail that is nobody's business")


@pytest.mark.parametrize(("view", "status"), [(broken, 500), (closed, 403)])
def test_error_pages_speak_the_visitors_language(client: Client, monkeypatch: pytest.MonkeyPatch, view: Any, status: int) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr(URLResolver, "resolve", lambda self, path: ResolverMatch(view, (), {}))

    response = client.get("/ru/about/")

    assert response.status_code == status
    assert '<html lang="ru">' in response.content.decode()
    assert "nobody's business" not in response.content.decode()


@pytest.mark.parametrize(("accepted", "language"), [("ru", "ru"), ("uz-UZ,uz;q=0.9,en;q=0.5", "uz"), ("fr", "en"), ("", "en")])
def test_root_leads_to_the_visitors_language(client: Client, accepted: str, language: str) -> None:
    response = client.get("/", headers={"accept-language": accepted})

    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/"
    assert not response.cookies


def test_machines_are_answered_plainly(client: Client) -> None:
    assert client.get("/healthz").content == b"alive\n"
    assert client.get("/readyz").content == b"ready\n"
    assert b"Disallow: /admin/" in client.get("/robots.txt").content


def test_home_universitys_other_address_leads_home(client: Client) -> None:
    assert client.get("/en/universities/samsmu/", follow=True).redirect_chain == [("/en/", 301)]
    assert client.get("/en/universities/samsmu/departments/neurology/", follow=True).redirect_chain == [("/en/departments/neurology/", 301)]


def test_hosted_universitys_department_has_its_page(client: Client) -> None:
    department = factories.department(university=University.objects.get(slug="first-pavlov"), name_en="Department of Urology")

    assert client.get(f"/en/universities/first-pavlov/departments/{department.slug}/").status_code == 200
    assert client.get(f"/en/departments/{department.slug}/").status_code == 404
    assert client.get("/en/partners/", {"department": department.key}).context["form"].notices == []


@pytest.mark.parametrize(("recurrence", "said"), [("", True), ("yearly", False)])
def test_department_with_regular_activities_is_not_said_to_have_no_events(client: Client, recurrence: str, said: bool) -> None:
    department = factories.department(university=University.objects.get(is_home=True))
    if recurrence:
        factories.event(departments=[department], recurrence=recurrence)

    html = client.get(department.get_absolute_url()).content.decode()

    assert ("No events have been published yet." in html) == said
    assert ("besides the regular activities" in html) != said


def test_merged_institution_leads_to_what_it_became(client: Client) -> None:
    kept = factories.institution(slug="kept")
    factories.institution(slug="gone", merged_into=kept)

    assert client.get("/en/partners/gone/").headers["Location"] == "/en/partners/kept/"


def test_country_address_has_one_form(client: Client) -> None:
    assert client.get("/en/countries/KZ/").headers["Location"] == "/en/countries/kz/"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Italy: no partners in this country have been published yet."),
        ("ru", "Италия: партнёры из этой страны пока не опубликованы."),
        ("uz", "Italiya: bu mamlakatdagi hamkorlar hali eʼlon qilinmagan."),
    ],
)
def test_country_without_partners_leads_to_those_with_them(client: Client, language: str, sentence: str) -> None:
    factories.partnership(institution=factories.institution(country="IT", status="draft"))

    html = client.get(f"/{language}/countries/it/").content.decode()

    assert f'<p class="lead">{sentence}</p>' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "noindex" not in client.get(f"/{language}/countries/kz/").content.decode()
    for code in Institution.objects.published().partners().countries():
        assert f'href="/{language}/countries/{code.lower()}/"' in html


def test_country_without_partners_leads_to_its_neighbours_first(client: Client) -> None:
    for country in ("MT", "FR", "AL"):
        factories.partnership(institution=factories.institution(country=country))

    html = client.get("/en/countries/it/").content.decode()

    found = re.findall(r'<h3>([^<]+)</h3>|<li><a href="/en/countries/(..)/"', html)
    assert found[0] == ("Europe", "")
    codes = [code for _region, code in found if code]
    assert {"mt", "al"} <= set(codes[:5])
    assert codes.index("mt") < codes.index("fr") < codes.index("kz")


def test_countries_are_listed_with_the_number_of_their_partners(client: Client) -> None:
    for n in range(3):
        factories.partnership(institution=factories.institution(country="MT", further_countries=["VA"][:n]))
    factories.partnership(institution=factories.institution(country="VA", status="draft"))

    html = client.get("/en/countries/").content.decode()

    assert re.search(r'<a href="/en/countries/mt/">Malta</a> <span class="quiet">3</span>', html)
    assert re.search(r'<a href="/en/countries/va/">Vatican City</a> <span class="quiet">2</span>', html)
    assert '<a href="/en/countries/">' in client.get("/en/countries/mt/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Countries with partners"), ("ru", "Страны, где есть партнёры"), ("uz", "Hamkorlar bor mamlakatlar")]
)
def test_list_of_countries_is_one_step_from_every_page(client: Client, language: str, words: str) -> None:
    link = f'<a href="/{language}/countries/">{words}</a>'

    assert link in client.get(f"/{language}/about/").content.decode().partition("<footer")[2]
    assert link in client.get(f"/{language}/partners/").content.decode().partition("<footer")[0]


def test_shortened_address_of_a_hosted_university_leads_to_all_of_them(client: Client) -> None:
    assert client.get("/ru/universities/").headers["Location"] == "/ru/#hosted"
    home = client.get("/ru/").content.decode()
    assert 'id="hosted"' in home
    assert 'href="/ru/universities/first-pavlov/"' in home


def test_acronym_that_looks_the_same_in_two_alphabets_is_told_once(client: Client) -> None:
    html = client.get("/en/partners/tashkent-state-medical-university/").content.decode()

    assert len(re.findall("<bdi[^>]*>(?:TMA|ТМА)</bdi>", html)) == 1


def test_city_stands_beside_its_own_country_alone(client: Client) -> None:
    department = factories.department(university=University.objects.home().get())
    institute = factories.institution(name_en="Open Institute", city_en="Salzburg", country="AT", further_countries=["US"])
    factories.partnership(institution=institute, department=department)

    countries = {code: client.get(f"/en/countries/{code}/").content.decode() for code in ("at", "us")}
    page = client.get(department.get_absolute_url()).content.decode()
    groups = dict(re.findall(r'<h3><a href="/en/countries/(..)/[^"]*">.*?</h3>(.*?)</section>', page, re.DOTALL))

    for html in (*countries.values(), client.get("/en/partners/?q=open+institute").content.decode()):
        assert "Salzburg, Austria; United States" in html
    assert "Salzburg" in groups["at"]
    assert "Open Institute" in groups["us"]
    assert "Salzburg" not in groups["us"]


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_nothing_unpublished_shows_anywhere(client: Client, status: str) -> None:
    department = factories.department(name_en="Department of Secrets", slug="open-department")
    hidden = factories.institution(name_en="HIDDEN institution", slug="hidden", status=status)
    shown = factories.institution(name_en="Shown institution", slug="shown")
    nobody = factories.person(name="HIDDEN person", status=status)
    factories.person(name="HIDDEN colleague", department=department, status=status)
    agreement = factories.agreement(
        description_en="HIDDEN agreement",
        university=department.university,
        institutions=[shown],
        departments=[department],
        status=status,
    )
    factories.partnership(institution=hidden, department=department)
    factories.partnership(institution=shown, department=department)
    factories.claim(department=department, label_en="HIDDEN claim", status=status)
    factories.project(
        title_en="HIDDEN project",
        university=department.university,
        departments=[department],
        institutions=[shown],
        status=status,
    )
    visit = factories.visit(
        slug="open-visit",
        title_en="Open visit",
        departments=[department],
        institutions=[hidden, shown],
        agreement=agreement,
    )
    factories.participant(visit=visit, person=nobody)
    factories.participant(visit=visit, person=factories.person(name="Open person"), institution=hidden)
    factories.visit(title_en="HIDDEN visit", departments=[department], institutions=[shown], status=status)
    factories.event(title_en="HIDDEN event", departments=[department], institutions=[shown], status=status)
    factories.event(
        title_en="HIDDEN for now", departments=[department], institutions=[shown], publish_from=datetime(2999, 1, 1, tzinfo=UTC)
    )
    Department.objects.filter(pk=department.pk).update(head=nobody)
    owner = f"/en/universities/{department.university.slug}"
    addresses = [f"{owner}/departments/open-department/", f"{owner}/", "/en/partners/shown/", "/en/visits/open-visit/"]
    addresses += ["/en/partners/?q=hidden", "/en/visits/", "/en/events/", "/en/countries/tr/", "/en/"]

    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "HIDDEN" not in response.content.decode(), address
    assert client.get("/en/partners/hidden/").status_code == 404


def test_missing_translation_shows_the_original_marked_with_its_language(client: Client) -> None:
    department = factories.department(name_en="", name_ru="Кафедра <урологии>", statement_ru="Первый абзац.\n\nВторой.", slug="urology")
    address = f"/uz/universities/{department.university.slug}/departments/urology/"

    html = client.get(address).content.decode()

    assert '<h1><span lang="ru">Кафедра &lt;урологии&gt;</span></h1>' in html
    assert re.search(r'<div lang="ru">\s*<p>Первый абзац.</p>', html)
    assert re.search(r"<title>\s*Кафедра &lt;урологии&gt;", html)
    assert not re.search(r'="[^"]*<span lang', html)


def test_university_page_leads_to_all_its_visits_and_events(client: Client) -> None:
    university = University.objects.get(slug="first-pavlov")
    for number in range(21):
        factories.visit(university=university, title_en=f"Visit number {number}")
        factories.event(university=university, title_en=f"Event number {number}")

    html = client.get("/en/universities/first-pavlov/").content.decode()

    for rooms in ("visits", "events"):
        address = f"/en/{rooms}/?university=first-pavlov"
        assert f'href="{address}"' in html
        assert client.get(address).context["page"].paginator.count >= 21
