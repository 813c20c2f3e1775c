"""Serving the platform: one uvicorn process, which answers small messages at once (no Nagle delay)."""

import uvicorn


def serve(host: str, port: int) -> None:
    """Serve until interrupted."""
    uvicorn.run(
        "app:app",
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,  # longer than a proxy's, so that it never reuses a connection just closed
        timeout_graceful_shutdown=5,
        ws_max_size=64 * 2**20,
    )
