"""Visits and events, the sessions inside them, who took part and how many."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When, Window
from django.db.models import Count as CountRows
from django.db.models.functions import Concat, ExtractYear
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.models import Department, Person, University, quantity
from partners.models import GOING_ON, Agreement, Institution
from partners.sought import Sought
from smsu_intl.base import pictures
from smsu_intl.base.changes import REMOVE, is_watched, texts_kept
from smsu_intl.base.fields import FoldedField, PartialPeriodField
from smsu_intl.base.folding import fold
from smsu_intl.base.models import Addressed, Comparison, Deletion, Leaf, Record, period_is_in_order, web_address
from smsu_intl.base.querysets import KeyedQuerySet, PeriodQuerySet, RecordQuerySet, values_in_use
from smsu_intl.base.searching import begins_with_any, values_called
from smsu_intl.base.texts import languages_of, translated

SAME_WORD = 5  # letters in which two forms of one word agree: “клинические”, “клиническими”
TEXTS_READ = 500  # titles, and topics, at most in which the right spelling of a word is looked for
SHORTEST_HALF = 3  # letters
MOST_PEOPLE = 50  # who are meant by a name


class ActivityQuerySet(RecordQuerySet, PeriodQuerySet):
    """Visits or events."""

    def of_university(self, slug: str) -> Self:
        return self.filter(university__slug=slug)

    def for_department(self, department: Department) -> Self:
        return self.filter(departments=department)

    def with_institution(self, institution: Institution) -> Self:
        """Those of an institution or of its units, whether it is named as a partner or by a participant."""
        named = Q(institutions=institution) | Q(institutions__part_of=institution)
        sent = Q(participants__institution=institution) | Q(participants__institution__part_of=institution)
        return self.filter(named | sent).distinct()

    def in_country(self, code: str) -> Self:
        return self.filter(institutions__in=Institution.objects.published().in_country(code)).distinct()

    def uncancelled(self) -> Self:
        return self.filter(is_cancelled=False)

    def with_card(self) -> Self:
        """With what a list shows of each in one query; its parts are prefetched together with others'."""
        return self.select_related("agreement__university")

    def with_institutions(self) -> Self:
        """With the institutions that the public may see, of which a visit without a title is called."""
        return self.prefetch_related(Prefetch("institutions", Institution.objects.published().in_name_order()))

    def with_parts(self) -> Self:
        """With university, institutions, departments, participants and sessions."""
        departments = Department.objects.published().linked().in_order()
        participants = Participant.objects.public().select_related("person", "institution")
        return (
            self.with_card()
            .with_institutions()
            .select_related("university")
            .prefetch_related(Prefetch("departments", departments), Prefetch("participants", participants), "sessions")
        )

    def with_page(self) -> Self:
        """With all that its own page shows."""
        parties = Prefetch("agreement__institutions", Institution.objects.published().in_name_order())
        photos = Prefetch("photos", Photo.objects.published())
        return self.with_parts().prefetch_related("counts", parties, "sources", photos)

    def going_on(self) -> Self:
        """What was done in the last `GOING_ON` days, whether the public sees it or not."""
        today = timezone.localdate()
        dated = self.filter(period_start__lte=today, period_end__gte=today - timedelta(days=GOING_ON))
        return dated.filter(is_cancelled=False).exclude(status="archived")

    def uncovered(self) -> Self:
        """What was done lately with a foreign institution with which no agreement was valid then, neither with its whole.

        With `covered_until`, the last day of the last agreement that there was with any of its institutions.
        """
        me = self.model._meta.model_name
        then = OuterRef(f"{me}__period_start"), OuterRef(f"{me}__period_end")
        university = OuterRef(f"{me}__university")
        agreements = Agreement.objects.with_party(OuterRef("institution"), OuterRef("institution__part_of"), university).valid_on(*then)
        foreign = ~Q(institution__country=F(f"{me}__university__country"))
        links = self.model.institutions.through.objects.filter(foreign, ~Exists(agreements))
        own = Agreement.objects.filter(pk=OuterRef("agreement")).valid_on(OuterRef("period_start"), OuterRef("period_end"))
        with_any = {f"institutions__{me}s": OuterRef("pk"), "university": OuterRef("university")}
        until = Subquery(Agreement.objects.signed().filter(**with_any).latest_end())
        return self.going_on().filter(~Exists(own), pk__in=links.values(me)).annotate(covered_until=until)

    def search(self, text: str | Sought) -> Self:
        """Those that every word of `text` describes: their titles, topics and sort, or the names of their partners, departments and people.

        Countries and years that are named narrow; a name that a partner surely has is enough. Names that the public may not see
        find nothing.
        """
        sought = Sought.of(text, f"{self.model._meta.model_name}s")
        if not sought.words:
            return self
        question = sought.prepare().question()
        sought.learn(texts_like(sought.unfamiliar(question.words)))
        described = self._described_by(sought, question.words)
        if question.words and sought.partners:
            described |= self.leading_to("institutions", Institution.objects.published().filter(pk__in=sought.partners))
        if people := sought.people[:MOST_PEOPLE]:
            described |= Q(pk__in=Participant.objects.filter(person__in=people).values(self.model._meta.model_name))
        found = self.filter(described)
        if question.places:
            there = self.leading_to("institutions", Institution.objects.published().in_countries(question.places))
            found = found.filter(~there if question.is_elsewhere else there | self._described_by(sought, question.place_words))
        if sought.time:
            first, last = sought.time
            dated = Q(period_start__lte=last, period_end__gte=first)
            found = found.filter(dated | begins_with_any("folded", sought.titled_so))
        return found

    def with_whom(self) -> Any:
        """Return the institutions of any of them, as `with_institution` finds them: with the whole that a unit is part of."""
        mine = {f"{self.model._meta.model_name}__in": self.order_by().values("pk")}
        links = self.model.institutions.through.objects.filter(**mine).values("institution")
        sent = Participant.objects.filter(**mine).order_by().values("institution")
        named = Institution.objects.filter(Q(pk__in=links) | Q(pk__in=sent)).order_by()
        return Institution.objects.filter(Q(pk__in=named.values("pk")) | Q(pk__in=named.values("part_of")))

    def choices_in_use(self, own: Iterable[str]) -> dict[str, set[str]]:
        """Return, for each filter of a list and for the columns `own`, the values that any of them has.

        Departments go by their primary key; a period that spans years has each of them. The partners: see `with_whom`.
        """
        institutions = Institution.objects.published().filter(**{f"{self.model._meta.model_name}s__in": self.order_by().values("pk")})
        span = Concat(ExtractYear("period_start"), Value("-"), ExtractYear("period_end"), output_field=models.CharField())
        found = values_in_use(
            university=[(self, "university__slug")],
            department=[(self, "departments")],
            country=institutions.country_columns(),
            year=[(self.filter(period_start__isnull=False), span)],
            **{name: [(self, name)] for name in own},
        )
        spans = [[int(year) for year in text.split("-")] for text in found["year"]]
        return {**found, "year": {str(year) for first, last in spans for year in range(first, last + 1)}}

    def best_titled_first(self, sought: Sought) -> Self:
        """Those whose titles say it themselves, and then the others; the newest first of both."""
        title = Q()
        for word in sought.question().words:
            title &= begins_with_any("folded", sought.forms_of(word))
        newest = self.newest_first()
        return newest.order_by(Case(When(title, then=0), default=1), *newest.query.order_by) if title else newest

    def _described_by(self, sought: Sought, words: Iterable[str]) -> Q:
        """Return the condition that each of some words tells something of them."""
        me, all_of_them = self.model._meta.model_name, Q()
        for word in words:
            forms = sought.forms_of(word)
            told = begins_with_any("folded", forms) | self.leading_to("institutions", Institution.objects.published().named(forms))
            told |= self.leading_to("institutions", sought.in_cities(word))
            told |= self.leading_to("departments", Department.objects.published().filter(begins_with_any("folded", forms)))
            named = begins_with_any("person__folded", forms) | begins_with_any("folded", forms)
            told |= Q(pk__in=Participant.objects.public().filter(named).values(me))
            held = values_called(Session._meta.get_field("kind"), word)
            told |= Q(pk__in=Session.objects.filter(begins_with_any("folded", forms) | Q(kind__in=held)).values(me))
            if month := sought.month_called(word):
                told |= Q(period_start__month__lte=month, period_end__month__gte=month)
            for name in (self.model.sort_field, "mode"):
                told |= Q(**{f"{name}__in": values_called(self.model._meta.get_field(name), word)})
            all_of_them &= told
        return all_of_them

    def with_totals(self) -> Self:
        """With `total` and `total_this_year` of the whole query on every row, however few are then read."""
        year = timezone.localdate().year
        this_year = Q(period_start__lte=date(year, 12, 31), period_end__gte=date(year, 1, 1))
        return self.annotate(total=Window(CountRows("pk")), total_this_year=Window(CountRows("pk", filter=this_year)))


class Activity(Addressed, Record):
    """Something that happened, or will, between the universities and their partners."""

    natural_key_fields = ("slug",)
    public_with = ("university",)

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        ONLINE = "online", _("online")
        BOTH = "both", _("online and on site")

    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        help_text=_("The last part of the page's address, in Latin letters. Filled in by itself when left empty."),
        blank=True,
    )
    title = translated(models.CharField(_("title"), max_length=300, blank=True))
    summary = translated(
        models.TextField(_("summary"), blank=True, help_text=_("What was done, in a few sentences. An empty line starts a new paragraph."))
    )
    period = PartialPeriodField(_("when"), start_field="period_start", end_field="period_end")
    period_start = models.DateField(null=True, editable=False, db_index=True)
    period_end = models.DateField(null=True, editable=False)
    mode = models.CharField(_("online or on site"), max_length=10, choices=Mode, blank=True)
    platform = models.CharField(_("platform"), max_length=100, blank=True, help_text=_("For example Zoom."))
    place = translated(models.CharField(_("place"), max_length=200, blank=True))
    university = models.ForeignKey(University, models.PROTECT, related_name="%(class)ss", verbose_name=_("university"))
    departments = models.ManyToManyField(Department, blank=True, related_name="%(class)ss", verbose_name=_("departments"))
    institutions = models.ManyToManyField(Institution, blank=True, related_name="%(class)ss", verbose_name=_("partner institutions"))
    agreement = models.ForeignKey(
        Agreement, models.SET_NULL, null=True, blank=True, related_name="%(class)ss", verbose_name=_("under the agreement")
    )
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    folded = FoldedField("title_en", "title_ru", "title_uz", "slug")

    objects: ClassVar[Any] = ActivityQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            period_is_in_order("%(app_label)s_%(class)s_period_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.headline)

    @property
    def headline(self) -> str:
        """Its title; what the records say where it has none."""
        return self.title or self.composed_title()

    def composed_title(self) -> str:
        raise NotImplementedError

    @property
    def has_days(self) -> bool:
        """Whether its first and last day are known, so that it can stand in a calendar."""
        period: Any = self.period
        return period.days is not None

    @property
    def is_past(self) -> bool:
        """Whether its last day is over; unknown dates count as past."""
        end: date | None = self.period_end
        return end is None or end < timezone.localdate()


class VisitQuerySet(ActivityQuerySet):
    """Visits: academic mobility, in and out."""

    def search(self, text: str | Sought) -> Self:
        """Those that `text` describes; of visits “to Germany” or “from Germany” only those that go that way, if there are any."""
        sought = Sought.of(text, "visits")
        found, way = super().search(sought), sought.question().way
        if not way or "visits" not in sought.kinds:
            return found
        directed = found.outgoing() if way == "to" else found.incoming()
        return directed if directed.exists() else found

    def in_direction(self, direction: str) -> Self:
        return self.filter(direction=direction)

    def incoming(self) -> Self:
        return self.filter(direction=Visit.Direction.INCOMING)

    def outgoing(self) -> Self:
        return self.filter(direction=Visit.Direction.OUTGOING)


class Visit(Activity):
    """Academic mobility: guests who came, or our people who went."""

    class Direction(models.TextChoices):
        INCOMING = "incoming", _("incoming visit")
        OUTGOING = "outgoing", _("outgoing visit")

    class Capacity(models.TextChoices):
        OFFICIAL = "official", _("official visit")
        WORKING = "working", _("working visit")

    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, help_text=_("Incoming: guests came to us. Outgoing: our people went.")
    )
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity, blank=True)

    sort_field = "direction"

    objects: ClassVar[Any] = VisitQuerySet.as_manager()

    class Meta(Activity.Meta):
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            *Activity.Meta.constraints,
            models.CheckConstraint(condition=Q(direction__in=["incoming", "outgoing"]), name="visit_direction_is_known"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("events:visit", args=[self.slug])

    @property
    def is_incoming(self) -> bool:
        return self.direction == self.Direction.INCOMING

    def composed_title(self) -> str:
        title = str(self.get_direction_display())
        names = ", ".join(str(institution) for institution in self.institutions.all()) if self.pk else ""
        return f"{title[:1].upper()}{title[1:]}{f': {names}' if names else ''}"


class EventQuerySet(ActivityQuerySet):
    """Events: what is held, once or again and again."""

    def with_page(self) -> Self:
        return super().with_page().select_related("host")

    def recurring(self) -> Self:
        return self.exclude(recurrence="")

    def single(self) -> Self:
        return self.filter(recurrence="")

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Event(Activity):
    """A lecture, webinar, olympiad, conference or the like; or a standing series of them."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("lecture")
        MASTER_CLASS = "master_class", _("master class")
        WEBINAR = "webinar", _("webinar")
        SEMINAR = "seminar", _("seminar")
        ROUND_TABLE = "round_table", _("round table")
        OLYMPIAD = "olympiad", _("olympiad")
        CONFERENCE = "conference", _("conference")
        CONGRESS = "congress", _("congress")
        TRAINING = "training", _("training")
        FAIR = "fair", _("fair")
        OTHER = "other", _("other event")

    class Role(models.TextChoices):
        HOST = "host", _("we are the host")
        CO_ORGANISER = "co_organiser", _("we are a co-organiser")
        SPEAKER = "speaker", _("we spoke")
        TOOK_PART = "took_part", _("we took part")

    class Recurrence(models.TextChoices):
        REGULAR = "regular", _("regularly")
        MONTHLY = "monthly", _("every month")
        YEARLY = "yearly", _("every year")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    role = models.CharField(_("our role"), max_length=15, choices=Role, blank=True)
    host = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hosted_events",
        verbose_name=_("host"),
        help_text=_("Where another institution held it."),
    )
    recurrence = models.CharField(
        _("how often"),
        max_length=10,
        choices=Recurrence,
        blank=True,
        help_text=_("Only for what is held again and again; such an event needs no date."),
    )
    registration_link = models.CharField(_("registration link"), max_length=500, blank=True, validators=[web_address])

    sort_field = "kind"

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta(Activity.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [*Activity.Meta.constraints]

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])

    def composed_title(self) -> str:
        title = str(self.get_kind_display())
        return f"{title[:1].upper()}{title[1:]}"


class ActivityPart(Leaf):
    """Something that belongs to exactly one visit or event."""

    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("visit"))
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("event"))
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


def texts_like(words: Iterable[str]) -> list[str]:
    """Return folded titles and topics with half of any of some words: what was meant stands there, if one letter is wrong."""
    halves = [half for word in words for half in _halves(word)]
    if not halves:
        return []
    halved = Q(*(("folded__contains", half) for half in halves), _connector=Q.OR)
    alike: list[Any] = [records.filter(halved) for records in (Visit.objects.published(), Event.objects.published(), Session.objects)]
    latest = [records.model.objects.filter(pk__in=records.order_by("-pk").values("pk")[:TEXTS_READ]) for records in alike]
    first, *others = (records.order_by().values_list("folded", flat=True) for records in latest)
    return list(first.union(*others, all=True).order_by())


def _halves(word: str) -> list[str]:
    middle = (len(word) + 1) // 2
    return [word[:middle], word[middle:]] if middle >= SHORTEST_HALF else []


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


UNDESCRIBED = _("Say in at least one language what the photograph shows, or leave it a draft.")


class PhotoQuerySet(RecordQuerySet):
    """Photographs of visits, events and departments."""

    def published(self) -> Self:
        """Those that are public, of owners that are."""
        shown = Q(visit__in=Visit.objects.published()) | Q(event__in=Event.objects.published())
        return super().published().filter(shown | Q(department__in=Department.objects.published()))

    def undescribed(self) -> Self:
        """Those that say in no language what they show, and are not put away."""
        return self.filter(alt_en="", alt_ru="", alt_uz="").exclude(status="archived")

    def with_owner(self) -> Self:
        return self.select_related("visit__university", "event__university", "department__university")


class Photo(Record, Leaf):
    """A photograph of one visit, event or department; its files are kept by `pictures`, and never change."""

    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="photos", verbose_name=_("visit"))
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="photos", verbose_name=_("event"))
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="photos", verbose_name=_("department"))
    image = models.CharField(_("image"), max_length=40, editable=False, db_index=True)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    has_avif = models.BooleanField(default=False, editable=False)
    alt = translated(
        models.CharField(
            _("what it shows"),
            max_length=300,
            blank=True,
            help_text=_("For those who cannot see it: “Two people shake hands at a lectern”. At least one language, to be published."),
        )
    )
    caption = translated(
        models.CharField(
            _("caption"), max_length=300, blank=True, help_text=_("Stands below the photograph: who, where, on what occasion.")
        )
    )
    credit = models.CharField(_("photographer"), max_length=200, blank=True, help_text=_("Who took it, or whose it is."))
    focal_x = models.PositiveSmallIntegerField(
        _("focus from the left, %"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("Where the most important thing is, so that a cropped thumbnail keeps it: 0 is the left edge, 100 the right."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focus from the top, %"), default=50, validators=[MaxValueValidator(100)], help_text=_("0 is the upper edge, 100 the lower.")
    )
    period = PartialPeriodField(_("taken"), start_field="period_start", end_field="period_end")
    period_start = models.DateField(null=True, editable=False)
    period_end = models.DateField(null=True, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))
    is_sample = models.BooleanField(_("only a sample"), default=False, editable=False)

    objects: ClassVar[Any] = PhotoQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        ordering = ("order", "pk")
        constraints = [
            *Record.Meta.constraints,
            period_is_in_order("events_photo_period_in_order"),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, event__isnull=True, department__isnull=True)
                | Q(visit__isnull=True, event__isnull=False, department__isnull=True)
                | Q(visit__isnull=True, event__isnull=True, department__isnull=False),
                name="photo_has_one_owner",
                violation_error_message=_("Choose whose photograph it is: a visit's, an event's or a department's."),
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(alt_en="", alt_ru="", alt_uz=""),
                name="published_photo_is_described",
                violation_error_message=UNDESCRIBED,
            ),
            models.CheckConstraint(condition=Q(focal_x__range=(0, 100), focal_y__range=(0, 100)), name="photo_focus_is_within_it"),
        ]

    def __str__(self) -> str:
        return str(self.alt or self.caption or self._meta.verbose_name)

    def clean(self) -> None:
        if self.status == self.Status.PUBLISHED and not self.is_described:
            raise ValidationError({"alt_en": ValidationError(UNDESCRIBED, code="undescribed")})

    def get_absolute_url(self) -> str:
        return self._address_of("photo", self.pk)

    def get_list_url(self) -> str:
        """Return the address of the page of all photographs of its owner."""
        return self._address_of("photos")

    def _address_of(self, page: str, *key: int) -> str:
        if activity := self.visit or self.event:
            return reverse(f"events:{activity._meta.model_name}_{page}", args=[activity.slug, *key])
        department = cast(Department, self.department)
        if department.university.is_home:
            return reverse(f"events:department_{page}", args=[department.slug, *key])
        return reverse(f"events:university_department_{page}", args=[department.university.slug, department.slug, *key])

    @property
    def owner(self) -> Any:
        """The visit, event or department that it is of."""
        return self.visit or self.event or self.department

    @property
    def is_published(self) -> bool:
        return super().is_published and self.owner.is_published

    @property
    def may_follow(self) -> bool:
        """Only once somebody handed it in and it is described: a draft may want its people's consent."""
        return self.status == self.Status.IN_REVIEW and self.is_described

    @property
    def is_described(self) -> bool:
        """Whether it says in any language what it shows: without that it cannot be published."""
        return any(getattr(self, column) for column in languages_of("alt"))

    def take(self, picture: pictures.Picture) -> None:
        """Make it the photograph of a picture that is kept."""
        self.image, self.width, self.height, self.has_avif = picture.name, picture.width, picture.height, picture.has_avif

    # What a page prints of it

    @property
    def address(self) -> str:
        """The address of its largest copy in WebP."""
        return pictures.address(self.image, self.shown_width)

    @property
    def thumbnail(self) -> str:
        """The address of its smallest copy in WebP."""
        return pictures.address(self.image, pictures.widths_of(self.width)[0])

    @property
    def shown_width(self) -> int:
        return pictures.widths_of(self.width)[-1]

    @property
    def shown_height(self) -> int:
        return pictures.height_at(self.shown_width, (self.width, self.height))

    @property
    def webp(self) -> str:
        """Its copies in WebP, as `srcset` lists them."""
        return self._copies("webp")

    @property
    def avif(self) -> str:
        """Its copies in AVIF, as `srcset` lists them; "" where WebP is smaller."""
        return self._copies("avif") if self.has_avif else ""

    def _copies(self, suffix: str) -> str:
        return ", ".join(f"{pictures.address(self.image, width, suffix)} {width}w" for width in pictures.widths_of(self.width))

    @property
    def focus_classes(self) -> str:
        """Where a crop of it is centred, in steps of a tenth: the policy forbids a style of its own."""
        return f"focus-x-{round(self.focal_x, -1)} focus-y-{round(self.focal_y, -1)}"


@receiver(models.signals.post_delete, sender=Photo)
def discard_files(instance: Photo, **kwargs: Any) -> None:
    """Delete the files of a photograph that is gone, once that is certain, unless another shows the same picture.

    What can be brought back keeps its files until it is forgotten: `clean_photos` deletes them then.
    """
    if is_watched():
        return

    def discard() -> None:
        if not Photo.objects.filter(image=instance.image).exists():
            pictures.discard(instance.image)

    transaction.on_commit(discard)


@receiver(models.signals.post_delete, sender=Deletion)
def discard_forgotten_files(instance: Deletion, **kwargs: Any) -> None:
    """Delete the files of photographs that cannot be brought back any more, unless something else shows or keeps them."""
    images = {step["before"]["image"] for step in instance.steps if step["model"] == Photo._meta.label and step["kind"] == REMOVE}

    def discard() -> None:
        kept = {*Photo.objects.filter(image__in=images).values_list("image", flat=True), *texts_kept(Photo, "image")}
        for image in images - kept:
            pictures.discard(image)

    if images:
        transaction.on_commit(discard)
