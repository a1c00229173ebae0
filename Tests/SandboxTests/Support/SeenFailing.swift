import DaiviSystem
import FoundationEssentials
import Testing

/// Holds the checks that the modules declare against those that tests saw failing in the shared project, by its ledger:
/// a check that nothing breaks could be one that cannot fail. Only where all tests run.
struct EveryCheckIsSeenFailing: SuiteTrait, TestScoping {
  /// What no API of its service breaks, or another project's tests do: `module step check`.
  private static let beyond: Set<String> = [
    // A result of a ruleset is never changed. That a load which breaks a rule fails is tested.
    "billing rules rules", "inventory rules rules", "price rules rules",
    // No request leaves a project in DELETE_FAILED.
    "datazone projects projects", "sagemaker-domain projects projects",
    // AWS's own blueprints, and a custom resource, of which CloudFormation compares nothing.
    "datazone blueprints blueprints", "snowflake connect drift",
    // DataZone takes no lineage back.
    "lineage events lineage",
    // Who deploys there is the account itself, which needs no grant: `WholeLifeTests`.
    "billing deployer grant", "inventory deployer grant", "price deployer grant", "splunk deployer grant",
    // With them everything in them is gone: `IdentitySourcesTests`.
    "datazone domain-state available", "sagemaker-domain domain-state available", "idc instance instance",
  ]

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await function()
    guard ProcessEnvironment.variables()["DAIVI_TEST_ALL"] == "1" else { return }
    let project = try await SharedProject.project()
    let never = try await Python.run(
      """
      import os, sqlite3, subprocess
      ledger = sqlite3.connect(".daivi/environments/daivi-local/ledger.sqlite", timeout=20)
      seen = {(module, step) + (message.split(": ", 1)[1],) for module, step, message in ledger.execute(
          "SELECT module, step, message FROM event WHERE kind = 'checked' AND message LIKE 'failed: %'")}
      deployed = {row[0] for row in ledger.execute("SELECT module || '/' || target FROM target_state")}
      for (module,) in ledger.execute("SELECT name FROM module ORDER BY name").fetchall():
          program = os.path.join("\(Build.binaries)", "daivi-" + module)
          manifest = json.loads(subprocess.run([program, "describe"], stdout=subprocess.PIPE, check=True).stdout)
          never = {
              f"{module} {step['id']} {check['id']}"
              for target in manifest["targets"] if f"{module}/{target['name']}" in deployed
              for step in target["steps"] for check in step.get("checks", [])
              if not any(one[:2] == (module, step["id"]) and one[2].startswith(check["title"]) for one in seen)}
          for line in sorted(never):
              print(line)
      """, in: project)
    let unbroken = Set(never.split(separator: "\n").map(String.init))
    #expect(unbroken.subtracting(Self.beyond).isEmpty, "no test breaks what these checks look at")
  }
}
