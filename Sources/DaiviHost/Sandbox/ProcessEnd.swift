import CDaiviSystem
import DaiviSystem
import Glibc

/// Waits for the end of a process that need not be a child of ours.
enum ProcessEnd {
  /// True when it ended in time.
  static func wait(for pid: pid_t, seconds: Int) async -> Bool {
    (try? await BlockingThread.run {
      let descriptor = daivi_pidfd_open(pid)
      guard descriptor >= 0 else { return errno == ESRCH }
      defer { close(descriptor) }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&entry, 1, Int32(seconds * 1000)) > 0
    }) ?? false
  }
}
