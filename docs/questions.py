"""Write docs/questions.md from the folders of finished experiments: python docs/questions.py RESULTS.

RESULTS holds a folder for each question that was run, named as its file, as these commands leave it:
collabsim experiment experiments/NAME.toml --out RESULTS/NAME. Questions without a folder keep what
the page says of them, and every one says which results version it was run with.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from collabsim.experiment.finished import Finished
from collabsim.experiment.manifest import read_manifest

ROOT = Path(__file__).resolve().parents[1]
FIRST = ("lever_ranking", "permission_and_slack")
HEAD = """# Questions ready to run

Each question is a file in [`experiments/`](../experiments) and one command:
`collabsim experiment experiments/NAME.toml`. Below is what came out at the size in the file; the folder
of results holds the tables and figures behind every sentence. Add `--small` to try a question in
seconds on the small world.

**Read the conditions before the finding.** Numbers in brackets are 95 % intervals of means of paired
runs, then the ranges of means over parameter sets and over structural variants. The variants show how far
an answer hangs on how barriers combine, the parameter sets how far it hangs on numbers that uptake data
leave open. What 1 means for a lever is judgement
and what it costs an order of magnitude. Nothing here is a forecast.

Times are upper bounds: the two processors had other work to do. Every question names the results
version it was run with, which `collabsim --version` prints too: it moves when numbers move, and only
then.

This page is made by `python docs/questions.py RESULTS`.
"""


def effort(folder: Path) -> str:
    """Return how long the runs took and how many were run at once, as far as the folder knows."""
    found = Finished.read(folder).worked
    if not found:
        return "time not kept"
    spent, (fewest, most) = sum(found.values()), (min(found), max(found))
    time = f"{spent:.0f} s" if spent < 120 else f"{spent / 60:.0f} minutes"
    return f"{time} with {fewest if fewest == most else f'{fewest} to {most}'} at once"


def section(folder: Path) -> str:
    """Return what the page says of one question."""
    finished = Finished.read(folder)
    state = finished.state()
    question, said = (folder / "answer" / "finding.txt").read_text("utf-8").split("\n\n", 1)
    body = said.rsplit("\n\n", 1)[0].rstrip()
    return "\n".join(
        [
            f"## {' '.join(question.split())}",
            "",
            (
                f"[`{folder.name}.toml`](../experiments/{folder.name}.toml): {sum(state.values()):,} runs, "
                f"{effort(folder)}, answer apart; results version `{read_manifest(folder)['results_version']}`."
            ),
            "",
            "```text",
            body,
            "```",
            "",
        ]
    )


def sections(page: str) -> dict[str, str]:
    """Return what a page says of each question, by the name of its file."""
    parts = [f"## {part}" for part in page.split("\n## ")[1:]]
    return {re.findall(r"\[`(\w+)\.toml`\]", part)[0]: part for part in parts}


def main(results: Path) -> None:
    """Write the page anew for all questions whose folder is there."""
    page = ROOT / "docs" / "questions.md"
    said = sections(page.read_text("utf-8")) if page.is_file() else {}
    names = sorted(path.stem for path in (ROOT / "experiments").glob("*.toml"))
    names.sort(key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    said |= {
        name: section(results / name) for name in names if (results / name / "answer").is_dir()
    }
    page.write_text("\n".join([HEAD, *(said[name] for name in names if name in said)]), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
