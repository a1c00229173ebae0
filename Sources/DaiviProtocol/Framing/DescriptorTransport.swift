#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A connection over two file descriptors, usually the ends of pipes to or from a child process.
///
/// Waiting to read and waiting to write each have a serial queue of their own, so reading never waits on writing and no
/// cooperative thread is ever blocked. `receive` reads when asked: a side that does not ask makes the other side's pipe
/// fill up, which is the back-pressure. `send` returns when the system has taken the line; what returned before a
/// process ends is in the pipe.
///
/// Owns both descriptors and closes them. Ignores SIGPIPE in the whole process: a closed reader is an error, no death.
public final class DescriptorTransport: LineTransport {
  private let reader: DescriptorReader
  private let writer: DescriptorWriter
  private let wake: WakeDescriptor

  /// - Throws: `TransportError.failed` when the process is out of descriptors.
  public init(reading input: Int32, writing output: Int32) throws {
    _ = Self.ignoringBrokenPipes
    wake = try WakeDescriptor()
    reader = DescriptorReader(input, wake: wake)
    writer = DescriptorWriter(output, wake: wake)
  }

  public func send(_ line: [UInt8]) async throws {
    try await writer.send(try LineEncoder.encode(line))
  }

  public func receive() async throws -> [UInt8]? {
    do {
      return try await reader.receive()
    } catch {
      await close()
      throw error
    }
  }

  /// Returns at once; the descriptor is closed when the lines being sent are written.
  public func closeSending() async { writer.finish() }

  public func close() async {
    wake.wake()
    reader.finish()
    writer.finish()
  }

  public var bytesOfUnfinishedLine: Int { reader.bytesOfUnfinishedLine }

  private static let ignoringBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()
}
