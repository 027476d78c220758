/** kubernetes/removed-api: an apiVersion that the cluster no longer serves, or will not for long. */
import { minorVersion, retiredApi, type RetiredApi } from '../../kubernetes/api-versions.ts';
import { ingressSuccessor } from '../../kubernetes/ingress-successor.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { fixedText } from '../../kubernetes/template-text.ts';
import { allManifestsOf } from '../../project/delivery.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { textOf } from '../../text/span.ts';
import type { SpanEdit } from '../../text/edit.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import { defineRule, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/removed-api',
  severity: 'error',
  summary: 'An apiVersion that Kubernetes has stopped serving.',
  scope: 'project',
  check(snapshot: Snapshot, report) {
    const version = minorVersion(snapshot.configuration.clusterVersion);
    for (const manifest of allManifestsOf(snapshot)) {
      for (const found of retiredIn(manifest)) {
        const finding = toReport(found, version);
        if (finding) report(finding);
      }
    }
  },
});

interface Retired {
  readonly resource: Resource;
  readonly apiVersion: string;
  readonly api: RetiredApi;
}

const kept = new WeakMap<Manifest, readonly Retired[]>();

function retiredIn(manifest: Manifest): readonly Retired[] {
  let found = kept.get(manifest);
  if (!found) {
    found = manifest.resources.flatMap((resource): Retired[] => {
      const apiVersion = fixedText(resource.apiVersion);
      const api = apiVersion === undefined ? undefined : retiredApi(apiVersion, resource.kind);
      return api ? [{ resource, apiVersion: apiVersion!, api }] : [];
    });
    kept.set(manifest, found);
  }
  return found;
}

/** Without a version the cluster may be an old one: that it works today is not ruled out. */
function toReport({ resource, apiVersion, api }: Retired, version: number | undefined): Report | undefined {
  const what = `${resource.kind} of \`${apiVersion}\``;
  const advice = api.successor
    ? ` Use \`${api.successor}\`${api.change ? `: ${api.change}` : ''}.`
    : ' It has no successor: use Pod Security Admission, by labels of the namespace.';
  const at = resource.apiVersion.node;
  const fixes = successorFixes(resource, api);
  if (version === undefined)
    return {
      at,
      severity: 'warning',
      message: `Kubernetes 1.${api.removedIn} and later refuse this: they have no ${what} any more.${advice}`,
      fixes,
    };
  if (version >= api.removedIn)
    return {
      at,
      message: `The cluster refuses this: Kubernetes 1.${version} has no ${what}, which was removed in 1.${api.removedIn}.${advice}`,
      fixes,
    };
  // Before there is a successor nothing can be done about it.
  if (version < api.since) return undefined;
  return {
    at,
    severity: 'warning',
    tag: 'deprecated',
    message: `Kubernetes 1.${api.removedIn} will refuse this: it has no ${what} any more; 1.${version} still has.${advice}`,
    fixes,
  };
}

function successorFixes(resource: Resource, api: RetiredApi): readonly Fix[] {
  const { successor } = api;
  if (successor === undefined || resource.apiVersion.node.style === 'literal') return [];
  const edits = () => editsFor(resource, successor);
  const needsMore = api.change !== undefined && !CONVERTED.has(resource.kind);
  return [
    {
      title: `Change to \`${successor}\``,
      isPreferred: !needsMore,
      edits: () => {
        const made = edits();
        return made && { edits: made };
      },
    },
  ];
}

/** Kinds whose other changes are made along with that of the apiVersion. */
const CONVERTED = new Set(['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', 'Ingress']);

function editsFor(resource: Resource, successor: string): readonly SpanEdit[] | undefined {
  const { node } = resource.apiVersion;
  const written = textOf(node);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const edits: SpanEdit[] = [{ at: node, newText: quote + successor + quote }];
  if (resource.kind === 'Ingress') {
    const converted = ingressSuccessor(resource);
    return converted && [...edits, ...converted];
  }
  if (successor === 'apps/v1' && !resource.selector) {
    const selector = selectorFromLabels(resource);
    return selector && [...edits, selector];
  }
  return edits;
}

/** What older versions took for the selector by themselves: the labels of the pods. */
function selectorFromLabels(resource: Resource): SpanEdit | undefined {
  const { document, node } = resource;
  const spec = document.valueOf(node, 'spec');
  const labels = resource.podTemplates[0]?.labels ?? [];
  if (spec?.kind !== 'map' || labels.length === 0 || labels.some(({ value }) => !value)) return undefined;
  const wanted = Object.fromEntries(labels.map(({ key, value }) => [textOf(key.node), textOf(value!.node)]));
  return insertValue(spec, ['selector', 'matchLabels'], wanted, ['replicas']);
}
