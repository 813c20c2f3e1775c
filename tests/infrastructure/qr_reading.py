"""Reading a code from its picture, as a camera at the door does; of a clean picture, so that nothing is corrected."""

from io import BytesIO

import numpy as np
from PIL import Image

from domain import qr_codes

CORNER = 7  # modules


def read(picture: bytes) -> str:
    """The text. Whatever is no code of ours fails."""
    rows = modules(picture)
    size = len(rows)
    version = (size - 17) // 4
    mask = qr_codes.MASKS[_format(rows) >> 10 & 7]
    _, is_fixed = qr_codes._frame(version)
    bits = []
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        upwards = len(range(right, size, 2)) % 2 == 1 if right > 6 else right % 4 == 3
        for y in range(size - 1, -1, -1) if upwards else range(size):
            bits += [
                rows[y][x] != (mask(x, y) == 0) for x in (right, right - 1) if not is_fixed[y][x]
            ]
    many = qr_codes.CODEWORDS[version - 1]
    packed = np.packbits(np.array(bits[: 8 * many], dtype=bool)).tobytes()
    return _text(_in_order(packed, version), version)


def modules(picture: bytes) -> list[list[bool]]:
    """Dark or light, row by row, without the margin: a module is as wide as a seventh of the corner."""
    dark = np.array(Image.open(BytesIO(picture)).convert("L")) < 128
    rows, columns = (np.flatnonzero(dark.any(axis=axis)) for axis in (1, 0))
    dark = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    width = int(np.argmin(dark[0])) / CORNER
    size = round(dark.shape[0] / width)
    middles = [int((n + 0.5) * width) for n in range(size)]
    return dark[np.ix_(middles, middles)].tolist()


def _format(rows: list[list[bool]]) -> int:
    """Level and mask with their correction, beside the upper left corner."""
    places = [(n, 8) for n in range(6)] + [(7, 8), (8, 8), (8, 7)]
    places += [(8, 14 - n) for n in range(9, 15)]
    return sum(rows[y][x] << n for n, (y, x) in enumerate(places)) ^ 0x5412


def _in_order(codewords: bytes, version: int) -> bytes:
    """The data of the blocks, which were taken in turn."""
    many = qr_codes.BLOCKS[version - 1]
    total = len(codewords) - many * qr_codes.ECC_PER_BLOCK[version - 1]
    short, longer = divmod(total, many)
    blocks = [bytearray() for _ in range(many)]
    turns = [n for _ in range(short) for n in range(many)] + [*range(many - longer, many)]
    for block, codeword in zip(turns, codewords[:total], strict=True):
        blocks[block].append(codeword)
    return b"".join(blocks)


def _text(data: bytes, version: int) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    assert bits.startswith("0100"), "no bytes"
    start = 4 + (8 if version < 10 else 16)
    length = int(bits[4:start], 2)
    found = bits[start : start + 8 * length]
    return bytes(int(found[n : n + 8], 2) for n in range(0, len(found), 8)).decode()
