"""scripts/install.sh, on archives of small scripts in place of the real programs."""
import hashlib
import io
import os
import pathlib
import platform
import shutil
import subprocess
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLATFORM = "%s-%s" % (platform.system().lower(), platform.machine())


class InstallTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="daivi-install-"))
        self.dist = self.directory / "dist"
        self.dist.mkdir()
        self.prefix = self.directory / "prefix"
        shutil.copy(ROOT / "scripts/install.sh", self.dist)
        completions = {"completions/daivi-host.%s" % shell: "# completions" for shell in ("bash", "zsh", "fish")}
        self.archive("daivi-host-0.1.0", dict(completions, **{"daivi-host": "#!/bin/sh\necho host\n", "LICENSE": "MIT-0"}))
        self.archive("daivi-billing-0.2.0", {"daivi-billing": "#!/bin/sh\necho billing\n", "manifest.json": "{}",
                                             "CHANGELOG.md": "new", "SHA256SUMS": ""})
        self.sums()

    def tearDown(self):
        shutil.rmtree(self.directory)

    def archive(self, name, files):
        with tarfile.open(self.dist / ("%s-%s.tar.gz" % (name, PLATFORM)), "w:gz") as archive:
            for file, text in files.items():
                entry = tarfile.TarInfo("%s/%s" % (name, file))
                entry.size, entry.mode = len(text), 0o755 if text.startswith("#!") else 0o644
                archive.addfile(entry, io.BytesIO(text.encode()))

    def sums(self):
        lines = ["%s  %s\n" % (hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
                 for path in sorted(self.dist.iterdir()) if path.name != "SHA256SUMS"]
        (self.dist / "SHA256SUMS").write_text("".join(lines))

    def install(self, *words):
        return subprocess.run(["sh", str(self.dist / "install.sh"), "--prefix", str(self.prefix), *words], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def files(self):
        return sorted(str(path.relative_to(self.prefix)) for path in self.prefix.rglob("*") if not path.is_dir())

    def test_programs_and_completions_are_there_and_go_again(self):
        for _ in range(2):  # a second time replaces the first
            run = self.install()
            self.assertEqual(run.returncode, 0, run.stdout)
            self.assertIn("2 executables", run.stdout)
        for name in ("host", "billing"):
            said = subprocess.run([str(self.prefix / "bin" / ("daivi-" + name))], stdout=subprocess.PIPE, text=True)
            self.assertEqual(said.stdout, name + "\n")
        files = self.files()
        for name in ("share/bash-completion/completions/daivi-host", "share/zsh/site-functions/_daivi-host",
                     "share/fish/vendor_completions.d/daivi-host.fish", "lib/daivi/LICENSE"):
            self.assertIn(name, files)
        self.assertNotIn("lib/daivi/manifest.json", files)
        self.assertEqual(os.readlink(self.prefix / "bin/daivi-host"), "../lib/daivi/daivi-host")
        self.assertEqual(self.install("--remove").returncode, 0)
        self.assertEqual(self.files(), [])

    def test_what_somebody_else_put_there_stays(self):
        (self.prefix / "bin").mkdir(parents=True)
        (self.prefix / "bin/daivi-billing").write_text("mine")
        run = self.install()
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn("is not ours and stays", run.stdout)
        self.install("--remove")
        self.assertEqual(self.files(), ["bin/daivi-billing"])

    def test_a_damaged_archive_is_refused(self):
        next(self.dist.glob("daivi-billing-*")).write_bytes(b"damaged")
        run = self.install()
        self.assertEqual(run.returncode, 1)
        self.assertIn("damaged", run.stdout)
        self.assertEqual(self.files() if self.prefix.exists() else [], [])

    def test_another_platform_is_refused(self):
        for path in self.dist.glob("daivi-host-*"):
            path.rename(self.dist / "daivi-host-0.1.0-vms-vax.tar.gz")
        self.sums()
        run = self.install()
        self.assertEqual(run.returncode, 1)
        self.assertIn("no build for %s" % PLATFORM, run.stdout)


if __name__ == "__main__":
    unittest.main()
