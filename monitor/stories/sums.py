"""The arithmetic of number words: how they add up, and where one number ends and the next begins.

    seventeen thousand three hundred    17 x 1000 + 3 x 100
    ثلاثة وعشرون                        3 + 20: units before tens, joined by "and"
    quatre-vingt-dix-sept               4 x 20 + 10 + 7
    on yedi bin                         10 + 7, x 1000

A *scale* (hundred, thousand, bin) multiplies what stands before it.
"""

from __future__ import annotations

from monitor.stories.lexicon import NumberWord

SCALES = ("scale", "counted", "bounded")  # roles of what multiplies
THOUSAND = 1000


class Sum:
    """A number as its words come in: `total` of the thousands so far, `group` below a thousand under construction."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self.langs, self.total, self.group, self.last_scale, self.fixed = langs, 0.0, 0.0, 10**12, False

    @property
    def value(self) -> float:
        """What has been taken so far."""
        return self.total + self.group

    def take(self, word: NumberWord, *, linked: bool = False) -> bool:
        """Add a word; False, and nothing changed, when it begins another number."""
        if word.role in SCALES:
            return self._scale(word.value)
        if word.value >= THOUSAND:
            if self.group and word.value == 2 * THOUSAND:  # ألفا after a number is the accusative of one thousand
                return self._scale(THOUSAND)
            if self.group or word.value >= self.last_scale:
                return False
            self.total, self.last_scale = self.total + word.value, THOUSAND
            return True
        return self._small(word.value, linked=linked)

    def _scale(self, scale: int) -> bool:
        """Multiply what stands before it, one where nothing does."""
        if scale < THOUSAND:
            if self.group >= scale and not self.fixed:
                return False
            self.group = (self.group or 1) * scale
            return True
        if scale >= self.last_scale or (self.total and not self.group):
            return False
        self.total += round((self.group or 1) * scale, 6)
        self.group, self.last_scale, self.fixed = 0, scale, False
        return True

    def halve(self) -> bool:
        """Add a half of the last scale, or of one."""
        if self.group and self.group == int(self.group) and self.group < THOUSAND:
            self.group, self.fixed = self.group + 0.5, True
            return True
        if self.group or not self.total:
            return False
        self.total += self.last_scale / 2
        return True

    def digits(self, value: float) -> bool:
        """Add a number in digits: the first, or what follows a scale (17 bin 300)."""
        if self.group or value >= self.last_scale:
            return False
        self.group, self.fixed = value, True
        return True

    def _small(self, value: int, *, linked: bool) -> bool:
        """Add a number below a thousand where the language lets it stand."""
        group = int(self.group)
        if self.fixed and group:
            return False
        tail = group % 100
        french_score = tail == 4 and value == 20 and not linked and "fr" in self.langs
        fits = (
            (not group)
            or (tail == 0 and value < 100)
            or (tail >= 20 and tail % 10 == 0 and value < 10)
            or (tail == 10 and value < 10 and not linked and ("tr" in self.langs or "fr" in self.langs))
            or (tail in (60, 80) and value < 20 and "fr" in self.langs)
            or (tail < 10 and value == 10 and not linked)  # ثلاثة عشر
            or (tail < 10 and value in range(20, 100, 10) and linked)  # ثلاثة وعشرون
        )
        if not (fits or french_score):
            return False
        self.group = group + (76 if french_score else value)
        return True
