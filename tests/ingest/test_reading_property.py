"""Reading against Python's own strict reader, on any text hypothesis can think of."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from afterglow.ingest import layout
from afterglow.ingest.limits import Limits
from afterglow.ingest.reading import as_read, read

CELL = st.text(alphabet=st.sampled_from(list("ab1é\"'😀 ,;\t|\n\r=.\\")), max_size=6)
SOUP = st.text(alphabet=st.sampled_from(list('ab,"\n\r ;é')), max_size=60)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def strict(text: str, delimiter: str = ",") -> list[tuple[int, list[str], bool]] | None:
    """Records, the line each begins on and whether it is blank, or None where the strict reader refuses."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    found, start = [], 1
    try:
        for record in reader:
            blank = not "".join(lines[start - 1 : reader.line_num]).strip()
            found.append((start, record, blank))
            start = reader.line_num + 1
    except csv.Error:
        return None
    return found


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    end=ENDS,
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    bom=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_what_was_written_is_read(rows, end, quoting, delimiter, bom):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    # Every mark a cell may hold is quoted, whatever the line end in use.
    writer.writerow(["first", "second", "third"])
    quoted = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    for row in rows:
        (quoted if any(mark in cell for cell in row for mark in "\r\n") else writer).writerow(row)
    data = out.getvalue().encode("utf-8-sig" if bom else "utf-8")
    found = as_read("f.csv", data, delimiter=delimiter)
    assert found["header"] == ["first", "second", "third"]
    assert found["rows"] == rows


@given(text=SOUP)
@example('a,b\n1,"2\n\n3",4\n')
@example('a,b\n"1""",2\n')
@example("a,b\r1,2\n\r3,4")
@example(" \na,b\n1,2\n")
@example(';",\r" "')
@example(" \r;")
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_as_the_strict_reader_does_or_refused_where_it_does(text):
    records = strict(text)
    reading = read("f.csv", text.encode(), delimiter="comma")
    codes = {problem.code for problem in reading.problems}
    if not text.strip():
        assert codes == {"empty"}
        return
    if text.casefold().startswith("sep="):
        return
    if records is None:
        assert reading.table is None
        assert codes & {"unclosed_quote", "text_after_quote"}
        return
    first = next((at for at, (_, _, blank) in enumerate(records) if not blank), None)
    if reading.table is None:
        assert first is None
        return
    assert first is not None
    header = records[first][1]
    # With one column only an empty line is no value.
    rest = [
        (line, record)
        for line, record, blank in records[first + 1 :]
        if (record if len(header) == 1 else not blank)
    ]
    right = [(line, record) for line, record in rest if len(record) == len(header)]
    assert list(reading.table.header) == header
    assert list(reading.table.rows()) == [record for _, record in right]
    assert reading.table.lines.tolist() == [line for line, _ in right]
    ragged = {problem.line for problem in reading.problems if problem.level == "drop"}
    assert ragged == {line for line, record in rest if len(record) != len(header)}
    assert sum(reading.table.dropped.values()) == len(rest) - len(right)


@given(text=SOUP)
@settings(max_examples=100, deadline=None)
def test_where_the_blocks_end_makes_no_difference(text):
    whole = as_read("f.csv", text.encode(), delimiter="comma")
    block = layout.BLOCK
    try:
        layout.BLOCK = 3
        assert as_read("f.csv", text.encode(), delimiter="comma") == whole
    finally:
        layout.BLOCK = block


@given(data=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_random_bytes_end_in_a_table_or_a_list(data):
    reading = read("f.csv", data)
    assert reading.table is not None or reading.problems or reading.questions


@given(text=SOUP, encoding=st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-32"]))
@settings(max_examples=60, deadline=None)
def test_the_encoding_makes_no_difference(text, encoding):
    mark = "\ufeff".encode(encoding) if encoding == "utf-16-le" else b""
    plain = as_read("f.csv", text.encode(), delimiter="comma")
    if plain["problems"] and plain["problems"][0]["code"] == "empty":
        return
    assert as_read("f.csv", mark + text.encode(encoding), delimiter="comma") == plain


def test_only_so_many_lines_of_a_kind_are_listed_and_the_rest_counted():
    data = b"a,b\n" + b"1\n" * 50
    problems = read("f.csv", data, delimiter="comma", limits=Limits(listed=10)).problems
    few = [problem for problem in problems if problem.code == "too_few_cells"]
    assert [problem.line for problem in few] == list(range(2, 13))
    assert "40 further lines" in few[-1].message


@pytest.mark.parametrize("delimiter", ["ab", "a", '"', "\n", ""])
def test_what_can_be_no_delimiter_is_refused(delimiter):
    with pytest.raises(ValueError, match="delimiter"):
        read("f.csv", b"a,b\n1,2\n", delimiter=delimiter)
