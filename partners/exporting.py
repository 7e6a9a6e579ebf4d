"""The filtered directory as a file: CSV, workbook or JSON, each saying which list it is and of what day.

A CSV is read by machines, which take its first row for the header and every other row for data: comments
above or below the table would break them. So the filters and the day stand in the last two columns of
every row, where they survive sorting and merging, and in the file's name. A workbook has a sheet for
them, JSON an object.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.forms import ChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from openpyxl import Workbook

from partners.forms import PartnerFilter
from partners.models import Agreement, Institution, Partnership, directory
from partners.relations import Relation, Relations, facts_of
from smsu_intl.base.countries import country_name
from smsu_intl.base.folding import fold
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.spreadsheets import csv_pieces, text_cell
from smsu_intl.base.texts import LocalText, languages_of

MOST_PRINTED = 2_000  # rows on paper: some fifty pages
MOST_IN_WORKBOOK = 10_000  # rows of a workbook, which is zipped whole before its first byte leaves
NO_FILTERS = frozenset({"page", "sort", "view", "lang"})  # of a list's parameters: they choose no records


@dataclass(frozen=True)
class Row:
    """A partner as the list's files show it."""

    institution: Institution
    kind: str
    city: str
    countries: list[tuple[str, str]]
    relation: Relation
    last_activity: PartialPeriod
    address: str

    def cells(self) -> list[str]:
        """Return the row of a table, in the order of `PartnerList.header`."""
        partner = self.institution
        return [
            *(getattr(partner, column) for column in languages_of("name")),
            self.kind,
            "; ".join(code for code, _name in self.countries),
            "; ".join(name for _code, name in self.countries),
            self.city,
            partner.website,
            f"https://ror.org/{partner.ror}" if partner.ror else "",
            *("; ".join(values) for values in (self.universities, self.departments, self.roles)),
            *("; ".join(", ".join(parts) for parts in values) for values in (self.agreements, self.contacts)),
            self.last_activity.iso,
            self.address,
        ]

    @property
    def universities(self) -> list[str]:
        return [university.name for university in self.relation.universities]

    @property
    def departments(self) -> list[str]:
        return [department.name for department in self.relation.departments]

    @property
    def roles(self) -> list[str]:
        """Its roles, and that they are over where all partnerships ended."""
        ended = [str(Partnership.State.ENDED.label)] if self.relation.has_ended else []
        return [", ".join([role, *ended]) for role in self.relation.roles.values()]

    @property
    def agreements(self) -> list[list[str]]:
        """Each agreement in parts: its title, whose it is where the row names several universities, its state and days."""
        return [self._agreement(agreement) for agreement in self.relation.agreements]

    def _agreement(self, agreement: Agreement) -> list[str]:
        facts = facts_of(agreement)
        parts = [
            facts["title"],
            facts["university"] if len(self.relation.universities) > 1 else "",
            f"{facts['state']['name']} {facts['signed']}".strip(),
            f"{_('valid until')} {facts['valid_until']}" if facts["valid_until"] else "",
            _("expired") if facts["expired"] else _("renews itself") if facts["renews_itself"] else "",
        ]
        return [*filter(None, parts)]

    @property
    def contacts(self) -> list[list[str]]:
        """Whom to ask, each in parts: the name, and where they are reached."""
        return [[*filter(None, contact.told.values())] for contact in self.relation.contacts]

    def as_json(self) -> dict[str, Any]:
        partner = self.institution
        return {
            "id": partner.slug,
            "name": {language: getattr(partner, f"name_{language}") for language, _name in settings.LANGUAGES},
            "kind": {"id": partner.kind, "name": self.kind},
            "countries": [{"code": code, "name": name} for code, name in self.countries],
            "city": self.city,
            "website": partner.website,
            "ror": f"https://ror.org/{partner.ror}" if partner.ror else "",
            "universities": self.universities,
            "departments": self.departments,
            "roles": [{"id": role, "name": name} for role, name in self.relation.roles.items()],
            "has_ended": self.relation.has_ended,
            "agreements": [facts_of(agreement) for agreement in self.relation.agreements],
            "contacts": [contact.told for contact in self.relation.contacts],
            "language": {
                "city": _language_of(self.city),
                "universities": [_language_of(name) for name in self.universities],
                "departments": [_language_of(name) for name in self.departments],
            },
            "last_joint_activity": self.last_activity.iso,
            "address": self.address,
        }


class PartnerList:
    """The partners that a visitor asked for, told in the active language, and what was asked for.

    Whatever the rows need besides is read at once: a long list takes no more queries than a short one.
    """

    def __init__(self, request: HttpRequest, form: PartnerFilter) -> None:
        self.form = form
        self.language = get_language() or "en"
        self.day = timezone.localdate()
        self.address = request.build_absolute_uri(reverse("partners:partners"))
        query = request.GET.copy()
        for name in ("lang", "page"):
            query.pop(name, None)
        if query:
            self.address += f"?{query.urlencode()}"
        self.found = form.narrow(directory().with_countries().with_last_activity().in_name_order())
        self.filters = chosen_filters(form)
        self.notices = [str(notice) for notice in form.notices]
        self._relations = Relations()
        self._page = request.build_absolute_uri(reverse("partners:partner", args=["-"])).removesuffix("-/")

    @property
    def header(self) -> list[str]:
        names = [f"{_('Name')} ({name})" for _code, name in settings.LANGUAGES]
        return [
            *names,
            _("Kind"),
            _("Country code"),
            _("Country"),
            _("City"),
            _("Website"),
            "ROR",
            _("Universities that work with it"),
            _("Departments that work with it"),
            _("Role"),
            _("Agreements"),
            _("Whom to ask"),
            _("Last joint activity"),
            _("Address of its page"),
        ]

    @property
    def date(self) -> PartialPeriod:
        return PartialPeriod(self.day.isoformat())

    @property
    def asked(self) -> str:
        """The filters in one line."""
        lines = [f"{label}: {', '.join(values)}" for label, values in self.filters]
        return "; ".join([*(lines or [_("All partners")]), *self.notices])

    @property
    def file_name(self) -> str:
        """The name of its file without the suffix, safe in any header: the filters' values and the day."""
        values = (str(value) for chosen in _values(self.form) for value in chosen[1])
        words = "-".join(filter(None, (fold(value).replace(" ", "-") for value in values)))[:80].strip("-")
        return "-".join(filter(None, ["partners", words, self.day.isoformat()]))

    def rows(self, limit: int | None = None) -> Iterator[Row]:
        """Read the partners, a few at a time; no more than `limit`."""
        found = self.found if limit is None else self.found[:limit]
        for institution in found.iterator(chunk_size=500):
            with override(self.language):  # while a response is sent, the thread may speak another
                row = self._row(institution)
            yield row

    def _row(self, institution: Institution) -> Row:
        return Row(
            institution=institution,
            kind=str(institution.get_kind_display()),
            city=institution.city,
            countries=[(code, country_name(code)) for code in institution.country_list],
            relation=self._relations.of(institution.pk),
            last_activity=institution.last_activity_period or PartialPeriod(),
            address=f"{self._page}{institution.slug}/",
        )

    def as_csv(self) -> Iterator[str]:
        """Return the file piece by piece, in UTF-8 with the mark that spreadsheets know it by."""
        about = [self.asked, self.day.isoformat()]
        header = [*self.header, _("Filters"), _("As of")]
        lines: Iterable[list[str]] = chain([header], ([*row.cells(), *about] for row in self.rows()))
        return csv_pieces(lines)

    def as_json(self) -> dict[str, Any]:
        partners = [row.as_json() for row in self.rows()]
        about = {
            "title": _("Partners"),
            "filters": [{"name": label, "values": values} for label, values in self.filters],
            "notices": self.notices,
            "date": self.day.isoformat(),
            "address": self.address,
            "language": self.language,
            "count": len(partners),
        }
        return {"about": about, "partners": partners}

    def as_workbook(self) -> bytes:
        """Return a workbook of two sheets: the partners, and what the list is."""
        book = Workbook(write_only=True)
        sheet, about = book.create_sheet(_("Partners")), book.create_sheet(_("About this list"))
        sheet.freeze_panes = "A2"
        for column, width in zip("ABCDEFGHIJKLMNOP", (40, 40, 40, 20, 12, 20, 20, 28, 28, 40, 50, 20, 50, 50, 22, 50), strict=True):
            sheet.column_dimensions[column].width = width
        sheet.append([text_cell(sheet, title, bold=True) for title in self.header])
        rows = self.rows(MOST_IN_WORKBOOK + 1)
        for row in islice(rows, MOST_IN_WORKBOOK):
            sheet.append([text_cell(sheet, text) for text in row.cells()])
        notices = list(self.notices)
        if next(rows, None):
            notices.append(
                _("Only the first %(number)s partners are in this file; the CSV file holds them all.") % {"number": MOST_IN_WORKBOOK}
            )
        facts = [(_("As of"), self.day.isoformat()), (_("Address"), self.address)]
        facts += [(label, ", ".join(values)) for label, values in self.filters] or [(_("Filters"), _("All partners"))]
        about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 90
        for label, text in [*facts, *(("", notice) for notice in notices)]:
            about.append([text_cell(about, label, bold=True), text_cell(about, text)])
        file = BytesIO()
        book.save(file)
        return file.getvalue()


def chosen_filters(form: PartnerFilter) -> list[tuple[str, list[str]]]:
    """Return the label of each filter that was chosen and its values as the visitor reads them."""
    found = []
    for name, values in _values(form):
        field: Any = form.fields[name]
        labels = dict(_flat(field.choices)) if isinstance(field, ChoiceField) else {}
        found.append((str(field.label), [_text(labels.get(str(value), value)) for value in values]))
    return found


def _text(label: Any) -> str:
    return label if isinstance(label, str) else str(label)  # a name keeps the language that it is in


def _values(form: PartnerFilter) -> list[tuple[str, list[Any]]]:
    """Return the parameters that choose records, each with its values."""
    return [
        (name, [*value] if isinstance(value, list | tuple | set) else [value])
        for name, value in form.chosen.items()
        if name in form.fields and name not in NO_FILTERS
    ]


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label


def _language_of(text: str) -> str:
    """Return the language that a text is really in: where a translation is missing, not the file's."""
    return text.lang if isinstance(text, LocalText) and text else get_language() or "en"
