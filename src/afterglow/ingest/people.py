"""Patient ids of several files to common codes. The ids end here."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from afterglow.ingest.pile import Part, Pile
from afterglow.ingest.sheet import Sheet
from afterglow.ledger import Ints

LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
NOBODY = -1


def common_codes(piles: Sequence[Pile]) -> list[Ints]:
    """Give each pile's rows their patient, as a code all piles share; `NOBODY` where the id is blank.

    Ids are compared as written. Rows without one are dropped, and ids that differ from another only in case,
    spaces or leading zeros are pointed out.
    """
    parts = [part for pile in piles for part in pile.parts]
    texts = [part.ids.texts() for part in parts]
    every = sorted({text for of_file in texts for text in of_file if text.strip()})
    code = {text: at for at, text in enumerate(every)}
    _note_similar(parts, texts)
    spelled = iter(texts)
    return [np.concatenate([_codes(part, next(spelled), code) for part in pile.parts]) for pile in piles]


def _codes(part: Part, texts: list[str], code: dict[str, int]) -> Ints:
    of_value = np.array([code.get(text, NOBODY) for text in texts], np.int64)
    codes = of_value[part.ids.codes]
    part.sheet.note("no_patient", codes == NOBODY, part.sheet.label("patient_id"))
    return codes


def same_when_folded(text: str) -> str:
    """What is left of an id without case, spaces and leading zeros."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return LEADING_ZEROS.sub("", "".join(plain.split()))


def _note_similar(parts: Sequence[Part], texts: Sequence[list[str]]) -> None:
    """Each spelling but the first is listed where it first stands, with the place of the first."""
    places: dict[str, dict[str, list[tuple[Sheet, int]]]] = defaultdict(dict)
    for part, of_file in zip(parts, texts, strict=True):
        sheet, words = part.sheet, part.ids
        lines = sheet.lines[np.minimum(words.first_rows(), len(sheet) - 1)] if len(sheet) else []
        for text, line in zip(of_file, lines, strict=False):
            if text.strip():
                places[same_when_folded(text)].setdefault(text, []).append((sheet, int(line)))
    for spellings in places.values():
        if len(spellings) > 1:
            (first, line), *_ = next(iter(spellings.values()))
            where = f"{first.table.name}, line {line}"
            for spelling in list(spellings.values())[1:]:
                for sheet, at in spelling:
                    sheet.findings.add("similar_ids", at, column=sheet.label("patient_id"), where=where)
