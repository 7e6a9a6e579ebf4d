"""Lists on public pages: filters bound to the query string, and strict pages."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsu_intl.base.texts import LocalText

PER_PAGE = 20
LONGEST_SEARCH = 300  # characters: an institution of Russia has 180 in its full official name, pasted from its charter
MOST_PARAMETERS = 300  # in a query string: all countries of the world, and something more
MOST_WAYS_OUT = 6  # of an empty list are counted


class _Options(forms.Select):
    """A list to choose from, in which a text that is not translated marks its language: an option holds no element that could."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        original = label if isinstance(label, LocalText) and label.is_original else None
        option = super().create_option(name, value, str.__str__(label) if original else label, *args, **kwargs)
        if original:
            option["attrs"]["lang"] = original.lang
        return option


class Filter(forms.ChoiceField):
    """One choice of many; what is none of them is set aside with a notice instead of an error.

    `capitals` says that its values are codes in capital letters, which may be typed in small ones too.
    """

    widget = _Options

    def __init__(self, *, capitals: bool = False, **kwargs: Any) -> None:
        self.capitals = capitals
        super().__init__(required=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Accept anything: `FilterForm.clean` tells the visitor what was set aside."""


class Facet(forms.MultipleChoiceField):
    """Any number of many choices; what is none of them is set aside with a notice instead of an error. `capitals`: see `Filter`."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, capitals: bool = False, **kwargs: Any) -> None:
        self.capitals = capitals
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


@dataclass(frozen=True)
class Step:
    """A link from here: a filter to take off, a filter too many, another order."""

    label: Any
    address: str
    filter: Any = ""
    count: int = 0
    is_current: bool = False


class FilterForm(forms.Form):
    """A list's search and filters, bound to the query string.

    `choices` gives each filter its (value, label) pairs. `notices` tells what was not understood.
    """

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, max_length=LONGEST_SEARCH, widget=forms.TextInput(attrs={"type": "search"})
    )

    use_required_attribute = False
    narrows_nothing: Collection[str] = ()  # names of fields that leave the list as it is
    everything: Any = None  # what the list shows where nothing is chosen

    def __init__(self, request: HttpRequest, **choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__(_in_capitals(request.GET, self.base_fields), auto_id="filter-%s")
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

    def _offer(self, in_use: Mapping[str, Collection[str]]) -> None:
        """Show of the filters' choices those that lead somewhere, and what is chosen: the others are still understood."""
        for name, values in in_use.items():
            field: Any = self.fields[name]
            shown = {"", self.data.get(name), *values}
            field.widget.choices = [choice for choice in field.choices if choice[0] in shown]

    @property
    def is_understood(self) -> bool:
        """Whether all that narrows the list was understood: a fault in the rest leaves it as it is."""
        return not set(self.errors) - set(self.narrows_nothing)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was understood; empty where the search was not."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_understood else {}

    @property
    def narrowing(self) -> dict[str, Any]:
        """What was understood of what narrows the list."""
        return {name: value for name, value in self.chosen.items() if name not in self.narrows_nothing}

    def narrow(self, records: Any) -> Any:
        """Return those that the visitor asked for; none where the search was not understood."""
        return self._narrow(records, self.narrowing) if self.is_understood else records.none()

    def _narrow(self, records: Any, chosen: dict[str, Any]) -> Any:
        """Return those that are left by what is `chosen`."""
        raise NotImplementedError

    @property
    def filters(self) -> list[BoundField]:
        """The fields that narrow the list, besides the search, as far as they offer anything."""
        fields = [field for field in self if field.name not in {"q", *self.narrows_nothing}]
        return [field for field in fields if any(value for value, _label in cast(Any, field.field.widget).choices)]

    @property
    def is_filtered(self) -> bool:
        """Whether any of them is chosen."""
        return any(field.name in self.chosen for field in self.filters)

    @property
    def chips(self) -> Sequence[Any]:
        """What narrows the list, each with the address that leaves it out and keeps the rest."""
        chips = []
        for field in [self["q"], *self.filters]:
            if field.name in self.chosen:
                value = self.data[field.name]
                choices: Any = getattr(field.field, "choices", ())
                chips.append(Chip(field.label, dict(choices).get(value, value), self._address_without(field.name)))
        return chips

    @property
    def ways_out(self) -> list[Step]:
        """For a list that came out empty: how many each filter keeps away, best first."""
        steps = [
            Step(self.fields[name].label, self._address_without(name), count=self._count_without(name))
            for name in list(self.narrowing)[:MOST_WAYS_OUT]
        ]
        return sorted((step for step in steps if step.count), key=lambda step: -step.count)

    def _address_without(self, name: str) -> str:
        """Return the address of the list without one of the chosen filters."""
        rest = urlencode({other: self.data[other] for other in self.chosen if other != name})
        return f"{self.path}?{rest}" if rest else self.path

    def _count_without(self, name: str) -> int:
        """Return how many records all choices but one leave."""
        rest = {other: value for other, value in self.narrowing.items() if other != name}
        count: int = self._narrow(self.everything, rest).count()
        return count

    @property
    def is_indexable(self) -> bool:
        """Whether a search engine should list what was asked for: the whole list, or one filter of it."""
        values = sum(len(value) if isinstance(value, list) else 1 for value in self.chosen.values())
        return self.is_valid() and not self.notices and "q" not in self.chosen and values <= 1

    def canonical(self, path: str, page: int = 1) -> str:
        """Return the one address of the list at `path`: what narrows it, in a fixed order, and the page after the first."""
        query = urlencode({**self.narrowing, **({"page": page} if page > 1 else {})}, doseq=True)
        return f"{path}?{query}" if query else path

    @property
    def status_code(self) -> int:
        """400 where the search itself was not understood, else 200."""
        return 200 if self.is_understood else 400


def _in_capitals(data: QueryDict, fields: Mapping[str, forms.Field]) -> QueryDict:
    """Return what was asked for, with the codes that are written in capital letters so."""
    written = data.copy()
    for name, field in fields.items():
        if getattr(field, "capitals", False) and name in written:
            written.setlist(name, [value.upper() for value in written.getlist(name)])
    return written


class NoSuchPageError(Http404):
    """A list has no page of this number, but it has a last one."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last


def page_of(request: HttpRequest, records: QuerySet[Any, Any] | Sequence[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of `records` that the query string asks for; raise Http404 if there is none."""
    number, pages = request.GET.get("page", "1"), Paginator(records, per_page)
    if not re.fullmatch("[1-9][0-9]{0,5}", number):
        raise NoSuchPageError(pages.num_pages)
    try:
        return pages.page(int(number))
    except EmptyPage as error:
        raise NoSuchPageError(pages.num_pages) from error
