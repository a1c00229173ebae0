import DaiviSystem
import Glibc
import Synchronization
import Testing

/// The network fails at each request that changes something: nobody is told twice, and nothing stays unfinished.
struct LostRequestTests {
  enum Fault: String, CaseIterable {
    /// The request never arrives.
    case request
    /// It is accepted and the answer is lost.
    case reply
    /// It is accepted, and host and answer are lost at once; the module, which dies a moment later, reaches nobody.
    case replyAndHost
    /// It is accepted, the answer is lost, and nothing gets through until the deploy has given up.
    case everythingAfter
  }

  /// Whether nothing gets through at present.
  private final class Outage: Sendable {
    private let state = Mutex(false)
    var isOn: Bool { state.withLock { $0 } }
    func set(_ isOn: Bool) { state.withLock { $0 = isOn } }
  }

  @Test(arguments: Fault.allCases)
  func everyChangeTakesEffectOnce(fault: Fault) async throws {
    try await Lab.with("lost-\(fault)") { lab in
      try await lab.deploy("clean")
      let clean = try await EndState(of: "clean", in: lab)
      let lost = try await EachInTurn.count { number in
        let env = "c\(number)"
        let outage = Outage()
        let proxy = try FaultyProxy(lab) { request in
          if outage.isOn { return .lose }
          return request.change == number ? Self.reaction(to: fault, env, lab, outage) : .pass
        }
        defer { proxy.stop() }
        let output = try await lab.deploying(env, through: proxy).output()
        let hit = proxy.requests.first { $0.change == number }
        if hit == nil {
          #expect(output.exit == .code(0), "\(output)")
        } else if fault == .replyAndHost {
          #expect(output.exit == .signal(SIGKILL))
        } else if fault == .everythingAfter {
          // It says what failed and what to do next.
          #expect(output.exit == .code(1) && output.stdout.contains("daivi-host deploy"), "\(output)")
        } else {
          // It finds out by itself.
          #expect(output.exit == .code(0), "\(output)")
        }
        try await lab.untilNobodyDeploys(env)
        outage.set(false)
        try await lab.deploy(env, through: proxy)
        var found = try await EndState(of: env, in: lab)
        if fault == .reply, let hit { found.effects.forgive(hit.operation, clean.effects) }
        expect(found, equals: clean, "lost \(fault) of change \(number) (\(hit?.operation ?? "none"))")
        return hit != nil
      }
      // A change set made and executed, two objects, a job run, two parameters.
      #expect(lost == 7)
    }
  }

  private static func reaction(
    to fault: Fault, _ env: String, _ lab: Lab, _ outage: Outage
  ) -> FaultyProxy.Reaction {
    switch fault {
    case .request: .lose
    case .reply: .loseReply()
    case .replyAndHost:
      .loseReply {
        outage.set(true)
        if let host = LabProcess.host(of: env, in: lab) { kill(host, SIGKILL) }
      }
    case .everythingAfter: .loseReply { outage.set(true) }
    }
  }
}

extension [String: Int] {
  /// Writing the same object or parameter again after a lost answer is how it is meant to be: the same content once more.
  fileprivate mutating func forgive(_ operation: String, _ clean: [String: Int]) {
    let kind = operation == "PutObject" ? "object " : operation == "PutParameter" ? "parameter " : nil
    guard let kind, let twice = first(where: { $0.key.hasPrefix(kind) && $0.value == (clean[$0.key] ?? 0) + 1 }) else {
      return
    }
    self[twice.key] = clean[twice.key]
  }
}
