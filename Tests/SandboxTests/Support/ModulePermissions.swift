import DaiviAccess
import DaiviProtocol
import DaiviSystem
import FoundationEssentials
import Testing

/// What the modules' manifests and the deployer's policy say they may do, beside what they did: on AWS a session of the deploy role may do no more.
/// The actor guards the manifests, each read once.
actor ModulePermissions {
  static let shared = ModulePermissions()

  /// What was done in a project without a word of it in the manifest: `billing: s3tables:GetTable`.
  func missing(in project: TestProject) async throws -> [String] {
    var missing: Set<String> = []
    for (module, requests) in Dictionary(grouping: try project.requests(), by: Self.module) {
      guard let module, let allowed = try await allowed(module, project) else { continue }
      let actions = Set(requests.compactMap(\.action))
      for action in actions where !allowed.contains(where: { Self.covers($0, action) }) {
        missing.insert("\(module): \(action)")
      }
    }
    return missing.sorted()
  }

  /// From the user agent, `daivi-billing/0.1.0`; the host calls itself `daivi`.
  private static func module(_ request: TestProject.Request) -> String? {
    if request.agent == "daivi" { return "host" }
    guard let agent = request.agent, agent.hasPrefix("daivi-"), let slash = agent.firstIndex(of: "/") else {
      return nil
    }
    return String(agent[..<slash].dropFirst("daivi-".count))
  }

  private struct Manifest: Decodable { var permissions: [String] }
  /// Who assumes the deploy role is not yet the deployer.
  private var known = ["host": DeployerPolicy.ofHost + ["sts:AssumeRole"]]

  /// nil for what is no module of ours.
  private func allowed(_ module: String, _ project: TestProject) async throws -> [String]? {
    if let known = known[module] { return known }
    guard Files.exists(Path.join(Build.binaries, "daivi-\(module)")) else { return nil }
    let text = try await DaiviRun(in: project, program: "daivi-\(module)").args("describe").status(0).run().stdout
    let manifest = try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
    known[module] = manifest.permissions + SessionPolicy.ofEveryModule
    return known[module]
  }

  /// IAM knows no case.
  private static func covers(_ allowed: String, _ action: String) -> Bool {
    let (allowed, action) = (allowed.lowercased(), action.lowercased())
    return allowed == action || (allowed.hasSuffix("*") && action.hasPrefix(allowed.dropLast()))
  }
}
