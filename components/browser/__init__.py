"""The parts of the page that run in the browser: each script with its style sheet, read once."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent


def component(name: str, *scripts: str, style: str | None = None) -> Any:
    """Register `<script>.js` (several are joined in order) with `<style>.css`; return the mount.

    The style sheet travels inside the script and is adopted by the shadow root: a `<style>`
    element would be refused by a content security policy without 'unsafe-inline'.
    """
    sheet = (FOLDER / f"{style}.css").read_text("utf-8") if style else ""
    code = "\n".join((FOLDER / f"{script}.js").read_text("utf-8") for script in scripts)
    return st.components.v2.component(name, js=f"const CSS = {json.dumps(sheet)};\n{code}")


def unheard() -> None:
    """The callback that a mount must be given for a value to appear in its result."""
