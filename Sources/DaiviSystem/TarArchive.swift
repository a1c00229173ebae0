/// A tar archive (POSIX ustar) of plain files, as releases of modules are packed.
///
/// The same files give the same bytes, on any machine and at any time: entries are sorted, times and owners are zero.
public enum TarArchive {
  public struct Entry: Hashable, Sendable {
    /// Path in the archive: relative, without `.` and `..`.
    public var name: String
    public var bytes: [UInt8]
    public var isExecutable: Bool

    public init(name: String, bytes: [UInt8], isExecutable: Bool = false) {
      self.name = name
      self.bytes = bytes
      self.isExecutable = isExecutable
    }
  }

  private static let block = 512

  /// Throws `TarFault` for a name that does not fit.
  public static func pack(_ entries: [Entry]) throws(TarFault) -> [UInt8] {
    var archive: [UInt8] = []
    for entry in entries.sorted(by: { $0.name < $1.name }) {
      try archive.append(contentsOf: header(of: entry))
      archive.append(contentsOf: entry.bytes)
      archive.append(contentsOf: [UInt8](repeating: 0, count: padding(entry.bytes.count)))
    }
    return archive + [UInt8](repeating: 0, count: 2 * block)
  }

  /// The files of an archive; directories are passed over. Anything that could write elsewhere than below one
  /// directory (links, devices, absolute names, `..`) is refused.
  public static func unpack(_ archive: [UInt8]) throws(TarFault) -> [Entry] {
    var entries: [Entry] = []
    var names: Set<String> = []
    var offset = 0
    while offset + block <= archive.count {
      let header = archive[offset..<offset + block]
      if header.allSatisfy({ $0 == 0 }) { return entries }
      func field(_ start: Int, _ length: Int) -> ArraySlice<UInt8> {
        header[(header.startIndex + start)..<(header.startIndex + start + length)]
      }
      guard let sum = number(field(148, 8)), sum == checksum(Array(header)) else {
        throw TarFault("it is damaged at byte \(offset)")
      }
      guard let size = number(field(124, 12)), size >= 0 else { throw TarFault("it has a file without a size") }
      let prefix = text(field(345, 155))
      let name = (prefix.isEmpty ? "" : prefix + "/") + text(field(0, 100))
      let kind = field(156, 1).first ?? 0
      offset += block
      guard offset + size <= archive.count else { throw TarFault("it ends in the middle of \(name)") }
      switch kind {
      case 0, UInt8(ascii: "0"):
        guard isSafe(name) else { throw TarFault("'\(name)' would not lie in the module's directory") }
        guard names.insert(name).inserted else { throw TarFault("'\(name)' is in it twice") }
        let mode = number(field(100, 8)) ?? 0
        entries.append(
          Entry(name: name, bytes: Array(archive[offset..<offset + size]), isExecutable: mode & 0o100 != 0))
      case UInt8(ascii: "5"): break
      default: throw TarFault("'\(name)' is no plain file (kind \(kind))")
      }
      offset += size + padding(size)
    }
    throw TarFault("it has no end")
  }

  static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.utf8.contains(0)
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
  }

  private static func header(of entry: Entry) throws(TarFault) -> [UInt8] {
    guard isSafe(entry.name) else { throw TarFault("'\(entry.name)' cannot be a file's name in it") }
    let (prefix, name) = try split(entry.name)
    var header = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    put(name, at: 0)
    put(entry.isExecutable ? "0000755" : "0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(octal(entry.bytes.count, digits: 11), at: 124)
    put("00000000000", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put("0000000", at: 329)
    put("0000000", at: 337)
    put(prefix, at: 345)
    put(octal(checksum(header), digits: 6), at: 148)
    header[154] = 0
    return header
  }

  /// A long name in the two fields that there are.
  private static func split(_ name: String) throws(TarFault) -> (prefix: String, name: String) {
    if name.utf8.count <= 100 { return ("", name) }
    for slash in name.indices where name[slash] == "/" {
      let prefix = String(name[..<slash])
      let rest = String(name[name.index(after: slash)...])
      if prefix.utf8.count <= 155 && rest.utf8.count <= 100 { return (prefix, rest) }
    }
    throw TarFault("the name '\(name)' is too long")
  }

  private static func padding(_ size: Int) -> Int { (block - size % block) % block }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Sum of the header's bytes, its own field counted as blanks.
  private static func checksum(_ header: [UInt8]) -> Int {
    header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    let digits = bytes.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}

/// An archive that cannot be made or read.
public struct TarFault: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
  init(_ description: String) { self.description = description }
}
