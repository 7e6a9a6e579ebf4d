"""The directory's search, facets and order, bound to the query string."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import CooperationField, Department, University
from partners.facets import FACETS, OPEN, FacetValues
from partners.models import CooperationForm, Institution, InstitutionQuerySet, Programme, Tag, directory
from partners.search.finding import Match, find
from partners.search.meaning import said_in_names
from partners.search.questions import phrases_of, understand, with_places_spelt
from partners.sought import Sought, without_binding
from smsu_intl.base.alphabets import by_alphabet
from smsu_intl.base.countries import country_choices
from smsu_intl.base.folding import fold
from smsu_intl.base.listing import LONGEST_SEARCH, Facet, FilterForm, Step
from smsu_intl.base.querysets import AnyOf
from smsu_intl.base.regions import countries_in, region_choices

KEPT = ("view",)  # what other parts of the page read from the query string
MOST_OWNERS = 3  # departments that a search may mean
SHORTEST_OWNER = 4  # letters that tell enough of one: “1 мед” is none
STRONG = 0.93  # a best match that fits so well is what was asked for, whatever else the words could mean


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many partners it would leave, and whether it is chosen."""

    value: str
    label: Any
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Choices:
    """A facet with those of its values that lead somewhere."""

    name: str
    label: Any
    choices: list[Choice]

    @property
    def is_chosen(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


class Suggestion(forms.Form):
    """What has been typed so far."""

    q = forms.CharField(required=False, max_length=LONGEST_SEARCH)


class PartnerFilter(FilterForm):
    """Partners by name, region, country, kind, department and more: any of a facet's values, and all of the facets."""

    country = Facet(label=_("Country"), capitals=True)
    region = Facet(label=_("Part of the world"))
    kind = Facet(label=_("Kind"))
    university = Facet(label=_("University"))
    department = Facet(label=_("Department"))
    field = Facet(label=_("Field of cooperation"))
    offers = Facet(label=_("What is on offer"))
    tag = Facet(label=_("Tag"))
    activity = Facet(label=_("Joint activity"))

    SORTS = (("relevance", _("best match")), ("name", _("name")), ("activity", _("last joint activity")))

    def __init__(self, request: HttpRequest) -> None:
        self.universities = list(University.objects.published().for_choice().in_name_order())
        self.departments = Department.objects.published().for_choice(self.universities)
        self.cooperation_forms = list(CooperationForm.objects.all())
        universities = [(university.slug, university.name) for university in self.universities]
        super().__init__(
            request,
            university=universities if len(universities) > 1 else [],
            region=region_choices(),
            country=country_choices(),
            kind=Institution.Kind.choices,
            department=[(key, department.name) for key, department in self.departments.items()],
            field=[(field.slug, field.name) for field in CooperationField.objects.all()],
            offers=_offers(self.cooperation_forms),
            tag=sorted(((tag.slug, tag.label or tag.name) for tag in Tag.objects.all()), key=lambda choice: by_alphabet(choice[1])),
            activity=Institution.Activity.choices,
        )
        self.fields["q"].widget.attrs |= {"data-suggest": reverse("partners:suggest"), "data-suggestions": _("Suggestions")}

    @cached_property
    def directory(self) -> InstitutionQuerySet:
        """All that can be found here."""
        return directory()

    @cached_property
    def matches(self) -> dict[int, Match]:
        """What the search found, by primary key, best first; nothing where nothing was searched for."""
        text = self.chosen.get("q", "")
        found = find(text, among=self.directory) if text else []
        if found and found[0].is_weak and (telling := without_binding(text)) != text:
            found = find(telling, among=self.directory)  # no guess by “in” or «в» alone
        return {match.institution_id: match for match in found}

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was understood; a search for signs alone is none."""
        return {name: value for name, value in super().chosen.items() if name != "q" or fold(value)}

    @property
    def is_indexable(self) -> bool:
        """Whether a search engine should list it: not in another order or on the map."""
        return super().is_indexable and self.sort == self.default_sort and not any(self.data.get(name) for name in KEPT)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form hands on unchanged besides its fields: the order asked for, and what other parts of the page read."""
        kept = {"sort": "" if self.sort == self.default_sort else self.sort} | {name: self.data.get(name, "") for name in KEPT}
        return [(name, value) for name, value in kept.items() if value]

    @property
    def sort(self) -> str:
        """The order asked for; where that is unknown, the best match or else the name."""
        asked = self.data.get("sort")
        return asked if asked in dict(self.SORTS) and (asked != "relevance" or "q" in self.chosen) else self.default_sort

    @property
    def default_sort(self) -> str:
        return "relevance" if "q" in self.chosen else "name"

    def narrow(self, institutions: InstitutionQuerySet) -> InstitutionQuerySet:
        """Return those that the visitor asked for, in the order asked for; none where the search was not understood."""
        return self._in_order(self._narrow(institutions, self.chosen)) if self.is_valid() else institutions.none()

    def _in_order(self, institutions: InstitutionQuerySet) -> InstitutionQuerySet:
        if self.sort == "relevance":
            return institutions.ranked(list(self.matches))
        return institutions.lately_active_first() if self.sort == "activity" else institutions.in_name_order()

    def _narrow(self, institutions: InstitutionQuerySet, chosen: dict[str, Any]) -> InstitutionQuerySet:
        for name, values in chosen.items():
            institutions = NARROWINGS[name](self, institutions, values)
        return institutions

    def _narrow_directory(self, chosen: dict[str, Any]) -> InstitutionQuerySet:
        """Return what is left of the directory."""
        # A search has looked among nothing else than the directory.
        return self._narrow(Institution.objects.public() if "q" in chosen else self.directory, chosen)

    @property
    def found(self) -> InstitutionQuerySet:
        """What of the directory the visitor asked for, in the order asked for."""
        return self._in_order(self._narrow_directory(self.chosen)) if self.is_valid() else Institution.objects.none()

    @cached_property
    def found_keys(self) -> Sequence[int] | QuerySet[Any, int]:
        """The keys of what was found, in the order asked for."""
        if self.is_valid() and self.sort == "relevance":
            left = self.values.left(self._chosen_values)
            return [key for key in self.matches if key in left]
        return self.found.values_list("pk", flat=True)

    @cached_property
    def values(self) -> FacetValues:
        """Which values those have that were searched for, or else all of the directory."""
        institutions = Institution.objects.filter(pk__in=AnyOf(self.matches)) if "q" in self.chosen else self.directory
        return FacetValues(institutions, universities=[slug for slug, _name in self._choices("university")])

    @property
    def _chosen_values(self) -> dict[str, list[str]]:
        """The chosen values as `values` has them."""
        keys = {"department": lambda key: str(self.departments[key].pk)}
        return {name: [*map(keys.get(name, str), values)] for name, values in self.chosen.items() if name != "q"}

    @cached_property
    def facets(self) -> list[Choices]:
        """The facets, each with the values that would leave something and those that are chosen."""
        if not self.is_valid():
            return []
        chosen = self._chosen_values
        counts = {name: self.values.counts(name, chosen) for name in FACETS}
        counts["department"] = {key: counts["department"].get(str(record.pk), 0) for key, record in self.departments.items()}
        facets = [Choices(name, self.fields[name].label, self._offered(name, found)) for name, found in counts.items()]
        return [facet for facet in facets if facet.choices]

    def _offered(self, name: str, counts: Mapping[str, int]) -> list[Choice]:
        chosen = self.chosen.get(name, ())
        pairs = [(value, label, counts.get(value, 0)) for value, label in self._choices(name)]
        return [Choice(value, label, count, value in chosen) for value, label, count in pairs if count or value in chosen]

    def _choices(self, name: str) -> list[tuple[str, Any]]:
        field = self.fields[name]
        return field.pairs() if isinstance(field, Facet) else []

    @property
    def chips(self) -> list[Step]:
        """Each chosen value, with the address that leaves it out."""
        steps = []
        for name, values in self.chosen.items():
            for value in [values] if name == "q" else values:
                rest = {**self.chosen, name: [] if name == "q" else [other for other in values if other != value]}
                label = value if name == "q" else dict(self._choices(name))[value]
                steps.append(Step(label, self.address(rest), filter=self.fields[name].label))
        return steps

    @property
    def ways_out(self) -> list[Step]:
        """How many each filter keeps away, best first; all of them, where no single one would help."""
        helpful = super().ways_out
        if not helpful and self.matches:
            return [Step(_("all filters but the search"), self.address({"q": self.chosen["q"]}), count=len(self.matches))]
        return helpful

    def _address_without(self, name: str) -> str:
        return self.address({**self.chosen, name: []})

    def _count_without(self, name: str) -> int:
        if name != "q":
            return len(self.values.left(self._chosen_values, without=name))
        return self._narrow_directory({other: values for other, values in self.chosen.items() if other != name}).count()

    @property
    def sorts(self) -> list[Step]:
        """The orders that the list can have."""
        return [
            Step(capfirst(label), self.address(self.chosen, sort=sort), is_current=sort == self.sort)
            for sort, label in self.SORTS
            if sort != "relevance" or "q" in self.chosen
        ]

    @cached_property
    def question(self) -> str:
        """The address of the filters that a question like “clinics in Turkey” names; "" where it is a name, or no question."""
        chosen = self.chosen
        best = next(iter(self.matches.values()), None)
        if set(chosen) != {"q"} or (best and best.score >= STRONG):
            return ""
        kinds = [(f"{OPEN}{kind}", kind) for kind in Programme.Kind.values]
        offers = phrases_of(self.cooperation_forms, kinds)
        asked = understand(chosen["q"], offers)
        if not asked.places:
            asked = understand(with_places_spelt(chosen["q"], said_in_names), offers)
        named = {"country": [*asked.countries], "region": [*asked.regions], "kind": [*asked.kinds], "offers": [*asked.offers]}
        filters = {name: values for name, values in named.items() if values}
        if len(asked.offers) > 1:  # “dual degree” is a form of cooperation and a kind of programme: what nobody has is no filter
            had = [value for value in asked.offers if self._narrow_directory({**filters, "offers": [value]}).exists()]
            filters["offers"] = had or [*asked.offers]
        # What asks for nothing else is answered by an empty list too: it says what is missing, and which filter to take off.
        answers = asked.is_question and (not fold(asked.rest) or find(asked.rest, among=self._narrow_directory(filters), limit=1))
        is_sure = answers or (best is not None and not best.is_weak)
        if (not is_sure or "departments" in Sought(chosen["q"]).kinds) and (owners := self._owners_named(asked.rest)):
            return self.address({"q": "", **filters, **owners}, sort="relevance")
        return self.address({"q": asked.rest, **filters}, sort="relevance") if answers else ""

    def _owners_named(self, text: str) -> dict[str, list[str]]:
        """Return the filters for the departments, or else the university of this site, that a text names: whose partners are asked for."""
        sought = Sought(text)
        if sought.says_only_kinds or not any(len(word) >= SHORTEST_OWNER for word in sought.telling):
            return {}
        named = sought.called(["department", "university"])
        departments = [key for key, department in self.departments.items() if ("department", department.pk) in named]
        if departments:
            return {"department": departments} if len(departments) <= MOST_OWNERS else {}
        offered = [slug for slug, _name in self._choices("university")]
        universities = [university.slug for university in self.universities if ("university", university.pk) in named]
        return {"university": universities} if len(universities) == 1 and universities[0] in offered else {}

    @property
    def meant(self) -> Step | None:
        """The name that was perhaps meant, where the best match is weak."""
        best = next(iter(self.matches.values()), None)
        if best is None or not best.is_weak or not best.form:
            return None
        return Step(best.form, self.address({**self.chosen, "q": best.form}))

    def address(self, chosen: dict[str, Any], *, sort: str | None = None, page: int = 1) -> str:
        """Return the one address of a list: what is chosen in a fixed order, and nothing that goes without saying."""
        query = QueryDict(mutable=True)
        sort = sort or self.sort
        goes_without_saying = ("relevance",) if chosen.get("q") else ("name", "relevance")
        rest = {"sort": "" if sort in goes_without_saying else sort, "page": page if page > 1 else ""}
        for name, values in sorted({**chosen, **rest, **{name: self.data.get(name, "") for name in KEPT}}.items()):
            query.setlist(name, sorted(values) if isinstance(values, list) else [str(values)] if values else [])
        return f"{self.path}?{query.urlencode()}" if query.urlencode() else self.path


NARROWINGS: dict[str, Callable[[PartnerFilter, InstitutionQuerySet, Any], InstitutionQuerySet]] = {
    "q": lambda form, institutions, _text: institutions.filter(pk__in=list(form.matches)),
    "region": lambda _form, institutions, codes: institutions.in_countries(countries_in(codes)),
    "country": lambda _form, institutions, codes: institutions.in_countries(codes),
    "kind": lambda _form, institutions, kinds: institutions.of_kinds(kinds),
    "university": lambda _form, institutions, slugs: institutions.partners(university__slug__in=slugs),
    "department": lambda form, institutions, keys: institutions.for_departments(form.departments[key] for key in keys),
    "field": lambda _form, institutions, slugs: institutions.in_fields(slugs),
    "offers": lambda _form, institutions, offers: institutions.offering(
        slugs=[value for value in offers if not value.startswith(OPEN)],
        kinds=[value.removeprefix(OPEN) for value in offers if value.startswith(OPEN)],
    ),
    "tag": lambda _form, institutions, slugs: institutions.under_tags(slugs),
    "activity": lambda _form, institutions, states: institutions.of_activity(states),
}


def _offers(forms_of_cooperation: Iterable[CooperationForm]) -> list[tuple[str, Any]]:
    """Return the choices of what is on offer: the kinds of programmes, of which the open ones count, and the forms of cooperation."""
    kinds = [
        (f"{OPEN}{kind}", gettext("%(kind)s (open programme)") % {"kind": capfirst(str(label))}) for kind, label in Programme.Kind.choices
    ]
    return [*kinds, *((form.slug, form.name) for form in forms_of_cooperation)]
