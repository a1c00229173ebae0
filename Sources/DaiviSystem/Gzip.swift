import CZlib
import Glibc

/// Gzip by zlib.
public enum Gzip {
  /// The level that takes half of the time of the usual one, for an eighth more bytes.
  public static let fast: Int32 = 3

  /// Compresses bytes; the same bytes give the same result with the same zlib (no time stamp, no name).
  public static func compress(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
    var stream = z_stream()
    precondition(
      deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK)
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let count = output.withUnsafeMutableBufferPointer { out in
      bytes.withUnsafeBufferPointer { input in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = out.baseAddress
        stream.avail_out = UInt32(out.count)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
        return Int(stream.total_out)
      }
    }
    return Array(output[..<count])
  }

  /// Unpacks gzip bytes. Throws `GzipFault` when they are none to their end.
  public static func decompress(_ bytes: [UInt8]) throws(GzipFault) -> [UInt8] {
    var stream = z_stream()
    precondition(inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256 * 1024)
    let status = bytes.withUnsafeBufferPointer { input in
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = UInt32(input.count)
      while true {
        let size = chunk.count
        let (status, count) = chunk.withUnsafeMutableBufferPointer { out in
          stream.next_out = out.baseAddress
          stream.avail_out = UInt32(size)
          let status = inflate(&stream, Z_NO_FLUSH)
          return (status, size - Int(stream.avail_out))
        }
        output.append(contentsOf: chunk[..<count])
        if status != Z_OK || (count == 0 && stream.avail_in == 0) { return status }
      }
    }
    guard status == Z_STREAM_END else {
      throw GzipFault(path: "it", words: stream.msg.map { String(cString: $0) } ?? "it ends early")
    }
    return output
  }

  /// Reads a file piece by piece, unpacked when it is gzip and as it is otherwise; `body` returns false to stop.
  public static func forEachChunk(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
    guard let file = gzopen(path, "rb") else { throw SystemError("read", path) }
    defer { gzclose(file) }
    gzbuffer(file, 256 * 1024)
    let size = 256 * 1024
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = gzread(file, buffer, UInt32(size))
      var status: Int32 = Z_OK
      let words = String(cString: gzerror(file, &status))
      if count < 0 || (count == 0 && status != Z_OK && status != Z_STREAM_END) {
        throw GzipFault(path: path, words: words)
      }
      if count == 0 { return }
      if try !body(UnsafeRawBufferPointer(start: buffer, count: Int(count))) { return }
    }
  }
}

/// A file that begins like gzip and is none to its end.
public struct GzipFault: Error, CustomStringConvertible {
  public var path: String
  var words: String

  public var description: String { "\(path) is truncated or damaged gzip (\(words))" }
}
