/// Ids of Identity Center users as the identity sources give them: one text, separated by commas.
public enum UserIDs {
  /// Each id once, in order.
  public static func list(_ texts: String...) -> [String] {
    var seen = Set<String>()
    return texts.flatMap { $0.split(separator: ",") }.map(String.init)
      .map { String($0.drop(while: \.isWhitespace)) }
      .filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}
