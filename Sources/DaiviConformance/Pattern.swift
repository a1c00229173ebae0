import DaiviProtocol
import FoundationEssentials

/// What a message of a module must look like: JSON of which every member must be there, with words for values.
struct Pattern: Sendable {
  /// Values that `$save` has seen in this transcript. Absent and null are the same.
  struct Memory: Sendable {
    var saved: [String: JSONValue] = [:]
  }

  let value: JSONValue
  private let checks: [String]

  /// - Parameter checks: ids of the checks that the manifest promises for the step tried.
  init(_ text: String, checks: [String]) throws {
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    } catch {
      throw TranscriptFault(description: "'\(text)' is no pattern: \(error)")
    }
    self.checks = checks
  }

  /// The id of the reply it is about; nil for one that could not be told.
  var id: JSONValue? {
    if case .object(let members) = value { members["id"] } else { nil }
  }

  /// What is wrong with a message, or nil; remembers what it saved.
  func fault(in message: JSONValue, _ memory: inout Memory) -> String? {
    Self.fault(value, message, at: "", checks, &memory)
  }

  private static func fault(
    _ wanted: JSONValue, _ found: JSONValue?, at path: String, _ checks: [String], _ memory: inout Memory
  ) -> String? {
    switch wanted {
    case .object(let members):
      guard case .object(let there)? = found else { return "\(name(path)) is \(text(found)), not an object" }
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        if let fault = fault(value, there[key], at: path + "." + key, checks, &memory) { return fault }
      }
      return nil
    case .string(let word) where word.hasPrefix("$"):
      let parts = word.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
      return special(parts[0], parts.count > 1 ? parts[1] : "", found, at: path, checks, &memory)
    default:
      return wanted == found ? nil : "\(name(path)) is \(text(found)) instead of \(text(wanted))"
    }
  }

  private static func special(
    _ word: String, _ argument: String, _ found: JSONValue?, at path: String, _ checks: [String],
    _ memory: inout Memory
  ) -> String? {
    switch word {
    case "contains":
      guard case .string(let text)? = found, text.contains(argument) else {
        return "\(name(path)) is \(text(found)) and should say \(argument)"
      }
      return nil
    case "save":
      let value = normal(found)
      guard let before = memory.saved.updateValue(value, forKey: argument), before != value else { return nil }
      return "\(name(path)) is \(text(value)), and was \(text(before)) before"
    case "schema":
      return ResultForms.fault(found ?? .null, argument).map { "\(name(path)): \($0)" }
    case "checks":
      let mustPass = memory.saved[argument] == .string("succeeded")
      return ResultForms.checksFault(found ?? .null, promised: checks, mustPass: mustPass).map {
        "\(name(path)): \($0)"
      }
    default:
      return "a pattern uses the unknown word $\(word)"
    }
  }

  /// An absent member, null and an empty object say the same.
  private static func normal(_ value: JSONValue?) -> JSONValue {
    switch value {
    case nil, .null?, .object([:])?: .null
    case let value?: value
    }
  }

  private static func name(_ path: String) -> String { path.isEmpty ? "the message" : String(path.dropFirst()) }

  private static func text(_ value: JSONValue?) -> String {
    guard let value else { return "absent" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    return text.utf8.count > 160 ? String(text.prefix(160)) + "..." : text
  }
}
