"""The index of the search, in ordinary tables that both databases read alike. `rebuild_search` makes it anew.

Nothing here is entered by anybody: all of it is derived from the names of institutions.
"""

from django.db import models


class Token(models.Model):
    """A word of the vocabulary, and in how many entries it stands: in their names, and only in their places.

    The row whose text is "" counts all entries; "=smsu" stands for initials that nobody wrote, "@smsu" for a part of the
    address of a website. `said` is what the search goes by: how common the word is as a name, or else as a place. `bones`
    are its consonants.
    """

    text = models.CharField(max_length=41, unique=True)
    sound = models.CharField(max_length=41, db_index=True)
    bones = models.CharField(max_length=41, db_index=True, default="")
    frequency = models.IntegerField(default=0)
    placed = models.IntegerField(default=0)
    said = models.GeneratedField(
        expression=models.Case(models.When(frequency__gt=0, then="frequency"), default="placed"),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    def __str__(self) -> str:
        return self.text


class Gram(models.Model):
    """Three letters of a word's sound, by which its misspellings find it; or, after "<", its first three letters."""

    text = models.CharField(max_length=4)
    token = models.ForeignKey(Token, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "token"], name="search_gram_once")]

    def __str__(self) -> str:
        return self.text


class Entry(models.Model):
    """A name form in the index: its words, what they weigh together, and the words of its place.

    The initials of a name, which nobody wrote, are an entry too, whose one word begins with "="; and so is the address of
    a website, whose words begin with "@".
    """

    COMPUTED, COMPUTED_BESIDE = 3, 4  # COMPUTED_BESIDE: though the institution has an acronym that somebody wrote
    INITIALS = (COMPUTED, COMPUTED_BESIDE)
    WEBSITE = 5

    institution = models.ForeignKey("partners.Institution", models.CASCADE, related_name="entries")
    text = models.CharField(max_length=300)
    words = models.TextField()
    place = models.TextField(blank=True, default="")
    weight = models.FloatField(default=0)
    rank = models.SmallIntegerField(default=0)  # 0 its present name, 1 another of its names, 2 a former or mistaken one, or as above

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """That a word stands in an entry, and in millionths how much it counts there: more in a short name, less in a place."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    share = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["token", "entry", "share"], name="search_posting")]

    def __str__(self) -> str:
        return f"{self.token_id} in {self.entry_id}"


class Translation(models.Model):
    """That `source` is said `target` in another name of the same institution; learned from the names."""

    source = models.ForeignKey(Token, models.CASCADE, related_name="+")
    target = models.ForeignKey(Token, models.CASCADE, related_name="+")
    worth = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="search_translation_once")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Reading(models.Model):
    """What characters of a script without spaces stand for, as other names of the same institutions tell.

    A SOUND is how one is read within a word, a MEANING a whole word; of three that FOLLOW each other, `worth` is
    how surely the last comes after the first two, so that it says nothing new.
    """

    SOUND, MEANING, FOLLOWS = 1, 2, 3
    LONGEST = 12  # characters

    text = models.CharField(max_length=LONGEST)
    sort = models.SmallIntegerField()
    latin = models.CharField(max_length=41, blank=True, default="")
    worth = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "sort", "latin"], name="search_reading_once")]

    def __str__(self) -> str:
        return f"{self.text} → {self.latin}"
