"""`python -m console.desk`: serve the desk until the process is ended; a child of the supervisor or alone."""

import logging

import uvicorn

from console.desk.app import make_desk
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine


def main() -> None:
    """Open the store and listen on desk_host:desk_port. Raises SettingsError, RegisterError."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    settings = read_settings()
    app = make_desk(open_engine(settings.store_url), settings)
    uvicorn.run(
        app,
        host=settings.desk_host,
        port=settings.desk_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
