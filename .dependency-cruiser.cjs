/** Who may import whom. The reasons stand in docs/architecture.md. */
const packages = ['contracts', 'engine', 'solver', 'reports', 'demo', 'server', 'ui'];
const only = (name, allowed) => ({
  name: `${name}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^${name}/src` },
  to: { path: `^(${packages.filter((other) => other !== name && !allowed.includes(other)).join('|')})/` },
});
const test = '\\.test\\.ts$|/testing/';
const driver = (name, pattern, home) => ({
  name: `${name}-in-one-place`,
  severity: 'error',
  comment: `Only ${home} talks to ${name}.`,
  from: { pathNot: `${home}|${test}` },
  to: { path: `^node_modules/${pattern}/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'A Svelte component may draw itself again: trees are drawn so.', from: { pathNot: `${test}|\\.svelte$` }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    only('contracts', []),
    only('engine', ['contracts']),
    only('solver', ['contracts']),
    only('reports', ['contracts']),
    only('demo', ['contracts']),
    only('server', ['contracts', 'engine', 'solver', 'reports', 'demo']),
    only('ui', ['contracts', 'engine', 'reports']),
    { name: 'page-takes-charts-and-light-statistics', severity: 'error', from: { path: '^ui/src', pathNot: test }, to: { path: '^reports/src', pathNot: '^reports/src/(charts/|wording/|report-sections/|explore/period-days\\.ts|stats/(power|result)\\.ts)' } },
    { name: 'engine-in-the-studio-alone', severity: 'error', comment: 'No other page pays for the engine.', from: { path: '^ui/src', pathNot: `^ui/src/features/studio/|${test}` }, to: { path: '^engine/src', dependencyTypesNot: ['type-only'] } },
    {
      name: 'pure-packages-touch-nothing',
      severity: 'error',
      comment: 'No clock, files, network or process: time, seed and data are arguments.',
      from: { path: '^(contracts|engine|solver|reports|demo)/src', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'contracts-depend-on-typebox-alone', severity: 'error', from: { path: '^contracts/src', pathNot: test }, to: { path: '^node_modules/', pathNot: '^node_modules/typebox/' } },
    driver('glpk.js', 'glpk\\.js', 'solver/src/glpk\\.ts'),
    driver('ClickHouse', '(@clickhouse|chdb)', 'server/src/adapters/clickhouse/'),
    driver('PostgreSQL', '(pg|@electric-sql)', 'server/src/adapters/(postgres|jobs|sql-sources)/'),
    driver('Redis', 'ioredis', 'server/src/adapters/(hot-state|jobs)/'),
    driver('LMDB', 'lmdb', 'server/src/adapters/hot-state/'),
    driver('onnxruntime', 'onnxruntime-(node|common)', 'server/src/adapters/onnx/'),
    driver('undici', 'undici', 'server/src/adapters/http-client/'),
    driver('nodemailer', 'nodemailer', 'server/src/adapters/delivery/'),
    driver('aws4fetch', 'aws4fetch', 'server/src/adapters/delivery/'),
    driver('PDFKit', '(pdfkit|write-excel-file|@resvg)', 'server/src/adapters/report-files/'),
    driver('BullMQ', 'bullmq', 'server/src/adapters/jobs/'),
    {
      name: 'features-meet-at-their-api',
      severity: 'error',
      comment: 'A feature uses another one through its api.ts.',
      from: { path: '^server/src/features/([^/]+)/', pathNot: test },
      to: { path: '^server/src/features/([^/]+)/', pathNot: '^server/src/features/$1/|/api\\.ts$' },
    },
    {
      name: 'adapters-only-in-the-composition-root',
      severity: 'error',
      from: { path: '^server/src/(features|http)/', pathNot: test },
      to: { path: '^server/src/adapters/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'require', 'node', 'default'] },
  },
};
