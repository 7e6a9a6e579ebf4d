"""Partnerships: what binds an institution to a department or to a whole university."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, StringAgg, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.models import CooperationField, Department, Person, University
from partners.map import PartnerMap, draw_map
from partners.models.agreements import Agreement
from partners.models.institutions import Institution, InstitutionName
from smsu_intl.base.alphabets import by_alphabet
from smsu_intl.base.countries import country_name
from smsu_intl.base.fields import PartialPeriodField
from smsu_intl.base.models import Keyed, Leaf, Record
from smsu_intl.base.querysets import KeyedQuerySet, NameOrder, RecordQuerySet
from smsu_intl.base.texts import translated


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

    def partners(self) -> Self:
        return self.filter(role=Partnership.Role.PARTNER)

    def funding_bodies(self) -> Self:
        return self.filter(role=Partnership.Role.FUNDING_BODY)

    def active(self) -> Self:
        return self.filter(state=Partnership.State.ACTIVE)

    def dormant(self) -> Self:
        """Active ones with an institution with which nothing dated was done for long."""
        return self.active().partners().filter(institution__in=Institution.objects.dormant().order_by().values("pk"))

    def uncovered(self) -> Self:
        """Those of a foreign institution with which something is going on, though no agreement with it is valid today.

        An agreement with the whole covers its units. With `covered_until`, the last day of the last one that there was.
        """
        today = timezone.localdate()
        agreements = Agreement.objects.with_party(OuterRef("institution"), OuterRef("institution__part_of"), OuterRef("university"))
        going_on = Q(pk__in=[])
        for name in ("visits", "events"):
            activity: Any = Institution._meta.get_field(name).related_model
            done = activity.objects.going_on().filter(university=OuterRef("university"))
            mine = Q(institutions=OuterRef("institution")) | Q(institutions__part_of=OuterRef("institution"))
            going_on |= Q(Exists(done.filter(mine)))
        return (
            self.active()
            .partners()
            .exclude(status="archived")
            .filter(~Q(institution__country=F("university__country")), ~Exists(agreements.valid_on(today)), going_on)
            .annotate(covered_until=Subquery(agreements.signed().latest_end()))
        )

    def for_page(self) -> Self:
        """With institution and countries, in one query, as a page's geography shows them."""
        return (
            self.select_related("institution", "institution__part_of", "listed_as")
            .annotate(further_codes=StringAgg("institution__further_countries__country", delimiter=Value(",")))
            .order_by(NameOrder("institution__"), "pk")
        )

    def with_owners(self) -> Self:
        """With department, university, forms and fields, as a partner's page lists them."""
        return (
            self.select_related("department", "department__university", "university", "listed_as", "contact")
            .prefetch_related("forms", "fields")
            .in_order_of_owners()
        )

    def in_order_of_owners(self) -> Self:
        """Our own before others, each university before its departments, these in their order."""
        university, department = NameOrder("university__"), NameOrder("department__")
        order = F("department__order").asc(nulls_first=True)
        return self.order_by("-university__is_home", university, order, department, "pk")

    def in_country(self, code: str) -> Self:
        return self.filter(institution__in=Institution.objects.in_country(code).order_by().values("pk"))

    def with_owners_alone(self) -> Self:
        """With department and university, in the order of these."""
        return self.select_related("department__university", "university").in_order_of_owners()

    def count_in_directory(self, university: University) -> int:
        """Return how many institutions the directory shows of a university: also by a visit, event or programme."""
        return Institution.objects.published().partners(university=university).count()

    def group_by_country(self, partnerships: Iterable["Partnership"], home: str) -> list["CountryGroup"]:
        """Group partnerships already read by country name, `home` last; one in two countries stands in both."""
        groups: dict[str, list[Partnership]] = {}
        for partnership in partnerships:
            for code in partnership.country_list:
                groups.setdefault(code, []).append(partnership)
        found = [CountryGroup(code, members) for code, members in groups.items()]
        return sorted(found, key=lambda group: (group.code == home, by_alphabet(group.name)))

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

    public_with = ("institution", "university", "department")

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
    def is_active(self) -> bool:
        """Whether it goes on; pairs with `active()`."""
        return self.state == self.State.ACTIVE

    @property
    def country_list(self) -> list[str]:
        """The codes of all its institution's countries; needs `for_page()`."""
        return self.with_institution_countries().country_list

    def with_institution_countries(self) -> Institution:
        """Return its institution, which then knows all its countries; needs `for_page()`."""
        self.institution.further_codes = getattr(self, "further_codes", None)
        return self.institution
