import DaiviProtocol
import FoundationEssentials

/// What holds for every line of a module, whatever the transcript is about: JSON-RPC 2.0, each request answered once,
/// progress only of a request in hand.
struct Conversation {
  private var open: Set<String> = []
  private var answered: Set<String> = []
  /// Lines of the host without an id that can be told: each may be answered with id null.
  private var unreadable = 0

  mutating func asked(_ line: String) {
    guard !line.allSatisfy(\.isWhitespace) else { return }
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)),
      case .object(let members) = value
    else {
      unreadable += 1
      return
    }
    if let id = members["id"]?.scalarText { open.insert(id) }
  }

  /// The message when it is a reply, nil when it is a notification. Throws `Violation`.
  mutating func heard(_ line: [UInt8]) throws -> JSONValue? {
    let excerpt = String(decoding: line.prefix(120), as: UTF8.self) + (line.count > 120 ? "..." : "")
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(line)), case .object(let members) = value,
      members["jsonrpc"] == "2.0"
    else { throw Violation("it wrote a line to stdout that is not JSON-RPC 2.0: \"\(excerpt)\"") }
    if let method = members["method"] {
      guard members["id"] == nil else { throw Violation("it sent a request, which only a host may: \(excerpt)") }
      try notified(method.scalarText ?? "", members["params"], excerpt)
      return nil
    }
    guard (members["result"] != nil) != (members["error"] != nil) else {
      throw Violation("a reply has either a result or an error: \(excerpt)")
    }
    if let error = members["error"] {
      guard case .object(let said) = error, case .integer? = said["code"], case .string? = said["message"] else {
        throw Violation("an error has an integer code and a message: \(excerpt)")
      }
    }
    guard let id = members["id"]?.scalarText else {
      unreadable -= 1
      if unreadable < 0 { throw Violation("it answered with id null, although every request had one: \(excerpt)") }
      return value
    }
    guard open.remove(id) != nil else {
      throw Violation(
        answered.contains(id) ? "it answered request \(id) twice" : "it answered request \(id), which nobody asked")
    }
    answered.insert(id)
    return value
  }

  private func notified(_ method: String, _ params: JSONValue?, _ excerpt: String) throws {
    guard case .object(let members)? = params else { throw Violation("a notification has params: \(excerpt)") }
    guard method == Method.progress else { return }
    guard let id = members["request"]?.scalarText, open.contains(id) else {
      throw Violation("it sent progress of a request that is not in hand: \(excerpt)")
    }
    guard case .string? = members["message"] else { throw Violation("progress has a message: \(excerpt)") }
  }
}
