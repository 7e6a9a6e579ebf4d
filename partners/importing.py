"""Taking over a reference list of the world's institutions, so that staff pick a partner instead of typing it.

What is imported stays a draft: the public sees an institution once somebody's partnership with it is published.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import batched
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from partners.models import RESERVED_ADDRESSES, Institution, InstitutionName
from partners.search import indexing
from smsu_intl.base.countries import is_country
from smsu_intl.base.folding import fold
from smsu_intl.base.models import web_address

BATCH = 1000  # lines taken over in one transaction
LONGEST_LINE = 1_000_000  # bytes
MOST_REFUSALS = 20  # told one by one
FOLDED = ("folded", *(f"{kind}_{language}" for kind in ("folded", "sorted") for language, _name in settings.LANGUAGES))

# The registry's types by what a secretary calls them; the first that fits decides.
KINDS = (
    ("education", Institution.Kind.UNIVERSITY),
    ("healthcare", Institution.Kind.HOSPITAL),
    ("facility", Institution.Kind.INSTITUTE),
    ("company", Institution.Kind.COMPANY),
    ("government", Institution.Kind.AGENCY),
    ("funder", Institution.Kind.FUNDER),
    ("nonprofit", Institution.Kind.SOCIETY),
)


@dataclass
class Report:
    """What an import did: how many lines of each fate, and the refused ones with number and reason."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[tuple[int, str]] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)  # the identifiers of the lines so far, of which no other line may be

    def refuse(self, number: int, reason: str) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append((number, reason))


@dataclass(frozen=True)
class Line:
    """An institution as a line of the list tells it, checked."""

    number: int
    reference: str
    digest: str
    values: dict[str, Any]
    names: tuple[tuple[str, str, str], ...]  # text, language, sort

    @property
    def ror(self) -> str:
        return str(self.values["ror"])


def open_list(path: Path) -> BinaryIO:
    """Open a list of one JSON object per line, compressed by gzip or plain. Raise OSError if it cannot be read."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if is_gzip else path.open("rb")  # type: ignore[return-value]


def import_lines(file: Iterable[bytes]) -> Iterator[Report]:
    """Take over the list line by line; yield the report, which grows, after each batch is safe in the database.

    The same list a second time changes nothing; what an interrupted import has taken over is passed by.
    """
    report = Report()
    for some in batched(enumerate(file, 1), BATCH, strict=False):
        lines = [line for number, raw in some if (line := _checked(number, raw, report))]
        _take_over(lines, report)
        yield report


def _checked(number: int, raw: bytes, report: Report) -> Line | None:
    if not raw.strip():
        return None
    try:
        if len(raw) > LONGEST_LINE:
            raise ValueError("the line is too long")
        return read_line(number, raw)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        report.refuse(number, str(error)[:200])
        return None


def read_line(number: int, raw: bytes) -> Line:
    """Return the institution that a line tells of. Raise ValueError with the reason if it tells of none."""
    row = json.loads(raw)
    if not isinstance(row, dict):
        raise ValueError("it is not an object")
    reference, name, country = (_text(row, key, longest) for key, longest in (("id", 200), ("name", 300), ("country", 2)))
    if not reference or not name:
        raise ValueError("it has no id or no name")
    if not is_country(country):
        raise ValueError(f"{country!r} is not the code of a country")
    labels = {str(code)[:10]: str(text)[:300] for code, text in _dict(row, "labels").items() if _printable(text)}
    website = _text(row, "website", 300)
    try:
        web_address(website)
    except ValidationError:
        website = ""
    values = {
        "name_en": labels.get("en") or name,
        "name_ru": labels.get("ru", ""),
        "name_uz": labels.get("uz", ""),
        "kind": next((kind for sort, kind in KINDS if sort in _list(row, "types")), Institution.Kind.ORGANISATION),
        "country": country,
        "city_en": _text(row, "city", 100),
        "subdivision": _text(row, "region", 100),
        "website": website,
        "ror": _text(row, "ror", 100).rpartition("/")[2][:9],
        "latitude": _coordinate(row, "lat", 90),
        "longitude": _coordinate(row, "lng", 180),
        "is_active": row.get("status", "active") == "active",
    }
    if values["latitude"] is None or values["longitude"] is None:
        values["latitude"] = values["longitude"] = None
    sorts = InstitutionName.Sort
    forms = [(name, "", sorts.OTHER)]
    forms += [(text, "", sorts.OTHER) for text in _list(row, "aliases")]
    forms += [(text, code, sorts.NATIVE) for code, text in labels.items()]
    forms += [(text, "", sorts.ACRONYM) for text in _list(row, "acronyms")]
    shown = {values["name_en"], values["name_ru"], values["name_uz"]}
    names = {text[:300]: (text[:300], code, str(sort)) for text, code, sort in forms if _printable(text) and text not in shown}
    digest = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]
    return Line(number, reference, digest, values, tuple(names.values()))


def _printable(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip()) and "\x00" not in text and text.isprintable()


def _text(row: dict[str, Any], key: str, longest: int) -> str:
    value = row.get(key) or ""
    if not isinstance(value, str) or "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError(f"its {key} is not a text")
    return value.strip()[:longest]


def _list(row: dict[str, Any], key: str) -> list[Any]:
    value = row.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"its {key} are not a list")
    return value


def _dict(row: dict[str, Any], key: str) -> dict[Any, Any]:
    value = row.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f"its {key} are not an object")
    return value


def _coordinate(row: dict[str, Any], key: str, most: int) -> Decimal | None:
    value = row.get(key)
    if value is None:
        return None
    number = Decimal(str(value))
    if not abs(number) <= most:
        raise ValueError(f"its {key} is not on earth")
    return round(number, 5)


@transaction.atomic
def _take_over(lines: list[Line], report: Report) -> None:
    """Add or update the institutions of some lines, and the index of the search with them."""
    same = Q(reference__in=[line.reference for line in lines]) | Q(ror__in=[line.ror for line in lines if line.ror])
    known: dict[str, Institution] = {}
    for institution in Institution.objects.filter(same):
        known |= {key: institution for key in (institution.reference, institution.ror and f"ror {institution.ror}") if key}
    new, changed, named = [], [], []
    for line in lines:
        owner = known.get(f"ror {line.ror}") if line.ror else None
        found = known.get(line.reference) or owner
        identifiers = {line.reference, f"ROR identifier {line.ror}"} if line.ror else {line.reference}
        if claimed := identifiers & report.claimed:
            report.refuse(line.number, f"another line has its {max(claimed)}")
            continue
        if found and found.merged_into_id:  # staff know better: it is another, which has all of its names
            report.unchanged += 1
            continue
        if owner and owner is not found:
            report.refuse(line.number, f"“{owner}” has its ROR identifier {line.ror}")
            continue
        report.claimed |= identifiers
        if found is None:
            new.append(Institution(**line.values, reference=line.reference, reference_digest=line.digest))
            named.append((new[-1], line))
        elif found.reference_digest != line.digest:
            _update(found, line)
            changed.append(found)
            named.append((found, line))
        else:
            report.unchanged += 1
    _give_addresses(new)
    Institution.objects.bulk_create(new)
    if changed:
        fields = [*lines[0].values, "reference", "reference_digest", *FOLDED]
        Institution.objects.bulk_update(changed, fields)
    _add_names(named)
    indexing.index([institution.pk for institution, _line in named])
    report.added += len(new)
    report.changed += len(changed)


def _update(institution: Institution, line: Line) -> None:
    """Renew what came from the list; what staff have taken into their hands is only completed."""
    is_ours = institution.status != Institution.Status.DRAFT or not institution.reference
    for name, value in line.values.items():
        if not is_ours or (getattr(institution, name) in ("", None) and not (name == "ror" and institution.ror)):
            setattr(institution, name, value)
    institution.reference, institution.reference_digest = line.reference, line.digest
    for column in FOLDED:
        field: Any = institution._meta.get_field(column)
        field.pre_save(institution, add=False)


def _give_addresses(new: list[Any]) -> None:
    for institution in new:
        institution.slug = fold(str(institution.name_en)).replace(" ", "-")[:90].strip("-") or "institution"
    wanted = {institution.slug for institution in new}
    taken = {*RESERVED_ADDRESSES, *Institution.objects.filter(slug__in=wanted).values_list("slug", flat=True)}
    for institution in new:
        if institution.slug in taken:
            institution.slug += f"-{institution.ror or hashlib.sha256(institution.reference.encode()).hexdigest()[:9]}"
        taken.add(institution.slug)


def _add_names(named: list[tuple[Any, Line]]) -> None:
    by_key = {institution.pk: line for institution, line in named}
    had: dict[int, set[str]] = {key: set() for key in by_key}
    for key, text in InstitutionName.objects.filter(institution__in=by_key).values_list("institution", "text"):
        had[key].add(text)
    for institution, _line in named:
        had[institution.pk] |= {institution.name_en, institution.name_ru, institution.name_uz}
    InstitutionName.objects.bulk_create(
        InstitutionName(institution_id=key, text=text, language=language, sort=sort, seen="reference list")
        for key, line in by_key.items()
        for text, language, sort in line.names
        if text not in had[key]
    )
