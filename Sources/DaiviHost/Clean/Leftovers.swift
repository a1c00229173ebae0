import DaiviEngine
import DaiviLedger
import DaiviSystem

/// What lies in a project's `.daivi` that nobody needs: it is made again when it is wanted. Ledgers, installed modules
/// and what a sandbox holds are never among it.
public struct Leftovers: Sendable {
  /// A file or directory that can go.
  public struct Item: Hashable, Sendable {
    public var path: String
    /// Bytes, everything below it included.
    public var bytes: Int
    /// What it is, and what its loss costs.
    public var what: String
  }

  public let items: [Item]
  /// What would have gone but is in use, with the reason.
  public let kept: [String]

  public var bytes: Int { items.reduce(0) { $0 + $1.bytes } }

  /// - Parameters:
  ///   - sandboxRuns: its log and packages are then in use.
  ///   - withPackages: the sandbox's Python packages too, which take a minute to install again.
  public init(of layout: ProjectLayout, sandboxRuns: Bool, withPackages: Bool) throws {
    var items: [Item] = []
    var kept: [String] = []
    func add(_ path: String, _ what: String) throws {
      guard Files.exists(path) else { return }
      items.append(Item(path: path, bytes: try Files.size(path), what: what))
    }
    let environments = Path.join(layout.state, "environments")
    let names = try Self.names(in: environments)
    let atWork = Set(names.filter { LockInspection(directory: Path.join(environments, $0)) != .free })
    for name in try Self.names(in: layout.cache) {
      let path = Path.join(layout.cache, name)
      // A deploy reads the files that it converted until it ends.
      if name == "parameters" && !atWork.isEmpty {
        kept.append("\(path): a deploy is at work")
      } else {
        try add(path, "what is remembered of modules and files; read anew by the next command")
      }
    }
    for name in names {
      let work = Path.join(environments, "\(name)/work")
      guard try !Self.names(in: work).isEmpty else { continue }
      if atWork.contains(name) {
        kept.append("\(work): a deploy is at work")
      } else {
        try add(work, "what modules of \(name) said on stderr, and their scratch files")
      }
    }
    if sandboxRuns {
      kept.append("\(Path.join(layout.sandbox, "sandbox.log")): the sandbox runs (daivi-host sandbox stop)")
    } else {
      try add(Path.join(layout.sandbox, "sandbox.log"), "the sandbox's own log")
      try add(Path.join(layout.sandbox, "state/runs"), "scripts of job runs that have ended")
      if withPackages {
        try add(Path.join(layout.sandbox, "venv"), "the sandbox's Python packages; installed again when it starts")
        try add(Path.join(layout.sandbox, "runtime"), "the sandbox's program; written again when it starts")
      }
    }
    self.items = items.filter { $0.bytes > 0 }
    self.kept = kept
  }

  /// Removes all of it; what is gone already is no error.
  public func remove() throws {
    for item in items { try Files.removeAll(item.path) }
  }

  private static func names(in directory: String) throws -> [String] {
    Files.isDirectory(directory) ? try Files.names(in: directory).sorted() : []
  }
}
