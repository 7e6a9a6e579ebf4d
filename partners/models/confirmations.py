"""What a partner was asked about what we publish of it, and answered."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.institutions import Institution
from smsu_intl.base.models import ProposedChange

ANSWERABLE_FOR = timedelta(days=60)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Questions to partners whether what we publish of them is right."""

    def answerable(self) -> Self:
        """Those whose link still works."""
        return self.filter(withdrawn_at=None, asked_at__gt=timezone.now() - ANSWERABLE_FOR)

    def of(self, institution: Institution) -> Self:
        """Those to one institution, the last one first."""
        return self.filter(institution=institution).select_related("asked_by", "change")


class Confirmation(models.Model):
    """A question to a partner, sent with a link, whether what we publish of it is right; its answer is a proposed change."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="confirmations", verbose_name=_("institution"))
    name = models.CharField(_("whom we ask"), max_length=200)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language of the letter"), max_length=2, choices=settings.LANGUAGES, default="en")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    change = models.ForeignKey(ProposedChange, models.SET_NULL, null=True, related_name="confirmations", verbose_name=_("answer"))

    comes_back = True  # with its institution, once that was deleted

    objects: ClassVar[Any] = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation by a partner")
        verbose_name_plural = _("confirmations by partners")
        ordering = ("-asked_at", "-pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.institution} – {self.name}"

    @property
    def answerable_until(self) -> Any:
        """The moment at which its link ends."""
        return self.asked_at + ANSWERABLE_FOR

    @property
    def is_answerable(self) -> bool:
        """Whether its link still works; pairs with `answerable()`."""
        return self.withdrawn_at is None and self.answerable_until > timezone.now()
