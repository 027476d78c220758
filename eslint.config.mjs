import js from '@eslint/js';
import typescript from 'typescript-eslint';

const core = [
  'text',
  'yaml',
  'shell',
  'envsubst',
  'dockerfile',
  'schema',
  'gitlab',
  'kubernetes',
  'delivery',
  'project',
  'rules',
  'features',
  'scaffold',
];

export default typescript.config(
  {
    ignores: [
      '**/dist/',
      '**/generated/',
      '.tsbuild/',
      '**/node_modules/',
      'examples/',
      'test/**/fixtures/',
      'test/differential/pipelines/',
      'test/scaffold/projects/',
    ],
  },
  js.configs.recommended,
  ...typescript.configs.strict,
  {
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'No default exports: a name is the same everywhere.',
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    // The core runs in a browser worker too: nothing of Node in it.
    files: core.map((folder) => `server/src/${folder}/**/*.ts`),
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        '__dirname',
        '__filename',
        'require',
        'window',
        'document',
      ],
    },
  },
  {
    files: ['*.config.{js,ts}', '**/*.mjs', '**/*.cjs', 'server/lazy-crypto.js', 'server/browser-buffer.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        module: 'readonly',
        require: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
        TextEncoder: 'readonly',
      },
    },
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Functions in it run in the page.
    files: ['test/editor/rig/workbench.mjs'],
    languageOptions: { globals: { document: 'readonly' } },
  },
  {
    // It exists to call `require` late.
    files: ['server/lazy-crypto.js', 'server/browser-buffer.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
