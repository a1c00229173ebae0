import CSQLite

/// A whole database as the bytes of a file.
extension Database {
  /// What a file with everything committed so far would hold, as a plain file without a write-ahead log beside it.
  func image() throws -> [UInt8] {
    var size: sqlite3_int64 = 0
    guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else { throw SQLiteError.latest(of: handle) }
    defer { sqlite3_free(bytes) }
    var image = Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
    // Read and write version of the file format: 2 is write-ahead logging, 1 is what any reader can open alone.
    if image.count > 19 { (image[18], image[19]) = (1, 1) }
    return image
  }

  /// Replaces everything in this database in one transaction; those who have it open see the new content next.
  /// - Parameter prepare: looks at and changes the content before it comes here; what it throws leaves all as it was.
  func replaceContent(with image: [UInt8], prepare: (Database) throws -> Void) throws {
    let source = try Database(path: ":memory:", readOnly: false)
    try source.load(image)
    try prepare(source)
    guard let backup = sqlite3_backup_init(handle, "main", source.handle, "main") else {
      throw SQLiteError.latest(of: handle)
    }
    let status = sqlite3_backup_step(backup, -1)
    sqlite3_backup_finish(backup)
    guard status == SQLITE_DONE else { throw SQLiteError.latest(of: handle, code: status) }
  }

  private func load(_ image: [UInt8]) throws {
    guard let buffer = sqlite3_malloc64(sqlite3_uint64(max(image.count, 1))) else {
      throw SQLiteError(code: SQLITE_NOMEM, message: "out of memory", statement: "")
    }
    image.withUnsafeBytes { buffer.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(buffer), byteCount: $0.count) }
    let size = sqlite3_int64(image.count)
    // SQLite frees the buffer, also when it refuses.
    let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE)
    let status = sqlite3_deserialize(handle, "main", buffer.assumingMemoryBound(to: UInt8.self), size, size, flags)
    guard status == SQLITE_OK else { throw SQLiteError.latest(of: handle, code: status) }
  }
}
