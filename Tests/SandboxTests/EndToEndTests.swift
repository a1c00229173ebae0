import Testing

/// Everything end to end: the real host, the real modules, the real sandbox. One after the other, because they share a
/// deployed project and the machine.
@Suite(.serialized, LeavesNothingBehind(), .timeLimit(.minutes(10))) enum EndToEndTests {}
