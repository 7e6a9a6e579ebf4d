"""How well and how fast the search finds institutions, beside what a Django developer would write first."""
