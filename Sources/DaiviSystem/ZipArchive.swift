import CZlib

/// A zip archive in memory, put together from files and from members of other archives, which are taken over as they
/// lie there, packed. The same members in the same order give the same bytes on every machine: no time stamps, no owners.
///
/// Format: APPNOTE 6.3, without zip64 (4 GB, 65,535 members).
public struct ZipArchive: Sendable {
  /// One file of an archive.
  public struct Member: Sendable, Hashable {
    public var name: String
    /// As packed.
    public var content: [UInt8]
    var method: UInt16
    var checksum: UInt32
    var size: UInt32

    /// A file that is stored unpacked.
    public init(_ name: String, _ content: [UInt8]) {
      self.init(name: name, content: content, method: 0, checksum: Self.crc32(of: content), size: UInt32(content.count))
    }

    init(name: String, content: [UInt8], method: UInt16, checksum: UInt32, size: UInt32) {
      self.name = name
      self.content = content
      self.method = method
      self.checksum = checksum
      self.size = size
    }

    private static func crc32(of bytes: [UInt8]) -> UInt32 {
      UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { CZlib.crc32(0, $0.baseAddress, UInt32($0.count)) })
    }
  }

  public var members: [Member]

  public init(_ members: [Member] = []) { self.members = members }

  /// The members of an archive, directories left out. Throws `ZipFault` when the bytes are no archive to their end.
  public init(reading bytes: [UInt8]) throws(ZipFault) {
    let reader = ZipReader(bytes)
    members = try reader.members()
  }

  /// The archive.
  public func bytes() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(members.reduce(64) { $0 + $1.content.count + 2 * $1.name.utf8.count + 96 })
    var directory: [UInt8] = []
    for member in members {
      let offset = UInt32(output.count)
      let name = Array(member.name.utf8)
      // Version 2.0, UTF-8 names, 1980-01-01 00:00.
      var common: [UInt8] = []
      common.add16(20, 0x0800, member.method, 0, 0x0021)
      common.add32(member.checksum, UInt32(member.content.count), member.size)
      common.add16(UInt16(name.count), 0)
      output.add32(0x0403_4b50)
      output += common + name + member.content
      directory.add32(0x0201_4b50)
      // Made on Unix, a plain file everybody may read.
      directory.add16(0x0314)
      directory += common
      directory.add16(0, 0, 0)
      directory.add32(0o100644 << 16, offset)
      directory += name
    }
    let start = UInt32(output.count)
    output += directory
    output.add32(0x0605_4b50)
    output.add16(0, 0, UInt16(members.count), UInt16(members.count))
    output.add32(UInt32(directory.count), start)
    output.add16(0)
    return output
  }
}

/// Bytes that are no zip archive.
public struct ZipFault: Error, Hashable, CustomStringConvertible {
  public var description: String
}

extension [UInt8] {
  fileprivate mutating func add16(_ values: UInt16...) {
    for value in values { append(contentsOf: [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)]) }
  }

  fileprivate mutating func add32(_ values: UInt32...) {
    for value in values {
      for shift in stride(from: 0, to: 32, by: 8) { append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
  }
}
