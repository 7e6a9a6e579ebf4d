"""Pictures as they are kept: decoded in full, upright, in sRGB, and stripped of all that is not a pixel.

Nothing of an uploaded file reaches the disk. Its pixels are copied to a new picture, and that one is
written anew: a master, which is never served, and smaller copies named `<name>-<width>.<format>`. The
name is made of the content, so a copy never changes and caches may keep it for ever.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

FOLDER = "photos"
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")  # that are read; SVG and all else is none of them
WIDTHS = (320, 640, 960)  # of the copies; a smaller picture is never made larger
MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 50_000_000  # the largest that telephones take; decoded, it fills 150 MB
MASTER_SIDE = 2560
FILE_NAME = re.compile(r"(?P<name>[0-9a-f]{20})(?:-(?P<width>[0-9]{1,3}))?\.(?:webp|avif)")
UNUSED_FOR = timedelta(days=1)  # before a file without a record is taken for left over: a form may still be about to be saved

Image.MAX_IMAGE_PIXELS = None  # MOST_PIXELS stands in its place: a refusal, never only a warning

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@dataclass(frozen=True)
class Picture:
    """A picture that is kept: what its files are called, and how large it is."""

    name: str
    width: int
    height: int
    has_avif: bool


def read(file: IO[bytes]) -> Image.Image:
    """Return an uploaded picture clean and upright, no larger than a master; raise ValidationError saying why not."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MOST_BYTES:
        raise ValidationError(
            _("This file is larger than %(limit)s MB. Save the photograph smaller."),
            code="too_heavy",
            params={"limit": MOST_BYTES // 1024**2},
        )
    try:
        image = Image.open(file, formats=FORMATS)
    except Exception as error:  # each decoder has its own ways to stumble over a broken header
        raise ValidationError(
            _("This is no photograph in JPEG, PNG, WebP or AVIF. If it comes from an iPhone, share it as JPEG."), code="no_picture"
        ) from error
    if image.width * image.height > MOST_PIXELS:  # known from the header: nothing is decoded yet
        raise ValidationError(
            _("This picture has more than %(limit)s million pixels. Save the photograph smaller."),
            code="too_large",
            params={"limit": MOST_PIXELS // 1_000_000},
        )
    try:
        return _clean(image)
    except Exception as error:
        raise ValidationError(
            _("This file is damaged or incomplete: the photograph cannot be read to its end. Copy it again from the camera or telephone."),
            code="damaged",
        ) from error


def _clean(image: Image.Image) -> Image.Image:
    image.draft(None, (MASTER_SIDE, MASTER_SIDE))  # a large JPEG is decoded smaller at once
    image.load()  # in full; of an animation, its first picture
    profile = image.info.get("icc_profile")
    small = _in_plain_pixels(image)
    small.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS)
    upright = _in_srgb(ImageOps.exif_transpose(small), profile)
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return clean


def _in_plain_pixels(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, RGBA, grey or CMYK: what can be resized and has colours of a profile."""
    if image.mode.startswith("I"):  # sixteen bits of grey, which a plain conversion would burn out
        return image.convert("I").point(lambda level: level / 256).convert("L")
    if image.mode in ("RGB", "RGBA", "L", "CMYK") and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in RGB, or in RGBA where parts of it are transparent."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    plain = image.convert("RGB") if alpha else image
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            plain = cast(Image.Image, ImageCms.profileToProfile(plain, own, SRGB, outputMode="RGB"))
        except (OSError, ImageCms.PyCMSError):  # a profile that is broken or of another kind of colours: the plain numbers will do
            pass
    plain = plain.convert("RGB")
    if alpha:
        plain.putalpha(alpha)
    return plain


def keep(image: Image.Image) -> Picture:
    """Write a clean picture and its copies; raise OSError, with nothing half-written left, if the disk will not take them."""
    master = _encoded(image, "webp", quality=90, method=4)
    name = hashlib.sha256(master).hexdigest()[:20]
    files = {f"{name}.webp": master}
    weights = {"webp": 0, "avif": 0}
    for width in widths_of(image.width):
        copy = image.resize((width, height_at(width, image.size)), Image.Resampling.LANCZOS) if width < image.width else image
        for suffix, options in (("webp", {"quality": 74, "method": 5}), ("avif", {"quality": 50, "speed": 7})):
            content = _encoded(copy, suffix, **options)
            files[f"{name}-{width}.{suffix}"] = content
            weights[suffix] += len(content)
    has_avif = weights["avif"] < weights["webp"]
    _write({file: content for file, content in files.items() if has_avif or file.endswith(".webp")})
    return Picture(name, *image.size, has_avif)


def _encoded(image: Image.Image, suffix: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, suffix, **options)
    return buffer.getvalue()


def _write(files: dict[str, bytes]) -> None:
    written: list[str] = []
    try:
        for file, content in files.items():
            path = f"{FOLDER}/{file}"
            if not default_storage.exists(path):
                written.append(path)
                default_storage.save(path, ContentFile(content))
    except OSError:
        for path in written:
            default_storage.delete(path)
        raise


def widths_of(width: int) -> list[int]:
    """Return how wide the copies of a picture are."""
    return sorted({min(width, wanted) for wanted in WIDTHS})


def height_at(width: int, size: tuple[int, int]) -> int:
    """Return how high a picture of `size` is when it is `width` wide."""
    return max(1, round(size[1] * width / size[0]))


def address(name: str, width: int, suffix: str = "webp") -> str:
    """Return the address of a copy."""
    return default_storage.url(f"{FOLDER}/{name}-{width}.{suffix}")


def copy_of(name: str, width: int, suffix: str) -> bytes | None:
    """Return a copy's content; None if there is none."""
    path = f"{FOLDER}/{name}-{width}.{suffix}"
    try:
        with default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


def discard(name: str) -> None:
    """Delete a picture's master and all its copies."""
    for file in _files():
        if (match := FILE_NAME.fullmatch(file)) and match["name"] == name:
            default_storage.delete(f"{FOLDER}/{file}")


def discard_all_but(names: Iterable[str]) -> int:
    """Delete the files of every other picture, and what else lies between them; return how many they were.

    Files of the last day are left: they may be of a form that is being saved at this moment.
    """
    kept = set(names)
    since = timezone.now() - UNUSED_FOR
    left_over = [
        path
        for file in _files()
        if not ((match := FILE_NAME.fullmatch(file)) and match["name"] in kept)
        if default_storage.get_modified_time(path := f"{FOLDER}/{file}") < since
    ]
    for path in left_over:
        default_storage.delete(path)
    return len(left_over)


def _files() -> Iterator[str]:
    try:
        yield from default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # nothing was ever uploaded
        return
