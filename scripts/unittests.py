"""Runs the unit tests below a directory and ends with a line that counts them.

usage: unittests.py DIRECTORY [TOP], where TOP is what the tests import from, DIRECTORY itself when left out
"""

import os
import sys
import unittest


class CountedResult(unittest.TextTestResult):
    """Counts tests, not failures: one test may fail in several subtests, and a class's set-up in none."""

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self.passed += 1

    @property
    def failed(self) -> int:
        tests = [test for test, _ in self.failures + self.errors] + self.unexpectedSuccesses
        return len({getattr(test, "test_case", test).id() for test in tests})


def main(directory: str, top: str | None = None) -> int:
    directory, top = os.path.abspath(directory), os.path.abspath(top or directory)
    os.chdir(top)
    suite = unittest.defaultTestLoader.discover(directory, top_level_dir=top)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=CountedResult).run(suite)
    print(f"{result.passed} passed, {result.failed} failed, {len(result.skipped)} skipped", flush=True)
    return 0 if result.passed and not result.failed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
