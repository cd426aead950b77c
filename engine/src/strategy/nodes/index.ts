import type { NodeKind } from '../node-kind.js';
import { abTestNode } from './ab-test/ab-test-node.js';
import { arbitrateNode } from './arbitrate/arbitrate-node.js';
import { branchNode } from './branch/branch-node.js';
import { calculateNode } from './calculate/calculate-node.js';
import { channelNode } from './channel/channel-node.js';
import { contactPolicyNode } from './contact-policy/contact-policy-node.js';
import { httpNode } from './http/http-node.js';
import { inputNode } from './input/input-node.js';
import { loopNode } from './loop/loop-node.js';
import { modelNode } from './model/model-node.js';
import { outputNode } from './output/output-node.js';
import { rulesNode } from './rules/rules-node.js';
import { pythonNode } from './python/python-node.js';
import { sqlNode } from './sql/sql-node.js';
import { subProcessNode } from './sub-process/sub-process-node.js';

/** Every kind of node. A kind is one folder and one entry here. */
export const nodeKindList: readonly NodeKind[] = [inputNode, branchNode, rulesNode, calculateNode, subProcessNode, loopNode, sqlNode, httpNode, pythonNode, modelNode, abTestNode, arbitrateNode, contactPolicyNode, channelNode, outputNode];

const kinds = new Map<string, NodeKind>(nodeKindList.map((kind) => [kind.kind, kind]));

export const kindOf = (kind: string): NodeKind | undefined => kinds.get(kind);
