/*
 * Stands between a program and libc (LD_PRELOAD): what it does to the files of one folder is written down in the order in
 * which it happens, and on demand fails as a broken disk would. Nothing else of the program is touched.
 *
 *   DISK_SHIM_FOLDER  the folder that is watched, absolute, without a slash at its end; `/` watches every file
 *   DISK_SHIM_TRACE   where it is written down; without it nothing is
 *   DISK_SHIM_DROP    every so many-th fsync is answered with success and not done: a planted bug
 *   DISK_SHIM_SWITCH  a file of one byte that another program may change at any time: `w` all writes fail as on a broken
 *                     disk, `s` all fsyncs do, `r` all writes fail as on a disk that may only be read, `f` as on a full
 *                     one, else none
 *
 * A line written to FOLDER/.marks only stands in the trace. A line written to FOLDER/.orders is an order, and no more:
 *   `OPERATION NTH COUNT ERRNO`: of the next operations of that kind (write, sync, size, names:
 *   fsyncs of folders), COUNT from the NTH on fail;
 *   `none 0 0 0`: none does.
 * How many there were since the last order can be asked for: a read of FOLDER/.orders gives "WRITES SYNCS SIZES FAILED".
 *
 * The trace is a run of records, little-endian: {kind u8, path length u16, offset u64, length u32, path, bytes}.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SIZE, SYNC, SYNC_FAILED, CREATE, UNLINK, RENAME, SYNC_FOLDER, MARK };
enum { OP_WRITE, OP_SYNC, OP_SIZE, OP_NAMES, OPERATIONS };
#define DESCRIPTORS 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static size_t folder_length;
static int is_everywhere;
static int trace = -1;
static long drop_every;
static volatile const char *outside = "-";
static long syncs_seen;
static char *paths[DESCRIPTORS];
static struct { dev_t device; ino_t file; } opened[DESCRIPTORS];
static long seen[OPERATIONS], failed;
static int fail_operation = -1, fail_errno;
static long fail_from, fail_count;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

#define REAL(name, symbol) *(void **)(&real_##name) = dlsym(RTLD_NEXT, symbol)

__attribute__((constructor)) static void begin(void) {
  REAL(write, "write"); REAL(read, "read"); REAL(pwrite, "pwrite64"); REAL(writev, "writev");
  REAL(pwritev, "pwritev64");
  REAL(open, "open64"); REAL(close, "close"); REAL(ftruncate, "ftruncate64"); REAL(fsync, "fsync");
  REAL(fdatasync, "fdatasync"); REAL(unlink, "unlink"); REAL(rename, "rename");
  const char *value = getenv("DISK_SHIM_FOLDER");
  if (value == NULL || strlen(value) >= sizeof folder) return;
  strcpy(folder, value);
  is_everywhere = strcmp(folder, "/") == 0;
  folder_length = strlen(folder);
  if ((value = getenv("DISK_SHIM_DROP")) != NULL) drop_every = atol(value);
  if ((value = getenv("DISK_SHIM_SWITCH")) != NULL) {
    int descriptor = real_open(value, O_RDONLY | O_CLOEXEC);
    outside = mmap(NULL, 1, PROT_READ, MAP_SHARED, descriptor, 0);
    if (descriptor < 0 || outside == MAP_FAILED) abort();
    real_close(descriptor);
  }
  if ((value = getenv("DISK_SHIM_TRACE")) != NULL) {
    trace = real_open(value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (trace < 0) abort();
  }
}

/* The path within the folder, or as it was given where all are watched; "" for the folder itself, NULL for what is not watched. */
static const char *within(const char *path) {
  if (is_everywhere) return path;
  if (folder_length == 0 || path == NULL || strncmp(path, folder, folder_length) != 0) return NULL;
  if (path[folder_length] == '\0') return "";
  return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

static const char *path_of(int descriptor) {
  return descriptor >= 0 && descriptor < DESCRIPTORS ? paths[descriptor] : NULL;
}

/*
 * The path of what is written to. A descriptor may have been closed past this shim (libuv does so by a system call) and be
 * another file's or a socket's by now.
 */
static const char *written_path(int descriptor) {
  const char *path = path_of(descriptor);
  struct stat now;
  if (path == NULL || fstat(descriptor, &now) != 0) return NULL;
  return now.st_dev == opened[descriptor].device && now.st_ino == opened[descriptor].file ? path : NULL;
}

static int ends_with(const char *path, const char *end) {
  size_t length = strlen(path), wanted = strlen(end);
  return length >= wanted && strcmp(path + length - wanted, end) == 0;
}

/* What SQLite keeps in shared memory is made anew from the log after a crash; it is no part of the disk. */
static int is_watched(const char *path) { return path != NULL && !ends_with(path, "-shm"); }

static void note(int kind, const char *path, uint64_t offset, const void *bytes, uint32_t length) {
  if (trace < 0) return;
  uint8_t head[15];
  uint16_t path_length = (uint16_t)strlen(path);
  head[0] = (uint8_t)kind;
  memcpy(head + 1, &path_length, 2);
  memcpy(head + 3, &offset, 8);
  memcpy(head + 11, &length, 4);
  struct iovec parts[3] = {{head, sizeof head}, {(void *)path, path_length}, {(void *)bytes, bytes == NULL ? 0 : length}};
  ssize_t whole = (ssize_t)(sizeof head + path_length + parts[2].iov_len);
  if (real_writev(trace, parts, 3) != whole) abort();
}

/* Whether this operation is to fail now; counts it. */
static int fails(int operation) {
  seen[operation] += 1;
  if ((*outside == 's' && operation == OP_SYNC) || (*outside == 'w' && (operation == OP_WRITE || operation == OP_SIZE))) {
    errno = EIO;
    return 1;
  }
  if ((*outside == 'r' || *outside == 'f') && (operation == OP_WRITE || operation == OP_SIZE)) {
    errno = *outside == 'f' ? ENOSPC : EROFS;
    return 1;
  }
  if (operation != fail_operation || seen[operation] < fail_from || seen[operation] >= fail_from + fail_count) return 0;
  failed += 1;
  errno = fail_errno;
  return 1;
}

static void take_order(const char *text, size_t length) {
  char line[64] = "", name[16] = "";
  memcpy(line, text, length < sizeof line ? length : sizeof line - 1);
  fail_operation = -1;
  if (sscanf(line, "%15s %ld %ld %d", name, &fail_from, &fail_count, &fail_errno) != 4) abort();
  if (strcmp(name, "write") == 0) fail_operation = OP_WRITE;
  else if (strcmp(name, "sync") == 0) fail_operation = OP_SYNC;
  else if (strcmp(name, "names") == 0) fail_operation = OP_NAMES;
  else if (strcmp(name, "size") == 0) fail_operation = OP_SIZE;
  memset(seen, 0, sizeof seen);
  failed = 0;
}

static ssize_t special(const char *path, const void *bytes, size_t length) {
  if (ends_with(path, ".marks")) note(MARK, "", 0, bytes, (uint32_t)length);
  else take_order(bytes, length);
  return (ssize_t)length;
}

static int is_special(const char *path) { return ends_with(path, ".marks") || ends_with(path, ".orders"); }

static ssize_t put(int descriptor, const char *path, const void *bytes, size_t length, off_t offset, int positioned) {
  pthread_mutex_lock(&lock);
  ssize_t done;
  if (is_special(path)) done = special(path, bytes, length);
  else if (fails(OP_WRITE)) done = -1;
  else {
    if (!positioned) {
      int append = fcntl(descriptor, F_GETFL) & O_APPEND;
      offset = lseek(descriptor, 0, append ? SEEK_END : SEEK_CUR);
    }
    done = positioned ? real_pwrite(descriptor, bytes, length, offset) : real_write(descriptor, bytes, length);
    if (done > 0) note(WRITE, path, (uint64_t)offset, bytes, (uint32_t)done);
  }
  int kept = errno;
  pthread_mutex_unlock(&lock);
  errno = kept;
  return done;
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  const char *path = written_path(descriptor);
  return is_watched(path) ? put(descriptor, path, bytes, length, 0, 0) : real_write(descriptor, bytes, length);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) {
  const char *path = written_path(descriptor);
  return is_watched(path) ? put(descriptor, path, bytes, length, offset, 1) : real_pwrite(descriptor, bytes, length, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return pwrite64(descriptor, bytes, length, offset);
}

/* Its parts one after the other: each is written down where it went. Node writes several buffers so. */
static ssize_t put_parts(int descriptor, const char *path, const struct iovec *parts, int count, off_t offset, int positioned) {
  ssize_t whole = 0;
  for (int part = 0; part < count; part += 1) {
    ssize_t done = put(descriptor, path, parts[part].iov_base, parts[part].iov_len, offset + whole, positioned);
    if (done < 0) return whole > 0 ? whole : -1;
    whole += done;
    if ((size_t)done < parts[part].iov_len) break;
  }
  return whole;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  const char *path = written_path(descriptor);
  return is_watched(path) ? put_parts(descriptor, path, parts, count, 0, 0) : real_writev(descriptor, parts, count);
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off_t offset) {
  const char *path = written_path(descriptor);
  return is_watched(path) ? put_parts(descriptor, path, parts, count, offset, 1)
                          : real_pwritev(descriptor, parts, count, offset);
}

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
  return pwritev64(descriptor, parts, count, offset);
}

ssize_t read(int descriptor, void *bytes, size_t length) {
  const char *path = path_of(descriptor);
  if (path == NULL || !ends_with(path, ".orders")) return real_read(descriptor, bytes, length);
  return snprintf(bytes, length, "%ld %ld %ld %ld", seen[OP_WRITE], seen[OP_SYNC], seen[OP_SIZE], failed);
}

static int watched_open(const char *path, int flags, mode_t mode) {
  const char *inner = within(path);
  struct stat before;
  int is_new = inner != NULL && (flags & O_CREAT) != 0 && stat(path, &before) != 0;
  int descriptor = real_open(path, flags, mode);
  if (descriptor < 0 || descriptor >= DESCRIPTORS) return descriptor;
  pthread_mutex_lock(&lock);
  free(paths[descriptor]);
  paths[descriptor] = inner == NULL ? NULL : strdup(inner);
  if (inner != NULL && fstat(descriptor, &before) == 0) {
    opened[descriptor].device = before.st_dev;
    opened[descriptor].file = before.st_ino;
  }
  if (is_watched(inner) && !is_special(inner)) {
    if (is_new) note(CREATE, inner, 0, NULL, 0);
    if (flags & O_TRUNC) note(SIZE, inner, 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return descriptor;
}

#define MODE(flags, mode) \
  mode_t mode = 0; \
  if (flags & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open64(const char *path, int flags, ...) { MODE(flags, mode) return watched_open(path, flags, mode); }
int open(const char *path, int flags, ...) { MODE(flags, mode) return watched_open(path, flags, mode); }

int close(int descriptor) {
  if (path_of(descriptor) != NULL) {
    pthread_mutex_lock(&lock);
    free(paths[descriptor]);
    paths[descriptor] = NULL;
    pthread_mutex_unlock(&lock);
  }
  return real_close(descriptor);
}

int ftruncate64(int descriptor, off_t length) {
  const char *path = path_of(descriptor);
  if (!is_watched(path) || is_special(path)) return real_ftruncate(descriptor, length);
  pthread_mutex_lock(&lock);
  int done = fails(OP_SIZE) ? -1 : real_ftruncate(descriptor, length);
  if (done == 0) note(SIZE, path, (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}

int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

static int sync_with(int descriptor, int (*real)(int)) {
  const char *path = path_of(descriptor);
  if (!is_watched(path)) return real(descriptor);
  pthread_mutex_lock(&lock);
  struct stat about;
  int done = 0, is_folder = fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode);
  if (fails(OP_SYNC) || (is_folder && fails(OP_NAMES))) {
    done = -1;
    if (!is_folder) note(SYNC_FAILED, path, 0, NULL, 0);
  } else if (drop_every == 0 || ++syncs_seen % drop_every != 0) {
    /* What reaches the disk is decided from the trace; waiting for the real one would only take time. */
    note(is_folder ? SYNC_FOLDER : SYNC, path, 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return done;
}

int fsync(int descriptor) { return sync_with(descriptor, real_fsync); }
int fdatasync(int descriptor) { return sync_with(descriptor, real_fdatasync); }

int unlink(const char *path) {
  const char *inner = within(path);
  int done = real_unlink(path);
  if (done == 0 && is_watched(inner)) note(UNLINK, inner, 0, NULL, 0);
  return done;
}

int rename(const char *from, const char *to) {
  const char *before = within(from), *after = within(to);
  int done = real_rename(from, to);
  if (done == 0 && is_watched(before) && is_watched(after)) note(RENAME, before, 0, after, (uint32_t)strlen(after));
  return done;
}
