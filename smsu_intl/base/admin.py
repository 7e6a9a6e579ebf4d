"""What the forms and lists of all records share in the admin, for people who are no programmers."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from smsu_intl.base.approval import Approved, awaiting_approval, held_of
from smsu_intl.base.attention import PARAMETER, Attention, WithAttention
from smsu_intl.base.countries import named_countries
from smsu_intl.base.fields import FoldedField
from smsu_intl.base.folding import fold
from smsu_intl.base.models import FormerAddress, ProposedChange, Record, Source, StatusChange
from smsu_intl.base.previews import VALID_DAYS, preview_address
from smsu_intl.base.querysets import BinaryOrder, is_key
from smsu_intl.base.reviewing import note_steps
from smsu_intl.base.rights import DRAFT, EVERYTHING, Rights, rights_of
from smsu_intl.base.table_pages import WithTables
from smsu_intl.base.texts import LANGUAGE_NAMES, label_of, languages_of
from smsu_intl.base.translation_lists import WithTranslations
from smsu_intl.base.translations import CHECKED

# Ends the fieldsets of every record.
PUBLICATION_DETAILS = (
    _("Publication date and sources"),
    {"classes": ["collapse"], "fields": (("publish_from", "publish_until"), "sources")},
)

MOST_STEPS = 5  # of a record towards the public and back that its form shows

SLUG_HELP = _("The last part of the page's address, in Latin letters. Leave it empty and it is made from the name.")


def is_popup(request: HttpRequest) -> bool:
    """Whether the form was opened from the “+” beside a field of another form."""
    return IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST


# Forms


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
        if "status" in self.fields and "status" not in self.errors and not cleaned.get("status"):
            status = self.owner.status
            cleaned["status"] = status if self.rights.may_set(None, status) else Record.Status.IN_REVIEW
        return cleaned


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


# Fields


class _KeysOnly:
    """Autocomplete that shrugs off what is no key, on the address line or in a forged form."""

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if not key or is_key(key)], attr)  # type: ignore[misc]


class _SelectOne(_KeysOnly, AutocompleteSelect):
    pass


class _SelectSeveral(_KeysOnly, AutocompleteSelectMultiple):
    pass


class _OneOf(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and not isinstance(value, models.Model) and not is_key(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class _SeveralOf(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(key):
                raise ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key})
        return super().clean(value)


class PlainWords:
    """Fields that say what they are: the language in the label, help for whoever fills them in."""

    help_texts: ClassVar[dict[str, Any]] = {}
    checkbox_fields: ClassVar[tuple[str, ...]] = ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        language = getattr(db_field, "_translated_field_language_code", "")
        name = db_field.name.removesuffix(f"_{language}") if language else db_field.name
        if name in self.help_texts:
            kwargs["help_text"] = self.help_texts[name]
        if language:
            kwargs["label"] = label_of(db_field)
            if language != next(iter(LANGUAGE_NAMES)):
                kwargs["help_text"] = ""  # said once for all three
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is None:
            return None
        field.label = capfirst(field.label)
        if language:
            field.widget.attrs["lang"] = language
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 5
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", _SelectOne(db_field, self.admin_site, using=kwargs.get("using")))  # type: ignore[attr-defined]
        self._narrow(db_field, request, kwargs)
        kwargs.setdefault("form_class", _OneOf)
        return self._told_apart(super().formfield_for_foreignkey(db_field, request, **kwargs))  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.checkbox_fields:
            kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        elif db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", _SelectSeveral(db_field, self.admin_site, using=kwargs.get("using")))  # type: ignore[attr-defined]
        self._narrow(db_field, request, kwargs)
        kwargs.setdefault("form_class", _SeveralOf)
        return self._told_apart(super().formfield_for_manytomany(db_field, request, **kwargs))  # type: ignore[misc]

    def _narrow(self, db_field: Any, request: HttpRequest, options: dict[str, Any]) -> None:
        """Let a field offer only what whoever fills it in may choose."""
        related: Any = self.admin_site._registry.get(db_field.remote_field.model)  # type: ignore[attr-defined]
        if "queryset" not in options and isinstance(related, Scoped) and not rights_of(request).everything:
            options["queryset"] = related.choices(request).order_by(*(related.get_ordering(request) or ()))  # type: ignore[attr-defined]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take from the address line only what a form can show: texts, choices and keys."""
        kept: dict[str, Any] = {}
        for name, value in super().get_changeform_initial_data(request).items():  # type: ignore[misc]
            try:
                field = self.opts.get_field(name)  # type: ignore[attr-defined]
            except FieldDoesNotExist:
                continue
            keys = value if isinstance(value, list) else [value]
            if all(map(is_key, keys)) if field.is_relation else isinstance(field, models.CharField):
                kept[name] = value
        return kept

    def _told_apart(self, field: Any) -> Any:
        related: Any = self.admin_site._registry.get(field.queryset.model) if field else None  # type: ignore[attr-defined]
        if hasattr(related, "choice_label"):
            field.label_from_instance = related.choice_label
        return field


# Lists


class FoldedSearch:
    """Search that finds every word in any script: `search_fields` are folded columns, or are folded meanwhile."""

    search_help_text: ClassVar[Any] = _("Any words of the name, in any alphabet.")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        words = fold(search_term).split()
        if not words:
            return queryset.none(), False
        paths = [str(path) for path in self.get_search_fields(request)]  # type: ignore[attr-defined]
        folded = [path for path in paths if self._is_folded(queryset.model, path)]
        plain = [path for path in paths if path not in folded]
        texts: dict[Any, str] = {}
        if plain:  # short lists without a folded column of their own
            for key, *values in queryset.model._base_manager.values_list("pk", *plain):
                texts[key] = f"{texts.get(key, '')} {fold(' '.join(str(value or '') for value in values))}"
        for word in words[:8]:
            found = Q(pk__in=[key for key, text in texts.items() if word in text])
            for path in folded:
                found |= Q(**{f"{path}__contains": word})
            queryset = queryset.filter(pk__in=queryset.model._base_manager.filter(found).values("pk"))
        return queryset, False

    def _is_folded(self, model: Any, path: str) -> bool:
        *relations, name = path.split("__")
        for relation in relations:
            model = model._meta.get_field(relation).related_model
        return isinstance(model._meta.get_field(name), FoldedField)


class ChosenFrom(admin.RelatedFieldListFilter):
    """The records of another kind by which a list is narrowed: those that whoever asks may choose."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        related: Any = model_admin.admin_site._registry.get(field.related_model)
        if not isinstance(related, Scoped) or rights_of(request).everything:
            return super().field_choices(field, request, model_admin)
        offered = related.choices(request).order_by(*(self.field_admin_ordering(field, request, model_admin)))
        return [(record.pk, str(record)) for record in offered]


class AttentionFilter(admin.SimpleListFilter):
    """One's own records that need attention, by reason: what the admin's first page counts."""

    title = _("what needs attention")
    parameter_name = PARAMETER

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.model_admin = model_admin
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(attention.key, attention.label) for attention in model_admin.attention]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        for attention in self.model_admin.attention:
            if attention.key == self.value():
                return attention.narrow(self.model_admin.owned(request, queryset))
        return queryset


class CountryFilter(admin.SimpleListFilter):
    """The countries that occur in the list, by name."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = model_admin.get_queryset(request).exclude(country="").order_by().values_list("country", flat=True).distinct()
        return named_countries(codes)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(country=self.value()) if self.value() else queryset


# Whose records they are


class Scoped:
    """Records of which everyone works on her own: the one place that says which these are.

    Lists, forms, rows, fields that offer records, histories and actions all ask here.
    """

    in_departments: ClassVar[tuple[str, ...]] = ()  # paths to the departments whose record it is
    in_universities: ClassVar[tuple[str, ...]] = ()
    others_are_seen = False  # what is published of others can be opened
    others_are_chosen = False  # what is published of others can be named

    model: Any

    def owned_by(self, rights: Rights) -> Q:
        """Return the condition of the records that somebody may edit."""
        paths = [(path, rights.departments) for path in self.in_departments if not rights.may_publish]
        paths += [(path, rights.universities) for path in self.in_universities if rights.may_publish]
        owned = Q(pk__in=[])
        for path, keys in paths:
            owned |= Q(**{f"{path}__in": keys})
        return owned

    def published_by_anyone(self) -> Q:
        return Q(pk__in=self.model.objects.published().order_by().values("pk"))

    def owned(self, request: HttpRequest, records: Any = None) -> Any:
        """Return those of `records`, or of all, that whoever is signed in may edit."""
        return self._narrowed(request, records)

    def seen(self, request: HttpRequest, records: Any = None) -> Any:
        """Return those that she may open."""
        return self._narrowed(request, records, others=self.others_are_seen)

    def choices(self, request: HttpRequest, records: Any = None) -> Any:
        """Return those that she may name in a record of hers."""
        return self._narrowed(request, records, others=self.others_are_seen or self.others_are_chosen)

    def _narrowed(self, request: HttpRequest, records: Any, *, others: bool = False) -> Any:
        if records is None:
            records = self.model._default_manager.all()
        rights = rights_of(request)
        if rights.everything:
            return records
        condition = self.owned_by(rights)
        if others:
            condition |= self.published_by_anyone()
        return records.filter(pk__in=self.model._base_manager.filter(condition).order_by().values("pk"))

    def is_owned(self, request: HttpRequest, record: Any) -> bool:
        """Whether she may edit a record, as it is stored."""
        return self._is_in("owned", request, record)

    def _is_in(self, name: str, request: HttpRequest, record: Any) -> bool:
        if rights_of(request).everything:
            return True
        known: dict[Any, bool] = request.__dict__.setdefault("_known_rights", {})
        key = (name, self.model, record.pk)
        if key not in known:
            known[key] = getattr(self, name)(request, self.model._base_manager.filter(pk=record.pk)).exists()
        return known[key]

    def get_queryset(self, request: HttpRequest) -> Any:
        records = super().get_queryset(request)  # type: ignore[misc]
        return self.choices(request, records) if getattr(request, "offers_choices", False) else self.seen(request, records)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or self._is_in("seen", request, obj))  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or self.is_owned(request, obj))  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj) and (obj is None or self.is_owned(request, obj))  # type: ignore[misc]
        return allowed and rights_of(request).may_delete(getattr(obj, "status", DRAFT))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether she may do what is reserved to those who publish."""
        return rights_of(request).may_publish and super().has_change_permission(request)  # type: ignore[misc]


def entered_by(model: Any, rights: Rights) -> Q:
    """Return the condition of the records of a kind that somebody entered."""
    return Q(pk__in=model.history.filter(history_user_id=rights.user_key, history_type="+").order_by().values(model._meta.pk.name))


class OfTheHouse:
    """What all universities share, so that only those who see everything change it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and rights_of(request).everything  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and rights_of(request).everything  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and rights_of(request).everything  # type: ignore[misc]


# Admin classes


class PartInline(PlainWords, admin.StackedInline):
    """Rows within a record's form. Those that `come_early` stand right after the first fields."""

    extra = 0
    max_num = 150  # more than DATA_UPLOAD_MAX_NUMBER_FIELDS lets through
    view_on_site = False
    come_early = False
    form = CheckedForm
    formset = RowsFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # A forged number of rows draws no thousands.
        formset: Any = super().get_formset(request, obj, **{"absolute_max": self.max_num, **kwargs})
        formset.form.rights = rights_of(request)
        formset.form.of_department = getattr(self.admin_site._registry.get(self.model), "of_department", "")
        return formset


class RecordInline(PartInline):
    """Rows that are records themselves, each with a form of its own behind the link “Change”."""

    form = RecordRowForm
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        records, own_admin = super().get_queryset(request), self.admin_site._registry.get(self.model)
        return own_admin.owned(request, records) if isinstance(own_admin, Scoped) else records


class _HistoryInWords(HistoricalRecordContextHelper):
    """Differences with the words that the forms use."""

    def format_delta_change(self, change: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        return dataclasses.replace(super().format_delta_change(change), field=label_of(field))

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        value = dict(field.flatchoices).get(value, value) if field.flatchoices else value
        return "–" if value in (None, "") else super().prepare_delta_change_value(change, value)


class RecordAdmin(Approved, WithTables, WithAttention, WithTranslations, Scoped, FoldedSearch, PlainWords, SimpleHistoryAdmin):
    """The admin of a record: one readable form, its history, and publishing."""

    form = RecordForm
    save_on_top = False
    list_per_page = 50
    radio_fields: ClassVar[dict[str, Any]] = {"status": admin.HORIZONTAL}
    search_fields: ClassVar[tuple[str, ...]] = ("folded",)
    actions = ("hand_in", "publish", "back_to_draft", "archive", "keep_translations")
    change_form_template = "admin/record_form.html"
    object_history_list_template = "admin/record_history_list.html"
    object_history_form_template = "admin/record_history_form.html"

    popup_fieldsets: ClassVar[tuple[Any, ...]] = ()  # a shorter form for the “+” beside a field
    published_with: ClassVar[tuple[str, ...]] = ()  # parts that are published when the record is, if they `may_follow`
    takes_along: ClassVar[tuple[str, ...]] = ()  # keys to records that are published when the record is, if they `may_come_along`
    attention: tuple[Attention, ...] = (
        Attention("review", _("Waiting for review"), lambda records: records.in_review()),
        Attention("changes", _("Changes that wait for approval"), awaiting_approval),
        Attention("old", _("Drafts that nobody touched for 90 days"), lambda records: records.old_drafts()),
    )
    of_department: ClassVar[str] = ""  # the field by which a record is a department's

    # What the form shows

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.rights, form.of_department = rights_of(request), self.of_department
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "publish_from", "publish_until") if rights_of(request).is_editor else fields  # they too decide what is public

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [
            AttentionFilter,
            *(
                (name, ChosenFrom) if isinstance(name, str) and self.opts.get_field(name).is_relation else name
                for name in super().get_list_filter(request)
            ),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        popup = self.popup_fieldsets if is_popup(request) else ()
        first, *others = popup or super().get_fieldsets(request, obj)
        name, options = first
        if obj and not self.has_change_permission(request, obj):
            return [first, *others]
        own = ["opened_at"] if popup else ["review_note", "opened_at"]
        return [(name, {**options, "fields": [*options["fields"], *own]}), *others]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if is_popup(request) else super().get_inlines(request, obj)

    def view_on_site(self, obj: Any) -> str | None:
        if not hasattr(obj, "get_absolute_url") or not type(obj).objects.published().filter(pk=obj.pk).exists():
            return None
        return obj.get_absolute_url()

    def page_of(self, record: Any) -> Any:
        """Return the record on whose page the public sees this one; None if there is no one page."""
        return record if hasattr(record, "get_absolute_url") else None

    def choice_label(self, obj: Any) -> str:
        """Return what the record is called where one is chosen from many."""
        return f"{obj} ({obj.get_status_display()})" if obj.status != Record.Status.PUBLISHED else str(obj)

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        if self.ordering:
            return self.ordering
        column = f"sorted_{get_language() or 'en'}"
        try:
            self.opts.get_field(column)
        except FieldDoesNotExist:
            return self.opts.ordering
        return (BinaryOrder(F(column)).asc(), "pk")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        record: Any = kwargs.get("obj")
        shown = record and not is_popup(request) and self.is_owned(request, record)
        context["status_changes"] = list(StatusChange.objects.of(record).select_related("made_by")[:MOST_STEPS]) if shown else []
        context["waiting_changes"] = list(ProposedChange.objects.waiting().of(record).with_people()) if shown else []
        context["is_held_back"] = held_of(request) is not None
        held_back = shown and rights_of(request).is_editor and record.status == Record.Status.PUBLISHED
        context["may_be_held_back"] = held_back and self.has_change_permission(request, record)
        if shown and self.page_of(record) and (not record.is_published or context["is_held_back"]):
            own = [change for change in context["waiting_changes"] if change.sort == ProposedChange.Sort.EDIT]
            context["preview_address"] = preview_address(record, own[0] if own else None)
            context["preview_days"] = VALID_DAYS
        return super().render_change_form(request, context, *args, **kwargs)

    # Publishing

    def covers(self, rights: Rights, record: Any) -> bool:
        """Whether a record is among those that somebody with these rights works on."""
        return rights.everything or self.model._base_manager.filter(self.owned_by(rights), pk=record.pk).exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        rights, note = rights_of(request), form.cleaned_data.get("review_note", "")
        before = self.model._base_manager.filter(pk=obj.pk).values_list("status", flat=True).first() if change else None
        if not rights.may_set(before, obj.status):
            raise PermissionDenied
        super().save_model(request, obj, form, change)
        if obj.status != (before or DRAFT):
            note_steps(request, [(obj, before or "")], note, self.covers)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if held_of(request):
            return
        chosen = {row.instance for formset in formsets for row in formset.forms if row.instance.pk and "status" in row.changed_data}
        if change and "status" in form.changed_data and form.instance.status == Record.Status.PUBLISHED:
            self._publish_parts(request, form.instance, left_out=chosen)
        rows = [form, *(row for formset in formsets for row in formset.forms if row.instance.pk)]
        self._publish_along(request, [(row.instance, row.changed_data) for row in rows], edited=form.instance)
        if not is_popup(request):
            self.warn_of_unpublished(request, form.instance)

    @admin.action(description=_("Hand in for review"), permissions=["change"])
    def hand_in(self, request: HttpRequest, queryset: Any) -> None:
        number = len(self._change_status(request, queryset, Record.Status.IN_REVIEW))
        text = ngettext("%(number)d record waits for review.", "%(number)d records wait for review.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Archive the selected records"), permissions=["publish"])
    def archive(self, request: HttpRequest, queryset: Any) -> None:
        number = len(self._change_status(request, queryset, Record.Status.ARCHIVED))
        text = ngettext(
            "%(number)d record was archived: the public does not see it.",
            "%(number)d records were archived: the public does not see them.",
            number,
        )
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Publish the selected records"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        changed = self._change_status(request, queryset, Record.Status.PUBLISHED)
        for record in changed:
            self._publish_parts(request, record)
        self._publish_along(request, [(record, ["status"]) for record in changed])
        number = len(changed)
        text = ngettext("%(number)d record was published.", "%(number)d records were published.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)
        for record in changed:
            self.warn_of_unpublished(request, record)

    @admin.action(description=_("Back to draft"), permissions=["change"])
    def back_to_draft(self, request: HttpRequest, queryset: Any) -> None:
        number = len(self._change_status(request, queryset, Record.Status.DRAFT))
        text = ngettext(
            "%(number)d record is a draft again: the public does not see it.",
            "%(number)d records are drafts again: the public does not see them.",
            number,
        )
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("The translations are right as they are"), permissions=["change"])
    def keep_translations(self, request: HttpRequest, queryset: Any) -> None:
        """Add a version that says so: they are no longer told to be older than their originals."""
        with transaction.atomic():
            kept = [record for record in queryset if self.has_change_permission(request, record)]
            for record in kept:
                record._change_reason = CHECKED
                record.save()
        text = ngettext(
            "The translations of %(number)d record count as up to date.",
            "The translations of %(number)d records count as up to date.",
            len(kept),
        )
        self.message_user(request, text % {"number": len(kept)}, messages.SUCCESS)

    def _change_status(self, request: HttpRequest, records: Iterable[Any], status: str) -> list[Any]:
        rights = rights_of(request)
        records = [record for record in records if record.status != status]
        with transaction.atomic():
            changed = [
                record for record in records if rights.may_set(record.status, status) and self.has_change_permission(request, record)
            ]
            steps = [(record, record.status) for record in changed]
            for record in changed:
                record.status = status
                record.save()  # one by one: each has a history
                self.log_change(request, record, [{"changed": {"fields": [str(label_of(self.opts.get_field("status")))]}}])
            note_steps(request, steps, "", self.covers)
        if len(changed) < len(records):
            number = len(records) - len(changed)
            text = ngettext(
                "%(number)d record was left as it is: you may not do this with it.",
                "%(number)d records were left as they are: you may not do this with them.",
                number,
            )
            self.message_user(request, text % {"number": number}, messages.WARNING)
        return changed

    def _publish_parts(self, request: HttpRequest, record: Any, left_out: Iterable[Any] = ()) -> None:
        published = [part for part in self.parts_to_publish(record) if part not in left_out]
        for part in published:
            part.status = Record.Status.PUBLISHED
            part.save()
        self._tell_published(request, published)
        self._publish_along(request, [(part, ["status"]) for part in published])

    def parts_to_publish(self, record: Any) -> Iterator[Any]:
        """Yield the parts of a record that are published when it is."""
        waiting = (Record.Status.DRAFT, Record.Status.IN_REVIEW)
        for name in self.published_with:
            yield from (part for part in getattr(record, name).filter(status__in=waiting) if part.may_follow)

    def _publish_along(self, request: HttpRequest, saved: Iterable[tuple[Any, Iterable[str]]], edited: Any = None) -> None:
        """Publish what published records take along, where that or their status is among what was changed in them.

        Not the record that is itself being edited: whoever does that chooses its status.
        """
        published: dict[Any, None] = {}
        for record, changed in saved:
            keys = getattr(self.admin_site._registry.get(type(record)), "takes_along", ())
            if not keys or record.status != Record.Status.PUBLISHED or not {"status", *keys}.intersection(changed):
                continue
            for named in (getattr(record, key) for key in keys):
                if named in published:
                    named.status = Record.Status.PUBLISHED  # the same, read twice
                elif named.may_come_along and named != edited:
                    own_admin: Any = self.admin_site.get_model_admin(type(named))
                    published |= dict.fromkeys(own_admin._change_status(request, [named], Record.Status.PUBLISHED))
        self._tell_published(request, published)

    def _tell_published(self, request: HttpRequest, records: Iterable[Any]) -> None:
        names = "; ".join(map(str, records))
        if names:
            self.message_user(request, _("Published together with it: %(names)s.") % {"names": names}, messages.SUCCESS)

    def warn_of_unpublished(self, request: HttpRequest, record: Any) -> None:
        """Say which of the records that a published record names are not public yet."""
        if record.status != Record.Status.PUBLISHED:
            return
        for named in dict.fromkeys(self.named_records(record)):
            if not named.is_published:
                address = reverse(f"admin:{named._meta.app_label}_{named._meta.model_name}_change", args=[named.pk])
                link = format_html('<a href="{}">{}</a>', address, str(named))
                text = _("“{name}” is not published yet, so the public does not see it.")
                self.message_user(request, format_html(str(text), name=link), messages.WARNING)

    def named_records(self, record: Any) -> Iterable[Any]:
        """Return the records that the page of `record` names and that ought to be public with it."""
        return ()

    # History

    def has_view_history_or_change_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether she may read what a record once was: only her own, also where she may open it as it is published."""
        allowed = super().has_view_history_or_change_history_permission(request, obj)
        return allowed and (obj is None or self.is_owned(request, obj))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        _refuse_unless_numbers(object_id)
        try:
            return super().history_view(request, object_id, extra_context)
        except ObjectDoesNotExist as error:  # it was deleted, and so was what gave it its name
            raise Http404 from error

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None) -> HttpResponse:
        _refuse_unless_numbers(object_id, version_id)
        if request.method == "POST" and not self.has_change_permission(request, self.model(pk=int(object_id))):
            raise PermissionDenied  # the library lets everyone bring a version back who may look at it
        context = {"title": _("An earlier version"), **(extra_context or {})}
        try:
            return super().history_form_view(request, object_id, version_id, context)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def get_history_queryset(self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any) -> Any:
        # Not the library's own: where a model has no foreign key it calls select_related() without a name.
        keys = [field.name for field in history_manager.model.tracked_fields if isinstance(field, models.ForeignKey)]
        return history_manager.filter(**{pk_name: object_id}).select_related("history_user", *keys)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> Any:
        return _HistoryInWords(self.model, historical_record)


def _refuse_unless_numbers(*keys: str) -> None:
    if not all(map(is_key, keys)):
        raise Http404


class VocabularyForm(CheckedForm):
    named_by = "name"


class VocabularyAdmin(WithTranslations, OfTheHouse, FoldedSearch, PlainWords, admin.ModelAdmin):
    """A short list of words that the records' forms offer."""

    form = VocabularyForm
    list_display = ("__str__", "slug", "order")
    search_fields = ("slug", "name_en", "name_ru", "name_uz")
    fields = (("name_en", "name_ru", "name_uz"), ("slug", "order"))
    help_texts: ClassVar[dict[str, Any]] = {
        "slug": _("A short word in Latin letters for web addresses. Do not change it later."),
        "order": _("Smaller numbers come first."),
    }


class SourceForm(CheckedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not (self.text_in_any_language("title") or cleaned.get("address")):
            self.add_error("title_en", _("Give the title of the source, or its web address."))
        return cleaned


@admin.register(Source)
class SourceAdmin(WithAttention, WithTranslations, Scoped, FoldedSearch, PlainWords, admin.ModelAdmin):
    """Sources are anyone's to cite once they are public; whoever entered one edits it."""

    others_are_seen = True

    form = SourceForm
    list_display = ("__str__", "address", "seen_on", "is_public")
    list_filter = (AttentionFilter, "is_public")
    search_fields = ("title_en", "title_ru", "title_uz", "address")
    fields = (languages_of("title"), "address", ("seen_on", "is_public"))
    help_texts: ClassVar[dict[str, Any]] = {
        "title": _("What the page, paper or report is called. At least one language, or the web address below."),
        "address": _("In full, beginning with https://"),
        "seen_on": _("The day on which you read it."),
    }

    def owned_by(self, rights: Rights) -> Q:
        kind = ContentType.objects.get_for_model(Source)
        entered = LogEntry.objects.filter(user=rights.user_key, content_type=kind, action_flag=ADDITION)
        return Q(pk__in=[int(str(key)) for key in entered.values_list("object_id", flat=True)])

    def published_by_anyone(self) -> Q:
        return Q(is_public=True)
