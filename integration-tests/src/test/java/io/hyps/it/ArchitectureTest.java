package io.hyps.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies, and which library may be used where. */
@AnalyzeClasses(packages = "io.hyps", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule modulesDependInOneDirection = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("protocol")
            .definedBy("io.hyps.protocol..")
            .layer("planner")
            .definedBy("io.hyps.planner..")
            .layer("runner")
            .definedBy("io.hyps.runner..")
            .layer("gateway")
            .definedBy("io.hyps.gateway..")
            .layer("stack")
            .definedBy("io.hyps.stack..")
            .layer("benchmarks")
            .definedBy("io.hyps.bench..")
            .layer("testkit")
            .definedBy("io.hyps.testkit..")
            .whereLayer("testkit")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("benchmarks")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("stack")
            .mayOnlyBeAccessedByLayers("benchmarks", "testkit")
            .whereLayer("planner")
            .mayOnlyBeAccessedByLayers("stack", "testkit", "benchmarks")
            .whereLayer("runner")
            .mayOnlyBeAccessedByLayers("stack")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("stack", "testkit");

    @ArchTest
    static final ArchRule pahoIsUsedByTheLinkAlone = noClasses()
            .that()
            .resideOutsideOfPackages("io.hyps.protocol.mqtt..", "io.hyps.bench.transport.paho..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.paho..");

    @ArchTest
    static final ArchRule onnxRuntimeIsUsedByOnePackageOfAModule = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.hyps.runner.session..",
                    "io.hyps.planner.session..",
                    "io.hyps.stack.demo..",
                    "io.hyps.bench.whole..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule kafkaIsUsedByOnePackageOfAModule = noClasses()
            .that()
            .resideOutsideOfPackages("io.hyps.gateway.kafka..", "io.hyps.stack.brokers..", "io.hyps.bench.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka..");

    @ArchTest
    static final ArchRule openTelemetryIsUsedByOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.hyps.gateway.trace..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule joseIsUsedByOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.hyps.gateway.access..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule compressionIsUsedByOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.hyps.protocol.tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.airlift.compress..");

    @ArchTest
    static final ArchRule runnerDoesWithoutKafka = noClasses()
            .that()
            .resideInAPackage("io.hyps.runner..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.cloudevents..");

    @ArchTest
    static final ArchRule planningCoreDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.hyps.planner.graph..",
                    "io.hyps.planner.cost..",
                    "io.hyps.planner.rewrite..",
                    "io.hyps.planner.partition..",
                    "io.hyps.planner.hybrid..",
                    "io.hyps.planner.simulate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.nio.file..", "java.net..", "io.hyps.protocol.mqtt..", "jakarta..", "io.quarkus..");

    @ArchTest
    static final ArchRule injectionStaysInTheApplications = noClasses()
            .that()
            .resideOutsideOfPackages("io.hyps.*.app..", "io.hyps.stack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule protocolHasNoCycles =
            slices().matching("io.hyps.protocol.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule plannerHasNoCycles =
            slices().matching("io.hyps.planner.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule runnerHasNoCycles =
            slices().matching("io.hyps.runner.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule gatewayHasNoCycles =
            slices().matching("io.hyps.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule stackHasNoCycles =
            slices().matching("io.hyps.stack.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule benchmarksHaveNoCycles =
            slices().matching("io.hyps.bench.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesAreNamedByFeature =
            noClasses().should().resideInAnyPackage("..util..", "..common..", "..impl..", "..helper..", "..model..");
}
