"""The hosted universities: their departments, people, claims and honorary titles."""
