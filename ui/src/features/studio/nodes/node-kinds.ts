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
import type { NodeEditorProps } from './node-editor.js';

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
const none = () => '';

/** Every kind, in the order of the palette. */
export const nodeKindList: readonly NodeKind[] = [
  { kind: 'input', group: 'flow', icon: LogIn, begin: () => ({}), summary: none, load: json },
  { kind: 'branch', group: 'flow', icon: Split, begin: () => ({ branches: [{ port: 'yes', condition: '' }] }), summary: none, load: json },
  { kind: 'ab-test', group: 'flow', icon: FlaskConical, begin: () => ({ key: '', salt: 'v1', arms: [{ port: 'champion', share: 9000, champion: true }, { port: 'challenger', share: 1000 }] }), summary: none, load: json },
  { kind: 'loop', group: 'flow', icon: Repeat, begin: () => ({ list: '', element: 'element', body: { nodes: [], edges: [] } }), summary: none, load: json },
  { kind: 'sub-process', group: 'flow', icon: Braces, begin: () => ({ strategy: { kind: 'strategy', id: '', version: 1 }, inputs: [], outputs: [] }), summary: none, load: json },
  { kind: 'output', group: 'flow', icon: CircleStop, begin: () => ({ assignments: [] }), summary: none, load: json },
  { kind: 'rules', group: 'logic', icon: ListOrdered, begin: () => ({ content: { kind: 'decision-table', document: { hitPolicy: 'F', inputs: [], outputs: [], rules: [] } }, results: [] }), summary: none, load: json },
  { kind: 'calculate', group: 'logic', icon: Calculator, begin: () => ({ assignments: [{ name: '', value: '' }] }), summary: none, load: json },
  { kind: 'model', group: 'logic', icon: Bot, begin: () => ({ model: { reference: { kind: 'model', id: '', version: 1 } }, results: {} }), summary: none, load: json },
  { kind: 'python', group: 'logic', icon: Code, begin: () => ({ code: '', inputs: [], outputs: [] }), summary: none, load: json },
  { kind: 'sql', group: 'data', icon: Database, begin: () => ({ source: '', statement: '', parameters: [], result: { take: 'first-row', columns: [] } }), summary: none, load: json },
  { kind: 'http', group: 'data', icon: Globe, begin: () => ({ source: '', method: 'GET', path: '' }), summary: none, load: json },
  { kind: 'arbitrate', group: 'contact', icon: Scale, begin: () => ({ candidates: [] }), summary: none, load: json },
  { kind: 'contact-policy', group: 'contact', icon: ShieldCheck, begin: () => ({ customer: 'customer', channel: '', action: '' }), summary: none, load: json },
  { kind: 'channel', group: 'contact', icon: Send, begin: () => ({ customer: 'customer', action: '', channels: [] }), summary: none, load: json },
];

const byKind = new Map(nodeKindList.map((kind) => [kind.kind, kind]));

export const nodeKindOf = (kind: NodeKindName): NodeKind => byKind.get(kind)!;
