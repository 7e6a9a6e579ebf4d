"""The forms of records, and rows of forms within forms."""

from itertools import chain, count
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from smsu_intl.base.folding import fold
from smsu_intl.base.models import FormerAddress, Record
from smsu_intl.base.rights import DRAFT, EVERYTHING, Rights
from smsu_intl.base.texts import languages_of

SLUG_HELP = _("The last part of the page's address, in Latin letters. Leave it empty and it is made from the name.")


class CheckedForm(forms.ModelForm):
    """A form that asks for a name in at least one language, where `named_by` says which field holds it."""

    named_by: ClassVar[str] = ""
    rights: Rights = EVERYTHING  # of whoever fills it in; the admin classes say it
    of_department: str = ""  # the field by which a record is a department's: an editor names one of hers there

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.rights.everything:
            self._offer_what_is_chosen()

    def _offer_what_is_chosen(self) -> None:
        """Let the fields keep what the record names already, though others may not choose it anew."""
        for name, field in self.fields.items():
            if not isinstance(field, forms.ModelChoiceField) or not self.instance.pk or name not in self.initial:
                continue
            value = self.initial[name]
            keys = [getattr(one, "pk", one) for one in (value if isinstance(value, list) else [value]) if one]
            if keys and field.queryset is not None:
                offered = field.queryset.model._base_manager.filter(Q(pk__in=field.queryset.order_by().values("pk")) | Q(pk__in=keys))
                field.queryset = offered.order_by(*field.queryset.query.order_by)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._demand_own_department(cleaned)
        columns = [column for column in languages_of(self.named_by) if column in self.fields] if self.named_by else []
        if columns and not any(cleaned.get(column) or column in self.errors for column in columns):
            label = capfirst(str(self._meta.model._meta.get_field(columns[0]).verbose_name))
            self.add_error(columns[0], _("Fill in “%(label)s” in at least one language.") % {"label": label})
        return cleaned

    def _demand_own_department(self, cleaned: dict[str, Any]) -> None:
        name = self.of_department
        if not self.rights.is_editor or name not in self.fields or name in self.errors:
            return
        value = cleaned.get(name)
        named = [value] if isinstance(value, models.Model) else value or ()
        if not self.rights.departments.intersection(department.pk for department in named):
            self.add_error(name, _("Choose your department: otherwise you would not see the record any more."))

    def text_in_any_language(self, name: str) -> str:
        return next(filter(None, (self.cleaned_data.get(column) for column in languages_of(name))), "")


class _OpenedAt(forms.CharField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # it is no part of the record


class RecordForm(CheckedForm):
    """The form of a record: fills in its address, and tells the second of two people who edit it at once."""

    opened_at = _OpenedAt(required=False, widget=forms.HiddenInput)
    review_note = forms.CharField(
        label=_("Note to the reviewer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "cols": 40, "class": "vLargeTextField"}),
        help_text=_("Sent by e-mail when you hand it in. The public never sees it."),
    )
    slug_within: ClassVar[tuple[str, ...]] = ()  # the fields within whose values the address is unique
    slugs_taken: ClassVar[tuple[str, ...]] = ()  # by other pages

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_at"] = self.instance.updated_at.isoformat()
        if "status" in self.fields:
            limit_status(self, self._stored_status())
        if "review_note" in self.fields and self.rights.may_publish:
            self.fields["review_note"].label = _("Note to whoever handed it in")
            self.fields["review_note"].help_text = _("Sent by e-mail when you publish it or give it back. The public never sees it.")
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = f"{SLUG_HELP} {self._former_addresses()}".strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._refuse_if_stale(cleaned.get("opened_at", ""))
        if "slug" in self.fields and "slug" not in self.errors and not cleaned.get("slug"):
            cleaned["slug"] = self._free_slug()
        elif getattr(self.instance, "slug", None) == "" and "slug" not in self.fields:  # the short form of a popup
            self.instance.slug = self._free_slug()
        return cleaned

    def _stored_status(self) -> str | None:
        """Return the status as it is, which in the form of an earlier version is not what that version had."""
        if self.rights.may_publish or not self.instance.pk:
            return None
        model: Any = self._meta.model
        return model._base_manager.filter(pk=self.instance.pk).values_list("status", flat=True).first()

    def _former_addresses(self) -> str:
        slugs = FormerAddress.objects.slugs(self.instance) if self.instance.pk else []
        return _("Visitors are led here from its former addresses too: %(slugs)s.") % {"slugs": ", ".join(slugs)} if slugs else ""

    def slug_text(self) -> str:
        """Return the words that the address is made of."""
        return self.text_in_any_language(self.named_by) if self.named_by else ""

    def _refuse_if_stale(self, opened_at: str) -> None:
        if not (self.instance.pk and opened_at) or opened_at == self.initial["opened_at"]:
            return
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("opened_at")] = self.initial["opened_at"]
        self.data = data
        saved_at = date_format(localtime(parse_datetime(self.initial["opened_at"])), "TIME_FORMAT")
        raise ValidationError(
            _(
                "Somebody else saved this record at %(time)s, while you had it open, so nothing was saved now. "
                "Look at its history to see what changed. If you save again, what stands here replaces it."
            ),
            code="stale",
            params={"time": saved_at},
        )

    def _free_slug(self) -> str:
        model = self._meta.model
        longest = model._meta.get_field("slug").max_length - 4  # room for a number
        slug = fold(self.slug_text()).replace(" ", "-") or str(model._meta.model_name)
        if len(slug) > longest:
            slug = slug[:longest].rpartition("-")[0] or slug[:longest]
        within = {name: self.cleaned_data.get(name) for name in self.slug_within}
        others = model._base_manager.filter(slug__startswith=slug, **within).exclude(pk=self.instance.pk)
        taken = {*self.slugs_taken, *others.values_list("slug", flat=True)}
        return next(free for free in chain([slug], (f"{slug}-{number}" for number in count(2))) if free not in taken)


def limit_status(form: CheckedForm, before: str | None) -> None:
    """Let a form offer the statuses to which whoever fills it in may bring a record; it takes no others."""
    field: Any = form.fields["status"]
    field.choices = [choice for choice in Record.Status.choices if form.rights.may_set(before, choice[0])]


class RecordRowForm(CheckedForm):
    """A record in a row of another's form: a new row has the status of that other unless one is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields.get("status")
        if status:
            status.help_text = ""  # said above
        if status:
            limit_status(self, None if self.instance._state.adding else self.instance.status)
        if status and self.instance._state.adding:
            status.choices = [("", _("the same as above")), *status.choices]
            status.required = False
            self.initial["status"] = ""

    @property
    def owner(self) -> Record:
        """The record in whose form this row stands."""
        return cast(Record, next(field.parent_instance for field in self.fields.values() if isinstance(field, InlineForeignKeyField)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._demand_approval()
        if "status" in self.fields and "status" not in self.errors and not cleaned.get("status"):
            status = self.owner.status
            cleaned["status"] = status if self.rights.may_set(None, status) else Record.Status.IN_REVIEW
        return cleaned

    def _demand_approval(self) -> None:
        """Refuse an editor's change to a published row in the form of a record that is not: nobody would be asked for approval."""
        if not self.rights.is_editor or not self.has_changed() or self.owner.status == Record.Status.PUBLISHED:
            return
        if not self.instance._state.adding and self.initial.get("status", self.instance.status) == Record.Status.PUBLISHED:
            raise ValidationError(_("This is published already. Change it in a form of its own, so that the change waits for approval."))


class RowsFormSet(BaseInlineFormSet):
    """Rows of which nobody takes away those that she may not delete."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if (
            DELETION_FIELD_NAME in form.fields
            and not form.instance._state.adding
            and not form.rights.may_delete(getattr(form.instance, "status", DRAFT))
        ):
            form.fields[DELETION_FIELD_NAME].disabled = True


class OrderedFormSet(RowsFormSet):
    """Rows that keep the order in which they were entered."""

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> Any:
        if not form.instance.order:
            rows = self.get_queryset()
            self.last_order = max([getattr(self, "last_order", 0), *(row.order for row in rows)]) + 1
            form.instance.order = self.last_order
        return super().save_new(form, commit)
