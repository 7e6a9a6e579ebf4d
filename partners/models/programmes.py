"""Programmes: what a student or doctor can do at a partner, or a partner's people here, and until when to apply."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Department, Person, University
from partners.fitting import CEFR, Asked, closes_in
from partners.models.institutions import Institution
from partners.models.shared import SharedQuerySet
from smsu_intl.base.fields import AlphabetField, FoldedField, PartialPeriodField
from smsu_intl.base.models import Addressed, Keyed, Leaf, Record, period_is_in_order
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.querysets import KeyedQuerySet, values_in_use
from smsu_intl.base.texts import LocalText, translated

CHECKED_EVERY = timedelta(days=180)  # facts that nobody checked for longer are said to be old
MOST_YEARS = 6  # of study


class Word(Keyed):
    """A word of a short list that the forms of programmes offer."""

    natural_key_fields = ("slug",)

    slug = models.SlugField(_("address"), unique=True)
    name = translated(models.CharField(_("name"), max_length=100, blank=True))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("order", "slug")

    def __str__(self) -> str:
        return str(self.name)


class StudyLevel(Word):
    """Whom a programme is for: students, clinical residents, doctors."""

    class Meta(Word.Meta):
        verbose_name = _("level of study or work")
        verbose_name_plural = _("levels of study or work")


class ProgrammeSubject(Word):
    """What a programme is about: surgery, paediatrics, public health."""

    class Meta(Word.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")


class ProgrammeQuerySet(SharedQuerySet):
    """Programmes that the public may know of, the open ones first."""

    def published(self) -> Self:
        """What the public may see now; what is only in talks is promised to nobody."""
        return super().published().settled()

    def real(self) -> Self:
        """Those that are no invented samples."""
        return self.filter(is_sample=False)

    def settled(self) -> Self:
        """Those that are more than talked of."""
        return self.exclude(state=Programme.State.IN_TALKS)

    def offered(self) -> Self:
        """Those one can apply to today."""
        in_time = Q(deadline__isnull=True) | Q(deadline__gte=timezone.localdate())
        return self.filter(in_time, state=Programme.State.OPEN)

    def stale(self) -> Self:
        """Those that are or will be offered and whose facts nobody checked for long."""
        unchecked = Q(checked_on__isnull=True) | Q(checked_on__lt=timezone.localdate() - CHECKED_EVERY)
        return self.filter(unchecked, state__in=Programme.LIVE).exclude(status="archived")

    def overdue(self) -> Self:
        """Those that are still open though their last day to apply is over."""
        return self.filter(state=Programme.State.OPEN, deadline__lt=timezone.localdate()).exclude(status="archived")

    def open_first(self) -> Self:
        """Those one can apply to, the nearest deadline first; then planned, running, closed."""
        state, late = Programme.State, Q(deadline__lt=timezone.localdate())
        rank = Case(
            When(Q(state=state.CLOSED) | Q(late, state=state.OPEN), then=3),
            When(state=state.OPEN, then=0),
            When(state=state.PLANNED, then=1),
            default=2,
        )
        return self.order_by(rank, F("deadline").asc(nulls_last=True), "pk")

    def for_level(self, level: str) -> Self:
        return self.filter(Exists(StudyLevel.objects.filter(programmes=OuterRef("pk"), slug=level)))

    def about(self, subject: str) -> Self:
        return self.filter(Exists(ProgrammeSubject.objects.filter(programmes=OuterRef("pk"), slug=subject)))

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def in_country(self, code: str) -> Self:
        return self.filter(Exists(Institution.objects.published().in_country(code).filter(programmes=OuterRef("pk"))))

    def in_language(self, code: str) -> Self:
        return self.filter(Exists(ProgrammeLanguage.objects.filter(programme=OuterRef("pk"), language=code)))

    def for_department(self, department: Department) -> Self:
        return self.filter(Exists(Department.objects.filter(programmes=OuterRef("pk"), pk=department.pk)))

    def with_funding(self, funding: str) -> Self:
        return self.filter(funding=funding)

    def choices_in_use(self) -> dict[str, set[str]]:
        """Return, for each filter of a list, the values that any of them has; departments go by their primary key."""
        institutions = Institution.objects.published().filter(programmes__in=self.order_by().values("pk"))
        return values_in_use(
            level=[(self, "levels__slug")],
            subject=[(self, "subjects__slug")],
            kind=[(self, "kind")],
            country=institutions.country_columns(),
            language=[(self, "languages__language")],
            department=[(self, "departments")],
            funding=[(self, "funding")],
        )

    def languages(self) -> list[str]:
        """Return the codes of all languages that they need, each once."""
        needed = ProgrammeLanguage.objects.filter(programme__in=self.order_by().values("pk"))
        return sorted(needed.order_by().values_list("language", flat=True).distinct())

    def with_card(self) -> Self:
        """With what a list shows of each."""
        levels, languages = StudyLevel.objects.public(), ProgrammeLanguage.objects.public()
        return self.with_departments().with_institutions().prefetch_related(Prefetch("levels", levels), Prefetch("languages", languages))

    def with_contact(self) -> Self:
        """With whom to ask about each."""
        return self.select_related("university", "contact")

    def with_page(self) -> Self:
        """With all that its page shows."""
        return self.with_card().with_contact().prefetch_related("subjects", "sources")


class Programme(Addressed, Record):
    """Something that students or doctors can take part in, at a partner or here."""

    natural_key_fields = ("slug",)
    public_with = ("university",)

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("exchange")
        INTERNSHIP = "internship", _("internship")
        CLINICAL_PLACEMENT = "clinical_placement", _("clinical placement")
        JOINT_DEGREE = "joint_degree", _("joint degree")
        RESIDENCY = "residency", _("residency")
        SUMMER_SCHOOL = "summer_school", _("summer school")
        RESEARCH_STAY = "research_stay", _("research stay")

    class Direction(models.TextChoices):
        OUTGOING = "outgoing", _("from here to the partner")
        INCOMING = "incoming", _("from the partner to here")
        BOTH = "both", _("both ways")

    class Eligibility(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        RESIDENTS = "residents", _("residents of Uzbekistan only")
        FROM_ABROAD = "from_abroad", _("people from abroad only")

    class Funding(models.TextChoices):
        FULL = "full", _("fully funded")
        PART = "part", _("partly funded")
        NONE = "none", _("at one’s own expense")

    class State(models.TextChoices):
        IN_TALKS = "in_talks", _("in talks")
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")

    LIVE = (State.PLANNED, State.OPEN, State.RUNNING)  # is or will be offered

    slug = models.SlugField(
        _("address"), max_length=120, unique=True, help_text=_("The last part of its page's address, in Latin letters.")
    )
    name = translated(models.CharField(_("title"), max_length=300, blank=True))
    summary = translated(models.TextField(_("summary"), blank=True))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.EXCHANGE)
    scheme = models.CharField(_("scheme"), max_length=50, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.OUTGOING)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    university = models.ForeignKey(University, models.PROTECT, related_name="programmes", verbose_name=_("university"))
    departments = models.ManyToManyField(Department, blank=True, related_name="programmes", verbose_name=_("departments"))
    institutions = models.ManyToManyField(Institution, blank=True, related_name="programmes", verbose_name=_("partners"))
    subjects = models.ManyToManyField(ProgrammeSubject, blank=True, related_name="programmes", verbose_name=_("subjects"))

    levels = models.ManyToManyField(StudyLevel, blank=True, related_name="programmes", verbose_name=_("for whom"))
    first_year = models.PositiveSmallIntegerField(
        _("from year of study"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)]
    )
    last_year = models.PositiveSmallIntegerField(
        _("up to year of study"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)]
    )
    eligibility = models.CharField(_("who may apply"), max_length=15, choices=Eligibility, default=Eligibility.EVERYONE)

    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1)])
    duration = translated(models.CharField(_("duration"), max_length=200, blank=True))
    intake = PartialPeriodField(_("intake"), start_field="intake_start", end_field="intake_end")
    intake_start = models.DateField(null=True, editable=False)
    intake_end = models.DateField(null=True, editable=False)
    deadline = models.DateField(_("last day to apply"), null=True, blank=True, db_index=True)
    funding = models.CharField(_("funding"), max_length=10, choices=Funding, blank=True)
    funding_note = translated(models.TextField(_("what is paid, and by whom"), blank=True))
    costs = translated(models.TextField(_("what one pays oneself"), blank=True))
    requirements = translated(models.TextField(_("requirements"), blank=True))
    steps = translated(models.TextField(_("how to apply"), blank=True))
    contact = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="programmes", verbose_name=_("contact person"))
    checked_on = models.DateField(_("facts checked on"), null=True, blank=True)
    is_sample = models.BooleanField(_("only a sample"), default=False)

    folded = FoldedField("name_en", "name_ru", "name_uz", "scheme")
    folded_text = FoldedField(
        *(
            f"{name}_{language}"
            for name in ("summary", "duration", "funding_note", "costs", "requirements", "steps")
            for language in ("en", "ru", "uz")
        )
    )
    folded_en = FoldedField("name_en", "name_ru", "name_uz", first_only=True)
    folded_ru = FoldedField("name_ru", "name_en", "name_uz", first_only=True)
    folded_uz = FoldedField("name_uz", "name_en", "name_ru", first_only=True)
    sorted_en = AlphabetField("name_en", "name_ru", "name_uz", language="en")
    sorted_ru = AlphabetField("name_ru", "name_en", "name_uz", language="ru")
    sorted_uz = AlphabetField("name_uz", "name_en", "name_ru", language="uz")

    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("folded_en", "pk")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["in_talks", "planned", "open", "running", "closed"]), name="programme_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(state="open") | Q(checked_on__isnull=False), name="programme_open_was_checked"),
            models.CheckConstraint(
                condition=Q(first_year__isnull=True) | Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")),
                name="programme_years_in_order",
            ),
            models.CheckConstraint(condition=Q(places__isnull=True) | Q(places__gte=1), name="programme_has_a_place"),
            period_is_in_order("programme_intake_in_order", "intake_start", "intake_end"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("partners:programme", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.state == self.State.OPEN and not self.checked_on:
            raise ValidationError({"checked_on": _("Say when the facts were checked before you open the programme.")})
        if self.first_year and self.last_year and self.last_year < self.first_year:
            raise ValidationError({"last_year": _("The last year of study comes before the first.")})

    @property
    def is_published(self) -> bool:
        return super().is_published and self.state != self.State.IN_TALKS

    @property
    def is_late(self) -> bool:
        """Whether its last day to apply is over."""
        return self.deadline is not None and self.deadline < timezone.localdate()

    @property
    def is_offered(self) -> bool:
        """Whether one can apply to it today; pairs with `offered()`."""
        return self.state == self.State.OPEN and not self.is_late

    @property
    def shown_state(self) -> str:
        """Its state as visitors are told: an open one whose last day is over is closed."""
        return str(self.State.CLOSED.label if self.state == self.State.OPEN and self.is_late else self.get_state_display())

    @property
    def closes(self) -> PartialPeriod:
        """The last day to apply, as a page prints it."""
        return PartialPeriod(self.deadline.isoformat() if self.deadline else "")

    @property
    def checked(self) -> PartialPeriod:
        """The day on which its facts were checked, as a page prints it."""
        return PartialPeriod(self.checked_on.isoformat() if self.checked_on else "")

    @property
    def is_stale(self) -> bool:
        """Whether it is or will be offered and nobody checked its facts for long; pairs with `stale()`."""
        unchecked = self.checked_on is None or self.checked_on < timezone.localdate() - CHECKED_EVERY
        return unchecked and self.state in self.LIVE and self.status != self.Status.ARCHIVED

    @property
    def closes_in(self) -> str:
        """Return “closes in 23 days”; "" where one cannot apply or there is no deadline."""
        return closes_in(self.deadline, timezone.localdate()) if self.is_offered else ""

    @property
    def years(self) -> str:
        """The years of study it is for: “4–6”, “4+”, "" for any."""
        if self.first_year and not self.last_year:
            return f"{self.first_year}+"
        years = dict.fromkeys([self.first_year or 1, self.last_year])
        return "–".join(str(year) for year in years) if self.last_year else ""

    @property
    def step_list(self) -> list[LocalText]:
        """The steps of applying, one for each line."""
        return [LocalText(line.strip(), self.steps.lang) for line in self.steps.splitlines() if line.strip()]

    @property
    def asked(self) -> Asked:
        """What it asks of those who apply; needs `with_card()`."""
        residents = {self.Eligibility.RESIDENTS: True, self.Eligibility.FROM_ABROAD: False}
        return Asked(
            levels={level.slug: str(level) for level in self.levels.all()},
            first_year=self.first_year,
            last_year=self.last_year,
            departments={department.key: str(department) for department in self.open_to},
            languages={row.language: (str(row.get_language_display()), row.level) for row in self.languages.all()},
            residents=residents.get(self.Eligibility(self.eligibility)),
            intake=str(self.intake) if self.intake else "",
            intake_start=self.intake_start,
            intake_end=self.intake_end,
            obstacle=self._obstacle,
            is_over=not self.is_offered and self.state != self.State.PLANNED,
        )

    @property
    def open_to(self) -> list[Department]:
        """The departments whose people alone may apply: none where they receive those of the partner; needs `with_card()`."""
        return [] if self.direction == self.Direction.INCOMING else list(self.departments.all())

    @property
    def _obstacle(self) -> str:
        if self.is_offered:
            return ""
        known = {self.State.PLANNED: gettext("not open yet"), self.State.RUNNING: gettext("already running")}
        return known.get(self.State(self.state), gettext("closed"))


class ProgrammeLanguage(Leaf):
    """A language that a programme needs, and how well."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        RUSSIAN = "ru", _("Russian")
        UZBEK = "uz", _("Uzbek")
        ARABIC = "ar", _("Arabic")
        CHINESE = "zh", _("Chinese")
        FRENCH = "fr", _("French")
        GERMAN = "de", _("German")
        ITALIAN = "it", _("Italian")
        JAPANESE = "ja", _("Japanese")
        KAZAKH = "kk", _("Kazakh")
        KOREAN = "ko", _("Korean")
        MALAY = "ms", _("Malay")
        SPANISH = "es", _("Spanish")
        TURKISH = "tr", _("Turkish")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="languages", verbose_name=_("programme"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    level = models.CharField(_("level"), max_length=2, choices=[(level, level) for level in CEFR], default="B2")

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("language needed")
        verbose_name_plural = _("languages needed")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["programme", "language"], name="programme_language_once"),
            models.CheckConstraint(condition=Q(level__in=CEFR), name="programme_language_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()} {self.level}"
