"""What belongs to one visit or event: its sessions, who took part, and how many there were."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Person, quantity
from partners.models import Institution
from smsu_intl.base.fields import FoldedField
from smsu_intl.base.folding import fold
from smsu_intl.base.models import Comparison, Leaf
from smsu_intl.base.querysets import KeyedQuerySet
from smsu_intl.base.texts import translated

SAME_WORD = 5  # letters in which two forms of one word agree: “клинические”, “клиническими”


class ActivityPart(Leaf):
    """Something that belongs to exactly one visit or event."""

    visit = models.ForeignKey("events.Visit", models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("visit"))
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("event"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, event__isnull=True) | Q(visit__isnull=True, event__isnull=False),
                name="%(class)s_of_one_activity",
            )
        ]


class Session(ActivityPart):
    """What was done inside a visit or event: a lecture, a class, a round table; hours belong here."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("lecture")
        PRACTICAL_CLASS = "practical_class", _("practical class")
        CLASS = "class", _("classes")
        MASTER_CLASS = "master_class", _("master class")
        ROUND_TABLE = "round_table", _("round table")
        SEMINAR = "seminar", _("seminar")
        WEBINAR = "webinar", _("webinar")
        TRAINING = "training", _("training")
        EXAMINATION = "examination", _("patient examination")
        TOUR = "tour", _("study of clinical or training bases")
        MEETING = "meeting", _("meeting")
        JUDGING = "judging", _("judging")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    topic = translated(models.CharField(_("topic"), max_length=300, blank=True))
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1, null=True, blank=True)
    audience = translated(models.CharField(_("audience"), max_length=300, blank=True))

    folded = FoldedField("topic_en", "topic_ru", "topic_uz")

    class Meta(ActivityPart.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            *ActivityPart.Meta.constraints,
            models.CheckConstraint(condition=Q(hours__isnull=True) | Q(hours__gt=0), name="session_hours_are_positive"),
        ]

    def __str__(self) -> str:
        return str(self.topic or self.get_kind_display())

    @property
    def label(self) -> str:
        """Its kind, to be said before its topic; "" where the topic begins by saying it: “classes: Classes and seminars”."""
        kind = str(self.get_kind_display())
        begins = fold(str(self.topic)).split()[:1]
        said = {word[:SAME_WORD] for word in fold(kind).split() if len(word) >= SAME_WORD}
        return "" if any(word[:SAME_WORD] in said for word in begins) else kind


class ParticipantQuerySet(KeyedQuerySet):
    """Who took part."""

    def public(self) -> Self:
        """Groups, and people whose own record is published."""
        return super().public().filter(Q(person__isnull=True) | Q(person__in=Person.objects.published()))


class Participant(ActivityPart):
    """One person, or an unnamed group ("9 students"), who took part."""

    class Side(models.TextChoices):
        TRAVELLER = "traveller", _("traveller")
        HOST = "host", _("host")
        SPEAKER = "speaker", _("speaker")
        AUDIENCE = "audience", _("audience")

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("person"))
    description = translated(
        models.CharField(_("group"), max_length=300, blank=True, help_text=_("Instead of a person: who they were, for example “students”."))
    )
    number = models.PositiveIntegerField(_("how many"), null=True, blank=True, help_text=_("Only for a group."))
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    role = translated(models.CharField(_("role"), max_length=300, blank=True))
    institution = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("institution then"),
        help_text=_("Where the person worked at that time."),
    )
    post = translated(models.CharField(_("post then"), max_length=300, blank=True))
    folded = FoldedField("description_en", "description_ru", "description_uz")

    objects: ClassVar[Any] = ParticipantQuerySet.as_manager()

    class Meta(ActivityPart.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            *ActivityPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(description_en="", description_ru="", description_uz=""),
                name="participant_is_someone",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(person__isnull=True, number__gt=0), name="only_groups_have_a_number"
            ),
        ]

    def __str__(self) -> str:
        if self.person_id:
            return str(self.person)
        return f"{self.number or ''} {self.description}".strip()


class Count(ActivityPart):
    """A number reported of a visit or event: "about 300 students", "76 institutions"."""

    what = translated(models.CharField(_("of what"), max_length=200, blank=True))
    number = models.PositiveIntegerField(_("number"))
    comparison = models.CharField(_("comparison"), max_length=10, choices=Comparison, default=Comparison.EXACTLY)

    class Meta(ActivityPart.Meta):
        verbose_name = _("reported number")
        verbose_name_plural = _("reported numbers")
        constraints = [*ActivityPart.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.quantity} {self.what}".strip()

    @property
    def quantity(self) -> str:
        return quantity(self.number, self.comparison)
