import FoundationEssentials
import Glibc

/// One quantity measured several times, ours and what it stands beside in turn, so that a slower moment of the machine
/// meets both.
struct Figure: Codable {
  /// Seconds an operation, one value a round.
  var ours: [Double] = []
  var beside: [Double] = []

  /// Runs both `rounds` times; each returns the seconds of one operation.
  static func alternating(
    rounds: Int, ours: () async throws -> Double, beside: () async throws -> Double
  ) async throws -> Figure {
    var figure = Figure()
    for round in 0...rounds {
      let pair = (try await ours(), try await beside())
      // The first round fills caches.
      if round == 0 { continue }
      figure.ours.append(pair.0)
      figure.beside.append(pair.1)
    }
    return figure
  }
}

extension ContinuousClock {
  /// Seconds of one of `count` operations.
  func seconds(of count: Int, _ body: () async throws -> Void) async rethrows -> Double {
    let start = now
    try await body()
    let passed = (now - start).components
    return (Double(passed.seconds) + Double(passed.attoseconds) * 1e-18) / Double(count)
  }
}
