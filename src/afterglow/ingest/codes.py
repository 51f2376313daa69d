"""Every problem an import can find: how grave it is, what it says and how to mend it. Data only.

`stop` ends the import; `drop` leaves the row out (in a table with one column an instrument, the value) and
counts it; `warn` changes nothing that is kept unless the words say so.
"""

from __future__ import annotations

from afterglow.ingest.reading_codes import READING_CODES, Code

__all__ = ["CODES", "Code"]

MEANING_CODES: dict[str, Code] = {
    # Columns and their meaning.
    "unknown_kind": Code(
        "stop",
        "the headers fit neither sessions nor scores nor patients",
        "Check that the first line is the header, and that there is a patient_id column",
    ),
    "wrong_kind": Code(
        "stop", "this looks like a file of {other}, not of {kind}", "Choose the files the other way round"
    ),
    "no_file": Code("stop", "there is no {kind} file", "Choose one"),
    "missing_column": Code(
        "stop",
        "the file lacks a column for {what}, which a {kind} file needs",
        "Add or rename the column; the first line must be the header",
    ),
    "two_columns": Code(
        "stop",
        "the column and {other} both mean {field}",
        "Rename the one to use to {field}, or remove the other",
    ),
    "two_columns_scale": Code(
        "stop", "two columns hold the total of {scale}", "Remove one of the two columns"
    ),
    "column_passed_over": Code("warn", "the column is not used; {field} comes from {other}", "Nothing to do"),
    "column_not_used": Code("warn", "the column is not used and is left out", "Nothing to do"),
    "identifier_column": Code(
        "stop",
        "the column looks like {what} ({where})",
        "Drop the column here with one click (--drop-columns), or leave it out of the export",
    ),
    "numbers_unreadable": Code(
        "stop",
        "most of the column cannot be read as numbers",
        "Check that the columns stand under their headers",
    ),
    "not_a_category": Code(
        "warn",
        "the column has more than {limit} values or long ones, is taken for free text and left out",
        "Use a few short words if people should be grouped by it",
    ),
    "events_shortened": Code(
        "warn",
        "the column has more than {limit} values or long ones; only whether there was an event is kept",
        "Use a few short words for the kinds of event",
    ),
    # Time.
    "dates_unreadable": Code(
        "stop", "most of the column cannot be read as dates", "Write dates as YYYY-MM-DD"
    ),
    "dates_both_orders": Code(
        "stop",
        "dates with the day first and dates with the month first stand in one column; these are the fewer",
        "Write all dates as YYYY-MM-DD",
    ),
    "dates_year_day_month": Code(
        "stop",
        "dates seem to be written year, day, month; these can be nothing else",
        "Write dates as YYYY-MM-DD",
    ),
    "date_unreadable": Code("drop", "this is no date", "Write it as YYYY-MM-DD"),
    "two_digit_year": Code("drop", "the year has two digits", "Write years with four digits"),
    "date_impossible": Code("drop", "the calendar or the clock has no such time", "Correct the date"),
    "date_future": Code("drop", "the date lies in the future", "Correct the date"),
    "date_too_early": Code("drop", "the date lies before the year 2000", "Correct the date"),
    "no_date": Code("drop", "there is no date", "Fill it in"),
    "other_date_unreadable": Code("warn", "this is no date and is left out", "Write it as YYYY-MM-DD"),
    "other_two_digit_year": Code("warn", "the year has two digits; left out", "Write years with four digits"),
    "other_date_impossible": Code("warn", "the calendar has no such day; left out", "Correct the date"),
    "other_date_future": Code("warn", "the date lies in the future and is left out", "Correct the date"),
    "other_date_too_early": Code("warn", "the date lies before 2000 and is left out", "Correct the date"),
    "dates_mixed": Code(
        "warn",
        "the date is written in another way than most of the column; it was read all the same",
        "Write all dates as YYYY-MM-DD",
    ),
    "times_in_utc": Code(
        "warn",
        "the times are in UTC, so an evening here may count to the next day",
        "Export local times if days matter",
    ),
    "clocks_apart": Code(
        "warn",
        "the clocks of sessions and scores are in different time zones and were not compared",
        "Export both in local time",
    ),
    "midnights": Code(
        "warn",
        "many times are exactly midnight and were taken for dates without a time",
        "Leave the time out",
    ),
    "last_contact_unused": Code(
        "warn",
        "without session dates a date of last contact means nothing and was not used",
        "Give last_contact_day",
    ),
    "time_unreadable": Code("warn", "this is no time of day and is left out", "Write it as HH:MM"),
    "day_unreadable": Code("drop", "this is no number of days", "Write whole days from the first session"),
    "day_not_whole": Code("drop", "this is no whole number of days, or beyond a lifetime", "Correct the day"),
    "day_sentinel": Code("drop", "the day looks like a code for a missing value", "Leave the cell empty"),
    "day_disagrees": Code(
        "drop", "date and day do not agree with the patient's other rows", "Correct one of them"
    ),
    "day_before_first": Code("drop", "a session before the patient's first session", "Correct the day"),
    "day_not_from_zero": Code(
        "warn",
        "the patient's first session here is not on day 0; days were counted from it",
        "Check that the file holds everybody's first session",
    ),
    "dates_not_linkable": Code(
        "stop",
        "scores have dates only and sessions days only, so they cannot be put in order",
        "Export both with dates, or both with days",
    ),
    "after_cutoff": Code(
        "drop", "the row lies after the data cut-off", "Nothing to do, or choose a later cut-off"
    ),
    "cutoff_unused": Code(
        "warn", "without dates a cut-off date means nothing and was not used", "Leave it out"
    ),
    "cutoff_future": Code("stop", "the data cut-off lies in the future", "Give a date not after today"),
    "followup_unused": Code(
        "warn", "follow-up is counted from dates to the cut-off; the column is not used", "Nothing to do"
    ),
    # People.
    "no_patient": Code("drop", "there is no patient id", "Fill it in"),
    "similar_ids": Code(
        "warn",
        "only case, spaces or leading zeros tell this patient id from another ({where}); both were kept",
        "Write each id in one way",
    ),
    "score_without_session": Code(
        "drop", "the patient has no session in the sessions file", "Add the sessions"
    ),
    "patient_without_session": Code(
        "drop", "the patient has no session in the sessions file", "Add the sessions"
    ),
    "no_sessions_left": Code("stop", "no session is left", "Mend the rows listed, then import again"),
    # Sessions.
    "duplicate_session": Code("drop", "the same session stands above in the file", "Remove the row"),
    "session_twice": Code(
        "drop",
        "another session of this patient with the same time or number stands above and differs",
        "Remove the wrong one, or correct the date",
    ),
    "sessions_out_of_order": Code(
        "warn", "the session number is not higher than on an earlier day", "Check number and date"
    ),
    "session_number_unreadable": Code(
        "warn", "this is no session number and is left out", "Write whole numbers from 1, or Booster"
    ),
    "value_not_a_number": Code("warn", "this is no number and is left out", "Write the number alone"),
    "value_implausible": Code(
        "warn", "outside {low} to {high} {unit}; the value is left out, the row stays", "Correct the value"
    ),
    "value_sentinel": Code(
        "warn", "the value looks like a code for a missing one and is left out", "Leave the cell empty"
    ),
    "unknown_word": Code(
        "warn", "this word is not known as {field} and is left out", "Use one of the words the help lists"
    ),
    "dose_without_unit": Code("warn", "the dose has no unit and is left out", "Add dose_unit (mg or mg/kg)"),
    "dose_in_ml": Code(
        "warn", "a dose in mL says nothing without the concentration; left out", "Give it in mg"
    ),
    "doses_disagree": Code(
        "warn",
        "dose in mg, dose per kg and weight do not agree; all were kept as given",
        "Correct one of them",
    ),
    # Scores.
    "no_instrument": Code("drop", "there is no instrument", "Fill it in"),
    "unknown_instrument": Code(
        "drop", "this instrument is not known", "Correct its name, or declare it in the rules file"
    ),
    "scale_without_total": Code("drop", "{scale} has no total that means anything", "Leave it out"),
    "no_total": Code("drop", "there is no total", "Fill it in, or leave the row out"),
    "no_score": Code("drop", "the row holds no usable score", "Nothing to do if it is blank"),
    "items_missing": Code("drop", "too many items of {scale} are missing for a total", "Fill in the total"),
    "total_not_a_number": Code("drop", "this is no number", "Write the total alone"),
    "total_out_of_range": Code(
        "drop", "outside {low} to {high}, the possible totals of {scale}", "Correct it"
    ),
    "total_sentinel": Code(
        "drop",
        "outside {low} to {high}, the possible totals of {scale}; it looks like a code for a missing value",
        "Leave the cell empty",
    ),
    "total_not_whole": Code("drop", "totals of {scale} are whole numbers", "Correct it"),
    "total_no_multiple": Code(
        "drop",
        "percentages of {scale} are multiples of {factor}, as nearly all here are",
        "Correct it, or leave the cell empty",
    ),
    "item_impossible": Code(
        "warn", "the answer is no whole number from {low} to {high}; taken as missing", "Correct it"
    ),
    "prorated": Code(
        "warn", "items of {scale} are missing; the mean of the others stands in for them", "Nothing to do"
    ),
    "total_is_plain_sum": Code(
        "warn",
        "the total is the sum of all items, which {scale} does not use; the total by domains was taken",
        "Export the domain total",
    ),
    "total_disagrees": Code(
        "warn", "the total of {scale} is not what its items give; the total was kept", "Correct one of them"
    ),
    "duplicate_score": Code("drop", "the same score stands above in the file", "Remove the row"),
    "score_differs": Code(
        "drop",
        "another total of {scale} for this patient and time stands above and was kept",
        "Remove the wrong one",
    ),
    # Patients.
    "duplicate_patient": Code("drop", "the same patient stands above in the file", "Remove the row"),
    "day_not_usable": Code("warn", "this is no whole number of days from 0 and is left out", "Correct it"),
    "quarter_unreadable": Code("warn", "this is no quarter and is left out", "Write it as 2024Q1"),
    "contact_before_last_row": Code(
        "warn", "the last contact lies before the patient's latest row, which counts instead", "Correct it"
    ),
}

CODES: dict[str, Code] = {**READING_CODES, **MEANING_CODES}
