"""The rules that were in force: their texts by version, so that a change can be compared with what it replaces.

The last few versions are kept, among the single facts: one is some hundred kilobytes and changes a few times a day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.store.opening import Records
from monitor.store.rows import clean, from_json, stamp, sure_time_of

RUNNING = "rules_version"
KEPT = 8  # versions
_PREFIX = "rules:"


@dataclass(frozen=True, slots=True)
class AdoptedRules:
    """Rules as a daemon adopted them. `sources` are the texts: the file's own under "", included ones by path."""

    version: str
    at: datetime
    file: str
    sources: Mapping[str, str]


def adopt(records: Records, rules: AdoptedRules) -> None:
    """Notes rules as those that run, and forgets the oldest. Inside a transaction of its caller."""
    value = json.dumps({"at": stamp(rules.at), "file": rules.file, "sources": dict(rules.sources)}, ensure_ascii=False)
    put = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    records.execute(put, (_PREFIX + rules.version, clean(value)))
    records.execute(put, (RUNNING, rules.version))
    records.execute(
        """DELETE FROM meta WHERE key GLOB 'rules:*' AND key NOT IN (
            SELECT key FROM meta WHERE key GLOB 'rules:*' ORDER BY json_extract(value, '$.at') DESC LIMIT ?
        )""",
        (KEPT,),
    )


def adopted(records: Records, version: str = "") -> AdoptedRules | None:
    """The rules of a version that is kept (its beginning will do), or those adopted last."""
    if not version:
        version = str(records.value("SELECT value FROM meta WHERE key = ?", (RUNNING,)) or "")
    if not version.isalnum():
        return None
    rows = records.rows("SELECT key, value FROM meta WHERE key GLOB ?", (f"{_PREFIX}{version}*",))
    if len(rows) != 1:
        return None
    value = from_json(rows[0]["value"])
    return AdoptedRules(
        rows[0]["key"].removeprefix(_PREFIX), sure_time_of(value["at"]), value["file"], value["sources"]
    )


def versions(records: Records) -> tuple[str, ...]:
    """The versions that are kept, the newest first."""
    rows = records.rows("SELECT key FROM meta WHERE key GLOB 'rules:*' ORDER BY json_extract(value, '$.at') DESC")
    return tuple(row["key"].removeprefix(_PREFIX) for row in rows)
