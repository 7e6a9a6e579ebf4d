"""What the scheduled letters have told whom already, so that nobody reads the same twice."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders that were sent."""

    def told(self, reader: Any) -> set[tuple[str, int, str, str]]:
        """Return what somebody was told, each as kind, key, occasion and what it was about."""
        return set(self.filter(reader=reader).values_list("kind", "record_key", "occasion", "about"))


class Reminder(models.Model):
    """That somebody was told of a record on an occasion: an agreement "90" days before its end, say.

    `about` is what makes it another reminder: the agreement's end, when a record was handed in, the month of a report.
    """

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("reader"))
    kind = models.CharField(max_length=50, blank=True)  # the model's label, for example "partners.agreement"; "" for all records
    record_key = models.BigIntegerField(default=0)
    occasion = models.CharField(max_length=20)
    about = models.CharField(max_length=40)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    objects: ClassVar[Any] = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["reader", "kind", "record_key", "occasion", "about"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_key}: {self.occasion}, {self.about}"
