#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DescriptorTransport {
  /// The connection of a module that serves: takes over this process's standard input and output.
  ///
  /// Afterwards descriptor 0 reads nothing and descriptor 1 is standard error. So a stray `print`, of ours or of a
  /// library, does no harm, and programs the module starts neither read the host's messages nor hold its pipes.
  /// - Throws: `TransportError.failed`.
  public static func takingStandardStreams() throws -> DescriptorTransport {
    // Out of the range that children's streams and the inherited lock take.
    let input = fcntl(0, F_DUPFD_CLOEXEC, 10)
    let output = fcntl(1, F_DUPFD_CLOEXEC, 10)
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { if nothing > 0 { closeDescriptor(nothing) } }
    guard input >= 0, output >= 0, nothing >= 0, dup2(nothing, 0) == 0, dup2(2, 1) == 1 else {
      throw TransportError.failed(operation: "take the standard streams for", why: String(cString: strerror(errno)))
    }
    return try DescriptorTransport(reading: input, writing: output)
  }
}

/// `close` by a name that the transport's own does not hide.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
