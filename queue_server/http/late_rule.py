"""An address of the server that learns to write itself down only when somebody asks for that.

For each address the library compiles two functions that can write it into a page. A handful of our addresses are ever
written so, and compiling the others was two thirds of the work of wiring an application.
"""

from collections.abc import Callable

from werkzeug.routing import Rule


class LateRule(Rule):
    """The library's rule, whose writing functions are compiled at their first call."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder
        compiled: list[Callable[..., tuple[str, str]]] = []

        def write(rule: Rule, **values: object) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_now(append_unknown))
            return compiled[0](rule, **values)

        return write
