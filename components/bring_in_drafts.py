"""The drafts of research results as one table: said of many at once what exports do not know, then handed in."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from components.bring_in_upload import t_field
from components.choosing import industry_names, several
from components.naming import naming
from components.reading import read
from components.research_record import returned
from components.session import nonce
from components.submitting import submit
from components.texts import listed, t, term
from db.research_vocabulary import TransferKind
from domain import topics
from domain.permissions import Person
from domain.queries import bring_in as queries
from domain.queries.bring_in import Draft, House
from domain.research_files import completing
from domain.research_files.completing import Completion

LEVELS = list(range(1, 10))
SEEN = (topics.RESULTS, topics.ORGANISATIONS)


def table(person: Person, house: House) -> None:
    """All drafts of a house, to be completed and handed in."""
    found = read(queries.drafts, person, house.id, topics=SEEN)
    st.subheader(t("Drafts to complete"), anchor=False)
    if not found:
        st.info(
            t("No draft waits. Choose a file above, and its results will stand here."),
            icon=":material/inventory_2:",
        )
        return
    many = read(queries.how_many, person, house.id, topics=SEEN)
    if many > len(found):
        st.caption(t("The newest {n} of {all}", n=len(found), all=f"{many:,}"))
    choices = _Choices(person, house, found)
    counts = st.empty()
    for_many = st.container()
    ticked, said = _grid(house, found, choices)
    _tell(counts, found)
    wanted = ticked or [each.id for each in found]
    with for_many:
        _fill_in(house, wanted, said, choices)
    _finish(house, found, ticked, said)


def _form(house: House) -> str:
    return f"bring-in-drafts-{house.id}"


class _Choices:
    """What may stand in the table's cells, by the words that are shown there."""

    def __init__(self, person: Person, house: House, found: Sequence[Draft]) -> None:
        speak = naming()
        kept = tuple(sorted({each.team_id for each in found if each.team_id}))
        teams = read(queries.teams, person, house.id, kept, topics=SEEN)
        self.kinds = {term(kind): kind.value for kind in TransferKind}
        self.industries = {name: code for code, name in industry_names(person).items()}
        self.teams = {f"{speak(each.name, each.name_en)}": each.id for each in teams}


def _words(of: dict, values: Sequence) -> list[str]:
    return [word for word, value in of.items() if value in values]


def _tell(place, found: Sequence[Draft]) -> None:
    ready = sum(not each.missing for each in found)
    place.progress(
        ready / len(found),
        text=t("{n} of {all} drafts are complete", n=ready, all=len(found)),
    )


def _grid(
    house: House, found: Sequence[Draft], choices: _Choices
) -> tuple[list[int], dict[int, Completion]]:
    """The table; returns the drafts that are ticked, and what stands there of each."""
    number = nonce(_form(house))
    shown = {
        t("Tick"): [False] * len(found),
        t("Number"): [each.number for each in found],
        t("Title"): [each.title for each in found],
        t("Still missing"): [listed(map(t_field, each.missing)) for each in found],
        t("Readiness"): [each.readiness for each in found],
        t("Ways of transfer"): [_words(choices.kinds, each.transfer_kinds) for each in found],
        t("For industries"): [_words(choices.industries, each.industry_codes) for each in found],
        t("Team"): [next(iter(_words(choices.teams, [each.team_id])), None) for each in found],
        t("Stage"): [_standing(each) for each in found],
    }
    config = st.column_config
    edited = st.data_editor(
        shown,
        hide_index=True,
        num_rows="fixed",
        height=min(36 * (len(found) + 1) + 4, 560),
        disabled=[t("Number"), t("Title"), t("Still missing"), t("Stage")],
        column_config={
            t("Title"): config.TextColumn(width="large"),
            t("Readiness"): config.SelectboxColumn(options=LEVELS, help=_levels_told()),
            t("Ways of transfer"): config.MultiselectColumn(
                options=list(choices.kinds), width="medium"
            ),
            t("For industries"): config.MultiselectColumn(
                options=list(choices.industries), width="medium"
            ),
            t("Team"): config.SelectboxColumn(options=list(choices.teams)),
        },
        key=f"bring-in-grid-{number}-{found[0].id}-{len(found)}",
    )
    ticked = [each.id for each, is_on in zip(found, edited[t("Tick")], strict=True) if is_on]
    rows = zip(
        found,
        edited[t("Readiness")],
        edited[t("Ways of transfer")],
        edited[t("For industries")],
        edited[t("Team")],
        strict=True,
    )
    said = {
        each.id: Completion(
            each.id,
            each.version,
            int(level) if level and level == level else None,  # an emptied cell is not a number
            tuple(choices.kinds[word] for word in kinds or ()),
            tuple(choices.industries[word] for word in industries or ()),
            choices.teams.get(team),
        )
        for each, level, kinds, industries, team in rows
    }
    return ticked, said


def _levels_told() -> str:
    return t("From 1, the principle is known, to 9, it is proven in use")


def _standing(each: Draft) -> str:
    return " · ".join(filter(None, [term(each.stage), returned(each.returned_because)]))


def _fill_in(
    house: House, wanted: Sequence[int], said: dict[int, Completion], choices: _Choices
) -> None:
    """The same said of many: of those that are ticked, or of all."""
    number = nonce(_form(house))
    with st.expander(
        t("Fill in for {n} drafts at once", n=len(wanted)), icon=":material/edit_note:", key="fill"
    ):
        st.caption(
            t("Tick drafts in the table to fill in only those; fields left empty change nothing.")
        )
        one, two, three, four = st.columns([1, 2, 2, 2])
        level = one.selectbox(
            t("Readiness"),
            LEVELS,
            index=None,
            placeholder=t("As it is"),
            help=_levels_told(),
            key=f"bring-in-level-{number}",
        )
        kinds = several(
            t("Ways of transfer"),
            {code: word for word, code in choices.kinds.items()},
            (),
            key=f"bring-in-kinds-{number}",
            place=two,
            none=t("As it is"),
        )
        industries = several(
            t("For industries"),
            {code: word for word, code in choices.industries.items()},
            (),
            key=f"bring-in-industries-{number}",
            place=three,
            none=t("As it is"),
        )
        team = four.selectbox(
            t("Team"),
            list(choices.teams),
            index=None,
            placeholder=t("As it is"),
            key=f"bring-in-team-{number}",
        )
        new = {"readiness": level, "transfer_kinds": kinds, "industry_codes": industries}
        new = {name: value for name, value in new.items() if value}
        new |= {"team_id": choices.teams[team]} if team else {}
        if st.button(
            t("Fill in"),
            type="primary",
            icon=":material/done_all:",
            disabled=not new,
            key=f"bring-in-fill-{number}",
        ):
            filled = said | {each: replace(said[each], **new) for each in wanted}
            _complete(house, filled)


def _finish(
    house: House,
    found: Sequence[Draft],
    ticked: Sequence[int],
    said: dict[int, Completion],
) -> None:
    """Keep what was typed; hand in what is complete."""
    number = nonce(_form(house))
    changed = {each.id: said[each.id] for each in found if said[each.id] != _as_kept(each)}
    complete = [each.id for each in found if not each.missing]
    ready = list(ticked) or complete
    with st.container(horizontal=True, gap="small"):
        if st.button(
            t("Save {n} changes", n=len(changed)),
            icon=":material/save:",
            type="primary" if changed else "secondary",
            disabled=not changed,
            key=f"bring-in-save-{number}",
        ):
            _complete(house, changed)
        if st.button(
            t("Hand in {n} for review", n=len(ready)),
            icon=":material/send:",
            type="secondary" if changed else "primary",
            disabled=bool(changed) or not ready,
            help=t("Complete are those with an abstract, a readiness and a way of transfer."),
            key=f"bring-in-hand-in-{number}",
        ):
            submit(
                completing.hand_in,
                house.id,
                form=_form(house),
                done=t("{n} results wait for review.", n=len(ready)),
                result_ids=ready,
            )


def _as_kept(each: Draft) -> Completion:
    kinds = tuple(kind.value for kind in TransferKind if kind in each.transfer_kinds)
    return Completion(
        each.id, each.version, each.readiness, kinds, each.industry_codes, each.team_id
    )


def _complete(house: House, said: dict[int, Completion]) -> None:
    submit(
        completing.complete,
        house.id,
        form=_form(house),
        done=t("The drafts are completed."),
        said=tuple(said.values()),
    )
