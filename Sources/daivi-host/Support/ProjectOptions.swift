import ArgumentParser
import DaiviEngine
import DaiviSystem

/// Which project a command works on that needs no environment.
struct ProjectOptions: ParsableArguments {
  @Option(help: "Configuration file; daivi.yaml of this directory or one above by default (DAIVI_CONFIG).")
  var config: String?

  func layout() throws -> ProjectLayout { try .chosen(config, ProcessEnvironment.variables()) }
}

extension ProjectLayout {
  /// The project of the configuration file that was named by flag or variable, or else of this directory.
  static func chosen(
    _ config: String?, _ variables: [String: String], mustExist: Bool = true
  ) throws -> ProjectLayout {
    let named = config ?? variables["DAIVI_CONFIG"]
    let layout = ProjectLayout(configuration: named)
    if mustExist, let named, !Files.exists(layout.configuration) {
      throw CommandError(.usage, "there is no configuration file \(named)")
    }
    return layout
  }
}
