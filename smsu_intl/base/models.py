"""What every record of the site is: publishable, sourced, with a history."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from smsu_intl.base.querysets import KeyedQuerySet, RecordQuerySet
from smsu_intl.base.texts import translated

web_address = URLValidator(schemes=["http", "https"])


class Keyed(models.Model):
    """A record with a natural key: the values of `natural_key_fields`, followed across relations."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ("uid",)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        def follow(path: str) -> Any:
            value: Any = self
            for name in path.split("__"):
                value = getattr(value, name)
            return str(value) if isinstance(value, uuid.UUID) else value

        return tuple(follow(path) for path in self.natural_key_fields)


class Leaf(Keyed):
    """A record without a name of its own that fixtures could call it by."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Source(Leaf):
    """Where facts were read: a page, a paper or a report, cited by any number of records."""

    title = translated(models.CharField(_("title"), max_length=300, blank=True))
    address = models.CharField(_("web address"), max_length=500, blank=True, validators=[web_address])
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=True)

    objects: ClassVar[Any] = KeyedQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.title or self.address)


class Record(Keyed):
    """A fact that the public may see once it is published."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    status = models.CharField(
        _("publication status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("The public sees only what is published."),
    )
    publish_from = models.DateTimeField(_("publish from"), null=True, blank=True, help_text=_("Leave empty to publish at once."))
    publish_until = models.DateTimeField(
        _("publish until"), null=True, blank=True, help_text=_("From then on the public does not see it. Leave empty for no end.")
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="+", verbose_name=_("sources"))
    updated_at = models.DateTimeField(_("last updated"), default=timezone.now, editable=False)

    public_with: ClassVar[tuple[str, ...]] = ()  # the records that must be public too, where there are any, before it is

    history = HistoricalRecords(inherit=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", "published", "archived"]),
                name="%(app_label)s_%(class)s_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(publish_from__isnull=True) | Q(publish_until__isnull=True) | Q(publish_from__lt=F("publish_until")),
                name="%(app_label)s_%(class)s_published_in_order",
                violation_error_message=_("It would be withdrawn before it is published."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.updated_at = timezone.now()
        with transaction.atomic():
            self._keep_first_version()
            super().save(*args, **kwargs)

    def _keep_first_version(self) -> None:
        """Begin the history of a record that came without one, from a fixture or a list, with what is about to be changed."""
        model: Any = type(self)
        if self._state.adding or model.history.filter(**{model._meta.pk.attname: self.pk}).exists():
            return
        for stored in model._base_manager.filter(pk=self.pk):
            values = {field.attname: getattr(stored, field.attname) for field in model.history.model.tracked_fields}
            model.history.model(history_date=stored.updated_at, history_type="+", **values).save()

    @property
    def may_follow(self) -> bool:
        """Whether it becomes public by itself when that does of which it is a part."""
        return True

    @property
    def is_published(self) -> bool:
        """Whether the public may see it now; pairs with `published()`."""
        now = timezone.now()
        begun = self.publish_from is None or self.publish_from <= now
        over = self.publish_until is not None and self.publish_until <= now
        is_shown = self.status == self.Status.PUBLISHED and begun and not over
        return is_shown and all(owner.is_published for owner in filter(None, (getattr(self, name) for name in self.public_with)))


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    """Slugs that records had once."""

    def of_kind(self, model: type[models.Model]) -> Self:
        return self.filter(kind=model._meta.label_lower)

    def keys(self, model: type[models.Model], slugs: Iterable[str]) -> dict[str, list[int]]:
        """Return by slug the keys of the records of a kind that were there, the last one first."""
        found: dict[str, list[int]] = {}
        for slug, key in self.of_kind(model).filter(slug__in=slugs).order_by("-left_at", "-pk").values_list("slug", "record_key"):
            found.setdefault(slug, []).append(key)
        return found

    def slugs(self, record: models.Model) -> list[str]:
        """Return the slugs that a record had, the last one first."""
        return list(self.of_kind(type(record)).filter(record_key=record.pk).order_by("-left_at", "-pk").values_list("slug", flat=True))

    def remember(self, record: "Addressed") -> None:
        """Keep the stored slug of a record that is about to be saved with another."""
        model: Any = type(record)
        (slug,) = model._base_manager.filter(pk=record.pk).values_list("slug", flat=True) or [record.slug]
        if slug and slug != record.slug:
            self.update_or_create(kind=model._meta.label_lower, slug=slug, record_key=record.pk, defaults={"left_at": timezone.now()})
            self.of_kind(model).filter(slug=record.slug, record_key=record.pk).delete()


class FormerAddress(models.Model):
    """A slug that a record had once: visitors are led from there to where the record is now."""

    kind = models.CharField(max_length=50)  # the model's label, for example "partners.institution"
    slug = models.SlugField(max_length=120, db_index=False)
    record_key = models.BigIntegerField()
    left_at = models.DateTimeField(default=timezone.now)

    comes_back = True  # with its record, once that was deleted

    objects: ClassVar[Any] = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(fields=["kind", "slug", "record_key"], name="former_address_once")]

    def __str__(self) -> str:
        return self.slug


class Addressed(models.Model):
    """A record with a page of its own, at an address that ends in its `slug`; a former one is remembered."""

    slug: Any

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        post_delete.connect(_forget_addresses, sender=cls)

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            if not self._state.adding and (kwargs.get("update_fields") is None or "slug" in kwargs["update_fields"]):
                FormerAddress.objects.remember(self)
            super().save(*args, **kwargs)


def _forget_addresses(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    FormerAddress.objects.of_kind(sender).filter(record_key=instance.pk).delete()


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    """Steps of records towards the public and back."""

    def of(self, record: models.Model) -> Self:
        """Those of one record, the last one first."""
        return self.filter(kind=record._meta.label_lower, record_key=record.pk).order_by("-made_at", "-pk")


class StatusChange(models.Model):
    """A step of a record from one publication status to another: who made it, and what they wrote about it."""

    kind = models.CharField(max_length=50)  # the model's label, for example "partners.institution"
    record_key = models.BigIntegerField()
    before = models.CharField(_("status before"), max_length=10, choices=Record.Status, blank=True)
    after = models.CharField(_("publication status"), max_length=10, choices=Record.Status)
    note = models.TextField(_("note"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects: ClassVar[Any] = StatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        indexes = [models.Index(fields=["kind", "record_key"], name="status_change_of_record")]
        default_permissions = ()
        permissions = [("publish_record", _("may review, publish and archive"))]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}".removeprefix(" → ")


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    """Changes that somebody proposed to what the public sees."""

    def waiting(self) -> Self:
        """Those that nobody decided on."""
        return self.filter(state=ProposedChange.State.WAITING)

    def of(self, record: models.Model) -> Self:
        """Those of one record, the last one first."""
        return self.of_kind(type(record)).filter(record_key=record.pk)

    def of_kind(self, model: type[models.Model]) -> Self:
        return self.filter(kind=model._meta.label_lower)

    def edits(self) -> Self:
        """Those that came from the staff's own forms: of these no two wait for one record."""
        return self.filter(sort=ProposedChange.Sort.EDIT)

    def with_people(self) -> Self:
        return self.select_related("made_by", "decided_by")


class ProposedChange(models.Model):
    """A change to a published record that waits until somebody who may publish decides; the public goes on seeing the record as it was."""

    class Sort(models.TextChoices):
        EDIT = "edit", _("change by a department")
        CORRECTION = "correction", _("correction by a partner")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    sort = models.CharField(_("sort"), max_length=10, choices=Sort, default=Sort.EDIT)
    kind = models.CharField(max_length=50)  # the model's label, for example "partners.institution"
    record_key = models.BigIntegerField()
    steps = models.JSONField(default=list, editable=False)  # see smsu_intl.base.changes.Step
    note = models.TextField(_("note"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    made_by_name = models.CharField(_("made by"), max_length=200, blank=True)  # of somebody without an account
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects: ClassVar[Any] = ProposedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ("-made_at", "-pk")
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "record_key"], name="proposed_change_of_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_key"], condition=Q(sort="edit", state="waiting"), name="one_edit_waits_per_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}, {self.author}"

    @property
    def author(self) -> str:
        """Who proposed it."""
        return str(self.made_by.get_full_name() or self.made_by) if self.made_by else self.made_by_name

    @property
    def is_waiting(self) -> bool:
        """Whether nobody decided on it; pairs with `waiting()`."""
        return self.state == self.State.WAITING


class DeletionQuerySet(models.QuerySet["Deletion"]):
    """What was deleted."""

    def restorable(self) -> Self:
        """What was not brought back and is not too old for it."""
        return self.filter(restored_at=None, done_at__gt=timezone.now() - RESTORABLE_FOR)

    def too_old(self) -> Self:
        return self.filter(done_at__lte=timezone.now() - RESTORABLE_FOR)


RESTORABLE_FOR = timedelta(days=180)  # after that `clean_deleted` forgets it for good


class Deletion(models.Model):
    """Records that were deleted together, kept so that they can be brought back."""

    kind = models.CharField(max_length=50)  # the model's label, for example "partners.institution"
    record_key = models.BigIntegerField()
    title = models.CharField(_("what it was called"), max_length=400)
    steps = models.JSONField(default=list, editable=False)  # see smsu_intl.base.changes.Step
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("deleted by"))
    done_at = models.DateTimeField(_("deleted at"), default=timezone.now)
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("restored by"))
    restored_at = models.DateTimeField(_("restored at"), null=True)

    objects: ClassVar[Any] = DeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("deletion")
        verbose_name_plural = _("deletions")
        ordering = ("-done_at", "-pk")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class Placed(models.Model):
    """Something that stands somewhere on the map."""

    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False, latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="%(app_label)s_%(class)s_is_on_earth",
            ),
        ]


class Comparison(models.TextChoices):
    """How a number is meant where it was not counted exactly."""

    EXACTLY = "exactly", _("exactly")
    MORE_THAN = "more_than", _("more than")
    ABOUT = "about", _("about")


def period_is_in_order(name: str, start: str = "period_start", end: str = "period_end") -> models.CheckConstraint:
    """Return a constraint, to be named `name`, that a period does not end before it starts."""
    return models.CheckConstraint(condition=Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__gte": F(start)}), name=name)
