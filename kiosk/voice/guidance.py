"""Spoken guidance for browsers without a Vietnamese voice of their own: text in, WAV out."""

import logging
import shutil
import subprocess
import sys
import threading
from functools import lru_cache
from importlib.util import find_spec

_LOG = logging.getLogger(__name__)
_WITHIN = 10.0
_one_at_a_time = threading.Lock()


def available() -> bool:
    """Whether this machine has a voice."""
    return find_spec("espeakng_loader") is not None or shutil.which("espeak-ng") is not None


def speak(text: str, lang: str = "vi") -> bytes | None:
    """The text as a WAV file; None if it cannot be spoken. The latest sentences are kept in memory."""
    if not text.strip():
        return None
    with _one_at_a_time:
        try:
            return _said(text, lang)
        except (OSError, subprocess.SubprocessError) as error:
            _LOG.warning("spoken guidance: %s", error)
            return None


@lru_cache(maxsize=32)
def _said(text: str, lang: str) -> bytes:
    command = [sys.executable, "-P", "-m", "kiosk.voice.speaker", lang]
    return subprocess.run(
        command, input=text.encode(), capture_output=True, check=True, timeout=_WITHIN
    ).stdout
