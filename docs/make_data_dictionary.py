"""Write docs/data-dictionary.md from the result classes, so that the code is where a field is described.

python docs/make_data_dictionary.py
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "src" / "afterglow" / "results"
OUT = ROOT / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

What `afterglow summary --json` writes: `{"afterglow": version, "rules": {...}, "data": {...}, "results":
{panel: result}}`, and with `--by` the same results per group under `groups`. Shares run from 0 to 1, days are
whole calendar days unless a field says otherwise, a missing number is `null`. A list of results is told apart
by `kind`. This page is made by `python docs/make_data_dictionary.py` from the result classes.
"""


def dictionary() -> str:
    """The whole page."""
    parts = [HEAD]
    for path in sorted(RESULTS.glob("*.py")):
        if path.name != "__init__.py":
            parts += [
                _section(node)
                for node in ast.parse(path.read_text("utf-8")).body
                if isinstance(node, ast.ClassDef)
            ]
    return "\n".join(part for part in parts if part)


def _section(node: ast.ClassDef) -> str:
    about, fields = described(node)
    if not fields:
        return ""
    rows = [f"| `{name}` | {_escaped(kind)} | {_escaped(words)} |" for name, kind, words in fields]
    return "\n".join(
        [f"## {node.name}\n", f"{about}\n", "| field | type | meaning |", "|---|---|---|", *rows, ""]
    )


def described(node: ast.ClassDef) -> tuple[str, list[tuple[str, str, str]]]:
    """What a result class is, and (name, type, meaning) of each field, meaning empty where none is given."""
    about, named = _split(ast.get_docstring(node) or "")
    fields = []
    for item, after in zip(node.body, [*node.body[1:], None], strict=True):
        if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
            continue
        kind, name = ast.unparse(item.annotation), item.target.id
        if kind.startswith("ClassVar"):
            continue
        own = (
            after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
        )
        meaning = own or named.get(name, "") or COMMON.get(name, "")
        fields.append((name, kind, " ".join(str(meaning).split())))
    return about, fields


COMMON = {
    "kind": "Which result this is.",
    "scope": "Who it is about, and by which rule.",
    "n": "People behind the numbers.",
    "criterion": "Which improvement is asked for: response, remission or reliable_improvement.",
    "key": "Which one this is.",
    "people": "How many people.",
    "low": "Lower 95 % limit.",
    "high": "Upper 95 % limit.",
    "day": "Whole days since the first session.",
    "sd": "Standard deviation (divisor n - 1).",
    "minimum": "Lowest score of the scale.",
    "maximum": "Highest score of the scale.",
    "higher_is_worse": "Direction of the scale.",
    "remission_cutoff": "Score at the remission cut-off; null where the scale has none.",
}


def _split(text: str) -> tuple[str, dict[str, str]]:
    """Split a docstring into its prose and its `name : meaning` lines, which may name several."""
    about: list[str] = []
    named: dict[str, str] = {}
    current: list[str] = []
    for line in text.splitlines():
        match = re.match(r"^\s*([a-z_]+(?:\s*[,/]\s*[a-z_]+)*) : (.*)$", line)
        if match:
            current = re.split(r"\s*[,/]\s*", match[1])
            for name in current:
                named[name] = match[2]
        elif current and line.strip():
            for name in current:
                named[name] += " " + line.strip()
        else:
            about.append(line)
    return " ".join(" ".join(about).split()), named


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    OUT.write_text(dictionary(), encoding="utf-8")
