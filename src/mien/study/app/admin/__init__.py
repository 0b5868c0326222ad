"""The administrator's pages: how the study stands, who takes part, what went wrong."""

from mien.study.app.admin.access import first_token, reset_admin
from mien.study.app.admin.entrance import setup_address
from mien.study.app.admin.routes import admin_routes

__all__ = ["admin_routes", "first_token", "reset_admin", "setup_address"]
