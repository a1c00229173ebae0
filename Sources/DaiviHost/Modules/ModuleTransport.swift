import DaiviProtocol
import DaiviSystem

/// The lines to and from a module's process.
enum ModuleTransport {
  /// - Parameter mirror: directory in which every line is also written down, secrets hidden; nil for none.
  static func make(child: ChildProcess, module: String, mirror: String?) throws -> any LineTransport {
    let transport = try DescriptorTransport(reading: child.output, writing: child.input)
    guard let mirror else { return transport }
    try Files.createDirectory(mirror, mode: 0o700)
    return MirroredTransport(transport, mirror: try MirrorFile(path: Path.join(mirror, "\(module).jsonl")))
  }
}
