"""A table of records of which some are ticked, to do one thing with all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.texts import t

ROW = 36  # pixels
CONFIG = st.column_config


def ticked(
    ids: Sequence[int],
    columns: Mapping[str, Sequence],
    *,
    key: str,
    is_all: bool = False,
    looks: Mapping[str, Any] | None = None,
) -> list[int]:
    """Draw the columns, by their label, beside a column of ticks; returns the ids of the rows that are ticked.

    Under "Number" stand addresses that end in the record's id. `looks`: of other columns, as st.column_config says
    it.
    """
    shown = {t("Tick"): [is_all] * len(ids)} | dict(columns)
    edited = st.data_editor(
        shown,
        hide_index=True,
        num_rows="fixed",
        height=min(ROW * (len(ids) + 1) + 4, 480),
        disabled=list(columns),
        column_config={
            t("Number"): CONFIG.LinkColumn(display_text=r"id=(\d+)"),
            t("Title"): CONFIG.TextColumn(width="large"),
            **(looks or {}),
        },
        key=key,
    )
    return [each for each, is_on in zip(ids, edited[t("Tick")], strict=True) if is_on]
