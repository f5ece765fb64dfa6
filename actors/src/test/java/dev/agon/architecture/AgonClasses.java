package dev.agon.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of all floors, without their tests and without generated code; imported once for all rules. */
final class AgonClasses {
    private static final String MADE_BY_PROTOC = "/protocol/wire/proto/";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains(MADE_BY_PROTOC))
            .importPackages("dev.agon");

    private AgonClasses() {}

    static JavaClasses all() {
        return ALL;
    }
}
