"""Reads config/ into frozen values and checks it as a whole; every mistake is reported, with its file and line."""

from pathlib import Path

from queue_server.configuration.building_files import (
    read_calendar,
    read_counters,
    read_displays,
    read_kiosks,
    read_queues,
)
from queue_server.configuration.catalogue_files import read_fields, read_procedures
from queue_server.configuration.centre_file import read_centre
from queue_server.configuration.reader import ConfigurationInvalid, Notebook, Table, read_toml
from queue_server.configuration.screens import read_media
from queue_server.configuration.values import Configuration


def load(folder: Path) -> Configuration:
    """The configuration of a folder. Raises ConfigurationInvalid with every mistake of all its files."""
    notebook = Notebook()
    fields = read_fields(folder / "fields.csv", notebook, strict=True)
    _, procedures, _ = read_procedures(folder / "procedures.csv", fields, notebook, strict=True)
    queues = read_queues(_root(folder / "queues.toml", notebook), fields)
    ids = tuple(queue.id for queue in queues)
    counters_root = _root(folder / "counters.toml", notebook)
    displays_root = _root(folder / "displays.toml", notebook)
    counters = read_counters(counters_root, ids)
    configuration = Configuration(
        centre=read_centre(_root(folder / "centre.toml", notebook), ids, [p.id for p in procedures]),
        queues=queues,
        counters=counters,
        kiosks=read_kiosks(_root(folder / "kiosks.toml", notebook), queues),
        displays=read_displays(displays_root, ids, [counter.number for counter in counters]),
        fields=fields,
        procedures=procedures,
        calendar=read_calendar(_root(folder / "calendar.toml", notebook)),
        media=read_media(displays_root.table("media")),
    )
    served = {queue for counter in configuration.counters for queue in counter.queues}
    for queue in ids:
        if queue and queue not in served:
            counters_root.wrong("no_counter", value=queue)
    if notebook.mistakes:
        raise ConfigurationInvalid(notebook.mistakes)
    return configuration


def _root(path: Path, notebook: Notebook) -> Table:
    return read_toml(path, notebook) or Table(Notebook(), path.name, {}, {})
