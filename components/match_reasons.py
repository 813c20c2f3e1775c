"""Why something is proposed, in words: what both say, what speaks for it, and what against it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from components.naming import named
from components.texts import listed, plain, t
from domain.matchmaking.doubts import OVER
from domain.matchmaking.fields import FieldPart, Why
from domain.matchmaking.marking import as_said, excerpt, telling
from domain.matchmaking.proposals import MEANING, SAID, Doubt, Proposed, Sureness

MOST_WORDS = 8
FEW_WORDS = 5  # in a list
MOST_PAIRS = 6


def badge(why: Proposed) -> None:
    """How sure it is."""
    match why.sureness:
        case Sureness.SURE:
            st.badge(t("Fits well"), color="green", icon=":material/verified:")
        case Sureness.LIKELY:
            st.badge(t("Worth a look"), color="blue", icon=":material/visibility:")
        case Sureness.GUESS:
            st.badge(t("A guess"), color="gray", icon=":material/help:")
    if why.is_exploratory:
        st.badge(t("Shown to learn"), color="violet", icon=":material/explore:")


def sentences(why: Proposed, text: str, names: Mapping[str, str]) -> None:
    """For it and against it, the weightiest first; `text` is the record's, `names` those of areas and industries."""
    words = as_said(text, telling(why.words)[:MOST_WORDS])
    lines = []
    if words:
        lines.append(f":material/join_inner: {plain(t('Both say: {words}', words=listed(words)))}")
    if why.pairs:
        lines.append(
            f":material/translate: {plain(t('In two languages: {pairs}', pairs=pairs(why.pairs)))}"
        )
    for part in why.fields:
        lines.append(field_line(part, names))
    said = dict(why.parts).get(SAID, 0.0)
    if said > 0:
        lines.append(f":green[:material/add:] {t('It is like others that were found to fit.')}")
    elif said < 0:
        lines.append(f":red[:material/remove:] {t('It is like others that were set aside.')}")
    meaning = dict(why.parts).get(MEANING, 0.0)
    if meaning > 0:
        lines.append(
            f":green[:material/add:] {t('A language model finds the two close in meaning.')}"
        )
    elif meaning < 0:
        far = t("A language model finds others closer in meaning.")
        lines.append(f":red[:material/remove:] {far}")
    lines += [f"{_mark(doubt)} {_doubt(doubt)}" for doubt in why.doubts]
    st.markdown("  \n".join(lines))


def in_short(why: Proposed, text: str, names: Mapping[str, str]) -> list[str]:
    """The same for a list: the weightiest words, or what stands for what in two languages, the weightiest field for it
    and the weightiest against it, a line of Markdown each; nothing where neither words nor fields tell why."""
    told = []
    if words := _few(why, text):
        told.append(f":material/join_inner: {plain(t('Both say: {words}', words=listed(words)))}")
    elif why.pairs:
        both_ways = t("In two languages: {pairs}", pairs=pairs(why.pairs, FEW_WORDS))
        told.append(f":material/translate: {plain(both_ways)}")
    for_it = next((part for part in why.fields if part.value > 0), None)
    against = next((part for part in why.fields if part.value < 0), None)
    return told + [field_line(part, names) for part in (for_it, against) if part]


def _few(why: Proposed, text: str) -> Sequence[str]:
    return as_said(text, telling(why.words)[:FEW_WORDS])


Texts = tuple[str, str]  # the same in Chinese and in English, or nothing


def both(asked: Texts, its: Texts, why: Proposed, labels: Texts) -> None:
    """What is asked and the record beside each other, in both of them the words marked by which they were found."""
    shown = zip(st.columns(2), labels, (asked, its), (why.asked_words, why.its_words), strict=True)
    for column, label, texts, words in shown:
        with column:
            st.caption(label)
            _marked(texts, words)


def of_need(asked: Texts, its: Texts, why: Proposed) -> None:
    """A need that is asked, beside a result, a team, an expert or a service."""
    both(asked, its, why, (t("The need says"), t("It says")))


def _marked(texts: Texts, words: Sequence[str]) -> None:
    """The part of a text where the words stand, with these marked; in the reader's language, unless only the other text
    holds any of them."""
    told = [excerpt(" ".join(each.split()), words) for each in (named(*texts), *texts) if each]
    held = [pieces for pieces in told if any(is_marked for _, is_marked in pieces)]
    for pieces in (held or told)[:1]:
        st.markdown(
            "".join(
                f":blue-background[{plain(piece)}]" if is_marked else plain(piece)
                for piece, is_marked in pieces
            )
        )


def pairs(found: Sequence[tuple[str, str]], most: int = MOST_PAIRS) -> str:
    """What stands for what in two languages; where either text holds both, once."""
    once = [pair for n, pair in enumerate(found) if pair[::-1] not in found[:n]]
    return listed(f"{ours} ↔ {its}" for ours, its in once[:most])


def field_line(part: FieldPart, names: Mapping[str, str]) -> str:
    """One field as a line of Markdown, with the sign of what it speaks for."""
    mark = ":green[:material/add:]" if part.value > 0 else ":red[:material/remove:]"
    return f"{mark} {plain(field(part, names))}"


def field(part: FieldPart, names: Mapping[str, str]) -> str:
    """One field as a sentence."""
    said = dict(part.said)
    for name in ("industry", "area", "other"):
        if name in said:
            said[name] = names.get(str(said[name]), said[name])
    for name in ("price", "budget"):
        if name in said:
            said[name] = f"{said[name]:,}"
    match part.why:
        case Why.SAME_INDUSTRY:
            return t("It is meant for the industry: {industry}.", **said)
        case Why.RELATED_INDUSTRY:
            return t("It is meant for a related industry of {industry}.", **said)
        case Why.OTHER_INDUSTRY:
            return t("It is meant for other industries than {industry}.", **said)
        case Why.READY:
            return t("Readiness {reached} reaches the {wanted} that is wanted.", **said)
        case Why.UNREADY:
            return t("Readiness {reached} stays below the {wanted} that is wanted.", **said)
        case Why.FIGURE_MET:
            return t("{figure}: {reached} meets {wanted}.", **said)
        case Why.FIGURE_MISSED:
            return t("{figure}: {reached} misses {wanted}.", **said)
        case Why.WITHIN_BUDGET:
            return t("The price of {price} yuan lies within the budget of {budget}.", **said)
        case Why.ABOVE_BUDGET:
            return t("The price of {price} yuan lies above the budget of {budget}.", **said)
        case Why.SAME_AREA:
            return t("Both are in {area}.", **said)
        case Why.NEXT_AREA:
            return t("They are in neighbouring areas: {area} and {other}.", **said)
        case Why.SAME_CITY:
            return t("They are in the same city: {area} and {other}.", **said)
        case Why.OTHER_CITY:
            return t("They are in different cities: {area} and {other}.", **said)
        case Why.TRACK_RECORD if not said:
            return t("Its house's earlier matches count here.")
        case Why.TEAM_FULL if not said:
            return t("Its team has taken on much this year.")
        case Why.TRACK_RECORD:
            return t("{contracts} of its {matches} matches came to a contract.", **said)
        case Why.TEAM_FULL:
            return t("The team has taken on {taken} of {capacity} needs this year.", **said)


def _mark(doubt: Doubt) -> str:
    """What is over speaks against it; what is not known leaves it open."""
    return ":red[:material/remove:]" if doubt in OVER else ":orange[:material/help:]"


def _doubt(doubt: Doubt) -> str:
    match doubt:
        case Doubt.OTHER_LANGUAGE:
            return t("Found over the dictionary: the two stand in different languages.")
        case Doubt.FEW_WORDS:
            return t("The two share few words.")
        case Doubt.READINESS_UNKNOWN:
            return t("How ready it is, is not known.")
        case Doubt.FIGURES_UNKNOWN:
            return t("It names no figures that could be compared.")
        case Doubt.MANY_ALIKE:
            return t("Several others fit about as well.")
        case Doubt.WANTED_UNTIL_PASSED:
            return t("The day by which the need wanted a solution has passed.")
        case Doubt.PATENT_LAPSED:
            return t("All patents of the result have lapsed.")
