"""Arrow's values as Python and as JSON have them. None of it raises for a value that Python has no form for: a date
after 9999, a duration in nanoseconds, a string that is no UTF-8."""

from typing import Any

__all__ = ["cell_of", "json_of"]


def cell_of(scalar: Any) -> Any:
    """The value of a cell: str or bytes if it is text, else whatever Python has for it, or its text.

    A string that is no UTF-8 is given as bytes.
    """
    scalar = plain(scalar)
    if not scalar.is_valid:
        return None
    if is_text(scalar):
        data = scalar.as_buffer().to_pybytes()
        return data if "binary" in str(scalar.type) else text_or_bytes(data)
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, ArithmeticError, ImportError):
        return arrow_text(scalar)


def json_of(scalar: Any) -> Any:
    """The value of a cell as JSON has it: times and decimals as they read, bytes as text with lone surrogates (PEP
    383) for what is no UTF-8."""
    scalar = plain(scalar)
    kind = str(scalar.type).partition("<")[0]
    value: Any
    if not scalar.is_valid:
        value = None
    elif is_text(scalar):
        value = scalar.as_buffer().to_pybytes().decode("utf-8", "surrogateescape")
    elif kind == "struct":
        value = json_of_struct(scalar)
    elif kind == "map":
        value = [[json_of(entry[0]), json_of(entry[1])] for entry in scalar.values]
    elif "list" in kind:
        value = [json_of(item) for item in scalar.values]
    else:
        value = json_of_simple(scalar)
    return value


def json_of_struct(scalar: Any) -> Any:
    """The fields of a struct; pairs where two have one name, which no JSON object can hold."""
    pairs = [(scalar.type.field(at).name, json_of(scalar[at])) for at in range(scalar.type.num_fields)]
    made = dict(pairs)
    return made if len(made) == len(pairs) else pairs


def json_of_simple(scalar: Any) -> Any:
    """The value of a cell that is neither text nor made of others."""
    value = cell_of(scalar)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else arrow_text(scalar)


def plain(scalar: Any) -> Any:
    """The value behind a dictionary or an extension type."""
    while str(scalar.type).startswith(("dictionary", "extension")):
        scalar = scalar.value
        if scalar is None:
            import pyarrow  # there is a scalar, so it is there

            return pyarrow.scalar(None)
    return scalar


def is_text(scalar: Any) -> bool:
    """Whether a cell is a string or bytes."""
    return hasattr(scalar, "as_buffer")


def text_or_bytes(data: bytes) -> str | bytes:
    """The text that bytes are, or the bytes themselves where they are no UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def arrow_text(scalar: Any) -> str:
    """A value as Arrow writes it."""
    import pyarrow

    try:
        return str(scalar.cast(pyarrow.string()).as_py())
    except (pyarrow.ArrowException, ValueError):
        return str(getattr(scalar, "value", scalar))
