package dev.agon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows of dependency point down the floors, and each floor keeps its own kind of class. */
class FloorsTest {
    @ParameterizedTest
    @CsvSource({"protocol, 40", "policy, 25", "env, 20", "rollout, 3", "learner, 20", "actors, 40"})
    void everyFloorIsSeen(String floor, int atLeast) {
        String root = "dev.agon." + floor;
        long seen = AgonClasses.all().stream()
                .filter(type -> type.getPackageName().equals(root)
                        || type.getPackageName().startsWith(root + "."))
                .count();
        assertTrue(seen >= atLeast, floor + " shows " + seen + " classes, so the rules would test nothing");
    }

    @Test
    void dependenciesPointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("protocol")
                .definedBy("dev.agon.protocol..")
                .layer("policy")
                .definedBy("dev.agon.policy..")
                .layer("env")
                .definedBy("dev.agon.env..")
                .layer("rollout")
                .definedBy("dev.agon.rollout..")
                .layer("learner")
                .definedBy("dev.agon.learner..")
                .layer("actors")
                .definedBy("dev.agon.actors..")
                .whereLayer("protocol")
                .mayNotAccessAnyLayer()
                .whereLayer("policy")
                .mayNotAccessAnyLayer()
                .whereLayer("env")
                .mayOnlyAccessLayers("protocol", "policy")
                .whereLayer("rollout")
                .mayOnlyAccessLayers("protocol", "policy", "env")
                .whereLayer("learner")
                .mayOnlyAccessLayers("protocol", "policy", "env")
                .whereLayer("actors")
                .mayNotBeAccessedByAnyLayer()
                .check(AgonClasses.all());
    }

    @Test
    void anActorNeverTouchesATensor() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.agon.policy..", "dev.agon.rollout..", "dev.agon.learner..", "dev.agon.env.judge..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(AgonClasses.all());
    }

    @Test
    void aComputationNeverTouchesAnActor() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.agon.protocol.message..", "dev.agon.protocol.wire..", "dev.agon.actors..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pekko..")
                .check(AgonClasses.all());
    }

    @Test
    void onlyTheRoofKnowsTheCommandLineAndTheDatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.agon.actors..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "java.sql..", "org.h2..")
                .check(AgonClasses.all());
    }
}
