/// Reads the directory at an archive's end, and each member as it lies there.
struct ZipReader {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func members() throws(ZipFault) -> [ZipArchive.Member] {
    var (place, count) = try directory()
    var found: [ZipArchive.Member] = []
    for _ in 0..<count {
      guard try number(place, 4) == 0x0201_4b50 else { throw ZipFault(description: "its directory is damaged") }
      let nameCount = try number(place + 28, 2)
      let name = String(decoding: try slice(place + 46, nameCount), as: UTF8.self)
      let packed = try number(place + 20, 4)
      let local = try number(place + 42, 4)
      guard try number(place + 8, 2) & 1 == 0 else { throw ZipFault(description: "\(name) is encrypted") }
      guard try number(local, 4) == 0x0403_4b50 else { throw ZipFault(description: "\(name) is not in its place") }
      let start = local + 30 + (try number(local + 26, 2)) + (try number(local + 28, 2))
      let content = Array(try slice(start, packed))
      if !name.hasSuffix("/") {
        found.append(
          .init(
            name: name, content: content, method: UInt16(try number(place + 10, 2)),
            checksum: UInt32(try number(place + 16, 4)), size: UInt32(try number(place + 24, 4))))
      }
      place += 46 + nameCount + (try number(place + 30, 2)) + (try number(place + 32, 2))
    }
    return found
  }

  /// Where the directory begins, and how many members it has.
  private func directory() throws(ZipFault) -> (place: Int, count: Int) {
    // A comment of up to 64 KiB may follow the end record.
    var end = bytes.count - 22
    while end >= 0, end > bytes.count - 22 - 65_536 {
      if try number(end, 4) == 0x0605_4b50 { return (try number(end + 16, 4), try number(end + 10, 2)) }
      end -= 1
    }
    throw ZipFault(description: "it is no zip archive")
  }

  private func slice(_ start: Int, _ count: Int) throws(ZipFault) -> ArraySlice<UInt8> {
    guard start >= 0, count >= 0, start + count <= bytes.count else { throw ZipFault(description: "it ends early") }
    return bytes[start..<start + count]
  }

  private func number(_ start: Int, _ count: Int) throws(ZipFault) -> Int {
    try slice(start, count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
