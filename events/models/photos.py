"""Photographs of visits, events and departments, and their files."""

from typing import Any, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from events.models.activities import Event, Visit
from smsu_intl.base import pictures
from smsu_intl.base.changes import REMOVE, is_watched, texts_kept
from smsu_intl.base.fields import PartialPeriodField
from smsu_intl.base.models import Deletion, Leaf, Record, period_is_in_order
from smsu_intl.base.querysets import RecordQuerySet
from smsu_intl.base.texts import languages_of, translated

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
