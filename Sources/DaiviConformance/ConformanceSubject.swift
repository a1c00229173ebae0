import DaiviProtocol
import FoundationEssentials

/// The module at hand, and the values of it that stand for placeholders.
struct ConformanceSubject: Sendable {
  let path: String
  let manifest: ModuleManifest
  /// The step that is tried: the first that is no gate.
  let tried: (target: TargetManifest, step: StepManifest)?
  /// Where requests to AWS go.
  let endpoint: String

  init(path: String, manifest: ModuleManifest, endpoint: String) {
    self.path = path
    self.manifest = manifest
    self.endpoint = endpoint
    tried =
      manifest.targets.lazy.compactMap { target in
        target.steps.first { $0.gate == nil }.map { (target, $0) }
      }.first
  }

  func offers(_ need: String) -> Bool {
    need == "resumable step" ? tried.map { $0.step.resume != .unknown } ?? false : tried != nil
  }

  /// The text with every `${...}` replaced.
  /// - Parameter outputs: what the step gave when it was applied in this transcript.
  func filled(_ text: String, directory: String, outputs: [String: String] = [:]) throws -> String {
    var result = ""
    var rest = Substring(text)
    while let open = rest.firstRange(of: "${"), let close = rest[open.upperBound...].firstIndex(of: "}") {
      result += rest[..<open.lowerBound]
      let words = rest[open.upperBound..<close].split(separator: " ").map(String.init)
      result += try value(words.first ?? "", Array(words.dropFirst()), directory, outputs)
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  private func value(
    _ name: String, _ words: [String], _ directory: String, _ outputs: [String: String]
  ) throws -> String {
    switch name {
    case "cr": return "\r"
    case "highest": return String(ProtocolRange(min: 1, max: 99).negotiated(with: manifest.protocol) ?? 0)
    case "initialize": return try json(initialize(words, directory))
    case "module": return manifest.module
    case "pad": return String(repeating: "x", count: Int(words.first ?? "") ?? 0)
    case "version": return manifest.version
    default: break
    }
    guard let tried else { throw TranscriptFault(description: "${\(name)} needs a step") }
    var inputs = Dictionary(tried.target.inputs.map { ($0.name, "conformance") }) { first, _ in first }
    if words.contains("outputs") { inputs.merge(outputs) { $1 } }
    switch name {
    case "apply":
      let params = StepApplyParams(
        target: tried.target.name, step: tried.step.id, token: "daivi-conformance-\(words.first ?? "")",
        resume: words.contains("again"), inputs: inputs)
      return words.contains("unknown") ? try json(params).addingMember("later") : try json(params)
    case "verify":
      return try json(StepVerifyParams(target: tried.target.name, step: tried.step.id, inputs: inputs))
    default: throw TranscriptFault(description: "there is no value ${\(name)}")
    }
  }

  private func initialize(_ words: [String], _ directory: String) throws -> JSONValue {
    let numbers = words.compactMap { Int($0) }
    let range = numbers.count == 2 ? ProtocolRange(min: numbers[0], max: numbers[1]) : .supported
    let environment = ModuleEnvironment(
      app: "daivi", env: "conformance", account: "111122223333", partition: "aws", primaryRegion: "us-east-1",
      secondaryRegion: "us-west-2", adminRole: "Admin", tags: [:],
      endpoints: ["": endpoint, "MAVEN": endpoint, "PYPI": endpoint], settings: ["identityCenter": "account"])
    let params = InitializeParams(
      protocol: range, host: PeerInfo(name: "daivi-host", version: "conformance"), environment: environment,
      credentials: ScopedCredentials(accessKeyID: "ASIACONFORMANCE", secretAccessKey: "conformance"),
      parameters: parameters, workDirectory: directory)
    var value = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(params))
    if words.contains("unknown"), case .object(var members) = value {
      members["later"] = .object(["much": .integer(1)])
      value = .object(members)
    }
    return value
  }

  /// Defaults, as a host would pass them; what has none is left to the module.
  private var parameters: [String: String] {
    let values = manifest.parameters.compactMap { parameter in
      parameter.kind == .value ? parameter.default.map { (parameter.name, $0) } : nil
    }
    return Dictionary(values) { first, _ in first }
  }

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension String {
  /// A JSON object with one member more, which nobody knows.
  fileprivate func addingMember(_ name: String) -> String { "{\"\(name)\":[true]," + dropFirst() }
}
