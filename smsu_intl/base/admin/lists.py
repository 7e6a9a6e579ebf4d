"""Lists of records: searching in any script, and narrowing."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from smsu_intl.base.admin.scopes import Scoped
from smsu_intl.base.attention import PARAMETER
from smsu_intl.base.countries import named_countries
from smsu_intl.base.fields import FoldedField
from smsu_intl.base.folding import fold
from smsu_intl.base.rights import rights_of


class FoldedSearch:
    """Search that finds every word in any script: `search_fields` are folded columns, or are folded meanwhile."""

    search_help_text: ClassVar[Any] = _("Any words of the name, in any alphabet.")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        words = fold(search_term).split()
        if not words:
            return queryset.none(), False
        paths = [str(path) for path in self.get_search_fields(request)]  # type: ignore[attr-defined]
        folded = [path for path in paths if self._is_folded(queryset.model, path)]
        plain = [path for path in paths if path not in folded]
        texts: dict[Any, str] = {}
        if plain:  # short lists without a folded column of their own
            for key, *values in queryset.model._base_manager.values_list("pk", *plain):
                texts[key] = f"{texts.get(key, '')} {fold(' '.join(str(value or '') for value in values))}"
        for word in words[:8]:
            found = Q(pk__in=[key for key, text in texts.items() if word in text])
            for path in folded:
                found |= Q(**{f"{path}__contains": word})
            queryset = queryset.filter(pk__in=queryset.model._base_manager.filter(found).values("pk"))
        return queryset, False

    def _is_folded(self, model: Any, path: str) -> bool:
        *relations, name = path.split("__")
        for relation in relations:
            model = model._meta.get_field(relation).related_model
        return isinstance(model._meta.get_field(name), FoldedField)


class ChosenFrom(admin.RelatedFieldListFilter):
    """The records of another kind by which a list is narrowed: those that whoever asks may choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = cast(Any, _("not stated"))

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        related: Any = model_admin.admin_site._registry.get(field.related_model)
        if not isinstance(related, Scoped) or rights_of(request).everything:
            return super().field_choices(field, request, model_admin)
        offered = related.choices(request).order_by(*(self.field_admin_ordering(field, request, model_admin)))
        return [(record.pk, str(record)) for record in offered]


class AttentionFilter(admin.SimpleListFilter):
    """One's own records that need attention, by reason: what the admin's first page counts."""

    title = _("what needs attention")
    parameter_name = PARAMETER

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.model_admin = model_admin
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(attention.key, attention.label) for attention in model_admin.attention]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        for attention in self.model_admin.attention:
            if attention.key == self.value():
                return attention.narrow(self.model_admin.owned(request, queryset))
        return queryset


class CountryFilter(admin.SimpleListFilter):
    """The countries that occur in the list, by name."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = model_admin.get_queryset(request).exclude(country="").order_by().values_list("country", flat=True).distinct()
        return named_countries(codes)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(country=self.value()) if self.value() else queryset
