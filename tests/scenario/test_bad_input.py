"""Bad input gets a sentence: what was expected, what was found, where, and the nearest name."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest
from refusals import refusal, said

from collabsim.scenario import Scenario, config_path

OVER = 'extends = "england.toml"\n'


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("trust.inital = 0.5", 'unknown key. Did you mean "trust.initial"?'),
        ("trust.sigma = 0.5", 'unknown key. Did you mean "hazard.sigma"?'),
        ("trsut.initial = 0.5", 'unknown key. Did you mean "trust"?'),
        ("levers.permision = 1", 'unknown key. Did you mean "levers.permission"?'),
        ("levers.slack = {levl = 1}", 'unknown key. Did you mean "levers.slack.level"?'),
        ("trust.initial = []", "expected a number from 0 to 1 (index), found an empty array."),
        ("trust.initial = 'high'", "expected a number from 0 to 1 (index), found a text."),
        ("trust.initial = true", "found true or false."),
        ("trust.initial = [0.5]", "found an array."),
        ("trust.initial = 2020-01-01", "found a date."),
        ("trust = 0.5", "expected a table, found a number."),
        ("trust.initial = 1.5", "expected a number from 0 to 1 (index)."),
        ("trust.initial = nan", "found not-a-number."),
        ("trust.initial = inf", "expected a number from 0 to 1 (index)."),
        ("hazard.sigma = -inf", "expected a number of at least 0"),
        (f"hazard.sigma = {10**400}", "expected a number of at least 0"),
        ("hazard.sigma = nan", "found not-a-number."),
        ("world.months = 3.5", "expected a whole number from 1 to 600 (months)."),
        ("barriers.trust = 2", "expected true or false (1 or 0)."),
        ("barriers.trust = 0.5", "expected true or false (1 or 0)."),
        ("levers.slack = 1.5", "expected a number from 0 to 1"),
        ("levers.slack = {start = -1}", "expected a whole number from 0"),
        ("classes.digital.family = 'medical'", 'Did you mean "medicine"?'),
        ("classes.digital.types = ['acut']", 'Did you mean "acute"?'),
        ("classes.digital.types = []", "expected an array of types"),
        ("classes.digital.exposure.trst = 0", '"classes.digital.exposure.trust"'),
        ("classes.new.label = 'New'", "expected a number from 0 to 1 (share), found nothing."),
        ("types.acute = {income = -3}", "from 1 to 10000 (million pounds a year)."),
        ("regions = {}", "is missing"),
        ("name = ''", "expected a text, found an empty text."),
        ("innovations = 3", "expected [[innovations]]"),
        ("organisations = 3", "expected the path of a CSV file"),
        ("organisations = '../x.csv'", "expected a path inside the folder"),
        ("organisations = 'none.csv'", "no such file"),
        ("colour = 3", "unknown key."),
    ],
)
def test_a_fault_says_what_was_expected_and_where(tmp_path: Path, line: str, sentence: str) -> None:
    answer = refusal(tmp_path, f"# a comment\n{OVER}{line}\n")
    assert sentence in answer
    assert "bad.toml:3" in answer or "none.csv" in answer


def test_sums_of_a_region_must_agree(tmp_path: Path) -> None:
    line = "regions.N = {trusts = {acute = 3}, ahsns = {Hub = 2}}"
    assert "3 NHS trusts by type, 2 by AHSN" in refusal(tmp_path, OVER + line)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('id = "a"\nclass = "digtal"\nlaunch = 1', 'Did you mean "digital"?'),
        ('class = "digital"\nlaunch = 1', "expected a text, found nothing."),
        ('id = "a"\nclass = "digital"', "expected a whole number"),
        ('id = "a"\nclass = "digital"\nlaunch = 1\nshare = 0.1', "unknown key."),
        ('id = "I01"\nclass = "digital"\nlaunch = 1', "synthetic"),
    ],
)
def test_a_named_innovation_is_checked(tmp_path: Path, body: str, sentence: str) -> None:
    assert sentence in refusal(tmp_path, f"{OVER}[[innovations]]\n{body}\n")


def test_ids_of_innovations_differ(tmp_path: Path) -> None:
    one = '[[innovations]]\nid = "a"\nclass = "digital"\nlaunch = 1\n'
    assert "an earlier innovation has this id" in refusal(
        tmp_path, OVER + one + one.replace('"a"', '"A"')
    )


@pytest.mark.parametrize(
    ("lever", "sentence"),
    [
        ('permission]\nid = "X1"\nmoves = [{parameter = "trust.initial", to = 1}]', "catalogue"),
        ('mine]\nid = "L01"\nmoves = [{parameter = "trust.initial", to = 1}]', "catalogue"),
        ('mine]\nid = "X1"\nmoves = [{parameter = "trust.inital", to = 1}]', '"trust.initial"?'),
        ('mine]\nid = "X1"\nmoves = [{parameter = "trust.initial", to = 2}]', "from 0 to 1"),
        ('mine]\nid = "X1"\nmoves = [{parameter = "trust.initial"}]', "exactly one of"),
        ('mine]\nid = "X1"\nmoves = [{parameter = "trust.initial", to = 1, by = 1}]', "exactly"),
        ('mine]\nid = "X1"\nmoves = [{parameter = "world.months", by = 1}]', "is fixed when"),
        ('mine]\nid = "X1"\nmoves = []', "expected moves such as"),
        ('mine]\nid = "X1"', "expected moves such as"),
    ],
)
def test_a_lever_of_ones_own_is_checked(tmp_path: Path, lever: str, sentence: str) -> None:
    assert sentence in refusal(tmp_path, f"{OVER}[own_levers.{lever}\n")


def test_files_that_are_no_config_files(tmp_path: Path) -> None:
    assert "found a folder" in said(tmp_path)
    assert "no such file" in said(tmp_path / "none.toml")
    assert "There is no folder" in said(tmp_path / "none" / "none.toml")
    assert "no such file" in said(tmp_path / "a\0b.toml")
    assert "cannot be read" in said(tmp_path / ("x" * 5000))
    assert "the file is empty" in refusal(tmp_path, " \n\n")
    assert "found a binary one" in refusal(tmp_path, b"\x7fELF\0\0\0")
    assert "bad.toml:2: expected UTF-8" in refusal(tmp_path, b'x = 1\nname = "\xe9"\n')


def test_the_nearest_file_is_named() -> None:
    assert 'Did you mean "england.toml"?' in said(config_path("england.toml").with_stem("englnd"))


def test_a_syntax_error_has_its_line(tmp_path: Path) -> None:
    assert "bad.toml:2: not valid TOML:" in refusal(tmp_path, 'name = "x"\ntrust = {\n\n')
    assert "bad.toml:1: not valid TOML:" in refusal(tmp_path, "name = ")


def test_fifty_megabytes_of_nonsense_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    with path.open("wb") as stream:
        stream.write(b"nonsense = 1\n" * 4)
        stream.truncate(50_000_000)
    tracemalloc.start()
    answer = said(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "expected at most 1 MB, found 50.0 MB." in answer
    assert peak < 10_000_000


BOMBS = {
    "arrays": "x = " + "[" * 400_000,
    "closed arrays": "x = " + "[" * 5_000 + "]" * 5_000,
    "inline tables": "x = " + "{a = " * 100_000,
    "dotted keys": ".".join("a" * 400_000) + " = 1",
    "quoted dotted keys": ".".join(['"a"'] * 200_000) + " = 1",
    "dotted tables": "[" + ".".join("a" * 400_000) + "]",
    "values": "x = [" + "1," * 400_000 + "]",
    "keys": "\n".join(f"k{n} = 1" for n in range(60_000)),
    "open strings": '"""\\' * 200_000,
    "open literals": "'''a" * 200_000,
    "digits": "trust.initial = " + "9" * 900_000,
    "empty classes": OVER + "".join(f"[classes.c{n}]\n" for n in range(45_000)),
    "empty organisations": OVER + "[[organisations]]\n" * 45_000,
    "organisations in unknown regions": OVER
    + "".join(f"[regions.R{n}]\ntrusts.acute = 1\nahsns.A{n} = 1\n" for n in range(5_000))
    + "".join(f"[[organisations]]\nregion = 'r{n}'\n" for n in range(5_000)),
    "a long key": OVER + "a" * 900_000 + " = 1",
    "a long text": OVER + 'colour = "' + "a" * 900_000 + '"',
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_quickly(tmp_path: Path, bomb: str) -> None:
    began = time.process_time()
    answer = refusal(tmp_path, BOMBS[bomb])
    assert time.process_time() - began < 20.0  # work, not waiting: a quadratic reader takes minutes
    assert all(len(line) < 2000 for line in answer.splitlines())


def test_a_file_of_unknown_keys_is_not_listed_in_full(tmp_path: Path) -> None:
    answer = refusal(tmp_path, OVER + "\n".join(f"key{n} = 1" for n in range(40_000)))
    assert len(answer.splitlines()) == 101
    assert answer.endswith("... and 39,900 more faults.")


def test_more_of_a_kind_than_anybody_writes_are_counted_and_not_read(tmp_path: Path) -> None:
    rows = "".join(f"[classes.c{n}]\n" for n in range(6_000))
    answer = refusal(tmp_path, OVER + rows)
    assert "bad.toml:6001" in answer
    assert "expected at most 5,000 classes, found 6,0" in answer
    assert len(answer.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('name = "a\\u200bb"', "zero width space"),
        ('name = "a\\u001b[31mb"', "U+001B"),
        ('description = "a\u202eb"', "right-to-left override"),
        ('"a\\u00adb" = 1', "soft hyphen"),
        ('levers."permission\u00a0" = 1', "no-break space"),
        ('classes.digital.types = ["acute\ufeff"]', "U+FEFF"),
        ("[classes.a]\n[classes.A]", 'looks like "a"'),
        ('[regions."Stra\u00dfe"]\n[regions.STRASSE]', "looks like"),
    ],
)
def test_what_nobody_can_see_or_tell_apart_is_refused(
    tmp_path: Path, line: str, sentence: str
) -> None:
    answer = refusal(tmp_path, f"{OVER}\n{line}\n")
    assert sentence in answer
    assert "bad.toml:" in answer
    assert all(part.isprintable() for part in answer.splitlines())


def test_prose_may_have_lines_accents_and_spaces_of_any_width(tmp_path: Path) -> None:
    prose = "It costs £5\u00a0million;\n\tnaïve – “quoted” \U0001f469\u200d\u2695\ufe0f"
    path = tmp_path / "mine.toml"
    path.write_text(f'{OVER}description = """{prose}"""\n', "utf-8")
    assert Scenario.load(path).description == prose


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    answer = refusal(tmp_path, OVER + '"\\u001b[31m" = "\\u001b[0m"\n')
    assert "\x1b" not in answer


def test_files_that_extend_one_another_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"')
    (tmp_path / "b.toml").write_text('\nextends = "a.toml"')
    assert said(tmp_path / "a.toml").endswith("the files extend one another in a circle.")
    assert "b.toml:2" in said(tmp_path / "a.toml")
    (tmp_path / "c.toml").write_text('extends = "c.toml"')
    assert "in a circle" in said(tmp_path / "c.toml")


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        ("'/etc/passwd'", "expected a path relative to this file."),
        ("'../../../etc/passwd'", "expected a path inside the folder"),
        ("'englnd.toml'", 'no such file. Did you mean "england.toml"?'),
        ("3", "expected the path of a config file, found a number."),
        ("''", "expected the path of a config file"),
    ],
)
def test_a_file_extends_only_what_is_near_or_shipped(
    tmp_path: Path, base: str, sentence: str
) -> None:
    assert sentence in refusal(tmp_path, f"extends = {base}")


def test_a_file_in_configs_extends_anything_in_configs_and_nothing_above(tmp_path: Path) -> None:
    deep = tmp_path / "configs" / "a" / "b"
    deep.mkdir(parents=True)
    england = config_path("england.toml").read_text("utf-8")
    (tmp_path / "configs" / "here.toml").write_text(england, "utf-8")
    (tmp_path / "above.toml").write_text(england, "utf-8")
    inside, outside = deep / "inside.toml", deep / "outside.toml"
    inside.write_text('extends = "../../here.toml"')
    outside.write_text('extends = "../../../above.toml"')
    assert Scenario.load(inside).name == "England"
    assert "expected a path inside the folder" in said(outside)


def test_a_file_that_extends_nothing_has_to_say_where_and_what(tmp_path: Path) -> None:
    answer = refusal(tmp_path, 'name = "Alone"\n')
    assert [line.split(": ")[0].split()[-1] for line in answer.splitlines()] == [
        "types", "regions", "classes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "the file is empty."),
        ("code;name;type;region;ahsn;income\n", "separated by commas"),
        ("code,name,kind,region,ahsn,income\na,b,c,d,e,f\n", "lacks the column type"),
        ("code,name,region,ahsn\na,b,c,d\n", "lacks the columns type, income"),
        ("code,name,type,region,ahsn,incme\na,b,c,d,e,f\n", 'Did you mean "income"?'),
        ("code,name,type,region,ahsn,income,income\na,b,c,d,e,1,1\n", "twice, in cells 6 and 7"),
        ("code,name,type,region,ahsn,income\n", "found 0"),
        ('code,name,type,region,ahsn,income\n"a\n', "trusts.csv:2: a quotation mark is opened"),
        ("code," * 150_000, "expected at most 1,000 columns, found 150,001"),
        ("code,name,type,region,ahsn,income\n" + "a,b,c,d,e,f\n" * 60_000, "found 60,000"),
        ("x" * 51_000_000, "expected at most 50 MB"),
        ("a\0b", "found a binary one"),
    ],
)
def test_a_bad_table_of_organisations(tmp_path: Path, table: str, sentence: str) -> None:
    (tmp_path / "trusts.csv").write_text(table)
    answer = refusal(tmp_path, OVER + 'organisations = "trusts.csv"\n')
    assert "trusts.csv" in answer
    assert sentence in answer
