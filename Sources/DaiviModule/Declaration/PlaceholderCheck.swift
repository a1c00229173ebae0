import DaiviEngine

/// Looks for placeholders of a target that nothing fills in. They would be noticed on AWS only, in the middle of a
/// deploy; and an input that is mistyped is missing in the fingerprint.
struct PlaceholderCheck {
  private let target: Target
  private let files: ModuleFiles
  private let parameters: Set<String>

  init(_ target: Target, module: Module) {
    self.target = target
    files = module.files
    parameters = Set(module.parameters.map(\.name))
  }

  /// Throws `DeclarationError` with the first of them.
  func run() throws {
    var inputs = Set(target.inputs.map(\.declaration.name))
    for step in target.steps {
      for name in step.reads.flatMap(\.placeholders) { try check(name, of: step, inputs) }
      inputs.formUnion(try step.outputs(in: files))
    }
  }

  private func check(_ name: String, of step: any Step, _ inputs: Set<String>) throws {
    let (prefix, given): (String, Set<String>) =
      if name.hasPrefix("inputs.") {
        ("inputs.", inputs)
      } else if name.hasPrefix("parameters.") {
        ("parameters.", parameters)
      } else {
        ("", Set(Value.plainNames.keys))
      }
    let word = String(name.dropFirst(prefix.count))
    // Only an input may be left out.
    let isOptional = prefix == "inputs." && word.hasSuffix("?")
    if given.contains(isOptional ? String(word.dropLast()) : word) { return }
    throw DeclarationError(
      "target '\(target.name)', step '\(step.id)': nothing gives {\(name)}; "
        + (NearestName.find(word, in: given).map { "did you mean {\(prefix)\($0)}?" } ?? Self.remedy(prefix)))
  }

  private static func remedy(_ prefix: String) -> String {
    switch prefix {
    case "inputs.": "declare an Input, or let an earlier step have it as an output"
    case "parameters.": "declare it among the module's parameters"
    default: "known are \(Value.plainNames.keys.sorted().joined(separator: ", ")), inputs and parameters"
    }
  }
}
