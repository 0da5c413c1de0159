"""The set file as other programs read it: an editor by YAML 1.2, PyYAML by YAML 1.1."""

import datetime

import yaml


class Core(yaml.SafeLoader):
    """YAML 1.2: only true and false are booleans, and no text becomes a day."""


Core.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_an_editor(text: str) -> object:
    """Return the document with numbers as numbers and every other word as text."""
    return yaml.load(text, Loader=Core)  # noqa: S506 - a SafeLoader


def as_pyyaml(text: str) -> object:
    """Return the document with yes/no as booleans, days as text again, keys as text."""
    return _plain(yaml.safe_load(text))


def _plain(data: object) -> object:
    if isinstance(data, dict):
        words = {True: "yes", False: "no"}
        return {
            words[key] if isinstance(key, bool) else str(key): _plain(value)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [_plain(item) for item in data]
    return data.isoformat() if isinstance(data, datetime.date) else data
