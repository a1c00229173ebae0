"""docs/modules.md does what it says: its walks are run as they stand there, in a project of their own.

The Swift one builds into the checkout's .build, so that the SDK is not compiled a second time; so nothing else may build
there at the same time.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = ROOT / ".build/debug"


def walk(name):
    """The blocks of the page that belong to a walk, as one script."""
    page = (ROOT / "docs/modules.md").read_text(encoding="utf-8")
    return "".join(re.findall(r"^```sh %s\n(.*?)^```" % name, page, re.M | re.S))


class GuideTest(unittest.TestCase):
    def setUp(self):
        self.project = pathlib.Path(tempfile.mkdtemp(prefix="daivi-guide-"))
        tools = self.project / ".tools"
        tools.mkdir()
        (tools / "daivi-host").symlink_to(BINARIES.resolve() / "daivi-host")
        self.path = "%s:%s" % (tools, os.environ["PATH"])
        self.tools = tools

    def tearDown(self):
        self.run_words("daivi-host", "sandbox", "stop")
        shutil.rmtree(self.project)

    def run_words(self, *words, **options):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        environment.update(PATH=self.path, HOME=str(self.project))
        return subprocess.run(words, cwd=self.project, env=environment, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, **options)

    def follow(self, name, starts):
        script = walk(name)
        self.assertGreaterEqual(script.count("\n"), starts)
        run = self.run_words("bash", "-euxo", "pipefail", "-c", script)
        self.assertEqual(run.returncode, 0, run.stdout)
        return run.stdout

    def test_python(self):
        said = self.follow("guide-python", 20)
        self.assertIn("keeps the protocol", said)
        # The first deploy, the changed greeting; then releases that have nothing new to do.
        self.assertEqual(said.count("1 done in"), 2, said)
        self.assertEqual(said.count("Everything is up to date"), 3, said)
        self.assertIn("as pinned", said)
        self.assertIn("1 destroyed", said)
        self.assertFalse((self.project / ".daivi/modules/greeting").exists(), said)

    @unittest.skipUnless(shutil.which("swift"), "there is no Swift on this machine")
    def test_swift(self):
        # `swift` as the walk calls it, with the SDK's objects where they are already.
        swift = self.tools / "swift"
        swift.write_text("#!/bin/sh\nverb=$1\nshift\nexec %s \"$verb\" --scratch-path %s \"$@\"\n" % (
            shutil.which("swift"), ROOT / ".build"))
        swift.chmod(0o755)
        script = walk("guide-swift")
        self.assertIn("swift build", script)
        module = self.project / "daivi-greeting"
        # What SwiftPM puts into .build of the module lies in the checkout's.
        script = script.replace("swift build\n", "swift build --product daivi-greeting\nmkdir -p .build/debug\n"
                                "cp %s/daivi-greeting .build/debug/\n" % BINARIES)
        try:
            run = self.run_words("bash", "-euxo", "pipefail", "-c", script)
        finally:
            for left in BINARIES.glob("daivi-greeting*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn("keeps the protocol", run.stdout)
        self.assertEqual(run.stdout.count("1 done in"), 1, run.stdout)
        self.assertTrue((module / "iac/greeting/greeting.yaml").exists())
        self.assertIn("1 destroyed", run.stdout)


if __name__ == "__main__":
    unittest.main()
