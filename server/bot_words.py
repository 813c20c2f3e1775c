"""What is told to a group, in the form that its provider understands and within the length that it takes."""

import base64
import hashlib
import json
from collections.abc import Sequence

from db.subscription_vocabulary import Carrier
from domain.bots import PICTURED
from server import figure_letters
from server.figure_letters import Said

MOST = {Carrier.WECOM: 4096, Carrier.DINGTALK: 20_000, Carrier.FEISHU: 20_000}  # bytes
MOST_PICTURE = 2 * 1024 * 1024  # bytes that WeCom takes
ROOM = {
    Carrier.WECOM: 0,
    Carrier.DINGTALK: 1000,
    Carrier.FEISHU: 1000,
}  # for what stands around the text
# What people typed is shown letter by letter: no markup, no link, nobody called by it.
_PLAIN = str.maketrans(
    {
        "<": "＜",
        ">": "＞",
        "[": "［",
        "]": "］",
        "(": "（",
        ")": "）",
        "*": "＊",
        "_": "＿",
        "`": "｀",
        "#": "＃",
        "~": "～",
        "|": "｜",
        "@": "＠",
        "!": "！",
        "\\": "＼",
        "\n": " ",
    }
)


def view(carrier: Carrier, told: Said, language: str) -> dict:
    """A view of the key figures; what is too long for the provider is left to the page, and said to be."""
    head = [*map(_plain, told.opening), _plain(told.filters), _plain(told.as_of)]
    every = (*told.figures, *told.rows)
    figures = [f"- **{_plain(name)}** {_plain(parts)}" for name, parts in every]
    link = f"[{_plain(told.link[0])}]({told.link[1]})"
    tail = [*map(_plain, told.notes), link]
    most = MOST[carrier] - ROOM[carrier]
    left = 0
    while True:
        more = [figure_letters.text(language, "more", n=left)] if left else []
        lines = [*head, *figures[: len(figures) - left], *more, *tail]
        text = _joined(carrier, told.title, lines)
        if _size(text) <= most or left == len(figures):
            return _message(carrier, told.title, text)
        left += 1


def picture(carrier: Carrier, png: bytes | None) -> dict | None:
    """The picture of a view as a message of its own, where the provider's bots may send one: the others take pictures
    only from a public address (DingTalk) or from an application that is registered with them (Feishu)."""
    if carrier not in PICTURED or png is None or len(png) > MOST_PICTURE:
        return None
    coded = base64.b64encode(png).decode()
    digest = hashlib.md5(png, usedforsecurity=False).hexdigest()  # as WeCom asks for
    return {"msgtype": "image", "image": {"base64": coded, "md5": digest}}


def line(carrier: Carrier, title: str, text: str) -> dict:
    """One line under a title."""
    return _message(carrier, title, _joined(carrier, title, [_plain(text)]))


def lines(carrier: Carrier, title: str, said: Sequence[str], link: tuple[str, str]) -> dict:
    """A few lines under a title, and an address; as many of them as the provider takes."""
    tail, many = f"[{_plain(link[0])}]({link[1]})", len(said)
    while True:
        text = _joined(carrier, title, [*(f"- {_plain(each)}" for each in said[:many]), tail])
        if _size(text) <= MOST[carrier] - ROOM[carrier] or not many:
            return _message(carrier, title, text)
        many -= 1


def _joined(carrier: Carrier, title: str, lines: Sequence[str]) -> str:
    if carrier is Carrier.FEISHU:  # its card has a head of its own
        return "\n".join(lines)
    gap = "\n\n" if carrier is Carrier.DINGTALK else "\n"
    return gap.join([f"**{_plain(title)}**", *lines])


def _message(carrier: Carrier, title: str, text: str) -> dict:
    match carrier:
        case Carrier.WECOM:
            return {"msgtype": "markdown", "markdown": {"content": text}}
        case Carrier.DINGTALK:
            return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
        case Carrier.FEISHU:
            card = {
                "config": {"wide_screen_mode": True},
                "header": {"title": {"tag": "plain_text", "content": title}},
                "elements": [{"tag": "markdown", "content": text}],
            }
            return {"msg_type": "interactive", "card": card}
    raise ValueError(f"no bot speaks by {carrier}")


def _size(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())


def _plain(text: str) -> str:
    return text.translate(_PLAIN)
