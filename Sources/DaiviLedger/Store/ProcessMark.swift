import Glibc

/// Tells whether a process recorded earlier still runs, though its number may have been given away since.
enum ProcessMark {
  /// When a process started, in a form that differs between boots and between processes of one number. Empty where the
  /// system does not say; then the number alone decides.
  static func started(_ process: pid_t) -> String {
    guard let stat = content("/proc/\(process)/stat"), let boot = content("/proc/sys/kernel/random/boot_id") else {
      return ""
    }
    // The name in parentheses may itself hold spaces and parentheses; field 22 counts from the last one.
    guard let end = stat.lastIndex(of: ")") else { return "" }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    guard fields.count > 19 else { return "" }
    return "\(boot.prefix(36)):\(fields[19])"
  }

  static func isAlive(_ process: pid_t, started mark: String) -> Bool {
    guard process > 0, kill(process, 0) == 0 || errno == EPERM else { return false }
    let now = started(process)
    return mark.isEmpty || now.isEmpty || now == mark
  }

  private static func content(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
