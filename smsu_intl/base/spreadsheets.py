"""Files with tables, as people have them: read whatever their program wrote, refused in plain words where it is no table, and written."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import batched
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

LARGEST = 5  # megabytes of a file that is read
MEGABYTE = 1024 * 1024
MOST_UNPACKED = 60 * MEGABYTE  # of a workbook, which is a ZIP archive
MOST_PARTS = 500
MOST_COLUMNS = 100
MOST_COMMENTS = 20  # rows for people
MOST_LINES = 20_000  # of a sheet that are looked at, the empty ones too
LONGEST_CELL = 32_767  # characters that a spreadsheet takes

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins the files of Office before 2007, and locked ones of today
_PICTURES_AND_PAPERS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"BM",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"{\\rtf",
    b"\x1f\x8b",
    b"Rar!",
    b"7z",
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|svg)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CYRILLIC_WORD = re.compile("[a-zA-Z\u0400-\u04ff]*[\u0400-\u04ff][a-zA-Z\u0400-\u04ff]*")
_USUAL = re.compile("[А-Яа-яЁё№«»–—“”‘’…]")  # what is not ASCII in a Russian text


class UnreadableError(Exception):
    """A file that is not read; the message says why and what helps, in the active language."""


@dataclass
class Line:
    """A row of a file, with the number that a spreadsheet shows beside it."""

    number: int
    cells: list[str]
    excess: int = 0  # cells more than the heading has; less than 0 if some are missing

    @property
    def is_comment(self) -> bool:
        """Whether its first cell begins with “#”: such a row is for people."""
        return self.cells[0].startswith("#")


@dataclass
class Table:
    """The heading of a file and the rows below it; empty rows are left out."""

    heading: list[str]
    lines: list[Line] = field(default_factory=list)


def neutral(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def as_typed(text: str) -> str:
    """Return what `neutral` was given."""
    return text[1:] if text.startswith("'") and neutral(text[1:]) == text else text


# Reading


def read_table(file: Any, most: int) -> Table:
    """Return the table in an uploaded file with at most `most` rows. Raise UnreadableError if there is none."""
    if file.size > LARGEST * MEGABYTE:
        raise UnreadableError(
            _("The file has %(size)s MB. At most %(limit)s MB are read: split it into several files.")
            % {"size": round(file.size / MEGABYTE, 1), "limit": LARGEST}
        )
    data = file.read()
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise UnreadableError(_("The file is empty."))
    rows = _rows_of_workbook(data) if data.startswith(b"PK") else _rows_of_text(data)
    return _table(rows, most, ragged=not data.startswith(b"PK"))


def _table(rows: Iterable[Sequence[Any]], most: int, *, ragged: bool) -> Table:
    table: Table | None = None
    for number, row in enumerate(rows, 1):
        cells = [_cell(value) for value in row]
        if not any(cell != "" for cell in cells):
            continue
        if table is None:
            if number > 1 and not ragged:
                raise UnreadableError(_("The first row must be the heading. Take the template, or delete the rows above the heading."))
            heading = [str(cell) for cell in cells]
            while heading and not heading[-1]:
                heading.pop()
            if len(heading) > MOST_COLUMNS:
                raise UnreadableError(_("The table has more than %(limit)s columns.") % {"limit": MOST_COLUMNS})
            table = Table(heading)
            continue
        width = len(table.heading)
        beyond = max((place for place, cell in enumerate(cells, 1) if cell != ""), default=0) - width
        excess = beyond if beyond > 0 else min(len(cells) - width, 0) if ragged else 0
        table.lines.append(Line(number, (cells + [""] * width)[:width], excess))
        if len(table.lines) > most + MOST_COMMENTS:
            break
    if table is None:
        raise UnreadableError(_("The file is empty."))
    if len([line for line in table.lines if not line.is_comment]) > most:
        raise UnreadableError(
            _("The table has more than %(limit)s rows. At most that many are read at once: split it into several files.") % {"limit": most}
        )
    return table


def normal(text: str) -> str:
    """Return `text` as a cell keeps it: without what no spreadsheet shows."""
    return re.sub(r"[ \t\u00a0\u202f]+", " ", _CONTROL.sub("", text.replace("_x000D_", "").replace("\r\n", "\n"))).strip()


def _cell(value: Any) -> str:
    """Return a cell as a text; a day in the form 2024-10-08."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | float) and float(value).is_integer() and abs(value) < 1e15:
        value = int(value)
    return "" if value is None else as_typed(normal(str(value)))


def _rows_of_workbook(data: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_workbook(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableError(_("The file is damaged. Open it in Excel, save it anew, and try again.")) from error
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims of its size is not believed
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
            if number > MOST_LINES:
                raise UnreadableError(
                    _("The sheet goes on for more than %(limit)s rows. Delete the empty ones below the table.") % {"limit": MOST_LINES}
                )
            yield row
    except UnreadableError:
        raise
    except Exception as error:  # openpyxl lets through whatever a broken file makes of its parser
        raise UnreadableError(_("The file is damaged. Open it in Excel, save it anew, and try again.")) from error


def _check_workbook(archive: zipfile.ZipFile) -> None:
    """Raise UnreadableError if an archive is no workbook, or would burst when it is unpacked."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        if "mimetype" in names and b"opendocument" in archive.open("mimetype").read(200):
            raise UnreadableError(_("OpenDocument files (.ods) are not read. Save the table as Excel workbook (.xlsx) or as CSV."))
        raise UnreadableError(_("This is not a table. Choose an Excel workbook (.xlsx) or a CSV file."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableError(_("The workbook is far larger than it looks and was not opened. Copy the table into a new workbook."))
    for part in parts:
        if part.flag_bits & 1:
            raise UnreadableError(_("The file is locked with a password. Save it without a password, and try again."))
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(65536).replace(b"\0", b"").upper():
                    raise UnreadableError(
                        _("The workbook holds something that no table needs and was not opened. Copy the table into a new workbook.")
                    )


def _rows_of_text(data: bytes) -> Iterator[Sequence[Any]]:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError(_("The file is locked with a password. Save it without a password, and try again."))
        raise UnreadableError(_("Old Excel files (.xls) are not read. Open it in Excel and save it as Excel workbook (.xlsx) or as CSV."))
    in_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff")) or _unmarked_utf16(data)
    if data.startswith(_PICTURES_AND_PAPERS) or _MARKUP.match(data) or (0 in data and not in_utf16):
        raise UnreadableError(_("This is not a table. Choose an Excel workbook (.xlsx) or a CSV file."))
    text = _decoded(data)
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # a line for Excel only, which it does not show
        text, delimiter = rest, first.strip()[4]
    else:
        unquoted = re.sub('"[^"]*"', "", first)
        delimiter = max(";\t,", key=unquoted.count)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableError(_("The file is damaged. Open it in Excel, save it anew, and try again.")) from error


def _decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1251. Raise UnreadableError if it is in none of them."""
    unknown = UnreadableError(
        _("The letters of this file cannot be read for certain. In Excel, save it as “CSV UTF-8” or as Excel workbook (.xlsx).")
    )
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), *_unmarked_utf16(data)):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise unknown from error
            break
    else:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            try:
                text = data.decode("cp1251")
            except UnicodeDecodeError as error:
                raise unknown from error
            if not _is_russian(text):
                raise unknown from None
    if _CONTROL.search(text):
        raise UnreadableError(_("This is not a table. Choose an Excel workbook (.xlsx) or a CSV file."))
    return text


def _is_russian(text: str) -> bool:
    """Whether a text read as Windows-1251 was written so: what was not has words of two alphabets, or unusual letters."""
    words = _CYRILLIC_WORD.findall(text)
    mixed = [word for word in words if re.search("[a-zA-Z]", word)]
    strange = [letter for letter in text if not letter.isascii()]
    return len(mixed) * 5 < len(words) and len(_USUAL.findall(text)) >= 0.8 * len(strange)


def _unmarked_utf16(data: bytes) -> list[tuple[bytes, str]]:
    """Return how a file in UTF-16 without its mark is read: every other byte says Latin or Cyrillic."""
    start = data[:400]
    for encoding, alphabets in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(data) % 2 == 0 and 0 in start and sum(byte in (0, 4) for byte in alphabets) >= 0.8 * len(alphabets) > 1:
            return [(b"", encoding)]
    return []


# Writing


def csv_pieces(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Return a CSV file piece by piece, in UTF-8 with the mark that spreadsheets know it by."""
    yield "\ufeff"
    for some in batched(rows, 200, strict=False):
        piece = StringIO()
        csv.writer(piece).writerows([neutral(cell) for cell in row] for row in some)
        yield piece.getvalue()


def workbook(sheets: Sequence[tuple[str, Iterable[Sequence[str]], Sequence[int]]]) -> bytes:
    """Return a workbook of sheets, each with its title, its rows with the heading first, and the widths of its columns."""
    book = Workbook(write_only=True)
    for title, rows, widths in sheets:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
        sheet.freeze_panes = "A2"
        for place, width in enumerate(widths):
            sheet.column_dimensions[_letters(place)].width = width
        for number, row in enumerate(rows):
            sheet.append([_written(sheet, text, bold=number == 0) for text in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def text_cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """Return a cell that holds `text` and nothing else; none for no text."""
    if not text:
        return None
    cell: Any = WriteOnlyCell(sheet, neutral(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST_CELL])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _written(sheet: Any, text: str, *, bold: bool) -> Any:
    """Return a cell of a sheet in which people go on writing."""
    if cell := text_cell(sheet, text, bold=bold):
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.number_format = "@"  # what is typed over it stays as it is typed
    return cell
