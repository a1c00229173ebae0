import DaiviAWS
import DaiviAccess
import DaiviEngine
import DaiviProtocol
import DaiviStacks
import FoundationEssentials

/// Makes and removes an environment's backend: a bucket a region, each the other's replica. The only thing that the
/// host itself provisions. Both directions can be repeated.
public struct BackendStacks: Sendable {
  private let access: EnvironmentAccess
  private let backend: Backend
  private let report: @Sendable (String) -> Void
  private static let path = "bootstrap/backend.yaml"

  /// - Parameter report: told what goes on, a line a time.
  public init(_ access: EnvironmentAccess, report: @escaping @Sendable (String) -> Void) {
    self.access = access
    self.report = report
    backend = Backend(access.environment.module)
  }

  private var regions: [String] { [backend.primaryRegion, backend.secondaryRegion] }

  // MARK: - Making

  /// Primary, secondary, and the primary again: a bucket can replicate only to one that exists.
  /// - Returns: the two buckets, the primary's first.
  public func deploy() async throws -> [String] {
    let aws = access.aws
    var keys: [String: String] = [:]
    for region in regions { keys[region] = try await output("KeyArn", region, aws) }
    if keys[backend.primaryRegion] == nil {
      keys[backend.primaryRegion] = try await deploy(backend.primaryRegion, peerKey: nil, aws)["keyArn"]
    }
    for region in [backend.secondaryRegion, backend.primaryRegion] {
      keys[region] = try await deploy(region, peerKey: keys[peer(of: region)], aws)["keyArn"]
    }
    return regions.map(backend.bucket)
  }

  /// Whether both stacks are there.
  public func exists() async throws -> Bool {
    let aws = access.aws
    for region in regions where try await output("KeyArn", region, aws) == nil { return false }
    return true
  }

  /// - Parameter peerKey: the other bucket's key; nil as long as nothing is replicated there.
  @discardableResult
  private func deploy(_ region: String, peerKey: String?, _ aws: AWS) async throws -> [String: String] {
    guard let text = EmbeddedFiles.all[Self.path] else {
      throw CommandError(
        .failed, "this build of daivi-host carries no backend template; build it from a whole checkout")
    }
    let environment = access.environment.module
    let values = [
      "App": environment.app, "Env": environment.env, "PeerRegion": peer(of: region), "PeerKeyArn": peerKey ?? "",
      "Replicate": peerKey == nil ? "false" : "true",
      "WithStackRole": access.environment.deployRole != nil && region == backend.primaryRegion ? "true" : "false",
    ]
    let parameters = values.sorted { $0.key < $1.key }
      .map { CloudFormation.Parameter(parameterKey: $0.key, parameterValue: $0.value) }
    let tags = environment.tags.merging(["daivi:module": "bootstrap"]) { own, _ in own }
      .sorted { $0.key < $1.key }.map { CloudFormation.Tag(key: $0.key, value: $0.value) }
    let stack = StackDescription(
      name: backend.stack, region: region, template: StackTemplate(text), path: Self.path, whenCreating: parameters,
      parameters: parameters, tags: tags, purpose: "bootstrap")
    let words = peerKey == nil ? "" : ", replicating to \(peer(of: region))"
    report("stack \(backend.stack) in \(region)\(words)")
    let outcome = try await StackDeployment(stack, context: context(aws, in: region)).run()
    report("stack \(backend.stack) in \(region): \(outcome.detail ?? "done")")
    return outcome.outputs
  }

  // MARK: - Removing

  /// Removes both stacks with everything in their buckets, the shared ledger and its replica included.
  public func remove() async throws {
    let aws = access.aws
    // Neither may fill the other again while it is emptied.
    for region in regions where try await output("BucketName", region, aws) != nil {
      try await deploy(region, peerKey: nil, aws)
    }
    for region in regions.reversed() {
      let removal = StackRemoval(name: backend.stack, region: region, context: context(aws, in: region))
      report("stack \(backend.stack) in \(region): \(try await removal.run().detail ?? "removed")")
    }
  }

  // MARK: - Pieces

  private func peer(of region: String) -> String {
    region == backend.primaryRegion ? backend.secondaryRegion : backend.primaryRegion
  }

  private func context(_ aws: AWS, in region: String) -> StackContext {
    let report = report
    return StackContext(token: "daivi-" + UUID().uuidString.lowercased(), aws: aws) { report("  \(region): \($0)") }
  }

  /// An output of a stack that stands; nil where there is none.
  private func output(_ name: String, _ region: String, _ aws: AWS) async throws -> String? {
    let cloudFormation = aws.in(region).cloudFormation
    let wait = StackWait(stackName: backend.stack, cloudFormation: cloudFormation, context: context(aws, in: region))
    guard let stack = try await wait.settled(), !stack.stackStatus.rawValue.hasPrefix("ROLLBACK") else { return nil }
    return stack.outputs.first { $0.outputKey == name }?.outputValue
  }
}
