package io.bascule.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HaproxyStatsTest {
    private static final String HEAD = "# pxname,svname,qcur,qmax,scur,smax,status,weight,act,bck,type,\n";

    @Test
    void aServerWithoutChecksIsOpenAndOneInMaintenanceIsNot() {
        HaproxyStats stats = HaproxyStats.parse(HEAD
                + "write,FRONTEND,,,4,8,OPEN,,,,0,\n"
                + "write,node1,0,0,4,8,no check,1,1,0,2,\n"
                + "write,node2,0,0,0,0,MAINT,1,1,0,2,\n"
                + "write,hold,0,0,0,0,no check,1,0,1,2,\n"
                + "write,BACKEND,0,0,4,8,UP,1,1,1,1,\n"
                + "read,node2,0,0,1,1,no check,1,1,0,2,\n");

        assertThat(stats.open("write")).containsExactly("node1");
        assertThat(stats.open("read")).containsExactly("node2");
        assertThat(stats.servers().getFirst().sessions()).isEqualTo(4);
    }

    @Test
    void somethingElseOnThePortIsNamed() {
        assertThatThrownBy(() -> HaproxyStats.parse("<html>")).isInstanceOf(LabFailure.class);
        assertThatThrownBy(() -> HaproxyStats.parse("")).isInstanceOf(LabFailure.class);
    }
}
