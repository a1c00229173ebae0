import DaiviAccess
import DaiviEngine
import DaiviProtocol

/// Checks once, before the first module starts, that the credentials are of the environment's account. The actor
/// guards that one check.
actor CheckedConnections: ModuleConnections {
  private let base: any ModuleConnections
  private let access: EnvironmentAccess
  private var check: Task<Void, any Error>?

  init(_ base: any ModuleConnections, access: EnvironmentAccess) {
    self.base = base
    self.access = access
  }

  func connection(to module: String) async throws -> any ModuleConnection {
    let access = access
    let check = self.check ?? Task { try await access.checkAccount() }
    self.check = check
    try await check.value
    return try await base.connection(to: module)
  }
}
