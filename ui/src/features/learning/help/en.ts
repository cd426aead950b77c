import type { HelpId, HelpTopic } from './help-topic.js';

export const help: Record<HelpId, HelpTopic> = {
  home: {
    title: 'Home',
    text: 'What is going on, and which step is next: from data to report.',
    steps: [
      'The steps in the middle lead to where your latest campaign stands.',
      'The demo company may be changed freely; your own data is added beside it.',
      'Sections are on the left: campaigns, strategies, reporting. The button at the bottom folds the menu.',
    ],
    terms: ['campaign', 'optimiser'],
  },
  data: {
    title: 'Data',
    text: 'What is known of customers: datasets, how much there is of each, attributes.',
    steps: [
      'Import a CSV file: encoding, separator and types are found; rows with faults come back as a file.',
      'An attribute that is imported can be used in audiences, rules and reports at once.',
    ],
  },
  imports: {
    title: 'Importing data',
    text: 'A file becomes rows of a dataset.',
    steps: [
      'Choose a file, or one that lies in the folder of imports.',
      'Match columns with fields: those spelled alike are matched already.',
      'Look at the first rows and begin. The same file twice doubles nothing.',
    ],
  },
  catalogue: {
    title: 'Catalogue',
    text: 'Actions, channels and what they cost: campaigns are made of them.',
    steps: [
      'Add an action: channel, stage, cost.',
      'What nobody uses can be deleted.',
    ],
  },
  campaigns: {
    title: 'Campaigns',
    text: 'Campaigns and the state that each is in.',
    steps: [
      '“New campaign” leads through the steps: audience, actions, objective, constraints, control group.',
      'A launched campaign has a report: the link is in its row.',
    ],
    terms: ['campaign', 'control-group'],
  },
  campaign: {
    title: 'Campaign',
    text: 'Whom, what, for which objective and within which limits.',
    steps: [
      'The audience is counted while you write its conditions.',
      'A constraint can be soft: give the price of breaking it.',
      'Once there are no faults, start the run.',
    ],
    terms: ['campaign', 'optimiser', 'contact-policy', 'control-group'],
  },
  plan: {
    title: 'Plan',
    text: 'Who gets what, and how near to the best the plan is.',
    steps: [
      'The gap says how much more could be gained at most.',
      '“What limits me” shows the price of each constraint.',
      'Where no plan is possible, the constraints that collide are named, with the smallest relaxation.',
    ],
    terms: ['optimiser'],
  },
  launch: {
    title: 'Launch',
    text: 'An approved plan becomes contacts.',
    steps: [
      'The control group is fixed at launch and is in no list.',
      'Lists by channel can be taken again: they are the same.',
      'A campaign can be paused and resumed.',
    ],
    terms: ['control-group', 'contact-policy'],
  },
  'campaign-report': {
    title: 'Report of a campaign',
    text: 'What changed in the target group against the control group.',
    steps: [
      'The verdict stands on top in words; below are chart, table and method.',
      'Cuts and filters are on top; a click on a bar filters by it.',
      'SQL, CSV, XLSX and PDF come from the menu.',
    ],
    terms: ['control-group', 'confidence-interval'],
  },
  reports: {
    title: 'Reports',
    text: 'Effect of campaigns, global control group, reports by mail.',
    steps: [
      'Open a campaign to see its effect.',
      'The global control group shows the effect of all campaigns together.',
      'A report can be sent on a schedule.',
    ],
    terms: ['control-group', 'confidence-interval'],
  },
  boards: {
    title: 'Boards',
    text: 'Sets of charts, ready ones and your own.',
    steps: [
      'A click on a chart filters all tiles by it.',
      '“Edit” lets you arrange tiles with the mouse or the arrow keys.',
      'A question from “Explore” can be pinned to a board.',
    ],
  },
  explore: {
    title: 'Explore',
    text: 'A question of your own, by mouse or in SQL.',
    steps: [
      'Choose a dataset, a measure and a dimension.',
      'A question can be saved and pinned to a board.',
      'SQL only reads, within limits of time and rows.',
    ],
  },
  decisions: {
    title: 'Decisions',
    text: 'Answers in real time, and cards of customers.',
    steps: [
      'Try a decision for a customer: the answer comes with its reasons.',
      'Look a customer up to see their history.',
      'A recorded decision can be repeated with its trace.',
    ],
    terms: ['reason-code', 'replay'],
  },
  'real-time': {
    title: 'Real time',
    text: 'Placements, contact policy, events and delivery.',
    steps: [
      'Each document has versions: an earlier one can be brought back.',
      'The contact policy is tested on its own page.',
    ],
    terms: ['contact-policy'],
  },
  'rule-sets': {
    title: 'Rules of campaigns',
    text: 'Rule sets that campaigns use.',
    steps: [
      'Conditions are built of fields, comparisons and values, and read in words beside.',
      'Try a rule on an example: you see what fired, and why.',
    ],
    terms: ['rule-set'],
  },
  projects: {
    title: 'Projects',
    text: 'What analysts draw: strategies, rules, tables, scorecards, models.',
    steps: [
      '“New project” offers three templates: marketing, collection, insurance. A template works at once.',
      'Filter by status, tag and owner; the filter stays in the address.',
      'The menu of a row exports to a file, copies, archives.',
    ],
    terms: ['project', 'template', 'strategy'],
  },
  project: {
    title: 'Project',
    text: 'The items of a project and the state of each.',
    steps: [
      '“Add” makes a strategy, a rule set, a table, a scorecard, a tree or a model.',
      'A red mark counts the faults of a draft, a blue one is the latest version.',
      'Who changed what stands below.',
    ],
    terms: ['project', 'draft', 'version'],
  },
  strategy: {
    title: 'Strategy',
    text: 'Here a decision is drawn, tested and registered.',
    steps: [
      'Describe inputs and outputs on the tab “Data model”.',
      'Add a node from the palette or by “+” at a free way out, and lead the way out to the next node.',
      'Choose a node: its settings are on the right, faults are marked on its card.',
      'The tab of tests runs an example: the path lights up, values stand on the edges.',
      'The draft saves itself. Undo has no limit: Ctrl+Z. “?” lists all keys.',
      'Once there are no faults, register a version and publish it.',
    ],
    terms: ['strategy', 'node', 'way-out', 'data-model', 'feel', 'test-case', 'coverage', 'error-policy', 'ab-test'],
  },
  content: {
    title: 'Rules, tables, models',
    text: 'What a strategy decides with, apart from it.',
    steps: [
      'The draft saves itself; strategies use registered versions.',
      'Try an example: you see which rules fired.',
      'Tables are exchanged with spreadsheets by the clipboard and as XLSX, CSV and DMN files.',
    ],
    terms: ['rule-set', 'decision-table', 'scorecard', 'decision-tree', 'hit-policy', 'gap-overlap'],
  },
  publications: {
    title: 'Publications',
    text: 'What answers calls: how many, how fast, with which decisions.',
    steps: [
      'Figures are counted from recorded decisions and renew themselves.',
      'Stopping works at once, a rollback brings earlier settings back; no call is lost.',
      'Promotion from test to production takes the versions along.',
    ],
    terms: ['publication', 'environment', 'rollback'],
  },
  'new-publication': {
    title: 'New publication',
    text: 'A version gets a name and begins to answer.',
    steps: [
      'Choose a strategy and its version, name the endpoint.',
      'Two versions with shares make an A/B test: the key decides which one answers.',
      'Begin in test: one click promotes to production.',
    ],
    terms: ['publication', 'environment', 'champion'],
  },
  publication: {
    title: 'Publication',
    text: 'Figures, settings, sandbox, history.',
    steps: [
      'The sandbox calls the real endpoint and shows the curl command.',
      'The history shows what changed; any settings can be brought back.',
      'A decision of the list opens with its path on the graph.',
    ],
    terms: ['publication', 'rollback', 'trace', 'replay'],
  },
  repository: {
    title: 'Repository',
    text: 'Registered strategies, sub-processes, rules and models.',
    steps: [
      'Filter by kind, project and status.',
      'A card shows versions, schema, tests, users and publications.',
    ],
    terms: ['version', 'sub-process'],
  },
  card: {
    title: 'Card',
    text: 'All of one registered item.',
    steps: [
      'The graph of dependencies shows what it is made of and who uses it.',
      'Compare two versions: differences are marked on the graph and listed in words.',
      'Publish it or open it in the studio from here.',
    ],
    terms: ['version', 'sub-process', 'test-case'],
  },
  compare: {
    title: 'Comparison',
    text: 'How two versions differ.',
    steps: [
      'Choose versions on the left and on the right; the draft will do too.',
      'Differences stand by node; a click shows the place on the graph.',
    ],
    terms: ['version'],
  },
  checks: {
    title: 'Manual checks',
    text: 'A queue of decisions that a person should look at.',
    steps: [
      '“Take the next” gives the first free check: two people never get the same one.',
      'A queue has settings: which decisions, the deadline, who confirms, verdicts and reasons.',
      'What is overdue says so in words and colour.',
    ],
    terms: ['manual-check', 'reason-code'],
  },
  check: {
    title: 'A check',
    text: 'Evidence and a verdict on one case.',
    steps: [
      'Take the check: while you have it, nobody else can decide it.',
      'Put notes and links to evidence beside it.',
      'The verdict and its reason become a label for models. Where much is at stake a second person confirms.',
    ],
    terms: ['manual-check', 'reason-code'],
  },
  learn: {
    title: 'Learning',
    text: 'Tours, examples and the glossary.',
    steps: [
      'A tour leads through the real screens with the data of the demo company.',
      'Every screen has help: the question mark at the top.',
    ],
    terms: ['strategy', 'optimiser'],
  },
  settings: {
    title: 'Settings',
    text: 'Appearance, people, API keys, the audit trail.',
    steps: [
      'Theme and density are yours alone.',
      'An API key is shown once: keep it at once.',
    ],
  },
};
