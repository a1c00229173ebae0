import DaiviProtocol

/// What the author of a module writes: a type with `@main` and one declaration.
///
/// ```swift
/// @main struct Athena: DaiviModule {
///   static let module = Module("athena", version: "0.1.0", title: "Athena workgroup", files: EmbeddedFiles.all) {
///     Target("deploy-athena", "Workgroup with an encrypted result location", guide: "7") {
///       Input("athenaKeyArn", from: "foundation/deploy-kms-keys")
///       Stack("workgroup", template: "athena/workgroup.yaml", parameters: ["AthenaKeyArn": "{inputs.athenaKeyArn}"])
///     }
///   }
/// }
/// ```
public protocol DaiviModule {
  static var module: Module { get }
}

extension DaiviModule {
  /// `describe`, `serve`, or the standalone command line.
  public static func main() async {
    await ModuleMain(module).run(Array(CommandLine.arguments.dropFirst()))
  }
}

/// A module: its name, its release and its targets.
public struct Module: Sendable {
  public let name: String
  public let version: String
  public let title: String
  public let files: ModuleFiles
  public let requires: [ModuleRequirement]
  public let parameters: [ParameterDeclaration]
  public let permissions: [String]
  public let maxConcurrentSteps: Int
  public let commands: [ModuleCommand]
  public let targets: [Target]

  /// - Parameters:
  ///   - name: the executable is `daivi-<name>`.
  ///   - version: semantic version of the release.
  ///   - files: the iac/ files the binary carries, `EmbeddedFiles.all`.
  ///   - permissions: IAM actions (`service:Action`) of the module's own calls, beside those that the kinds of its steps
  ///     declare themselves.
  ///   - commands: what a person can type after the executable's name, beside the standard commands.
  public init(
    _ name: String, version: String, title: String, files: [String: String] = [:],
    requires: [String: String] = [:], parameters: [ParameterDeclaration] = [], permissions: [String] = [],
    maxConcurrentSteps: Int = 16, commands: [ModuleCommand] = [], @ListBuilder<Target> targets: () -> [Target]
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.files = ModuleFiles(files)
    self.requires = requires.sorted { $0.key < $1.key }.map { ModuleRequirement(module: $0.key, versions: $0.value) }
    self.parameters = parameters
    self.permissions = permissions.sorted()
    self.maxConcurrentSteps = maxConcurrentSteps
    self.commands = commands
    self.targets = targets()
  }

  /// What `describe` prints.
  public func manifest() throws -> ModuleManifest {
    ModuleManifest(
      module: name, version: version, title: title, sdk: "daivi-swift \(sdkVersion)",
      maxConcurrentSteps: maxConcurrentSteps, requires: requires, parameters: parameters,
      permissions: Set(permissions).union(targets.flatMap(\.steps).flatMap(\.actions)).sorted(),
      targets: try targets.map { try $0.manifest(module: self) })
  }

  /// By which CloudTrail tells whose a request was.
  package var userAgent: String { "daivi-\(name)/\(version)" }

  func step(target: String, step: String) -> (any Step)? {
    targets.first { $0.name == target }?.steps.first { $0.id == step }
  }
}

/// Version of this SDK and of the host it is released with.
public let sdkVersion = "0.1.0"
