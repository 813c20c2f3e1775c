"""What the views of the key figures show, each declared once: the page draws it, files and subscriptions tell it."""
