"""The tables of documents below this folder; README.md says how they are written."""

from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass
class Case:
    outcome: str
    section: str
    rule: str
    document: str


@dataclass
class Table:
    auid: str
    facts: dict = field(default_factory=dict)  # type, schema, element
    files: list = field(default_factory=list)  # the cases that are whole files
    cases: list = field(default_factory=list)  # all


def read(path):
    table, whole = Table(path.parent.name), ""
    for line in path.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("|")]
        if len(columns) == 1:
            name, _, value = line.partition(" ")
            table.facts[name] = value
        elif columns[0] == "document":
            whole = (path.parent / columns[2]).read_text()
            outcome = columns[3] if len(columns) > 3 else "accepted"
            table.files.append(Case(outcome, columns[1], columns[2], whole))
            table.cases.append(table.files[-1])
        else:
            outcome, section, rule, old, new = columns
            assert whole.count(old) == 1, (path, rule)
            changed = whole.replace(old, new.replace("$0", old))
            table.cases.append(Case(outcome.split()[0], section, rule, changed))
    return table


def all_tables():
    return [read(path) for path in sorted(HERE.glob("*/cases.txt"))]
