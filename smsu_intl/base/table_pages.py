"""The admin's pages for tables: the filtered list as a file, the template, and bringing a file in after a preview.

Nothing of an uploaded file is kept: its rows travel through the preview in a form field that is signed for the one
session in which it was made, so nobody else can confirm them, and no disk fills with what was never confirmed.
"""

import json
import logging
from collections.abc import Iterable
from typing import Any, ClassVar

import tablib
from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smsu_intl.base.folding import fold
from smsu_intl.base.rights import rights_of
from smsu_intl.base.spreadsheets import LARGEST, UnreadableError, csv_pieces, read_table, workbook
from smsu_intl.base.tables import ChangedMeanwhileError, Outcome, RecordTable, digest_of

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST_IN_WORKBOOK = 10_000  # rows of a workbook, which is zipped whole before its first byte leaves
MOST_CARRIED = 2_000_000  # characters of a preview: a form may send 2.5 MB
VALID_FOR = 6 * 60 * 60  # seconds that a preview can be confirmed
ROWS_A_SECOND = 25  # that are checked or saved on a busy machine: measured with 500 visits on two cores under load

logger = logging.getLogger(__name__)


class TableForm(forms.Form):
    file = forms.FileField(
        allow_empty_file=True,  # read_table says it in better words
        widget=forms.FileInput({"accept": ".xlsx,.csv,.tsv,.txt"}),
    )


class WithTables:
    """Records whose filtered list is written to a file, and which, where `table` names columns, are read from one."""

    table: ClassVar[type[RecordTable]] = RecordTable
    change_list_template: Any = "admin/record_list.html"

    model: Any
    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [path("export.<slug:kind>", self.export_view, name=f"{label}_export")]
        if self.table.is_imported():
            pages += [
                path("import/", self.import_view, name=f"{label}_import"),
                path("import/template.<slug:kind>", self.template_view, name=f"{label}_template"),
            ]
        for page in pages:
            page.callback = self.admin_site.admin_view(page.callback)
        return [*pages, *super().get_urls()]  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        query = request.META.get("QUERY_STRING", "")
        context = {
            "exports": [(kind.upper(), f"{self._page('export', kind)}{f'?{query}' if query else ''}") for kind in FORMATS],
            "import_address": self._page("import") if self.table.is_imported() and self.has_import_permission(request) else "",
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)  # type: ignore[misc]

    def _page(self, name: str, *args: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))  # type: ignore[attr-defined]

    # Out

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
        """The list as it is filtered, of one's own records only, as a file."""
        if kind not in FORMATS:
            raise Http404
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        try:
            changes = self.get_changelist_instance(request)  # type: ignore[attr-defined]
        except IncorrectLookupParameters:
            return redirect(f"{self._page('changelist')}?e=1")
        records = self.owned(request, changes.get_queryset(request))  # type: ignore[attr-defined]
        if kind == "xlsx" and records.count() > MOST_IN_WORKBOOK:
            text = _("The list has more than %(limit)s records: too many for a workbook. Take the CSV file, or filter the list first.")
            messages.error(request, text % {"limit": MOST_IN_WORKBOOK})
            return redirect(f"{self._page('changelist')}?{request.META.get('QUERY_STRING', '')}")
        name = f"{fold(str(self.opts.verbose_name_plural)).replace(' ', '-')}-{timezone.localdate().isoformat()}"
        return self._file(kind, name, self.table(self, request), records)

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
        """An empty table with its heading and an example; in a workbook, with a sheet that explains the columns."""
        if kind not in FORMATS:
            raise Http404
        self._refuse_unless_importing(request)
        name = fold(f"{self.opts.verbose_name_plural} {_('Template')}").replace(" ", "-")
        return self._file(kind, name, self.table(self, request))

    def _file(self, kind: str, name: str, table: RecordTable, records: Any = None) -> HttpResponse | StreamingHttpResponse:
        response: HttpResponse | StreamingHttpResponse
        rows = table.template() if records is None else table.rows(records)
        if kind == "csv":
            response = StreamingHttpResponse(csv_pieces(rows), content_type=FORMATS[kind])
        else:
            sheets: list[Any] = [(capfirst(str(self.opts.verbose_name_plural)), rows, [24] * len(table.fields))]
            if self.table.is_imported():
                sheets.append((_("Columns"), table.explained(), [34, 70, 60, 40]))
            response = HttpResponse(workbook(sheets), content_type=FORMATS[kind])
        response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return response

    # In

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file: a file that was chosen is checked and shown, what was shown is saved when it is confirmed."""
        self._refuse_unless_importing(request)
        if request.method != "POST":
            return self._import_page(request, {})
        if "rows" in request.POST:
            return self._confirmed(request)
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, {"refusal": _("Choose a file.")})
        file = form.cleaned_data["file"]
        table = self.table(self, request)
        try:
            dataset = table.dataset(read_table(file, self.table.most))
        except UnreadableError as refusal:
            return self._import_page(request, {"refusal": str(refusal), "file_name": file.name})
        return self._preview(request, dataset, file.name)

    def _preview(self, request: HttpRequest, dataset: Any, name: str, *, again: bool = False) -> HttpResponse:
        table = self.table(self, request)
        result = table.import_data(dataset, dry_run=True)
        if result.base_errors:
            logger.error("a table of %s", self.opts.label, exc_info=result.base_errors[0].error)
            return self._import_page(request, {"refusal": _("This file cannot be taken. Tell whoever runs the site."), "file_name": name})
        outcomes = table.outcomes(result)
        context = {**_sorted(outcomes), "file_name": name, "again": again}
        if not context["bad"] and (context["new"] or context["changed"]):
            carried = [name, digest_of(outcomes), dataset.headers, [list(row) for row in dataset]]
            context["rows"] = signing.dumps(carried, salt=self._salt(request), compress=True)
            if len(context["rows"]) > MOST_CARRIED:
                refusal = _("The table holds too much text to be taken at once. Split it into several files.")
                return self._import_page(request, {"refusal": refusal, "file_name": name})
        return self._import_page(request, context)

    def _confirmed(self, request: HttpRequest) -> HttpResponse:
        try:
            name, digest, headers, rows = signing.loads(request.POST["rows"], salt=self._salt(request), max_age=VALID_FOR)
        except (signing.BadSignature, ValueError, json.JSONDecodeError):
            refusal = _("This preview is not valid any more: it was made too long ago, or by somebody else. Choose the file again.")
            return self._import_page(request, {"refusal": refusal})
        dataset = tablib.Dataset(*rows, headers=headers)
        table = self.table(self, request)
        table.expected = digest
        result = table.import_data(dataset, dry_run=False, rollback_on_validation_errors=True)
        if result.has_errors() or result.has_validation_errors():
            if result.base_errors and not isinstance(result.base_errors[0].error, ChangedMeanwhileError):
                logger.error("a table of %s", self.opts.label, exc_info=result.base_errors[0].error)
            return self._preview(request, dataset, name, again=True)
        told = _sorted(table.outcomes(result))
        parts = {kind: len(told[kind]) for kind in ("new", "changed", "unchanged")}
        text = _("The table was taken: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % parts
        messages.success(request, text)
        return redirect(self._page("changelist"))

    def _refuse_unless_importing(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _salt(self, request: HttpRequest) -> str:
        """Return what ties a preview to the kind of records, and to the account and the session in which it was made."""
        return f"table {self.opts.label_lower} {request.user.pk} {request.session.session_key}"

    def _import_page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        names = str(self.opts.verbose_name_plural)
        shared = {
            "title": _("Import a table: %(names)s") % {"names": names},
            "opts": self.opts,
            "form": TableForm(),
            "templates": [(kind.upper(), self._page("template", kind)) for kind in FORMATS],
            "most": self.table.most,
            "largest": LARGEST,
            "seconds": self.table.most // ROWS_A_SECOND,
            "is_editor": rights_of(request).is_editor,
            "refusal": "",
            "file_name": "",
            "again": False,
            "rows": "",
            **_sorted([]),
        }
        page = self.admin_site.each_context(request) | shared | context
        return TemplateResponse(request, "admin/import_export/import.html", page)


def _sorted(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Return the rows of a table by what becomes of them, and the sentence that sums them up."""
    told: dict[str, Any] = {"bad": [], "new": [], "changed": [], "unchanged": []}
    for outcome in outcomes:
        told[outcome.kind].append(outcome)
    number = len(told["new"]) + len(told["changed"])
    told["save_label"] = ngettext("Save %(number)d row", "Save %(number)d rows", number) % {"number": number}
    told["wait"] = max(1, number // ROWS_A_SECOND)
    number = len(told["bad"])
    told["bad_label"] = ngettext(
        "%(number)d row has mistakes. Nothing was saved.", "%(number)d rows have mistakes. Nothing was saved.", number
    ) % {"number": number}
    return told
