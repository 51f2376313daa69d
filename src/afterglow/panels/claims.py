"""What is told to patients about ketamine, and the panels in which a clinic's own numbers answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim in plain words and the keys of the panels that put it to the data."""

    words: str
    panels: tuple[str, ...]


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "Relief can come within hours of the first session, sooner than with antidepressant tablets.",
        ("early_relief", "improvement", "response_benchmarks"),
    ),
    Claim(
        "It helps in severe and treatment-resistant depression above all.",
        ("compared_rates", "standardised_rates", "early_relief"),
    ),
    Claim(
        "The effect lasts days to two weeks, and repeated sessions keep it.",
        ("durability", "first_gap", "later_gaps"),
    ),
    Claim(
        "Six sessions in two to three weeks, then boosters as needed.",
        ("protocol_kept", "sessions_per_course", "boosters_per_year"),
    ),
    Claim(
        "How many sessions somebody needs varies, and treatment is fitted to the person.",
        ("by_session", "sessions_per_course", "doses", "protocol_bounds"),
    ),
    Claim(
        "It is given by vein, nose or mouth, in low doses, and beside other treatment.",
        ("places", "doses", "who_treated", "compared_rates"),
    ),
    Claim(
        "It also helps in bipolar depression, anxiety, post-traumatic stress and chronic pain.",
        ("conditions", "compared_rates"),
    ),
    Claim("It eases suicidal thoughts.", ("suicidal_thoughts",)),
    Claim(
        "Sleep, tiredness and concentration, daily functioning and quality of life get better.",
        ("symptoms", "other_scales"),
    ),
    Claim(
        "It is safe under supervision; high or frequent doses bring dissociation.",
        ("dissociation", "blood_pressure", "adverse_events", "events_by_group", "protocol_bounds"),
    ),
    Claim(
        "It is meant for adults with moderate to severe depression after other treatment failed.",
        ("indicated", "who_treated", "compared_rates"),
    ),
)
