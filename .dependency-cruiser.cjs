/** Who may import whom. docs/architecture.md explains the arrows. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(domain|workflows|activities|ledger|mail|papers|engine|worker|office|client|bench|test)/',
    pathNot: `^(${allowed.join('|')})[./]`,
  },
});

/** Layers of a folder, lowest first: code of one imports neither the layers above it nor the files of the folder itself. */
const above = (folder, floors) =>
  floors.map((floor, n) => ({
    name: `${folder}-${floor}-imports-downwards`,
    severity: 'error',
    from: { path: `^${folder}/${floor}/` },
    to: {
      path: `^${folder}/`,
      pathNot: `^${folder}/(${floors.slice(0, n + 1).join('|')})/`,
      dependencyTypesNot: ['type-only'],
    },
  }));

/** The same for types too, where a floor is a part of the rules: what names the parts above it would turn in a circle. */
const floorsOf = (folder, floors) =>
  floors.slice(0, -1).map((floor, n) => ({
    name: `${folder}-${floor}-knows-nothing-above`,
    severity: 'error',
    from: { path: `^${folder}/${floor}/` },
    to: { path: `^${folder}/(${floors.slice(n + 1).join('|')})/` },
  }));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('domain-imports-nobody', 'domain', ['domain']),
    ...floorsOf('domain', [
      'journal',
      'calendar',
      'roster',
      'notice',
      'item',
      'ladder',
      'plan',
      'digest',
      'forecast',
      'unaccounted',
      'view',
    ]),
    {
      name: 'domain-packages',
      severity: 'error',
      from: { path: '^domain/', pathNot: '^domain/item/' },
      to: {
        dependencyTypes: ['npm', 'core', 'npm-dev'],
        pathNot: '(node_modules/(@types/)?(luxon|canonicalize|opencc-js)/|^crypto$|^node:crypto$)',
      },
    },
    {
      // The schema of a command stands in its entry, whose types follow from it: docs/decisions/0007.
      name: 'domain-item-packages',
      severity: 'error',
      from: { path: '^domain/item/' },
      to: {
        dependencyTypes: ['npm', 'core', 'npm-dev'],
        pathNot: '(node_modules/zod/)',
      },
    },
    only('ledger', 'ledger', ['ledger', 'domain']),
    ...above('ledger', [
      'database',
      'journal',
      'items',
      'office',
      'log',
      'access',
      'notices',
      'mails',
      'record',
      'upkeep',
    ]),
    only('mail', 'mail', ['mail', 'domain']),
    only('activities', 'activities', ['activities', 'domain', 'ledger', 'mail']),
    only('engine', 'engine', ['engine', 'domain/problem']),
    only('workflows', 'workflows', ['workflows', 'activities', 'domain', 'ledger']),
    {
      name: 'workflows-types-only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '^(activities|domain|ledger)/',
        // Plain numbers that bring nothing with them.
        pathNot: '^domain/measures[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    only('papers', 'papers', ['papers', 'domain']),
    only('office', 'office', ['office', 'domain', 'ledger', 'mail', 'papers', 'engine', 'workflows']),
    only('client', 'client', [
      'client',
      'office',
      'domain',
      'ledger',
      'mail',
      'papers',
      'engine',
      'workflows',
    ]),
    {
      name: 'only-the-command-line-imports-itself',
      comment: 'what a second front end would need belongs one level up',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/cli/' },
      to: { path: '^client/cli/' },
    },
    {
      name: 'no-views-in-worker',
      comment: 'commands that need workers answer with data; the command line words it',
      severity: 'error',
      from: { path: '^worker/' },
      to: { path: '^client/cli/(views|verbs|table|program)' },
    },
    {
      name: 'main-runs-the-command-line',
      severity: 'error',
      from: { path: '^worker/', pathNot: '^worker/main[.]ts$' },
      to: { path: '^client/cli/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-worker',
      severity: 'error',
      from: { pathNot: '^(worker|test|bench)/' },
      to: { path: '^worker/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
};
