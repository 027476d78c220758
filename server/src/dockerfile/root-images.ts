/** Base images of which it is known that they run as root unless a Dockerfile says otherwise. */

/** Official images whose own Dockerfiles set no USER, and whose entrypoints do not change it. */
const OFFICIAL: ReadonlySet<string> = new Set(
  (
    'almalinux alpine amazoncorretto amazonlinux archlinux bash buildpack-deps busybox caddy centos clojure debian ' +
    'eclipse-temurin elixir erlang fedora gcc golang haskell httpd julia maven nginx node openjdk oraclelinux perl php ' +
    'pypy python rockylinux ruby rust sapmachine swift tomcat traefik ubuntu'
  ).split(' '),
);

/** @param name as behind FROM, with registry and tag */
export function runsAsRoot(name: string): boolean {
  if (name === 'scratch') return true;
  const bare = name.replace(/@.*/, '');
  const tag = /:([^/:]*)$/.exec(bare)?.[1] ?? '';
  const repository = bare.replace(/:[^/:]*$/, '');
  if (/nonroot|rootless|unprivileged|chiseled/.test(tag)) return false;
  if (/^gcr\.io\/distroless\//.test(repository)) return true;
  if (/^mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime|runtime-deps|sdk)$/.test(repository)) return true;
  // A mirror of Docker Hub keeps the folder of the official images.
  const official = /^(?:(?:docker\.io\/)?(?:library\/)?|[^/]+[.:][^/]*\/(?:[^/]+\/)?library\/)([^/]+)$/.exec(
    repository,
  );
  return official !== null && OFFICIAL.has(official[1]!);
}
