/** "Show CI/CD Variables to Set": a checklist of what the project's settings in GitLab must have. */
import * as vscode from 'vscode';
import { toRange } from './places.ts';
import type { ProtocolLocation, ServerAccess } from './server-access.ts';

interface VariableToSet {
  readonly name: string;
  readonly type: 'variable' | 'file';
  readonly masked: boolean;
  readonly protected: boolean;
  readonly base64: boolean;
  readonly declared: boolean;
  readonly notes: readonly string[];
  readonly uses: readonly { readonly job: string; readonly location: ProtocolLocation }[];
}

interface ProjectVariables {
  readonly root: string;
  readonly variables: readonly VariableToSet[];
}

type Row =
  | { readonly kind: 'project'; readonly project: ProjectVariables }
  | { readonly kind: 'variable'; readonly root: string; readonly variable: VariableToSet }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'use'; readonly job: string; readonly location: ProtocolLocation };

const VIEW = 'pipewright.variables';
const DONE = 'pipewright.variables.done';

export function registerVariablesView(
  context: vscode.ExtensionContext,
  server: ServerAccess,
): vscode.Disposable {
  const checklist = new Checklist(context.workspaceState, server);
  const view = vscode.window.createTreeView<Row>(VIEW, {
    treeDataProvider: checklist,
    manageCheckboxStateManually: true,
  });
  return vscode.Disposable.from(
    view,
    checklist,
    view.onDidChangeCheckboxState(({ items }) => checklist.check(items)),
    server.onDidUpdate(() => view.visible && checklist.refresh()),
    vscode.commands.registerCommand('pipewright.showVariables', async () => {
      await vscode.commands.executeCommand('setContext', 'pipewright.showsVariables', true);
      checklist.refresh();
      await vscode.commands.executeCommand(`${VIEW}.focus`);
    }),
    vscode.commands.registerCommand('pipewright.copyVariables', async () => {
      await vscode.env.clipboard.writeText(await checklist.asMarkdown());
      void vscode.window.setStatusBarMessage('The list of CI/CD variables is copied.', 3000);
    }),
    vscode.commands.registerCommand('pipewright.openVariableUse', ({ uri, range }: ProtocolLocation) =>
      vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: toRange(range) }),
    ),
  );
}

class Checklist implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #server: ServerAccess;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(memory: vscode.Memento, server: ServerAccess) {
    this.#memory = memory;
    this.#server = server;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Remembers what is done, for this workspace. */
  check(items: readonly (readonly [Row, vscode.TreeItemCheckboxState])[]): void {
    const done = new Set(this.#done());
    for (const [row, state] of items) {
      if (row.kind !== 'variable') continue;
      if (state === vscode.TreeItemCheckboxState.Checked) done.add(keyOf(row));
      else done.delete(keyOf(row));
    }
    void this.#memory.update(DONE, [...done]);
    this.refresh();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (!row) {
      const projects = await this.#projects();
      if (projects.length === 1) return variablesOf(projects[0]!);
      return projects.map((project) => ({ kind: 'project', project }));
    }
    if (row.kind === 'project') return variablesOf(row.project);
    if (row.kind !== 'variable') return [];
    return [
      ...row.variable.notes.map((text): Row => ({ kind: 'note', text })),
      ...row.variable.uses.map((use): Row => ({ kind: 'use', ...use })),
    ];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    switch (row.kind) {
      case 'project':
        return new vscode.TreeItem(
          vscode.workspace.asRelativePath(vscode.Uri.parse(row.project.root)),
          vscode.TreeItemCollapsibleState.Expanded,
        );
      case 'variable':
        return this.#variableItem(row);
      case 'note': {
        const item = new vscode.TreeItem(row.text);
        item.iconPath = new vscode.ThemeIcon('info');
        item.tooltip = row.text;
        return item;
      }
      case 'use':
        return useItem(row);
    }
  }

  async asMarkdown(): Promise<string> {
    const done = new Set(this.#done());
    const projects = await this.#projects();
    return projects
      .map(({ root, variables }) => {
        const lines = variables.map((variable) => {
          const mark = done.has(keyOf({ root, variable })) ? 'x' : ' ';
          const jobs = [...new Set(variable.uses.map(({ job }) => `\`${job}\``))].join(', ');
          return `- [${mark}] \`${variable.name}\`: ${traitsOf(variable).join(', ')}; used by ${jobs}`;
        });
        return `CI/CD variables to set (Settings > CI/CD > Variables)\n\n${lines.join('\n')}\n`;
      })
      .join('\n');
  }

  #variableItem({ root, variable }: Extract<Row, { kind: 'variable' }>): vscode.TreeItem {
    const item = new vscode.TreeItem(variable.name, vscode.TreeItemCollapsibleState.Collapsed);
    const isDone = this.#done().includes(keyOf({ root, variable }));
    item.id = keyOf({ root, variable });
    item.description = traitsOf(variable).join(', ');
    item.checkboxState = {
      state: isDone ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: isDone ? 'Set' : 'Not set yet',
    };
    item.tooltip = [
      'Settings > CI/CD > Variables',
      ...variable.notes,
      ...(variable.declared ? ['.pipewright.yml tells of it.'] : []),
    ].join('\n');
    return item;
  }

  async #projects(): Promise<readonly ProjectVariables[]> {
    return (await this.#server.ask<ProjectVariables[]>('pipewright/requiredVariables', {})) ?? [];
  }

  #done(): readonly string[] {
    return this.#memory.get<string[]>(DONE, []);
  }
}

function keyOf({ root, variable }: { readonly root: string; readonly variable: VariableToSet }): string {
  return `${root} ${variable.name}`;
}

function variablesOf({ root, variables }: ProjectVariables): Row[] {
  return variables.map((variable) => ({ kind: 'variable', root, variable }));
}

function traitsOf(variable: VariableToSet): string[] {
  return [
    variable.type === 'file' ? 'type file' : 'type variable',
    ...(variable.masked ? ['masked'] : []),
    ...(variable.protected ? ['protected'] : []),
    ...(variable.base64 ? ['base64'] : []),
  ];
}

function useItem({ job, location }: Extract<Row, { kind: 'use' }>): vscode.TreeItem {
  const uri = vscode.Uri.parse(location.uri);
  const item = new vscode.TreeItem(
    `${vscode.workspace.asRelativePath(uri)}:${location.range.start.line + 1}`,
  );
  item.description = job;
  item.iconPath = new vscode.ThemeIcon('go-to-file');
  item.command = { title: 'Open', command: 'pipewright.openVariableUse', arguments: [location] };
  return item;
}
