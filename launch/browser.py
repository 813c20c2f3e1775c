"""The browser for the tests: one that is installed, else Playwright's own, else the system's package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """The tests need a browser, and none can be had."""


def browser() -> str | None:
    """The path of an installed Chromium, Chrome or Edge, or of Playwright's own; None when there is none."""
    asked = os.environ.get("PLATFORM_BROWSER")
    found = [asked] if asked else [shutil.which(name) for name in NAMES]
    found += [place for place in PLACES if Path(place).exists()]
    found += [_playwrights_own()]
    return next((path for path in found if path), None)


def install_browser() -> str:
    """Get a browser, by Playwright or by the system's packages; raises NoBrowser with one sentence."""
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not browser() and shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "chromium", "fonts-noto-cjk"]):
            subprocess.run(["apt-get", "-qq", *step], env=environment, stdout=subprocess.DEVNULL)
    found = browser()
    if found is None:
        raise NoBrowser(
            "The tests need a browser: install Chromium or Chrome (on Debian: apt install chromium fonts-noto-cjk), "
            "or name one in PLATFORM_BROWSER."
        )
    return found


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None
