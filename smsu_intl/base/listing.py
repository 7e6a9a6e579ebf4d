"""Lists on public pages: filters bound to the query string, and strict pages."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsu_intl.base.texts import LocalText

PER_PAGE = 20
LONGEST_SEARCH = 300  # characters: an institution of Russia has 180 in its full official name, pasted from its charter
MOST_PARAMETERS = 300  # in a query string: all countries of the world, and something more


class _Options(forms.Select):
    """A list to choose from, in which a text that is not translated marks its language: an option holds no element that could."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        original = label if isinstance(label, LocalText) and label.is_original else None
        option = super().create_option(name, value, str.__str__(label) if original else label, *args, **kwargs)
        if original:
            option["attrs"]["lang"] = original.lang
        return option


class Filter(forms.ChoiceField):
    """One choice of many; what is none of them is set aside with a notice instead of an error."""

    widget = _Options

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Accept anything: `FilterForm.clean` tells the visitor what was set aside."""


class Facet(forms.MultipleChoiceField):
    """Any number of many choices; what is none of them is set aside with a notice instead of an error."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        """Return what was chosen, each once."""
        return [choice for choice in dict.fromkeys(super().to_python(value)) if choice]

    def validate(self, value: Any) -> None:
        """Accept anything: `FilterForm.clean` tells the visitor what was set aside."""

    def pairs(self) -> list[tuple[str, Any]]:
        """Return the choices as pairs of value and label."""
        choices: Any = self.choices
        return list(choices)


@dataclass(frozen=True)
class Chip:
    """A chosen value of a filter, with the address of the list without it."""

    filter: Any
    label: Any
    address: str


class FilterForm(forms.Form):
    """A list's search and filters, bound to the query string.

    `choices` gives each filter its (value, label) pairs. `notices` tells what was not understood.
    """

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, max_length=LONGEST_SEARCH, widget=forms.TextInput(attrs={"type": "search"})
    )

    use_required_attribute = False
    narrows_nothing: Collection[str] = ()  # names of fields that leave the list as it is

    def __init__(self, request: HttpRequest, **choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__(request.GET, auto_id="filter-%s")
        self.path = request.path
        self.parameter_count = sum(len(values) for _name, values in request.GET.lists())
        self.notices: list[str] = []
        for name, pairs in choices.items():
            field = self.fields[name]
            if isinstance(field, Facet):
                field.choices = list(pairs)
            elif isinstance(field, forms.ChoiceField):
                field.choices = [("", _("All")), *pairs]

    def clean(self) -> dict[str, Any]:
        if self.parameter_count > MOST_PARAMETERS:
            raise forms.ValidationError(_("That is too much at once. Choose fewer filters."))
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if isinstance(field, Filter) and value and not field.valid_value(value):
                self.cleaned_data[name] = ""
                self._set_aside(field, value)
            elif isinstance(field, Facet) and value:
                known = {key for key, _label in field.pairs()}
                self.cleaned_data[name] = [choice for choice in value if choice in known]
                for choice in value:
                    if choice not in known:
                        self._set_aside(field, choice)
        return self.cleaned_data

    def _set_aside(self, field: forms.Field, value: str) -> None:
        self.notices.append(
            _("“%(value)s” is not among the choices for “%(filter)s”, so that filter is left out.")
            % {"value": value[:40], "filter": field.label}
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """What was understood; empty where the form is not valid."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}

    @property
    def filters(self) -> list[BoundField]:
        """The fields that narrow the list, besides the search."""
        return [field for field in self if field.name not in {"q", *self.narrows_nothing}]

    @property
    def is_filtered(self) -> bool:
        """Whether any of them is chosen."""
        return any(field.name in self.chosen for field in self.filters)

    @property
    def chips(self) -> Sequence[Any]:
        """What narrows the list, each with the address that leaves it out and keeps the rest."""
        chosen = {name: self.data[name] for name in self.chosen}
        chips = []
        for field in [self["q"], *self.filters]:
            if field.name in chosen:
                rest = urlencode({name: value for name, value in chosen.items() if name != field.name})
                choices: Any = getattr(field.field, "choices", ())
                label = dict(choices).get(chosen[field.name], chosen[field.name])
                chips.append(Chip(field.label, label, f"{self.path}?{rest}" if rest else self.path))
        return chips

    @property
    def is_indexable(self) -> bool:
        """Whether a search engine should list what was asked for: the whole list, or one filter of it."""
        values = sum(len(value) if isinstance(value, list) else 1 for value in self.chosen.values())
        return self.is_valid() and not self.notices and "q" not in self.chosen and values <= 1

    def canonical(self, path: str, page: int = 1) -> str:
        """Return the one address of the list at `path`: what narrows it, in a fixed order, and the page after the first."""
        narrowing = {name: value for name, value in self.chosen.items() if name not in self.narrows_nothing}
        query = urlencode({**narrowing, **({"page": page} if page > 1 else {})}, doseq=True)
        return f"{path}?{query}" if query else path

    @property
    def status_code(self) -> int:
        """400 where the search itself was not understood, else 200."""
        return 200 if self.is_valid() else 400


def page_of(request: HttpRequest, records: QuerySet[Any, Any], per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of `records` that the query string asks for; raise Http404 if there is none."""
    number = request.GET.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,5}", number):
        raise Http404
    try:
        return Paginator(records, per_page).page(int(number))
    except EmptyPage as error:
        raise Http404 from error
