import DaiviSystem
import FoundationEssentials
import Glibc

extension LockOwner {
  /// This process, working in an environment's directory.
  public static func current(command: String, directory: String) throws -> LockOwner {
    let host = ProcessInfo.processInfo.hostName
    // A copied directory on another machine, or the same one after a restart, is another place.
    let boot = (try? Files.readText("/proc/sys/kernel/random/boot_id")) ?? ""
    return LockOwner(
      user: ProcessInfo.processInfo.userName, host: host, process: getpid(), command: command,
      place: SHA256.hex(of: "\(try identity(of: directory))|\(host)|\(boot)"))
  }

  /// A random name that stays with the directory.
  private static func identity(of directory: String) throws -> String {
    let path = Path.join(directory, "place")
    if let known = try? Files.readText(path), !known.isEmpty { return known }
    let fresh = UUID().uuidString
    try Files.createDirectory(directory, mode: 0o700)
    try Files.writeAtomically(Array(fresh.utf8), to: path, mode: 0o600)
    return fresh
  }
}
