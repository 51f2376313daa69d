"""A clinic's files to a Ledger, or to the list of what stands in the way.

The one entrance of the import: nothing is padded, moved, guessed or left out in silence, and what only the
clinic can know is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.plausible import Limits as Plausible
from afterglow.definitions.vocabulary import Kind
from afterglow.ingest.build import Built, Files, Settings, build
from afterglow.ingest.cells import words_of
from afterglow.ingest.columns import Layout, Scales, find_kind, layout_of, looks_like, missing, note_columns
from afterglow.ingest.deidentify import Examined, Removed, examine
from afterglow.ingest.limits import BROWSER, Limits
from afterglow.ingest.moments import DateAnswers, DateOrder, Epoch, read_moments
from afterglow.ingest.numbers import Decimal, find_decimal
from afterglow.ingest.patients import NUMBERS as PATIENT_NUMBERS
from afterglow.ingest.patients import PatientRows, join_patients, read_patients
from afterglow.ingest.problems import Findings, Problem, Question, in_order
from afterglow.ingest.reading import Table, read
from afterglow.ingest.scores import ScoreReader, ScoreRows, join_scores
from afterglow.ingest.sessions import NUMBERS as SESSION_NUMBERS
from afterglow.ingest.sessions import SessionRows, join_sessions, read_sessions
from afterglow.ingest.sheet import Sheet, sheet_of
from afterglow.ingest.wellbeing import Who5Scale
from afterglow.ledger import UNKNOWN, Ledger


@dataclass(frozen=True, slots=True)
class Source:
    """One file as uploaded; `kind` where the clinic said what it is."""

    name: str
    data: bytes
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the clinic answered, and what it declared. None: not asked, or not answered.

    delimiter : `comma`, `semicolon`, `tab`, `pipe` or the character. cutoff : last day the data cover.
    reaches_back : whether the file holds everybody's first session.
    drop_columns : whether identifying columns may be dropped: all of them, or those of these headers.
    instruments : scales the table does not know. today : the day of import, for tests.
    """

    delimiter: str | None = None
    date_order: DateOrder | None = None
    excel_epoch: Epoch | None = None
    decimal: Decimal | None = None
    who5_scale: Who5Scale | None = None
    cutoff: date | None = None
    reaches_back: bool | None = None
    drop_columns: bool | tuple[str, ...] = False
    instruments: tuple[Instrument, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of one file's rows: `rows` = `kept` + the sum of `dropped`.

    scores, scores_kept, scores_left_out : of a scores file, the same for single scores (a row of a table with
    one column an instrument holds several).
    """

    name: str
    kind: Kind | None
    rows: int
    kept: int
    dropped: tuple[tuple[str, int], ...] = ()
    scores: int = 0
    scores_kept: int = 0
    scores_left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Accounting:
    """What went in and what came out. Quarters are year * 4 + (quarter - 1); dates go no further."""

    files: tuple[FileAccount, ...] = ()
    patients: int = 0
    sessions: int = 0
    scores: int = 0
    instruments: tuple[tuple[str, int], ...] = ()
    joined_mid_course: int = 0
    first_quarter: int | None = None
    last_quarter: int | None = None
    cutoff_month: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """What came of an import. Without a ledger, a problem that stops or a required question says why."""

    ledger: Ledger | None
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    accounting: Accounting
    removed: tuple[Removed, ...] = field(default=())


def read_files(
    sources: Sequence[Source], answers: Answers | None = None, *, limits: Limits = BROWSER
) -> Import:
    """Read a clinic's files: sessions, and where there are some, scores and patients; several of each."""
    return _Importer(answers or Answers(), limits).run(sources)


@dataclass(slots=True)
class _Opened:
    """One file: its table, meaning and findings. `rows` once its values are read."""

    findings: Findings
    table: Table | None = None
    layout: Layout | None = None
    examined: Examined | None = None
    sheet: Sheet | None = None
    rows: SessionRows | ScoreRows | PatientRows | None = None


class _Importer:
    def __init__(self, answers: Answers, limits: Limits) -> None:
        self.answers, self.limits = answers, limits
        self.scales = Scales(answers.instruments)
        self.today = answers.today or date.today()  # noqa: DTZ011 - the clinic's own calendar
        self.general = Findings("all files", listed=limits.listed)
        self.dates = DateAnswers(answers.date_order, answers.excel_epoch, self.today)

    def run(self, sources: Sequence[Source]) -> Import:
        opened = [self._open(source) for source in sources]
        self._check_kinds(opened)
        if not any(findings.stopped for findings in self._findings(opened)):
            for file in opened:
                self._read_values(file)
        built = None
        if not any(findings.stopped for findings in self._findings(opened)):
            built = self._build(opened)
        if built is not None and built.unsettled and self.answers.reaches_back is None:
            self.general.ask(REACHES_BACK)
        stopped = any(findings.stopped for findings in self._findings(opened))
        return self._import(opened, None if stopped else built)

    def _findings(self, opened: Sequence[_Opened]) -> list[Findings]:
        return [self.general, *(file.findings for file in opened)]

    def _open(self, source: Source) -> _Opened:
        """Read a file and give its columns their meaning."""
        reading = read(source.name, source.data, limits=self.limits)
        if reading.questions and self.answers.delimiter is not None:
            reading = read(source.name, source.data, delimiter=self.answers.delimiter, limits=self.limits)
        findings = Findings(source.name, listed=self.limits.listed)
        findings.problems += reading.problems
        findings.questions += reading.questions
        file = _Opened(findings, reading.table)
        if reading.table is None or findings.stopped:
            return file
        header = reading.table.header
        kind = source.kind or find_kind(header, source.name, self.scales)
        if kind is None:
            findings.add("unknown_kind", reading.table.header_line)
            return file
        other = looks_like(header, kind, source.name, self.scales)
        if other is not None:
            findings.add("wrong_kind", reading.table.header_line, kind=kind, other=other)
        file.layout = layout_of(header, kind, self.scales)
        note_columns(file.layout, header, reading.table.header_line, findings)
        if not missing(file.layout):
            file.examined = examine(
                reading.table, file.layout, findings, drop=self.answers.drop_columns, limits=self.limits
            )
            fields = {name: at for name, at in file.layout.fields.items() if at not in file.examined.refused}
            file.sheet = sheet_of(reading.table, kind, fields, findings)
        return file

    def _check_kinds(self, opened: Sequence[_Opened]) -> None:
        kinds = [file.layout.kind for file in opened if file.layout is not None]
        if "sessions" not in kinds and all(file.layout is not None for file in opened):
            self.general.add("no_file", kind="sessions")

    def _read_values(self, file: _Opened) -> None:
        sheet, layout = file.sheet, file.layout
        assert sheet is not None and layout is not None and file.examined is not None
        ids = sheet.words("patient_id", trim=False)
        decimal = self._decimal(file)
        if sheet.kind == "patients":
            file.rows = read_patients(
                sheet, ids, self.dates, decimal=decimal, sizes=self.limits, extra=file.examined.categories
            )
            return
        moments = read_moments(sheet, self.dates, decimal=decimal, limits=self.limits)
        if sheet.kind == "sessions":
            scale = self.scales["cadss"]
            cadss = Plausible(scale.minimum or 0, scale.maximum or 0, "points")
            file.rows = read_sessions(sheet, ids, moments, decimal=decimal, cadss=cadss, sizes=self.limits)
            return
        reader = ScoreReader(sheet, layout, self.scales, decimal, self.limits, self.answers.who5_scale)
        file.rows = reader.read(ids, moments)

    def _decimal(self, file: _Opened) -> Decimal:
        """The decimal mark of a file, from all its number columns together."""
        if self.answers.decimal is not None:
            return self.answers.decimal
        assert file.sheet is not None and file.layout is not None
        names = (
            SESSION_NUMBERS
            if file.layout.kind == "sessions"
            else (*PATIENT_NUMBERS, "day", "total", "function")
        )
        at = [file.sheet.fields[name] for name in names if name in file.sheet]
        at += [column for _, column in file.layout.totals] + [column for _, _, column in file.layout.items]
        found = find_decimal(
            [words_of(file.sheet.table.columns[column]) for column in at], file.sheet.table.delimiter
        )
        if isinstance(found, Question):
            file.findings.ask(found)
            return "point"
        return found

    def _build(self, opened: Sequence[_Opened]) -> Built | None:
        rows = [file.rows for file in opened if file.rows is not None]
        sessions = [each for each in rows if isinstance(each, SessionRows)]
        scores = [each for each in rows if isinstance(each, ScoreRows)]
        patients = [each for each in rows if isinstance(each, PatientRows)]
        settings = Settings(self.today, self.answers.cutoff, self.answers.reaches_back)
        files = Files(
            sessions=join_sessions(sessions),
            scores=join_scores(scores) if scores else None,
            patients=join_patients(patients) if patients else None,
        )
        return build(files, settings, scales=self.scales, findings=self.general)

    def _import(self, opened: Sequence[_Opened], built: Built | None) -> Import:
        ledger = None if built is None else built.ledger
        problems = [problem for findings in self._findings(opened) for problem in findings.problems]
        asked = [question for findings in self._findings(opened) for question in findings.questions]
        questions = {question.key: question for question in reversed(asked)}
        removed = [each for file in opened if file.examined is not None for each in file.examined.removed]
        return Import(
            ledger=ledger,
            problems=in_order(problems),
            questions=tuple(reversed(questions.values())),
            accounting=_accounting(opened, built),
            removed=tuple(removed),
        )


REACHES_BACK = Question(
    key="reaches_back",
    text="Does this file reach back to every patient's first session? Unless you say no, it is taken to",
    option="--reaches-back",
    choices=(
        ("yes", "yes, everybody's first session is in it"),
        ("no", "no, treatment of some began before it"),
    ),
    required=False,
)


def _accounting(opened: Sequence[_Opened], built: Built | None) -> Accounting:
    files = tuple(_file_account(file, built) for file in opened if file.table is not None)
    if built is None:
        return Accounting(files)
    ledger = built.ledger
    quarters = ledger.patients.start_quarter[ledger.patients.start_quarter != UNKNOWN]
    counts = np.bincount(ledger.scores.instrument, minlength=len(ledger.instruments))
    return Accounting(
        files=files,
        patients=len(ledger.patients),
        sessions=len(ledger.sessions),
        scores=len(ledger.scores),
        instruments=tuple(zip(ledger.instruments, counts.tolist(), strict=True)),
        joined_mid_course=int(ledger.patients.joined_mid_course.sum()),
        first_quarter=int(quarters.min()) if len(quarters) else None,
        last_quarter=int(quarters.max()) if len(quarters) else None,
        cutoff_month=ledger.cutoff_month,
    )


def _file_account(file: _Opened, built: Built | None) -> FileAccount:
    assert file.table is not None
    kind = None if file.layout is None else file.layout.kind
    dropped = file.table.dropped if file.sheet is None else file.sheet.dropped
    kept = len(file.table) if file.sheet is None else int(file.sheet.kept.sum())
    account = FileAccount(
        name=file.table.name,
        kind=kind,
        rows=kept + sum(dropped.values()),
        kept=kept,
        dropped=tuple(sorted(dropped.items())),
    )
    if built is None or file.sheet is None:
        return account
    return replace(
        account,
        scores=file.sheet.scores,
        scores_kept=file.sheet.scores_kept,
        scores_left_out=tuple(sorted((+file.sheet.scores_left_out).items())),
    )
