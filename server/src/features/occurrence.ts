/** The names that an entry of a pipeline's file mentions: jobs, stages, variables, inputs, anchors. */
import { inputUsesIn } from '../gitlab/inputs.ts';
import { GLOBAL_KEYWORDS, type PipelineFile } from '../gitlab/pipeline-file.ts';
import { JobScript } from '../gitlab/job-script.ts';
import { occurrencesInNode, occurrencesInScript } from '../delivery/variable-occurrences.ts';
import { span, type Span } from '../text/span.ts';
import { isMap, isSequence, keyOf, walk, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';
import { anchorsOfVariables } from './variable-anchors.ts';

export type NameKind = 'job' | 'stage' | 'variable' | 'input' | 'anchor';

export interface Occurrence {
  readonly kind: NameKind;
  readonly name: string;
  /** The name alone: without quotes, `$`, braces, `&` and `*`. */
  readonly at: Span;
  /** `assignment`: of a variable by a script. */
  readonly role: 'definition' | 'assignment' | 'use';
  /** The top-level entry that it stands in; the job's name. Absent outside of pipelines. */
  readonly entry?: string;
  /** The keyword that it stands under, such as `needs` or `script`. */
  readonly keyword?: string;
}

const SCRIPTS: ReadonlySet<string> = new Set(['script', 'before_script', 'after_script']);

interface KeptOccurrences {
  readonly lent: string;
  readonly found: readonly Occurrence[];
}

const known = new WeakMap<ParsedSegment, KeptOccurrences>();

/** Every name in a top-level entry of a file, as it is written there. Kept while the entry is the same. */
export function occurrencesInEntry(parsed: ParsedSegment, file: PipelineFile): readonly Occurrence[] {
  const names = parsed.anchors.length === 0 ? NONE : anchorsOfVariables(file);
  const lent = parsed.anchors.filter(({ name }) => names.has(name));
  const key = lent.map(({ name }) => name).join(' ');
  let kept = known.get(parsed);
  if (kept?.lent !== key) {
    const maps = lent.map(({ node }) => node);
    known.set(parsed, (kept = { lent: key, found: new EntryReading(parsed).read(maps) }));
  }
  return kept.found;
}

const NONE: ReadonlySet<string> = new Set();

class EntryReading {
  readonly #parsed: ParsedSegment;
  readonly #found: Occurrence[] = [];
  readonly #places = new Set<string>();
  #entry = '';
  #keyword = '';

  constructor(parsed: ParsedSegment) {
    this.#parsed = parsed;
  }

  /** @param variables maps that other entries take over as variables, wherever they stand here */
  read(variables: readonly YamlNode[]): readonly Occurrence[] {
    const { root } = this.#parsed;
    for (const pair of isMap(root) ? root.pairs : []) this.#readEntry(pair);
    for (const map of variables) this.#readVariables(map);
    this.#readAnchors();
    if (root) this.#readReferences(root);
    if (this.#parsed.segment.text.includes('$[[')) this.#readInputs(root);
    return this.#found;
  }

  #readEntry({ key, value }: Pair): void {
    if (key.kind !== 'scalar' || key.value === '<<') return;
    this.#entry = key.value;
    this.#keyword = key.value;
    if (!GLOBAL_KEYWORDS.has(key.value)) {
      this.#addScalar('job', key, 'definition');
      this.#readJob(value);
    } else if (key.value === 'stages' || key.value === 'types')
      for (const item of scalars(value)) this.#addScalar('stage', item, 'definition');
    else if (key.value === 'default') this.#readJob(value);
    else if (key.value === 'workflow') {
      for (const pair of pairsOf(value)) this.#readKeyword(pair, this.#entry);
    } else this.#readKeyword({ key, ...(value && { value }) }, this.#entry);
  }

  #readJob(value: YamlNode | undefined): void {
    // What anchors lend to scripts: `.login: &login |`, or a list of such lines.
    if (value?.kind === 'scalar' || (isSequence(value) && value.items.every(({ kind }) => kind === 'scalar')))
      this.#addScript(value);
    else if (isSequence(value)) this.#addVariables(value);
    for (const pair of pairsOf(value)) this.#readKeyword(pair, keyOf(pair) ?? '');
  }

  #readKeyword(pair: Pair, keyword: string): void {
    const { value } = pair;
    this.#keyword = keyword;
    if (!value) return;
    const name = keyOf(pair) ?? '';
    if (SCRIPTS.has(name)) return this.#addScript(value);
    switch (name) {
      case 'stage':
        if (value.kind === 'scalar') this.#addScalar('stage', value, 'use');
        return this.#addVariables(value);
      case 'extends':
      case 'dependencies':
        for (const item of scalars(value)) this.#addScalar('job', item, 'use');
        return;
      case 'needs':
        return this.#readNeeds(value);
      case 'variables':
        return this.#readVariables(value);
      case 'rules':
        return this.#readRules(value);
      case 'id_tokens':
      case 'secrets':
        return this.#readVariables(value);
      case 'parallel':
        for (const row of items(field(value, 'matrix'))) this.#readVariables(row);
        return;
      case 'inherit':
        for (const item of scalars(field(value, 'variables')))
          if (!/^(?:true|false)$/.test(item.value)) this.#addScalar('variable', item, 'use');
        return;
      case 'environment':
        if (scalarField(value, 'on_stop')) this.#addScalar('job', scalarField(value, 'on_stop')!, 'use');
        return this.#addVariables(value);
      case 'trigger':
        for (const item of [field(value, 'include')].flatMap((include) =>
          isSequence(include) ? include.items : (include ?? []),
        ))
          if (scalarField(item, 'job')) this.#addScalar('job', scalarField(item, 'job')!, 'use');
        return this.#addVariables(value);
      case 'hooks':
        if (field(value, 'pre_get_sources_script')) this.#addScript(field(value, 'pre_get_sources_script')!);
        return;
      default:
        this.#addVariables(value);
    }
  }

  #readNeeds(value: YamlNode): void {
    for (const item of items(value)) {
      if (isSequence(item) && item.tag !== '!reference') this.#readNeeds(item);
      else if (item.kind === 'scalar') this.#addScalar('job', item, 'use');
      else if (isMap(item)) {
        const job = scalarField(item, 'job');
        if (job && !field(item, 'project') && !field(item, 'pipeline')) this.#addScalar('job', job, 'use');
        for (const row of items(field(field(item, 'parallel'), 'matrix')))
          for (const { key } of pairsOf(row))
            if (key.kind === 'scalar') this.#addScalar('variable', key, 'use');
        this.#addVariables(item);
      }
    }
  }

  /** A map whose keys are variables. */
  #readVariables(value: YamlNode | undefined): void {
    for (const { key, value: own } of pairsOf(value)) {
      if (key.kind === 'scalar' && key.value !== '<<' && /^[A-Za-z_]\w*$/.test(key.value))
        this.#addScalar('variable', key, 'definition');
      if (own) this.#addVariables(own);
    }
  }

  #readRules(value: YamlNode): void {
    for (const item of items(value)) {
      if (isSequence(item) && item.tag !== '!reference') this.#readRules(item);
      for (const pair of pairsOf(item)) {
        const name = keyOf(pair);
        if (name === 'variables') this.#readVariables(pair.value);
        else if (name === 'needs' && pair.value) this.#readNeeds(pair.value);
        else if (pair.value) this.#addVariables(pair.value);
      }
    }
  }

  #addScript(value: YamlNode): void {
    const lines: ScalarNode[] = [];
    walk(value, (node) => {
      if (node.tag === '!reference') return false;
      if (node.kind === 'scalar') lines.push(node);
      return undefined;
    });
    if (!lines.some((line) => line.value.includes('$') || line.value.includes('='))) return;
    for (const { name, at, role } of occurrencesInScript(scriptOf(value, lines)))
      this.#add('variable', name, at, role);
  }

  #addVariables(node: YamlNode): void {
    for (const { name, at } of occurrencesInNode(node)) this.#add('variable', name, at, 'use');
  }

  /** `!reference [job, keyword, …]`, wherever it stands. */
  #readReferences(root: YamlNode): void {
    walk(root, (node) => {
      if (!isSequence(node) || node.tag !== '!reference') return undefined;
      const [job, keyword, variable] = node.items;
      this.#keyword = '!reference';
      if (job?.kind === 'scalar' && !GLOBAL_KEYWORDS.has(job.value)) this.#addScalar('job', job, 'use');
      if (keyword?.kind === 'scalar' && keyword.value === 'variables' && variable?.kind === 'scalar')
        this.#addScalar('variable', variable, 'use');
      return false;
    });
  }

  #readInputs(root: YamlNode | undefined): void {
    for (const { name, at } of inputUsesIn(root)) this.#add('input', name, at, 'use');
  }

  #readAnchors(): void {
    const { segment, anchors, aliases } = this.#parsed;
    for (const { name, node } of anchors) {
      const start = anchorStart(segment.text, name, node.start);
      if (start !== undefined)
        this.#add('anchor', name, span(segment, start + 1, start + 1 + name.length), 'definition');
    }
    for (const alias of aliases)
      this.#add(
        'anchor',
        alias.name,
        span(segment, alias.start + 1, alias.start + 1 + alias.name.length),
        'use',
      );
  }

  #addScalar(kind: NameKind, node: ScalarNode, role: Occurrence['role']): void {
    // `job: [a, b]` and `job 1/3` name one of several jobs that a matrix or `parallel` makes.
    const name =
      kind === 'job' && role === 'use' ? node.value.replace(/: \[.*\]$| \d+\/\d+$/, '') : node.value;
    if (name === '' || name.includes('$[[') || (kind !== 'variable' && name.includes('$'))) return;
    if (name.includes('\n')) return;
    this.#add(kind, name, spanInScalar(node, 0, name.length), role);
  }

  #add(kind: NameKind, name: string, at: Span, role: Occurrence['role']): void {
    const place = `${kind} ${at.start} ${at.end}`;
    if (this.#places.has(place)) return;
    this.#places.add(place);
    this.#found.push({ kind, name, at, role, entry: this.#entry, keyword: this.#keyword });
  }
}

const scripts = new WeakMap<YamlNode, JobScript>();

/** The lines of one script as one text, so that a loop over several items is understood. */
function scriptOf(value: YamlNode, lines: readonly ScalarNode[]): JobScript {
  let script = scripts.get(value);
  if (!script) scripts.set(value, (script = new JobScript(lines)));
  return script;
}

/** Where `&name` stands in front of a node. */
function anchorStart(text: string, name: string, end: number): number | undefined {
  for (let at = text.lastIndexOf(`&${name}`, end); at >= 0; at = text.lastIndexOf(`&${name}`, at - 1)) {
    if (!/[^\s,[\]{}]/.test(text[at + 1 + name.length] ?? ' ')) return at;
    if (at === 0) break;
  }
  return undefined;
}

function pairsOf(node: YamlNode | undefined): readonly Pair[] {
  return isMap(node) ? node.pairs : [];
}

function items(node: YamlNode | undefined): readonly YamlNode[] {
  return isSequence(node) ? node.items : [];
}

function scalars(node: YamlNode | undefined): readonly ScalarNode[] {
  if (node?.kind === 'scalar') return [node];
  if (!isSequence(node) || node.tag === '!reference') return [];
  return node.items.flatMap((item) => scalars(item));
}

function field(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}

function scalarField(node: YamlNode | undefined, name: string): ScalarNode | undefined {
  const value = field(node, name);
  return value?.kind === 'scalar' ? value : undefined;
}
