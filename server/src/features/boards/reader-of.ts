import type { FastifyRequest } from 'fastify';
import { isPermitted } from '../../http/permissions.js';
import { actorOf } from '../../http/route-access.js';
import type { Reader } from './report-documents.repository.js';

export const readerOf = ({ principal }: Pick<FastifyRequest, 'principal'>): Reader => ({ actor: actorOf(principal), isAdmin: principal !== null && isPermitted(principal, 'admin', 'write') });
