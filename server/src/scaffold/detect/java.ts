/** Java and Kotlin on the JVM, built by Maven or Gradle. */
import { VERSIONS } from '../versions.ts';
import type { FoundApplication, Recipe } from './application.ts';
import { javaEnvironment } from './environment/java.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';

export function detectJava(folder: Folder): FoundApplication | undefined {
  const isMaven = folder.has('pom.xml');
  const root = isMaven
    ? 'pom.xml'
    : folder.first('build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts');
  if (root === undefined) return undefined;
  const sources = folder.sources(/\.(?:java|kt)$/);
  const main =
    folder.findIn(sources, /@SpringBootApplication\b/) ??
    folder.findIn(sources, /\bpublic\s+static\s+void\s+main\s*\(|^fun\s+main\s*\(/m);
  // The part of the project that the program is in.
  const module = main && /^(.+?)\/src\/main\//.exec(main.name)?.[1];
  const build =
    (module === undefined
      ? undefined
      : folder.first(`${module}/pom.xml`, `${module}/build.gradle`, `${module}/build.gradle.kts`)) ?? root;
  const spring = folder.findIn([build, root], /spring-boot|org\.springframework\.boot/);
  const quarkus = folder.findIn([build, root], /io\.quarkus/);
  if (!main && !quarkus && !(spring && folder.names.some((name) => name.startsWith('src/main/'))))
    return undefined;
  const version = readVersion(folder, build) ?? readVersion(folder, root) ?? guess(VERSIONS.java);
  const health = readHealthEndpoint(folder, build);
  const framework: Fact | undefined = quarkus
    ? { value: 'Quarkus', from: quarkus.from }
    : spring && { value: 'Spring Boot', from: spring.from };
  const tests = folder.anyNamed(/(?:^|\/)src\/test\/.*\.(?:java|kt|groovy)$/);
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
    /(?:^|\/)src\/main\/resources\/application(?:-\w+)?\.(?:properties|ya?ml)$/.test(it),
  );
  return {
    language: { value: language, from: { path: folder.pathOf(root) } },
    version,
    packageManager: folder.presence(root, isMaven ? 'Maven' : 'Gradle'),
    ...(framework && { framework }),
    ...(main && { entryPoint: { value: main.name, from: main.from } }),
    ...(tests !== undefined && { tests: folder.presence(tests, isMaven ? 'mvn test' : 'gradle test') }),
    ...(name && { name }),
    ...(health && { health }),
    defaultPort: 8080,
    environment: javaEnvironment(folder, configuration),
    sources: [...configuration, ...sources],
    recipe: (port) =>
      recipe(
        folder,
        {
          isMaven,
          root,
          module,
          version: version.value,
          kind: quarkus ? 'quarkus' : spring ? 'spring' : 'plain',
          mainClass: main && mainClassOf(folder, main.name),
          hasTests: tests !== undefined,
          // What Gradle calls a project without a name: the folder that it is built in.
          name: (module ?? name?.value ?? 'src').replace(/^.*\//, ''),
        },
        port,
      ),
  };
}

function readHealthEndpoint(folder: Folder, build: string): Fact | undefined {
  const actuator = folder.find(build, /spring-boot-starter-actuator/);
  if (actuator) return { value: '/actuator/health', from: actuator.from };
  const quarkus = folder.find(build, /quarkus-smallrye-health/);
  return quarkus && { value: '/q/health', from: quarkus.from };
}

/** `com.example.Main` of a source file; a function of Kotlin is in the class that is named after its file. */
function mainClassOf(folder: Folder, name: string): string {
  const file = name.replace(/^.*\//, '').replace(/\.java$/, '');
  const simple = file.endsWith('.kt') ? `${file[0]!.toUpperCase()}${file.slice(1, -'.kt'.length)}Kt` : file;
  const from = folder.find(name, /^\s*package\s+([\w.]+)/m)?.groups[1];
  return from === undefined ? simple : `${from}.${simple}`;
}

function readVersion(folder: Folder, build: string): Fact | undefined {
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
    folder.fact('.java-version', /^\s*(?:1\.)?(\d+)/)
  );
}

interface Build {
  readonly isMaven: boolean;
  /** The file of the whole project. */
  readonly root: string;
  /** The folder of the part that is started; undefined for a project of one part. */
  readonly module: string | undefined;
  readonly version: string;
  readonly kind: 'spring' | 'quarkus' | 'plain';
  readonly mainClass: string | undefined;
  readonly hasTests: boolean;
  readonly name: string;
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
  // The catalogue of versions, and what the build script itself is made of.
  const folders = it.isMaven
    ? []
    : ['gradle', 'buildSrc'].filter((name) => folder.names.some((file) => file.startsWith(`${name}/`)));
  const project = it.module?.replaceAll('/', ':');
  const path = it.module === undefined ? '' : `${it.module}/`;
  return {
    template: it.isMaven ? 'maven' : 'gradle',
    values: {
      image,
      version: it.version,
      files: files.join(' '),
      folders: folders.map((name) => `${name} ./${name}`),
      isWhole: it.module !== undefined,
      // Of Maven: the part and all that it is made of.
      selection: it.module === undefined ? '' : ` --projects ${it.module} --also-make`,
      // Of Gradle.
      task: (project === undefined ? '' : `:${project}:`) + GRADLE_TASKS[it.kind],
      path,
      isSpring: it.kind === 'spring',
      isQuarkus: it.kind === 'quarkus',
      isPlain: it.kind === 'plain',
      mainClass: it.mainClass ?? '',
      name: it.name,
      port,
    },
    ignored: it.isMaven ? ['**/target'] : ['.gradle', '**/build'],
    companions: {},
    ...(it.hasTests && {
      test: {
        image,
        install: [],
        script: [it.isMaven ? 'mvn --batch-mode test' : 'gradle --no-daemon test'],
        variables: it.isMaven
          ? { MAVEN_OPTS: '-Dmaven.repo.local=$CI_PROJECT_DIR/.m2/repository' }
          : { GRADLE_USER_HOME: '$CI_PROJECT_DIR/.gradle' },
        cachePaths: it.isMaven ? ['.m2/repository'] : ['.gradle/caches'],
        cacheKeys: [it.root],
      },
    }),
    user: 10001,
    isReadOnly: true,
    size: 'large',
    startSeconds: 20,
  };
}

const GRADLE_TASKS: Readonly<Record<Build['kind'], string>> = {
  spring: 'bootJar',
  quarkus: 'quarkusBuild',
  plain: 'installDist',
};
