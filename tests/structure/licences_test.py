"""Every dependency has a licence that fits; and the check sees one that does not."""

import json
import unittest
from pathlib import Path

import licences

ROOT = Path(__file__).resolve().parents[2]
DEBIAN = "# list\n[build]\nlibgood-dev\n[test]\ntool\n"
ROWS = "| package | licence | part |\n|---|---|---|\n| libgood-dev | MIT | server |\n| tool | GPL-2.0-only | tool |\n"
NPM_ROWS = ROWS + "| small | MIT | widget |\n| grid | MPL-2.0 | desk |\n| build | CC-BY-4.0 | tool |\n"


def lock(**licence):
    return {"packages": {
        "": {"license": "GPL-3.0-or-later", "workspaces": ["desk", "widget", "packages/*"]},
        "desk": {"license": "GPL-3.0-or-later", "dependencies": {"grid": "1", "phone": "1"}, "devDependencies": {"build": "1"}},
        "widget": {"license": "Apache-2.0", "dependencies": {"phone": "1"}},
        "packages/phone": {"license": "Apache-2.0", "dependencies": {"small": "1"}},
        "node_modules/phone": {"resolved": "packages/phone", "link": True},
        "node_modules/small": {"license": licence.get("small", "MIT")},
        "node_modules/grid": {"license": licence.get("grid", "MPL-2.0")},
        "node_modules/build": {"license": "CC-BY-4.0", "dev": True},
    }}


class Checker(unittest.TestCase):
    def test_good_rows_have_no_fault(self):
        self.assertEqual([], licences.faults(DEBIAN, ROWS, None))
        self.assertEqual([], licences.faults(DEBIAN, NPM_ROWS, lock()))

    def assert_fault(self, word, debian=DEBIAN, rows=NPM_ROWS, tree=None):
        found = licences.faults(debian, rows, tree or lock())
        self.assertTrue(any(word in fault for fault in found), found)

    def test_a_package_without_a_row_is_found(self):
        self.assert_fault("libnew-dev: no row", debian=DEBIAN + "libnew-dev\n")
        self.assert_fault("grid: no row", rows=NPM_ROWS.replace("| grid | MPL-2.0 | desk |\n", ""))

    def test_a_licence_that_does_not_fit_is_found(self):
        self.assert_fault("libgood-dev: GPL-2.0-only", rows=NPM_ROWS.replace("| MIT | server", "| GPL-2.0-only | server"))
        self.assert_fault("grid: CC-BY-NC-4.0", rows=NPM_ROWS.replace("MPL-2.0", "CC-BY-NC-4.0"), tree=lock(grid="CC-BY-NC-4.0"))

    def test_the_widget_carries_permissive_licences_only(self):
        self.assert_fault("web/widget is Apache-2.0", rows=NPM_ROWS.replace("| small | MIT", "| small | LGPL-3.0-or-later"),
                          tree=lock(small="LGPL-3.0-or-later"))

    def test_a_changed_licence_or_part_is_found(self):
        self.assert_fault("small: the row says", tree=lock(small="ISC"))
        self.assert_fault("grid: the row says", rows=NPM_ROWS.replace("| MPL-2.0 | desk", "| MPL-2.0 | tool"))

    def test_a_row_nobody_needs_is_found(self):
        self.assert_fault("gone: has a row", rows=NPM_ROWS + "| gone | MIT | tool |\n")

    def test_expressions(self):
        self.assertTrue(licences.allows("(GPL-2.0-only OR MIT)", licences.PERMISSIVE))
        self.assertFalse(licences.allows("GPL-2.0-only AND MIT", licences.WITH_GPL3))
        self.assertFalse(licences.allows("unknown", licences.FREE))


class Tree(unittest.TestCase):
    maxDiff = None

    def test_every_dependency_fits(self):
        lock_file = ROOT / "web/package-lock.json"
        tree = json.loads(lock_file.read_text()) if lock_file.exists() else None
        found = licences.faults((ROOT / "packaging/debian-packages.txt").read_text(),
                                (ROOT / "LICENSES/dependencies.md").read_text(), tree)
        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_our_own_licences_are_in_their_places(self):
        for path, title in {"LICENSE": "GNU GENERAL PUBLIC LICENSE", "web/widget/LICENSE": "Apache License",
                            "api/LICENSE": "Apache License"}.items():
            text = (ROOT / path).read_text()
            self.assertIn(title, text[:200], path)
            self.assertGreater(len(text), 10_000, path)


if __name__ == "__main__":
    unittest.main()
