"""A job in a forked process sees and does what it would in one of its own."""

import json
import os
import resource
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from daivi_sandbox.spark.job_starter import ForkedJob, JobStarter
from tests.test_jobs import alive

SCRIPT = """
import os, sys, random, numpy
print({"cwd": os.getcwd(), "path": sys.path, "environment": dict(os.environ), "argv": sys.argv, "name": __name__})
print(os.getsid(0) == os.getpid(), sorted(os.listdir("/proc/self/fd"))[:3], file=sys.stderr)
print("drawn", random.random(), numpy.random.random(), file=sys.stderr)
sys.stdout.write("unbuffered")
os.kill(os.getpid(), 9) if sys.argv[1] == "killed" else sys.exit(int(sys.argv[1]))
"""


class StartsJobs(unittest.TestCase):
    def setUp(self):
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.starter = JobStarter()
        self.addCleanup(self.starter.close)
        (self.directory / "script.py").write_text(SCRIPT)

    def begin(self, argument: str, forked: bool, made: type | None = None):
        package = str(Path(__file__).resolve().parents[1])
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": "/nowhere",
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join([str(self.directory), str(self.directory / "library.zip"), package]),
            "PYTHONUNBUFFERED": "1",
            "ONLY": argument,
        }
        process = self.starter.start(self.directory, environment, forked)
        self.assertIs(type(process), made or (ForkedJob if forked else subprocess.Popen))
        plan = {"argv": ["script.py", argument], "spark": False, "glue": False, "network": {}, "script": "script.py"}
        process.stdin.write(json.dumps(plan).encode() + b"\n")
        process.stdin.flush()
        return process

    def run_job(self, argument: str, forked: bool, made: type | None = None) -> tuple:
        process = self.begin(argument, forked, made)
        with process.stdin, process.stdout, process.stderr:
            output, errors = process.stdout.read().decode(), process.stderr.read().decode()
            return process.wait(60), output, *errors.split("drawn")

    def test_it_is_as_in_a_process_of_its_own(self):
        for argument, status in (("0", 0), ("7", 7), ("killed", -signal.SIGKILL)):
            own, forked = self.run_job(argument, forked=False), self.run_job(argument, forked=True)
            self.assertEqual(status, forked[0])
            self.assertEqual(own[:3], forked[:3])
            self.assertNotEqual(forked[3], self.run_job(argument, forked=True)[3])

    def test_a_sandbox_with_many_files_open_can_wait(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2048)), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1100):
            self.addCleanup(os.close, os.dup(0))
        self.assertEqual(7, self.run_job("7", forked=True)[0])

    def sleeping(self):
        (self.directory / "script.py").write_text("import time\nprint('begun')\ntime.sleep(600)\n")
        process = self.begin("0", forked=True)
        self.assertEqual(b"begun\n", process.stdout.readline())
        return process

    def test_jobs_run_beside_each_other_and_are_waited_for_in_any_order(self):
        first, second = self.sleeping(), self.sleeping()
        with self.assertRaises(subprocess.TimeoutExpired):
            first.wait(0.01)
        os.killpg(second.pid, signal.SIGKILL)
        self.assertEqual(-signal.SIGKILL, second.wait(60))
        self.assertIsNone(first.poll())
        first.stdin.close()  # as when the sandbox is gone
        self.assertEqual(-signal.SIGKILL, first.wait(60))

    def test_jobs_of_a_server_that_died_are_ended_and_the_next_has_another(self):
        process = self.sleeping()
        self.starter.server.kill()
        self.assertEqual(-signal.SIGKILL, process.wait(60))
        self.assertEqual(0, self.run_job_of("print(1)")[0])
        self.starter.close()
        self.assertFalse(alive(self.starter.server.pid))

    def dying_server(self, command: list) -> None:
        """A server in the place of the real one, which has closed its end or does when it is asked."""
        self.starter.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.starter.server = subprocess.Popen(command, stdin=theirs, stdout=subprocess.DEVNULL)

    def test_a_server_that_died_is_replaced_whenever_that_shows(self):
        self.dying_server(["sh", "-c", "exec sleep 600 <&-"])
        closed = self.starter.server
        self.assertEqual(7, self.run_job("7", forked=True)[0])
        self.assertIsNotNone(closed.returncode)
        self.starter.close()
        self.dying_server(["head", "-c", "1"])  # it takes the job and dies
        self.assertEqual(7, self.run_job("7", forked=True)[0])

    def test_libraries_of_a_job_go_before_what_the_server_has_imported(self):
        script = "import sys\nhad = 'botocore.session' in sys.modules\nimport boto3\nprint(boto3.__file__, had)\n"
        shared = self.run_job_of(script)[1].decode()
        self.assertRegex(shared, "site-packages/boto3/__init__.py True\n")
        (self.directory / "boto3").mkdir()
        (self.directory / "boto3" / "__init__.py").touch()
        self.assertEqual(f"{self.directory}/boto3/__init__.py False\n", self.run_job_of(script)[1].decode())

    def test_where_every_server_dies_before_it_forks_it_is_done_without(self):
        with mock.patch.object(self.starter, "_start_server", lambda: self.dying_server(["head", "-c", "1"])):
            self.assertEqual(7, self.run_job("7", forked=True, made=subprocess.Popen)[0])

    def run_job_of(self, script: str) -> tuple:
        (self.directory / "script.py").write_text(script)
        process = self.begin("0", forked=True)
        return process.wait(60), process.stdout.read()


if __name__ == "__main__":
    unittest.main()
