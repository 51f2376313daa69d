"""The scores file: one row a questionnaire, or one column an instrument; every total checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.vocabulary import find_timing
from afterglow.ingest.cells import Words, words_of
from afterglow.ingest.columns import Layout, Scales
from afterglow.ingest.items import Answers, possible, totals_with_items
from afterglow.ingest.limits import Limits
from afterglow.ingest.moments import Moments, join_moments
from afterglow.ingest.numbers import Decimal, parse_numbers
from afterglow.ingest.pile import Part, Pile, join_piles
from afterglow.ingest.sheet import Sheet
from afterglow.ingest.values import beyond_others, looks_like_code, outside
from afterglow.ingest.wellbeing import Who5Scale, find_scale, no_multiple, question
from afterglow.ledger import Bools, Floats, Ints

PRE, POST, NOT_SAID = 0, 1, -1
WHO5 = "who5"


@dataclass(frozen=True, slots=True)
class Entry:
    """The scores of one instrument.

    rows : row of the sheet each stands in. total : never NaN. answers : to its questions, rows as in `rows`.
    """

    instrument: str
    rows: Ints
    total: Floats
    answers: Answers = field(default_factory=Answers)
    derived: bool = False
    """Taken out of another questionnaire: never counted as a score of the file."""


@dataclass(frozen=True, slots=True)
class ScoreRows:
    """Every score of a file or several, also of rows dropped later: `pile.kept` says which rows count.

    timing : (rows,) `PRE`, `POST` or `NOT_SAID`.
    """

    pile: Pile
    moments: Moments
    timing: Ints
    entries: tuple[Entry, ...]


def join_scores(files: Sequence[ScoreRows]) -> ScoreRows:
    """The rows of several files, one below the other."""
    starts = np.cumsum([0, *(len(rows.pile) for rows in files)])
    return ScoreRows(
        pile=join_piles([rows.pile for rows in files]),
        moments=join_moments([rows.moments for rows in files]),
        timing=np.concatenate([rows.timing for rows in files]),
        entries=tuple(
            replace(entry, rows=entry.rows + start)
            for rows, start in zip(files, starts, strict=False)
            for entry in rows.entries
        ),
    )


@dataclass(slots=True)
class ScoreReader:
    """One scores file being read."""

    sheet: Sheet
    layout: Layout
    scales: Scales
    decimal: Decimal
    limits: Limits
    who5_scale: Who5Scale | None

    def read(self, ids: Words, moments: Moments) -> ScoreRows:
        timing = self._timing()
        self.sheet.wide = "instrument" not in self.layout.fields
        found = self._wide() if self.sheet.wide else self._long()
        entries = tuple(entry for entry in found if len(entry.rows))
        if self.sheet.wide:
            self._drop_rows_without(entries)
        return ScoreRows(Pile((Part(self.sheet, ids),)), moments, timing, entries)

    def _timing(self) -> Ints:
        if "timing" not in self.sheet:
            return np.full(len(self.sheet), NOT_SAID, np.int64)
        words = self.sheet.words("timing")
        found = [find_timing(text) for text in words.texts()]
        unknown = np.array([key is None for key in found], bool) & ~words.blank()
        self.sheet.note("unknown_word", unknown[words.codes], self.sheet.label("timing"), field="timing")
        of_key = {"pre": PRE, "post": POST, None: NOT_SAID}
        return np.array([of_key[key] for key in found], np.int64)[words.codes]

    # One row a questionnaire.

    def _long(self) -> Iterator[Entry]:
        words, label = self.sheet.words("instrument"), self.sheet.label("instrument")
        texts, blank = words.texts(), words.blank()
        found = [None if empty else self.scales.find(text) for text, empty in zip(texts, blank, strict=True)]
        nameless = np.array([scale is None for scale in found], bool)
        self.sheet.scores = len(self.sheet)
        self.sheet.reject("no_instrument", np.flatnonzero(blank[words.codes]), label)
        self.sheet.reject("unknown_instrument", np.flatnonzero((nameless & ~blank)[words.codes]), label)
        total_label = self.sheet.label("total") if "total" in self.sheet else label
        totals, unread = self._numbers(self.sheet.words("total"), total_label) if "total" in self.sheet else (
            np.full(len(self.sheet), np.nan), np.zeros(len(self.sheet), bool)
        )  # fmt: skip
        self.sheet.reject("total_not_a_number", np.flatnonzero(unread & ~nameless[words.codes]), total_label)
        for key in sorted({scale.key for scale in found if scale is not None}):
            of_value = np.array([scale is not None and scale.key == key for scale in found], bool)
            rows = np.flatnonzero(of_value[words.codes] & ~unread)
            named = " ".join(text for text, mine in zip(texts, of_value, strict=True) if mine)
            yield from self._entries(self.scales[key], rows, totals[rows], label=total_label, named=named)

    # One column an instrument.

    def _wide(self) -> Iterator[Entry]:
        columns = dict(self.layout.totals)
        for key in sorted({*columns, *(key for key, _, _ in self.layout.items)}):
            scale = self.scales[key]
            label = self._header(columns[key]) if key in columns else scale.name
            totals, unread = np.full(len(self.sheet), np.nan), np.zeros(len(self.sheet), bool)
            if key in columns:
                totals, unread = self._numbers(words_of(self.sheet.table.columns[columns[key]]), label)
            answered = self._answered(key)
            rows = np.flatnonzero((~np.isnan(totals) | answered) & ~unread)
            self.sheet.scores += len(rows) + int(unread.sum())
            self.sheet.reject("total_not_a_number", np.flatnonzero(unread), label)
            yield from self._entries(scale, rows, totals[rows], label=label, named=label)

    def _answered(self, key: str) -> Bools:
        answered = np.zeros(len(self.sheet), bool)
        for _, _, at in self._item_columns(self.scales[key]):
            words = words_of(self.sheet.table.columns[at])
            answered |= ~words.blank()[words.codes]
        return answered

    def _drop_rows_without(self, entries: Sequence[Entry]) -> None:
        """Rows of which no score is left: blank ones, and those whose every score was refused."""
        left = np.zeros(len(self.sheet), bool)
        for entry in entries:
            left[entry.rows] = True
        self.sheet.note("no_score", ~left)

    # Both.

    def _entries(
        self, scale: Instrument, rows: Ints, given: Floats, *, label: str, named: str
    ) -> Iterator[Entry]:
        if scale.scoring == "no_total":
            self.sheet.reject("scale_without_total", rows, label, scale=scale.name)
            return
        answers = self._answers(scale, rows)

        def note(code: str, which: Bools, **words: object) -> None:
            self.sheet.reject(code, rows[which], label, **words)

        written = given
        if scale.key == WHO5:
            given = self._as_percent(scale, given, answers, named)
            odd = no_multiple(scale, given) & ~outside(given, scale.minimum, scale.maximum)
            note("total_no_multiple", odd, scale=scale.name, factor=scale.multiplier)
            rows, given, written, answers = rows[~odd], given[~odd], written[~odd], answers.take(~odd)
        total = totals_with_items(scale, given, answers, note)
        some = answers.answered > 0 if answers.items is not None else np.zeros(len(rows), bool)
        blank = np.isnan(total)
        note("items_missing", blank & some, scale=scale.name)
        note("no_total", blank & ~some, scale=scale.name)
        words = {"scale": scale.name, "low": _limit(scale.minimum), "high": _limit(scale.maximum)}
        wrong = outside(total, scale.minimum, scale.maximum) | beyond_others(
            total, scale.minimum, scale.maximum
        )
        coded = wrong & looks_like_code(written)
        note("total_sentinel", coded, **words)
        note("total_out_of_range", wrong & ~coded, **words)
        broken = scale.whole_numbers & (total != np.floor(total)) & ~blank & ~wrong
        note("total_not_whole", broken, **words)
        sound = ~blank & ~wrong & ~broken
        yield Entry(scale.key, rows[sound], total[sound], answers.take(sound))
        yield from _suicide_item(scale, rows[sound], answers.take(sound))

    def _as_percent(self, scale: Instrument, given: Floats, answers: Answers, named: str) -> Floats:
        sums = None if answers.items is None else np.sum(answers.items, axis=1)
        found = find_scale(scale, given, sums, named) or self.who5_scale
        if found is None and not np.isnan(given).all():
            self.sheet.findings.ask(question(self.sheet.table.name))
        return given * scale.multiplier if found == "raw" else given

    def _answers(self, scale: Instrument, rows: Ints) -> Answers:
        columns = self._item_columns(scale)
        function = None
        if scale.function_item is not None and "function" in self.sheet:
            at = self.layout.fields["function"]
            function = self._item(at, rows, 0, scale.function_item)
        if scale.items is None or not columns:
            return Answers(None, function)
        items = np.full((len(rows), scale.items.count), np.nan)
        for _, number, at in columns:
            highest = float(scale.items.highest()[number - 1])
            items[:, number - 1] = self._item(at, rows, scale.items.minimum, highest)
        return Answers(items, function)

    def _item_columns(self, scale: Instrument) -> list[tuple[str, int, int]]:
        count = 0 if scale.items is None else scale.items.count
        return [item for item in self.layout.items if item[0] in (scale.key, "") and item[1] <= count]

    def _item(self, at: int, rows: Ints, lowest: float, highest: float) -> Floats:
        """One column of answers; what the form does not offer is left out and reported."""
        words = words_of(self.sheet.table.columns[at])
        values, blank = (
            parse_numbers(words, self.decimal)[words.codes][rows],
            words.blank()[words.codes][rows],
        )
        wrong = ~blank & (np.isnan(values) | ~possible(values, lowest, highest))
        self.sheet.findings.add(
            "item_impossible",
            self.sheet.lines[rows[wrong]],
            column=self._header(at),
            low=_limit(lowest),
            high=_limit(highest),
        )
        return np.where(wrong, np.nan, values)

    def _numbers(self, words: Words, label: str) -> tuple[Floats, Bools]:
        values, blank = parse_numbers(words, self.decimal)[words.codes], words.blank()[words.codes]
        unread = np.isnan(values) & ~blank
        if self.sheet.too_many(unread, ~blank, self.limits.unreadable_share):
            self.sheet.findings.add("numbers_unreadable", column=label)
        return values, unread

    def _header(self, at: int) -> str:
        return " ".join(self.sheet.table.header[at].split())


def _suicide_item(scale: Instrument, rows: Ints, answers: Answers) -> Iterator[Entry]:
    """The item on thoughts of death as a score of its own, where the table of instruments has it."""
    key = f"{scale.key}_item{scale.suicide_item}"
    if answers.items is not None and scale.suicide_item is not None and key in INSTRUMENTS:
        item = answers.items[:, scale.suicide_item - 1]
        told = ~np.isnan(item)
        yield Entry(key, rows[told], item[told], derived=True)


def _limit(value: float | None) -> str:
    return "any number" if value is None else f"{value:g}"
