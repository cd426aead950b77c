import type { NodeKindName } from '@arbiter/contracts';
import Bot from '@lucide/svelte/icons/bot';
import Braces from '@lucide/svelte/icons/braces';
import Calculator from '@lucide/svelte/icons/calculator';
import CircleStop from '@lucide/svelte/icons/circle-stop';
import Code from '@lucide/svelte/icons/code';
import Database from '@lucide/svelte/icons/database';
import FlaskConical from '@lucide/svelte/icons/flask-conical';
import Globe from '@lucide/svelte/icons/globe';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import LogIn from '@lucide/svelte/icons/log-in';
import Repeat from '@lucide/svelte/icons/repeat';
import Scale from '@lucide/svelte/icons/scale';
import Send from '@lucide/svelte/icons/send';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Split from '@lucide/svelte/icons/split';
import type { Component } from 'svelte';
import { nodeBeginnings } from './node-beginnings.js';
import type { NodeEditorProps } from './node-editor.js';
import { rulesSummary } from './rules/rules-summary.js';
import { nodeSummary } from './node-summaries.js';

export type NodeGroup = 'flow' | 'logic' | 'data' | 'contact';

/** What the studio knows of a kind of node. Names and what they are for stand in the messages: `studioNodes.kind-branch`, `studioNodes.about-branch`. */
export interface NodeKind {
  kind: NodeKindName;
  group: NodeGroup;
  icon: Component<{ class?: string; 'aria-hidden'?: 'true' }>;
  /** What a new node begins with; it may be incomplete, the check then says what is missing. */
  begin: () => unknown;
  /** A few words of the settings for the node's card on the canvas; empty where there is nothing to say yet. */
  summary: (settings: unknown) => string;
  load: () => Promise<{ default: Component<NodeEditorProps> }>;
}

const json = () => import('./JsonNodeEditor.svelte');

/** Every kind, in the order of the palette. */
export const nodeKindList: readonly NodeKind[] = [
  { kind: 'input', group: 'flow', icon: LogIn, begin: nodeBeginnings.input, summary: (settings) => nodeSummary('input', settings), load: json },
  { kind: 'branch', group: 'flow', icon: Split, begin: nodeBeginnings.branch, summary: (settings) => nodeSummary('branch', settings), load: () => import('./branch/BranchEditor.svelte') },
  { kind: 'ab-test', group: 'flow', icon: FlaskConical, begin: nodeBeginnings['ab-test'], summary: (settings) => nodeSummary('ab-test', settings), load: () => import('./ab-test/AbTestEditor.svelte') },
  { kind: 'loop', group: 'flow', icon: Repeat, begin: nodeBeginnings.loop, summary: (settings) => nodeSummary('loop', settings), load: () => import('./loop/LoopEditor.svelte') },
  { kind: 'sub-process', group: 'flow', icon: Braces, begin: nodeBeginnings['sub-process'], summary: (settings) => nodeSummary('sub-process', settings), load: () => import('./sub-process/SubProcessEditor.svelte') },
  { kind: 'output', group: 'flow', icon: CircleStop, begin: nodeBeginnings.output, summary: (settings) => nodeSummary('output', settings), load: () => import('./output/OutputEditor.svelte') },
  { kind: 'rules', group: 'logic', icon: ListOrdered, begin: nodeBeginnings.rules, summary: rulesSummary, load: () => import('./rules/RulesEditor.svelte') },
  { kind: 'calculate', group: 'logic', icon: Calculator, begin: nodeBeginnings.calculate, summary: (settings) => nodeSummary('calculate', settings), load: () => import('./calculate/CalculateEditor.svelte') },
  { kind: 'model', group: 'logic', icon: Bot, begin: nodeBeginnings.model, summary: (settings) => nodeSummary('model', settings), load: () => import('./model/ModelEditor.svelte') },
  { kind: 'python', group: 'logic', icon: Code, begin: nodeBeginnings.python, summary: (settings) => nodeSummary('python', settings), load: () => import('./python/PythonEditor.svelte') },
  { kind: 'sql', group: 'data', icon: Database, begin: nodeBeginnings.sql, summary: (settings) => nodeSummary('sql', settings), load: () => import('./sql/SqlEditor.svelte') },
  { kind: 'http', group: 'data', icon: Globe, begin: nodeBeginnings.http, summary: (settings) => nodeSummary('http', settings), load: () => import('./http/HttpEditor.svelte') },
  { kind: 'arbitrate', group: 'contact', icon: Scale, begin: nodeBeginnings.arbitrate, summary: (settings) => nodeSummary('arbitrate', settings), load: () => import('./arbitrate/ArbitrateEditor.svelte') },
  { kind: 'contact-policy', group: 'contact', icon: ShieldCheck, begin: nodeBeginnings['contact-policy'], summary: (settings) => nodeSummary('contact-policy', settings), load: () => import('./contact-policy/ContactPolicyEditor.svelte') },
  { kind: 'channel', group: 'contact', icon: Send, begin: nodeBeginnings.channel, summary: (settings) => nodeSummary('channel', settings), load: () => import('./channel/ChannelEditor.svelte') },
];

const byKind = new Map(nodeKindList.map((kind) => [kind.kind, kind]));

export const nodeKindOf = (kind: NodeKindName): NodeKind => byKind.get(kind)!;
