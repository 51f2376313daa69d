"""Files that have broken CSV readers: the exact table, or a problem at the line where it is."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from afterglow.ingest.limits import Limits
from afterglow.ingest.reading import as_read, read, write_as_read

# name, bytes, header, rows, problems as (code, line)
EXACT = [
    ("commas in quotes", b'a,b\n1,"x, y"\n', ["a", "b"], [["1", "x, y"]], []),
    ("empty cells", b'a,b,c\n1,"",""\n2,3,4\n', ["a", "b", "c"], [["1", "", ""], ["2", "3", "4"]], []),
    ("doubled quotes", b'a,b\n1,"ha ""ha"" ha"\n', ["a", "b"], [["1", 'ha "ha" ha']], []),
    ("json in a cell", b'k,v\n1,"{""t"": [1.0, 2]}"\n', ["k", "v"], [["1", '{"t": [1.0, 2]}']], []),
    ("line break in a cell", b'a,b,c\n"once \nupon",5,6\n7,8,9\n', ["a", "b", "c"],
     [["once \nupon", "5", "6"], ["7", "8", "9"]], []),
    ("CR LF in a cell", b'a,b\r\n"x\r\n\r\ny",1\r\n', ["a", "b"], [["x\r\n\r\ny", "1"]], []),
    ("no newline at the end", b"a,b\n1,2", ["a", "b"], [["1", "2"]], []),
    ("lone CR", b"a,b\r1,2\r3,4\r", ["a", "b"], [["1", "2"], ["3", "4"]], []),
    ("LF and CR LF", b"a,b\r\n1,2\n3,4\r\n", ["a", "b"], [["1", "2"], ["3", "4"]], []),
    ("spaces stay", b"a , b\n 1 ,2  \n", ["a ", " b"], [[" 1 ", "2  "]], []),
    ("leading zeros and NA stay", b"id,x\n001,NA\n1e5,null\n", ["id", "x"], [["001", "NA"], ["1e5",
    "null"]], []),
    ("one column", b"a\n1\n2\n", ["a"], [["1"], ["2"]], []),
    ("tab", b"a\tb\n1\t2,5\n", ["a", "b"], [["1", "2,5"]], []),
    ("semicolon with decimal commas", b"a;b\n1;2,5\n3;4,5\n", ["a", "b"], [["1", "2,5"], ["3", "4,5"]], []),
    ("pipe", b"a|b\n1|2\n", ["a", "b"], [["1", "2"]], []),
    ("sep line", b"sep=;\r\na;b\r\n1,1;2\r\n", ["a", "b"], [["1,1", "2"]], []),
    ("sep line with a byte order mark", b"\xef\xbb\xbfsep=,\na,b\n1;1,2\n", ["a", "b"], [["1;1", "2"]], []),
    ("utf-8", "a,b\n1,ʤ😀\n".encode(), ["a", "b"], [["1", "ʤ😀"]], []),
    ("utf-16", "a,b\n1,é\n".encode("utf-16"), ["a", "b"], [["1", "é"]], []),
    ("utf-16 big-endian", b"\xfe\xff" + "a,b\n1,é\n".encode("utf-16-be"), ["a", "b"], [["1", "é"]], []),
    ("blank lines at the end", b"a,b\n1,2\n\n\n", ["a", "b"], [["1", "2"]], []),
    ("row of delimiters", b"a,b\n,\n1,2\n", ["a", "b"], [["", ""], ["1", "2"]], []),
    ("everything quoted", b'"a";"b"\n"1;1";"2"\n', ["a", "b"], [["1;1", "2"]], []),
    ("a quoted delimiter in the header", b'"a;x";b\n1;2\n', ["a;x", "b"], [["1", "2"]], []),
    ("a comma in a header of a piped file", b"q one, part two|b\n1|2\n", ["q one, part two", "b"], [["1",
    "2"]], []),
    ("not utf-8", b"a,b\n1,2\n3,\xe9\n", ["a", "b"], [["1", "2"], ["3", "é"]], [("decoded_cp1252", 3)]),
    ("blank line between rows", b"a,b\n\n1,2\n  \n3,4\n", ["a", "b"], [["1", "2"], ["3", "4"]],
     [("blank_line", 2), ("blank_line", 4)]),
    ("blank lines in one column", b"a\n\n1\n\n", ["a"], [["1"]], [("blank_line", 2), ("blank_line", 4)]),
    ("quote inside a plain cell", b"a,b\n5'10\",2\n3,4\n", ["a", "b"], [["5'10\"", "2"], ["3", "4"]],
     [("stray_quote", 2)]),
    ("lone CR among LF", b"a\n1\r2\n", ["a"], [["1"], ["2"]], [("mixed_line_ends", 2)]),
    ("CR LF behind a lone CR", b"a\r\n1\r\r\n2\r\n", ["a"], [["1"], ["2"]],
     [("mixed_line_ends", 2), ("blank_line", 3)]),
    ("two files joined", "a,b\n1,2\n\ufeff3,4\n".encode(), ["a", "b"], [["1", "2"], ["\ufeff3", "4"]],
     [("byte_order_mark_inside", 3)]),
    ("a character lost", "a,b\n1,\ufffd\n".encode(), ["a", "b"], [["1", "\ufffd"]],
    [("replacement_character", 2)]),
    ("single quotes", b"a,b\n'1','2'\n", ["a", "b"], [["'1'", "'2'"]], [("single_quotes", 2)]),
    ("an apostrophe", b"a,b\nO'Hara,it's\n", ["a", "b"], [["O'Hara", "it's"]], []),
    ("spaces between columns", b"a b c\n1 2 3\n4 5 6\n", ["a b c"], [["1 2 3"], ["4 5 6"]], [("one_column",
    1)]),
    ("colons between columns", b"a:b\n1:2\n", ["a:b"], [["1:2"]], [("one_column", 1)]),
    ("a column of words", b"how are you\nwell\nnot so well\n", ["how are you"], [["well"], ["not so well"]],
    []),
    ("backslashes", b'a,b\n1,"x\\"\n', ["a", "b"], [["1", "x\\"]], [("backslash_quote", 2)]),
    ("blank header", b",a\n0,1\n", ["", "a"], [["0", "1"]], [("blank_header", 1)]),
    ("two headers alike", b"Total Score,totalscore\n1,2\n", ["Total Score", "totalscore"], [["1", "2"]],
     [("duplicate_header", 1)]),
    ("header only", b"a,b\n", ["a", "b"], [], [("header_only", None)]),
    ("one row too short", b"a,b\n" + b"1,2\n" * 30 + b"3\n", ["a", "b"], [["1", "2"]] * 30,
    [("too_few_cells", 32)]),
    ("one row too long", b"a,b\n3,4,5\n" + b"1,2\n" * 30, ["a", "b"], [["1", "2"]] * 30, [("too_many_cells",
    2)]),
    ("two line breaks joined by stray quotes", b'a,b,c,d\n1,"2,3,4\n5,6",7,8\n9,9,9,9\n', ["a", "b", "c",
    "d"],
     [["1", "2,3,4\n5,6", "7", "8"], ["9", "9", "9", "9"]], [("rows_in_a_cell", 2)]),
]  # fmt: skip

REFUSED = [
    ("empty", b"", "empty", None),
    ("blank", b" \r\n\n", "empty", None),
    ("byte order mark alone", b"\xef\xbb\xbf", "empty", None),
    ("sep line alone", b"sep=;\n", "empty", None),
    ("nul", b"a,b\n1,2\n3,\x004\n", "nul", 3),
    ("utf-16 without a mark", "a,b\n1,2\n".encode("utf-16-le"), "nul", 1),
    ("cut-off utf-16", "a,b\n1,2\n".encode("utf-16")[:-1], "undecodable", 2),
    ("byte no encoding has", b"a,b\n1,\x81\n", "undecodable", 2),
    ("unclosed quote", b'a,b\n1,2\n3,"4\n5,6\n', "unclosed_quote", 3),
    ("unclosed quote met by another", b'a,b\n1,"2\n3,"4"\n', "unclosed_quote", 2),
    ("text after a quote", b'a,b\n1,2\n"x"y,3\n', "text_after_quote", 3),
    ("backslash for a quote", b'a,b\n1,"x\\"y"\n', "text_after_quote", 2),
    ("quote after a line break in a cell", b'a,b\n"1\n2","3"x\n', "text_after_quote", 3),
    ("very long cell", b"a,b\n1,2\n3," + b"x" * 10_001 + b"\n", "cell_too_long", 3),
    ("cell beyond the reader's own limit", b'a,b"\n3,' + b"x" * 200_000 + b"\n", "cell_too_long", 2),
    ("quote that never ends", b'a,b\n1,"' + b"x,y\n" * 50_000, "unclosed_quote", 2),
    ("zip", b"PK\x03\x04rest", "not_csv", None),
    ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "not_csv", None),
    ("gzip", b"\x1f\x8b\x08rest", "not_csv", None),
    ("pdf", b"%PDF-1.7\n", "not_csv", None),
    ("html", b"\n  <!DOCTYPE html><table>", "not_csv", None),
    ("html with a mark", b"\xef\xbb\xbf<html>", "not_csv", None),
    ("png", b"\x89PNG\r\n\x1a\nrest", "not_csv", None),
    ("jpeg", b"\xff\xd8\xff\xe0rest", "not_csv", None),
    ("json", b'[{"a": 1},\n {"a": 2}]\n', "not_csv", None),
    ("most rows ragged", b"a,b,c\n1,2\n3,4\n5,6,7\n", "ragged", None),
    ("a comma behind every row", b"a,b\n1,2,\n3,4,\n5,6,\n", "ragged", None),
    ("a title above the header", b"Report of the clinic\n\na,b\n1,2\n3,4\n", "ragged", None),
    ("two delimiters fit", b"a,b;c\n1,2;3\n", "delimiter_unclear", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "header", "rows", "problems"), [case[1:] for case in EXACT], ids=[c[0] for c in EXACT]
)
def test_the_exact_table(data, header, rows, problems):
    found = as_read("f.csv", data)
    assert (found["header"], found["rows"]) == (header, rows)
    assert [(problem["code"], problem["line"]) for problem in found["problems"]] == problems


@pytest.mark.parametrize(
    ("data", "code", "line"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_problem_at_the_line(data, code, line):
    problems = as_read("f.csv", data)["problems"]
    assert (code, line) in [(problem["code"], problem["line"]) for problem in problems]
    assert "stop" in [problem["level"] for problem in problems]


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b"a,b\n1,2\n", Limits(bytes=4), "too_large"),
        (b'"' * 200_000, Limits(), "cell_too_long"),
        (b'a,b\n1,x"\n' + b"," * 500, Limits(), "record_too_long"),
        (b"a,b\n1,2\n3,4\n", Limits(rows=1), "too_many_rows"),
        (b'a,b\n1,x"\n' + b"3,4\n" * 9, Limits(rows=2), "too_many_rows"),
        (b"a,b\n" + b"\n" * 50, Limits(rows=2), "too_many_rows"),
        (b"a,b,c\n1,2,3\n", Limits(columns=2), "too_many_columns"),
        (b"a,b\n1,234\n", Limits(characters=2), "cell_too_long"),
        (b"a,b\n1," + b"2" * 99, Limits(columns=2, characters=2), "record_too_long"),
    ],
)  # fmt: skip
def test_limits_are_settings(data, limits, code):
    assert code in {problem.code for problem in read("f.csv", data, limits=limits).problems}


def test_a_row_of_countless_cells_is_left_out_like_any_other():
    data = b"a,b\n" + b"1,2\n" * 30 + b"," * 100_000 + b"\n3,4\n"
    found = as_read("f.csv", data)
    assert found["rows"] == [["1", "2"]] * 30 + [["3", "4"]]
    assert [(problem["code"], problem["line"]) for problem in found["problems"]] == [("too_many_cells", 32)]


def test_countless_blank_lines_are_counted(monkeypatch):
    monkeypatch.setattr("afterglow.ingest.layout.MOST_BLANK", 5)
    monkeypatch.setattr("afterglow.ingest.layout.BLOCK", 4)
    problems = read("f.csv", b"a,b\n" + b"\n" * 50 + b"1,2\n", limits=Limits(listed=3)).problems
    assert [problem.line for problem in problems] == [2, 3, 4, 5]
    assert "47 further lines" in problems[-1].message


def test_an_answer_settles_which_delimiter_it_is():
    data = b"a,b;c\n1,2;3\n"
    assert as_read("f.csv", data, delimiter="semicolon")["rows"] == [["1,2", "3"]]
    assert as_read("f.csv", data, delimiter=",")["rows"] == [["1", "2;3"]]


def test_an_answer_counts_for_more_than_a_sep_line():
    found = as_read("f.csv", b"sep=;\na,b\n1,2;2\n", delimiter="comma")
    assert found["rows"] == [["1", "2;2"]]


def test_lines_are_counted_from_the_top_of_the_file_behind_a_sep_line():
    found = as_read("f.csv", b'sep=;\na;b\n1;2\n3;"4\n')
    assert found["problems"][0]["line"] == 4


def test_messages_say_how_many_cells_there_are():
    found = as_read("f.csv", b"a,b\n" + b"1,2\n" * 30 + b"3,4,5\n")
    assert found["problems"][0]["message"] == "the row has more cells than the header (3 instead of 2)"


def test_an_excel_workbook_is_called_one():
    problems = read("f.csv", b"PK\x03\x04....[Content_Types].xml....").problems
    assert "an Excel workbook" in problems[0].message


def test_what_is_written_out_in_pieces_is_the_same(monkeypatch):
    data = b"a,b\n" + b"".join(b"%d,x\n" % at for at in range(25))
    monkeypatch.setattr("afterglow.ingest.reading.CELLS_AT_ONCE", 4)
    out = StringIO()
    write_as_read(read("f.csv", data), out)
    assert json.loads(out.getvalue())["rows"] == [[str(at), "x"] for at in range(25)]
