/// Hands out 1, 2, 3, ... until somebody finds nothing to do for a number. The actor guards how far it is.
actor EachInTurn {
  private var next = 0
  private var isOver = false
  private var done = 0

  /// Runs `body` for each number, a few at once; it says whether there was something to do.
  /// - Returns: how many numbers there was something to do for.
  static func count(width: Int = 3, _ body: @escaping @Sendable (Int) async throws -> Bool) async throws -> Int {
    let turns = EachInTurn()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<width {
        group.addTask {
          while let number = await turns.take() { await turns.finished(wasThere: try await body(number)) }
        }
      }
      try await group.waitForAll()
    }
    return await turns.done
  }

  private func take() -> Int? {
    if isOver { return nil }
    next += 1
    return next
  }

  private func finished(wasThere: Bool) {
    if wasThere { done += 1 } else { isOver = true }
  }
}
