"""Visits and events as rows of a table."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from departments.models import Department, Person
from events.models import Participant
from partners.tables import TableWithInstitutions
from smsu_intl.base.folding import fold
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.tables import Column, SeveralOf
from smsu_intl.base.texts import languages_of

_GROUP = re.compile(r"(\d{1,6})\s+(\S.*)")


class PeopleAndGroups(SeveralOf):
    """Who took part: people by name, and groups such as “9 students”."""

    def one(self, text: str) -> Any:
        group = _GROUP.fullmatch(text)
        return (int(group[1]), group[2][:300]) if group else super().one(text)

    def allowed(self) -> str:
        return str(_("names of people who are entered already, and groups such as “9 students”; several are parted by semicolons"))


class ActivityTable(TableWithInstitutions):
    """What visits and events share."""

    implied = ("university",)
    read_along: ClassVar[tuple[str, ...]] = ("participants__person",)
    explanations: ClassVar[dict[str, Any]] = {
        "period": _("When it was, as far as it is known."),
        "departments": _("The departments whose page shows it, each by its name."),
        "institutions": _("The partners, each by any name under which it is entered. Enter new ones first, in the table of partnerships."),
        "title": _("May stay empty in the languages in which you do not know it."),
        "status": _("Leave it empty for a draft."),
        "host": _("Where another institution held it: its name."),
    }

    def columns(self) -> Iterable[Column]:
        for column in super().columns():
            if column.column_name == "status":
                yield Column(
                    "people",
                    PeopleAndGroups(self.finder(Person)),
                    _("Participants"),
                    explanation=_("Who took part. Those who are in the record already stay there."),
                    example=_("9 students"),
                    attribute="participants",
                )
            yield column

    def complete(self, data: dict[str, Any]) -> None:
        """Let a record belong to the university of its departments."""
        keys = data.get("departments") or []
        university = Department.objects.filter(pk__in=keys).values_list("university", flat=True).first()
        if university:
            data["university"] = university

    def same_period(self) -> Any:
        """Return what may be meant by a row: one's own records of the same time."""
        code = PartialPeriod.typed(str(self._values.get("period", ""))).code
        owned = self.model_admin.owned(self.request).filter(models.Q(period=code) | models.Q(period__startswith=f"{code} |"))
        return owned.prefetch_related("institutions", "departments", "participants__person").order_by("pk")

    def is_called_so(self, record: Any, *, certain: bool) -> bool:
        """Whether the row's titles are those of a record; if not `certain`, whether none of them is another."""
        pairs = [(fold(self._values.get(name, "")), fold(getattr(record, name))) for name in languages_of("title")]
        both = [one == other for one, other in pairs if one and other]
        return any(both) if certain else all(both)

    def after(self, name: str, instance: Any) -> str:
        if name != "people":
            return super().after(name, instance)
        old = self.fields[name].export(instance) if instance.pk else ""
        new = [str(participant) for participant in self._new_participants(instance)]
        return "; ".join(filter(None, [old, *new]))

    def _new_participants(self, activity: Any) -> list[Participant]:
        present = list(activity.participants.all()) if activity.pk else []
        people = {participant.person_id for participant in present}
        groups = {(participant.number, fold(participant.description)) for participant in present}
        wanted = self._values.get("people", [])
        by_key = Person.objects.in_bulk([one for one in wanted if isinstance(one, int)])
        new = []
        for one in wanted:
            if isinstance(one, int):
                if one not in people:
                    new.append(Participant(person=by_key[one]))
            elif (one[0], fold(one[1])) not in groups:
                new.append(Participant(number=one[0], **{f"description_{get_language() or 'en'}": one[1]}))
        return new

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().save_m2m(instance, row, **kwargs)
        order = max((participant.order for participant in instance.participants.all()), default=0)
        for participant in self._new_participants(instance):
            order += 1
            participant.order = order
            setattr(participant, str(self.model._meta.model_name), instance)
            participant.full_clean()
            participant.save()


class VisitTable(ActivityTable):
    names = (
        "direction", "period", "departments", "institutions", *languages_of("title"), *languages_of("summary"), *languages_of("place"),
        "mode", "platform", "capacity", "is_cancelled", "status",
    )  # fmt: skip
    required = (("direction",), ("period",))
    identity = ("direction", "period", "departments", "institutions", *languages_of("title"))
    examples: ClassVar[dict[str, Any]] = {
        "period": _("8–9 October 2024"),
        "departments": _("Department of Neurology"),
        "institutions": _("Heidelberg University; Charité"),
        "title_en": "Lectures on epilepsy",
        "title_ru": "Лекции об эпилепсии",
        "title_uz": "Epilepsiya boʻyicha maʼruzalar",
    }

    def candidates(self) -> Iterable[Any]:
        """Yield one's own visits in the same direction, at the same time, to or from the same partners, called the same or nothing else."""
        if "direction" not in self._values:
            return
        institutions = set(self._values.get("institutions", []))
        alike = [
            visit
            for visit in self.same_period().filter(direction=self._values["direction"])
            if {institution.pk for institution in visit.institutions.all()} == institutions
            and self._shares_department(visit)
            and self.is_called_so(visit, certain=False)
        ]
        yield from [visit for visit in alike if self.is_called_so(visit, certain=True)][:1] or alike

    def _shares_department(self, visit: Any) -> bool:
        named = set(self._values.get("departments", []))
        return not named or bool(named & {department.pk for department in visit.departments.all()})


class EventTable(ActivityTable):
    names = (
        "kind", *languages_of("title"), "period", "recurrence", "departments", "institutions", *languages_of("summary"),
        *languages_of("place"), "mode", "platform", "role", "host", "registration_link", "is_cancelled", "status",
    )  # fmt: skip
    required = (("kind",), languages_of("title"))
    identity = ("kind", "period", *languages_of("title"))
    examples: ClassVar[dict[str, Any]] = {
        "period": "21.05.2025",
        "departments": _("Department of Neurology"),
        "institutions": _("Heidelberg University; Charité"),
        "title_en": "Webinar on stroke",
        "title_ru": "Вебинар об инсульте",
        "title_uz": "Insult boʻyicha vebinar",
    }

    def candidates(self) -> Iterable[Any]:
        """Yield one's own events of the same kind and time that are called the same."""
        if "kind" not in self._values:
            return
        found = self.same_period().filter(kind=self._values["kind"])
        yield from [event for event in found if self.is_called_so(event, certain=True)][:1]
