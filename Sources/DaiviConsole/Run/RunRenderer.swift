import DaiviEngine

/// Shows a run while it goes on.
///
/// Any task may emit; what is shown follows the order of the calls. Call `finish` once, when the engine has returned
/// or thrown: it puts the terminal in order, and nothing is shown after it.
public protocol RunRenderer: EventSink {
  func finish(_ ending: RunEnding)
}

extension RunRenderer {
  /// The end of a run with nothing to say beside its report; nil: it has none.
  public func finish(_ report: RunReport?) { finish(RunEnding(report)) }
}

/// How a run is to be shown.
public enum RunStyle: Hashable, Sendable {
  /// A live tree on a terminal, plain lines elsewhere.
  case people
  /// The event stream as JSON lines.
  case json
}

extension RunStyle {
  /// The renderer for this style: people's on standard error, so that standard output keeps the results; JSON lines
  /// on standard output, because there they are the result.
  public func renderer(
    terminal: Terminal = .standardError(), clock: RunClock = .starting(),
    progress: any TextOutput = DescriptorOutput.standardError,
    results: any TextOutput = DescriptorOutput.standardOutput
  ) -> any RunRenderer {
    switch self {
    case .json: JSONLines(output: results, clock: clock)
    case .people where terminal.isTerminal: LiveTree(output: progress, terminal: terminal, clock: clock)
    case .people: PlainLines(output: progress, clock: clock)
    }
  }
}
