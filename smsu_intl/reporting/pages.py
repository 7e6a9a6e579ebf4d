"""Reports as the staff meet them: the page, the workbook, and the lists of the records behind each number."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.spreadsheets import text_cell
from smsu_intl.reporting.figures import BY, MEASURES, PARAMETER, SUBJECTS, WHICH_LABELS, Figure, Place, Report, Table, Which
from smsu_intl.reporting.forms import ReportForm
from smsu_intl.reporting.states import STATE_MEASURES, State

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SHEET = 31  # characters of the name of a sheet


class ShownReport:
    """A report as it is shown: what it is of, its figures, its tables and the state."""

    def __init__(self, site: AdminSite, request: HttpRequest, form: ReportForm) -> None:
        self.form, self.asked = form, form.asked
        self.report = Report(site, request, self.asked, form.department_names, form.countries)
        self.state = State(site, request, self.asked, form.departments) if self.asked.state_on else None
        self.made_on = PartialPeriod(timezone.localdate().isoformat())

    @cached_property
    def figures(self) -> list[Figure]:
        return self.report.figures()

    @cached_property
    def tables(self) -> list[Table]:
        return self.report.tables()

    @cached_property
    def state_figures(self) -> list[Any]:
        return self.state.figures() if self.state else []

    @property
    def state_day(self) -> PartialPeriod | None:
        return PartialPeriod(self.asked.state_on.isoformat()) if self.asked.state_on else None

    @property
    def left_out(self) -> str:
        return ", ".join(str(label) for label in self.report.left_out)

    @property
    def about(self) -> list[tuple[str, str]]:
        """What the report is of, line by line."""
        lines = [(_("Period"), str(self.asked.span))]
        if self.asked.compared:
            lines.append((_("Compared with"), str(self.asked.compared)))
        counted = _("what is published and what is in review") if self.asked.with_review else _("what is published")
        return [
            *lines,
            (_("University"), self.form.whose),
            *self.form.filters,
            (_("Counted"), counted),
            (_("Made on"), str(self.made_on)),
        ]


# The page and the workbook


@require_safe
def reports(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The report that is asked for, and the form that asks."""
    form = ReportForm(site, request)
    shown = ShownReport(site, request, form) if form.is_valid() else None
    context = {
        **site.each_context(request),
        "title": _("Reports"),
        "form": form,
        "shown": shown,
        "file_address": f"{reverse('admin:report_file')}?{request.GET.urlencode()}",
    }
    return TemplateResponse(request, "admin/reports.html", context, status=200 if shown else 400)


@require_safe
def report_file(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The report as a workbook; the page with its messages where the question is not understood."""
    form = ReportForm(site, request)
    if not form.is_valid():
        return redirect(f"{reverse('admin:reports')}?{request.GET.urlencode()}")
    shown = ShownReport(site, request, form)
    response = HttpResponse(as_workbook(shown), content_type=WORKBOOK)
    name = f"report-{shown.asked.span.first.isoformat()}-{shown.asked.span.last.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_workbook(shown: ShownReport) -> bytes:
    """Return a workbook: the figures, each table, the state, and what the report is of."""
    book = Workbook(write_only=True)
    _add_figures(_sheet(book, _("Report"), 40, 14, 14, 14, 18, 18, 18, 80), shown)
    for table in shown.tables:
        sheet = _sheet(book, str(table.label), 50, *[16] * len(table.measures))
        _add_row(sheet, "", *(str(measure.label) for measure in table.measures), bold=True)
        for label, cells in table.rows:
            _add_row(sheet, label, *(None if cell is None else cell.number for _measure, cell in cells))
        _add_row(sheet, _("Total"), *(total.number for _measure, total in table.totals), bold=True)
    if shown.state_day:
        sheet = _sheet(book, _("State on a day"), 40, 14, 30, 20, 80)
        _add_row(sheet, _("State on %(day)s") % {"day": shown.state_day}, bold=True)
        _add_row(sheet, "", _("Number"), _("not known to have been on record"), _("deleted since"), _("What is counted"), bold=True)
        for figure in shown.state_figures:
            _add_row(sheet, str(figure.measure.label), figure.number, figure.uncertain, figure.gone, str(figure.measure.definition))
    about = _sheet(book, _("About this report"), 30, 90)
    for label, text in [*shown.about, *([(_("Left out"), shown.left_out)] if shown.left_out else [])]:
        _add_row(about, label, text)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _add_figures(sheet: Any, shown: ShownReport) -> None:
    compared = shown.asked.compared
    header = [_("Figure"), str(shown.asked.span), str(compared) if compared else "", _("Difference") if compared else ""]
    notes = {Which.MAYBE: _("may be in it"), Which.UNDATED: _("without a date"), Which.SILENT: _("number missing")}
    _add_row(sheet, *header, *notes.values(), _("What is counted"), bold=True)
    for figure in shown.figures:
        told = {note.which: note.number for note in figure.notes}
        other = [figure.compared.number, figure.difference] if figure.compared else [None, None]
        label = f"– {figure.measure.label}" if figure.measure.is_part else str(figure.measure.label)
        _add_row(sheet, label, figure.now.number, *other, *(told.get(which) for which in notes), str(figure.measure.definition))


def _sheet(book: Workbook, title: str, *widths: int) -> Any:
    sheet: Any = book.create_sheet(title[:LONGEST_SHEET])
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    return sheet


def _add_row(sheet: Any, *values: Any, bold: bool = False) -> None:
    """Add a row: texts that are nothing but texts, and numbers."""
    sheet.append([text_cell(sheet, value, bold=bold) if isinstance(value, str) else WriteOnlyCell(sheet, value) for value in values])


# The lists behind the numbers


@dataclass(frozen=True)
class Behind:
    """The records behind a number, and what they are in words."""

    sentence: str
    keys: frozenset[int]


def records_behind(site: AdminSite, request: HttpRequest, model: Any, question: str) -> Behind | None:
    """Return the records of a kind behind a number of a report; None for a question that no report asks."""
    query = QueryDict(question)
    form = ReportForm(site, request, query)
    if not form.is_valid():
        return None
    key = str(query.get("figure", ""))
    if key in STATE_MEASURES:
        return _behind_state(site, request, model, form, query)
    which, by, group = query.get("which", ""), query.get("by", ""), query.get("group", "").removeprefix("-")
    if key not in MEASURES or which not in [*Which] or by not in ("", *BY) or SUBJECTS[MEASURES[key].subject].model is not model:
        return None
    measure = MEASURES[key]
    report = Report(site, request, form.asked, form.department_names, form.countries)
    if measure not in report.measures or (which == Which.SILENT and not measure.silent):
        return None
    found = report.records(Place(measure, Which(which), by, group), form.asked.span)
    words = [str(measure.label), str(WHICH_LABELS.get(Which(which), "")), str(form.asked.span)]
    if by:
        words.append(report.label_of_group(by, group))
    return Behind(_in_words(words, form), frozenset(row.key for row in found))


def _behind_state(site: AdminSite, request: HttpRequest, model: Any, form: ReportForm, query: QueryDict) -> Behind | None:
    measure = STATE_MEASURES[str(query["figure"])]
    if not form.asked.state_on or measure.model is not model:
        return None
    counted = State(site, request, form.asked, form.departments).keys(measure.key)
    only_uncertain = query.get("which") == Which.MAYBE
    words = [
        str(measure.label),
        _("State on %(day)s") % {"day": PartialPeriod(form.asked.state_on.isoformat())},
        _("not known to have been on record") if only_uncertain else "",
    ]
    return Behind(_in_words(words, form), frozenset(key for key, is_certain in counted.items() if not (only_uncertain and is_certain)))


def _in_words(words: list[str], form: ReportForm) -> str:
    filters = [value for _label, value in form.filters]
    university = form.whose if form.asked.university and len(form.universities) > 1 else ""
    return " · ".join(filter(None, [*words, *filters, university]))


class ReportFilter(admin.SimpleListFilter):
    """The records behind a number of a report. It stands beside a list only while it is used."""

    title = gettext_lazy("report")
    parameter_name = PARAMETER

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.behind: Behind | None = None
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        question = self.value()
        if question is None:
            return []
        self.behind = records_behind(model_admin.admin_site, request, model_admin.model, question)
        return [(question, self.sentence)]

    @property
    def sentence(self) -> str:
        """What the list shows."""
        return self.behind.sentence if self.behind else _("This address belongs to no report that you can open. Make the report anew.")

    @property
    def is_understood(self) -> bool:
        return self.behind is not None

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(pk__in=self.behind.keys) if self.behind else queryset.none()
