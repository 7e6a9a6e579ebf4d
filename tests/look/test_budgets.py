"""What each page type weighs at first view in Chromium, compressed as served: the budgets of docs/quality.md."""

import gzip
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Request

from departments.models import Department
from events.models import Visit
from partners.models import Institution
from tests.browser.test_photos import many, samples  # noqa: F401

KILOBYTE = 1000


@dataclass(frozen=True)
class Budget:
    """Compressed kilobytes by what is fetched, all together, and the number of requests."""

    html: int
    css: int
    js: int
    fonts: int
    images: int
    total: int
    requests: int


TEXT = Budget(html=12, css=10, js=2, fonts=30, images=5, total=59, requests=6)
DIRECTORY = Budget(html=14, css=10, js=6, fonts=30, images=5, total=65, requests=7)
PARTNER = Budget(html=12, css=10, js=2, fonts=30, images=30, total=84, requests=8)
HOME = Budget(html=14, css=10, js=4, fonts=30, images=60, total=118, requests=10)
DEPARTMENT = Budget(html=14, css=10, js=4, fonts=30, images=90, total=148, requests=14)
GALLERY = Budget(html=14, css=10, js=4, fonts=30, images=150, total=208, requests=18)

PAGES = {
    "/": HOME,
    "/about/": TEXT,
    "/departments/": TEXT,
    "/departments/neurology/": DEPARTMENT,
    "/departments/obstetrics-and-gynecology-1/": DEPARTMENT,
    "/universities/first-pavlov/": DEPARTMENT,
    "/partners/": DIRECTORY,
    "/partners/?view=map": DIRECTORY,
    "/partners/print/?country=RU": TEXT,
    "/partners/izhevsk-state-medical-academy/": PARTNER,
    "/programmes/": TEXT,
    "/visits/": TEXT,
    "/visits/rohrig-institute-october-2024/": GALLERY,
    "/visits/rohrig-institute-october-2024/photos/": GALLERY,
    "/visits/rohrig-institute-october-2024/photos/1/": GALLERY,
    "/events/": TEXT,
    "/events/obstetrics-and-gynecology-1-yearly-series/": GALLERY,
    "/countries/": TEXT,
    "/countries/kz/": TEXT,
    "/search/?q=academy": DIRECTORY,
    "/nothing/": TEXT,
}
SORTS = {"document": "html", "stylesheet": "css", "script": "js", "font": "fonts", "image": "images"}


@pytest.fixture
def weigh(open_page: Callable[..., Any]) -> Callable[..., Counter[str]]:
    """Return a function that opens an address as a first visit, and says what came: kilobytes by sort, `total` and `requests`.

    What the site renders counts as it travelled. Static files are compressed where they are collected, by WhiteNoise, which
    tests do not do: they count as it would have compressed them for a browser that knows no brotli.
    """

    def size(request: Request) -> int:
        response = request.response()
        assert response is not None
        travelled = request.sizes()["responseBodySize"]
        if "/static/" in request.url:
            return min(travelled, len(gzip.compress(response.body(), 9)))
        return travelled

    def weigh(address: str, width: int, density: float = 1) -> Counter[str]:
        page = open_page(width, density=density)
        finished: list[Request] = []
        page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108 -- Playwright cannot wrap a built-in
        page.goto(address)
        if page.locator("main img").count():  # those near the screen come after the page
            page.wait_for_load_state("networkidle")
        found: Counter[str] = Counter()
        for request in finished:
            weight = size(request) / KILOBYTE
            if weight < 0:  # it came from the browser's cache: the icon is the wordmark's star
                continue
            found["requests"] += 1
            found[SORTS.get(request.resource_type, request.resource_type)] += weight
            found["total"] += weight
        return found

    return weigh


def _over(found: Counter[str], budget: Budget) -> dict[str, Any]:
    known = vars(budget)
    return {sort: value for sort, value in found.items() if value > known.get(sort, 0)}


def test_pages_keep_their_budgets(samples: Any, weigh: Callable[..., Counter[str]]) -> None:  # noqa: F811
    """In Russian, whose letters take two bytes each."""
    for path, budget in PAGES.items():
        for width in (360, 1280) if budget in (GALLERY, DEPARTMENT) else (1280,):
            found = weigh(f"/ru{path}", width)

            assert not _over(found, budget), (path, width, found)


def test_department_with_much_keeps_its_budget(many: Department, weigh: Callable[..., Counter[str]]) -> None:  # noqa: F811
    """Forty visits with something to say, sixty pictures as heavy as photographs, on a phone and on a desk, on fine screens too."""
    chance = random.Random(1)  # noqa: S311 -- no secret
    partners = list(Institution.objects.published().in_partnership())
    words = " ".join(partner.name_ru or partner.name_en for partner in partners).split()
    for visit in Visit.objects.filter(title_en__startswith="Visit number"):
        visit.title_ru = " ".join(chance.sample(words, 6))
        visit.summary_ru = " ".join(chance.sample(words, 40))
        visit.save()
        visit.institutions.set(chance.sample(partners, 2))

    for address in (f"/ru{many.get_absolute_url().removeprefix('/en')}", f"/ru/departments/{many.slug}/photos/"):
        for width, density in ((360, 1), (360, 3), (1280, 1), (1280, 2)):
            found = weigh(address, width, density)

            assert not _over(found, DEPARTMENT if "photos" not in address else GALLERY), (address, width, density, found)
