"""The web page: hits become HTML and JSON. `create_app` makes the Flask application.

Its door, too, loads what it names only when it is used: the help of the command reads the module beside it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webui.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> object:
    """Load `create_app`."""
    if name != "create_app":
        raise AttributeError(f"module 'webui' has no attribute {name!r}")
    from webui.app import create_app

    return create_app
