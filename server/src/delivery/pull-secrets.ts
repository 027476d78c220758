/** The secrets that pods pull their images with, and where they come from. */
import type { Manifest } from '../kubernetes/manifest.ts';
import type { PodTemplate } from '../kubernetes/pod-template.ts';
import type { ResourceReference } from '../kubernetes/reference.ts';
import type { Resource } from '../kubernetes/resource.ts';
import type { Delivery, ManifestUse } from './delivery.ts';
import { textWord } from './file-word.ts';
import type { LoginCall } from './image-facts.ts';
import { namespaceOf, textIn } from './known-resources.ts';
import { displayText, knownText, variablesIn, type PartialText } from './partial-text.ts';
import { sourcesOf } from './stream.ts';

export interface PullSecretUse {
  readonly manifest: Manifest;
  readonly resource: Resource;
  readonly template: PodTemplate;
  readonly reference: ResourceReference;
  readonly use: ManifestUse;
  readonly name: PartialText;
  /** The pod's namespace; undefined where the context of kubectl decides. */
  readonly namespace: PartialText | undefined;
}

/**
 * The pull secrets that the pods of a manifest name, once for each command that surely brings them to the cluster.
 * @param deploying the uses that bring its resources there
 */
export function pullSecretUsesIn(
  manifest: Manifest,
  deploying: readonly ManifestUse[],
): readonly PullSecretUse[] {
  const uses = deploying.filter((use) => use.isCertain);
  return manifest.resources.flatMap((resource) =>
    resource.podTemplates.flatMap((template) =>
      uses.flatMap((use) =>
        template.imagePullSecrets.map((reference) => ({
          manifest,
          resource,
          template,
          reference,
          use,
          name: textIn(reference.name, use),
          namespace: namespaceOf(resource, use),
        })),
      ),
    ),
  );
}

/** Whether the project's jobs may create secrets in ways that are not followed here. */
export function mayCreateMore(delivery: Delivery): boolean {
  return delivery.jobs.some((job) => {
    if (delivery.pipelineOf(job.job)?.isComplete === false) return true;
    return job.facts.some((fact) => {
      if (fact.kind === 'script') return !fact.isFollowed;
      if (fact.kind === 'other-deployment')
        return fact.tool !== 'kubectl-set-image' && fact.tool !== 'kubectl-patch' && fact.tool !== 'sed';
      if (fact.kind !== 'apply') return false;
      return fact.inputs.some((input) => {
        if (input.kind === 'file')
          return input.file.path === undefined || input.file.state.kind === 'unknown';
        if (input.kind === 'folder') return !input.isComplete;
        if (input.kind !== 'stream') return true;
        return input.stream.kind !== 'created' && sourcesOf(input.stream).hasOthers;
      });
    });
  });
}

/** The logins of all jobs, those that push images first. */
export function loginsOf(delivery: Delivery): readonly LoginCall[] {
  return delivery.jobsWith('login').flatMap((job) => job.of('login'));
}

/** The registry of GitLab itself: pods cannot use the job's own credentials, which end with it. */
function isGitLabRegistry(registry: PartialText): boolean {
  return variablesIn(registry).some((name) => name === 'CI_REGISTRY' || name === 'CI_REGISTRY_IMAGE');
}

/** A registry, and the words that stand for user and password there. */
export type RegistryAccess = Pick<LoginCall, 'registry' | 'username' | 'password'>;

/** A command that creates the pull secret for the registry of a login, again and again; undefined where its parts are not known. */
export function pullSecretCommand(
  name: PartialText,
  namespace: PartialText | undefined,
  login: RegistryAccess,
): string | undefined {
  if (!login.registry) return undefined;
  const isOwn = isGitLabRegistry(login.registry);
  const parts = {
    server: textWord(login.registry),
    username: isOwn ? '"$CI_DEPLOY_USER"' : login.username && textWord(login.username),
    password: isOwn ? '"$CI_DEPLOY_PASSWORD"' : login.password && textWord(login.password),
  };
  const nameWord = textWord(name);
  if (!nameWord || !parts.server || !parts.username || !parts.password) return undefined;
  const place = namespace && textWord(namespace);
  const server = knownText(login.registry) === 'docker.io' ? 'https://index.docker.io/v1/' : parts.server;
  return [
    `kubectl create secret docker-registry ${nameWord} \\`,
    `  --docker-server=${server} \\`,
    `  --docker-username=${parts.username} \\`,
    `  --docker-password=${parts.password} \\`,
    ...(place ? [`  --namespace=${place} \\`] : []),
    '  --dry-run=client -o yaml | kubectl apply -f -',
  ].join('\n');
}

/** `namespace/name` for people. */
export function placeName(namespace: PartialText | undefined): string {
  return namespace ? `\`${displayText(namespace)}\`` : "the namespace of kubectl's context";
}
