"""The one entry: imported, it is the server; run by Streamlit, it is the frame around every page."""

if __name__ == "__main__":
    from components import frame

    frame.show()
else:
    from importlib import import_module
    from pathlib import Path

    import streamlit as st

    from components.apology import apologise
    from components.bulletin_files import made
    from server import asgi, bulletin_files

    def load_frame() -> None:
        """The sign-in library makes a cache as it is loaded, which must find Streamlit's runtime there."""
        import_module("components.frame")

    bulletin_files.made_by(made)
    app = st.App(
        Path(__file__).resolve(),
        routes=asgi.ROUTES,
        middleware=asgi.MIDDLEWARE,
        lifespan=asgi.lifespan(load_frame),
        on_script_error=apologise,
    )
