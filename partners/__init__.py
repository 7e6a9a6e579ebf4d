"""Whom the universities work with: institutions, their names, partnerships, agreements, projects."""
