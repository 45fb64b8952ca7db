package org.postjames.integration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The house: which package may see which. */
@AnalyzeClasses(packages = "org.postjames", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/")
                    && !location.contains("/test/")
                    && !location.contains("-tests.jar");
        }
    }

    /** postfix-compat: a package sees only those before it. */
    private static final List<String> ORDER = List.of(
            "diagnostic",
            "foreign",
            "tls",
            "config",
            "log",
            "address",
            "esmtp",
            "table",
            "dns",
            "rewrite",
            "queuefile",
            "access",
            "milter",
            "local",
            "cleanup",
            "bounce",
            "pickup",
            "control",
            "explain",
            "translate",
            "command");

    private static final String[] COMPAT = packages(ORDER);

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> "org.postjames." + name + "..").toArray(String[]::new);
    }

    @ArchTest
    static void packagesOfPostfixCompatShouldSeeOnlyThoseBeforeThem(JavaClasses classes) {
        for (int i = 0; i + 1 < ORDER.size(); i++) {
            noClasses()
                    .that()
                    .resideInAPackage("org.postjames." + ORDER.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(ORDER.subList(i + 1, ORDER.size())))
                    .allowEmptyShould(ORDER.get(i).equals("local"))
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule postfixCompatShouldSeeOnlyTheJdk = noClasses()
            .that()
            .resideInAnyPackage(COMPAT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache..", "com.google..", "io.netty..", "javax.mail..", "org.slf4j..", "org.xbill..");

    /** Each module's package, and the packages of the modules that it does not see. */
    private static final Map<String, List<String>> HIDDEN = Map.of(
            "tables", List.of("smtp", "queue", "mailbox", "mailets", "matchers", "delivery", "server"),
            "smtp", List.of("tables", "queue", "mailbox", "mailets", "matchers", "delivery", "server"),
            "queue", List.of("tables", "smtp", "mailbox", "mailets", "matchers", "delivery", "server"),
            "mailbox", List.of("tables", "smtp", "queue", "mailets", "matchers", "delivery", "server"),
            "mailets", List.of("tables", "smtp", "queue", "mailbox", "matchers", "delivery", "server"),
            "matchers", List.of("tables", "smtp", "queue", "mailbox", "mailets", "delivery", "server"),
            "delivery", List.of("tables", "mailets", "matchers", "server"));

    @ArchTest
    static void modulesShouldSeeOnlyTheFloorsBelow(JavaClasses classes) {
        HIDDEN.forEach((module, hidden) -> noClasses()
                .that()
                .resideInAPackage("org.postjames." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(hidden))
                .check(classes));
        noClasses()
                .that()
                .resideInAnyPackage(COMPAT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(List.copyOf(HIDDEN.keySet())))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.postjames.server..")
                .check(classes);
    }

    @ArchTest
    static void everyPackageShouldBeListedHere(JavaClasses classes) {
        Set<String> seen = new TreeSet<>();
        classes.forEach(c -> seen.add(c.getPackageName().split("\\.")[2]));
        Set<String> listed = new TreeSet<>(ORDER);
        listed.addAll(HIDDEN.keySet());
        listed.add("server");
        assertThat(listed).containsAll(seen);
    }

    @ArchTest
    static final ArchRule smtpAndQueueShouldNotSeeJames = noClasses()
            .that()
            .resideInAnyPackage("org.postjames.smtp..", "org.postjames.queue..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache..");

    @ArchTest
    static final ArchRule packagesShouldHaveNoCycles =
            slices().matching("org.postjames.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noClassShouldBeInJamesPackages = noClasses().should().resideInAPackage("org.apache..");

    @ArchTest
    static final ArchRule namesShouldSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*\\.((Abstract|Base)[A-Z]\\w*|\\w*(Utils?|Helper|Impl))")
            .because("a name says what a thing is");

    /** Postfix calls its queue manager so, and James its sessions' owners. */
    @ArchTest
    static final ArchRule managersShouldBePostfixsOrJames = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.postjames.queue.QueueManager")
            .and()
            .areNotAssignableTo("org.apache.james.mailbox.MailboxManager")
            .should()
            .haveSimpleNameEndingWith("Manager");
}
