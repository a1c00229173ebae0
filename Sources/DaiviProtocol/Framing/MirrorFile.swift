import FoundationEssentials
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file with every line of a connection, for finding out what two sides said to each other. One JSON object a line:
/// `{"at": ..., "direction": "to-module" | "from-module", "message": ...}`. What lies under a member named
/// `credentials` or `secrets` is hidden. A line that is not JSON stands as a string under `text`.
///
/// A failing write is ignored: the mirror is for looking, the connection goes on.
public final class MirrorFile: Sendable {
  public enum Direction: String, Sendable, Codable {
    case toModule = "to-module"
    case fromModule = "from-module"
  }

  private struct Entry: Codable {
    var at: String
    var direction: Direction
    var message: JSONValue?
    var text: String?
  }

  private let descriptor: Int32
  private let lock = Mutex(())

  /// Appends to the file, made with permission for its owner alone.
  /// - Throws: `TransportError.failed`.
  public init(path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw TransportError.failed(operation: "mirror to \(path)", why: String(cString: strerror(errno)))
    }
  }

  deinit { close(descriptor) }

  func record(_ line: [UInt8], _ direction: Direction) {
    let at = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    let message = try? JSONDecoder().decode(JSONValue.self, from: Data(line))
    let entry = Entry(
      at: at, direction: direction, message: message?.hidingCredentials,
      text: message == nil ? String(decoding: line, as: UTF8.self) : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(entry) else { return }
    let bytes = [UInt8](data) + [UInt8(ascii: "\n")]
    // In one call, so that two processes that mirror to one file do not mix their lines.
    lock.withLock { _ in _ = write(descriptor, bytes, bytes.count) }
  }
}

extension JSONValue {
  /// The value with everything under members named `credentials` or `secrets` hidden; their names stay.
  var hidingCredentials: JSONValue {
    switch self {
    case .array(let values): .array(values.map(\.hidingCredentials))
    case .object(let members):
      .object(
        Dictionary(
          uniqueKeysWithValues: members.map { name, value in
            (name, name == "credentials" || name == "secrets" ? value.hidden : value.hidingCredentials)
          }))
    default: self
    }
  }

  private var hidden: JSONValue {
    switch self {
    case .null: .null
    case .array(let values): .array(values.map(\.hidden))
    case .object(let members): .object(members.mapValues(\.hidden))
    default: "(hidden)"
    }
  }
}
