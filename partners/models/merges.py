"""What was done when two institutions turned out to be one, so that it can be undone."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.institutions import Institution


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges of institutions."""

    def in_force(self) -> Self:
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def of(self, *institutions: Institution) -> Self:
        """Those in which any of the institutions took part."""
        return self.filter(Q(kept__in=institutions) | Q(merged__in=institutions))

    def newest_first(self) -> Self:
        return self.select_related("kept", "merged", "done_by", "undone_by").order_by("-done_at", "-pk")


class Merge(models.Model):
    """One institution merged into another: every row that it touched, as it was before and after."""

    kept = models.ForeignKey(Institution, models.CASCADE, related_name="+", verbose_name=_("institution that is kept"))
    merged = models.ForeignKey(Institution, models.CASCADE, related_name="+", verbose_name=_("institution that was merged into it"))
    steps = models.JSONField(default=list, editable=False)  # see partners.merging.Step
    done_at = models.DateTimeField(_("merged at"), default=timezone.now, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("merged by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("undone by"))

    comes_back = True  # with its institutions, once one was deleted

    objects: ClassVar[Any] = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of institutions")
        verbose_name_plural = _("merges of institutions")
        ordering = ("-done_at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(kept=models.F("merged")), name="merge_is_of_two")]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"

    def get_absolute_url(self) -> str:
        return reverse("admin:partners_merge", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        """Whether it was not undone; pairs with `in_force()`."""
        return self.undone_at is None
