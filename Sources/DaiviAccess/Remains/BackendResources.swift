import DaiviAWS
import DaiviEngine

/// What belongs to an environment's backend, which outlives its targets.
struct BackendResources: Sendable {
  private var names: Set<String>

  /// By the stacks' own listings; without them, by the stack's name alone.
  static func find(_ access: EnvironmentAccess, _ backend: Backend) async -> BackendResources {
    var names: Set<String> = [backend.stack]
    for region in [backend.primaryRegion, backend.secondaryRegion] {
      let pages = access.aws.in(region).cloudFormation.listStackResourcesPages(.init(stackName: backend.stack))
      let listed = (try? await pages.collect(\.stackResourceSummaries)) ?? []
      names.formUnion(listed.compactMap(\.physicalResourceId))
    }
    return BackendResources(names: names)
  }

  /// A name or an ARN of one of them.
  func has(_ name: String) -> Bool {
    names.contains(name) || name.split(separator: "/").contains { names.contains(String($0)) }
  }
}
