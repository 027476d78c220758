/** kubernetes/schema: what the API server would refuse in a manifest, whatever its placeholders become. */
import type { Resource } from '../../kubernetes/resource.ts';
import { isFixed, templateText } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { usedManifestsOf } from '../../project/delivery.ts';
import type { SchemaProblem } from '../../schema/problem.ts';
import { validateResource } from '../../schema/kubernetes.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { WILDCARD, type Data } from '../../yaml/to-data.ts';
import { eachSubject } from '../each-subject.ts';
import { checkOf, defineRule, renameFix, type Report } from '../rule.ts';

export const rule = defineRule(
  {
    id: 'kubernetes/schema',
    severity: 'error',
    summary: 'An unknown field, a wrong type or a value that the API server refuses.',
    scope: 'manifest',
    check,
  },
  [
    // Those that are known by the jobs that use them only.
    checkOf('project', eachSubject(usedManifestsOf, check)),
  ],
);

function check(manifest: Manifest, report: (report: Report) => void): void {
  for (const resource of manifest.resources) {
    for (const problem of problemsOf(resource)) {
      if (problem.kind === 'missing-key' && isPatch(manifest.path)) continue;
      report(toReport(problem));
    }
  }
}

const kept = new WeakMap<Resource, readonly SchemaProblem[]>();

/** An edit leaves most resources of a file as they are. */
function problemsOf(resource: Resource): readonly SchemaProblem[] {
  let known = kept.get(resource);
  if (!known) kept.set(resource, (known = validate(resource)));
  return known;
}

function validate({ apiVersion, hasFixedType, kind, document, node }: Resource): readonly SchemaProblem[] {
  if (!hasFixedType) return [];
  return validateResource(apiVersion.text, kind, document, node, placeholders) ?? [];
}

/** What is replaced before Kubernetes sees it may become anything: envsubst/wrong-type looks at what is known. */
function placeholders(node: YamlNode): { data: Data } | undefined {
  if (node.kind !== 'scalar' || node.style === 'literal') return undefined;
  const isReplaced = !isFixed(templateText(node)) || hasToken(node.value);
  return isReplaced ? { data: WILDCARD } : undefined;
}

/** What kustomize lays over other resources has only the fields that it changes. */
function isPatch(path: string): boolean {
  return /(?:^|\/)(?:overlays?|patch(?:es)?|components)\/|patch[^/]*$/i.test(path);
}

function toReport({ message, at, nearest }: SchemaProblem): Report {
  return {
    at,
    message,
    fixes: nearest === undefined ? [] : [renameFix(`Change to \`${nearest}\``, at, nearest)],
  };
}
