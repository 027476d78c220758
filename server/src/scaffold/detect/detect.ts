/**
 * What applications a project holds. Pure over the files: it asks for texts, and where one is not read yet the
 * answer is made without it; whoever asks reads what was wanted and asks again.
 */
import { listeningPorts, mayListen } from '../../delivery/listening-port.ts';
import { folderOf } from '../../text/path.ts';
import { isDockerfilePath } from '../../project/manifests.ts';
import type { Application, FoundApplication } from './application.ts';
import { detectDotnet } from './dotnet.ts';
import { readsPort, type RequiredVariable } from './environment/required.ts';
import type { Fact } from './fact.ts';
import { Folder, dnsLabel, type ProjectFiles } from './folder.ts';
import { detectGo } from './go.ts';
import { readHealth } from './health.ts';
import { detectJava } from './java.ts';
import { detectNode } from './node.ts';
import { detectPhp } from './php.ts';
import { detectPython } from './python.ts';
import { detectRuby } from './ruby.ts';
import { detectRust } from './rust.ts';
import { detectStatic } from './static.ts';

/** In this order: a server's project often has a package.json of its pages' scripts beside it. */
const STACKS: readonly ((folder: Folder) => FoundApplication | undefined)[] = [
  detectJava,
  detectDotnet,
  detectGo,
  detectRust,
  detectRuby,
  detectPhp,
  detectPython,
  detectNode,
  detectStatic,
];

const MARKERS =
  /(?:^|\/)(?:package\.json|requirements\.txt|pyproject\.toml|Pipfile|setup\.py|manage\.py|go\.mod|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|composer\.json|index\.php|Gemfile|Cargo\.toml|Dockerfile|index\.html|[^/]+\.(?:slnx?|csproj|fsproj)|(?:main|app|server)\.py)$/;

/** Folders that hold no application of the project. */
const NO_APPLICATION =
  /(?:^|\/)(?:tests?|__tests__|spec|e2e|cypress|docs?|examples?|samples?|fixtures|testdata|vendor|third_party|dist|build|target|bin|obj|public|static|templates|scripts|tools|k8s|kubernetes|deploy|charts|helm|\.[^/]+)(?:\/|$)/i;

/** Files that list what an application depends on. */
const DEPENDENCIES =
  /^(?:requirements[^/]*\.txt|pyproject\.toml|Pipfile|package\.json|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|Cargo\.toml|composer\.json|[^/]+\.[cf]sproj)$/;
const CLUSTER_CLIENT = /kubernetes|\bk8s\b|k8s\.io|fabric8|["']?\bkube\b["']?\s*=|kubeclient/i;

/** How deep below the root applications are looked for. */
const MAXIMUM_DEPTH = 3;

/**
 * The applications of a project, the outermost ones only, in the order of their folders.
 * @param projectName what to call an application that has no name of its own: the folder's or the repository's name
 */
export function detectApplications(files: ProjectFiles, projectName: string): readonly Application[] {
  const root = applicationIn(new Folder(files, ''), projectName);
  const below = candidateFolders(files.paths()).filter((path) => path !== '');
  // Beside an application at the root, what has an image of its own is another one.
  const folders = root ? below.filter((path) => files.paths().has(`${path}/Dockerfile`)) : below;
  const found: Application[] = root ? [root] : [];
  for (const path of folders) {
    if (found.some(({ folder }) => folder !== '' && path.startsWith(`${folder}/`))) continue;
    const application = applicationIn(new Folder(files, path), path.slice(path.lastIndexOf('/') + 1));
    if (application) found.push(application);
  }
  return withDistinctNames(found);
}

function candidateFolders(paths: ReadonlySet<string>): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    if (!MARKERS.test(path)) continue;
    const folder = folderOf(path);
    // A package of a Python program that lies further up.
    if (/\.py$/.test(path) && paths.has(`${folder}/__init__.py`)) continue;
    if (folder.split('/').length <= MAXIMUM_DEPTH && !NO_APPLICATION.test(folder)) folders.add(folder);
  }
  return [...folders].sort();
}

function applicationIn(folder: Folder, fallbackName: string): Application | undefined {
  // A folder whose only projects lie further down is no application itself.
  const isHolder =
    folder.path === '' && !folder.names.some((name) => !name.includes('/') && MARKERS.test(name));
  const stack = isHolder
    ? undefined
    : STACKS.map((detect) => detect(folder)).find((found) => found !== undefined);
  const dockerfile = folder.has('Dockerfile')
    ? folder.presence('Dockerfile', folder.pathOf('Dockerfile'))
    : dockerfileBeside(folder);
  if (!stack && !dockerfile) return undefined;
  const exposed = dockerfile && folder.fact(nameIn(folder, dockerfile.value), /^\s*EXPOSE\s+(\d+)/im);
  const port: Fact<number> = exposed
    ? { value: Number(exposed.value), from: exposed.from! }
    : (stack?.port ?? (stack && readPort(folder, stack)) ?? { value: stack?.defaultPort ?? 8080 });
  const hosts = stack?.hosts;
  // Kubernetes asks by the Pod's address, which an application that checks names refuses.
  const isRefused = hosts !== undefined && hosts.first === undefined;
  const health: Fact<string | undefined> = (isRefused
    ? undefined
    : (stack?.health ?? readHealth(folder, stack?.sources ?? []))) ?? { value: undefined };
  const name = stack?.name;
  const portVariable = stack && readsPort(folder, stack.sources);
  return {
    folder: folder.path,
    name: name ? { ...name, value: dnsLabel(name.value) } : { value: dnsLabel(fallbackName) },
    language: stack?.language ?? { value: 'Dockerfile', from: dockerfile!.from! },
    ...(stack && withoutRest(stack)),
    port,
    health,
    healthHeaders: [
      ...(hosts?.first === undefined ? [] : [{ name: 'Host', value: hosts.first }]),
      ...(stack?.isSecureOnly === true ? [{ name: 'X-Forwarded-Proto', value: 'https' }] : []),
    ],
    environment: withoutDefaults(folder, stack?.environment ?? [], dockerfile?.value),
    ...(portVariable && { portVariable }),
    cautions: stack?.cautions ?? [],
    usesCluster:
      folder.findIn(
        folder.names.filter((it) => DEPENDENCIES.test(it)),
        CLUSTER_CLIENT,
      ) !== undefined,
    ...(dockerfile && { dockerfile }),
    ...(stack && { recipe: stack.recipe(port.value) }),
  };
}

function withoutRest(stack: FoundApplication): Partial<Application> {
  const { version, packageManager, lockFile, framework, entryPoint, tests, migration } = stack;
  return {
    ...(version && { version }),
    ...(packageManager && { packageManager }),
    ...(lockFile && { lockFile }),
    ...(framework && { framework }),
    ...(entryPoint && { entryPoint }),
    ...(tests && { tests }),
    ...(migration && { migration }),
  };
}

/** What a Dockerfile sets has a value. */
function withoutDefaults(
  folder: Folder,
  environment: readonly RequiredVariable[],
  dockerfile: string | undefined,
): readonly RequiredVariable[] {
  if (dockerfile === undefined) return environment;
  const file = nameIn(folder, dockerfile);
  return environment.filter(
    ({ name }) => !folder.find(file, new RegExp(`^\\s*ENV\\s+(?:[^\\n]*\\s)?${name}[=\\s]`, 'm')),
  );
}

/** A Dockerfile of another name in the folder itself, or in a folder for such things. */
function dockerfileBeside(folder: Folder): Fact | undefined {
  const found = folder.names.find(
    (name) =>
      /^(?:(?:docker|build|deploy)\/)?[^/]+$/.test(name) &&
      isDockerfilePath(name.slice(name.lastIndexOf('/') + 1)),
  );
  return found === undefined ? undefined : folder.presence(found, folder.pathOf(found));
}

function nameIn(folder: Folder, path: string): string {
  return folder.path === '' ? path : path.slice(folder.path.length + 1);
}

/** A fixed port counts before one that an environment variable may change; the entry point's file before others. */
function readPort(folder: Folder, { sources }: FoundApplication): Fact<number> | undefined {
  let fallback: Fact<number> | undefined;
  for (const name of sources) {
    const path = folder.pathOf(name);
    const segment = mayListen(path) ? folder.segment(name) : undefined;
    for (const { port, at, isDefault } of segment ? listeningPorts(path, segment) : []) {
      const line = segment!.text.slice(0, at.start).split('\n').length;
      const fact = { value: port, from: { path, line } };
      if (!isDefault) return fact;
      fallback ??= fact;
    }
  }
  return fallback;
}

/** Two applications of one name would be one thing to Kubernetes. */
function withDistinctNames(applications: readonly Application[]): readonly Application[] {
  const taken = new Set<string>();
  return applications.map((application) => {
    let name = application.name.value;
    if (taken.has(name)) name = dnsLabel(`${name}-${application.folder}`);
    for (let count = 2; taken.has(name); count++) name = `${application.name.value}-${count}`;
    taken.add(name);
    return name === application.name.value ? application : { ...application, name: { value: name } };
  });
}
