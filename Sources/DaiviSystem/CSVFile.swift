/// Looks through a CSV file, plain or gzip: UTF-8, a header with unique names, at least one row, as many fields in
/// every row as in the header. Quoted fields may hold commas, quotes and line ends (RFC 4180).
public struct CSVFile: Sendable {
  public var header: [String]
  /// Rows without the header.
  public var rows: Int

  /// Reads the whole file once, piece by piece. Throws `CSVFault`, `GzipFault` or `SystemError`.
  public init(path: String) throws {
    var scanner = CSVScanner(path: path)
    try Gzip.forEachChunk(of: path) { chunk in
      for byte in chunk { try scanner.take(byte) }
      return true
    }
    (header, rows) = try scanner.finish()
  }
}

/// What is wrong with a CSV file, and where.
public struct CSVFault: Error, Hashable, CustomStringConvertible {
  public var path: String
  public var line: Int
  public var reason: String

  public var description: String { line > 0 ? "\(path), line \(line): \(reason)" : "\(path): \(reason)" }
}

private struct CSVScanner {
  private enum Place { case start, plain, quoted, quoteInQuoted }

  let path: String
  private var line = 1
  private var recordLine = 1
  private var place = Place.start
  private var fields = 0
  private var field: [UInt8] = []
  private var headerFields: [[UInt8]] = []
  private var header: [String]?
  private var rows = 0
  private var recordHasBytes = false
  private var utf8 = UTF8Validator()

  init(path: String) { self.path = path }

  mutating func take(_ byte: UInt8) throws {
    if byte == 0 { throw fault("is not text (a zero byte)") }
    if !utf8.accept(byte) { throw fault("is not UTF-8") }
    switch (place, byte) {
    case (.quoted, UInt8(ascii: "\"")): place = .quoteInQuoted
    case (.quoted, _):
      if byte == 0x0a { line += 1 }
      keep(byte)
    case (.quoteInQuoted, UInt8(ascii: "\"")):
      place = .quoted
      keep(byte)
    case (.start, UInt8(ascii: "\"")):
      place = .quoted
      recordHasBytes = true
    case (_, UInt8(ascii: ",")):
      endField()
      recordHasBytes = true
    case (_, 0x0a):
      try endRecord()
      line += 1
      recordLine = line
    case (_, 0x0d): break
    default:
      if place != .quoteInQuoted { place = .plain }
      keep(byte)
    }
  }

  mutating func finish() throws -> ([String], Int) {
    if place == .quoted { throw CSVFault(path: path, line: recordLine, reason: "a quoted field never ends") }
    if !utf8.isComplete { throw fault("is not UTF-8") }
    try endRecord()
    guard let header else { throw CSVFault(path: path, line: 0, reason: "is empty; a header line is needed") }
    if rows == 0 { throw CSVFault(path: path, line: 0, reason: "has a header and no rows") }
    return (header, rows)
  }

  private mutating func keep(_ byte: UInt8) {
    recordHasBytes = true
    if header == nil { field.append(byte) }
  }

  private mutating func endField() {
    fields += 1
    if header == nil {
      headerFields.append(field)
      field = []
    }
    place = .start
  }

  private mutating func endRecord() throws {
    if !recordHasBytes {
      place = .start
      return  // A blank line.
    }
    endField()
    if let header {
      if fields != header.count {
        throw CSVFault(
          path: path, line: recordLine, reason: "has \(fields) fields, the header has \(header.count)")
      }
      rows += 1
    } else {
      try setHeader()
    }
    fields = 0
    recordHasBytes = false
  }

  private mutating func setHeader() throws {
    var names = headerFields.map { String(decoding: $0, as: UTF8.self) }
    if names[0].hasPrefix("\u{feff}") { names[0].removeFirst() }
    if names.count < 2 {
      throw fault("is not CSV: its first line has no comma, so no header of several columns")
    }
    var seen = Set<String>()
    for name in names {
      if name.isEmpty { throw fault("has a header with an empty column name") }
      if !seen.insert(name.lowercased()).inserted { throw fault("has two columns named '\(name)'") }
    }
    header = names
  }

  private func fault(_ reason: String) -> CSVFault { CSVFault(path: path, line: line, reason: reason) }
}

/// Accepts UTF-8 byte by byte.
private struct UTF8Validator {
  private var remaining = 0
  private var lower: UInt8 = 0x80
  private var upper: UInt8 = 0xbf

  var isComplete: Bool { remaining == 0 }

  mutating func accept(_ byte: UInt8) -> Bool {
    if remaining > 0 {
      guard (lower...upper).contains(byte) else { return false }
      remaining -= 1
      (lower, upper) = (0x80, 0xbf)
      return true
    }
    switch byte {
    case 0x00...0x7f: return true
    case 0xc2...0xdf: remaining = 1
    case 0xe0: (remaining, lower) = (2, 0xa0)
    case 0xed: (remaining, upper) = (2, 0x9f)
    case 0xe1...0xec, 0xee...0xef: remaining = 2
    case 0xf0: (remaining, lower) = (3, 0x90)
    case 0xf4: (remaining, upper) = (3, 0x8f)
    case 0xf1...0xf3: remaining = 3
    default: return false
    }
    return true
  }
}
