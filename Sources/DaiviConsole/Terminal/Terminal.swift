import DaiviSystem
import Glibc

/// What a renderer must know of the place it writes to: is it a terminal, how large, may it be coloured.
public struct Terminal: Sendable {
  /// Columns and rows of a terminal.
  public struct Size: Hashable, Sendable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }

    /// What is assumed where nobody can say.
    public static let assumed = Size(columns: 80, rows: 24)
  }

  /// A person's terminal that understands cursor movement (`TERM` is neither absent nor `dumb`).
  public var isTerminal: Bool
  /// Colour is wanted and possible: a terminal, and `NO_COLOR` absent or empty (no-color.org).
  public var isColoured: Bool
  /// The locale's characters are UTF-8, so that marks beyond ASCII show as they should.
  public var isUnicode: Bool
  private let currentSize: @Sendable () -> Size

  public init(
    isTerminal: Bool, isColoured: Bool, isUnicode: Bool, size: @escaping @Sendable () -> Size = { .assumed }
  ) {
    self.isTerminal = isTerminal
    self.isColoured = isColoured
    self.isUnicode = isUnicode
    currentSize = size
  }

  /// Looks at a descriptor. `variables` is the process's environment, or a test's own.
  public init(descriptor: Int32, variables: [String: String] = ProcessEnvironment.variables()) {
    let kind = variables["TERM"] ?? ""
    let isTerminal = isatty(descriptor) == 1 && !kind.isEmpty && kind != "dumb"
    self.init(
      isTerminal: isTerminal,
      isColoured: isTerminal && (variables["NO_COLOR"] ?? "").isEmpty,
      isUnicode: Self.speaksUTF8(variables),
      size: { Self.size(of: descriptor) })
  }

  /// A pipe, a file, a log: no colour, no cursor.
  public static let none = Terminal(isTerminal: false, isColoured: false, isUnicode: true)

  public static func standardOutput() -> Terminal { Terminal(descriptor: 1) }
  public static func standardError() -> Terminal { Terminal(descriptor: 2) }

  /// Asked anew each time, because a person may resize the window.
  public var size: Size { currentSize() }

  private static func size(of descriptor: Int32) -> Size {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return .assumed
    }
    return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }

  /// The first of the three variables that is set decides, as POSIX has it.
  private static func speaksUTF8(_ variables: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }.first { !$0.isEmpty } ?? ""
    let name = locale.uppercased()
    return name.contains("UTF-8") || name.contains("UTF8")
  }
}
