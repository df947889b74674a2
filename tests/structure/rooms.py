"""What the source tree must look like: rooms, floors, includes, names, sizes.

`faults(root)` reads the table of rooms in CMakeLists.txt and every file under
src/, and returns one sentence for each thing that breaks a rule."""

import re
from dataclasses import dataclass
from pathlib import Path

CODE_LINES_MAX = 400
TEST_LINES_MAX = 600
ENDINGS = {".cpp", ".hpp"}
# A name that could hold anything will in time hold everything.
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "misc", "manager", "managers", "part2"}
FORBIDDEN_WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# Outside libraries whose headers cost every file that sees them dear. The
# first, seconds and gigabytes, are for .cpp files only; the others may also
# stand in a header that no other room sees, not even through a third one.
COSTLY = ("boost/", "nlohmann/", "soci/")
HEAVY = COSTLY + (
    "yaml-cpp/", "CLI/", "prometheus/", "unicode/", "phonenumbers/", "openssl/", "curl/", "srtp2/", "opus/", "spandsp", "bcg729/",
    "soxr", "espeak-ng/", "sodium", "sqlite3", "libpq", "gmime/", "libxml/",
)
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


@dataclass(frozen=True)
class Room:
    name: str
    floor: int
    uses: frozenset


def read_rooms(cmake: str) -> dict:
    """The peal_room(...) table; the program's room may use every other."""
    cmake = re.sub(r"#[^\n]*", "", cmake)
    rooms = {}
    for name, rest in re.findall(r"^peal_room\(\s*(\w+)\s+([^)]*)\)", cmake, re.MULTILINE):
        words = rest.split()
        fields = {"FLOOR": [], "USES": [], "LIBS": []}
        current = None
        for word in words:
            if word in fields:
                current = word
            else:
                fields[current].append(word)
        rooms[name] = Room(name, int(fields["FLOOR"][0]), frozenset(fields["USES"]))
    for floor, name in re.findall(r"^peal_program\(\s*\w+\s+FLOOR\s+(\d+)\s+ROOM\s+(\w+)\s*\)", cmake, re.MULTILINE):
        rooms[name] = Room(name, int(floor), frozenset(rooms))
    return rooms


def table_faults(rooms: dict):
    for room in rooms.values():
        for used in sorted(room.uses):
            if used not in rooms:
                yield f"CMakeLists.txt: {room.name} uses {used}, which is no room"
            elif rooms[used].floor >= room.floor:
                yield (f"CMakeLists.txt: {room.name} (floor {room.floor}) uses {used} (floor {rooms[used].floor}); "
                       "a room may use lower floors only")


def name_faults(path: Path):
    for part in path.parts:
        found = FORBIDDEN_NAMES.intersection(Path(part).stem.lower().split("_"))
        for word in sorted(found):
            yield f"{path}: '{word}' says nothing about what is inside; name it by its noun or its step"
    if not all(re.fullmatch(r"[a-z0-9_]+", Path(part).stem) for part in path.parts):
        yield f"{path}: files and folders are snake_case"


def heavy_behind(header: str, source: Path, seen=()) -> str:
    """The first heavy header that including `header` brings along, or ''."""
    file = source / header
    if header in seen or not file.is_file():
        return ""
    for quote, included in INCLUDE.findall(file.read_text()):
        if quote == "<" and included.startswith(HEAVY):
            return included
        found = heavy_behind(included, source, (*seen, header)) if quote == '"' else ""
        if found:
            return found
    return ""


def include_faults(path: Path, text: str, rooms: dict, source: Path):
    room = rooms[path.parts[0]]
    for quote, included in INCLUDE.findall(text):
        if quote == "<":
            if path.suffix == ".hpp" and included.startswith(COSTLY):
                yield f"{path}: <{included}> is costly; include it in the .cpp and keep it behind an interface"
            continue
        other = included.split("/")[0]
        if not (source / included).is_file():
            yield f'{path}: "{included}" is not a path below src/'
        elif other != room.name and other not in room.uses:
            yield f'{path}: "{included}": room {room.name} does not list {other} in its USES'
        elif other != room.name and heavy_behind(included, source):
            yield f'{path}: "{included}" brings <{heavy_behind(included, source)}> of room {other} along'


def file_faults(path: Path, text: str, rooms: dict, source: Path):
    yield from name_faults(path)
    if path.parts[0] not in rooms:
        yield f"{path}: folder {path.parts[0]} is no room of CMakeLists.txt"
        return
    lines = text.count("\n")
    most = TEST_LINES_MAX if path.stem.endswith("_test") else CODE_LINES_MAX
    if lines > most:
        yield f"{path}: {lines} lines, more than {most}; split it by step or by noun"
    if path.suffix == ".hpp" and not text.startswith("#pragma once\n"):
        yield f"{path}: a header starts with #pragma once"
    for word in FORBIDDEN_WORDS.findall(text):
        yield f"{path}: {word}: finish it, or leave it out"
    yield from include_faults(path, text, rooms, source)


def faults(root: Path) -> list:
    rooms = read_rooms((root / "CMakeLists.txt").read_text())
    source = root / "src"
    found = list(table_faults(rooms))
    for file in sorted(source.rglob("*")):
        if file.suffix in ENDINGS:
            found += file_faults(file.relative_to(source), file.read_text(), rooms, source)
    return found
