"""What departments of a university share with institutions: agreements, programmes and projects."""

from typing import Self

from django.db.models import Prefetch

from departments.models import Department
from partners.models.institutions import Institution
from smsu_intl.base.querysets import RecordQuerySet


class SharedQuerySet(RecordQuerySet):
    """Records that several departments may share."""

    def with_departments(self) -> Self:
        departments = Department.objects.published().linked().in_order()
        return self.select_related("university").prefetch_related(Prefetch("departments", departments))

    def with_institutions(self) -> Self:
        """With the institutions that the public may see."""
        return self.prefetch_related(Prefetch("institutions", Institution.objects.published().linked().in_name_order()))
