"""Reading the YAML of `values/`: exact numbers, no doubles, no unknown keys, places in errors."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml


class ValuesError(ValueError):
    """A file with values is wrong; the message names the file and the key."""


class _ExactLoader(yaml.SafeLoader):
    """A number with a point becomes an exact `Decimal`, and a key given twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ValuesError(f"line {node.start_mark.line + 1}: {key!r} is given twice")
        return super().construct_mapping(node, deep=deep)


def _decimal(loader: _ExactLoader, node: yaml.ScalarNode) -> Decimal:
    try:
        number = Decimal(node.value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "e" in node.value.lower():
        raise ValuesError(f"line {node.start_mark.line + 1}: {node.value!r} is no exact number")
    return number


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


def parse(text: str, name: str) -> object:
    """Parse YAML text; every error names the file."""
    try:
        return yaml.load(text, Loader=_ExactLoader)  # noqa: S506 - a SafeLoader, made exact.
    except (yaml.YAMLError, ValuesError) as error:
        raise ValuesError(f"{name}: {error}") from error


def values_folder() -> Traversable:
    return files("ok_api.rules") / "values"


def read_values(*path: str) -> object:
    """Read one file below `values/`."""
    return parse(values_folder().joinpath(*path).read_text(encoding="utf-8"), "/".join(path))


def yaml_names(folder: str) -> list[str]:
    """The names of the YAML files in a folder below `values/`, in order."""
    entries = (values_folder() / folder).iterdir()
    return sorted(entry.name for entry in entries if entry.name.endswith(".yaml"))


def mapping(
    raw: object,
    where: str,
    *,
    required: Collection[str] = (),
    optional: Collection[str] = (),
) -> Mapping[str, Any]:
    """A mapping with string keys; when keys are named, those and no others."""
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise ValuesError(f"{where}: expected keys with values, found {raw!r}")
    if required or optional:
        unknown = sorted(set(raw) - set(required) - set(optional))
        missing = sorted(set(required) - set(raw))
        if unknown:
            raise ValuesError(f"{where}: unknown key {', '.join(unknown)}")
        if missing:
            raise ValuesError(f"{where}: missing key {', '.join(missing)}")
    return raw


def sequence(raw: object, where: str) -> list[Any]:
    """A list that is not empty."""
    if not isinstance(raw, list) or not raw:
        raise ValuesError(f"{where}: expected a list with at least one entry, found {raw!r}")
    return raw
