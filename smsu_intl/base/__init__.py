"""The ground floor of the site: what every app builds on. It imports no app."""
