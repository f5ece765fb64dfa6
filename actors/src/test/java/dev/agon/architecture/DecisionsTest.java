package dev.agon.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import dev.agon.protocol.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A decision is a pure class: the vocabulary, the algorithms and whatever is marked {@link Decision}. What it returns
 * depends on its arguments alone, or a resumed run would not be the undisturbed one.
 */
class DecisionsTest {
    private static final List<String> PACKAGES = List.of(
            "dev.agon.protocol",
            "dev.agon.protocol.event",
            "dev.agon.protocol.summary",
            "dev.agon.learner.algorithm",
            "dev.agon.learner.loss",
            "dev.agon.learner.exact",
            "dev.agon.env.game.metric");

    private static final DescribedPredicate<JavaClass> DECISIONS =
            describe("decisions", type -> PACKAGES.contains(type.getPackageName()) || isMarked(type));

    private static boolean isMarked(JavaClass type) {
        return type.isAnnotatedWith(Decision.class)
                || type.getEnclosingClass().map(DecisionsTest::isMarked).orElse(false);
    }

    @Test
    void theDecisionsAreSeen() {
        long seen = AgonClasses.all().stream().filter(DECISIONS).count();
        assertTrue(seen >= 40, "only " + seen + " decisions are seen, so the rules would test nothing");
        assertTrue(
                AgonClasses.all().stream()
                        .filter(type -> type.getPackageName().startsWith("dev.agon.actors"))
                        .anyMatch(DecisionsTest::isMarked),
                "the state of a run is marked as a decision");
    }

    @Test
    void readNoClock() {
        noClasses()
                .that(DECISIONS)
                .should()
                .callMethodWhere(call(System.class, "currentTimeMillis|nanoTime"))
                .orShould()
                .callMethodWhere(call("java\\.time\\..*", "now"))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .check(AgonClasses.all());
    }

    @Test
    void touchNoFileAndNoNetwork() {
        noClasses()
                .that(DECISIONS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.sql..")
                .orShould()
                .dependOnClassesThat(describe(
                        "do input or output",
                        type -> type.getPackageName().equals("java.io")
                                && !List.of("Serial", "Serializable").contains(type.getSimpleName())))
                .check(AgonClasses.all());
    }

    @Test
    void startNoThreadAndKnowNoActorAndNoTensor() {
        noClasses()
                .that(DECISIONS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "org.apache.pekko..", "ai.djl..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(AgonClasses.all());
    }

    @Test
    void dependOnNoOrderThatDiffersBetweenMachines() {
        noClasses()
                .that(DECISIONS)
                .should()
                .dependOnClassesThat(
                        HasName.Predicates.nameMatching("java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap)")
                                .forSubtype())
                .orShould()
                .callMethodWhere(call("java\\.util\\.stream\\.Collectors", "toSet|toMap|groupingBy"))
                .orShould()
                .callMethodWhere(call(System.class, "identityHashCode"))
                .check(AgonClasses.all());
    }

    private static DescribedPredicate<JavaCall<?>> call(Class<?> type, String method) {
        return call(type.getName().replace(".", "\\."), method);
    }

    private static DescribedPredicate<JavaCall<?>> call(String type, String method) {
        return target(nameMatching(method)).and(target(owner(nameMatching(type))));
    }
}
