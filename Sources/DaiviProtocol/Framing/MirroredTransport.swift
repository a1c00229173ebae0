/// A connection whose lines are also written to a mirror file, as the host sees them.
public final class MirroredTransport: LineTransport {
  private let base: any LineTransport
  private let file: MirrorFile

  public init(_ base: any LineTransport, mirror file: MirrorFile) {
    self.base = base
    self.file = file
  }

  /// Mirrored before it is sent, so that the file shows what a module died of.
  public func send(_ line: [UInt8]) async throws {
    file.record(line, .toModule)
    try await base.send(line)
  }

  public func receive() async throws -> [UInt8]? {
    let line = try await base.receive()
    if let line { file.record(line, .fromModule) }
    return line
  }

  public func closeSending() async { await base.closeSending() }

  public func close() async { await base.close() }

  public var bytesOfUnfinishedLine: Int { base.bytesOfUnfinishedLine }
}
