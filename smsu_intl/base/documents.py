"""Documents as they are kept: agreements, orders, letters, private unless somebody releases them.

Nothing of them lies where the public's files lie: they have a folder of their own (`PRIVATE_MEDIA_ROOT`), and names
that nobody guesses. What a file is, its content says, never its name. Photographs and scans are written anew, so that
nothing but what one sees is left of them; other files are kept as they came, and are only ever handed out to be saved.

A file that no document names any more, because it was exchanged or never saved, is kept for `KEPT_FOR`; one of a document
that was deleted for as long as that can be brought back. Then `manage.py clean_documents` deletes it. No history shows it.
"""

import io
import os
import re
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import models, transaction
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsu_intl.base import pictures
from smsu_intl.base.fields import PartialPeriodField
from smsu_intl.base.folding import fold
from smsu_intl.base.models import Leaf

FOLDER = "documents"
MOST_BYTES = 20 * 1024 * 1024
MOST_MEMBERS = 5000  # of the archive that an office document is
MOST_DIRECTORY = 1024 * 1024  # bytes of its table of contents
LONGEST_NAME = 80
KEPT_FOR = timedelta(days=30)

PDF, DOCX, ODT, JPEG, PNG = "pdf", "docx", "odt", "jpg", "png"
CONTENT_TYPES = {
    PDF: "application/pdf",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ODT: "application/vnd.oasis.opendocument.text",
    JPEG: "image/jpeg",
    PNG: "image/png",
}

DAMAGED = _("This file is damaged or incomplete. Open it on your computer, save it again and choose it once more.")


@dataclass(frozen=True)
class Received:
    """An uploaded file that may be kept: what it is, what it was called, what is kept of it."""

    suffix: str
    name: str
    content: IO[bytes]
    size: int


def read(file: Any) -> Received:
    """Return what is kept of an uploaded file; raise ValidationError saying why it is not taken."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise ValidationError(_("This file is empty."), code="empty")
    if size > MOST_BYTES:
        raise ValidationError(
            _("This file is larger than %(limit)s MB. Save it smaller, for example as a PDF for the web."),
            code="too_heavy",
            params={"limit": MOST_BYTES // 1024**2},
        )
    suffix = _sort_of(file, size)
    content: IO[bytes] = file
    if suffix in (JPEG, PNG):
        content = _drawn_anew(file, suffix)
        size = content.seek(0, io.SEEK_END)
    content.seek(0)
    return Received(suffix, plain_name(file.name), content, size)


def _sort_of(file: IO[bytes], size: int) -> str:
    """Return what a file is by its content."""
    head = file.read(8)
    if head.startswith(b"%PDF-"):
        file.seek(max(0, size - 2048))
        if b"%%EOF" not in file.read():
            raise ValidationError(DAMAGED, code="damaged")
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head == b"\x89PNG\r\n\x1a\n":
        return PNG
    if head.startswith(b"PK\x03\x04"):
        return _sort_of_archive(file, size)
    raise _unknown()


def _unknown() -> ValidationError:
    return ValidationError(
        _("This is none of the files that can be kept here: PDF, Word (.docx), OpenDocument (.odt), JPEG or PNG. Save it as a PDF."),
        code="unknown",
    )


def _sort_of_archive(file: IO[bytes], size: int) -> str:
    """Return which office document an archive is. Nothing of it is unpacked but the few letters that say so."""
    file.seek(max(0, size - 65_557))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise ValidationError(DAMAGED, code="damaged")
    members, directory = (int.from_bytes(tail[end + at : end + at + length], "little") for at, length in ((10, 2), (12, 4)))
    if members > MOST_MEMBERS or directory > MOST_DIRECTORY or b"PK\x06\x07" in tail[max(0, end - 20) : end]:
        raise _unknown()
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            sort = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except Exception as error:  # each broken archive has its own way to be broken
        raise ValidationError(DAMAGED, code="damaged") from error
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("This document contains macros: small programs. Save it without them, or as a PDF."), code="macros")
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return DOCX
    if sort == CONTENT_TYPES[ODT].encode() and "content.xml" in names:
        return ODT
    raise _unknown()


def _drawn_anew(file: IO[bytes], suffix: str) -> IO[bytes]:
    try:
        image = pictures.read(file)
    except ValidationError as error:
        known = error if error.code == "too_large" else ValidationError(DAMAGED, code="damaged")
        raise known from error
    drawn = io.BytesIO()
    image.save(drawn, "JPEG" if suffix == JPEG else "PNG", quality=92)
    return drawn


def plain_name(name: str) -> str:
    """Return what a file was called, without its ending and without anything but letters, digits and plain signs."""
    stem = PurePath(name.replace("\\", "/").replace("\x00", "")).name
    stem = stem.rpartition(".")[0] or stem
    words = re.sub(r"[^\w()№,+-]+", " ", stem.replace(".", " ")).split()
    return " ".join(words)[:LONGEST_NAME].strip()


# Files


def storage() -> FileSystemStorage:
    """Return the folder of private files: no address leads there, and no other account of the machine may read it."""
    return FileSystemStorage(location=settings.PRIVATE_MEDIA_ROOT, file_permissions_mode=0o600, directory_permissions_mode=0o700)


@dataclass(frozen=True)
class Kept:
    """A file that is kept: where, what it is, what it was called."""

    file: str
    suffix: str
    name: str
    size: int


def keep(received: Received) -> Kept:
    """Write a file under a name that nobody guesses; raise OSError if the disk will not take it."""
    file = storage().save(f"{FOLDER}/{secrets.token_hex(20)}.{received.suffix}", ContentFile(received.content.read()))
    return Kept(file, received.suffix, received.name, received.size)


def discard_all_but(names: Iterable[str]) -> int:
    """Delete the files that are not among `names` and were left `KEPT_FOR` ago, and return how many there were."""
    folder, wanted, number = storage(), set(names), 0
    if not folder.exists(FOLDER):
        return 0
    for file in folder.listdir(FOLDER)[1]:
        name = f"{FOLDER}/{file}"
        if name not in wanted and timezone.now() - folder.get_modified_time(name) > KEPT_FOR:
            folder.delete(name)
            number += 1
    return number


def _leave(name: str) -> None:
    """Let the days for which a file is still kept begin now."""
    folder = storage()
    if folder.exists(name):
        os.utime(folder.path(name))


# Records


class Document(Leaf):
    """A paper that belongs to a record: its kind, number, date and issuer, and the file."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("text of the agreement")
        ANNEX = "annex", _("annex or amendment")
        ORDER = "order", _("order")
        DECREE = "decree", _("decree")
        INVITATION = "invitation", _("invitation")
        LETTER = "letter", _("letter")
        OTHER = "other", _("another document")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.AGREEMENT)
    number = models.CharField(_("number"), max_length=100, blank=True)
    dated = PartialPeriodField(_("date"))
    issuer = models.CharField(_("issued by"), max_length=300, blank=True)
    is_released = models.BooleanField(
        _("released to the public"),
        default=False,
        help_text=_("Leave this unticked if in doubt: then only staff who work with the record can open the file."),
    )
    file = models.CharField(max_length=100, editable=False)  # below PRIVATE_MEDIA_ROOT
    name = models.CharField(_("name of the file"), max_length=LONGEST_NAME, blank=True, editable=False)
    suffix = models.CharField(max_length=4, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ("pk",)
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        models.signals.post_delete.connect(_leave_file, sender=cls)

    def __str__(self) -> str:
        title = str(self.get_kind_display())
        return f"{title[:1].upper()}{title[1:]}{f' {self.number}' if self.number else ''}"

    def take(self, kept: Kept) -> None:
        """Make a file its own. The one before is left once that is certain."""
        if (before := self.file) and before != kept.file:
            transaction.on_commit(lambda: _leave(before))
        self.file, self.name, self.suffix, self.size = kept.file, kept.name, kept.suffix, kept.size
        self.updated_at = timezone.now()

    @property
    def file_name(self) -> str:
        """What it is called where it is saved."""
        return f"{self.name or self.get_kind_display()}.{self.suffix}"

    @property
    def address_name(self) -> str:
        """The last part of its public address."""
        return f"{fold(self.name).replace(' ', '-') or self.kind}.{self.suffix}"

    @property
    def sort(self) -> str:
        """What its file is, as visitors call it: "PDF"."""
        return self.suffix.upper()

    def as_download(self, *, cache_control: str) -> FileResponse:
        """Return its file to be saved, never to be opened in the page: it came from outside."""
        try:
            file = storage().open(self.file)
        except (FileNotFoundError, ValueError) as error:
            raise Http404 from error
        response = FileResponse(file, as_attachment=True, filename=self.file_name, content_type=CONTENT_TYPES[self.suffix])
        response.headers["Cache-Control"] = cache_control
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _leave_file(sender: Any, instance: Document, **kwargs: Any) -> None:
    transaction.on_commit(lambda: _leave(instance.file))
