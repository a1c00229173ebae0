import CCurl

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Feeds a request body to libcurl. Used on the loop's thread only.
final class CurlSource {
  private enum Storage {
    case bytes([UInt8])
    case file(descriptor: Int32, offset: Int64)
  }

  private let storage: Storage
  private let count: Int64
  private var position: Int64 = 0
  /// Why reading stopped, in words for a person.
  private(set) var failure: String?

  init(_ body: HTTPBody) throws(HTTPError) {
    count = body.count
    switch body {
    case .none: storage = .bytes([])
    case .bytes(let bytes): storage = .bytes(bytes)
    case .file(let path, let offset, _):
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw HTTPError(.localFile, "cannot read \(path): \(String(cString: strerror(errno)))")
      }
      storage = .file(descriptor: descriptor, offset: offset)
    }
  }

  deinit {
    if case .file(let descriptor, _) = storage { close(descriptor) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let wanted = Int(min(Int64(buffer.count), count - position))
    guard wanted > 0 else { return 0 }
    switch storage {
    case .bytes(let bytes):
      bytes.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[Int(position)..<(Int(position) + wanted)])) }
      position += Int64(wanted)
      return wanted
    case .file(let descriptor, let offset):
      let result = pread(descriptor, buffer.baseAddress, wanted, off_t(offset + position))
      guard result > 0 else {
        failure = result == 0 ? "the file became shorter while it was sent" : String(cString: strerror(errno))
        return Int(CCURL_READ_ABORT.rawValue)
      }
      position += Int64(result)
      return result
    }
  }

  /// Returns CURL_SEEKFUNC_OK (0) or CURL_SEEKFUNC_FAIL (1).
  func seek(_ offset: Int64, _ origin: Int32) -> Int32 {
    guard origin == SEEK_SET, (0...count).contains(offset) else { return 1 }
    position = offset
    return 0
  }
}
