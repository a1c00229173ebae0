#define _GNU_SOURCE
#include "CDaiviSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fill(posix_spawn_file_actions_t *actions, const char *directory, int in, int out, int err, int inherited) {
  int e = 0;
  // Descriptors 0 to 3 are targets of dup2: callers pass sources above 3 (daivi_pipe and open see to that).
  if ((e = posix_spawn_file_actions_adddup2(actions, in, 0))) return e;
  if ((e = posix_spawn_file_actions_adddup2(actions, out, 1))) return e;
  if ((e = posix_spawn_file_actions_adddup2(actions, err, 2))) return e;
  if (inherited >= 0 && (e = posix_spawn_file_actions_adddup2(actions, inherited, 3))) return e;
#if defined(__GLIBC__)
  if ((e = posix_spawn_file_actions_addclosefrom_np(actions, inherited >= 0 ? 4 : 3))) return e;
#endif
  if (directory && (e = posix_spawn_file_actions_addchdir_np(actions, directory))) return e;
  return 0;
}

int daivi_spawn(const char *path, char *const argv[], char *const envp[], const char *directory, int in, int out,
                int err, int inherited, int new_session, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int e = posix_spawn_file_actions_init(&actions);
  if (e) return e;
  if ((e = posix_spawnattr_init(&attributes))) {
    posix_spawn_file_actions_destroy(&actions);
    return e;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#ifdef POSIX_SPAWN_SETSID
  flags |= new_session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
#else
  flags |= POSIX_SPAWN_SETPGROUP;
#endif
  posix_spawnattr_setflags(&attributes, flags);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  if (!(e = fill(&actions, directory, in, out, err, inherited)))
    e = posix_spawn(pid, path, &actions, &attributes, argv, envp);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return e;
}

int daivi_pidfd_open(pid_t pid) {
#if defined(SYS_pidfd_open)
  return (int)syscall(SYS_pidfd_open, pid, 0);
#else
  (void)pid;
  errno = ENOSYS;
  return -1;
#endif
}

int daivi_pipe(int ends[2]) {
  int raw[2];
  if (pipe2(raw, O_CLOEXEC)) return -1;
  for (int i = 0; i < 2; i++) {
    ends[i] = fcntl(raw[i], F_DUPFD_CLOEXEC, 10);
    close(raw[i]);
    if (ends[i] < 0) return -1;
  }
  return 0;
}
