import type { CheckFindings, Fault, Item } from '@arbiter/contracts';
import { request } from './client.js';

export type ModelFormat = 'pmml' | 'xgboost' | 'lightgbm' | 'document' | 'onnx';
export interface ReadModel { document: unknown; format: ModelFormat; notes: Fault[] }

const asForm = (file: File): FormData => {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
};

/** Model files. */
export const models = {
  /** Nothing is made of it; an ONNX file is kept, so that a draft can refer to it. */
  read: (file: File) => request<ReadModel>('POST', '/v1/items/read-model', { body: asForm(file) }),
  create: (projectId: string, file: File, name?: string) => request<CheckFindings & ReadModel & { item: Item }>('POST', `/v1/projects/${encodeURIComponent(projectId)}/models`, { body: asForm(file), query: { name } }),
};
