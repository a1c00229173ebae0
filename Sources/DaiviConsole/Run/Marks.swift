/// The marks before a line, in characters the terminal can show.
struct Marks: Sendable {
  var done: String
  var failed: String
  var blocked: String
  var cancelled: String
  /// Stands for what was cut off.
  var cut: Character
  private var frames: [String]

  static let unicode = Marks(
    done: "✓", failed: "✗", blocked: "○", cancelled: "■", cut: "…",
    frames: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"])
  static let ascii = Marks(
    done: "+", failed: "x", blocked: "o", cancelled: "#", cut: "~", frames: ["|", "/", "-", "\\"])

  /// How long a picture of the spinner stays.
  static let spinnerStep = Duration.milliseconds(200)

  func spinner(at now: Duration) -> String {
    frames[Int(now / Self.spinnerStep) % frames.count]
  }
}
