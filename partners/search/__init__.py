"""Finding the institution that somebody means, whatever they remember of its names."""
