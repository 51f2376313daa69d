"""From files to a dataset in the browser: upload, what only the clinic can know, review, open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from afterglow.ingest.importing import Answers, Import, Source, read_files
from afterglow.ingest.limits import BROWSER
from afterglow.ingest.problems import Problem, Question, as_csv
from afterglow.panels import words_to_html
from afterglow.ui import import_words, state
from afterglow.ui.tables import table_html

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

IDENTIFIER = "identifier_column"
MOST_SHOWN = 200


def show() -> bool:
    """Draw the uploader and whatever the files in it need next; True while there are files in it."""
    files: Sequence[UploadedFile] = st.file_uploader(
        "Sessions, scores and, if you like, patients: one CSV file each",
        accept_multiple_files=True,
        max_upload_size=BROWSER.bytes // 1_000_000,
        key=f"upload-{state.store().uploads}",
        on_change=state.forget_answers,
    )
    if not files:
        state.forget_answers()
        return False
    imported = _read(files)
    kept = state.store()
    kept.asked.update({question.key: question for question in imported.questions})
    refused = [problem for problem in imported.problems if problem.code == IDENTIFIER]
    if refused:
        _identifiers(imported, refused)
    elif any(question.required for question in imported.questions):
        _questions(imported)
    elif imported.ledger is None:
        _stopped(imported)
    else:
        _review(imported)
    return True


def _read(files: Sequence[UploadedFile]) -> Import:
    answers = state.store().answers
    key = (tuple(file.file_id for file in files), tuple(sorted(answers.items(), key=lambda item: item[0])))

    def read() -> Import:
        with st.spinner("Reading the files"):
            sources = [Source(name=file.name, data=file.getvalue()) for file in files]
            return read_files(sources, Answers(**_typed(answers)))

    return state.read_once(key, read)


def _typed(answers: dict[str, object]) -> dict[str, Any]:
    """Answers as the importer takes them."""
    return {key: value == "yes" if key == "reaches_back" else value for key, value in answers.items()}


def _identifiers(imported: Import, refused: Sequence[Problem]) -> None:
    """One calm screen: what was found, what will happen to it, one button."""
    columns = {(problem.file, problem.column) for problem in refused}
    one = len(columns) == 1
    named, them = ("one column", "it") if one else (f"{len(columns)} columns", "them")
    _say(
        f"The files hold **{named}** that can identify people. Nothing has been kept. "
        f"The dashboard does not need {them}: drop {them} here and go on, or leave {them} out of the export."
    )
    st.html(table_html(import_words.removed_table(imported), "Columns that identify people", whole=True))
    label = "Drop this column and go on" if one else "Drop these columns and go on"
    st.button(label, type="primary", on_click=_answer, args=("drop_columns", True))


def _questions(imported: Import) -> None:
    """What only the clinic knows, all at once."""
    _say("Before the files can be read, the clinic has to say:")
    with st.form("questions", border=False):
        for question in imported.questions:
            _ask(question)
        st.form_submit_button("Go on", type="primary", on_click=_take_answers, args=(imported.questions,))
    _problems(imported)


def _ask(question: Question) -> None:
    if question.choices:
        words = dict(question.choices)
        st.radio(
            question.text,
            list(words),
            index=None,
            format_func=lambda choice: words[choice],
            key=f"answer-{question.key}",
        )
    else:
        st.date_input(question.text, value=None, key=f"answer-{question.key}", width=320)


def _take_answers(questions: Sequence[Question]) -> None:
    for question in questions:
        value = state.widget_value(f"answer-{question.key}")
        if value is not None:
            state.store().answers[question.key] = value


def _answer(key: str, value: object) -> None:
    state.store().answers[key] = value


def _stopped(imported: Import) -> None:
    _say("**The files cannot be used yet.** Nothing of them was kept. What is wrong and how to mend it:")
    _problems(imported, opened=True)


def _review(imported: Import) -> None:
    """What came of the files, before they take the place of what is shown now."""
    _say(import_words.loaded_sentence("Ready to open", imported.accounting))
    asked = state.store().asked.get("reaches_back")
    if asked is not None:
        _reaches_back(asked)
    st.button("Open the dashboard", type="primary", on_click=state.open_dataset, args=(imported,))
    details(imported)


def _reaches_back(question: Question) -> None:
    words = dict(question.choices)
    chosen = st.radio(
        question.text,
        list(words),
        index=list(words).index(str(state.store().answers.get(question.key, "yes"))),
        format_func=lambda choice: words[choice],
    )
    if chosen != state.store().answers.get(question.key, "yes"):
        _answer(question.key, chosen)
        st.rerun()


def details(imported: Import) -> None:
    """Accounting, remarks, what was removed, problems."""
    for line in import_words.notes(imported.accounting):
        st.html(f"<p class='ag-plain'>{words_to_html(line)}</p>")
    _heading("Rows in, rows kept", import_words.sum_sentence(imported.accounting))
    st.html(table_html(import_words.accounting_table(imported.accounting), "Rows in, rows kept", whole=True))
    st.html(f"<p class='ag-note'>{words_to_html(import_words.scales_sentence(imported.accounting))}</p>")
    _heading("What was removed", import_words.DEIDENTIFIED)
    if imported.removed:
        st.html(table_html(import_words.removed_table(imported), "What was removed"))
    else:
        st.html("<p class='ag-note'>The files held no other column.</p>")
    _problems(imported)


def _problems(imported: Import, *, opened: bool = False) -> None:
    if not imported.problems:
        return
    _heading("What was found in the files", import_words.problems_sentence(imported.problems))
    with st.expander("Problem list", expanded=opened, type="compact"):
        shown = imported.problems[:MOST_SHOWN]
        st.html(table_html(import_words.problems_table(shown), "Problem list"))
        if len(imported.problems) > len(shown):
            st.html(f"<p class='ag-note'>The first {len(shown)} of {len(imported.problems)}.</p>")
        st.download_button(
            "Download as CSV",
            lambda: as_csv(imported.problems),
            file_name="afterglow-problems.csv",
            mime="text/csv",
            key="csv-problems",
            on_click="ignore",
        )


def _heading(title: str, line: str) -> None:
    st.html(f"<h3 class='ag-part'>{title}</h3><p class='ag-plain'>{words_to_html(line)}</p>")


def _say(line: str) -> None:
    st.html(f"<p class='ag-answer ag-next' role='status'>{words_to_html(line)}</p>")
