/**
 * The borders of docs/architecture.md, checked: folders of server/src import downwards only, the core knows no
 * Node and no editor, and there are no cycles.
 */
const below = {
  text: [],
  yaml: ['text'],
  shell: ['text'],
  envsubst: ['text'],
  dockerfile: ['text'],
  schema: ['text', 'yaml'],
  gitlab: ['text', 'yaml', 'shell'],
  kubernetes: ['text', 'yaml', 'envsubst', 'schema'],
  delivery: ['text', 'yaml', 'shell', 'envsubst', 'schema', 'gitlab', 'kubernetes', 'dockerfile'],
};
below.project = [...Object.keys(below)];
below.rules = [...below.project, 'project'];
below.scaffold = [...below.project, 'project', 'rules'];
below.features = [...below.project, 'project', 'rules', 'scaffold'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-node-in-the-core',
      severity: 'error',
      from: { path: `^server/src/(${Object.keys(below).join('|')})/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-editor-in-the-server',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^(vscode$|vscode-languageclient)' },
    },
    {
      name: 'protocol-in-lsp-only',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(lsp|cli|features)/' },
      to: { path: 'node_modules/vscode-languageserver' },
    },
    {
      name: 'client-and-server-apart',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^server/src/' },
    },
    ...Object.entries(below).map(([folder, allowed]) => ({
      name: `${folder}-imports-downwards`,
      severity: 'error',
      from: { path: `^server/src/${folder}/` },
      to: { path: '^server/src/', pathNot: `^server/src/(${[folder, ...allowed].join('|')})/` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(dist|generated)/' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
