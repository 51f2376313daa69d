"""Patient ids of several files to common codes. The ids end here."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from afterglow.ingest.cells import Words
from afterglow.ingest.sheet import Sheet
from afterglow.ledger import Ints

LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
NOBODY = -1


def common_codes(files: Sequence[tuple[Sheet, Words]]) -> list[Ints]:
    """Give each file's rows their patient, as a code all files share; `NOBODY` where the id is blank.

    Ids are compared as written. Rows without one are dropped, and ids that differ from another only in case,
    spaces or leading zeros are pointed out.
    """
    texts = [words.texts() for _, words in files]
    every = sorted({text for of_file in texts for text in of_file if text.strip()})
    code = {text: at for at, text in enumerate(every)}
    found = []
    for (sheet, words), of_file in zip(files, texts, strict=True):
        of_value = np.array([code.get(text, NOBODY) for text in of_file], np.int64)
        codes = of_value[words.codes] if len(words) else np.zeros(0, np.int64)
        sheet.note("no_patient", codes == NOBODY, sheet.label("patient_id"))
        found.append(codes)
    _note_similar(files, texts)
    return found


def same_when_folded(text: str) -> str:
    """What is left of an id without case, spaces and leading zeros."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return LEADING_ZEROS.sub("", "".join(plain.split()))


def _note_similar(files: Sequence[tuple[Sheet, Words]], texts: Sequence[list[str]]) -> None:
    """Each spelling but the first is listed where it first stands, with the place of the first."""
    places: dict[str, dict[str, list[tuple[Sheet, int]]]] = defaultdict(dict)
    for (sheet, words), of_file in zip(files, texts, strict=True):
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
