import DaiviSystem
import Glibc

/// Processes of a lab, found the way an operator would: by what they run and where.
enum LabProcess {
  /// The host that deploys an environment; nil when it is gone.
  static func host(of env: String, in lab: Lab) -> pid_t? {
    all(in: lab.directory).first { pid in
      guard Path.name(executable(pid) ?? "") == "daivi-host" else { return false }
      let variables = ((try? Files.read("/proc/\(pid)/environ")) ?? []).split(separator: 0)
      return variables.contains { $0.elementsEqual("DAIVI_ENV=\(env)".utf8) }
    }
  }

  /// The module processes of a host.
  static func modules(of host: pid_t, in lab: Lab) -> [pid_t] {
    all(in: lab.directory).filter { parent($0) == host && Path.name(executable($0) ?? "") == "daivi-lab" }
  }

  /// Everything whose working directory lies in a directory.
  static func all(in directory: String) -> [pid_t] {
    ((try? Files.names(in: "/proc")) ?? []).compactMap { pid_t($0) }.filter { pid in
      pid != getpid() && link("/proc/\(pid)/cwd")?.hasPrefix(directory) == true
    }
  }

  private static func executable(_ pid: pid_t) -> String? { link("/proc/\(pid)/exe") }

  /// The name in parentheses may hold spaces and parentheses: what follows the last one is state and parent.
  private static func parent(_ pid: pid_t) -> pid_t? {
    guard let stat = try? Files.readText("/proc/\(pid)/stat"), let end = stat.lastIndex(of: ")") else { return nil }
    return stat[stat.index(after: end)...].split(separator: " ").dropFirst().first.flatMap { pid_t($0) }
  }

  private static func link(_ path: String) -> String? {
    guard let target = realpath(path, nil) else { return nil }
    defer { free(target) }
    return String(cString: target)
  }
}
