package io.bascule.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bascule.core.record.Decision;
import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.NodeRejoined.How;
import io.bascule.platform.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which events go to whom, and in which words. */
class PageTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void knowsEveryKindOfEvent() {
        assertThat(Stories.ALL)
                .extracting(Object::getClass)
                .containsAll(List.of(StoryEvent.class.getPermittedSubclasses()));
    }

    @Test
    void everyTitleIsOneSentenceThatNamesTheCluster() {
        for (StoryEvent event : Stories.ALL) {
            assertThat(Titles.of(event))
                    .startsWith("demo: ")
                    .endsWith(".")
                    .doesNotContain("null", "..", "\n")
                    .hasSizeLessThan(200);
        }
    }

    @Test
    void pagesWhereServiceIsInterruptedOrPeopleAreNeeded() {
        assertThat(Stories.ALL.stream().filter(e -> Severities.of(e) == Severity.PAGE))
                .extracting(e -> e.getClass().getSimpleName())
                .containsExactlyInAnyOrder("PrimarySuspected", "RevocationStalled", "FailoverBlocked", "NodeNeedsHelp");
    }

    @Test
    void aSwitchoverAsksForLessAttentionThanAFailover() {
        assertThat(Severities.of(Stories.revocation(Decision.SWITCHOVER))).isEqualTo(Severity.INFO);
        assertThat(Severities.of(Stories.revocation("NODE_SILENT"))).isEqualTo(Severity.WARN);
    }

    @Test
    void aStandbyThatOnlyFollowsAnotherIsNoNews() {
        assertThat(Severities.of(Stories.rejoined(How.FOLLOWED))).isEqualTo(Severity.INFO);
        assertThat(Severities.of(Stories.rejoined(How.REWOUND))).isEqualTo(Severity.WARN);
        assertThat(Severities.of(Stories.rejoined(How.CLONED))).isEqualTo(Severity.WARN);
    }

    @Test
    void sendsFromTheChosenSeverityUp() {
        assertThat(sent(Severity.WARN)).contains(Stories.PAGES, Stories.WARNS).doesNotContain(Stories.INFORMS);
        assertThat(sent(Severity.INFO)).containsAll(Stories.ALL);
        assertThat(sent(Severity.PAGE)).contains(Stories.PAGES).doesNotContain(Stories.WARNS);
    }

    @Test
    void leavesOutOtherClustersAndWhatIsLongPast() {
        var selection = new Selection("demo", Severity.INFO);

        assertThat(new Selection("other", Severity.INFO).of(Stories.PAGES, NOW, NOW))
                .isEqualTo(Selection.Verdict.SKIP);
        assertThat(selection.of(Stories.PAGES, NOW.minus(Duration.ofHours(23)), NOW))
                .isEqualTo(Selection.Verdict.SEND);
        assertThat(selection.of(Stories.PAGES, NOW.minus(Duration.ofHours(25)), NOW))
                .isEqualTo(Selection.Verdict.STALE);
    }

    @Test
    void isAJsonObjectOfEightFields() throws IOException {
        JsonNode json = Json.mapper().readTree(Json.write(Stories.page("e-1")));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("id", "type", "cluster", "term", "severity", "title", "at", "details");
        assertThat(json.path("severity").textValue()).isEqualTo("page");
        assertThat(json.path("term").longValue()).isEqualTo(4);
        assertThat(json.path("title").textValue())
                .isEqualTo("demo: the primary node1 is judged lost (NODE_SILENT); another one is being chosen.");
        assertThat(json.path("details").path("primary").textValue()).isEqualTo("node1");
    }

    private static List<StoryEvent> sent(Severity from) {
        var selection = new Selection("demo", from);
        return Stories.ALL.stream()
                .filter(e -> selection.of(e, NOW, NOW) == Selection.Verdict.SEND)
                .toList();
    }
}
