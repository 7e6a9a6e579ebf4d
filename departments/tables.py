"""People as rows of a table."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from smsu_intl.base.folding import fold
from smsu_intl.base.tables import Finder, RecordTable
from smsu_intl.base.texts import languages_of


class PersonTable(RecordTable):
    """People of departments, and guests."""

    names = (
        "name", "department", *languages_of("post"), *languages_of("degree"), *languages_of("academic_title"), "email", "other_forms",
        "status",
    )  # fmt: skip
    required = (("name",),)
    identity = ("name", "department")
    examples: ClassVar[dict[str, Any]] = {
        "name": "Khudoyarova D.R.",
        "department": _("Department of Neurology"),
        "post_en": "Head of the department",
        "post_ru": "Заведующая кафедрой",
        "post_uz": "Kafedra mudiri",
    }
    explanations: ClassVar[dict[str, Any]] = {
        "department": _("Only for staff of our departments, by its name; leave it empty for guests."),
        "status": _("Leave it empty for a draft."),
    }

    def finder(self, model: Any) -> Any:
        if model is Department:
            others = None if self.rights.everything else Department.objects.published()
            return Finder(self.offered(model), [*languages_of("name"), "slug"], others)
        return super().finder(model)

    def candidates(self) -> Iterable[Any]:
        """Yield one's own people of the same name, or with it among the other forms, of the same department."""
        name = fold(self._values.get("name", ""))
        if not name:
            return
        owned = self.model_admin.owned(self.request).filter(department=self._values.get("department"))
        found = owned.filter(Q(folded=name) | Q(folded__startswith=f"{name} | ") | Q(folded__contains=name)).order_by("pk")
        yield from (person for person in found if name in [fold(form) for form in (person.name, *person.other_forms.split(";"))])
