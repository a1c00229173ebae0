#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Takes a response body from libcurl, to memory or to a file beside its final path. Used on the loop's thread only.
struct CurlSink {
  /// Limit of a body in memory, so that a wrong endpoint cannot exhaust it. 512 MiB.
  static let maximumInMemory = 512 << 20

  private let path: String?
  private var temporaryPath = ""
  private var descriptor: Int32 = -1
  private var bytes: [UInt8] = []
  /// Why writing stopped, in words for a person.
  private(set) var failure: String?

  init(_ destination: HTTPDestination) {
    if case .file(let path) = destination { self.path = path } else { path = nil }
  }

  /// False ends the transfer.
  mutating func write(_ piece: UnsafeRawBufferPointer, status: Int) -> Bool {
    guard path != nil, (200..<300).contains(status) else {
      guard bytes.count + piece.count <= Self.maximumInMemory else {
        failure = "the response is larger than \(Self.maximumInMemory >> 20) MiB"
        return false
      }
      bytes.append(contentsOf: piece)
      return true
    }
    guard openFile() else { return false }
    var rest = piece
    while !rest.isEmpty {
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      #else
        let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
      #endif
      guard count > 0 else {
        if errno == EINTR { continue }
        failure = "cannot write \(temporaryPath): \(String(cString: strerror(errno)))"
        return false
      }
      rest = .init(rebasing: rest[count...])
    }
    return true
  }

  /// The body in memory; a file is moved to its final path.
  mutating func finish(status: Int) throws(HTTPError) -> [UInt8] {
    guard let path, (200..<300).contains(status) else { return bytes }
    guard openFile() else { throw HTTPError(.localFile, failure ?? "cannot write \(path)", mayHaveBeenSent: true) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(temporaryPath, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporaryPath)
      throw HTTPError(.localFile, "cannot write \(path): \(reason)", mayHaveBeenSent: true)
    }
    return []
  }

  /// Removes what was written so far.
  mutating func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
    descriptor = -1
  }

  private mutating func openFile() -> Bool {
    guard descriptor < 0, let path else { return true }
    temporaryPath = "\(path).partial-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 { failure = "cannot write \(temporaryPath): \(String(cString: strerror(errno)))" }
    return descriptor >= 0
  }
}
