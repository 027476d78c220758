/**
 * Brings what both programs print into one form. gitlab-ci-local writes short forms out (`image: x` as `name: x`), which
 * changes no job; these are written out on both sides before they are compared.
 */
import { parse } from 'yaml';

const GLOBAL_KEYWORDS = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
]);

const asList = (value) => (Array.isArray(value) ? value.flat(9) : [value]);
const named = (value) => (typeof value === 'string' ? { name: value } : value);

/** How a keyword's short forms are written out. */
const LONG_FORMS = {
  image: named,
  services: (value) => asList(value).map(named),
  environment: named,
  script: asList,
  before_script: asList,
  after_script: asList,
  cache: (value) => asList(value).map((item) => ({ policy: 'pull-push', when: 'on_success', ...item })),
  needs: (value) =>
    asList(value).map((item) => {
      const need = typeof item === 'string' ? { job: item } : item;
      const isForeign = need.project !== undefined || need.pipeline !== undefined;
      return { artifacts: true, ...(!isForeign && { optional: false }), ...need };
    }),
  parallel: (value) =>
    typeof value !== 'object'
      ? value
      : {
          matrix: value.matrix.map((row) =>
            Object.fromEntries(Object.entries(row).map(([name, values]) => [name, asList(values)])),
          ),
        },
  trigger: (value) => {
    if (typeof value?.include !== 'string') return value;
    return { ...value, include: [{ local: value.include }] };
  },
};

/**
 * The facts of an expanded pipeline, by the name under which a difference is reported: `job.keyword`, and the stages and
 * variables of the pipeline.
 */
export function factsOfPipeline(text) {
  const root = parse(text, { merge: true, maxAliasCount: -1 }) ?? {};
  const facts = new Map();
  const stages = root.stages ?? ['build', 'test', 'deploy'];
  facts.set(
    'stages',
    stages.filter((name) => name !== '.pre' && name !== '.post'),
  );
  for (const [name, value] of Object.entries(root.variables ?? {}))
    facts.set(`variables.${name}`, typeof value === 'object' ? (value?.value ?? '') : value);
  for (const [name, job] of Object.entries(root)) {
    if (GLOBAL_KEYWORDS.has(name) || name.startsWith('.')) continue;
    facts.set(name, 'is there');
    for (const [keyword, value] of Object.entries(job))
      // What it inherits is in the job already.
      if (keyword !== 'inherit') facts.set(`${name}.${keyword}`, LONG_FORMS[keyword]?.(value) ?? value);
  }
  return mapValues(facts, plain);
}

/** The facts of gitlab-ci-local's `--list-json`. Jobs of a matrix are reported as the one that they come from. */
export function factsOfList(text) {
  const facts = new Map();
  for (const { name, stage, when, allow_failure: allowFailure, needs } of JSON.parse(text)) {
    if (when === 'never') continue;
    const waitsFor = needs && [...new Set(needs.filter(({ job }) => job).map(({ job }) => baseName(job)))];
    facts.set(baseName(name), describe({ stage, when: [when], allowFailure, needs: waitsFor }));
  }
  return facts;
}

/** The facts of `pipewright simulate --format json`. */
export function factsOfSimulation(text) {
  const facts = new Map();
  const [{ isCreated, jobs, missingNeeds }] = JSON.parse(text);
  if (isCreated === false) return facts;
  for (const { name, isIn, stage, when, allowFailure, needs } of jobs)
    facts.set(name, `${isIn === true ? '' : `${isIn}, `}${describe({ stage, when, allowFailure, needs })}`);
  for (const { job, needs } of missingNeeds) facts.set(`${job} needs ${needs}`, 'left out');
  return facts;
}

function describe({ stage, when, allowFailure, needs }) {
  const failure = typeof allowFailure === 'object' ? 'maybe' : allowFailure;
  return `${stage}, ${when.join(' or ')}, may fail: ${failure}${needs ? `, needs ${[...needs].sort().join(' ') || 'nothing'}` : ''}`;
}

function baseName(name) {
  return name.replace(/(?:: \[.*\]| \d+\/\d+)$/, '');
}

function mapValues(map, change) {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

/** One text for what means the same: keys in one order, numbers and booleans as their text. */
function plain(value) {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === 'number' || typeof inner === 'boolean') return String(inner);
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
