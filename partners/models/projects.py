"""Joint research that somebody pays for."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import Department, Person, University
from partners.models.institutions import Institution
from partners.models.shared import SharedQuerySet
from smsu_intl.base.fields import PartialPeriodField
from smsu_intl.base.models import Leaf, Record, period_is_in_order
from smsu_intl.base.texts import translated


class ProjectQuerySet(SharedQuerySet):
    """Joint research projects."""

    def for_page(self) -> Self:
        return self.select_related("leader", "funder").order_by("pk")


class Project(Record, Leaf):
    """A joint research project with partners."""

    public_with = ("university",)

    number = models.CharField(_("registration number"), max_length=100, blank=True)
    title = translated(models.CharField(_("title"), max_length=300, blank=True))
    university = models.ForeignKey(University, models.PROTECT, related_name="projects", verbose_name=_("university"))
    departments = models.ManyToManyField(Department, blank=True, related_name="projects", verbose_name=_("departments"))
    institutions = models.ManyToManyField(Institution, blank=True, related_name="projects", verbose_name=_("partners"))
    leader = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="led_projects", verbose_name=_("leader"))
    funder = models.ForeignKey(
        Institution, models.SET_NULL, null=True, blank=True, related_name="funded_projects", verbose_name=_("funding body")
    )
    period = PartialPeriodField(_("when"), start_field="period_start", end_field="period_end")
    period_start = models.DateField(null=True, editable=False)
    period_end = models.DateField(null=True, editable=False)

    objects: ClassVar[Any] = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("pk",)
        constraints = [*Record.Meta.constraints, period_is_in_order("project_period_in_order")]

    def __str__(self) -> str:
        return str(self.title)
