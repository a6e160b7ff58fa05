package io.bascule.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.MemberState.AbsentVoter;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Settings.Durability;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of an announcement decisions wait for. Whoever adds to it decides here whether that is a detail. */
class MemberStateTest {
    private static final List<String> DETAILS = List.of("absent", "seen", "doing");
    private static final Instance N1 = new Instance("node1", "0a1b2c3d");
    private static final Instance N2 = new Instance("node2", "4e5f6a7b");
    private static final Lsn LSN = new Lsn(0x3000148);
    private static final Lsn FURTHER = new Lsn(0x4000000);

    private static final List<Object> ONE = List.of(
            "node1",
            N1,
            "node1:5432",
            "7300000000000000001",
            Postgres.RUNNING,
            Role.PRIMARY,
            1,
            new WalPosition(1, LSN),
            1L,
            1L,
            LSN,
            LSN,
            3L,
            3L,
            "node2",
            1L,
            false,
            List.of(new StreamingStandby(N2, LSN, true)),
            List.of(),
            1L,
            Seen.NOTHING,
            "serves",
            new Quorum(1, 3, List.of(N2), 1),
            Durability.QUORUM,
            1);
    private static final List<Object> OTHER = List.of(
            "node2",
            N2,
            "node2:5432",
            "7300000000000000002",
            Postgres.STARTING,
            Role.STANDBY,
            2,
            new WalPosition(2, LSN),
            2L,
            2L,
            FURTHER,
            FURTHER,
            4L,
            4L,
            "node3",
            2L,
            true,
            List.of(new StreamingStandby(N1, LSN, true)),
            List.of(new AbsentVoter(N2, 750)),
            2L,
            new Seen("c0ffee", 1, 7),
            "waits",
            new Quorum(1, 4, List.of(N2), 1),
            Durability.AVAILABLE,
            2);

    @Test
    void allButDetailsCounts() throws ReflectiveOperationException {
        RecordComponent[] components = MemberState.class.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            MemberState changed = with(i, OTHER.get(i));
            boolean detail = DETAILS.contains(components[i].getName());
            assertThat(changed.sameButDetails(of(ONE)))
                    .as(components[i].getName())
                    .isEqualTo(detail);
            assertThat(changed).isNotEqualTo(of(ONE));
        }
    }

    @Test
    void aPositionIsADetailWithinItsTerm() throws ReflectiveOperationException {
        assertThat(with(7, new WalPosition(1, FURTHER)).sameButDetails(of(ONE))).isTrue();
    }

    @Test
    void whoStreamsAndIsCaughtUpIsNoneButHowFarItIs() throws ReflectiveOperationException {
        assertThat(with(17, List.of(new StreamingStandby(N2, FURTHER, true))).sameButDetails(of(ONE)))
                .isTrue();
        assertThat(with(17, List.of(new StreamingStandby(N2, LSN, false))).sameButDetails(of(ONE)))
                .isFalse();
        assertThat(with(17, List.of()).sameButDetails(of(ONE))).isFalse();
    }

    private static MemberState with(int index, Object value) throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>(ONE);
        values.set(index, value);
        return of(values);
    }

    private static MemberState of(List<Object> values) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(MemberState.class.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return MemberState.class.getDeclaredConstructor(types).newInstance(values.toArray());
    }
}
