/** kubernetes/unknown-reference: a ConfigMap, Secret, claim, account or Service that nothing in the project creates. */
import { isInProject } from '../../delivery/delivery-files.ts';
import type { KnownResource } from '../../delivery/known-resources.ts';
import { isSameText, knownText } from '../../delivery/partial-text.ts';
import type { ResourceReference } from '../../kubernetes/reference.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { readKustomization, type Kustomization } from '../../kubernetes/kustomization.ts';
import { isFixed, mayBeSame, type TemplateText } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { allManifestsOf, deliveryOf } from '../../project/delivery.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { nearestName } from '../../text/nearest.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Report } from '../rule.ts';

/** What happens without the thing, by its kind. */
const CONSEQUENCES: Readonly<Record<string, string>> = {
  ConfigMap: 'The pod does not start',
  Secret: 'The pod does not start',
  PersistentVolumeClaim: 'The pod stays pending',
  ServiceAccount: 'No pod is made',
  Service: 'Requests are answered with an error',
  Deployment: 'Nothing is scaled',
  StatefulSet: 'Nothing is scaled',
};

/** What each namespace has by itself. */
const GIVEN = new Set(['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt', 'Service/kubernetes']);

export const rule = defineRule({
  id: 'kubernetes/unknown-reference',
  severity: 'info',
  summary: 'A ConfigMap, Secret, claim, account or Service that nothing in the project creates.',
  scope: 'project',
  check(snapshot, report) {
    const created = createdIn(snapshot);
    if (created.mayMakeAny) return;
    for (const deployed of deployedManifestsOf(snapshot)) {
      for (const { resource, reference } of referencesOf(deployed)) {
        if (isCreated(created, reference)) continue;
        report(toReport(resource, reference, created));
      }
    }
  },
});

interface Created {
  /** Names by kind; those of custom resources, which may make anything of their own name, under ''. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that are not wholly known, by kind. */
  readonly open: ReadonlyMap<string, readonly TemplateText[]>;
  readonly commands: readonly KnownResource[];
  /** Something makes resources that cannot be read here. */
  readonly mayMakeAny: boolean;
}

function createdIn(snapshot: Snapshot): Created {
  return snapshot.derive(createdIn, (it): Created => {
    const names = new Map<string, Set<string>>();
    const open = new Map<string, TemplateText[]>();
    for (const { manifest } of deployedManifestsOf(it)) {
      for (const resource of manifest.resources) {
        if (!resource.name) continue;
        const kind = resource.isBuiltIn ? resource.kind : '';
        if (isFixed(resource.name) && !hasToken(resource.name.text)) {
          const same = names.get(kind);
          if (same) same.add(resource.name.text);
          else names.set(kind, new Set([resource.name.text]));
        } else {
          const same = open.get(kind);
          if (same) same.push(resource.name);
          else open.set(kind, [resource.name]);
        }
      }
    }
    const delivery = deliveryOf(it);
    return {
      names,
      open,
      commands: delivery.jobs.flatMap((job) =>
        job.of('create').flatMap((call): KnownResource[] =>
          call.name
            ? [
                {
                  kind: call.resourceKind,
                  name: call.name,
                  namespace: call.namespace,
                  source: { kind: 'command', job, call },
                },
              ]
            : [],
        ),
      ),
      mayMakeAny:
        allManifestsOf(it).some(
          (manifest) =>
            manifest.form === 'foreign-template' ||
            (manifest.form === 'kustomization' && mayMakeAny(it, readKustomization(manifest))),
        ) ||
        delivery.jobs.some((job) =>
          job.of('other-deployment').some(({ tool }) => tool === 'helm' || tool === 'kustomize'),
        ),
    };
  });
}

/** Whether a kustomization makes resources of other names than stand in the project's manifests. */
function mayMakeAny(snapshot: Snapshot, kustomization: Kustomization): boolean {
  const { hasGenerators, isRenaming, hasRemote, resources } = kustomization;
  return (
    hasGenerators || isRenaming || hasRemote || resources.some((path) => isInProject(snapshot, path) !== true)
  );
}

interface PlacedReference {
  readonly resource: Resource;
  readonly reference: ResourceReference;
}

const kept = new WeakMap<DeployedManifest, readonly PlacedReference[]>();

/** The references that can be judged: by fixed names, of kinds whose absence is felt. */
function referencesOf(deployed: DeployedManifest): readonly PlacedReference[] {
  let found = kept.get(deployed);
  if (!found) {
    found = deployed.isKustomized
      ? []
      : deployed.manifest.resources.flatMap((resource) =>
          resource.references.filter(isJudged).map((reference) => ({ resource, reference })),
        );
    kept.set(deployed, found);
  }
  return found;
}

/** Pull secrets are the deploy rules'; certificates are often made by an operator; roles come with the cluster. */
function isJudged({ kind, name, role, isOptional }: ResourceReference): boolean {
  if (isOptional || !isFixed(name) || hasToken(name.text) || name.text === '') return false;
  if (
    role === 'pull-secret' ||
    role === 'tls' ||
    role === 'role' ||
    role === 'subject' ||
    role === 'service-name'
  )
    return false;
  return Object.hasOwn(CONSEQUENCES, kind) && !GIVEN.has(`${kind}/${name.text}`);
}

function isCreated({ names, open, commands }: Created, { kind, name }: ResourceReference): boolean {
  for (const of of [kind, '']) {
    if (names.get(of)?.has(name.text)) return true;
    if (open.get(of)?.some((it) => mayBeSame(it, name) || hasToken(it.text))) return true;
  }
  return commands.some(
    (it) =>
      it.kind.toLowerCase() === kind.toLowerCase() &&
      isSameText(it.name, [{ kind: 'text', text: name.text }]) !== false,
  );
}

function toReport(resource: Resource, { kind, name }: ResourceReference, created: Created): Report {
  const candidates = [
    ...(created.names.get(kind) ?? []),
    ...created.commands.flatMap((it) => (it.kind === kind ? (knownText(it.name) ?? []) : [])),
  ];
  const near = nearestName(name.text, candidates);
  const what = resource.isWorkload
    ? CONSEQUENCES[kind]!
    : resource.kind === 'Ingress'
      ? CONSEQUENCES['Service']!
      : `The ${resource.kind} has no effect`;
  return {
    at: name.node,
    message: `${what} until there is a ${kind} \`${name.text}\`: no manifest and no job of this project creates it.${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes:
      near === undefined
        ? []
        : [
            {
              title: `Change to \`${near}\``,
              edits: () => {
                const quote = /^["']/.exec(textOf(name.node))?.[0] ?? '';
                return { edits: [{ at: name.node, newText: quote + near + quote }] };
              },
            },
          ],
  };
}
