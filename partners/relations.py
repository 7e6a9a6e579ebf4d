"""What binds the universities of this site to each institution of a list: whose partner it is, in which role, by what, and whom to ask.

A list may be long, so all of it is read at once, in as many queries whatever the list holds.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, cast

from departments.contacts import Contact, contact_of, whom_to_ask
from departments.models import Department, Person, University
from partners.models import Agreement, Institution, Partnership
from smsu_intl.base.periods import PartialPeriod


@dataclass(frozen=True)
class Relation:
    """What binds the universities to one institution: by partnerships that go on, or else by those that ended."""

    universities: list[University]
    departments: list[Department]
    roles: dict[str, str]
    has_ended: bool
    agreements: list[Agreement]
    contacts: list[Contact]


@dataclass(frozen=True)
class _Bond:
    """A partnership, as far as a list needs it."""

    owner: Department | University
    university: University
    role: str
    is_active: bool
    contact: Person | None


class Relations:
    """What binds the universities to every institution that they work with."""

    def __init__(self) -> None:
        universities = sorted(University.objects.published().in_name_order(), key=lambda university: not university.is_home)
        self._universities = {university.pk: university for university in universities}
        self._departments = {department.pk: department for department in Department.objects.published().linked().in_order()}
        self._bonds: defaultdict[int, list[_Bond]] = defaultdict(list)
        self._met: defaultdict[int, set[int]] = defaultdict(set)
        self._agreements: defaultdict[int, list[Agreement]] = defaultdict(list)
        self._read_partnerships()
        self._read_agreements()
        first, *rest = (
            Institution.objects.public_records(name).filter(institutions__isnull=False).order_by().values_list("institutions", "university")
            for name in ("visits", "events", "programmes")
        )
        for institution, university in first.union(*rest):
            self._met[institution].add(university)

    def _read_partnerships(self) -> None:
        columns = ("institution", "university", "department", "role", "state", "contact")
        rows = list(Partnership.objects.published().order_by("pk").values_list(*columns))
        people = Person.objects.published().in_bulk({contact for *_rest, contact in rows if contact})
        for institution, university, department, role, state, contact in rows:
            whole = self._universities[university]
            owner = self._departments[department] if department else whole
            self._bonds[institution].append(_Bond(owner, whole, role, state == Partnership.State.ACTIVE, people.get(contact)))

    def _read_agreements(self) -> None:
        published = Agreement.objects.published().filter(institutions__isnull=False).latest_first()
        pairs = list(published.values_list("institutions", "pk"))
        agreements = Agreement.objects.select_related("university").in_bulk({key for _institution, key in pairs})
        for institution, key in pairs:
            self._agreements[institution].append(agreements[key])

    def of(self, institution: int) -> Relation:
        """Return what binds them to the institution with this key."""
        bonds = self._bonds.get(institution, [])
        going_on = [bond for bond in bonds if bond.is_active] or bonds
        owners = {bond.owner for bond in going_on}
        whole = {bond.university for bond in bonds} | {self._universities[key] for key in self._met.get(institution, ())}
        universities = [university for university in self._universities.values() if university in whole]
        asked = [contact for bond in going_on if (contact := contact_of(bond.owner, bond.contact))]
        return Relation(
            universities=universities,
            departments=[department for department in self._departments.values() if department in owners],
            roles={role: str(label) for role, label in Partnership.Role.choices if any(bond.role == role for bond in going_on)},
            has_ended=bool(bonds) and not any(bond.is_active for bond in bonds),
            agreements=self._agreements.get(institution, []),
            contacts=list(dict.fromkeys(asked)) or whom_to_ask(universities),
        )


def facts_of(agreement: Agreement) -> dict[str, Any]:
    """Return an agreement as a file's reader may know it, its days in ISO 8601."""
    signed, valid_until = cast(PartialPeriod, agreement.signed), cast(PartialPeriod, agreement.valid_until)
    return {
        "title": str(agreement),
        "university": agreement.university.name,
        "state": {"id": agreement.state, "name": agreement.get_state_display()},
        "signed": signed.iso,
        "valid_until": valid_until.iso,
        "expired": agreement.is_expired,
        "renews_itself": agreement.renews_itself,
    }
