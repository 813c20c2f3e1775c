"""The fields of a registration that its activity makes: the answers to its questions."""

from collections.abc import Iterable

import streamlit as st

from components.texts import plain
from domain.activity_plans import Question


def answers(asked: Iterable[tuple[Question, str]], key: str) -> dict[str, str]:
    """A field for each question, beginning with what was answered; what stands in them, by the questions' keys."""
    return {question.key: _answer(question, said, key) for question, said in asked}


def _answer(question: Question, said: str, key: str) -> str:
    label, key = plain(question.text), f"{key}-answer-{question.key}"
    if question.choices:
        at = question.choices.index(said) if said in question.choices else None
        chosen = st.selectbox(
            label, question.choices, index=at, key=key, required=question.is_required
        )
        return chosen or ""
    return st.text_input(label, said, max_chars=400, key=key, required=question.is_required)
