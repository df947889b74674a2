"""Whether everything Peal stands on may be used with its own licences.

The server and the desk are GPL-3.0-or-later; the widget and the packages a
customer's page or another CRM carries are Apache-2.0. LICENSES/dependencies.md
has one row for each Debian package and each npm package:

    | package | licence (SPDX) | part | note |

`part` is `server` (linked into it), `desk` or `widget` (bundled into pages; the
widget's are also in the desk's list of what is allowed), or `tool` (builds or
tests Peal and is not in what is delivered).

    licences.py --write    rewrites the npm table from web/package-lock.json"""

import json
import re
import sys
from pathlib import Path

PERMISSIVE = {
    "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "curl",
    "ISC", "MIT", "PostgreSQL", "Unicode-3.0", "Unlicense", "X11", "Zlib", "public-domain",
}
# GPL-2.0-only and CC-BY are not here: the one forbids GPL-3, the other is no
# licence for code.
WITH_GPL3 = PERMISSIVE | {
    "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later",
    "LGPL-3.0-or-later", "MPL-2.0", "OFL-1.1",
}
# Only run, never delivered: any free licence will do.
FREE = WITH_GPL3 | {
    "CC-BY-4.0", "GPL-2.0-only", "MPL-1.1", "Python-2.0", "Artistic-2.0", "Apache-2.0 WITH LLVM-exception",
    "GPL-3.0-or-later WITH GCC-exception-3.1",
}
ALLOWED = {"server": WITH_GPL3, "desk": WITH_GPL3, "widget": PERMISSIVE, "tool": FREE}
NPM_MARK = "<!-- npm: written by tests/structure/licences.py --write -->"


def allows(expression: str, allowed: set) -> bool:
    """SPDX "A OR B" needs one of them, "A AND B" both."""
    expression = expression.strip()
    while expression.startswith("(") and expression.endswith(")"):
        expression = expression[1:-1].strip()
    if expression in allowed:
        return True
    if " AND " in expression:
        return all(allows(part, allowed) for part in expression.split(" AND "))
    if " OR " in expression:
        return any(allows(part, allowed) for part in expression.split(" OR "))
    return False


def read_rows(text: str) -> dict:
    rows = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) < 3 or cells[0] == "package" or set(cells[0]) <= {"-"}:
            continue
        rows[cells[0].strip("`")] = (cells[1], cells[2])
    return rows


def debian_packages(text: str) -> list:
    return [line for line in text.split("\n") if line and not line.startswith(("#", "["))]


def npm_packages(lock: dict) -> dict:
    """Outside packages by path in the tree, with name, licence and dependencies."""
    found = {}
    for path, entry in lock["packages"].items():
        if "node_modules/" in path and not entry.get("link"):
            found[path] = {**entry, "name": entry.get("name") or path.rsplit("node_modules/", 1)[1]}
    return found


def resolve(lock: dict, start: str, name: str):
    """Where node finds `name` from the package at `start`; a link leads on."""
    folder = start
    while True:
        path = (folder + "/" if folder else "") + "node_modules/" + name
        entry = lock["packages"].get(path)
        if entry is not None:
            return entry["resolved"] if entry.get("link") else path
        if not folder:
            return None
        folder = folder.rsplit("/node_modules/", 1)[0] if "/node_modules/" in folder else ""


def bundled_with(lock: dict, start: str) -> set:
    """All that the workspace at `start` carries into a page, its own included."""
    seen, waiting = set(), [start]
    while waiting:
        path = waiting.pop()
        if path in seen or path not in lock["packages"]:
            continue
        seen.add(path)
        entry = lock["packages"][path]
        for name in {**entry.get("dependencies", {}), **entry.get("peerDependencies", {})}:
            optional = entry.get("peerDependenciesMeta", {}).get(name, {}).get("optional")
            found = None if optional else resolve(lock, path, name)
            if found:
                waiting.append(found)
    return seen


def workspaces(lock: dict) -> dict:
    return {path: entry for path, entry in lock["packages"].items() if path and "node_modules/" not in path}


def npm_parts(lock: dict) -> dict:
    """Each outside package's name to its licence and the part it belongs to."""
    outside = npm_packages(lock)
    apache = [path for path, entry in workspaces(lock).items() if entry.get("license") == "Apache-2.0"]
    ours = [path for path in workspaces(lock) if path not in apache]
    widget = set().union(*(bundled_with(lock, path) for path in apache))
    desk = set().union(*(bundled_with(lock, path) for path in ours))
    parts = {}
    for path, entry in outside.items():
        part = "widget" if path in widget else "desk" if path in desk else "tool"
        known = parts.get(entry["name"])
        order = ["widget", "desk", "tool"]
        if known is None or order.index(part) < order.index(known[1]):
            parts[entry["name"]] = (entry.get("license", "unknown"), part)
    return parts


def faults(debian: str, table: str, lock) -> list:
    rows = read_rows(table)
    found = []
    wanted = {name: None for name in debian_packages(debian)}
    if lock:
        wanted.update(npm_parts(lock))
        for path, entry in workspaces(lock).items():
            if entry.get("license") not in ("Apache-2.0", "GPL-3.0-or-later"):
                found.append(f"web/{path}/package.json: licence is {entry.get('license')}, ours are Apache-2.0 and GPL-3.0-or-later")
            carried = bundled_with(lock, path) - {path} if entry.get("license") == "Apache-2.0" else set()
            for inner in sorted(carried):
                if not allows(lock["packages"][inner].get("license", "unknown"), PERMISSIVE):
                    found.append(f"web/{path} is Apache-2.0 and may not carry {inner}")
    for name, facts in sorted(wanted.items()):
        if name not in rows:
            found.append(f"{name}: no row in LICENSES/dependencies.md")
            continue
        licence, part = rows[name]
        if part not in ALLOWED:
            found.append(f"{name}: part '{part}' is none of {', '.join(ALLOWED)}")
        elif not allows(licence, ALLOWED[part]):
            found.append(f"{name}: {licence} does not fit {part}")
        if facts and (licence, part) != facts:
            found.append(f"{name}: the row says {licence}, {part}; web/package-lock.json says {facts[0]}, {facts[1]}")
    for name in sorted(set(rows) - set(wanted)) if lock else []:
        found.append(f"{name}: has a row but is not used any more")
    return found


def write_npm(root: Path):
    page = root / "LICENSES/dependencies.md"
    parts = npm_parts(json.loads((root / "web/package-lock.json").read_text()))
    lines = [NPM_MARK, "", "| package | licence | part |", "|---|---|---|"]
    lines += [f"| {name} | {licence} | {part} |" for name, (licence, part) in sorted(parts.items())]
    page.write_text(page.read_text().split(NPM_MARK)[0] + "\n".join(lines) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    write_npm(Path(__file__).resolve().parents[2])
