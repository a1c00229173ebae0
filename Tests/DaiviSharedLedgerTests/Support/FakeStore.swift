import DaiviSharedLedger
import DaiviSystem
import FoundationEssentials
import Synchronization

/// A bucket in memory with S3's conditional writes, and the ways a network spoils them.
final class FakeStore: ConditionalStore {
  enum Fault: Sendable {
    /// The write takes place, its answer is lost.
    case lostReply
    /// It does not take place, and nobody can tell.
    case noAnswer
    case refused
  }

  private let clock: ManualClock
  private let state = Mutex(State())

  private struct State {
    var objects: [String: StoredObject] = [:]
    var reads: [String: Int] = [:]
    var writes: [String: Int] = [:]
    var faults: [String: [Fault]] = [:]
    var lasting: [String: Fault] = [:]
    var held: Set<String> = []
    var waiting = 0
    var versions = 0
  }

  init(_ clock: ManualClock) { self.clock = clock }

  /// What happens to the next writes of a key, one after the other.
  func spoil(_ key: String, _ faults: Fault...) { state.withLock { $0.faults[key, default: []] += faults } }

  /// What happens to all writes of a key from now on.
  func spoilAll(_ key: String, _ fault: Fault?) { state.withLock { $0.lasting[key] = fault } }

  /// Writes of a key wait until they are let go.
  func hold(_ key: String, _ isHeld: Bool) {
    state.withLock { state in
      if isHeld { state.held.insert(key) } else { state.held.remove(key) }
    }
  }

  var waiting: Int { state.withLock { $0.waiting } }
  func reads(_ key: String) -> Int { state.withLock { $0.reads[key] ?? 0 } }
  func writes(_ key: String) -> Int { state.withLock { $0.writes[key] ?? 0 } }
  func object(_ key: String) -> StoredObject? { state.withLock { $0.objects[key] } }

  func address(_ key: String) -> String { "fake://\(key)" }

  func read(_ key: String) async throws -> StoredObject? {
    let now = clock.date
    return state.withLock { state in
      state.reads[key, default: 0] += 1
      var object = state.objects[key]
      object?.state.now = now
      return object
    }
  }

  func look(_ key: String) async throws -> StoredState? {
    let now = clock.date
    return state.withLock { state in
      var found = state.objects[key]?.state
      found?.now = now
      return found
    }
  }

  func write(_ key: String, _ bytes: [UInt8], mark: String, if condition: WriteCondition) async throws -> String {
    if state.withLock({ $0.held.contains(key) }) {
      state.withLock { $0.waiting += 1 }
      await until { !self.state.withLock { $0.held.contains(key) } }
      state.withLock { $0.waiting -= 1 }
      try Task.checkCancellation()
    }
    let now = clock.date
    return try state.withLock { state in
      let fault = state.lasting[key] ?? (state.faults[key]?.isEmpty == false ? state.faults[key]?.removeFirst() : nil)
      switch fault {
      case .noAnswer: throw StoreError.unclear("no answer")
      case .refused: throw StoreError.refused("access denied")
      case .lostReply, nil: break
      }
      let current = state.objects[key]?.state.version
      switch condition {
      case .absent where current == nil: break
      case .version(let version) where current == version: break
      default: throw StoreError.conflict
      }
      state.versions += 1
      state.writes[key, default: 0] += 1
      let version = "\"\(state.versions)\""
      state.objects[key] = StoredObject(
        state: StoredState(version: version, mark: mark, written: now, now: now), bytes: bytes)
      if case .lostReply = fault { throw StoreError.unclear("the connection broke") }
      return version
    }
  }
}
