"""The jobs of the lakes: what the template hands them is what their scripts ask for."""

import unittest

from templates import IAC, parameter_sets, resources


class LakeJobTests(unittest.TestCase):
    jobs = {name: part["Properties"] for path in (IAC / "shared/lake.yaml", IAC / "shared/dynamic-lake.yaml")
            for name, part in resources(path, parameter_sets(path)[0]).items() if part["Type"] == "AWS::Glue::Job"}

    def test_every_job_finds_its_script_and_libraries_in_every_lake(self):
        self.assertEqual(6, len(self.jobs))
        lakes = [path.parent.name for path in IAC.glob("*/tables.yaml")]
        self.assertLessEqual({"billing", "inventory", "price"}, set(lakes))
        for lake in lakes:
            there = {f"{lake}/{path.name}" for owner in (lake, "shared") for path in IAC.glob(f"{owner}/scripts/*.py")}
            for name, job in self.jobs.items():
                scripts = [job["Command"]["ScriptLocation"]["Fn::Sub"]]
                scripts += [part["Fn::Sub"] for part in job["DefaultArguments"]["--extra-py-files"]["Fn::Join"][1]]
                for script in scripts:
                    with self.subTest(name, lake=lake, script=script):
                        key = script.removeprefix("s3://${GlueScriptsBucket}/").replace("${Lake}", lake)
                        self.assertIn(key, there)

    def test_every_job_gets_the_arguments_that_its_script_asks_for(self):
        for name, job in self.jobs.items():
            script = job["Command"]["ScriptLocation"]["Fn::Sub"].rpartition("/")[2]
            source = (IAC / "shared/scripts" / script).read_text()
            asked = source.partition("getResolvedOptions(")[2].partition("]")[0].partition("[")[2]
            for option in (word.strip().strip('"') for word in asked.split(",")):
                # Glue itself gives these to every run, and to every run of a workflow.
                if option not in ("JOB_NAME", "WORKFLOW_NAME", "WORKFLOW_RUN_ID"):
                    with self.subTest(name, option=option):
                        self.assertIn(f"--{option}", job["DefaultArguments"])


if __name__ == "__main__":
    unittest.main()
