@testable import DaiviProtocol

/// The part of JSON Schema that the protocol's schema uses. Members it does not list are allowed, as the protocol says.
struct SchemaCheck {
  let definitions: [String: JSONValue]

  init(_ schema: JSONValue) { definitions = schema["$defs"]?.members ?? [:] }

  /// What is wrong with a value; empty when it fits.
  func faults(_ value: JSONValue, _ name: String) -> [String] {
    guard let definition = definitions[name] else { return ["no definition of \(name)"] }
    return faults(value, definition, at: name)
  }

  private func faults(_ value: JSONValue, _ rule: JSONValue, at path: String) -> [String] {
    if let reference = rule["$ref"]?.scalarText {
      let name = String(reference.dropFirst("#/$defs/".count))
      return definitions[name].map { faults(value, $0, at: path) } ?? ["no definition of \(name)"]
    }
    if let constant = rule["const"], constant != value { return ["\(path) is not \(constant)"] }
    let types = rule["type"].map { $0.elements.isEmpty ? [$0] : $0.elements } ?? []
    guard types.isEmpty || types.contains(.string(Self.type(of: value))) else { return ["\(path) has another type"] }
    if let allowed = rule["enum"], !allowed.elements.contains(value) { return ["\(path) is no word of the enum"] }
    if let pattern = rule["pattern"]?.scalarText, let text = value.scalarText,
      (try? Regex(pattern).wholeMatch(in: text)) == nil
    {
      return ["\(path) does not match \(pattern)"]
    }
    var found = (rule["required"]?.elements ?? []).compactMap(\.scalarText).filter { value[$0] == nil }
      .map { "\(path) lacks \($0)" }
    for (name, member) in value.members {
      if let inner = rule["properties"]?[name] ?? rule["additionalProperties"] {
        found += faults(member, inner, at: "\(path).\(name)")
      }
    }
    if let inner = rule["items"] {
      for (index, element) in value.elements.enumerated() { found += faults(element, inner, at: "\(path)[\(index)]") }
    }
    return found
  }

  private static func type(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
