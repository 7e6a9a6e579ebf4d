"""Pictures for a demonstration: drawn, never taken, each saying what a photograph there would show."""

from typing import Any

from PIL import Image, ImageDraw, ImageFont

from departments.models import Department
from events.models import Event, Photo, Visit
from smsu_intl.base.pictures import keep

# whose, by the last part of its address → what each photograph would show, in en, ru and uz
SAMPLES: dict[tuple[Any, str], list[tuple[str, str, str]]] = {
    (Visit, "rohrig-institute-october-2024"): [
        ("two people at a lectern", "двое у кафедры", "minbar yonidagi ikki kishi"),
        ("a lecture hall, seen from its last row", "лекционный зал, вид с последнего ряда", "maʼruza zali, oxirgi qatordan koʻrinishi"),
    ],
    (Visit, "sechenov-university-june-2023"): [
        ("students in front of a university", "студенты перед университетом", "universitet oldidagi talabalar"),
    ],
    (Event, "obstetrics-and-gynecology-1-yearly-series"): [
        ("a round table with guests", "круглый стол с гостями", "mehmonlar bilan davra suhbati"),
        ("a master class at a simulator", "мастер-класс у симулятора", "simulyator yonidagi mahorat darsi"),
        ("the audience of a seminar", "слушатели семинара", "seminar tinglovchilari"),
    ],
    (Department, "neurology"): [
        ("a ward round with guests", "обход с гостями", "mehmonlar bilan shifokor koʻrigi"),
        ("a group in front of the clinic", "группа перед клиникой", "klinika oldidagi guruh"),
        ("a video conference on a wall", "видеоконференция на стене", "devordagi videokonferensiya"),
        ("an agreement on a desk", "соглашение на столе", "stol ustidagi bitim"),
    ],
}
WORDING = {"en": "Sample picture: {}", "ru": "Рисунок-образец: {}", "uz": "Namuna rasm: {}"}
GROUNDS = ("#12264f", "#1b3a7a", "#00707c")
SIZE = (1440, 960)
TILE = 160


def add_samples() -> None:
    """Give a few visits, events and departments sample photographs, unless there is a photograph already."""
    if Photo.objects.exists():
        return
    number = 0
    for (model, slug), subjects in SAMPLES.items():
        owner = model.objects.filter(slug=slug).first()
        for order, subject in enumerate(subjects if owner else (), 1):
            texts = {language: WORDING[language].format(words) for language, words in zip(WORDING, subject, strict=True)}
            photo = Photo(status=Photo.Status.PUBLISHED, is_sample=True, order=order, **{model._meta.model_name: owner})
            for language, text in texts.items():
                setattr(photo, f"alt_{language}", text)
            photo.take(keep(draw(texts["en"], GROUNDS[number % len(GROUNDS)])))
            photo.save()
            number += 1


def draw(text: str, ground: str) -> Image.Image:
    """Return a picture of eight-point stars with words on it."""
    image = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(image)
    for row, top in enumerate(range(-TILE // 2, SIZE[1] + TILE, TILE)):
        for left in range(-TILE if row % 2 else -TILE // 2, SIZE[0] + TILE, TILE):
            _draw_star(pen, left, top, TILE * 0.3)
    kind, _colon, subject = text.partition(": ")
    pen.rectangle((TILE, SIZE[1] * 0.3, SIZE[0] - TILE, SIZE[1] * 0.7), fill="#faf7f1", outline="#c98a1b", width=8)
    for words, size, height, colour in ((kind, 68, 0.42, "#85560a"), (subject, 76, 0.56, "#16222e")):
        font = ImageFont.load_default(size)
        widest = SIZE[0] - 3 * TILE
        if pen.textlength(words, font) > widest:
            font = ImageFont.load_default(size * widest / pen.textlength(words, font))
        pen.text((SIZE[0] / 2, SIZE[1] * height), words, fill=colour, anchor="mm", font=font)
    return image


def _draw_star(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    side, tip = radius * 0.72, radius
    pen.polygon([(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)], outline="#1fa6b0", width=4)
    pen.polygon([(x, y - tip), (x + tip, y), (x, y + tip), (x - tip, y)], outline="#c98a1b", width=4)
