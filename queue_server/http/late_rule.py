"""An address of the server whose writing functions are compiled only when they are needed.

For each address the library compiles two functions that build a link to it. Pages link to a handful of our addresses in that
way, and compiling the functions of all others took two thirds of the time of wiring an application.
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
