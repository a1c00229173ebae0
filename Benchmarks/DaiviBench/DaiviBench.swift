import DaiviModule
import Glibc

/// What `make bench` measures inside a process: `round-trips` and `ledger DIRECTORY`, each printing one JSON object.
/// `echo` and `serve` are the other ends of the round trips.
@main
enum DaiviBench {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch arguments.first {
      case "round-trips": try report(await RoundTrips.measure())
      case "ledger" where arguments.count == 2: try report(await LedgerAppends.measure(in: arguments[1]))
      case "echo": RawPipes.echo()
      case "serve": await BenchModule.main()
      default: fail("usage: DaiviBench round-trips | ledger DIRECTORY | echo | serve")
      }
    } catch {
      fail("\(error)")
    }
  }

  private static func report(_ figures: [String: Figure]) throws {
    try JSONReport.write(figures)
  }

  private static func fail(_ message: String) -> Never {
    try? JSONReport.complain(message)
    exit(1)
  }
}
