import Testing

// Everything end to end: the real host, the real modules, the real sandbox. One test after the other in each of the two
// suites with sandboxes, because one fills a core; both side by side, because a machine has two.

/// What is looked at in the project that is deployed once, whole, and that every test leaves deployed.
@Suite(.serialized, LeavesNothingBehind(), EveryCheckIsSeenFailing(), .timeLimit(.minutes(10)))
enum SharedProjectTests {}

/// What is refused before anything is started.
@Suite(.serialized, LeavesNothingBehind(), .timeLimit(.minutes(10))) enum RefusalTests {}

/// What needs a project of its own.
@Suite(.serialized, LeavesNothingBehind(), .timeLimit(.minutes(10))) enum OwnProjectTests {}
