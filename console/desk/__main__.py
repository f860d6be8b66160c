"""`python -m console.desk`: serve the desk until the process is ended; a child of the supervisor or alone."""

import logging

import uvicorn

from console.desk.app import make_desk
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine

PLAIN = "the desk listens on %s by plain http: passwords cross the network unprotected; set GI_DESK_CERTIFICATE"
PROXIES = "127.0.0.1,::1"
"""Whose word about the browser's address is believed, where GI_DESK_TLS says that there is a proxy."""


def main() -> None:
    """Open the store and listen on desk_host:desk_port. Raises SettingsError, RegisterError."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    settings = read_settings()
    if not settings.is_loopback and not settings.is_https:
        logging.getLogger("gi_leads.desk").warning(PLAIN, settings.desk_host)
    app = make_desk(open_engine(settings.store_url), settings)
    uvicorn.run(
        app,
        host=settings.desk_host,
        port=settings.desk_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.desk_tls,
        forwarded_allow_ips=PROXIES,
        ssl_certfile=settings.desk_certificate or None,
        ssl_keyfile=settings.desk_key or None,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
