"""Institutions of the world under all their names, found by any of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, ClassVar, Self, cast
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, StringAgg, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, NullIf, StrIndex
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from departments.models import Department, University
from partners.map import PartnerMap, draw_map
from partners.search import indexing
from partners.search.finding import find
from smsu_intl.base.countries import country_name
from smsu_intl.base.fields import AlphabetField, CountryField, FoldedField, PartialPeriodField
from smsu_intl.base.folding import fold
from smsu_intl.base.models import Addressed, Keyed, Leaf, Placed, Record, web_address
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.querysets import AnyOf, FoldedQuerySet, KeyedQuerySet, RecordQuerySet, values_in_use
from smsu_intl.base.searching import begins_with_any
from smsu_intl.base.texts import translated

RESERVED_ADDRESSES = ("print", "suggest")  # in the directory's place: pages of its own stand there
MOST_MERGES = 10  # one after the other, that are followed
LATELY = 730  # days: a partner with whom nothing was done for longer is dormant
ACTIVITIES = ("visit", "event", "agreement")  # what is done together

Done = dict[str, tuple[Any, ...]]  # by kind of activity: the last and the first day of the last one, its key and its period


def check_address(slug: str) -> None:
    """Raise ValidationError if an institution's page could not be reached at this address."""
    if slug in RESERVED_ADDRESSES:
        raise ValidationError(_("Another page of the directory has this address. Choose another one."), code="reserved")


class InstitutionQuerySet(RecordQuerySet, FoldedQuerySet):
    """Institutions of the world, searched by any name they are known by."""

    def partners(self, **whose: Any) -> Self:
        """Those that a hosted university, or the one `whose` these are, works with: by a partnership, a visit, event or programme."""
        works = Q(Exists(self.public_records("partnerships").filter(institution=OuterRef("pk"), **whose)))
        for name in ("visits", "events", "programmes"):
            works |= Q(Exists(self.public_records(name).filter(institutions=OuterRef("pk"), **whose)))
        return self.filter(works)

    def public_records(self, name: str) -> Any:
        """Return the records that the public may see of those by which institutions are named, as their reverse accessor is called."""
        related: Any = self.model._meta.get_field(name).related_model
        return related.objects.published()

    def with_own_page(self) -> Self:
        """Those whose page leads nowhere else: not merged into another, nor the university whose site this is."""
        return self.filter(merged_into=None).exclude(hosted_as__is_home=True)

    def unmerged(self) -> Self:
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def now(self, keys: Iterable[int]) -> dict[int, int]:
        """Return by key which institution each is today: itself, or the one that it was merged into, and that one in turn."""
        now = {key: key for key in keys}
        for _step in range(MOST_MERGES):
            rows = self.filter(pk__in=now.values()).exclude(merged_into=None).order_by().values_list("pk", "merged_into")
            if not (merged := dict(rows)):
                break
            now = {key: merged.get(pk, pk) for key, pk in now.items()}
        return now

    def in_our_hands(self) -> Self:
        """Those that are more than a draft in the imported list."""
        return self.unmerged().exclude(~Q(reference=""), status=Institution.Status.DRAFT)

    def in_partnership(self, **whose: Any) -> Self:
        """Those with an active partnership, or with one of those `whose` it is; bodies that only fund are left out."""
        partnerships = self.public_records("partnerships").active().partners()
        return self.filter(Exists(partnerships.filter(institution=OuterRef("pk"), **whose)))

    def search(self, text: str, limit: int = 100) -> Self:
        """What `text` may mean among them, best first, as it is while it is being typed."""
        return self.ranked([match.institution_id for match in find(text, self, limit, typing=True)])

    def named(self, forms: Collection[str]) -> Self:
        """Those that have any of some folded forms in any of their names, letter by letter: what is found through them is searched so."""
        names = InstitutionName.objects.filter(begins_with_any("folded", forms), institution=OuterRef("pk"))
        return self.filter(begins_with_any("folded", forms) | Exists(names))

    def ranked(self, keys: Sequence[int]) -> Self:
        """Those with these keys, in the order of the keys."""
        listed = Value(",".join(["", *map(str, keys), ""]))
        place = StrIndex(listed, Concat(Value(","), Cast("pk", models.CharField()), Value(",")))
        return self.filter(pk__in=keys).order_by(place)

    def in_country(self, code: str) -> Self:
        return self.in_countries([code])

    def in_countries(self, codes: Iterable[str]) -> Self:
        """Those at home in any of the countries."""
        codes = list(codes)
        further = FurtherCountry.objects.filter(institution=OuterRef("pk"), country__in=codes)
        return self.filter(Q(country__in=codes) | Exists(further))

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        return self.filter(kind__in=list(kinds))

    def for_departments(self, departments: Iterable[Department]) -> Self:
        """Those that any of the departments has a partnership with."""
        return self._with_partnership(department__in=list(departments))

    def in_fields(self, slugs: Iterable[str]) -> Self:
        """Those with a partnership in any of the fields of cooperation."""
        return self._with_partnership(fields__slug__in=list(slugs))

    def offering(self, slugs: Iterable[str], kinds: Iterable[str] = ()) -> Self:
        """Those with a partnership that has any of the forms of cooperation, or with an open programme of any of the kinds."""
        forms = self.public_records("partnerships").filter(institution=OuterRef("pk"), forms__slug__in=list(slugs))
        opened = self.public_records("programmes").offered().filter(institutions=OuterRef("pk"), kind__in=list(kinds))
        return self.filter(Exists(forms) | Exists(opened))

    def under_tags(self, slugs: Iterable[str]) -> Self:
        """Those under any of the tags."""
        return self.filter(Exists(TaggedInstitution.objects.filter(content_object=OuterRef("pk"), tag__slug__in=list(slugs))))

    def _with_partnership(self, **conditions: Any) -> Self:
        return self.filter(Exists(self.public_records("partnerships").filter(institution=OuterRef("pk"), **conditions)))

    def old_drafts(self) -> Self:
        """Without what only waits in the imported list."""
        return super().old_drafts().filter(reference="")

    def active_lately(self) -> Self:
        """Those with whom something was done in the last `LATELY` days: a visit, an event, a signature."""
        return self.filter(self.is_active_lately())

    def dormant(self) -> Self:
        """Those with whom nothing dated was done in the last `LATELY` days."""
        return self.filter(~self.is_active_lately())

    def of_activity(self, states: Iterable[str]) -> Self:
        """Those in any of the states; both together are all."""
        wanted = set(states)
        if wanted == {Institution.Activity.LATELY}:
            return self.active_lately()
        return self.dormant() if wanted == {Institution.Activity.DORMANT} else self.all()

    def is_active_lately(self) -> Q:
        """Return the condition that parts `active_lately()` from `dormant()`."""
        since = self.lately_since()
        keys = [
            done.filter(**{f"{period}_end__gte": since, f"{path}__isnull": False}).values(path).order_by()
            for period, done in self._done_together().values()
            for path in ("institutions", "institutions__part_of")
        ]
        return Q(pk__in=keys[0].union(*keys[1:]))

    @staticmethod
    def lately_since() -> date:
        """Return the first day of what was done lately."""
        return timezone.localdate() - timedelta(days=LATELY)

    def _done_together(self) -> dict[str, tuple[str, Any]]:
        """Return what counts as joint activity, each kind with the name of its period: all that took place or has begun.

        Visits and events that were not cancelled, and agreements that were signed, whatever became of them.
        What a unit did, the whole did too.
        """
        today = timezone.localdate()
        kinds: dict[str, tuple[str, Any]] = {"agreement": ("signed", self.public_records("agreements").signed())}
        for name in ("visit", "event"):
            kinds[name] = ("period", self.public_records(f"{name}s").filter(is_cancelled=False))
        return {name: (period, done.filter(**{f"{period}_start__lte": today})) for name, (period, done) in kinds.items()}

    def with_last_activity(self) -> Self:
        """With `last_activity`, the last day of the last joint activity, and that one's period."""
        me = OuterRef(OuterRef("pk"))
        whole = self.model.objects.filter(Q(pk=me) | Q(part_of=me)).order_by().values("pk")
        last = {
            name: (period, done.filter(institutions__in=whole).order_by(f"-{period}_end", f"-{period}_start", "-pk"))
            for name, (period, done) in self._done_together().items()
        }
        ends = {f"{name}_end": Subquery(done.values(f"{period}_end")[:1]) for name, (period, done) in last.items()}
        periods = {f"{name}_period": Subquery(done.values(period)[:1]) for name, (period, done) in last.items()}
        # With a NULL, Greatest is NULL on SQLite and the greatest of the others on PostgreSQL.
        never = Value(date.min, models.DateField())
        latest = NullIf(Greatest(*(Coalesce(end, never) for end in ends.values())), never)
        return self.annotate(last_activity=latest, **ends, **periods)

    def last_done(self, keys: Collection[int] | None = None) -> dict[int, Done]:
        """Return by key, of those with whom anything was done together, what was done last; of all, or of those with these `keys`.

        By plain rows of every kind of activity: Django composes the query of `with_last_activity()` for longer than the rows take to be
        read.
        """
        concerned = Q(institutions__isnull=False)
        if keys is not None:
            concerned = Q(institutions__in=AnyOf(keys)) | Q(institutions__part_of__in=AnyOf(keys))
        first, *rest = (
            done.filter(concerned)
            .order_by()
            .values_list("institutions", "institutions__part_of", Value(name), f"{period}_end", f"{period}_start", "pk", period)
            for name, (period, done) in self._done_together().items()
        )
        last: defaultdict[int, Done] = defaultdict(dict)
        for key, whole, name, *row in first.union(*rest, all=True).order_by():
            for found in {key, whole} - {None}:
                last[found][name] = max(last[found].get(name, ()), tuple(row), key=lambda one: one[:3])
        return last

    def lately_active_first(self) -> Self:
        """Sorted by the last joint activity, then by name; those without a dated one last."""
        last = F("last_activity").desc(nulls_last=True)
        return self.with_last_activity().order_by(last, *self.in_name_order().query.order_by)

    def countries(self) -> list[str]:
        """Return the codes of all their countries, each once."""
        return sorted(values_in_use(country=self.country_columns())["country"])

    def country_columns(self) -> list[tuple[models.QuerySet[Any], str]]:
        """Return the columns in which all their countries stand, for `values_in_use`."""
        further = FurtherCountry.objects.filter(institution__in=self.order_by().values("pk"))
        return [(self, "country"), (further, "country")]

    def counted_by_country(self) -> Counter[str]:
        """Return by code how many of them are at home in a country; one in two countries counts in both."""
        first = self.values_list("pk", "country").order_by()
        further = (
            FurtherCountry.objects.filter(institution__in=self.order_by().values("pk")).values_list("institution", "country").order_by()
        )
        return Counter(code for _key, code in first.union(further).order_by())

    def with_countries(self) -> Self:
        """With `country_list`, all its countries, read along."""
        return self.annotate(further_codes=StringAgg("further_countries__country", delimiter=Value(",")))

    def map(self, home: str = "") -> PartnerMap:
        """Return them on the map, read in one query; with a `home` country, only those abroad."""
        return draw_map(self.model.objects.filter(pk__in=self.order_by().values("pk")).with_countries().order_by("pk"), home)

    def with_card(self) -> Self:
        """With what a list shows of each, and nothing else."""
        named = ("slug", "name_en", "name_ru", "name_uz")
        whole = ("status", "publish_from", "publish_until", *named)
        shown = self.only(*named, "kind", "country", "city_en", "city_ru", "city_uz", *(f"part_of__{column}" for column in whole))
        return shown.with_countries().select_related("part_of")

    def with_page(self) -> Self:
        """With what the head of its page shows."""
        related = self.select_related("part_of", "successor", "merged_into", "hosted_as").prefetch_related("names")
        return related.with_countries().with_last_activity()


class Institution(Addressed, Record, Placed):
    """A university, clinic, society, agency or any other body that someone works with."""

    natural_key_fields = ("slug",)

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("university")
        ACADEMY = "academy", _("academy")
        FACULTY = "faculty", _("faculty")
        DEPARTMENT = "department", _("department of an institution")
        INSTITUTE = "institute", _("research institute")
        HOSPITAL = "hospital", _("hospital or clinic")
        SCHOOL = "school", _("school")
        SOCIETY = "society", _("society or association")
        COMPANY = "company", _("company")
        AGENCY = "agency", _("agency")
        MINISTRY = "ministry", _("ministry")
        FUNDER = "funder", _("foundation or funding body")
        ORGANISATION = "organisation", _("international organisation")

    class Activity(models.TextChoices):
        LATELY = "lately", _("active in the last two years")
        DORMANT = "dormant", _("nothing dated in the last two years")

    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        validators=[check_address],
        help_text=_("The last part of its page's address, in Latin letters."),
    )
    name = translated(models.CharField(_("name"), max_length=300, blank=True, help_text=_("Its present name. At least one language.")))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.UNIVERSITY)
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("part of"),
        help_text=_("For a faculty, clinic or department: the whole it belongs to."),
    )
    country = CountryField(_("country"))
    city = translated(models.CharField(_("city"), max_length=100, blank=True))
    subdivision = models.CharField(_("region within the country"), max_length=100, blank=True)
    website = models.CharField(_("website"), max_length=300, blank=True, validators=[web_address])
    reference = models.CharField(max_length=200, blank=True, editable=False)  # its `id` in the imported reference list
    reference_digest = models.CharField(max_length=16, blank=True, editable=False)  # of the imported line, to tell a changed one
    ror = models.CharField(
        _("ROR identifier"), max_length=9, blank=True, help_text=_("Nine characters from ror.org; leave empty if you do not know it.")
    )
    is_active = models.BooleanField(_("still exists"), default=True)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors", verbose_name=_("succeeded by")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into"), editable=False
    )
    hosted_as = models.OneToOneField(
        University,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="institution",
        verbose_name=_("hosted here as"),
        help_text=_("Only for universities that have their own pages on this site."),
    )
    note = translated(models.CharField(_("remark"), max_length=500, blank=True, help_text=_("Shown to visitors under the name.")))

    tags = TaggableManager(_("tags"), help_text="", through="TaggedInstitution", blank=True, ordering=["folded"])

    folded = FoldedField("name_en", "name_ru", "name_uz")
    folded_en = FoldedField("name_en", "name_ru", "name_uz", first_only=True)
    folded_ru = FoldedField("name_ru", "name_en", "name_uz", first_only=True)
    folded_uz = FoldedField("name_uz", "name_en", "name_ru", first_only=True)
    sorted_en = AlphabetField("name_en", "name_ru", "name_uz", language="en")
    sorted_ru = AlphabetField("name_ru", "name_en", "name_uz", language="ru")
    sorted_uz = AlphabetField("name_uz", "name_en", "name_ru", language="uz")

    further_codes: str | None  # read along by with_countries()
    last_activity: date | None  # by with_last_activity() or remember(), with the end and the period of the last one of each kind
    matched: Sequence[tuple[str, bool]] = ()  # in the directory: the name form that was found, in parts

    objects: ClassVar[Any] = InstitutionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ("folded_en",)
        constraints = [
            *Record.Meta.constraints,
            *Placed.Meta.constraints,
            models.CheckConstraint(condition=~Q(slug__in=RESERVED_ADDRESSES), name="institution_address_is_its_own"),
            models.UniqueConstraint(fields=["ror"], condition=~Q(ror=""), name="institution_ror_unique"),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="institution_reference_unique"),
            models.CheckConstraint(
                condition=(Q(part_of__isnull=True) | ~Q(part_of=F("id"))) & (Q(successor__isnull=True) | ~Q(successor=F("id"))),
                name="institution_is_not_its_own_relative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("partners:partner", args=[self.slug])

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django leaves it where a class has its own
        """Return the name of its kind, and translate no other: Django's own does, for every card of a list."""
        return str(dict(self.Kind.choices).get(self.kind, self.kind))

    def all_projects(self) -> Any:
        """Its own published projects and those of its units."""
        mine = Q(institutions=self) | Q(institutions__part_of=self)
        return self.projects.model.objects.published().filter(mine).distinct().for_page().with_departments().with_institutions()

    @property
    def may_come_along(self) -> bool:
        """Whether it is published as soon as somebody's partner is: it only waits in the imported list for that."""
        return bool(self.reference) and self.status == self.Status.DRAFT

    @property
    def country_list(self) -> list[str]:
        """The codes of all its countries, the main one first; needs `with_countries()`."""
        further = getattr(self, "further_codes", None) or ""
        return list(dict.fromkeys([self.country, *filter(None, sorted(further.split(",")))]))

    @property
    def place(self) -> str:
        """Where it is at home: “Salzburg, Austria; United States”, its city in the first of its countries; needs `with_countries()`."""
        first, *further = map(country_name, self.country_list)
        return "; ".join([", ".join(filter(None, [str(self.city), first])), *further])

    def remember(self, done: Done) -> None:
        """Take over what was done with it last, as `InstitutionQuerySet.last_done()` tells it."""
        for name in ACTIVITIES:
            end, _start, _key, period = done.get(name) or (None, None, None, None)
            setattr(self, f"{name}_end", end)
            setattr(self, f"{name}_period", period)
        self.last_activity = max((row[0] for row in done.values()), default=None)

    @property
    def last_activity_period(self) -> PartialPeriod | None:
        """When the last joint activity was, as far as that is known, or None; needs it to be told."""
        if self.last_activity is None:
            return None
        ends = {name: getattr(self, f"{name}_end") for name in ACTIVITIES}
        name = next(name for name, end in ends.items() if end == self.last_activity)
        return cast(PartialPeriod, getattr(self, f"{name}_period"))


class FurtherCountry(Leaf):
    """A country where an institution is at home besides its first."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="further_countries", verbose_name=_("institution"))
    country = CountryField(_("country"))

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("further country")
        verbose_name_plural = _("further countries")
        ordering = ("country",)
        constraints = [models.UniqueConstraint(fields=["institution", "country"], name="further_country_once")]

    def __str__(self) -> str:
        return str(self.get_country_display())


class Tag(Keyed, TagBase):
    """A word that institutions are sorted under, labelled in every language."""

    natural_key_fields = ("slug",)

    label = translated(models.CharField(_("label"), max_length=100, blank=True))

    folded = FoldedField("name")

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("folded", "pk")
        constraints = [models.UniqueConstraint(fields=["folded"], name="tag_once_in_any_case")]

    def __str__(self) -> str:
        return str(self.label or self.name)

    def get_absolute_url(self) -> str:
        return f"{reverse('partners:partners')}?{urlencode({'tag': self.slug})}"

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the word for addresses, in Latin letters like all of them."""
        return "-".join([*fold(tag).split(), *([str(i)] if i is not None else [])])[:100] or "tag"


class TaggedInstitution(Keyed, ItemBase):
    """An institution under a tag."""

    natural_key_fields = ("content_object__slug", "tag__slug")

    content_object = models.ForeignKey(Institution, models.CASCADE, related_name="tagged", verbose_name=_("institution"))
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged", verbose_name=_("tag"))

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag of an institution")
        verbose_name_plural = _("tags of institutions")
        ordering = ("tag__folded", "pk")
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="tag_once_per_institution")]

    def __str__(self) -> str:
        return f"{self.content_object}: {self.tag}"


class InstitutionName(Leaf):
    """A name form that an institution is or was known by. Not unique: two may own one acronym."""

    class Sort(models.TextChoices):
        OFFICIAL = "official", _("official name")
        NATIVE = "native", _("name in its own language")
        AS_WRITTEN = "as_written", _("as our pages wrote it")
        FORMER = "former", _("former name")
        ACRONYM = "acronym", _("acronym")
        TRANSLITERATION = "transliteration", _("transliteration")
        MISSPELLING = "misspelling", _("misspelling")
        OTHER = "other", _("another name")

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="names", verbose_name=_("institution"))
    text = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=10, blank=True, help_text=_("Code of the language: en, ru, uz, tr, kk …"))
    sort = models.CharField(_("sort of name"), max_length=20, choices=Sort, default=Sort.AS_WRITTEN)
    used_from = PartialPeriodField(_("used from"))
    used_until = PartialPeriodField(_("used until"))
    seen = models.CharField(_("where seen"), max_length=300, blank=True)

    folded = FoldedField("text")

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("name form")
        verbose_name_plural = _("name forms")
        ordering = ("sort", "pk")

    def __str__(self) -> str:
        return self.text


# The search follows the names, in the same transaction.


@receiver(post_save, sender=Institution)
def index_institution(instance: Institution, **kwargs: Any) -> None:
    if instance.merged_into_id:  # its names are those of another now
        indexing.remove([instance.pk])
    else:
        indexing.index([instance.pk])


@receiver([post_save, post_delete], sender=InstitutionName)
def index_institution_of_name(instance: InstitutionName, origin: Any = None, **kwargs: Any) -> None:
    if getattr(origin, "model", type(origin)) is not Institution:  # else it goes together with its institution
        indexing.index([instance.institution_id])


@receiver([post_save, post_delete], sender=TaggedInstitution)
def index_tagged_institution(instance: TaggedInstitution, origin: Any = None, **kwargs: Any) -> None:
    if getattr(origin, "model", type(origin)) is not Institution:
        indexing.index([instance.content_object_id])


@receiver(post_save, sender=Tag)
def index_institutions_of_tag(instance: Tag, **kwargs: Any) -> None:
    indexing.index(TaggedInstitution.objects.filter(tag=instance).values_list("content_object", flat=True))


@receiver(pre_delete, sender=Institution)
def take_out_of_index(instance: Institution, **kwargs: Any) -> None:
    indexing.remove([instance.pk])


class SuspectedDuplicateQuerySet(KeyedQuerySet):
    """Pairs of institutions that may be one."""

    def current(self) -> Self:
        """Those that wait for a decision: neither of the two was merged into another meanwhile."""
        return self.filter(decision=SuspectedDuplicate.Decision.OPEN, first__merged_into=None, second__merged_into=None)

    def surest_first(self) -> Self:
        """Those that only look alike come last."""
        return self.order_by(Case(When(signs=["alike"], then=1), default=0), "pk")

    def of(self, institution: Institution) -> Self:
        return self.filter(Q(first=institution) | Q(second=institution))


class SuspectedDuplicate(Leaf):
    """Two institutions that may be one: they stay apart until a person decides."""

    class Decision(models.TextChoices):
        OPEN = "open", _("not decided")
        DIFFERENT = "different", _("not the same")

    first = models.ForeignKey(Institution, models.CASCADE, related_name="suspected_first", verbose_name=_("first institution"))
    second = models.ForeignKey(Institution, models.CASCADE, related_name="suspected_second", verbose_name=_("second institution"))
    reason = translated(models.CharField(_("why they may be the same"), max_length=300, blank=True))
    signs = models.JSONField(default=list, blank=True, editable=False)  # what was computed, see partners.duplicates.Sign
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)

    objects: ClassVar[Any] = SuspectedDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspected duplicate")
        verbose_name_plural = _("suspected duplicates")
        ordering = ("decision", "pk")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suspected_pair_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="suspected_pair_is_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"


def directory() -> InstitutionQuerySet:
    """Return what the public directory lists: the public partners."""
    return _directory().all()


@cache
def _directory() -> InstitutionQuerySet:
    """Return the query, which is composed once a process: that takes Django longer than to ask it for a few."""
    return Institution.objects.published().partners()
