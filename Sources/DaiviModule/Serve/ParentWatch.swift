import CDaiviSystem
import DaiviSystem
import Glibc

/// Ends this module, and what it started, when its host dies without a word (SIGKILL): closing stdin alone does not
/// reach a module that is not reading.
enum ParentWatch {
  static func start() {
    let parent = getppid()
    let descriptor = daivi_pidfd_open(parent)
    guard descriptor >= 0 else { return }
    // The host may have died between our start and the open: then we have another parent already.
    if getppid() != parent { end() }
    BlockingThread.start {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      while poll(&entry, 1, -1) < 0 && errno == EINTR {}
      end()
    }
  }

  private static func end() {
    signal(SIGTERM, SIG_IGN)
    kill(0, SIGTERM)
    usleep(300_000)
    kill(0, SIGKILL)
  }
}
