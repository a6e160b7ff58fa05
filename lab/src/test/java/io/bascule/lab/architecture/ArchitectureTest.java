package io.bascule.lab.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls between the modules, on the compiled classes of the whole project. */
class ArchitectureTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> MODULES = List.of(
            "events",
            "core",
            "platform",
            "health-monitor",
            "election-service",
            "node-executor",
            "router-updater",
            "notifier",
            "simulation",
            "lab");

    private static final List<String> SERVICES = List.of("monitor", "election", "executor", "router", "notifier");

    private static JavaClasses all;

    @BeforeAll
    static void importClasses() {
        List<Path> folders = new ArrayList<>();
        for (String module : MODULES) {
            Path folder = PROJECT.resolve(module).resolve("target/classes");
            assertThat(folder.resolve("io/bascule"))
                    .as("compiled classes of %s: build the whole project, not only this module", module)
                    .isDirectory();
            folders.add(folder);
        }
        all = new ClassFileImporter().importPaths(folders);
    }

    @Test
    void eventsAndCorePlainJavaOnly() {
        classes()
                .that()
                .resideInAnyPackage("io.bascule.events..", "io.bascule.core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "java.math",
                        "org.jspecify..",
                        "io.bascule.events..",
                        "io.bascule.core.."))
                .because("decisions are pure functions: no framework, no I/O, no time types that read clocks")
                .check(all);
    }

    @Test
    void eventsDoNotKnowCore() {
        noClasses()
                .that()
                .resideInAPackage("io.bascule.events..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.bascule.core.."))
                .check(all);
    }

    @Test
    void coreReadsNoClockStartsNoThreadAndRollsNoDice() {
        DescribedPredicate<JavaMethodCall> impure = describe("a clock, a random source or the environment", call -> {
            String owner = call.getTargetOwner().getName();
            String method = call.getTarget().getName();
            return owner.equals("java.lang.System") && !method.equals("arraycopy") && !method.equals("lineSeparator")
                    || owner.equals("java.util.UUID") && method.equals("randomUUID")
                    || owner.equals("java.lang.Math") && method.equals("random")
                    || method.equals("parallel") && owner.startsWith("java.util.stream")
                    || owner.equals("java.lang.Runtime");
        });
        noClasses()
                .that()
                .resideInAnyPackage("io.bascule.events..", "io.bascule.core..")
                .should(callMethodWhere(impure))
                .check(all);
        noClasses()
                .that()
                .resideInAnyPackage("io.bascule.events..", "io.bascule.core..")
                .should()
                .dependOnClassesThat(impureClass())
                .check(all);
    }

    private static DescribedPredicate<JavaClass> impureClass() {
        Set<String> names = Set.of(
                "java.lang.Thread",
                "java.lang.ThreadLocal",
                "java.lang.Runtime",
                "java.lang.Process",
                "java.lang.ProcessBuilder",
                "java.util.Random",
                "java.util.SplittableRandom",
                "java.util.Timer");
        return describe(
                "threads, timers, processes or random sources",
                type -> names.contains(type.getName())
                        || type.getPackageName().startsWith("java.util.concurrent")
                        || type.getPackageName().startsWith("java.util.logging")
                        || type.getPackageName().startsWith("java.util.random"));
    }

    @Test
    void servicesDoNotImportEachOther() {
        for (String service : SERVICES) {
            String[] others = SERVICES.stream()
                    .filter(other -> !other.equals(service))
                    .map(other -> "io.bascule." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.bascule." + service + "..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(others))
                    .because("services meet in the store and on Kafka only")
                    .check(all);
        }
    }

    @Test
    void nothingImportsServicesOrTheLab() {
        String[] tops = SERVICES.stream().map(s -> "io.bascule." + s + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.bascule.events..", "io.bascule.core..", "io.bascule.platform..", "io.bascule.lab..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(tops))
                .check(all);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.bascule.lab..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.bascule.lab.."))
                .check(all);
    }

    @Test
    void nothingImportsTheSimulation() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.bascule.simulation..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.bascule.simulation.."))
                .because("what is broken on purpose must not reach what people run")
                .check(all);
    }

    @Test
    void onlyPlatformSpeaksToEtcd() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.bascule.platform..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.etcd.."))
                .because("the store's guarantees are kept in one place")
                .check(all);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.bascule.(*).(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(all);
        slices().matching("io.bascule.(*)..").should().beFreeOfCycles().check(all);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages =
                all.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> marked = all.stream()
                .filter(type -> type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());

        assertThat(packages)
                .allSatisfy(name -> assertThat(marked)
                        .as("package-info.java with @NullMarked in %s", name)
                        .contains(name));
    }
}
