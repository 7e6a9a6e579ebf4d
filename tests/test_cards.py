"""The cards that stand for shared pages, and the site's icons and manifest."""

import re
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image, ImageFont

from smsu_intl.base import colours
from smsu_intl.base.drawing import FACE, Card, draw_card
from tests import factories
from tests.test_pages import LANGUAGES, QUERIES
from tests.test_sharing import HOST, head_of, meta

pytestmark = pytest.mark.django_db


def image_of(client: Client, address: str) -> Image.Image:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.headers["Content-Type"] == "image/png"
    return Image.open(BytesIO(response.content))


@pytest.mark.parametrize("path", QUERIES)
def test_page_has_a_card_in_each_language(client: Client, path: str) -> None:
    for language in LANGUAGES:
        head = head_of(client, f"/{language}{path}")
        (address,) = meta(head, "og:image")
        assert address.startswith(f"{HOST}/cards/")
        assert address.endswith(f".{language}.png")
        assert meta(head, "og:image:alt") == meta(head, "og:title")
    size = (int(meta(head, "og:image:width")[0]), int(meta(head, "og:image:height")[0]))
    assert image_of(client, address.removeprefix(HOST)).size == size


def test_every_kind_of_record_has_its_card(client: Client) -> None:
    hosted = factories.department()
    records = {
        "departments": hosted.key,
        "universities": hosted.university.slug,
        "partners": factories.institution().slug,
        "programmes": factories.programme(is_sample=True).slug,
        "visits": factories.visit(title_en="").slug,
        "events": factories.event(is_cancelled=True).slug,
        "countries": "tr",
    }
    cards = {client.get(f"/cards/{kind}/{key}.{language}.png").content for kind, key in records.items() for language in LANGUAGES}

    assert len(cards) == len(records) * len(LANGUAGES)


@pytest.mark.parametrize(
    "address",
    [
        "/cards/visits/nothing.en.png",
        "/cards/nothing/neurology.en.png",
        "/cards/departments/neurology.xx.png",
        "/cards/departments/neurology.en.jpg",
        "/cards/departments/a.b.c.en.png",
        "/cards/site/nothing.en.png",
        "/cards/countries/zz.en.png",
        "/cards/partners/a%00b.en.png",
        "/cards/partners/../../etc.en.png",
    ],
)
def test_card_of_nothing_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_card_of_what_is_not_published_is_not_found(client: Client) -> None:
    addresses = [
        f"/cards/partners/{factories.institution(status='draft').slug}.en.png",
        f"/cards/visits/{factories.visit(status='archived').slug}.en.png",
        f"/cards/events/{factories.event(status='in_review').slug}.en.png",
        f"/cards/programmes/{factories.programme(state='in_talks').slug}.en.png",
        f"/cards/departments/{factories.department(status='draft').key}.en.png",
    ]

    assert {client.get(address).status_code for address in addresses} == {404}


def test_card_that_is_known_is_not_drawn_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = factories.visit(title_en="First")
    address = f"/cards/visits/{visit.slug}.en.png"
    etag = client.get(address).headers["ETag"]
    visit.title_en = "Second"
    visit.save()
    new = client.get(address, headers={"if-none-match": etag})

    monkeypatch.setattr("smsu_intl.cards.draw_card", None)

    assert new.status_code == 200
    assert client.get(address, headers={"if-none-match": new.headers["ETag"]}).status_code == 304
    assert "max-age=86400" in new.headers["Cache-Control"]


@pytest.mark.parametrize(
    "title",
    ["", "W" * 300, "Ўзбекистон " * 60, "Šiauliai ̈́" + "\u0301" * 99, "日本 \u202e abc", "x\x00y", "Oʻzbekiston gʻoyasi"],
)
def test_any_title_fits_its_card_in_time(title: str) -> None:
    card = Card(sort=title, title=title, detail=title, site=title, room=title)
    draw_card(card)
    start = perf_counter()

    drawn = draw_card(card)

    assert perf_counter() - start < 1  # a twentieth of it on a quiet machine
    assert drawn == draw_card(card)
    assert Image.open(BytesIO(drawn)).size == (1200, 630)
    assert len(drawn) < 300_000


def test_face_of_the_cards_holds_every_alphabet_of_the_site() -> None:
    face = ImageFont.truetype(FACE, 40, layout_engine=ImageFont.Layout.BASIC)
    missing = bytes(face.getmask("\uffff"))

    assert [letter for letter in "oʻgʼАяЁёҚқҒғЎўҲҳıİşĞñß–—«»“”„…№·" if bytes(face.getmask(letter)) == missing] == []
    assert FACE.stat().st_size < 150_000
    assert "SIL Open Font License" in FACE.with_name("card-LICENSE.txt").read_text()


def test_drawn_colours_are_those_of_the_style_sheet() -> None:
    tokens: dict[str, str] = {}
    for name, value in re.findall(r"--([a-z-]+): (#[0-9a-f]+);", Path(settings.BASE_DIR, "static/css/tokens.css").read_text()):
        tokens.setdefault(name, value)  # the light scheme comes first
    drawn = {name.lower().replace("_", "-"): value for name, value in vars(colours).items() if name.isupper()}
    drawn.pop("ochre-tile")

    assert drawn == {name: tokens[name] for name in drawn}


@pytest.mark.parametrize("language", LANGUAGES)
def test_manifest_speaks_the_pages_language(client: Client, language: str) -> None:
    html = client.get(f"/{language}/").content.decode()
    (address,) = re.findall('<link rel="manifest" href="([^"]+)">', html)

    response = client.get(address)
    manifest = response.json()

    assert response.headers["Content-Type"] == "application/manifest+json"
    assert manifest["name"].startswith(settings.SITE_NAME[language])
    assert (manifest["lang"], manifest["start_url"]) == (language, f"/{language}/")
    assert f'<meta name="theme-color" content="{manifest["theme_color"]}">' in html
    for icon in manifest["icons"]:
        assert "x".join(map(str, _size(icon["src"]))) == icon["sizes"]


def test_icons_are_small_files_of_the_right_size(client: Client) -> None:
    html = client.get("/en/").content.decode()
    found: dict[str, Any] = dict(re.findall('<link rel="(icon)" href="([^"]+ico)"', html))

    assert _size(found["icon"]) == (32, 32)
    assert client.get("/favicon.ico").headers["Location"] == found["icon"]
    assert 'href="/static/img/touch-icon.png"' in html
    assert _size("/static/img/touch-icon.png") == (180, 180)


def _size(address: str) -> tuple[int, int]:
    path = Path(finders.find(address.removeprefix("/static/")) or "")
    assert path.stat().st_size < 10_000
    with Image.open(path) as image:
        return image.size
