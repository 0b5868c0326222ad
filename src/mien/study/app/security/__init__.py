"""What guards the whole application: headers, forwarding proxies, limits, and logs without people's IDs."""

from mien.study.app.security.assemble import secure
from mien.study.app.security.logs import server_settings

__all__ = ["secure", "server_settings"]
