"""The one entry: imported, it is the server; run by Streamlit, it is the frame around every page."""

if __name__ == "__main__":
    from components import frame

    frame.show()
else:
    from pathlib import Path

    import streamlit as st

    from components.bulletin_files import made
    from components.frame import apologise
    from server import asgi, bulletin_files

    bulletin_files.made_by(made)
    app = st.App(
        Path(__file__).resolve(),
        routes=asgi.ROUTES,
        middleware=asgi.MIDDLEWARE,
        lifespan=asgi.lifespan,
        on_script_error=apologise,
    )
