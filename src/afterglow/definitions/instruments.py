"""The table of instruments, joined from its parts, and how a written name finds its row.

To add an instrument, add a row to `depression_scales` or `other_scales`. Facts that are not established well
enough to compute with stand in a row under `unsure`, as words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from afterglow.definitions.depression_scales import DEPRESSION_SCALES
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.other_scales import OTHER_SCALES
from afterglow.definitions.parts import Cutoff, Response
from afterglow.definitions.vocabulary import fold, spelling_index

__all__ = ["INSTRUMENTS", "Instrument", "declare", "find_instrument", "find_item", "suicide_item"]

_ROWS = (*DEPRESSION_SCALES, *OTHER_SCALES)

INSTRUMENTS: Mapping[str, Instrument] = {row.key: row for row in _ROWS}

# "PHQ-9 Total", "Total PHQ-9" and the like name the same score; "PHQ-9 item 3" does not.
_BEFORE_NAME = ("", "total")
_AFTER_NAME = (
    "", "total", "score", "totalscore", "scoretotal", "sum", "sumscore", "tot", "tscore", "totalpoints",
)  # fmt: skip


def _spellings(row: Instrument) -> list[str]:
    names = [fold(name) for name in (row.key, row.name, row.full_name, *row.aliases)]
    return [before + name + after for name in names for before in _BEFORE_NAME for after in _AFTER_NAME]


_NAME_INDEX = spelling_index((row.key, _spellings(row)) for row in _ROWS)
_IN_BRACKETS = re.compile(r"(.+)\((.+)\)\s*")
_ITEM_NAME = re.compile(r"(.+?)(?:[_.]|[\W_]*(?:items?|question|q|i)[\W_]*)0*([1-9]\d?)", re.IGNORECASE)


def find_instrument(text: str) -> Instrument | None:
    """Give the instrument a name, header or key stands for, or None.

    Case, spaces and punctuation do not matter, and words such as "total score" may follow. Names that could
    mean several scales ("BDI", "HAM-D", "PHQ-2") are None. "Name (ABBREVIATION)" counts when both agree.
    """
    key = _NAME_INDEX.get(fold(text))
    if key is not None:
        return INSTRUMENTS[key]
    match = _IN_BRACKETS.fullmatch(text)
    outside, inside = (_NAME_INDEX.get(fold(part)) for part in match.groups()) if match else (None, None)
    return INSTRUMENTS[outside] if outside is not None and outside == inside else None


def find_item(text: str) -> tuple[Instrument, int] | None:
    """Give the instrument and item number (from 1) of a header such as ``phq9_item3``, or None.

    The number must be set apart from the name: ``phq9_3`` and ``PHQ-9 Q3`` are items; ``madrs10`` and
    ``CADSS-6`` are not, and a header that is itself a scale's name (``qids_sr_16``) never is.
    """
    match = _ITEM_NAME.fullmatch(text.strip())
    named, row = find_instrument(text), find_instrument(match[1]) if match else None
    if match is None or row is None or row.items is None or (named is not None and named.items is not None):
        return None
    return (row, int(match[2])) if int(match[2]) <= row.items.count else None


def suicide_item(row: Instrument) -> Instrument | None:
    """Give the item of a scale on thoughts of death or self-harm as a scale of its own, or None."""
    if row.suicide_item is None or row.items is None:
        return None
    key = f"{row.key}_item{row.suicide_item}"
    return INSTRUMENTS.get(key) or Instrument(
        key=key,
        name=f"{row.name} item {row.suicide_item}",
        full_name=f"{row.full_name}, item on thoughts of death or self-harm",
        condition="suicidality",
        minimum=row.items.minimum,
        maximum=float(row.items.highest()[row.suicide_item - 1]),
        whole_numbers=True,
        higher_is_worse=True,
        recall_days=row.recall_days,
        recall_words=row.recall_words,
        is_outcome=False,
        licence=row.licence,
        source=row.source,
    )


def declare(key: str, given: Mapping[str, object]) -> Instrument:
    """Make an instrument the table does not know from plain settings (a TOML table).

    Parameters
    ----------
    key : str
        Name under which the scores file calls it.
    given : mapping
        ``minimum``, ``maximum``, ``higher_is_worse``, ``whole_numbers`` and ``remission`` (``"<=10"``), and
        any other field of `Instrument`. Without ``response``, half of baseline is taken on a scale from 0 on
        which higher is worse, and none elsewhere.

    Raises
    ------
    ValueError
        Naming the setting that is missing, unknown or contradictory, never its value.
    """
    from pydantic import TypeAdapter, ValidationError

    aliases = given.get("aliases")
    spellings = (key, *(aliases if isinstance(aliases, list | tuple) else ()))
    if any(isinstance(name, str) and find_instrument(name) for name in spellings):
        raise ValueError(
            f"instrument {key}: the table has a scale of that name; its cut-off and reliable change are set "
            "with remission_cutoff and reliable_points"
        )
    plain = {"source": "declared by the clinic", **given, "key": key}
    if isinstance(plain.get("remission"), str):
        plain["remission"] = Cutoff.parse(str(plain["remission"]))
    if "response" not in plain and plain.get("higher_is_worse") is True and plain.get("minimum") == 0:
        plain["response"] = Response(source="half of baseline or less, the usual definition")
    try:
        return TypeAdapter(Instrument).validate_python(plain)
    except ValidationError as error:
        faults = "; ".join(_fault(item["loc"], item["msg"]) for item in error.errors())
        raise ValueError(f"instrument {key}: {faults}") from None


def _fault(where: tuple[int | str, ...], message: str) -> str:
    words = message.removeprefix("Value error, ")
    return f"{'.'.join(map(str, where))}: {words}" if where else words
