"""Whom a visitor may write to: as near as possible to what the page is about, and only what the records make public."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from departments.models import Department, Person, University


@dataclass(frozen=True)
class Contact:
    """Somebody to ask: a person, a department with an address of its own, or a university's international office."""

    person: Person | None = None
    department: Department | None = None
    university: University | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What it is called and where it is reached, as files tell it: a person by e-mail alone, as pages do."""
        if self.person:
            return {"name": self.person.name, "email": self.person.email, "phone": "", "website": ""}
        if self.department:
            return {"name": self.department.name, "email": self.department.email, "phone": self.department.phone, "website": ""}
        office: Any = self.university
        return {"name": office.office or office.name, "email": office.email, "phone": office.phone, "website": office.website}


def whom_to_ask(owners: Iterable[Department | University]) -> list[Contact]:
    """Return whom to ask about what these do: each department that can be written to, for the others their university; each once."""
    return list(dict.fromkeys(contact for owner in owners if (contact := contact_of(owner))))


def contact_of(owner: Department | University, person: Person | None = None) -> Contact | None:
    """Return whom to ask about what `owner` does: the `person` in charge if they have a public address, or else the nearest office."""
    if not owner.is_published:
        return None
    if person and person.is_published and person.email:
        return Contact(person=person)
    if isinstance(owner, Department):
        if owner.email or owner.phone:
            return Contact(department=owner)
        owner = owner.university
    return Contact(university=owner) if owner.has_contacts else None
