"""Rows in which staff hand documents in: a file, what it is, and whether the public may have it."""

from dataclasses import astuple
from datetime import timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from smsu_intl.base.admin import CheckedForm, PartInline
from smsu_intl.base.documents import MOST_BYTES, Document, Kept, keep, read

_KEPT = "base.document"  # salts the mark of a file that is kept already while its form had to be shown again
REMEMBERED_FOR = timedelta(days=1)

CHOOSE = _("PDF, Word (.docx), OpenDocument (.odt), JPEG or PNG, at most %(limit)s MB.")
CHOOSE_ANOTHER = _("Choose a file only to put it in the place of this one.")


class _File(forms.FileField):
    """A file that can be kept: read and checked."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, None)
        return read(file) if file else None


class DocumentForm(CheckedForm):
    """Takes a file in. It is kept at once, so that an error elsewhere in the form does not lose it."""

    upload = _File(label=_("File"), required=False, allow_empty_file=True, max_length=None)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "upload" in self.fields:
            field = self.fields["upload"]
            field.widget.attrs["accept"] = ".pdf,.docx,.odt,.jpg,.jpeg,.png"
            limits = str(CHOOSE) % {"limit": MOST_BYTES // 1024**2}
            field.help_text = limits if self.instance._state.adding else f"{CHOOSE_ANOTHER} {limits}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "upload" not in self.fields or "upload" in self.errors:
            return cleaned
        try:
            kept = keep(cleaned["upload"]) if cleaned.get("upload") else self._kept_before(cleaned.get("kept", ""))
        except OSError:
            self.add_error("upload", _("The file could not be stored: the disk may be full. Tell whoever runs the site."))
            return cleaned
        if kept:
            self.instance.take(kept)
            self._show_again(kept)
        elif self.instance._state.adding:
            self.add_error("upload", _("Choose a file."))
        return cleaned

    def _kept_before(self, mark: str) -> Kept | None:
        try:
            kept = Kept(*signing.loads(mark, salt=_KEPT, max_age=REMEMBERED_FOR)) if mark else None
        except signing.BadSignature:
            return None
        model: Any = self._meta.model
        is_taken = kept and model._base_manager.filter(file=kept.file).exclude(pk=self.instance.pk).exists()
        return None if is_taken else kept  # the same form, sent twice

    def _show_again(self, kept: Kept) -> None:
        """Let the form know its file if it must be shown again."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("kept")] = signing.dumps(astuple(kept), salt=_KEPT)
        self.data = data
        text = _("“%(name)s” is here already: you need not choose it again.")
        self["upload"].help_text = text % {"name": f"{kept.name}.{kept.suffix}"}


class DocumentInline(PartInline):
    """The documents of a record. Those who may not change them open them."""

    form = DocumentForm
    verbose_name = _("document")
    verbose_name_plural = _("Documents")
    come_early = True
    readonly_fields = ("open_file",)
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("kind", "number"), ("dated", "issuer"), "open_file", "upload", "kept", "is_released")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        name, options = super().get_fieldsets(request, obj)[0]
        if self.has_change_permission(request, obj) and (obj is None or self._may_change(request, obj)):
            return [(name, options)]
        return [(name, {**options, "fields": [field for field in options["fields"] if field not in ("upload", "kept")]})]

    def _may_change(self, request: HttpRequest, obj: Any) -> bool:
        own_admin: Any = self.admin_site.get_model_admin(type(obj))
        return bool(own_admin.has_change_permission(request, obj))

    @admin.display(description=_("File that is here"))
    def open_file(self, document: Document) -> str:
        if not document.pk:
            return "–"
        text = f"{document.file_name} ({document.sort}, {filesizeformat(document.size)})"
        return format_html('<a href="{}">{}</a>', cast(Any, document).get_staff_url(), text)
