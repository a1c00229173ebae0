import DaiviProtocol

/// The lines of the live region for one moment: a line a running target, then the counts. Pure.
struct LiveFrame {
  var progress: RunProgress
  var now: Duration
  var size: Terminal.Size
  var marks: Marks
  var paint: Paint

  /// Lines without line ends, none wider than the terminal.
  func lines() -> [String] {
    // One column stays free: a terminal that writes into its last column may wrap or not.
    let width = max(20, size.columns - 1)
    let room = max(1, size.rows - 3)
    var lines = progress.running.prefix(room).map { line($0, width: width) }
    let hidden = progress.running.count - lines.count
    if hidden > 0 { lines.append(paint("  and \(hidden) more at work".truncated(to: width, mark: marks.cut), .faint)) }
    lines.append(footer(width: width))
    return lines
  }

  private func line(_ running: RunProgress.Running, width: Int) -> String {
    let nameWidth = Self.nameWidth(progress.nameWidth, of: width)
    let name = running.target.description.truncated(to: nameWidth, mark: marks.cut).padded(to: nameWidth)
    let time = (now - running.since).clockText.padded(to: 7, onLeft: true)
    let usual = running.expected.map { " of ~\($0.clockText)" } ?? ""
    let activity = running.activity.truncated(to: max(0, width - nameWidth - 12 - usual.count), mark: marks.cut)
    return "\(paint(marks.spinner(at: now), .accent)) \(name) \(paint(time + usual, .faint))  \(activity)"
      .droppingBlanksAtEnd()
  }

  private func footer(width: Int) -> String {
    var text = progress.countsText
    if progress.total > 0 && !progress.isLooking {
      let ended = progress.total - progress.waiting - progress.running.count
      text = "\(ended) of \(progress.total)  \(text)"
    }
    return paint("  \(now.clockText)  \(text)".truncated(to: width, mark: marks.cut), .faint)
  }

  /// At most half of the line, so that what a step says is seen too.
  static func nameWidth(_ longest: Int, of width: Int) -> Int { max(8, min(longest, width / 2)) }
}

extension String {
  fileprivate func droppingBlanksAtEnd() -> String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
