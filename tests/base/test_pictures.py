"""Uploaded pictures: what is refused, what is left out of what is kept, and how large the copies are."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageCms

from smsu_intl.base import pictures
from smsu_intl.base.pictures import keep, read

SECRET = b"<script>alert('secret')</script>"


def file_of(image: Image.Image, kind: str = "JPEG", **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file


def two_halves(size: tuple[int, int] = (640, 400), mode: str = "RGB", colours: tuple[Any, Any] = ("red", "blue")) -> Image.Image:
    """Return a picture whose left half is of another colour than its right."""
    image = Image.new(mode, size, colours[1])
    image.paste(colours[0], (0, 0, size[0] // 2, size[1]))
    return image


def exif_with_place(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (39.0, 39.0, 15.0)
    return exif


def files_of(name: str) -> list[Path]:
    return sorted(Path(settings.MEDIA_ROOT, pictures.FOLDER).glob(f"{name}*"))


def is_near(pixel: Any, red: int, green: int, blue: int) -> bool:
    return all(abs(found - wanted) < 25 for found, wanted in zip(pixel, (red, green, blue), strict=True))


def test_rotated_photograph_stands_upright_and_tells_no_place() -> None:
    """Orientation 6: the camera was turned, and the file's left is the picture's top."""
    kept = keep(read(file_of(two_halves((1600, 1000)), exif=exif_with_place(6), comment=SECRET)))

    assert (kept.width, kept.height) == (1000, 1600)
    assert len(files_of(kept.name)) == 4 + 3 * kept.has_avif
    for path in files_of(kept.name):
        assert SECRET not in path.read_bytes()
        with Image.open(path) as image:
            assert not image.getexif()
            assert not image.info.keys() & {"exif", "xmp", "icc_profile", "comment"}
            assert is_near(image.convert("RGB").getpixel((image.width // 2, 10)), 255, 0, 0)
            assert is_near(image.convert("RGB").getpixel((image.width // 2, image.height - 10)), 0, 0, 255)


def test_transparent_picture_stands_on_white() -> None:
    clean = read(file_of(two_halves(mode="RGBA", colours=((255, 0, 0, 255), (0, 0, 0, 0))), "PNG"))

    assert clean.mode == "RGB"
    assert clean.getpixel((10, 10)) == (255, 0, 0)
    assert clean.getpixel((630, 10)) == (255, 255, 255)


def test_picture_for_print_becomes_one_for_screens() -> None:
    clean = read(file_of(two_halves(mode="CMYK", colours=((0, 255, 255, 0), (0, 0, 0, 0))), quality=95))

    assert clean.mode == "RGB"
    assert is_near(clean.getpixel((10, 10)), 255, 0, 0)
    assert is_near(clean.getpixel((630, 10)), 255, 255, 255)


def test_colours_of_another_profile_are_converted() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # of no use to an RGB picture
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    for icc in (profile, srgb, b"broken"):
        assert is_near(read(file_of(two_halves(), icc_profile=icc)).getpixel((10, 10)), 255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_any_kind_of_pixels_is_understood(mode: str) -> None:
    image = Image.new(mode, (64, 64), 32768) if mode == "I;16" else Image.new("L", (64, 64), 204).convert(mode, dither=Image.Dither.NONE)
    clean = read(file_of(image, "PNG"))

    assert clean.mode == "RGB"
    assert is_near(clean.getpixel((5, 5)), *(3 * [{"1": 255, "I;16": 128}.get(mode, 204)]))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_animation_becomes_its_first_picture(kind: str) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "green")]
    kept = keep(read(file_of(frames[0], kind, save_all=True, append_images=frames[1:])))

    for path in files_of(kept.name):
        with Image.open(path) as image:
            assert getattr(image, "n_frames", 1) == 1
            assert is_near(image.convert("RGB").getpixel((5, 5)), 255, 0, 0)


def test_picture_that_is_also_a_page_is_written_clean() -> None:
    file = file_of(two_halves(), comment=SECRET)
    file.seek(0, io.SEEK_END)
    file.write(b"<html><body>" + SECRET)

    for path in files_of(keep(read(file)).name):
        assert SECRET not in path.read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: b"", "no_picture"),
        (lambda: b"no picture at all", "no_picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_picture"),
        (lambda: b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>", "no_picture"),
        (lambda: file_of(two_halves(), "GIF").getvalue(), "no_picture"),
        (lambda: file_of(two_halves(), "TIFF").getvalue(), "no_picture"),
        (lambda: b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "no_picture"),
        (lambda: file_of(two_halves()).getvalue()[:1500], "damaged"),
        (lambda: file_of(Image.effect_noise((300, 300), 80), "PNG").getvalue()[:20_000], "damaged"),
        (lambda: file_of(Image.effect_noise((300, 300), 80), "WEBP").getvalue()[:5_000], "damaged"),
        (lambda: file_of(Image.new("1", (10_000, 10_000)), "PNG").getvalue(), "too_large"),
        (lambda: b"\xff\xd8\xff" + b"\x00" * pictures.MOST_BYTES, "too_heavy"),
    ],
)
def test_what_is_no_whole_photograph_is_refused(content: Callable[[], bytes], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(io.BytesIO(content()))

    assert refused.value.code in ({code, "no_picture"} if code == "damaged" else {code})


def test_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = file_of(Image.new("1", (10_000, 10_000)), "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("it was decoded"))

    assert len(bomb.getvalue()) < 20_000
    with pytest.raises(ValidationError, match="more than 50 million pixels"):
        read(bomb)


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((3000, 2000), [320, 640, 960]),
        ((700, 300), [320, 640, 700]),
        ((320, 200), [320]),
        ((100, 900), [100]),
        ((6000, 2), [320, 640, 960]),
    ],
)
def test_copies_are_never_larger_than_the_picture(size: tuple[int, int], widths: list[int]) -> None:
    kept = keep(read(file_of(Image.new("RGB", size, "teal"))))

    for width in widths:
        with Image.open(io.BytesIO(pictures.copy_of(kept.name, width, "webp") or b"")) as image:
            assert image.size == (width, pictures.height_at(width, (kept.width, kept.height)))
    assert len(files_of(kept.name)) == 1 + len(widths) * (1 + kept.has_avif)
    assert max(kept.width, kept.height) <= pictures.MASTER_SIDE


def test_same_picture_is_kept_once() -> None:
    first, second = (keep(read(file_of(two_halves((400, 300), colours=("gold", "navy"))))) for _time in range(2))

    assert first == second
    assert len(files_of(first.name)) == 1 + 2 * (1 + first.has_avif)


def test_full_disk_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.new("RGB", (400, 300), "olive")
    save, before = default_storage.save, set(files_of(""))

    def save_no_more(name: str, content: Any) -> str:
        if "-400." in name:
            raise OSError(28, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", save_no_more)
    with pytest.raises(OSError, match="No space"):
        keep(image)
    assert set(files_of("")) == before


def test_files_without_a_record_are_cleaned_away_once_they_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, left_over = (keep(Image.new("RGB", (64, 48), colour)) for colour in ("coral", "salmon"))
    Path(settings.MEDIA_ROOT, pictures.FOLDER, "stray.txt").write_text("")

    pictures.discard_all_but([kept.name])
    assert files_of(left_over.name)

    monkeypatch.setattr(default_storage, "get_modified_time", lambda path: timezone.now() - timedelta(days=2))
    assert pictures.discard_all_but([kept.name]) >= 3
    assert files_of(kept.name)
    assert not files_of(left_over.name)
    assert not files_of("stray")
