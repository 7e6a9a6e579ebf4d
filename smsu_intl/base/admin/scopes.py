"""Whose records they are: who may open, edit, choose and delete which."""

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpRequest

from smsu_intl.base.rights import DRAFT, Rights, rights_of


class Scoped:
    """Records of which everyone works on her own: the one place that says which these are.

    Lists, forms, rows, fields that offer records, histories and actions all ask here.
    """

    in_departments: ClassVar[tuple[str, ...]] = ()  # paths to the departments whose record it is
    in_universities: ClassVar[tuple[str, ...]] = ()
    others_are_seen = False  # what is published of others can be opened
    others_are_chosen = False  # what is published of others can be named

    model: Any

    def owned_by(self, rights: Rights) -> Q:
        """Return the condition of the records that somebody may edit."""
        paths = [(path, rights.departments) for path in self.in_departments if not rights.may_publish]
        paths += [(path, rights.universities) for path in self.in_universities if rights.may_publish]
        owned = Q(pk__in=[])
        for path, keys in paths:
            owned |= Q(**{f"{path}__in": keys})
        return owned

    def published_by_anyone(self) -> Q:
        return Q(pk__in=self.model.objects.published().order_by().values("pk"))

    def owned(self, request: HttpRequest, records: Any = None) -> Any:
        """Return those of `records`, or of all, that whoever is signed in may edit."""
        return self._narrowed(request, records)

    def seen(self, request: HttpRequest, records: Any = None) -> Any:
        """Return those that she may open."""
        return self._narrowed(request, records, others=self.others_are_seen)

    def choices(self, request: HttpRequest, records: Any = None) -> Any:
        """Return those that she may name in a record of hers."""
        return self._narrowed(request, records, others=self.others_are_seen or self.others_are_chosen)

    def _narrowed(self, request: HttpRequest, records: Any, *, others: bool = False) -> Any:
        if records is None:
            records = self.model._default_manager.all()
        rights = rights_of(request)
        if rights.everything:
            return records
        condition = self.owned_by(rights)
        if others:
            condition |= self.published_by_anyone()
        return records.filter(pk__in=self.model._base_manager.filter(condition).order_by().values("pk"))

    def is_owned(self, request: HttpRequest, record: Any) -> bool:
        """Whether she may edit a record, as it is stored."""
        return self._is_in("owned", request, record)

    def _is_in(self, name: str, request: HttpRequest, record: Any) -> bool:
        if rights_of(request).everything:
            return True
        known: dict[Any, bool] = request.__dict__.setdefault("_known_rights", {})
        key = (name, self.model, record.pk)
        if key not in known:
            known[key] = getattr(self, name)(request, self.model._base_manager.filter(pk=record.pk)).exists()
        return known[key]

    def get_queryset(self, request: HttpRequest) -> Any:
        records = super().get_queryset(request)  # type: ignore[misc]
        return self.choices(request, records) if getattr(request, "offers_choices", False) else self.seen(request, records)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or self._is_in("seen", request, obj))  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or self.is_owned(request, obj))  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj) and (obj is None or self.is_owned(request, obj))  # type: ignore[misc]
        return allowed and rights_of(request).may_delete(getattr(obj, "status", DRAFT))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether she may do what is reserved to those who publish."""
        return rights_of(request).may_publish and super().has_change_permission(request)  # type: ignore[misc]


def entered_by(model: Any, rights: Rights) -> Q:
    """Return the condition of the records of a kind that somebody entered."""
    return Q(pk__in=model.history.filter(history_user_id=rights.user_key, history_type="+").order_by().values(model._meta.pk.name))


class OfTheHouse:
    """What all universities share, so that only those who see everything change it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and rights_of(request).everything  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and rights_of(request).everything  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and rights_of(request).everything  # type: ignore[misc]
