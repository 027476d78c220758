/** Java and Kotlin on the JVM, built by Maven or Gradle. */
import { VERSIONS } from '../versions.ts';
import type { FoundApplication, Recipe } from './application.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';

export function detectJava(folder: Folder): FoundApplication | undefined {
  const isMaven = folder.has('pom.xml');
  const gradle = folder.first('build.gradle', 'build.gradle.kts');
  const build = isMaven ? 'pom.xml' : gradle;
  if (build === undefined) return undefined;
  const sources = folder.sources(/\.(?:java|kt)$/);
  const spring = folder.find(build, /spring-boot|org\.springframework\.boot/);
  const quarkus = folder.find(build, /io\.quarkus/);
  const main = folder.findIn(
    sources,
    /@SpringBootApplication\b|\bpublic\s+static\s+void\s+main\s*\(|^fun\s+main\s*\(/m,
  );
  if (!spring && !main) return undefined;
  const version = readVersion(folder, build);
  const actuator = folder.find(build, /spring-boot-starter-actuator/);
  const framework: Fact | undefined = spring
    ? { value: 'Spring Boot', from: spring.from }
    : quarkus && { value: 'Quarkus', from: quarkus.from };
  const tests = folder.anyNamed(/^src\/test\/.*\.(?:java|kt|groovy)$/);
  const name = isMaven
    ? folder.fact(
        'pom.xml',
        folder.find('pom.xml', /<\/parent>/)
          ? /<\/parent>[\s\S]*?<artifactId>([^<$]+)</
          : /<artifactId>([^<$]+)</,
      )
    : folder.fact(
        folder.first('settings.gradle', 'settings.gradle.kts'),
        /rootProject\.name\s*=\s*["']([^"']+)["']/,
      );
  const language = main?.name.endsWith('.kt') ? 'Kotlin' : 'Java';
  const configuration = folder.names.filter((it) =>
    /^src\/main\/resources\/application(?:-\w+)?\.(?:properties|ya?ml)$/.test(it),
  );
  return {
    language: { value: language, from: { path: folder.pathOf(build) } },
    version,
    packageManager: folder.presence(build, isMaven ? 'Maven' : 'Gradle'),
    ...(framework && { framework }),
    ...(main && { entryPoint: { value: main.name, from: main.from } }),
    ...(tests !== undefined && { tests: folder.presence(tests, isMaven ? 'mvn test' : 'gradle test') }),
    ...(name && { name }),
    ...(actuator && { health: { value: '/actuator/health', from: actuator.from } }),
    defaultPort: 8080,
    sources: [...configuration, ...sources],
    recipe: (port) =>
      recipe(
        folder,
        {
          isMaven,
          build,
          version: version.value,
          isSpring: spring !== undefined,
          hasTests: tests !== undefined,
          name: name?.value,
        },
        port,
      ),
  };
}

function readVersion(folder: Folder, build: string): Fact {
  return (
    folder.fact(
      build,
      /<(?:java\.version|maven\.compiler\.(?:release|source|target)|release)>\s*(?:1\.)?(\d+)\s*</,
    ) ??
    folder.fact(build, /JavaLanguageVersion\.of\(\s*(\d+)/) ??
    folder.fact(
      build,
      /(?:sourceCompatibility|targetCompatibility|jvmTarget)\s*=\s*["']?(?:JavaVersion\.VERSION_)?(?:1\.)?(\d+)/,
    ) ??
    folder.fact('.java-version', /^\s*(?:1\.)?(\d+)/) ??
    guess(VERSIONS.java)
  );
}

interface Build {
  readonly isMaven: boolean;
  readonly build: string;
  readonly version: string;
  readonly isSpring: boolean;
  readonly hasTests: boolean;
  readonly name: string | undefined;
}

function recipe(folder: Folder, it: Build, port: number): Recipe {
  const image = it.isMaven
    ? `maven:${VERSIONS.maven}-eclipse-temurin-${it.version}`
    : `gradle:${VERSIONS.gradle}-jdk${it.version}`;
  const files = it.isMaven
    ? ['pom.xml']
    : [
        'build.gradle',
        'build.gradle.kts',
        'settings.gradle',
        'settings.gradle.kts',
        'gradle.properties',
      ].filter((name) => folder.has(name));
  return {
    template: it.isMaven ? 'maven' : 'gradle',
    values: {
      image,
      version: it.version,
      files: files.join(' '),
      isSpring: it.isSpring,
      name: it.name ?? 'app',
      port,
    },
    ignored: it.isMaven ? ['target'] : ['.gradle', 'build'],
    companions: {},
    ...(it.hasTests && {
      test: {
        image,
        install: [],
        script: [it.isMaven ? 'mvn --batch-mode test' : 'gradle --no-daemon test'],
        variables: it.isMaven
          ? { MAVEN_OPTS: '-Dmaven.repo.local=$CI_PROJECT_DIR/.m2/repository' }
          : { GRADLE_USER_HOME: '$CI_PROJECT_DIR/.gradle' },
        cachePaths: [it.isMaven ? '.m2/repository' : '.gradle/caches'],
        cacheKeys: [it.build],
      },
    }),
    user: 10001,
    size: 'large',
    startSeconds: 20,
  };
}
