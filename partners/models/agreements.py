"""Agreements, those who sign them, and their documents."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Max, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.models import Department, Person, University
from partners.models.institutions import Institution
from partners.models.shared import SharedQuerySet
from smsu_intl.base.documents import Document
from smsu_intl.base.fields import PartialPeriodField
from smsu_intl.base.models import Leaf, Record, period_is_in_order
from smsu_intl.base.querysets import KeyedQuerySet
from smsu_intl.base.texts import translated


class AgreementQuerySet(SharedQuerySet):
    """Signed and coming agreements."""

    def signed(self) -> Self:
        """Those that were signed, whatever became of them since."""
        return self.exclude(state=Agreement.State.IN_PREPARATION)

    def expired(self) -> Self:
        """Those whose last day is over; without an end, or if they renew themselves, they stay valid."""
        return self.filter(valid_until_end__lt=timezone.localdate(), renews_itself=False)

    def in_force(self) -> Self:
        """Those that were signed and neither replaced nor ended before their time, whether over or not."""
        return self.filter(state=Agreement.State.SIGNED).exclude(status="archived")

    def expiring(self, days: int) -> Self:
        """Those of which the last day comes within so many days."""
        today = timezone.localdate()
        return self.in_force().filter(valid_until_end__range=(today, today + timedelta(days=days)))

    def with_party(self, institution: Any, whole: Any, university: Any) -> Self:
        """Those of a university with an institution or with the whole of which it is a part; all three may be outer references."""
        return self.filter(Q(institutions=institution) | Q(institutions=whole), university=university).exclude(status="archived")

    def valid_on(self, first: Any, last: Any = None) -> Self:
        """Those that were valid on a day, or on one of several; both may be outer references.

        One without a day of signing was always signed. One that was replaced is not valid today, but was before.
        """
        known = Q(state=Agreement.State.SIGNED)
        if not isinstance(first, date):
            known |= Q(state=Agreement.State.SUPERSEDED)
        begun = Q(signed_start=None) | Q(signed_start__lte=last or first)
        lasting = Q(valid_until_end=None) | Q(valid_until_end__gte=first) | Q(renews_itself=True)
        return self.filter(known, begun, lasting)

    def latest_end(self) -> Any:
        """Return the last day of the one that lasted longest, as a query of one value."""
        return self.order_by().values("university").annotate(last=Max("valid_until_end")).values("last")

    def latest_first(self) -> Self:
        """Those signed last first; without a day of signing last."""
        return self.order_by(F("signed_start").desc(nulls_last=True), "pk")

    def for_page(self) -> Self:
        released = AgreementDocument.objects.filter(is_released=True).public()
        return self.latest_first().prefetch_related(Prefetch("documents", released, to_attr="released_documents"))


# What may follow on a state. From "signed" one goes back only while no day of signing is entered.
STEPS = {
    "in_preparation": {"signed"},
    "signed": {"superseded", "terminated", "in_preparation"},
    "superseded": {"signed"},
    "terminated": {"signed"},
}


class Agreement(Record, Leaf):
    """A memorandum, framework or other agreement between a university and its partners."""

    public_with = ("university",)

    class Kind(models.TextChoices):
        MEMORANDUM = "memorandum", _("memorandum of cooperation")
        FRAMEWORK = "framework", _("cooperation agreement")
        EXCHANGE = "exchange", _("exchange agreement")
        JOINT_DEGREE = "joint_degree", _("joint degree agreement")
        RESEARCH = "research", _("research agreement")
        CLINICAL = "clinical", _("clinical agreement")

    class Level(models.TextChoices):
        UNIVERSITY = "university", _("whole university")
        FACULTY = "faculty", _("faculty")
        DEPARTMENT = "department", _("department")

    class State(models.TextChoices):
        IN_PREPARATION = "in_preparation", _("in preparation")
        SIGNED = "signed", _("signed")
        SUPERSEDED = "superseded", _("superseded")
        TERMINATED = "terminated", _("terminated")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.MEMORANDUM)
    level = models.CharField(_("level"), max_length=15, choices=Level, default=Level.UNIVERSITY)
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.SIGNED)
    number = models.CharField(_("registration number"), max_length=100, blank=True)
    university = models.ForeignKey(University, models.PROTECT, related_name="agreements", verbose_name=_("university"))
    departments = models.ManyToManyField(Department, blank=True, related_name="agreements", verbose_name=_("departments"))
    institutions = models.ManyToManyField(Institution, blank=True, related_name="agreements", verbose_name=_("other parties"))
    description = translated(models.CharField(_("what it is about"), max_length=300, blank=True))
    signed = PartialPeriodField(_("signed"), start_field="signed_start", end_field="signed_end")
    signed_start = models.DateField(null=True, editable=False)
    signed_end = models.DateField(null=True, editable=False)
    valid_from = PartialPeriodField(_("valid from"))
    valid_until = PartialPeriodField(
        _("valid until"),
        start_field="valid_until_start",
        end_field="valid_until_end",
        help_text=_("Leave empty if the agreement names no end: it stays valid."),
    )
    valid_until_start = models.DateField(null=True, editable=False)
    valid_until_end = models.DateField(null=True, editable=False, db_index=True)
    reported = PartialPeriodField(_("reported"))
    renews = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews the agreement"),
        help_text=_("Only for a renewal: the agreement that it replaces. Once this one is signed, that one counts as superseded."),
    )
    renews_itself = models.BooleanField(
        _("renews itself"), default=False, help_text=_("Tick this if it goes on by itself unless somebody gives notice.")
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1825)],
        help_text=_("How many days before its end notice must be given. Only if it renews itself."),
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
        help_text=_("Gets an e-mail 180, 90 and 30 days before its end, and when it has expired. So does the office."),
    )
    staff_note = models.TextField(_("note of the staff"), blank=True, help_text=_("The public never sees it."))
    disputed_note = models.TextField(
        _("what is disputed"), blank=True, help_text=_("For example that the partner knows of another date. The public never sees it.")
    )

    released_documents: list["AgreementDocument"]  # by for_page()

    objects: ClassVar[Any] = AgreementQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("pk",)
        constraints = [
            *Record.Meta.constraints,
            period_is_in_order("agreement_signed_in_order", "signed_start", "signed_end"),
            period_is_in_order("agreement_end_in_order", "valid_until_start", "valid_until_end"),
            models.CheckConstraint(
                condition=Q(renews__isnull=True) | ~Q(renews=F("id")),
                name="agreement_does_not_renew_itself",
                violation_error_message=_("Choose another agreement, not this one itself."),
            ),
            models.CheckConstraint(
                condition=Q(notice_days__isnull=True) | Q(renews_itself=True),
                name="only_what_renews_itself_has_notice",
                violation_error_message=_("Days of notice are only for an agreement that renews itself."),
            ),
        ]

    def __str__(self) -> str:
        title = str(self.get_kind_display())
        return f"{title[:1].upper()}{title[1:]}{f' {self.number}' if self.number else ''}"

    def clean(self) -> None:
        super().clean()
        problems: dict[str, Any] = {}
        if refused := self._refused_step():
            problems["state"] = refused
        elif self.state != self.State.IN_PREPARATION and self.signed_start and self.signed_start > timezone.localdate():
            problems["signed"] = _("This day has not come yet. Until then the agreement is in preparation.")
        if self.renews_id and (refused := self._refused_renewal()):
            problems["renews"] = refused
        if self.notice_days is not None and not self.renews_itself:
            problems["notice_days"] = _("Days of notice are only for an agreement that renews itself.")
        if problems:
            raise ValidationError(problems)

    def _refused_step(self) -> Any:
        """Return why its state cannot follow on the one that is stored; "" if it can."""
        before = Agreement.objects.filter(pk=self.pk).values_list("state", flat=True).first() if self.pk else None
        if before in (None, self.state):
            return ""
        if self.state not in STEPS.get(str(before), ()):
            names = {"before": self.State(before).label, "after": self.State(self.state).label}
            return _("An agreement that is “%(before)s” cannot become “%(after)s”.") % names
        if self.state == self.State.IN_PREPARATION and self.signed:
            return _("It has a day of signing. Empty that first, if it was never signed.")
        if before == self.State.SUPERSEDED and self.renewals.signed().exists():
            return _("An agreement that was signed renews it, so it stays superseded.")
        return ""

    def _refused_renewal(self) -> Any:
        """Return why it cannot renew the agreement that it names; "" if it can."""
        earlier: Agreement | None = self.renews
        if earlier and earlier.university_id != self.university_id:
            return _("That agreement is another university’s.")
        if earlier and earlier.state == self.State.IN_PREPARATION:
            return _("That agreement is still in preparation, so there is nothing to renew.")
        seen: set[Any] = set()
        while earlier and earlier.pk not in seen:
            if self.pk == earlier.pk:
                return _("That agreement itself renews this one: choose an earlier one.")
            seen.add(earlier.pk)
            earlier = earlier.renews
        return ""

    @property
    def is_expired(self) -> bool:
        """Whether its last day is over; pairs with `expired()`."""
        return self.valid_until_end is not None and self.valid_until_end < timezone.localdate() and not self.renews_itself

    @property
    def decide_by(self) -> date | None:
        """The last day on which to decide whether it goes on: that of giving notice, or else its own; None without an end."""
        if self.valid_until_end is None or not self.renews_itself:
            return self.valid_until_end
        return self.valid_until_end - timedelta(days=self.notice_days or 0)

    @property
    def days_left(self) -> int | None:
        """How many days there are until its end, less than none if that is over; None without an end."""
        return None if self.valid_until_end is None else (self.valid_until_end - timezone.localdate()).days


class Signatory(Leaf):
    """Somebody who signed an agreement, for one of its sides."""

    class Side(models.TextChoices):
        OURS = "ours", _("for us")
        PARTNER = "partner", _("for the partner")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories", verbose_name=_("agreement"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("person"))
    name = models.CharField(_("person’s name"), max_length=200, blank=True, help_text=_("Only if the person has no entry of their own."))
    capacity = translated(models.CharField(_("in which capacity"), max_length=200, blank=True, help_text=_("For example “Rector”.")))
    side = models.CharField(_("side"), max_length=10, choices=Side, default=Side.OURS)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="signatory_is_someone",
                violation_error_message=_("Choose a person, or write the name."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.name


class AgreementDocumentQuerySet(KeyedQuerySet):
    """Documents of agreements."""

    def released(self) -> Self:
        """Those that the public may fetch now: both they and their agreements are public."""
        return self.filter(is_released=True, agreement__in=Agreement.objects.published())


class AgreementDocument(Document):
    """A document of an agreement: its text, an annex, the order about it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="documents", verbose_name=_("agreement"))

    objects: ClassVar[Any] = AgreementDocumentQuerySet.as_manager()

    class Meta(Document.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file"], name="file_of_one_document"),
            models.CheckConstraint(condition=Q(suffix__in=["pdf", "docx", "odt", "jpg", "png"]), name="document_is_of_a_known_sort"),
        ]

    def get_absolute_url(self) -> str:
        """Return where the public fetches it, once it is released."""
        return reverse("document", args=[self.uid, self.address_name])

    def get_staff_url(self) -> str:
        """Return where those who work with the agreement fetch it."""
        return reverse("admin:partners_agreement_document", args=[self.uid])
