"""What a change of a setting changes: only the values that differ, by their path."""

from collections.abc import Mapping

Values = dict[str, object]


def flattened(values: Mapping[str, object], prefix: str = "") -> Values:
    """Return nested values by their path.

    >>> flattened({"lanes": {"general": {"prefix": "A"}}, "open": True})
    {'lanes.general.prefix': 'A', 'open': True}
    """
    flat: Values = {}
    for name, value in values.items():
        path = f"{prefix}{name}"
        flat |= flattened(value, f"{path}.") if isinstance(value, Mapping) else {path: value}
    return flat


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Values, Values]:
    """Return the values from which and to which something changes, flattened; equal values are left out."""
    old, new = flattened(before), flattened(after)
    paths = [path for path in (*old, *(path for path in new if path not in old)) if old.get(path) != new.get(path)]
    return {path: old[path] for path in paths if path in old}, {path: new[path] for path in paths if path in new}
