import DaiviEngine
import DaiviLedger
import DaiviSystem
import Testing

@testable import DaiviHost

/// What `clean` frees, and what it never touches.
@Suite struct LeftoversTests {
  private func lab() throws -> HostLab {
    let lab = try HostLab()
    for name in [
      ".daivi/cache/manifests.json", ".daivi/environments/daivi-dev/work/billing/stderr.log",
      ".daivi/environments/daivi-dev/ledger.sqlite", ".daivi/modules/billing/1.0.0/daivi-billing",
      ".daivi/sandbox/sandbox.log", ".daivi/sandbox/state/s3/object", ".daivi/sandbox/venv/bin/python",
    ] { try lab.write("0123456789", to: name) }
    return lab
  }

  @Test func cachesAndLogsGoAndWhatCountsStays() throws {
    let lab = try lab()
    let leftovers = try Leftovers(of: lab.layout, sandboxRuns: false, withPackages: false)
    #expect(leftovers.bytes == 30)
    try leftovers.remove()
    for name in [
      "environments/daivi-dev/ledger.sqlite", "modules/billing/1.0.0/daivi-billing", "sandbox/state/s3/object",
      "sandbox/venv/bin/python",
    ] { #expect(Files.exists(Path.join(lab.layout.state, name)), "\(name)") }
    #expect(try Files.names(in: lab.layout.cache).isEmpty)
    #expect(try Leftovers(of: lab.layout, sandboxRuns: false, withPackages: false).items.isEmpty)
  }

  @Test func packagesGoOnlyWhenAskedFor() throws {
    let lab = try lab()
    let leftovers = try Leftovers(of: lab.layout, sandboxRuns: false, withPackages: true)
    #expect(leftovers.items.contains { $0.path.hasSuffix("venv") })
  }

  @Test func whatIsInUseStaysWithTheReason() throws {
    let lab = try lab()
    let converted = try lab.write("0123456789", to: ".daivi/cache/parameters/1.json")
    let lock = try Ledger.lock(
      directory: lab.layout.environment(app: "daivi", env: "dev"), command: "daivi-host deploy")
    defer { lock.release() }
    let leftovers = try Leftovers(of: lab.layout, sandboxRuns: true, withPackages: true)
    #expect(leftovers.items.map(\.path) == [Path.join(lab.layout.cache, "manifests.json")])
    #expect(leftovers.kept.contains("\(Path.parent(converted)): a deploy is at work"))
    #expect(leftovers.kept.contains { $0.contains("a deploy is at work") })
    #expect(leftovers.kept.contains { $0.contains("the sandbox runs") })
  }
}
