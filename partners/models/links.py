"""What the last look at each web address of a record found."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsu_intl.base.models import web_address

BROKEN_AFTER = 2  # failures in a row, each on a day of its own: a server may be down for a night


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """What was found at web addresses."""

    def of_kind(self, model: type[models.Model]) -> Self:
        return self.filter(kind=model._meta.label_lower)

    def broken(self) -> Self:
        """Those that failed again and again."""
        return self.filter(failures__gte=BROKEN_AFTER)


class LinkCheck(models.Model):
    """What was found at the web address that a field of a record holds: when, and why it failed."""

    class Problem(models.TextChoices):
        NONE = "", _("it answers")
        NO_SUCH_HOST = "no_such_host", _("there is no such web site any more")
        NO_ANSWER = "no_answer", _("the web site does not answer")
        UNSAFE = "unsafe", _("the certificate of the web site is not valid")
        GONE = "gone", _("there is no such page")
        ERROR = "error", _("the web site reports an error")
        AROUND = "around", _("the web site leads around in a circle")
        REFUSED = "refused", _("the address leads into a private network")

    kind = models.CharField(max_length=50)  # the model's label, for example "partners.institution"
    record_key = models.BigIntegerField()
    field = models.CharField(max_length=50)
    address = models.CharField(_("web address"), max_length=500)
    problem = models.CharField(_("what is wrong"), max_length=15, choices=Problem, blank=True, default=Problem.NONE)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row, each on another day
    failing_since = models.DateField(_("since"), null=True)
    failed_on = models.DateField(null=True)
    checked_at = models.DateTimeField(_("checked at"), default=timezone.now)

    objects: ClassVar[Any] = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a web address")
        verbose_name_plural = _("checks of web addresses")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "record_key", "field"], name="link_checked_once")]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_problem_display()}"

    def note(self, address: str, problem: str) -> None:
        """Take down what was found today; an address that is another now starts anew."""
        today = timezone.localdate()
        if address != self.address:
            self.address, self.failures, self.failing_since, self.failed_on = address, 0, None, None
        self.problem, self.checked_at = problem, timezone.now()
        if not problem:
            self.failures, self.failing_since, self.failed_on = 0, None, None
        elif self.failed_on != today:
            self.failures, self.failing_since, self.failed_on = min(self.failures + 1, 1000), self.failing_since or today, today


def web_address_fields(model: Any) -> list[str]:
    """Return the names of a kind's fields that hold a web address."""
    return [field.name for field in model._meta.concrete_fields if web_address in field.validators]


def with_broken_links(records: Any) -> Any:
    """Return those of `records` with a broken web address, and with `broken_link`, the key of what was found there."""
    found = LinkCheck.objects.of_kind(records.model).broken().filter(record_key=OuterRef("pk"))
    same = Q()
    for field in web_address_fields(records.model):
        same |= Q(field=field, address=OuterRef(field))
    return records.annotate(broken_link=Subquery(found.filter(same).values("pk")[:1])).filter(broken_link__isnull=False)
