/**
 * The versions that are written where the project says nothing. One place, so that raising them is one edit. Minor
 * versions where the publisher keeps them patched, patch versions where there are no others.
 */
export const VERSIONS = {
  /** Has `docker` and its buildx plugin. */
  docker: 'docker:28.5-cli',
  dockerDaemon: 'docker:28.5-dind',
  buildkit: 'moby/buildkit:v0.24.0-rootless',
  buildah: 'quay.io/buildah/stable:v1.38',
  /** Has kubectl and GNU envsubst (its Dockerfile installs gettext). */
  kubectl: 'alpine/k8s:1.34.1',
  python: '3.13',
  gunicorn: '23.0.0',
  uvicorn: '0.35.0',
  pytest: '8.4.1',
  poetry: '2.1.3',
  pipenv: '2024.4.1',
  uv: '0.8.15',
  node: '22',
  pnpm: '10.15.0',
  yarn: '1.22.22',
  corepack: '0.34.0',
  bun: '1.2.21',
  go: '1.25',
  java: '21',
  maven: '3.9',
  gradle: '8.14',
  dotnet: '10.0',
  php: '8.4',
  composer: '2.8',
  ruby: '3.4',
  rust: '1.89',
  alpine: '3.22',
  /** That Rust's images are made of as well: a program needs the C library that it was linked with. */
  debian: 'bookworm',
  nginx: '1.29',
} as const;
