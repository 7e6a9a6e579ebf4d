"""The state on a past day: what was on record and public at its end, as the histories of the records tell it.

Three sorts of records reach back differently. One that somebody entered on this site is known from that moment
on, and was not on record before. One that came from a list has no version by anybody: before its first change it
was as that change found it. One that was never changed is as it is now. For the last two nobody knows since when
they were on record, so before the day of their last known state they count, but are told apart.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Agreement, FurtherCountry, Institution, Partnership, Programme
from smsu_intl.base.rights import rights_of
from smsu_intl.reporting.figures import Asked, address_of

PUBLIC = ("status", "publish_from", "publish_until")


class Version:
    """A record as it was: its fields by name."""

    def __init__(self, key: int, values: dict[str, Any], *, is_certain: bool) -> None:
        self.key, self.values, self.is_certain = key, values, is_certain

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def versions_on(model: Any, moment: datetime, columns: Iterable[str], keys: Iterable[int] | None = None) -> dict[int, Version]:
    """Return the records of a kind as they were at a moment, by their keys: those that were on record, or may have been."""
    columns = list(columns)
    history, records = model.history.all(), model._base_manager.all()
    if keys is not None:
        history, records = history.filter(id__in=keys), records.filter(pk__in=keys)
    found: dict[int, Version] = {}
    for key, kind, *values in _last_before(history, moment).values_list("id", "history_type", *columns):
        found[key] = Version(key, dict(zip(columns, values, strict=True)), is_certain=True)
        if kind == "-":
            found[key].values["status"] = ""  # it was deleted
    for key, *values in _first_of_lists(history, moment).values_list("id", *columns):
        found.setdefault(key, Version(key, dict(zip(columns, values, strict=True)), is_certain=False))
    untouched = records.filter(~Exists(model.history.filter(id=OuterRef("pk")))).order_by()
    for key, updated_at, *values in untouched.values_list("pk", "updated_at", *columns):
        found[key] = Version(key, dict(zip(columns, values, strict=True)), is_certain=updated_at <= moment)
    return found


def _last_before(history: QuerySet[Any], moment: datetime) -> QuerySet[Any]:
    """Return the last versions until a moment; where two were saved at once, the later one comes last."""
    until = history.filter(history_date__lte=moment)
    later = until.filter(id=OuterRef("id"), history_date__gt=OuterRef("history_date"))
    return until.filter(~Exists(later.order_by())).order_by("history_id")


def _first_of_lists(history: QuerySet[Any], moment: datetime) -> QuerySet[Any]:
    """Return the first versions, where these came after a moment and were not entered by anybody."""
    earlier = history.filter(id=OuterRef("id"), history_date__lt=OuterRef("history_date"))
    return history.filter(~Exists(earlier.order_by()), history_date__gt=moment, history_user=None, history_type="+").order_by("history_id")


@dataclass(frozen=True)
class StateMeasure:
    """A figure of the state on a day, and the kind of records behind it."""

    key: str
    label: Any
    definition: Any
    model: Any


STATE_MEASURES = {
    measure.key: measure
    for measure in (
        StateMeasure(
            "state_partners",
            _("Partners"),
            _("Institutions with an active partnership, both public that day. Bodies that only fund are left out."),
            Institution,
        ),
        StateMeasure("state_countries", _("Countries"), _("Countries of these partners, their further countries too."), Institution),
        StateMeasure(
            "state_agreements",
            _("Agreements in force"),
            _("Public that day, on record as signed, not dated later, and their last day was not over. Without an end they stay in force."),
            Agreement,
        ),
        StateMeasure(
            "state_programmes",
            _("Open programmes"),
            _("Public that day, on record as open, and the last day to apply was not over. Samples do not count."),
            Programme,
        ),
    )
}


@dataclass(frozen=True)
class StateFigure:
    """A figure of the state: how many, how many of these are not known to have been on record, how many are gone since."""

    measure: StateMeasure
    number: int
    address: str
    uncertain: int
    uncertain_address: str
    gone: int


class State:
    """The figures of the state on the day that is asked for, of the records that whoever asks works on."""

    def __init__(self, site: AdminSite, request: HttpRequest, asked: Asked, departments: Iterable[int]) -> None:
        if asked.state_on is None:
            raise ValueError("no day is asked for")
        self.site, self.request, self.asked, self.day = site, request, asked, asked.state_on
        self.moment = timezone.make_aware(datetime.combine(self.day + timedelta(1), time.min)) - timedelta(microseconds=1)
        rights = rights_of(request)
        self.universities = None if rights.everything else rights.universities if rights.may_publish else frozenset[int]()
        self.departments = frozenset(departments) if rights.is_editor else None
        self._counted: dict[str, dict[int, bool]] = {}
        self._countries: dict[int, set[str]] = {}

    def figures(self) -> list[StateFigure]:
        return [self._figure(measure) for measure in STATE_MEASURES.values() if self._may_see(measure)]

    def _may_see(self, measure: StateMeasure) -> bool:
        own_admin: Any = self.site._registry.get(measure.model)
        return own_admin is not None and own_admin.has_view_permission(self.request)

    def _figure(self, measure: StateMeasure) -> StateFigure:
        counted = self.keys(measure.key)
        uncertain = [key for key, is_certain in counted.items() if not is_certain]
        there = measure.model._base_manager.filter(pk__in=counted).count()
        number = len(self._countries_of(counted)) if measure.key == "state_countries" else len(counted)
        return StateFigure(
            measure,
            number,
            address_of(self.asked, measure.model, figure=measure.key) if there else "",
            len(uncertain),
            address_of(self.asked, measure.model, figure=measure.key, which="maybe") if uncertain else "",
            len(counted) - there,
        )

    def keys(self, key: str) -> dict[int, bool]:
        """Return the keys of the records behind a figure, each with whether it was certainly on record that day."""
        find: dict[str, Callable[[], dict[int, bool]]] = {
            "state_partners": self._partners,
            "state_countries": self._partners,
            "state_agreements": self._agreements,
            "state_programmes": self._programmes,
        }
        name = find[key].__name__
        if name not in self._counted:
            self._counted[name] = find[key]()
        return self._counted[name]

    # Each kind

    def _partners(self) -> dict[int, bool]:
        columns = (*PUBLIC, "institution_id", "university_id", "department_id", "role", "state")
        partnerships = [
            version
            for version in versions_on(Partnership, self.moment, columns).values()
            if self._was_public(version)
            and (version["role"], version["state"]) == (Partnership.Role.PARTNER, Partnership.State.ACTIVE)
            and self._is_of(version["university_id"], {version["department_id"]})
        ]
        institutions = versions_on(Institution, self.moment, (*PUBLIC, "country"), {version["institution_id"] for version in partnerships})
        self._countries = {key: {version["country"]} for key, version in institutions.items()}
        further = FurtherCountry.objects.filter(institution__in=institutions).values_list("institution", "country")
        for key, country in further.order_by():
            self._countries[key].add(country)
        found: dict[int, bool] = {}
        for version in partnerships:
            institution = institutions.get(version["institution_id"])
            if institution and self._was_public(institution) and self._is_in_country(self._countries[institution.key]):
                found[institution.key] = found.get(institution.key, False) or (version.is_certain and institution.is_certain)
        return found

    def _countries_of(self, keys: Iterable[int]) -> set[str]:
        return {code for key in keys for code in self._countries[key] if code}

    def _agreements(self) -> dict[int, bool]:
        columns = (*PUBLIC, "university_id", "state", "signed_start", "signed_end", "valid_until_end")
        found = {
            key: version
            for key, version in versions_on(Agreement, self.moment, columns).items()
            if self._was_public(version)
            and version["state"] == Agreement.State.SIGNED
            and (version["signed_start"] is None or version["signed_start"] <= self.day)
            and (version["valid_until_end"] is None or version["valid_until_end"] >= self.day)
        }
        return self._of_those_who_share(Agreement, found)

    def _programmes(self) -> dict[int, bool]:
        columns = (*PUBLIC, "university_id", "state", "deadline", "is_sample")
        found = {
            key: version
            for key, version in versions_on(Programme, self.moment, columns).items()
            if self._was_public(version)
            and version["state"] == Programme.State.OPEN
            and not version["is_sample"]
            and (version["deadline"] is None or version["deadline"] >= self.day)
        }
        return self._of_those_who_share(Programme, found)

    def _of_those_who_share(self, model: Any, found: dict[int, Version]) -> dict[int, bool]:
        """Leave out what is not of the departments and the country that are asked for: histories do not keep these."""
        links = model._base_manager.filter(pk__in=found).order_by()
        departments: dict[int, set[int | None]] = {}
        countries: dict[int, set[str]] = {}
        for key, department in links.values_list("pk", "departments"):
            departments.setdefault(key, set()).add(department)
        for key, *codes in links.values_list("pk", "institutions__country", "institutions__further_countries__country"):
            countries.setdefault(key, set()).update(filter(None, codes))
        return {
            key: version.is_certain
            for key, version in found.items()
            if self._is_of(version["university_id"], departments.get(key, set())) and self._is_in_country(countries.get(key, set()))
        }

    # What is asked for

    def _was_public(self, version: Version) -> bool:
        begin, end = version["publish_from"], version["publish_until"]
        return version["status"] == "published" and (begin is None or begin <= self.moment) and (end is None or end > self.moment)

    def _is_of(self, university: int, departments: set[Any]) -> bool:
        return (
            (not self.asked.university or university == self.asked.university)
            and (not self.asked.department or self.asked.department in departments)
            and (self.departments is not None or self.universities is None or university in self.universities)
            and (self.departments is None or bool(self.departments & departments))
        )

    def _is_in_country(self, countries: set[str]) -> bool:
        return not self.asked.country or self.asked.country in countries
