"""The hosted universities, their departments and people, and what they say of themselves."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from smsu_intl.base.fields import AlphabetField, CountryField, FoldedField, PartialPeriodField
from smsu_intl.base.models import Addressed, Comparison, Keyed, Leaf, Placed, Record, web_address
from smsu_intl.base.querysets import FoldedQuerySet, KeyedQuerySet, NameOrder, RecordQuerySet
from smsu_intl.base.texts import translated


class CooperationField(Keyed):
    """A field of cooperation: patient care, education, research."""

    natural_key_fields = ("slug",)

    slug = models.SlugField(_("address"), unique=True)
    name = translated(models.CharField(_("name"), max_length=100, blank=True))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of cooperation")
        verbose_name_plural = _("fields of cooperation")
        ordering = ("order", "slug")

    def __str__(self) -> str:
        return str(self.name)


class UniversityQuerySet(RecordQuerySet, FoldedQuerySet):
    """Universities whose cooperation the site shows."""

    def home(self) -> Self:
        """The one university whose site this is."""
        return self.filter(is_home=True)

    def hosted(self) -> Self:
        """The other universities, each under its own address."""
        return self.filter(is_home=False)

    def with_page(self) -> Self:
        """With what the head of its page shows."""
        return self.select_related("institution").prefetch_related("fields")

    def for_choice(self) -> Self:
        """With no more than what a choice among them shows."""
        return self.only("slug", "name_en", "name_ru", "name_uz", "is_home")


class University(Addressed, Record, Placed):
    """A university whose international cooperation this site shows."""

    natural_key_fields = ("slug",)

    slug = models.SlugField(_("address"), unique=True, help_text=_("The last part of its page's address."))
    name = translated(models.CharField(_("name"), max_length=300, blank=True))
    short_name = translated(models.CharField(_("short name"), max_length=50, blank=True))
    is_home = models.BooleanField(_("this site's own university"), default=False)
    founded = PartialPeriodField(_("founded"))
    country = CountryField(_("country"))
    city = translated(models.CharField(_("city"), max_length=100, blank=True))
    statement = translated(
        models.TextField(
            _("statement"), blank=True, help_text=_("What international cooperation is for. An empty line starts a new paragraph.")
        )
    )
    fields = models.ManyToManyField(CooperationField, blank=True, related_name="universities", verbose_name=_("fields of cooperation"))
    office = translated(models.CharField(_("office for international relations"), max_length=200, blank=True))
    postal_address = translated(models.CharField(_("postal address"), max_length=300, blank=True))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    website = models.CharField(_("website"), max_length=300, blank=True, validators=[web_address])

    folded = FoldedField("name_en", "name_ru", "name_uz", "short_name_en", "short_name_ru", "short_name_uz")
    folded_en = FoldedField("name_en", "name_ru", "name_uz", first_only=True)
    folded_ru = FoldedField("name_ru", "name_en", "name_uz", first_only=True)
    folded_uz = FoldedField("name_uz", "name_en", "name_ru", first_only=True)
    sorted_en = AlphabetField("name_en", "name_ru", "name_uz", language="en")
    sorted_ru = AlphabetField("name_ru", "name_en", "name_uz", language="ru")
    sorted_uz = AlphabetField("name_uz", "name_en", "name_ru", language="uz")

    objects: ClassVar[Any] = UniversityQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("university")
        verbose_name_plural = _("universities")
        ordering = ("-is_home", "folded_en")
        constraints = [
            *Record.Meta.constraints,
            *Placed.Meta.constraints,
            models.UniqueConstraint(fields=["is_home"], condition=Q(is_home=True), name="one_home_university"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def has_contacts(self) -> bool:
        """Whether there is anybody to write to, or any place or page to turn to."""
        return any([self.office, self.postal_address, self.email, self.phone, self.website])

    def get_absolute_url(self) -> str:
        if self.is_home:
            return reverse("home")
        return reverse("departments:university", args=[self.slug])


class DepartmentQuerySet(RecordQuerySet, FoldedQuerySet):
    """Departments of hosted universities."""

    def home(self) -> Self:
        """Those of the university whose site this is."""
        return self.filter(university__is_home=True)

    def in_order(self) -> Self:
        """As the university lists them, and by name where it gives no order."""
        names = FoldedQuerySet.in_name_order(self)
        return names.order_by("order", *names.query.order_by)

    def with_page(self) -> Self:
        """With what the head of its page shows."""
        return self.select_related("university", "head")

    def by_key(self) -> dict[str, "Department"]:
        """Return them by their `key`, in order: what a filter offers."""
        return {department.key: department for department in self.linked().in_order()}

    def linked(self) -> Self:
        return self.select_related("university")

    def for_choice(self, universities: Iterable[University] = ()) -> dict[str, "Department"]:
        """Return them `by_key`, with no more than what a choice among them shows; those of `universities`, where these were read before."""
        columns = ("slug", "name_en", "name_ru", "name_uz")
        known = {university.pk: university for university in universities}
        if not known:
            return self.only(*columns, "university__slug", "university__is_home").by_key()
        departments = [department for department in self.only(*columns, "university").in_order() if department.university_id in known]
        for department in departments:
            department.university = known[department.university_id]
        return {department.key: department for department in departments}

    def with_partner_counts(self) -> Self:
        """With `partner_count`, the number of its active partners that the public may see."""
        partnerships = self.model._meta.get_field("partnerships").related_model.objects
        active = partnerships.published().active().partners()
        return self.annotate(partner_count=models.Count("partnerships", filter=Q(partnerships__in=active)))


class Department(Addressed, Record):
    """A department (kafedra) of a hosted university, with its page of international cooperation."""

    natural_key_fields = ("university__slug", "slug")
    public_with = ("university",)

    university = models.ForeignKey(University, models.PROTECT, related_name="departments", verbose_name=_("university"))
    slug = models.SlugField(
        _("address"), help_text=_("The last part of the page's address, in Latin letters. Filled in from the English name.")
    )
    former_address = models.SlugField(
        _("address on the old site"),
        blank=True,
        help_text=_("What stood after international_partnership_department_ on the old site; visitors are led here from it."),
    )
    name = translated(
        models.CharField(_("name"), max_length=200, blank=True, help_text=_("In full, for example “Department of Neurology”."))
    )
    head = models.ForeignKey("Person", models.SET_NULL, null=True, blank=True, related_name="heads", verbose_name=_("head of department"))
    statement = translated(
        models.TextField(
            _("statement"),
            blank=True,
            help_text=_("What the department does with its partners, in a few sentences. An empty line starts a new paragraph."),
        )
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first in lists."))

    folded = FoldedField("name_en", "name_ru", "name_uz")
    folded_en = FoldedField("name_en", "name_ru", "name_uz", first_only=True)
    folded_ru = FoldedField("name_ru", "name_en", "name_uz", first_only=True)
    folded_uz = FoldedField("name_uz", "name_en", "name_ru", first_only=True)
    sorted_en = AlphabetField("name_en", "name_ru", "name_uz", language="en")
    sorted_ru = AlphabetField("name_ru", "name_en", "name_uz", language="ru")
    sorted_uz = AlphabetField("name_uz", "name_en", "name_ru", language="uz")

    objects: ClassVar[Any] = DepartmentQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("order", "folded_en")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["university", "slug"], name="department_address_unique_in_university"),
            models.UniqueConstraint(fields=["former_address"], condition=~Q(former_address=""), name="department_former_address_unique"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def key(self) -> str:
        """What names it in a query string: its slug, after its university's where that is not at home here."""
        return self.slug if self.university.is_home else f"{self.university.slug}.{self.slug}"

    def get_absolute_url(self) -> str:
        if self.university.is_home:
            return reverse("departments:department", args=[self.slug])
        return reverse("departments:university_department", args=[self.university.slug, self.slug])


class Membership(models.Model):
    """Whom a member of staff works for: departments as their editor, universities as their international office."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership", verbose_name=_("account"))
    departments = models.ManyToManyField(
        Department,
        blank=True,
        related_name="memberships",
        verbose_name=_("departments"),
        help_text=_("For a department editor: whose records she sees and edits."),
    )
    universities = models.ManyToManyField(
        University,
        blank=True,
        related_name="memberships",
        verbose_name=_("universities"),
        help_text=_("For an international office: whose records it reviews. The office of this site's own university sees everything."),
    )
    language = models.CharField(_("language of e-mail"), max_length=2, choices=settings.LANGUAGES, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_of_home(self) -> bool:
        """Whether it is of the office of the university whose site this is."""
        return self.universities.filter(is_home=True).exists()

    def department_keys(self) -> frozenset[int]:
        return frozenset(self.departments.values_list("pk", flat=True))

    def university_keys(self) -> frozenset[int]:
        return frozenset(self.universities.values_list("pk", flat=True))


class PersonQuerySet(RecordQuerySet, FoldedQuerySet):
    """Staff and guests."""

    def with_whereabouts(self) -> Self:
        """With department, and `has_visits` and `has_events`: whether the public can read of any that they took part in."""
        participant: Any = self.model._meta.get_field("participations").related_model
        took_part = {
            f"has_{name}s": models.Exists(
                participant._meta.get_field(name).related_model.objects.published().filter(participants__person=models.OuterRef("pk"))
            )
            for name in ("visit", "event")
        }
        return self.select_related("department__university").annotate(**took_part)


class Person(Record, Leaf):
    """Someone who works at a department, or came as a guest; many are known by initials only."""

    name = models.CharField(_("person’s name"), max_length=200, help_text=_("As it is printed: “Khudoyarova D.R.” or “Olga Petrova”."))
    other_forms = models.CharField(
        _("other written forms"), max_length=500, blank=True, help_text=_("Other spellings of the name, parted by semicolons.")
    )
    degree = translated(models.CharField(_("academic degree"), max_length=200, blank=True))
    academic_title = translated(models.CharField(_("academic title"), max_length=200, blank=True))
    post = translated(models.CharField(_("post"), max_length=200, blank=True))
    department = models.ForeignKey(
        Department,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("department"),
        help_text=_("Only for staff of our departments; leave empty for guests."),
    )
    email = models.EmailField(_("public e-mail"), blank=True)

    folded = FoldedField("name", "other_forms")
    sorted_en = AlphabetField("name", language="en")
    sorted_ru = AlphabetField("name", language="ru")
    sorted_uz = AlphabetField("name", language="uz")

    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("folded",)
        constraints = [*Record.Meta.constraints]

    def __str__(self) -> str:
        return self.name


class ClaimQuerySet(RecordQuerySet):
    """Figures and statements that universities and departments make about themselves."""

    def for_page_of(self, department: Department) -> Self:
        """A department's own claims, and after them those of its university."""
        return self.filter(Q(department=department) | Q(university=department.university_id)).order_by(
            models.F("department").asc(nulls_last=True), "order", "pk"
        )


class Claim(Record, Leaf):
    """A figure or statement that a university makes about itself: attributed, never computed."""

    public_with = ("university", "department")

    university = models.ForeignKey(University, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("university"))
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("department"))
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    comparison = models.CharField(_("comparison"), max_length=10, choices=Comparison, default=Comparison.EXACTLY)
    label = translated(
        models.CharField(
            _("what is claimed"),
            max_length=300,
            blank=True,
            help_text=_("The words after the number: “countries” in “more than 60 countries”."),
        )
    )
    as_of = PartialPeriodField(_("as of"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("order", "pk")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(university__isnull=False, department__isnull=True) | Q(university__isnull=True, department__isnull=False),
                name="claim_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.label}".strip()

    @property
    def quantity(self) -> str:
        """The number as it is claimed: “more than 60”; "" for a claim without a number."""
        return quantity(self.number, self.comparison)


def quantity(number: int | None, comparison: str) -> str:
    """Return a number with how it is meant, in the active language; "" for None."""
    if number is None:
        return ""
    wording = {
        Comparison.MORE_THAN: ngettext("more than %(number)s", "more than %(number)s", number),
        Comparison.ABOUT: ngettext("about %(number)s", "about %(number)s", number),
    }
    return wording.get(Comparison(comparison), "%(number)s") % {"number": number}


class HonoraryTitleQuerySet(RecordQuerySet):
    """Honorary titles given and received."""

    def of_people(self, people: Iterable[Person]) -> Self:
        """Those of some people that stand on the page of a university which the public may see."""
        return self.filter(person__in=people, university__in=University.objects.published()).select_related("university")

    def in_name_order(self) -> Self:
        """With those who bear them, sorted by their names in the alphabet of the active language."""
        return self.select_related("person").order_by(NameOrder("person__"), "pk")


class HonoraryTitle(Record, Leaf):
    """An honorary title that a university gave to someone, or that one of its own received."""

    public_with = ("university", "person")

    class Direction(models.TextChoices):
        GIVEN = "given", _("given by the university")
        RECEIVED = "received", _("received by its member")

    university = models.ForeignKey(University, models.PROTECT, related_name="honorary_titles", verbose_name=_("university"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.GIVEN)
    title = translated(models.CharField(_("honorary title"), max_length=200, blank=True))
    person = models.ForeignKey(Person, models.PROTECT, related_name="honorary_titles", verbose_name=_("person"))
    description = translated(models.CharField(_("who they are"), max_length=300, blank=True))
    country = CountryField(_("country"), blank=True)
    period = PartialPeriodField(_("when"))
    occasion = translated(models.CharField(_("occasion"), max_length=300, blank=True))

    objects: ClassVar[Any] = HonoraryTitleQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("honorary title")
        verbose_name_plural = _("honorary titles")
        ordering = ("person__folded",)
        constraints = [*Record.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.title}: {self.person}"
