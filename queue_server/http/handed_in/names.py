"""The name that an uploaded file has, as it may be kept and shown."""

from queue_server.ledger.errors import RuleBroken

LONGEST_NAME = 200


_UNPRINTABLE = dict.fromkeys((*range(32), 127))


def clean_name(name: str) -> str:
    """A file's name without folders and control characters. RuleBroken `file_name_missing` (422) for none."""
    clean = name.replace("\\", "/").rsplit("/", 1)[-1].translate(_UNPRINTABLE).strip()[-LONGEST_NAME:]
    if not clean:
        raise RuleBroken("file_name_missing", 422, extra={"code": "invalid"})
    return clean
