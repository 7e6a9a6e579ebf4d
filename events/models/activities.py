"""Visits and events: what happened, or will, between the universities and their partners, and how it is found."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When, Window
from django.db.models import Count as CountRows
from django.db.models.functions import Concat, ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.models import Department, University
from events.models.parts import Participant, Session
from partners.models import Agreement, Institution
from partners.sought import Sought
from smsu_intl.base.fields import FoldedField, PartialPeriodField
from smsu_intl.base.models import Addressed, Record, period_is_in_order, web_address
from smsu_intl.base.querysets import PeriodQuerySet, RecordQuerySet, values_in_use
from smsu_intl.base.searching import begins_with_any, values_called
from smsu_intl.base.texts import translated

GOING_ON = 365  # days: with whom something was done since, cooperation is going on
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
        photo: Any = self.model._meta.get_field("photos").related_model
        photos = Prefetch("photos", photo.objects.published())
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
