"""The tree keeps its shape; and the check itself sees each kind of breach."""

import tempfile
import unittest
from pathlib import Path

import rooms

ROOT = Path(__file__).resolve().parents[2]
TABLE = """
peal_room(base FLOOR 0 LIBS fmt::fmt)
peal_room(net  FLOOR 1 USES base LIBS OpenSSL::SSL)  # peal_room(ghost FLOOR 0)
peal_room(core FLOOR 3 USES base)
peal_program(peal FLOOR 7 ROOM app)
"""


class Checker(unittest.TestCase):
    def faults_of(self, files, table=TABLE):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "CMakeLists.txt").write_text(table)
            for path, text in files.items():
                file = root / "src" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            return rooms.faults(root)

    def assert_one(self, files, word, table=TABLE):
        found = self.faults_of(files, table)
        self.assertEqual(len(found), 1, found)
        self.assertIn(word, found[0])

    def test_a_good_tree_has_no_fault(self):
        self.assertEqual([], self.faults_of({
            "base/time.hpp": "#pragma once\n\n#include <chrono>\n",
            "net/loop.hpp": '#pragma once\n\n#include "base/time.hpp"\n',
            "net/loop.cpp": '#include "net/loop.hpp"\n\n#include <boost/asio.hpp>\n',
            "app/main/main.cpp": '#include "net/loop.hpp"\n',
        }))

    def test_a_room_includes_only_what_it_lists(self):
        self.assert_one({"net/loop.hpp": "#pragma once\n", "core/a.cpp": '#include "net/loop.hpp"\n'}, "USES")
        self.assert_one({"net/loop.hpp": "#pragma once\n", "base/a.cpp": ' #  include "net/loop.hpp"\n'}, "USES")

    def test_uses_name_lower_floors_only(self):
        for uses in ("base core", "core", "net"):
            self.assert_one({}, "lower floors", TABLE.replace("USES base)", f"USES {uses})")
                            .replace("core FLOOR 3", "core FLOOR 1"))
        self.assert_one({}, "no room", TABLE.replace("USES base)", "USES base nothing)"))

    def test_includes_are_paths_below_src(self):
        self.assert_one({"net/a.hpp": "#pragma once\n", "net/b.cpp": '#include "a.hpp"\n'}, "below src")

    def test_long_files_are_found(self):
        self.assertEqual([], self.faults_of({"net/a.cpp": "\n" * 400, "net/a_test.cpp": "\n" * 600}))
        self.assert_one({"net/a.cpp": "\n" * 401}, "401 lines")
        self.assert_one({"net/a_test.cpp": "\n" * 601}, "601 lines")

    def test_names_that_hold_anything_are_found(self):
        for name in ("utils.cpp", "string_utils.cpp", "misc/a.cpp", "call_manager.cpp", "test_helpers.cpp", "Loop.cpp"):
            self.assert_one({f"net/{name}": "\n"}, "net/")

    def test_costly_headers_stay_out_of_headers(self):
        for header in ("boost/beast.hpp", "nlohmann/json.hpp", "soci/soci.h"):
            self.assert_one({"net/a.hpp": f"#pragma once\n#include <{header}>\n"}, "costly")

    def test_heavy_headers_are_seen_by_their_own_room_only(self):
        tree = {"base/door.hpp": '#pragma once\n#include "base/inner.hpp"\n',
                "base/inner.hpp": "#pragma once\n#include <yaml-cpp/yaml.h>\n",
                "base/a.cpp": '#include "base/door.hpp"\n'}
        self.assertEqual([], self.faults_of(tree))
        self.assert_one({**tree, "net/a.cpp": '#include "base/door.hpp"\n'}, "brings <yaml-cpp/yaml.h>")

    def test_headers_start_with_pragma_once(self):
        self.assert_one({"net/a.hpp": "#include <map>\n#pragma once\n"}, "#pragma once")

    def test_unfinished_work_is_found(self):
        self.assert_one({"net/a.cpp": "// TODO later\n"}, "TODO")

    def test_a_folder_that_is_no_room_is_found(self):
        self.assert_one({"ghost/a.cpp": "\n"}, "no room")


class Tree(unittest.TestCase):
    maxDiff = None

    def test_the_table_is_read(self):
        table = rooms.read_rooms((ROOT / "CMakeLists.txt").read_text())
        self.assertGreater(len(table), 10)
        self.assertEqual(table["core"].uses, {"base"}, "the rules know nothing but base")

    def test_the_tree_keeps_its_shape(self):
        found = rooms.faults(ROOT)
        self.assertEqual([], found, "\n" + "\n".join(found))


if __name__ == "__main__":
    unittest.main()
