/*
 * fault clock MS | fault sync MS | fault full 0|1 | fault off: tells the preloaded library (faults.c) what
 * to do to every process of this container, from now on.
 */
#include "faults.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

int main(int count, char **words) {
    const char *what = count > 1 ? words[1] : "";
    int off = strcmp(what, "off") == 0;
    if (!off && count != 3) {
        fprintf(stderr, "usage: fault clock MS | sync MS | full 0|1 | off\n");
        return 2;
    }
    int file = open(FAULTS_PATH, O_RDWR);
    if (file < 0) {
        perror("fault: " FAULTS_PATH);
        return 1;
    }
    struct faults *faults = mmap(NULL, sizeof *faults, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (faults == MAP_FAILED) {
        perror("fault: " FAULTS_PATH);
        return 1;
    }
    if (off) {
        memset(faults, 0, sizeof *faults);
    } else if (strcmp(what, "clock") == 0) {
        faults->clock_ms = strtol(words[2], NULL, 10);
    } else if (strcmp(what, "sync") == 0) {
        faults->sync_ms = strtol(words[2], NULL, 10);
    } else if (strcmp(what, "full") == 0) {
        faults->disk_full = strtol(words[2], NULL, 10);
    } else {
        fprintf(stderr, "fault: there is no fault '%s'\n", what);
        return 2;
    }
    return 0;
}
