package io.bascule.executor;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.MemberState.AbsentVoter;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import io.bascule.platform.MonotonicClock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The real {@link PrimaryDuty}, for a PostgreSQL that is not looked at through SQL. */
public final class Duty {
    private final PrimaryDuty duty;

    public Duty(MonotonicClock clock) {
        this.duty = new PrimaryDuty(clock);
    }

    public void takeOffice(long term, @Nullable Lsn fork) {
        duty.takeOffice(term, fork);
    }

    public void shown(Quorum quorum, List<Walsender> walsenders) {
        duty.shown(quorum, walsenders);
    }

    /** A look at a running primary. */
    public void see(Lsn flushed, int timeline, List<Walsender> walsenders) {
        duty.see(new LocalPostgres.Look(false, null, null, flushed, timeline, 0), walsenders);
    }

    /** A look that found no running primary. */
    public void seeNone() {
        duty.see(null, List.of());
    }

    public void stopAlone() {
        duty.stopAlone();
    }

    public boolean settlesSoon() {
        return duty.settlesSoon();
    }

    public long writableInTerm() {
        return duty.writableInTerm();
    }

    public @Nullable Lsn fork() {
        return duty.fork();
    }

    public long shownQuorum() {
        return duty.shownQuorum();
    }

    public long appliedQuorum() {
        return duty.appliedQuorum();
    }

    public long settledQuorum() {
        return duty.settledQuorum();
    }

    public List<StreamingStandby> standbys() {
        return duty.standbys();
    }

    public List<AbsentVoter> absent() {
        return duty.absent();
    }

    public boolean stoppedAlone() {
        return duty.stoppedAlone();
    }
}
