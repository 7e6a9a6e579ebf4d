"""Accounts of staff: invitations, sign-in with a second factor, sessions. Built on django-allauth, under /admin/account/."""
