"""Images that are drawn, not stored: the star, the tile band, and the card that stands for a page where it is shared."""

from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import accumulate, takewhile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from smsu_intl.base import colours

FACE = Path(__file__).parent / "fonts" / "card.ttf"
FINER = 4  # drawn so many times larger, then made smaller: smooth edges

CARD = WIDTH, HEIGHT = 1200, 630
MARGIN = 80
BAND, FOOT = 64, 110  # heights
TITLE_SIZES = (80, 68, 58, 50, 44)  # the first at which the title fits
MOST_LINES = {80: 2, 68: 3, 58: 3, 50: 4, 44: 5}
SITE_SIZES = (34, 30, 28, 26)
MOST_LETTERS = 300


@dataclass(frozen=True)
class Card:
    """What a card says: what sort of page it is, its name, a line below, and whose site it is."""

    sort: str
    title: str
    detail: str
    site: str
    room: str


def star(size: int, *, ground: str | None = None, inset: float = 0) -> Image.Image:
    """Return the eight-point star of `star.svg`; on a ground, with a part of its size left free on each side."""
    scale = size * FINER * (1 - 2 * inset) / 36
    start = size * FINER * inset
    image = Image.new("RGBA", (size * FINER, size * FINER), ground or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(start + x * scale, start + y * scale) for x, y in points]

    draw.polygon(at((7, 7), (29, 7), (29, 29), (7, 29)), colours.TILE)
    draw.polygon(at((18, 2.44), (33.56, 18), (18, 33.56), (2.44, 18)), colours.TILE)
    draw.ellipse(at((11.5, 11.5), (24.5, 24.5)), colours.DEEP_LAPIS)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _tile() -> Image.Image:
    """Return one tile of `band.svg`, 192 × 64."""
    scale = 4 * FINER
    image = Image.new("RGB", (48 * scale, 16 * scale), colours.DEEP_LAPIS)
    draw = ImageDraw.Draw(image)

    def at(*numbers: float) -> list[float]:
        return [number * scale for number in numbers]

    points = "8 1.2 10 3.9 13.2 2.8 12.1 6 14.8 8 12.1 10 13.2 13.2 10 12.1 8 14.8 6 12.1 2.8 13.2 3.9 10 1.2 8 3.9 6 2.8 2.8 6 3.9"
    draw.polygon(at(*map(float, points.split())), colours.TILE)
    draw.polygon(at(32, 4, 36, 8, 32, 12, 28, 8), colours.OCHRE_TILE)
    for start, end in ((16, 26), (38, 48)):
        draw.rectangle(at(start, 7.5, end, 8.5), colours.TILE)
    return image.resize((192, BAND), Image.Resampling.LANCZOS)


@cache
def _empty_card() -> Image.Image:
    image = Image.new("RGB", CARD, colours.GANCH)
    tile = _tile()
    for x in range(0, WIDTH, tile.width):
        image.paste(tile, (x, 0))
    ImageDraw.Draw(image).rectangle((0, HEIGHT - FOOT, WIDTH, HEIGHT), colours.DEEP_LAPIS)
    mark = star(66)
    image.paste(mark, (MARGIN, HEIGHT - FOOT + (FOOT - 66) // 2), mark)
    return image


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACE, size, layout_engine=ImageFont.Layout.BASIC)


def draw_card(card: Card) -> bytes:
    """Return the card as a PNG."""
    image = _empty_card().copy()
    draw = ImageDraw.Draw(image)
    width = WIDTH - 2 * MARGIN
    y = BAND + 46
    draw.text((MARGIN, y), _cut(card.sort, 34, width), colours.TURQUOISE, _face(34))
    size, lines = _fit(card.title[:MOST_LETTERS], width)
    y += 58
    for line in lines:
        draw.text((MARGIN, y), line, colours.LAPIS, _face(size))
        y += round(size * 1.16)
    draw.text((MARGIN, y + 16), _cut(card.detail, 34, width), colours.QUIET, _face(34))
    foot, beside = HEIGHT - FOOT, MARGIN + 66 + 28
    room = WIDTH - beside - MARGIN
    size = next((size for size in SITE_SIZES if _length(card.site, size) <= room), SITE_SIZES[-1])
    draw.text((beside, foot + 50), _cut(card.site, size, room), colours.ON_DEEP, _face(size), anchor="ls")
    draw.text((beside, foot + 60), _cut(card.room, 26, room), colours.ON_DEEP_QUIET, _face(26))
    file = BytesIO()
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _fit(title: str, width: int) -> tuple[int, list[str]]:
    """Return the largest size at which the title fits, and its lines; at the smallest what does not fit is cut."""
    for size in TITLE_SIZES:
        lines = _wrap(title, size, width)
        if len(lines) <= MOST_LINES[size]:
            return size, lines
    kept = lines[: MOST_LINES[size]]
    return size, [*kept[:-1], _cut(f"{kept[-1]} …", size, width)]


def _wrap(text: str, size: int, width: int) -> list[str]:
    """Return the lines of a text; a word that is longer than a line is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _length(longer, size) <= width:
            lines[-1] = longer
            continue
        if not lines[-1]:
            lines.pop()
        rest = word
        while part := rest[: _letters_within(rest, size, width)]:
            lines.append(part)
            rest = rest[len(part) :]
    return lines


def _cut(text: str, size: int, width: int) -> str:
    """Return a text that fits one line, with an ellipsis where it was cut."""
    text = " ".join(text[:MOST_LETTERS].split())
    if _length(text, size) <= width:
        return text
    return f"{text[: _letters_within(text, size, width - _length('…', size))].rstrip()}…"


def _letters_within(text: str, size: int, width: float) -> int:
    """Return how many of the first letters fit into a width; one at least."""
    reached = accumulate(_advance(letter, size) for letter in text)
    return max(1, sum(1 for _ in takewhile(lambda end: end <= width, reached)))


def _length(text: str, size: int) -> float:
    return sum(_advance(letter, size) for letter in text)


@lru_cache(maxsize=4096)
def _advance(letter: str, size: int) -> float:
    """Return the width of a letter: the plain layout sets one after the other."""
    return _face(size).getlength(letter)
