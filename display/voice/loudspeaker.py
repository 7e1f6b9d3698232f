"""The loudspeaker: plays announcements by pygame's mixer. It never raises.

A TV may be switched on after its computer, or off for an hour, and its loudspeaker comes and goes with it: what is not there
is looked for again.
"""

from __future__ import annotations

import logging
import threading
from array import array
from pathlib import Path

import pygame

from display.voice import pcm
from display.voice.pack import Pack
from shared.wire.light.board import Call

LOOK_SECONDS = 5.0
"""The pause between two looks for a loudspeaker that is not there yet."""
_LOG = logging.getLogger("motcua.voice")


class Loudspeaker:
    """A voice with a volume from 0 to 100. Without sound hardware or clips it stays quiet, until there are some."""

    def __init__(self, pack: Pack, volume: int = 80, mute: bool = False, generate: bool = True) -> None:
        self._pack = pack
        self.volume = volume
        self.words = True
        """False leaves only the chime."""
        self.english = False
        """Whether every call is said in English, too; one in English always is."""
        self._call: tuple[Call, int, bool, bool] | None = None
        self._samples: array[int] = array("h")
        self._channel: pygame.mixer.Channel | None = None
        self._closed = threading.Event()
        self._lost = threading.Event()
        self.works = not mute and _open(logging.WARNING)
        if not mute and generate:
            threading.Thread(target=self._keep_open, name="loudspeaker", daemon=True).start()

    def _keep_open(self) -> None:
        """Looks for the sound card until it is there, has the clips made, and looks again once it was lost."""
        while True:
            while not self.works:
                if self._closed.wait(LOOK_SECONDS):
                    return
                # Nobody may find it open before its samples are at our rate.
                self.works = _open(logging.DEBUG)
                if self.works:
                    _LOG.info("the loudspeaker is there now")
            # A few seconds on the first start; meanwhile calls have their chime.
            self._pack.generate()
            self._lost.wait()
            if self._closed.is_set():
                return
            self._lost.clear()
            # Here, since a card that is gone may take its time.
            pygame.mixer.quit()

    def lost(self) -> None:
        """The sound card is gone, says the system. What was just said is not heard; the screen shows it all the same."""
        if self.works:
            _LOG.warning("the loudspeaker is gone; looking for it")
            self.works = False
            self._channel = None
            self._lost.set()

    def seconds(self, call: Call, times: int) -> float:
        """How long saying this call takes; without a loudspeaker, and in quiet hours, 0."""
        if not self.works or self.volume == 0:
            return 0.0
        english = self.english or call.lang == "en"
        wanted = (call, times, self.words, english)
        if self._call != wanted:
            said = times if self.words else 0
            self._samples = self._pack.call(call.number, call.counter, said, english)
            self._call = wanted
        return len(self._samples) / pcm.RATE

    def say(self, call: Call, times: int) -> None:
        """Starts to say the call."""
        if self.seconds(call, times):
            self._play(self._samples, self.volume)

    def warn(self, volume: int) -> None:
        """Starts to say that there is an emergency; not even quiet hours keep it silent."""
        if self.works:
            self._play(self._pack.warning(), volume)

    def _play(self, samples: array[int], volume: int) -> None:
        sound = pygame.mixer.Sound(buffer=samples)
        sound.set_volume(volume / 100)
        self._channel = sound.play()

    @property
    def playing(self) -> bool:
        """Whether something can still be heard."""
        return self._channel is not None and self._channel.get_busy()

    def stop(self) -> None:
        """Silence, at once."""
        if self._channel is not None:
            self._channel.stop()

    def close(self) -> None:
        """Gives the sound card back."""
        self._closed.set()
        self._lost.set()
        if self.works:
            pygame.mixer.quit()
            self.works = False


def _open(level: int) -> bool:
    try:
        # No changes allowed: SDL converts to what the card can do, and our samples stay as they are.
        pygame.mixer.init(frequency=pcm.RATE, size=-16, channels=1, buffer=1024, allowedchanges=0)
    except pygame.error as error:
        _LOG.log(level, "no sound on this machine: %s", error)
        return False
    return True


def convert(path: Path) -> array[int] | None:
    """A recording of any format that SDL reads, at our rate; None when it cannot. Needs the open mixer."""
    try:
        return array("h", pygame.mixer.Sound(str(path)).get_raw())
    except (pygame.error, OSError) as error:
        _LOG.warning("the recording %s cannot be read: %s", path.name, error)
        return None
