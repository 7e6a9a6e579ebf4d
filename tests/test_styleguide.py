"""The page of all components: whole in each language, on an empty site too, for people and not for search engines."""

import pytest
from django.test import Client

from departments.models import University
from smsu_intl.styleguide import contrast, tokens
from tests.test_pages import LANGUAGES

pytestmark = pytest.mark.django_db

QUERIES = 29
# What each fragment leaves on a page.
COMPONENTS = (
    "facts", "tokens", "search-row", "button", "notice", "sample", "badge", "claim", "facets", "chips", "partners", "pagination", "map",
    "ways-out", "countries", "card", "timeline", "happening",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_every_component(client: Client, django_assert_max_num_queries, language: str) -> None:
    with django_assert_max_num_queries(QUERIES):
        html = client.get(f"/{language}/styleguide/").content.decode()

    missing = [name for name in COMPONENTS if f'class="{name}"' not in html and f'class="{name} ' not in html]
    assert missing == []
    assert '<meta name="robots" content="noindex">' in html


def test_empty_site_has_the_page_too(client: Client) -> None:
    University.objects.update(status="draft")

    assert client.get("/en/styleguide/").status_code == 200


def test_nothing_leads_visitors_or_search_engines_to_it(client: Client) -> None:
    for address in ("/en/", "/en/about/", "/sitemap.xml", "/sitemap-pages.xml"):
        assert "styleguide" not in client.get(address).content.decode()


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#fff", "#fff", 1), ("#16222e", "#faf7f1", 15.0)])
def test_contrast_is_computed_as_wcag_defines_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == ratio


def test_colours_of_text_and_controls_stand_out_in_both_schemes() -> None:
    for token in tokens():
        if token.light_contrast and token.dark_contrast:
            enough = 3 if token.name == "control" else 4.5
            assert min(token.light_contrast, token.dark_contrast) >= enough, token
