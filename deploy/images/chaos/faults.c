/*
 * Faults of a disk and a clock, for the chaos suite: preloaded into every process of a container, and idle until told.
 * A kernel would need modules, loop devices or time namespaces for the same, which few machines that run tests have.
 *
 * What to do stands in a page of shared memory (/dev/shm), which `fault` writes (bin/fault.c):
 *   clock_ms   is added to the wall clock; monotonic clocks stay
 *   sync_ms    each fsync and fdatasync takes that much longer
 *   disk_full  regular files on the data volume cannot grow: ENOSPC
 */
#define _GNU_SOURCE
#include "faults.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Where the data volume is: a broker's, else a node's. */
#define DATA_OF_KAFKA "/var/lib/bascule/kafka"
#define DATA_OF_NODE "/var/lib/bascule"
#define REAL(name) ((__typeof__(&name))real(#name))

static struct faults none;
static volatile struct faults *faults = &none;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void map(void) {
    int saved = errno;
    int file = open(FAULTS_PATH, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        /* The container's first process: makes the page for all that follow. */
        file = open(FAULTS_PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (file >= 0 && ftruncate(file, sizeof(struct faults)) != 0) {
            close(file);
            file = -1;
        }
    }
    if (file >= 0) {
        void *page = mmap(NULL, sizeof(struct faults), PROT_READ, MAP_SHARED, file, 0);
        if (page != MAP_FAILED) faults = page;
        close(file);
    }
    errno = saved;
}

/* --- the wall clock */

int clock_gettime(clockid_t clock, struct timespec *now) {
    static __typeof__(&clock_gettime) next;
    if (!next) next = REAL(clock_gettime);
    int result = next(clock, now);
    if (result == 0 && faults->clock_ms != 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += faults->clock_ms / 1000;
        now->tv_nsec += faults->clock_ms % 1000 * 1000000;
        if (now->tv_nsec >= 1000000000) { now->tv_sec++; now->tv_nsec -= 1000000000; }
        if (now->tv_nsec < 0) { now->tv_sec--; now->tv_nsec += 1000000000; }
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &precise) != 0) return -1;
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

/* --- a slow disk */

static void dawdle(void) {
    int saved = errno;
    struct timespec rest = {faults->sync_ms / 1000, faults->sync_ms % 1000 * 1000000};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {}
    errno = saved;
}

int fsync(int file) {
    static __typeof__(&fsync) next;
    if (!next) next = REAL(fsync);
    if (faults->sync_ms > 0) dawdle();
    return next(file);
}

int fdatasync(int file) {
    static __typeof__(&fdatasync) next;
    if (!next) next = REAL(fdatasync);
    if (faults->sync_ms > 0) dawdle();
    return next(file);
}

/* --- a full disk */

/* Whether `length` bytes at `offset` (negative: at the file's position) would make a file on the data volume longer. */
static int refused(int file, off_t offset, size_t length) {
    struct stat data, it;
    if (!faults->disk_full) return 0;
    if (stat(DATA_OF_KAFKA, &data) != 0 && stat(DATA_OF_NODE, &data) != 0) return 0;
    if (fstat(file, &it) != 0 || !S_ISREG(it.st_mode) || it.st_dev != data.st_dev) return 0;
    if (offset < 0) {
        offset = fcntl(file, F_GETFL) & O_APPEND ? it.st_size : lseek(file, 0, SEEK_CUR);
    }
    if (offset + (off_t)length <= it.st_size) return 0;
    errno = ENOSPC;
    return 1;
}

static size_t total(const struct iovec *parts, int count) {
    size_t length = 0;
    for (int i = 0; i < count; i++) length += parts[i].iov_len;
    return length;
}

ssize_t write(int file, const void *bytes, size_t length) {
    static __typeof__(&write) next;
    if (!next) next = REAL(write);
    return refused(file, -1, length) ? -1 : next(file, bytes, length);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) {
    static __typeof__(&pwrite64) next;
    if (!next) next = REAL(pwrite64);
    return refused(file, offset, length) ? -1 : next(file, bytes, length, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
    return pwrite64(file, bytes, length, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    static __typeof__(&writev) next;
    if (!next) next = REAL(writev);
    return refused(file, -1, total(parts, count)) ? -1 : next(file, parts, count);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset) {
    static __typeof__(&pwritev64) next;
    if (!next) next = REAL(pwritev64);
    return refused(file, offset, total(parts, count)) ? -1 : next(file, parts, count, offset);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
    return pwritev64(file, parts, count, offset);
}

int posix_fallocate64(int file, off64_t offset, off64_t length) {
    static __typeof__(&posix_fallocate64) next;
    if (!next) next = REAL(posix_fallocate64);
    return refused(file, offset, (size_t)length) ? ENOSPC : next(file, offset, length);
}

int posix_fallocate(int file, off_t offset, off_t length) { return posix_fallocate64(file, offset, length); }
