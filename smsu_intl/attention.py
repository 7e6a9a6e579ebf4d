"""What needs attention, as queues with counts: each leads to the list that shows exactly what was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from smsu_intl.base.attention import PARAMETER, Attention
from smsu_intl.base.querysets import CountOf

# The most pressing first; anything else follows.
ORDER = (
    "review", "changes", "expired", "expiring_30", "expiring_90", "expiring_180", "overdue", "uncovered", "stale", "dormant",
    "undescribed", "twice", "broken", "contradicted", "old",
)  # fmt: skip


@dataclass(frozen=True)
class Queue:
    """Records of one kind that need attention for one reason."""

    attention: Attention
    name: str
    address: str
    number: int


def queues_for(site: AdminSite, request: HttpRequest) -> list[tuple[Attention, list[Queue]]]:
    """Return the queues that are not empty, grouped by reason, all counted in one query."""
    waiting = [
        (attention, own_admin)
        for own_admin in cast(Iterable[Any], site._registry.values())
        for attention in getattr(own_admin, "attention", ())
        if own_admin.has_view_or_change_permission(request)
    ]
    if not waiting:
        return []
    counts = [CountOf(attention.narrow(own_admin.owned(request)).order_by().values("pk")) for attention, own_admin in waiting]
    numbers = get_user_model()._base_manager.filter(pk=cast(Any, request.user).pk).values_list(*counts).get()
    found: dict[Attention, list[Queue]] = {}
    for (attention, own_admin), number in zip(waiting, numbers, strict=True):
        if number:
            found.setdefault(attention, []).append(Queue(attention, _name(own_admin), _address(own_admin, attention), number))
    return sorted(found.items(), key=lambda item: ORDER.index(item[0].key) if item[0].key in ORDER else len(ORDER))


def _name(own_admin: Any) -> str:
    return capfirst(str(own_admin.opts.verbose_name_plural))


def _address(own_admin: Any, attention: Attention) -> str:
    address = reverse(f"admin:{own_admin.opts.app_label}_{own_admin.opts.model_name}_changelist")
    return f"{address}?{PARAMETER}={attention.key}"
