import CCurl
import DaiviSystem
import Synchronization

/// The thread on which libcurl runs: it owns the multi handle, the connection pool and every transfer in flight.
///
/// Other threads only append to `inbox` and wake it up. `active` is touched by that thread alone.
final class CurlLoop: @unchecked Sendable {
  enum Command {
    case start(CurlTransfer)
    case cancel(CurlTransfer)
  }

  private struct Inbox {
    var commands: [Command] = []
    var multi: UnsafeMutableRawPointer?
    var state = State.idle
  }

  private enum State {
    case idle, running
    case unavailable(String)
  }

  /// Connections kept open for later requests.
  private static let maximumIdleConnections = 64

  static let shared = CurlLoop()

  private let inbox = Mutex(Inbox())
  private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]

  /// Starts the thread on first use.
  func enqueue(_ command: Command) {
    let refusal: String? = inbox.withLock { inbox in
      if case .idle = inbox.state { start(&inbox) }
      if case .unavailable(let reason) = inbox.state { return reason }
      inbox.commands.append(command)
      _ = ccurl_multi_wakeup(inbox.multi)
      return nil
    }
    if let refusal, case .start(let transfer) = command {
      transfer.fail(HTTPError(.unavailable, "libcurl cannot be used (Debian package libcurl4): \(refusal)"))
    }
  }

  private func start(_ inbox: inout Inbox) {
    if let reason = ccurl_load() {
      inbox.state = .unavailable(String(cString: reason))
      return
    }
    guard let multi = ccurl_multi_init() else {
      inbox.state = .unavailable("curl_multi_init failed")
      return
    }
    _ = ccurl_multi_set_long(multi, Int32(CCURL_M_MAXCONNECTS.rawValue), Self.maximumIdleConnections)
    inbox.multi = multi
    // OpenSSL writes to sockets without MSG_NOSIGNAL: that the thread blocks SIGPIPE keeps the process alive.
    BlockingThread.start { self.run() }
    inbox.state = .running
  }

  /// Lives as long as the process.
  private func run() {
    let multi = inbox.withLock { Reference($0.multi!) }.pointer
    while true {
      let commands = inbox.withLock { inbox in
        defer { inbox.commands.removeAll(keepingCapacity: true) }
        return inbox.commands
      }
      for command in commands { handle(command, multi) }
      _ = ccurl_multi_perform(multi)
      var code: Int32 = 0
      while let easy = ccurl_multi_next_done(multi, &code) {
        _ = ccurl_multi_remove(multi, easy)
        active.removeValue(forKey: easy)?.finish(code)
      }
      _ = ccurl_multi_poll(multi, 60_000)
    }
  }

  private func handle(_ command: Command, _ multi: UnsafeMutableRawPointer) {
    switch command {
    case .start(let transfer):
      guard !transfer.isCancelled.load(ordering: .acquiring) else { return transfer.cancel() }
      guard let easy = transfer.prepare() else { return }
      active[easy] = transfer
      let code = ccurl_multi_add(multi, easy)
      if code != 0 {
        active.removeValue(forKey: easy)
        transfer.fail(HTTPError(.unavailable, "curl_multi_add_handle failed with code \(code)"))
      }
    case .cancel(let transfer):
      guard let easy = transfer.easy, active[easy] === transfer else { return }
      active.removeValue(forKey: easy)
      _ = ccurl_multi_remove(multi, easy)
      transfer.cancel()
    }
  }
}

/// Carries a pointer out of the lock; libcurl allows its use on the loop's thread and for waking it up.
private struct Reference: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer

  init(_ pointer: UnsafeMutableRawPointer) {
    self.pointer = pointer
  }
}
