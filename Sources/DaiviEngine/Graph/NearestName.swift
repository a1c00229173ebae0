/// Finds what a person most likely meant.
public enum NearestName {
  /// The shortest candidate that `word` begins; else the one with the fewest edits from it, if those are at most a
  /// third of its length (and at least two).
  public static func find(_ word: String, in candidates: some Sequence<String>) -> String? {
    let candidates = Array(candidates)
    if word.count > 2,
      let longer = candidates.filter({ $0.hasPrefix(word) }).min(by: { ($0.count, $0) < ($1.count, $1) })
    {
      return longer
    }
    let limit = max(2, word.count / 3)
    var best: (name: String, distance: Int)?
    for name in candidates.sorted() {
      let distance = editDistance(Array(word.utf8), Array(name.utf8))
      if distance <= limit && distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// Levenshtein distance in bytes.
  static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let cost = a[i] == b[j] ? diagonal : diagonal + 1
        diagonal = row[j + 1]
        row[j + 1] = min(cost, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
