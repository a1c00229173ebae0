import DaiviProtocol

/// A module that another one needs and that is not there in a version it works with.
public struct UnmetRequirement: Hashable, Sendable, CustomStringConvertible {
  public enum Reason: Hashable, Sendable {
    case absent
    /// Installed in this version.
    case version(String)
    /// The range or the version is not one.
    case unreadable(String)
  }

  /// Who asks.
  public var module: String
  public var requirement: ModuleRequirement
  public var reason: Reason

  /// All requirements of these modules that are not met, in their order.
  public static func find(in manifests: [ModuleManifest]) -> [UnmetRequirement] {
    let versions = Dictionary(manifests.map { ($0.module, $0.version) }) { first, _ in first }
    return manifests.flatMap { manifest in
      manifest.requires.compactMap { requirement in
        reason(requirement, versions[requirement.module]).map {
          UnmetRequirement(module: manifest.module, requirement: requirement, reason: $0)
        }
      }
    }
  }

  private static func reason(_ requirement: ModuleRequirement, _ installed: String?) -> Reason? {
    guard let installed else { return .absent }
    guard let range = VersionRange(requirement.versions) else { return .unreadable(requirement.versions) }
    guard let version = SemanticVersion(installed) else { return .unreadable(installed) }
    return range.contains(version) ? nil : .version(installed)
  }

  public var description: String {
    let need = "module '\(module)' needs '\(requirement.module)' \(requirement.versions)"
    switch reason {
    case .absent: return "\(need), which is not installed"
    case .version(let version): return "\(need), installed is \(version)"
    case .unreadable(let text): return "\(need), but '\(text)' is no semantic version or range"
    }
  }
}
