"""Documents: what is taken and what is refused, by content, and where the files are."""

import io
import os
import stat
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from smsu_intl.base import documents
from smsu_intl.settings import private_folder, site_address
from tests import factories

ODT = b"application/vnd.oasis.opendocument.text"


def upload(content: bytes, name: str = "file.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def docx(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w:document/>", **more})


def picture(sort: str, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, sort, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"%PDF-1.4\nsigned\n%%EOF\n", "pdf"),
        (docx(), "docx"),
        (archive(mimetype=ODT, **{"content.xml": b"<office/>"}), "odt"),
        (picture("JPEG"), "jpg"),
        (picture("PNG"), "png"),
    ],
)
def test_file_is_what_its_content_says(content: bytes, suffix: str) -> None:
    received = documents.read(upload(content, "order.exe"))

    assert (received.suffix, received.name) == (suffix, "order")
    assert documents.keep(received).file.endswith(f".{suffix}")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<script>alert(1)</script>", "unknown"),
        (b"<svg onload='alert(1)'/>", "unknown"),
        (b"MZ\x90\x00", "unknown"),
        (b"%PDF-1.4\ncut off", "damaged"),
        (b"PK\x03\x04 cut off", "damaged"),
        (docx()[:-5], "damaged"),
        (docx()[:200] + b"\x00" * 60 + docx()[-22:], "damaged"),
        (archive(**{"xl__workbook.xml": b"<x/>"}), "unknown"),
        (archive(mimetype=b"application/epub+zip", **{"content.xml": b"x"}), "unknown"),
        (archive(**{f"{number}": b"" for number in range(documents.MOST_MEMBERS + 1)}), "unknown"),
        (docx(**{"word__vbaProject.bin": b"x"}), "macros"),
        (b"\xff\xd8\xff\xe0 no picture", "damaged"),
        (picture("PNG")[:60], "damaged"),
        (picture("GIF"), "unknown"),
    ],
)
def test_other_files_are_refused_by_content(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        documents.read(upload(content, "agreement.pdf"))

    assert refused.value.code == code


@given(st.lists(st.tuples(st.integers(4, 900), st.integers(0, 255)), max_size=12))
def test_broken_archives_are_refused_and_nothing_worse(changes: list[tuple[int, int]]) -> None:
    broken = bytearray(docx(**{"word__styles.xml": b"x" * 500}))
    for place, value in changes:
        broken[place % len(broken)] = value
    with suppress(ValidationError):
        documents.read(upload(bytes(broken)))


def test_file_that_is_too_large_is_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_BYTES", 1024 * 1024)
    with override("uz"), pytest.raises(ValidationError) as refused:
        documents.read(upload(b"%PDF-" + b"x" * 1024 * 1024))

    assert "1 MB" in refused.value.messages[0]


def test_scan_loses_what_one_does_not_see() -> None:
    exif = Image.Exif()
    exif[0x010E] = "my telephone"
    received = documents.read(upload(picture("JPEG", exif=exif) + b"<script>"))
    content = received.content.read()

    assert b"my telephone" not in content
    assert b"<script>" not in content
    assert received.size == len(content)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Шартнома № 5 (2024).pdf", "Шартнома № 5 (2024)"),
        ("Shartnoma oʻquv.docx", "Shartnoma oʻquv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\order.pdf", "order"),
        ('a"; filename="b.html', "a filename b"),
        ("\u202efdp.exe", "fdp"),
        ("...", ""),
        ("x" * 300 + ".pdf", "x" * documents.LONGEST_NAME),
    ],
)
def test_name_is_made_plain(typed: str, kept: str) -> None:
    assert documents.plain_name(typed) == kept


@pytest.mark.django_db
def test_files_are_private_and_nobody_guesses_their_names() -> None:
    first, second = (factories.document(upload=factories.pdf("same.pdf", "same")) for _number in range(2))
    path = Path(settings.PRIVATE_MEDIA_ROOT, first.file)

    assert first.file != second.file
    assert "same" not in first.file
    assert len(path.stem) == 40
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not Path(settings.MEDIA_ROOT, first.file).exists()


@pytest.mark.django_db
def test_files_without_a_document_are_deleted_after_their_days(django_capture_on_commit_callbacks: Any, capsys: Any) -> None:
    exchanged, deleted, staying = (factories.document() for _number in range(3))
    files = [exchanged.file, deleted.file, staying.file]
    for file in files:
        os.utime(Path(settings.PRIVATE_MEDIA_ROOT, file), (0, 0))  # they are old
    with django_capture_on_commit_callbacks(execute=True):
        exchanged.take(documents.keep(documents.read(factories.pdf())))
        exchanged.save()
        deleted.delete()
    call_command("clean_documents")
    assert all(documents.storage().exists(file) for file in files)

    before = time.time() - documents.KEPT_FOR.total_seconds() - 60
    for file in files:
        os.utime(Path(settings.PRIVATE_MEDIA_ROOT, file), (before, before))
    call_command("clean_documents")
    assert [documents.storage().exists(file) for file in files] == [False, False, True]
    assert documents.storage().exists(exchanged.file)
    assert "2 files" in capsys.readouterr().out


def test_nothing_to_clean_is_no_trouble(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "new"

    assert documents.discard_all_but([]) == 0


@pytest.mark.parametrize("inside", [".", "below", "below/../below"])
def test_private_folder_among_served_files_is_refused(tmp_path: Path, inside: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PRIVATE_MEDIA_ROOT lies in MEDIA_ROOT"):
        private_folder(tmp_path / inside, {"MEDIA_ROOT": tmp_path})

    assert private_folder(tmp_path / "a", {"MEDIA_ROOT": tmp_path / "b"}) == tmp_path / "a"


@pytest.mark.parametrize("address", ["intl.example.edu", "ftp://example.edu", "https://example.edu/admin/", "https://"])
def test_site_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_ADDRESS"):
        site_address(address)


def test_site_address_ends_without_a_stroke() -> None:
    assert site_address("https://example.edu/") == "https://example.edu"
    assert site_address("") == ""
