"""Codes read by the device's camera in the page itself, where the browser can do so; elsewhere stands what to use."""

from components.browser import component, unheard
from components.texts import t

MOST = 500  # characters of a code
_mount = component("code_scanner", "scanner", style="scanner")


def show(*, key: str) -> str:
    """Draw the button and, once it was pressed, the camera's picture; return what was just read, empty else."""
    result = _mount(
        key=key,
        data={
            "scan": t("Read codes with the camera"),
            "stop": t("Camera off"),
            "picture": t("What the camera sees"),
            "refused": t("The camera was refused. The browser's settings for this page allow it."),
            "missing": t("No camera could be used."),
            "unable": t(
                "This browser does not read codes here: please use the telephone's own camera, or type the code."
            ),
            "insecure": t(
                "Without https no browser reads codes here, and with it not each one does: please use the telephone's "
                "own camera, or type the code."
            ),
        },
        on_read_change=unheard,
    )
    read = result.read
    return read if isinstance(read, str) and len(read) <= MOST else ""
