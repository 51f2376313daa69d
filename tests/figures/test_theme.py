import pytest

from afterglow.figures.theme import (
    DARK,
    LIGHT,
    OUTCOME_SYMBOLS,
    OUTCOME_WORDS,
    OUTCOMES,
    Theme,
    faded,
    theme_named,
)
from tests.figures.colour_maths import VISION, ciede2000, contrast, nearest

THEMES = (LIGHT, DARK)
TEXT_RATIOS = {
    "light": {"text": 15.8, "muted": 6.2, "accent": 7.2, "worse_text": 5.8},
    "dark": {"text": 15.3, "muted": 8.3, "accent": 7.6, "worse_text": 7.3},
}
MARK_RATIOS = {
    "light": {"axis": 3.6, "people": 7.2, "not_scored": 3.6},
    "dark": {"axis": 4.2, "people": 6.9, "not_scored": 5.0},
}
OUTCOME_RATIOS = {
    "light": {"remitted": 11.9, "responded": 5.7, "partial": 3.4, "no_change": 4.6, "worse": 3.9},
    "dark": {"remitted": 14.9, "responded": 6.8, "partial": 3.6, "no_change": 6.5, "worse": 5.1},
}


def test_ciede2000_agrees_with_published_pairs() -> None:
    # Pairs 1, 7 and 17 of the table in Sharma, Wu and Dalal 2005.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_and_marks_stand_out_from_the_page(theme: Theme) -> None:
    for token, ratio in {**TEXT_RATIOS[theme.name], **MARK_RATIOS[theme.name]}.items():
        measured = contrast(getattr(theme, token), theme.background)
        assert measured == pytest.approx(ratio, abs=0.06)
        assert measured >= (4.5 if token in TEXT_RATIOS[theme.name] else 3)
    assert contrast(theme.muted, theme.surface) >= 4.5
    assert contrast(theme.accent, theme.accent_soft) >= 4.5
    assert contrast("#FFFFFF", theme.control) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_outcomes_stand_out_from_the_page_and_their_text_from_them(theme: Theme) -> None:
    assert tuple(theme.outcomes) == OUTCOMES
    for key, ratio in OUTCOME_RATIOS[theme.name].items():
        fill = theme.outcomes[key]
        assert contrast(fill.color, theme.background) == pytest.approx(ratio, abs=0.06)
        assert contrast(fill.ink, fill.color) >= 4.5


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_colours_stay_apart_for_every_eye(theme: Theme, vision: str) -> None:
    outcomes = tuple(fill.color for fill in theme.outcomes.values())
    assert nearest(outcomes, vision) >= 14
    assert nearest(theme.groups, vision) >= 11


def test_distances_are_those_the_palette_was_chosen_by() -> None:
    light = tuple(fill.color for fill in LIGHT.outcomes.values())
    measured = [nearest(light, vision) for vision in ("normal", "deuteranopia", "protanopia", "tritanopia")]
    assert measured == pytest.approx([17.5, 16.5, 17.3, 14.2], abs=0.06)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_groups_are_visible(theme: Theme) -> None:
    assert len(theme.groups) == len(set(theme.groups)) == 8
    assert min(contrast(color, theme.background) for color in theme.groups) >= 3


def test_outcomes_differ_in_more_than_colour() -> None:
    assert set(OUTCOME_WORDS) == set(OUTCOME_SYMBOLS) == set(OUTCOMES)
    assert len(set(OUTCOME_SYMBOLS.values())) == 4  # remitted and responded share the circle


def test_a_theme_is_found_by_name() -> None:
    assert theme_named("dark") is DARK
    assert theme_named("light") is LIGHT
    assert theme_named(None) is LIGHT


def test_fading_keeps_the_colour() -> None:
    assert faded("#5B3FBF", 0.15) == "rgba(91,63,191,0.15)"


def test_css_variables_hold_every_colour_drawn_in_html() -> None:
    css = DARK.css_variables()
    assert "--ag-no-change:#A09A91;" in css
    assert "--ag-worse-ink:#12161C;" in css
    assert css.count("--ag-") == css.count(";")
