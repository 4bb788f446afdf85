"""The web page: hits become HTML and JSON. `create_app` makes the Flask application."""

from webui.app import create_app

__all__ = ["create_app"]
