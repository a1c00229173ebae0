import DaiviConsole
import DaiviHost

/// Warnings about modules that are there twice: people must know which one works for them.
enum Shadows {
  static func tell(of found: ModuleDiscovery.Result) {
    for shadowed in found.shadowed {
      guard let used = found.modules.first(where: { $0.name == shadowed.name }) else { continue }
      let version = shadowed.version.map { " \($0)" } ?? ""
      DescriptorOutput.standardError.write(
        "warning: module '\(used.name)' is \(used.path) (\(used.place)); "
          + "\(shadowed.path)\(version) (\(shadowed.place)) is not used\n")
    }
  }
}
