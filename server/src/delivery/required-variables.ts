/**
 * The CI/CD variables that must be set in the project's settings: what scripts, keywords and manifests use and
 * nothing in the files defines, with how to set each.
 */
import { isMaskedByGitLab, isSecretName } from '../gitlab/secret-name.ts';
import type { Job } from '../gitlab/job.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { plainScript, type ScriptText } from '../shell/script-text.ts';
import type { Segment, Span } from '../text/span.ts';
import { isMap, keyOf } from '../yaml/node.ts';
import type { Delivery } from './delivery.ts';
import { freeVariablesIn, HOLDING_PATHS } from './free-variables.ts';
import { flowsTo } from './variable-flow.ts';
import { occurrencesInNode } from './variable-occurrences.ts';
import { escapePattern } from '../text/pattern.ts';

export interface VariableUse {
  /** The name, in a script or a keyword; the whole placeholder in a manifest. */
  readonly at: Span;
  readonly kind: 'script' | 'keyword' | 'placeholder';
  /** The job that needs it. */
  readonly job: Job;
}

export interface RequiredVariable {
  readonly name: string;
  /** `file`: GitLab writes the value into a file, and the variable holds its path. */
  readonly type: 'variable' | 'file';
  /** Whether it should be masked in job logs: a secret, and one that GitLab can mask. */
  readonly isMasked: boolean;
  /** Whether it can be kept from all branches but the protected ones. */
  readonly isProtected: boolean;
  /** Whether the script decodes it from base64. */
  readonly isBase64: boolean;
  /** Why it is to be set so: whole sentences. */
  readonly notes: readonly string[];
  /** Each place that uses it; at least one. */
  readonly uses: readonly VariableUse[];
  /** Whether `.pipewright.yml` tells of it; type, masked and protected are then as it says. */
  readonly isDeclared: boolean;
}

/** What the project says of a variable of its settings. */
export interface DeclaredVariable {
  readonly type: 'variable' | 'file';
  readonly masked: boolean;
  readonly protected: boolean;
}

export interface RequiredVariablesInput {
  readonly delivery: Delivery;
  readonly manifests: readonly Manifest[];
  readonly declared: ReadonlyMap<string, DeclaredVariable> | undefined;
  /** The text of a script of the repository. */
  readonly segment: (path: string) => Segment | undefined;
}

/** Keywords whose variables may well be unset: conditions, and names that are only shown. */
const NOT_REQUIRING: ReadonlySet<string> = new Set([
  ...['script', 'before_script', 'after_script', 'rules', 'only', 'except', 'workflow', 'needs'],
  ...['cache', 'coverage', 'retry', 'variables', 'extends', 'stage', 'inherit', 'parallel', 'hooks'],
]);

interface Gathered {
  readonly uses: VariableUse[];
  isPath: boolean;
  isBase64: boolean;
  isKubeconfig: boolean;
}

/** The variables that somebody has to set, by name. */
export function requiredVariables(input: RequiredVariablesInput): readonly RequiredVariable[] {
  const gathered = new Map<string, Gathered>();
  for (const { job } of input.delivery.jobs) gatherJob(job, input, gathered);
  for (const manifest of input.manifests) gatherManifest(manifest, input, gathered);
  return [...gathered]
    .map(([name, it]) => describe(name, it, input.declared?.get(name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function add(gathered: Map<string, Gathered>, name: string, use: VariableUse): Gathered {
  let known = gathered.get(name);
  if (!known) gathered.set(name, (known = { uses: [], isPath: false, isBase64: false, isKubeconfig: false }));
  const isSame = known.uses.some(({ at }) => at.segment === use.at.segment && at.start === use.at.start);
  if (!isSame) known.uses.push(use);
  return known;
}

function gatherJob(job: Job, input: RequiredVariablesInput, gathered: Map<string, Gathered>): void {
  const isFree = freeNames(job, input);
  const found = (name: string, use: Omit<VariableUse, 'job'>) => add(gathered, name, { ...use, job });
  for (const script of scriptsOf(job, input)) {
    for (const { name, at, isOptional, isPath } of freeVariablesIn(script)) {
      if (isOptional || !isFree(name)) continue;
      const own = found(name, { at, kind: 'script' });
      if (isPath) own.isPath = true;
    }
  }
  for (const [keyword, { value }] of job.keywords) {
    if (NOT_REQUIRING.has(keyword) || !value) continue;
    for (const { name, at } of occurrencesInNode(value))
      if (isFree(name)) found(name, { at, kind: 'keyword' });
  }
  const globals = [...(input.delivery.pipelineOf(job)?.variables.values() ?? [])];
  for (const pair of [...job.variables, ...globals.filter((it) => isReadByJob(job, keyOf(it) ?? ''))]) {
    for (const { name, at } of pair.value ? occurrencesInNode(pair.value) : []) {
      if (!isFree(name)) continue;
      const own = found(name, { at, kind: 'keyword' });
      if (HOLDING_PATHS.test(keyOf(pair) ?? '')) own.isPath = true;
    }
  }
  gatherWrites(job, input, gathered);
}

/** What is told by the files that the job writes from variables. */
function gatherWrites(job: Job, input: RequiredVariablesInput, gathered: Map<string, Gathered>): void {
  for (const { sourceVariable: source, isKubeconfig } of input.delivery.job(job)?.of('write') ?? []) {
    const own = source && gathered.get(source.name);
    if (!own) continue;
    if (source.isPath) own.isPath = true;
    if (source.isDecoded) own.isBase64 = true;
    if (isKubeconfig) own.isKubeconfig = true;
  }
}

/** The job's own scripts, and those of the repository that it runs. */
function scriptsOf(job: Job, { delivery, segment }: RequiredVariablesInput): readonly ScriptText[] {
  const { main, after_script: after } = job.sections;
  const called = (delivery.job(job)?.of('script') ?? []).flatMap((call) =>
    call.isFollowed && call.file.path !== undefined ? (segment(call.file.path) ?? []) : [],
  );
  return [main, after, ...[...new Set(called)].map(scriptOf)];
}

const scripts = new WeakMap<Segment, ScriptText>();

function scriptOf(segment: Segment): ScriptText {
  let script = scripts.get(segment);
  if (!script) scripts.set(segment, (script = plainScript(segment)));
  return script;
}

/** GitLab's own names that begin like these; other tokens with GITLAB_ in front are the user's. */
const OF_GITLAB = /^GITLAB_(?:CI|FEATURES|USER_\w+|ENVIRONMENT_\w+)$/;

/** Which names neither the files nor GitLab define for a job. */
function freeNames(job: Job, { delivery }: RequiredVariablesInput): (name: string) => boolean {
  const variables = delivery.variables(job);
  const assigned = new Set(
    (delivery.job(job)?.envsubstCalls ?? []).flatMap(({ environment }) =>
      environment.assigned.map(({ name }) => name),
    ),
  );
  for (const script of [job.sections.main, job.sections.after_script])
    for (const match of script.text.matchAll(/(?:^|[\s;"'(])([A-Za-z_]\w*)=/gm)) assigned.add(match[1]!);
  return (name) => {
    if (!variables || assigned.has(name) || isMaskedByGitLab(name)) return false;
    if (variables.pair(name)) return false;
    const isUsersOwn = name.startsWith('GITLAB_') && isSecretName(name) && !OF_GITLAB.test(name);
    if (variables.variable(name) && !isUsersOwn) return false;
    return !variables.hasUnknownAdditions || !isWrittenSomewhere(name, job, delivery);
  };
}

/** Whether a job before this one may hand the name over by a dotenv report. */
function isWrittenSomewhere(name: string, job: Job, delivery: Delivery): boolean {
  const pipeline = delivery.pipelineOf(job);
  if (!pipeline?.isComplete) return true;
  const assignment = new RegExp(`\\b${escapePattern(name)}=`);
  return [...pipeline.jobs.values()].some((it) => assignment.test(it.sections.main.text));
}

/** Whether the job's scripts or keywords name a variable. */
function isReadByJob(job: Job, name: string): boolean {
  const { main, after_script: after } = job.sections;
  const mention = new RegExp(`\\$\\{?${escapePattern(name)}\\b`);
  if (HOLDING_PATHS.test(name) || mention.test(main.text) || mention.test(after.text)) return true;
  return [...job.keywords.values()].some(
    ({ value }) => value && occurrencesInNode(value).some((use) => use.name === name),
  );
}

function gatherManifest(
  manifest: Manifest,
  { delivery }: RequiredVariablesInput,
  gathered: Map<string, Gathered>,
): void {
  if (delivery.templateUses(manifest.path).length === 0) return;
  for (const placeholder of manifest.placeholders) {
    if (placeholder.place === 'comment') continue;
    for (const { outcome, use } of flowsTo(delivery, manifest.path, placeholder))
      if (outcome.kind === 'undefined' && use.isCertain)
        add(gathered, placeholder.name, { at: placeholder.at, kind: 'placeholder', job: use.job.job });
  }
}

/** Names of what has several lines, which GitLab cannot mask. */
const SEVERAL_LINES =
  /KUBE_?CONF|SSH_?(?:PRIVATE_?)?KEY|PRIVATE_?KEY|(?:^|_)(?:CERT|CERTIFICATE|PEM|CA)(?:_|$)/i;

function describe(
  name: string,
  gathered: Gathered,
  declared: DeclaredVariable | undefined,
): RequiredVariable {
  const { uses, isPath, isBase64, isKubeconfig } = gathered;
  const type = declared?.type ?? (isPath ? 'file' : 'variable');
  const hasSeveralLines = !isBase64 && (isKubeconfig || type === 'file' || SEVERAL_LINES.test(name));
  const isSecret = isSecretName(name) || isKubeconfig || /KUBE_?CONF|PRIVATE_?KEY/i.test(name);
  const canBeProtected = [...new Set(uses.map((use) => use.job))].every(runsOnProtectedOnly);
  const notes: string[] = [];
  if (isPath && type === 'file')
    notes.push('Type file: the job is given the value as the path of a file, which GitLab writes.');
  else if (isKubeconfig && !isBase64)
    notes.push(
      'Type variable: the script writes the value itself into the kubeconfig; of a file it would write the path.',
    );
  if (isBase64) notes.push('The value in base64 on one line: the script decodes it.');
  if (isSecret && hasSeveralLines)
    notes.push('It has several lines, so GitLab cannot mask it: let nothing print it.');
  if (isSecret && !canBeProtected)
    notes.push('Not protected as long as a job that needs it runs for branches that are not.');
  return {
    name,
    type,
    isMasked: declared?.masked ?? (isSecret && !hasSeveralLines),
    isProtected: declared?.protected ?? (isSecret && canBeProtected),
    isBase64,
    notes,
    uses,
    isDeclared: declared !== undefined,
  };
}

const PROTECTED_CONDITION =
  /\$\{?CI_COMMIT_(?:BRANCH|REF_NAME)\}?\s*==\s*(?:"(?:main|master)"|'(?:main|master)'|\$CI_DEFAULT_BRANCH)|\$\{?CI_COMMIT_TAG\}?\s*(?:$|&&|=~)|\$\{?CI_COMMIT_REF_PROTECTED\}?\s*==\s*["']true["']/;

/** Whether a job's rules let it run for the default branch and tags alone, which are protected by custom. */
function runsOnProtectedOnly(job: Job): boolean {
  const texts = (name: string): string[] => {
    const value = job.value(name);
    const list = isMap(value) ? value.pairs.find((pair) => keyOf(pair) === 'refs')?.value : value;
    if (list?.kind === 'scalar') return [list.value];
    return list?.kind === 'sequence'
      ? list.items.flatMap((it) => (it.kind === 'scalar' ? [it.value] : []))
      : [];
  };
  if (job.rules.length === 0) {
    const only = texts('only');
    return only.length > 0 && only.every((ref) => /^(?:main|master|tags)$/.test(ref));
  }
  return job.rules.every((rule) => {
    const field = (name: string) => {
      const value = rule.pairs.find((pair) => keyOf(pair) === name)?.value;
      return value?.kind === 'scalar' ? value.value : undefined;
    };
    return field('when') === 'never' || PROTECTED_CONDITION.test(field('if') ?? '');
  });
}
