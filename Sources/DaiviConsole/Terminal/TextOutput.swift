import Glibc

/// Where text goes. Renderers know no descriptor, so that a test reads what a user would see.
public protocol TextOutput: Sendable {
  /// Writes all of it; a reader that went away is not an error worth ending a deployment for.
  func write(_ text: String)
}

/// Text to a descriptor, unbuffered: what was written is seen even if the process dies next.
public struct DescriptorOutput: TextOutput {
  private let descriptor: Int32

  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  public static let standardOutput = DescriptorOutput(1)
  public static let standardError = DescriptorOutput(2)

  public func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if count < 0 && errno == EAGAIN {
          // Somebody made the descriptor non-blocking (shells do): wait for room instead of losing text.
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&ready, 1, 1000)
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }
  }
}
