"""Letters printed to the terminal, as in the demonstration: in any alphabet as one reads them, not as they travel."""

from typing import Any

from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Prints what Django's own would print encoded, so that the links in letters can be followed."""

    def write_message(self, message: Any) -> None:
        lines = [f"To: {', '.join(message.recipients())}", f"From: {message.from_email}", f"Subject: {message.subject}", "", message.body]
        self.stream.write("\n".join([*lines, "-" * 79, ""]))
