/* What `fault` writes and the preloaded library reads. One page, zero at first: no fault. */
#define FAULTS_PATH "/dev/shm/bascule-faults"

struct faults {
    long clock_ms;
    long sync_ms;
    long disk_full;
};
