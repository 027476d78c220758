/** Commands that deployments are made of, for the list of a script. */
import { WAITING_LOOP } from '../../delivery/daemon-wait.ts';
import { readImageReference } from '../../delivery/image-reference.ts';
import { INSTALLING_ENVSUBST, knowledgeOf } from '../../delivery/image-tools.ts';
import { known } from '../../delivery/partial-text.ts';
import { fixedText } from '../../kubernetes/template-text.ts';
import { manifestsOf } from '../../project/manifests.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import type { SourceText } from '../../text/source-text.ts';
import type { CompletionChoice } from '../completion-choice.ts';
import type { FileRole } from '../role.ts';
import type { YamlCursor } from '../yaml-cursor.ts';
import { snippetChoice } from './snippet.ts';

interface ScriptSnippet {
  readonly label: string;
  readonly detail: string;
  /** Shell text; places to fill in stand in `‹›`. */
  readonly commands: readonly string[];
}

const SCRIPTS: ReadonlySet<string> = new Set(['before_script', 'script', 'after_script']);

/** At an item of a script's list. */
export function scriptSnippets(
  snapshot: Snapshot,
  role: Extract<FileRole, { kind: 'pipeline' }>,
  cursor: YamlCursor,
  source: SourceText,
): CompletionChoice[] {
  const [last, keyword] = [cursor.path.at(-1), cursor.path.at(-2)];
  if (last !== '[]' || keyword === undefined || !SCRIPTS.has(keyword) || cursor.path.length > 3) return [];
  const dash = dashColumn(source, cursor);
  if (dash === undefined) return [];
  const image = imageOf(role, cursor.path[0]!);
  const snippets = keyword === 'after_script' ? CLEANING : commandsFor(snapshot, image);
  return snippets.map(({ label, detail, commands }, index) =>
    snippetChoice(label, detail, index, cursor, source, itemLines(commands, cursor.column - dash), dash),
  );
}

/** The column of the dash before the cursor; undefined where something else stands between. */
function dashColumn(source: SourceText, cursor: YamlCursor): number | undefined {
  const line = source.lineText(source.lineAt(cursor.start));
  const dash = line.slice(0, cursor.column).lastIndexOf('-');
  return dash >= 0 && line.slice(dash + 1, cursor.column).trim() === '' ? dash : undefined;
}

/** Items of the list, the first one without its dash; further lines as seen from the dash. */
function itemLines(commands: readonly string[], width: number): readonly string[] {
  const blanks = ' '.repeat(width);
  const dash = `-${' '.repeat(width - 1)}`;
  return commands.flatMap((command, index) => {
    const lines = command.split('\n');
    const head = index === 0 ? '' : dash;
    return lines.length === 1 ? [head + command] : [`${head}|`, ...lines.map((line) => blanks + line)];
  });
}

function imageOf({ pipelines }: Extract<FileRole, { kind: 'pipeline' }>, entry: string) {
  const image = pipelines.map((pipeline) => pipeline.job(entry)?.image?.name.value).find(Boolean);
  return image === undefined ? undefined : knowledgeOf(readImageReference(known(image)));
}

function commandsFor(snapshot: Snapshot, image: ReturnType<typeof knowledgeOf>): readonly ScriptSnippet[] {
  const workload = firstWorkload(snapshot) ?? 'deployment/web';
  return [
    {
      label: 'docker: wait for the daemon',
      detail: '60 seconds at most',
      commands: [WAITING_LOOP],
    },
    {
      label: 'docker: log in to the registry',
      detail: 'GitLab’s own registry, with the job’s credentials',
      commands: [
        'echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"‹›',
      ],
    },
    {
      label: 'kubectl: kubeconfig from a variable',
      detail: 'readable to its owner only',
      commands: [
        'export KUBECONFIG=‹/tmp/kubeconfig›',
        `printf '%s' "$‹KUBECONFIG_CONTENT›" > "$KUBECONFIG"`,
        'chmod 600 "$KUBECONFIG"‹›',
      ],
    },
    {
      label: 'kubectl: pull secret',
      detail: 'created or updated, with a deploy token',
      commands: [
        [
          'kubectl create secret docker-registry ‹registry-credentials› \\',
          '  --docker-server="$CI_REGISTRY" \\',
          '  --docker-username="$CI_DEPLOY_USER" \\',
          '  --docker-password="$CI_DEPLOY_PASSWORD" \\',
          '  --dry-run=client -o yaml | kubectl apply -f -‹›',
        ].join('\n'),
      ],
    },
    {
      label: 'envsubst: install',
      detail: `in ${image?.packageManager ? image.name : 'Alpine'}`,
      commands: [INSTALLING_ENVSUBST[image?.packageManager ?? 'apk']],
    },
    {
      label: 'envsubst: render and apply',
      detail: 'only the variables that are listed',
      commands: ["envsubst '${‹IMAGE›}' < ‹k8s/app.yaml› | kubectl apply -f -‹›"],
    },
    {
      label: 'kubectl: wait for the rollout',
      detail: 'the revision before comes back when it fails',
      commands: [
        `kubectl rollout status ‹${workload}› --timeout=‹180s› || { kubectl rollout undo ‹${workload}›; exit 1; }‹›`,
      ],
    },
  ];
}

const CLEANING: readonly ScriptSnippet[] = [
  {
    label: 'kubectl: remove the kubeconfig',
    detail: 'whether the script failed or not',
    commands: ['rm -f ‹/tmp/kubeconfig›‹›'],
  },
];

/** `deployment/web` */
function firstWorkload(snapshot: Snapshot): string | undefined {
  for (const { resources } of manifestsOf(snapshot))
    for (const { kind, name } of resources) {
      const text = fixedText(name);
      if (text !== undefined && /^(?:Deployment|StatefulSet|DaemonSet)$/.test(kind))
        return `${kind.toLowerCase()}/${text}`;
    }
  return undefined;
}
