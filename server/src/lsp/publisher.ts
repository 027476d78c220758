/** Runs the rules over the projects that changed, and tells the editor what they found. */
import { RuleEngine } from '../rules/engine.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import type { Rule } from '../rules/rule.ts';
import { toDiagnostic } from './diagnostics.ts';
import type { Refresher } from './refresher.ts';
import type { Session } from './session.ts';
import type { WorkspaceProject } from './workspace.ts';

/** What is published of files that are not open: hints about them would drown what matters. */
const SHOWN_WHEN_CLOSED: ReadonlySet<string> = new Set(['error', 'warning']);
const NONE: readonly LocatedFinding[] = [];

/** What the editor was told of a file last. */
interface Published {
  /** A file of a project within another one's folder is in both. */
  readonly project: WorkspaceProject;
  readonly found: readonly LocatedFinding[];
  readonly isOpen: boolean;
  /** Whether it names no other file, where an edit may move what is named. */
  readonly isSelfContained: boolean;
  /** The diagnostics as JSON. */
  readonly text: string;
}

export class Publisher {
  readonly #session: Session;
  readonly #refresher: Refresher;
  readonly #published = new Map<string, Published>();
  readonly #findings = new Map<WorkspaceProject, Map<string, readonly LocatedFinding[]>>();
  readonly #stale = new Set<WorkspaceProject>();
  #engine: RuleEngine | undefined;
  #scheduled = false;
  #markPublished: () => void = () => undefined;
  /** Settles once the first diagnostics have gone out: nothing may be loaded before them. */
  readonly firstPublished = new Promise<void>((resolve) => (this.#markPublished = resolve));

  constructor(session: Session, refresher: Refresher) {
    this.#session = session;
    this.#refresher = refresher;
  }

  /** The rules that the first diagnostics come from. */
  start(rules: readonly Rule[]): void {
    this.#engine = new RuleEngine(rules, ({ rule, error }) =>
      this.#session.reportFailure(`rule ${rule}`, error),
    );
    this.markAllStale();
    // Also where no project is there yet: others wait for the first diagnostics.
    setTimeout(() => this.flush(), 0);
  }

  get isStarted(): boolean {
    return this.#engine !== undefined;
  }

  addRules(rules: readonly Rule[]): void {
    this.#engine?.addRules(rules);
    this.markAllStale();
  }

  /** What was found in a file as it is now; undefined while no rule is loaded. */
  findingsOf(project: WorkspaceProject, path: string): readonly LocatedFinding[] | undefined {
    if (this.#stale.has(project)) this.flush();
    if (!this.#findings.has(project)) return undefined;
    return this.#findings.get(project)?.get(path) ?? [];
  }

  /** Takes back what was published of a project that is none any more. */
  forget(project: WorkspaceProject): void {
    for (const [uri, published] of this.#published) {
      if (published.project !== project) continue;
      this.#published.delete(uri);
      if (published.text !== '[]') void this.#session.connection.sendDiagnostics({ uri, diagnostics: [] });
    }
    this.#findings.delete(project);
    this.#stale.delete(project);
  }

  markAllStale(): void {
    for (const project of this.#session.workspace.projects) this.markStale(project);
  }

  /** Answers as soon as the messages that have arrived already are read. */
  markStale(project: WorkspaceProject): void {
    this.#stale.add(project);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.flush(), 0);
  }

  flush(): void {
    this.#scheduled = false;
    const projects = [...this.#stale];
    this.#stale.clear();
    for (const project of projects) void this.#session.guard('diagnostics', () => this.#lint(project));
    if (this.#engine) this.#markPublished();
  }

  sendStatus(state: 'working' | 'ready'): void {
    const message = this.#session.sawFailure ? 'Something failed: see the output channel.' : undefined;
    void this.#session.connection.sendNotification('pipewright/status', {
      state,
      ...(message && { message }),
    });
  }

  #lint(project: WorkspaceProject): void {
    if (!this.#engine) return;
    const snapshot = project.project.snapshot();
    const findings = this.#engine.lint(snapshot);
    const earlier = this.#findings.get(project);
    this.#findings.set(project, findings);
    const paths = [...(earlier?.keys() ?? []), ...findings.keys(), ...this.#session.openPaths(project)];
    for (const path of new Set(paths)) this.#publish(project, snapshot, path);
    const { isLoaded } = this.#session;
    this.sendStatus(isLoaded ? 'ready' : 'working');
    this.#refresher.hintsSoon();
    if (project.project.isUnsettled && isLoaded) {
      void this.#session.guard('files', async () => {
        await project.project.settle();
        this.markStale(project);
      });
    }
  }

  #publish(project: WorkspaceProject, snapshot: Snapshot, path: string): void {
    const uri = project.uriOf(path);
    const document = this.#session.documents.get(uri);
    const found = this.#findings.get(project)?.get(path) ?? NONE;
    const last = this.#published.get(uri);
    if (!document && last && isStillTrue(last, project, found)) return;
    const shown = document ? found : found.filter(({ finding }) => SHOWN_WHEN_CLOSED.has(finding.severity));
    const diagnostics = shown.map((finding) => toDiagnostic(project, snapshot, finding));
    const text = JSON.stringify(diagnostics);
    const isSelfContained = shown.every(({ finding }) =>
      (finding.related ?? []).every(({ at }) => snapshot.pathOf(at.segment) === path),
    );
    this.#published.set(uri, { project, found, isOpen: document !== undefined, isSelfContained, text });
    // An open document is always answered, with its version, so that a client knows that its text was read.
    if (!document && (last?.text ?? '[]') === text) return;
    void this.#session.connection.sendDiagnostics({
      uri,
      diagnostics,
      ...(document && { version: document.version }),
    });
  }
}

/** Whether what was told of a file that is not open is what would be told now. */
function isStillTrue(last: Published, project: WorkspaceProject, found: readonly LocatedFinding[]): boolean {
  return last.project === project && last.found === found && !last.isOpen && last.isSelfContained;
}
