package io.bascule.executor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The system calls that the JDK has no words for: signals by number, and the end of a process as an event. */
final class Native {
    static final int SIGHUP = 1;
    static final int SIGINT = 2;
    static final int SIGQUIT = 3;
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;

    /** pidfd_open(2) has one number on all architectures since Linux 5.3. */
    private static final long SYS_PIDFD_OPEN = 434;

    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle KILL =
            handle("kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle POLL = handle(
            "poll",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(1));

    private Native() {}

    /** Whether the signal was delivered; 0 asks whether the process is there. */
    static boolean kill(long pid, int signal) {
        try {
            return (int) KILL.invokeExact(Math.toIntExact(pid), signal) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) cannot be called", e);
        }
    }

    /** A file descriptor that becomes readable when the process ends, child or not; negative when it has ended. */
    static int pidfdOpen(long pid) {
        try {
            return (int) (long) SYSCALL.invokeExact(SYS_PIDFD_OPEN, Math.toIntExact(pid), 0);
        } catch (Throwable e) {
            throw new IllegalStateException("pidfd_open(2) cannot be called", e);
        }
    }

    /** Waits until {@code fd} is readable, at most {@code timeoutMs}. */
    static boolean pollReadable(int fd, int timeoutMs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(POLLFD_BYTES, Integer.BYTES);
            pollfd.set(ValueLayout.JAVA_INT, 0, fd);
            pollfd.set(ValueLayout.JAVA_SHORT, Integer.BYTES, POLLIN);
            return (int) POLL.invokeExact(pollfd, 1L, timeoutMs) > 0;
        } catch (Throwable e) {
            throw new IllegalStateException("poll(2) cannot be called", e);
        }
    }

    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw new IllegalStateException("close(2) cannot be called", e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }
}
