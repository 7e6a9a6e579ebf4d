"""Accounts of staff, as administrators keep them: whom to invite, who has come, who lost a telephone or left."""

from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Membership
from smsu_intl.accounts import invitations, second_factor
from smsu_intl.accounts.forms import InvitationForm, RolesField
from smsu_intl.accounts.models import Invitation
from smsu_intl.accounts.sessions import end_sessions
from smsu_intl.roles import name_of


class MembershipInline(admin.StackedInline):
    model = Membership
    can_delete = False
    autocomplete_fields = ("departments", "universities")
    radio_fields: ClassVar[dict[str, Any]] = {"language": admin.HORIZONTAL}
    verbose_name_plural = _("Whom they work for")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "language":  # Django's own word for no choice is “None”
            kwargs["choices"] = db_field.get_choices(include_blank=True, blank_choice=[("", _("not stated"))])
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class InvitationFilter(admin.SimpleListFilter):
    title = _("invitation")
    parameter_name = "invitation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("not yet accepted")), ("expired", _("invitation expired")), ("accepted", _("invitation accepted"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {
            "waiting": Invitation.objects.waiting(),
            "expired": Invitation.objects.expired(),
            "accepted": Invitation.objects.exclude(accepted_at=None),
        }.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(invitation__in=chosen)


class SecondFactorFilter(admin.SimpleListFilter):
    title = _("second factor")
    parameter_name = "second_factor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(has_second_factor=self.value() == "yes") if self.value() in ("yes", "no") else queryset


class RoleFilter(admin.RelatedFieldListFilter):
    """The roles, by the names that people read."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [(group.pk, name_of(group)) for group in Group.objects.order_by("pk")]


admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts of staff. Only a superuser makes or changes another one, or gives rights beside those of the roles."""

    add_form = InvitationForm
    inlines = (MembershipInline,)
    list_display = ("username", "first_name", "last_name", "email", "state", "second_factor", "last_login")
    list_filter = (
        ("groups", RoleFilter),
        "is_active",
        InvitationFilter,
        SecondFactorFilter,
        "membership__departments",
        "membership__universities",
    )
    list_select_related = ("invitation",)
    add_fieldsets = (
        (
            _("Whom to invite"),
            {
                "description": _("She gets a letter with a link, valid for seven days, and chooses her password herself."),
                "fields": ("email", ("first_name", "last_name"), "role", "username"),
            },
        ),
    )
    actions = ("send_again", "withdraw", "take_away_second_factor", "end_all_sessions")

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            more = {"form_class": RolesField, "widget": CheckboxSelectMultiple, "help_text": ""}
            return db_field.formfield(**{**kwargs, **more, "label": _("Role")})
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).annotate(has_second_factor=second_factor.with_factor())

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, (_("Logging in"), {"fields": ("state", "second_factor", "sessions")})] if obj else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fields = (*super().get_readonly_fields(request, obj), "state", "second_factor", "sessions")
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    @admin.display(description=_("state"))
    def state(self, account: User) -> str:
        invitation = getattr(account, "invitation", None)
        if account.is_active:
            return gettext("in use")
        if invitation is None or not invitation.is_open:
            return gettext("deactivated")
        if invitation.is_expired:
            return gettext("invitation expired")
        until = date_format(localtime(invitation.expires_at), "DATETIME_FORMAT")
        return gettext("invited, not yet accepted (until %(until)s)") % {"until": until}

    @admin.display(description=_("second factor"), boolean=True, ordering="has_second_factor")
    def second_factor(self, account: User) -> bool:
        return account.has_second_factor  # type: ignore[attr-defined] # annotated

    @admin.display(description=_("sessions"))
    def sessions(self, account: User) -> int:
        return len(UserSession.objects.purge_and_list(account))

    # Who may be changed

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, obj: User | None) -> bool:
        return obj is None or request.user.is_superuser or not obj.is_superuser

    def _touched(self, request: HttpRequest, accounts: QuerySet[User]) -> list[User]:
        """Return those of the chosen accounts that whoever asks may change; say if there were others."""
        allowed = [account for account in accounts if self.has_change_permission(request, account)]
        if len(allowed) < len(accounts):
            self.message_user(request, _("Some of these accounts only a superuser may change."), messages.WARNING)
        return allowed

    # What is saved

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
            obj.is_active, obj.is_staff = False, True
        super().save_model(request, obj, form, change)
        if change and not (obj.is_active and obj.is_staff):
            end_sessions(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            form.instance.groups.set([form.cleaned_data["role"]])
            # Unless another is chosen, she is written to in the language of whoever invites her.
            Membership.objects.filter(user=form.instance, language="").update(language=get_language() or "")
            self._invite(request, form.instance)

    def _invite(self, request: HttpRequest, account: User) -> None:
        # The letter goes out at last, so that what the database refuses sends none; a mail server that is down loses no account.
        try:
            with transaction.atomic():
                invitations.send(request=request, user=account)
        except (OSError, SMTPException):
            Invitation.objects.get_or_create(user=account)
            self.message_user(
                request,
                _("The letter to %(email)s could not be sent. Try “Send the invitation again” later.") % {"email": account.email},
                messages.ERROR,
            )
        else:
            self.message_user(request, _("The invitation was sent to %(email)s.") % {"email": account.email}, messages.SUCCESS)

    # What is done to accounts in the list

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for account in self._touched(request, queryset):
            invitation = getattr(account, "invitation", None)
            if invitation is None or not invitation.is_open or not account.email:
                self.message_user(request, _("%(account)s has no open invitation.") % {"account": account}, messages.WARNING)
                continue
            self._invite(request, account)
            self.log_change(request, account, gettext("Invitation sent again"))

    @admin.action(description=_("Withdraw the invitation"), permissions=["delete"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for account in self._touched(request, queryset):
            invitation = getattr(account, "invitation", None)
            if invitation is None or not invitation.is_open or account.is_active:
                self.message_user(request, _("%(account)s has no open invitation.") % {"account": account}, messages.WARNING)
                continue
            self.log_deletions(request, User.objects.filter(pk=account.pk))
            account.delete()  # nobody ever worked with it
            self.message_user(request, _("The invitation of %(account)s is withdrawn.") % {"account": account}, messages.SUCCESS)

    @admin.action(description=_("Take away the second factor"), permissions=["change"])
    def take_away_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for account in self._touched(request, queryset):
            if account == request.user:
                self.message_user(request, _("Change your own second factor under “Security”."), messages.WARNING)
            elif second_factor.take_away(user=account, by=request.user):
                self.message_user(request, _("The second factor of %(account)s is taken away.") % {"account": account}, messages.SUCCESS)
            else:
                self.message_user(request, _("%(account)s has no second factor.") % {"account": account}, messages.WARNING)

    @admin.action(description=_("Log out everywhere"), permissions=["change"])
    def end_all_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for account in self._touched(request, queryset):
            end_sessions(account, but=request.session.session_key)
            self.log_change(request, account, gettext("Logged out everywhere"))
            self.message_user(request, _("%(account)s is logged out everywhere.") % {"account": account}, messages.SUCCESS)
