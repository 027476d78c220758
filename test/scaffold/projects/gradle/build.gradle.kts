plugins {
    application
    kotlin("jvm") version "2.2.10"
}

kotlin { jvmToolchain { languageVersion = JavaLanguageVersion.of(17) } }

application { mainClass = "MainKt" }
