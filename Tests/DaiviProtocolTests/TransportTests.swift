import Synchronization
import Testing

@testable import DaiviProtocol

/// What every transport promises.
@Suite struct TransportTests {
  @Test(arguments: TransportPair.allCases)
  func linesArriveInOrderInBothDirections(_ kind: TransportPair) async throws {
    let (host, module) = try kind.make()
    let echo = Task { while let line = try await module.receive() { try await module.send(line) } }
    for number in 0..<300 {
      try await host.send("{\"n\":\(number)}")
      #expect(try await host.receiveText() == "{\"n\":\(number)}")
    }
    await host.closeSending()
    try await echo.value
    await module.close()
    #expect(try await host.receive() == nil)
  }

  @Test(arguments: TransportPair.allCases)
  func manySendersDoNotMixTheirLines(_ kind: TransportPair) async throws {
    let (host, module) = try kind.make()
    let senders = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for sender in 0..<20 {
          group.addTask {
            for number in 0..<20 {
              try await host.send("\(sender) \(number) " + String(repeating: "x", count: sender * 700))
            }
          }
        }
        try await group.waitForAll()
      }
      await host.closeSending()
    }
    var next: [String: Int] = [:]
    while let line = try await module.receiveText() {
      let words = line.split(separator: " ")
      let sender = String(words[0])
      #expect(Int(words[1]) == next[sender, default: 0], "the order of one sender is kept")
      #expect((words.count > 2 ? words[2].count : 0) == Int(sender)! * 700)
      next[sender, default: 0] += 1
    }
    try await senders.value
    #expect(next.count == 20 && next.values.allSatisfy { $0 == 20 })
  }

  /// Both sides send far more than a pipe holds before either reads: whoever waits for its writing to read would hang.
  @Test(arguments: TransportPair.allCases)
  func readingDoesNotWaitForWriting(_ kind: TransportPair) async throws {
    let (host, module) = try kind.make()
    let large = Array(repeating: UInt8(ascii: "x"), count: 1_000_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for side in [host, module] {
        group.addTask { for _ in 0..<5 { try await side.send(large) } }
        group.addTask {
          for _ in 0..<5 {
            let line = try await side.receive()
            #expect(line?.count == large.count)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(arguments: TransportPair.allCases)
  func aSenderWaitsWhileTheOtherSideIsSlow(_ kind: TransportPair) async throws {
    let (host, module) = try kind.make()
    let sent = Mutex(0)
    let line = Array(repeating: UInt8(ascii: "x"), count: 100_000)
    let sender = Task {
      for _ in 0..<50 {
        try await host.send(line)
        sent.withLock { $0 += 1 }
      }
      await host.closeSending()
    }
    var received = 0
    while let line = try await module.receive() {
      received += 1
      #expect(line.count == 100_000)
      // Under way: four lines in memory, or what a pipe and a read hold, which is less than two of these lines.
      #expect(sent.withLock { $0 } <= received + 5)
    }
    try await sender.value
    #expect(received == 50)
  }

  @Test(arguments: TransportPair.allCases)
  func whatWasSentBeforeClosingArrives(_ kind: TransportPair) async throws {
    let (host, module) = try kind.make()
    try await host.send("first")
    try await host.send("last")
    await host.closeSending()
    await #expect(throws: TransportError.closed) { try await host.send("late") }
    #expect(try await module.receiveText() == "first")
    #expect(try await module.receiveText() == "last")
    #expect(try await module.receiveText() == nil)
    #expect(try await module.receiveText() == nil)
    try await module.send("the other direction is open")
    #expect(try await host.receiveText() == "the other direction is open")
  }

  @Test(arguments: TransportPair.allCases)
  func closingEndsAPendingReceiveAndAPendingSend(_ kind: TransportPair) async throws {
    for _ in 0..<20 {
      let (host, module) = try kind.make()
      let receiving = Task { try await host.receive() }
      let sending = Task {
        while true { try await host.send(Array(repeating: UInt8(ascii: "x"), count: 50_000)) }
      }
      #expect(try await module.receive()?.count == 50_000)
      await host.close()
      #expect(try await receiving.value == nil)
      await #expect(throws: TransportError.closed) { try await sending.value }
    }
  }

  @Test(arguments: TransportPair.allCases)
  func sendingToASideThatIsGoneIsAnError(_ kind: TransportPair) async throws {
    let (host, module) = try kind.make()
    await module.close()
    await #expect(throws: TransportError.closed) {
      while true { try await host.send("is anybody there") }
    }
  }

  @Test(arguments: TransportPair.allCases)
  func aMessageThatIsNoLineIsRefusedAndTheConnectionGoesOn(_ kind: TransportPair) async throws {
    let (host, module) = try kind.make()
    await #expect(throws: FramingError.containsNewline) { try await host.send("{\n}") }
    try await host.send("{}")
    #expect(try await module.receiveText() == "{}")
  }
}
