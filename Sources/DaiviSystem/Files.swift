import Glibc

/// Small whole-file operations on paths; everything throws `SystemError`.
public enum Files {
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  public static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

  public static func isDirectory(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// A file as such: no directory, link, pipe or device.
  public static func isPlainFile(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
  }

  /// Names in a directory, sorted, without `.` and `..`.
  public static func names(in directory: String) throws(SystemError) -> [String] {
    guard let stream = opendir(directory) else { throw SystemError("list", directory) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  public static func read(_ path: String) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("read", path) }
    defer { close(descriptor) }
    var info = stat()
    fstat(descriptor, &info)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(info.st_size))
    try forEachChunk(of: descriptor, path) { bytes.append(contentsOf: $0) }
    return bytes
  }

  public static func readText(_ path: String) throws(SystemError) -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  /// Reads a file piece by piece, so that a large one never lies in memory whole.
  public static func forEachChunk(
    of path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("read", path) }
    defer { close(descriptor) }
    try forEachChunk(of: descriptor, path, body)
  }

  private static func forEachChunk(
    of descriptor: Int32, _ path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemError) {
    let size = 256 * 1024
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(descriptor, buffer, size)
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError("read", path)
      }
      if count == 0 { return }
      body(UnsafeRawBufferPointer(start: buffer, count: count))
    }
  }

  /// Makes a directory and those above it.
  public static func createDirectory(_ path: String, mode: mode_t = 0o755) throws(SystemError) {
    if isDirectory(path) { return }
    let parent = Path.parent(path)
    if parent != path { try createDirectory(parent, mode: mode) }
    if mkdir(path, mode) != 0 && errno != EEXIST { throw SystemError("create directory", path) }
  }

  /// Replaces a file whole: a reader sees the old or the new content, never a part, even after a power cut.
  public static func writeAtomically(
    _ bytes: some Collection<UInt8>, to path: String, mode: mode_t = 0o644
  ) throws(SystemError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw SystemError("write", path) }
    do throws(SystemError) {
      try writeAll(Array(bytes), to: descriptor, path)
      if fsync(descriptor) != 0 { throw SystemError("write", path) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    close(descriptor)
    if rename(temporary, path) != 0 {
      let error = SystemError("write", path)
      unlink(temporary)
      throw error
    }
  }

  /// Writes every byte, over as many calls as it takes.
  public static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws(SystemError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + offset, bytes.count - offset) }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError("write", name)
      }
      offset += count
    }
  }

  /// Bytes of a file, or of all files below a directory; links count as themselves.
  public static func size(_ path: String) throws(SystemError) -> Int {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return 0 }
      throw SystemError("look at", path)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
    var total = 0
    for name in try names(in: path) { total += try size(Path.join(path, name)) }
    return total
  }

  /// Gives a file or directory another name on the same file system, at once.
  public static func move(_ path: String, to other: String) throws(SystemError) {
    if rename(path, other) != 0 { throw SystemError("write", other) }
  }

  /// Removes a file or a whole directory; what is not there is no error.
  public static func removeAll(_ path: String) throws(SystemError) {
    var info = stat()
    guard lstat(path, &info) == 0 else { return }
    if info.st_mode & S_IFMT == S_IFDIR {
      for name in try names(in: path) { try removeAll(Path.join(path, name)) }
      if rmdir(path) != 0 && errno != ENOENT { throw SystemError("remove", path) }
    } else if unlink(path) != 0 && errno != ENOENT {
      throw SystemError("remove", path)
    }
  }
}
