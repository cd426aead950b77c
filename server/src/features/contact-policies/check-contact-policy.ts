import type { ContactPolicyDocument, Fault } from '@arbiter/contracts';
import { checkPolicy } from '@arbiter/engine';

/** A policy is saved when it can be compiled and its own tests pass. */
export const checkContactPolicy = (document: ContactPolicyDocument): Fault[] => checkPolicy(document);
