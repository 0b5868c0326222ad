"""What guards the whole application: headers, forwarding proxies, limits, and logs without people's IDs."""

from mien.study.app.security.assemble import secure
from mien.study.app.security.connections import guarded
from mien.study.app.security.logs import server_settings

__all__ = ["guarded", "secure", "server_settings"]
