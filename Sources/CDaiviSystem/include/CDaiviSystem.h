#ifndef CDAIVISYSTEM_H
#define CDAIVISYSTEM_H

#include <sys/types.h>

/// Starts `path` with the three standard descriptors given, a process group (or session) of its own, default signal
/// handling, and no other descriptor but `inherited` (or -1), which the child finds as descriptor 3.
/// Returns 0, or the errno of what failed.
int daivi_spawn(const char *path, char *const argv[], char *const envp[], const char *directory, int in, int out,
                int err, int inherited, int new_session, pid_t *pid);

/// A descriptor that becomes readable when the process ends; -1 and errno where the system has none.
int daivi_pidfd_open(pid_t pid);

/// A pipe whose both ends close on exec. Returns 0, or -1 and errno.
int daivi_pipe(int ends[2]);

#endif
