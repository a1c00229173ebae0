import DaiviConsole
import DaiviProtocol
import Testing

@testable import DaiviConsole
@testable import DaiviEngine

@Suite struct LiveTreeTests {
  let recorder = Recorder()
  let clock = ManualClock()

  func tree(_ terminal: Terminal = .screen()) -> LiveTree {
    LiveTree(output: recorder, terminal: terminal, clock: clock.clock, draws: false)
  }

  @Test func whatRunsIsALineAndWhatEndedScrollsUp() {
    let tree = tree()
    var screen = FakeScreen()
    tree.emit(.runStarted(targets: [keys, buckets, job]))
    tree.emit(.targetStarted(keys, reason: .new))
    tree.emit(.stepStarted(keys, step: step("stack"), resumed: false))
    tree.emit(.targetStarted(buckets, reason: .new))
    clock.advance(1)
    tree.emit(.stepStarted(buckets, step: step("stack"), resumed: false))
    tree.emit(.stepProgress(buckets, step: step("stack"), message: "3 of 28"))
    tree.draw()
    screen.write(recorder.take())
    #expect(
      screen.shown == [
        "⠴ foundation/deploy-kms-keys        0:01  stack",
        "⠴ foundation/deploy-buckets         0:01  stack: 3 of 28",
        "  0:01  0 of 3  2 running, 1 waiting",
      ])

    clock.advance(64)
    tree.emit(.stepFinished(keys, step: step("stack"), detail: "18 resources"))
    tree.emit(.targetFinished(keys, .done))
    tree.draw()
    screen.write(recorder.take())
    #expect(
      screen.shown == [
        "✓ foundation/deploy-kms-keys        1:05  18 resources",
        "⠴ foundation/deploy-buckets         1:05  stack: 3 of 28",
        "  1:05  1 of 3  1 done, 1 running, 1 waiting",
      ])

    tree.emit(.targetFinished(buckets, .failed(step: "stack", denied)))
    tree.emit(.targetBlocked(job, by: buckets))
    tree.finish(nil)
    screen.write(recorder.take())
    #expect(
      screen.shown == [
        "✓ foundation/deploy-kms-keys        1:05  18 resources",
        "✗ foundation/deploy-buckets         1:05  failed in step stack: NatGateway CREATE_FAILED: the maximum "
          + "number of addresses has been reached (AWS ec2 AllocateAddress AddressLimitExceeded, request 8d1f-42)",
        "○ billing/start-billing-hive-job          not started, it needs foundation/deploy-buckets",
      ])
    #expect(screen.cursorRestsBelow)
  }

  @Test func theCursorRestsBelowAfterEveryDrawSoThatAKilledRunLeavesTheTerminalInOrder() {
    let tree = tree()
    var screen = FakeScreen()
    tree.emit(.runStarted(targets: [keys, buckets]))
    for target in [keys, buckets] {
      tree.emit(.targetStarted(target, reason: .new))
      clock.advance(0.2)
      tree.draw()
      screen.write(recorder.take())
      #expect(screen.cursorRestsBelow)
    }
    tree.draw()
    #expect(!recorder.text.contains("\u{1B}[?25l"))
  }

  @Test func nothingIsDrawnAfterTheEnd() {
    let tree = tree()
    tree.emit(.runStarted(targets: [keys]))
    tree.emit(.targetStarted(keys, reason: .new))
    tree.draw()
    tree.finish(nil)
    _ = recorder.take()
    tree.emit(.note("late"))
    tree.draw()
    tree.finish(nil)
    #expect(recorder.take() == "")
  }

  @Test func nothingIsWrittenWhenNothingChanged() {
    let tree = tree()
    tree.emit(.runStarted(targets: [keys]))
    tree.emit(.targetStarted(keys, reason: .new))
    tree.draw()
    #expect(recorder.take() != "")
    tree.draw()
    tree.draw()
    #expect(recorder.take() == "")
  }

  @Test func onlyLinesThatChangedAreWritten() {
    let tree = tree()
    tree.emit(.runStarted(targets: [keys, buckets]))
    tree.emit(.targetStarted(keys, reason: .new))
    tree.emit(.targetStarted(buckets, reason: .new))
    tree.draw()
    _ = recorder.take()
    tree.emit(.stepStarted(buckets, step: step("stack"), resumed: false))
    tree.draw()
    let text = recorder.take()
    #expect(text.contains("deploy-buckets"))
    #expect(!text.contains("deploy-kms-keys"))
  }

  @Test(arguments: [24, 40, 80, 200]) func noLineOfTheRegionIsWiderThanTheTerminal(columns: Int) {
    let tree = tree(.screen(columns: columns, isColoured: true))
    var screen = FakeScreen()
    tree.emit(.runStarted(targets: [keys, buckets]))
    for target in [keys, buckets] {
      tree.emit(.targetStarted(target, reason: .new))
      tree.emit(.stepStarted(target, step: step("stack"), resumed: false))
      tree.emit(.stepProgress(target, step: step("stack"), message: String(repeating: "料金 CREATE ", count: 40)))
    }
    tree.draw()
    screen.write(recorder.take())
    #expect(screen.shown.count == 3)
    #expect(screen.shown.allSatisfy { $0.displayWidth < columns })
  }

  @Test func aVerificationCountsChecksAndShowsTheFailedOnes() {
    let tree = tree()
    tree.emit(.runStarted(targets: [keys, buckets]))
    for (title, status) in [("rotates", CheckResult.Status.passed), ("exists", .failed), ("grants", .unknown)] {
      tree.emit(.checked(keys, step: step("stack"), CheckResult(id: "c", title: title, status: status, detail: "why")))
    }
    tree.draw()
    var screen = FakeScreen()
    screen.write(recorder.take())
    #expect(
      screen.shown == [
        "✗ foundation/deploy-kms-keys  check failed: exists: why",
        "  0:00  3 checks (1 failed)",
      ])
  }

  @Test func aWindowMadeNarrowerLosesNothingAndKeepsNoRemains() {
    // The terminal wraps the old lines: a line of 60 columns takes two rows of 40.
    var region = LiveRegion()
    _ = region.update(above: "", lines: [String(repeating: "a", count: 60), "b"], columns: 80)
    let text = region.update(above: "", lines: ["c", "b"], columns: 40)
    #expect(text == "\u{1B}[3A\r\u{1B}[Jc\nb\n")
  }

  @Test func moreTargetsThanRowsAreCounted() {
    let tree = tree(.screen(rows: 8))
    let many = (1...20).map { TargetID(module: "m", target: "t\($0)") }
    tree.emit(.runStarted(targets: many))
    for target in many { tree.emit(.targetStarted(target, reason: .new)) }
    tree.draw()
    var screen = FakeScreen()
    screen.write(recorder.take())
    #expect(screen.shown.count == 7)
    #expect(screen.shown[5] == "  and 15 more at work")
  }

  @Test func colourIsUsedOnlyWhereWanted() {
    for isColoured in [true, false] {
      let tree = tree(.screen(isColoured: isColoured))
      tree.emit(.runStarted(targets: [keys]))
      tree.emit(.targetStarted(keys, reason: .new))
      tree.emit(.targetFinished(keys, .failed(step: "stack", denied)))
      tree.finish(nil)
      #expect(recorder.take().contains("\u{1B}[31;1m") == isColoured)
    }
  }

  @Test func aTerminalWithoutUTF8GetsASCII() {
    let tree = tree(Terminal(isTerminal: true, isColoured: false, isUnicode: false))
    tree.emit(.runStarted(targets: [keys, buckets]))
    tree.emit(.targetStarted(keys, reason: .new))
    tree.emit(.stepStarted(keys, step: step("stack", title: String(repeating: "long ", count: 40)), resumed: false))
    tree.draw()
    tree.emit(.targetFinished(keys, .done))
    tree.emit(.targetStarted(buckets, reason: .new))
    tree.emit(.targetFinished(buckets, .cancelled))
    tree.finish(nil)
    #expect(recorder.text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func theFirstPictureComesAtOnceAndDrawsStayRare() async {
    // The thread itself, with the real clock: a flood of events must not become a flood of draws.
    let tree = LiveTree(output: recorder, terminal: .screen())
    let start = ContinuousClock.now
    tree.emit(.runStarted(targets: [keys]))
    while recorder.all.isEmpty && ContinuousClock.now - start < .seconds(120) { await Task.yield() }
    #expect(!recorder.all.isEmpty)
    tree.emit(.targetStarted(keys, reason: .new))
    for number in 0..<20_000 {
      tree.emit(.stepProgress(keys, step: step("stack"), message: String(number)))
    }
    let lasted = ContinuousClock.now - start
    tree.finish(nil)
    let mostDraws = Int(lasted / LiveTree.drawAtMostEvery) + 3
    #expect(recorder.all.count <= mostDraws)
  }

  @Test func eventsFromManyTasksAreAllCounted() async {
    let tree = tree()
    let many = (0..<85).map { TargetID(module: "m", target: "t\($0)") }
    tree.emit(.runStarted(targets: many))
    await withTaskGroup(of: Void.self) { group in
      for target in many {
        group.addTask {
          tree.emit(.targetStarted(target, reason: .new))
          tree.emit(.stepStarted(target, step: step("stack"), resumed: false))
          tree.draw()
          tree.emit(.targetFinished(target, .done))
        }
      }
    }
    tree.draw()
    var screen = FakeScreen()
    screen.write(recorder.take())
    #expect(screen.shown.filter { $0.hasPrefix("✓") }.count == 85)
    #expect(screen.shown.last == "  0:00  85 of 85  85 done")
  }
}
