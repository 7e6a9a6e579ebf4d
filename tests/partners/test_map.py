"""Where a place stands on the map, which dots a list of partners makes, and what is said of them."""

import gzip
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from departments.models import Department, University
from partners.map import HEIGHT, WIDTH, PartnerMap, project
from partners.models import Institution, Partnership
from tests import factories


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [  # as d3 has them
        (39.65417, 66.95972, 622.3886, 118.5771),
        (-22.9, -43.2, 326.8523, 355.1441),
        (-41.3, 174.8, 895.9379, 420.7292),
        (0, 11, 478.165, 266.884),
        (0, -169, -44.128, 266.884),
    ],
)
def test_places_stand_where_equal_earth_puts_them(latitude: float, longitude: float, x: float, y: float) -> None:
    assert project(latitude, longitude) == pytest.approx((x, y), abs=0.001)


def draw(*institutions: Institution, home: str = "") -> PartnerMap:
    return Institution.objects.filter(pk__in=[institution.pk for institution in institutions]).map(home)


@pytest.mark.django_db
def test_map_is_read_in_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        drawn = Institution.objects.published().partners().with_card().in_name_order().map()

    assert drawn.count == Institution.objects.published().partners().count()


@pytest.mark.django_db
def test_partners_of_one_city_share_a_dot_four_times_as_large_for_four() -> None:
    city = [factories.institution(latitude=41.01 + number / 1000, longitude=28.95) for number in range(4)]
    village = factories.institution(latitude=50, longitude=30)

    large, small = draw(*city, village).dots

    assert (large.x, large.y) == (round(project(41, 29)[0]), round(project(41, 29)[1]))
    assert large.radius == 2 * small.radius


@pytest.mark.django_db
@pytest.mark.parametrize(("latitude", "longitude"), [(-90, 0), (90, 180), (-14, -172), (0, -169)])
def test_dots_stay_on_the_map(latitude: float, longitude: float) -> None:
    (dot,) = draw(factories.institution(latitude=latitude, longitude=longitude)).dots

    assert dot.radius <= dot.x <= WIDTH - dot.radius
    assert dot.radius <= dot.y <= HEIGHT - dot.radius


@pytest.mark.django_db
def test_a_city_of_a_thousand_partners_does_not_cover_the_world() -> None:
    here = {"country": "TR", "latitude": 41, "longitude": 29, "status": "published"}
    Institution.objects.bulk_create(Institution(slug=f"i{number}", name_en=f"I {number}", **here) for number in range(1000))

    (dot,) = Institution.objects.filter(slug__startswith="i", name_en__startswith="I ").filter(latitude=41).map().dots

    assert dot.radius < 30


@pytest.mark.django_db
def test_caption_counts_partners_countries_and_those_without_a_place() -> None:
    turkish = factories.institution(country="TR", further_countries=["DE"], latitude=41, longitude=29)
    placeless = factories.institution(country="TR")
    uzbek = factories.institution(country="UZ", latitude=39.7, longitude=67)

    everyone, abroad = draw(turkish, placeless, uzbek), draw(turkish, placeless, uzbek, home="UZ")

    assert everyone.caption == "3 partners in 3 countries; 1 without a known place"
    assert [(country.name, country.count) for country in everyone.countries] == [("Germany", 1), ("Türkiye", 2), ("Uzbekistan", 1)]
    assert abroad.caption == "2 partners abroad in 2 countries; 1 without a known place"
    assert len(abroad.dots) == 1
    assert draw(turkish, uzbek).caption == "2 partners in 3 countries"
    with translation.override("ru"):
        assert draw(turkish, uzbek, home="UZ").caption == "1 зарубежный партнёр в 2 странах"
    with translation.override("uz"):
        assert abroad.caption == "2 ta mamlakatdagi 2 ta xorijiy hamkor; 1 tasining joylashuvi nomaʼlum"


@pytest.mark.django_db
def test_partner_of_several_departments_is_one_on_the_universitys_map() -> None:
    partner = factories.institution(latitude=41, longitude=29)
    university = factories.university()
    for _ in range(2):
        factories.partnership(institution=partner, department=factories.department(university=university))

    drawn = university.partnerships.map_of(Partnership.objects.filter(university=university).for_page(), home="UZ")

    assert drawn.caption == "1 partner abroad in 1 country"
    assert len(drawn.dots) == 1


@pytest.mark.django_db
def test_pages_count_on_the_map_what_they_count_at_their_head(client: Client) -> None:
    department = Department.objects.get(slug="neurology")

    context = client.get(department.get_absolute_url()).context
    university = University.objects.home().get()
    home = client.get(university.get_absolute_url()).context

    assert context["country_count"] == len(context["map"].countries) > 1
    abroad = Institution.objects.published().in_partnership(university=university).countries()
    assert home["country_count"] == len(home["map"].countries) == len(set(abroad) - {"UZ"})


@pytest.mark.django_db
def test_map_is_hidden_from_readers_who_have_the_list(client: Client) -> None:
    html = client.get("/en/").content.decode()

    assert '<svg viewBox="0 0 960 480" aria-hidden="true" focusable="false">' in html
    assert "img/land.svg" in html
    assert 'href="/en/countries/kz/#of-samsmu"' in html
    assert len(gzip.compress(html.encode())) < 14_000


@pytest.mark.django_db
def test_directory_shows_the_whole_filtered_set_on_the_map(client: Client) -> None:
    response = client.get("/en/partners/", {"country": "RU", "view": "map"})
    html = response.content.decode()

    assert response.context["map"].count == response.context["page"].paginator.count > 1
    assert [country.code for country in response.context["map"].countries] == ["RU"]
    assert "<circle" in html
    assert 'class="partners"' not in html
    assert 'href="?country=RU"' in html
    assert 'href="?country=RU&amp;view=map"' in client.get("/en/partners/", {"country": "RU", "page": 1}).content.decode()


@pytest.mark.django_db
def test_department_without_partners_has_no_map(client: Client) -> None:
    department = factories.department()

    assert "<svg" not in client.get(department.get_absolute_url()).content.decode()
