"""The site: `base` is its ground floor, everything beside `base` composes the apps above it."""
