"""What the panels of the Treatment and Safety pages say, draw and table."""

from __future__ import annotations

import re
from typing import Any

import plotly.graph_objects as go
import pytest

from afterglow.figures.theme import DARK, LIGHT, Theme
from afterglow.panels import PANELS, Html, Panel
from afterglow.panels.render_table import screen_rows, table_csv
from afterglow.results import from_json, to_json
from tests.figures import care, examples

BY_KEY: dict[str, Panel] = {panel.key: panel for panel in PANELS}
AVOIDED = re.compile(
    r"\b(patients?|cases|subjects|drop-?outs?|lost to|cure|efficacy|significant|best|only|p <|because of)\b"
)
every = pytest.mark.parametrize("key", care.BY_PANEL)


def answer(key: str, result: Any) -> str:
    return BY_KEY[key].answer(result).replace("\u202f", "~")


def note(key: str, result: Any) -> str:
    return BY_KEY[key].note(result).replace("\u202f", "~")


def rows(key: str, result: Any) -> list[dict[str, Any]]:
    table = BY_KEY[key].table(result)
    labels = [column.label.replace("\u202f", "~") for column in table.columns]
    assert len(labels) == len(set(labels))
    return [dict(zip(labels, row, strict=True)) for row in table.rows]


@every
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_result_is_drawn_or_its_absence_said(key: str, theme: Theme) -> None:
    panel = BY_KEY[key]
    for result in care.BY_PANEL[key]:
        assert isinstance(result, panel.kinds)
        assert panel.draw is not None
        drawing = panel.draw(result, theme)
        assert isinstance(drawing, go.Figure | Html)
        if isinstance(drawing, Html):
            assert "ag-withheld" in drawing.markup


@every
def test_words_are_whole_and_plain(key: str) -> None:
    panel = BY_KEY[key]
    for result in care.BY_PANEL[key]:
        for text in (panel.answer(result), panel.note(result), panel.reading):
            assert text and "None" not in text and "  " not in text and " ." not in text and "!" not in text
            assert text[0].isupper() or text[0].isdigit() or text.startswith("**")
            assert text.endswith(".")
            assert not AVOIDED.search(text)


@every
def test_results_survive_json_and_tables_can_be_shown_and_saved(key: str) -> None:
    for result in care.BY_PANEL[key]:
        assert from_json(to_json(result)) == result
        table = BY_KEY[key].table(result)
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert "None" not in str(screen_rows(table))
        assert len(table_csv(table).splitlines()) == len(table.rows) + 1


def test_who_is_treated() -> None:
    assert answer("who_treated", care.WHO) == (
        "Before treatment the middle person scored **17** on the PHQ-9 (middle half 13–20.5). Most "
        "often: age 30-39 (100 of 164) and diagnosis Depression with a very long name indeed (120 of "
        "160)."
    )
    assert "Not in the files: prior_failed_treatments and other_treatment." in note("who_treated", care.WHO)
    table = rows("who_treated", care.WHO)
    assert table[0] == {"What": "Severity at baseline", "Value": "Mild", "People": 12, "Share": 12 / 164}
    assert len([row for row in table if row["What"] == "Insurer"]) == 13


def test_indicated() -> None:
    assert answer("indicated", care.INDICATED) == (
        "**84 of 164** people are adults with at least moderate depression after failed treatment (51~%, "
        "44–59~%); 50 are not. Of 30 it cannot be told; if all of them were, it would be 70~%."
    )
    assert "At least 2 failed treatments before." in note("indicated", care.INDICATED_KNOWN)
    assert answer("indicated", care.INDICATED_TINY).endswith("; 1 is not. Of 7 it cannot be told.")
    assert rows("indicated", care.INDICATED)[3] == {
        "Condition": "All three",
        "Yes": 84,
        "No": 50,
        "Not known": 30,
    }


def test_sessions_and_protocol() -> None:
    assert answer("sessions_per_course", care.SESSIONS) == (
        "The middle person had **6 sessions** in induction (middle half 5–6); 130 of 150 had the "
        "planned 6 or more. With boosters it is 8 sessions so far (middle half 6–11.5)."
    )
    assert answer("protocol_kept", care.KEPT) == (
        "**100 of 150** people had 6 sessions by day 21 (67~%, 59–74~%). 22 had them all but later, "
        "the middle one by 3 days. 28 had fewer so far."
    )
    assert "14 people not yet followed to day 21 were left out." in note("protocol_kept", care.KEPT)
    assert [row["Share"] for row in rows("protocol_kept", care.KEPT_TINY)] == [None] * 3
    late = rows("protocol_kept", care.KEPT)[1]
    assert late == {"What": "All, 1–7 days late", "People": 20, "Share": 20 / 150}


def test_doses() -> None:
    assert answer("doses", care.DOSES) == (
        "The middle first dose is **0.50~mg/kg** (IV) and **1.00~mg/kg** (Oral). **30 of 72** people "
        "had their dose changed at least once (42~%, 31–53~%), at 28.6 of 100 sessions (22.1–36.9)."
    )
    assert "In the table alone: <b>0</b> and <b>1</b>." in note("doses", care.DOSES_MANY)
    everything = [row for row in rows("doses", care.DOSES) if row["Session"] == "all"]
    assert [(row["Raised"], row["Lowered"], row["Same"]) for row in everything] == [(20, 4, 60)] * 2


def test_places_and_bounds() -> None:
    assert answer("places", care.PLACES) == (
        "**800 of 950** sessions were supervised and 150 at home. 30 of 160 people had a session at "
        "home (19~%, 13–26~%). People by route: IV 144, Oral 54 and No route given 2."
    )
    assert answer("places", care.PLACES_WITHOUT_SETTING).endswith(
        "Where sessions took place is not in the files."
    )
    assert answer("protocol_bounds", care.BOUNDS) == (
        "**9 of 150** people had sessions less than 2 days apart (6~%, 3–11~%), **14 of 120** people "
        "had IV doses over 0.9~mg/kg (12~%, 7–19~%) and **0 of 8** people had nasal doses over "
        "1.5~mg/kg. In induction the middle gap is 3 days (middle half 3–4.5)."
    )
    assert "No highest dose is set for Oral." in note("protocol_bounds", care.BOUNDS)
    assert "not in the files: dose_mg_per_kg and route." in note("protocol_bounds", care.BOUNDS_BARE)


def test_suicidal_thoughts_are_told_by_count_and_are_no_risk_assessment() -> None:
    assert answer("suicidal_thoughts", care.THOUGHTS) == (
        "Of **40** people with such thoughts at baseline who answered again, they had eased in **30** "
        "(75~%, 60–86~%) and gone in 22 (55~%, 40–69~%). Of **39** without, **3** had them then (8~%, "
        "3–20~%). 33 people with a first answer gave no second one in the window."
    )
    for result in care.BY_PANEL["suicidal_thoughts"]:
        assert note("suicidal_thoughts", result).startswith(
            "This is how people answered one question. It is not a risk assessment and does not replace one."
        )
    assert "%" not in answer("suicidal_thoughts", care.THOUGHTS_FEW)
    assert answer("suicidal_thoughts", care.THOUGHTS_NONE_BEFORE).startswith("Nobody with such thoughts")
    assert len(rows("suicidal_thoughts", care.THOUGHTS)) == 30


def test_deterioration_tells_reliable_and_any() -> None:
    assert answer("deterioration", examples.RATES) == (
        "**5 of 79** people scored 14–31 days after induction got reliably worse (6~%, 3–14~%). 9 of "
        "79 got worse by any amount (11~%, 6–20~%). 33 more could be judged but were not scored; if "
        "none of them got reliably worse, it would be 4~%."
    )
    outcomes = [row["Outcome"] for row in rows("deterioration", examples.RATES)]
    assert outcomes == ["Reliably worse"] * 5 + ["Worse by any amount"] * 5
    assert "Reliable: 6 points or more." in note("deterioration", examples.RATES)
    assert "Responded" not in note("deterioration", examples.RATES)


def test_dissociation_is_no_outcome() -> None:
    assert answer("dissociation", care.FELT) == (
        "In half of the sessions the CADSS peaked at **9** or less. It was above 4 points in **240 of "
        "1200** sessions (20~%, 16–25~%), at least once in 90 of 150 people (60~%, 52–67~%). The "
        "middle value was 6 (dose under 0.5 mg/kg) and 12 (dose 0.8 to under 1.2 mg/kg)."
    )
    told = note("dissociation", care.FELT)
    assert "it is no outcome and does not foretell benefit" in told
    assert "4 people who joined in mid-course among them" in told
    assert "300 sessions without a value; 3 people have none." in told
    assert "%" not in answer("dissociation", care.FELT_TINY)


def test_blood_pressure() -> None:
    assert answer("blood_pressure", care.PRESSURE).startswith(
        "In the middle session systolic pressure rose by **18~mmHg**. Pressure rose by 40 mmHg or "
        "more systolic, or 25 mmHg or more diastolic, in **240 of 1200** sessions (20~%, 16–25~%), at "
        "least once in 90 of 150 people (60~%, 52–67~%). The peak was 180 mmHg or more systolic, in"
    )
    assert "A rise is" not in note("blood_pressure", care.PRESSURE_PEAKS)
    assert "too few to compare" in note("blood_pressure", care.PRESSURE)


def test_events_are_told_per_100_sessions() -> None:
    assert answer("adverse_events", care.EVENTS) == (
        "**20.0** of 100 sessions (16.0–25.0) had an adverse event, most often nausea. 90 of 150 "
        "people had one at least once (60~%, 52–67~%). **20.0** of 100 sessions (16.0–25.0) were "
        "stopped early."
    )
    assert "(stopped early), so an empty cell is read as none" in note("adverse_events", care.EVENTS)
    assert answer("adverse_events", care.EVENTS_TINY).startswith("**1 of 4** sessions had an adverse event")
    kinds = [row["Value"] for row in rows("adverse_events", care.EVENTS) if row["Measure"] == "Kind of event"]
    assert kinds == ["Nausea", "<i>odd</i>"]
    assert answer("events_by_group", care.EVENTS_TINY).startswith("Too few people in any group")
    assert "dose under 0.5 mg/kg **12.0** (9.6–15.0)" in answer("events_by_group", care.EVENTS)


def test_who_stops() -> None:
    assert answer("stopping", care.STOPPING) == (
        "**9 of 150** people stopped after one session (6~%, 3–11~%). **24 of 148** stopped before "
        "finishing induction (16~%, 11–23~%)."
    )
    assert "too few to compare" in note("stopping", care.STOPPING)
    park = [row for row in rows("stopping", care.STOPPING) if row["Group"] == "Park"]
    assert [(row["People"], row["Of"], row["Share"]) for row in park] == [(1, 6, None), (2, 4, None)]
