"""Where a bot may be: at its provider, or at a place that whoever runs the platform has named; nowhere else.

An address is typed by a person, and the platform calls it from inside its own network: without this rule it could be
made to call anything there.
"""

import re
from urllib.parse import urlsplit

from db.settings import settings
from db.subscription_vocabulary import Carrier
from domain.errors import Missing, Refused, TooLong

MOST = 500
# (host, how the path begins, what must stand in the address)
PROVIDERS: dict[Carrier, tuple[tuple[str, str, str], ...]] = {
    Carrier.WECOM: (("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key="),),
    Carrier.DINGTALK: (("oapi.dingtalk.com", "/robot/send", "access_token="),),
    Carrier.FEISHU: (
        ("open.feishu.cn", "/open-apis/bot/v2/hook/", ""),
        ("open.larksuite.com", "/open-apis/bot/v2/hook/", ""),
    ),
}
_ALLOWED = re.compile(r"[A-Za-z0-9._~:/?\[\]!$&'()*+,;=%-]+")  # no @, \, # or blank


class NotAnAddress(Refused):
    message = "This is not the address of such a bot. Copy the whole webhook address from the settings of the group."


class ForbiddenHost(Refused):
    message = (
        "Bots are called at their provider only, by https. Another place must first be named by whoever runs the"
        " platform."
    )


def checked(carrier: Carrier, typed: str) -> str:
    """The address as it is kept. Raises Missing, TooLong, NotAnAddress, ForbiddenHost."""
    address = (typed or "").strip()
    if not address:
        raise Missing(field="Webhook address")
    if len(address) > MOST:
        raise TooLong(field="Webhook address", most=MOST)
    if not _ALLOWED.fullmatch(address):
        raise NotAnAddress
    if not is_allowed(carrier, address):
        raise ForbiddenHost
    parts = urlsplit(address)
    if len(parts.path + parts.query) < 8:
        raise NotAnAddress
    for host, begins, holds in PROVIDERS[carrier]:
        is_there = parts.path.startswith(begins) and holds in f"{parts.query}&"
        if parts.hostname == host and not is_there:
            raise NotAnAddress
    return address


def is_allowed(carrier: Carrier, address: str) -> bool:
    """Whether the platform may call it; asked again each time before it does."""
    if not _ALLOWED.fullmatch(address):
        return False
    origin = _origin(address)
    known = {f"https://{host}" for host, _, _ in PROVIDERS.get(carrier, ())}
    return origin is not None and origin in known | _named()


def _named() -> set[str]:
    """The places of PLATFORM_BOT_ORIGINS: https://im.example.gov.cn, or http://10.1.2.3:8080 in one's own network."""
    every = settings().bot_origins.replace(",", " ").split()
    return {origin for each in every if (origin := _origin(each))}


def _origin(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return None
    usual = {"https": 443, "http": 80}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
