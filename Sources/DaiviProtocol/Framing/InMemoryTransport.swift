/// One end of a connection inside a process: for a module that runs in its host's process, and for tests. It holds to
/// the same rules as a pipe (one line a message, the length limit, bounded, closing).
public final class InMemoryTransport: LineTransport {
  private let incoming: LineQueue
  private let outgoing: LineQueue

  private init(incoming: LineQueue, outgoing: LineQueue) {
    self.incoming = incoming
    self.outgoing = outgoing
  }

  /// The two ends of a connection.
  /// - Parameter capacity: lines that may be under way in each direction before a sender waits.
  public static func pair(capacity: Int = 64) -> (InMemoryTransport, InMemoryTransport) {
    let (there, back) = (LineQueue(capacity: capacity), LineQueue(capacity: capacity))
    return (InMemoryTransport(incoming: back, outgoing: there), InMemoryTransport(incoming: there, outgoing: back))
  }

  public func send(_ line: [UInt8]) async throws {
    try LineEncoder.check(line)
    try await outgoing.send(line)
  }

  public func receive() async throws -> [UInt8]? { await incoming.receive() }

  public func closeSending() async { outgoing.finish() }

  public func close() async {
    outgoing.abandon()
    incoming.cancel()
  }
}
