"""A short text as a QR code, for a camera at the door (ISO/IEC 18004: bytes, error correction M, versions 1 to 10)."""

import struct
import zlib
from functools import cache, lru_cache

ECC_PER_BLOCK = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26)  # codewords, by version
BLOCKS = (1, 1, 1, 2, 2, 4, 4, 4, 5, 5)
CODEWORDS = (26, 44, 70, 100, 134, 172, 196, 242, 292, 346)
CENTRES = ((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46))
CENTRES += ((6, 28, 50),)  # of the small squares by which a bent picture is straightened
MASKS = (
    lambda x, y: (x + y) % 2,
    lambda x, y: y % 2,
    lambda x, y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (x // 3 + y // 2) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)
QUIET = 4  # light modules around it

Matrix = list[list[bool]]


class TooLongForCode(ValueError):
    """The text does not go into a code of version 10."""


@lru_cache(maxsize=256)  # a page that shows one is drawn again and again
def png(text: str, scale: int = 8) -> bytes:
    """The picture, one bit a pixel; `scale` is pixels of a module."""
    rows = matrix(text)
    size = (len(rows) + 2 * QUIET) * scale
    light = b"\0" + b"\xff" * ((size + 7) // 8)
    raw = light * (QUIET * scale)
    for row in rows:
        bits = [True] * QUIET + [not dark for dark in row] + [True] * QUIET
        line = [bit for bit in bits for _ in range(scale)]
        line += [True] * (-len(line) % 8)
        packed = int("".join("1" if bit else "0" for bit in line), 2).to_bytes(len(line) // 8)
        raw += (b"\0" + packed) * scale
    raw += light * (QUIET * scale)
    head = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def matrix(text: str) -> Matrix:
    """Rows of modules, dark ones true, in the mask that a camera reads best. Raises TooLongForCode."""
    data = text.encode()
    version = _version(len(data))
    bits = _bits(_interleaved(_filled(data, version), version))
    fixed, is_fixed = _frame(version)
    best = None
    for number, mask in enumerate(MASKS):
        drawn = [row[:] for row in fixed]
        _lay(drawn, is_fixed, bits, mask)
        _tell_format(drawn, number)
        penalty = _penalty(drawn)
        if best is None or penalty < best[0]:
            best = penalty, drawn
    return best[1]


def _version(length: int) -> int:
    for version in range(1, len(CODEWORDS) + 1):
        head = 4 + (8 if version < 10 else 16)
        if head + 8 * length <= 8 * _data_codewords(version):
            return version
    raise TooLongForCode


def _data_codewords(version: int) -> int:
    return CODEWORDS[version - 1] - ECC_PER_BLOCK[version - 1] * BLOCKS[version - 1]


def _filled(data: bytes, version: int) -> bytes:
    """Mode, length, the bytes, and padding to what the version holds."""
    count = 8 if version < 10 else 16
    written = "0100" + f"{len(data):0{count}b}" + "".join(f"{byte:08b}" for byte in data)
    room = 8 * _data_codewords(version)
    written += "0" * min(4, room - len(written))
    written += "0" * (-len(written) % 8)
    codewords = bytes(int(written[at : at + 8], 2) for at in range(0, len(written), 8))
    missing = room // 8 - len(codewords)
    return codewords + bytes((0xEC, 0x11) * missing)[:missing]


def _interleaved(data: bytes, version: int) -> bytes:
    """Blocks with their correction, taken in turn, so that one blot does not spoil one block."""
    many, ecc = BLOCKS[version - 1], ECC_PER_BLOCK[version - 1]
    short, longer = divmod(len(data), many)
    blocks, at = [], 0
    for number in range(many):
        length = short + (number >= many - longer)
        blocks.append(data[at : at + length])
        at += length
    checks = [_correction(block, ecc) for block in blocks]
    taken = [block[n] for n in range(short + 1) for block in blocks if n < len(block)]
    return bytes(taken + [check[n] for n in range(ecc) for check in checks])


def _correction(block: bytes, many: int) -> bytes:
    """The remainder of Reed-Solomon."""
    divisor = _divisor(many)
    rest = bytearray(many)
    for byte in block:
        factor = byte ^ rest.pop(0)
        rest.append(0)
        for n, coefficient in enumerate(divisor):
            rest[n] ^= _times(coefficient, factor)
    return bytes(rest)


@cache
def _divisor(degree: int) -> bytes:
    found, root = bytearray(degree - 1) + b"\1", 1
    for _ in range(degree):
        for n in range(degree):
            found[n] = _times(found[n], root)
            if n + 1 < degree:
                found[n] ^= found[n + 1]
        root = _times(root, 2)
    return bytes(found)


def _times(a: int, b: int) -> int:
    """In the field of 256 elements over 0x11D."""
    product = 0
    for n in reversed(range(8)):
        product = (product << 1) ^ ((product >> 7) * 0x11D)
        product ^= ((b >> n) & 1) * a
    return product


def _bits(codewords: bytes) -> list[bool]:
    return [bool(byte >> n & 1) for byte in codewords for n in reversed(range(8))]


def _frame(version: int) -> tuple[Matrix, Matrix]:
    """What stands in every code of a version, and where: corners, lines, small squares, room for format and version."""
    size = 17 + 4 * version
    drawn, fixed = ([[False] * size for _ in range(size)] for _ in range(2))

    def put(x: int, y: int, dark: bool) -> None:
        if 0 <= x < size and 0 <= y < size:
            drawn[y][x], fixed[y][x] = dark, True

    for n in range(size):
        put(6, n, n % 2 == 0)
        put(n, 6, n % 2 == 0)
    for x, y in ((3, 3), (size - 4, 3), (3, size - 4)):
        for dx in range(-4, 5):
            for dy in range(-4, 5):
                put(x + dx, y + dy, max(abs(dx), abs(dy)) not in (2, 4))
    centres = CENTRES[version - 1]
    for x in centres:
        for y in centres:
            if (x, y) not in ((6, 6), (6, centres[-1]), (centres[-1], 6)):
                for dx in range(-2, 3):
                    for dy in range(-2, 3):
                        put(x + dx, y + dy, max(abs(dx), abs(dy)) != 1)
    for n in range(9):
        if n != 6:
            put(8, n, False)
            put(n, 8, False)
    for n in range(8):
        put(size - 1 - n, 8, False)
        put(8, size - 1 - n, n == 7)  # the one that is always dark
    if version >= 7:
        rest = version
        for _ in range(12):
            rest = (rest << 1) ^ ((rest >> 11) * 0x1F25)
        told = version << 12 | rest
        for n in range(18):
            a, b = size - 11 + n % 3, n // 3
            put(a, b, bool(told >> n & 1))
            put(b, a, bool(told >> n & 1))
    return drawn, fixed


def _lay(drawn: Matrix, fixed: Matrix, bits: list[bool], mask) -> None:
    """The bits in a zigzag of two columns from the right, upwards first; those that are left over are light."""
    size, at = len(drawn), 0
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        rising = (right + 1) & 2 == 0 if right > 6 else right & 2 != 0
        for step in range(size):
            y = size - 1 - step if rising else step
            for x in (right, right - 1):
                if not fixed[y][x]:
                    bit = bits[at] if at < len(bits) else False
                    drawn[y][x] = bit != (mask(x, y) == 0)
                    at += 1


def _tell_format(drawn: Matrix, mask: int) -> None:
    """Level M and the mask, twice, with their own correction."""
    size, data = len(drawn), mask  # the two bits of level M are 00
    rest = data
    for _ in range(10):
        rest = (rest << 1) ^ ((rest >> 9) * 0x537)
    told = (data << 10 | rest) ^ 0x5412
    bit = [bool(told >> n & 1) for n in range(15)]
    for n in range(6):
        drawn[n][8] = bit[n]
    drawn[7][8], drawn[8][8], drawn[8][7] = bit[6], bit[7], bit[8]
    for n in range(9, 15):
        drawn[8][14 - n] = bit[n]
    for n in range(8):
        drawn[8][size - 1 - n] = bit[n]
    for n in range(8, 15):
        drawn[size - 15 + n][8] = bit[n]


def _penalty(drawn: Matrix) -> int:
    """How hard it is to read: long runs, blocks, what looks like a corner, too much of one colour."""
    size, total = len(drawn), 0
    corners = ("10111010000", "00001011101")
    for lines in (drawn, [list(column) for column in zip(*drawn, strict=True)]):
        for line in lines:
            text = "".join("1" if dark else "0" for dark in line)
            for run in text.replace("10", "1 0").replace("01", "0 1").split():
                total += len(run) - 2 if len(run) >= 5 else 0
            total += 40 * sum(
                text.startswith(corner, at) for at in range(size - 10) for corner in corners
            )
    for above, below in zip(drawn, drawn[1:], strict=False):
        for x in range(size - 1):
            total += 3 * (above[x] == above[x + 1] == below[x] == below[x + 1])
    dark = sum(map(sum, drawn))
    return total + 10 * int(abs(dark * 20 - size * size * 10) / (size * size))
