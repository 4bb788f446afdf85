"""How templates become HTML: as Jinja does it, but without an object for each of the 500 values of a page.

Jinja escapes a value to a `Markup`, a subclass of str written in Python, only to join it with the next; a plain str
that is escaped does as well. Everything is escaped as before: what is not `Markup`.
"""

from __future__ import annotations

import html
from collections.abc import MutableMapping
from typing import Any, Final

import markupsafe
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

from webui.language import say_html

_escape_text: Final = getattr(markupsafe, "_escape_inner", html.escape)


def escaped(value: object) -> str:
    """Return a value as it may stand in HTML."""
    if type(value) is str:
        text: str = _escape_text(value)
        return text
    return value if isinstance(value, Markup) else markupsafe.escape(str(value))


class _Generator(CodeGenerator):
    """Compiles templates that call `escaped` where Jinja's call `markupsafe.escape`, and functions without detours."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - Jinja's
        """Call directly: Jinja looks at a function first, to see whether it wants the context. None of ours does."""
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        if isinstance(node.node, nodes.Name) and node.node.name == "_":
            self.write("environment.say")
        else:
            self.visit(node.node, frame)
        self.write("(")
        for value in node.args:
            self.visit(value, frame)
            self.write(", ")
        for named in node.kwargs:
            self.write(f"{named.key}=")
            self.visit(named.value, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class PageEnvironment(Environment):
    """Flask's environment of templates, with the generator above."""

    code_generator_class = _Generator
    escaped = staticmethod(escaped)
    say = staticmethod(say_html)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template knows beside its context: for one with nothing of its own the common dict itself.

        Jinja lays a dict of its own over that, and goes through both in Python whenever a template is rendered.
        """
        return super().make_globals(d) if d else self.globals
