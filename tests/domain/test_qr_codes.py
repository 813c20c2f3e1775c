"""Codes for the door are what the standard says: the very modules that python-qrcode 8.2 draws, which ZXing reads."""

import hashlib
import struct

import pytest

from domain.qr_codes import TooLongForCode, matrix, png
from tests.infrastructure.qr_reading import read


@pytest.mark.parametrize(
    ("text", "size", "digest"),
    [
        ("a", 21, "0b2a5ded825360b8"),
        ("https://platform.example/check-in?id=12&c=abcdefghjk", 33, "f9aa4bd76a61acce"),
        (
            "温州市中小企业综合服务平台" * 5,
            57,
            "5e82bee61861a525",
        ),  # with its version told, in five blocks
    ],
)
def test_a_code_has_the_modules_that_another_writer_draws(text, size, digest):
    rows = ["".join("#" if dark else "." for dark in row) for row in matrix(text)]
    assert len(rows) == size
    assert hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16] == digest


@pytest.mark.parametrize("scale", [2, 8])
@pytest.mark.parametrize(
    "text",
    ["a", "https://platform.example/check-in?id=12&c=abcdefghjk", "温州市中小企业综合服务平台" * 5],
)
def test_the_text_is_read_from_the_picture(text, scale):
    assert read(png(text, scale=scale)) == text


def test_the_picture_has_a_quiet_margin_and_a_text_that_is_too_long_is_refused():
    picture = png("a", scale=2)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (58, 58)
    with pytest.raises(TooLongForCode):
        matrix("x" * 214)
