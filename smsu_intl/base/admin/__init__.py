"""What the forms and lists of all records share in the admin, for people who are no programmers."""

from smsu_intl.base.admin.fields import PlainWords
from smsu_intl.base.admin.forms import CheckedForm, OrderedFormSet, RecordForm, RecordRowForm, RowsFormSet
from smsu_intl.base.admin.lists import AttentionFilter, CountryFilter, FoldedSearch
from smsu_intl.base.admin.records import PUBLICATION_DETAILS, PartInline, RecordAdmin, RecordInline, VocabularyAdmin, is_popup
from smsu_intl.base.admin.scopes import OfTheHouse, Scoped, entered_by
from smsu_intl.base.admin.sources import SourceAdmin

__all__ = [
    "PUBLICATION_DETAILS",
    "AttentionFilter",
    "CheckedForm",
    "CountryFilter",
    "FoldedSearch",
    "OfTheHouse",
    "OrderedFormSet",
    "PartInline",
    "PlainWords",
    "RecordAdmin",
    "RecordForm",
    "RecordInline",
    "RecordRowForm",
    "RowsFormSet",
    "Scoped",
    "SourceAdmin",
    "VocabularyAdmin",
    "entered_by",
    "is_popup",
]
