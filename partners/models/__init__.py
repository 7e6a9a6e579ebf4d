"""Institutions under all their names, and what binds them to the universities of this site."""

from partners.models.confirmations import Confirmation
from partners.models.institutions import (
    RESERVED_ADDRESSES,
    FurtherCountry,
    Institution,
    InstitutionName,
    InstitutionQuerySet,
    SuspectedDuplicate,
    Tag,
    TaggedInstitution,
    check_address,
)
from partners.models.merges import Merge, MergeQuerySet
from partners.models.partnerships import (
    Agreement,
    CooperationForm,
    Partnership,
    Project,
    SharedQuerySet,
)

__all__ = [
    "RESERVED_ADDRESSES",
    "Agreement",
    "Confirmation",
    "CooperationForm",
    "FurtherCountry",
    "Institution",
    "InstitutionName",
    "InstitutionQuerySet",
    "Merge",
    "MergeQuerySet",
    "Partnership",
    "Project",
    "SharedQuerySet",
    "SuspectedDuplicate",
    "Tag",
    "TaggedInstitution",
    "check_address",
]

import partners.programmes  # noqa: F401 -- models of a module of their own, which stands on this one
