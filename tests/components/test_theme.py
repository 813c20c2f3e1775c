"""The two themes can be read by everybody, and the server is set as it must be."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
TONES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return CONFIG["theme"][request.param]


def test_text_and_links_stand_out_from_every_surface(theme):
    for surface in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(theme["textColor"], theme[surface]) >= 7
        assert contrast(theme["linkColor"], theme[surface]) >= 4.5
    sidebar = theme["sidebar"]
    assert contrast(sidebar["textColor"], sidebar["backgroundColor"]) >= 7


def test_white_can_be_read_on_a_primary_button_and_the_button_be_seen(theme):
    assert contrast("#ffffff", theme["primaryColor"]) >= 4.5
    assert contrast(theme["primaryColor"], theme["backgroundColor"]) >= 3


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_can_be_read_as_a_badge_and_on_the_page(theme, tone):
    text = theme[f"{tone}TextColor"]
    assert contrast(text, theme[f"{tone}BackgroundColor"]) >= 4.5
    assert contrast(text, theme["backgroundColor"]) >= 4.5


def test_lines_and_marks_of_charts_stand_out(theme):
    for colour in theme["chartCategoricalColors"]:
        assert contrast(colour, theme["backgroundColor"]) >= 2.3
    assert len(theme["chartSequentialColors"]) == len(theme["chartDivergingColors"]) == 10


def test_no_font_is_fetched_from_elsewhere():
    for name in ("font", "headingFont", "codeFont"):
        assert "http" not in CONFIG["theme"][name]
        assert "CJK" in CONFIG["theme"][name]


def test_the_server_is_quiet_fast_and_careful():
    assert CONFIG["runner"]["postScriptGC"] is False
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["server"]["maxUploadSize"] == 20
    assert CONFIG["server"]["fileWatcherType"] == "none"


def test_the_mark_of_the_page_is_a_picture_of_our_own():
    assert (ROOT / "assets" / "favicon.png").read_bytes().startswith(b"\x89PNG")
