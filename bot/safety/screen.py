"""The screen: every inbound message goes through ``Screener.screen`` before the dialogue sees it.

Four layers look at it, and each finding says which one it is from: the rules, the trained layer, the conversation and the
language. The tier is the highest that any of them gives. Only findings of vague rules can be taken back (``doubt``).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.safety.asking import Answer
from bot.safety.conversation import HEAVY, ConversationLayer
from bot.safety.doubt import without_ordinary
from bot.safety.language import Languages
from bot.safety.recognisers import PACKAGED, Recogniser
from bot.safety.rule_layer import LANGUAGE, RuleLayer
from bot.safety.screening import Context, Evidence, Screening
from bot.safety.trained import Threshold, TrainedLayer
from bot.words import Category, Tier


@dataclass(frozen=True, slots=True)
class Look:
    """A screening with the scores behind it."""

    screening: Screening
    strengths: dict[Category, float | None]
    """For each category the strength (see ``Scores``) of the stretch of the message that shows it most; None when none may speak
    for it: a message without letters, or words that the rules cleared of it."""
    margins: dict[Category, float | None]
    """How far each of them is above the threshold that holds for it; below 0: the trained layer does not flag it."""

    @property
    def margin(self) -> float | None:
        """How far the trained layer is above its nearest threshold (below 0: it flags nothing); None: it read nothing."""
        return max((margin for margin in self.margins.values() if margin is not None), default=None)


class Screener:
    """Screens messages. Built once, shared by all threads: screening changes nothing in it that a result depends on.

    Args:
        root_content: the project's ``content/`` folder, or None. A clinic's own recognisers may stand in ``LOCALE/safety/rules/``
            there, in the form of ``bot/safety/rules/``; they add to the packaged ones and count in the version.
        locale: the language of the messages.
        packaged: where ``rules/`` and ``words/`` are.
        trained: the trained layer; default: the packaged one.

    Raises:
        HandrailError: when there are no rules for ``locale``, or rules or model are broken.
    """

    def __init__(
        self,
        root_content: Path | None = None,
        locale: str = LANGUAGE,
        *,
        packaged: Path = PACKAGED,
        trained: TrainedLayer | None = None,
    ) -> None:
        self._rules = RuleLayer(root_content, locale, packaged=packaged)
        self._trained = trained or TrainedLayer.load()
        self._conversation = ConversationLayer(self._rules, self._trained)
        self._languages = Languages(self._rules.words | self._trained.words)

    @property
    def version(self) -> str:
        """Names rules and model; equal versions decide equally."""
        return f"{self._rules.version}.model-{self._trained.version}"

    @property
    def thresholds(self) -> dict[Category, Threshold]:
        """From which strength on the trained layer flags each category."""
        return self._trained.thresholds

    @property
    def recognisers(self) -> tuple[Recogniser, ...]:
        """The rules that were loaded, for tests and documentation."""
        return self._rules.recognisers

    def screen(self, text: str, context: Context = Context()) -> Screening:  # noqa: B008 - frozen
        """Return what ``text`` shows, in ``context``. Milliseconds; safe in any thread; CPU only.

        Raises:
            Exception: whatever goes wrong inside is not caught here: the caller counts the message as flagged.
        """
        return self.look(text, context).screening

    def look(self, text: str, context: Context = Context()) -> Look:  # noqa: B008 - frozen
        """Return what ``screen`` returns, and what the trained layer made of every category, flagged or not: for measuring."""
        began = time.perf_counter()
        scores = self._trained.read(text)
        ruled = without_ordinary(self._rules, text, context, self._rules.find(text, context), scores)
        found = [*ruled.evidence, *self._conversation.find(text, context, scores)]
        speaking = self._trained.speaking(text, scores, ruled.cleared)
        found += [item for item in self._trained.evidence_of(text, speaking) if not _said_better(item, found)]
        foreign = self._languages.foreign(text)
        if foreign is not None:
            why = f"Written in a language that the screen does not know ({foreign}): a person must read it."
            found.append(Evidence(0, len(text), text, Category.UNSCREENED, Tier.LOW, f"language/{foreign}", why))
        found.sort(key=lambda item: -item.tier.rank)
        strengths = {
            category: max((score.strength[category] for score in those), default=None) for category, those in speaking.items()
        }
        leaning = [strengths.get(category) for category in (Category.SUICIDE, Category.DISTRESS)]
        screening = Screening(
            tier=Tier.highest(*(item.tier for item in found)),
            categories=tuple(dict.fromkeys(item.category for item in found)),
            evidence=tuple(found),
            version=self.version,
            milliseconds=(time.perf_counter() - began) * 1000,
            notes=ruled.notes,
            heavy=not found and any(strength is not None and strength >= HEAVY for strength in leaning),
        )
        return Look(screening, strengths, self._trained.margins(speaking))

    def asks_for_moods(self, text: str, context: Context) -> bool:
        """Whether ``text`` is one of the few that mean more after a week of low mood: then ``context.moods`` should be given.

        Much cheaper than ``screen``; without the moods the message is screened all the same.
        """
        return self._conversation.asks_for_moods(text, context)

    def by_rules(self, text: str) -> Screening:
        """Return what the rules alone find: for texts that go to patients, of which the trained layer has read none."""
        ruled = self._rules.find(text, Context())
        tier = Tier.highest(*(item.tier for item in ruled.evidence))
        categories = tuple(dict.fromkeys(item.category for item in ruled.evidence))
        return Screening(tier, categories, ruled.evidence, self.version, notes=ruled.notes)

    def said(self, text: str) -> Answer | None:
        """Return what ``text`` answers with yes and no. It decides what is said, never a flag."""
        return self._rules.said(text)

    def denies(self, text: str, asked: str | None) -> bool:
        """Whether ``text`` is a clear no to a question about danger. It decides what is said, never a flag."""
        return self._rules.denies(text, asked)


def _said_better(item: Evidence, others: Sequence[Evidence]) -> bool:
    """Whether a rule names words in the same place, for the same danger and as urgent: it explains itself better than a model."""
    return any(
        other.category is item.category and other.tier.rank >= item.tier.rank and other.start < item.end and item.start < other.end
        for other in others
    )
