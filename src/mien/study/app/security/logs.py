"""Logs that do not tell who took part: no query strings, which hold platform IDs, and no addresses."""

from __future__ import annotations

import logging
from typing import Any


class Anonymous(logging.Filter):
    """Takes the client's address and the query string out of the server's access log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always logged."""
        arguments = record.args
        if isinstance(arguments, tuple) and len(arguments) == 5:
            _, method, path, version, status = arguments
            record.args = ("-", method, str(path).partition("?")[0], version, status)
        return True


def log_settings(level: str = "INFO", access: bool = False) -> dict[str, Any]:
    """Logging of the web server as `logging.config.dictConfig` takes it.

    Parameters
    ----------
    level : of the server's own messages.
    access : a line a request; off by default, as a study has many and they say little.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"anonymous": {"()": Anonymous}},
        "formatters": {
            "server": {"()": "uvicorn.logging.DefaultFormatter", "fmt": "%(levelprefix)s %(message)s"},
            "access": {
                "()": "uvicorn.logging.AccessFormatter",
                "fmt": '%(asctime)s %(levelprefix)s "%(request_line)s" %(status_code)s',
            },
        },
        "handlers": {
            "server": {
                "class": "logging.StreamHandler",
                "formatter": "server",
                "stream": "ext://sys.stderr",
            },
            "access": {
                "class": "logging.StreamHandler",
                "formatter": "access",
                "filters": ["anonymous"],
                "stream": "ext://sys.stderr",
            },
        },
        "loggers": {
            "uvicorn": {"handlers": ["server"], "level": level, "propagate": False},
            "uvicorn.error": {"level": level},
            "uvicorn.access": {
                "handlers": ["access"] if access else [],
                "level": "INFO" if access else "CRITICAL",
                "propagate": False,
            },
        },
    }


def server_settings(access: bool = False) -> dict[str, Any]:
    """Arguments of `uvicorn.run` and `uvicorn.Config` that the guards count on.

    The server must not read forwarding headers itself: whom to trust is said in study.toml, and read by
    `mien.study.app.security.forwarded`.
    """
    return {
        "proxy_headers": False,
        "server_header": False,
        "access_log": access,
        "log_config": log_settings(access=access),
    }
