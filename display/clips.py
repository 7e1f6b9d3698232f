"""`motcua display --clips`: the list of clips that recordings can replace, and what is wrong with a folder of them."""

from pathlib import Path

from display.voice.pack import Pack
from display.voice.recordings import longest
from shared.text.messages import say


def listing(pack: Pack, folder: Path, lang: str) -> tuple[str, bool]:
    """The list for a terminal, and whether every file of the folder can be used."""
    found = {recording.file: recording for recording in pack.recorded()}
    used = {recording.name: recording.file.name for recording in found.values() if recording.trouble is None}
    missing = "" if folder.is_dir() else f" {say('display.clips.no_folder', lang)}"
    lines = [say("display.clips.heading", lang, folder=folder) + missing]
    for name, (language, words) in pack.names().items():
        lines.append("\t".join([name, language, words, used.get(name, "")]).rstrip())
    for recording in found.values():
        values = {"seconds": recording.seconds, "longest": longest(recording.name)}
        verdict = say(f"display.clips.{recording.trouble or 'good'}", lang, **values)
        lines.append(f"{recording.file.name}: {verdict}")
    bad = sum(recording.trouble is not None for recording in found.values())
    lines.append(say("display.clips.summary", lang, good=len(found) - bad, bad=bad))
    return "\n".join(lines), bad == 0
