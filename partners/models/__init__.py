"""Institutions under all their names, and what binds them to the universities of this site."""

from partners.models.agreements import Agreement, AgreementDocument, AgreementQuerySet, Signatory
from partners.models.confirmations import Confirmation
from partners.models.institutions import (
    RESERVED_ADDRESSES,
    Done,
    FurtherCountry,
    Institution,
    InstitutionName,
    InstitutionQuerySet,
    SuspectedDuplicate,
    Tag,
    TaggedInstitution,
    check_address,
    directory,
)
from partners.models.links import LinkCheck
from partners.models.merges import Merge, MergeQuerySet
from partners.models.partnerships import CooperationForm, Partnership
from partners.models.programmes import MOST_YEARS, Programme, ProgrammeLanguage, ProgrammeQuerySet, ProgrammeSubject, StudyLevel
from partners.models.projects import Project
from partners.models.reminders import Reminder

__all__ = [
    "MOST_YEARS",
    "RESERVED_ADDRESSES",
    "Agreement",
    "AgreementDocument",
    "AgreementQuerySet",
    "Confirmation",
    "CooperationForm",
    "Done",
    "FurtherCountry",
    "Institution",
    "InstitutionName",
    "InstitutionQuerySet",
    "LinkCheck",
    "Merge",
    "MergeQuerySet",
    "Partnership",
    "Programme",
    "ProgrammeLanguage",
    "ProgrammeQuerySet",
    "ProgrammeSubject",
    "Project",
    "Reminder",
    "Signatory",
    "StudyLevel",
    "SuspectedDuplicate",
    "Tag",
    "TaggedInstitution",
    "check_address",
    "directory",
]
