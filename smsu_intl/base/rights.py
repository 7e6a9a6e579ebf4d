"""What one member of staff may work on, and how far towards the public she may bring it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

PUBLISH = "base.publish_record"  # the right that parts those who publish from those who only write

DRAFT, IN_REVIEW = "draft", "in_review"  # as `Record.Status` has them
WRITTEN = frozenset({DRAFT, IN_REVIEW})  # what an editor may bring a record to, and from


@dataclass(frozen=True)
class Rights:
    """Whose records somebody works on: everything, or those of some universities or some departments."""

    user_key: int | None = None
    everything: bool = False
    may_publish: bool = False
    departments: frozenset[int] = frozenset()
    universities: frozenset[int] = frozenset()

    @property
    def is_editor(self) -> bool:
        """Whether she writes for her departments and others publish."""
        return not (self.everything or self.may_publish)

    def may_set(self, before: str | None, after: str) -> bool:
        """Whether she may bring a record from one status, None for a new one, to another."""
        return self.may_publish or before == after or ((before is None or before in WRITTEN) and after in WRITTEN)

    def may_delete(self, status: str) -> bool:
        """Whether she may delete a record of this status: what is or was public only those who publish delete."""
        return self.may_publish or status in WRITTEN


EVERYTHING = Rights(everything=True, may_publish=True)


def rights_of_user(user: Any) -> Rights:
    """Return the rights of an account. Without a membership it has no record to work on, whatever its group."""
    if user.is_superuser:
        return Rights(user_key=user.pk, everything=True, may_publish=True)
    may_publish = user.has_perm(PUBLISH)
    membership = getattr(user, "membership", None)  # the departments app gives it
    if membership is None:
        return Rights(user_key=user.pk, may_publish=may_publish)
    if not may_publish:
        return Rights(user_key=user.pk, departments=membership.department_keys())
    universities = membership.university_keys()
    return Rights(user_key=user.pk, everything=membership.is_of_home, may_publish=True, universities=universities)


def rights_of(request: HttpRequest) -> Rights:
    """Return the rights of whoever is signed in, read once in a request."""
    known: Rights | None = getattr(request, "_rights", None)
    if known is None:
        known = rights_of_user(request.user)
        request._rights = known  # type: ignore[attr-defined]
    return known
