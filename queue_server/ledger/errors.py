"""The exception of a rule that a request breaks. Its sentence for people is in the message catalogues."""

from collections.abc import Callable


class RuleBroken(Exception):
    """A request that the rules refuse.

    `code` names the rule on the wire and its sentence in the catalogue `rules` (or `rules_dossier`); `status` is the
    HTTP status; `values` fill the sentence's placeholders; `extra` goes into the problem document as it is.
    """

    def __init__(
        self,
        code: str,
        status: int = 409,
        *,
        retry_after: int | None = None,
        extra: dict[str, object] | None = None,
        **values: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.extra = extra or {}
        self.values = values


def is_allowed(check: Callable[[], object]) -> bool:
    """Whether a check has nothing against it, that is, raises no RuleBroken."""
    try:
        check()
    except RuleBroken:
        return False
    return True
