/** Which folder may import which. Each rule's comment tells the offender what to do instead. */
const folder = (name) => `^${name}/`;

/** A rule: files in `from` may import nothing of this project but `allowed`. */
const mayImport = (from, allowed, comment) => ({
  name: `${from}-imports`,
  severity: 'error',
  comment,
  from: { path: folder(from) },
  to: {
    path: '^(bin|core|adapters|host|client|verify|cli|drill|torture|test)/',
    pathNot: [from, ...allowed].map(folder),
  },
});

export default {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core has no effects: declare a port in core/ports.ts and implement it in adapters/.',
      from: { path: '^core/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'schema-library-only-in-config',
      severity: 'error',
      comment: 'zod parses the declaration in core/config; elsewhere take parsed values.',
      from: { path: '^core/', pathNot: '^core/config/' },
      to: { path: 'node_modules/zod/' },
    },
    mayImport('core', [], 'core imports nothing but itself: move the effect behind a port.'),
    mayImport('adapters', ['core'], 'an adapter implements ports of core and knows nobody else.'),
    mayImport(
      'host',
      ['core', 'adapters'],
      'the host runs flows over adapters; commands call it, not the reverse.',
    ),
    mayImport('cli', ['core', 'adapters', 'host', 'drill'], 'commands compose; nothing below imports them.'),
    mayImport('drill', ['core', 'adapters', 'host'], 'the drill drives the real programs from outside.'),
    mayImport(
      'torture',
      ['core', 'adapters', 'host', 'drill', 'test/support'],
      'the torture rig runs flows and real programs over fakes; nothing that ships imports it.',
    ),
    mayImport('client', [], 'the published client stands alone: it speaks HTTP and nothing else.'),
    mayImport(
      'verify',
      [],
      'the verification kit stands alone: workers bundle it, so it has jose and nothing else.',
    ),
    {
      name: 'verify-runs-anywhere',
      severity: 'error',
      comment: 'the verification kit runs where there is no Node: use what the web platform has, and jose.',
      from: { path: '^verify/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/jose/' },
    },
    mayImport('bin', ['cli'], 'a launcher only launches.'),
    {
      name: 'adapters-apart',
      severity: 'error',
      comment: 'adapters do not know one another: compose them in host/, or share through core/.',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: ['^adapters/$1/', '^adapters/files/'] },
    },
    {
      name: 'commands-apart',
      severity: 'error',
      comment: 'a command never imports another: move what they share to cli/.',
      from: { path: '^cli/commands/([^/]+)/' },
      to: { path: '^cli/commands/', pathNot: '^cli/commands/$1/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'break the circle by moving the shared part down; a circle through a type alone is none at run time.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'nothing imports this file: delete it or wire it in.',
      from: { orphan: true, pathNot: '^(bin|client)/' },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'the import points nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      comment: 'shipped code may not need a development dependency.',
      from: {},
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
