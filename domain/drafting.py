"""Drafting help: what a technical need or a research result still lacks to be matched well, sentence by sentence."""

from collections.abc import Iterable

from db.search import is_cjk, runs

SHORTEST = 60  # characters of a text that says what is asked; a Chinese one says it in half
FEWEST_KEYWORDS = 3

NO_FIGURE = "Name at least one target figure: a result can then be compared with it."
TOO_SHORT = "The text is short. Say what happens, under which conditions, and what is wanted."
NO_KEYWORDS = "Give three keywords or more, as specialists would search for them."
NO_INDUSTRY = "Choose the industry in which it is to be used."
NO_READINESS = "Say how ready a solution must be."
NO_READINESS_OF_RESULT = "Say how ready the result is, from 1 to 9."
NOT_TRIED = "Say what was tried already, so that nobody proposes it again."
NO_BUDGET = "A budget, even a rough one, keeps proposals within reach."
NO_DATE = "Say until when a solution is wanted."
ONE_LANGUAGE = "It stands in one language only. A title in the other one finds more."
NO_TRANSFER = "Say how the result may pass to an enterprise."
NO_PATENT = "No patent is named. If there is one, an enterprise wants to know."


def of_need(
    *,
    title: str = "",
    title_en: str = "",
    problem: str = "",
    problem_en: str = "",
    tried: str = "",
    targets: Iterable = (),
    keywords: Iterable = (),
    industry_code: str | None = None,
    least_readiness: int | None = None,
    budget: int | None = None,
    wanted_by=None,
) -> tuple[str, ...]:
    """What a technical need lacks, the weightiest first; English templates, translated where they are shown."""
    found = {
        TOO_SHORT: _is_short(problem or problem_en),
        NO_FIGURE: not list(targets),
        NO_INDUSTRY: not industry_code,
        NO_KEYWORDS: len(list(keywords)) < FEWEST_KEYWORDS,
        NO_READINESS: not least_readiness,
        NOT_TRIED: not tried,
        ONE_LANGUAGE: not _is_in_both(title, title_en, problem, problem_en),
        NO_BUDGET: not budget,
        NO_DATE: not wanted_by,
    }
    return tuple(sentence for sentence, lacks in found.items() if lacks)


def of_result(
    *,
    title: str = "",
    title_en: str = "",
    abstract: str = "",
    abstract_en: str = "",
    targets: Iterable = (),
    keywords: Iterable = (),
    industry_codes: Iterable = (),
    readiness: int | None = None,
    transfer_kinds: Iterable = (),
    patents: Iterable = (),
) -> tuple[str, ...]:
    """What a research result lacks, the weightiest first."""
    found = {
        TOO_SHORT: _is_short(abstract or abstract_en),
        NO_READINESS_OF_RESULT: not readiness,
        NO_FIGURE: not list(targets),
        NO_INDUSTRY: not list(industry_codes),
        NO_KEYWORDS: len(list(keywords)) < FEWEST_KEYWORDS,
        NO_TRANSFER: not list(transfer_kinds),
        ONE_LANGUAGE: not _is_in_both(title, title_en, abstract, abstract_en),
        NO_PATENT: not list(patents),
    }
    return tuple(sentence for sentence, lacks in found.items() if lacks)


def _is_short(text: str) -> bool:
    return sum(2 if is_cjk(character) else 1 for character in text) < SHORTEST


def _is_in_both(*texts: str) -> bool:
    """Whether there is Chinese in it and, in one text at least, a run of other words."""
    has_chinese = any(is_cjk(run) for text in texts for run in runs(text or ""))
    others = (sum(not is_cjk(run) for run in runs(text or "")) for text in texts)
    return has_chinese and any(count > 2 for count in others)
