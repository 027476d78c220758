/** The Kubernetes manifests of an application, as templates that envsubst fills in. */
import type { Answers } from './answers.ts';
import { execForm, type Application } from './detect/application.ts';
import { fill, type View } from './fill.ts';

export interface ManifestNeeds {
  readonly application: Application;
  readonly imageVariable: string;
  readonly pullSecret: string;
  /** Whether it is the one that the world asks for by the host's own name; others have theirs before it. */
  readonly isMain: boolean;
  /** Whether it is reached by a port: it gets no Service and no probes otherwise. */
  readonly listens: boolean;
  /** Whether the user that the image runs as is known not to be root. */
  readonly isRestricted: boolean;
}

/** The name of the Secret that holds what an application takes from the environment. */
export function environmentSecretOf({ name }: Application): string {
  return `${name.value}-environment`;
}

const SIZES = {
  small: { cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' },
  medium: { cpu: '100m', memory: '256Mi', memoryLimit: '512Mi' },
  large: { cpu: '250m', memory: '512Mi', memoryLimit: '1Gi' },
} as const;

export function composeManifest(answers: Answers, needs: ManifestNeeds): string {
  const { application } = needs;
  const name = application.name.value;
  const hasEnvironments = answers.environments === 'staging-production';
  const deployment = fill('manifest/deployment', {
    ...podView(answers, needs),
    name,
    // Whether two may share the work is not known where nobody asks them.
    replicas: needs.listens ? 2 : 1,
    hasProbes: answers.probes === 'yes' && needs.listens,
    path: application.health.value,
    hasHeaders: application.healthHeaders.length > 0,
    headers: application.healthHeaders.map(({ name: header, value }) => ({ header, value })),
    startsSlowly: (application.recipe?.startSeconds ?? 0) >= 10,
  });
  if (!needs.listens) return deployment;
  const isNodePort = answers.exposure === 'node-port';
  const service = fill('manifest/service', {
    name,
    type: isNodePort ? 'NodePort' : 'ClusterIP',
    servicePort: isNodePort ? application.port.value : 80,
    nodePort:
      isNodePort && answers.port !== '' && needs.isMain
        ? hasEnvironments
          ? '${NODE_PORT}'
          : answers.port
        : false,
  });
  const parts = [deployment, service];
  if (answers.exposure === 'ingress')
    parts.push(fill('manifest/ingress', { name, host: needs.isMain ? '${HOST}' : `${name}.\${HOST}` }));
  return parts.join('---\n');
}

/** The name of the Job that brings an application's database up to date. */
export function migrationJobOf({ name }: Application): string {
  return `${name.value}-migrate`;
}

/** The Job, for an application that has migrations. */
export function composeMigration(answers: Answers, needs: ManifestNeeds): string {
  const { application } = needs;
  return fill('manifest/migration', {
    ...podView(answers, needs),
    job: migrationJobOf(application),
    command: execForm(application.migration!.value),
    isToldPort: false,
    hasEnvironment: application.environment.length > 0,
  });
}

/** What all pods of an application have in common. */
function podView(
  answers: Answers,
  { application, imageVariable, pullSecret, isRestricted, listens }: ManifestNeeds,
): View {
  const isOurs = !application.dockerfile && application.recipe !== undefined;
  const size = answers.resources === 'none' ? undefined : SIZES[answers.resources];
  return {
    image: `\${${imageVariable}}`,
    port: application.port.value,
    hasEnvironment: application.environment.length > 0 || application.portVariable !== undefined,
    isToldPort: application.portVariable !== undefined,
    environment: application.environment.map((variable) => ({ variable: variable.name })),
    secret: environmentSecretOf(application),
    hasPullSecret: true,
    pullSecret,
    isRestricted,
    listens,
    isBelow1024: isRestricted && listens && application.port.value < 1024,
    isReadOnly: isOurs && application.recipe!.isReadOnly,
    isApart: isOurs && !application.usesCluster,
    hasResources: size !== undefined,
    ...size,
  };
}

/** The placeholders that a composed manifest has, in order. */
export function placeholdersIn(answers: Answers, imageVariable: string): readonly string[] {
  return [
    imageVariable,
    'NAMESPACE',
    ...(answers.exposure === 'ingress' ? ['HOST'] : []),
    ...(answers.exposure === 'node-port' &&
    answers.port !== '' &&
    answers.environments === 'staging-production'
      ? ['NODE_PORT']
      : []),
  ];
}
