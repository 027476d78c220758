/** kubernetes/unknown-reference: a ConfigMap, Secret, claim, account or Service that nothing in the project creates. */
import { isInProject } from '../../delivery/delivery-files.ts';
import { isSameText, knownText } from '../../delivery/partial-text.ts';
import type { ResourceReference } from '../../kubernetes/reference.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { readKustomization, type Kustomization } from '../../kubernetes/kustomization.ts';
import { isFixed, mayBeSame } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { allManifestsOf, deliveryOf } from '../../project/delivery.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { foundIn, resultsOf, type KeptResults } from '../../project/kept-results.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { nearestName } from '../../text/nearest.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Report } from '../rule.ts';
import { createdNamesIn, type CreatedNames } from './created-names.ts';

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
    if (mayMakeAny(snapshot)) return;
    const { found } = snapshot.deriveFrom<KeptReports>(toReport, (it, last) => {
      const created = createdNamesIn(it);
      const references = foundIn(it, deployedManifestsOf(it), referencesIn);
      const earlier = last?.created === created ? last.found : undefined;
      return { created, found: resultsOf(references, earlier, (one) => toReport(one, created)) };
    });
    for (const it of found.results) if (it) report(it);
  },
});

interface KeptReports {
  readonly created: CreatedNames;
  readonly found: KeptResults<PlacedReference, Report | undefined>;
}

/** Whether something makes resources that cannot be read here. */
function mayMakeAny(snapshot: Snapshot): boolean {
  return (
    allManifestsOf(snapshot).some(
      (manifest) =>
        manifest.form === 'foreign-template' ||
        (manifest.form === 'kustomization' && mayMakeOthers(snapshot, readKustomization(manifest))),
    ) ||
    deliveryOf(snapshot)
      .jobsWith('other-deployment')
      .some((job) => job.of('other-deployment').some(({ tool }) => tool === 'helm' || tool === 'kustomize'))
  );
}

/** Whether a kustomization makes resources of other names than stand in the project's manifests. */
function mayMakeOthers(snapshot: Snapshot, kustomization: Kustomization): boolean {
  const { hasGenerators, isRenaming, hasRemote, resources } = kustomization;
  return (
    hasGenerators || isRenaming || hasRemote || resources.some((path) => isInProject(snapshot, path) !== true)
  );
}

interface PlacedReference {
  readonly resource: Resource;
  readonly reference: ResourceReference;
}

/** The references that can be judged: by fixed names, of kinds whose absence is felt. */
function referencesIn(deployed: DeployedManifest): readonly PlacedReference[] {
  if (deployed.isKustomized) return [];
  return deployed.manifest.resources.flatMap((resource) =>
    resource.references.filter(isJudged).map((reference) => ({ resource, reference })),
  );
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

function isCreated({ fixed, open, commands }: CreatedNames, { kind, name }: ResourceReference): boolean {
  for (const of of [kind, '']) {
    if (fixed.get(of)?.has(name.text)) return true;
    if (open.get(of)?.some((it) => mayBeSame(it, name) || hasToken(it.text))) return true;
  }
  return commands.some(
    (it) =>
      it.kind.toLowerCase() === kind.toLowerCase() &&
      isSameText(it.name, [{ kind: 'text', text: name.text }]) !== false,
  );
}

function toReport({ resource, reference }: PlacedReference, created: CreatedNames): Report | undefined {
  if (isCreated(created, reference)) return undefined;
  const { kind, name } = reference;
  const candidates = [
    ...(created.fixed.get(kind) ?? []),
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
