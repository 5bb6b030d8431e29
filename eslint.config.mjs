import tseslint from 'typescript-eslint';

const forbid = (patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
});

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'var/**',
      'test/mutants/**',
      'bench/peers/**',
      '**/*.cjs',
      '**/*.mjs',
      'client/console/assets/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    files: ['{domain,workflows,activities,ledger,mail,papers,engine,worker,office,client}/**/*.{ts,tsx}'],
    rules: { 'max-lines': ['error', 300] },
  },
  {
    files: ['domain/**/*.ts', 'workflows/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'Date', property: 'now' }],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'no host clock here' },
      ],
    },
  },
  // Columns are listed: what a later release adds to a table is not asked for under a statement that is kept prepared.
  {
    files: ['ledger/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', { property: 'selectAll', message: 'list the columns' }] },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: forbid([
      { group: ['node:*', 'fs', 'path', 'crypto', 'os'], message: 'workflow code has no Node modules' },
      {
        group: ['../activities/*', '../domain/**', '../ledger/*', '!../domain/measures'],
        allowTypeImports: true,
        message: 'workflows see activities and domain as types only',
      },
    ]),
  },
  // The one place that reads the clock of the sandbox, which is the workflow's own.
  { files: ['workflows/clock.ts'], rules: { 'no-restricted-properties': 'off' } },
);
