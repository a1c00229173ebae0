import DaiviSystem
import FoundationEssentials
import Glibc

extension LockOwner {
  /// This process, working in an environment's directory whose deploy lock it has.
  public static func current(command: String, directory: String) throws(SystemError) -> LockOwner {
    let host = ProcessInfo.processInfo.hostName
    let boot = (try? Files.readText("/proc/sys/kernel/random/boot_id")) ?? ""
    return LockOwner(
      user: ProcessInfo.processInfo.userName, host: host, process: getpid(), command: command,
      place: SHA256.hex(of: "\(try lockFile(in: directory))|\(host)|\(boot)"))
  }

  /// Names the file that is locked, not what is in it: a copy of the directory has a lock of its own.
  private static func lockFile(in directory: String) throws(SystemError) -> String {
    let path = Path.join(directory, "lock")
    var info = stat()
    guard stat(path, &info) == 0 else { throw SystemError("look at", path) }
    return "\(info.st_dev):\(info.st_ino)"
  }
}
