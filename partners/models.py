"""Institutions under all their names, and what binds them to the universities of this site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, StringAgg, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, StrIndex
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from departments.models import CooperationField, Department, Person, University
from partners.map import PartnerMap, draw_map
from partners.search import indexing
from partners.search.finding import find
from smsu_intl.base.countries import country_name
from smsu_intl.base.fields import CountryField, FoldedField, PartialPeriodField
from smsu_intl.base.folding import fold
from smsu_intl.base.models import Addressed, Keyed, Leaf, Placed, Record, period_is_in_order, web_address
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.querysets import BinaryOrder, FoldedQuerySet, KeyedQuerySet, RecordQuerySet
from smsu_intl.base.texts import translated

LATELY = 730  # days: a partner with whom nothing was done for longer is dormant


class InstitutionQuerySet(RecordQuerySet, FoldedQuerySet):
    """Institutions of the world, searched by any name they are known by."""

    def partners(self) -> Self:
        """Those that a hosted university works with: by a partnership, or by a visit or event."""
        keys = Partnership.objects.published().values("institution").order_by()
        for name in ("visits", "events"):
            activities = self.model._meta.get_field(name).related_model.objects.published()
            keys = keys.union(activities.filter(institutions__isnull=False).values("institutions").order_by())
        return self.filter(pk__in=keys)  # a list of keys is read once; Exists would be asked of every institution of the world

    def with_own_page(self) -> Self:
        """Those whose page leads nowhere else: not merged into another, nor the university whose site this is."""
        return self.filter(merged_into=None).exclude(hosted_as__is_home=True)

    def in_partnership(self) -> Self:
        """Those with an active partnership; bodies that only fund are left out."""
        partnerships = Partnership.objects.published().active().partners()
        return self.filter(Exists(partnerships.filter(institution=OuterRef("pk"))))

    def search(self, text: str, limit: int = 100) -> Self:
        """What `text` may mean among them, best first, as it is while it is being typed."""
        return self.ranked([match.institution_id for match in find(text, self, limit, typing=True)])

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

    def offering(self, slugs: Iterable[str]) -> Self:
        """Those with a partnership that has any of the forms of cooperation."""
        return self._with_partnership(forms__slug__in=list(slugs))

    def under_tags(self, slugs: Iterable[str]) -> Self:
        """Those under any of the tags."""
        return self.filter(Exists(TaggedInstitution.objects.filter(content_object=OuterRef("pk"), tag__slug__in=list(slugs))))

    def _with_partnership(self, **conditions: Any) -> Self:
        return self.filter(Exists(Partnership.objects.published().filter(institution=OuterRef("pk"), **conditions)))

    def active_lately(self) -> Self:
        """Those with whom something was done in the last `LATELY` days."""
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
        since = timezone.localdate() - timedelta(days=LATELY)
        visits, events = (
            self._done_together(name).filter(period_end__gte=since, institutions__isnull=False).values("institutions").order_by()
            for name in ("visits", "events")
        )
        return Q(pk__in=visits.union(events))

    def _done_together(self, name: str) -> Any:
        """Return the published visits or events that took place, or have begun."""
        activities = self.model._meta.get_field(name).related_model.objects.published()
        return activities.filter(is_cancelled=False, period_start__lte=timezone.localdate())

    def with_last_activity(self) -> Self:
        """With `last_activity`, the last day of the last visit or event with it, and that one's period."""
        visits, events = (
            self._done_together(name).filter(institutions=OuterRef("pk")).order_by("-period_end", "-period_start", "-pk")
            for name in ("visits", "events")
        )
        visit, event = (Subquery(found.values("period_end")[:1]) for found in (visits, events))
        period = {
            "visit_period": Subquery(visits.values("period")[:1]),
            "event_period": Subquery(events.values("period")[:1]),
        }
        # With a NULL, Greatest is NULL on SQLite and the other on PostgreSQL.
        return self.annotate(last_activity=Greatest(Coalesce(visit, event), Coalesce(event, visit)), visit_end=visit, **period)

    def lately_active_first(self) -> Self:
        """Sorted by the last joint activity, then by name; those without a dated one last."""
        last = F("last_activity").desc(nulls_last=True)
        return self.with_last_activity().order_by(last, *self.in_name_order().query.order_by)

    def countries(self) -> list[str]:
        """Return the codes of all their countries, each once."""
        first = self.values_list("country").order_by()
        further = FurtherCountry.objects.filter(institution__in=self.values("pk")).values_list("country").order_by()
        return [code for (code,) in first.union(further).order_by()]

    def with_countries(self) -> Self:
        """With `country_list`, all its countries, read along."""
        return self.annotate(further_codes=StringAgg("further_countries__country", delimiter=Value(",")))

    def map(self, home: str = "") -> PartnerMap:
        """Return them on the map, read in one query; with a `home` country, only those abroad."""
        return draw_map(self.model.objects.filter(pk__in=self.order_by().values("pk")).with_countries().order_by("pk"), home)

    def with_card(self) -> Self:
        """With what a list shows of each."""
        return self.with_countries().select_related("part_of")

    def with_page(self) -> Self:
        """With what the head of its page shows."""
        return self.with_card().select_related("successor", "merged_into", "hosted_as").prefetch_related("names")


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
        _("address"), max_length=120, unique=True, help_text=_("The last part of its page's address, in Latin letters.")
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

    further_codes: str | None  # read along by with_countries()
    last_activity: date | None  # these by with_last_activity()
    visit_end: date | None
    visit_period: PartialPeriod | None
    event_period: PartialPeriod | None
    matched: Sequence[tuple[str, bool]] = ()  # in the directory: the name form that was found, in parts

    objects: ClassVar[Any] = InstitutionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ("folded_en",)
        constraints = [
            *Record.Meta.constraints,
            *Placed.Meta.constraints,
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

    def all_projects(self) -> "ProjectQuerySet":
        """Its own published projects and those of its units."""
        mine = Q(institutions=self) | Q(institutions__part_of=self)
        return Project.objects.published().filter(mine).distinct().for_page().with_departments()

    @property
    def country_list(self) -> list[str]:
        """The codes of all its countries, the main one first; needs `with_countries()`."""
        further = getattr(self, "further_codes", None) or ""
        return list(dict.fromkeys([self.country, *filter(None, sorted(further.split(",")))]))

    @property
    def last_activity_period(self) -> PartialPeriod | None:
        """When the last visit or event with it was, as far as that is known, or None; needs `with_last_activity()`."""
        if self.last_activity is None:
            return None
        return self.visit_period if self.visit_end == self.last_activity else self.event_period


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
    indexing.index([instance.pk])


@receiver([post_save, post_delete], sender=InstitutionName)
def index_institution_of_name(instance: InstitutionName, origin: Any = None, **kwargs: Any) -> None:
    if getattr(origin, "model", type(origin)) is not Institution:  # else it goes together with its institution
        indexing.index([instance.institution_id])


@receiver(pre_delete, sender=Institution)
def take_out_of_index(instance: Institution, **kwargs: Any) -> None:
    indexing.remove([instance.pk])


class SuspectedDuplicate(Leaf):
    """Two institutions that may be one: they stay apart until a person decides."""

    class Decision(models.TextChoices):
        OPEN = "open", _("not decided")
        DIFFERENT = "different", _("not the same")

    first = models.ForeignKey(Institution, models.CASCADE, related_name="suspected_first", verbose_name=_("first institution"))
    second = models.ForeignKey(Institution, models.CASCADE, related_name="suspected_second", verbose_name=_("second institution"))
    reason = translated(models.CharField(_("why they may be the same"), max_length=300, blank=True))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

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


class CooperationForm(Keyed):
    """A standing form of cooperation: mobility, webinars, joint research."""

    natural_key_fields = ("slug",)

    slug = models.SlugField(_("address"), unique=True)
    name = translated(models.CharField(_("name"), max_length=100, blank=True))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("form of cooperation")
        verbose_name_plural = _("forms of cooperation")
        ordering = ("order", "slug")

    def __str__(self) -> str:
        return str(self.name)


class PartnershipQuerySet(RecordQuerySet):
    """Partnerships of departments and universities."""

    def published(self) -> Self:
        return super().published().filter(Exists(Institution.objects.published().filter(pk=OuterRef("institution"))))

    def partners(self) -> Self:
        return self.filter(role=Partnership.Role.PARTNER)

    def funding_bodies(self) -> Self:
        return self.filter(role=Partnership.Role.FUNDING_BODY)

    def active(self) -> Self:
        return self.filter(state=Partnership.State.ACTIVE)

    def for_page(self) -> Self:
        """With institution and countries, in one query, as a page's geography shows them."""
        name = BinaryOrder(F(f"institution__folded_{get_language() or 'en'}"))
        return (
            self.select_related("institution", "institution__part_of", "listed_as")
            .annotate(further_codes=StringAgg("institution__further_countries__country", delimiter=Value(",")))
            .order_by(name, "pk")
        )

    def with_owners(self) -> Self:
        """With department, university, forms and fields, as a partner's page lists them."""
        return (
            self.select_related("department", "department__university", "university", "listed_as", "contact")
            .prefetch_related("forms", "fields")
            .order_by("-university__is_home", "university__folded_en", "department__order", "pk")
        )

    def group_by_country(self, partnerships: Iterable["Partnership"], home: str) -> list["CountryGroup"]:
        """Group partnerships already read by country name, `home` last; one in two countries stands in both."""
        groups: dict[str, list[Partnership]] = {}
        for partnership in partnerships:
            for code in partnership.country_list:
                groups.setdefault(code, []).append(partnership)
        found = [CountryGroup(code, members) for code, members in groups.items()]
        return sorted(found, key=lambda group: (group.code == home, group.name))

    def map_of(self, partnerships: Iterable["Partnership"], home: str) -> PartnerMap:
        """Return the map of partnerships already read, of those outside the country `home`; needs `for_page()`."""
        return draw_map((partnership.with_institution_countries() for partnership in partnerships), home)


@dataclass(frozen=True)
class CountryGroup:
    """A country of a page's geography of cooperation, with the partnerships there."""

    code: str
    partnerships: list["Partnership"]

    @property
    def name(self) -> str:
        return country_name(self.code)


class Partnership(Record, Leaf):
    """An institution's cooperation with one department or with a whole university."""

    class Role(models.TextChoices):
        PARTNER = "partner", _("partner")
        FUNDING_BODY = "funding_body", _("funding body")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        ENDED = "ended", _("ended")

    class Funding(models.TextChoices):
        TARGET = "target", _("its calls are entered")
        APPLIED = "applied", _("applied")
        AWARDED = "awarded", _("awarded")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="partnerships", verbose_name=_("institution"))
    university = models.ForeignKey(University, models.PROTECT, related_name="partnerships", verbose_name=_("university"))
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name=_("department"),
        help_text=_("Leave empty for a partner of the whole university."),
    )
    role = models.CharField(_("role"), max_length=15, choices=Role, default=Role.PARTNER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    funding = models.CharField(_("funding"), max_length=10, choices=Funding, blank=True, help_text=_("Only for funding bodies."))
    listed_as = models.ForeignKey(
        InstitutionName,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="listings",
        verbose_name=_("listed as"),
        help_text=_("The name form under which the partner was listed, where it is not its present name."),
    )
    fields = models.ManyToManyField(CooperationField, blank=True, related_name="partnerships", verbose_name=_("fields of cooperation"))
    forms = models.ManyToManyField(CooperationForm, blank=True, related_name="partnerships", verbose_name=_("forms of cooperation"))
    since = PartialPeriodField(_("since"))
    contact = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact person"))

    objects: ClassVar[Any] = PartnershipQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ("institution__folded_en", "pk")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["institution", "department"], name="partnership_once_per_department"),
            models.UniqueConstraint(
                fields=["institution", "university"], condition=Q(department__isnull=True), name="partnership_once_per_university"
            ),
            models.CheckConstraint(condition=Q(funding="") | Q(role="funding_body"), name="only_funding_bodies_fund"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} – {self.department or self.university}"

    def clean(self) -> None:
        super().clean()
        if self.university_id and self.department and self.department.university_id != self.university_id:
            raise ValidationError({"department": _("This department belongs to another university.")})
        if self.institution_id and self.listed_as and self.listed_as.institution_id != self.institution_id:
            raise ValidationError({"listed_as": _("This name form belongs to another institution.")})
        if self.funding and self.role != self.Role.FUNDING_BODY:
            raise ValidationError({"funding": _("Only a funding body has a state of funding.")})

    @property
    def is_published(self) -> bool:
        return super().is_published and self.institution.is_published

    @property
    def country_list(self) -> list[str]:
        """The codes of all its institution's countries; needs `for_page()`."""
        return self.with_institution_countries().country_list

    def with_institution_countries(self) -> Institution:
        """Return its institution, which then knows all its countries; needs `for_page()`."""
        self.institution.further_codes = getattr(self, "further_codes", None)
        return self.institution


class SharedQuerySet(RecordQuerySet):
    """Records that several departments may share."""

    def with_departments(self) -> Self:
        departments = Department.objects.published().linked().in_order()
        return self.select_related("university").prefetch_related(Prefetch("departments", departments))


class AgreementQuerySet(SharedQuerySet):
    """Signed and coming agreements."""

    def expired(self) -> Self:
        """Those whose last day is over; without an end they stay valid."""
        return self.filter(valid_until_end__lt=timezone.localdate())

    def for_page(self) -> Self:
        return self.order_by(F("signed_start").desc(nulls_last=True), "pk")


class Agreement(Record, Leaf):
    """A memorandum, framework or other agreement between a university and its partners."""

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

    objects: ClassVar[Any] = AgreementQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("pk",)
        constraints = [
            *Record.Meta.constraints,
            period_is_in_order("agreement_signed_in_order", "signed_start", "signed_end"),
            period_is_in_order("agreement_end_in_order", "valid_until_start", "valid_until_end"),
        ]

    def __str__(self) -> str:
        title = str(self.get_kind_display())
        return f"{title[:1].upper()}{title[1:]}{f' {self.number}' if self.number else ''}"

    @property
    def is_expired(self) -> bool:
        """Whether its last day is over; pairs with `expired()`."""
        return self.valid_until_end is not None and self.valid_until_end < timezone.localdate()


class ProjectQuerySet(SharedQuerySet):
    """Joint research projects."""

    def for_page(self) -> Self:
        return self.select_related("leader", "funder").order_by("pk")


class Project(Record, Leaf):
    """A joint research project with partners."""

    number = models.CharField(_("registration number"), max_length=100, blank=True)
    title = translated(models.CharField(_("title"), max_length=300, blank=True))
    university = models.ForeignKey(University, models.PROTECT, related_name="projects", verbose_name=_("university"))
    departments = models.ManyToManyField(Department, blank=True, related_name="projects", verbose_name=_("departments"))
    institutions = models.ManyToManyField(Institution, blank=True, related_name="projects", verbose_name=_("partners"))
    leader = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="led_projects", verbose_name=_("leader"))
    funder = models.ForeignKey(
        Institution, models.SET_NULL, null=True, blank=True, related_name="funded_projects", verbose_name=_("funding body")
    )
    period = PartialPeriodField(_("when"), start_field="period_start", end_field="period_end")
    period_start = models.DateField(null=True, editable=False)
    period_end = models.DateField(null=True, editable=False)

    objects: ClassVar[Any] = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("pk",)
        constraints = [*Record.Meta.constraints, period_is_in_order("project_period_in_order")]

    def __str__(self) -> str:
        return str(self.title)


import partners.programmes  # noqa: E402, F401 -- models of a module of their own, which stands on this one
