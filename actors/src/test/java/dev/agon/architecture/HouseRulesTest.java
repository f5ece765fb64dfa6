package dev.agon.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.agon.protocol.settings.Settings;
import java.io.Serializable;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds on every floor. */
class HouseRulesTest {
    @Test
    void randomNumbersComeFromTheCounterBasedGeneratorAlone() {
        noClasses()
                .that()
                // Draws a model's first weights once, in order, from a seed: the committed base model began so.
                .doNotHaveFullyQualifiedName("dev.agon.policy.decoder.LlamaInitializer")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.SplittableRandom")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.random..")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethodWhere(
                        target(nameMatching("shuffle")).and(target(owner(nameMatching("java\\.util\\.Collections")))))
                .check(AgonClasses.all());
    }

    @Test
    void sumsAreNeverTakenInTheOrderOfThreads() {
        noClasses()
                .should()
                .callMethodWhere(target(nameMatching("parallel|parallelStream"))
                        .and(target(owner(nameMatching("java\\.util\\..*")))))
                .check(AgonClasses.all());
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.agon.actors.cli..", "dev.agon.actors.run..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(AgonClasses.all());
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.agon.actors..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(AgonClasses.all());
    }

    @Test
    void nothingUsesJavaSerialization() {
        noClasses()
                .that()
                .areNotAssignableTo(Throwable.class)
                .and()
                .areNotEnums()
                .should()
                .beAssignableTo(Serializable.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.Object(In|Out)putStream")
                .check(AgonClasses.all());
    }

    @Test
    void everyPackageForbidsNullUnlessSaid() {
        classes().should(be(inANullMarkedPackage())).check(AgonClasses.all());
    }

    @Test
    void whatTheConfigurationNamesIsMadeFromItsSettings() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and(DescribedPredicate.describe(
                        "tasks, judges, games, algorithms and dynamics", HouseRulesTest::isConfigured))
                .should(be(madeFromSettings()))
                .check(AgonClasses.all());
    }

    private static boolean isConfigured(JavaClass type) {
        return type.isAssignableTo("dev.agon.env.task.Task")
                || type.isAssignableTo("dev.agon.env.judge.Judge")
                || type.isAssignableTo("dev.agon.env.game.Game")
                || type.isAssignableTo("dev.agon.learner.exact.Dynamics")
                || type.isAssignableTo("dev.agon.learner.Algorithm");
    }

    private static DescribedPredicate<JavaClass> madeFromSettings() {
        return DescribedPredicate.describe(
                "made by a constructor that takes Settings", type -> type.getConstructors().stream()
                        .anyMatch(constructor -> constructor.getRawParameterTypes().stream()
                                .map(JavaClass::getName)
                                .toList()
                                .equals(List.of(Settings.class.getName()))));
    }

    private static DescribedPredicate<JavaClass> inANullMarkedPackage() {
        return DescribedPredicate.describe(
                "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class));
    }
}
