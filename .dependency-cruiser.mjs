/** Which folder may import which. Each rule's comment tells the offender what to do instead. */
const folder = (name) => `^${name}(/|[.]ts$)`;

/** A rule: files in `from` may import nothing of this project but `allowed`. */
const mayImport = (from, allowed, comment) => ({
  name: `${from}-imports`,
  severity: 'error',
  comment,
  from: { path: folder(from) },
  to: {
    path: '^(bin|core|adapters|lib|lambda|host|web|client|verify|cli|drill|torture|test)/',
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
    mayImport('web', ['core', 'adapters'], 'pages show what they are given; whoever serves them brings it.'),
    mayImport(
      'cli',
      ['core', 'adapters', 'host', 'web', 'drill'],
      'commands compose; nothing below imports them.',
    ),
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
    mayImport(
      'lib',
      ['core'],
      'a construct names functions by their folder and what they share by core/wire.ts; it never runs them.',
    ),
    mayImport(
      'lambda',
      ['core', 'adapters', 'host/deployment', 'host/protect-memory', 'web'],
      'a function runs flows over adapters, or serves the pages of web/; nothing of it is built with constructs.',
    ),
    {
      name: 'functions-apart',
      severity: 'error',
      comment: 'each function is a bundle of its own: what two of them share lies in lambda/shared/.',
      from: { path: '^lambda/([^/]+)/' },
      to: { path: '^lambda/', pathNot: ['^lambda/$1/', '^lambda/shared/'] },
    },
    {
      name: 'constructs-only-in-lib',
      severity: 'error',
      comment: 'the CDK is for what is deployed, not for what runs: keep it in lib/ and bin/app.ts.',
      from: { pathNot: '^(lib/|bin/app\\.ts|test/)' },
      to: { path: 'node_modules/(aws-cdk-lib|constructs)/' },
    },
    mayImport('bin', ['cli', 'lib', 'host/daemon', 'adapters/config-file'], 'a launcher only launches.'),
    {
      name: 'adapters-apart',
      severity: 'error',
      comment: 'adapters do not know one another: compose them in host/, or share through core/.',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: ['^adapters/$1/', '^adapters/(files|aws-call)/'] },
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
      from: { orphan: true, pathNot: '^(bin|client|lambda/[^/]+/index)' },
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
      comment:
        'shipped code may not need a development dependency; the AWS clients are built into what uses them, and the CDK is of the project that deploys.',
      from: {},
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/(@types|@aws-sdk|aws-cdk-lib|constructs)/',
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
