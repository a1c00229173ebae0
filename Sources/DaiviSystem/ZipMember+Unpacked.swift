import CZlib

extension ZipArchive.Member {
  /// The file itself. Throws `ZipFault` when it is damaged or packed in a way other than deflate.
  public func unpacked() throws(ZipFault) -> [UInt8] {
    switch method {
    case 0: return content
    case 8: return try inflated()
    default: throw ZipFault(description: "\(name) is packed by method \(method)")
    }
  }

  private func inflated() throws(ZipFault) -> [UInt8] {
    var stream = z_stream()
    precondition(inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(size))
    let status = output.withUnsafeMutableBufferPointer { out in
      content.withUnsafeBufferPointer { input in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = out.baseAddress
        stream.avail_out = UInt32(out.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END, stream.total_out == UInt(size) else {
      throw ZipFault(description: "\(name) is damaged")
    }
    return output
  }
}
